package network

import (
	"math"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// What a comparison shows of a group in a month is what the month says of it.
func TestComparedLinesAreTheMonths(t *testing.T) {
	w := newWorld(t)
	ctx, who := t.Context(), kpi.CommandLine()
	span := kpi.Span{From: worldLast.Add(-11), Until: worldLast}
	checked := 0
	for _, code := range []string{kpi.Followers, kpi.Posts, kpi.Interactions, kpi.EngagementRate, "influence"} {
		for _, by := range []analytics.GroupKind{analytics.GroupSphere, analytics.GroupRange, analytics.GroupPlatform} {
			c := some[analytics.Comparison](t)(w.n.Compare(ctx, who, CompareQuery{Span: span, By: by, Code: code, View: analytics.CompareAbsolute}))
			if len(c.Lines) == 0 || len(c.Lines) > CompareTogether {
				t.Fatalf("%d lines by %s", len(c.Lines), by)
			}
			for _, l := range c.Lines {
				f := map[analytics.GroupKind]kpi.Filter{analytics.GroupSphere: {Sphere: l.Group.Name}, analytics.GroupRange: {Range: l.Group.Name}, analytics.GroupPlatform: {Platform: l.Group.Name}}[by]
				for _, v := range []analytics.Value{l.Shown[2], l.Shown[11]} {
					m := some[analytics.Summary](t)(w.n.Summary(ctx, who, v.Month, f)).Measure(code)
					if m.Value.Known != v.Number.Known || math.Abs(m.Value.V-v.Number.V) > 1e-9 {
						t.Errorf("%s of %s in %s is %v, the month says %v", code, l.Group.Name, v.Month, v.Number, m.Value)
					}
					checked++
				}
			}
		}
	}
	if checked < 60 {
		t.Errorf("only %d values checked", checked)
	}
}

func TestComparedAccounts(t *testing.T) {
	w := newWorld(t)
	ctx, who := t.Context(), kpi.CommandLine()
	span := kpi.Span{From: worldLast.Add(-11), Until: worldLast}
	ids := []kpi.ID{w.accounts[1].id, w.accounts[4].id, w.accounts[8].id}
	for _, view := range analytics.CompareViews {
		q := CompareQuery{Span: span, Filter: kpi.Filter{Accounts: kpi.ChooseAccounts(ids...)}, By: analytics.GroupAccount, Code: kpi.Interactions, View: view}
		c := some[analytics.Comparison](t)(w.n.Compare(ctx, who, q))
		if len(c.Lines) != 3 || c.View != view {
			t.Fatalf("%d lines in view %s, want %s", len(c.Lines), c.View, view)
		}
		known := 0
		for _, l := range c.Lines {
			for i, v := range l.Values {
				rate := some[analytics.Summary](t)(w.n.Summary(ctx, who, v.Month, kpi.Filter{Accounts: kpi.ChooseAccounts(l.Group.ID)}))
				if got, want := v.Number, rate.Measure(kpi.Interactions).Value; got != want {
					t.Errorf("%s in %s is %v, the month says %v", l.Group.Name, v.Month, got, want)
				}
				shown := l.Shown[i].Number
				if want := rate.Measure(kpi.EngagementRate).Value.Times(10); view == analytics.CompareThousand && (shown.Known != want.Known || math.Abs(shown.V-want.V) > 1e-9) {
					t.Errorf("%s in %s is %v per 1,000, want %v", l.Group.Name, v.Month, shown, want)
				}
				if view == analytics.CompareIndexed && v.Month == l.Base && shown != kpi.Num(100) {
					t.Errorf("%s stands at %v in its base month", l.Group.Name, shown)
				}
				if shown.Known {
					known++
				}
			}
		}
		if known < 6 {
			t.Errorf("only %d months are known in view %s", known, view)
		}
	}
	_, err := w.n.Compare(ctx, who, CompareQuery{Span: span, Filter: kpi.Filter{Accounts: "999"}, By: analytics.GroupAccount, Code: kpi.Posts})
	wantRefusal(t, err, kpi.CodeNotFound, "error.not_found")
	c := some[analytics.Comparison](t)(w.n.Compare(ctx, who, CompareQuery{Span: span, By: analytics.GroupSphere, Code: "search_rank", View: analytics.CompareIndexed}))
	if c.View != analytics.CompareAbsolute {
		t.Errorf("a position is seen as %s", c.View)
	}
}

// Whoever may not see every account compares their own alone, and groups of
// three at least.
func TestAComparisonGivesNobodyAway(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	settings := some[Settings](t)(w.n.Settings(ctx))
	settings.AmbassadorsSeeAll = false
	ok(t, w.n.SaveSettings(ctx, kpi.CommandLine(), settings))
	who := addPersonAs(t, w.n, "compare.ambassador", kpi.RoleAmbassador, "")
	own, other := w.accounts[0].id, w.accounts[1].id
	ok(t, w.n.HandOver(ctx, kpi.CommandLine(), own, who.User.ID, worldLast.FirstDay()))
	span := kpi.Span{From: worldLast.Add(-5), Until: worldLast}
	ask := func(who kpi.Who, ids ...kpi.ID) error {
		_, err := w.n.Compare(ctx, who, CompareQuery{Span: span, Filter: kpi.Filter{Accounts: kpi.ChooseAccounts(ids...)}, By: analytics.GroupAccount, Code: kpi.Followers})
		return err
	}
	ok(t, ask(who, own))
	wantRefusal(t, ask(who, other), kpi.CodeNotFound, "error.not_found")
	wantRefusal(t, ask(who, own, other), kpi.CodeNotFound, "error.not_found")
	limited := addPersonAs(t, w.n, "compare.limited", kpi.RoleReader, "Groupe/Ouest")
	for _, a := range w.accounts[:12] {
		err := ask(limited, a.id)
		if _, sees := w.n.AccountView(ctx, limited, a.id); (sees == nil) != (err == nil) {
			t.Errorf("account %d: its page says %v, the comparison %v", a.id, sees, err)
		}
	}
	for _, by := range []analytics.GroupKind{analytics.GroupSphere, analytics.GroupRange, analytics.GroupEntity} {
		c := some[analytics.Comparison](t)(w.n.Compare(ctx, who, CompareQuery{Span: span, By: by, Code: kpi.Followers, View: analytics.CompareIndexed}))
		for _, l := range c.Lines {
			for _, v := range l.Values {
				if v.Number.Known && v.Known < fewest {
					t.Errorf("%s in %s is of %d accounts", l.Group.Name, v.Month, v.Known)
				}
			}
			if n := l.Growth.N; n > 0 && n < fewest {
				t.Errorf("the growth of %s is of %d accounts", l.Group.Name, n)
			}
		}
	}
}
