package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// This file reads, beside the values that excelize streams, what each cell of
// a sheet is: the library's stream does not tell a number from a text that
// looks like one, nor either from the outcome of a formula.

// kindScanner goes through a sheet's XML row by row.
type kindScanner struct {
	file   *excelize.File
	dec    *xml.Decoder
	styles map[int]CellKind // what styles known so far show numbers as
	kinds  []CellKind
	number int // of the row in kinds
	err    error
}

func newKindScanner(file *excelize.File, sheet string) (*kindScanner, error) {
	part, err := sheetPart(file, sheet)
	if err != nil {
		return nil, err
	}
	s := &kindScanner{file: file, dec: xml.NewDecoder(bytes.NewReader(part)), styles: map[int]CellKind{}}
	s.dec.CharsetReader = file.CharsetReader
	return s, nil
}

// sheetPart finds the XML of a sheet by its name.
func sheetPart(file *excelize.File, sheet string) ([]byte, error) {
	const book = "xl/workbook.xml"
	var relations struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := xml.Unmarshal(part(file, "xl/_rels/workbook.xml.rels"), &relations); err != nil {
		return nil, damaged(err)
	}
	for _, s := range file.WorkBook.Sheets.Sheet {
		if s.Name != sheet {
			continue
		}
		for _, r := range relations.Relationship {
			if r.ID != s.ID {
				continue
			}
			name := path.Join(path.Dir(book), r.Target)
			if strings.HasPrefix(r.Target, "/") {
				name = strings.TrimPrefix(r.Target, "/")
			}
			return part(file, name), nil
		}
	}
	return nil, damaged(errors.New("no part for sheet " + sheet))
}

func part(file *excelize.File, name string) []byte {
	v, _ := file.Pkg.Load(name)
	b, _ := v.([]byte)
	return b
}

// row returns the kinds of the cells of a row, valid until the next call.
func (s *kindScanner) row(number int) ([]CellKind, error) {
	for s.number < number && s.err == nil {
		s.next()
	}
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return nil, damaged(s.err)
	}
	if s.number != number {
		return nil, nil
	}
	return s.kinds, nil
}

// finish reads to the end; io.EOF where nothing is broken.
func (s *kindScanner) finish() error {
	for s.err == nil {
		s.next()
	}
	if errors.Is(s.err, io.EOF) {
		return io.EOF
	}
	return damaged(s.err)
}

// next reads the next row element.
func (s *kindScanner) next() {
	for {
		token, err := s.dec.Token()
		if err != nil {
			s.err = err
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		s.kinds = s.kinds[:0]
		s.number++
		if n, err := strconv.Atoi(attribute(start, "r")); err == nil && n > 0 {
			s.number = n
		}
		s.err = s.cells()
		return
	}
}

// cells reads the cells of a row, to its end.
func (s *kindScanner) cells() error {
	column := -1
	for {
		token, err := s.dec.Token()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if e.Name.Local == "f" && column >= 0 && column < len(s.kinds) {
				s.kinds[column] = CellFormula
			}
			if e.Name.Local != "c" {
				continue
			}
			column++
			if ref := attribute(e, "r"); ref != "" {
				n, _, err := excelize.CellNameToCoordinates(ref)
				if err != nil {
					return err
				}
				column = n - 1
			}
			for len(s.kinds) <= column {
				s.kinds = append(s.kinds, CellText)
			}
			s.kinds[column] = s.kind(attribute(e, "t"), attribute(e, "s"))
		}
	}
}

func (s *kindScanner) kind(kind, style string) CellKind {
	switch kind {
	case "s", "str", "inlineStr":
		return CellText
	case "b":
		return CellBool
	case "e":
		return CellFault
	case "d":
		return CellText // an ISO 8601 date, as text
	}
	if n, err := strconv.Atoi(style); err == nil && n > 0 {
		return s.shownAs(n)
	}
	return CellNumber
}

// shownAs says what a style shows a number as.
func (s *kindScanner) shownAs(style int) CellKind {
	if known, ok := s.styles[style]; ok {
		return known
	}
	kind := CellNumber
	if st, err := s.file.GetStyle(style); err == nil {
		switch {
		case dateFormat(st):
			kind = CellDate
		case percentFormat(st):
			kind = CellPercent
		}
	}
	s.styles[style] = kind
	return kind
}

func percentFormat(st *excelize.Style) bool {
	if st.CustomNumFmt != nil {
		return hasPart(*st.CustomNumFmt, "%")
	}
	return st.NumFmt == 9 || st.NumFmt == 10
}

func dateFormat(st *excelize.Style) bool {
	if st.CustomNumFmt != nil {
		return dateCode(*st.CustomNumFmt)
	}
	n := st.NumFmt
	return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
}

// dateCode reports whether a number format has parts of a date. j: jour, in
// files of French programs.
func dateCode(code string) bool { return hasPart(code, "ymdj") }

// hasPart reports whether a number format has one of some characters outside
// quoted text, escaped characters and [conditions].
func hasPart(code, parts string) bool {
	var quoted, bracket, escaped bool
	for _, c := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case c == '\\' || c == '_' || c == '*':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case strings.ContainsRune(parts, c):
			return true
		}
	}
	return false
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
