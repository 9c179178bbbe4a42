package reports

// This file writes tables row by row, as CSV and as XLSX. Both come back
// through the import of figures unchanged.

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Cell is one cell of an export: a text, a number, the state of a figure that
// is not known, or nothing.
type Cell struct {
	text   string
	number kpi.Number
	state  kpi.State
}

// Text is a cell of text; it stays text whatever it looks like.
func Text(s string) Cell { return Cell{text: s} }

// Number is a cell of a number, empty where it is unknown.
func Number(n kpi.Number) Cell { return Cell{number: n} }

// Month is a cell of a month, written YYYY-MM.
func Month(m kpi.Month) Cell { return Cell{text: m.String()} }

// Figure is a cell of a figure: its value, a word for unavailable and for what
// does not apply, nothing where it was not given.
func Figure(f kpi.Figure) Cell { return Cell{number: f.Number(), state: f.State} }

// words are the texts of cells in one language; the import of figures reads
// all of them.
type words struct{ unavailable, na string }

func wordsOf(p *i18n.Printer) words {
	return words{p.T("report.word.unavailable"), p.T("report.word.na")}
}

// text is what a cell without a number says.
func (w words) text(c Cell) string {
	switch c.state {
	case kpi.StateUnavailable:
		return w.unavailable
	case kpi.StateNA:
		return w.na
	}
	return c.text
}

// Table takes a table row by row: first its header, then its rows, then Close.
type Table interface {
	Header(names ...string) error
	Row(cells ...Cell) error
	Close() error
}

// NewTable writes a table to w in a format, "csv" or "xlsx"; false for any
// other.
func NewTable(w io.Writer, format string, p *i18n.Printer) (Table, bool) {
	switch format {
	case "csv":
		return NewCSV(w, p), true
	case "xlsx":
		return NewXLSX(w, p), true
	}
	return nil, false
}

// CSV writes a table as people open it in their language: UTF-8 with a byte
// order mark, semicolons and decimal commas in French, commas and points in
// English.
type CSV struct {
	w       io.Writer
	csv     *csv.Writer
	decimal string
	words   words
	record  []string
}

// NewCSV writes to w; nothing is complete before Close.
func NewCSV(w io.Writer, p *i18n.Printer) *CSV {
	c := &CSV{w: w, csv: csv.NewWriter(w), decimal: ".", words: wordsOf(p)}
	if p.Locale() == "fr" {
		c.csv.Comma, c.decimal = ';', ","
	}
	return c
}

// Header writes the names of the columns.
func (c *CSV) Header(names ...string) error {
	if _, err := io.WriteString(c.w, "\ufeff"); err != nil {
		return err
	}
	c.record = c.record[:0]
	for _, n := range names {
		c.record = append(c.record, guard(n))
	}
	return c.csv.Write(c.record)
}

// Row writes a row.
func (c *CSV) Row(cells ...Cell) error {
	c.record = c.record[:0]
	for _, cell := range cells {
		if cell.number.Known {
			c.record = append(c.record, c.number(cell.number.V))
		} else {
			c.record = append(c.record, guard(c.words.text(cell)))
		}
	}
	return c.csv.Write(c.record)
}

// number writes all the digits there are. Exactly three decimals get a zero
// more, so that nobody, person or program, takes the mark for one between
// thousands.
func (c *CSV) number(v float64) string {
	whole, fraction, found := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	if !found {
		return whole
	}
	if len(fraction) == 3 {
		fraction += "0"
	}
	return whole + c.decimal + fraction
}

// Close writes what is left; it does not close the writer beneath.
func (c *CSV) Close() error {
	c.csv.Flush()
	return c.csv.Error()
}

// guard keeps a spreadsheet from running a text: what begins like a formula
// and is no number gets an apostrophe, which the import takes away.
func guard(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return text
	}
	if _, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64); err == nil {
		return text
	}
	return "'" + text
}

// XLSX writes a table as a workbook of one sheet with a filter and the header
// kept in sight, in flat memory.
type XLSX struct {
	w       io.Writer
	p       *i18n.Printer
	words   words
	splice  *splice
	rows    *sheetRows
	columns int
}

// NewXLSX writes to w; nothing is complete before Close.
func NewXLSX(w io.Writer, p *i18n.Printer) *XLSX { return &XLSX{w: w, p: p, words: wordsOf(p)} }

// Header writes the names of the columns.
func (x *XLSX) Header(names ...string) error {
	x.columns = len(names)
	f, err := exportTemplate(x.p.T("report.sheet.export"), names)
	if err != nil {
		return err
	}
	x.splice, err = newSplice(x.w, f, exportPart)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	x.rows, err = x.splice.sheet(exportPart, 1)
	return err
}

const exportPart = "xl/worksheets/sheet1.xml"

// exportTemplate is the workbook of an export with its header alone.
func exportTemplate(sheet string, names []string) (*excelize.File, error) {
	f := excelize.NewFile()
	b := &book{f: f}
	b.do(f.SetSheetName("Sheet1", sheet))
	style := b.style(&excelize.Style{Font: font(10, true, inkColor), Fill: solid(headColor), Border: bottomLine(lineColor), Alignment: &excelize.Alignment{Vertical: "center"}})
	for i, n := range names {
		at := cellName(i, 1)
		b.do(f.SetCellStr(sheet, at, n))
		b.do(f.SetCellStyle(sheet, at, at, style))
		b.do(f.SetColWidth(sheet, columnName(i), columnName(i), float64(min(40, max(12, len([]rune(n))+4)))))
	}
	b.do(f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	b.do(f.SetDocProps(&excelize.DocProperties{Creator: "Porte-voix", LastModifiedBy: "Porte-voix", Title: sheet}))
	return f, b.err
}

// Row writes a row.
// Errors: kpi.CodeTooLarge, key "report.rows", beyond what a sheet holds.
func (x *XLSX) Row(cells ...Cell) error {
	if err := x.rows.begin(); err != nil {
		return err
	}
	for i, c := range cells {
		if c.number.Known {
			x.rows.number(i, 0, c.number)
		} else {
			x.rows.text(i, 0, x.words.text(c))
		}
	}
	return x.rows.end()
}

// Close ends the workbook; it does not close the writer beneath.
func (x *XLSX) Close() error {
	if x.rows == nil {
		return errors.New("reports: an export without a header")
	}
	err := x.rows.close(func(tail []byte) []byte {
		if x.columns == 0 {
			return tail
		}
		// Only now is it known how many rows there are to filter.
		filter := fmt.Appendf(nil, `%s<autoFilter ref="A1:%s"></autoFilter>`, endOfRows, cellName(x.columns-1, x.rows.row))
		return bytes.Replace(tail, []byte(endOfRows), filter, 1)
	})
	if err != nil {
		return err
	}
	return x.splice.close()
}
