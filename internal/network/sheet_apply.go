package network

// This file stores what a prefilled sheet changes: all of it in one act, or
// nothing.

import (
	"context"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// The two sides of a cell that somebody else changed since a sheet was
// downloaded.
const (
	SheetTakes = "sheet" // what the sheet says
	SheetKeeps = "now"   // what is stored
)

// SheetChoice is what a person decided on the preview of a sheet.
type SheetChoice struct {
	Seen   string            // SheetPreview.Seen
	Reason string            // why figures of others are filed
	All    string            // side for all conflicts that Each does not name; "": none
	Each   map[string]string // side by SheetCell.Key
}

// SheetResult says what a sheet did.
type SheetResult struct {
	Import    kpi.ID // under which it can be taken back
	Month     kpi.Month
	Accounts  int
	Created   int // figures given for the first time
	Changed   int // figures that were something else
	Kept      int // conflicts in which what was stored stays
	Submitted int // filings that are submitted now and were not before
	Drafts    int // filings that still lack answers
}

// ApplySheet stores what a prefilled sheet changes, in one act and with the
// channel sheet. Filings in which everything asked is answered are submitted.
// The file can be taken back like an import.
// Errors: as PreviewSheet; CodeInvalid, with the cells at fault, for a sheet
// with problems; with the fields that lack a choice (each.KEY) or the reason
// (on_behalf_reason); CodeConflict, "sheet.changed_since", where a filing was
// saved since the preview, or the preview was of another file.
func (n *Network) ApplySheet(ctx context.Context, who kpi.Who, file File, choice SheetChoice) (SheetResult, error) {
	read, err := n.readSheet(ctx, who, file)
	if err != nil {
		return SheetResult{}, err
	}
	who.Channel = kpi.ChannelSheet
	choice.Reason = strings.TrimSpace(choice.Reason)
	result := SheetResult{Month: read.sheet.Month}
	err = n.db.Write(ctx, n.batch(who, choice.Reason), func(tx *store.Tx) error {
		p, err := n.compareSheet(ctx, tx.Conn, who, read)
		if err != nil {
			return err
		}
		if err := p.mayApply(choice); err != nil {
			return err
		}
		work, err := p.work(tx, choice, &result)
		if err != nil {
			return err
		}
		if err := n.writeSheet(ctx, tx, p.Month, work, &result); err != nil {
			return err
		}
		changed := make([]kpi.ID, len(work.filed))
		for i, f := range work.filed {
			changed[i] = f.account.ID
		}
		if err := n.tellImported(ctx, tx, who, map[kpi.Month][]kpi.ID{p.Month: changed}); err != nil {
			return err
		}
		result.Import, err = tx.AddImport(ctx, store.Import{Kind: "figures", Filename: file.Name, SHA256: read.hash, Rows: p.Given,
			Created: result.Created, Changed: result.Changed, Unchanged: p.Given - result.Created - result.Changed, From: p.Month, Until: p.Month})
		return err
	})
	if err != nil {
		return SheetResult{}, err
	}
	return result, nil
}

// mayApply refuses what the person has not seen or not decided.
func (p *SheetPreview) mayApply(choice SheetChoice) error {
	if len(p.Problems) > 0 {
		return sheetRefused(p.Problems)
	}
	if choice.Seen != p.Seen {
		return kpi.NewError(kpi.CodeConflict, "sheet.changed_since")
	}
	if len(p.Accounts) == 0 {
		return kpi.Invalid("sheet.nothing")
	}
	var fields []kpi.FieldError
	for _, a := range p.Accounts {
		for _, c := range a.Cells {
			if side := choice.side(c); side != SheetTakes && side != SheetKeeps {
				fields = append(fields, kpi.Field("each."+c.Key, "sheet.choose", "cell", c.Cell))
			}
		}
	}
	if p.Behalf && choice.Reason == "" {
		fields = append(fields, kpi.Field("on_behalf_reason", "filing.on_behalf_reason"))
	}
	if len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "sheet.undecided", Args: kpi.Args{"n": len(fields)}, Fields: fields}
	}
	return nil
}

// side is the side chosen for a cell: without a conflict there is only one.
func (c SheetChoice) side(cell SheetCell) string {
	if !cell.Conflict {
		return SheetTakes
	}
	if side := c.Each[cell.Key]; side != "" {
		return side
	}
	return c.All
}

// sheetWork is what a sheet writes.
type sheetWork struct {
	filings []store.FilingRow
	figures []store.FigureRow
	filed   []*openFiling // whose filings these are
}

// work gathers what there is to write.
func (p *SheetPreview) work(tx *store.Tx, choice SheetChoice, result *SheetResult) (w sheetWork, err error) {
	for _, a := range p.Accounts {
		f, keep := p.filings[a.Account.ID], map[string]bool{}
		for _, c := range a.Cells {
			if choice.side(c) == SheetKeeps {
				keep[c.Key] = true
				result.Kept++
			}
		}
		change := f.sheetChange(a.Cells, keep)
		change.OnBehalfReason = choice.Reason
		if err := f.mayChange(change); err != nil {
			return w, err
		}
		row, rows, err := f.apply(tx, change)
		if err != nil {
			return w, err
		}
		if row.Version == 0 {
			continue // all of it is kept as it is
		}
		w.filings, w.figures, w.filed = append(w.filings, row), append(w.figures, rows...), append(w.filed, f)
		result.Accounts++
		switch {
		case row.State.Filed() && !f.row.State.Filed():
			result.Submitted++
		case !row.State.Filed():
			result.Drafts++
		}
	}
	return w, nil
}

// countedAlone is of how many accounts totals are kept by what each changes; of
// more, the month is counted again.
const countedAlone = 20

// writeSheet writes figures and filings and keeps the totals.
func (n *Network) writeSheet(ctx context.Context, tx *store.Tx, month kpi.Month, w sheetWork, result *SheetResult) error {
	cal, err := n.calendarOf(ctx, tx.Conn)
	if err != nil {
		return err
	}
	put := func() error {
		if result.Created, result.Changed, _, err = tx.PutFigures(ctx, w.figures); err != nil {
			return err
		}
		return tx.PutFilings(ctx, w.filings)
	}
	if len(w.filed) > countedAlone {
		if err := put(); err != nil {
			return err
		}
		return tx.RefreshTotals(ctx, []kpi.Month{month}, cal)
	}
	for _, f := range w.filed { // each around the one before
		inner := put
		put = func() error { return tx.KeepTotals(ctx, cal, f.account.ID, month, inner) }
	}
	return put()
}
