package network

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// life is an account with a past, and people around it.
type life struct {
	*Network
	id                         kpi.ID
	admin, coordinator, reader kpi.Who
	limited                    kpi.Who // coordinator of another entity
	before, stranger           kpi.Who // ambassadors: the former holder, and one of other accounts
	holder, outsider           kpi.Who // contributors: the holder, and one without account
}

// newLife builds an account that was renamed, moved, put to sleep and handed
// over, with figures, one correction of them and a filing.
func newLife(t *testing.T) life {
	t.Helper()
	n, boss, ctx := openSetUp(t), kpi.CommandLine(), t.Context()
	l := life{Network: n}
	some[kpi.ID](t)(n.AddEntity(ctx, boss, "Groupe/Ouest"))
	some[kpi.ID](t)(n.AddEntity(ctx, boss, "Groupe/Est"))
	some[kpi.ID](t)(n.AddSphere(ctx, boss, "Ventes"))
	some[kpi.ID](t)(n.AddSphere(ctx, boss, "Métiers"))
	some[kpi.ID](t)(n.AddRange(ctx, boss, "Outillage"))
	l.admin = addPersonAs(t, n, "Ada", kpi.RoleAdmin, "")
	l.coordinator = addPersonAs(t, n, "cleo", kpi.RoleCoordinator, "")
	l.limited = addPersonAs(t, n, "Lou", kpi.RoleCoordinator, "Groupe/Est")
	l.reader = addPersonAs(t, n, "Remy", kpi.RoleReader, "")
	l.before = addPersonAs(t, n, "jeanne", kpi.RoleAmbassador, "")
	l.holder = addPersonAs(t, n, "noe", kpi.RoleContributor, "")
	l.stranger = addPersonAs(t, n, "sacha", kpi.RoleAmbassador, "")
	l.outsider = addPersonAs(t, n, "ines", kpi.RoleContributor, "")

	l.id = some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "Camille_Atelier", Persona: "Camille", Sphere: "Ventes",
		Entity: "Groupe/Ouest", States: []kpi.AccountPeriod{
			{State: kpi.AccountTest, From: dayOf(t, "2025-01-10")}, {State: kpi.AccountActive, From: dayOf(t, "2025-04-01")}},
		Holders: []kpi.AccountHolder{{User: l.before.User.ID, Role: kpi.Holder, From: dayOf(t, "2025-01-10")}}}))
	ok(t, n.HandOver(ctx, l.coordinator, l.id, l.holder.User.ID, dayOf(t, "2026-02-01")))
	ok(t, n.RenameAccount(ctx, l.coordinator, l.id, monthOf(t, "2026-03"), "camille.atelier", false))
	ok(t, n.RegroupAccount(ctx, l.coordinator, l.id, monthOf(t, "2026-05"), Place{Sphere: "Métiers", Range: "Outillage", Entity: "Groupe/Ouest"}))
	files(t, n, l.id, kpi.Followers, map[string]float64{"2026-01": 1000, "2026-02": 1100, "2026-04": 1300})
	files(t, n, l.id, kpi.Likes, map[string]float64{"2026-01": 50, "2026-02": 60, "2026-04": 80})
	files(t, n, l.id, kpi.Shares, map[string]float64{"2026-01": 5, "2026-02": 6, "2026-04": 8})
	files(t, n, l.id, kpi.Followers, map[string]float64{"2026-04": 1310})
	some[kpi.Filing](t)(n.File(ctx, l.holder, kpi.FilingChange{Account: l.id, Month: monthOf(t, "2026-04"),
		Figures: map[string]kpi.Figure{kpi.Followers: kpi.Given(1310), kpi.Posts: kpi.Given(20)}}))
	return l
}

func TestAccountView(t *testing.T) {
	l := newLife(t)
	view, err := l.AccountView(t.Context(), l.admin, l.id)
	ok(t, err)
	if view.Account.Handle != "camille.atelier" || view.Account.Sphere != "Métiers" || view.Month != monthOf(t, "2026-04") {
		t.Errorf("account %+v in %s", view.Account, view.Month)
	}
	if view.Row.Account.Sphere != "Ventes" {
		t.Errorf("in its month the account stands in %s", view.Row.Account.Sphere)
	}
	wantLines(t, view.Lines, map[string]string{
		"followers":       "2026-01:1000 2026-02:1100 2026-03:? 2026-04:1310",
		"posts":           "2026-01:? 2026-02:? 2026-03:? 2026-04:20",
		"likes":           "2026-01:50 2026-02:60 2026-03:? 2026-04:80",
		"shares":          "2026-01:5 2026-02:6 2026-03:? 2026-04:8",
		"interactions":    "2026-01:55 2026-02:66 2026-03:? 2026-04:88",
		"engagement_rate": "2026-01:5.50 2026-02:6.29 2026-03:? 2026-04:6.72", // 66 ÷ 1050, 88 ÷ 1310
	})
	if c := view.Row.Cells[kpi.EngagementRate]; !c.Value.Known || !c.ClosingOnly {
		t.Errorf("engagement rate %+v, want one on the closing size alone", c)
	}
	want := []analytics.Mark{
		{Month: monthOf(t, "2025-04"), Kind: analytics.MarkState, Detail: "active"},
		{Month: monthOf(t, "2026-02"), Kind: analytics.MarkHandover},
		{Month: monthOf(t, "2026-03"), Kind: analytics.MarkRename, Detail: "camille.atelier"},
		{Month: monthOf(t, "2026-05"), Kind: analytics.MarkGrouping, Detail: "Métiers · Outillage"},
	}
	if !slices.Equal(view.Marks, want) {
		t.Errorf("marks\n got %v\nwant %v", view.Marks, want)
	}
	if len(view.Handles) != 2 || len(view.Groupings) != 2 || len(view.Periods) != 2 || len(view.Holders) != 2 {
		t.Errorf("life of %d handles, %d groupings, %d periods, %d holders", len(view.Handles), len(view.Groupings), len(view.Periods), len(view.Holders))
	}
	if view.Holders[0].Name != "jeanne" || view.Holders[1].Name != "noe" {
		t.Errorf("holders %v", view.Holders)
	}
}

func wantLines(t *testing.T, lines []analytics.Line, want map[string]string) {
	t.Helper()
	for i, line := range lines {
		text := ""
		for _, p := range line.Points {
			value := "?"
			switch {
			case p.State != kpi.StateValue:
			case line.Indicator.Kind == kpi.KindRatio:
				value = fmt.Sprintf("%.2f", p.Value)
			default:
				value = fmt.Sprint(p.Value)
			}
			text += " " + p.Month.String() + ":" + value
		}
		if text != " "+want[line.Indicator.Code] {
			t.Errorf("%s:\n got%s\nwant %s", line.Indicator.Code, text, want[line.Indicator.Code])
		}
		if i > 0 && lines[i-1].Indicator.Derived && !line.Indicator.Derived {
			t.Errorf("%s comes after a derived line", line.Indicator.Code)
		}
	}
	if len(lines) != len(want) {
		t.Errorf("%d lines, want %d", len(lines), len(want))
	}
}

func TestAccountHistoryInOrder(t *testing.T) {
	l := newLife(t)
	view, err := l.AccountView(t.Context(), l.coordinator, l.id)
	ok(t, err)
	if filed := view.Changes[0]; filed.Field != "filing" || filed.NewText != "draft" || filed.By != "noe" || filed.Channel != kpi.ChannelForm {
		t.Errorf("the latest change is %+v", filed)
	}
	first := view.Changes[2] // before the filing and its posts
	if first.Indicator != kpi.Followers || first.Month != monthOf(t, "2026-04") || first.Old != kpi.Given(1300) || first.New != kpi.Given(1310) || first.Channel != kpi.ChannelCommand {
		t.Errorf("the correction is %+v", first)
	}
	all, err := l.AccountHistory(t.Context(), l.coordinator, l.id, 0)
	ok(t, err)
	var texts []string
	for _, e := range all {
		if e.Field != "" {
			texts = append(texts, fmt.Sprintf("%s %s: %s → %s (%s)", e.Field, e.Since, e.OldText, e.NewText, e.By))
		}
	}
	want := []string{
		"filing : empty → draft (noe)",
		"sphere 2026-05: Ventes → Métiers (cleo)", "range 2026-05:  → Outillage (cleo)",
		"handle 2026-03: Camille_Atelier → camille.atelier (cleo)",
		"holder 2026-02-01: jeanne →  (cleo)", "holder 2026-02-01:  → noe (cleo)",
		"created :  → Camille_Atelier ()", "holder 2025-01-10:  → jeanne ()",
	}
	if !slices.Equal(texts, want) {
		t.Errorf("history\n got %q\nwant %q", texts, want)
	}
	if len(all) != 11+len(want) {
		t.Errorf("%d changes in all, want 11 of figures and %d others", len(all), len(want))
	}
	limited, err := l.AccountHistory(t.Context(), l.coordinator, l.id, 3)
	ok(t, err)
	if !slices.Equal(limited, all[:3]) {
		t.Errorf("the latest three are %v", limited)
	}
}

// TestWhoSeesAnAccount checks who sees it at all, and who learns whose it is.
func TestWhoSeesAnAccount(t *testing.T) {
	l := newLife(t)
	const seen, named, hidden = "seen", "named", "hidden"
	check := func(t *testing.T, want map[string]string) {
		t.Helper()
		for name, who := range map[string]kpi.Who{"system": kpi.CommandLine(), "admin": l.admin, "coordinator": l.coordinator, "limited": l.limited,
			"reader": l.reader, "former holder": l.before, "holder": l.holder, "stranger": l.stranger, "outsider": l.outsider} {
			view, err := l.AccountView(t.Context(), who, l.id)
			got := seen
			switch {
			case kpi.CodeOf(err) == kpi.CodeNotFound:
				got = hidden
			case err != nil:
				t.Fatal(err)
			case len(view.Holders) > 0:
				got = named
			}
			if got != want[name] {
				t.Errorf("%s: %s, want %s", name, got, want[name])
			}
			if got != hidden && len(view.Changes) == 0 {
				t.Errorf("%s sees no change", name)
			}
			for _, e := range view.Changes {
				known := e.By != "" || (e.Field == "holder" && e.OldText+e.NewText != "")
				filed := e.Field == "filing" || (e.Indicator != "" && !e.Old.Answered())
				if (known || filed) && got != named {
					t.Errorf("%s learns from the history of %q: %+v", name, e.Field, e)
				}
			}
			_, err = l.Series(t.Context(), who, l.id, kpi.Followers, 0, 0)
			if hid := kpi.CodeOf(err) == kpi.CodeNotFound; hid != (want[name] == hidden) {
				t.Errorf("%s: series %v", name, err)
			}
			list, _, err := l.Accounts(t.Context(), who, AccountQuery{})
			ok(t, err)
			if (len(list) == 0) != (want[name] == hidden) {
				t.Errorf("%s: a list of %d", name, len(list))
			}
		}
	}
	check(t, map[string]string{"system": named, "admin": named, "coordinator": named, "limited": hidden, "reader": seen,
		"former holder": seen, "holder": named, "stranger": seen, "outsider": hidden})

	settings, err := l.Settings(t.Context())
	ok(t, err)
	settings.AmbassadorsSeeAll = false
	ok(t, l.SaveSettings(t.Context(), l.admin, settings))
	check(t, map[string]string{"system": named, "admin": named, "coordinator": named, "limited": hidden, "reader": seen,
		"former holder": hidden, "holder": named, "stranger": hidden, "outsider": hidden})

	_, err = l.AccountView(t.Context(), l.admin, l.id+1)
	wantRefusal(t, err, kpi.CodeNotFound, "error.not_found")
}

func TestHistoryNamesTheRoleAfterSomeMonths(t *testing.T) {
	l := newLife(t)
	l.now = func() time.Time { return setUpNow.AddDate(2, 2, 0) }
	entries, err := l.AccountHistory(t.Context(), l.admin, l.id, 0)
	ok(t, err)
	for _, e := range entries {
		if e.By != "" || (e.Field == "holder" && e.OldText+e.NewText != "") {
			t.Errorf("still named: %+v", e)
		}
		if e.Role == "" {
			t.Errorf("no role: %+v", e)
		}
	}
}

func TestSeriesHasNoHoles(t *testing.T) {
	l := newLife(t)
	ctx := t.Context()
	line, err := l.Series(ctx, l.admin, l.id, kpi.Followers, monthOf(t, "2025-12"), monthOf(t, "2026-05"))
	ok(t, err)
	wantLines(t, []analytics.Line{line}, map[string]string{
		"followers": "2025-12:? 2026-01:1000 2026-02:1100 2026-03:? 2026-04:1310 2026-05:?"})
	_, err = l.Series(ctx, l.admin, l.id, "charisma", 0, 0)
	wantRefusal(t, err, kpi.CodeInvalid, "indicator.unknown")
	_, err = l.Series(ctx, l.admin, l.id, kpi.Followers, monthOf(t, "2026-05"), monthOf(t, "2026-04"))
	wantRefusal(t, err, kpi.CodeInvalid, "account.months_order")
	_, err = l.Series(ctx, l.admin, l.id, kpi.Followers, kpi.FirstMonth, monthOf(t, "2026-04"))
	wantRefusal(t, err, kpi.CodeInvalid, "account.months_many")

	files(t, l.Network, l.id, kpi.Influence, map[string]float64{"2018-03": 40, "2018-05": 41, "2018-08": 60})
	ok(t, l.db.Write(ctx, l.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		return tx.AddSource(ctx, kpi.IndicatorSource{Indicator: 6, Name: "Autre", Version: "2", From: monthOf(t, "2018-07")})
	}))
	line, err = l.Series(ctx, l.admin, l.id, kpi.Influence, monthOf(t, "2018-03"), monthOf(t, "2018-08"))
	ok(t, err)
	if want := []kpi.Month{monthOf(t, "2018-06"), monthOf(t, "2018-07")}; !slices.Equal(line.Breaks, want) {
		t.Errorf("breaks %v, want %v", line.Breaks, want)
	}
}

func TestAccountsInPages(t *testing.T) {
	n, boss, ctx := openSetUp(t), kpi.CommandLine(), t.Context()
	some[kpi.ID](t)(n.AddEntity(ctx, boss, "Groupe/Ouest/Nantes"))
	some[kpi.ID](t)(n.AddEntity(ctx, boss, "Groupe/Est"))
	some[kpi.ID](t)(n.AddSphere(ctx, boss, "Ventes"))
	list := make([]NewAccount, 25)
	for i := range list {
		list[i] = NewAccount{Platform: "X", Handle: fmt.Sprintf("@h_%02d", i), Persona: "Élodie", Entity: "Groupe/Est"}
		if i%5 == 0 {
			list[i] = NewAccount{Platform: "LinkedIn", Handle: fmt.Sprintf("h%%%02d", i), Sphere: "Ventes", Entity: "Groupe/Ouest/Nantes",
				States: []kpi.AccountPeriod{{State: kpi.AccountProposed, From: n.Today()}}}
		}
	}
	ids := some[[]kpi.ID](t)(n.AddAccounts(ctx, boss, list))
	west := addPersonAs(t, n, "ouest", kpi.RoleReader, "Groupe/Ouest")
	for _, c := range []struct {
		who    kpi.Who
		filter kpi.Filter
		want   int
	}{
		{boss, kpi.Filter{}, 25},
		{boss, kpi.Filter{Platform: "linkedIN"}, 5},
		{boss, kpi.Filter{Sphere: "VENTES"}, 5},
		{boss, kpi.Filter{Entity: "groupe/ouest"}, 5},
		{boss, kpi.Filter{Entity: "Groupe"}, 25},
		{boss, kpi.Filter{Entity: "Ouest"}, 0},
		{boss, kpi.Filter{State: kpi.AccountProposed}, 5},
		{boss, kpi.Filter{Query: "éLODIE"}, 20},
		{boss, kpi.Filter{Query: "@H_0"}, 8},
		{boss, kpi.Filter{Query: "h%"}, 5}, // taken literally
		{boss, kpi.Filter{Platform: "X", Sphere: "Ventes"}, 0},
		{boss, kpi.Filter{Range: "nulle part"}, 0},
		{west, kpi.Filter{}, 5},
		{west, kpi.Filter{Entity: "Groupe"}, 5},
		{west, kpi.Filter{Entity: "Groupe/Est"}, 0},
	} {
		var got []kpi.ID
		after, pages := kpi.ID(0), 0
		for {
			page, next, err := n.Accounts(ctx, c.who, AccountQuery{Filter: c.filter, Limit: 4, After: after})
			ok(t, err)
			for _, a := range page {
				got = append(got, a.ID)
			}
			if pages++; next == 0 {
				break
			}
			after = next
		}
		if len(got) != c.want || !slices.IsSorted(got) || len(slices.Compact(got)) != c.want {
			t.Errorf("%+v: %d accounts, want %d: %v", c.filter, len(got), c.want, got)
		}
		if most := max(1, (c.want+3)/4); pages != most {
			t.Errorf("%+v: %d pages, want %d", c.filter, pages, most)
		}
	}
	if _, err := n.AccountView(ctx, west, ids[1]); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("an account of another entity: %v", err)
	}
	groups, err := n.Groups(ctx, west)
	ok(t, err)
	var names []string
	for _, g := range groups.Entities {
		names = append(names, g.Name)
	}
	if want := []string{"Groupe/Ouest", "Groupe/Ouest/Nantes"}; !slices.Equal(names, want) {
		t.Errorf("entities %v, want %v", names, want)
	}
	for _, g := range groups.Platforms {
		if g.Name == "Viadeo" {
			t.Error("a retired platform without an account is offered")
		}
	}
}

// TestSetUpWhileRead reads the page of an account while it changes.
func TestSetUpWhileRead(t *testing.T) {
	l := newLife(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		defer cancel()
		for i := range 20 {
			m := monthOf(t, "2026-06").Add(i % 3)
			if err := l.RenameAccount(t.Context(), l.admin, l.id, m, fmt.Sprintf("name%d", i), false); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for ctx.Err() == nil {
		view, err := l.AccountView(t.Context(), l.admin, l.id)
		ok(t, err)
		if len(view.Marks) == 0 {
			t.Fatal("no marks")
		}
	}
	ok(t, <-done)
}
