package network

// This file takes a prefilled sheet that comes back: it looks whose it is and
// shows what it would change, in which nothing is stored.

import (
	"context"
	"errors"
	"strings"
	"time"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SheetPreview is what a prefilled sheet that came back would change.
type SheetPreview struct {
	Month    kpi.Month
	At       time.Time // when it was downloaded, in the installation's zone
	Accounts []SheetAccount
	Given    int  // cells in which something stands
	Same     int  // of these, that say what is stored already
	Behalf   bool // figures of accounts change for which the person does not file: a reason is needed
	Lock     *kpi.Lock
	Seen     string           // what was seen, to be given to ApplySheet
	Problems []kpi.FieldError // each refuses the whole sheet; Field is the cell's name
	Notices  []kpi.FieldError // worth knowing, refuse nothing
	filings  map[kpi.ID]*openFiling
	read     sheetFile
}

// SheetAccount is what a sheet changes of one account.
type SheetAccount struct {
	Account  kpi.Account // as it stands in the month
	Own      bool        // the person files for it
	Cells    []SheetCell
	From, To kpi.FilingState
	Missing  []kpi.Indicator // asked, and still unanswered
	Warnings []kpi.Warning
}

// SheetCell is a cell that says something else than what is stored: a figure,
// or the comment on the month (Code "").
type SheetCell struct {
	Key       string // names the cell in a SheetChoice
	Cell      string // of the workbook, such as J12
	Code      string
	Label     string
	Indicator kpi.Indicator // zero for the comment
	// When it was downloaded, now, and in the sheet: of a figure, or the
	// comment's texts.
	Then, Now, Sheet             kpi.Figure
	ThenText, NowText, SheetText string
	Conflict                     bool // somebody else changed it since
}

// Changes counts the cells that would change, and those of them on which
// somebody has to choose.
func (p SheetPreview) Changes() (cells, conflicts int) {
	for _, a := range p.Accounts {
		for _, c := range a.Cells {
			cells++
			if c.Conflict {
				conflicts++
			}
		}
	}
	return cells, conflicts
}

// sheetFile is a prefilled sheet as it was read.
type sheetFile struct {
	sheet kpi.Sheet
	cells exchange.PrefilledCells
	hash  string
}

// PreviewSheet says what a prefilled sheet that comes back would change: each
// cell as it was when the sheet was downloaded, as it is now, and as the sheet
// has it. Blank cells change nothing, nor do cells that say what they said when
// they were downloaded.
// Errors: CodeForbidden for whoever files for no account and directs nothing;
// CodeInvalid for what is no sheet of this installation, and for one of another
// form; CodeTooLarge; CodeLocked for a closed month.
func (n *Network) PreviewSheet(ctx context.Context, who kpi.Who, file File) (SheetPreview, error) {
	read, err := n.readSheet(ctx, who, file)
	if err != nil {
		return SheetPreview{}, err
	}
	var preview SheetPreview
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		preview, err = n.compareSheet(ctx, c, who, read)
		if err != nil {
			return err
		}
		return n.sheetWarnings(ctx, c, &preview)
	})
	return preview, err
}

// readSheet reads a file that should be one of this installation's sheets.
func (n *Network) readSheet(ctx context.Context, who kpi.Who, file File) (read sheetFile, err error) {
	if err := mayImport(ctx, n.db.Conn, who); err != nil {
		return read, err
	}
	if read.hash, err = fileHash(file); err != nil {
		return read, err
	}
	set, err := n.db.Settings(ctx)
	if err != nil {
		return read, err
	}
	back, err := exchange.OpenPrefilled(file, importLimits(who))
	if err != nil {
		return read, err
	}
	defer func() { err = errors.Join(err, back.Close()) }()
	secret := sheetSecret(set[settingSheetSecret])
	switch {
	case secret == "" || back.Sheet.Network != secret.network():
		return read, kpi.Invalid("sheet.other_network")
	case !secret.signed(back.Manifest, back.Sheet.Signature):
		return read, kpi.Invalid("sheet.tampered")
	}
	if err := n.mayHaveFigures(back.Sheet.Month); err != nil {
		return read, err
	}
	read.sheet = back.Sheet
	read.cells, err = back.Cells()
	return read, err
}

// notice and problem say something of a cell.
func (p *SheetPreview) notice(row int, cell, key string, args ...any) {
	p.Notices = append(p.Notices, cellFault(row, cell, key, args))
}

func (p *SheetPreview) problem(row int, cell, value, key string, args ...any) {
	f := cellFault(row, cell, key, args)
	f.Value = cutText(value)
	p.Problems = append(p.Problems, f)
}

func cellFault(row int, cell, key string, args []any) kpi.FieldError {
	f := kpi.Field(cell, key, append(args, "cell", cell)...)
	f.Line = row
	return f
}

// sheetRefused is the error of a sheet with problems.
func sheetRefused(problems []kpi.FieldError) error {
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "sheet.refused", Args: kpi.Args{"n": len(problems)}, Fields: problems}
}

// textOf is a comment as it is compared.
func textOf(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
