package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"portevoix/internal/kpi"
)

// openText opens a CSV file with the given text.
func openText(t *testing.T, text string) *Table {
	t.Helper()
	table, err := Open(strings.NewReader(text), UploadLimits)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// rest reads what a table still has: its cells, its lines, its faults.
func rest(t *testing.T, table *Table) (rows [][]string, lines []int, faults []kpi.FieldError) {
	t.Helper()
	for table.Next() {
		row := table.Row()
		if row.Fault != nil {
			faults = append(faults, *row.Fault)
			continue
		}
		var cells []string
		for i := range row.Cells {
			cells = append(cells, table.Cell(i))
		}
		rows, lines = append(rows, cells), append(lines, row.Line)
	}
	if err := table.Err(); err != nil {
		t.Fatal(err)
	}
	return rows, lines, faults
}

// keyOf returns the key of the kpi.Error in an error.
func keyOf(err error) string {
	var e *kpi.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func TestEncodings(t *testing.T) {
	const text = "plateforme;compte;mois;abonnés\r\nRéseau interne;Zoé_Œuvre;octobre 2026;12\r\n"
	encode := func(e encoding.Encoding, bom string) string {
		s, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return bom + s
	}
	files := map[string]string{
		"UTF-8":              text,
		"UTF-8 with mark":    "\ufeff" + text,
		"UTF-16LE with mark": encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "\xff\xfe"),
		"UTF-16BE with mark": encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "\xfe\xff"),
		"UTF-16LE":           encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), ""),
		"UTF-16BE":           encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), ""),
		"Windows-1252":       encode(charmap.Windows1252, ""),
	}
	for name, file := range files {
		table := openText(t, file)
		rows, _, faults := rest(t, table)
		if want := []string{"plateforme", "compte", "mois", "abonnés"}; !slices.Equal(table.Columns, want) {
			t.Errorf("%s: columns %q", name, table.Columns)
		}
		if len(faults) > 0 || len(rows) != 1 || !slices.Equal(rows[0], []string{"Réseau interne", "Zoé_Œuvre", "octobre 2026", "12"}) {
			t.Errorf("%s: rows %q, faults %v", name, rows, faults)
		}
	}
}

// A character of several bytes cut by the end of a buffer is no fault.
func TestEncodingOfLongFile(t *testing.T) {
	for shift := range 4 {
		text := "a" + strings.Repeat("x", shift) + ";b\n" + strings.Repeat("é€𝄞;ü\n", 40_000)
		table := openText(t, text)
		rows, _, faults := rest(t, table)
		if len(rows) != 40_000 || len(faults) > 0 || rows[39_999][0] != "é€𝄞" {
			t.Errorf("shift %d: %d rows, %d faults, last %q", shift, len(rows), len(faults), rows[len(rows)-1])
		}
	}
}

func TestSeparators(t *testing.T) {
	for _, file := range []string{
		"a,b,c\n1,2,3\n", "a;b;c\n1;2;3\n", "a\tb\tc\n1\t2\t3\n", "sep=;\na;b;c\n1;2;3\n", "sep=\t\r\na\tb\tc\r\n1\t2\t3\r\n",
		"sep=,\n\"a\",\"b\",\"c\"\n1,2,3\n", "SEP=|\na|b|c\n1|2|3\n", "\"a\";\"b\";\"c\"\n1;2;3", "\n\na;b;c\n\n1;2;3\n\n;;\n", "\ufeffsep=;\na;b;c\n1;2;3\n",
	} {
		table := openText(t, file)
		rows, _, faults := rest(t, table)
		if len(table.Columns) != 3 || len(rows) != 1 || len(rows[0]) != 3 || rows[0][2] != "3" || len(faults) > 0 {
			t.Errorf("%q: columns %q, rows %q, faults %v", file, table.Columns, rows, faults)
		}
	}
	// The separator is chosen among what stands outside quotes.
	table := openText(t, "\"likes, favourites, hearts\";b\n1,5;2\n")
	if rows, _, _ := rest(t, table); len(table.Columns) != 2 || rows[0][0] != "1,5" {
		t.Errorf("columns %q, rows %q", table.Columns, rows)
	}
	if table := openText(t, "alone\nx\n"); len(table.Columns) != 1 {
		t.Errorf("columns %q", table.Columns)
	}
}

func TestLinesOfQuotedText(t *testing.T) {
	table := openText(t, "sep=,\nhandle,comment\nada,\"two\nlines, \"\"quoted\"\"\"\nbob,one\n\ncleo,'=1+1\ndora,'quoted'\neve,\"'@x\"\n")
	rows, lines, faults := rest(t, table)
	if !slices.Equal(lines, []int{3, 5, 7, 8, 9}) || len(faults) > 0 || table.HeaderLine != 2 {
		t.Fatalf("lines %v, header %d, faults %v", lines, table.HeaderLine, faults)
	}
	if rows[0][1] != "two\nlines, \"quoted\"" {
		t.Errorf("quoted text %q", rows[0][1])
	}
	if rows[2][1] != "=1+1" || rows[3][1] != "'quoted'" || rows[4][1] != "@x" {
		t.Errorf("apostrophes: %q, %q, %q", rows[2][1], rows[3][1], rows[4][1])
	}
}

func TestFaultsOfRows(t *testing.T) {
	table := openText(t, "a;b;c\n1;2\n1;2;3;4\nx\x00y;2;3\n\"open;2;3\n4;5;6\n")
	rows, _, faults := rest(t, table)
	var keys []string
	for _, f := range faults {
		keys = append(keys, f.Key)
	}
	if !slices.Equal(keys, []string{"file.ragged", "file.ragged", "file.nul", "file.quote"}) {
		t.Errorf("faults %v, rows %q", faults, rows)
	}
	if faults[0].Line != 2 || faults[1].Line != 3 || faults[2].Line != 4 || faults[2].Field != "A" || faults[3].Line != 5 {
		t.Errorf("places %v", faults)
	}
	if faults[1].Args["cells"] != 4 || faults[1].Args["columns"] != 3 {
		t.Errorf("counts %v", faults[1].Args)
	}
	// A quotation mark inside an unquoted text is one line's fault.
	table = openText(t, "a;b\nx;5\" screen\ny;2\n")
	rows, _, faults = rest(t, table)
	if len(faults) != 1 || faults[0].Key != "file.quote" || faults[0].Line != 2 || len(rows) != 1 {
		t.Errorf("rows %q, faults %v", rows, faults)
	}
}

func TestOtherKindsOfFiles(t *testing.T) {
	zipped := func(names ...string) string {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, n := range names {
			f, err := w.Create(n)
			if err == nil {
				_, err = f.Write([]byte("x"))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for kind, content := range map[string]string{
		"PDF":  "%PDF-1.7\n%\xe2\xe3\xcf\xd3",
		"PNG":  "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
		"JPEG": "\xff\xd8\xff\xe0\x00\x10JFIF",
		"XLS":  "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 512),
		"GZIP": "\x1f\x8b\x08\x00",
		"HTML": "<!DOCTYPE HTML><table><tr><td>1",
		"ZIP":  zipped("a.csv"),
		"ODS":  zipped("mimetype", "content.xml"),
		"XLSB": zipped("[Content_Types].xml", "xl/workbook.bin"),
		"DOCX": zipped("[Content_Types].xml", "word/document.xml"),
	} {
		_, err := Open(strings.NewReader(content), UploadLimits)
		var e *kpi.Error
		if !errors.As(err, &e) || e.Key != "file.kind" || e.Args["kind"] != kind || e.Code != kpi.CodeInvalid {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := Open(strings.NewReader("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x00\x00"), UploadLimits); keyOf(err) != "file.binary" {
		t.Errorf("no known kind: %v", err)
	}
	for _, content := range []string{"", " \n\r\n", "\ufeff", "\n;;\n"} {
		if _, err := Open(strings.NewReader(content), UploadLimits); keyOf(err) != "file.empty" {
			t.Errorf("%q: %v", content, err)
		}
	}
}

func TestSizes(t *testing.T) {
	limits := Limits{Bytes: 100, Unpacked: 1 << 20, Rows: 3, Columns: 2}
	if _, err := Open(strings.NewReader(strings.Repeat("a;b\n", 26)), limits); kpi.CodeOf(err) != kpi.CodeTooLarge || keyOf(err) != "file.large" {
		t.Errorf("bytes: %v", err)
	}
	if _, err := Open(strings.NewReader("a;b;c\n"), limits); keyOf(err) != "file.columns" {
		t.Errorf("columns: %v", err)
	}
	table, err := Open(strings.NewReader("a;b\n1;2\n1;2\n1;2\n1;2\n"), limits)
	if err != nil {
		t.Fatal(err)
	}
	for table.Next() {
		continue
	}
	if keyOf(table.Err()) != "file.rows" || kpi.CodeOf(table.Err()) != kpi.CodeTooLarge {
		t.Errorf("rows: %v", table.Err())
	}
	// 50 MB, of which nothing is read.
	if _, err := Open(&blankFile{size: 50 << 20}, UploadLimits); keyOf(err) != "file.large" {
		t.Errorf("50 MB: %v", err)
	}
}

// blankFile is a file of a size whose bytes nobody may read.
type blankFile struct{ size, at int64 }

func (f *blankFile) Read([]byte) (int, error) { return 0, errors.New("read") }

func (f *blankFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		f.at = offset
	case io.SeekEnd:
		f.at = f.size + offset
	}
	return f.at, nil
}

// book makes an XLSX file whose first sheet f fills.
func book(t *testing.T, f func(*excelize.File, string)) []byte {
	t.Helper()
	file := excelize.NewFile()
	f(file, file.GetSheetName(0))
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func openBytes(t *testing.T, b []byte) *Table {
	t.Helper()
	table, err := Open(bytes.NewReader(b), UploadLimits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, table.Close()) })
	return table
}

func TestBook(t *testing.T) {
	b := book(t, func(f *excelize.File, sheet string) {
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		custom := `"an" yy`
		year, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		must(t, err)
		text := `"days" 0.00`
		plain, err := f.NewStyle(&excelize.Style{CustomNumFmt: &text})
		must(t, err)
		must(t,
			f.SetSheetRow(sheet, "A3", &[]any{"handle", "month", "followers", "posts", "likes"}),
			f.SetSheetRow(sheet, "A5", &[]any{"ada", 45961, 1234.5, "1 234", true}),
			f.SetCellStyle(sheet, "B5", "B5", day),
			f.SetCellStyle(sheet, "C5", "C5", plain),
			f.SetSheetRow(sheet, "A6", &[]any{"'=x", 45961}),
			f.SetCellStyle(sheet, "B6", "B6", year),
			f.SetCellFormula(sheet, "C6", "1+1"),
			f.SetCellValue(sheet, "H6", "beyond"),
		)
	})
	table := openBytes(t, b)
	if table.HeaderLine != 3 || len(table.Columns) != 5 {
		t.Fatalf("header on line %d: %q", table.HeaderLine, table.Columns)
	}
	if !table.Next() {
		t.Fatal(table.Err())
	}
	row := table.Row()
	if row.Line != 5 || !slices.Equal(row.Cells, []string{"ada", "45961", "1234.5", "1 234", "1"}) {
		t.Errorf("line %d: %q", row.Line, row.Cells)
	}
	if want := []CellKind{CellText, CellDate, CellNumber, CellText, CellBool}; !slices.Equal(row.Kinds, want) {
		t.Errorf("kinds %v, want %v", row.Kinds, want)
	}
	if !table.Next() {
		t.Fatal(table.Err())
	}
	row = table.Row()
	if row.Kind(1) != CellDate || row.Kind(2) != CellFormula || len(row.Cells) != 5 || table.Cell(0) != "'=x" {
		t.Errorf("kinds %v, cells %q", row.Kinds, row.Cells)
	}
	if table.Next() || table.Err() != nil {
		t.Errorf("a third row, or %v", table.Err())
	}
	if beyond := table.Beyond(); len(beyond) != 1 || beyond[0].Field != "H" || beyond[0].Line != 6 {
		t.Errorf("beyond the header: %v", beyond)
	}
}

func TestBookReadsFirstSheetWithSomething(t *testing.T) {
	table := openBytes(t, book(t, func(f *excelize.File, sheet string) {
		_, err := f.NewSheet("Chiffres é")
		must(t, err, f.SetCellValue(sheet, "C9", "  "), f.SetSheetRow("Chiffres é", "A1", &[]any{"a", "b"}), f.SetSheetRow("Chiffres é", "A2", &[]any{1, 2}))
	}))
	if rows, _, _ := rest(t, table); len(rows) != 1 || rows[0][1] != "2" {
		t.Errorf("rows %q", rows)
	}
}

func TestBrokenBooks(t *testing.T) {
	good := book(t, func(f *excelize.File, sheet string) {
		for i := range 200 {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			must(t, err, f.SetSheetRow(sheet, cell, &[]any{"handle", "month", i}))
		}
	})
	for _, n := range []int{10, 100, len(good) / 2, len(good) - 1} {
		if _, err := Open(bytes.NewReader(good[:n]), UploadLimits); keyOf(err) != "file.damaged" {
			t.Errorf("cut at %d of %d: %v", n, len(good), err)
		}
	}
	// A sheet whose XML ends in the middle must not look like a shorter one.
	broken := rezip(t, good, func(name string, content []byte) []byte {
		if name == "xl/worksheets/sheet1.xml" {
			return content[:len(content)*2/3]
		}
		return content
	})
	table, err := Open(bytes.NewReader(broken), UploadLimits)
	for err == nil && table.Next() {
		continue
	}
	if err == nil {
		err = table.Err()
	}
	if keyOf(err) != "file.damaged" {
		t.Errorf("cut sheet: %v", err)
	}
	if _, err := Open(bytes.NewReader(book(t, func(*excelize.File, string) {})), UploadLimits); keyOf(err) != "file.empty" {
		t.Errorf("no rows: %v", err)
	}
}

// rezip writes a zip again with other contents.
func rezip(t *testing.T, b []byte, change func(name string, content []byte) []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range r.File {
		f, err := part.Open()
		must(t, err)
		content, err := io.ReadAll(f)
		must(t, err, f.Close())
		to, err := w.Create(part.Name)
		must(t, err)
		_, err = to.Write(change(part.Name, content))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func TestZipBombs(t *testing.T) {
	bomb := rezip(t, book(t, func(f *excelize.File, sheet string) { must(t, f.SetCellValue(sheet, "A1", "a")) }), func(name string, content []byte) []byte {
		if name == "xl/worksheets/sheet1.xml" {
			return append(content, bytes.Repeat([]byte(" "), 2<<20)...)
		}
		return content
	})
	limits := UploadLimits
	limits.Unpacked = 1 << 20
	if _, err := Open(bytes.NewReader(bomb), limits); keyOf(err) != "file.unpacked" || kpi.CodeOf(err) != kpi.CodeTooLarge {
		t.Errorf("unpacked size: %v", err)
	}
	// A size that lies in the list of contents is found while unpacking.
	at := bytes.LastIndex(bomb, []byte("xl/worksheets/sheet1.xml"))
	lying := slices.Clone(bomb)
	copy(lying[at-22:], []byte{0x00, 0x10, 0x00, 0x00}) // uncompressed size in its entry
	if _, err := Open(bytes.NewReader(lying), limits); keyOf(err) != "file.damaged" {
		t.Errorf("a lying size: %v", err)
	}
	var many bytes.Buffer
	w := zip.NewWriter(&many)
	for range maxParts + 1 {
		_, err := w.Create("[Content_Types].xml")
		must(t, err)
	}
	must(t, w.Close())
	if _, err := Open(bytes.NewReader(many.Bytes()), limits); keyOf(err) != "file.unpacked" {
		t.Errorf("many parts: %v", err)
	}
	// One cell very far to the right on each row.
	wide := book(t, func(f *excelize.File, sheet string) {
		must(t, f.SetCellValue(sheet, "XFD2", "x"), f.SetCellValue(sheet, "A1", "x"))
	})
	table, err := Open(bytes.NewReader(wide), UploadLimits)
	if err == nil {
		table.Next()
		err = table.Err()
	}
	if keyOf(err) != "file.columns" {
		t.Errorf("wide: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range []string{"a;b\n1;2\n", "sep=,\n\"a\",b\n'=1,\"x\ny\"\n", "\xff\xfea\x00;\x00", "PK\x03\x04", "\xef\xbb\xbf", "a,b\n\"", "\x00\x00\x00"} {
		f.Add([]byte(s))
	}
	limits := Limits{Bytes: 1 << 16, Unpacked: 1 << 20, Rows: 1000, Columns: 50}
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := Open(bytes.NewReader(b), limits)
		if err != nil {
			if keyOf(err) == "" {
				t.Fatalf("an error without words: %v", err)
			}
			return
		}
		for table.Next() {
			row := table.Row()
			if row.Fault == nil && len(row.Cells) != len(table.Columns) {
				t.Fatalf("line %d has %d cells of %d", row.Line, len(row.Cells), len(table.Columns))
			}
			for i := range row.Cells {
				if row.Fault == nil && strings.IndexByte(table.Cell(i), 0) >= 0 {
					t.Fatalf("a NUL on line %d", row.Line)
				}
			}
		}
		if err := table.Err(); err != nil && keyOf(err) == "" {
			t.Fatalf("an error without words: %v", err)
		}
		must(t, table.Close())
	})
}
