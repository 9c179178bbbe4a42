package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// benchWorld makes 2,000 accounts with 7 figures a month over 24 months.
func benchWorld(b *testing.B) (*DB, kpi.Calendar, []kpi.Month) {
	b.Helper()
	db, err := Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), true)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	months := kpi.MonthsBetween(kpi.NewMonth(2025, 1), kpi.NewMonth(2026, 12))
	cal := kpi.Calendar{Zone: time.UTC, DueDay: 5}
	err = db.Write(b.Context(), Batch{At: accountsNow, Role: "system", Channel: kpi.ChannelCommand}, func(tx *Tx) error {
		return fillBench(b.Context(), tx, 2000, months, cal)
	})
	if err != nil {
		b.Fatal(err)
	}
	return db, cal, months
}

func fillBench(ctx context.Context, tx *Tx, accounts int, months []kpi.Month, cal kpi.Calendar) error {
	var spheres, ranges, entities [10]kpi.ID
	var err error
	for i := range 10 {
		if spheres[i], _, err = tx.EnsureSphere(ctx, fmt.Sprintf("S%d", i%4)); err != nil {
			return err
		}
		if ranges[i], _, err = tx.EnsureRange(ctx, fmt.Sprintf("G%d", i%5)); err != nil {
			return err
		}
		if entities[i], _, err = tx.EnsureEntity(ctx, fmt.Sprintf("R%d/D%d", i%3, i)); err != nil {
			return err
		}
	}
	ids := make([]kpi.ID, accounts)
	for i := range ids {
		if ids[i], err = tx.AddAccount(ctx, NewAccount{Platform: kpi.ID(1 + i%4), Handle: fmt.Sprintf("compte%d", i), Sphere: spheres[i%10],
			Range: ranges[i/10%10], Entity: entities[i/7%10],
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: months[0].FirstDay()}}}); err != nil {
			return err
		}
	}
	var rows []FigureRow
	var filings []FilingRow
	for _, m := range months {
		for n, a := range ids {
			for i := kpi.ID(1); i <= 7; i++ {
				if (n+int(m)+int(i))%11 != 0 {
					rows = append(rows, FigureRow{Month: m, Account: a, Indicator: i, Figure: kpi.Given(float64((n*int(i)+int(m))%2000 + 1))})
				}
			}
			filings = append(filings, FilingRow{Month: m, Account: a, State: kpi.FilingSubmitted, FirstSubmittedAt: cal.Due(m), LastSubmittedAt: cal.Due(m)})
		}
	}
	if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
		return err
	}
	if err := tx.PutFilings(ctx, filings); err != nil {
		return err
	}
	return tx.RefreshTotals(ctx, months, cal)
}

func BenchmarkTotals(b *testing.B) {
	db, cal, months := benchWorld(b)
	last := months[len(months)-1]
	b.Run("read a stored month", func(b *testing.B) {
		for b.Loop() {
			rows, err := db.Totals(b.Context(), TotalQuery{Months: []kpi.Month{last}, By: kpi.ScopeNetwork, Cal: cal})
			if err != nil || len(rows) == 0 {
				b.Fatal(err)
			}
		}
	})
	b.Run("read 24 stored months by sphere", func(b *testing.B) {
		for b.Loop() {
			rows, err := db.Totals(b.Context(), TotalQuery{Months: months, By: kpi.ScopeSphere, Codes: []string{kpi.Followers}, Cal: cal})
			if err != nil || len(rows) == 0 {
				b.Fatal(err)
			}
		}
	})
	b.Run("add up a month of two filters", func(b *testing.B) {
		for b.Loop() {
			rows, err := db.Totals(b.Context(), TotalQuery{Months: []kpi.Month{last}, By: kpi.ScopeNetwork,
				Filter: FilterIDs{Platform: 1, Sphere: 1}, Cal: cal})
			if err != nil || len(rows) == 0 {
				b.Fatal(err)
			}
		}
	})
	b.Run("recompute a month", func(b *testing.B) {
		for b.Loop() {
			write(b, db, func(tx *Tx) error { return tx.refreshTotals(b.Context(), []kpi.Month{last}, cal) })
		}
	})
	b.Run("write a filing without totals", func(b *testing.B) {
		v := 0.0
		for b.Loop() {
			v++
			write(b, db, func(tx *Tx) error { return benchFiling(b.Context(), tx, last-12, v) })
		}
	})
	b.Run("write a filing", func(b *testing.B) {
		v := 0.0
		for b.Loop() {
			v++
			write(b, db, func(tx *Tx) error {
				return tx.KeepTotals(b.Context(), cal, 17, last-12, func() error { return benchFiling(b.Context(), tx, last-12, v) })
			})
		}
	})
}

func benchFiling(ctx context.Context, tx *Tx, m kpi.Month, v float64) error {
	var rows []FigureRow
	for i := kpi.ID(1); i <= 7; i++ {
		rows = append(rows, FigureRow{Month: m, Account: 17, Indicator: i, Figure: kpi.Given(v)})
	}
	if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
		return err
	}
	return tx.PutFilings(ctx, []FilingRow{{Month: m, Account: 17, State: kpi.FilingDraft}})
}

func write(b *testing.B, db *DB, f func(*Tx) error) {
	b.Helper()
	if err := db.Write(b.Context(), Batch{At: accountsNow, Role: "system", Channel: kpi.ChannelCommand}, f); err != nil {
		b.Fatal(err)
	}
}
