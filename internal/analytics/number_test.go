package analytics

import (
	"math"
	"math/rand/v2"
	"testing"

	"portevoix/internal/kpi"
)

var (
	october = kpi.NewMonth(2026, 10)
	none    = kpi.Number{}
)

func near(a, b kpi.Number) bool {
	return a.Known == b.Known && math.Abs(a.V-b.V) <= 1e-9*math.Max(1, math.Abs(b.V))
}

func TestMedian(t *testing.T) {
	tests := []struct {
		values []float64
		want   kpi.Number
	}{
		{nil, none},
		{[]float64{7}, kpi.Num(7)},
		{[]float64{9, 1, 5}, kpi.Num(5)},
		{[]float64{9, 1, 5, 2}, kpi.Num(3.5)},
		{[]float64{0, 0, 0}, kpi.Num(0)},
	}
	for _, tt := range tests {
		if got := Median(tt.values); got != tt.want {
			t.Errorf("Median(%v) = %v, want %v", tt.values, got, tt.want)
		}
	}
	values := []float64{3, 1, 2}
	Median(values)
	if values[0] != 3 {
		t.Error("Median changed the order of its values")
	}
}

func TestRateOfNothingIsNotApplicable(t *testing.T) {
	if r := Rate(0, 0); r.Value.Known {
		t.Errorf("0 of 0 is %v", r.Value)
	}
	if r := Rate(0, 4); r.Value != kpi.Num(0) {
		t.Errorf("0 of 4 is %v", r.Value)
	}
	if r := Rate(3, 4); r.Value != kpi.Num(75) || r.N != 3 || r.M != 4 {
		t.Errorf("3 of 4 is %+v", r)
	}
}

func TestPointsAreNotPercent(t *testing.T) {
	if got := Points(kpi.Num(44), kpi.Num(40)); got != kpi.Num(4) {
		t.Errorf("40 %% → 44 %% is %v, want +4 pt", got)
	}
	if Points(kpi.Num(44), none).Known || Points(none, kpi.Num(44)).Known {
		t.Error("a difference with an unknown rate is unknown")
	}
}

func TestCompare(t *testing.T) {
	if c := Compare(0, 0, 0); c != (Change{}) {
		t.Errorf("no account in common: %+v", c)
	}
	c := Compare(3, 200, 230)
	if c.N != 3 || c.Net != kpi.Num(30) || !near(c.Growth, kpi.Num(15)) {
		t.Errorf("200 → 230: %+v", c)
	}
	if c := Compare(2, 0, 50); c.Growth.Known || c.Net != kpi.Num(50) {
		t.Errorf("growth from 0 is undefined: %+v", c)
	}
}

func TestMeanGrowthCompounds(t *testing.T) {
	if got := MeanGrowth(kpi.Num(100), kpi.Num(121), 2); !near(got, kpi.Num(10)) {
		t.Errorf("100 → 121 over 2 months is %v a month, want 10", got)
	}
	for _, got := range []kpi.Number{
		MeanGrowth(kpi.Num(0), kpi.Num(5), 3), MeanGrowth(none, kpi.Num(5), 3),
		MeanGrowth(kpi.Num(5), none, 3), MeanGrowth(kpi.Num(5), kpi.Num(6), 0),
	} {
		if got.Known {
			t.Errorf("undefined growth is %v", got)
		}
	}
}

func TestGrowthSeriesKeepsGaps(t *testing.T) {
	months := kpi.MonthsBetween(october-2, october)
	got := GrowthSeries(months, []kpi.Total{
		{Month: october, N1: 2, Before1: 100, Now1: 110},
		{Month: october - 2, N1: 0},
	})
	if got[0].Growth.Known || got[1].Growth.Known || !near(got[2].Growth, kpi.Num(10)) {
		t.Errorf("got %+v", got)
	}
	for i, g := range got {
		if g.Month != months[i] {
			t.Errorf("point %d is of %v", i, g.Month)
		}
	}
}

func TestMedianDoesNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		values := make([]float64, r.IntN(20))
		for i := range values {
			values[i] = r.Float64() * 1000
		}
		want := Median(values)
		r.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		if got := Median(values); got != want {
			t.Fatalf("Median(%v) = %v, want %v", values, got, want)
		}
	}
}
