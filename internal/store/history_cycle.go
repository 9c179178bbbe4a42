package store

// The parts of the history that questions and corrections keep.

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// questionChanges are the questions on the figures of an account in some
// months: asked, answered, closed.
func (c Conn) questionChanges(ctx context.Context, account kpi.ID, months []kpi.Month) ([]HistoryEntry, error) {
	rows, err := c.questions(ctx, ` WHERE q.account_id = ? ORDER BY q.id`, account)
	if err != nil {
		return nil, err
	}
	var entries []HistoryEntry
	for _, q := range rows {
		if !slices.Contains(months, q.Month) {
			continue
		}
		for _, e := range []HistoryEntry{
			{Batch: q.AskedBy, Field: FieldQuestion, NewText: q.Question},
			{Batch: q.AnsweredBy, Field: FieldAnswer, OldText: q.Question, NewText: q.Answer},
			{Batch: q.ClosedBy, Field: FieldAnswered, OldText: q.Question},
		} {
			if e.Batch != 0 {
				e.Month, e.Indicator, e.Ref = q.Month, q.Indicator, q.ID
				entries = append(entries, e)
			}
		}
	}
	return entries, nil
}

// correctionChanges are the steps of the corrections of an account's figures in
// some months: proposed, decided, taken back. Their figures are what was asked
// for, their texts the states.
func (c Conn) correctionChanges(ctx context.Context, account kpi.ID, months []kpi.Month) ([]HistoryEntry, error) {
	var entries []HistoryEntry
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		e := HistoryEntry{Field: FieldCorrection}
		err := r.Scan(&e.Batch, &e.OldText, &e.NewText, &e.Ref, &e.Month, &e.Indicator, &e.Old.State, &e.Old.Value, &e.New.State, &e.New.Value, &e.New.Reason)
		if slices.Contains(months, e.Month) {
			entries = append(entries, e)
		}
		return err
	}, `SELECT h.batch_id, h.old, h.new, c.id, c.month, c.indicator_id, c.old_state, coalesce(c.old_value, 0), c.new_state,
		coalesce(c.new_value, 0), coalesce(c.new_reason, '')
		FROM corrections c JOIN changes h ON h.subject = '`+correctionSubject+`' AND h.subject_id = c.id
		WHERE c.account_id = ? ORDER BY h.id`, account)
	return entries, err
}

// ActPlace is what an act changed something of: the filing of an account for a
// month, or, in month zero, the account itself.
type ActPlace struct {
	Account kpi.ID
	Month   kpi.Month
}

// eachPlace is the query for the places that an act changed, the accounts first,
// then months from the latest on. Whoever writes a figure saves its filing in
// the same act, so that filings name all of them.
const placesQuery = `SELECT '' AS month, subject_id AS account_id FROM changes WHERE batch_id = ?1 AND subject = 'accounts'
	UNION SELECT month, account_id FROM filings WHERE batch_id = ?1
	UNION SELECT month, account_id FROM filing_versions WHERE batch_id = ?1
	UNION SELECT month, account_id FROM questions WHERE ?1 IN (asked_by, answered_by, closed_by)
	UNION SELECT c.month, c.account_id FROM changes h JOIN corrections c ON c.id = h.subject_id
		WHERE h.batch_id = ?1 AND h.subject = '` + correctionSubject + `'`

// CountPlaces counts the places that an act changed.
func (c Conn) CountPlaces(ctx context.Context, batch kpi.ID) (n int, err error) {
	return n, c.get(ctx, &n, `SELECT count(*) FROM (`+placesQuery+`)`, batch)
}

// Places reads some of the places that an act changed: accounts themselves
// first, then months from the latest on. A limit below 0 is all.
func (c Conn) Places(ctx context.Context, batch kpi.ID, limit, skip int) ([]ActPlace, error) {
	var places []ActPlace
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var p ActPlace
		err := r.Scan(&p.Month, &p.Account)
		places = append(places, p)
		return err
	}, `SELECT nullif(month, ''), account_id FROM (`+placesQuery+`)
		ORDER BY CASE WHEN month = '' THEN 0 ELSE 1 END, month DESC, account_id LIMIT ?2 OFFSET ?3`, batch, limit, skip)
	return places, err
}

// ChangesOfAct reads what one act changed of anything but accounts, filings and
// what belongs to these, in the order of writing.
func (c Conn) ChangesOfAct(ctx context.Context, batch kpi.ID) ([]ChangeRow, error) {
	var rows []ChangeRow
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var row ChangeRow
		err := r.Scan(&row.ID, &row.Batch, &row.Subject, &row.SubjectID, &row.Field, &row.Since, &row.Old, &row.New)
		rows = append(rows, row)
		return err
	}, `SELECT id, batch_id, subject, subject_id, field, since, old, new FROM changes
		WHERE batch_id = ? AND subject NOT IN ('accounts', '`+correctionSubject+`') ORDER BY id`, batch)
	return rows, err
}

// ImportOfAct reads the file that an act brought in, or that it took back;
// zero where it did neither.
func (c Conn) ImportOfAct(ctx context.Context, batch kpi.ID) (Import, error) {
	var list []Import
	if err := c.all(ctx, &list, importSelect+` WHERE i.batch_id = ? OR i.undone_by = ?`, batch, batch); err != nil || len(list) == 0 {
		return Import{}, err
	}
	return list[0], nil
}
