package network

// This file writes what a figures file says, month by month: readings and the
// flows that follow from them, figures, filings, totals.

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// monthKey is a figure of a month.
type monthKey struct {
	account   kpi.ID
	indicator int16 // in the import's indicators
}

// monthWork is what is to be written for one month.
type monthWork struct {
	figures  map[monthKey]kpi.Figure
	readings map[monthKey]float64
	comments map[kpi.ID]string
	rows     int
}

func newMonthWork() *monthWork {
	return &monthWork{figures: map[monthKey]kpi.Figure{}, readings: map[monthKey]float64{}, comments: map[kpi.ID]string{}}
}

// write stores what the rows say; they are one for each account and month, in
// the order of months.
func (i *figureImport) write(ctx context.Context) error {
	work := i.work()
	months := slices.Sorted(maps.Keys(work))
	if len(months) > 0 {
		i.result.From, i.result.Until = months[0], months[len(months)-1]
	}
	w := monthWriter{figureImport: i, work: work, locked: map[kpi.Month]bool{}}
	for len(work) > 0 { // a month's readings may touch the month after
		month := slices.Min(slices.Collect(maps.Keys(work)))
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.month(ctx, month, work[month]); err != nil {
			return err
		}
		delete(work, month)
	}
	return i.count(ctx, w.touched)
}

// work sorts the rows by month.
func (i *figureImport) work() map[kpi.Month]*monthWork {
	work := map[kpi.Month]*monthWork{}
	for _, r := range i.rows {
		w := work[r.month]
		if w == nil {
			w = newMonthWork()
			work[r.month] = w
		}
		w.rows++
		if r.comment != "" {
			w.comments[r.account.ID] = r.comment
		}
		for _, c := range i.cells[r.cells[0]:r.cells[1]] {
			key := monthKey{r.account.ID, c.indicator}
			if c.reading {
				w.readings[key] = c.value
			} else {
				w.figures[key] = c.figure()
			}
		}
	}
	return work
}

// count brings the totals up to date.
func (i *figureImport) count(ctx context.Context, touched []kpi.Month) error {
	settings, err := settingsOf(ctx, i.tx.Conn)
	if err != nil {
		return err
	}
	months := slices.Clone(touched)
	if i.accountsFrom != 0 {
		kept, err := i.tx.KeptMonths(ctx, i.accountsFrom)
		if err != nil {
			return err
		}
		months = append(months, kept...)
	}
	slices.Sort(months)
	return i.tx.RefreshTotals(ctx, slices.Compact(months), kpi.Calendar{Zone: i.n.zone, DueDay: settings.DueDay})
}

// monthWriter goes through the months from the first on.
type monthWriter struct {
	*figureImport
	work    map[kpi.Month]*monthWork
	locked  map[kpi.Month]bool // of the months after those of the file
	last    map[monthKey]float64
	lastOf  kpi.Month // of which month last are the readings
	touched []kpi.Month
	done    int
}

func (w *monthWriter) month(ctx context.Context, month kpi.Month, work *monthWork) error {
	if err := w.readings(ctx, month, work); err != nil {
		return err
	}
	stored := map[monthKey]kpi.Figure{}
	place := w.places()
	if err := w.tx.MonthFigures(ctx, month, func(v store.FigureVersion) {
		if p, ok := place[v.Indicator]; ok {
			stored[monthKey{v.Account, p}] = v.Figure
		}
	}); err != nil {
		return err
	}
	rows := w.differing(month, work.figures, stored)
	if _, _, _, err := w.tx.PutFigures(ctx, rows); err != nil {
		return err
	}
	if err := w.filings(ctx, month, work, rows, stored); err != nil {
		return err
	}
	w.touched = append(w.touched, month)
	if w.done += work.rows; w.o.Progress != nil {
		w.o.Progress(w.done, len(w.rows))
	}
	return nil
}

// places finds an indicator's place by its id.
func (w *monthWriter) places() map[kpi.ID]int16 {
	place := make(map[kpi.ID]int16, len(w.indicators))
	for p, ind := range w.indicators {
		place[ind.ID] = int16(p)
	}
	return place
}

// differing returns the figures that are not what is stored, in order, and
// counts them.
func (w *monthWriter) differing(month kpi.Month, figures, stored map[monthKey]kpi.Figure) []store.FigureRow {
	rows := make([]store.FigureRow, 0, len(figures))
	for key, f := range figures {
		old, there := stored[key]
		switch {
		case there && old.State == f.State && old.Value == f.Value && old.Reason == f.Reason:
			w.result.Unchanged++
			continue
		case there && old.State != kpi.StateEmpty:
			w.result.Changed++
		default:
			w.result.Created++
		}
		rows = append(rows, store.FigureRow{Month: month, Account: key.account, Indicator: w.indicators[key.indicator].ID, Figure: f})
	}
	slices.SortFunc(rows, func(a, b store.FigureRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Indicator, b.Indicator))
	})
	return rows
}

// filings leaves a draft where something that is asked is not answered, and a
// submitted filing where everything is.
func (w *monthWriter) filings(ctx context.Context, month kpi.Month, work *monthWork, rows []store.FigureRow, stored map[monthKey]kpi.Figure) error {
	touched := map[kpi.ID]bool{}
	for _, r := range rows {
		touched[r.Account] = true
	}
	for account := range work.comments {
		touched[account] = true
	}
	accounts := slices.Sorted(maps.Keys(touched))
	if len(accounts) == 0 {
		return nil
	}
	have, err := w.tx.FilingsOf(ctx, month, accounts)
	if err != nil {
		return err
	}
	changed := make(map[kpi.ID]bool, len(rows))
	for _, r := range rows {
		changed[r.Account] = true
	}
	asked := w.askedIn(month)
	var filings []store.FilingRow
	for _, account := range accounts {
		f, there := have[account]
		f.Month, f.Account = month, account
		comment, given := work.comments[account]
		if !changed[account] && (!given || comment == f.Comment) {
			continue
		}
		if given {
			f.Comment = comment
		}
		if changed[account] || !there {
			complete := w.complete(asked(account), account, work.figures, stored)
			w.settle(&f, there, complete)
		}
		filings = append(filings, f)
	}
	return w.tx.PutFilings(ctx, filings)
}

// settle decides a filing's state after a change of its figures: see
// DOMAIN §4, rules 4 and 7.
func (w *monthWriter) settle(f *store.FilingRow, there, complete bool) {
	switch {
	case complete:
		f.State = kpi.FilingSubmitted
		f.ReturnReason = ""
		f.LastSubmittedAt = w.tx.Now
		if f.FirstSubmittedAt.IsZero() {
			f.FirstSubmittedAt = w.tx.Now
		}
	case there && f.State == kpi.FilingAccepted:
		f.State = kpi.FilingSubmitted
	case !there:
		f.State = kpi.FilingDraft
	}
}

// complete reports whether everything that is asked is answered, by the file
// or before, and something is.
func (w *monthWriter) complete(asked []int16, account kpi.ID, given, stored map[monthKey]kpi.Figure) bool {
	for _, indicator := range asked {
		key := monthKey{account, indicator}
		f, ok := given[key]
		if !ok {
			f = stored[key]
		}
		if !f.Answered() {
			return false
		}
	}
	return len(asked) > 0
}

// askedIn returns what is asked of accounts in a month, remembered by platform
// and sphere unless an account is asked something of its own.
func (w *monthWriter) askedIn(month kpi.Month) func(kpi.ID) []int16 {
	alone := map[kpi.ID]bool{}
	for _, ind := range w.indicators {
		for _, ask := range ind.Asks {
			if ask.Account != 0 {
				alone[ask.Account] = true
			}
		}
	}
	type scope struct{ platform, sphere, account kpi.ID }
	memo := map[scope][]int16{}
	return func(id kpi.ID) []int16 {
		a := w.known.byID[id]
		s := scope{platform: a.Platform, sphere: a.grouping(month).Sphere}
		if alone[id] {
			s.account = id
		}
		asked, ok := memo[s]
		if !ok {
			account := kpi.Account{ID: id, PlatformID: s.platform, SphereID: s.sphere}
			for p, ind := range w.indicators {
				if ind.AskedOf(account, month) {
					asked = append(asked, int16(p))
				}
			}
			memo[s] = asked
		}
		return asked
	}
}
