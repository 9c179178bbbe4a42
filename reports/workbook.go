package reports

// This file makes the committee workbook: six sheets that are always there, and
// one of corrections where there are any, each in a file of its own.

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Parts of the sheets that take many rows, by their order of creation.
const (
	accountsPart = "xl/worksheets/sheet4.xml"
	dataPart     = "xl/worksheets/sheet5.xml"
)

// workbook is the committee workbook being made.
type workbook struct {
	book
	r analytics.Report
	p *i18n.Printer
	// names of the sheets
	summary, spheres, ranges, accounts, data, definitions string
	corrections                                           string // "": nothing was corrected
	decisions, challenge, targets                         string // "": there are none
	search                                                string // "": no query is measured

	indicators   map[string]kpi.Indicator
	conditionals map[string]int // styles by text color
	charts       int            // drawn so far
	audience     []chartSeries  // followers by sphere, once they are written
	maxRows      int            // of a sheet; 0 for what spreadsheets hold
}

// Workbook writes the committee workbook of a report: key figures, spheres,
// ranges, accounts, all figures in long form, and what each of them means. It
// holds values, not formulas; its charts point at its cells. What is not known
// is an empty cell. Only the two long sheets grow with the number of accounts,
// and their rows are written as they come.
func Workbook(w io.Writer, r analytics.Report, p *i18n.Printer) error {
	b := &workbook{book: book{f: excelize.NewFile()}, r: r, p: p, indicators: map[string]kpi.Indicator{}, conditionals: map[string]int{}}
	for _, ind := range r.Indicators {
		b.indicators[ind.Code] = ind
	}
	accounts, data := b.layOut()
	if err := b.err; err != nil {
		return errors.Join(err, b.f.Close())
	}
	s, err := newSplice(w, b.f, accountsPart, dataPart)
	if err := errors.Join(err, b.f.Close()); err != nil {
		return err
	}
	if err := accounts.write(s); err != nil {
		return err
	}
	if err := data.write(s); err != nil {
		return err
	}
	return s.close()
}

// layOut makes everything but the rows of the long sheets.
func (b *workbook) layOut() (accountSheet, dataSheet) {
	b.addSheets()
	b.groupSheet(b.spheres, b.sphereTexts())
	b.groupSheet(b.ranges, b.rangeTexts())
	b.summarySheet()
	accounts := b.layOutAccounts()
	data := b.layOutData()
	b.targetSheet()
	b.searchSheet()
	b.correctionSheet()
	b.decisionSheet()
	b.challengeSheet()
	b.definitionsSheet()
	b.properties()
	b.f.SetActiveSheet(0)
	return accounts, data
}

func (b *workbook) addSheets() {
	p := b.p
	b.summary, b.accounts, b.data, b.definitions = p.T("report.sheet.summary"), p.T("report.sheet.accounts"), p.T("report.sheet.data"), p.T("report.sheet.definitions")
	b.spheres = sheetName(p.T("report.sheet.spheres"), b.summary, b.accounts, b.data, b.definitions)
	b.ranges = sheetName(p.T("report.sheet.ranges"), b.summary, b.accounts, b.data, b.definitions, b.spheres)
	b.do(b.f.SetSheetName("Sheet1", b.summary))
	names := []string{b.spheres, b.ranges, b.accounts, b.data, b.definitions}
	if b.r.Corrected > 0 {
		b.corrections = sheetName(p.T("report.sheet.corrections"), append(names, b.summary)...)
		names = slices.Insert(names, len(names)-1, b.corrections)
	}
	if len(b.r.Decisions) > 0 {
		b.decisions = sheetName(p.T("report.sheet.decisions"), append(names, b.summary)...)
		names = slices.Insert(names, len(names)-1, b.decisions)
	}
	if b.r.Challenge != nil {
		b.challenge = sheetName(p.T("report.sheet.challenge"), append(names, b.summary)...)
		names = slices.Insert(names, len(names)-1, b.challenge)
	}
	if len(b.r.Targets) > 0 {
		b.targets = sheetName(p.T("report.sheet.targets"), append(names, b.summary)...)
		names = slices.Insert(names, len(names)-1, b.targets)
	}
	if b.r.Search != nil {
		b.search = sheetName(b.p.T("report.sheet.search"), append(names, b.summary)...)
		names = slices.Insert(names, len(names)-1, b.search)
	}
	for _, name := range names {
		_, err := b.f.NewSheet(name)
		b.do(err)
	}
	for _, name := range []string{b.targets, b.challenge, b.search, b.decisions} {
		if name != "" { // what is read in a meeting stands before the long sheet; its part keeps its number
			b.do(b.f.MoveSheet(name, b.data))
		}
	}
	b.do(b.f.SetDefaultFont(typeface))
}

// sheetName makes of an installation's own words a name that a sheet can have:
// of 31 characters at most, none of those that Excel keeps for itself, and not
// one that is taken.
func sheetName(name string, taken ...string) string {
	const longest = 31
	runes := []rune(strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return '-'
		}
		return r
	}, name), "'"))
	cut := func(room int) string { return string(runes[:min(len(runes), room)]) }
	found := cut(longest)
	for n := 2; slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, found) }); n++ {
		end := " " + strconv.Itoa(n)
		found = cut(longest-len(end)) + end
	}
	return found
}

// month is the report's own.
func (b *workbook) month() kpi.Month { return b.r.Dashboard.Summary.Month }

// network is the installation's name.
func (b *workbook) network() string {
	if b.r.Network == "" {
		return "Porte-voix"
	}
	return b.r.Network
}

// scope says what the workbook is about.
func (b *workbook) scope() string {
	if b.r.Entity == "" {
		return b.p.T("report.scope.all")
	}
	return b.p.T("report.scope.entity", "entity", b.r.Entity)
}

func (b *workbook) properties() {
	created := b.r.AsOf.UTC().Format("2006-01-02T15:04:05Z")
	language := "fr-FR"
	if b.p.Locale() == "en" {
		language = "en-GB"
	}
	b.do(b.f.SetDocProps(&excelize.DocProperties{
		Title: clean(b.p.T("report.title", "month", b.month())), Subject: clean(b.scope()),
		Creator: clean(b.network()), LastModifiedBy: clean(b.network()), Language: language, Created: created, Modified: created,
		Description: clean(b.standing() + " · " + b.p.T("report.as_of", "at", b.p.DateTime(b.r.AsOf))), Version: version(b.r.Number),
	}))
	b.do(b.f.SetAppProps(&excelize.AppProperties{Application: "Porte-voix", Company: clean(b.network())}))
}

// headRows is the number of rows that head takes; what follows begins on the
// next.
const headRows = 5

// head begins a sheet: what it shows, of whom and when and in what report, as
// of when and from what source, and how to read it.
func (b *workbook) head(sheet, title, reading string) {
	of := strings.Join([]string{b.network(), b.p.Month(b.month()), b.scope(), b.standing()}, " · ")
	b.text(sheet, 0, 1, title, look{size: 20, bold: true})
	b.text(sheet, 0, 2, of, look{size: 12, color: accentColor, bold: true})
	b.text(sheet, 0, 3, b.p.T("report.as_of", "at", b.p.DateTime(b.r.AsOf))+" · "+b.p.T("report.source"), look{color: mutedColor})
	b.text(sheet, 0, 4, reading, look{color: mutedColor})
	b.do(b.f.SetRowHeight(sheet, 1, 32))
	b.do(b.f.SetRowHeight(sheet, 2, 20))
	show := false
	b.do(b.f.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &show}))
}

// page sets a sheet's print-out: A4 landscape, as wide as the page, the given
// rows repeated on each.
func (b *workbook) page(sheet, tab string, firstTitle, lastTitle int) {
	landscape, a4, one, any := "landscape", 9, 1, 0
	b.do(b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &any}))
	side, top, margin := 0.45, 0.75, 0.3
	b.do(b.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &margin, Footer: &margin}))
	fit := true
	b.do(b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit, TabColorRGB: &tab}))
	b.do(b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: headerText("L", b.network(), 60) + headerText("C", b.scope(), 60) + headerText("R", sheet+" · "+b.p.Month(b.month()), 60),
		OddFooter: headerText("L", b.standing()+" · "+b.p.T("report.as_of", "at", b.p.DateTime(b.r.AsOf))+" · "+b.p.T("report.source"), 160) + "&R&8&P / &N",
	}))
	rows := fmt.Sprintf("$%d:$%d", firstTitle, lastTitle)
	b.do(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + sheet + "'!" + rows, Scope: sheet}))
}

// headerText is a part of a page header, cut to a number of characters; a
// header holds 255 in all.
func headerText(place, text string, most int) string {
	runes := []rune(strings.ReplaceAll(clean(text), "\n", " "))
	if len(runes) > most {
		runes = append(runes[:most-1], '…')
	}
	space := "" // or digits would be read as a part of the size
	if len(runes) > 0 && unicode.IsDigit(runes[0]) {
		space = " "
	}
	return "&" + place + "&8" + space + strings.ReplaceAll(string(runes), "&", "&&")
}

// section writes the title of a block and returns the row after it.
func (b *workbook) section(sheet string, row int, title string) int {
	b.text(sheet, 0, row, title, look{size: 13, bold: true, color: accentColor})
	b.do(b.f.SetRowHeight(sheet, row, 24))
	return row + 1
}

// headings writes the names of columns.
func (b *workbook) headings(sheet string, row int, names []string) {
	for i, n := range names {
		l := look{bold: true, fill: headColor, wrap: true, align: "right", under: true, top: true}
		if i == 0 {
			l.align = "left"
		}
		b.text(sheet, i, row, n, l)
	}
	b.do(b.f.SetRowHeight(sheet, row, 44))
}

// widths sets the widths of columns, in characters.
func (b *workbook) widths(sheet string, widths ...float64) {
	for i, w := range widths {
		b.do(b.f.SetColWidth(sheet, columnName(i), columnName(i), w))
	}
}

// label names an indicator.
func (b *workbook) label(ind kpi.Indicator) string { return ind.Label(b.p.Locale(), 0) }

// better colors the changes of a range: for the better and for the worse by
// the indicator's direction, nothing where neither way is better.
func (b *workbook) better(sheet, cells string, direction kpi.Direction) {
	if direction == kpi.DirectionNeutral || b.err != nil {
		return
	}
	up, down := charts.Better(), charts.Worse()
	if direction == kpi.DirectionDown {
		up, down = down, up
	}
	for _, rule := range [][2]string{{">", up}, {"<", down}} {
		// An empty cell counts as 0 and so has neither color.
		style := b.conditional(rule[1])
		b.do(b.f.SetConditionalFormat(sheet, cells, []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: rule[0], Value: "0", Format: &style}}))
	}
}

// conditional returns the style of a text color in conditional formats.
func (b *workbook) conditional(color string) int {
	if id, ok := b.conditionals[color]; ok || b.err != nil {
		return id
	}
	id, err := b.f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: color}})
	b.do(err)
	b.conditionals[color] = id
	return id
}
