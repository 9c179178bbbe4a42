package network

// This file makes summaries: of the months and the groups that are asked for,
// from totals, filings and the values that are not added up.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// totals reads totals over the look's filter; no codes are all indicators.
func (l *look) totals(ctx context.Context, months []kpi.Month, by string, codes []string) ([]kpi.Total, error) {
	return l.c.Totals(ctx, store.TotalQuery{Months: months, By: by, Filter: l.ids, Codes: codes, Cal: l.cal})
}

// summary makes the summary of the look's month from totals that hold it, M−1
// and M−12.
func (l *look) summary(ctx context.Context, totals []kpi.Total) (analytics.Summary, error) {
	list, err := l.summaries(ctx, []kpi.Month{l.month}, kpi.ScopeNetwork, totals)
	if err != nil {
		return analytics.Summary{}, err
	}
	return list[groupMonth{0, l.month}], nil
}

type groupMonth struct {
	group kpi.ID
	month kpi.Month
}

// summaries makes the summary of each month and group; totals hold the months
// and those that they are compared with, by the same grouping. A group of a
// month without any total or filing has the summary of nothing.
func (l *look) summaries(ctx context.Context, months []kpi.Month, by string, totals []kpi.Total) (map[groupMonth]analytics.Summary, error) {
	filings, err := l.filings(ctx, months, by)
	if err != nil {
		return nil, err
	}
	middles, err := l.middles(ctx, withCompared(months), by)
	if err != nil {
		return nil, err
	}
	totalsOf, filingOf := map[kpi.ID][]kpi.Total{}, map[groupMonth]kpi.FilingTotal{}
	for _, t := range totals {
		totalsOf[t.A] = append(totalsOf[t.A], t)
	}
	for _, f := range filings {
		filingOf[groupMonth{f.A, f.Month}] = f
	}
	list := map[groupMonth]analytics.Summary{}
	for _, g := range l.groupsOf(by) {
		for _, m := range months {
			list[groupMonth{g.ID, m}] = analytics.Summarize(analytics.Basis{
				Month: m, Filter: l.filter, Indicators: l.indicators,
				Totals: totalsOf[g.ID], Filings: filingOf[groupMonth{g.ID, m}], Middles: middles[g.ID],
			})
		}
	}
	return list, nil
}

// withCompared adds to months those that they are compared with, M−1 and M−12.
func withCompared(months []kpi.Month) []kpi.Month {
	all := make([]kpi.Month, 0, 3*len(months))
	seen := map[kpi.Month]bool{}
	for _, m := range months {
		for _, compared := range []kpi.Month{m, m.Add(-1), m.Add(-12)} {
			if !seen[compared] {
				seen[compared] = true
				all = append(all, compared)
			}
		}
	}
	return all
}

// comparedTotals reads the totals of months and of those that they are
// compared with, over the look's filter; totals that are not kept are counted
// from these months alone, and from those that give them their opening sizes.
func (l *look) comparedTotals(ctx context.Context, months []kpi.Month, by string) ([]kpi.Total, error) {
	compared := l.counted(withCompared(months), months...)
	read := slices.Clone(compared)
	for _, m := range compared {
		if before := m.Add(-1); before >= l.first && !slices.Contains(read, before) {
			read = append(read, before)
		}
	}
	q := store.TotalQuery{Months: read, By: by, Filter: l.ids, Cal: l.cal, Among: true}
	count := func() ([]kpi.Total, error) {
		totals, err := l.c.Totals(ctx, q)
		return slices.DeleteFunc(totals, func(t kpi.Total) bool { return !slices.Contains(compared, t.Month) }), err
	}
	if q.Kept() {
		return count()
	}
	return remembered(l, memoKey{what: "compared", months: monthList(compared), by: by},
		func(totals []kpi.Total) int { return 10 * len(totals) }, count)
}

// filings reads the totals of filings over the look's filter.
func (l *look) filings(ctx context.Context, months []kpi.Month, by string) ([]kpi.FilingTotal, error) {
	q := store.TotalQuery{Months: months, By: by, Filter: l.ids, Cal: l.cal, Among: true}
	if q.Kept() {
		return l.c.FilingTotals(ctx, q)
	}
	return remembered(l, memoKey{what: "filings", months: monthList(months), by: by},
		func(totals []kpi.FilingTotal) int { return 6 * len(totals) },
		func() ([]kpi.FilingTotal, error) { return l.c.FilingTotals(ctx, q) })
}

// middles aggregates the indicators that are not added up, by group.
func (l *look) middles(ctx context.Context, months []kpi.Month, by string) (map[kpi.ID][]analytics.Middle, error) {
	weight := func(m map[kpi.ID][]analytics.Middle) int { return 10 * len(m) * len(months) }
	return l.rememberedMiddles(ctx, memoKey{what: "middles", months: monthList(months), by: by}, months, weight, func() (map[kpi.ID][]analytics.Middle, error) {
		list, samples := map[kpi.ID][]analytics.Middle{}, map[kpi.ID][]analytics.Sample{}
		for _, m := range months {
			medians, err := l.medians(ctx, m, by)
			if err != nil {
				return nil, err
			}
			for group, of := range medians {
				list[group] = append(list[group], of...)
			}
			sample, err := l.c.SampleValues(ctx, m, l.ids, by, l.ofKind(kpi.KindPercentage))
			if err != nil {
				return nil, err
			}
			for _, s := range sample {
				samples[s.Group] = append(samples[s.Group], analytics.Sample{
					Month: s.Month, Indicator: l.codeOf(s.Indicator), Value: s.Value, Entity: s.Entity, Headcount: s.Headcount,
				})
			}
		}
		for group, s := range samples {
			list[group] = append(list[group], analytics.Percentages(s)...)
		}
		return list, nil
	})
}

// medians are those of a month's scores and positions, by group.
func (l *look) medians(ctx context.Context, m kpi.Month, by string) (map[kpi.ID][]analytics.Middle, error) {
	weight := func(list map[kpi.ID][]analytics.Middle) int { return 10 * len(list) }
	return l.rememberedMiddles(ctx, memoKey{what: "medians", month: m, by: by}, []kpi.Month{m}, weight, func() (map[kpi.ID][]analytics.Middle, error) {
		list := map[kpi.ID][]analytics.Middle{}
		for _, indicator := range l.ofKind(kpi.KindScore, kpi.KindPosition) {
			groups, err := l.c.GroupValues(ctx, m, l.ids, by, indicator)
			if err != nil {
				return nil, err
			}
			for group, values := range groups {
				list[group] = append(list[group], analytics.Middle{
					Month: m, Indicator: l.codeOf(indicator), Aggregate: analytics.AggregateMedian, Value: analytics.Median(values),
				})
			}
		}
		return list, nil
	})
}

// rememberedMiddles remembers what was counted from the figures of months that
// are not added up, until one of them changes.
func (l *look) rememberedMiddles(ctx context.Context, key memoKey, months []kpi.Month, weight func(map[kpi.ID][]analytics.Middle) int,
	count func() (map[kpi.ID][]analytics.Middle, error)) (map[kpi.ID][]analytics.Middle, error) {
	act, err := l.c.LastActOnFigures(ctx, months, l.ofKind(kpi.KindScore, kpi.KindPosition, kpi.KindPercentage)...)
	if err != nil {
		return nil, err
	}
	return rememberedSince(l, act, key, weight, count)
}

// ofKind lists the indicators of some kinds.
func (l *look) ofKind(kinds ...kpi.Kind) []kpi.ID {
	var ids []kpi.ID
	for _, ind := range l.indicators {
		if slices.Contains(kinds, ind.Kind) {
			ids = append(ids, ind.ID)
		}
	}
	return ids
}

// codeOf is the code of an indicator.
func (l *look) codeOf(id kpi.ID) string {
	i := slices.IndexFunc(l.indicators, func(ind kpi.Indicator) bool { return ind.ID == id })
	return l.indicators[i].Code
}
