package exchange

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/kpi"
)

// bookSource reads the rows of the first sheet of a workbook that has any.
type bookSource struct {
	file     *excelize.File
	date1904 bool
	rows     *excelize.Rows
	kinds    *kindScanner
	line     int
	columns  int // at most
}

// maxParts is how many files a workbook may be made of.
const maxParts = 5000

// openBook opens an XLSX file at its first sheet with something in it.
func openBook(r io.ReadSeeker, limits Limits) (*bookSource, error) {
	b, err := newBook(r, limits)
	if err != nil {
		return nil, err
	}
	if b.prefilled() {
		err = kpi.Invalid("sheet.other_way")
	} else {
		err = b.chooseSheet()
	}
	if err != nil {
		_ = b.close()
		return nil, err
	}
	return b, nil
}

// newBook opens an XLSX file, having looked at what it would unpack to.
func newBook(r io.ReadSeeker, limits Limits) (*bookSource, error) {
	if err := checkParts(r, limits); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(r, excelize.Options{
		UnzipSizeLimit:    limits.Unpacked,
		UnzipXMLSizeLimit: limits.Unpacked,
		RawCellValue:      true,
	})
	if err != nil {
		return nil, damaged(err)
	}
	b := &bookSource{file: file, columns: limits.Columns}
	if w := file.WorkBook; w != nil && w.WorkbookPr != nil {
		b.date1904 = w.WorkbookPr.Date1904
	}
	return b, nil
}

// checkParts reads a zip's list of contents: what it is, and how large.
func checkParts(r io.ReadSeeker, limits Limits) error {
	at, ok := r.(io.ReaderAt)
	if !ok {
		at = &seekerAt{r}
	}
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("exchange: measure the file: %w", err)
	}
	parts, err := zip.NewReader(at, size)
	if err != nil {
		return damaged(err)
	}
	var unpacked uint64
	kind := "ZIP"
	for _, p := range parts.File {
		unpacked += p.UncompressedSize64
		if unpacked > uint64(limits.Unpacked) || p.UncompressedSize64 > uint64(limits.Unpacked) {
			return kpi.NewError(kpi.CodeTooLarge, "file.unpacked", "max", limits.Unpacked>>20)
		}
		switch name := strings.ToLower(strings.ReplaceAll(p.Name, `\`, "/")); name {
		case "[content_types].xml":
			if kind == "ZIP" {
				kind = ""
			}
		case "xl/workbook.bin":
			kind = "XLSB"
		case "word/document.xml":
			kind = "DOCX"
		case "ppt/presentation.xml":
			kind = "PPTX"
		case "mimetype":
			kind = "ODS"
		}
	}
	if len(parts.File) > maxParts {
		return kpi.NewError(kpi.CodeTooLarge, "file.unpacked", "max", limits.Unpacked>>20)
	}
	if kind != "" {
		return kpi.Invalid("file.kind", "kind", kind)
	}
	for _, p := range parts.File {
		if err := checkPart(p); err != nil {
			return damaged(err)
		}
	}
	_, err = r.Seek(0, io.SeekStart)
	return err
}

// checkPart unpacks a part once: the library that reads workbooks goes on with
// what it has where a part is damaged.
func checkPart(p *zip.File) error {
	r, err := p.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

// seekerAt makes an io.ReaderAt of a file that can only seek.
type seekerAt struct{ io.ReadSeeker }

func (s *seekerAt) ReadAt(p []byte, off int64) (int, error) {
	if _, err := s.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

func damaged(err error) error {
	if strings.Contains(err.Error(), "unzip size exceeds") {
		return &kpi.Error{Code: kpi.CodeTooLarge, Key: "file.unpacked", Args: kpi.Args{"max": UploadLimits.Unpacked >> 20}, Err: err}
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "file.damaged", Err: err}
}

// chooseSheet goes to the first sheet with something in it.
func (b *bookSource) chooseSheet() error {
	for _, name := range b.file.GetSheetList() {
		if err := b.openSheet(name); err != nil {
			return err
		}
		for {
			row, err := b.read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if !row.Blank() {
				return b.openSheet(name)
			}
		}
	}
	return kpi.Invalid("file.empty")
}

func (b *bookSource) openSheet(name string) error {
	if b.rows != nil {
		if err := b.rows.Close(); err != nil {
			return damaged(err)
		}
		b.rows = nil
	}
	rows, err := b.file.Rows(name)
	if err != nil {
		return damaged(err)
	}
	b.rows, b.line = rows, 0
	b.kinds, err = newKindScanner(b.file, name)
	return err
}

func (b *bookSource) read() (Row, error) {
	if !b.rows.Next() {
		if err := b.rows.Error(); err != nil {
			return Row{}, damaged(err)
		}
		// The library stops silently where the sheet is broken.
		return Row{}, b.kinds.finish()
	}
	b.line++
	cells, err := b.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return Row{}, damaged(err)
	}
	if len(cells) > b.columns {
		return Row{}, kpi.NewError(kpi.CodeTooLarge, "file.columns", "max", b.columns)
	}
	kinds, err := b.kinds.row(b.line)
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: b.line, Cells: cells, Kinds: kinds}
	for i, c := range cells {
		if strings.IndexByte(c, 0) >= 0 || strings.Contains(c, "_x0000_") {
			row.Fault = &kpi.FieldError{Field: columnLetters(i), Line: b.line, Value: cut(strings.ReplaceAll(c, "\x00", "␀")), Key: "file.nul"}
		}
	}
	return row, nil
}

func (b *bookSource) close() error {
	var err error
	if b.rows != nil {
		err = b.rows.Close()
	}
	return errors.Join(err, b.file.Close())
}
