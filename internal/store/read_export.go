package store

// This file reads whole months row by row, for exports: nothing is held.

import (
	"context"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// EachFigureIn calls f with every figure of a month of the accounts of a
// query, by account and indicator, until f fails.
func (c Conn) EachFigureIn(ctx context.Context, q AccountQuery, f func(FigureRow) error) error {
	where, args := q.conditions()
	chosen := ` AND account_id IN (SELECT a.id ` + accountFrom + where + `)`
	if q.Filter.Empty() && q.Within == 0 && q.After == 0 {
		chosen = ""
	}
	row := FigureRow{Month: q.Month}
	return c.eachNamed(ctx, func(r *sqlx.Rows) error {
		if err := r.Scan(&row.Account, &row.Indicator, &row.State, &row.Value, &row.Reason, &row.Note); err != nil {
			return err
		}
		return f(row)
	}, `SELECT account_id, indicator_id, state, coalesce(value, 0), coalesce(reason, ''), coalesce(note, '')
		FROM figures WHERE month = :month`+chosen+` ORDER BY account_id, indicator_id`, args)
}

// Comments reads the comments on the filings of a month of the accounts of a
// query, by account; an empty one is not in the map.
func (c Conn) Comments(ctx context.Context, q AccountQuery) (map[kpi.ID]string, error) {
	where, args := q.conditions()
	comments := map[kpi.ID]string{}
	err := c.eachNamed(ctx, func(r *sqlx.Rows) error {
		var account kpi.ID
		var comment string
		err := r.Scan(&account, &comment)
		comments[account] = comment
		return err
	}, `SELECT account_id, comment FROM filings WHERE month = :month AND comment <> ''
		AND account_id IN (SELECT a.id `+accountFrom+where+`)`, args)
	return comments, err
}

// FigureSpan reads the first and the last month with a figure, zero where
// there is none.
func (c Conn) FigureSpan(ctx context.Context) (first, last kpi.Month, err error) {
	err = c.eachRow(ctx, func(r *sqlx.Rows) error { return r.Scan(&first, &last) },
		`SELECT (SELECT min(month) FROM figures), (SELECT max(month) FROM figures)`)
	return first, last, err
}

// AccountsChangedIn reads which accounts have a handle, a grouping or a state
// in a month that differs from that of the month before.
func (c Conn) AccountsChangedIn(ctx context.Context, month kpi.Month) ([]kpi.ID, error) {
	var ids []kpi.ID
	query, args, err := sqlx.Named(`
		SELECT account_id FROM account_handles WHERE from_month = :month OR until_month = :before
		UNION SELECT account_id FROM account_groupings WHERE from_month = :month OR until_month = :before
		UNION SELECT account_id FROM account_states
			WHERE (from_day > :lastday AND from_day <= :day) OR (until_day >= :lastday AND until_day < :day)`,
		map[string]any{"month": month, "before": month.Add(-1), "lastday": month.Add(-1).LastDay(), "day": month.LastDay()})
	if err != nil {
		return nil, err
	}
	return ids, c.all(ctx, &ids, query, args...)
}
