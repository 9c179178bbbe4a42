package analytics

// This file makes the summary of a month.

import "portevoix/internal/kpi"

// Basis is what a summary is made from: plain rows of the months M, M−1 and
// M−12 over one filter.
type Basis struct {
	Month      kpi.Month
	Filter     kpi.Filter
	Indicators []kpi.Indicator // in the order of the screen
	Totals     []kpi.Total
	Filings    kpi.FilingTotal // of M
	Middles    []Middle        // of the kinds that are not added up
}

// Summarize makes the summary of a month, with a measure for each indicator
// that is Shown.
func Summarize(b Basis) Summary {
	f := b.Filings
	s := Summary{
		Month: b.Month, Filter: b.Filter,
		Accounts: f.Accounts, Expected: f.Expected, Filed: f.Filed,
		FilingRate: Rate(f.Filed, f.Expected),
		FillRate:   Rate(f.Answered, f.Asked),
		OnTime:     Rate(f.OnTime, f.Expected),
	}
	totals := make(map[middleKey]kpi.Total, len(b.Totals))
	for _, t := range b.Totals {
		totals[middleKey{t.Month, t.Indicator}] = t
	}
	middles := make(map[middleKey]Middle, len(b.Middles))
	for _, m := range b.Middles {
		middles[middleKey{m.Month, m.Indicator}] = m
	}
	for _, ind := range Shown(b.Indicators, b.Month, b.Totals) {
		at := func(n int) monthOf {
			k := middleKey{b.Month.Add(n), ind.Code}
			return monthOf{totals[k], middles[k]}
		}
		s.Measures = append(s.Measures, measure(ind, at(0), at(-1), at(-12)))
	}
	return s
}

// Shown are the indicators that a month speaks of, in the order given: those
// that are derived, that anybody is asked in the month, or that the totals,
// which are of M, M−1 and M−12, know.
func Shown(indicators []kpi.Indicator, month kpi.Month, totals []kpi.Total) []kpi.Indicator {
	known := map[string]bool{}
	for _, t := range totals {
		if t.Known > 0 && (t.Month == month || t.Month == month.Add(-1) || t.Month == month.Add(-12)) {
			known[t.Indicator] = true
		}
	}
	var shown []kpi.Indicator
	for _, ind := range indicators {
		if ind.Derived || known[ind.Code] || askedIn(ind, month) {
			shown = append(shown, ind)
		}
	}
	return shown
}

// monthOf is one indicator of one month over a filter.
type monthOf struct {
	total  kpi.Total
	middle Middle // of the kinds that are not added up
}

func askedIn(ind kpi.Indicator, m kpi.Month) bool {
	for _, ask := range ind.Asks {
		if ask.In(m) {
			return true
		}
	}
	return false
}

// measure makes the measure of an indicator from its months M, M−1 and M−12.
// Previous and YearBefore are over the accounts known then; only like for like
// tells a gain from an account that did not file.
func measure(ind kpi.Indicator, now, before, year monthOf) Measure {
	m := Measure{
		Code:       ind.Code,
		Aggregate:  aggregateOf(ind, now, before, year),
		Value:      aggregated(ind, now),
		Coverage:   Coverage{Known: now.total.Known, Expected: now.total.Expected},
		Previous:   aggregated(ind, before),
		YearBefore: aggregated(ind, year),
	}
	t := now.total
	switch ind.Kind {
	case kpi.KindStock, kpi.KindFlow:
		m.LikeForLike = Compare(t.N1, t.Before1, t.Now1)
		m.YearLikeForLike = Compare(t.N12, t.Before12, t.Now12)
	case kpi.KindRatio, kpi.KindPercentage:
		m.ChangePt = Points(m.Value, m.Previous)
		m.YearChangePt = Points(m.Value, m.YearBefore)
	}
	return m
}

// aggregated makes one number of an indicator of a month; one that nobody
// filed is unknown, never 0.
func aggregated(ind kpi.Indicator, m monthOf) kpi.Number {
	switch {
	case ind.Kind == kpi.KindRatio:
		return TotalEngagement(m.total)
	case !ind.Summed():
		return m.middle.Value
	case m.total.Known == 0:
		return kpi.Number{}
	}
	return kpi.Num(m.total.Sum)
}

// aggregateOf names the way in which the measure was aggregated, a percentage
// by the first month that has one.
func aggregateOf(ind kpi.Indicator, months ...monthOf) Aggregate {
	switch {
	case ind.Kind == kpi.KindRatio:
		return AggregateRatio
	case ind.Summed():
		return AggregateSum
	}
	for _, m := range months {
		if m.middle.Aggregate != "" {
			return m.middle.Aggregate
		}
	}
	return AggregateMedian
}

// Sparks returns the values of each indicator that is added up or a ratio of
// sums, one per month, from totals over one filter.
func Sparks(months []kpi.Month, indicators []kpi.Indicator, totals []kpi.Total) map[string][]Value {
	at := make(map[middleKey]kpi.Total, len(totals))
	for _, t := range totals {
		at[middleKey{t.Month, t.Indicator}] = t
	}
	sparks := map[string][]Value{}
	for _, ind := range indicators {
		if !ind.Summed() && ind.Kind != kpi.KindRatio {
			continue
		}
		line := make([]Value, len(months))
		for i, m := range months {
			t := at[middleKey{m, ind.Code}]
			line[i] = Value{Month: m, Number: aggregated(ind, monthOf{total: t}), Coverage: Coverage{Known: t.Known, Expected: t.Expected}}
		}
		sparks[ind.Code] = line
	}
	return sparks
}
