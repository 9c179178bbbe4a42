package network

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// ownIndicator is a form that is right.
func ownIndicator() IndicatorForm {
	return IndicatorForm{Code: "downloads", Kind: kpi.KindFlow, Direction: kpi.DirectionUp, Labels: map[string]string{"fr": "Téléchargements", "en": "Downloads"}}
}

func TestIndicatorOfOnesOwn(t *testing.T) {
	n := openSetUp(t)
	ctx, admin := t.Context(), addPersonAs(t, n, "Claude", kpi.RoleAdmin, "")
	form := ownIndicator()
	form.Decimals = 2 // of a count: none
	id := some[kpi.ID](t)(n.AddIndicator(ctx, admin, form))
	one := some[SetUpIndicator](t)(n.SetUpIndicator(ctx, admin, id))
	if one.Label("fr", 0) != "Téléchargements" || one.Decimals != 0 || one.BuiltIn || one.Used || one.Asked != 0 || len(one.Asks) != 0 {
		t.Errorf("the new indicator is %+v", one)
	}
	form.Code, form.Kind, form.Min, form.Max, form.Decimals = "satisfaction", kpi.KindScore, kpi.Num(0), kpi.Num(10), 1
	ok(t, n.ChangeIndicator(ctx, admin, id, form))
	one = some[SetUpIndicator](t)(n.SetUpIndicator(ctx, admin, id))
	if one.Code != "satisfaction" || one.Kind != kpi.KindScore || one.Max != kpi.Num(10) || one.Decimals != 1 {
		t.Errorf("changed, the indicator is %+v", one)
	}
	ok(t, n.SetSource(ctx, admin, kpi.IndicatorSource{Indicator: id, Name: "Enquête", Version: "1", From: kpi.NewMonth(2025, 1)}))
	ok(t, n.SetSource(ctx, admin, kpi.IndicatorSource{Indicator: id, Name: "Enquête", Version: "2", From: kpi.NewMonth(2026, 1)}))
	one = some[SetUpIndicator](t)(n.SetUpIndicator(ctx, admin, id))
	if one.SourceIn(kpi.NewMonth(2025, 12)) != "Enquête 1" || one.SourceIn(kpi.NewMonth(2026, 5)) != "Enquête 2" {
		t.Errorf("the sources are %+v", one.Sources)
	}
	ok(t, n.DropSource(ctx, admin, id, kpi.NewMonth(2026, 1)))
	one = some[SetUpIndicator](t)(n.SetUpIndicator(ctx, admin, id))
	if one.SourceIn(kpi.NewMonth(2026, 5)) != "Enquête 1" {
		t.Errorf("without the second, the sources are %+v", one.Sources)
	}
	ok(t, n.MoveIndicator(ctx, admin, id, -1))
	list := some[[]SetUpIndicator](t)(n.SetUpIndicators(ctx, admin))
	if list[len(list)-2].ID != id {
		t.Errorf("the indicator did not move up")
	}
	want := []string{"created", "label_fr", "label_en", "code", "kind", "min", "max", "decimals", "source", "source", "source", "position"}
	if got := fieldsChanged(t, n, "indicators", id); !slices.Equal(got, want) {
		t.Errorf("the history says %q, want %q", got, want)
	}
}

func TestIndicatorsAreRefused(t *testing.T) {
	n := openSetUp(t)
	ctx, sys := t.Context(), kpi.CommandLine()
	long := strings.Repeat("é", 10_000)
	for key, change := range map[string]func(*IndicatorForm){
		"indicators.code_form":         func(f *IndicatorForm) { f.Code = "Téléchargements" },
		"indicators.code_taken":        func(f *IndicatorForm) { f.Code = "likes" },
		"indicators.kind_unknown":      func(f *IndicatorForm) { f.Kind = kpi.KindRatio },
		"indicators.unit_long":         func(f *IndicatorForm) { f.Unit = long },
		"indicators.direction_unknown": func(f *IndicatorForm) { f.Direction = "sideways" },
		"indicators.decimals":          func(f *IndicatorForm) { f.Kind, f.Decimals = kpi.KindScore, 40 },
		"indicators.bounds_order":      func(f *IndicatorForm) { f.Kind, f.Min, f.Max = kpi.KindScore, kpi.Num(10), kpi.Num(0) },
		"indicators.label_form":        func(f *IndicatorForm) { f.Labels["en"] = long },
		"indicators.label_taken":       func(f *IndicatorForm) { f.Labels["fr"] = "abonnes" },
	} {
		form := ownIndicator()
		change(&form)
		_, err := n.AddIndicator(ctx, sys, form)
		wantKey(t, err, kpi.CodeInvalid, key)
	}
	for _, code := range []string{"platform", "comment", "9lives", "", strings.Repeat("a", 41)} {
		form := ownIndicator()
		form.Code = code
		_, err := n.AddIndicator(ctx, sys, form)
		wantKey(t, err, kpi.CodeInvalid, "indicators.code_form")
	}
	if _, err := n.AddIndicator(ctx, kpi.Who{User: kpi.User{ID: 3, Role: kpi.RoleCoordinator}}, ownIndicator()); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("a coordinator makes an indicator: %v", err)
	}
	wantKey(t, n.SetSource(ctx, sys, kpi.IndicatorSource{Indicator: 1, Name: "Klout", From: kpi.NewMonth(2026, 1)}), kpi.CodeInvalid, "indicators.source_score")
	wantKey(t, n.SetSource(ctx, sys, kpi.IndicatorSource{Indicator: 6, Name: " ", From: kpi.NewMonth(2026, 1)}), kpi.CodeInvalid, "indicators.source_name")
	wantKey(t, n.SetSource(ctx, sys, kpi.IndicatorSource{Indicator: 6, Name: "Klout"}), kpi.CodeInvalid, "settings.month_far")
}

// TestCodeAndKindStay changes an indicator that the program knows, and one that
// has figures: all but code and kind.
func TestCodeAndKindStay(t *testing.T) {
	n := openSetUp(t)
	ctx, sys := t.Context(), kpi.CommandLine()
	own := some[kpi.ID](t)(n.AddIndicator(ctx, sys, ownIndicator()))
	account := some[kpi.ID](t)(n.AddAccount(ctx, sys, NewAccount{
		Platform: "X", Handle: "camille", Color: "#1f5fa8", States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 3, 9)}},
	}))
	ok(t, n.SetAsked(ctx, sys, kpi.IndicatorAsk{Indicator: own, From: kpi.NewMonth(2026, 10)}, true))
	_, err := n.File(ctx, sys, kpi.FilingChange{Account: account, Month: kpi.NewMonth(2026, 10), Figures: map[string]kpi.Figure{"downloads": kpi.Given(5)}})
	ok(t, err)
	for id, code := range map[kpi.ID]string{own: "downloads", 1: kpi.Followers} {
		form := ownIndicator()
		form.Code, form.Kind, form.Unit = "other", kpi.KindScore, "h"
		form.Labels = map[string]string{"fr": "Autre " + code, "en": "Other " + code}
		ok(t, n.ChangeIndicator(ctx, sys, id, form))
		one := some[SetUpIndicator](t)(n.SetUpIndicator(ctx, sys, id))
		if one.Code != code || one.Kind == kpi.KindScore || one.Unit != "h" || one.Label("fr", 0) != "Autre "+code {
			t.Errorf("%s is now %+v", code, one.Indicator)
		}
	}
}

func TestPlatformTexts(t *testing.T) {
	n := openSetUp(t)
	ctx, sys := t.Context(), kpi.CommandLine()
	texts := func(link string) []PlatformTexts {
		return []PlatformTexts{{Platform: 3, Labels: map[string]string{"fr": "Réactions"}, Sentences: map[string]string{"en": "Insights"}, Link: link}}
	}
	for _, bad := range []string{"http://exemple.fr", "javascript:alert(1)", "https://", "https://a b", "https://user:pass@exemple.fr", "https://exemple.fr/" + strings.Repeat("a", 600)} {
		wantKey(t, n.SetPlatformTexts(ctx, sys, 3, texts(bad)), kpi.CodeInvalid, "indicators.link_form")
	}
	before := some[SetUpIndicator](t)(n.SetUpIndicator(ctx, sys, 3))
	ok(t, n.SetPlatformTexts(ctx, sys, 3, texts("https://exemple.fr/statistiques")))
	one := some[SetUpIndicator](t)(n.SetUpIndicator(ctx, sys, 3))
	if one.Label("fr", 3) != "Réactions" || one.Label("en", 3) != "Likes" || one.Label("fr", 2) != "Réactions" {
		t.Errorf("the labels are %+v", one.Labels)
	}
	for _, p := range one.Places {
		if p.Platform == 3 && (p.Link != "https://exemple.fr/statistiques" || (p.Locale == "en") != (p.Sentence == "Insights")) {
			t.Errorf("a place on Facebook is %+v", p)
		}
	}
	ok(t, n.SetPlatformTexts(ctx, sys, 3, []PlatformTexts{{Platform: 3}}))
	one = some[SetUpIndicator](t)(n.SetUpIndicator(ctx, sys, 3))
	if one.Label("fr", 3) != one.Label("fr", 0) || slices.ContainsFunc(one.Places, func(p IndicatorPlace) bool { return p.Platform == 3 }) {
		t.Errorf("emptied, the texts are still %+v and %+v", one.Labels, one.Places)
	}
	if others := slices.DeleteFunc(before.Places, func(p IndicatorPlace) bool { return p.Platform == 3 }); !slices.Equal(others, one.Places) {
		t.Errorf("the places of other platforms changed: %+v", one.Places)
	}
	wantKey(t, n.SetPlatformTexts(ctx, sys, 3, []PlatformTexts{{Platform: 999}}), kpi.CodeNotFound, "error.not_found")
}

// TestAskEffect says of how many accounts an indicator would be asked, and
// asking it then does that.
func TestAskEffect(t *testing.T) {
	n := openSetUp(t)
	ctx, sys, month := t.Context(), kpi.CommandLine(), kpi.NewMonth(2026, 11)
	for _, a := range []struct{ platform, handle, sphere string }{{"X", "camille", "Business"}, {"LinkedIn", "camille", "Business"}, {"X", "deniz", "Sales"}} {
		for _, name := range []string{"Business", "Sales"} {
			_, _ = n.AddSphere(ctx, sys, name) // there already, from the second account on
		}
		some[kpi.ID](t)(n.AddAccount(ctx, sys, NewAccount{
			Platform: a.platform, Handle: a.handle, Persona: "Camille", Sphere: a.sphere, Color: "#1f5fa8",
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 3, 9)}},
		}))
	}
	deniz := some[kpi.ID](t)(n.AccountNamed(ctx, sys, 0, "@Deniz"))
	for _, c := range []struct {
		ask      kpi.IndicatorAsk
		accounts int
	}{
		{kpi.IndicatorAsk{From: month}, 3},
		{kpi.IndicatorAsk{From: month, Platform: 1}, 2},
		{kpi.IndicatorAsk{From: month, Sphere: 1}, 2},
		{kpi.IndicatorAsk{From: month, Platform: 1, Sphere: 1}, 1},
		{kpi.IndicatorAsk{From: month, Account: deniz}, 1},
		{kpi.IndicatorAsk{From: kpi.NewMonth(2026, 1), Until: kpi.NewMonth(2026, 2)}, 0},
	} {
		c.ask.Indicator = 8
		effect := some[AskEffect](t)(n.AskEffect(ctx, sys, c.ask))
		if effect.Accounts != c.accounts || effect.Already || effect.Past != (c.ask.From < month) {
			t.Errorf("asking %+v would do %+v", c.ask, effect)
		}
	}
	ask := kpi.IndicatorAsk{Indicator: 8, From: month}
	ok(t, n.SetAsked(ctx, sys, ask, true))
	if one := some[SetUpIndicator](t)(n.SetUpIndicator(ctx, sys, 8)); one.Asked != 3 {
		t.Errorf("it is asked of %d accounts", one.Asked)
	}
	if effect := some[AskEffect](t)(n.AskEffect(ctx, sys, ask)); !effect.Already {
		t.Errorf("asking it again would do %+v", effect)
	}
	for _, c := range []struct {
		ask kpi.IndicatorAsk
		key string
	}{
		{kpi.IndicatorAsk{Indicator: 11, From: month}, "indicator.derived"},
		{kpi.IndicatorAsk{Indicator: 8}, "indicator.ask_ends_early"},
		{kpi.IndicatorAsk{Indicator: 8, From: month, Until: month - 1}, "indicator.ask_ends_early"},
		{kpi.IndicatorAsk{Indicator: 8, From: kpi.NewMonth(9999, 12)}, "settings.month_far"},
		{kpi.IndicatorAsk{Indicator: 8, From: month, Platform: 999}, "indicators.scope_unknown"},
		{kpi.IndicatorAsk{Indicator: 8, From: month, Sphere: 999}, "indicators.scope_unknown"},
		{kpi.IndicatorAsk{Indicator: 8, From: month, Account: 999}, "indicators.scope_unknown"},
	} {
		_, err := n.AskEffect(ctx, sys, c.ask)
		wantKey(t, err, kpi.CodeInvalid, c.key)
		wantKey(t, n.SetAsked(ctx, sys, c.ask, true), kpi.CodeInvalid, c.key)
	}
	for name, key := range map[string]string{"camille": "indicators.account_many", "nobody": "indicators.account_unknown"} {
		_, err := n.AccountNamed(ctx, sys, 0, name)
		wantKey(t, err, kpi.CodeInvalid, key)
	}
}
