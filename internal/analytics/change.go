package analytics

// This file compares two months.

import (
	"math"

	"portevoix/internal/kpi"
)

// GrowthRate returns (now − before) ÷ before in percent, undefined without a
// beginning or at 0 (DOMAIN §5, growth rate).
func GrowthRate(before, now kpi.Number) kpi.Number {
	return Percent(now.Minus(before), before)
}

// Compare returns the change of n accounts from one total to another. Only
// accounts known in both months may be in either total (DOMAIN §5, like for
// like): an account that did not file must not look like a loss.
func Compare(n int, before, now float64) Change {
	if n == 0 {
		return Change{}
	}
	b, a := kpi.Num(before), kpi.Num(now)
	return Change{N: n, Before: b, Now: a, Net: a.Minus(b), Growth: GrowthRate(b, a)}
}

// MeanGrowth returns the growth of one month that, compounded over n months,
// leads from before to now, in percent: (Fₙ ÷ F₀)^(1/n) − 1 (DOMAIN §5). It is
// not growth ÷ n; it is undefined at 0 and for no month.
func MeanGrowth(before, now kpi.Number, n int) kpi.Number {
	ratio := now.Over(before)
	if !ratio.Known || n < 1 {
		return kpi.Number{}
	}
	return kpi.Num((math.Pow(ratio.V, 1/float64(n)) - 1) * 100)
}

// GrowthSeries returns the like-for-like growth into each month, from the
// totals of those months over one filter; a month without a total has none.
func GrowthSeries(months []kpi.Month, totals []kpi.Total) []Growth {
	series := make([]Growth, len(months))
	byMonth := totalsByMonth(totals)
	for i, m := range months {
		t := byMonth[m]
		series[i] = Growth{Month: m, Change: Compare(t.N1, t.Before1, t.Now1)}
	}
	return series
}

func totalsByMonth(totals []kpi.Total) map[kpi.Month]kpi.Total {
	byMonth := make(map[kpi.Month]kpi.Total, len(totals))
	for _, t := range totals {
		byMonth[t.Month] = t
	}
	return byMonth
}
