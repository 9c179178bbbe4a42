package network

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// drawnSpan draws two spans within the months of the world.
func drawnSpan(r *rapid.T) SpanQuery {
	span := func(name string) kpi.Span {
		from := rapid.IntRange(0, worldMonths-1).Draw(r, name+" from")
		return kpi.Span{From: worldFirst.Add(from), Until: worldFirst.Add(rapid.IntRange(from, worldMonths-1).Draw(r, name+" until"))}
	}
	return SpanQuery{Span: span("span"), Against: span("against")}
}

// parts are the ways to part a network; the entities at the top take with them
// all below.
var parts = []string{kpi.ScopePlatform, kpi.ScopeSphere, kpi.ScopeRange, kpi.ScopeSphereRange, kpi.ScopeEntity}

// Sums, their coverage and what is compared like for like add up over any
// partition to those of the whole.
func TestSpansAddUpOverAnyPartition(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		q, by := drawnSpan(r), rapid.SampledFrom(parts).Draw(r, "by")
		q.Filter = rapid.SampledFrom([]kpi.Filter{{}, {State: kpi.AccountActive}, {Platform: "LinkedIn"}, {Query: "é"},
			{Accounts: kpi.ChooseAccounts(w.accounts[1].id, w.accounts[2].id, w.accounts[7].id, w.accounts[20].id)}}).Draw(r, "filter")
		whole, err := w.n.SpanSummary(t.Context(), kpi.CommandLine(), q)
		ok(t, err)
		groups, err := w.n.SpanGroups(t.Context(), kpi.CommandLine(), q, by)
		ok(t, err)
		for _, m := range whole.Measures {
			if m.Aggregate != analytics.AggregateSum {
				continue
			}
			var sum analytics.SpanMeasure
			for _, g := range groups {
				if by == kpi.ScopeEntity && len(kpi.EntityPath(g.Group.Name)) > 1 {
					continue
				}
				one := g.Summary.Measure(m.Code)
				sum.Known, sum.Expected, sum.Value.V = sum.Known+one.Known, sum.Expected+one.Expected, sum.Value.V+one.Value.V
				sum.LikeForLike.N += one.LikeForLike.N
				sum.LikeForLike.Before.V += one.LikeForLike.Before.V
				sum.LikeForLike.Now.V += one.LikeForLike.Now.V
			}
			if sum.Known != m.Known || sum.Expected != m.Expected || !nearly(sum.Value.V, m.Value.V) || sum.LikeForLike.N != m.LikeForLike.N ||
				!nearly(sum.LikeForLike.Before.V, m.LikeForLike.Before.V) || !nearly(sum.LikeForLike.Now.V, m.LikeForLike.Now.V) {
				r.Errorf("%+v by %s, %s: parts %+v, whole %+v", q, by, m.Code, sum, m)
			}
		}
	})
}

func nearly(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(1, math.Abs(a), math.Abs(b)) }

// An account that is unknown in either span is in no growth like for like: the
// growth of a choice stays the same when such an account joins it.
func TestLikeForLikeNeverCountsAnUnknownAccount(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		q := drawnSpan(r)
		code := rapid.SampledFrom([]string{kpi.Followers, kpi.Posts, kpi.Likes}).Draw(r, "code")
		knows := func(a *worldAccount, s kpi.Span) bool {
			months := s.Months()
			if code == kpi.Followers {
				months = months[len(months)-1:]
			}
			for _, m := range months {
				if a.figures[m.Sub(worldFirst)][code].State != kpi.StateValue {
					return false
				}
			}
			return true
		}
		var all, both []kpi.ID
		for _, a := range w.accounts {
			if rapid.Bool().Draw(r, "chosen") {
				all = append(all, a.id)
				if knows(a, q.Span) && knows(a, q.Against) {
					both = append(both, a.id)
				}
			}
		}
		if len(all) == 0 {
			return
		}
		q.Filter.Accounts = kpi.ChooseAccounts(all...)
		of, err := w.n.SpanSummary(t.Context(), kpi.CommandLine(), q)
		ok(t, err)
		got := of.Measure(code).LikeForLike
		if got.N != len(both) {
			r.Fatalf("%+v %s: %d accounts compared, want %d", q, code, got.N, len(both))
		}
		if len(both) == 0 {
			return
		}
		q.Filter.Accounts = kpi.ChooseAccounts(both...)
		of, err = w.n.SpanSummary(t.Context(), kpi.CommandLine(), q)
		ok(t, err)
		if alone := of.Measure(code).LikeForLike; alone != got {
			r.Errorf("%+v %s: %+v, without those unknown %+v", q, code, got, alone)
		}
	})
}
