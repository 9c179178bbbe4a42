package reports

// This file writes the rows of the sheet to fill in, and how they look.

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/kpi"
)

// prefilledLooks are the styles of the rows, plain and with the hairline that
// begins an account.
type prefilledLooks struct {
	name, again, text, place, note, none, shut [2]int
}

// Colors of the cells to fill in, and of those that are not asked.
const (
	inputColor = "E9F1FC"
	noteColor  = "F7F9FD"
	shutColor  = "E4E7EB"
)

func (b *prefilled) makeLooks() {
	b.unlocked, b.past, b.changes = [2]map[string]int{{}, {}}, [2]map[string]int{{}, {}}, [2]map[string]int{{}, {}}
	for i, top := range []bool{false, true} {
		b.looks.name[i] = b.use(look{bold: true, top: top})
		b.looks.again[i] = b.use(look{color: mutedColor, top: top})
		b.looks.text[i] = b.use(look{top: top})
		b.looks.place[i] = b.use(look{color: mutedColor, top: top, indent: 1, align: "left"})
		b.looks.shut[i] = b.use(look{color: mutedColor, fill: shutColor, align: "right", top: top})
		b.looks.none[i] = b.use(look{color: mutedColor, align: "right", top: top})
		b.looks.note[i] = b.open(look{fill: noteColor, wrap: true, indent: 1}, "left", "")
	}
	for _, l := range b.s.Lines {
		format := b.formatOf(l)
		if _, known := b.past[0][format]; known || l.Code == "" {
			continue
		}
		change := changeFormat(l.Decimals, "")
		if l.Percent {
			change = pointsFormat(max(l.Decimals, 1), b.p)
		}
		for i, top := range []bool{false, true} {
			b.unlocked[i][format] = b.open(look{fill: inputColor}, "right", format)
			b.past[i][format] = b.use(look{color: mutedColor, format: format, top: top})
			b.changes[i][format] = b.use(look{color: mutedColor, format: change, align: "right", top: top})
		}
	}
}

// open is the style of a cell that is to be filled in.
func (b *prefilled) open(l look, align, format string) int {
	s := &excelize.Style{Font: font(0, false, ""), Fill: solid(l.fill), Protection: &excelize.Protection{Locked: false},
		Alignment: &excelize.Alignment{Horizontal: align, Vertical: "center", WrapText: l.wrap, Indent: l.indent}}
	if format != "" {
		s.CustomNumFmt = &format
	}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		s.Border = append(s.Border, excelize.Border{Type: side, Color: "B9CBE6", Style: 1})
	}
	return b.style(s)
}

// formatOf is the number format of a line. Percentages are ones, so that both
// 4,1 and 4,1 % are read as what is meant.
func (b *prefilled) formatOf(l kpi.SheetLine) string {
	n := l.Decimals
	if l.Whole {
		n = 0
	}
	if !l.Percent {
		return decimals(n)
	}
	if b.p.Locale() == "fr" {
		return decimals(n) + `"` + noBreak + `"%`
	}
	return decimals(n) + "%"
}

func (b *prefilled) writeInputs(to *splice) error {
	rows, err := to.sheet(inputsPart, inputsHeader)
	if err != nil {
		return err
	}
	words := wordsOf(b.p)
	for i, l := range b.s.Lines {
		if err := rows.begin(); err != nil {
			return err
		}
		b.line(rows, words, l, i == 0 || b.s.Lines[i-1].Account != l.Account)
		if err := rows.end(); err != nil {
			return err
		}
	}
	return rows.close(nil)
}

// line writes a line of the sheet; the first of an account has its name in bold.
func (b *prefilled) line(rows *sheetRows, words words, l kpi.SheetLine, first bool) {
	top := 0
	name, label := b.looks.again, l.Label
	if first {
		top, name = 1, b.looks.name
	}
	if l.Code == "" {
		label = b.p.T("sheet.comment")
	}
	rows.text(kpi.SheetKey, 0, l.Key())
	if l.Asked && l.Code != "" {
		b.bounds(rows, l)
	}
	rows.text(kpi.SheetAccount, name[top], l.Name)
	rows.text(kpi.SheetIdentity, b.looks.again[top], l.Identity)
	rows.text(kpi.SheetIndicator, b.looks.text[top], label)
	if l.Code == "" {
		for column := kpi.SheetYearBefore; column <= kpi.SheetChange; column++ {
			rows.blankOr(column, b.looks.none[top], kpi.Number{})
		}
	} else {
		b.figures(rows, words, l, top)
	}
	note := l.Stood.Note
	if l.Code == "" {
		note = l.Comment
	}
	switch {
	case l.Code != "" && !l.Asked:
		rows.blankOr(kpi.SheetNote, b.looks.shut[0], kpi.Number{})
	case note != "":
		rows.text(kpi.SheetNote, b.looks.note[0], note)
	default:
		rows.blankOr(kpi.SheetNote, b.looks.note[0], kpi.Number{})
	}
	place := l.Place.Sentence
	if l.Place.Link != "" {
		place += " " + l.Place.Link
	}
	rows.text(kpi.SheetPlace, b.looks.place[top], place)
}

// largestInput is the largest count that a cell takes.
const largestInput = 1 << 53

// bounds writes what the cell takes, as its validation reads it.
func (b *prefilled) bounds(rows *sheetRows, l kpi.SheetLine) {
	low, high, places := -largestInput, largestInput, 9.0
	from, until := float64(low), float64(high)
	if l.Min.Known {
		from = l.Min.V
	}
	if l.Max.Known {
		until = l.Max.V
	}
	if l.Percent {
		from, until, places = from/100, until/100, 11
	}
	if l.Whole {
		places = 0
	}
	rows.number(kpi.SheetMin, 0, kpi.Num(from))
	rows.number(kpi.SheetMax, 0, kpi.Num(until))
	rows.number(kpi.SheetDecimals, 0, kpi.Num(places))
}

// figures writes what was, the cell to fill in, and the change between them.
func (b *prefilled) figures(rows *sheetRows, words words, l kpi.SheetLine, top int) {
	format := b.formatOf(l)
	past, none, open := b.past[top][format], b.looks.none[top], b.unlocked[top][format]
	b.figure(rows, words, kpi.SheetYearBefore, past, none, l, l.YearBefore)
	b.figure(rows, words, kpi.SheetBefore, past, none, l, l.Before)
	if !l.Asked {
		rows.text(kpi.SheetInput, b.looks.shut[top], b.p.T("sheet.not_asked"))
		return
	}
	stood := l.Stood
	if !stood.Answered() {
		stood = l.Proposed
	}
	b.figure(rows, words, kpi.SheetInput, open, open, l, stood)
	input, before, factor := cellName(kpi.SheetInput, rows.row), cellName(kpi.SheetBefore, rows.row), ""
	if l.Percent {
		factor = "*100"
	}
	rows.formula(kpi.SheetChange, b.changes[top][format], fmt.Sprintf(`IF(AND(ISNUMBER(%s),ISNUMBER(%s)),(%s-%s)%s,"")`, input, before, input, before, factor))
}

// formula writes a formula; programs compute it when they open the workbook.
func (s *sheetRows) formula(column, style int, formula string) {
	s.cell(column, style, "")
	s.buf = append(s.buf, "<f>"...)
	s.buf = appendText(s.buf, formula)
	s.buf = append(s.buf, "</f></c>"...)
}

// figure writes a figure: its value, or its word; an empty cell keeps its looks.
func (b *prefilled) figure(rows *sheetRows, words words, column, style, wordStyle int, l kpi.SheetLine, f kpi.Figure) {
	if text := words.text(Cell{state: f.State}); text != "" {
		rows.text(column, wordStyle, text)
		return
	}
	n := f.Number()
	if l.Percent && n.Known {
		n = kpi.Num(math.Round(n.V*1e10) / 1e12)
	}
	rows.blankOr(column, style, n)
}
