package network

import (
	"math"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// addUp adds up what stands in parts, and holds it to the whole.
func addUp(t *testing.T, what string, whole analytics.SpanSummary, parts []analytics.SpanSummary) {
	t.Helper()
	for _, code := range []string{kpi.Followers, kpi.Posts, kpi.Interactions} {
		want := whole.Measure(code)
		sum, known, compared, now := 0.0, 0, 0, 0.0
		for _, p := range parts {
			m := p.Measure(code)
			sum += m.Value.V
			known += m.Known
			compared += m.LikeForLike.N
			now += m.LikeForLike.Now.V
		}
		if math.Abs(sum-want.Value.V) > 1e-6 || known != want.Known || compared != want.LikeForLike.N || math.Abs(now-want.LikeForLike.Now.V) > 1e-6 {
			t.Errorf("%s, %s: the parts add up to %v over %d (%v of %d like for like), the whole is %v over %d (%v of %d)",
				what, code, sum, known, now, compared, want.Value.V, want.Known, want.LikeForLike.Now.V, want.LikeForLike.N)
		}
	}
}

func TestTheCellsOfAGridAddUp(t *testing.T) {
	w := newWorld(t)
	for _, f := range []kpi.Filter{{}, {Platform: "LinkedIn"}, {Entity: "Groupe/Ouest"}, {Sphere: "Ventes"}} {
		for _, s := range []kpi.Span{kpi.MonthOnly(worldLast), kpi.QuarterOf(worldLast.Add(-3)), kpi.LastTwelve(worldLast)} {
			q := SpanQuery{Span: s, Against: s.Before(), Filter: f}
			g := some[analytics.Grid](t)(w.n.Grid(t.Context(), kpi.CommandLine(), q))
			whole := some[analytics.SpanSummary](t)(w.n.SpanSummary(t.Context(), kpi.CommandLine(), q))
			var cells, rows, columns []analytics.SpanSummary
			for _, r := range g.Rows {
				rows = append(rows, r.Sum.Summary)
				for _, c := range r.Cells {
					cells = append(cells, c.Summary)
				}
			}
			for _, c := range g.ColumnSums {
				columns = append(columns, c.Summary)
			}
			name := s.String() + " " + f.Platform + f.Entity + f.Sphere
			addUp(t, name+" cells", whole, cells)
			addUp(t, name+" rows", whole, rows)
			addUp(t, name+" columns", whole, columns)
			addUp(t, name+" whole", whole, []analytics.SpanSummary{g.Whole.Summary})
			if last := g.Whole.Size[len(g.Whole.Size)-1]; last.Number != whole.Measure(kpi.Followers).Value || last.Month != s.Until {
				t.Errorf("%s: the line ends with %v in %s", name, last.Number, last.Month)
			}
		}
	}
}

func TestTheBranchesOfATreeAddUp(t *testing.T) {
	w := newWorld(t)
	q := SpanQuery{Span: kpi.LastTwelve(worldLast), Against: kpi.LastTwelve(worldLast).Before()}
	tree := some[[]analytics.Branch](t)(w.n.Tree(t.Context(), kpi.CommandLine(), q))
	var tops []analytics.SpanSummary
	staffed := 0
	for _, b := range tree {
		if b.Depth == 0 {
			tops = append(tops, b.Summary)
		}
		size := b.Summary.Measure(kpi.Followers).Value
		if b.Staff.Headcount.Known && size.Known {
			staffed++
			if want := 100 * size.V / b.Staff.Headcount.V; math.Abs(b.FollowersPerHundred.V-want) > 1e-9 {
				t.Errorf("%s has %v followers per 100 staff, want %v", b.Group.Name, b.FollowersPerHundred, want)
			}
		}
	}
	addUp(t, "tops", some[analytics.SpanSummary](t)(w.n.SpanSummary(t.Context(), kpi.CommandLine(), q)), tops)
	if staffed == 0 {
		t.Error("no branch is set against its staff")
	}
}

// Whoever may not see every account sees no cell of fewer than three.
func TestAGridGivesNobodyAway(t *testing.T) {
	w := newWorld(t)
	who := addPersonAs(t, w.n, "grid.ambassador", kpi.RoleAmbassador, "")
	q := SpanQuery{Span: kpi.MonthOnly(worldLast), Against: kpi.MonthOnly(worldLast.Add(-1))}
	open := some[analytics.Grid](t)(w.n.Grid(t.Context(), who, q))
	settings := some[Settings](t)(w.n.Settings(t.Context()))
	settings.AmbassadorsSeeAll = false
	ok(t, w.n.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	closed := some[analytics.Grid](t)(w.n.Grid(t.Context(), who, q))
	count := func(g analytics.Grid) (shown, few int) {
		for _, r := range g.Rows {
			for _, c := range r.Cells {
				if !c.Shown {
					continue
				}
				shown++
				for _, v := range c.Size {
					if v.Number.Known && v.Known < fewest {
						few++
					}
				}
				for _, m := range c.Summary.Measures {
					if n := m.LikeForLike.N; n > 0 && n < fewest {
						few++
					}
				}
			}
		}
		return shown, few
	}
	shown, few := count(open)
	left, leftFew := count(closed)
	if few == 0 || leftFew != 0 || left == 0 || left > shown {
		t.Errorf("of %d cells, %d with few accounts, %d are left, %d with few", shown, few, left, leftFew)
	}
	for _, role := range []kpi.Role{kpi.RoleContributor} {
		_, err := w.n.Grid(t.Context(), addPersonAs(t, w.n, "grid.contributor", role, ""), q)
		wantRefusal(t, err, kpi.CodeNotFound, "error.not_found")
		_, err = w.n.Tree(t.Context(), addPersonAs(t, w.n, "tree.contributor", role, ""), q)
		wantRefusal(t, err, kpi.CodeNotFound, "error.not_found")
	}
}
