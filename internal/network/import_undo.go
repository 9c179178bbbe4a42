package network

// This file takes a figures file back, as a new act of its own: what the file
// wrote becomes what it was, unless somebody has changed it since or the month
// was closed.

import (
	"context"
	"maps"
	"slices"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// UndoImport takes a figures file back, for direction and for whoever brought
// it. What was changed or locked since stays and is named in the notices; so
// do the accounts that the file created. Changed and Unchanged count the figures
// that were put back and those that stay.
// Errors: CodeNotFound, CodeForbidden; CodeConflict where it was undone;
// CodeInvalid for a file that is not of figures.
func (n *Network) UndoImport(ctx context.Context, who kpi.Who, id kpi.ID) (ImportResult, error) {
	u := importUndo{n: n, who: who}
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		past, err := tx.Import(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case !seesAllImports(who) && (past.User == 0 || past.User != who.User.ID):
			return kpi.NotFound("error.not_found")
		case past.Kind != importKindFigures:
			return kpi.Invalid("import.undo_kind")
		case past.UndoneBy != 0:
			return kpi.NewError(kpi.CodeConflict, "import.undone")
		}
		u.tx, u.past = tx, past
		if err := u.run(ctx); err != nil {
			return err
		}
		return tx.SetImportUndone(ctx, id)
	})
	if err != nil {
		return ImportResult{}, err
	}
	byLine(u.result.Notices)
	u.result.ID = id
	return u.result, nil
}

type importUndo struct {
	n       *Network
	who     kpi.Who
	tx      *store.Tx
	past    store.Import
	locked  map[kpi.Month]bool
	names   map[kpi.ID]kpi.Account
	codes   map[kpi.ID]string
	figures map[store.FigureKey]kpi.Figure
	result  ImportResult
}

// run puts everything back, month by month. The month after the last may have
// flows that follow from the file's readings.
func (u *importUndo) run(ctx context.Context) error {
	u.result.From, u.result.Until = u.past.From, u.past.Until
	created, err := u.tx.AccountsOfBatch(ctx, u.past.Batch)
	if err != nil {
		return err
	}
	if len(created) > 0 {
		u.result.notice(0, "", "import.undo_accounts", "n", len(created))
	}
	if u.past.From == 0 {
		return nil
	}
	months := kpi.MonthsBetween(u.past.From, u.past.Until.Add(1))
	if err := u.load(ctx, months); err != nil {
		return err
	}
	standing, before, replaced, err := u.tx.FiguresOfBatch(ctx, u.past.Batch, months)
	if err != nil {
		return err
	}
	u.figures = map[store.FigureKey]kpi.Figure{}
	for _, v := range standing {
		key := store.FigureKey{Month: v.Month, Account: v.Account, Indicator: v.Indicator}
		if u.locked[v.Month] {
			u.stays(key, "import.undo_locked")
			continue
		}
		u.figures[key] = before[key]
		u.result.Changed++
	}
	if err := u.readings(ctx, months); err != nil {
		return err
	}
	for _, key := range replaced {
		if _, again := u.figures[key]; !again {
			u.stays(key, "import.undo_changed")
		}
	}
	return u.write(ctx, months)
}

func (u *importUndo) load(ctx context.Context, months []kpi.Month) (err error) {
	if u.locked, err = u.n.lockedMonths(ctx, u.tx.Conn, months); err != nil {
		return err
	}
	u.names, u.codes = map[kpi.ID]kpi.Account{}, map[kpi.ID]string{}
	indicators, err := u.tx.Indicators(ctx)
	for _, i := range indicators {
		u.codes[i.ID] = i.Code
	}
	if err != nil {
		return err
	}
	accounts, err := u.tx.Accounts(ctx, store.AccountQuery{Month: u.n.CurrentMonth()})
	for _, a := range accounts {
		u.names[a.ID] = a
	}
	return err
}

// stays names a figure that is not put back.
func (u *importUndo) stays(key store.FigureKey, message string) {
	u.result.Unchanged++
	u.result.notice(0, u.codes[key.Indicator], message, "handle", u.names[key.Account].Handle,
		"platform", u.names[key.Account].Platform, "month", key.Month, "indicator", u.codes[key.Indicator])
}

// readings takes the file's readings away and computes anew the flows of other
// files that followed from them.
func (u *importUndo) readings(ctx context.Context, months []kpi.Month) error {
	standing, before, err := u.tx.ReadingsOfBatch(ctx, u.past.Batch, months)
	if err != nil || len(standing) == 0 {
		return err
	}
	var rows []store.ReadingRow
	changed := map[store.FigureKey]kpi.Number{} // to what the reading was until now
	for _, r := range standing {
		if u.locked[r.Month] {
			continue // its flow stays as well, and is named
		}
		key := store.FigureKey{Month: r.Month, Account: r.Account, Indicator: r.Indicator}
		changed[key] = r.Value
		r.Value = before[key]
		rows = append(rows, r)
	}
	if _, _, _, err := u.tx.PutReadings(ctx, rows); err != nil {
		return err
	}
	return u.followingFlows(ctx, changed, before)
}

// followingFlows computes anew the flows of the months after readings that
// went, where they followed from them and are not put back anyway.
func (u *importUndo) followingFlows(ctx context.Context, changed, now map[store.FigureKey]kpi.Number) error {
	byMonth := map[kpi.Month]map[kpi.ID]bool{}
	for key := range changed {
		if byMonth[key.Month] == nil {
			byMonth[key.Month] = map[kpi.ID]bool{}
		}
		byMonth[key.Month][key.Account] = true
	}
	for _, month := range slices.Sorted(maps.Keys(byMonth)) {
		next := month.Add(1)
		readings, err := u.tx.Readings(ctx, next, slices.Sorted(maps.Keys(byMonth[month])))
		if err != nil {
			return err
		}
		at := map[store.FigureKey]float64{}
		for _, r := range readings {
			at[store.FigureKey{Month: month, Account: r.Account, Indicator: r.Indicator}] = r.Value.V
		}
		if len(at) == 0 {
			continue
		}
		if err := u.tx.MonthFigures(ctx, next, func(v store.StoredFigure) {
			u.followingFlow(v, month, at, changed, now)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (u *importUndo) followingFlow(v store.StoredFigure, month kpi.Month, at map[store.FigureKey]float64, changed, now map[store.FigureKey]kpi.Number) {
	key := store.FigureKey{Month: month, Account: v.Account, Indicator: v.Indicator}
	old, moved := changed[key]
	reading, there := at[key]
	target := store.FigureKey{Month: month.Add(1), Account: v.Account, Indicator: v.Indicator}
	if _, back := u.figures[target]; back || !moved || !there {
		return
	}
	was := flow(old, kpi.Num(reading))
	if v.State != was.State || v.Value != was.Value || v.Reason != was.Reason {
		return // somebody typed it
	}
	if u.locked[target.Month] {
		u.result.notice(0, exchange.FieldMonth, "import.next_closed", "month", target.Month, "n", 1)
		return
	}
	u.figures[target] = flow(now[key], kpi.Num(reading))
	u.result.Changed++
}

// write stores the figures as they were, the filings as they were, and counts
// the totals again.
func (u *importUndo) write(ctx context.Context, months []kpi.Month) error {
	rows := make([]store.FigureRow, 0, len(u.figures))
	touched := map[kpi.Month]bool{}
	for key, f := range u.figures {
		rows = append(rows, store.FigureRow{Month: key.Month, Account: key.Account, Indicator: key.Indicator, Figure: f})
		touched[key.Month] = true
	}
	if _, _, _, err := u.tx.PutFigures(ctx, rows); err != nil {
		return err
	}
	if err := u.filings(ctx, months); err != nil {
		return err
	}
	cal, err := u.n.calendarOf(ctx, u.tx.Conn)
	if err != nil {
		return err
	}
	if err := u.tx.RefreshTotals(ctx, slices.Sorted(maps.Keys(touched)), cal); err != nil {
		return err
	}
	return u.tell(ctx)
}

// filings puts back the state and the comment of filings that nobody has saved
// since; one that the file began is a draft without answers.
func (u *importUndo) filings(ctx context.Context, months []kpi.Month) error {
	standing, before, err := u.tx.FilingsOfBatch(ctx, u.past.Batch, months)
	if err != nil {
		return err
	}
	var rows []store.FilingRow
	put := map[accountMonth]bool{}
	for _, f := range standing {
		if u.locked[f.Month] {
			continue
		}
		was, there := before[store.FigureKey{Month: f.Month, Account: f.Account}]
		if !there {
			was = store.FilingRow{Month: f.Month, Account: f.Account, State: kpi.FilingDraft}
		}
		rows = append(rows, was)
		put[accountMonth{f.Account, f.Month}] = true
	}
	for month, accounts := range u.savedSince(put) {
		now, err := u.tx.FilingsOf(ctx, month, accounts)
		if err != nil {
			return err
		}
		for _, f := range now {
			rows = append(rows, u.lessened(f))
		}
	}
	return u.tx.PutFilings(ctx, rows)
}

// lessened is a filing, saved since the file came, whose figures go back: it is
// accepted no more, and a draft where a figure has no answer any more.
func (u *importUndo) lessened(f store.FilingRow) store.FilingRow {
	if !f.State.Filed() {
		return f
	}
	f.State = kpi.FilingSubmitted
	for key, figure := range u.figures {
		if key.Account == f.Account && key.Month == f.Month && !figure.Answered() {
			f.State = kpi.FilingDraft
		}
	}
	return f
}

// savedSince lists by month the accounts whose figures go back although their
// filing was saved since. That filing stays, as a new version: whoever has the
// old one open is told that it changed.
func (u *importUndo) savedSince(put map[accountMonth]bool) map[kpi.Month][]kpi.ID {
	list := map[kpi.Month][]kpi.ID{}
	for key := range u.figures {
		at := accountMonth{key.Account, key.Month}
		if !put[at] {
			put[at] = true
			list[key.Month] = append(list[key.Month], key.Account)
		}
	}
	return list
}

// tell tells the holders of the figures that went back.
func (u *importUndo) tell(ctx context.Context) error {
	changed := map[kpi.Month][]kpi.ID{}
	for key := range u.figures {
		changed[key.Month] = append(changed[key.Month], key.Account)
	}
	for month, accounts := range changed {
		slices.Sort(accounts)
		changed[month] = slices.Compact(accounts)
	}
	return u.n.tellImported(ctx, u.tx, u.who, changed)
}
