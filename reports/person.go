package reports

// This file writes everything that is known of a person, for them to read: a
// ZIP of a CSV a part, and the same as JSON.

import (
	"archive/zip"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// PersonParts says what WritePerson writes, part by part.
func PersonParts(p *i18n.Printer) []string {
	parts := make([]string, len(personParts))
	for i, part := range personParts {
		parts[i] = p.T(part.text)
	}
	return parts
}

// WritePerson writes what is known of a person at an instant, in the printer's
// language; instants in the CSV are in at's zone, and indicators have their
// names there.
func WritePerson(w io.Writer, p *i18n.Printer, at time.Time, tables []kpi.DataTable, indicators []kpi.Indicator) error {
	z := zip.NewWriter(w)
	words := personWriter{p: p, at: at, labels: make(map[string]string, len(indicators))}
	for _, i := range indicators {
		words.labels[i.Code] = i.Label(p.Locale(), 0)
	}
	if err := personReadme(z, p, at, tables); err != nil {
		return err
	}
	for i, t := range tables {
		if err := words.csv(z, i, t); err != nil {
			return err
		}
	}
	if err := personJSON(z, at, tables); err != nil {
		return err
	}
	return z.Close()
}

// partOf finds the words of a table.
func partOf(table string) (personPart, bool) {
	i := slices.IndexFunc(personParts, func(part personPart) bool { return part.table == table })
	if i < 0 {
		return personPart{}, false
	}
	return personParts[i], true
}

// personFile is the name of a part's file; they stand in order.
func personFile(p *i18n.Printer, place int, table string) string {
	name := table
	if part, known := partOf(table); known {
		name = p.T(part.file)
	}
	return string([]byte{byte('0' + (place+1)/10), byte('0' + (place+1)%10)}) + "-" + name + ".csv"
}

func inZip(z *zip.Writer, name string, at time.Time) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
}

func personReadme(z *zip.Writer, p *i18n.Printer, at time.Time, tables []kpi.DataTable) error {
	w, err := inZip(z, p.T("person_data.read_file")+".txt", at)
	if err != nil {
		return err
	}
	lines := []string{p.T("person_data.read_title", "when", p.DateTime(at)), "", p.T("person_data.read_text"), ""}
	for i, t := range tables {
		if part, known := partOf(t.Name); known {
			lines = append(lines, personFile(p, i, t.Name)+"\t"+p.T(part.text))
		}
	}
	_, err = io.WriteString(w, "\ufeff"+strings.Join(lines, "\r\n")+"\r\n")
	return err
}

// personWriter writes cells as a person reads them.
type personWriter struct {
	p      *i18n.Printer
	at     time.Time
	labels map[string]string // of indicators, by code
}

func (pw personWriter) csv(z *zip.Writer, place int, t kpi.DataTable) error {
	w, err := inZip(z, personFile(pw.p, place, t.Name), pw.at)
	if err != nil {
		return err
	}
	c := NewCSV(w, pw.p)
	names := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		names[i] = column.Name
		if key, known := personColumns[column.Name]; known {
			names[i] = pw.p.T(key)
		}
	}
	if err := c.Header(names...); err != nil {
		return err
	}
	cells := make([]Cell, len(t.Columns))
	for _, row := range t.Rows {
		for i, v := range row {
			cells[i] = pw.cell(t.Name, t.Columns[i].Kind, v)
		}
		if err := c.Row(cells...); err != nil {
			return err
		}
	}
	return c.Close()
}

func (pw personWriter) cell(table string, kind kpi.DataKind, v any) Cell {
	text, isText := v.(string)
	if number, isNumber := v.(float64); isNumber {
		return Number(kpi.Num(number))
	}
	if !isText {
		return Cell{}
	}
	switch kind {
	case kpi.DataInstant:
		if instant, err := time.Parse(time.RFC3339, text); err == nil {
			text = instant.In(pw.at.Location()).Format("2006-01-02 15:04")
		}
	case kpi.DataIndicator:
		if label, known := pw.labels[text]; known {
			text = label
		}
	case kpi.DataReason:
		text = reason(kpi.Figure{State: kpi.StateUnavailable, Reason: text}, pw.p)
	case kpi.DataWord:
		for _, name := range []string{table + " " + text, text} {
			if key, known := personWords[name]; known {
				return Text(pw.p.T(key))
			}
		}
	}
	return Text(text)
}

// personJSON writes every row as an object, nothing left out.
func personJSON(z *zip.Writer, at time.Time, tables []kpi.DataTable) error {
	w, err := inZip(z, "data.json", at)
	if err != nil {
		return err
	}
	all := struct {
		At     string                      `json:"at"`
		Tables map[string][]map[string]any `json:"tables"`
	}{At: at.UTC().Format(time.RFC3339), Tables: map[string][]map[string]any{}}
	for _, t := range tables {
		rows := make([]map[string]any, len(t.Rows))
		for i, row := range t.Rows {
			rows[i] = make(map[string]any, len(t.Columns))
			for j, column := range t.Columns {
				rows[i][column.Name] = row[j]
			}
		}
		all.Tables[t.Name] = rows
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(all)
}
