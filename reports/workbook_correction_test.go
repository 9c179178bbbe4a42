package reports

import (
	"slices"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// corrected is a small report with two corrected figures of closed months.
func corrected() analytics.Report {
	r := small().report()
	at := time.Date(2026, 11, 12, 9, 30, 0, 0, sampleZone)
	r.Corrected = 2
	r.Restated = []analytics.Restatement{
		{Account: r.Accounts[0].Account, Month: sampleMonth.Add(-1), Indicator: r.Indicators[2], Old: kpi.Given(97), New: kpi.Given(254), At: at},
		{Account: r.Accounts[1].Account, Month: sampleMonth.Add(-2), Indicator: r.Indicators[1], Old: kpi.Given(8),
			New: kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}, At: at},
	}
	return r
}

func TestCorrectedFiguresHaveASheet(t *testing.T) {
	for locale, want := range map[string][3]string{
		"fr": {"2 chiffres corrigés depuis le dernier rapport", "indisponible", "12 novembre 2026"},
		"en": {"2 figures corrected since the last report", "unavailable", "12 November 2026"},
	} {
		m := makeWorkbook(t, corrected(), locale)
		sheets := m.GetSheetList()
		if at := slices.Index(sheets, "Corrections"); at != len(sheets)-2 {
			t.Errorf("%s: the sheets are %v, want the corrections before the definitions", locale, sheets)
		}
		checkEverySheet(t, "corrected", m)
		checkCharts(t, "corrected", m)
		rows := m.rows("Corrections")
		if rows[0][0] != want[0] {
			t.Errorf("%s: the title is %q, want %q", locale, rows[0][0], want[0])
		}
		lines := rows[headRows+1:]
		if len(lines) != 2 {
			t.Fatalf("%s: %d lines, want 2: %v", locale, len(lines), lines)
		}
		first, second := lines[0], lines[1]
		if first[correctionOld] != "97" || first[correctionNew] != "254" || first[correctionChange] != "157" || first[correctionAt] != want[2] {
			t.Errorf("%s: the first line is %q", locale, first)
		}
		if second[correctionOld] != "8" || second[correctionNew] != want[1] || second[correctionChange] != "" {
			t.Errorf("%s: the second line is %q", locale, second)
		}
	}
}

func TestCorrectionsAreCountedWhereAccountsAreNotShown(t *testing.T) {
	r := corrected()
	r.Restated, r.Accounts = nil, nil
	m := makeWorkbook(t, r, "fr")
	rows := m.rows("Corrections")
	if rows[0][0] != "2 chiffres corrigés depuis le dernier rapport" || len(rows) != headRows+1 {
		t.Errorf("the sheet is %q", rows)
	}
	if slices.Contains(makeWorkbook(t, small().report(), "fr").GetSheetList(), "Corrections") {
		t.Error("a sheet of corrections where there is none")
	}
}
