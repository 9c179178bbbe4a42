package kpi

import "testing"

func TestMediansOfWholeNumbersKeepTheirHalf(t *testing.T) {
	position, score := Indicator{Kind: KindPosition}, Indicator{Kind: KindScore, Decimals: 2}
	if got := position.DecimalsOf(Num(17.5)); got != 1 {
		t.Errorf("17.5 is written with %d decimals", got)
	}
	if got := position.DecimalsOf(Num(17), Number{}); got != 0 {
		t.Errorf("17 is written with %d decimals", got)
	}
	if got := score.DecimalsOf(Num(17.5)); got != 2 {
		t.Errorf("a score is written with %d decimals", got)
	}
	if got := (Indicator{Kind: KindFlow}).DecimalsOf(Num(17.5)); got != 0 {
		t.Errorf("a sum is written with %d decimals", got)
	}
}
