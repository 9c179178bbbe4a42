package exchange

// This file reads a prefilled sheet that comes back: first what it carries
// along hidden, by which the caller knows whether it is one of its own, then
// its cells (prefilled_cells.go).

import (
	"encoding/json"
	"errors"
	"io"
	"slices"

	"portevoix/internal/kpi"
)

// Prefilled is a prefilled sheet that came back.
type Prefilled struct {
	Sheet    kpi.Sheet
	Manifest []string // its lines, as they were signed
	headings []string // that the columns had
	book     *bookSource
}

// PrefilledCell is a line of the sheet in which something was given.
type PrefilledCell struct {
	Line     int        // in Sheet.Lines
	Row      int        // of the workbook
	Cell     string     // name of the cell of the figure, such as J12
	Figure   kpi.Figure // empty: the cell is blank
	NoteCell string     // name of the cell of the note
	Note     string     // of the figure, or the comment on the month; "": blank
}

// prefilled reports whether the workbook is a prefilled sheet.
func (b *bookSource) prefilled() bool {
	return slices.Contains(b.file.GetSheetList(), kpi.SheetManifestName)
}

// OpenPrefilled opens a prefilled sheet and reads what it carries along. It
// must be closed.
// Errors: as Open; CodeInvalid, "sheet.not_ours" for a file that is no
// prefilled sheet, and as kpi.ReadSheetManifest.
func OpenPrefilled(r io.ReadSeeker, limits Limits) (*Prefilled, error) {
	nature, err := sniff(r, limits)
	if err != nil {
		return nil, err
	}
	if !nature.xlsx {
		return nil, kpi.Invalid("sheet.not_ours")
	}
	book, err := newBook(r, limits)
	if err != nil {
		return nil, err
	}
	p := &Prefilled{book: book}
	if err := p.readManifest(); err != nil {
		return nil, errors.Join(err, book.close())
	}
	return p, nil
}

// Close lets the file go.
func (p *Prefilled) Close() error { return p.book.close() }

// readManifest reads the hidden sheet: in its first row the mark, the
// signature and the headings, then the lines of the manifest.
func (p *Prefilled) readManifest() error {
	if !p.book.prefilled() {
		return kpi.Invalid("sheet.not_ours")
	}
	if err := p.book.openSheet(kpi.SheetManifestName); err != nil {
		return err
	}
	first, err := p.book.read()
	if errors.Is(err, io.EOF) {
		return kpi.Invalid("sheet.tampered")
	}
	if err != nil {
		return err
	}
	if len(first.Cells) < 3 || first.Cells[0] != kpi.SheetMark || json.Unmarshal([]byte(first.Cells[2]), &p.headings) != nil || len(p.headings) != kpi.SheetColumns {
		return kpi.Invalid("sheet.tampered")
	}
	signature := first.Cells[1]
	for {
		row, err := p.book.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(row.Cells) == 0 || row.Cells[0] == "" {
			break
		}
		p.Manifest = append(p.Manifest, row.Cells[0])
	}
	if p.Sheet, err = kpi.ReadSheetManifest(p.Manifest); err != nil {
		return err
	}
	p.Sheet.Signature = signature
	return nil
}
