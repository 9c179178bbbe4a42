package store

// Corrections: changes of figures proposed after their month was closed.

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// CorrectionRow is a correction as it was written down.
type CorrectionRow struct {
	ID             kpi.ID
	Month          kpi.Month
	Account        kpi.ID
	Indicator      kpi.ID
	Old            kpi.Figure // when it was proposed; its state and value
	New            kpi.Figure // proposed; its state, value and reason
	Reason         string
	ProposedBy     kpi.ID // batch
	State          kpi.CorrectionState
	DecisionReason string
	DecidedBy      kpi.ID // batch; 0: nobody yet
	Report         kpi.ID // first report that restates it; 0: none yet
}

// correctionSubject is the table's name, in the history.
const correctionSubject = "corrections"

const correctionSelect = `SELECT c.id, c.month, c.account_id, c.indicator_id, c.old_state, coalesce(c.old_value, 0), c.new_state,
	coalesce(c.new_value, 0), coalesce(c.new_reason, ''), c.reason, c.proposed_by, c.state, c.decision_reason,
	coalesce(c.decided_by, 0), coalesce(c.report_id, 0) FROM corrections c`

// AddCorrection writes down a correction that this act proposes.
func (tx *Tx) AddCorrection(ctx context.Context, r CorrectionRow) (kpi.ID, error) {
	id, err := tx.insert(ctx, `INSERT INTO corrections (month, account_id, indicator_id, old_state, old_value, new_state, new_value,
		new_reason, reason, proposed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Month, r.Account, r.Indicator, int64(r.Old.State), numberArg(r.Old.Number()), int64(r.New.State), numberArg(r.New.Number()),
		nullText(r.New.Reason), r.Reason, tx.Batch)
	if err != nil {
		return 0, err
	}
	return id, tx.AddChange(ctx, Change{Subject: correctionSubject, SubjectID: id, Field: "state", New: string(kpi.CorrectionProposed)})
}

// SetCorrection moves a correction to another state, as part of this act.
// Going back to proposed takes the decision away.
func (tx *Tx) SetCorrection(ctx context.Context, r CorrectionRow, state kpi.CorrectionState, reason string) error {
	by := any(int64(tx.Batch))
	if state == kpi.CorrectionProposed {
		by = nil
	}
	if _, err := tx.exec(ctx, `UPDATE corrections SET state = ?, decision_reason = ?, decided_by = ? WHERE id = ?`,
		string(state), reason, by, r.ID); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: correctionSubject, SubjectID: r.ID, Field: "state", Old: string(r.State), New: string(state)})
}

// Correction reads one correction.
// Errors: kpi.CodeNotFound.
func (c Conn) Correction(ctx context.Context, id kpi.ID) (CorrectionRow, error) {
	rows, err := c.corrections(ctx, ` WHERE c.id = ?`, id)
	if err == nil && len(rows) == 0 {
		err = kpi.NotFound("error.not_found")
	}
	if err != nil {
		return CorrectionRow{}, err
	}
	return rows[0], nil
}

// CorrectionQuery says which corrections are read; a zero field is any.
type CorrectionQuery struct {
	State   kpi.CorrectionState
	Month   kpi.Month
	Account kpi.ID
}

// Corrections reads corrections, latest first.
func (c Conn) Corrections(ctx context.Context, q CorrectionQuery) ([]CorrectionRow, error) {
	where, args := ` WHERE 1 = 1`, []any{}
	if q.State != "" {
		where, args = where+` AND c.state = ?`, append(args, string(q.State))
	}
	if !q.Month.IsZero() {
		where, args = where+` AND c.month = ?`, append(args, q.Month)
	}
	if q.Account != 0 {
		where, args = where+` AND c.account_id = ?`, append(args, q.Account)
	}
	return c.corrections(ctx, where+` ORDER BY c.id DESC`, args...)
}

// CorrectionsDecidedIn reads the corrections that one act decided.
func (c Conn) CorrectionsDecidedIn(ctx context.Context, batch kpi.ID) ([]CorrectionRow, error) {
	return c.corrections(ctx, ` WHERE c.decided_by = ? ORDER BY c.id`, batch)
}

// CorrectionsToRestate reads the accepted corrections that a report of a month
// restates: those of that month and earlier ones that no report has restated,
// and, where a report of the month is in force, which this one replaces, those
// that it or the ones that it replaced restated, and those accepted since the
// first of these. In the order of their decision.
func (c Conn) CorrectionsToRestate(ctx context.Context, month kpi.Month) ([]CorrectionRow, error) {
	first, err := c.firstInForce(ctx, month)
	if err != nil {
		return nil, err
	}
	return c.corrections(ctx, ` JOIN batches b ON b.id = c.decided_by
		WHERE c.state = 'accepted' AND c.month <= ? AND (c.report_id IS NULL OR c.report_id IN (SELECT id FROM reports WHERE month = ?)
			OR (? IS NOT NULL AND b.at > ?)) ORDER BY c.decided_by, c.id`, month, month, instant(first), instant(first))
}

// firstInForce is the instant at which the figures of the first report of a
// month were read; zero where there is none.
func (c Conn) firstInForce(ctx context.Context, month kpi.Month) (time.Time, error) {
	var at sql.NullString
	err := c.get(ctx, &at, `SELECT min(as_of) FROM reports WHERE month = ?`, month)
	return readInstant(at), err
}

// MarkRestated writes down that a report restates the corrections accepted and
// not restated yet, of its month and earlier ones.
func (tx *Tx) MarkRestated(ctx context.Context, report kpi.ID) error {
	_, err := tx.exec(ctx, `UPDATE corrections SET report_id = ?1
		WHERE state = 'accepted' AND report_id IS NULL AND month <= (SELECT month FROM reports WHERE id = ?1)`, report)
	return err
}

// corrections reads the corrections that a condition chooses.
func (c Conn) corrections(ctx context.Context, where string, args ...any) ([]CorrectionRow, error) {
	var list []CorrectionRow
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var row CorrectionRow
		err := r.Scan(&row.ID, &row.Month, &row.Account, &row.Indicator, &row.Old.State, &row.Old.Value, &row.New.State, &row.New.Value,
			&row.New.Reason, &row.Reason, &row.ProposedBy, &row.State, &row.DecisionReason, &row.DecidedBy, &row.Report)
		list = append(list, row)
		return err
	}, correctionSelect+where, args...)
	return list, err
}
