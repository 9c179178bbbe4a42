package store

// This file writes and reads the history of everything: changes of accounts,
// groups and settings in their own table, figures and filings as the versions
// that were replaced.

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Change is one thing that an act changed, figures and filings apart, which
// keep their own history. Old and New are text and never a person's name:
// persons are written as their user id.
type Change struct {
	Subject   string // the table's name
	SubjectID kpi.ID
	Field     string // column or act, such as handle, created
	Since     string // month or day from which it holds, "" for at once
	Old, New  string
}

// AddChange writes a change down in the history, as part of this act.
func (tx *Tx) AddChange(ctx context.Context, c Change) error {
	_, err := tx.exec(ctx, `INSERT INTO changes (batch_id, subject, subject_id, field, since, old, new) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		tx.Batch, c.Subject, c.SubjectID, c.Field, c.Since, c.Old, c.New)
	return err
}

// field is a column's value before and after an act.
type field struct{ name, old, new string }

// addChanges writes down those of the fields that differ; about says of what.
func (tx *Tx) addChanges(ctx context.Context, about Change, fields ...field) error {
	for _, f := range fields {
		if f.old == f.new {
			continue
		}
		about.Field, about.Old, about.New = f.name, f.old, f.new
		if err := tx.AddChange(ctx, about); err != nil {
			return err
		}
	}
	return nil
}

// Fields of the history that are no column's name.
const (
	FieldFigure       = "figure"        // of an indicator
	FieldFiling       = "filing"        // the state of a filing
	FieldComment      = "comment"       // of a filing
	FieldReturnReason = "return_reason" // of a filing
	FieldRemembered   = "remembered"    // an answer kept for the coming months; its text is the indicator's code
	FieldQuestion     = "question"      // asked on a figure
	FieldAnswer       = "answer"        // to a question
	FieldAnswered     = "question_end"  // a question was closed
	FieldCorrection   = "correction"    // the state of a correction; its figures are what it asks for
)

// HistoryEntry is one change of an account, of its filings or of its figures.
type HistoryEntry struct {
	Batch     kpi.ID
	Month     kpi.Month // of a figure or filing; else zero
	Indicator kpi.ID    // of a figure, a question, a correction; else 0
	Ref       kpi.ID    // of a question, a correction, a search query; else 0
	About     string    // the search query of a place
	Field     string    // FieldFigure, …, or as Change.Field
	Since     string    // as in Change
	// Old and New are those of a figure; empty where it was never given.
	Old, New kpi.Figure
	// OldText and NewText are those of anything else.
	OldText, NewText string
}

// AccountHistory reads every change of an account, of its filings and of its
// figures, latest act first; within an act the account, then its months from
// the latest on.
func (c Conn) AccountHistory(ctx context.Context, account kpi.ID) ([]HistoryEntry, error) {
	months, err := c.KeptMonths(ctx, kpi.FirstMonth)
	if err != nil {
		return nil, err
	}
	entries, err := c.accountChanges(ctx, account)
	if err != nil {
		return nil, err
	}
	more, err := c.FilingEntries(ctx, account, months)
	if err != nil {
		return nil, err
	}
	return sortedEntries(append(entries, more...)), nil
}

// AccountEntries reads the changes of an account itself, in the order of
// AccountHistory.
func (c Conn) AccountEntries(ctx context.Context, account kpi.ID) ([]HistoryEntry, error) {
	entries, err := c.accountChanges(ctx, account)
	return sortedEntries(entries), err
}

// FilingEntries reads every change of an account's filings for some months, of
// their figures, of the questions on these and of the corrections, in the
// order of AccountHistory.
func (c Conn) FilingEntries(ctx context.Context, account kpi.ID, months []kpi.Month) ([]HistoryEntry, error) {
	var entries []HistoryEntry
	for _, read := range []func(context.Context, kpi.ID, []kpi.Month) ([]HistoryEntry, error){
		c.filingChanges, c.figureChanges, c.questionChanges, c.correctionChanges, c.searchChanges,
	} {
		more, err := read(ctx, account, months)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	return sortedEntries(entries), nil
}

func sortedEntries(entries []HistoryEntry) []HistoryEntry {
	slices.SortStableFunc(entries, func(a, b HistoryEntry) int {
		return cmp.Or(cmp.Compare(b.Batch, a.Batch), cmp.Compare(min(a.Month, 1), min(b.Month, 1)), cmp.Compare(b.Month, a.Month))
	})
	return entries
}

func (c Conn) accountChanges(ctx context.Context, account kpi.ID) ([]HistoryEntry, error) {
	var rows []struct {
		Batch kpi.ID `db:"batch_id"`
		Field string `db:"field"`
		Since string `db:"since"`
		Old   string `db:"old"`
		New   string `db:"new"`
	}
	if err := c.all(ctx, &rows, `SELECT batch_id, field, since, old, new FROM changes
		WHERE subject = 'accounts' AND subject_id = ? ORDER BY id`, account); err != nil {
		return nil, err
	}
	entries := make([]HistoryEntry, len(rows))
	for i, r := range rows {
		entries[i] = HistoryEntry{Batch: r.Batch, Field: r.Field, Since: r.Since, OldText: r.Old, NewText: r.New}
	}
	return entries, nil
}

// figureChanges follows each figure through its versions: each was made by its
// own batch out of the one before.
func (c Conn) figureChanges(ctx context.Context, account kpi.ID, months []kpi.Month) ([]HistoryEntry, error) {
	replaced, err := c.FigureVersions(ctx, account, months)
	if err != nil {
		return nil, err
	}
	now, err := c.FiguresNow(ctx, account, months)
	if err != nil {
		return nil, err
	}
	versions := slices.Concat(replaced, now)
	slices.SortFunc(versions, func(a, b FigureVersion) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Batch, b.Batch))
	})
	entries := make([]HistoryEntry, len(versions))
	for i, v := range versions {
		entries[i] = HistoryEntry{Batch: v.Batch, Month: v.Month, Indicator: v.Indicator, Field: FieldFigure, New: v.Figure}
		if i > 0 && versions[i-1].Month == v.Month && versions[i-1].Indicator == v.Indicator {
			entries[i].Old = versions[i-1].Figure
		}
	}
	return entries, nil
}

func (c Conn) filingChanges(ctx context.Context, account kpi.ID, months []kpi.Month) ([]HistoryEntry, error) {
	replaced, err := c.FilingVersions(ctx, account, months)
	if err != nil {
		return nil, err
	}
	now, err := c.FilingHistory(ctx, account, months)
	if err != nil {
		return nil, err
	}
	versions := slices.Concat(replaced, now)
	slices.SortFunc(versions, func(a, b FilingRow) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Batch, b.Batch))
	})
	var entries []HistoryEntry
	for i, v := range versions {
		old := FilingRow{State: kpi.FilingEmpty}
		if i > 0 && versions[i-1].Month == v.Month {
			old = versions[i-1]
		}
		for _, f := range []field{
			{FieldFiling, string(old.State), string(v.State)},
			{FieldComment, old.Comment, v.Comment},
			{FieldReturnReason, old.ReturnReason, v.ReturnReason},
		} {
			if f.old != f.new {
				entries = append(entries, HistoryEntry{Batch: v.Batch, Month: v.Month, Field: f.name, OldText: f.old, NewText: f.new})
			}
		}
	}
	return entries, nil
}

// Act is one batch as it was written down.
type Act struct {
	ID      kpi.ID
	At      time.Time
	User    kpi.ID // 0: the command line or a job
	Name    string // of the user; "" where the person is erased
	Role    string // the person's then
	Channel kpi.Channel
	Reason  string
}

// Acts reads batches by id.
func (c Conn) Acts(ctx context.Context, ids []kpi.ID) (map[kpi.ID]Act, error) {
	acts := make(map[kpi.ID]Act, len(ids))
	for chunk := range slices.Chunk(ids, maxParameters) {
		err := c.eachRow(ctx, func(r *sqlx.Rows) error {
			var a Act
			var at sql.NullString
			err := r.Scan(&a.ID, &at, &a.User, &a.Name, &a.Role, &a.Channel, &a.Reason)
			a.At = readInstant(at)
			acts[a.ID] = a
			return err
		}, `SELECT b.id, b.at, coalesce(b.user_id, 0), coalesce(u.name, ''), b.role, b.channel, b.reason
			FROM batches b LEFT JOIN users u ON u.id = b.user_id WHERE b.id IN (`+marks(len(chunk))+`)`, idArgs(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return acts, nil
}

// ChangeRow is a change as it was written down.
type ChangeRow struct {
	ID    kpi.ID
	Batch kpi.ID
	Change
}

// Changes reads the changes of some tables, latest first: those before an id (0:
// the latest), so many at most.
func (c Conn) Changes(ctx context.Context, subjects []string, before kpi.ID, limit int) ([]ChangeRow, error) {
	args := make([]any, 0, len(subjects)+2)
	for _, s := range subjects {
		args = append(args, s)
	}
	var rows []ChangeRow
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var row ChangeRow
		err := r.Scan(&row.ID, &row.Batch, &row.Subject, &row.SubjectID, &row.Field, &row.Since, &row.Old, &row.New)
		rows = append(rows, row)
		return err
	}, `SELECT id, batch_id, subject, subject_id, field, since, old, new FROM changes
		WHERE subject IN (`+marks(len(subjects))+`) AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?`,
		append(args, int64(before), int64(before), limit)...)
	return rows, err
}
