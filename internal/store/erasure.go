package store

// Erasing a person: their name and address leave the users table, whatever let
// them in goes, and so do the words that they typed, in what stands and in what
// it replaced. Figures, dates and numbers stay.

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"portevoix/internal/kpi"
)

// WriteErasing is Write for acts that erase: what is deleted is overwritten in
// the file, and the write-ahead log is emptied afterwards.
func (db *DB) WriteErasing(ctx context.Context, batch Batch, f func(*Tx) error) (err error) {
	if _, err := db.writer.ExecContext(ctx, `PRAGMA secure_delete = ON`); err != nil {
		return storeError(err)
	}
	defer func() {
		_, off := db.writer.ExecContext(ctx, `PRAGMA secure_delete = OFF`)
		err = errors.Join(err, storeError(off))
	}()
	if err := db.Write(ctx, batch, f); err != nil {
		return err
	}
	// While somebody reads an older state the log cannot be emptied: it will be,
	// and is overwritten, in the course of writing.
	_, err = db.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return storeError(err)
}

// ErasePerson empties the row of a person, and deletes what is kept of them
// alone. Their number stays, which history names them by.
func (tx *Tx) ErasePerson(ctx context.Context, user kpi.ID) error {
	if err := tx.EndAccess(ctx, user); err != nil {
		return err
	}
	for _, table := range []string{"links", "api_tokens", "calendar_feeds", "mail_links", "mail_refusals", "mails", "user_identities", "notices", "days_away", "looks", "saved_views"} {
		if _, err := tx.exec(ctx, `DELETE FROM `+table+` WHERE user_id = ?`, user); err != nil {
			return err
		}
	}
	if _, err := tx.exec(ctx, `UPDATE days_away SET deputy_id = NULL WHERE deputy_id = ?`, user); err != nil {
		return err
	}
	leaving, err := tx.Leaving(ctx, user)
	if err != nil {
		return err
	}
	if err := tx.ForgetLeaverHoldings(ctx, leaving); err != nil {
		return err
	}
	_, err = tx.exec(ctx, `UPDATE users SET email = '', email_key = '#' || id, name = '', name_key = '', entity_id = NULL, locale = '',
		password_hash = NULL, first_signed_in_at = NULL, disabled_at = coalesce(disabled_at, ?) WHERE id = ?`, instant(tx.Now), user)
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: "erased"})
}

// batchesOf chooses the acts of a person, by user_id.
const batchesOf = `(SELECT id FROM batches WHERE user_id = ?)`

// EraseWords deletes the words that a person typed: reasons, comments, notes,
// questions, answers, names of files. Reasons of the short list stay, since
// they are nobody's words; an erased one becomes kpi.ReasonErased.
func (tx *Tx) EraseWords(ctx context.Context, user kpi.ID) error {
	cells, err := tx.wordCells(ctx, user)
	if err != nil {
		return err
	}
	own, err := tx.ownBatches(ctx, user)
	if err != nil {
		return err
	}
	for _, cell := range cells {
		if err := tx.eraseFilingWords(ctx, cell, own); err != nil {
			return err
		}
		if err := tx.eraseFigureWords(ctx, cell, own); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`UPDATE decisions SET reason = '' WHERE batch_id IN ` + batchesOf,
		`UPDATE annotations SET text = '' WHERE batch_id IN ` + batchesOf,
		`UPDATE questions SET question = '' WHERE asked_by IN ` + batchesOf,
		`UPDATE questions SET answer = '' WHERE answered_by IN ` + batchesOf,
		`UPDATE corrections SET reason = '' WHERE proposed_by IN ` + batchesOf,
		`UPDATE corrections SET decision_reason = '' WHERE decided_by IN ` + batchesOf,
		`UPDATE imports SET filename = '' WHERE batch_id IN ` + batchesOf,
		`UPDATE batches SET reason = '' WHERE user_id = ?`,
	} {
		if _, err := tx.exec(ctx, statement, user); err != nil {
			return err
		}
	}
	_, err = tx.exec(ctx, `UPDATE corrections SET new_reason = ? WHERE new_reason IS NOT NULL
		AND new_reason NOT IN (`+marks(len(kpi.ReasonCodes))+`) AND proposed_by IN `+batchesOf,
		slices.Concat([]any{kpi.ReasonErased}, reasonArgs(), []any{user})...)
	return err
}

func reasonArgs() []any {
	args := make([]any, len(kpi.ReasonCodes))
	for i, code := range kpi.ReasonCodes {
		args[i] = code
	}
	return args
}

// wordCell is a month of an account in which a person may have typed words.
type wordCell struct {
	Month   kpi.Month `db:"month"`
	Account kpi.ID    `db:"account_id"`
}

// wordCells lists the months of accounts that a person's acts touched.
func (c Conn) wordCells(ctx context.Context, user kpi.ID) ([]wordCell, error) {
	var cells []wordCell
	err := c.all(ctx, &cells, `SELECT month, account_id FROM filings WHERE batch_id IN `+batchesOf+`
		UNION SELECT month, account_id FROM filing_versions WHERE batch_id IN `+batchesOf+`
		UNION SELECT month, account_id FROM corrections WHERE proposed_by IN `+batchesOf+`
		ORDER BY account_id, month`, user, user, user)
	return cells, err
}

// ownBatches are the acts whose words are a person's: their own, and those
// that accepted what they had proposed.
func (c Conn) ownBatches(ctx context.Context, user kpi.ID) (map[kpi.ID]bool, error) {
	var ids []kpi.ID
	err := c.all(ctx, &ids, `SELECT id FROM batches WHERE user_id = ?
		UNION SELECT decided_by FROM corrections WHERE state = 'accepted' AND proposed_by IN `+batchesOf, user, user)
	own := make(map[kpi.ID]bool, len(ids))
	for _, id := range ids {
		own[id] = true
	}
	return own, err
}

// authorship follows a text through its versions: whoever wrote it first is
// its author, though others keep it or put it back.
type authorship map[string]bool

// is reports whether the text of a version is the person's; own says whether
// the version is of an act of theirs.
func (a authorship) is(text string, own bool) bool {
	if text == "" {
		return false
	}
	if _, known := a[text]; !known {
		a[text] = own
	}
	return a[text]
}

func (tx *Tx) eraseFilingWords(ctx context.Context, cell wordCell, own map[kpi.ID]bool) error {
	months := []kpi.Month{cell.Month}
	replaced, err := tx.FilingVersions(ctx, cell.Account, months)
	if err != nil {
		return err
	}
	now, err := tx.FilingHistory(ctx, cell.Account, months)
	if err != nil {
		return err
	}
	versions := slices.Concat(replaced, now)
	slices.SortFunc(versions, func(a, b FilingRow) int { return cmp.Compare(a.Batch, b.Batch) })
	comments, returns := authorship{}, authorship{}
	for _, v := range versions {
		mine := own[v.Batch]
		comment, returned := comments.is(v.Comment, mine), returns.is(v.ReturnReason, mine)
		if !comment && !returned {
			continue
		}
		for _, table := range []string{"filings", "filing_versions"} {
			if _, err := tx.exec(ctx, `UPDATE `+table+` SET comment = CASE WHEN ? THEN '' ELSE comment END,
				return_reason = CASE WHEN ? THEN '' ELSE return_reason END WHERE month = ? AND account_id = ? AND batch_id = ?`,
				comment, returned, cell.Month, cell.Account, v.Batch); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) eraseFigureWords(ctx context.Context, cell wordCell, own map[kpi.ID]bool) error {
	months := []kpi.Month{cell.Month}
	replaced, err := tx.FigureVersions(ctx, cell.Account, months)
	if err != nil {
		return err
	}
	now, err := tx.FiguresNow(ctx, cell.Account, months)
	if err != nil {
		return err
	}
	versions := slices.Concat(replaced, now)
	slices.SortFunc(versions, func(a, b FigureVersion) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Batch, b.Batch))
	})
	notes, reasons := authorship{}, authorship{}
	for i, v := range versions {
		if i == 0 || versions[i-1].Indicator != v.Indicator {
			notes, reasons = authorship{}, authorship{}
		}
		mine := own[v.Batch]
		note := notes.is(v.Note, mine)
		reason := !slices.Contains(kpi.ReasonCodes, v.Reason) && reasons.is(v.Reason, mine)
		if !note && !reason {
			continue
		}
		if err := tx.eraseFigureVersion(ctx, v, note, reason); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) eraseFigureVersion(ctx context.Context, v FigureVersion, note, reason bool) error {
	for _, table := range []string{"figures", "figure_versions"} {
		if _, err := tx.exec(ctx, `UPDATE `+table+` SET note = CASE WHEN ? THEN NULL ELSE note END,
			reason = CASE WHEN ? THEN ? ELSE reason END WHERE month = ? AND account_id = ? AND indicator_id = ? AND batch_id = ?`,
			note, reason, kpi.ReasonErased, v.Month, v.Account, v.Indicator, v.Batch); err != nil {
			return err
		}
	}
	if !reason {
		return nil
	}
	return tx.eraseRemembered(ctx, v)
}

// eraseRemembered takes a reason out of the answer remembered for the coming
// months, and of the months that were filed with it, by whomever.
func (tx *Tx) eraseRemembered(ctx context.Context, v FigureVersion) error {
	if _, err := tx.exec(ctx, `UPDATE remembered_answers SET reason = ? WHERE account_id = ? AND indicator_id = ? AND reason = ?`,
		kpi.ReasonErased, v.Account, v.Indicator, v.Reason); err != nil {
		return err
	}
	months, err := tx.KeptMonths(ctx, v.Month)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(months, maxParameters) {
		for _, table := range []string{"figures", "figure_versions"} {
			args := slices.Concat([]any{kpi.ReasonErased}, monthArgs(chunk), []any{v.Account, v.Indicator, v.Reason})
			if _, err := tx.exec(ctx, `UPDATE `+table+` SET reason = ? WHERE month IN (`+marks(len(chunk))+`)
				AND account_id = ? AND indicator_id = ? AND reason = ?`, args...); err != nil {
				return err
			}
		}
	}
	return nil
}
