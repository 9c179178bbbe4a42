package charts

import (
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// sampleComparison sets lines side by side, the second with a gap.
func sampleComparison(lines int, view analytics.CompareView) analytics.Comparison {
	b := analytics.CompareBasis{
		Span:      kpi.Span{From: sampleMonth.Add(-23), Until: sampleMonth},
		Indicator: kpi.Indicator{Code: kpi.Followers, Kind: kpi.KindStock, Direction: kpi.DirectionUp}, View: view,
	}
	for i := range lines {
		g := analytics.Group{Kind: analytics.GroupAccount, ID: kpi.ID(i + 1), Name: "Compte " + string(rune('A'+i)), Position: i}
		b.Lines = append(b.Lines, sampleSeries(g, 500*float64(i+1), 30, i))
		b.Growth = append(b.Growth, analytics.Change{N: 1, Growth: kpi.Num(float64(i))})
	}
	return analytics.NewComparison(b)
}

func TestComparedLinesStandTogetherOrApart(t *testing.T) {
	p := i18n.For("fr")
	together, err := Compare(sampleComparison(3, analytics.CompareIndexed), 6, p)
	if err != nil || len(together) != 1 {
		t.Fatalf("%d charts, %v", len(together), err)
	}
	f := together[0]
	o := option(t, f)
	if data := at(t, o, "series", 0, "markLine", "data", 0, "yAxis"); data != 100.0 {
		t.Errorf("the line at 100 is at %v", data)
	}
	if data := at(t, o, "series", 1, "data").([]any); data[7] != nil || data[8] == nil {
		t.Errorf("the gap of the second line is drawn: %v", data[6:9])
	}
	if len(f.Table.Columns) != 3 || len(f.Table.Rows) != 24 || !strings.Contains(f.Subtitle, "100") || !strings.Contains(f.Summary, "Compte C") {
		t.Errorf("%q, %q: %d columns, %d rows", f.Subtitle, f.Summary, len(f.Table.Columns), len(f.Table.Rows))
	}
	apart, err := Compare(sampleComparison(7, analytics.CompareAbsolute), 6, p)
	if err != nil || len(apart) != 7 {
		t.Fatalf("%d charts, %v", len(apart), err)
	}
	ids, scale := map[string]bool{}, at(t, option(t, apart[0]), "yAxis", "max")
	for _, f := range apart {
		ids[f.ID] = true
		if got := at(t, option(t, f), "yAxis", "max"); got != scale || scale == nil {
			t.Errorf("%s has its own scale %v, the first %v", f.ID, got, scale)
		}
		if f.Title == "" || !strings.Contains(f.Summary, f.Title) {
			t.Errorf("%s says %q: %q", f.ID, f.Title, f.Summary)
		}
	}
	if len(ids) != 7 {
		t.Errorf("the charts share ids: %v", ids)
	}
}

func TestAComparisonOfNothingSaysWhatToDo(t *testing.T) {
	for _, locale := range []string{"fr", "en"} {
		figures, err := Compare(sampleComparison(0, analytics.CompareAbsolute), 6, i18n.For(locale))
		if err != nil || !figures[0].Empty || figures[0].Summary == "" {
			t.Errorf("%s: %+v %v", locale, figures, err)
		}
	}
}

func TestTheFindingSaysWhichWay(t *testing.T) {
	c := sampleComparison(2, analytics.CompareAbsolute)
	c.Lines[0].Growth.Growth, c.Lines[1].Growth.Growth = kpi.Num(-3), kpi.Num(-1.5)
	for locale, want := range map[string]string{"fr": "recule le moins, −1,5\u00a0%", "en": "falls least, −1.5%"} {
		if got := CompareFinding(c, i18n.For(locale)); !strings.Contains(got, want) {
			t.Errorf("all fall: %q", got)
		}
	}
}
