package analytics

// This file says what a target asks for, and raises one to the next.

import (
	"math"

	"portevoix/internal/kpi"
)

// TargetGrowth is what a target asks for against the period before: in percent
// of what is added up, in points of what is in percent, else the difference.
func TargetGrowth(ind kpi.Indicator, before kpi.Number, value float64) kpi.Number {
	switch {
	case ind.Summed():
		return GrowthRate(before, kpi.Num(value))
	case ind.Unit == "%":
		return Points(kpi.Num(value), before)
	}
	return kpi.Num(value).Minus(before)
}

// RaisedTarget is a target raised by so many percent, as its indicator is
// written: a whole number of what is counted whole, and of what is better when
// it is less, lowered as much. No percentage is beyond 100, no position before 1.
func RaisedTarget(ind kpi.Indicator, value, percent float64) float64 {
	factor := 1 + percent/100
	if ind.Direction == kpi.DirectionDown {
		factor = 1 / factor
	}
	decimals := math.Pow(10, float64(max(ind.Decimals, 0)))
	if ind.Whole() {
		decimals = 1
	}
	raised := math.Round(value*factor*decimals) / decimals
	switch {
	case ind.Kind == kpi.KindPosition:
		return max(1, raised)
	case ind.Kind == kpi.KindPercentage:
		return min(100, raised)
	case ind.Kind == kpi.KindScore && ind.Max.Known:
		return min(ind.Max.V, raised)
	}
	return raised
}
