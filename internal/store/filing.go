package store

// Filings as they stand and what they were.

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"portevoix/internal/kpi"
)

// FilingRow is the filing of one account for one month, without its figures.
// One that was never saved has version 0 and state empty.
type FilingRow struct {
	Month            kpi.Month
	Account          kpi.ID
	State            kpi.FilingState
	Version          int // counts saves
	Comment          string
	ReturnReason     string
	FirstSubmittedAt time.Time
	LastSubmittedAt  time.Time
	Batch            kpi.ID // that made it so
}

const filingColumns = `month, account_id, state, version, comment, return_reason, first_submitted_at, last_submitted_at, batch_id`

// PutFilings saves filings as given, whatever they were, and keeps what they
// replace. Each gets the version after the stored one; those given in Version
// and Batch are not looked at. The instant of a first submission, once
// written, stays. Totals are not touched.
func (tx *Tx) PutFilings(ctx context.Context, rows []FilingRow) error {
	rows = sortedLast(rows, func(a, b FilingRow) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Account, b.Account))
	})
	versions := tx.bulk(`INSERT INTO filing_versions (`+filingColumns+`)`, 9, `ON CONFLICT DO NOTHING`)
	filings := tx.bulk(`INSERT INTO filings (`+filingColumns+`)`, 9,
		`ON CONFLICT (month, account_id) DO UPDATE SET state = excluded.state, version = excluded.version,
		comment = excluded.comment, return_reason = excluded.return_reason,
		first_submitted_at = coalesce(filings.first_submitted_at, excluded.first_submitted_at),
		last_submitted_at = excluded.last_submitted_at, batch_id = excluded.batch_id`)
	for len(rows) > 0 {
		n := chunkLength(rows, func(r FilingRow) (kpi.Month, kpi.ID) { return r.Month, r.Account })
		if err := tx.putFilings(ctx, rows[:n], versions, filings); err != nil {
			return err
		}
		rows = rows[n:]
	}
	if err := versions.flush(ctx); err != nil {
		return err
	}
	return filings.flush(ctx)
}

func (tx *Tx) putFilings(ctx context.Context, rows []FilingRow, versions, filings *bulk) error {
	accounts := make([]kpi.ID, len(rows))
	for i, r := range rows {
		accounts[i] = r.Account
	}
	tx.touchAccounts(rows[0].Month, accounts...)
	have, err := tx.FilingsOf(ctx, rows[0].Month, accounts)
	if err != nil {
		return err
	}
	for _, r := range rows {
		old, there := have[r.Account]
		if there && old.Batch != tx.Batch {
			if err := versions.add(ctx, filingValues(old)...); err != nil {
				return err
			}
		}
		r.Version, r.Batch = old.Version+1, tx.Batch
		if err := filings.add(ctx, filingValues(r)...); err != nil {
			return err
		}
	}
	return nil
}

func filingValues(r FilingRow) []any {
	return []any{r.Month, int64(r.Account), string(r.State), int64(r.Version), r.Comment, r.ReturnReason,
		instant(r.FirstSubmittedAt), instant(r.LastSubmittedAt), int64(r.Batch)}
}

// Filing reads the filing of one account for one month.
func (c Conn) Filing(ctx context.Context, month kpi.Month, account kpi.ID) (FilingRow, error) {
	row := FilingRow{Month: month, Account: account, State: kpi.FilingEmpty}
	err := c.eachFiling(ctx, func(r FilingRow) { row = r },
		`SELECT `+filingColumns+` FROM filings WHERE month = ? AND account_id = ?`, month, account)
	return row, err
}

// FilingsOf reads the filings of the given accounts for one month; an account
// that never saved one is not in the map.
func (c Conn) FilingsOf(ctx context.Context, month kpi.Month, accounts []kpi.ID) (map[kpi.ID]FilingRow, error) {
	have := make(map[kpi.ID]FilingRow, len(accounts))
	for chunk := range slices.Chunk(accounts, maxParameters) {
		err := c.eachFiling(ctx, func(r FilingRow) { have[r.Account] = r },
			`SELECT `+filingColumns+` FROM filings WHERE month = ? AND account_id IN (`+marks(len(chunk))+`)`,
			append([]any{month}, idArgs(chunk)...)...)
		if err != nil {
			return nil, err
		}
	}
	return have, nil
}

// FilingVersions reads the replaced versions of one account's filings for the
// given months, by month and version. What stands is not among them.
func (c Conn) FilingVersions(ctx context.Context, account kpi.ID, months []kpi.Month) ([]FilingRow, error) {
	return c.filingHistory(ctx, "filing_versions", account, months)
}

// FilingHistory reads one account's filings for the given months, by month.
func (c Conn) FilingHistory(ctx context.Context, account kpi.ID, months []kpi.Month) ([]FilingRow, error) {
	return c.filingHistory(ctx, "filings", account, months)
}

func (c Conn) filingHistory(ctx context.Context, table string, account kpi.ID, months []kpi.Month) ([]FilingRow, error) {
	var rows []FilingRow
	for chunk := range slices.Chunk(months, maxParameters) {
		err := c.eachFiling(ctx, func(r FilingRow) { rows = append(rows, r) },
			`WITH wanted (m) AS (VALUES `+placeholders(len(chunk), 1)+`)
			SELECT `+filingColumns+` FROM wanted CROSS JOIN `+table+` ON month = m AND account_id = ?
			ORDER BY month, version`, append(monthArgs(chunk), account)...)
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// eachFiling calls f with every row of a query for filingColumns.
func (c Conn) eachFiling(ctx context.Context, f func(FilingRow), query string, args ...any) error {
	rows, err := c.q.QueryxContext(ctx, query, args...)
	if err != nil {
		return storeError(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r FilingRow
		var first, last sql.NullString
		if err := rows.Scan(&r.Month, &r.Account, &r.State, &r.Version, &r.Comment, &r.ReturnReason, &first, &last, &r.Batch); err != nil {
			return err
		}
		r.FirstSubmittedAt, r.LastSubmittedAt = readInstant(first), readInstant(last)
		f(r)
	}
	return storeError(rows.Err())
}

func idArgs(ids []kpi.ID) []any {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return args
}
