package store

import (
	"context"
	"testing"

	"portevoix/internal/kpi"
)

func TestDaysAwayAreKeptUntilTheyAreOver(t *testing.T) {
	db := openAccounts(t)
	var noa, ola kpi.ID
	act(t, db, func(ctx context.Context, tx *Tx) (err error) {
		if noa, err = tx.AddUser(ctx, User{User: kpi.User{Email: "noa@example.test", Name: "Noa Lente", Role: kpi.RoleAmbassador}}); err != nil {
			return err
		}
		ola, err = tx.AddUser(ctx, User{User: kpi.User{Email: "ola@example.test", Name: "Ola Brume", Role: kpi.RoleAmbassador}})
		return err
	})
	day := func(d int) kpi.Day { return kpi.NewDay(2026, 11, d) }
	changes := func() (n int) {
		t.Helper()
		if err := db.get(t.Context(), &n, `SELECT count(*) FROM changes`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := changes()
	var second kpi.ID
	act(t, db, func(ctx context.Context, tx *Tx) (err error) {
		for _, a := range []Away{{User: noa, From: day(20), Until: day(24)}, {User: noa, From: day(2), Until: day(6)}, {User: ola, From: day(5), Until: day(5)}} {
			if second, err = tx.AddDaysAway(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
	found, err := db.DaysAway(t.Context(), []kpi.ID{noa, ola, 999})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || len(found[noa]) != 2 || found[noa][0].From != day(2) || found[noa][1].Until != day(24) || found[ola][0].ID != second {
		t.Errorf("days away: %+v", found)
	}
	if a := found[noa][0]; a.On(day(1)) || !a.On(day(2)) || !a.On(day(6)) || a.On(day(7)) {
		t.Errorf("both days are included in %+v", a)
	}
	act(t, db, func(ctx context.Context, tx *Tx) error { return tx.DeleteDaysAwayBefore(ctx, day(6)) })
	found, err = db.DaysAway(t.Context(), []kpi.ID{noa, ola})
	if err != nil {
		t.Fatal(err)
	}
	if len(found[noa]) != 2 || len(found[ola]) != 0 {
		t.Errorf("before the 6th, only the 5th is over: %+v", found)
	}
	if changes() != before {
		t.Error("days away are no part of the history")
	}
}
