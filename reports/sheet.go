package reports

// This file streams rows into one sheet of a workbook that excelize has made:
// every other part of the file is copied as it is, and the rows go straight
// into the sheet's part, so that memory stays flat whatever their number.

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	kflate "github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"portevoix/internal/kpi"
)

// maxText is the longest text that a cell may hold.
const maxText = 32767

// splice is a workbook being written to, some of whose sheets take rows.
type splice struct {
	zip   *zip.Writer
	parts map[string]*zip.File // of the sheets that are not written yet
}

// newSplice writes to w what f holds, but for the parts of the given sheets
// (xl/worksheets/sheet1.xml, in the order of creation), which take rows through
// sheet. f is not needed afterwards.
func newSplice(w io.Writer, f *excelize.File, parts ...string) (*splice, error) {
	template, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(bytes.NewReader(template.Bytes()), int64(template.Len()))
	if err != nil {
		return nil, err
	}
	s := &splice{zip: zip.NewWriter(w), parts: map[string]*zip.File{}}
	s.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return kflate.NewWriter(w, compression) })
	for _, file := range r.File {
		if slices.Contains(parts, file.Name) {
			s.parts[file.Name] = file
		} else if err := s.zip.Copy(file); err != nil {
			return nil, err
		}
	}
	return s, nil
}

const endOfRows = "</sheetData>"

// compression of rows: the level beyond which files hardly get smaller.
const compression = 5

// sheet begins a sheet's part, whose last row so far is the given one; it must
// be closed before the next.
func (s *splice) sheet(part string, lastRow int) (*sheetRows, error) {
	file, ok := s.parts[part]
	if !ok {
		return nil, fmt.Errorf("reports: no part %s", part)
	}
	delete(s.parts, part)
	in, err := file.Open()
	if err != nil {
		return nil, err
	}
	xml, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	if err := in.Close(); err != nil {
		return nil, err
	}
	// Without any row excelize writes <sheetData/>.
	xml = bytes.Replace(xml, []byte("<sheetData/>"), []byte("<sheetData></sheetData>"), 1)
	// A size that is wrong is worse than none, which is allowed.
	xml = bytes.Replace(xml, []byte(`<dimension ref="A1"></dimension>`), nil, 1)
	end := bytes.Index(xml, []byte(endOfRows))
	if end < 0 {
		return nil, fmt.Errorf("reports: %s takes no rows", part)
	}
	out, err := s.zip.Create(part)
	if err != nil {
		return nil, err
	}
	rows := &sheetRows{w: bufio.NewWriterSize(out, 1<<16), tail: xml[end:], row: lastRow, buf: make([]byte, 0, 4096)}
	_, err = rows.w.Write(xml[:end])
	return rows, err
}

// close ends the workbook.
func (s *splice) close() error {
	for part := range s.parts {
		return fmt.Errorf("reports: %s was not written", part)
	}
	return s.zip.Close()
}

// sheetRows takes the rows of one sheet.
type sheetRows struct {
	w    *bufio.Writer
	tail []byte // of the sheet's part
	row  int    // the last one written
	buf  []byte
}

// begin starts the next row.
func (s *sheetRows) begin() error {
	if s.row >= excelize.TotalRows {
		return kpi.NewError(kpi.CodeTooLarge, "report.rows", "max", excelize.TotalRows)
	}
	s.row++
	s.buf = append(s.buf[:0], `<row r="`...)
	s.buf = strconv.AppendInt(s.buf, int64(s.row), 10)
	s.buf = append(s.buf, `">`...)
	return nil
}

// end writes the row.
func (s *sheetRows) end() error {
	s.buf = append(s.buf, "</row>"...)
	_, err := s.w.Write(s.buf)
	return err
}

// cell starts a cell; columns are counted from 0.
func (s *sheetRows) cell(column, style int, kind string) {
	s.buf = append(s.buf, `<c r="`...)
	s.buf = appendColumn(s.buf, column)
	s.buf = strconv.AppendInt(s.buf, int64(s.row), 10)
	if style != 0 {
		s.buf = append(s.buf, `" s="`...)
		s.buf = strconv.AppendInt(s.buf, int64(style), 10)
	}
	s.buf = append(s.buf, '"')
	s.buf = append(s.buf, kind...)
	s.buf = append(s.buf, '>')
}

// text writes a text cell, nothing for "".
func (s *sheetRows) text(column, style int, text string) {
	if text == "" {
		return
	}
	s.cell(column, style, ` t="inlineStr"`)
	s.buf = append(s.buf, `<is><t xml:space="preserve">`...)
	s.buf = appendText(s.buf, text)
	s.buf = append(s.buf, "</t></is></c>"...)
}

// number writes a number cell, nothing where it is unknown.
func (s *sheetRows) number(column, style int, n kpi.Number) {
	if !n.Known {
		return
	}
	s.cell(column, style, "")
	s.buf = append(s.buf, "<v>"...)
	s.buf = strconv.AppendFloat(s.buf, n.V, 'g', -1, 64)
	s.buf = append(s.buf, "</v></c>"...)
}

// blankOr writes a number cell, and an empty one that keeps its looks where
// the number is unknown.
func (s *sheetRows) blankOr(column, style int, n kpi.Number) {
	if n.Known {
		s.number(column, style, n)
		return
	}
	s.cell(column, style, "")
	s.buf = append(s.buf, "</c>"...)
}

// close ends the sheet; tail may change what follows the rows.
func (s *sheetRows) close(tail func([]byte) []byte) error {
	if tail != nil {
		s.tail = tail(s.tail)
	}
	if _, err := s.w.Write(s.tail); err != nil {
		return err
	}
	return s.w.Flush()
}

// appendColumn writes a column's letters.
func appendColumn(b []byte, column int) []byte {
	if column >= 26 {
		b = appendColumn(b, column/26-1)
	}
	return append(b, byte('A'+column%26))
}

// appendText escapes a text for a cell. Control characters are left out, but
// for the line feed and the tab; what Excel would read as the escape of a
// character (_x0041_) is escaped itself.
func appendText(b []byte, text string) []byte {
	units := 0
	for i, r := range text {
		if units += utf16Len(r); units > maxText {
			break
		}
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '_' && isEscape(text[i:]):
			b = append(b, "_x005F_"...)
		case r == '\n' || r == '\t':
			b = append(b, byte(r))
		case r < 0x20 || r == 0x7f || r == 0xfffe || r == 0xffff:
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

func utf16Len(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// isEscape reports whether s begins with _xHHHH_.
func isEscape(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}
