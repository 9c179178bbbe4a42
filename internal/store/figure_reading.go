package store

// Readings of running counters, kept as figures are.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/kpi"
)

// ReadingRow is a running counter of one account at the end of a month; an
// unknown value is no reading.
type ReadingRow struct {
	Month     kpi.Month
	Account   kpi.ID
	Indicator kpi.ID // the flow that it counts
	Value     kpi.Number
}

type storedReading struct {
	value kpi.Number
	batch kpi.ID
}

// PutReadings writes the readings that differ from what is there and keeps
// what they replace. A row with an unknown value takes a reading away. Of two
// rows for the same reading the later counts.
func (tx *Tx) PutReadings(ctx context.Context, rows []ReadingRow) (created, changed, unchanged int, err error) {
	rows = sortedLast(rows, func(a, b ReadingRow) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Indicator, b.Indicator))
	})
	put := readingPut{
		tx: tx,
		versions: tx.bulk(`INSERT INTO reading_versions (month, account_id, indicator_id, batch_id, value)`, 5,
			`ON CONFLICT DO NOTHING`),
		readings: tx.bulk(`INSERT INTO readings (month, account_id, indicator_id, value, batch_id)`, 5,
			`ON CONFLICT (month, account_id, indicator_id) DO UPDATE SET value = excluded.value, batch_id = excluded.batch_id`),
	}
	for len(rows) > 0 {
		n := chunkLength(rows, func(r ReadingRow) (kpi.Month, kpi.ID) { return r.Month, r.Account })
		if err := put.chunk(ctx, rows[:n]); err != nil {
			return 0, 0, 0, err
		}
		rows = rows[n:]
	}
	if err := put.versions.flush(ctx); err != nil {
		return 0, 0, 0, err
	}
	return put.created, put.changed, put.unchanged, put.readings.flush(ctx)
}

type readingPut struct {
	tx                          *Tx
	versions, readings          *bulk
	created, changed, unchanged int
}

func (p *readingPut) chunk(ctx context.Context, rows []ReadingRow) error {
	var accounts []kpi.ID
	for i, r := range rows {
		if i == 0 || r.Account != rows[i-1].Account {
			accounts = append(accounts, r.Account)
		}
	}
	have, err := p.tx.storedReadings(ctx, rows[0].Month, accounts)
	if err != nil {
		return err
	}
	for _, r := range rows {
		old, there := have[[2]kpi.ID{r.Account, r.Indicator}]
		if err := p.row(ctx, r, old, there); err != nil {
			return err
		}
	}
	return nil
}

func (p *readingPut) row(ctx context.Context, r ReadingRow, old storedReading, there bool) error {
	switch {
	case there == r.Value.Known && old.value == r.Value:
		p.unchanged++
		return nil
	case !there:
		p.created++
	default:
		p.changed++
	}
	if there && old.batch != p.tx.Batch {
		if err := p.versions.add(ctx, r.Month, r.Account, r.Indicator, old.batch, old.value); err != nil {
			return err
		}
	}
	if r.Value.Known {
		return p.readings.add(ctx, r.Month, r.Account, r.Indicator, r.Value, p.tx.Batch)
	}
	return p.remove(ctx, r)
}

// remove takes a reading away; that there is none now is a version too.
func (p *readingPut) remove(ctx context.Context, r ReadingRow) error {
	if err := p.readings.flush(ctx); err != nil {
		return err
	}
	_, err := p.tx.exec(ctx, `DELETE FROM readings WHERE month = ? AND account_id = ? AND indicator_id = ?`,
		r.Month, r.Account, r.Indicator)
	if err != nil {
		return err
	}
	return p.versions.add(ctx, r.Month, r.Account, r.Indicator, p.tx.Batch, nil)
}

func (c Conn) storedReadings(ctx context.Context, month kpi.Month, accounts []kpi.ID) (map[[2]kpi.ID]storedReading, error) {
	rows, err := c.q.QueryxContext(ctx, `SELECT account_id, indicator_id, value, batch_id FROM readings
		WHERE month = ? AND account_id IN (`+marks(len(accounts))+`)`, append([]any{month}, idArgs(accounts)...)...)
	if err != nil {
		return nil, storeError(err)
	}
	defer func() { _ = rows.Close() }()
	have := map[[2]kpi.ID]storedReading{}
	for rows.Next() {
		var account, indicator kpi.ID
		var r storedReading
		if err := rows.Scan(&account, &indicator, &r.value, &r.batch); err != nil {
			return nil, err
		}
		have[[2]kpi.ID{account, indicator}] = r
	}
	return have, storeError(rows.Err())
}

// Readings reads the readings of the given accounts for one month, by account
// and indicator.
func (c Conn) Readings(ctx context.Context, month kpi.Month, accounts []kpi.ID) ([]ReadingRow, error) {
	var list []ReadingRow
	for chunk := range slices.Chunk(accounts, lookupAccounts) {
		have, err := c.storedReadings(ctx, month, chunk)
		if err != nil {
			return nil, err
		}
		for key, r := range have {
			list = append(list, ReadingRow{Month: month, Account: key[0], Indicator: key[1], Value: r.value})
		}
	}
	slices.SortFunc(list, func(a, b ReadingRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Indicator, b.Indicator))
	})
	return list, nil
}
