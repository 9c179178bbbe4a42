package reports

import (
	"bytes"
	"html"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// sampleSheet has a line of each sort.
func sampleSheet() kpi.Sheet {
	line := kpi.SheetLine{Account: 7, Name: "=Camille & Cie", Identity: "X · camille", Asked: true}
	with := func(code, label string, change func(*kpi.SheetLine)) kpi.SheetLine {
		l := line
		l.Code, l.Label = code, label
		change(&l)
		return l
	}
	s := kpi.Sheet{Template: kpi.SheetTemplate, Network: "0123", Month: kpi.NewMonth(2026, 10), Locale: "fr", At: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC),
		Signature: "abc", NetworkName: "Voix", Due: kpi.NewDay(2026, 11, 5), Accounts: 1}
	s.Lines = []kpi.SheetLine{
		with("followers", "Abonnés", func(l *kpi.SheetLine) {
			l.Whole, l.Min, l.Before, l.YearBefore = true, kpi.Num(0), kpi.Given(1204), kpi.Given(980)
			l.Place = kpi.Place{Sentence: "Sous le nom.", Link: "https://exemple.fr"}
		}),
		with("share", "Part", func(l *kpi.SheetLine) {
			l.Percent, l.Decimals, l.Min, l.Max, l.Stood = true, 1, kpi.Num(0), kpi.Num(100), kpi.Given(4.1)
		}),
		with("influence", "Score", func(l *kpi.SheetLine) {
			l.Proposed = kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}
		}),
		with("comments", "Commentaires", func(l *kpi.SheetLine) { l.Asked, l.Before = false, kpi.Figure{State: kpi.StateNA} }),
		with("", "", func(l *kpi.SheetLine) { l.Comment = "un\nmot" }),
	}
	return s
}

func openPrefilled(t *testing.T, s kpi.Sheet) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := Prefilled(&b, s, i18n.For(s.Locale), "https://exemple.fr/sheets"); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestPrefilledCells(t *testing.T) {
	f := openPrefilled(t, sampleSheet())
	for cell, want := range map[string]string{
		"A6": kpi.SheetMark, "E6": "Compte", "H6": "oct. 2025", "I6": "sept. 2026", "J6": "octobre 2026",
		"A7": "7.followers", "B7": "0", "D7": "0", "E7": "=Camille & Cie", "G7": "Abonnés", "H7": "980", "I7": "1204", "J7": "", "L7": "", "M7": "Sous le nom. https://exemple.fr",
		"C8": "1", "J8": "0.041", "J9": "indisponible", "I10": "sans objet", "J10": "non demandé", "B10": "", "A11": "7.", "G11": "Commentaire du mois", "L11": "un\nmot",
	} {
		if got, err := f.GetCellValue("Chiffres", cell, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", cell, got, err, want)
		}
	}
	for cell, want := range map[string]string{"K7": "IF(AND(ISNUMBER(J7),ISNUMBER(I7)),(J7-I7),\"\")", "K8": "IF(AND(ISNUMBER(J8),ISNUMBER(I8)),(J8-I8)*100,\"\")", "E7": "", "K10": ""} {
		if got, err := f.GetCellFormula("Chiffres", cell); err != nil || got != want {
			t.Errorf("the formula of %s is %q (%v), want %q", cell, got, err, want)
		}
	}
	if text, err := f.GetCellFormula("Chiffres", "E4"); err != nil || text != "\"Remplis\u00a0: \"&SUMPRODUCT((LEN(D7:D11)>0)*(LEN(J7:J11)>0))&\" sur 3\"" {
		t.Errorf("it counts by %q (%v)", text, err)
	}
	if text, err := f.GetCellValue("Mode d’emploi", "B8"); err != nil || !strings.Contains(text, "https://exemple.fr/sheets") {
		t.Errorf("it is brought back to %q (%v)", text, err)
	}
}

// TestPrefilledLocksAllButItsInputs looks at every cell of the lines.
func TestPrefilledLocksAllButItsInputs(t *testing.T) {
	f := openPrefilled(t, sampleSheet())
	open := map[string]bool{"J7": true, "J8": true, "J9": true, "L7": true, "L8": true, "L9": true, "L11": true}
	for row := 1; row <= 11; row++ {
		for column := range kpi.SheetColumns {
			at := cellName(column, row)
			id, err := f.GetCellStyle("Chiffres", at)
			if err != nil {
				t.Fatal(err)
			}
			style, err := f.GetStyle(id)
			if err != nil {
				t.Fatal(err)
			}
			if locked := style.Protection == nil || style.Protection.Locked; locked == open[at] {
				t.Errorf("%s is locked: %v", at, locked)
			}
		}
	}
	for _, sheet := range []string{"Chiffres", "Mode d’emploi"} {
		if p, err := f.GetSheetProtection(sheet); err != nil || p.Password != "" || p.EditObjects || p.DeleteRows || !p.SelectUnlockedCells {
			t.Errorf("%s is protected as %+v (%v)", sheet, p, err)
		}
	}
}

func TestPrefilledSheetIsSetUp(t *testing.T) {
	f := openPrefilled(t, sampleSheet())
	if seen, err := f.GetSheetVisible(kpi.SheetManifestName); err != nil || seen {
		t.Errorf("the manifest is seen: %v %v", seen, err)
	}
	for _, column := range []string{"A", "B", "C", "D"} {
		if seen, err := f.GetColVisible("Chiffres", column); err != nil || seen {
			t.Errorf("column %s is seen: %v %v", column, seen, err)
		}
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	for name, want := range map[string]string{"_xlnm.Print_Titles": "'Chiffres'!$6:$6", "_xlnm.Print_Area": "'Chiffres'!$E$1:$L$11", kpi.SheetWordsName: "'portevoix-sheet'!$D$1:$D$11"} {
		if names[name] != want {
			t.Errorf("%s is %q, want %q", name, names[name], want)
		}
	}
	if panes, err := f.GetPanes("Chiffres"); err != nil || !panes.Freeze || panes.XSplit != kpi.SheetYearBefore || panes.YSplit != 6 {
		t.Errorf("frozen at %+v (%v)", panes, err)
	}
	rules, err := f.GetDataValidations("Chiffres")
	if err != nil || len(rules) != 2 || rules[0].Sqref != "J7:J11" || rules[1].Sqref != "L7:L11" {
		t.Fatalf("the rules are %+v (%v)", rules, err)
	}
	if formula := html.UnescapeString(rules[0].Formula1); len(formula) > 255 || !strings.Contains(formula, "COUNTIF(portevoix_words,$J7)") {
		t.Errorf("the rule of cells is %q", formula)
	}
	for i, want := range append(sheetWords(), "") {
		if got, err := f.GetCellValue(kpi.SheetManifestName, cellName(3, i+1)); err != nil || got != want {
			t.Errorf("word %d is %q (%v), want %q", i, got, err, want)
		}
	}
}
