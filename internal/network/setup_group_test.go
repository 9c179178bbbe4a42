package network

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// names are the names of a kind of groups, in the order of the screen.
func names(t *testing.T, n *Network, kind analytics.GroupKind) []string {
	t.Helper()
	var list []string
	for _, g := range some[[]SetUpGroup](t)(n.SetUpGroups(t.Context(), kpi.CommandLine(), kind)) {
		list = append(list, g.Path)
	}
	return list
}

// addGroup makes a group that has to be made.
func addGroup(t *testing.T, n *Network, kind analytics.GroupKind, change GroupChange) kpi.ID {
	t.Helper()
	return some[kpi.ID](t)(n.AddGroup(t.Context(), kpi.CommandLine(), kind, change))
}

// wantKey checks that an error, or its first field, has a key.
func wantKey(t *testing.T, err error, code kpi.Code, key string) {
	t.Helper()
	var keys []string
	if e := asError(err); e != nil {
		keys = append(keys, e.Key)
		for _, f := range e.Fields {
			keys = append(keys, f.Key)
		}
	}
	if kpi.CodeOf(err) != code || !slices.Contains(keys, key) {
		t.Errorf("the error is %v, want %s with %s", err, code, key)
	}
}

// fieldsChanged are the fields that the history says of a row, first to last.
func fieldsChanged(t *testing.T, n *Network, subject string, id kpi.ID) []string {
	t.Helper()
	var fields []string
	for _, c := range some[[]store.ChangeRow](t)(n.db.Changes(t.Context(), []string{subject}, 0, 1000)) {
		if c.SubjectID == id {
			fields = append(fields, c.Field)
		}
	}
	slices.Reverse(fields)
	return fields
}

// asError is the error that a person is told of, nil where there is none.
func asError(err error) *kpi.Error {
	var e *kpi.Error
	if !errors.As(err, &e) {
		return nil
	}
	return e
}

func TestGroupsAreAddedMovedAndDeleted(t *testing.T) {
	n := openSetUp(t)
	ctx, direction := t.Context(), addPersonAs(t, n, "Dominique", kpi.RoleCoordinator, "")
	business := some[kpi.ID](t)(n.AddGroup(ctx, direction, analytics.GroupSphere, GroupChange{Name: "  Business  B ", Objective: "Nouer", Audience: "b2b"}))
	sales := some[kpi.ID](t)(n.AddGroup(ctx, direction, analytics.GroupSphere, GroupChange{Name: "Équipes"}))
	emoji := some[kpi.ID](t)(n.AddGroup(ctx, direction, analytics.GroupSphere, GroupChange{Name: "Jardin 🌻"}))
	ok(t, n.MoveGroup(ctx, direction, analytics.GroupSphere, emoji, -1))
	ok(t, n.MoveGroup(ctx, direction, analytics.GroupSphere, business, -1)) // it is the first: stays
	if got, want := names(t, n, analytics.GroupSphere), []string{"Business B", "Jardin 🌻", "Équipes"}; !slices.Equal(got, want) {
		t.Errorf("the spheres are %q, want %q", got, want)
	}
	ok(t, n.ChangeGroup(ctx, direction, analytics.GroupSphere, business, GroupChange{Name: "Business", Objective: "Vendre"}))
	one := some[SetUpGroup](t)(n.SetUpGroup(ctx, direction, analytics.GroupSphere, business))
	if one.Name != "Business" || one.Objective != "Vendre" || one.Audience != "" {
		t.Errorf("the sphere is %+v", one)
	}
	ok(t, n.DeleteGroup(ctx, direction, analytics.GroupSphere, sales))
	if got := names(t, n, analytics.GroupSphere); len(got) != 2 {
		t.Errorf("after the deletion there are %q", got)
	}
	for subject, want := range map[kpi.ID][]string{business: {"created", "objective", "audience", "name", "objective", "audience"}, sales: {"created", "position", "deleted"}} {
		if got := fieldsChanged(t, n, "spheres", subject); !slices.Equal(got, want) {
			t.Errorf("the history of %s says %q, want %q", subject, got, want)
		}
	}
}

func TestNamesOfGroupsAreRefused(t *testing.T) {
	n := openSetUp(t)
	ctx, sys := t.Context(), kpi.CommandLine()
	addGroup(t, n, analytics.GroupSphere, GroupChange{Name: "Équipes de l’Ouest"})
	addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Groupe/Ouest"})
	long := strings.Repeat("é", 10_000)
	for _, c := range []struct {
		kind   analytics.GroupKind
		change GroupChange
		key    string
	}{
		{analytics.GroupSphere, GroupChange{Name: " "}, "group.name_missing"},
		{analytics.GroupSphere, GroupChange{Name: long}, "group.name_long"},
		{analytics.GroupSphere, GroupChange{Name: "a\x01b"}, "group.name_characters"},
		{analytics.GroupSphere, GroupChange{Name: "equipes DE l'ouest"}, "group.name_taken"},
		{analytics.GroupSphere, GroupChange{Name: "B", Audience: "b2x"}, "group.audience"},
		{analytics.GroupSphere, GroupChange{Name: "B", Objective: long}, "groups.objective_long"},
		{analytics.GroupPlatform, GroupChange{Name: "reseau INTERNE"}, "group.name_taken"},
		{analytics.GroupPlatform, GroupChange{Name: "B", RetiredFrom: kpi.NewMonth(9999, 1)}, "settings.month_far"},
		{analytics.GroupEntity, GroupChange{Name: "groupe / ouest"}, "group.name_taken"},
		{analytics.GroupEntity, GroupChange{Name: "a/b/c/d"}, "group.entity_deep"},
		{analytics.GroupEntity, GroupChange{Name: "a", Parent: 999}, "groups.parent_unknown"},
	} {
		_, err := n.AddGroup(ctx, sys, c.kind, c.change)
		wantKey(t, err, kpi.CodeInvalid, c.key)
	}
	for _, who := range []kpi.Role{kpi.RoleAmbassador, kpi.RoleReader, kpi.RoleContributor} {
		_, err := n.AddGroup(ctx, kpi.Who{User: kpi.User{ID: 9, Role: who}}, analytics.GroupSphere, GroupChange{Name: "B"})
		wantKey(t, err, kpi.CodeForbidden, "error.forbidden")
	}
	_, err := n.AddGroup(ctx, kpi.Who{User: kpi.User{ID: 9, Role: kpi.RoleCoordinator}}, analytics.GroupEntity, GroupChange{Name: "B"})
	wantKey(t, err, kpi.CodeForbidden, "error.forbidden")
}

// TestGroupInUseIsNotDeleted says how many accounts stand in it, and from when:
// even those that were moved elsewhere since.
func TestGroupInUseIsNotDeleted(t *testing.T) {
	n := openSetUp(t)
	ctx, sys := t.Context(), kpi.CommandLine()
	sphere := addGroup(t, n, analytics.GroupSphere, GroupChange{Name: "Business"})
	addGroup(t, n, analytics.GroupSphere, GroupChange{Name: "Sales"})
	account := some[kpi.ID](t)(n.AddAccount(ctx, sys, NewAccount{
		Platform: "X", Handle: "camille", Sphere: "Business", Color: "#1f5fa8",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 3, 9)}},
	}))
	ok(t, n.RegroupAccount(ctx, sys, account, kpi.NewMonth(2026, 6), Place{Sphere: "Sales"}))
	err := n.DeleteGroup(ctx, sys, analytics.GroupSphere, sphere)
	wantKey(t, err, kpi.CodeConflict, "groups.in_use")
	if e := asError(err); e == nil || e.Args["n"] != 1 || e.Args["from"] != kpi.NewMonth(2026, 3) {
		t.Errorf("the refusal says %v", err)
	}
	one := some[SetUpGroup](t)(n.SetUpGroup(ctx, sys, analytics.GroupSphere, sphere))
	if one.Accounts != 0 || one.Ever != 1 {
		t.Errorf("%d accounts stand there, %d ever did", one.Accounts, one.Ever)
	}
	asked := addGroup(t, n, analytics.GroupSphere, GroupChange{Name: "HR"})
	ok(t, n.SetAsked(ctx, sys, kpi.IndicatorAsk{Indicator: 8, Sphere: asked, From: kpi.NewMonth(2026, 11)}, true))
	wantKey(t, n.DeleteGroup(ctx, sys, analytics.GroupSphere, asked), kpi.CodeConflict, "groups.has_asks")
	wantKey(t, n.DeleteGroup(ctx, sys, analytics.GroupPlatform, 1), kpi.CodeNotFound, "error.not_found")
}

func TestEntitiesMove(t *testing.T) {
	n := openSetUp(t)
	ctx, sys := t.Context(), kpi.CommandLine()
	west := addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Groupe/Ouest"})
	nantes := addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Nantes", Parent: west})
	east := addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Groupe/Est"})
	other := addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Filiale"})
	group := some[kpi.ID](t)(n.db.EntityByPath(ctx, "Groupe"))
	for _, c := range []struct {
		id, parent kpi.ID
		name, key  string
	}{
		{group, group, "Groupe", "groups.under_itself"},
		{group, nantes, "Groupe", "groups.under_itself"},
		{group, west, "Groupe", "groups.under_itself"},
		{west, east, "Ouest", "groups.too_deep"},
		{other, nantes, "Filiale", "group.entity_deep"},
		{other, group, "ouest", "group.name_taken"},
		{other, group, "a/b", "group.entity_slash"},
		{other, 999, "Filiale", "groups.parent_unknown"},
	} {
		err := n.ChangeGroup(ctx, sys, analytics.GroupEntity, c.id, GroupChange{Name: c.name, Parent: c.parent})
		wantKey(t, err, kpi.CodeInvalid, c.key)
	}
	ok(t, n.ChangeGroup(ctx, sys, analytics.GroupEntity, west, GroupChange{Name: "Nord-Ouest", Parent: other}))
	want := []string{"Filiale", "Filiale/Nord-Ouest", "Filiale/Nord-Ouest/Nantes", "Groupe", "Groupe/Est"}
	if got := names(t, n, analytics.GroupEntity); !slices.Equal(got, want) {
		t.Errorf("the entities are %q, want %q", got, want)
	}
	if got := some[SetUpGroup](t)(n.SetUpGroup(ctx, sys, analytics.GroupEntity, nantes)); got.Level != 3 || got.Parent != west || got.Name != "Nantes" {
		t.Errorf("Nantes stands at %+v", got)
	}
	wantKey(t, n.DeleteGroup(ctx, sys, analytics.GroupEntity, west), kpi.CodeConflict, "groups.has_below")
	addPersonAs(t, n, "Lou", kpi.RoleReader, "Groupe/Est")
	wantKey(t, n.DeleteGroup(ctx, sys, analytics.GroupEntity, east), kpi.CodeConflict, "groups.has_people")
	ok(t, n.SetHeadcount(ctx, sys, nantes, kpi.NewMonth(2026, 1), 120))
	ok(t, n.DeleteGroup(ctx, sys, analytics.GroupEntity, nantes))
}

// TestTotalsFollowAMovedEntity moves an entity with an account that has
// figures: its new parent's totals have them, the old one's no longer.
func TestTotalsFollowAMovedEntity(t *testing.T) {
	n := openSetUp(t)
	ctx, sys := t.Context(), kpi.CommandLine()
	west := addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Groupe/Ouest"})
	other := addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Filiale"})
	group := some[kpi.ID](t)(n.db.EntityByPath(ctx, "Groupe"))
	account := some[kpi.ID](t)(n.AddAccount(ctx, sys, NewAccount{
		Platform: "X", Handle: "camille", Entity: "Groupe/Ouest", Color: "#1f5fa8",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 3, 9)}},
	}))
	_, err := n.File(ctx, sys, kpi.FilingChange{Account: account, Month: kpi.NewMonth(2026, 10), Figures: map[string]kpi.Figure{kpi.Followers: kpi.Given(500)}})
	ok(t, err)
	sum := func(entity kpi.ID) float64 {
		rows := some[[]kpi.Total](t)(n.db.Totals(ctx, store.TotalQuery{
			Months: []kpi.Month{kpi.NewMonth(2026, 10)}, By: kpi.ScopeEntity, Codes: []string{kpi.Followers},
		}))
		for _, r := range rows {
			if r.A == entity {
				return r.Sum
			}
		}
		return 0
	}
	if sum(group) != 500 || sum(other) != 0 {
		t.Fatalf("before, the totals are %v and %v", sum(group), sum(other))
	}
	ok(t, n.ChangeGroup(ctx, sys, analytics.GroupEntity, west, GroupChange{Name: "Ouest", Parent: other}))
	if sum(group) != 0 || sum(other) != 500 || sum(west) != 500 {
		t.Errorf("after the move, the totals are %v, %v and %v", sum(group), sum(other), sum(west))
	}
}

func TestEntitiesArePasted(t *testing.T) {
	n := openSetUp(t)
	ctx, sys, from := t.Context(), kpi.CommandLine(), kpi.NewMonth(2026, 11)
	addGroup(t, n, analytics.GroupEntity, GroupChange{Name: "Groupe/Île-de-France"})
	text := "groupe/ile-de-france/Évry;120\r\n\nGroupe;1 240\nGroupe/Ouest\tnul\n"
	paste, err := n.PasteEntities(ctx, sys, text, from, true)
	ok(t, err)
	if len(paste.Problems) != 1 || paste.Problems[0].Line != 4 || paste.Problems[0].Key != "groups.paste_staff" {
		t.Fatalf("the problems are %+v", paste.Problems)
	}
	if _, err = n.PasteEntities(ctx, sys, text, from, false); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("a paste with a bad line is taken: %v", err)
	}
	text = "groupe/ile-de-france/Évry;120\r\n\nGroupe;1 240\nAutre/Sud/Pau\t30\nAutre;7\nautre/SUD/pau;30\n"
	paste = some[EntityPaste](t)(n.PasteEntities(ctx, sys, text, from, true))
	if paste.Made != 4 || paste.Counted != 4 || len(names(t, n, analytics.GroupEntity)) != 2 {
		t.Errorf("looked at, the paste makes %d and counts %d; there are %q", paste.Made, paste.Counted, names(t, n, analytics.GroupEntity))
	}
	some[EntityPaste](t)(n.PasteEntities(ctx, sys, text, from, false))
	want := []string{"Autre", "Autre/Sud", "Autre/Sud/Pau", "Groupe", "Groupe/Île-de-France", "Groupe/Île-de-France/Évry"}
	if got := names(t, n, analytics.GroupEntity); !slices.Equal(got, want) {
		t.Errorf("the entities are %q, want %q", got, want)
	}
	staff := map[string]float64{}
	for _, g := range some[[]SetUpGroup](t)(n.SetUpGroups(ctx, sys, analytics.GroupEntity)) {
		staff[g.Path] = g.Headcount.V
	}
	if staff["Autre"] != 7 || staff["Autre/Sud/Pau"] != 30 || staff["Groupe"] != 1240 || staff["Groupe/Île-de-France/Évry"] != 120 {
		t.Errorf("the headcounts are %v", staff)
	}
	again := some[EntityPaste](t)(n.PasteEntities(ctx, sys, text, from, true))
	if again.Made != 0 || again.Counted != 0 {
		t.Errorf("the same paste again makes %d and counts %d", again.Made, again.Counted)
	}
	for bad, key := range map[string]string{"": "groups.paste_empty", strings.Repeat("a\n", 2) + strings.Repeat("x", 300): "", "a/b/c/d;1": "", "a;1\nA;2": ""} {
		paste, err := n.PasteEntities(ctx, sys, bad, from, true)
		if key != "" {
			wantKey(t, err, kpi.CodeInvalid, key)
		} else if err != nil || len(paste.Problems) == 0 {
			t.Errorf("%.20q is taken: %v", bad, err)
		}
	}
	_, err = n.PasteEntities(ctx, sys, "a", kpi.NewMonth(9000, 1), true)
	wantKey(t, err, kpi.CodeInvalid, "settings.month_far")
}
