package network

import (
	"errors"
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

func (h heldNetwork) admin() kpi.Who { return addPersonAs(h.t, h.Network, "Adèle", kpi.RoleAdmin, "") }

func TestLeavingHandsOverAndCanBeUndone(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	admin := h.admin()
	second := some[kpi.ID](t)(h.AddAccount(ctx, h.direction, NewAccount{Platform: "LinkedIn", Handle: "camille-in",
		Holders: []kpi.AccountHolder{{User: h.noa.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-07-01")}}}))
	third := some[kpi.ID](t)(h.AddAccount(ctx, h.direction, NewAccount{Platform: "LinkedIn", Handle: "noa-deputises",
		Holders: []kpi.AccountHolder{{User: h.noa.User.ID, Role: kpi.Deputy, From: dayOf(t, "2026-07-01")}}}))
	ok(t, h.AddDeputy(ctx, h.direction, h.account, h.cleo.User.ID, dayOf(t, "2026-07-01"), 0))
	token := some[string](t)(h.AddToken(ctx, kpi.CommandLine(), h.noa.User.Email))
	feed := some[string](t)(h.NewFeed(ctx, h.noa))
	// Ola is to stand in later on.
	ok(t, h.AddDaysAway(ctx, h.noa, h.noa.User.ID, NewAway{From: h.Today().Add(9), Until: h.Today().Add(12), DeputyEmail: "ola@exemple.fr"}))

	l := some[Leaver](t)(h.Leaver(ctx, admin, h.noa.User.ID))
	if len(l.Accounts) != 2 || len(l.Deputised) != 1 || !l.Away || l.From != h.Today() {
		t.Fatalf("leaving touches %+v", l)
	}
	if namesOf(l.Accounts[0].Deputies) != "Cléo" || namesOf(l.Accounts[1].Deputies) != "Ola" {
		t.Errorf("deputies: %q and %q", namesOf(l.Accounts[0].Deputies), namesOf(l.Accounts[1].Deputies))
	}
	before := h.hands()

	from := dayOf(t, "2026-11-02")
	for _, c := range []struct {
		who   kpi.Who
		d     Departure
		code  kpi.Code
		field string
	}{
		{h.direction, Departure{From: from}, kpi.CodeForbidden, ""},
		{admin, Departure{From: from, Holders: map[kpi.ID]kpi.ID{h.account: h.ola.User.ID}}, kpi.CodeInvalid, "holder_" + second.String()},
		{admin, Departure{From: from, Holders: map[kpi.ID]kpi.ID{h.account: h.noa.User.ID, second: 0}}, kpi.CodeInvalid, "holder_" + h.account.String()},
		{admin, Departure{From: from, Holders: map[kpi.ID]kpi.ID{h.account: 999, second: 0}}, kpi.CodeInvalid, "holder_" + h.account.String()},
		{admin, Departure{Holders: map[kpi.ID]kpi.ID{h.account: 0, second: 0}}, kpi.CodeInvalid, "from"},
	} {
		err := h.Leave(ctx, c.who, h.noa.User.ID, c.d)
		if kpi.CodeOf(err) != c.code || (c.field != "" && !slices.Contains(faultFields(err), c.field)) {
			t.Errorf("%+v: %v, want %s %s", c.d, err, c.code, c.field)
		}
	}
	h.want(before) // nothing by half

	ok(t, h.Leave(ctx, admin, h.noa.User.ID, Departure{From: from, Holders: map[kpi.ID]kpi.ID{h.account: h.cleo.User.ID, second: 0}}))
	h.want("Noa holder 2026-07-01 2026-11-01, Cléo deputy 2026-07-01 2026-11-01, Cléo holder 2026-11-02 asked")
	if _, rows, err := h.Holdings(ctx, h.direction, second); err != nil || len(rows) != 1 || rows[0].Until != from.Add(-1) {
		t.Errorf("left without holder: %+v, %v", rows, err)
	}
	if _, rows, err := h.Holdings(ctx, h.direction, third); err != nil || len(rows) != 1 || rows[0].Until != from.Add(-1) {
		t.Errorf("the deputy's time: %+v, %v", rows, err)
	}
	if _, err := h.UserByToken(ctx, token); kpi.CodeOf(err) != kpi.CodeUnauthenticated {
		t.Errorf("the token: %v", err)
	}
	if _, err := h.CalendarFeed(ctx, feed); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("the feed: %v", err)
	}
	if stamp, err := h.SessionStamp(ctx, h.noa.User.ID); err != nil {
		t.Error(err)
	} else if _, err := h.SessionUser(ctx, h.noa.User.ID, stamp); kpi.CodeOf(err) != kpi.CodeUnauthenticated {
		t.Errorf("the session: %v", err)
	}
	if view := some[AwayView](t)(h.Away(ctx, h.direction, h.noa.User.ID)); len(view.Days) != 0 {
		t.Errorf("days away: %+v", view.Days)
	}
	if err := h.Leave(ctx, admin, h.noa.User.ID, Departure{From: from}); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("leaving twice: %v", err)
	}

	// The second account has got a holder since: it is left as it is, and named.
	ok(t, h.HandOver(ctx, h.direction, second, h.ola.User.ID, h.Today()))
	left, err := h.UndoLeave(ctx, admin, h.noa.User.ID)
	ok(t, err)
	if len(left) != 1 || left[0].ID != second {
		t.Errorf("undone but for %+v", left)
	}
	h.want(before)
	if _, rows, err := h.Holdings(ctx, h.direction, third); err != nil || len(rows) != 1 || rows[0].Until != 0 {
		t.Errorf("the deputy is one again: %+v, %v", rows, err)
	}
	if u := some[kpi.User](t)(h.User(ctx, admin, h.noa.User.ID)); !u.DisabledAt.IsZero() {
		t.Error("still switched off")
	}
	if _, err := h.UndoLeave(ctx, admin, h.noa.User.ID); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("undone twice: %v", err)
	}
}

func TestLeavingProposesADayOnWhichTheMonthCanBeFiled(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	admin := h.admin()
	since := dayOf(t, "2026-07-01")
	some[kpi.ID](t)(h.AddAccount(ctx, h.direction, NewAccount{Platform: "LinkedIn", Handle: "silent",
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: since}},
		Holders: []kpi.AccountHolder{{User: h.noa.User.ID, Role: kpi.Holder, From: since}}}))
	ok(t, h.AddDeputy(ctx, h.direction, h.account, h.ola.User.ID, h.Today().Add(20), h.Today().Add(30))) // which the holder need not be
	l := some[Leaver](t)(h.Leaver(ctx, admin, h.noa.User.ID))
	if l.From != dayOf(t, "2026-10-31") || !slices.Equal(l.Accounts[1].ToFile, []kpi.Month{monthOf(t, "2026-10")}) || len(l.Accounts[0].ToFile) != 0 {
		t.Fatalf("%+v", l)
	}
	ok(t, h.Leave(ctx, admin, h.noa.User.ID, Departure{From: l.From,
		Holders: map[kpi.ID]kpi.ID{h.account: h.ola.User.ID, l.Accounts[1].ID: h.ola.User.ID}}))
	if _, err := h.File(ctx, h.ola, kpi.FilingChange{Account: l.Accounts[1].ID, Month: monthOf(t, "2026-10"), Figures: map[string]kpi.Figure{"posts": kpi.Given(2)}}); err != nil {
		t.Errorf("the new holder files October: %v", err)
	}
}

func TestSomebodySwitchedOffBeforeHandsOverToo(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	admin := h.admin()
	ok(t, h.SwitchOff(ctx, admin, h.noa.User.ID))
	before := h.hands()
	off := some[kpi.User](t)(h.User(ctx, admin, h.noa.User.ID)).DisabledAt
	ok(t, h.Leave(ctx, admin, h.noa.User.ID, Departure{From: h.Today(), Holders: map[kpi.ID]kpi.ID{h.account: h.ola.User.ID}}))
	if now := some[kpi.User](t)(h.User(ctx, admin, h.noa.User.ID)).DisabledAt; !now.Equal(off) {
		t.Errorf("off since %v, was %v", now, off)
	}
	h.want("Noa holder 2026-07-01 2026-11-02, Ola holder 2026-11-03 asked")
	if count := some[int](t)(h.Unheld(ctx, h.direction)); count != 0 {
		t.Errorf("%d are without a holder", count)
	}
	some[[]kpi.Account](t)(h.UndoLeave(ctx, admin, h.noa.User.ID))
	h.want(before)
	ok(t, h.Leave(ctx, admin, h.noa.User.ID, Departure{From: h.Today(), Holders: map[kpi.ID]kpi.ID{h.account: 0}}))
	if count := some[int](t)(h.Unheld(ctx, h.direction)); count != 1 {
		t.Errorf("%d are without a holder", count)
	}
	if _, err := h.Unheld(ctx, h.ola); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("an ambassador counts them: %v", err)
	}
}

func TestTheLastAdministratorAndOneselfStay(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	admin := h.admin()
	other := addPersonAs(t, h.Network, "Basile", kpi.RoleAdmin, "")
	if err := h.Leave(ctx, admin, admin.User.ID, Departure{}); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("oneself: %v", err)
	}
	ok(t, h.Leave(ctx, admin, other.User.ID, Departure{}))
	if err := h.Leave(ctx, kpi.CommandLine(), admin.User.ID, Departure{}); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("the last: %v", err)
	}
}

// namesOf are the names of some people, joined.
func namesOf(people []kpi.User) string {
	text := ""
	for i, u := range people {
		if i > 0 {
			text += ", "
		}
		text += u.Name
	}
	return text
}

// faultFields are the fields that an error names.
func faultFields(err error) []string {
	var ours *kpi.Error
	if !errors.As(err, &ours) {
		return nil
	}
	var fields []string
	for _, f := range ours.Fields {
		fields = append(fields, f.Field)
	}
	return fields
}
