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

// The acts on a month, as the history names them.
const (
	MonthClosed    = "closed"
	MonthReopened  = "reopened"  // told: the instant at which that ends by itself
	MonthPublished = "published" // told: the number of the report
)

// PutMonth writes where a month stands, and the act in the history with what
// it tells.
func (tx *Tx) PutMonth(ctx context.Context, row MonthRow, act, told string) error {
	if _, err := tx.exec(ctx, `INSERT INTO months (month, closed_at, published_at, reopened_until) VALUES (?, ?, ?, ?)
		ON CONFLICT (month) DO UPDATE SET closed_at = excluded.closed_at, published_at = excluded.published_at,
		reopened_until = excluded.reopened_until`,
		row.Month, instant(row.ClosedAt), instant(row.PublishedAt), instant(row.ReopenedUntil)); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "months", Field: act, Since: row.Month.String(), New: told})
}

// ReopenedUntil writes the end of a reopening for the history.
func ReopenedUntil(at time.Time) string { return at.UTC().Format(instantForm) }

// MonthChange is an act on a month.
type MonthChange struct {
	Batch kpi.ID `db:"batch_id"`
	Act   string `db:"field"` // MonthClosed, MonthReopened or MonthPublished
	Told  string `db:"new"`
}

// Until is the instant at which a reopening ends by itself.
func (c MonthChange) Until() time.Time {
	return readInstant(sql.NullString{String: c.Told, Valid: c.Told != ""})
}

// MonthChanges reads the acts on a month, latest first.
func (c Conn) MonthChanges(ctx context.Context, month kpi.Month) ([]MonthChange, error) {
	var list []MonthChange
	return list, c.all(ctx, &list, `SELECT batch_id, field, new FROM changes
		WHERE subject = 'months' AND subject_id = 0 AND since = ? ORDER BY id DESC`, month)
}

// HoldersToTell reads who holds accounts on a day, asked or accepted: the
// person of each account. Those who are switched off are left out.
func (c Conn) HoldersToTell(ctx context.Context, day kpi.Day) (map[kpi.ID]kpi.ID, error) {
	var rows []struct {
		Account kpi.ID `db:"account_id"`
		User    kpi.ID `db:"user_id"`
	}
	if err := c.all(ctx, &rows, `SELECT h.account_id, h.user_id FROM account_holders h JOIN users u ON u.id = h.user_id
		WHERE h.role = 'holder' AND h.from_day <= ? AND (h.until_day IS NULL OR h.until_day >= ?) AND u.disabled_at IS NULL`, day, day); err != nil {
		return nil, err
	}
	holders := make(map[kpi.ID]kpi.ID, len(rows))
	for _, r := range rows {
		holders[r.Account] = r.User
	}
	return holders, nil
}

// FilingStates reads the state of every filing of a month; an account that
// never saved one is not in the map.
func (c Conn) FilingStates(ctx context.Context, month kpi.Month) (map[kpi.ID]kpi.FilingState, error) {
	var rows []struct {
		Account kpi.ID          `db:"account_id"`
		State   kpi.FilingState `db:"state"`
	}
	if err := c.all(ctx, &rows, `SELECT account_id, state FROM filings WHERE month = ?`, month); err != nil {
		return nil, err
	}
	states := make(map[kpi.ID]kpi.FilingState, len(rows))
	for _, r := range rows {
		states[r.Account] = r.State
	}
	return states, nil
}

// OpenMatters is what of a month waits for an answer or a decision.
type OpenMatters struct {
	Questions   int `db:"questions"`   // not closed
	Corrections int `db:"corrections"` // proposed
}

// OpenMatters counts what of a month waits for an answer or a decision.
func (c Conn) OpenMatters(ctx context.Context, month kpi.Month) (OpenMatters, error) {
	var m OpenMatters
	return m, c.get(ctx, &m, `SELECT (SELECT count(*) FROM questions WHERE month = ? AND closed_by IS NULL) AS questions,
		(SELECT count(*) FROM corrections WHERE month = ? AND state = 'proposed') AS corrections`, month, month)
}
