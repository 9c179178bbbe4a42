package analytics

import (
	"reflect"
	"testing"

	"portevoix/internal/kpi"
)

// table is the indicators that the tests of summaries and rows use.
var table = []kpi.Indicator{
	{ID: 1, Code: kpi.Followers, Kind: kpi.KindStock, Asks: everybody},
	{ID: 2, Code: kpi.Posts, Kind: kpi.KindFlow, Asks: everybody},
	{ID: 3, Code: kpi.Likes, Kind: kpi.KindFlow, Asks: everybody},
	{ID: 4, Code: kpi.Shares, Kind: kpi.KindFlow, Asks: everybody},
	{ID: 6, Code: kpi.Influence, Kind: kpi.KindScore, Asks: everybody},
	{ID: 8, Code: kpi.Comments, Kind: kpi.KindFlow},
	{ID: 9, Code: "signed_in", Kind: kpi.KindPercentage, Asks: everybody},
	{ID: 11, Code: kpi.Interactions, Kind: kpi.KindFlow, Derived: true},
	{ID: 12, Code: kpi.EngagementRate, Kind: kpi.KindRatio, Derived: true},
}

var everybody = []kpi.IndicatorAsk{{From: kpi.FirstMonth}}

func TestSummarize(t *testing.T) {
	s := Summarize(Basis{
		Month: october, Filter: kpi.Filter{Sphere: "Ventes"}, Indicators: table,
		Totals: []kpi.Total{
			{Month: october, Indicator: kpi.Followers, Expected: 4, Known: 3, Sum: 600, N1: 2, Before1: 400, Now1: 440, N12: 1, Before12: 100, Now12: 150},
			{Month: october - 1, Indicator: kpi.Followers, Expected: 4, Known: 4, Sum: 900},
			{Month: october - 12, Indicator: kpi.Followers, Expected: 1, Known: 1, Sum: 100},
			{Month: october, Indicator: kpi.Posts, Expected: 4},
			{Month: october - 1, Indicator: kpi.Posts, Expected: 4, Known: 2, Sum: 0},
			{Month: october, Indicator: kpi.EngagementRate, Known: 2, Sum: 44, Denominator: 1000},
			{Month: october - 1, Indicator: kpi.EngagementRate, Known: 2, Sum: 40, Denominator: 1000},
			{Month: october, Indicator: kpi.Influence, Expected: 4, Known: 2, Sum: 90},
		},
		Filings: kpi.FilingTotal{Accounts: 3, Expected: 4, Filed: 3, OnTime: 2, Asked: 20, Answered: 15},
		Middles: []Middle{
			{october, kpi.Influence, AggregateMedian, kpi.Num(45)},
			{october - 1, kpi.Influence, AggregateMedian, kpi.Num(40)},
			{october, "signed_in", AggregateWeightedMean, kpi.Num(44)},
			{october - 12, "signed_in", AggregateWeightedMean, kpi.Num(40)},
		},
	})

	if s.FilingRate != Rate(3, 4) || s.FillRate != Rate(15, 20) || s.OnTime != Rate(2, 4) || s.Accounts != 3 || s.Expected != 4 || s.Filed != 3 {
		t.Errorf("filings: %+v", s)
	}
	want := map[string]Measure{
		kpi.Followers: {
			Code: kpi.Followers, Aggregate: AggregateSum, Value: kpi.Num(600), Coverage: Coverage{3, 4},
			Previous: kpi.Num(900), YearBefore: kpi.Num(100),
			LikeForLike: Compare(2, 400, 440), YearLikeForLike: Compare(1, 100, 150),
		},
		kpi.Posts:     {Code: kpi.Posts, Aggregate: AggregateSum, Coverage: Coverage{0, 4}, Previous: kpi.Num(0)},
		kpi.Influence: {Code: kpi.Influence, Aggregate: AggregateMedian, Value: kpi.Num(45), Previous: kpi.Num(40), Coverage: Coverage{2, 4}},
		"signed_in": {
			Code: "signed_in", Aggregate: AggregateWeightedMean, Value: kpi.Num(44), YearBefore: kpi.Num(40), YearChangePt: kpi.Num(4),
		},
		kpi.EngagementRate: {
			Code: kpi.EngagementRate, Aggregate: AggregateRatio, Value: kpi.Num(44.0 / 1000 * 100), Coverage: Coverage{2, 0},
			Previous: kpi.Num(4), ChangePt: Points(kpi.Num(4.4), kpi.Num(4)),
		},
	}
	for code, m := range want {
		if got := s.Measure(code); !reflect.DeepEqual(got, m) {
			t.Errorf("%s:\n got %+v\nwant %+v", code, got, m)
		}
	}
	var codes []string
	for _, m := range s.Measures {
		codes = append(codes, m.Code)
	}
	if asked := []string{"followers", "posts", "likes", "shares", "influence", "signed_in", "interactions", "engagement_rate"}; !reflect.DeepEqual(codes, asked) {
		t.Errorf("measures %v, want %v: comments are asked of nobody", codes, asked)
	}
}

func TestAMonthOfNobodyIsNotAMonthOfZero(t *testing.T) {
	missing := Summarize(Basis{Month: october, Indicators: table})
	zero := Summarize(Basis{Month: october, Indicators: table, Totals: []kpi.Total{
		{Month: october, Indicator: kpi.Followers, Known: 1}, {Month: october, Indicator: kpi.Posts, Known: 1},
	}})
	for _, code := range []string{kpi.Followers, kpi.Posts} {
		if missing.Measure(code).Value.Known || zero.Measure(code).Value != kpi.Num(0) {
			t.Errorf("%s: missing %v, zero %v", code, missing.Measure(code).Value, zero.Measure(code).Value)
		}
	}
	if missing.FilingRate.Value.Known || missing.FillRate.Value.Known {
		t.Error("rates of a month that expects nobody are not applicable")
	}
}
