package reports

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// made is a workbook, as bytes and opened again.
type made struct {
	t     *testing.T
	bytes []byte
	*excelize.File
}

func makeWorkbook(t *testing.T, r analytics.Report, locale string) made {
	t.Helper()
	var b bytes.Buffer
	if err := Workbook(&b, r, i18n.For(locale)); err != nil {
		t.Fatal(err)
	}
	return reopen(t, b.Bytes())
}

func reopen(t *testing.T, content []byte) made {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return made{t, content, f}
}

// raw is the stored value of a cell, "" where it is empty.
func (m made) raw(sheet, cell string) string {
	m.t.Helper()
	v, err := m.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		m.t.Fatal(err)
	}
	return v
}

// rows are the stored values of a sheet.
func (m made) rows(sheet string) [][]string {
	m.t.Helper()
	rows, err := m.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		m.t.Fatal(err)
	}
	return rows
}

// part is a part of the file.
func (m made) part(name string) string {
	m.t.Helper()
	r, err := zip.NewReader(bytes.NewReader(m.bytes), int64(len(m.bytes)))
	if err != nil {
		m.t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		m.t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		m.t.Fatal(err)
	}
	return string(b)
}

// parts are the names of the parts that match.
func (m made) parts(pattern string) []string {
	m.t.Helper()
	r, err := zip.NewReader(bytes.NewReader(m.bytes), int64(len(m.bytes)))
	if err != nil {
		m.t.Fatal(err)
	}
	var names []string
	for _, f := range r.File {
		if ok, err := filepath.Match(pattern, f.Name); ok && err == nil {
			names = append(names, f.Name)
		}
	}
	return names
}

// dataRowsCompared is how many rows of the data sheet the golden files hold.
const dataRowsCompared = 60

func TestWorkbookCells(t *testing.T) {
	report := small().report()
	report.Number, report.Replaces = 13, 12
	for _, locale := range i18n.Locales {
		m := makeWorkbook(t, report, locale)
		var b strings.Builder
		for i, sheet := range m.GetSheetList() {
			rows := m.rows(sheet)
			fmt.Fprintf(&b, "== %s: %d rows\n", sheet, len(rows))
			for r, row := range rows {
				if i == 4 && r > dataRowsCompared {
					break
				}
				fmt.Fprintf(&b, "%d\t%s\n", r+1, strings.ReplaceAll(strings.Join(row, "\t"), "\n", "⏎"))
			}
		}
		golden(t, "workbook-"+locale+".golden", b.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s, line %d:\n got %q\nwant %q", file, i+1, g[i], w[i])
		}
	}
	t.Fatalf("%s: %d lines, want %d", file, len(g), len(w))
}

func TestSixSheetsAreAlwaysThere(t *testing.T) {
	want := map[string][]string{
		"fr": {"Synthèse", "Par sphère", "Par gamme", "Comptes", "Données", "Définitions"},
		"en": {"Summary", "By sphere", "By range", "Accounts", "Data", "Definitions"},
	}
	long := strings.Repeat("Une sphère au nom interminable ", 12)
	for name, r := range map[string]analytics.Report{
		"nothing at all":     {Dashboard: analytics.Dashboard{Summary: analytics.Summary{Month: sampleMonth}}},
		"no account":         sample{accounts: 0, months: 36}.report(),
		"one account":        sample{accounts: 1, months: 36}.report(),
		"nothing filed":      sample{accounts: 8, months: 36, unknown: true}.report(),
		"eight":              small().report(),
		"long names":         sample{accounts: 30, months: 14, spheres: []string{long, "'quoted'", "a/b:c*[d]?", "<&>"}, personas: []string{long}}.report(),
		"twenty-six spheres": sample{accounts: 60, months: 14, spheres: strings.Split("abcdefghijklmnopqrstuvwxyz", "")}.report(),
		"without accounts":   withoutAccounts(small().report()),
	} {
		for _, locale := range i18n.Locales {
			m := makeWorkbook(t, r, locale)
			if got := m.GetSheetList(); !slices.Equal(got, want[locale]) {
				t.Errorf("%s: sheets %q", name, got)
			}
			checkEverySheet(t, name, m)
			checkCharts(t, name, m)
		}
	}
}

// withoutAccounts is the report of whoever may not see every account.
func withoutAccounts(r analytics.Report) analytics.Report {
	r.Accounts = nil
	return r
}

// checkEverySheet looks for what must stand on every sheet and for what must
// not: a missing message, a formula.
func checkEverySheet(t *testing.T, name string, m made) {
	t.Helper()
	for i, sheet := range m.GetSheetList() {
		for r := 1; r <= 4; r++ {
			if m.raw(sheet, fmt.Sprintf("A%d", r)) == "" && name != "nothing at all" {
				t.Errorf("%s, %s: line %d of the head is empty", name, sheet, r)
			}
		}
		layout, err := m.GetPageLayout(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToWidth != 1 {
			t.Errorf("%s, %s: page %+v", name, sheet, layout)
		}
		header, err := m.GetHeaderFooter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if header == nil || len(header.OddHeader) > 255 || len([]rune(header.OddFooter)) > 255 || !strings.Contains(header.OddFooter, "&P / &N") {
			t.Errorf("%s, %s: header %+v", name, sheet, header)
		}
		xml := m.part(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if strings.Contains(xml, "<f>") || strings.Contains(xml, "<f ") {
			t.Errorf("%s, %s holds a formula", name, sheet)
		}
		for _, row := range m.rows(sheet) {
			for _, cell := range row {
				if strings.HasPrefix(cell, "report.") || strings.HasPrefix(cell, "chart.") || strings.Contains(cell, "<no value>") {
					t.Errorf("%s, %s: a message is missing: %q", name, sheet, cell)
				}
			}
		}
	}
	titles := 0
	for _, d := range m.GetDefinedName() {
		if d.Name == "_xlnm.Print_Titles" {
			titles++
		}
	}
	if sheets := len(m.GetSheetList()); titles != sheets {
		t.Errorf("%s: %d sheets repeat their titles in print, want %d", name, titles, sheets)
	}
}

// chartArea is an area that a chart points at.
var chartArea = regexp.MustCompile(`<f>'?((?:[^'!<]|'')+)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?</f>`)

// checkCharts looks whether what each series points at exists: a name, as many
// categories as values, and only numbers or empty cells as values.
func checkCharts(t *testing.T, name string, m made) {
	t.Helper()
	for _, part := range m.parts("xl/charts/chart*.xml") {
		for _, series := range strings.Split(m.part(part), "<ser>")[1:] {
			areas := chartArea.FindAllStringSubmatch(series, -1)
			if len(areas) != 3 {
				t.Fatalf("%s, %s: a series points at %d areas", name, part, len(areas))
			}
			label, categories, values := m.cells(areas[0]), m.cells(areas[1]), m.cells(areas[2])
			if len(label) != 1 || label[0] == "" || len(categories) != len(values) || slices.Contains(categories, "") {
				t.Errorf("%s, %s: name %q, categories %q, values %q", name, part, label, categories, values)
			}
			for _, v := range values {
				if v != "" && strings.Trim(v, "-0123456789.E+") != "" {
					t.Errorf("%s, %s draws the text %q", name, part, v)
				}
			}
		}
	}
}

func (m made) cells(match []string) []string {
	m.t.Helper()
	sheet := strings.ReplaceAll(strings.ReplaceAll(match[1], "''", "'"), "&#39;", "")
	sheet = strings.Trim(sheet, "'")
	if match[4] == "" {
		match[4], match[5] = match[2], match[3]
	}
	x1, y1, err := excelize.CellNameToCoordinates(match[2] + match[3])
	if err != nil {
		m.t.Fatal(err)
	}
	x2, y2, err := excelize.CellNameToCoordinates(match[4] + match[5])
	if err != nil {
		m.t.Fatal(err)
	}
	var values []string
	for y := y1; y <= y2; y++ {
		for x := x1; x <= x2; x++ {
			at, err := excelize.CoordinatesToCellName(x, y)
			if err != nil {
				m.t.Fatal(err)
			}
			values = append(values, m.raw(sheet, at))
		}
	}
	return values
}

func TestChartsAreNative(t *testing.T) {
	m := makeWorkbook(t, small().report(), "fr")
	if n := len(m.parts("xl/charts/chart*.xml")); n < 4 {
		t.Errorf("%d charts, want at least 4", n)
	}
	// Bars have the colors of their spheres, and only the standard's parts.
	bars := m.part("xl/charts/chart1.xml")
	if !strings.Contains(bars, "1B3F95") || !strings.Contains(bars, "C87A1C") || strings.Contains(bars, "<smooth") {
		t.Error("the bars of spheres are not in their colors")
	}
	if strings.Index(bars, "<invertIfNegative") > strings.Index(bars, "<dLbls>") {
		t.Error("the parts of a series are out of order")
	}
}

func TestNumbersAreThoseOfTheReport(t *testing.T) {
	r := small().report()
	m := makeWorkbook(t, r, "en")
	rows := m.rows("Summary")
	for _, ind := range r.Indicators {
		measure := r.Dashboard.Summary.Measure(ind.Code)
		label := ind.Label("en", 0)
		if measure.Aggregate == analytics.AggregateMedian {
			label += " (median)"
		}
		i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == label })
		if i < 0 {
			t.Fatalf("no line %q", label)
		}
		row := append(rows[i], make([]string, 12)...)
		for column, want := range map[int]kpi.Number{1: measure.Value, 2: measure.Previous, 3: measure.YearBefore, 5: measure.LikeForLike.Growth, 8: measure.YearLikeForLike.Growth} {
			same(t, label, row[column], want)
		}
		if ind.Summed() {
			same(t, label, row[4], measure.LikeForLike.Net)
		} else {
			same(t, label, row[4], measure.ChangePt)
		}
	}
}

// same compares a stored cell with a number, to the last digit.
func same(t *testing.T, what, cell string, n kpi.Number) {
	t.Helper()
	if !n.Known {
		if cell != "" {
			t.Errorf("%s: %q, want an empty cell", what, cell)
		}
		return
	}
	var v float64
	if _, err := fmt.Sscan(cell, &v); err != nil || v != n.V {
		t.Errorf("%s: %q, want %v", what, cell, n.V)
	}
}

func TestTheUnknownIsEmpty(t *testing.T) {
	r := sample{accounts: 3, months: 14, unknown: true}.report()
	m := makeWorkbook(t, r, "fr")
	for i, row := range m.rows("Comptes") {
		for c := accountMonths; i >= accountHeader && c < len(row); c++ {
			if row[c] != "" {
				t.Errorf("line %d says %q of what nobody filed", i+1, row[c])
			}
		}
	}
	data := m.rows("Données")[dataHeader:]
	if len(data) != 3*13*len(r.Indicators) {
		t.Errorf("%d lines of data", len(data))
	}
	for _, row := range data {
		if row[dataValue] != "" || row[dataState] != "non renseigné" {
			t.Fatalf("%q", row)
		}
	}
}

func TestStatesAreSaidInWords(t *testing.T) {
	m := makeWorkbook(t, small().report(), "fr")
	said := map[string]int{}
	for _, row := range m.rows("Données")[dataHeader:] {
		said[row[dataState]]++
		known := row[dataState] == "connu" || row[dataState] == "calculé"
		if known != (row[dataValue] != "") {
			t.Fatalf("%q", row)
		}
		if row[dataState] == "indisponible" && row[dataReason] != "non classé" {
			t.Fatalf("no reason: %q", row)
		}
	}
	for _, state := range []string{"connu", "calculé", "non renseigné", "indisponible", "sans objet"} {
		if said[state] == 0 {
			t.Errorf("no figure is %q: %v", state, said)
		}
	}
}

func TestNoLineBeforeAnAccountOpened(t *testing.T) {
	r := small().report()
	opened := r.Accounts[3]
	m := makeWorkbook(t, r, "fr")
	for _, row := range m.rows("Données")[dataHeader:] {
		if row[dataAccount] == opened.Account.Name() && row[dataMonth] < fmt.Sprint(serial(opened.Account.Opened.Month())) {
			t.Fatalf("a line before %v: %q", opened.Account.Opened, row)
		}
	}
}

func TestFiguresStandWhereTheirAccountStood(t *testing.T) {
	r := small().report()
	moved, until := r.Accounts[0].Account, r.Months[5]
	r.Accounts[0].Places = []kpi.AccountGrouping{
		{Sphere: "Ancienne", Range: "Vieille", Entity: "Groupe/Avant", Until: until},
		{Sphere: moved.Sphere, Range: moved.Range, Entity: moved.Entity, From: until.Add(1)},
	}
	rows := makeWorkbook(t, r, "fr").rows("Données")[dataHeader:]
	seen := map[string]int{}
	for _, row := range rows {
		if row[dataAccount] != moved.Name() || row[dataPlatform] != moved.Platform {
			continue
		}
		before := row[dataMonth] <= fmt.Sprint(serial(until))
		if before != (row[dataSphere] == "Ancienne") || before != (row[dataRange] == "Vieille") || before != (row[dataEntity] == "Groupe/Avant") {
			t.Fatalf("%q", row)
		}
		seen[row[dataSphere]]++
	}
	if len(seen) != 2 {
		t.Errorf("%v", seen)
	}
}

func TestHostileNamesStayText(t *testing.T) {
	r := small().report()
	m := makeWorkbook(t, r, "fr")
	var names []string
	for _, row := range m.rows("Comptes")[accountHeader:] {
		if !slices.Contains(names, row[accountName]) {
			names = append(names, row[accountName])
		}
	}
	for _, a := range r.Accounts {
		if want := clean(a.Account.Name()); !slices.Contains(names, want) {
			t.Errorf("%q is not among %q", want, names)
		}
	}
	kind, err := m.GetCellType("Comptes", "C9")
	if err != nil {
		t.Fatal(err)
	}
	if m.raw("Comptes", "C9") != "=1+1" || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString) {
		t.Errorf("C9 is %q of type %v", m.raw("Comptes", "C9"), kind)
	}
}

func TestMonthsAreDates(t *testing.T) {
	for locale, want := range map[string]string{"fr": `[$-40C]mmm yyyy`, "en": `[$-809]mmm yyyy`} {
		m := makeWorkbook(t, small().report(), locale)
		sheet := m.GetSheetList()[4]
		if got := m.raw(sheet, "A7"); got != "45931" { // 2025-10-01
			t.Errorf("first month %q", got)
		}
		id, err := m.GetCellStyle(sheet, "A7")
		if err != nil {
			t.Fatal(err)
		}
		style, err := m.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if style.CustomNumFmt == nil || *style.CustomNumFmt != want {
			t.Errorf("format %v, want %q", style.CustomNumFmt, want)
		}
	}
}

func TestLongSheetsAreTables(t *testing.T) {
	m := makeWorkbook(t, small().report(), "fr")
	for sheet, name := range map[string]string{"Comptes": "Accounts", "Données": "Data"} {
		tables, err := m.GetTables(sheet)
		if err != nil {
			t.Fatal(err)
		}
		rows := len(m.rows(sheet))
		if len(tables) != 1 || tables[0].Name != name || !strings.HasSuffix(tables[0].Range, fmt.Sprint(rows)) {
			t.Errorf("%s: tables %+v, %d rows", sheet, tables, rows)
		}
		panes, err := m.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != headRows+1 {
			t.Errorf("%s: panes %+v, %v", sheet, panes, err)
		}
	}
	xml := m.part(accountsPart)
	for _, feature := range []string{`type="dataBar"`, `manualMin="0" type="column"`, `<tablePart `} {
		if !strings.Contains(xml, feature) {
			t.Errorf("the table of accounts has no %s", feature)
		}
	}
}

func TestDataThatDoesNotFitBeginsLater(t *testing.T) {
	r := small().report()
	full := len(makeWorkbook(t, r, "fr").rows("Données"))
	b := &workbook{book: book{f: excelize.NewFile()}, r: r, p: i18n.For("fr"), maxRows: full - 1}
	first, rows := b.dataSpan()
	if first != 1 || rows >= full-dataHeader || rows == 0 {
		t.Errorf("from month %d, %d rows; 13 months take %d", first, rows, full-dataHeader)
	}
	b.maxRows = full
	if first, rows := b.dataSpan(); first != 0 || rows != full-dataHeader {
		t.Errorf("from month %d, %d rows; want all %d", first, rows, full-dataHeader)
	}
}

func TestHeaderText(t *testing.T) {
	for text, want := range map[string]string{
		"Voix & Cie":            "&L&8Voix && Cie",
		"3 voix":                "&L&8 3 voix",
		strings.Repeat("é", 61): "&L&8" + strings.Repeat("é", 59) + "…",
		"deux\nlignes":          "&L&8deux lignes",
		"":                      "&L&8",
	} {
		if got := headerText("L", text, 60); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestProperties(t *testing.T) {
	r := small().report()
	for locale, want := range map[string]string{"fr": "Comité de rédaction, octobre 2026 fr-FR", "en": "Editorial committee, October 2026 en-GB"} {
		props, err := makeWorkbook(t, r, locale).GetDocProps()
		if err != nil {
			t.Fatal(err)
		}
		if got := props.Title + " " + props.Language; got != want || props.Creator != r.Network || props.Created != "2026-11-21T13:02:00Z" {
			t.Errorf("%+v", props)
		}
	}
}

func TestAnIncompleteMonthIsNotDrawn(t *testing.T) {
	r := small().report()
	m := makeWorkbook(t, r, "fr")
	rows := m.rows("Par sphère")
	i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 2 && row[0] == "Mois" && row[2] == "Corporate, incomplet" })
	if i < 0 {
		t.Fatal("no column of incomplete months")
	}
	part := 0
	for k, v := range r.Dashboard.Audience[0].Values {
		row := append(rows[i+1+k], make([]string, 3)...)
		incomplete := analytics.Incomplete(r.Dashboard.Audience[0].Values)[k]
		same(t, "whole", row[1], pick(v.Number, !incomplete))
		same(t, "incomplete", row[2], pick(v.Number, incomplete))
		if incomplete {
			part++
		}
	}
	if part == 0 {
		t.Error("the sample has no incomplete month")
	}
	lines := m.part("xl/charts/chart4.xml")
	if strings.Contains(lines, "$C$") {
		t.Error("the chart of the audience draws incomplete months")
	}
}

func pick(n kpi.Number, here bool) kpi.Number {
	if here {
		return n
	}
	return kpi.Number{}
}

// TestLibreOfficeOpensIt converts a workbook and looks whether the same cells
// come out: what had to be repaired would be lost.
func TestLibreOfficeOpensIt(t *testing.T) {
	if testing.Short() {
		t.Skip("short: LibreOffice takes several seconds to start")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("soffice is missing: install libreoffice-calc (make test does), or run with -short")
	}
	dir := t.TempDir()
	m := makeWorkbook(t, small().report(), "fr")
	source := filepath.Join(dir, "committee.xlsx")
	if err := os.WriteFile(source, m.bytes, 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	cmd := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", out, source)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	content, err := os.ReadFile(filepath.Join(out, "committee.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	again := reopen(t, content)
	for _, sheet := range m.GetSheetList() {
		compareRows(t, sheet, m.rows(sheet), again.rows(sheet))
	}
	if n, want := len(again.parts("xl/charts/chart*.xml")), len(m.parts("xl/charts/chart*.xml")); n != want {
		t.Errorf("%d charts came through, want %d", n, want)
	}
}

func compareRows(t *testing.T, sheet string, want, got [][]string) {
	t.Helper()
	for i, row := range want {
		for c, cell := range row {
			if cell == "" {
				continue
			}
			var other string
			if i < len(got) && c < len(got[i]) {
				other = got[i][c]
			}
			if other != cell && !sameNumber(cell, other) {
				t.Errorf("%s, row %d, column %d: %q became %q", sheet, i+1, c+1, cell, other)
				return
			}
		}
	}
}

// sameNumber allows for the 15 digits that spreadsheets keep.
func sameNumber(a, b string) bool {
	var x, y float64
	if _, err := fmt.Sscan(a, &x); err != nil {
		return false
	}
	if _, err := fmt.Sscan(b, &y); err != nil {
		return false
	}
	return x-y < 1e-9*max(1, x) && y-x < 1e-9*max(1, x)
}
