package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

// twoAccounts makes a database with two accounts.
func twoAccounts(t *testing.T) (*DB, kpi.ID, kpi.ID) {
	t.Helper()
	db := openAccounts(t)
	return db, addAccount(t, db, NewAccount{Platform: 1, Handle: "a"}), addAccount(t, db, NewAccount{Platform: 1, Handle: "b"})
}

// put writes figures as one act and returns its batch and what it counted.
func put(t *testing.T, db *DB, rows ...FigureRow) (batch kpi.ID, counts [3]int) {
	t.Helper()
	act(t, db, func(ctx context.Context, tx *Tx) (err error) {
		batch = tx.Batch
		counts[0], counts[1], counts[2], err = tx.PutFigures(ctx, rows)
		return err
	})
	return batch, counts
}

func TestPutFiguresCountsAndKeepsVersions(t *testing.T) {
	db, a, b := twoAccounts(t)
	m := month(t, "2026-10")
	row := func(account, indicator kpi.ID, f kpi.Figure) FigureRow {
		return FigureRow{Month: m, Account: account, Indicator: indicator, Figure: f}
	}
	unavailable := kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}

	first, counts := put(t, db, row(b, 1, kpi.Given(7)), row(a, 2, unavailable), row(a, 1, kpi.Given(0)), row(a, 3, kpi.Figure{}))
	if counts != [3]int{3, 0, 1} {
		t.Errorf("created, changed, unchanged %v", counts)
	}
	second, counts := put(t, db, row(a, 1, kpi.Given(5)), row(a, 2, unavailable), row(b, 1, kpi.Figure{}))
	if counts != [3]int{0, 2, 1} {
		t.Errorf("created, changed, unchanged %v", counts)
	}
	third, counts := put(t, db, row(b, 1, kpi.Given(8)), row(a, 1, kpi.Figure{State: kpi.StateValue, Value: 5, Note: "vu deux fois"}))
	if counts != [3]int{0, 2, 0} {
		t.Errorf("created, changed, unchanged %v", counts)
	}

	now, err := db.FiguresNow(t.Context(), a, []kpi.Month{m})
	if err != nil {
		t.Fatal(err)
	}
	if want := []FigureVersion{{row(a, 1, kpi.Figure{State: kpi.StateValue, Value: 5, Note: "vu deux fois"}), third}, {row(a, 2, unavailable), first}}; !slices.Equal(now, want) {
		t.Errorf("now %+v, want %+v", now, want)
	}
	for account, want := range map[kpi.ID][]FigureVersion{
		a: {{row(a, 1, kpi.Given(0)), first}, {row(a, 1, kpi.Given(5)), second}},
		b: {{row(b, 1, kpi.Given(7)), first}, {row(b, 1, kpi.Figure{}), second}},
	} {
		old, err := db.FigureVersions(t.Context(), account, []kpi.Month{m - 1, m})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(old, want) {
			t.Errorf("versions of %d: %+v, want %+v", account, old, want)
		}
	}
}

func TestAnActThatReplacesItsOwnFigureKeepsTheOlderVersion(t *testing.T) {
	db, a, _ := twoAccounts(t)
	m := month(t, "2026-10")
	one := func(v float64) []FigureRow {
		return []FigureRow{{Month: m, Account: a, Indicator: 1, Figure: kpi.Given(v)}}
	}
	put(t, db, one(1)...)
	act(t, db, func(ctx context.Context, tx *Tx) error {
		for _, v := range []float64{2, 3, 3, 4} {
			if _, _, _, err := tx.PutFigures(ctx, one(v)); err != nil {
				return err
			}
		}
		return nil
	})
	old, err := db.FigureVersions(t.Context(), a, []kpi.Month{m})
	if err != nil || len(old) != 1 || old[0].Figure != kpi.Given(1) {
		t.Errorf("versions %+v, %v", old, err)
	}
	now, err := db.Figures(t.Context(), m, a)
	if err != nil || len(now) != 1 || now[0].Figure != kpi.Given(4) {
		t.Errorf("now %+v, %v", now, err)
	}
	if _, counts := put(t, db, append(one(5), one(6)...)...); counts != [3]int{0, 1, 0} {
		t.Errorf("of two rows for one figure the later counts: %v", counts)
	}
	if now, err = db.Figures(t.Context(), m, a); err != nil || now[0].Figure != kpi.Given(6) {
		t.Errorf("now %+v, %v", now, err)
	}
}

func TestFigureHistoryOfManyMonths(t *testing.T) {
	db, a, b := twoAccounts(t)
	first := month(t, "1980-01")
	months := kpi.MonthsBetween(first, first+499)
	var rows []FigureRow
	for i, m := range months {
		for _, account := range []kpi.ID{b, a} {
			for _, indicator := range []kpi.ID{2, 1} {
				rows = append(rows, FigureRow{Month: m, Account: account, Indicator: indicator, Figure: kpi.Given(float64(i))})
			}
		}
	}
	if _, counts := put(t, db, rows...); counts != [3]int{2000, 0, 0} {
		t.Errorf("created, changed, unchanged %v", counts)
	}
	history, err := db.FigureHistory(t.Context(), a, months)
	if err != nil {
		t.Fatal(err)
	}
	if len(history) != 1000 || history[999] != (FigureRow{Month: first + 499, Account: a, Indicator: 2, Figure: kpi.Given(499)}) {
		t.Errorf("%d rows, the last %+v", len(history), history[len(history)-1])
	}
	if _, counts := put(t, db, rows...); counts != [3]int{0, 0, 2000} {
		t.Errorf("the same again: %v", counts)
	}
}

func TestReadings(t *testing.T) {
	db, a, _ := twoAccounts(t)
	m := month(t, "2026-10")
	write := func(values ...kpi.Number) (counts [3]int) {
		act(t, db, func(ctx context.Context, tx *Tx) (err error) {
			for _, v := range values {
				counts[0], counts[1], counts[2], err = tx.PutReadings(ctx, []ReadingRow{{Month: m, Account: a, Indicator: 2, Value: v}})
				if err != nil {
					return err
				}
			}
			return nil
		})
		return counts
	}
	for i, step := range []struct {
		value kpi.Number
		want  [3]int
	}{
		{kpi.Number{}, [3]int{0, 0, 1}}, {kpi.Num(10), [3]int{1, 0, 0}}, {kpi.Num(10), [3]int{0, 0, 1}}, {kpi.Num(0), [3]int{0, 1, 0}},
		{kpi.Number{}, [3]int{0, 1, 0}}, {kpi.Num(12), [3]int{1, 0, 0}},
	} {
		if got := write(step.value); got != step.want {
			t.Errorf("step %d: %v, want %v", i, got, step.want)
		}
	}
	rows, err := db.Readings(t.Context(), m, []kpi.ID{a})
	if err != nil || len(rows) != 1 || rows[0].Value != kpi.Num(12) {
		t.Errorf("now %+v, %v", rows, err)
	}
	var versions []kpi.Number
	if err := db.all(t.Context(), &versions, `SELECT value FROM reading_versions ORDER BY batch_id`); err != nil {
		t.Fatal(err)
	}
	if want := []kpi.Number{kpi.Num(10), kpi.Num(0), {}}; !slices.Equal(versions, want) {
		t.Errorf("versions %v, want %v", versions, want)
	}
}

func TestPutFilingsCountsVersions(t *testing.T) {
	db, a, b := twoAccounts(t)
	m := month(t, "2026-10")
	later := accountsNow.AddDate(0, 0, 3)
	save := func(rows ...FilingRow) {
		act(t, db, func(ctx context.Context, tx *Tx) error { return tx.PutFilings(ctx, rows) })
	}
	save(FilingRow{Month: m, Account: b, State: kpi.FilingDraft}, FilingRow{Month: m, Account: a, State: kpi.FilingDraft, Comment: "début"})
	save(FilingRow{Month: m, Account: a, State: kpi.FilingSubmitted, FirstSubmittedAt: accountsNow, LastSubmittedAt: accountsNow})
	save(FilingRow{Month: m, Account: a, State: kpi.FilingSubmitted, FirstSubmittedAt: later, LastSubmittedAt: later, Comment: "fin"})
	got, err := db.Filing(t.Context(), m, a)
	if err != nil {
		t.Fatal(err)
	}
	got.Batch = 0
	if want := (FilingRow{Month: m, Account: a, State: kpi.FilingSubmitted, Version: 3, Comment: "fin", FirstSubmittedAt: accountsNow, LastSubmittedAt: later}); got != want {
		t.Errorf("now %+v, want %+v", got, want)
	}
	old, err := db.FilingVersions(t.Context(), a, []kpi.Month{m})
	if err != nil || len(old) != 2 || old[0].Comment != "début" || old[0].Version != 1 || old[1].Version != 2 {
		t.Errorf("versions %+v, %v", old, err)
	}
	if f, err := db.Filing(t.Context(), m+1, a); err != nil || f.Version != 0 || f.State != kpi.FilingEmpty {
		t.Errorf("never saved: %+v, %v", f, err)
	}
	all, err := db.FilingsOf(t.Context(), m, []kpi.ID{a, b, b + 1})
	if err != nil || len(all) != 2 || all[b].Version != 1 {
		t.Errorf("of several: %+v, %v", all, err)
	}
}

func TestFullDisk(t *testing.T) {
	db, a, b := twoAccounts(t)
	m := month(t, "2026-10")
	put(t, db, FigureRow{Month: m, Account: a, Indicator: 1, Figure: kpi.Given(1)})
	limit := func(pages string) {
		var n int
		if err := db.writer.Get(&n, `PRAGMA max_page_count = `+pages); err != nil {
			t.Fatal(err)
		}
	}
	var pages int
	if err := db.writer.Get(&pages, `PRAGMA page_count`); err != nil {
		t.Fatal(err)
	}
	limit(fmt.Sprint(pages))
	var rows []FigureRow
	for back := range kpi.Month(2000) {
		rows = append(rows, FigureRow{Month: m - back, Account: b, Indicator: 1, Figure: kpi.Given(float64(back))},
			FigureRow{Month: m - back, Account: a, Indicator: 1, Figure: kpi.Given(2)})
	}
	err := tryAct(t, db, func(ctx context.Context, tx *Tx) error {
		_, _, _, err := tx.PutFigures(ctx, rows)
		return err
	})
	var e *kpi.Error
	if !errors.As(err, &e) || e.Key != "store.disk_full" {
		t.Fatalf("error %v", err)
	}
	var count int
	if err := db.get(t.Context(), &count, `SELECT count(*) FROM figures`); err != nil || count != 1 {
		t.Errorf("%d figures stayed, %v", count, err)
	}
	if now, err := db.Figures(t.Context(), m, a); err != nil || len(now) != 1 || now[0].Figure != kpi.Given(1) {
		t.Errorf("the old state is %+v, %v", now, err)
	}
	limit("1000000")
	if _, counts := put(t, db, rows...); counts != [3]int{3999, 1, 0} {
		t.Errorf("with room again: %v", counts)
	}
}
