package analytics

// This file tells the months of a line whose sum cannot be set beside the
// others'.

import "portevoix/internal/kpi"

// usualPart is the part of a line's usual coverage below which a month is
// incomplete.
const usualPart = 0.95

// Incomplete tells, for each value of a line, whether it was counted over a
// smaller part of the expected accounts than is usual on that line: less than
// 95 % of the median coverage of its known months. Such a sum says more
// about who filed than about the network: a line does not join it, so that an
// account that did not file does not look like a loss (DOMAIN §5, like for
// like). An unknown value is not incomplete.
func Incomplete(values []Value) []bool {
	parts := make([]kpi.Number, len(values))
	var known []float64
	for i, v := range values {
		if !v.Number.Known {
			continue
		}
		parts[i] = kpi.Num(float64(v.Known)).Over(kpi.Num(float64(v.Expected)))
		if parts[i].Known {
			known = append(known, parts[i].V)
		}
	}
	usual := Median(known)
	incomplete := make([]bool, len(values))
	for i, p := range parts {
		incomplete[i] = p.Known && usual.Known && p.V < usualPart*usual.V
	}
	return incomplete
}

// ByCoverage parts the numbers of a line from those of its incomplete months:
// in each of the two the numbers of the other are unknown.
func ByCoverage(values []Value) (whole, part []kpi.Number) {
	whole, part = make([]kpi.Number, len(values)), make([]kpi.Number, len(values))
	for i, incomplete := range Incomplete(values) {
		if incomplete {
			part[i] = values[i].Number
		} else {
			whole[i] = values[i].Number
		}
	}
	return whole, part
}
