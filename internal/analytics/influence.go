package analytics

// This file holds the influence index: how far an account's engagement and
// growth stand above those of the other accounts of its platform.

import (
	"math"
	"slices"

	"portevoix/internal/kpi"
)

// InfluenceFewest is how many accounts of a platform an index needs.
const InfluenceFewest = 10

// Influence is the index of an account in a month, with what it is made from.
type Influence struct {
	Account              kpi.ID
	Engagement           kpi.Number // rate on followers, in %
	Growth               kpi.Number // of followers, on the month before, in %
	EngagementPercentile kpi.Number // from 0 to 100, neither reached
	GrowthPercentile     kpi.Number
	Index                kpi.Number // from 0 to 100
}

// NewInfluence takes the inputs of the index from a month.
func NewInfluence(account kpi.ID, m kpi.AccountMonth) Influence {
	i := Influence{Account: account, Growth: GrowthRate(m.Opening, m.Closing)}
	i.Engagement, _ = EngagementRate(m.Interactions, m.Opening, m.Closing)
	return i
}

// InfluenceIndex gives the accounts of one platform, in the order given, their
// index: √(engagement percentile × growth percentile), of the accounts that have
// both inputs, and nobody's where those are fewer than 10 (DOMAIN §5). It is
// relative to its month. ranked is how many accounts have both.
func InfluenceIndex(accounts []Influence) (list []Influence, ranked int) {
	var engagement, growth []float64
	for _, a := range accounts {
		if a.Engagement.Known && a.Growth.Known {
			engagement, growth = append(engagement, a.Engagement.V), append(growth, a.Growth.V)
		}
	}
	ranked = len(engagement)
	slices.Sort(engagement)
	slices.Sort(growth)
	list = slices.Clone(accounts)
	for i := range list {
		a := &list[i]
		a.EngagementPercentile, a.GrowthPercentile, a.Index = kpi.Number{}, kpi.Number{}, kpi.Number{}
		if ranked < InfluenceFewest || !a.Engagement.Known || !a.Growth.Known {
			continue
		}
		a.EngagementPercentile = percentile(engagement, a.Engagement.V)
		a.GrowthPercentile = percentile(growth, a.Growth.V)
		a.Index = kpi.Num(math.Sqrt(a.EngagementPercentile.V * a.GrowthPercentile.V))
	}
	return list, ranked
}

// percentile is the share of sorted values under v, equals counted half, in
// percent: Hazen's plotting position (i − ½) ÷ n, ties at their middle.
func percentile(sorted []float64, v float64) kpi.Number {
	under, _ := slices.BinarySearch(sorted, v)
	upTo, _ := slices.BinarySearch(sorted, math.Nextafter(v, math.Inf(1)))
	return Percent(kpi.Num(float64(under+upTo)/2), kpi.Num(float64(len(sorted))))
}
