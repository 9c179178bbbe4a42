package reports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// export writes a small table that has one of everything.
func export(t *testing.T, table Table) {
	t.Helper()
	if err := table.Header("platform", "handle", "month", "followers", "influence", "comment"); err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]Cell{
		{Text("X"), Text("@camille"), Month(sampleMonth), Figure(kpi.Given(12345)), Figure(kpi.Given(41.5)), Text("une; deux, \"trois\"\nquatre")},
		{Text("LinkedIn"), Text("=1+1"), Month(sampleMonth), Figure(kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess}), Figure(kpi.Figure{State: kpi.StateNA}), Text("-12,5")},
		{Text("Blog"), Text("<b>&\u0001🌻"), Month(sampleMonth), Figure(kpi.Figure{}), Figure(kpi.Given(1.234)), Text("\tonglet")},
		{Text("Blog"), Text("-moins"), Month(sampleMonth), Number(kpi.Num(-3)), Number(kpi.Num(0)), Text("+33 1 23")},
	} {
		if err := table.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCSV(t *testing.T) {
	for locale, want := range map[string]string{
		"fr": "\ufeffplatform;handle;month;followers;influence;comment\n" +
			"X;'@camille;2026-10;12345;41,5;\"une; deux, \"\"trois\"\"\nquatre\"\n" +
			"LinkedIn;'=1+1;2026-10;indisponible;sans objet;-12,5\n" +
			"Blog;<b>&\u0001🌻;2026-10;;1,2340;'\tonglet\n" +
			"Blog;'-moins;2026-10;-3;0;'+33 1 23\n",
		"en": "\ufeffplatform,handle,month,followers,influence,comment\n" +
			"X,'@camille,2026-10,12345,41.5,\"une; deux, \"\"trois\"\"\nquatre\"\n" +
			"LinkedIn,'=1+1,2026-10,n/a,does not apply,\"-12,5\"\n" +
			"Blog,<b>&\u0001🌻,2026-10,,1.2340,'\tonglet\n" +
			"Blog,'-moins,2026-10,-3,0,'+33 1 23\n",
	} {
		var b bytes.Buffer
		export(t, NewCSV(&b, i18n.For(locale)))
		if b.String() != want {
			t.Errorf("%s:\n got %q\nwant %q", locale, b.String(), want)
		}
		r := csv.NewReader(&b)
		r.Comma = map[string]rune{"fr": ';', "en": ','}[locale]
		if rows, err := r.ReadAll(); err != nil || len(rows) != 5 {
			t.Errorf("%s: %d rows, %v", locale, len(rows), err)
		}
	}
}

func TestGuard(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Camille": "Camille", "=1+1": "'=1+1", "+33": "+33", "+33 1": "'+33 1", "-": "'-", "-3,5": "-3,5", "-3.5": "-3.5",
		"@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "a=b": "a=b", "'=1": "'=1",
	} {
		if got := guard(text); got != want {
			t.Errorf("guard(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestXLSX(t *testing.T) {
	var b bytes.Buffer
	export(t, NewXLSX(&b, i18n.For("fr")))
	m := reopen(t, b.Bytes())
	rows := m.rows("Chiffres")
	want := [][]string{
		{"platform", "handle", "month", "followers", "influence", "comment"},
		{"X", "@camille", "2026-10", "12345", "41.5", "une; deux, \"trois\"\nquatre"},
		{"LinkedIn", "=1+1", "2026-10", "indisponible", "sans objet", "-12,5"},
		{"Blog", "<b>&🌻", "2026-10", "", "1.234", "\tonglet"},
		{"Blog", "-moins", "2026-10", "-3", "0", "+33 1 23"},
	}
	if !slices.EqualFunc(rows, want, func(a, b []string) bool { return slices.Equal(a, b) }) {
		t.Errorf("got %q\nwant %q", rows, want)
	}
	if kind, err := m.GetCellType("Chiffres", "B3"); err != nil || kind != excelize.CellTypeInlineString {
		t.Errorf("=1+1 is of type %v, %v", kind, err)
	}
	if xml := m.part(exportPart); !strings.Contains(xml, `<autoFilter ref="A1:F5"`) || strings.Contains(xml, "<f>") {
		t.Error("the filter does not cover the rows, or there is a formula")
	}
}

func TestTextSurvivesASheet(t *testing.T) {
	texts := []string{"  blanks around  ", "_x0041_", "_x005F_x0041_", "a_b_c", "ligne\nligne", "\"'<>&", "👩‍🌾 é̀", "]]>", strings.Repeat("é", 40000)}
	var b bytes.Buffer
	x := NewXLSX(&b, i18n.For("en"))
	if err := x.Header("text"); err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if err := x.Row(Text(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	m := reopen(t, b.Bytes())
	for i, text := range texts {
		if runes := []rune(text); len(runes) > maxText {
			text = string(runes[:maxText])
		}
		if got := m.raw("Figures", fmt.Sprintf("A%d", i+2)); got != text {
			t.Errorf("%.40q became %.40q", text, got)
		}
	}
}

func TestColumnNames(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := columnName(column); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
	}
}

func TestAnEmptyExportOpens(t *testing.T) {
	var b bytes.Buffer
	x := NewXLSX(&b, i18n.For("fr"))
	if err := x.Header("platform", "handle"); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if rows := reopen(t, b.Bytes()).rows("Chiffres"); len(rows) != 1 {
		t.Errorf("rows %q", rows)
	}
	if err := NewXLSX(io.Discard, i18n.For("fr")).Close(); err == nil {
		t.Error("a workbook without a header is closed without a word")
	}
}

func TestASheetHasAnEnd(t *testing.T) {
	x := NewXLSX(io.Discard, i18n.For("fr"))
	if err := x.Header("n"); err != nil {
		t.Fatal(err)
	}
	x.rows.row = excelize.TotalRows - 1
	if err := x.Row(Number(kpi.Num(1))); err != nil {
		t.Fatal(err)
	}
	if err := x.Row(Number(kpi.Num(1))); kpi.CodeOf(err) != kpi.CodeTooLarge {
		t.Errorf("one row too many: %v", err)
	}
}

// TestExportsAreFlat writes many rows and looks what that allocates.
func TestExportsAreFlat(t *testing.T) {
	const rows, most = 50_000, 8 << 20
	table := NewXLSX(io.Discard, i18n.For("fr"))
	if err := table.Header("platform", "handle", "followers", "comment"); err != nil {
		t.Fatal(err)
	}
	cells := []Cell{Text("LinkedIn"), Text("camille & dominique"), Number(kpi.Num(12345.678)), Text("rien à dire")}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rows {
		if err := table.Row(cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > most {
		t.Errorf("%d rows allocate %d bytes, want at most %d", rows, grown, most)
	}
}

// full is a writer whose disk is full after some bytes.
type full struct{ left int }

var errFull = errors.New("disk full")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAFullDiskIsSaid(t *testing.T) {
	r := small().report()
	for _, left := range []int{0, 100, 5000, 20000, 30000} {
		if err := Workbook(&full{left}, r, i18n.For("fr")); !errors.Is(err, errFull) {
			t.Errorf("workbook after %d bytes: %v", left, err)
		}
		c := NewCSV(&full{min(left, 50)}, i18n.For("fr"))
		err := c.Header("a")
		for i := 0; i < 5000 && err == nil; i++ {
			err = c.Row(Text("a long enough text"))
		}
		if err == nil {
			err = c.Close()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("csv after %d bytes: %v", left, err)
		}
	}
}
