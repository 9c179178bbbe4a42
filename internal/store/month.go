package store

// Reporting months that direction has touched.

import (
	"context"
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// MonthRow is where a reporting month stands. One without a row is open.
type MonthRow struct {
	Month         kpi.Month
	ClosedAt      time.Time // zero: open
	PublishedAt   time.Time // zero: not published
	ReopenedUntil time.Time // instant at which a reopening ends by itself; zero: none
}

// Month reads where one month stands.
func (c Conn) Month(ctx context.Context, month kpi.Month) (MonthRow, error) {
	rows, err := c.MonthRows(ctx, []kpi.Month{month})
	if row, there := rows[month]; there || err != nil {
		return row, err
	}
	return MonthRow{Month: month}, nil
}

// MonthRows reads where months stand; one that is open may not be in the map.
func (c Conn) MonthRows(ctx context.Context, months []kpi.Month) (map[kpi.Month]MonthRow, error) {
	wanted := make(map[kpi.Month]bool, len(months))
	for _, m := range months {
		wanted[m] = true
	}
	var rows []struct {
		Month         kpi.Month      `db:"month"`
		ClosedAt      sql.NullString `db:"closed_at"`
		PublishedAt   sql.NullString `db:"published_at"`
		ReopenedUntil sql.NullString `db:"reopened_until"`
	}
	if err := c.all(ctx, &rows, `SELECT month, closed_at, published_at, reopened_until FROM months`); err != nil {
		return nil, err
	}
	found := make(map[kpi.Month]MonthRow, len(months))
	for _, r := range rows {
		if wanted[r.Month] {
			found[r.Month] = MonthRow{Month: r.Month, ClosedAt: readInstant(r.ClosedAt),
				PublishedAt: readInstant(r.PublishedAt), ReopenedUntil: readInstant(r.ReopenedUntil)}
		}
	}
	return found, nil
}

// PutMonth writes where a month stands, and the act (closed, reopened) in the
// history.
func (tx *Tx) PutMonth(ctx context.Context, row MonthRow, act string) error {
	if _, err := tx.exec(ctx, `INSERT INTO months (month, closed_at, published_at, reopened_until) VALUES (?, ?, ?, ?)
		ON CONFLICT (month) DO UPDATE SET closed_at = excluded.closed_at, published_at = excluded.published_at,
		reopened_until = excluded.reopened_until`,
		row.Month, instant(row.ClosedAt), instant(row.PublishedAt), instant(row.ReopenedUntil)); err != nil {
		return err
	}
	until := ""
	if !row.ReopenedUntil.IsZero() {
		until = row.ReopenedUntil.UTC().Format(instantForm)
	}
	return tx.AddChange(ctx, Change{Subject: "months", Field: act, Since: row.Month.String(), New: until})
}
