package analytics

import (
	"testing"

	"portevoix/internal/kpi"
)

func TestNewSeason(t *testing.T) {
	may := kpi.NewMonth(2022, 5)
	likes := kpi.Indicator{Code: kpi.Likes, Kind: kpi.KindFlow, Direction: kpi.DirectionUp}
	months := kpi.MonthsBetween(may, kpi.NewMonth(2026, 11))
	figures := make([]kpi.Figure, len(months))
	set := func(year int, month int, v float64) {
		for i, m := range months {
			if m == kpi.NewMonth(year, 1).Add(month-1) {
				figures[i] = kpi.Given(v)
			}
		}
	}
	set(2023, 10, 100)
	set(2023, 11, 7)
	set(2025, 10, 0) // 2024 has no figure at all
	set(2026, 10, 50)
	set(2026, 11, 60) // after the month: not counted
	s := NewSeason(NewLine(likes, months, figures), kpi.NewMonth(2026, 10))
	if len(s.Years) != 4 || s.Known() != 3 {
		t.Fatalf("%d years, %d known: %+v", len(s.Years), s.Known(), s)
	}
	for i, want := range []struct {
		year   int
		value  kpi.Number
		change kpi.Number
		growth kpi.Number
	}{
		{2023, kpi.Num(100), kpi.Number{}, kpi.Number{}},
		{2024, kpi.Number{}, kpi.Number{}, kpi.Number{}},
		{2025, kpi.Num(0), kpi.Number{}, kpi.Number{}}, // the year before is missing, not 0
		{2026, kpi.Num(50), kpi.Num(50), kpi.Number{}}, // from 0: no growth in %
	} {
		got := s.Years[i]
		if got.Year != want.year || got.Value != want.value || got.Change != want.change || got.Growth != want.growth {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if s.Years[3].Months[10].Known || !s.Years[0].Months[10].Known {
		t.Error("months after the season's are in it, or months before are not")
	}
	if list := Seasons([]Line{NewLine(likes, months[:20], figures[:20])}, kpi.NewMonth(2023, 10)); len(list) != 0 {
		t.Errorf("one year is a season: %+v", list)
	}
}

func TestSeasonOfAScoreDoesNotCrossSources(t *testing.T) {
	score := kpi.Indicator{Code: kpi.Influence, Kind: kpi.KindScore, Sources: []kpi.IndicatorSource{
		{Name: "Klout", From: kpi.FirstMonth, Until: october - 12}, {Name: "Autre", From: october - 11}}}
	months := kpi.MonthsBetween(october-24, october)
	figures := make([]kpi.Figure, len(months))
	for i := range figures {
		figures[i] = kpi.Given(float64(40 + i))
	}
	s := NewSeason(NewLine(score, months, figures), october)
	if len(s.Years) != 3 || s.Years[1].Change != kpi.Num(12) || s.Years[2].Change.Known {
		t.Errorf("years %+v", s.Years)
	}
}
