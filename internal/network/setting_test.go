package network

import (
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

func TestSettingsAreKept(t *testing.T) {
	n := openSetUp(t)
	ctx, admin := t.Context(), addPersonAs(t, n, "Claude", kpi.RoleAdmin, "")
	s := some[Settings](t)(n.Settings(ctx))
	s.NetworkName, s.FirstReportingMonth, s.DueDay, s.AmbassadorsSeeAll, s.AcceptanceSwitchedOn = " Voix  d’ici ", kpi.NewMonth(2026, 9), 10, false, true
	s.Zone = "Pacific/Noumea"
	s.Words.FR.Sphere, s.Words.FR.Spheres, s.Words.EN.Range, s.Words.EN.Ranges = "pôle", "pôles", "line", "lines"
	ok(t, n.SaveSettings(ctx, admin, s))
	s.NetworkName = "Voix d’ici"
	if got := some[Settings](t)(n.Settings(ctx)); got != s {
		t.Errorf("the settings are %+v, want %+v", got, s)
	}
	if got := s.Words.In("fr"); got.Sphere != "pôle" || got.Range != "" {
		t.Errorf("the French words are %+v", got)
	}
	want := []string{"network_name", "first_reporting_month", "due_day", "ambassadors_see_all", "acceptance", "zone",
		"word_fr_sphere", "word_fr_spheres", "word_en_range", "word_en_ranges"}
	if got := fieldsChanged(t, n, "settings", 0); !slices.Equal(got, want) {
		t.Errorf("the history says %q, want %q", got, want)
	}
}

// TestZoneDecidesTheMonth moves an installation to where it is the first of
// the month already, and opens it again.
func TestZoneDecidesTheMonth(t *testing.T) {
	path := t.TempDir() + "/zone.db"
	now := time.Date(2026, 10, 31, 20, 0, 0, 0, time.UTC) // 21:00 in Paris, 1 November in Nouméa
	open := func() *Network {
		return some[*Network](t)(Open(t.Context(), path, Options{Create: true, Now: func() time.Time { return now }}))
	}
	n := open()
	if n.CurrentMonth() != kpi.NewMonth(2026, 10) {
		t.Fatalf("in Paris the month is %s", n.CurrentMonth())
	}
	s := some[Settings](t)(n.Settings(t.Context()))
	s.Zone = "Pacific/Noumea"
	ok(t, n.SaveSettings(t.Context(), kpi.CommandLine(), s))
	for range 2 {
		if n.CurrentMonth() != kpi.NewMonth(2026, 11) {
			t.Errorf("in Nouméa the month is %s", n.CurrentMonth())
		}
		ok(t, n.Close())
		n = open()
	}
	ok(t, n.Close())
}

func TestSettingsAreRefused(t *testing.T) {
	n := openSetUp(t)
	ctx := t.Context()
	for key, change := range map[string]func(*Settings){
		"people.network_name":   func(s *Settings) { s.NetworkName = strings.Repeat("é", 10_000) },
		"people.due_day":        func(s *Settings) { s.DueDay = 32 },
		"settings.first_month":  func(s *Settings) { s.FirstReportingMonth = kpi.NewMonth(9999, 12) },
		"settings.zone_unknown": func(s *Settings) { s.Zone = "../../etc/passwd" },
		"settings.word_long":    func(s *Settings) { s.Words.FR.Sphere, s.Words.FR.Spheres = strings.Repeat("é", 31), "é" },
		"settings.word_pair":    func(s *Settings) { s.Words.EN.Entity = "body" },
	} {
		s := some[Settings](t)(n.Settings(ctx))
		change(&s)
		wantKey(t, n.SaveSettings(ctx, kpi.CommandLine(), s), kpi.CodeInvalid, key)
	}
	s := some[Settings](t)(n.Settings(ctx))
	for _, bad := range []string{"Local", "", "nowhere"} {
		if _, err := zoneOf(bad); err == nil {
			t.Errorf("%q is a zone", bad)
		}
	}
	if err := n.SaveSettings(ctx, kpi.Who{User: kpi.User{ID: 1, Role: kpi.RoleCoordinator}}, s); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("a coordinator changes settings: %v", err)
	}
}

// TestChecklist follows the first steps: what the data tells, what is marked,
// skipped and come back to, and how the list goes away.
func TestChecklist(t *testing.T) {
	n := openSetUp(t)
	ctx, admin := t.Context(), addPersonAs(t, n, "Claude", kpi.RoleAdmin, "")
	states := func() []StepState {
		var states []StepState
		for _, s := range some[Checklist](t)(n.Checklist(ctx, admin)).Steps {
			states = append(states, s.State)
		}
		return states
	}
	want := func(open bool, next string, wanted ...StepState) {
		t.Helper()
		list := some[Checklist](t)(n.Checklist(ctx, admin))
		if list.Open() != open || list.Next() != next || !slices.Equal(states(), wanted) {
			t.Errorf("open %v, next %q, %q; want %v, %q, %q", list.Open(), list.Next(), states(), open, next, wanted)
		}
	}
	const todo, done, skipped = StepTodo, StepDone, StepSkipped
	want(true, StepNames, todo, todo, todo, todo, todo, todo)
	ok(t, n.MarkStep(ctx, admin, StepNames, StepDone))
	ok(t, n.MarkStep(ctx, admin, StepPlatforms, StepSkipped))
	ok(t, n.MarkStep(ctx, admin, StepIndicators, StepDone))
	want(true, StepAccounts, done, skipped, done, todo, todo, todo)
	ok(t, n.MarkStep(ctx, admin, StepPlatforms, StepTodo))
	want(true, StepPlatforms, done, todo, done, todo, todo, todo)
	ok(t, n.MarkStep(ctx, admin, StepPlatforms, StepDone))
	some[kpi.ID](t)(n.AddAccount(ctx, admin, NewAccount{Platform: "X", Handle: "camille", Color: "#1f5fa8",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 3, 9)}}}))
	addPersonAs(t, n, "Lou", kpi.RoleAmbassador, "")
	want(true, StepMonth, done, done, done, done, done, todo)
	ok(t, n.ShowChecklist(ctx, admin, false))
	want(false, StepMonth, done, done, done, done, done, todo)
	ok(t, n.ShowChecklist(ctx, admin, true))
	s := some[Settings](t)(n.Settings(ctx))
	s.FirstReportingMonth = kpi.NewMonth(2026, 10)
	ok(t, n.SaveSettings(ctx, admin, s))
	want(false, "", done, done, done, done, done, done)
	wantKey(t, n.MarkStep(ctx, admin, "nowhere", StepDone), kpi.CodeNotFound, "error.not_found")
	wantKey(t, n.MarkStep(ctx, admin, StepNames, "half"), kpi.CodeInvalid, "checklist.state_unknown")
	if _, err := n.Checklist(ctx, kpi.Who{User: kpi.User{ID: 9, Role: kpi.RoleCoordinator}}); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("a coordinator reads the checklist: %v", err)
	}
}
