package exchange

import (
	"slices"
	"strings"

	"portevoix/internal/kpi"
)

// This file looks at a figures file before anybody has said how to read it.

// Column is a column of a table.
type Column struct {
	Name    string
	Samples []string  // up to 3 different values
	Month   kpi.Month // where the name is a month
}

// Look is what a table looks like.
type Look struct {
	Columns         []Column
	Rows            int
	Map             map[string]string // guessed: field to column, of what is not found by its own name
	MonthsInColumns bool              // guessed
}

// maxSamples is how many values of a column are shown.
const maxSamples = 3

// Inspect reads a table to its end and guesses how it is meant.
func Inspect(t *Table, indicators []kpi.Indicator) (Look, error) {
	look := Look{Columns: make([]Column, len(t.Columns)), Map: map[string]string{}}
	months := 0
	for i, name := range t.Columns {
		look.Columns[i].Name = name
		kind := CellText
		if i < len(t.HeaderKinds) {
			kind = t.HeaderKinds[i]
		}
		if m, ok := parseMonth(name, kind, t.Date1904); ok {
			look.Columns[i].Month = m
			months++
		}
	}
	for t.Next() {
		row := t.Row()
		if row.Fault != nil {
			continue // reading the file says so
		}
		for i := range look.Columns {
			c := &look.Columns[i]
			if len(c.Samples) == maxSamples {
				continue
			}
			if v := cut(t.Cell(i)); v != "" && !slices.Contains(c.Samples, v) {
				c.Samples = append(c.Samples, strings.Clone(v))
			}
		}
	}
	look.Rows = t.Rows()
	look.MonthsInColumns = months > 1
	look.guess(t, indicators)
	return look, t.Err()
}

// guess offers columns for the fields that no column is named after.
func (l *Look) guess(t *Table, indicators []kpi.Indicator) {
	r := NewFigureReader(t, FigureOptions{Indicators: indicators, MonthsInColumns: l.MonthsInColumns})
	fields := slices.Clone(FigureFields)
	for _, ind := range indicators {
		if !ind.Derived {
			fields = append(fields, ind.Code)
		}
	}
	for _, field := range fields {
		if i := r.columns.index(field); i >= 0 {
			l.Map[field] = t.Columns[i]
			continue
		}
		for _, name := range guesses[field] {
			if found := r.columns.named(name); len(found) == 1 && !r.columns.taken[found[0]] {
				l.Map[field] = t.Columns[found[0]]
				r.columns.taken[found[0]] = true
				break
			}
		}
	}
	if l.MonthsInColumns {
		delete(l.Map, FieldMonth)
	}
}

// HeaderKey is the form under which a header is remembered.
func HeaderKey(t *Table) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = foldHeader(c)
	}
	return strings.Join(names, "\x1f")
}
