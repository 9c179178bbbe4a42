package analytics

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

// measureLedger is an account of which everything is asked, over five months.
func measureLedger() *Ledger {
	byCode := map[string]kpi.Indicator{}
	for _, code := range []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Comments, kpi.Impressions} {
		byCode[code] = kpi.Indicator{ID: kpi.ID(len(byCode) + 1), Code: code, Asks: []kpi.IndicatorAsk{{From: kpi.FirstMonth}}}
	}
	return NewLedger(kpi.Account{ID: 7}, kpi.MonthsBetween(october-4, october), byCode)
}

func measureOf(list []AccountMeasure, code string) (AccountMeasure, bool) {
	for _, m := range list {
		if m.Code == code {
			return m, true
		}
	}
	return AccountMeasure{}, false
}

func TestMeasures(t *testing.T) {
	l := measureLedger()
	for m, figures := range map[kpi.Month]map[string]float64{
		october - 1: {kpi.Followers: 900, kpi.Posts: 0, kpi.Likes: 10, kpi.Shares: 0, kpi.Comments: 0, kpi.Impressions: 0},
		october:     {kpi.Followers: 1100, kpi.Posts: 31, kpi.Likes: 62, kpi.Shares: 31, kpi.Comments: 7, kpi.Impressions: 2000},
	} {
		for code, v := range figures {
			l.Set(m, code, kpi.Given(v))
		}
	}
	list := l.Measures(october, []kpi.Total{
		{Month: october, Sum: 400, Known: 3, Expected: 4}, {Month: october - 1, Sum: 40, Known: 2, Expected: 4},
	})
	for code, want := range map[string]AccountMeasure{
		MeasureNetGrowth:     {Value: kpi.Num(200)},
		MeasureGrowthRate:    {Value: kpi.Num(200.0 / 9)},
		MeasureShare:         {Value: kpi.Num(25), Previous: kpi.Num(25), Change: kpi.Num(0)},
		MeasurePerPost:       {Value: kpi.Num(100.0 / 31)}, // 0 posts before: undefined, not infinite
		MeasureApplause:      {Value: kpi.Num(2), PerThousand: kpi.Num(62)},
		MeasureAmplification: {Value: kpi.Num(1), PerThousand: kpi.Num(31)},
		MeasureConversation:  {Value: kpi.Num(7.0 / 31), PerThousand: kpi.Num(7)},
		MeasureOnImpressions: {Value: kpi.Num(5)}, // no impressions before
		MeasureVirality:      {Value: kpi.Num(1.55)},
		MeasureFrequency:     {Value: kpi.Num(1), Previous: kpi.Num(0), Change: kpi.Num(1)},
	} {
		want.Code = code
		got, there := measureOf(list, code)
		if !there || !near(got.Value, want.Value) || !near(got.Previous, want.Previous) || !near(got.Change, want.Change) || !near(got.PerThousand, want.PerThousand) {
			t.Errorf("%s:\n got %+v\nwant %+v", code, got, want)
		}
	}
	if len(list) != len(MeasureCodes) {
		t.Errorf("%d measures, want %d", len(list), len(MeasureCodes))
	}
	if m, _ := measureOf(l.Measures(october, nil), MeasureShare); m.Value != none {
		t.Errorf("a share of nothing known: %+v", m)
	}
}

// TestMissingIsNotZeroInMeasures sets a month without likes beside one with
// none.
func TestMissingIsNotZeroInMeasures(t *testing.T) {
	missing, zero := measureLedger(), measureLedger()
	for _, l := range []*Ledger{missing, zero} {
		for _, code := range []string{kpi.Followers, kpi.Posts, kpi.Shares, kpi.Comments, kpi.Impressions} {
			l.Set(october, code, kpi.Given(10))
		}
	}
	zero.Set(october, kpi.Likes, kpi.Given(0))
	network := []kpi.Total{{Month: october, Sum: 100, Known: 2}}
	for _, code := range []string{MeasurePerPost, MeasureOnImpressions, MeasureApplause, MeasureShare} {
		if m, there := measureOf(missing.Measures(october, network), code); there {
			t.Errorf("without likes, %s is %+v", code, m)
		}
		if m, _ := measureOf(zero.Measures(october, network), code); !m.Value.Known {
			t.Errorf("with 0 likes, %s is unknown", code)
		}
	}
	if m, _ := measureOf(missing.Measures(october, network), MeasureVirality); !near(m.Value, kpi.Num(100)) {
		t.Errorf("virality %+v does not need likes", m)
	}
}

func TestNewRecord(t *testing.T) {
	up, down, neutral := kpi.DirectionUp, kpi.DirectionDown, kpi.DirectionNeutral
	n := func(vs ...float64) []kpi.Number {
		list := make([]kpi.Number, len(vs))
		for i, v := range vs {
			list[i] = kpi.Num(v) // NaN: unknown
		}
		return list
	}
	gap := math.NaN()
	for name, c := range map[string]struct {
		direction kpi.Direction
		values    []kpi.Number
		at        int // place of the record; -1: none
	}{
		"best":                    {up, n(1, 5, 3, 2), 1},
		"the first of equals":     {up, n(1, 5, 5, 2), 1},
		"lower is better":         {down, n(4, 3, 9, 8), 1},
		"a gap is no zero":        {down, n(4, gap, 9, 8, 5), 0},
		"three months":            {up, n(1, 5, 3), -1},
		"three known":             {up, n(1, gap, 5, 3), -1},
		"no direction":            {neutral, n(1, 5, 3, 2), -1},
		"all the same":            {up, n(2, 2, 2, 2), -1},
		"nothing above 0":         {up, n(-3, -2, 0, -1), -1},
		"the first is the best":   {up, n(9, 5, 3, 2), 0},
		"the last is the best":    {up, n(1, 5, 3, 20), 3},
		"position, the last best": {down, n(4, 3, 9, 1), 3},
	} {
		months := kpi.MonthsBetween(october, october.Add(len(c.values)-1))
		got := NewRecord(c.direction, months, c.values)
		if c.at < 0 {
			if got != (Record{}) {
				t.Errorf("%s: %+v", name, got)
			}
			continue
		}
		if got.Month != months[c.at] || got.Value != c.values[c.at] {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestNoMonthBeatsTheRecord holds records to what the word says, whatever the
// figures.
func TestNoMonthBeatsTheRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		direction := rapid.SampledFrom([]kpi.Direction{kpi.DirectionUp, kpi.DirectionDown}).Draw(t, "direction")
		var months []kpi.Month
		var values []kpi.Number
		for i, v := range rapid.SliceOfN(rapid.IntRange(-2, 30), 0, 24).Draw(t, "values") {
			months = append(months, october.Add(i))
			if values = append(values, kpi.Num(float64(v))); v < 0 {
				values[i] = kpi.Number{}
			}
		}
		r := NewRecord(direction, months, values)
		if r.Of == 0 {
			return
		}
		for i, v := range values {
			switch {
			case !v.Known:
			case direction == kpi.DirectionUp && v.V > r.Value.V, direction == kpi.DirectionDown && v.V < r.Value.V:
				t.Fatalf("%v beats %+v", v, r)
			case v == r.Value && months[i] < r.Month:
				t.Fatalf("%s was before %+v", months[i], r)
			}
		}
	})
}

func TestRecordsKeepToOneSource(t *testing.T) {
	score := kpi.Indicator{Code: kpi.Influence, Kind: kpi.KindScore, Direction: kpi.DirectionUp, Sources: []kpi.IndicatorSource{
		{Name: "Klout", From: kpi.FirstMonth, Until: october - 5}, {Name: "Autre", From: october - 4}}}
	months := kpi.MonthsBetween(october-8, october)
	figures := make([]kpi.Figure, len(months))
	for i, v := range []float64{90, 91, 92, 93, 40, 41, 43, 42, 41} {
		figures[i] = kpi.Given(v)
	}
	l := measureLedger()
	r := l.Records([]Line{NewLine(score, months, figures)}, october)[kpi.Influence]
	if r.Month != october-2 || r.Value != kpi.Num(43) || r.Of != 5 {
		t.Errorf("record %+v is of another source", r)
	}
	if r := l.Records([]Line{NewLine(score, months, figures)}, october-5)[kpi.Influence]; r.Value != kpi.Num(93) {
		t.Errorf("record %+v in the months of the first source", r)
	}
}
