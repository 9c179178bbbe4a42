package analytics

// This file makes one number of the figures of several accounts, of the kinds
// that are not added up, and of several months.

import (
	"sort"

	"portevoix/internal/kpi"
)

// Sample is the figure of one account, with what it weighs.
type Sample struct {
	Month     kpi.Month
	Indicator string
	Value     float64
	Entity    kpi.ID     // of the account in that month; 0: none
	Headcount kpi.Number // of that entity in that month
}

// Middle is one indicator of a month over several accounts, of a kind that is
// not added up.
type Middle struct {
	Month     kpi.Month
	Indicator string
	Aggregate Aggregate
	Value     kpi.Number
}

// Percentages aggregates filed percentages (0 to 100) per month: the mean
// weighted by the entities' headcount where that is known, else the median
// (DOMAIN §5, aggregation). An entity weighs its headcount once, however many
// of its accounts are known. One indicator is aggregated in one way in all
// months given, or its difference in points would compare two things: a single
// account without a headcount makes it a median throughout.
func Percentages(samples []Sample) []Middle {
	byKey, weighted := map[middleKey][]Sample{}, map[string]bool{}
	for _, s := range samples {
		k := middleKey{s.Month, s.Indicator}
		byKey[k] = append(byKey[k], s)
		known, seen := weighted[s.Indicator]
		weighted[s.Indicator] = (known || !seen) && s.Entity != 0 && s.Headcount.Known && s.Headcount.V > 0
	}
	middles := make([]Middle, 0, len(byKey))
	for k, list := range byKey {
		m := Middle{Month: k.month, Indicator: k.code, Aggregate: AggregateMedian}
		if weighted[k.code] {
			m.Aggregate, m.Value = AggregateWeightedMean, weightedMean(list)
		} else {
			m.Value = Median(sampleValues(list))
		}
		middles = append(middles, m)
	}
	sort.Slice(middles, func(i, j int) bool {
		a, b := middles[i], middles[j]
		return a.Indicator < b.Indicator || a.Indicator == b.Indicator && a.Month < b.Month
	})
	return middles
}

type middleKey struct {
	month kpi.Month
	code  string
}

func sampleValues(samples []Sample) []float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = s.Value
	}
	return values
}

// weightedMean adds up per entity in the order of entities and values, so that
// the order of accounts changes nothing, not even the last digit.
func weightedMean(samples []Sample) kpi.Number {
	sorted := append([]Sample(nil), samples...)
	sort.Slice(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		return a.Entity < b.Entity || a.Entity == b.Entity && a.Value < b.Value
	})
	sum, weight := 0.0, 0.0
	for i := 0; i < len(sorted); {
		first, total, n := sorted[i], 0.0, 0
		for ; i < len(sorted) && sorted[i].Entity == first.Entity; i++ {
			total += sorted[i].Value
			n++
		}
		sum += total / float64(n) * first.Headcount.V
		weight += first.Headcount.V
	}
	return kpi.Num(sum).Over(kpi.Num(weight))
}

// Span makes one number of an indicator of one account over consecutive
// months, by its kind (DOMAIN §5, over months): of a stock, a position and a
// percentage the last month's; of a flow the sum; of a score the mean of the
// months of the last month's source. Coverage counts months: those the number
// is made from, of those it should be. A ratio is recomputed from sums and has
// no span of its own.
func Span(ind kpi.Indicator, points []kpi.Point) (kpi.Number, Coverage) {
	if len(points) == 0 {
		return kpi.Number{}, Coverage{}
	}
	last := points[len(points)-1]
	switch ind.Kind {
	case kpi.KindStock, kpi.KindPosition, kpi.KindPercentage:
		points = points[len(points)-1:]
	case kpi.KindScore:
		points = ofSource(ind, points, ind.SourceIn(last.Month))
	case kpi.KindFlow:
	default:
		return kpi.Number{}, Coverage{}
	}
	sum, c := 0.0, Coverage{Expected: len(points)}
	for _, p := range points {
		if p.State == kpi.StateValue {
			sum += p.Value
			c.Known++
		}
	}
	switch {
	case c.Known == 0:
		return kpi.Number{}, c
	case ind.Kind == kpi.KindScore:
		return kpi.Num(sum / float64(c.Known)), c
	}
	return kpi.Num(sum), c
}

func ofSource(ind kpi.Indicator, points []kpi.Point, source string) []kpi.Point {
	var same []kpi.Point
	for _, p := range points {
		if ind.SourceIn(p.Month) == source {
			same = append(same, p)
		}
	}
	return same
}
