package store

// This file keeps up to which act a person has looked at what happened, and
// counts what happened since. When they looked is nobody's business: only the
// number of an act is kept, and looking is no act itself.

import (
	"context"
	"slices"
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
// being all. It looks at the latest months that were written to since, and tells
// of so many at most.
func (c Conn) FiledSince(ctx context.Context, act, user kpi.ID, among map[kpi.ID]bool, most int) (months []kpi.Month, counts map[kpi.Month]int, err error) {
	v, err := c.viewOf(ctx, FilterIDs{})
	if err != nil {
		return nil, nil, err
	}
	own, err := c.actsOf(ctx, user, act)
	if err != nil {
		return nil, nil, err
	}
	counts = map[kpi.Month]int{}
	for _, m := range v.monthsSince(act, mostFiledMonths) {
		held, err := v.month(ctx, v.crowd, m)
		if err != nil {
			return nil, nil, err
		}
		for i, f := range held.filings {
			if kpi.ID(f.act) > act && f.in() == kpi.FilingSubmitted && !own[kpi.ID(f.act)] && (among == nil || among[v.crowd.ids[i]]) {
				counts[m]++
			}
		}
		if counts[m] > 0 {
			if months = append(months, m); len(months) == most {
				break
			}
		}
	}
	return months, counts, nil
}

// mostFiledMonths is how many months FiledSince looks at: each may have to be
// read.
const mostFiledMonths = 8

// monthsSince lists the latest months that were written to after an act, latest
// first.
func (r recall) monthsSince(act kpi.ID, most int) []kpi.Month {
	var months []kpi.Month
	for name, last := range r.acts {
		if m, err := kpi.ParseMonth(name); err == nil && last > act {
			months = append(months, m)
		}
	}
	slices.Sort(months)
	slices.Reverse(months)
	return months[:min(len(months), most)]
}

// actsOf are the acts of a person after one.
func (c Conn) actsOf(ctx context.Context, user, after kpi.ID) (map[kpi.ID]bool, error) {
	var ids []kpi.ID
	err := c.all(ctx, &ids, `SELECT id FROM batches WHERE user_id = ? AND id > ?`, user, after)
	acts := make(map[kpi.ID]bool, len(ids))
	for _, id := range ids {
		acts[id] = true
	}
	return acts, err
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
