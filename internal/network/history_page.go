package network

// This file reads the pages of history: of one figure, of one filing, of one
// account.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// FigureHistory is a figure with all that became of it.
type FigureHistory struct {
	Account   kpi.Account // as it stands in the month
	Month     kpi.Month
	Indicator kpi.Indicator
	Figure    kpi.Figure     // as it stands
	Line      analytics.Line // of the indicator, from its first value on
	Entries   []analytics.Entry
	Lock      *kpi.Lock
	May       kpi.FilingMay
	Waiting   *Correction // proposed and not decided, for whoever sees it
	Knows     bool        // the person may know who is behind the account, and so the acts
}

// FilingHistory is all that became of a filing.
type FilingHistory struct {
	Account kpi.Account // as it stands in the month
	Month   kpi.Month
	Entries []analytics.Entry
	Codes   []string // of the figures that have an answer, in order
	Knows   bool     // as in FigureHistory
}

// historyOf opens a filing for whoever sees it and reads its history. Who is
// behind the account they may know who files in that month, and whoever may
// know it anyway.
func (n *Network) historyOf(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID, month kpi.Month) (f *openFiling, entries []analytics.Entry, knows bool, err error) {
	if f, err = n.openFiling(ctx, c, who, account, month); err != nil {
		return nil, nil, false, err
	}
	s, err := n.sightOf(ctx, c, who)
	if err != nil {
		return nil, nil, false, err
	}
	rows, err := c.FilingEntries(ctx, account, []kpi.Month{month})
	if err != nil {
		return nil, nil, false, err
	}
	knows = s.knows(account) || f.right.own
	words, err := n.newHistoryWords(ctx, c, who)
	if err != nil {
		return nil, nil, false, err
	}
	entries, err = words.tell(ctx, c, account, knows, rows, 0)
	return f, entries, knows, err
}

// FilingHistory reads every change of an account's filing for a month, with
// the questions and corrections on it, latest first; told as AccountHistory
// tells it. Errors: as Filing.
func (n *Network) FilingHistory(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) (h FilingHistory, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		f, entries, knows, err := n.historyOf(ctx, c, who, account, month)
		if err != nil {
			return err
		}
		h = FilingHistory{Account: f.account, Month: month, Entries: entries, Knows: knows}
		for _, i := range f.indicators {
			if f.figures[i.Code].Answered() {
				h.Codes = append(h.Codes, i.Code)
			}
		}
		return nil
	})
	return h, err
}

// FigureHistory reads every change of one figure, latest first, and the line
// that it stands on. Errors: as Filing; CodeNotFound for an indicator that is
// none or is computed.
func (n *Network) FigureHistory(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, code string) (h FigureHistory, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		f, entries, knows, err := n.historyOf(ctx, c, who, account, month)
		if err != nil {
			return err
		}
		indicator, known := f.indicator(code)
		if !known || indicator.Derived {
			return kpi.NotFound("error.not_found")
		}
		h = FigureHistory{Account: f.account, Month: month, Indicator: indicator, Figure: f.figures[code], Lock: f.lock, Knows: knows,
			Entries: slices.DeleteFunc(entries, func(e analytics.Entry) bool { return e.Indicator != code })}
		filing, err := f.read(ctx, c)
		if err != nil {
			return err
		}
		h.May = filing.May
		if h.Line, err = figureLine(ctx, c, f, indicator); err != nil {
			return err
		}
		h.Waiting, err = n.waiting(ctx, c, who, f, indicator)
		return err
	})
	return h, err
}

// waiting is the correction of a figure that waits for a decision, where the
// person sees it.
func (n *Network) waiting(ctx context.Context, c store.Conn, who kpi.Who, f *openFiling, i kpi.Indicator) (*Correction, error) {
	all, err := n.waitingOn(ctx, c, who, f.account.ID, f.month)
	if correction, there := all[i.Code]; there {
		return &correction, err
	}
	return nil, err
}

// figureLine is the line of one indicator of an account, from its first value
// to its last, or to the month where that is later.
func figureLine(ctx context.Context, c store.Conn, f *openFiling, i kpi.Indicator) (analytics.Line, error) {
	all, err := accountPoints(ctx, c, f.account.ID, f.codes())
	if err != nil {
		return analytics.Line{}, err
	}
	first, last := f.month, f.month
	for _, p := range all[i.Code] {
		if p.Answered() {
			first, last = min(first, p.Month), max(last, p.Month)
		}
	}
	months := kpi.MonthsBetween(first, last)
	figures := make([]kpi.Figure, len(months))
	for _, p := range all[i.Code] {
		if p.Answered() {
			figures[p.Month-first] = p.Figure
		}
	}
	return analytics.NewLine(i, months, figures), nil
}

// HistoryPage is some of an account's history: whole acts.
type HistoryPage struct {
	Account kpi.Account // as it stands today
	Entries []analytics.Entry
	Total   int  // acts
	Page    int  // from 1
	Size    int  // acts of a page
	Knows   bool // as in FigureHistory
}

// Pages is how many pages there are, at least 1.
func (h HistoryPage) Pages() int { return max(1, (h.Total+h.Size-1)/h.Size) }

// historyPageSize is how many acts a page of an account's history shows.
const historyPageSize = 25

// AccountHistoryPage reads a page of what AccountHistory lists, counted from 1;
// one beyond the last is the last. Errors: as AccountHistory.
func (n *Network) AccountHistoryPage(ctx context.Context, who kpi.Who, account kpi.ID, page int) (h HistoryPage, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		a, s, err := n.seeAccount(ctx, c, who, account, n.CurrentMonth())
		if err != nil {
			return err
		}
		entries, err := n.history(ctx, c, s, account, 0)
		if err != nil {
			return err
		}
		acts := actStarts(entries)
		h = HistoryPage{Account: a, Total: len(acts) - 1, Size: historyPageSize, Knows: s.knows(account)}
		h.Page = max(1, min(page, h.Pages()))
		from := (h.Page - 1) * h.Size
		h.Entries = entries[acts[from]:acts[min(from+h.Size, h.Total)]]
		return nil
	})
	return h, err
}

// actStarts is where each act begins among entries, and where the last one ends.
func actStarts(entries []analytics.Entry) []int {
	var starts []int
	for i, e := range entries {
		if i == 0 || e.Act != entries[i-1].Act {
			starts = append(starts, i)
		}
	}
	return append(starts, len(entries))
}
