package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// decided is a small report with sentences, three decisions and a season of the
// challenge.
func decided() analytics.Report {
	r := small().report()
	r.Annotations = []analytics.Annotation{
		{Annotation: kpi.Annotation{Month: sampleMonth.Add(-3), Text: "</script>__f__ Passage à 280 caractères"}},
		{Annotation: kpi.Annotation{Month: sampleMonth, Text: "=1+1 " + strings.Repeat("é", 195)}},
	}
	lin := analytics.Group{Kind: analytics.GroupRange, ID: 1, Name: "Atelier"}
	r.Decisions = []analytics.ReportDecision{
		{Range: lin, Verdict: "reinforce", Reason: "=SUM(A1)", Decided: kpi.NewDay(2026, 11, 3), Month: sampleMonth, InForce: true, Then: kpi.Num(40)},
		{Account: r.Accounts[0].Account, Verdict: "stop", Reason: "peu d’écho", Decided: kpi.NewDay(2026, 9, 3), Month: sampleMonth.Add(-2), Review: kpi.NewDay(2026, 12, 1), InForce: true,
			Then: kpi.Num(40), Now: kpi.Num(50), Change: kpi.Num(25)},
		{Range: lin, Verdict: "test", Decided: kpi.NewDay(2026, 6, 3), Month: sampleMonth.Add(-5)},
	}
	face := func(i, place int) analytics.ReportFace {
		return analytics.ReportFace{Account: r.Accounts[i].Account, Place: place, Progress: kpi.Num(12.5)}
	}
	r.Challenge = &analytics.ReportChallenge{
		Season: kpi.Season{Name: "__f__ printemps", Measure: kpi.ChallengeShares, From: sampleMonth.Add(-2), Until: sampleMonth.Add(3)}, Entered: 8, Ranked: 7,
		Podiums:  []analytics.ReportPodium{{Under: 5000, Faces: []analytics.ReportFace{face(0, 1), face(1, 2)}}, {From: 5000}},
		Improved: []analytics.ReportFace{face(2, 0)},
		Honours:  []analytics.ReportHonour{{Account: r.Accounts[0].Account, ChallengeHonour: analytics.ChallengeHonour{Account: 1, Podiums: 2, Firsts: 1}}},
	}
	return r
}

// line finds the row of a sheet that begins with a text.
func line(t *testing.T, rows [][]string, begins string) []string {
	t.Helper()
	i := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && strings.HasPrefix(r[0], begins) })
	if i < 0 {
		t.Fatalf("no line begins with %q: %q", begins, rows)
	}
	return rows[i]
}

func TestDecisionsHaveASheet(t *testing.T) {
	for locale, want := range map[string]struct{ sheet, title, reviewed, at string }{
		"fr": {"Décisions", "3 décisions au relevé", "Tester (revue)", "3 septembre 2026"},
		"en": {"Decisions", "3 decisions in the register", "Test (reviewed)", "3 September 2026"},
	} {
		m := makeWorkbook(t, decided(), locale)
		checkEverySheet(t, "decided", m)
		sheets := m.GetSheetList()
		data := slices.Index(sheets, i18n.For(locale).T("report.sheet.data"))
		if at := slices.Index(sheets, want.sheet); at < 0 || at > data {
			t.Errorf("%s: the sheets are %v, want the decisions before the data", locale, sheets)
		}
		rows := m.rows(want.sheet)
		lines := rows[headRows+1:]
		if rows[0][0] != want.title || len(lines) != 3 {
			t.Fatalf("%s: %q", locale, rows)
		}
		if lines[0][decisionOn] != "Atelier" || lines[0][decisionWhy] != "=SUM(A1)" || len(lines[0]) != decisionThen+1 {
			t.Errorf("%s: the first line is %q", locale, lines[0])
		}
		second := lines[1]
		if second[decisionAt] != want.at || second[decisionThen] != "40" || second[decisionNow] != "50" || second[decisionChange] != "25" || second[decisionReview] == "" {
			t.Errorf("%s: the second line is %q", locale, second)
		}
		if lines[2][decisionVerdict] != want.reviewed {
			t.Errorf("%s: the third line is %q", locale, lines[2])
		}
		if kind, err := m.GetCellType(want.sheet, cellName(decisionWhy, headRows+2)); err != nil || kind == excelize.CellTypeFormula {
			t.Errorf("a reason is a formula: %v, %v", kind, err)
		}
	}
}

func TestTheChallengeHasASheet(t *testing.T) {
	m := makeWorkbook(t, decided(), "fr")
	rows := m.rows("Challenge")
	if rows[0][0] != "__f__ printemps\u00a0: octobre 2026" {
		t.Errorf("the title is %q", rows[0])
	}
	line(t, rows, "Mesure\u00a0: partages pour 1")
	line(t, rows, "7 comptes avec les chiffres nécessaires, sur 8")
	line(t, rows, "Provisoire")
	line(t, rows, "Moins de 5\u202f000 abonnés")
	if first := line(t, rows, "Camille_Atelier"); first[challengePlace] != "1" || first[challengeProgress] != "12.5" {
		t.Errorf("the first place is %q", first)
	}
	if second := line(t, rows, "Dominique_Maison"); second[challengePlace] != "2" {
		t.Errorf("the second place is %q", second)
	}
	if improved := line(t, rows, "=1+1"); len(improved) != 2 {
		t.Errorf("the most improved is told %q", improved)
	}
	r := decided()
	for i := range r.Challenge.Podiums {
		for k := range r.Challenge.Podiums[i].Faces {
			r.Challenge.Podiums[i].Faces[k].Progress = kpi.Number{}
		}
	}
	for _, row := range makeWorkbook(t, r, "fr").rows("Challenge") {
		if slices.Contains(row, "12.5") || slices.Contains(row, "Sur ses trois mois précédents") {
			t.Errorf("what is not to be seen is told: %q", row)
		}
	}
}

func TestAnnotationsStandOnTheFirstSheet(t *testing.T) {
	for _, locale := range []string{"fr", "en"} {
		m := makeWorkbook(t, decided(), locale)
		sheet := m.GetSheetList()[0]
		rows := m.rows(sheet)
		at := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && r[0] == "Annotations" })
		if at < 0 || len(rows) != at+3 {
			t.Fatalf("%s: the last rows are %q", locale, rows[max(0, len(rows)-4):])
		}
		if rows[at+1][1] != "</script>__f__ Passage à 280 caractères" || !strings.HasPrefix(rows[at+2][1], "=1+1 é") {
			t.Errorf("%s: %q", locale, rows[at+1:])
		}
		if height, err := m.GetRowHeight(sheet, at+3); err != nil || height < 30 {
			t.Errorf("%s: two lines stand in %v, %v", locale, height, err)
		}
		checkCharts(t, "decided", m)
	}
}

func TestWorkbooksWithoutThemHaveNoSections(t *testing.T) {
	m := makeWorkbook(t, small().report(), "fr")
	for _, sheet := range []string{"Décisions", "Challenge"} {
		if slices.Contains(m.GetSheetList(), sheet) {
			t.Errorf("there is a sheet %s", sheet)
		}
	}
	for _, row := range m.rows(m.GetSheetList()[0]) {
		if slices.Contains(row, "Annotations") {
			t.Error("annotations are announced")
		}
	}
}
