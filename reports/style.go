package reports

// This file holds the typography of workbooks: few sizes, hairlines instead of
// boxes, one accent; and a book that remembers its first fault.

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/kpi"
)

// The colors of sheets, those of the pages.
const (
	inkColor    = "151A21"
	mutedColor  = "566070"
	lineColor   = "E1E6EC"
	headColor   = "F1F4F8"
	accentColor = "17407D"
	barColor    = "#C9D8EF" // of data bars
	sparkColor  = "#9DB4D6"
	// networkColor is no sphere's.
	networkColor = "#" + mutedColor
)

// typeface is on every machine with a spreadsheet, or has a twin of the same
// widths there.
const typeface = "Calibri"

// book is a workbook being made. After the first fault nothing is done; err
// tells it.
type book struct {
	f      *excelize.File
	err    error
	styles map[look]int
}

// do remembers the first fault.
func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// look is how a cell looks.
type look struct {
	size       float64 // 0: 10 points
	bold, wrap bool
	color      string // "" for ink
	fill       string
	format     string // number format
	align      string // horizontal, "" as the type of the value has it
	vertical   string
	top, under bool // hairlines
	indent     int
}

// use returns the style of a look.
func (b *book) use(l look) int {
	if id, ok := b.styles[l]; ok {
		return id
	}
	s := &excelize.Style{Font: font(l.size, l.bold, l.color), Alignment: &excelize.Alignment{Horizontal: l.align, Vertical: l.vertical, WrapText: l.wrap, Indent: l.indent}}
	if l.vertical == "" {
		s.Alignment.Vertical = "center"
	}
	if l.fill != "" {
		s.Fill = solid(l.fill)
	}
	if l.format != "" {
		s.CustomNumFmt = &l.format
	}
	if l.top {
		s.Border = append(s.Border, excelize.Border{Type: "top", Color: lineColor, Style: 1})
	}
	if l.under {
		s.Border = append(s.Border, bottomLine(lineColor)...)
	}
	id := b.style(s)
	if b.styles == nil {
		b.styles = map[look]int{}
	}
	b.styles[l] = id
	return id
}

func (b *book) style(s *excelize.Style) int {
	if b.err != nil {
		return 0
	}
	id, err := b.f.NewStyle(s)
	b.do(err)
	return id
}

func font(size float64, bold bool, color string) *excelize.Font {
	if size == 0 {
		size = 10
	}
	if color == "" {
		color = inkColor
	}
	return &excelize.Font{Family: typeface, Size: size, Bold: bold, Color: color}
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func bottomLine(color string) []excelize.Border {
	return []excelize.Border{{Type: "bottom", Color: color, Style: 1}}
}

// text writes a text that stays text; columns and rows: 0 is A, 1 is the first
// row.
func (b *book) text(sheet string, column, row int, text string, l look) {
	if b.err != nil {
		return
	}
	at := cellName(column, row)
	b.do(b.f.SetCellStyle(sheet, at, at, b.use(l)))
	if text != "" {
		b.do(b.f.SetCellStr(sheet, at, clean(text)))
	}
}

// number writes a number, and leaves the cell empty where it is unknown.
func (b *book) number(sheet string, column, row int, n kpi.Number, l look) {
	if b.err != nil {
		return
	}
	at := cellName(column, row)
	b.do(b.f.SetCellStyle(sheet, at, at, b.use(l)))
	if n.Known {
		b.do(b.f.SetCellFloat(sheet, at, n.V, -1, 64))
	}
}

// date writes a month as the date of its first day.
func (b *book) date(sheet string, column, row int, m kpi.Month, l look) {
	b.number(sheet, column, row, kpi.Num(serial(m)), l)
}

// serial is a month's first day as spreadsheets count days.
func serial(m kpi.Month) float64 {
	return float64(m.FirstDay().Time().Unix()/86400) + 25569 // 1970-01-01
}

// clean takes away what XML cannot hold.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0x7f || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, text)
}

// columnName returns a column's letters; 0 is A.
func columnName(column int) string { return string(appendColumn(nil, column)) }

// cellName returns a cell's name; column 0 and row 1 are A1.
func cellName(column, row int) string { return columnName(column) + strconv.Itoa(row) }

// area is a range of cells on a sheet, as charts name it.
func area(sheet string, column1, row1, column2, row2 int) string {
	a, z := "$"+columnName(column1)+"$"+strconv.Itoa(row1), "$"+columnName(column2)+"$"+strconv.Itoa(row2)
	name := "'" + strings.ReplaceAll(sheet, "'", "''") + "'!"
	if a == z {
		return name + a
	}
	return name + a + ":" + z
}
