package network

// This file sums up spans of months, compared with other spans.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SpanQuery chooses a span, the one it is compared with, and accounts.
type SpanQuery struct {
	Span, Against kpi.Span
	Filter        kpi.Filter
}

// GroupSpan is the span of one group. Column is set where groups are those of
// two groupings at once: Group is a sphere then, Column a range.
type GroupSpan struct {
	Group, Column analytics.Group
	Summary       analytics.SpanSummary
}

// SpanSummary sums up a span over a filter, compared with another.
// Errors: as Dashboard; CodeInvalid for a span that ends in a month to come.
func (n *Network) SpanSummary(ctx context.Context, who kpi.Who, q SpanQuery) (analytics.SpanSummary, error) {
	var s analytics.SpanSummary
	err := n.spanLook(ctx, who, q, func(l *look) error {
		groups, err := l.spanGroups(ctx, q, kpi.ScopeNetwork)
		if err == nil && len(groups) == 1 {
			s = groups[0].Summary
		}
		return err
	})
	return s, err
}

// SpanGroups sums up a span by group (by a kind of scope, sphere and range at
// once included), in the order of the screen, "in none" last. A group of which
// nothing is known or expected in either span is left out, and so is one of too
// few accounts for whoever may not see them one by one.
// Errors: as SpanSummary.
func (n *Network) SpanGroups(ctx context.Context, who kpi.Who, q SpanQuery, by string) ([]GroupSpan, error) {
	var groups []GroupSpan
	err := n.spanLook(ctx, who, q, func(l *look) (err error) {
		groups, err = l.spanGroups(ctx, q, by)
		return err
	})
	return groups, err
}

// SpanSeries are the lines of indicators over the months of a span, by group:
// a line per group and code, by code in the order given.
// Errors: as SpanSummary.
func (n *Network) SpanSeries(ctx context.Context, who kpi.Who, q SpanQuery, by string, codes []string) (map[string][]analytics.Series, error) {
	lines := map[string][]analytics.Series{}
	err := n.spanLook(ctx, who, q, func(l *look) error {
		totals, err := l.spanTotals(ctx, q.Span.Months(), by, codes)
		if err != nil {
			return err
		}
		for _, code := range codes {
			lines[code] = analytics.GroupSeries(l.groupsOf(by), q.Span.Months(), l.undeducible(ofIndicator(totals, code)))
		}
		return nil
	})
	return lines, err
}

// spanLook is a look at the last month of a span.
func (n *Network) spanLook(ctx context.Context, who kpi.Who, q SpanQuery, see func(*look) error) error {
	return n.look(ctx, who, q.Span.Until, q.Filter, func(l *look) (err error) {
		for _, m := range []kpi.Month{q.Span.From, q.Span.Until, q.Against.From} {
			if err := n.shown(m); err != nil {
				return err
			}
		}
		from, until := min(q.Span.From, q.Against.From), max(q.Span.Until, q.Against.Until)
		if l.act, err = l.c.LastActOn(ctx, from.Add(-13), until); err != nil {
			return err
		}
		return see(l)
	})
}

// spanTotals reads the totals of months; those that are not kept are
// remembered.
func (l *look) spanTotals(ctx context.Context, months []kpi.Month, by string, codes []string) ([]kpi.Total, error) {
	return l.c.Totals(ctx, store.TotalQuery{Months: l.counted(months), By: by, Filter: l.ids, Codes: codes, Cal: l.cal})
}

type groupPair struct{ a, b kpi.ID }

func (l *look) spanGroups(ctx context.Context, q SpanQuery, by string) ([]GroupSpan, error) {
	months := slices.Compact(slices.Sorted(slices.Values(append(q.Span.Months(), q.Against.Months()...))))
	totals, err := l.spanTotals(ctx, months, by, nil)
	if err != nil {
		return nil, err
	}
	filings, err := l.c.FilingTotals(ctx, store.TotalQuery{Months: q.Span.Months(), By: by, Filter: l.ids, Cal: l.cal})
	if err != nil {
		return nil, err
	}
	pairs, err := l.spanPairs(ctx, q, by)
	if err != nil {
		return nil, err
	}
	middles, err := l.spanMiddles(ctx, q, by)
	if err != nil {
		return nil, err
	}
	totalsOf, filingsOf, pairsOf := map[groupPair][]kpi.Total{}, map[groupPair][]kpi.FilingTotal{}, map[groupPair][]kpi.SpanPair{}
	for _, t := range totals {
		totalsOf[groupPair{t.A, t.B}] = append(totalsOf[groupPair{t.A, t.B}], t)
	}
	for _, f := range filings {
		filingsOf[groupPair{f.A, f.B}] = append(filingsOf[groupPair{f.A, f.B}], f)
	}
	for _, p := range pairs {
		pairsOf[groupPair{p.A, p.B}] = append(pairsOf[groupPair{p.A, p.B}], p)
	}
	var list []GroupSpan
	for _, g := range l.pairsOfGroups(by) {
		key := groupPair{g.Group.ID, g.Column.ID}
		if by != kpi.ScopeNetwork && (len(totalsOf[key]) == 0 || l.deducible(totalsOf[key], filingsOf[key])) {
			continue
		}
		g.Summary = analytics.SummarizeSpan(analytics.SpanBasis{
			Span: q.Span, Against: q.Against, Filter: l.filter, Indicators: l.indicators,
			Totals: totalsOf[key], Filings: filingsOf[key], Pairs: pairsOf[key], Middles: middles[key.a],
		})
		list = append(list, g)
	}
	return list, nil
}

// deducible reports whether a group is of so few accounts that one's figures
// could be deduced, for whoever may not see them.
func (l *look) deducible(totals []kpi.Total, filings []kpi.FilingTotal) bool {
	if l.own == nil {
		return false
	}
	for _, t := range totals {
		if t.Known > 0 && t.Known < fewest {
			return true
		}
	}
	most := 0
	for _, f := range filings {
		most = max(most, f.Accounts, f.Expected)
	}
	return most < fewest
}

// pairsOfGroups lists the groups of a kind of scope, or the pairs of them.
func (l *look) pairsOfGroups(by string) []GroupSpan {
	if by != kpi.ScopeSphereRange {
		groups := l.groupsOf(by)
		if by == kpi.ScopeNetwork {
			groups = groups[len(groups)-1:]
		}
		list := make([]GroupSpan, len(groups))
		for i, g := range groups {
			list[i].Group = g
		}
		return list
	}
	var list []GroupSpan
	for _, row := range l.groupsOf(kpi.ScopeSphere) {
		for _, column := range l.groupsOf(kpi.ScopeRange) {
			list = append(list, GroupSpan{Group: row, Column: column})
		}
	}
	return list
}

// spanPairs compares the two spans account by account.
func (l *look) spanPairs(ctx context.Context, q SpanQuery, by string) ([]kpi.SpanPair, error) {
	key := memoKey{what: "pairs " + q.Span.String() + " " + q.Against.String(), month: l.month, by: by}
	return remembered(l, key, func(p []kpi.SpanPair) int { return 4 * len(p) }, func() ([]kpi.SpanPair, error) {
		return l.c.SpanPairs(ctx, store.SpanQuery{Span: q.Span, Against: q.Against, By: by, Filter: l.ids})
	})
}

// spanMiddles aggregates the indicators that are not added up over each of the
// two spans: of positions and percentages the last month, of scores the
// accounts' means over the months of the last source. By entity, and by two
// groupings at once, there are none.
func (l *look) spanMiddles(ctx context.Context, q SpanQuery, by string) (map[kpi.ID][]analytics.Middle, error) {
	if by == kpi.ScopeEntity || by == kpi.ScopeSphereRange {
		return nil, nil
	}
	last, err := l.middles(ctx, []kpi.Month{q.Span.Until, q.Against.Until}, by)
	if err != nil {
		return nil, err
	}
	scores := map[string]bool{}
	for _, ind := range l.indicators {
		scores[ind.Code] = ind.Kind == kpi.KindScore
	}
	list := map[kpi.ID][]analytics.Middle{}
	for group, of := range last {
		for _, m := range of {
			if !scores[m.Indicator] {
				list[group] = append(list[group], m)
			}
		}
	}
	for _, s := range []kpi.Span{q.Span, q.Against} {
		for _, ind := range l.indicators {
			if ind.Kind != kpi.KindScore {
				continue
			}
			if err := l.spanScore(ctx, s, ind, by, list); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// spanScore adds the medians of a score over a span.
func (l *look) spanScore(ctx context.Context, s kpi.Span, ind kpi.Indicator, by string, list map[kpi.ID][]analytics.Middle) error {
	type mean struct {
		group kpi.ID
		sum   float64
		n     int
	}
	means := map[kpi.ID]*mean{}
	for _, m := range s.Months() {
		if ind.SourceIn(m) != ind.SourceIn(s.Until) {
			continue
		}
		err := l.c.EachAccountValue(ctx, m, s.Until, l.ids, by, ind.ID, func(group, account kpi.ID, v float64) {
			of := means[account]
			if of == nil {
				of = &mean{group: group}
				means[account] = of
			}
			of.sum += v
			of.n++
		})
		if err != nil {
			return err
		}
	}
	values := map[kpi.ID][]float64{}
	for _, of := range means {
		values[of.group] = append(values[of.group], of.sum/float64(of.n))
	}
	for group, v := range values {
		list[group] = append(list[group], analytics.Middle{Month: s.Until, Indicator: ind.Code, Aggregate: analytics.AggregateMedian, Value: analytics.Median(v)})
	}
	return nil
}
