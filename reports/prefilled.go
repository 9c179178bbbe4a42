package reports

// This file makes prefilled sheets: workbooks in which people fill in figures
// offline. They open with instructions; the sheet to fill in has a line for
// each figure, beside what it was a month and a year before, and is protected
// everywhere else; a hidden sheet carries along what is needed to know, when it
// comes back, what was changed.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Parts of the sheets that take many rows, by their order of creation.
const (
	inputsPart   = "xl/worksheets/sheet2.xml"
	manifestPart = "xl/worksheets/sheet3.xml"
)

// inputsHeader is the row of the headings of the sheet to fill in.
const inputsHeader = 6

// prefilled is a prefilled sheet being made.
type prefilled struct {
	book
	s             kpi.Sheet
	p             *i18n.Printer
	address       string // where it is brought back; "": not said
	guide, inputs string // names of the sheets
	headings      []string
	asked         int
	// Styles by number format, plain and with the hairline that begins an account.
	unlocked, past, changes [2]map[string]int
	looks                   prefilledLooks
}

// Prefilled writes a prefilled sheet. address is where people bring it back,
// "" where that is not known. Only the rows grow with the number of accounts,
// and they are written as they come.
func Prefilled(w io.Writer, s kpi.Sheet, p *i18n.Printer, address string) error {
	b := &prefilled{book: book{f: excelize.NewFile()}, s: s, p: p, address: address}
	for _, l := range s.Lines {
		if l.Asked && l.Code != "" {
			b.asked++
		}
	}
	b.layOut()
	if err := b.err; err != nil {
		return errors.Join(err, b.f.Close())
	}
	to, err := newSplice(w, b.f, inputsPart, manifestPart)
	if err := errors.Join(err, b.f.Close()); err != nil {
		return err
	}
	if err := b.writeInputs(to); err != nil {
		return err
	}
	if err := b.writeManifest(to); err != nil {
		return err
	}
	return to.close()
}

// layOut makes everything but the rows of the long sheets.
func (b *prefilled) layOut() {
	b.guide, b.inputs = b.p.T("sheet.book_guide"), b.p.T("sheet.book_inputs")
	b.do(b.f.SetSheetName("Sheet1", b.guide))
	for _, name := range []string{b.inputs, kpi.SheetManifestName} {
		_, err := b.f.NewSheet(name)
		b.do(err)
	}
	b.do(b.f.SetDefaultFont(typeface))
	b.guideSheet()
	b.inputsSheet()
	words := "'" + kpi.SheetManifestName + "'!$D$1:$D$" + strconv.Itoa(len(sheetWords()))
	b.do(b.f.SetDefinedName(&excelize.DefinedName{Name: kpi.SheetWordsName, RefersTo: words}))
	b.do(b.f.SetSheetVisible(kpi.SheetManifestName, false, true))
	b.do(b.f.ProtectSheet(kpi.SheetManifestName, &excelize.SheetProtectionOptions{}))
	b.makeLooks()
	b.properties()
	b.f.SetActiveSheet(0)
}

// sheetWords are the words that a cell may hold.
func sheetWords() []string {
	return append(append([]string(nil), kpi.SheetWords[kpi.StateUnavailable]...), kpi.SheetWords[kpi.StateNA]...)
}

// protect locks a sheet but for its unlocked cells, without a password: against
// slips, not against anybody.
func (b *prefilled) protect(sheet string) {
	b.do(b.f.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		AutoFilter: true, FormatColumns: true, FormatRows: true, SelectLockedCells: true, SelectUnlockedCells: true,
	}))
}

// scope says of whom and until when.
func (b *prefilled) scope() string {
	text := b.s.NetworkName + " · " + b.p.N("sheet.book_accounts", b.s.Accounts)
	if !b.s.Due.IsZero() && kpi.DayOf(b.s.At) <= b.s.Due {
		text += " · " + b.p.T("sheet.book_due", "due", b.s.Due)
	}
	return text
}

// guideSheet is the page that a person opens first.
func (b *prefilled) guideSheet() {
	sheet, p := b.guide, b.p
	b.do(b.f.SetColWidth(sheet, "A", "A", 4))
	b.do(b.f.SetColWidth(sheet, "B", "B", 92))
	b.text(sheet, 0, 1, p.T("sheet.book_title", "month", b.s.Month), look{size: 20, bold: true})
	b.do(b.f.SetRowHeight(sheet, 1, 34))
	b.text(sheet, 0, 2, b.scope(), look{size: 12, bold: true, color: accentColor})
	b.do(b.f.SetRowHeight(sheet, 2, 22))
	back := p.T("sheet.book_step_back")
	if b.address != "" {
		back = p.T("sheet.book_step_back_at", "address", b.address)
	}
	row := 4
	for i, step := range []string{
		p.T("sheet.book_step_fill", "sheet", b.inputs, "month", b.s.Month), p.T("sheet.book_step_blank"), p.T("sheet.book_step_words"),
		p.T("sheet.book_step_note"), back,
	} {
		b.text(sheet, 0, row, strconv.Itoa(i+1), look{size: 12, bold: true, color: accentColor, vertical: "top", align: "left"})
		b.text(sheet, 1, row, step, look{size: 12, wrap: true, vertical: "top"})
		b.do(b.f.SetRowHeight(sheet, row, stepHeight(step)))
		row++
	}
	for _, note := range []string{p.T("sheet.book_protected"), p.T("sheet.book_downloaded", "at", p.DateTime(b.s.At))} {
		row++
		b.text(sheet, 1, row, note, look{color: mutedColor, wrap: true, vertical: "top"})
		b.do(b.f.SetRowHeight(sheet, row, 28))
	}
	show := false
	b.do(b.f.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &show}))
	b.protect(sheet)
	b.page(sheet, "portrait")
}

// stepHeight is the height of a step, which may take two lines.
func stepHeight(step string) float64 {
	const line = 85 // characters
	if len([]rune(step)) > line {
		return 38
	}
	return 22
}

// inputsSheet is the sheet to fill in, but for its rows.
func (b *prefilled) inputsSheet() {
	sheet, p := b.inputs, b.p
	for i, w := range []float64{8, 8, 8, 8, 24, 26, 24, 13, 13, 15, 13, 40, 60} {
		b.do(b.f.SetColWidth(sheet, columnName(i), columnName(i), w))
	}
	b.do(b.f.SetColVisible(sheet, columnName(kpi.SheetKey)+":"+columnName(kpi.SheetDecimals), false))
	first := kpi.SheetAccount
	b.text(sheet, first, 1, p.T("sheet.book_title", "month", b.s.Month), look{size: 20, bold: true})
	b.do(b.f.SetRowHeight(sheet, 1, 32))
	b.text(sheet, first, 2, b.scope(), look{size: 12, bold: true, color: accentColor})
	b.text(sheet, first, 3, p.T("sheet.book_reading"), look{color: mutedColor})
	b.progress()
	b.headingRow()
	b.rules()
	b.do(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: inputsHeader, XSplit: kpi.SheetYearBefore,
		TopLeftCell: cellName(kpi.SheetYearBefore, inputsHeader+1), ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: cellName(kpi.SheetInput, inputsHeader+1), ActiveCell: cellName(kpi.SheetInput, inputsHeader+1), Pane: "bottomRight"}}}))
	b.do(b.f.SetSheetDimension(sheet, "A1:"+cellName(kpi.SheetColumns-1, b.last())))
	show := false
	b.do(b.f.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &show}))
	b.protect(sheet)
	b.page(sheet, "landscape")
	quoted := "'" + sheet + "'!"
	b.do(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s$%d:$%d", quoted, inputsHeader, inputsHeader), Scope: sheet}))
	b.do(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: sheet,
		RefersTo: fmt.Sprintf("%s$%s$1:$%s$%d", quoted, columnName(first), columnName(kpi.SheetNote), b.last())}))
}

// last is the last row of the sheet to fill in.
func (b *prefilled) last() int { return max(inputsHeader+1, inputsHeader+len(b.s.Lines)) }

// inputCells names the cells to fill in of a column.
func (b *prefilled) inputCells(column int) string {
	return cellName(column, inputsHeader+1) + ":" + cellName(column, b.last())
}

// progress counts what is filled in, as one goes.
func (b *prefilled) progress() {
	at := cellName(kpi.SheetAccount, 4)
	numbers, words := b.inputCells(kpi.SheetDecimals), b.inputCells(kpi.SheetInput)
	const hole = "#"
	before, after, _ := strings.Cut(b.p.T("sheet.book_filled", "done", hole, "n", b.asked), hole)
	text := fmt.Sprintf(`"%s"&SUMPRODUCT((LEN(%s)>0)*(LEN(%s)>0))&"%s"`, before, numbers, words, after)
	b.do(b.f.SetCellFormula(b.inputs, at, text))
	b.do(b.f.SetCellStyle(b.inputs, at, at, b.use(look{bold: true, color: accentColor})))
}

// headingRow writes the names of the columns, which are checked when the sheet
// comes back.
func (b *prefilled) headingRow() {
	p, m := b.p, b.s.Month
	b.headings = []string{kpi.SheetMark, "min", "max", "decimals", p.T("sheet.column_account"), p.T("sheet.column_identity"), p.T("sheet.column_indicator"),
		p.ShortMonth(m.Add(-12)), p.ShortMonth(m.Add(-1)), p.Month(m), p.T("sheet.column_change"), p.T("sheet.column_note"), p.T("sheet.column_place")}
	for i, name := range b.headings {
		l := look{bold: true, fill: headColor, wrap: true, under: true, top: true, align: "left"}
		if i >= kpi.SheetYearBefore && i <= kpi.SheetChange {
			l.align = "right"
		}
		switch i {
		case kpi.SheetInput:
			l.color = accentColor
		case kpi.SheetNote, kpi.SheetPlace:
			l.indent = 1
		}
		b.text(b.inputs, i, inputsHeader, name, l)
	}
	b.do(b.f.SetRowHeight(b.inputs, inputsHeader, 30))
}

// rules are the filter, what cells take, and how a filled one looks.
func (b *prefilled) rules() {
	sheet, row := b.inputs, strconv.Itoa(inputsHeader+1)
	b.do(b.f.AutoFilter(sheet, cellName(kpi.SheetAccount, inputsHeader)+":"+cellName(kpi.SheetNote, b.last()), nil))
	cell := "$" + columnName(kpi.SheetInput) + row
	value := fmt.Sprintf("VALUE(SUBSTITUTE(SUBSTITUTE(%s,\"\u00a0\",\"\"),\"\u202f\",\"\"))", cell)
	bound := func(column int) string { return "$" + columnName(column) + row }
	number := &excelize.DataValidation{AllowBlank: true, Type: "custom", Sqref: b.inputCells(kpi.SheetInput)}
	number.Formula1 = escapeXML(fmt.Sprintf("OR(COUNTIF(%s,%s)>0,IFERROR(ROUND(MEDIAN(%s,%s,%s),%s)=%s,FALSE))", kpi.SheetWordsName, cell,
		bound(kpi.SheetMin), bound(kpi.SheetMax), value, bound(kpi.SheetDecimals), value))
	number.SetError(excelize.DataValidationErrorStyleStop, b.p.T("sheet.book_error_title"), b.p.T("sheet.book_error"))
	b.do(b.f.AddDataValidation(sheet, number))
	note := excelize.NewDataValidation(true)
	note.Sqref = b.inputCells(kpi.SheetNote)
	b.do(note.SetRange(0, longestSheetNote, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween))
	note.SetError(excelize.DataValidationErrorStyleStop, b.p.T("sheet.book_error_title"), b.p.T("sheet.book_error_note", "n", longestSheetNote))
	b.do(b.f.AddDataValidation(sheet, note))
	if b.err != nil {
		return
	}
	filled, err := b.f.NewConditionalStyle(&excelize.Style{Fill: solid("FFFFFF"), Font: &excelize.Font{Color: inkColor}})
	b.do(err)
	b.do(b.f.SetConditionalFormat(sheet, b.inputCells(kpi.SheetInput), []excelize.ConditionalFormatOptions{{
		Type: "formula", Criteria: fmt.Sprintf("AND(LEN(%s)>0,LEN(%s)>0)", bound(kpi.SheetDecimals), cell), Format: &filled}}))
}

// longestSheetNote is how long a remark may be.
const longestSheetNote = 1000

// escapeXML escapes a formula for its element.
func escapeXML(text string) string { return string(appendText(nil, text)) }

// page sets a sheet's print-out: A4, as wide as the page.
func (b *prefilled) page(sheet, orientation string) {
	a4, one, any, fit, tab, height := 9, 1, 0, true, accentColor, 18.0
	b.do(b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &orientation, Size: &a4, FitToWidth: &one, FitToHeight: &any}))
	side, top, margin := 0.45, 0.75, 0.3
	b.do(b.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &margin, Footer: &margin}))
	b.do(b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit, TabColorRGB: &tab, DefaultRowHeight: &height, CustomHeight: &fit}))
	b.do(b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: headerText("L", b.s.NetworkName, 60) + headerText("R", b.p.T("sheet.book_title", "month", b.s.Month), 80),
		OddFooter: headerText("L", b.p.T("sheet.book_downloaded", "at", b.p.DateTime(b.s.At)), 120) + "&R&8&P / &N",
	}))
}

func (b *prefilled) properties() {
	created := b.s.At.UTC().Format("2006-01-02T15:04:05Z")
	language := "fr-FR"
	if b.p.Locale() == "en" {
		language = "en-GB"
	}
	name := clean(b.s.NetworkName)
	b.do(b.f.SetDocProps(&excelize.DocProperties{Title: clean(b.p.T("sheet.book_title", "month", b.s.Month)), Creator: name, LastModifiedBy: name,
		Language: language, Created: created, Modified: created}))
	b.do(b.f.SetAppProps(&excelize.AppProperties{Application: "Porte-voix", Company: name}))
}

// writeManifest writes the hidden sheet: the mark, the signature and the
// headings, then the manifest, with the words that cells take beside them.
func (b *prefilled) writeManifest(to *splice) error {
	rows, err := to.sheet(manifestPart, 0)
	if err != nil {
		return err
	}
	lines, err := b.s.Manifest()
	if err != nil {
		return err
	}
	headings, err := json.Marshal(b.headings)
	if err != nil {
		return err
	}
	words := sheetWords()
	for i := range max(len(lines)+1, len(words)) {
		if err := rows.begin(); err != nil {
			return err
		}
		switch {
		case i == 0:
			rows.text(0, 0, kpi.SheetMark)
			rows.text(1, 0, b.s.Signature)
			rows.text(2, 0, string(headings))
		case i <= len(lines):
			rows.text(0, 0, lines[i-1])
		}
		if i < len(words) {
			rows.text(3, 0, words[i])
		}
		if err := rows.end(); err != nil {
			return err
		}
	}
	return rows.close(nil)
}
