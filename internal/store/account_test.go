package store

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// accountsNow is the fixed instant of everything these tests write.
var accountsNow = time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)

// openAccounts makes a database of its own for a test.
func openAccounts(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "accounts.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// act writes as the command line; a failure ends the test.
func act(t *testing.T, db *DB, f func(context.Context, *Tx) error) {
	t.Helper()
	if err := tryAct(t, db, f); err != nil {
		t.Fatal(err)
	}
}

func tryAct(t *testing.T, db *DB, f func(context.Context, *Tx) error) error {
	t.Helper()
	return db.Write(t.Context(), Batch{At: accountsNow, Role: "system", Channel: kpi.ChannelCommand},
		func(tx *Tx) error { return f(t.Context(), tx) })
}

func addAccount(t *testing.T, db *DB, a NewAccount) kpi.ID {
	t.Helper()
	var id kpi.ID
	act(t, db, func(ctx context.Context, tx *Tx) (err error) {
		id, err = tx.AddAccount(ctx, a)
		return err
	})
	return id
}

func month(t *testing.T, s string) kpi.Month {
	t.Helper()
	m, err := kpi.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func day(t *testing.T, s string) kpi.Day {
	t.Helper()
	d, err := kpi.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAccountAsItStandsInAMonth(t *testing.T) {
	db := openAccounts(t)
	var sphere, other, entity kpi.ID
	act(t, db, func(ctx context.Context, tx *Tx) (err error) {
		if sphere, _, err = tx.EnsureSphere(ctx, "Ventes"); err != nil {
			return err
		}
		if other, _, err = tx.EnsureSphere(ctx, "Métiers"); err != nil {
			return err
		}
		entity, _, err = tx.EnsureEntity(ctx, "Groupe / Ouest/Nantes")
		return err
	})
	id := addAccount(t, db, NewAccount{Platform: 1, Handle: "Camille_Atelier", Persona: " Camille  Atelier ", ExternalID: "42",
		Sphere: sphere, Entity: entity, States: []kpi.AccountPeriod{
			{State: kpi.AccountTest, From: day(t, "2024-03-10"), Review: day(t, "2024-06-30")},
			{State: kpi.AccountActive, From: day(t, "2024-07-01")},
			{State: kpi.AccountClosed, From: day(t, "2026-01-15"), Reason: "audience"},
		}})
	act(t, db, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.RegroupAccount(ctx, id, month(t, "2025-02"), other, 0, entity); err != nil {
			return err
		}
		_, err := tx.RenameAccount(ctx, id, month(t, "2025-05"), "camille.atelier")
		return err
	})
	for _, c := range []struct {
		month, handle, sphere string
		state                 kpi.AccountState
		closed                string
	}{
		{"2024-02", "Camille_Atelier", "Ventes", "", ""},
		{"2024-03", "Camille_Atelier", "Ventes", kpi.AccountTest, ""},
		{"2024-06", "Camille_Atelier", "Ventes", kpi.AccountTest, ""},
		{"2024-07", "Camille_Atelier", "Ventes", kpi.AccountActive, ""},
		{"2025-01", "Camille_Atelier", "Ventes", kpi.AccountActive, ""},
		{"2025-02", "Camille_Atelier", "Métiers", kpi.AccountActive, ""},
		{"2025-05", "camille.atelier", "Métiers", kpi.AccountActive, ""},
		{"2026-01", "camille.atelier", "Métiers", kpi.AccountClosed, "2026-01-15"},
	} {
		got, err := db.Account(t.Context(), id, month(t, c.month))
		if err != nil {
			t.Fatal(err)
		}
		want := kpi.Account{ID: id, PlatformID: 1, Platform: "X", Handle: c.handle, ExternalID: "42", Persona: "Camille Atelier",
			SphereID: sphere, Sphere: c.sphere, EntityID: entity, Entity: "Groupe/Ouest/Nantes", State: c.state,
			Opened: day(t, "2024-03-10"), Color: AvatarColor(id)}
		if c.sphere == "Métiers" {
			want.SphereID = other
		}
		if c.closed != "" {
			want.Closed = day(t, c.closed)
		}
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.month, got, want)
		}
	}
	if _, err := db.Account(t.Context(), id+1, month(t, "2025-01")); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("an account that does not exist: %v", err)
	}
}

func TestHandlesPassFromOneAccountToAnother(t *testing.T) {
	db := openAccounts(t)
	first := addAccount(t, db, NewAccount{Platform: 1, Handle: "Fdc3403", ExternalID: "1"})
	second := addAccount(t, db, NewAccount{Platform: 1, Handle: "second", ExternalID: "2", HandleFrom: month(t, "2015-01")})

	err := tryAct(t, db, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RenameAccount(ctx, second, month(t, "2015-03"), "@FDC3403")
		return err
	})
	if kpi.CodeOf(err) != kpi.CodeConflict {
		t.Fatalf("a handle in use was given away: %v", err)
	}
	act(t, db, func(ctx context.Context, tx *Tx) error {
		_, err := tx.TakeOverHandle(ctx, second, month(t, "2015-03"), "fdc3403")
		return err
	})
	act(t, db, func(ctx context.Context, tx *Tx) error { // and back
		_, err := tx.TakeOverHandle(ctx, first, month(t, "2015-05"), "fdc3403")
		return err
	})
	wantHandles(t, db, first, []kpi.AccountHandle{
		{Handle: "Fdc3403", From: kpi.FirstMonth, Until: month(t, "2015-02")}, {Handle: "fdc3403", From: month(t, "2015-05")}})
	wantHandles(t, db, second, []kpi.AccountHandle{
		{Handle: "second", From: month(t, "2015-01"), Until: month(t, "2015-02")},
		{Handle: "fdc3403", From: month(t, "2015-03"), Until: month(t, "2015-04")}})
	// Another platform has handles of its own.
	addAccount(t, db, NewAccount{Platform: 2, Handle: "fdc3403"})
	err = tryAct(t, db, func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddAccount(ctx, NewAccount{Platform: 1, Handle: "FDC3403"})
		return err
	})
	if kpi.CodeOf(err) != kpi.CodeConflict {
		t.Errorf("a new account got a handle in use: %v", err)
	}
	err = tryAct(t, db, func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddAccount(ctx, NewAccount{Platform: 1, Handle: "third", ExternalID: "2"})
		return err
	})
	if kpi.CodeOf(err) != kpi.CodeConflict {
		t.Errorf("a new account got an external id in use: %v", err)
	}
}

func wantHandles(t *testing.T, db *DB, account kpi.ID, want []kpi.AccountHandle) {
	t.Helper()
	got, err := db.AccountHandles(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("handles of %d:\n got %v\nwant %v", account, got, want)
	}
}

func TestAnImportedAccountBeginsWithItsFirstFigures(t *testing.T) {
	db := openAccounts(t)
	imported := addAccount(t, db, NewAccount{Platform: 1, Handle: "late", HandleFrom: month(t, "2017-02"), FromImport: true,
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: day(t, "2017-02-01")}}})
	before := addAccount(t, db, NewAccount{Platform: 1, Handle: "other", HandleFrom: month(t, "2016-01")})
	act(t, db, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.TakeOverHandle(ctx, before, month(t, "2016-03"), "late"); err != nil {
			return err
		}
		_, err := tx.RenameAccount(ctx, before, month(t, "2016-05"), "other")
		return err
	})
	act(t, db, func(ctx context.Context, tx *Tx) error {
		changed, err := tx.ExtendAccountToPast(ctx, imported, month(t, "2016-01"))
		if !changed {
			t.Error("nothing changed")
		}
		return err
	})
	wantHandles(t, db, imported, []kpi.AccountHandle{{Handle: "late", From: month(t, "2016-05")}})
	periods, err := db.AccountPeriods(t.Context(), imported)
	if err != nil {
		t.Fatal(err)
	}
	want := []kpi.AccountPeriod{{State: kpi.AccountActive, From: day(t, "2016-01-01")}}
	if !slices.Equal(periods, want) {
		t.Errorf("periods %v, want %v", periods, want)
	}
	act(t, db, func(ctx context.Context, tx *Tx) error {
		changed, err := tx.ExtendAccountToPast(ctx, imported, month(t, "2018-01"))
		if changed {
			t.Error("a later month moved the beginning")
		}
		return err
	})
}
