package analytics

// This file holds the plain arithmetic that the other files share: percent,
// median, weighted mean.

import (
	"sort"

	"portevoix/internal/kpi"
)

// Percent returns part ÷ whole in percent, unknown where either is unknown or
// the whole is 0. Of counts it is the float64 nearest to the true value, since
// only the division rounds.
func Percent(part, whole kpi.Number) kpi.Number { return part.Times(100).Over(whole) }

// Rate returns n of m with its percentage. Of 0 it is not applicable: unknown,
// never 0 % nor 100 % (DOMAIN §4.2).
func Rate(n, m int) NofM {
	return NofM{N: n, M: m, Value: Percent(kpi.Num(float64(n)), kpi.Num(float64(m)))}
}

// Points returns the difference of two rates, in points: 40 % → 44 % is +4 pt,
// never +4 % (DOMAIN §5).
func Points(now, before kpi.Number) kpi.Number { return now.Minus(before) }

// Median returns the middle value, the mean of the two in the middle where
// there is an even number of them, and unknown where there is none. It does
// not change the order of values.
func Median(values []float64) kpi.Number {
	n := len(values)
	if n == 0 {
		return kpi.Number{}
	}
	sorted := append([]float64(nil), values...)
	sort.Float64s(sorted)
	if n%2 == 1 {
		return kpi.Num(sorted[n/2])
	}
	return kpi.Num((sorted[n/2-1] + sorted[n/2]) / 2)
}
