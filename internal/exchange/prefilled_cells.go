package exchange

// This file reads the cells of a prefilled sheet, and says of each that is not
// where or what it was, by its name, what happened to it.

import (
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// PrefilledCells is what the cells of a prefilled sheet say.
type PrefilledCells struct {
	Given    []PrefilledCell
	Problems []kpi.FieldError // each refuses the sheet; Field is the cell's name
	Notices  []kpi.FieldError // worth knowing, refuse nothing
}

// headingRows is how far down the headings are looked for: somebody may have
// put rows above them.
const headingRows = 100

// Cells reads the sheet to fill in, which is recognised by its mark. Blank
// cells are left out.
// Errors: CodeInvalid, "sheet.gone" where there is no such sheet any more.
func (p *Prefilled) Cells() (PrefilledCells, error) {
	for _, name := range p.book.file.GetSheetList() {
		if name == kpi.SheetManifestName {
			continue
		}
		if err := p.book.openSheet(name); err != nil {
			return PrefilledCells{}, err
		}
		row, column, err := p.findMark()
		if err != nil {
			return PrefilledCells{}, err
		}
		if column >= 0 {
			return p.readCells(row, column)
		}
	}
	return PrefilledCells{}, kpi.Invalid("sheet.gone")
}

// findMark goes to the row with the mark; column is -1 where there is none.
func (p *Prefilled) findMark() (row Row, column int, err error) {
	for range headingRows {
		row, err := p.book.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Row{}, -1, err
		}
		for i, c := range row.Cells {
			if c == kpi.SheetMark {
				return row, i, nil
			}
		}
	}
	return Row{}, -1, nil
}

// cellReader goes through the rows below the headings.
type cellReader struct {
	p       *Prefilled
	printer *i18n.Printer
	places  map[string]int // of lines, by key
	seen    map[string]int // rows, by key
	next    int            // the line that should come
	moved   bool           // said that rows moved
	out     PrefilledCells
}

func (p *Prefilled) readCells(headings Row, mark int) (PrefilledCells, error) {
	r := cellReader{p: p, printer: i18n.For(p.Sheet.Locale), places: make(map[string]int, len(p.Sheet.Lines)), seen: make(map[string]int, len(p.Sheet.Lines))}
	for i, l := range p.Sheet.Lines {
		r.places[l.Key()] = i
	}
	if !r.headings(headings, mark) {
		return r.out, nil // nothing below can be told from anything else
	}
	for {
		row, err := p.book.read()
		if errors.Is(err, io.EOF) {
			return r.out, nil
		}
		if err != nil {
			return PrefilledCells{}, err
		}
		if row.Fault != nil {
			r.problem(row, kpi.SheetInput, row.Fault.Value, row.Fault.Key)
			continue
		}
		r.row(row)
	}
}

// headings reports whether all columns are where they were, and names the first
// that is not.
func (r *cellReader) headings(row Row, mark int) bool {
	for i := range kpi.SheetColumns {
		want := r.p.headings[i]
		if i == kpi.SheetKey {
			want = kpi.SheetMark
		}
		found := trim(cellOf(row, i))
		switch {
		case found == want:
		case i < kpi.SheetAccount:
			r.problem(row, i, "", "sheet.moved_hidden")
			return false
		default:
			r.problem(row, i, found, "sheet.moved_column", "expected", want)
			return false
		}
	}
	return mark == kpi.SheetKey
}

func cellOf(row Row, column int) string {
	if column >= len(row.Cells) {
		return ""
	}
	return row.Cells[column]
}

func cellName(row Row, column int) string { return columnLetters(column) + strconv.Itoa(row.Line) }

// problem adds what refuses the sheet, naming the cell; args are name, value…
func (r *cellReader) problem(row Row, column int, value, key string, args ...any) {
	r.out.Problems = append(r.out.Problems, r.fault(row, column, value, key, args))
}

func (r *cellReader) notice(row Row, column int, value, key string, args ...any) {
	r.out.Notices = append(r.out.Notices, r.fault(row, column, value, key, args))
}

func (r *cellReader) fault(row Row, column int, value, key string, args []any) kpi.FieldError {
	name := cellName(row, column)
	f := kpi.Field(name, key, append(args, "cell", name, "value", cut(value))...)
	f.Line, f.Value = row.Line, cut(value)
	return f
}

// row reads one row. A row is known by its key: it may stand elsewhere, as long
// as all of it does.
func (r *cellReader) row(row Row) {
	key := trim(cellOf(row, kpi.SheetKey))
	place, known := r.places[key]
	if !known {
		for _, column := range []int{kpi.SheetInput, kpi.SheetNote} {
			if text := cellOf(row, column); !blank(text) || row.Kind(column) == CellFormula {
				r.problem(row, column, text, "sheet.unknown_row")
				return
			}
		}
		return
	}
	line := r.p.Sheet.Lines[place]
	if first, twice := r.seen[key]; twice {
		r.problem(row, kpi.SheetIndicator, line.Label, "sheet.twice", "first", first)
		return
	}
	r.seen[key] = row.Line
	if place != r.next && !r.moved {
		r.moved = true
		r.notice(row, kpi.SheetAccount, line.Name, "sheet.moved_rows")
	}
	r.next = place + 1
	if r.untouched(row, line) {
		r.take(row, place, line)
	}
}

// untouched reports whether what says whose figure it is stands as it did.
func (r *cellReader) untouched(row Row, line kpi.SheetLine) bool {
	for _, c := range []struct {
		column int
		want   string
	}{{kpi.SheetAccount, line.Name}, {kpi.SheetIdentity, line.Identity}, {kpi.SheetIndicator, line.Label}} {
		found := cellOf(row, c.column)
		if c.column == kpi.SheetIndicator && line.Code == "" {
			continue // the comment is called as the language has it
		}
		if row.Kind(c.column) == CellFormula || kpi.Fold(found) != kpi.Fold(c.want) {
			r.problem(row, c.column, found, "sheet.edited", "expected", c.want)
			return false
		}
	}
	for _, c := range []struct {
		column int
		stood  kpi.Figure
	}{{kpi.SheetYearBefore, line.YearBefore}, {kpi.SheetBefore, line.Before}} {
		if !r.shows(row, c.column, line, c.stood) {
			r.notice(row, c.column, cellOf(row, c.column), "sheet.past_edited")
		}
	}
	return true
}

// shows reports whether a cell shows a figure.
func (r *cellReader) shows(row Row, column int, line kpi.SheetLine, f kpi.Figure) bool {
	text := trim(cellOf(row, column))
	if text == "" {
		return f.State == kpi.StateEmpty
	}
	found, fault := r.figure(line, text, row.Kind(column))
	return fault == nil && sameAnswer(found, f)
}

// sameAnswer compares what two figures say, but for words beside them. Programs
// write the last digits of a number as they please.
func sameAnswer(a, b kpi.Figure) bool {
	return a.State == b.State && math.Abs(a.Value-b.Value) <= 1e-9*math.Max(1, math.Abs(b.Value))
}

// take reads what was given on a line.
func (r *cellReader) take(row Row, place int, line kpi.SheetLine) {
	given := PrefilledCell{Line: place, Row: row.Line, Cell: cellName(row, kpi.SheetInput), NoteCell: cellName(row, kpi.SheetNote)}
	input, note := trim(cellOf(row, kpi.SheetInput)), trim(cellOf(row, kpi.SheetNote))
	switch {
	case row.Kind(kpi.SheetInput) == CellFormula:
		r.problem(row, kpi.SheetInput, input, "sheet.formula")
		return
	case row.Kind(kpi.SheetNote) == CellFormula:
		r.problem(row, kpi.SheetNote, note, "sheet.formula")
		return
	case line.Code == "" || !line.Asked:
		if input != "" && input != r.printer.T("sheet.not_asked") && input != i18n.Unknown {
			r.problem(row, kpi.SheetInput, input, "sheet.not_to_fill")
			return
		}
	case input != "":
		figure, fault := r.figure(line, input, row.Kind(kpi.SheetInput))
		if fault != nil {
			r.out.Problems = append(r.out.Problems, r.fault(row, kpi.SheetInput, input, fault.key, argList(fault.args)))
			return
		}
		given.Figure = figure
	}
	if line.Asked || line.Code == "" {
		given.Note = strings.ReplaceAll(note, "\r\n", "\n")
	}
	if given.Figure.Answered() || given.Note != "" {
		r.out.Given = append(r.out.Given, given)
	}
}

// figure reads a cell that is not blank. What a program shows as a percentage
// it keeps as a hundredth.
func (r *cellReader) figure(line kpi.SheetLine, text string, kind CellKind) (kpi.Figure, *cellFault) {
	if line.Percent && kind == CellText {
		text = trim(strings.TrimSuffix(text, "%"))
		if text == "" {
			return kpi.Figure{}, &cellFault{key: "figure.number"}
		}
	}
	f, fault := parseFigure(r.printer, text, kind)
	if fault != nil || kind != CellPercent {
		return f, fault
	}
	if !line.Percent {
		return kpi.Figure{}, &cellFault{key: "sheet.percent"}
	}
	f.Value = math.Round(f.Value*1e12) / 1e10
	return f, nil
}

func argList(args kpi.Args) []any {
	list := make([]any, 0, 2*len(args)+4)
	for name, value := range args {
		list = append(list, name, value)
	}
	return list
}
