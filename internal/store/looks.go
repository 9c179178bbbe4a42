package store

// This file keeps up to which act a person has looked at what happened, and
// counts what happened since. When they looked is nobody's business: only the
// number of an act is kept, and looking is no act itself.

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Look reads up to which act a person has looked; 0 where they never did.
func (c Conn) Look(ctx context.Context, user kpi.ID) (act kpi.ID, err error) {
	return act, c.get(ctx, &act, `SELECT coalesce(max(act), 0) FROM looks WHERE user_id = ?`, user)
}

// KeepLook writes it down. It never goes back, nor beyond the last act.
func (tx *Tx) KeepLook(ctx context.Context, user, act kpi.ID) error {
	_, err := tx.exec(ctx, `INSERT INTO looks (user_id, act) VALUES (?1, min(?2, (SELECT coalesce(max(id), 0) FROM batches)))
		ON CONFLICT (user_id) DO UPDATE SET act = max(act, excluded.act)`, user, act)
	return err
}

// ActBefore is the number of the last act before an instant, 0 before any.
func (c Conn) ActBefore(ctx context.Context, at time.Time) (act kpi.ID, err error) {
	return act, c.get(ctx, &act, `SELECT coalesce((SELECT id FROM batches WHERE at < ? ORDER BY id DESC LIMIT 1), 0)`, instant(at))
}

// FiledSince counts by month, latest first, the filings that others than a
// person sent since an act and that still stand as sent: of some accounts, nil
// being all.
func (c Conn) FiledSince(ctx context.Context, act, user kpi.ID, among map[kpi.ID]bool) (months []kpi.Month, counts map[kpi.Month]int, err error) {
	counts = map[kpi.Month]int{}
	column, group := `0`, `month`
	if among != nil {
		column, group = `account_id`, `month, account_id`
	}
	err = c.eachRow(ctx, func(r *sqlx.Rows) error {
		var month kpi.Month
		var account kpi.ID
		var n int
		if err := r.Scan(&month, &account, &n); err != nil || among != nil && !among[account] {
			return err
		}
		if counts[month] == 0 {
			months = append(months, month)
		}
		counts[month] += n
		return nil
	}, `WITH sent AS MATERIALIZED (SELECT month, account_id FROM filings WHERE batch_id > ? AND state = 'submitted'
			AND batch_id NOT IN (SELECT id FROM batches WHERE id > ? AND user_id = ?))
		SELECT month, `+column+`, count(*) FROM sent GROUP BY `+group+` ORDER BY month DESC`, act, act, user)
	return months, counts, err
}

// MonthAct is something that was done with a reporting month.
type MonthAct struct {
	Month kpi.Month
	Act   string // MonthClosed, MonthReopened
}

// MonthActsSince reads which months others than a person closed and reopened
// since an act, in the order of acting.
func (c Conn) MonthActsSince(ctx context.Context, act, user kpi.ID) ([]MonthAct, error) {
	var acts []MonthAct
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var a MonthAct
		err := r.Scan(&a.Month, &a.Act)
		acts = append(acts, a)
		return err
	}, `SELECT h.since, h.field FROM changes h JOIN batches b ON b.id = h.batch_id
		WHERE h.batch_id > ? AND h.subject = 'months' AND h.field IN (?, ?) AND coalesce(b.user_id, 0) <> ? ORDER BY h.id`,
		act, MonthClosed, MonthReopened, user)
	return acts, err
}
