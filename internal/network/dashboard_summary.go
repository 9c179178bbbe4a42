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
	return remembered(l, memoKey{what: "compared", month: l.month, months: len(months), by: by},
		func(totals []kpi.Total) int { return 10 * len(totals) }, count)
}

// filings reads the totals of filings over the look's filter.
func (l *look) filings(ctx context.Context, months []kpi.Month, by string) ([]kpi.FilingTotal, error) {
	q := store.TotalQuery{Months: months, By: by, Filter: l.ids, Cal: l.cal, Among: true}
	if q.Kept() {
		return l.c.FilingTotals(ctx, q)
	}
	return remembered(l, memoKey{what: "filings", month: l.month, months: len(months), by: by},
		func(totals []kpi.FilingTotal) int { return 6 * len(totals) },
		func() ([]kpi.FilingTotal, error) { return l.c.FilingTotals(ctx, q) })
}

// middles aggregates the indicators that are not added up, by group.
func (l *look) middles(ctx context.Context, months []kpi.Month, by string) (map[kpi.ID][]analytics.Middle, error) {
	weight := func(m map[kpi.ID][]analytics.Middle) int { return 10 * len(m) * len(months) }
	return remembered(l, memoKey{what: "middles", month: l.month, months: len(months), by: by}, weight,
		func() (map[kpi.ID][]analytics.Middle, error) { return l.countMiddles(ctx, months, by) })
}

func (l *look) countMiddles(ctx context.Context, months []kpi.Month, by string) (map[kpi.ID][]analytics.Middle, error) {
	var medians, percentages []kpi.ID
	codes := map[kpi.ID]string{}
	for _, ind := range l.indicators {
		codes[ind.ID] = ind.Code
		switch ind.Kind {
		case kpi.KindScore, kpi.KindPosition:
			medians = append(medians, ind.ID)
		case kpi.KindPercentage:
			percentages = append(percentages, ind.ID)
		}
	}
	values, samples := map[middleOf][]float64{}, map[kpi.ID][]analytics.Sample{}
	for _, m := range months {
		err := l.c.EachValue(ctx, m, l.ids, by, medians, func(group, indicator kpi.ID, v float64) {
			k := middleOf{group, indicator, m}
			values[k] = append(values[k], v)
		})
		if err != nil {
			return nil, err
		}
		sample, err := l.c.SampleValues(ctx, m, l.ids, by, percentages)
		if err != nil {
			return nil, err
		}
		for _, s := range sample {
			samples[s.Group] = append(samples[s.Group], analytics.Sample{
				Month: s.Month, Indicator: codes[s.Indicator], Value: s.Value, Entity: s.Entity, Headcount: s.Headcount,
			})
		}
	}
	list := map[kpi.ID][]analytics.Middle{}
	for k, v := range values {
		list[k.group] = append(list[k.group], analytics.Middle{
			Month: k.month, Indicator: codes[k.indicator], Aggregate: analytics.AggregateMedian, Value: analytics.Median(v),
		})
	}
	for group, s := range samples {
		list[group] = append(list[group], analytics.Percentages(s)...)
	}
	return list, nil
}

type middleOf struct {
	group, indicator kpi.ID
	month            kpi.Month
}
