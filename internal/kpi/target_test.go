package kpi

import "testing"

func TestCheckTarget(t *testing.T) {
	flow := Indicator{Kind: KindFlow, Direction: DirectionUp}
	share := Indicator{Kind: KindPercentage, Direction: DirectionUp}
	place := Indicator{Kind: KindPosition, Direction: DirectionDown}
	complaints := Indicator{Kind: KindFlow, Direction: DirectionDown}
	rate := Indicator{Kind: KindRatio, Direction: DirectionUp}
	for name, c := range map[string]struct {
		ind     Indicator
		value   float64
		several bool
		key     string
	}{
		"a count":              {flow, 1500, false, ""},
		"nothing":              {flow, 0, false, "target.nothing"},
		"none of what is bad":  {complaints, 0, false, ""},
		"a negative count":     {flow, -1, true, "figure.negative"},
		"half a count":         {flow, 1.5, true, "figure.whole"},
		"more than all":        {share, 101, true, "figure.bounds"},
		"a rate":               {rate, 4.2, true, ""},
		"a rate beyond reason": {rate, 1000.5, true, "figure.bounds"},
		"a negative rate":      {rate, -0.1, true, "figure.negative"},
		"a place":              {place, 3, false, ""},
		"half a place":         {place, 3.5, false, "figure.whole"},
		"a median of places":   {place, 3.5, true, ""},
		"a place before first": {place, 0.5, true, "figure.whole"},
		"no place":             {place, 0, true, "figure.position"},
	} {
		if key, _ := c.ind.CheckTarget(c.value, c.several); key != c.key {
			t.Errorf("%s: %q, want %q", name, key, c.key)
		}
	}
	if !TargetSpan(MonthOnly(NewMonth(2026, 10))) || !TargetSpan(YearOf(NewMonth(2026, 10))) || TargetSpan(LastTwelve(NewMonth(2026, 10))) || TargetSpan(QuarterOf(NewMonth(2026, 10))) {
		t.Error("a target is for a month or a calendar year")
	}
	if !place.Met(3, 4) || place.Met(5, 4) || !flow.Met(5, 4) || flow.Met(3, 4) {
		t.Error("a target is met on its better side")
	}
}
