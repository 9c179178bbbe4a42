package analytics

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"portevoix/internal/kpi"
)

func TestPercentagesWeighEntitiesOnce(t *testing.T) {
	got := Percentages([]Sample{
		{october, "signed_in", 80, 1, kpi.Num(100)},
		{october, "signed_in", 60, 1, kpi.Num(100)},
		{october, "signed_in", 20, 2, kpi.Num(300)},
	})
	want := []Middle{{october, "signed_in", AggregateWeightedMean, kpi.Num((70*100 + 20*300) / 400.0)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestPercentagesWithoutHeadcountAreMedians(t *testing.T) {
	for name, odd := range map[string]Sample{
		"no entity":    {october, "signed_in", 10, 0, none},
		"no headcount": {october, "signed_in", 10, 3, none},
		"nobody":       {october, "signed_in", 10, 3, kpi.Num(0)},
	} {
		got := Percentages([]Sample{
			odd,
			{october, "signed_in", 30, 1, kpi.Num(100)},
			{october, "signed_in", 80, 2, kpi.Num(900)},
			{october - 1, "signed_in", 40, 1, kpi.Num(100)},
			{october - 1, "signed_in", 80, 2, kpi.Num(900)},
			{october, "satisfied", 50, 1, kpi.Num(100)},
		})
		want := []Middle{
			{october, "satisfied", AggregateWeightedMean, kpi.Num(50)},
			{october - 1, "signed_in", AggregateMedian, kpi.Num(60)}, // or the two months could not be compared
			{october, "signed_in", AggregateMedian, kpi.Num(30)},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

func TestPercentagesDoNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for round := range 200 {
		samples := make([]Sample, 1+r.IntN(15))
		for i := range samples {
			entity := 1 + r.IntN(4)
			samples[i] = Sample{october - kpi.Month(r.IntN(2)), "signed_in", r.Float64() * 100, kpi.ID(entity), kpi.Num(float64(entity * 10))}
			if round%2 == 0 {
				samples[i].Headcount = none
			}
		}
		want := Percentages(samples)
		r.Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
		if got := Percentages(samples); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	}
}

func points(last kpi.Month, values ...float64) []kpi.Point {
	list := make([]kpi.Point, len(values))
	for i, v := range values {
		list[i].Month = last - kpi.Month(len(values)-1-i)
		if !math.IsNaN(v) {
			list[i].Figure = kpi.Given(v)
		}
	}
	return list
}

func TestSpan(t *testing.T) {

	score := kpi.Indicator{Kind: kpi.KindScore, Sources: []kpi.IndicatorSource{
		{Name: "Old", From: kpi.FirstMonth, Until: october - 2}, {Name: "New", From: october - 1},
	}}
	tests := []struct {
		name   string
		ind    kpi.Indicator
		points []kpi.Point
		want   kpi.Number
		cover  Coverage
	}{
		{"nothing", kpi.Indicator{Kind: kpi.KindFlow}, nil, none, Coverage{}},
		{"flow", kpi.Indicator{Kind: kpi.KindFlow}, points(october, 1, 2, 3), kpi.Num(6), Coverage{3, 3}},
		{"flow with a gap", kpi.Indicator{Kind: kpi.KindFlow}, points(october, 1, gap, 3), kpi.Num(4), Coverage{2, 3}},
		{"flow of gaps is not 0", kpi.Indicator{Kind: kpi.KindFlow}, points(october, gap, gap), none, Coverage{0, 2}},
		{"stock", kpi.Indicator{Kind: kpi.KindStock}, points(october, 1, 2, 3), kpi.Num(3), Coverage{1, 1}},
		{"stock without its last month", kpi.Indicator{Kind: kpi.KindStock}, points(october, 1, 2, gap), none, Coverage{0, 1}},
		{"position", kpi.Indicator{Kind: kpi.KindPosition}, points(october, 9, 4), kpi.Num(4), Coverage{1, 1}},
		{"percentage", kpi.Indicator{Kind: kpi.KindPercentage}, points(october, 40, 44), kpi.Num(44), Coverage{1, 1}},
		{"score of one source", score, points(october, 10, 20, 50, 60), kpi.Num(55), Coverage{2, 2}},
		{"ratio", kpi.Indicator{Kind: kpi.KindRatio}, points(october, 1, 2), none, Coverage{}},
	}
	for _, tt := range tests {
		got, cover := Span(tt.ind, tt.points)
		if got != tt.want || cover != tt.cover {
			t.Errorf("%s: %v %v, want %v %v", tt.name, got, cover, tt.want, tt.cover)
		}
	}
}
