package exchange

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"portevoix/internal/kpi"
)

// csvSource reads the rows of a CSV file in any of the known encodings and
// separators.
type csvSource struct {
	r         *csv.Reader
	firstLine int // of the file, that the reader calls 1
	nul       bool
}

// headerPeek is how much of a file is looked at for its separator; a longer
// header is judged by its beginning.
const headerPeek = 32 << 10

func newCSV(r io.Reader, n nature) *csvSource {
	buffered := bufio.NewReaderSize(r, 64<<10)
	_, _ = buffered.Discard(n.bom) // seen by sniff, so there
	if n.encoding != nil {
		buffered = bufio.NewReaderSize(n.encoding.NewDecoder().Reader(buffered), 64<<10)
	}
	s := &csvSource{nul: n.nul, firstLine: 1}
	head, _ := buffered.Peek(headerPeek)
	comma, length := announced(head)
	if length > 0 {
		_, _ = buffered.Discard(length)
		s.firstLine = 2
		head = head[length:]
	}
	if comma == 0 {
		comma = separator(head)
	}
	s.r = csv.NewReader(buffered)
	s.r.Comma = comma
	s.r.FieldsPerRecord = -1
	s.r.ReuseRecord = true
	return s
}

// announced reads a first line such as "sep=;", which spreadsheets write and
// obey; length is that of the line, 0 where there is none.
func announced(head []byte) (comma rune, length int) {
	line, _, found := strings.Cut(string(head), "\n")
	text := strings.Trim(strings.TrimSuffix(line, "\r"), `"`)
	if !found || len(text) != len("sep=;") || !strings.EqualFold(text[:4], "sep=") {
		return 0, 0
	}
	if c := rune(text[4]); strings.ContainsRune(",;\t|", c) {
		return c, len(line) + 1
	}
	return 0, len(line) + 1
}

// separator is the one of ; TAB , that occurs most in the header line, outside
// quotes.
func separator(head []byte) rune {
	var counts [3]int
	const choices = ";\t,"
	quoted, seen := false, false
	for _, c := range string(head) {
		if c == '"' {
			quoted = !quoted
		}
		if !quoted && c == '\n' && seen {
			break
		}
		seen = seen || (c != '\n' && c != '\r')
		if i := strings.IndexRune(choices, c); i >= 0 && !quoted {
			counts[i]++
		}
	}
	best := 2
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return rune(choices[best])
}

func (s *csvSource) read() (Row, error) {
	record, err := s.r.Read()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return Row{}, io.EOF
	case errors.As(err, &parse):
		line := parse.StartLine + s.firstLine - 1
		return Row{Line: line, Cells: record, Fault: &kpi.FieldError{Line: line, Key: "file.quote"}}, nil
	case err != nil:
		return Row{}, fmt.Errorf("exchange: read the file: %w", err)
	}
	line, _ := s.r.FieldPos(0)
	row := Row{Line: line + s.firstLine - 1, Cells: record}
	if s.nul {
		for i, c := range record {
			if strings.IndexByte(c, 0) >= 0 {
				row.Fault = &kpi.FieldError{Field: columnLetters(i), Line: row.Line, Value: cut(strings.ReplaceAll(c, "\x00", "␀")), Key: "file.nul"}
				break
			}
		}
	}
	return row, nil
}

func (s *csvSource) close() error { return nil }
