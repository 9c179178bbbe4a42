package reports

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// aimed is a small report with targets: of the network, of a range with a name
// that would be a formula, and of an account.
func aimed() analytics.Report {
	r := small().report()
	year := kpi.YearOf(sampleMonth)
	followers := kpi.Indicator{Code: kpi.Followers, Kind: kpi.KindStock, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "Abonnés"}, {Locale: "en", Label: "Followers"}}}
	rate := kpi.Indicator{Code: kpi.EngagementRate, Kind: kpi.KindRatio, Unit: "%", Decimals: 2}
	r.Targets = []analytics.ReportTarget{
		{Target: kpi.Target{Scope: kpi.ScopeNetwork, Span: year, Value: 1500}, Of: followers, Group: analytics.Group{Kind: analytics.GroupNetwork}, Set: kpi.NewDay(2026, 1, 5),
			Progress: analytics.TargetProgress{Now: kpi.Num(1240), Pace: kpi.Num(1250), Projected: kpi.Num(1510), Share: kpi.Num(82.7), Standing: analytics.TargetOnTrack,
				Coverage: analytics.Coverage{Known: 7, Expected: 8}}, Before: kpi.Num(1100)},
		{Target: kpi.Target{Scope: kpi.ScopeRange, ScopeID: 1, Span: year, Value: 4.5}, Of: rate, Group: analytics.Group{Kind: analytics.GroupRange, ID: 1, Name: "=1+1"},
			Progress: analytics.TargetProgress{Now: kpi.Num(3.2), Standing: analytics.TargetBehind}},
		{Target: kpi.Target{Scope: kpi.ScopeAccount, ScopeID: 1, Span: kpi.MonthOnly(sampleMonth), Value: 300}, Of: followers, Account: r.Accounts[0].Account,
			Progress: analytics.TargetProgress{Standing: analytics.TargetUnknown, Why: analytics.TargetNothing}},
	}
	return r
}

func TestTargetsHaveASheet(t *testing.T) {
	for locale, want := range map[string]struct{ sheet, title, standing, known string }{
		"fr": {"Objectifs", "1 objectif sur 3 atteint ou en bonne voie", "En bonne voie", "7 sur 8"},
		"en": {"Targets", "1 target of 3 reached or on track", "On track", "7 of 8"},
	} {
		m := makeWorkbook(t, aimed(), locale)
		checkEverySheet(t, "aimed", m)
		if !slices.Contains(m.GetSheetList(), want.sheet) {
			t.Fatalf("%s: the sheets are %v", locale, m.GetSheetList())
		}
		rows, err := m.GetRows(want.sheet)
		if err != nil {
			t.Fatal(err)
		}
		if rows[0][0] != want.title {
			t.Errorf("%s: the title %q", locale, rows[0][0])
		}
		at := slices.IndexFunc(rows, func(r []string) bool { return len(r) > targetStanding && r[targetStanding] == want.standing })
		if at < 0 || rows[at][targetKnown] != want.known || !strings.HasPrefix(rows[at][targetPeriod], "2026") {
			t.Fatalf("%s: the network's line in %q", locale, rows)
		}
		if formula := line(t, rows, "=1+1"); len(formula) > targetPace {
			t.Errorf("%s: a pace that is not known is %q", locale, formula[targetPace:])
		}
		if text, err := m.GetCellFormula(want.sheet, cellName(targetFor, at+3)); err != nil || text != "" {
			t.Errorf("%s: a name is a formula: %q %v", locale, text, err)
		}
	}
	plain := makeWorkbook(t, small().report(), "fr")
	if slices.Contains(plain.GetSheetList(), "Objectifs") {
		t.Error("there is a sheet of no targets")
	}
}
