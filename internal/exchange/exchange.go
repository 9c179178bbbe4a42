// Package exchange reads files that people bring: CSV and XLSX tables, and
// from their rows figures, accounts and users. An io.Reader goes in, values
// and problems come out; it knows no database, and decides what a file is by
// its content, never by its name.
package exchange

import (
	"errors"
	"io"

	"portevoix/internal/kpi"
)

// Limits bound what a file may be.
type Limits struct {
	Bytes    int64 // of the file
	Unpacked int64 // of an XLSX, unpacked
	Rows     int
	Columns  int
}

// Sizes of uploads, and of files given to the command line by whoever owns
// the machine.
var (
	UploadLimits  = Limits{Bytes: 20 << 20, Unpacked: 128 << 20, Rows: 1_048_576, Columns: 1000}
	CommandLimits = Limits{Bytes: 2 << 30, Unpacked: 128 << 20, Rows: 50_000_000, Columns: 1000}
)

// CellKind says what a cell is. In a CSV file every cell is text.
type CellKind uint8

// The kinds of a cell.
const (
	CellText    CellKind = iota
	CellNumber           // a number that a spreadsheet keeps as one
	CellDate             // a number shown as a date, counted in days
	CellFormula          // the outcome of a formula: not a figure that somebody noted
	CellBool             // true or false
	CellFault            // an error value such as #N/A
	CellPercent          // a number shown as a percentage: 0.041 for 4.1 %
)

// Row is one row of a table.
type Row struct {
	Line  int        // in the file, from 1; where a row has several, the first
	Cells []string   // as many as the table has columns
	Kinds []CellKind // of each cell; nil where all are text
	Fault *kpi.FieldError
}

// Kind returns the kind of a cell.
func (r Row) Kind(column int) CellKind {
	if column >= len(r.Kinds) {
		return CellText
	}
	return r.Kinds[column]
}

// Blank reports whether a row has nothing in it.
func (r Row) Blank() bool {
	for _, c := range r.Cells {
		if !blank(c) {
			return false
		}
	}
	return true
}

// source is where a table's rows come from.
type source interface {
	// read returns the next row, valid until the next call; io.EOF at the end.
	read() (Row, error)
	close() error
}

// Table is an open file: a header and the rows below it.
type Table struct {
	Columns     []string   // names as they stand in the header, trimmed
	HeaderKinds []CellKind // nil where all are text
	HeaderLine  int
	Date1904    bool // dates are counted from 1904
	src         source
	csv         bool
	limits      Limits
	rows        int
	row         Row
	err         error
	beyond      map[int]int // columns without a name, to the first line with something in them
}

// Open looks at a file, decides what it is and reads its header.
// Errors: CodeTooLarge beyond the limits; CodeInvalid for a file of another
// kind, damaged, or without rows: "file.empty", "file.kind", "file.damaged"…
func Open(r io.ReadSeeker, limits Limits) (*Table, error) {
	nature, err := sniff(r, limits)
	if err != nil {
		return nil, err
	}
	t := &Table{limits: limits, beyond: map[int]int{}}
	if nature.xlsx {
		book, err := openBook(r, limits)
		if err != nil {
			return nil, err
		}
		t.src, t.Date1904 = book, book.date1904
	} else {
		t.src, t.csv = newCSV(r, nature), true
	}
	if err := t.readHeader(); err != nil {
		_ = t.src.close()
		return nil, err
	}
	return t, nil
}

func (t *Table) readHeader() error {
	for {
		row, err := t.src.read()
		if errors.Is(err, io.EOF) {
			return kpi.Invalid("file.empty")
		}
		if err != nil {
			return err
		}
		if row.Fault != nil {
			return &kpi.Error{Code: kpi.CodeInvalid, Key: "file.header", Args: kpi.Args{"line": row.Line}, Fields: []kpi.FieldError{*row.Fault}}
		}
		if row.Blank() {
			continue
		}
		t.HeaderLine = row.Line
		t.Columns = make([]string, len(row.Cells))
		for i, c := range row.Cells {
			t.Columns[i] = trim(t.unescape(c))
		}
		if !t.csv {
			for len(t.Columns) > 0 && t.Columns[len(t.Columns)-1] == "" {
				t.Columns = t.Columns[:len(t.Columns)-1]
			}
		}
		t.HeaderKinds = append([]CellKind(nil), row.Kinds...)
		if len(t.Columns) > t.limits.Columns {
			return kpi.NewError(kpi.CodeTooLarge, "file.columns", "max", t.limits.Columns)
		}
		return nil
	}
}

// Next goes to the next row that is not blank; false at the end or at an error.
func (t *Table) Next() bool {
	for t.err == nil {
		row, err := t.src.read()
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil {
			t.err = err
			return false
		}
		if row.Fault == nil && row.Blank() {
			continue
		}
		if t.rows++; t.rows > t.limits.Rows {
			t.err = kpi.NewError(kpi.CodeTooLarge, "file.rows", "max", t.limits.Rows)
			return false
		}
		t.row = t.fit(row)
		return true
	}
	return false
}

// fit gives a row as many cells as there are columns. In a CSV file a row of
// another length is a fault: nobody can tell which cell is missing. A
// spreadsheet leaves out trailing blanks.
func (t *Table) fit(row Row) Row {
	if row.Fault != nil || len(row.Cells) == len(t.Columns) {
		return row
	}
	if t.csv {
		row.Fault = &kpi.FieldError{Line: row.Line, Key: "file.ragged",
			Args: kpi.Args{"cells": len(row.Cells), "columns": len(t.Columns)}}
		return row
	}
	for i := len(t.Columns); i < len(row.Cells); i++ {
		if _, known := t.beyond[i]; !known && !blank(row.Cells[i]) {
			t.beyond[i] = row.Line
		}
	}
	for len(row.Cells) < len(t.Columns) {
		row.Cells = append(row.Cells, "")
	}
	row.Cells = row.Cells[:len(t.Columns)]
	return row
}

// Row returns the row that Next went to, valid until the next call.
func (t *Table) Row() Row { return t.row }

// Rows returns how many rows were read.
func (t *Table) Rows() int { return t.rows }

// Err returns what ended the reading before the file's end.
func (t *Table) Err() error { return t.err }

// Close lets the file go.
func (t *Table) Close() error { return t.src.close() }

// Beyond returns notices of cells that stand under no header.
func (t *Table) Beyond() []kpi.FieldError {
	var notices []kpi.FieldError
	for i := len(t.Columns); i < len(t.Columns)+t.limits.Columns && len(notices) < len(t.beyond); i++ {
		if line, ok := t.beyond[i]; ok {
			notices = append(notices, kpi.FieldError{Field: columnLetters(i), Line: line, Key: "file.beyond"})
		}
	}
	return notices
}

// Cell returns the text of a cell without outer blanks and, in a CSV file,
// without the apostrophe that keeps spreadsheets from running it as a formula.
func (t *Table) Cell(column int) string {
	return trim(t.unescape(t.row.Cells[column]))
}

func (t *Table) unescape(s string) string {
	if !t.csv || len(s) < 2 || s[0] != '\'' {
		return s
	}
	switch s[1] {
	case '=', '+', '-', '@', '\t', '\r':
		return s[1:]
	}
	return s
}
