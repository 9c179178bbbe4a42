package charts

import (
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

func TestAProposedFigureStandsBesideItsLine(t *testing.T) {
	first := kpi.NewMonth(2026, 7)
	months := kpi.MonthsBetween(first, first+3)
	likes := kpi.Indicator{Code: kpi.Likes, Kind: kpi.KindFlow, Direction: kpi.DirectionUp, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "J’aime"}}}
	line := analytics.NewLine(likes, months, []kpi.Figure{kpi.Given(100), kpi.Given(97), {}, kpi.Given(120)})
	account := kpi.Account{Persona: "Camille_Atelier", Platform: "X"}
	f, err := CorrectionLine(account, line, first+1, kpi.Num(254), i18n.For("fr"))
	if err != nil {
		t.Fatal(err)
	}
	o := option(t, f)
	for i, want := range []any{nil, 254.0, nil, nil} {
		if got := at(t, o, "series", 1, "data", i); got != want {
			t.Errorf("point %d of what is proposed is %v, want %v", i, got, want)
		}
		if got := f.Table.Rows[i].Values[1]; got.Known != (want != nil) || got.Known && got.V != want {
			t.Errorf("row %d of the table says %v, want %v", i, got, want)
		}
	}
	if at(t, o, "series", 1, "lineStyle", "width") != 0.0 || at(t, o, "series", 1, "label", "formatter") != "254" || at(t, o, "series", 0, "markPoint") == nil {
		t.Errorf("drawn as %s", f.Option)
	}
	onlyKnownNames(t, f.ID, "", o)

	f, err = CorrectionLine(account, line, first+1, kpi.Number{}, i18n.For("fr"))
	if err != nil || len(f.Table.Columns) != 1 || len(at(t, option(t, f), "series").([]any)) != 1 {
		t.Errorf("without a value: %+v, %v", f.Table, err)
	}
	f, err = CorrectionLine(account, analytics.NewLine(likes, months[:1], []kpi.Figure{{}}), first, kpi.Num(3), i18n.For("fr"))
	if err != nil || f.Empty || f.Table.Rows[0].Values[1] != kpi.Num(3) {
		t.Errorf("of a figure that was never given: %+v, %v", f, err)
	}
}
