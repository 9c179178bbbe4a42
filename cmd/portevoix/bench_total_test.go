//go:build bench

package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/store"
)

// This file measures what keeping totals adds. The program cannot do without
// them: so the store's own calls are made here, in turn with them and without,
// on two copies of one file.

// totalsOfFilings writes corrections of one account's month as a filing does,
// figures and filing alone on one copy, and with KeepTotals around on the other.
func (b *bench) totalsOfFilings() {
	with, without := b.copied("with.db"), b.copied("without.db")
	defer func() { b.check(with.Close()); b.check(without.Close()) }()
	ctx, cal := context.Background(), b.calendar()
	ids, err := with.AccountIDs(ctx, store.AccountQuery{Month: b.month, Filter: store.FilterIDs{State: kpi.AccountActive}})
	b.check(err)
	var kept, bare []time.Duration
	for i, account := range ids[:min(len(ids), benchFilings)] {
		write := func(db *store.DB, around func(*store.Tx, func() error) error) time.Duration {
			start := time.Now()
			b.check(db.Write(ctx, benchAct(), func(tx *store.Tx) error {
				return around(tx, func() error { return b.correction(tx, account, i) })
			}))
			return time.Since(start)
		}
		kept = append(kept, write(with, func(tx *store.Tx, f func() error) error { return tx.KeepTotals(ctx, cal, account, b.month, f) }))
		bare = append(bare, write(without, func(_ *store.Tx, f func() error) error { return f() }))
	}
	for _, p := range []int{50, 99} {
		b.add(fmt.Sprintf("a filing in the store, totals kept, p%d", p), milliseconds(percentile(kept, p)),
			"without totals "+milliseconds(percentile(bare, p)), times(percentile(kept, p), percentile(bare, p)), "", true)
	}
}

// correction writes other figures of an account for the last month.
func (b *bench) correction(tx *store.Tx, account kpi.ID, i int) error {
	ctx := context.Background()
	figures, err := tx.Figures(ctx, b.month, account)
	if err != nil {
		return err
	}
	rows := make([]store.FigureRow, 0, len(figures))
	for k, f := range figures {
		rows = append(rows, store.FigureRow{Month: b.month, Account: account, Indicator: f.Indicator, Figure: kpi.Given(float64(10 + i%50 + k))})
	}
	if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
		return err
	}
	filing, err := tx.Filing(ctx, b.month, account)
	if err != nil {
		return err
	}
	filing.Month, filing.Account, filing.State, filing.LastSubmittedAt = b.month, account, kpi.FilingSubmitted, tx.Now
	if filing.FirstSubmittedAt.IsZero() {
		filing.FirstSubmittedAt = tx.Now
	}
	return tx.PutFilings(ctx, []store.FilingRow{filing})
}

// totalsOfImport counts the totals of the months that an import has just
// brought, from the figures at hand as the import does, into empty tables of
// totals: the processor time of that, in one transaction that stands, is what
// totals add to whole, the time of the import.
func (b *bench) totalsOfImport(imported string, whole time.Duration) {
	var best time.Duration
	for i := range importRuns {
		path := filepath.Join(b.dir, fmt.Sprintf("totals%d.db", i))
		b.check(network.Backup(context.Background(), imported, path))
		if used := b.countAfresh(path); i == 0 || used < best {
			best = used
		}
	}
	rest := whole - best
	b.add("what totals add to that import", seconds(best)+" of processor", "import without them "+seconds(rest), times(whole, rest), "", true)
}

func (b *bench) countAfresh(path string) time.Duration {
	raw, err := sql.Open("sqlite3", "file:"+path)
	b.check(err)
	for _, table := range []string{"totals", "filing_totals"} {
		_, err := raw.Exec("DELETE FROM " + table)
		b.check(err)
	}
	b.check(raw.Close())
	ctx := context.Background()
	db, err := store.Open(ctx, path, false)
	b.check(err)
	defer func() { b.check(db.Close()) }()
	months, known := kpi.MonthsBetween(b.month.Add(1-importMonths), b.month), store.KnownFigures{}
	for _, m := range months {
		var figures []store.StoredFigure
		b.check(db.MonthFigures(ctx, m, func(f store.StoredFigure) { figures = append(figures, f) }))
		known[m] = slices.Values(figures)
	}
	cal := b.calendar()
	before := processorTime()
	b.check(db.Write(ctx, benchAct(), func(tx *store.Tx) error { return tx.RefreshTotalsKnowing(ctx, months, cal, known) }))
	return processorTime() - before
}

func benchAct() store.Batch {
	return store.Batch{At: time.Now(), Role: "system", Channel: kpi.ChannelCommand}
}

// copied opens a copy of the network's file.
func (b *bench) copied(name string) *store.DB {
	path := filepath.Join(b.dir, name)
	b.check(network.Backup(context.Background(), b.db, path))
	db, err := store.Open(context.Background(), path, false)
	b.check(err)
	return db
}

// calendar is the one of a generated network.
func (b *bench) calendar() kpi.Calendar {
	zone, err := time.LoadLocation("Europe/Paris")
	b.check(err)
	return kpi.Calendar{Zone: zone, DueDay: 5}
}
