package analytics

// This file makes lines of any measure over the months of a span.

import "portevoix/internal/kpi"

// SpanLines returns the line of each group over consecutive months, of an
// indicator of any kind (DOMAIN §5, aggregation over accounts): a sum, a ratio of
// sums, or what middles give; totals are those of the groups (A is the group's
// ID) and of that indicator. A month that nobody filed is a gap. A group of
// which nothing was expected or known in any of the months has no line.
func SpanLines(ind kpi.Indicator, groups []Group, months []kpi.Month, totals []kpi.Total, middles map[kpi.ID][]Middle) []Series {
	series := GroupSeries(groups, months, totals)
	if ind.Summed() {
		return series
	}
	type key struct {
		group kpi.ID
		month kpi.Month
	}
	byKey, middle := make(map[key]kpi.Total, len(totals)), map[key]Middle{}
	for _, t := range totals {
		byKey[key{t.A, t.Month}] = t
	}
	for group, list := range middles {
		for _, m := range list {
			if m.Indicator == ind.Code {
				middle[key{group, m.Month}] = m
			}
		}
	}
	for _, line := range series {
		for i := range line.Values {
			k := key{line.Group.ID, line.Values[i].Month}
			line.Values[i].Number = aggregated(ind, monthOf{byKey[k], middle[k]})
		}
	}
	return series
}
