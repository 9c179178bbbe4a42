package network

import (
	"slices"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

func TestDaysAwayAreOnesOwnAndDirections(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	noa := h.noa.User.ID
	from, until := dayOf(t, "2026-11-09"), dayOf(t, "2026-11-13")
	ok(t, h.AddDaysAway(ctx, h.noa, noa, NewAway{From: from, Until: until}))
	ok(t, h.AddDaysAway(ctx, h.direction, noa, NewAway{From: until.Add(10), Until: until.Add(10)}))
	view := some[AwayView](t)(h.Away(ctx, h.direction, noa))
	if len(view.Days) != 2 || view.Days[0].From != from || view.Days[1].Until != until.Add(10) || len(view.Accounts) != 1 {
		t.Errorf("%+v", view)
	}
	for _, who := range []kpi.Who{h.ola, h.cleo} {
		if _, err := h.Away(ctx, who, noa); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s sees them: %v", who.User.Name, err)
		}
		if err := h.AddDaysAway(ctx, who, noa, NewAway{From: from.Add(30), Until: from.Add(30)}); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s enters them: %v", who.User.Name, err)
		}
		if err := h.RemoveDaysAway(ctx, who, noa, view.Days[0].ID); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s removes them: %v", who.User.Name, err)
		}
	}
	if err := h.RemoveDaysAway(ctx, h.ola, h.ola.User.ID, view.Days[0].ID); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("as one's own: %v", err)
	}
	ok(t, h.RemoveDaysAway(ctx, h.noa, noa, view.Days[1].ID))
	if view = some[AwayView](t)(h.Away(ctx, h.noa, noa)); len(view.Days) != 1 {
		t.Errorf("one is left of %+v", view.Days)
	}
}

func TestDaysAwayThatMakeNoSenseAreRefused(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	noa, today := h.noa.User.ID, h.Today()
	ok(t, h.AddDaysAway(ctx, h.noa, noa, NewAway{From: today.Add(10), Until: today.Add(12)}))
	for _, c := range []struct {
		name  string
		away  NewAway
		field string
	}{
		{"no first day", NewAway{Until: today}, "from"},
		{"no last day", NewAway{From: today}, "until"},
		{"ends before it begins", NewAway{From: today.Add(1), Until: today}, "until"},
		{"is over", NewAway{From: today.Add(-3), Until: today.Add(-1)}, "until"},
		{"is too long", NewAway{From: today, Until: today.Add(366)}, "until"},
		{"is there", NewAway{From: today.Add(12), Until: today.Add(20)}, "from"},
		{"an unknown deputy", NewAway{From: today, Until: today, DeputyEmail: "personne@exemple.fr"}, "deputy_email"},
		{"oneself as deputy", NewAway{From: today, Until: today, DeputyEmail: h.noa.User.Email}, "deputy_email"},
		{"a deputy who files for nothing of theirs", NewAway{From: today, Until: today, Deputy: h.ola.User.ID}, "deputy"},
	} {
		if err := h.AddDaysAway(ctx, h.noa, noa, c.away); !slices.Contains(faultFields(err), c.field) {
			t.Errorf("%s: %v, want %s", c.name, err, c.field)
		}
	}
	if view := some[AwayView](t)(h.Away(ctx, h.noa, noa)); len(view.Days) != 1 {
		t.Errorf("%+v", view.Days)
	}
}

func TestADeputyTakesOverOnDaysAway(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	noa := h.noa.User.ID
	silent := some[kpi.ID](t)(h.AddAccount(ctx, h.direction, NewAccount{Platform: "LinkedIn", Handle: "silent",
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-07-01")}},
		Holders: []kpi.AccountHolder{{User: noa, Role: kpi.Holder, From: dayOf(t, "2026-07-01")}}}))
	october := func(who kpi.Who, account kpi.ID) kpi.Code {
		_, err := h.File(ctx, who, kpi.FilingChange{Account: account, Month: monthOf(t, "2026-10"), Figures: map[string]kpi.Figure{"posts": kpi.Given(2)}})
		return kpi.CodeOf(err)
	}
	if october(h.ola, silent) == "" {
		t.Fatal("Ola files already")
	}
	from, until := dayOf(t, "2026-11-03"), dayOf(t, "2026-11-20")
	ok(t, h.AddDaysAway(ctx, h.noa, noa, NewAway{From: from, Until: until, DeputyEmail: " OLA@exemple.fr "}))
	// October is filed of the one account, and not of the other.
	h.want("Noa holder 2026-07-01 asked, Ola deputy 2026-11-03 2026-11-20")
	if code := october(h.ola, silent); code != "" {
		t.Errorf("Ola files October: %s", code)
	}
	view := some[AwayView](t)(h.Away(ctx, h.noa, noa))
	if view.Days[0].Deputy != "Ola" || namesOf(view.Deputies) != "Ola" {
		t.Errorf("%+v", view)
	}
	// Now that she is known, she can be chosen; who files already is not added.
	ok(t, h.AddDaysAway(ctx, h.noa, noa, NewAway{From: until.Add(2), Until: until.Add(3), Deputy: h.ola.User.ID}))
	h.want("Noa holder 2026-07-01 asked, Ola deputy 2026-11-03 2026-11-20, Ola deputy 2026-11-22 2026-11-23")
	ok(t, h.RemoveDaysAway(ctx, h.noa, noa, some[AwayView](t)(h.Away(ctx, h.noa, noa)).Days[1].ID))
	ok(t, h.RemoveDaysAway(ctx, h.noa, noa, view.Days[0].ID))
	h.want("Noa holder 2026-07-01 asked")
	if code := october(h.ola, silent); code == "" {
		t.Error("Ola files October still")
	}
}

func TestDaysAwayStandInNoHistory(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	before := h.historyLength()
	ok(t, h.AddDaysAway(ctx, h.noa, h.noa.User.ID, NewAway{From: h.Today(), Until: h.Today().Add(2)}))
	ok(t, h.RemoveDaysAway(ctx, h.noa, h.noa.User.ID, some[AwayView](t)(h.Away(ctx, h.noa, h.noa.User.ID)).Days[0].ID))
	if after := h.historyLength(); after != before {
		t.Errorf("%d changes, %d before", after, before)
	}
}

func (h heldNetwork) historyLength() int {
	h.t.Helper()
	var n int
	ok(h.t, h.db.Snapshot(h.t.Context(), func(c store.Conn) error {
		rows, err := c.Changes(h.t.Context(), []string{"accounts", "users", "settings", "days_away"}, 0, 1000)
		n = len(rows)
		return err
	}))
	return n
}

func TestALimitedCoordinatorKnowsTheDaysOfThoseBehindTheirAccounts(t *testing.T) {
	n, ctx := openSetUp(t), t.Context()
	for _, path := range []string{"Groupe/Ouest", "Groupe/Est"} {
		_, err := n.AddEntity(ctx, kpi.CommandLine(), path)
		ok(t, err)
	}
	west := addPersonAs(t, n, "Ouest", kpi.RoleCoordinator, "Groupe/Ouest")
	east := addPersonAs(t, n, "Est", kpi.RoleCoordinator, "Groupe/Est")
	noa := addPersonAs(t, n, "Noa", kpi.RoleAmbassador, "")
	some[kpi.ID](t)(n.AddAccount(ctx, kpi.CommandLine(), NewAccount{Platform: "X", Handle: "ouest", Entity: "Groupe/Ouest",
		Holders: []kpi.AccountHolder{{User: noa.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-07-01")}}}))
	ok(t, n.AddDaysAway(ctx, west, noa.User.ID, NewAway{From: n.Today(), Until: n.Today()}))
	if _, err := n.Away(ctx, east, noa.User.ID); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("the other part: %v", err)
	}
}
