package network

// This file compares a prefilled sheet that came back with what is stored, cell
// by cell: when it was downloaded, now, in the sheet.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"portevoix/internal/analytics"
	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// compareSheet finds out what a sheet would change, as things stand on c.
func (n *Network) compareSheet(ctx context.Context, c store.Conn, who kpi.Who, read sheetFile) (SheetPreview, error) {
	p := SheetPreview{Month: read.sheet.Month, At: read.sheet.At.In(n.location()), Given: len(read.cells.Given), read: read,
		Problems: slices.Clone(read.cells.Problems), Notices: slices.Clone(read.cells.Notices)}
	state, err := c.Month(ctx, p.Month)
	if err != nil {
		return p, err
	}
	if lock := n.lockOf(state); lock != nil {
		return p, kpi.NewError(kpi.CodeLocked, lock.Key, "month", p.Month, "since", lock.Since, "lifter", lock.Lifter)
	}
	var ids []kpi.ID
	for _, l := range read.sheet.Lines {
		ids = append(ids, l.Account)
	}
	if p.filings, err = n.openFilings(ctx, c, who, p.Month, ids); err != nil {
		return p, err
	}
	kept, err := c.RememberedOf(ctx, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return p, err
	}
	at := map[kpi.ID]int{} // places in p.Accounts
	for _, given := range read.cells.Given {
		line := read.sheet.Lines[given.Line]
		cell, changed := p.compare(given, line, kept[line.Account])
		if !changed {
			continue
		}
		place, known := at[line.Account]
		if !known {
			f := p.filings[line.Account]
			place = len(p.Accounts)
			at[line.Account] = place
			p.Accounts = append(p.Accounts, SheetAccount{Account: f.account, Own: f.right.own})
			p.renamed(given, line, f.account)
		}
		p.Accounts[place].Cells = append(p.Accounts[place].Cells, cell)
	}
	p.settle()
	byLine(p.Problems)
	byLine(p.Notices)
	return p, nil
}

// renamed says that an account is called otherwise than when the sheet was
// downloaded.
func (p *SheetPreview) renamed(given exchange.PrefilledCell, line kpi.SheetLine, account kpi.Account) {
	was, now := line.Name+" ("+line.Identity+")", account.Name()+" ("+accountIdentity(account)+")"
	if kpi.Fold(was) != kpi.Fold(now) {
		p.notice(given.Row, given.Cell, "sheet.renamed", "was", was, "now", now)
	}
}

// compare compares one line. It is no change where the sheet says what it said
// when it was downloaded, and where it says what is stored.
func (p *SheetPreview) compare(given exchange.PrefilledCell, line kpi.SheetLine, kept map[kpi.ID]store.RememberedAnswer) (SheetCell, bool) {
	cell := SheetCell{Key: line.Key(), Cell: given.Cell, Code: line.Code, Label: line.Label}
	f := p.filings[line.Account]
	if line.Code == "" {
		cell.Cell = given.NoteCell
		return p.compareComment(cell, given, line, f)
	}
	answered := given.Figure.Answered() && !sameAnswer(given.Figure, line.Stood)
	noted := given.Note != "" && given.Note != textOf(line.Stood.Note)
	if !answered && !noted {
		p.Same++
		return cell, false
	}
	if !answered { // all that is said is the note
		given.Cell, cell.Cell = given.NoteCell, given.NoteCell
	}
	if f == nil || !f.right.edit {
		p.problem(given.Row, given.Cell, "", "sheet.not_yours", "account", line.Name)
		return cell, false
	}
	indicator, there := f.indicator(line.Code)
	if !there || indicator.Derived {
		p.problem(given.Row, given.Cell, "", "sheet.indicator_gone", "indicator", line.Label)
		return cell, false
	}
	cell.Indicator, cell.Then, cell.Now = indicator, line.Stood, f.figures[line.Code]
	cell.Sheet = cell.Now
	if answered {
		cell.Sheet = answer(given.Figure, cell.Now, kept[indicator.ID])
		cell.Conflict = !sameAnswer(cell.Now, cell.Then)
	}
	if noted {
		cell.Sheet.Note = given.Note
		cell.Conflict = cell.Conflict || textOf(cell.Now.Note) != textOf(cell.Then.Note) && textOf(cell.Now.Note) != given.Note
	}
	cell.Sheet = cleanFigure(cell.Sheet)
	if !cell.Sheet.Answered() {
		p.notice(given.Row, given.Cell, "sheet.note_alone", "indicator", line.Label, "account", line.Name)
		return cell, false
	}
	if key, args := checkText(given.Note, maxNote); key != "" && noted {
		p.problem(given.Row, given.NoteCell, given.Note, key, "max", args["max"])
		return cell, false
	}
	if key, args := checkFigure(indicator, cell.Sheet); key != "" {
		fault := cellFault(given.Row, given.Cell, key, nil)
		fault.Value = strconv.FormatFloat(cell.Sheet.Value, 'f', -1, 64)
		for name, value := range args {
			fault.Args[name] = value
		}
		p.Problems = append(p.Problems, fault)
		return cell, false
	}
	if cell.Sheet == cell.Now {
		p.Same++
		return cell, false
	}
	return cell, true
}

func (p *SheetPreview) compareComment(cell SheetCell, given exchange.PrefilledCell, line kpi.SheetLine, f *openFiling) (SheetCell, bool) {
	cell.ThenText, cell.SheetText = line.Comment, textOf(given.Note)
	if cell.SheetText == textOf(line.Comment) {
		p.Same++
		return cell, false
	}
	if f == nil || !f.right.edit {
		p.problem(given.Row, cell.Cell, "", "sheet.not_yours", "account", line.Name)
		return cell, false
	}
	if key, args := checkText(cell.SheetText, maxComment); key != "" {
		p.problem(given.Row, cell.Cell, cell.SheetText, key, "max", args["max"])
		return cell, false
	}
	cell.NowText = f.row.Comment
	if cell.SheetText == textOf(cell.NowText) {
		p.Same++
		return cell, false
	}
	cell.Conflict = textOf(cell.NowText) != textOf(cell.ThenText)
	return cell, true
}

// sameAnswer compares what two figures answer: a sheet's bare word knows less
// than the reason that was given before, and nothing of the note.
func sameAnswer(a, b kpi.Figure) bool { return a.State == b.State && a.Value == b.Value }

// answer is the figure that a cell gives. One that says again what is stored
// keeps its reason; an answer that is remembered has the reason it had.
func answer(given, now kpi.Figure, kept store.RememberedAnswer) kpi.Figure {
	if sameAnswer(given, now) {
		return now
	}
	given.Note = now.Note
	if given.State == kpi.StateUnavailable && kept.State == kpi.StateUnavailable && kept.Reason != "" {
		given.Reason = kept.Reason
	}
	return given
}

// settle says where each filing would stand, and marks what was seen.
func (p *SheetPreview) settle() {
	seen := sha256.New()
	_, _ = seen.Write([]byte(p.read.hash))
	for i := range p.Accounts {
		a := &p.Accounts[i]
		f := p.filings[a.Account.ID]
		change := f.sheetChange(a.Cells, nil)
		a.From, a.To = f.row.State, f.stateAfter(change)
		whole := change
		whole.Submit = true
		for _, fault := range f.missing(whole) {
			for _, ind := range f.indicators {
				if figureField(ind.Code) == fault.Field {
					a.Missing = append(a.Missing, ind)
				}
			}
		}
		p.Behalf = p.Behalf || !a.Own
		_, _ = fmt.Fprintf(seen, " %d.%d", a.Account.ID, f.row.Version)
	}
	p.Seen = hex.EncodeToString(seen.Sum(nil)[:16])
}

// sheetChange is what a person asks of a filing by cells; those of which they
// keep what is stored are left out. It is submitted where everything that is
// asked is answered.
func (f *openFiling) sheetChange(cells []SheetCell, keep map[string]bool) kpi.FilingChange {
	change := kpi.FilingChange{Account: f.account.ID, Month: f.month, Version: f.row.Version, Figures: map[string]kpi.Figure{}}
	for _, c := range cells {
		switch {
		case keep[c.Key]:
		case c.Code == "":
			change.Comment = &c.SheetText
		default:
			change.Figures[c.Code] = c.Sheet
		}
	}
	whole := change
	whole.Submit = true
	change.Submit = len(change.Figures) > 0 && len(f.asked()) > 0 && len(f.missing(whole)) == 0
	return change
}

// stateAfter is where a change would leave the filing.
func (f *openFiling) stateAfter(change kpi.FilingChange) kpi.FilingState {
	return submitted(f.row, change.Submit, &store.Tx{}).State
}

// warnedTogether is of how many accounts the history is read at once.
const warnedTogether = 200

// sheetWarnings says what would be unusual about the figures of a sheet.
func (n *Network) sheetWarnings(ctx context.Context, c store.Conn, p *SheetPreview) error {
	months := kpi.MonthsBetween(p.Month.Add(-warningMonths), p.Month.Add(-1))
	for from := 0; from < len(p.Accounts); from += warnedTogether {
		accounts := p.Accounts[from:min(from+warnedTogether, len(p.Accounts))]
		ids := make([]kpi.ID, len(accounts))
		history := map[kpi.ID]points{}
		for i, a := range accounts {
			ids[i] = a.Account.ID
			history[ids[i]] = points{}
		}
		codes := p.filings[ids[0]].codes()
		if err := c.EachFigureOf(ctx, months, ids, func(r store.FigureRow) {
			code := codes[r.Indicator]
			history[r.Account][code] = append(history[r.Account][code], kpi.Point{Month: r.Month, Figure: r.Figure})
		}); err != nil {
			return err
		}
		for i := range accounts {
			accounts[i].warn(p.filings[ids[i]], history[ids[i]])
		}
	}
	return nil
}

// warn keeps the warnings about the figures that the sheet changes.
func (a *SheetAccount) warn(f *openFiling, history points) {
	after := map[string]kpi.Figure{}
	for code, figure := range f.figures {
		after[code] = figure
	}
	changed := map[string]bool{}
	for _, c := range a.Cells {
		if c.Code != "" {
			after[c.Code], changed[c.Code] = c.Sheet, true
		}
	}
	for code, figure := range after {
		history[code] = append(history[code], kpi.Point{Month: f.month, Figure: figure})
	}
	for code := range history {
		slices.SortFunc(history[code], func(x, y kpi.Point) int { return int(x.Month - y.Month) })
	}
	for _, w := range analytics.Check(f.indicators, history, f.month) {
		if changed[w.Indicator] {
			a.Warnings = append(a.Warnings, w)
		}
	}
}
