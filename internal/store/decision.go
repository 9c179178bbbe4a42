package store

// The register of decisions.

import (
	"context"

	"portevoix/internal/kpi"
)

// DecisionRow is what direction decided on a range, or on an account.
type DecisionRow struct {
	ID        kpi.ID    `db:"id"`
	Range     kpi.ID    `db:"range_id"`   // 0: on an account
	Account   kpi.ID    `db:"account_id"` // 0: on a range
	Verdict   string    `db:"verdict"`
	Month     kpi.Month `db:"month"` // whose figures it was decided from
	Reason    string    `db:"reason"`
	Review    kpi.Day   `db:"review_day"` // zero: not planned
	Evidence  string    `db:"evidence"`
	Replaces  kpi.ID    `db:"replaces"`
	Withdrawn kpi.ID    `db:"withdrawn_by"` // act; 0: stands
	Batch     kpi.ID    `db:"batch_id"`
	// ReplacedBy is the decision that reviewed this one; 0: none yet.
	ReplacedBy kpi.ID `db:"replaced_by"`
}

const decisionColumns = `d.id, coalesce(d.range_id, 0) AS range_id, coalesce(d.account_id, 0) AS account_id, d.verdict, d.month, d.reason,
	d.review_day, d.evidence, coalesce(d.replaces, 0) AS replaces, coalesce(d.withdrawn_by, 0) AS withdrawn_by, d.batch_id,
	coalesce((SELECT n.id FROM decisions n WHERE n.replaces = d.id AND n.withdrawn_by IS NULL), 0) AS replaced_by`

// Decisions reads the register, latest first.
func (c Conn) Decisions(ctx context.Context) ([]DecisionRow, error) {
	var rows []DecisionRow
	return rows, c.all(ctx, &rows, `SELECT `+decisionColumns+` FROM decisions d ORDER BY d.id DESC`)
}

// Decision reads one decision. Errors: kpi.CodeNotFound.
func (c Conn) Decision(ctx context.Context, id kpi.ID) (DecisionRow, error) {
	var row DecisionRow
	return row, c.get(ctx, &row, `SELECT `+decisionColumns+` FROM decisions d WHERE d.id = ?`, id)
}

// AddDecision writes a decision into the register.
func (tx *Tx) AddDecision(ctx context.Context, d DecisionRow) (kpi.ID, error) {
	return tx.insert(ctx, `INSERT INTO decisions (range_id, account_id, verdict, month, reason, review_day, evidence, replaces, batch_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, nullID(d.Range), nullID(d.Account), d.Verdict, d.Month, d.Reason, d.Review, d.Evidence,
		nullID(d.Replaces), tx.Batch)
}

// WithdrawDecision takes a decision back; it stays in the register.
func (tx *Tx) WithdrawDecision(ctx context.Context, id kpi.ID) error {
	_, err := tx.exec(ctx, `UPDATE decisions SET withdrawn_by = ? WHERE id = ? AND withdrawn_by IS NULL`, tx.Batch, id)
	return err
}

// TestRow is a test of an account that goes on.
type TestRow struct {
	Account kpi.ID  `db:"account_id"`
	From    kpi.Day `db:"from_day"`
	Review  kpi.Day `db:"review_day"`
}

// TestsToReview reads the tests in force on a day whose review day has come.
func (c Conn) TestsToReview(ctx context.Context, day kpi.Day) ([]TestRow, error) {
	var rows []TestRow
	return rows, c.all(ctx, &rows, `SELECT account_id, from_day, review_day FROM account_states
		WHERE state = 'test' AND review_day IS NOT NULL AND review_day <= ?1 AND from_day <= ?1 AND (until_day IS NULL OR until_day >= ?1)
		ORDER BY review_day, account_id`, day)
}
