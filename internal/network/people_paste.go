package network

// This file turns lines that a person pastes into a users file.

import (
	"bytes"
	"encoding/csv"
	"strings"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
)

// UsersTable makes a users file of lines "email;name;role;entity;locale", in
// which what stands at the end may be missing, and the role is the given one
// where it is; lines that begin with a header of their own keep it. added is
// how many lines stand in the file before those of the text.
func UsersTable(text string, role kpi.Role) (table string, added int) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	first := 0
	for first < len(lines)-1 && strings.TrimSpace(lines[first]) == "" {
		first++
	}
	if !strings.Contains(lines[first], "@") {
		return text, 0 // a table with a header
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	fields := []string{exchange.FieldEmail, exchange.FieldName, exchange.FieldRole, exchange.FieldEntity, exchange.FieldLocale}
	_ = w.Write(fields) // a buffer takes everything
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			w.Flush()
			out.WriteByte('\n') // so that lines keep their numbers
			continue
		}
		cells := cutLine(line)
		for len(cells) < len(fields) {
			cells = append(cells, "")
		}
		if strings.TrimSpace(cells[2]) == "" {
			cells[2] = string(role)
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return out.String(), 1
}

// cutLine cuts a line at its tabs, else at its semicolons, else at its commas.
func cutLine(line string) []string {
	for _, mark := range []rune{'\t', ';', ','} {
		if !strings.ContainsRune(line, mark) {
			continue
		}
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.LazyQuotes, r.TrimLeadingSpace, r.FieldsPerRecord = mark, true, true, -1
		if cells, err := r.Read(); err == nil {
			return cells
		}
		return strings.Split(line, string(mark))
	}
	return []string{line}
}
