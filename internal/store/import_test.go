package store

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// A disk that is full in the middle of an import is said in words and leaves
// what was there. SQLite meets the same fault when a file may grow no further.
func TestFullDiskLeavesTheOldState(t *testing.T) {
	ctx := t.Context()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "full.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	batch := Batch{At: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), Role: "system", Channel: kpi.ChannelCommand}
	month := kpi.NewMonth(2026, 10)
	write := func(accounts int) error {
		return db.Write(ctx, batch, func(tx *Tx) error {
			var rows []FigureRow
			var filings []FilingRow
			for i := range accounts {
				id, err := tx.AddAccount(ctx, NewAccount{Platform: 1, Handle: "a" + kpi.ID(i).String() + "_" + kpi.ID(accounts).String()})
				if err != nil {
					return err
				}
				filings = append(filings, FilingRow{Account: id, State: kpi.FilingDraft})
				for indicator := range 7 {
					rows = append(rows, FigureRow{Account: id, Indicator: kpi.ID(indicator + 1), Figure: kpi.Given(float64(i))})
				}
			}
			if err := tx.AddFigures(ctx, month, rows); err != nil {
				return err
			}
			return tx.AddFilings(ctx, month, filings)
		})
	}
	if err := write(10); err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.ExecContext(ctx, `PRAGMA max_page_count = 100`); err != nil {
		t.Fatal(err)
	}
	err = write(2000)
	if e := new(kpi.Error); !errors.As(err, &e) || e.Key != "store.disk_full" {
		t.Errorf("error %v, want store.disk_full", err)
	}
	accounts, err := db.AccountIdentities(ctx)
	if err != nil || len(accounts) != 10 {
		t.Errorf("%d accounts, %v", len(accounts), err)
	}
	figures := 0
	if err := db.MonthFigures(ctx, month, func(StoredFigure) { figures++ }); err != nil || figures != 70 {
		t.Errorf("%d figures, %v", figures, err)
	}
}

func TestAddFiguresOfEveryState(t *testing.T) {
	ctx := t.Context()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "add.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	month := kpi.NewMonth(2026, 10)
	figures := []kpi.Figure{
		kpi.Given(0), kpi.Given(12.5), {State: kpi.StateUnavailable, Reason: "not_shown"}, {State: kpi.StateNA}, {State: kpi.StateValue, Value: 3, Note: "a prize"},
	}
	var account kpi.ID
	add := func(tx *Tx) error {
		if account, err = tx.AddAccount(ctx, NewAccount{Platform: 1, Handle: "ada"}); err != nil {
			return err
		}
		var rows []FigureRow
		for i, f := range figures {
			rows = append(rows, FigureRow{Month: month, Account: account, Indicator: kpi.ID(i + 1), Figure: f})
		}
		return tx.AddFigures(ctx, month, rows)
	}
	if err := db.Write(ctx, Batch{At: time.Now(), Role: "system", Channel: kpi.ChannelImport}, add); err != nil {
		t.Fatal(err)
	}
	stored, err := db.Figures(ctx, month, account)
	if err != nil {
		t.Fatal(err)
	}
	var got []kpi.Figure
	for _, r := range stored {
		got = append(got, r.Figure)
	}
	if !slices.Equal(got, figures) {
		t.Errorf("got %+v, want %+v", got, figures)
	}
	err = db.Write(ctx, Batch{At: time.Now(), Role: "system", Channel: kpi.ChannelImport}, func(tx *Tx) error {
		return tx.AddFigures(ctx, month, []FigureRow{{Account: account, Indicator: 1, Figure: kpi.Given(9)}})
	})
	if kpi.CodeOf(err) != kpi.CodeConflict {
		t.Errorf("a figure that is there is added: %v", err)
	}
}
