package network

// This file gives the month page its table of accounts.

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// TableQuery chooses a page of the month's table.
type TableQuery struct {
	Sort     string // see analytics.AccountTable; default "sphere"
	Desc     bool
	Page     int // from 1
	PageSize int // default 100
}

const (
	defaultPageSize = 100
	largestPageSize = 500
)

// AccountTable returns a page of the month's table: the accounts of the filter
// that lived in the month or have a value in it. A page beyond the last is the
// last; an unknown order is the default. Whoever may not see every account's
// figures gets their own accounts.
// Errors: as Summary.
func (n *Network) AccountTable(ctx context.Context, who kpi.Who, month kpi.Month, f kpi.Filter, q TableQuery) (analytics.AccountTable, error) {
	var t analytics.AccountTable
	err := n.look(ctx, who, month, f, func(l *look) (err error) {
		t, err = l.table(ctx, q)
		return err
	})
	return t, err
}

func (l *look) table(ctx context.Context, q TableQuery) (analytics.AccountTable, error) {
	shown, err := l.shown(ctx)
	if err != nil {
		return analytics.AccountTable{}, err
	}
	t := analytics.AccountTable{Sort: q.Sort, Desc: q.Desc, Page: q.Page, PageSize: q.PageSize}
	for _, ind := range shown {
		t.Codes = append(t.Codes, ind.Code)
	}
	if t.PageSize < 1 || t.PageSize > largestPageSize {
		t.PageSize = defaultPageSize
	}
	accounts, err := l.sorted(ctx, &t)
	if err != nil {
		return t, err
	}
	t.Total = len(accounts)
	t.Page = min(max(t.Page, 1), t.Pages())
	first := (t.Page - 1) * t.PageSize
	t.Rows, err = l.rows(ctx, accounts[first:min(first+t.PageSize, t.Total)], shown)
	return t, err
}

// sorted lists the accounts of the table in its order, and settles the order.
func (l *look) sorted(ctx context.Context, t *analytics.AccountTable) ([]kpi.ID, error) {
	_, measured := l.byCode[t.Sort]
	switch {
	case measured:
	case t.Sort == sortName, t.Sort == sortPlatform, t.Sort == sortState:
	default:
		t.Sort = sortSphere
	}
	ids, err := remembered(l, l.orderKey(t.Sort, t.Desc), func(ids []kpi.ID) int { return len(ids) },
		func() ([]kpi.ID, error) {
			switch {
			case measured:
				return l.sortedByMeasure(ctx, t.Sort, t.Desc)
			case t.Sort == sortSphere && !t.Desc:
				list, err := l.c.MonthList(ctx, l.month, l.ids, 0, nil)
				if err != nil {
					return nil, err
				}
				return listedIDs(list, list.Ordered()), nil
			}
			accounts, err := l.c.MonthAccounts(ctx, l.month, l.ids, 0, nil)
			sortAccounts(accounts, t.Sort, t.Desc, nil)
			return idsOf(accounts), err
		})
	if err != nil || l.own == nil {
		return ids, err
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id kpi.ID) bool { return !l.own[id] }), nil
}

// listedIDs are the accounts at some places of a list.
func listedIDs(list store.MonthList, places iter.Seq[int]) []kpi.ID {
	var ids []kpi.ID
	for place := range places {
		ids = append(ids, list.ID(place))
	}
	return ids
}

// sortedByMeasure lists the accounts by a measure of the month, those without it
// last; equals by sphere and name.
func (l *look) sortedByMeasure(ctx context.Context, code string, desc bool) ([]kpi.ID, error) {
	list, err := l.c.MonthList(ctx, l.month, l.ids, 0, l.columnsOf(code))
	if err != nil {
		return nil, err
	}
	type measured struct {
		measure key
		rank    int32
		place   int32
	}
	sorted, ranks := make([]measured, 0, list.Len()), list.Ranks()
	for place := range list.Places() {
		sorted = append(sorted, measured{key(measureAt(list, code, place)), ranks[place], int32(place)})
	}
	slices.SortFunc(sorted, func(a, b measured) int {
		return cmp.Or(a.measure.compare(b.measure, desc), cmp.Compare(a.rank, b.rank))
	})
	ids := make([]kpi.ID, len(sorted))
	for i, m := range sorted {
		ids[i] = list.ID(int(m.place))
	}
	return ids, nil
}

func (l *look) orderKey(by string, desc bool) memoKey {
	return memoKey{what: "order", month: l.month, by: by, desc: desc, ids: l.ids}
}

// shown are the indicators that the month's lists have columns for, the same
// whatever the filter.
func (l *look) shown(ctx context.Context) ([]kpi.Indicator, error) {
	totals, err := l.c.Totals(ctx, store.TotalQuery{
		Months: l.counted(withCompared([]kpi.Month{l.month})), By: kpi.ScopeNetwork, Cal: l.cal,
	})
	return analytics.Shown(l.indicators, l.month, totals), err
}

// rows makes the lines of some accounts.
func (l *look) rows(ctx context.Context, accounts []kpi.ID, shown []kpi.Indicator) ([]analytics.AccountRow, error) {
	ledgers, err := l.ledgers(ctx, accounts, rowMonths(l.month))
	if err != nil {
		return nil, err
	}
	filings, err := l.c.FilingsOf(ctx, l.month, accounts)
	if err != nil {
		return nil, err
	}
	rows := make([]analytics.AccountRow, len(ledgers))
	for i, ledger := range ledgers {
		rows[i] = ledger.Row(l.month, filingState(filings, ledger.Account.ID), shown)
	}
	return rows, nil
}

func filingState(filings map[kpi.ID]store.FilingRow, account kpi.ID) kpi.FilingState {
	if f, ok := filings[account]; ok {
		return f.State
	}
	return kpi.FilingEmpty
}

// rowMonths are the months that a line of the table is made from.
func rowMonths(m kpi.Month) []kpi.Month {
	return []kpi.Month{m.Add(-13), m.Add(-12), m.Add(-2), m.Add(-1), m}
}

// ledgers reads the figures of accounts over some months, in the order given.
func (l *look) ledgers(ctx context.Context, ids []kpi.ID, months []kpi.Month) ([]*analytics.Ledger, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	known, err := l.c.AccountsByID(ctx, l.month, ids)
	if err != nil {
		return nil, err
	}
	list, byID := make([]*analytics.Ledger, len(ids)), make(map[kpi.ID]*analytics.Ledger, len(ids))
	for i, id := range ids {
		list[i] = analytics.NewLedger(known[id], months, l.byCode)
		byID[id] = list[i]
	}
	stays, err := l.c.SphereStays(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, s := range stays {
		byID[s.Account].Stay(s.Sphere, s.From, s.Until)
	}
	codes := make(map[kpi.ID]string, len(l.indicators))
	for _, ind := range l.indicators {
		codes[ind.ID] = ind.Code
	}
	return list, l.c.EachFigureOf(ctx, months, ids, func(f store.FigureRow) {
		byID[f.Account].Set(f.Month, codes[f.Indicator], f.Figure)
	})
}

func idsOf(accounts []store.MonthAccount) []kpi.ID {
	ids := make([]kpi.ID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	return ids
}
