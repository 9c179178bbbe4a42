package network

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// heldNetwork is a network in which an account passes from hand to hand: Noa holds it
// since July and has filed from August to October.
type heldNetwork struct {
	*Network
	t                         *testing.T
	direction, noa, ola, cleo kpi.Who
	account                   kpi.ID
}

func newHeld(t *testing.T) heldNetwork {
	n, ctx := openSetUp(t), t.Context()
	h := heldNetwork{Network: n, t: t}
	h.direction = addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")
	h.noa, h.ola, h.cleo = addPersonAs(t, n, "Noa", kpi.RoleAmbassador, ""), addPersonAs(t, n, "Ola", kpi.RoleAmbassador, ""), addPersonAs(t, n, "Cléo", kpi.RoleContributor, "")
	since := dayOf(t, "2026-07-01")
	h.account = some[kpi.ID](t)(n.AddAccount(ctx, h.direction, NewAccount{Platform: "X", Handle: "camille",
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: since}},
		Holders: []kpi.AccountHolder{{User: h.noa.User.ID, Role: kpi.Holder, From: since}}}))
	for _, m := range []string{"2026-08", "2026-09", "2026-10"} {
		f, err := n.File(ctx, h.noa, kpi.FilingChange{Account: h.account, Month: monthOf(t, m), Submit: true, Figures: map[string]kpi.Figure{
			"followers": kpi.Given(100), "posts": kpi.Given(2), "likes": kpi.Given(3), "shares": kpi.Given(1), "mentions": kpi.Given(0),
			"influence": {State: kpi.StateNA}, "search_rank": {State: kpi.StateNA}}})
		ok(t, err)
		if !f.State.Filed() {
			t.Fatalf("%s is %s", m, f.State)
		}
	}
	return h
}

// hands writes who files: "Noa holder 2026-07-01 2026-11-09, …".
func (h heldNetwork) hands() string {
	h.t.Helper()
	_, list, err := h.Holdings(h.t.Context(), h.direction, h.account)
	ok(h.t, err)
	var parts []string
	for _, r := range list {
		text := r.Name + " " + string(r.Role) + " " + r.From.String()
		if r.Until != 0 {
			text += " " + r.Until.String()
		}
		if r.Asked {
			text += " asked"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func (h heldNetwork) want(hands string) {
	h.t.Helper()
	if got := h.hands(); got != hands {
		h.t.Errorf("it is held by %q, want %q", got, hands)
	}
}

func (h heldNetwork) id(name string) kpi.ID {
	h.t.Helper()
	_, list, err := h.Holdings(h.t.Context(), h.direction, h.account)
	ok(h.t, err)
	i := slices.IndexFunc(list, func(r Holding) bool { return r.Name == name })
	if i < 0 {
		h.t.Fatalf("%s holds nothing", name)
	}
	return list[i].ID
}

func TestHandingOverInOneAction(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	h.want("Noa holder 2026-07-01 asked")
	ok(t, h.AcceptHolding(ctx, h.noa, h.account))
	over := HolderChange{User: h.ola.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-11-10"), KeepAsDeputy: true, DeputyUntil: dayOf(t, "2026-12-31")}
	ok(t, h.ChangeHolder(ctx, h.direction, h.account, over))
	h.want("Noa holder 2026-07-01 2026-11-09, Ola holder 2026-11-10 asked, Noa deputy 2026-11-10 2026-12-31")
	home := some[Home](t)(h.Home(ctx, h.ola))
	if len(home.Asked) != 1 || home.Asked[0].ID != h.account {
		t.Errorf("Ola is asked about %v", home.Asked)
	}
	list := some[AccountList](t)(h.AccountList(ctx, h.direction, AccountListQuery{Held: HeldUnaccepted}))
	if list.Total != 0 { // Noa still holds it, and has accepted
		t.Errorf("today nobody is waited for, and %d are listed", list.Total)
	}
	ok(t, h.AcceptHolding(ctx, h.ola, h.account))
	h.want("Noa holder 2026-07-01 2026-11-09, Ola holder 2026-11-10, Noa deputy 2026-11-10 2026-12-31")
	ok(t, h.ChangeHolder(ctx, h.direction, h.account, over)) // again changes nothing
	h.want("Noa holder 2026-07-01 2026-11-09, Ola holder 2026-11-10, Noa deputy 2026-11-10 2026-12-31")

	// A deputy who becomes the holder is one person on a day.
	ok(t, h.ChangeHolder(ctx, h.direction, h.account, HolderChange{User: h.noa.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-12-01")}))
	h.want("Noa holder 2026-07-01 2026-11-09, Ola holder 2026-11-10 2026-11-30, Noa deputy 2026-11-10 2026-11-30, Noa holder 2026-12-01 asked")
}

func TestOneHolderADay(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	day := func(s string) kpi.Day { return dayOf(t, s) }
	before := h.hands()
	bounded := HolderChange{User: h.ola.User.ID, Role: kpi.Holder, From: day("2026-11-10"), Until: day("2026-11-20")}
	err := h.ChangeHolder(ctx, h.direction, h.account, bounded)
	wantRefusal(t, err, kpi.CodeConflict, "account.two_holders")
	if args := err.(*kpi.Error).Args; args["name"] != "Noa" || args["from"] != day("2026-07-01") || args["day"] != day("2026-11-10") { //nolint:errorlint // as it is made
		t.Errorf("the refusal names %v", args)
	}
	for name, c := range map[string]struct {
		change HolderChange
		code   kpi.Code
		key    string
	}{
		"nobody chosen":          {HolderChange{Role: kpi.Holder, From: day("2026-11-10")}, kpi.CodeInvalid, "holder.nobody_chosen"},
		"nobody there":           {HolderChange{User: 999, Role: kpi.Holder, From: day("2026-11-10")}, kpi.CodeInvalid, "account.unknown_user"},
		"no day":                 {HolderChange{User: h.ola.User.ID, Role: kpi.Holder}, kpi.CodeInvalid, "holder.undated"},
		"an end before":          {HolderChange{User: h.ola.User.ID, Role: kpi.Deputy, From: day("2026-11-10"), Until: day("2026-11-09")}, kpi.CodeInvalid, "account.holding_ends_early"},
		"a transition before":    {HolderChange{User: h.ola.User.ID, Role: kpi.Holder, From: day("2026-11-10"), KeepAsDeputy: true, DeputyUntil: day("2026-11-01")}, kpi.CodeInvalid, "account.holding_ends_early"},
		"another role":           {HolderChange{User: h.ola.User.ID, Role: "boss", From: day("2026-11-10")}, kpi.CodeInvalid, "account.holding_role"},
		"a deputy who holds too": {HolderChange{User: h.noa.User.ID, Role: kpi.Deputy, From: day("2026-11-10")}, kpi.CodeConflict, "account.files_already"},
	} {
		t.Run(name, func(t *testing.T) {
			wantRefusal(t, h.ChangeHolder(ctx, h.direction, h.account, c.change), c.code, c.key)
		})
	}
	for _, who := range []kpi.Who{h.noa, h.cleo} {
		wantRefusal(t, h.ChangeHolder(ctx, who, h.account, bounded), kpi.CodeForbidden, "")
		_, _, err := h.Holdings(ctx, who, h.account)
		wantRefusal(t, err, kpi.CodeForbidden, "")
		_, _, err = h.FindPeople(ctx, who, "noa")
		wantRefusal(t, err, kpi.CodeForbidden, "")
	}
	h.want(before)

	ok(t, h.ChangeHolder(ctx, h.direction, h.account, HolderChange{User: h.ola.User.ID, Role: kpi.Holder, From: day("2026-12-01")}))
	noa, ola := h.id("Noa"), h.id("Ola")
	err = h.ChangeHolding(ctx, h.direction, h.account, noa, day("2026-07-01"), day("2026-12-15"), false)
	wantRefusal(t, err, kpi.CodeConflict, "account.two_holders")
	if args := err.(*kpi.Error).Args; args["name"] != "Ola" { //nolint:errorlint // as it is made
		t.Errorf("the refusal names %v", args)
	}
	err = h.ChangeHolding(ctx, h.direction, h.account, ola, day("2026-11-30"), 0, false)
	wantRefusal(t, err, kpi.CodeConflict, "account.two_holders_until")
	wantRefusal(t, h.ChangeHolding(ctx, h.direction, h.account, ola, day("2026-12-01"), day("2026-11-01"), false), kpi.CodeInvalid, "account.holding_ends_early")
	wantRefusal(t, h.ChangeHolding(ctx, h.direction, h.account, 999, day("2026-12-01"), 0, false), kpi.CodeNotFound, "")
	ok(t, h.ChangeHolding(ctx, h.direction, h.account, ola, day("2026-12-10"), day("2026-12-20"), false))
	ok(t, h.RemoveHolding(ctx, h.direction, h.account, ola, false))
	h.want("Noa holder 2026-07-01 2026-11-30 asked")
}

func TestThePastIsHandedOverKnowingly(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	over := HolderChange{User: h.ola.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-09-15")}
	err := h.ChangeHolder(ctx, h.direction, h.account, over)
	wantRefusal(t, err, kpi.CodeConflict, "holder.past_filed")
	filed, _ := err.(*kpi.Error).Args["months"].([]kpi.Month) //nolint:errorlint // as it is made
	if !slices.Equal(filed, []kpi.Month{monthOf(t, "2026-09"), monthOf(t, "2026-10")}) {
		t.Errorf("the months filed are %v", filed)
	}
	wantRefusal(t, h.ChangeHolding(ctx, h.direction, h.account, h.id("Noa"), dayOf(t, "2026-07-01"), dayOf(t, "2026-08-20"), false), kpi.CodeConflict, "holder.past_filed")
	wantRefusal(t, h.RemoveHolding(ctx, h.direction, h.account, h.id("Noa"), false), kpi.CodeConflict, "holder.past_filed")
	h.want("Noa holder 2026-07-01 asked")
	over.Confirmed = true
	ok(t, h.ChangeHolder(ctx, h.direction, h.account, over))
	h.want("Noa holder 2026-07-01 2026-09-14, Ola holder 2026-09-15 asked")
	history, err := h.AccountHistory(ctx, h.direction, h.account, 0)
	ok(t, err)
	for _, e := range history {
		if e.Field == "filing" && e.By != "Noa" {
			t.Errorf("the filing of %s is now by %q", e.Month, e.By)
		}
	}
	recent := HolderChange{User: h.cleo.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-11-01")}
	ok(t, h.ChangeHolder(ctx, h.direction, h.account, recent)) // in the past, and nothing filed since
}

func TestSteppingDownIsOnesOwn(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	wantRefusal(t, h.StepDown(ctx, h.ola, h.account, h.Today()), kpi.CodeNotFound, "")
	_, _, err := h.OwnHolding(ctx, h.ola, h.account)
	wantRefusal(t, err, kpi.CodeNotFound, "")
	wantRefusal(t, h.StepDown(ctx, h.noa, h.account, h.Today().Add(-1)), kpi.CodeInvalid, "holder.step_down_past")
	ok(t, h.StepDown(ctx, h.noa, h.account, h.Today().Add(7)))
	h.want("Noa holder 2026-07-01 2026-11-10 asked")
	list := some[AccountList](t)(h.AccountList(ctx, h.direction, AccountListQuery{Held: HeldByNobody}))
	if list.Total != 0 {
		t.Error("until then somebody holds it")
	}
	ok(t, h.StepDown(ctx, h.noa, h.account, h.Today()))
	h.want("Noa holder 2026-07-01 2026-11-03 asked")
}

func TestPeopleAreFoundByTyping(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	gone := addPersonAs(t, h.Network, "Noé", kpi.RoleAmbassador, "")
	ok(t, h.SwitchOff(ctx, kpi.CommandLine(), gone.User.ID))
	for text, want := range map[string]string{
		"": "", "  ": "", "no": "Noa", "NOA": "Noa", "cleo": "Cléo", "CLÉO exemple": "Cléo", "ola zzz": "", "%": "", "exemple.fr": "Bastien Cléo Noa Ola",
	} {
		found, more, err := h.FindPeople(ctx, h.direction, text)
		ok(t, err)
		var names []string
		for _, u := range found {
			names = append(names, u.Name)
		}
		if got := strings.Join(names, " "); got != want || more {
			t.Errorf("%q finds %q (more: %v), want %q", text, got, more, want)
		}
	}
	for i := range foundPeople {
		addPersonAs(t, h.Network, "Personne"+string(rune('A'+i)), kpi.RoleAmbassador, "")
	}
	found, more, err := h.FindPeople(ctx, h.direction, "e")
	ok(t, err)
	if len(found) != foundPeople || !more {
		t.Errorf("%d found, more: %v", len(found), more)
	}
	wantRefusal(t, h.ChangeHolder(ctx, h.direction, h.account, HolderChange{User: gone.User.ID, Role: kpi.Holder, From: h.Today()}), kpi.CodeInvalid, "holder.switched_off")
}
