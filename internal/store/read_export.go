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

// Comments reads the comments of a month's filings by account; an empty one is
// not in the map.
func (c Conn) Comments(ctx context.Context, month kpi.Month) (map[kpi.ID]string, error) {
	comments := map[kpi.ID]string{}
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var account kpi.ID
		var comment string
		err := r.Scan(&account, &comment)
		comments[account] = comment
		return err
	}, `SELECT account_id, comment FROM filings WHERE month = ? AND comment <> ''`, month)
	return comments, err
}
