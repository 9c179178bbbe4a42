package analytics

import (
	"testing"

	"portevoix/internal/kpi"
)

func TestTrend(t *testing.T) {
	october := kpi.NewMonth(2026, 10)
	up := kpi.Indicator{Code: kpi.Followers, Kind: kpi.KindStock, Direction: kpi.DirectionUp}
	rank := kpi.Indicator{Code: kpi.SearchRank, Kind: kpi.KindPosition, Direction: kpi.DirectionDown}
	posts := kpi.Indicator{Code: kpi.Posts, Kind: kpi.KindFlow, Direction: kpi.DirectionNeutral}
	points := func(last kpi.Month, values ...float64) []kpi.Point {
		list := make([]kpi.Point, len(values))
		for i, v := range values {
			list[i] = kpi.Point{Month: last.Add(i - len(values) + 1), Figure: kpi.Given(v)}
		}
		return list
	}
	for name, c := range map[string]struct {
		indicator kpi.Indicator
		points    []kpi.Point
		month     kpi.Month
		growth    kpi.Number
		record    bool
	}{
		"a record":                {up, points(october, 800, 900, 1000, 1040), october, kpi.Num(4), true},
		"the same is none":        {up, points(october, 800, 900, 1040, 1040), october, kpi.Num(0), false},
		"three values are few":    {up, points(october, 900, 1000, 1040), october, kpi.Num(4), false},
		"a lower rank is better":  {rank, points(october, 9, 8, 7, 5), october, kpi.Number{}, true},
		"a higher rank is not":    {rank, points(october, 5, 6, 7, 9), october, kpi.Number{}, false},
		"posts have no record":    {posts, points(october, 1, 2, 4, 8), october, kpi.Num(100), false},
		"the month before is old": {up, points(october.Add(-1), 800, 900, 1000, 1100), october.Add(-1), kpi.Num(10), true},
		"what comes later":        {up, append(points(october, 1, 2, 4, 8), points(october.Add(1), 99)...), october, kpi.Num(100), true},
		"nothing":                 {up, nil, 0, kpi.Number{}, false},
		"a gap before":            {up, append(points(october.Add(-2), 1, 2, 3), points(october, 8)...), october, kpi.Number{}, true},
	} {
		got := NewTrend(c.indicator, c.points, october)
		if got.Month != c.month || got.Growth != c.growth || got.Record != c.record {
			t.Errorf("%s: %+v", name, got)
		}
		if len(got.Months) != 12 || len(got.Values) != 12 {
			t.Errorf("%s: %d months", name, len(got.Months))
		}
		if last := got.Values[11]; c.month != 0 && (last != got.Now || got.Months[11] != c.month) {
			t.Errorf("%s: the line ends in %v %v", name, got.Months[11], last)
		}
	}
}
