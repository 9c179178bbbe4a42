package analytics

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

var (
	spanStock = kpi.Indicator{ID: 1, Code: kpi.Followers, Kind: kpi.KindStock, Direction: kpi.DirectionUp}
	spanFlow  = kpi.Indicator{ID: 2, Code: kpi.Posts, Kind: kpi.KindFlow}
	spanRatio = kpi.Indicator{ID: 3, Code: kpi.EngagementRate, Kind: kpi.KindRatio, Derived: true}
	spanScore = kpi.Indicator{ID: 4, Code: kpi.Influence, Kind: kpi.KindScore, Sources: []kpi.IndicatorSource{
		{Name: "A", From: kpi.NewMonth(2020, 1), Until: kpi.NewMonth(2026, 7)}, {Name: "B", From: kpi.NewMonth(2026, 8)},
	}}
	spanPlace = kpi.Indicator{ID: 5, Code: kpi.SearchRank, Kind: kpi.KindPosition, Direction: kpi.DirectionDown}
)

func spanAt(t *testing.T, text string) kpi.Span {
	t.Helper()
	s, err := kpi.ParseSpan(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// quarterBasis is a third quarter, compared with what one likes.
func quarterBasis(t *testing.T, against string) SpanBasis {
	t.Helper()
	total := func(month int, code string, known int, sum, denominator float64) kpi.Total {
		return kpi.Total{Month: kpi.NewMonth(2026, 1).Add(month - 1), Indicator: code, Expected: 4, Known: known, Sum: sum, Denominator: denominator}
	}
	return SpanBasis{
		Span: spanAt(t, "2026-Q3"), Against: spanAt(t, against), Indicators: []kpi.Indicator{spanStock, spanFlow, spanRatio, spanScore, spanPlace},
		Totals: []kpi.Total{
			total(4, kpi.Posts, 4, 40, 0), total(5, kpi.Posts, 4, 50, 0), total(6, kpi.Posts, 4, 60, 0),
			total(7, kpi.Posts, 4, 70, 0), total(9, kpi.Posts, 2, 20, 0), // nobody filed in August
			total(6, kpi.Followers, 4, 1000, 0), total(8, kpi.Followers, 4, 1100, 0), total(9, kpi.Followers, 3, 900, 0),
			total(6, kpi.EngagementRate, 4, 20, 1000), total(7, kpi.EngagementRate, 4, 30, 1000), total(9, kpi.EngagementRate, 4, 90, 2000),
			total(6, kpi.Influence, 4, 0, 0), total(7, kpi.Influence, 4, 0, 0), total(8, kpi.Influence, 3, 0, 0), total(9, kpi.Influence, 2, 0, 0), total(9, kpi.SearchRank, 2, 0, 0),
		},
		Filings: []kpi.FilingTotal{{Month: kpi.NewMonth(2026, 6), Expected: 4, Filed: 4}, {Month: kpi.NewMonth(2026, 7), Expected: 4, Filed: 4, Asked: 8, Answered: 6}, {Month: kpi.NewMonth(2026, 9), Expected: 4, Filed: 2, Asked: 8, Answered: 8}},
		Pairs:   []kpi.SpanPair{{Indicator: kpi.Followers, N: 3, Before: 800, Now: 900}, {Indicator: kpi.Posts, N: 2, Before: 60, Now: 45}},
		Middles: []Middle{
			{Month: kpi.NewMonth(2026, 9), Indicator: kpi.Influence, Aggregate: AggregateMedian, Value: kpi.Num(50)},
			{Month: kpi.NewMonth(2026, 6), Indicator: kpi.Influence, Aggregate: AggregateMedian, Value: kpi.Num(40)},
			{Month: kpi.NewMonth(2026, 9), Indicator: kpi.SearchRank, Aggregate: AggregateMedian, Value: kpi.Num(3)},
			{Month: kpi.NewMonth(2026, 6), Indicator: kpi.SearchRank, Aggregate: AggregateMedian, Value: kpi.Num(5)},
		},
	}
}

func TestSummarizeSpan(t *testing.T) {
	s := SummarizeSpan(quarterBasis(t, "2026-Q2"))
	if s.FilingRate != Rate(6, 8) || s.FillRate != Rate(14, 16) {
		t.Errorf("rates %+v %+v", s.FilingRate, s.FillRate)
	}
	posts := s.Measure(kpi.Posts)
	if posts.Value != kpi.Num(90) || posts.Coverage != (Coverage{6, 8}) || posts.Before != kpi.Num(150) || posts.BeforeCoverage != (Coverage{12, 12}) {
		t.Errorf("posts: %+v", posts)
	}
	if posts.LikeForLike.Net != kpi.Num(-15) || posts.LikeForLike.Growth != kpi.Num(-25) || posts.Monthly != kpi.Num(30) || posts.BeforeMonthly != kpi.Num(50) {
		t.Errorf("posts compared: %+v", posts)
	}
	followers := s.Measure(kpi.Followers)
	if followers.Value != kpi.Num(900) || followers.Coverage != (Coverage{3, 4}) || followers.LikeForLike.Growth != kpi.Num(12.5) || followers.Monthly.Known {
		t.Errorf("followers are those of the last month: %+v", followers)
	}
	if want := (math.Cbrt(900.0/800) - 1) * 100; math.Abs(followers.MonthlyGrowth.V-want) > 1e-9 {
		t.Errorf("monthly growth %v, want %v", followers.MonthlyGrowth, want)
	}
	rate := s.Measure(kpi.EngagementRate)
	if rate.Value != kpi.Num(4) || rate.Before != kpi.Num(2) || rate.ChangePt != kpi.Num(2) {
		t.Errorf("engagement is the ratio of sums: %+v", rate)
	}
	score := s.Measure(kpi.Influence)
	if score.Value != kpi.Num(50) || score.Coverage != (Coverage{5, 8}) || score.Difference.Known || score.Source != "B" || score.BeforeSource != "A" {
		t.Errorf("a score is of one source, and not compared with another: %+v", score)
	}
	if place := s.Measure(kpi.SearchRank); place.Difference != kpi.Num(-2) || place.Coverage != (Coverage{2, 4}) {
		t.Errorf("position: %+v", place)
	}
}

func TestSpansOfUnequalLengthsCompareMonthlyMeans(t *testing.T) {
	s := SummarizeSpan(quarterBasis(t, "2026-05..2026-06"))
	posts := s.Measure(kpi.Posts)
	if s.Even() || posts.LikeForLike.Before != kpi.Num(30) || posts.LikeForLike.Now != kpi.Num(15) || posts.LikeForLike.Growth != kpi.Num(-50) {
		t.Errorf("%+v", posts.LikeForLike)
	}
	if posts.Value != kpi.Num(90) || posts.Monthly != kpi.Num(30) || posts.BeforeMonthly != kpi.Num(55) {
		t.Errorf("%+v", posts)
	}
}

// A span without any figure is unknown, and one of zeros is zero.
func TestAMissingMonthIsNoZeroMonth(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := SpanBasis{Span: spanAt(t, "2026-Q3"), Against: spanAt(t, "2026-Q2"), Indicators: []kpi.Indicator{spanFlow, spanStock, spanRatio}}
		ind := rapid.SampledFrom(b.Indicators).Draw(r, "indicator")
		month := b.Span.Until
		if ind.Kind != kpi.KindStock {
			month = rapid.SampledFrom(b.Span.Months()).Draw(r, "month")
		}
		missing := SummarizeSpan(b).Measure(ind.Code)
		b.Totals = []kpi.Total{{Month: month, Indicator: ind.Code, Expected: 1}}
		asked := SummarizeSpan(b).Measure(ind.Code)
		b.Totals[0].Known, b.Totals[0].Denominator = 1, 100
		zero := SummarizeSpan(b).Measure(ind.Code)
		if missing.Value.Known || asked.Value.Known || zero.Value != kpi.Num(0) {
			r.Errorf("%s: missing %+v, asked %+v, zero %+v", ind.Code, missing.Value, asked.Value, zero.Value)
		}
		if asked.Coverage != (Coverage{0, 1}) || zero.Coverage != (Coverage{1, 1}) {
			r.Errorf("coverage: asked %+v, zero %+v", asked.Coverage, zero.Coverage)
		}
	})
}

// The order in which totals, pairs and middles come changes nothing.
func TestSpansDoNotHangOnOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := quarterBasis(t, rapid.SampledFrom([]string{"2026-Q2", "2026-06", "2025-Q3"}).Draw(r, "against"))
		want := SummarizeSpan(b)
		b.Totals = rapid.Permutation(b.Totals).Draw(r, "totals")
		b.Filings = rapid.Permutation(b.Filings).Draw(r, "filings")
		b.Pairs = rapid.Permutation(b.Pairs).Draw(r, "pairs")
		b.Middles = rapid.Permutation(b.Middles).Draw(r, "middles")
		got := SummarizeSpan(b)
		for i, m := range want.Measures {
			if got.Measures[i] != m {
				r.Errorf("%+v, in another order %+v", m, got.Measures[i])
			}
		}
		if got.FilingRate != want.FilingRate || got.FillRate != want.FillRate {
			r.Errorf("rates %+v %+v", got, want)
		}
	})
}
