package analytics

// This file holds the plain arithmetic that the other files share: percent,
// median, weighted mean.

import (
	"slices"

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
	list := slices.Clone(values)
	high := nth(list, n/2)
	if n%2 == 1 {
		return kpi.Num(high)
	}
	return kpi.Num((slices.Max(list[:n/2]) + high) / 2) // those before are not above it
}

// nth puts the value that has place k in order there, none above it before and
// none below it after, and returns it.
func nth(list []float64, k int) float64 {
	low, high := 0, len(list)-1
	for low < high {
		pivot := list[low+(high-low)/2]
		i, j := low, high
		for i <= j {
			for list[i] < pivot {
				i++
			}
			for list[j] > pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return list[k]
		}
	}
	return list[k]
}
