package store

import (
	"context"
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

func TestGroupsAreFoundByTheirFoldedName(t *testing.T) {
	db := openAccounts(t)
	ensure := func(f func(*Tx, context.Context, string) (kpi.ID, bool, error), name string) (id kpi.ID, created bool) {
		t.Helper()
		act(t, db, func(ctx context.Context, tx *Tx) (err error) {
			id, created, err = f(tx, ctx, name)
			return err
		})
		return id, created
	}
	for _, c := range []struct {
		name    string
		ensure  func(*Tx, context.Context, string) (kpi.ID, bool, error)
		first   string
		again   string
		another string
	}{
		{"platform", (*Tx).EnsurePlatform, " Péniche  bleue ", "PÉNICHE bleue", "Péniche rouge"},
		{"sphere", (*Tx).EnsureSphere, "Ventes", "ventes", "Ventes 2"},
		{"range", (*Tx).EnsureRange, "Outillage", "OUTILLAGE", "Jardin"},
		{"entity", (*Tx).EnsureEntity, "Groupe / Ouest", "groupe/OUEST/", "Groupe/Est"},
	} {
		first, created := ensure(c.ensure, c.first)
		again, createdAgain := ensure(c.ensure, c.again)
		another, createdAnother := ensure(c.ensure, c.another)
		if !created || createdAgain || !createdAnother || first == 0 || first != again || another == first {
			t.Errorf("%s: %d %v, %d %v, %d %v", c.name, first, created, again, createdAgain, another, createdAnother)
		}
		if none, created := ensure(c.ensure, "  "); none != 0 || created {
			t.Errorf("%s: no name made %d", c.name, none)
		}
	}
	if id, created := ensure((*Tx).EnsurePlatform, "linkedin"); id != 2 || created {
		t.Errorf("LinkedIn is %d, %v", id, created)
	}
	err := tryAct(t, db, func(ctx context.Context, tx *Tx) error {
		_, _, err := tx.EnsureEntity(ctx, "a/b/c/d")
		return err
	})
	if kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("four levels: %v", err)
	}
	groups, err := db.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, e := range groups.Entities {
		paths = append(paths, e.Name)
	}
	if want := []string{"Groupe", "Groupe/Est", "Groupe/Ouest"}; !slices.Equal(paths, want) {
		t.Errorf("entities %v, want %v", paths, want)
	}
	if last := groups.Platforms[len(groups.Platforms)-2]; last.Name != "Péniche bleue" || last.Position != 13 {
		t.Errorf("the new platform is %+v", last)
	}
}

func TestRenamedEntityTakesItsTreeAlong(t *testing.T) {
	db := openAccounts(t)
	var nantes kpi.ID
	act(t, db, func(ctx context.Context, tx *Tx) (err error) {
		if nantes, _, err = tx.EnsureEntity(ctx, "Groupe/Ouest/Nantes"); err != nil {
			return err
		}
		west, _, err := tx.EnsureEntity(ctx, "Groupe/Ouest")
		if err != nil {
			return err
		}
		return tx.RenameEntity(ctx, west, "Grand  Ouest")
	})
	ids, err := db.FilterIDs(t.Context(), kpi.Filter{Entity: "groupe/grand ouest/nantes"})
	if err != nil || ids.Entity != nantes {
		t.Errorf("found %v, %v, want %d", ids, err, nantes)
	}
	ids, err = db.FilterIDs(t.Context(), kpi.Filter{Platform: "Minitel", Sphere: "x", Range: "y", Entity: "Groupe/Ouest", Query: " @CAM "})
	want := FilterIDs{Platform: NoMatch, Sphere: NoMatch, Range: NoMatch, Entity: NoMatch, Query: "cam"}
	if err != nil || ids != want {
		t.Errorf("names that nobody has: %+v, %v", ids, err)
	}
	err = tryAct(t, db, func(ctx context.Context, tx *Tx) error {
		if _, _, err := tx.EnsureEntity(ctx, "Groupe/Est"); err != nil {
			return err
		}
		ids, err := tx.FilterIDs(ctx, kpi.Filter{Entity: "Groupe/Est"})
		if err != nil {
			return err
		}
		return tx.RenameEntity(ctx, ids.Entity, "grand ouest")
	})
	if kpi.CodeOf(err) != kpi.CodeConflict {
		t.Errorf("two entities of one path: %v", err)
	}
}

func TestAsksAndSources(t *testing.T) {
	db := openAccounts(t)
	m := func(s string) kpi.Month { return month(t, s) }
	act(t, db, func(ctx context.Context, tx *Tx) error {
		for _, ask := range []kpi.IndicatorAsk{
			{Indicator: 8, Platform: 2, From: m("2020-01"), Until: m("2020-06")},
			{Indicator: 8, Platform: 2, From: m("2021-01")},
			{Indicator: 8, Platform: 1, From: m("2020-01")},
		} {
			if err := tx.AddAsk(ctx, ask); err != nil {
				return err
			}
		}
		if err := tx.EndAsk(ctx, kpi.IndicatorAsk{Indicator: 8, Platform: 2, From: m("2020-04")}); err != nil {
			return err
		}
		for _, s := range []kpi.IndicatorSource{
			{Indicator: 6, Name: "Nouveau", From: m("2019-01")},
			{Indicator: 6, Name: "Entre", Version: "2", From: m("2018-07")},
			{Indicator: 6, Name: "Klout", Version: "5", From: m("2015-01"), Until: m("2018-05")},
		} {
			if err := tx.AddSource(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	indicators, err := db.Indicators(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range indicators {
		switch i.ID {
		case 8:
			want := []kpi.IndicatorAsk{{Indicator: 8, Platform: 2, From: m("2020-01"), Until: m("2020-03")}, {Indicator: 8, Platform: 1, From: m("2020-01")}}
			if !slices.Equal(i.Asks, want) {
				t.Errorf("asks\n got %v\nwant %v", i.Asks, want)
			}
		case 6:
			for in, want := range map[string]string{"2014-12": "Klout", "2015-01": "Klout 5", "2018-05": "Klout 5", "2018-06": "",
				"2018-07": "Entre 2", "2018-12": "Entre 2", "2019-01": "Nouveau", "2030-01": "Nouveau"} {
				if got := i.SourceIn(m(in)); got != want {
					t.Errorf("source of %s: %q, want %q", in, got, want)
				}
			}
		}
	}
}

func TestHeadcountsHoldFromAMonthOn(t *testing.T) {
	db := openAccounts(t)
	var id kpi.ID
	act(t, db, func(ctx context.Context, tx *Tx) (err error) {
		if id, _, err = tx.EnsureEntity(ctx, "Groupe"); err != nil {
			return err
		}
		for _, h := range []Headcount{{id, month(t, "2020-01"), 80}, {id, month(t, "2022-01"), 90}, {id, month(t, "2020-01"), 85}} {
			if err := tx.SetHeadcount(ctx, h); err != nil {
				return err
			}
		}
		return nil
	})
	got, err := db.Headcounts(t.Context())
	want := []Headcount{{id, month(t, "2020-01"), 85}, {id, month(t, "2022-01"), 90}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("headcounts %v, %v, want %v", got, err, want)
	}
}
