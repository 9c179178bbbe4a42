package network

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// edited is a small network whose accounts are changed: two spheres, two
// ranges, an account that files in three months and another beside it.
type edited struct {
	*Network
	t         *testing.T
	direction kpi.Who
	account   kpi.ID
	other     kpi.ID
}

func newEdited(t *testing.T) edited {
	n, ctx := openSetUp(t), t.Context()
	for _, name := range []string{"Business", "Ventes"} {
		some[kpi.ID](t)(n.AddSphere(ctx, kpi.CommandLine(), name))
	}
	for _, name := range []string{"Atelier", "Jardin"} {
		some[kpi.ID](t)(n.AddRange(ctx, kpi.CommandLine(), name))
	}
	for _, path := range []string{"Groupe/Ouest", "Groupe/Est"} {
		some[kpi.ID](t)(n.AddEntity(ctx, kpi.CommandLine(), path))
	}
	e := edited{Network: n, t: t, direction: addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")}
	active := []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-07-01")}}
	ids := some[[]kpi.ID](t)(n.AddAccounts(ctx, e.direction, []NewAccount{
		{Platform: "X", Handle: "camille", Persona: "Camille", Sphere: "Business", Range: "Atelier", Entity: "Groupe/Ouest", Color: "#1f5fa8", States: active},
		{Platform: "X", Handle: "deniz", Persona: "Deniz", Sphere: "Ventes", Range: "Jardin", Entity: "Groupe/Est", States: active},
	}))
	e.account, e.other = ids[0], ids[1]
	files(t, n, e.account, kpi.Followers, map[string]float64{"2026-08": 100, "2026-09": 110, "2026-10": 120})
	files(t, n, e.other, kpi.Followers, map[string]float64{"2026-08": 50, "2026-09": 50, "2026-10": 50})
	return e
}

// as is the account as it is, to be changed.
func (e edited) as() AccountChange {
	return AccountChange{Persona: "Camille", Color: "#1f5fa8", Handle: "camille",
		Place: Place{Sphere: "Business", Range: "Atelier", Entity: "Groupe/Ouest"}, From: e.CurrentMonth()}
}

// places writes where the account stood: "Business/Atelier <0001-01, …".
func (e edited) places() string {
	view, _, err := e.AccountLife(e.t.Context(), e.direction, e.account)
	ok(e.t, err)
	var parts []string
	for _, g := range view.Groupings {
		parts = append(parts, g.Sphere+"/"+g.Range+" "+g.From.String())
	}
	return strings.Join(parts, ", ")
}

func (e edited) want(places string) {
	e.t.Helper()
	if got := e.places(); got != places {
		e.t.Errorf("it stood in %q, want %q", got, places)
	}
}

func (e edited) audience(sphere, month string) kpi.Number {
	s := some[analytics.Summary](e.t)(e.Summary(e.t.Context(), e.direction, monthOf(e.t, month), kpi.Filter{Sphere: sphere}))
	return s.Measure(kpi.Followers).Value
}

func TestAMoveIsSeenBeforeItIsMade(t *testing.T) {
	e, ctx := newEdited(t), t.Context()
	ok(t, e.CloseMonth(ctx, e.direction, monthOf(t, "2026-09")))
	change := e.as()
	impact := some[AccountImpact](t)(e.PreviewAccountChange(ctx, e.direction, e.account, change))
	if impact.Regroups || impact.Renames || len(impact.Months) > 0 {
		t.Errorf("nothing changes, and %+v does", impact)
	}
	change.Place, change.From = Place{Sphere: "Ventes", Range: "Atelier", Entity: "Groupe/Ouest"}, monthOf(t, "2026-09")
	before := e.places()
	impact = some[AccountImpact](t)(e.PreviewAccountChange(ctx, e.direction, e.account, change))
	e.want(before)
	if !impact.Regroups || impact.Renames || !slices.Equal(impact.Months, []kpi.Month{monthOf(t, "2026-09"), monthOf(t, "2026-10")}) ||
		!slices.Equal(impact.Closed, []kpi.Month{monthOf(t, "2026-09")}) || impact.Month != monthOf(t, "2026-10") {
		t.Errorf("the move would be %+v", impact)
	}
	var moves []string
	for _, m := range impact.Totals {
		moves = append(moves, strings.Join([]string{m.Group.Name, number(m.Before), number(m.After)}, " "))
	}
	if want := []string{"Business 120 –", "Ventes 50 170"}; !slices.Equal(moves, want) {
		t.Errorf("totals move %q, want %q", moves, want)
	}
	ok(t, e.ChangeAccount(ctx, e.direction, e.account, change))
	e.want("Business/Atelier 0001-01, Ventes/Atelier 2026-09")
	for month, want := range map[string]kpi.Number{"2026-08": kpi.Num(50), "2026-09": kpi.Num(160), "2026-10": kpi.Num(170)} {
		if got := e.audience("Ventes", month); got != want {
			t.Errorf("%s: Ventes has %v followers, want %v", month, got, want)
		}
	}
}

func number(n kpi.Number) string {
	if !n.Known {
		return "–"
	}
	text, _ := n.MarshalJSON()
	return string(text)
}

func TestAMoveHoldsForGood(t *testing.T) {
	e, ctx := newEdited(t), t.Context()
	change := e.as()
	change.Place.Sphere, change.From = "Ventes", monthOf(t, "2026-09")
	ok(t, e.ChangeAccount(ctx, e.direction, e.account, change))
	change.Place.Range, change.From = "Jardin", monthOf(t, "2026-08")
	impact := some[AccountImpact](t)(e.PreviewAccountChange(ctx, e.direction, e.account, change))
	if len(impact.Replaced) != 0 { // of the past: the form shows today's place
		t.Errorf("replaced: %+v", impact.Replaced)
	}
	ok(t, e.ChangeAccount(ctx, e.direction, e.account, change))
	e.want("Business/Atelier 0001-01, Ventes/Jardin 2026-08")
	act, undo := lastAct(t, e.Network, e.direction, e.account)
	if !undo {
		t.Fatal("a move can't be taken back")
	}
	ok(t, e.UndoAccountAct(ctx, e.direction, e.account, act, false))
	e.want("Business/Atelier 0001-01, Ventes/Atelier 2026-09")
	if got := e.audience("Ventes", "2026-10"); got != kpi.Num(170) {
		t.Errorf("Ventes has %v followers, want 170", got)
	}

	future := change
	future.Place, future.From = Place{Sphere: "Business"}, monthOf(t, "2027-01")
	ok(t, e.ChangeAccount(ctx, e.direction, e.account, future))
	always := change
	always.From = kpi.FirstMonth
	impact = some[AccountImpact](t)(e.PreviewAccountChange(ctx, e.direction, e.account, always))
	if len(impact.Replaced) != 1 || impact.Replaced[0].From != monthOf(t, "2027-01") {
		t.Errorf("what was planned and goes away: %+v", impact.Replaced)
	}
	ok(t, e.ChangeAccount(ctx, e.direction, e.account, always))
	e.want("Ventes/Jardin 0001-01")
}

func TestAnAccountIsChangedAtOnce(t *testing.T) {
	e, ctx := newEdited(t), t.Context()
	change := e.as()
	change.Persona, change.Color, change.ExternalID, change.Handle = "Camille et l’Atelier", "#ABCDEF", "901", "camille_atelier"
	ok(t, e.ChangeAccount(ctx, e.direction, e.account, change))
	line := some[AccountList](t)(e.AccountList(ctx, e.direction, AccountListQuery{Filter: kpi.Filter{Query: "atelier"}})).Lines[0]
	if line.Persona != "Camille et l’Atelier" || line.Color != "#abcdef" || line.ExternalID != "901" || line.Handle != "camille_atelier" {
		t.Errorf("it is now %+v", line)
	}
	act, undo := lastAct(t, e.Network, e.direction, e.account)
	if !undo {
		t.Fatal("the change can't be taken back")
	}
	ok(t, e.UndoAccountAct(ctx, e.direction, e.account, act, false))
	line = some[AccountList](t)(e.AccountList(ctx, e.direction, AccountListQuery{Filter: kpi.Filter{Query: "camille"}})).Lines[0]
	if line.Persona != "Camille" || line.Color != "#1f5fa8" || line.ExternalID != "" || line.Handle != "camille" {
		t.Errorf("taken back it is %+v", line)
	}
}

func TestAChangeIsRefusedClearly(t *testing.T) {
	e, ctx := newEdited(t), t.Context()
	west := addPersonAs(t, e.Network, "Wanda", kpi.RoleCoordinator, "Groupe/Ouest")
	person := addPersonAs(t, e.Network, "Noa", kpi.RoleAmbassador, "")
	try := func(who kpi.Who, account kpi.ID, f func(*AccountChange)) error {
		change := e.as()
		f(&change)
		_, previewed := e.PreviewAccountChange(ctx, who, account, change)
		err := e.ChangeAccount(ctx, who, account, change)
		if kpi.CodeOf(previewed) != kpi.CodeOf(err) {
			t.Errorf("looked at: %v, done: %v", previewed, err)
		}
		return err
	}
	same := func(*AccountChange) {}
	wantRefusal(t, try(person, e.account, same), kpi.CodeForbidden, "")
	wantRefusal(t, try(west, e.other, same), kpi.CodeNotFound, "")
	wantRefusal(t, try(e.direction, 999, same), kpi.CodeNotFound, "")
	wantRefusal(t, try(west, e.account, func(c *AccountChange) { c.Place.Entity = "Groupe/Est" }), kpi.CodeInvalid, "account.entity_outside")
	wantRefusal(t, try(e.direction, e.account, func(c *AccountChange) { c.Place.Sphere = "Nulle part" }), kpi.CodeInvalid, "account.unknown_sphere")
	wantRefusal(t, try(e.direction, e.account, func(c *AccountChange) { c.Color = "red" }), kpi.CodeInvalid, "account.color")
	wantRefusal(t, try(e.direction, e.account, func(c *AccountChange) { c.Handle = " @ " }), kpi.CodeInvalid, "account.handle_missing")
	wantRefusal(t, try(e.direction, e.account, func(c *AccountChange) { c.Persona = strings.Repeat("é", 201) }), kpi.CodeInvalid, "account.persona")
	wantRefusal(t, try(e.direction, e.account, func(c *AccountChange) { c.From = 0 }), kpi.CodeInvalid, "setup_account.from")
	wantRefusal(t, try(e.direction, e.account, func(c *AccountChange) { c.From = e.CurrentMonth().Add(13) }), kpi.CodeInvalid, "setup_account.from")
	wantRefusal(t, try(e.direction, e.account, func(c *AccountChange) { c.Handle = "DENIZ" }), kpi.CodeConflict, "account.handle_taken")
	err := try(e.direction, e.account, func(c *AccountChange) { c.Handle, c.Color, c.Place.Range = "", "blue", "Nulle part" })
	var fields []string
	for _, f := range err.(*kpi.Error).Fields { //nolint:errorlint // as it is made
		fields = append(fields, f.Field)
	}
	if !slices.Equal(fields, []string{"color", "handle", "range"}) {
		t.Errorf("faults of %q", fields)
	}
	e.want("Business/Atelier 0001-01")
	ok(t, try(e.direction, e.account, func(c *AccountChange) { c.Handle, c.TakeOver = "deniz", true }))
}
