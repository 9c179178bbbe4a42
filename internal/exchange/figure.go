package exchange

import (
	"slices"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// This file reads figures out of a table, in any of three forms: wide (a
// column per indicator), long (a figure per row), months in columns.

// FigureOptions say how to read a figures file.
type FigureOptions struct {
	Map             map[string]string // field to column
	Set             map[string]string // field to value, for every row
	MonthShift      int
	MonthsInColumns bool
	Cumulative      []string        // codes of indicators whose column is a running counter
	Indicators      []kpi.Indicator // those there are
	Locale          string          // language in which text is read; French unless "en"
}

// AccountRef says which account a row is about, and how it should stand if
// the file creates it.
type AccountRef struct {
	Platform, Handle, ExternalID   string
	Persona, Sphere, Range, Entity string
}

// FigureCell is one figure of a row.
type FigureCell struct {
	Indicator int // place in FigureOptions.Indicators
	Figure    kpi.Figure
	Reading   bool // the figure's value is a running counter's
	Column    int
}

// FigureRow is the figures of one account for one month.
type FigureRow struct {
	Line    int
	Account AccountRef
	Month   kpi.Month
	Comment string
	Cells   []FigureCell // valid until the next row
}

// maxProblems is after how many problems a file is read no further.
const maxProblems = 100_000

// FigureReader reads the rows of a figures file, and goes on after a fault so
// that all are found.
type FigureReader struct {
	// Problems are faults of the file, each of which refuses it.
	Problems []kpi.FieldError
	// Wide says that a row is all the figures of its account and month.
	Wide bool

	table      *Table
	o          FigureOptions
	columns    columns
	ref        [len(refFields)]textColumn
	comment    textColumn
	month      textColumn
	indicator  textColumn
	figures    []figureColumn // of wide rows
	months     []monthColumn  // of months in columns
	value      int            // column of long rows
	cumulative []bool         // by indicator
	byName     map[string]int // folded names of indicators
	monthMemo  map[string]kpi.Month
	cells      []FigureCell
}

var refFields = [...]string{FieldPlatform, FieldHandle, FieldExternalID, FieldPersona, FieldSphere, FieldRange, FieldEntity}

// textColumn is where a text comes from: a column, or one value for all rows.
type textColumn struct {
	column int // −1: none
	set    string
}

type figureColumn struct{ column, indicator int }

type monthColumn struct {
	column int
	month  kpi.Month
}

// NewFigureReader looks at a table's header; what is wrong with it stands in
// Problems.
func NewFigureReader(t *Table, o FigureOptions) *FigureReader {
	r := &FigureReader{table: t, o: o, value: -1, monthMemo: map[string]kpi.Month{}, cumulative: make([]bool, len(o.Indicators))}
	fields, names := slices.Clone(FigureFields), map[string][]string{}
	settable := slices.DeleteFunc(slices.Clone(FigureFields), func(f string) bool { return f == FieldValue })
	for field, list := range synonyms {
		names[field] = list
	}
	r.byName = map[string]int{}
	for i, ind := range o.Indicators {
		r.byName[foldHeader(ind.Code)] = i
		if !ind.Derived {
			fields = append(fields, ind.Code)
		}
		for _, l := range ind.Labels {
			if _, taken := r.byName[foldHeader(l.Label)]; !taken {
				r.byName[foldHeader(l.Label)] = i
			}
			names[ind.Code] = append(names[ind.Code], l.Label)
		}
	}
	r.columns = find(t, fields, settable, names, o.Map, o.Set)
	for i, field := range refFields {
		r.ref[i] = r.text(field)
	}
	r.comment, r.month, r.indicator = r.text(FieldComment), r.text(FieldMonth), r.text(FieldIndicator)
	r.chooseForm()
	r.checkCumulative()
	r.Problems = append(r.columns.problems, r.Problems...)
	return r
}

func (r *FigureReader) text(field string) textColumn {
	return textColumn{column: r.columns.index(field), set: trim(r.o.Set[field])}
}

func (t textColumn) given() bool { return t.column >= 0 || t.set != "" }

func (r *FigureReader) headerProblem(field, key string, args ...any) {
	f := kpi.Field(field, key, args...)
	f.Line = r.table.HeaderLine
	r.Problems = append(r.Problems, f)
}

// chooseForm finds out which of the three forms the file has.
func (r *FigureReader) chooseForm() {
	r.value = r.columns.index(FieldValue)
	if !r.ref[0].given() {
		r.headerProblem(FieldPlatform, "import.lacks")
	}
	if !r.ref[1].given() && !r.ref[2].given() {
		r.headerProblem(FieldHandle, "import.lacks_account")
	}
	switch {
	case r.o.MonthsInColumns:
		if !r.indicator.given() {
			r.headerProblem(FieldIndicator, "import.lacks")
		}
		r.findMonths()
		if len(r.months) == 0 {
			r.headerProblem(FieldMonth, "import.no_month_columns")
		}
	case !r.month.given():
		r.findMonths()
		if len(r.months) > 1 {
			r.headerProblem(FieldMonth, "import.months_in_columns")
		} else {
			r.headerProblem(FieldMonth, "import.lacks")
		}
		r.months = nil
	case r.indicator.given():
		if r.value < 0 {
			r.headerProblem(FieldValue, "import.lacks")
		}
	default:
		r.Wide = true
		for i, ind := range r.o.Indicators {
			if column := r.columns.index(ind.Code); column >= 0 {
				r.figures = append(r.figures, figureColumn{column, i})
			}
		}
		if len(r.figures) == 0 && len(r.columns.problems) == 0 {
			r.headerProblem("", "import.no_figures")
		}
	}
}

// findMonths looks for columns whose names are months.
func (r *FigureReader) findMonths() {
	first := map[kpi.Month]string{}
	for i, name := range r.table.Columns {
		if r.columns.taken[i] {
			continue
		}
		kind := CellText
		if i < len(r.table.HeaderKinds) {
			kind = r.table.HeaderKinds[i]
		}
		m, ok := parseMonth(name, kind, r.table.Date1904)
		if kind == CellFormula {
			if _, serial := parseMonth(name, CellDate, r.table.Date1904); (ok || serial) && r.o.MonthsInColumns {
				r.headerProblem(name, "import.formula")
				r.columns.taken[i] = true
			}
			continue
		}
		if !ok {
			continue
		}
		r.columns.taken[i] = true
		m = m.Add(r.o.MonthShift)
		if other, twice := first[m]; twice {
			r.headerProblem(name, "import.columns_alike", "first", other, "second", name)
		}
		first[m] = name
		r.months = append(r.months, monthColumn{i, m})
	}
}

func (r *FigureReader) checkCumulative() {
	for _, code := range r.o.Cumulative {
		i, ok := r.byName[foldHeader(code)]
		switch {
		case !ok:
			r.headerProblem(code, "import.indicator", "value", cut(code), "indicators", r.codes())
		case r.o.Indicators[i].Kind != kpi.KindFlow || r.o.Indicators[i].Derived:
			r.headerProblem(code, "import.not_a_counter")
		default:
			r.cumulative[i] = true
		}
	}
}

// codes names the indicators that a file may give.
func (r *FigureReader) codes() string {
	var codes []string
	for _, ind := range r.o.Indicators {
		if !ind.Derived {
			codes = append(codes, ind.Code)
		}
	}
	return strings.Join(codes, ", ")
}

// Ignored names the columns that are not read.
func (r *FigureReader) Ignored() []kpi.FieldError { return r.columns.ignored() }

// Each calls f with the figures of every row that can be read; months in
// columns give several. A row of which only figures cannot be read comes
// without any, so that what is wrong with its account is found as well. It
// returns what ended the reading early.
func (r *FigureReader) Each(f func(FigureRow)) error {
	if len(r.Problems) > 0 {
		return nil // the header is wrong: each line would be too
	}
	for r.table.Next() {
		if len(r.Problems) >= maxProblems {
			r.Problems = append(r.Problems, kpi.FieldError{Line: r.table.Row().Line, Key: "import.too_many_problems", Args: kpi.Args{"max": maxProblems}})
			return nil
		}
		r.row(r.table.Row(), f)
	}
	return r.table.Err()
}

func (r *FigureReader) row(row Row, f func(FigureRow)) {
	if row.Fault != nil {
		r.Problems = append(r.Problems, *row.Fault)
		return
	}
	before := len(r.Problems)
	out := FigureRow{Line: row.Line, Account: r.account(row), Comment: r.plain(row, r.comment)}
	if r.o.MonthsInColumns {
		r.monthsRow(row, out, before, f)
		return
	}
	out.Month = r.monthOf(row)
	if len(r.Problems) > before {
		before = -1 // nobody can tell what the row is about
	}
	r.cells = r.cells[:0]
	if r.Wide {
		for _, c := range r.figures {
			r.cell(row, c.column, c.indicator)
		}
	} else if i, ok := r.indicatorOf(row); ok {
		r.cell(row, r.value, i)
	}
	r.give(out, before, f)
}

// give hands on a row: without its figures where one of them is among the
// problems found since before, and not at all where before is below 0.
func (r *FigureReader) give(out FigureRow, before int, f func(FigureRow)) {
	if before < 0 {
		return
	}
	if out.Cells = r.cells; len(r.Problems) > before {
		out.Cells = nil
	}
	f(out)
}

func (r *FigureReader) monthsRow(row Row, out FigureRow, before int, f func(FigureRow)) {
	i, ok := r.indicatorOf(row)
	if !ok || len(r.Problems) > before {
		return
	}
	for _, m := range r.months {
		before = len(r.Problems)
		r.cells = r.cells[:0]
		r.cell(row, m.column, i)
		out.Month = m.month
		if len(r.cells) > 0 || len(r.Problems) > before {
			r.give(out, before, f)
		}
	}
}

// account reads which account a row is about.
func (r *FigureReader) account(row Row) AccountRef {
	a := AccountRef{
		Platform:   r.plain(row, r.ref[0]),
		Handle:     r.plain(row, r.ref[1]),
		ExternalID: r.identifier(row, r.ref[2]),
		Persona:    r.plain(row, r.ref[3]),
		Sphere:     r.plain(row, r.ref[4]),
		Range:      r.plain(row, r.ref[5]),
		Entity:     r.plain(row, r.ref[6]),
	}
	if a.Platform == "" {
		r.blank(row, r.ref[0], FieldPlatform)
	}
	if a.ExternalID == "" && kpi.FoldHandle(a.Handle) == "" {
		r.blank(row, r.ref[1], FieldHandle)
	}
	return a
}

func (r *FigureReader) blank(row Row, t textColumn, field string) {
	if t.column >= 0 {
		field = r.table.Columns[t.column]
	}
	r.Problems = append(r.Problems, kpi.FieldError{Field: field, Line: row.Line, Key: "import.blank"})
}

// plain reads a text; one that a formula computed is a problem.
func (r *FigureReader) plain(row Row, t textColumn) string {
	if t.set != "" || t.column < 0 {
		return t.set
	}
	if row.Kind(t.column) == CellFormula {
		r.fault(row, t.column, &cellFault{key: "import.formula"})
	}
	return r.table.Cell(t.column)
}

func (r *FigureReader) identifier(row Row, t textColumn) string {
	if t.set != "" || t.column < 0 {
		return t.set
	}
	text := r.table.Cell(t.column)
	if text == "" {
		return ""
	}
	id, fault := parseIdentifier(text, row.Kind(t.column))
	if fault != nil {
		r.fault(row, t.column, fault)
	}
	return id
}

func (r *FigureReader) fault(row Row, column int, f *cellFault) {
	r.Problems = append(r.Problems, kpi.FieldError{
		Field: r.table.Columns[column], Line: row.Line, Value: cut(row.Cells[column]), Key: f.key, Args: f.args,
	})
}

func (r *FigureReader) monthOf(row Row) kpi.Month {
	text, kind := r.month.set, CellText
	if text == "" {
		text, kind = r.table.Cell(r.month.column), row.Kind(r.month.column)
	}
	if text == "" {
		r.blank(row, r.month, FieldMonth)
		return 0
	}
	if kind == CellFormula {
		r.fault(row, r.month.column, &cellFault{key: "import.formula"})
		return 0
	}
	m, known := r.monthMemo[text]
	if !known {
		var ok bool
		if m, ok = parseMonth(text, kind, r.table.Date1904); ok {
			m = m.Add(r.o.MonthShift)
		}
		if len(r.monthMemo) < 10_000 {
			r.monthMemo[strings.Clone(text)] = m
		}
	}
	if m == 0 {
		problem := kpi.FieldError{Field: FieldMonth, Line: row.Line, Value: cut(text), Key: "import.month", Args: kpi.Args{"value": cut(text)}}
		if r.month.column >= 0 && r.month.set == "" {
			problem.Field = r.table.Columns[r.month.column]
		}
		r.Problems = append(r.Problems, problem)
	}
	return m
}

// indicatorOf reads which indicator a row of a long file is about.
func (r *FigureReader) indicatorOf(row Row) (int, bool) {
	name := r.plain(row, r.indicator)
	if name == "" {
		r.blank(row, r.indicator, FieldIndicator)
		return 0, false
	}
	i, ok := r.byName[foldHeader(name)]
	if !ok || r.o.Indicators[i].Derived {
		key := "import.indicator"
		if ok {
			key = "import.derived"
		}
		field := FieldIndicator
		if r.indicator.column >= 0 {
			field = r.table.Columns[r.indicator.column]
		}
		r.Problems = append(r.Problems, kpi.FieldError{Field: field, Line: row.Line, Value: cut(name), Key: key,
			Args: kpi.Args{"value": cut(name), "indicators": r.codes()}})
		return 0, false
	}
	return i, true
}

// cell reads one figure; a blank one was not given.
func (r *FigureReader) cell(row Row, column, indicator int) {
	text := r.table.Cell(column)
	if text == "" {
		if row.Kind(column) == CellFormula {
			r.fault(row, column, &cellFault{key: "import.formula"})
		}
		return
	}
	figure, fault := parseFigure(i18n.For(r.o.Locale), text, row.Kind(column))
	if fault == nil && figure.State == kpi.StateValue {
		if key, args := r.o.Indicators[indicator].Check(figure.Value); key != "" {
			fault = &cellFault{key, args}
		}
	}
	if fault != nil {
		r.fault(row, column, fault)
		return
	}
	r.cells = append(r.cells, FigureCell{
		Indicator: indicator, Figure: figure, Column: column,
		Reading: r.cumulative[indicator] && figure.State == kpi.StateValue,
	})
}
