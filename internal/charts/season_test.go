package charts

import (
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

func TestSeason(t *testing.T) {
	likes := kpi.Indicator{Code: kpi.Likes, Kind: kpi.KindFlow, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "J’aime"}, {Locale: "en", Label: "Likes"}}}
	until := kpi.NewMonth(2026, 10)
	months := kpi.MonthsBetween(until.Add(-90), until)
	figures := make([]kpi.Figure, len(months))
	for i, m := range months {
		if m != kpi.NewMonth(2026, 3) {
			figures[i] = kpi.Given(float64(100 + i))
		}
	}
	s := analytics.NewSeason(analytics.NewLine(likes, months, figures), until)
	a := kpi.Account{Persona: "</script><script>alert(1)</script>", Platform: "X"}
	f, err := Season(a, s, i18n.For("fr"))
	if err != nil {
		t.Fatal(err)
	}
	if f.Title != "J’aime, octobre 2026\u00a0: +6,7\u00a0% sur octobre 2025" || f.Empty {
		t.Errorf("title %q", f.Title)
	}
	if len(f.Table.Rows) != 12 || len(f.Table.Columns) != len(s.Years) || f.Table.Rows[2].Values[len(s.Years)-1].Known {
		t.Errorf("table %+v", f.Table)
	}
	if got := strings.Count(string(f.Option), `"type":"line"`); got < seasonYears {
		t.Errorf("%d lines: %s", got, f.Option)
	}
	if strings.Contains(string(f.Option), "</script>") {
		t.Error("a name gets out of its script")
	}
	if !strings.Contains(f.Summary, "8 années sur 8") {
		t.Errorf("summary %q", f.Summary)
	}
	empty, err := Season(a, analytics.NewSeason(analytics.NewLine(likes, months, make([]kpi.Figure, len(months))), until), i18n.For("en"))
	if err != nil || !empty.Empty || empty.Summary == "" {
		t.Errorf("without figures %+v, %v", empty, err)
	}
}
