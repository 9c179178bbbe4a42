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

// monthFigure is a figure that is to be written; there are many, so they are
// small.
type monthFigure struct {
	account   kpi.ID
	value     float64
	indicator int16 // as in monthKey
	state     kpi.State
	reason    uint8 // in importReasons
}

// importReasons are why a figure of a file can be unavailable.
var importReasons = []string{"", kpi.ReasonFromFile, kpi.ReasonNoReading, kpi.ReasonCounter}

func newMonthFigure(key monthKey, f kpi.Figure) monthFigure {
	return monthFigure{key.account, f.Value, key.indicator, f.State, uint8(slices.Index(importReasons, f.Reason))}
}

func (f monthFigure) key() monthKey { return monthKey{f.account, f.indicator} }

func (f monthFigure) figure() kpi.Figure {
	return kpi.Figure{State: f.state, Value: f.value, Reason: importReasons[f.reason]}
}

// monthWork is what is to be written for one month.
type monthWork struct {
	figures  []monthFigure
	readings map[monthKey]float64
	comments map[kpi.ID]string
	rows     int
}

// sort puts the figures in the order in which they are stored.
func (w *monthWriter) sort(figures []monthFigure) {
	compare := func(a, b monthFigure) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(w.indicators[a.indicator].ID, w.indicators[b.indicator].ID))
	}
	if !slices.IsSortedFunc(figures, compare) {
		slices.SortFunc(figures, compare)
	}
}

// write stores what the rows say; they are one for each account and month, in
// the order of months and accounts.
func (i *figureImport) write(ctx context.Context) error {
	i.others = map[kpi.Month][]kpi.ID{}
	w := monthWriter{figureImport: i, rest: map[kpi.Month][]importRow{}, work: map[kpi.Month]*monthWork{}, locked: map[kpi.Month]bool{},
		place: map[kpi.ID]int16{}, fresh: store.KnownFigures{}}
	for p, ind := range i.indicators {
		w.place[ind.ID] = int16(p)
	}
	for from := 0; from < len(i.rows); {
		month, to := i.rows[from].month, from+1
		for to < len(i.rows) && i.rows[to].month == month {
			to++
		}
		w.rest[month] = i.rows[from:to]
		from = to
	}
	if n := len(i.rows); n > 0 {
		i.result.From, i.result.Until = i.rows[0].month, i.rows[n-1].month
	}
	for len(w.rest)+len(w.work) > 0 { // a month's readings may touch the month after
		month := slices.Min(slices.AppendSeq(slices.Collect(maps.Keys(w.rest)), maps.Keys(w.work)))
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.month(ctx, month, w.workOf(month)); err != nil {
			return err
		}
		delete(w.work, month)
	}
	return i.count(ctx, w.touched, w.fresh)
}

// workOf is what there is to write for a month, nil where there is nothing.
func (w *monthWriter) workOf(month kpi.Month) *monthWork {
	if rows, waits := w.rest[month]; waits {
		delete(w.rest, month)
		w.work[month] = w.newWork(rows)
	}
	return w.work[month]
}

// newWork is what some rows of one month give to write.
func (w *monthWriter) newWork(rows []importRow) *monthWork {
	cells := 0
	for _, r := range rows {
		cells += int(r.cells[1] - r.cells[0])
	}
	work := &monthWork{figures: make([]monthFigure, 0, cells), readings: map[monthKey]float64{}, comments: map[kpi.ID]string{}, rows: len(rows)}
	for _, r := range rows {
		if r.comment != "" {
			work.comments[r.account.ID] = r.comment
		}
		for _, c := range w.cells[r.cells[0]:r.cells[1]] {
			if c.reading {
				work.readings[monthKey{r.account.ID, c.indicator}] = c.value
				continue
			}
			f := monthFigure{account: r.account.ID, value: c.value, indicator: c.indicator, state: c.state}
			if c.state == kpi.StateUnavailable {
				f.reason = 1
			}
			work.figures = append(work.figures, f)
		}
	}
	return work
}

// count brings the totals up to date; fresh are all figures of some months.
func (i *figureImport) count(ctx context.Context, touched []kpi.Month, fresh store.KnownFigures) error {
	months := slices.Clone(touched)
	if i.accountsFrom != 0 {
		kept, err := i.tx.KeptMonths(ctx, i.accountsFrom)
		if err != nil {
			return err
		}
		months = append(months, kept...)
	}
	if len(months) == 0 {
		return nil
	}
	cal, err := i.n.calendarOf(ctx, i.tx.Conn)
	if err != nil {
		return err
	}
	slices.Sort(months)
	return i.tx.RefreshTotalsKnowing(ctx, slices.Compact(months), cal, fresh)
}

// monthWriter goes through the months from the first on.
type monthWriter struct {
	*figureImport
	rest    map[kpi.Month][]importRow // of the file, not begun
	work    map[kpi.Month]*monthWork  // begun
	place   map[kpi.ID]int16          // of indicators
	locked  map[kpi.Month]bool        // of the months after those of the file
	last    map[monthKey]float64
	lastOf  kpi.Month // of which month last are the readings
	touched []kpi.Month
	// fresh are the figures of months that had none before, as long as they
	// are few enough to be kept at hand.
	fresh  store.KnownFigures
	atHand int
	added  []store.FigureRow // room for those of one month
	done   int
}

// maxAtHand is how many figures are kept to count the totals from.
const maxAtHand = 2_000_000

func (w *monthWriter) month(ctx context.Context, month kpi.Month, work *monthWork) error {
	if err := w.readings(ctx, month, work); err != nil {
		return err
	}
	w.sort(work.figures)
	stored := map[monthKey]kpi.Figure{}
	if err := w.tx.MonthFigures(ctx, month, func(v store.StoredFigure) {
		if p, ok := w.place[v.Indicator]; ok {
			stored[monthKey{v.Account, p}] = kpi.Figure{State: v.State, Value: v.Value, Reason: v.Reason}
		}
	}); err != nil {
		return err
	}
	changed, err := w.figures(ctx, month, work, stored)
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		w.others[month] = changed
	}
	filed, err := w.filings(ctx, month, work, changed, stored)
	if err != nil {
		return err
	}
	if filed {
		w.touched = append(w.touched, month)
	}
	if w.done += work.rows; w.o.Progress != nil {
		w.o.Progress(w.done, len(w.rows))
	}
	return nil
}

// figures writes those that are not what is stored, counts them, and returns
// whose they are, in order.
func (w *monthWriter) figures(ctx context.Context, month kpi.Month, work *monthWork, stored map[monthKey]kpi.Figure) (accounts []kpi.ID, err error) {
	if len(stored) == 0 {
		w.keepAtHand(month, work.figures)
	}
	var put []store.FigureRow
	added := slices.Grow(w.added[:0], len(work.figures))
	w.added = added
	for _, f := range work.figures {
		old, there := stored[f.key()]
		row := store.FigureRow{Month: month, Account: f.account, Indicator: w.indicators[f.indicator].ID, Figure: f.figure()}
		switch {
		case there && saysNothingNew(old, row.Figure):
			w.result.Unchanged++
			continue
		case !there:
			added = append(added, row)
		default:
			put = append(put, row)
		}
		if there && old.State != kpi.StateEmpty {
			w.result.Changed++
		} else {
			w.result.Created++
		}
		if len(accounts) == 0 || accounts[len(accounts)-1] != f.account {
			accounts = append(accounts, f.account)
		}
	}
	if err := w.tx.AddFigures(ctx, month, added); err != nil {
		return nil, err
	}
	_, _, _, err = w.tx.PutFigures(ctx, put)
	return accounts, err
}

// saysNothingNew reports whether a file's figure is what is there already: a
// file's bare n/a knows less than the reason that was given before.
func saysNothingNew(old, said kpi.Figure) bool {
	bare := said.State == kpi.StateUnavailable && said.Reason == kpi.ReasonFromFile
	return old == said || bare && old.State == kpi.StateUnavailable
}

// keepAtHand remembers the figures of a month that had none.
func (w *monthWriter) keepAtHand(month kpi.Month, figures []monthFigure) {
	if w.atHand += len(figures); w.atHand > maxAtHand {
		return
	}
	w.fresh[month] = func(yield func(store.StoredFigure) bool) {
		for _, f := range figures {
			if !yield(store.StoredFigure{Account: f.account, Indicator: w.indicators[f.indicator].ID, State: f.state, Value: f.value}) {
				return
			}
		}
	}
}

// filings leaves a draft where something that is asked is not answered, and a
// submitted filing where everything is; changed are the accounts with other
// figures than before. It reports whether anything of the month changed.
func (w *monthWriter) filings(ctx context.Context, month kpi.Month, work *monthWork, changed []kpi.ID, stored map[monthKey]kpi.Figure) (bool, error) {
	touched := changed
	if len(work.comments) > 0 {
		touched = slices.Concat(changed, slices.Collect(maps.Keys(work.comments)))
		slices.Sort(touched)
		touched = slices.Compact(touched)
	}
	if len(touched) == 0 {
		return false, nil
	}
	have, err := w.tx.FilingsOf(ctx, month, touched)
	if err != nil {
		return false, err
	}
	var added, put []store.FilingRow
	given := givenFigures{figures: work.figures}
	asked := w.askedIn(month)
	for _, account := range touched {
		f, there := have[account]
		f.Month, f.Account = month, account
		_, other := slices.BinarySearch(changed, account)
		comment, commented := work.comments[account]
		if !other && there && (!commented || comment == f.Comment) {
			continue
		}
		if commented {
			f.Comment = comment
		}
		if other || !there {
			w.settle(&f, there, given.complete(account, asked(account), stored))
		}
		if there {
			put = append(put, f)
		} else {
			added = append(added, f)
		}
	}
	if err := w.tx.AddFilings(ctx, month, added); err != nil {
		return false, err
	}
	return len(added)+len(put) > 0, w.tx.PutFilings(ctx, put)
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

// givenFigures goes through sorted figures account by account.
type givenFigures struct {
	figures []monthFigure
	at      int
}

// complete reports whether everything that is asked of an account is answered,
// by the file or before, and something is. Accounts are asked about in order.
func (g *givenFigures) complete(account kpi.ID, asked []int16, stored map[monthKey]kpi.Figure) bool {
	for g.at < len(g.figures) && g.figures[g.at].account < account {
		g.at++
	}
	end := g.at
	for end < len(g.figures) && g.figures[end].account == account {
		end++
	}
	for _, indicator := range asked {
		given := slices.ContainsFunc(g.figures[g.at:end], func(f monthFigure) bool { return f.indicator == indicator })
		if !given && !stored[monthKey{account, indicator}].Answered() {
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
