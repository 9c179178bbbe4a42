package charts

import (
	"fmt"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// searchLines are queries over six months: found, found nowhere, and not looked
// up at all.
func searchLines(n int) []analytics.SearchLine {
	month := sampleMonth
	var lines []analytics.SearchLine
	for i := range n {
		places := map[kpi.Month]kpi.SearchPlace{
			month.Add(-5): kpi.RankedAt(20 + i), month.Add(-4): kpi.NotRanked, month.Add(-2): kpi.RankedAt(12), month.Add(-1): kpi.RankedAt(9), month: kpi.RankedAt(4 + i),
		}
		query := kpi.SearchQuery{ID: kpi.ID(i + 1), Account: 7, Query: fmt.Sprintf("requête %d", i+1), From: month.Add(-12)}
		lines = append(lines, analytics.NewSearchLine(query, places, month, 6))
	}
	return lines
}

func drawSearch(t *testing.T, lines []analytics.SearchLine) (Figure, map[string]any) {
	t.Helper()
	f, err := SearchLines(kpi.Account{ID: 7, Platform: "X", Handle: "camille"}, lines, i18n.For("fr"))
	if err != nil {
		t.Fatal(err)
	}
	return f, option(t, f)
}

func TestTheBestPlaceIsOnTopAndNotRankedIsNoGap(t *testing.T) {
	f, o := drawSearch(t, searchLines(2))
	if at(t, o, "yAxis", "inverse") != true || at(t, o, "yAxis", "min") != 1.0 {
		t.Errorf("the axis is %v", o["yAxis"])
	}
	line, marks := at(t, o, "series", 0, "data").([]any), at(t, o, "series", 1, "data").([]any)
	for i, want := range []any{20.0, nil, nil, 12.0, 9.0, 4.0} {
		if line[i] != want {
			t.Errorf("month %d is %v, want %v", i, line[i], want)
		}
	}
	for i, want := range []any{nil, 23.0, nil, nil, nil, nil} { // beneath 21, the last place of all
		if marks[i] != want {
			t.Errorf("mark %d is %v, want %v", i, marks[i], want)
		}
	}
	if at(t, o, "series", 0, "connectNulls") != false || at(t, o, "series", 1, "name") != "requête 1" || at(t, o, "series", 1, "tooltip", "valueFormatter") != asNotRanked {
		t.Errorf("series %v", at(t, o, "series", 1))
	}
	rows := f.Table.Rows
	if rows[1].Words[0] != "non classé" || rows[1].Values[0].Known || rows[2].Words[0] != "" || rows[2].Values[0].Known || rows[5].Values[1] != kpi.Num(5) {
		t.Errorf("the table is %+v", rows)
	}
	if f.Empty || f.Summary != "En octobre 2026, 2 requêtes classées sur 2 relevées. Meilleure place\u00a0: 4, pour «\u00a0requête 1\u00a0»." {
		t.Errorf("the summary is %q", f.Summary)
	}
	onlyKnownNames(t, f.ID, "", o)
}

func TestSixLinesAreDrawnAtFirst(t *testing.T) {
	_, o := drawSearch(t, searchLines(9))
	selected := at(t, o, "legend", "selected").(map[string]any)
	if len(selected) != 3 || selected["requête 7"] != false || selected["requête 9"] != false {
		t.Errorf("the legend hides %v", selected)
	}
	if _, o := drawSearch(t, searchLines(6)); at(t, o, "legend").(map[string]any)["selected"] != nil {
		t.Error("six lines hide one")
	}
}

func TestAChartOfQueriesWithoutPlacesSaysWhy(t *testing.T) {
	line := analytics.NewSearchLine(kpi.SearchQuery{ID: 1, Query: "neuve", From: sampleMonth}, nil, sampleMonth, 3)
	f, _ := drawSearch(t, []analytics.SearchLine{line})
	if !f.Empty || f.Summary != "Aucune place n’est encore relevée. Elles se saisissent avec le relevé mensuel, sous la position dans les moteurs." {
		t.Errorf("empty %v: %q", f.Empty, f.Summary)
	}
}
