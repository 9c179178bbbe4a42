package network

// This file sums up spans of months, compared with other spans.

import (
	"context"
	"maps"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SpanQuery chooses a span, the one it is compared with, and accounts.
type SpanQuery struct {
	Span, Against kpi.Span
	Filter        kpi.Filter
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
func (n *Network) SpanGroups(ctx context.Context, who kpi.Who, q SpanQuery, by string) ([]analytics.GroupSpan, error) {
	var groups []analytics.GroupSpan
	err := n.spanLook(ctx, who, q, func(l *look) (err error) {
		groups, err = l.spanGroups(ctx, q, by)
		return err
	})
	return groups, err
}

// SpanSeries are the lines of indicators over the months of a span, a line per
// group and code: by code, in the order of the groups. Groups are of one
// grouping: by sphere and range at once there are no lines. A group of too few accounts in a month has a gap there for whoever
// may not see them one by one. The lines are shared: they are not changed.
// Errors: as SpanSummary.
func (n *Network) SpanSeries(ctx context.Context, who kpi.Who, q SpanQuery, by string, codes []string) (map[string][]analytics.Series, error) {
	var lines map[string][]analytics.Series
	err := n.spanLook(ctx, who, q, func(l *look) (err error) {
		key := memoKey{what: "lines " + q.Span.String() + " " + strings.Join(codes, " "), month: l.month, by: by, desc: l.blurs(by)}
		weight := func(lines map[string][]analytics.Series) (n int) {
			for _, list := range lines {
				n += 3 * len(list) * q.Span.Len()
			}
			return n
		}
		lines, err = remembered(l, key, weight, func() (map[string][]analytics.Series, error) { return l.countSpanSeries(ctx, q, by, codes) })
		return err
	})
	return maps.Clone(lines), err
}

func (l *look) countSpanSeries(ctx context.Context, q SpanQuery, by string, codes []string) (map[string][]analytics.Series, error) {
	lines, months := map[string][]analytics.Series{}, q.Span.Months()
	if by == kpi.ScopeSphereRange {
		return lines, nil
	}
	totals, err := l.spanTotals(ctx, []kpi.Span{q.Span}, by, codes)
	if err != nil {
		return nil, err
	}
	totals = l.blurred(by, totals)
	var middles map[kpi.ID][]analytics.Middle
	if slices.ContainsFunc(codes, l.isMiddle) {
		if middles, err = l.middles(ctx, months, by); err != nil {
			return nil, err
		}
		middles = withTotals(middles, totals)
	}
	for _, code := range codes {
		lines[code] = analytics.SpanLines(l.byCode[code], l.spanGroupsOf(by), months, ofIndicator(totals, code), middles)
	}
	return lines, nil
}

// isMiddle reports whether an indicator is aggregated otherwise than from sums.
func (l *look) isMiddle(code string) bool {
	ind := l.byCode[code]
	return !ind.Summed() && ind.Kind != kpi.KindRatio
}

// spanGroupsOf lists the groups of a kind of scope; the whole network is one.
func (l *look) spanGroupsOf(by string) []analytics.Group {
	groups := l.groupsOf(by)
	if by == kpi.ScopeNetwork {
		groups[0].Position = 0
	}
	return groups
}

// spanLook is a look at the last month of a span.
func (n *Network) spanLook(ctx context.Context, who kpi.Who, q SpanQuery, see func(*look) error) error {
	return n.look(ctx, who, q.Span.Until, q.Filter, func(l *look) (err error) {
		for _, m := range []kpi.Month{q.Span.From, q.Span.Until, q.Against.From, q.Against.Until} {
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

// spanTotals reads the totals of the months of spans. Those that are not kept
// are counted from these months alone and from the one before each span, which
// gives it its opening size, and remembered.
func (l *look) spanTotals(ctx context.Context, spans []kpi.Span, by string, codes []string) ([]kpi.Total, error) {
	var months, read []kpi.Month
	for _, s := range spans {
		months = append(months, s.Months()...)
		read = append(read, kpi.MonthsBetween(s.From.Add(-1), s.Until)...)
	}
	q := store.TotalQuery{Months: sortedMonths(l.counted(months)), By: by, Filter: l.ids, Codes: codes, Cal: l.cal}
	if q.Kept() {
		return l.c.Totals(ctx, q)
	}
	wanted := q.Months
	q.Months, q.Among = sortedMonths(l.counted(read)), true
	totals, err := l.c.Totals(ctx, q)
	return slices.DeleteFunc(totals, func(t kpi.Total) bool { return !slices.Contains(wanted, t.Month) }), err
}

func sortedMonths(months []kpi.Month) []kpi.Month {
	return slices.Compact(slices.Sorted(slices.Values(months)))
}

// blurred makes the totals of few accounts unknown, for whoever may not see
// them one by one; those of the whole network are for everybody.
func (l *look) blurred(by string, totals []kpi.Total) []kpi.Total {
	if !l.blurs(by) {
		return totals
	}
	safe := slices.Clone(totals)
	for i, t := range safe {
		if t.Known < fewest {
			safe[i] = kpi.Total{Month: t.Month, Scope: t.Scope, A: t.A, B: t.B, Indicator: t.Indicator, Expected: t.Expected}
		}
	}
	return safe
}

// blurs reports whether a person may not see what is made from few accounts.
func (l *look) blurs(by string) bool {
	return l.own != nil && l.ids.Accounts == "" && (by != kpi.ScopeNetwork || !l.ids.Empty())
}

// withTotals leaves out the middles of the months of which no account is known
// in totals.
func withTotals(middles map[kpi.ID][]analytics.Middle, totals []kpi.Total) map[kpi.ID][]analytics.Middle {
	type key struct {
		group kpi.ID
		month kpi.Month
		code  string
	}
	known := map[key]bool{}
	for _, t := range totals {
		known[key{t.A, t.Month, t.Indicator}] = t.Known > 0
	}
	kept := make(map[kpi.ID][]analytics.Middle, len(middles))
	for group, list := range middles {
		for _, m := range list {
			if known[key{group, m.Month, m.Indicator}] {
				kept[group] = append(kept[group], m)
			}
		}
	}
	return kept
}

type groupPair struct{ a, b kpi.ID }

// spanGroups sums up the groups of a look. What is counted is remembered; the
// list is the caller's own, its summaries are shared.
func (l *look) spanGroups(ctx context.Context, q SpanQuery, by string) ([]analytics.GroupSpan, error) {
	key := memoKey{what: "span " + q.Span.String() + " " + q.Against.String(), month: l.month, by: by, desc: l.blurs(by)}
	weight := func(list []analytics.GroupSpan) int { return 1 + len(list)*len(l.indicators)*40 }
	list, err := remembered(l, key, weight, func() ([]analytics.GroupSpan, error) { return l.countSpanGroups(ctx, q, by) })
	list = slices.Clone(list)
	for i := range list {
		list[i].Summary.Filter = l.filter // names as they were typed
	}
	return list, err
}

func (l *look) countSpanGroups(ctx context.Context, q SpanQuery, by string) ([]analytics.GroupSpan, error) {
	totals, err := l.spanTotals(ctx, []kpi.Span{q.Span, q.Against}, by, nil)
	if err != nil {
		return nil, err
	}
	filings, err := l.filings(ctx, q.Span.Months(), by)
	if err != nil {
		return nil, err
	}
	pairs, err := l.spanPairs(ctx, q, by)
	if err != nil {
		return nil, err
	}
	totals = l.blurred(by, totals)
	middles, err := l.spanMiddles(ctx, q, by, totals)
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
	var list []analytics.GroupSpan
	for _, g := range l.pairsOfGroups(by) {
		key := groupPair{g.Group.ID, g.Column.ID}
		if by != kpi.ScopeNetwork && (len(totalsOf[key]) == 0 || l.tooFew(by, filingsOf[key])) {
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

// tooFew reports whether a group is of so few accounts that one's figures could
// be deduced, for whoever may not see them.
func (l *look) tooFew(by string, filings []kpi.FilingTotal) bool {
	most := 0
	for _, f := range filings {
		most = max(most, f.Accounts, f.Expected)
	}
	return l.blurs(by) && most < fewest
}

// pairsOfGroups lists the groups of a kind of scope, or the pairs of them.
func (l *look) pairsOfGroups(by string) []analytics.GroupSpan {
	if by != kpi.ScopeSphereRange {
		groups := l.spanGroupsOf(by)
		list := make([]analytics.GroupSpan, len(groups))
		for i, g := range groups {
			list[i].Group = g
		}
		return list
	}
	var list []analytics.GroupSpan
	for _, row := range l.groupsOf(kpi.ScopeSphere) {
		for _, column := range l.groupsOf(kpi.ScopeRange) {
			list = append(list, analytics.GroupSpan{Group: row, Column: column})
		}
	}
	return list
}

// spanPairs compares the two spans account by account.
func (l *look) spanPairs(ctx context.Context, q SpanQuery, by string) ([]kpi.SpanPair, error) {
	key := memoKey{what: "pairs " + q.Span.String() + " " + q.Against.String(), month: l.month, by: by}
	pairs, err := remembered(l, key, func(p []kpi.SpanPair) int { return 4 * len(p) }, func() ([]kpi.SpanPair, error) {
		return l.c.SpanPairs(ctx, store.SpanQuery{Span: q.Span, Against: q.Against, By: by, Filter: l.ids})
	})
	if err != nil || !l.blurs(by) {
		return pairs, err
	}
	return slices.DeleteFunc(slices.Clone(pairs), func(p kpi.SpanPair) bool { return p.N < fewest }), nil
}

// spanMiddles aggregates the indicators that are not added up over each of the
// two spans: of positions and percentages the last month, of scores the
// accounts' means over the months of the last source. By entity, and by two
// groupings at once, there are none.
func (l *look) spanMiddles(ctx context.Context, q SpanQuery, by string, totals []kpi.Total) (map[kpi.ID][]analytics.Middle, error) {
	if by == kpi.ScopeSphereRange {
		return nil, nil
	}
	last, err := l.middles(ctx, []kpi.Month{q.Span.Until, q.Against.Until}, by)
	if err != nil {
		return nil, err
	}
	list := map[kpi.ID][]analytics.Middle{}
	for group, of := range withTotals(last, totals) {
		for _, m := range of {
			if l.byCode[m.Indicator].Kind != kpi.KindScore {
				list[group] = append(list[group], m)
			}
		}
	}
	for _, s := range []kpi.Span{q.Span, q.Against} {
		for _, ind := range l.indicators {
			if ind.Kind != kpi.KindScore {
				continue
			}
			medians, err := l.spanScore(ctx, s, ind, by)
			if err != nil {
				return nil, err
			}
			for group, m := range medians {
				list[group] = append(list[group], m)
			}
		}
	}
	return list, nil
}

// spanScore is the median, by group, of the accounts' means of a score over the
// months of a span that were measured by the source of the last one.
func (l *look) spanScore(ctx context.Context, s kpi.Span, ind kpi.Indicator, by string) (map[kpi.ID]analytics.Middle, error) {
	months := slices.DeleteFunc(l.counted(s.Months()), func(m kpi.Month) bool { return ind.SourceIn(m) != ind.SourceIn(s.Until) })
	act, err := l.c.LastActOnFigures(ctx, months, ind.ID)
	if err != nil {
		return nil, err
	}
	key := memoKey{what: "score " + ind.Code + " " + s.String(), by: by}
	scores, err := rememberedSince(l, act, key, func(scores map[kpi.ID]spanMedian) int { return 3 * len(scores) },
		func() (map[kpi.ID]spanMedian, error) {
			means, err := l.c.MeanValues(ctx, months, s.Until, l.ids, by, ind.ID)
			medians := make(map[kpi.ID]spanMedian, len(means))
			for group, values := range means {
				medians[group] = spanMedian{analytics.Median(values), len(values)}
			}
			return medians, err
		})
	if err != nil {
		return nil, err
	}
	medians := map[kpi.ID]analytics.Middle{}
	for group, m := range scores {
		if m.accounts >= fewest || !l.blurs(by) {
			medians[group] = analytics.Middle{Month: s.Until, Indicator: ind.Code, Aggregate: analytics.AggregateMedian, Value: m.value}
		}
	}
	return medians, nil
}

// spanMedian is a median over so many accounts.
type spanMedian struct {
	value    kpi.Number
	accounts int
}
