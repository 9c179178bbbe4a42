package network

// This file hands out the figures row by row.

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// ExportRow is one account and month of an export.
type ExportRow struct {
	Account kpi.Account // as it stands in Month
	Month   kpi.Month
	Figures map[string]kpi.Figure // by code; the answered ones
	Comment string
}

// Export calls each with the figures of every account and month that has any
// or a comment, from one month to another (zero: the first, the last), month by
// month and by account. The row's map is only good until each returns; an
// error of each ends the export and is returned. It stands on one state of the
// database and holds one row at a time.
// Errors: as Summary.
func (n *Network) Export(ctx context.Context, who kpi.Who, from, to kpi.Month, each func(ExportRow) error) error {
	return n.look(ctx, who, n.CurrentMonth(), kpi.Filter{}, func(l *look) error {
		first, last, err := l.c.FigureSpan(ctx)
		if err != nil || first.IsZero() {
			return err
		}
		if from.IsZero() || from < first {
			from = first
		}
		if to.IsZero() || to > last {
			to = last
		}
		e := exporter{look: l, each: each, codes: map[kpi.ID]string{}}
		for _, ind := range l.indicators {
			e.codes[ind.ID] = ind.Code
		}
		for _, m := range kpi.MonthsBetween(from, to) {
			if err := e.month(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// exporter holds what an export remembers from row to row.
type exporter struct {
	*look
	each     func(ExportRow) error
	codes    map[kpi.ID]string
	accounts []kpi.Account     // as they stand in the month, by id
	comments map[kpi.ID]string // of the month, not given out yet
	row      ExportRow
}

func (e *exporter) month(ctx context.Context, m kpi.Month) error {
	if err := e.stand(ctx, m); err != nil {
		return err
	}
	var err error
	if e.comments, err = e.c.Comments(ctx, e.query(m)); err != nil {
		return err
	}
	e.row = ExportRow{Month: m, Figures: map[string]kpi.Figure{}}
	err = e.c.EachFigureIn(ctx, e.query(m), func(f store.FigureRow) error {
		if f.Account != e.row.Account.ID {
			if err := e.flush(); err != nil {
				return err
			}
			e.row.Account = e.account(f.Account)
		}
		if f.Answered() {
			e.row.Figures[e.codes[f.Indicator]] = f.Figure
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := e.flush(); err != nil {
		return err
	}
	return e.commentsAlone()
}

// flush gives out the row that was gathered.
func (e *exporter) flush() error {
	defer clear(e.row.Figures)
	id := e.row.Account.ID
	e.row.Comment = e.comments[id]
	delete(e.comments, id)
	if e.own != nil && !e.own[id] || len(e.row.Figures) == 0 && e.row.Comment == "" {
		return nil
	}
	return e.each(e.row)
}

// commentsAlone gives out the month's comments on filings without a figure.
func (e *exporter) commentsAlone() error {
	for _, id := range sortedIDs(e.comments) {
		e.row.Account = e.account(id)
		if err := e.flush(); err != nil {
			return err
		}
	}
	return nil
}

// account returns an account as it stands in the month.
func (e *exporter) account(id kpi.ID) kpi.Account {
	if i, found := e.place(id); found {
		return e.accounts[i]
	}
	return kpi.Account{ID: id}
}

func (e *exporter) place(id kpi.ID) (int, bool) {
	return slices.BinarySearchFunc(e.accounts, id, func(a kpi.Account, id kpi.ID) int { return cmp.Compare(a.ID, id) })
}

// stand brings the accounts to where they stand in a month: all of them at
// first, then only those that changed.
func (e *exporter) stand(ctx context.Context, m kpi.Month) (err error) {
	if len(e.accounts) == 0 {
		e.accounts, err = e.c.Accounts(ctx, store.AccountQuery{Month: m})
		return err
	}
	ids, err := e.c.AccountsChangedIn(ctx, m)
	if err != nil {
		return err
	}
	changed, err := e.c.AccountsByID(ctx, m, ids)
	for id, a := range changed {
		if i, found := e.place(id); found {
			e.accounts[i] = a
		}
	}
	return err
}

func sortedIDs[V any](m map[kpi.ID]V) []kpi.ID {
	return slices.Sorted(maps.Keys(m))
}
