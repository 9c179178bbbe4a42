package network

// This file lists accounts a page at a time, in any order, and as the rows of
// an accounts file.

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// AccountsHeld narrows a list to accounts by who holds them today.
type AccountsHeld string

// The ways to narrow a list by holder; for direction alone.
const (
	HeldByAnybody  AccountsHeld = ""
	HeldByNobody   AccountsHeld = "none"  // closed accounts apart
	HeldUnaccepted AccountsHeld = "asked" // the holder has not accepted yet
)

// sortOpened lists accounts by the day they were opened.
const sortOpened = "opened"

// AccountListQuery chooses a page of accounts as they stand in the current
// month.
type AccountListQuery struct {
	Filter   kpi.Filter
	Held     AccountsHeld
	Sort     string // "sphere" (then name; the default), "name", "platform", "state" or "opened"
	Desc     bool
	Page     int // from 1
	PageSize int // default 100
}

// AccountLine is an account of a list.
type AccountLine struct {
	kpi.Account
	Holder string // today's, for direction
	Email  string // of the holder
	Asked  bool   // the holder has not accepted yet
}

// AccountList is a page of accounts.
type AccountList struct {
	Lines          []AccountLine
	Total          int // that the query chooses
	States         map[kpi.AccountState]int
	Page, PageSize int
	Sort           string
	Desc           bool
	Knows          bool // the person is told who holds accounts
}

// Pages returns the number of pages, at least 1.
func (l AccountList) Pages() int { return max(1, (l.Total+l.PageSize-1)/l.PageSize) }

// AccountList lists the accounts that a person sees. A page beyond the last is
// the last; an unknown order is the default.
func (n *Network) AccountList(ctx context.Context, who kpi.Who, q AccountListQuery) (AccountList, error) {
	list := AccountList{Page: q.Page, PageSize: q.PageSize, Sort: q.Sort, Desc: q.Desc, Knows: who.Is(coordinators...)}
	if list.PageSize < 1 || list.PageSize > largestPageSize {
		list.PageSize = defaultPageSize
	}
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		ids, err := n.listedIDs(ctx, c, who, q, &list)
		if err != nil {
			return err
		}
		list.Page = min(max(list.Page, 1), list.Pages())
		first := (list.Page - 1) * list.PageSize
		list.Lines, err = n.accountLines(ctx, c, ids[first:min(first+list.PageSize, len(ids))], list.Knows)
		return err
	})
	return list, err
}

// EachAccountLine calls f with all accounts of a list, some at a time, in its
// order. Page and PageSize are not looked at.
func (n *Network) EachAccountLine(ctx context.Context, who kpi.Who, q AccountListQuery, f func([]AccountLine) error) error {
	return n.db.Snapshot(ctx, func(c store.Conn) error {
		var list AccountList
		ids, err := n.listedIDs(ctx, c, who, q, &list)
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(ids, mostAccounts) {
			lines, err := n.accountLines(ctx, c, chunk, who.Is(coordinators...))
			if err != nil {
				return err
			}
			if err := f(lines); err != nil {
				return err
			}
		}
		return nil
	})
}

// listedIDs are the accounts of a list in its order; it settles the order and
// counts.
func (n *Network) listedIDs(ctx context.Context, c store.Conn, who kpi.Who, q AccountListQuery, list *AccountList) (ids []kpi.ID, err error) {
	query := store.AccountQuery{Month: n.CurrentMonth()}
	if err := n.keepToSight(ctx, c, who, &query); err != nil {
		return nil, err
	}
	if query.Filter, err = c.FilterIDs(ctx, q.Filter); err != nil {
		return nil, err
	}
	if who.Is(coordinators...) { // who holds accounts is not told to others
		switch q.Held {
		case HeldByNobody:
			query.NoHolderOn = n.Today()
		case HeldUnaccepted:
			query.UnacceptedOn = n.Today()
		}
	}
	if !slices.Contains([]string{sortSphere, sortName, sortPlatform, sortState, sortOpened}, list.Sort) {
		list.Sort = sortSphere
	}
	listed, err := n.listed(ctx, c, query, list.Sort, list.Desc)
	list.Total, list.States = len(listed.ids), maps.Clone(listed.states)
	return listed.ids, err
}

// listedAccounts are the accounts of a list in its order, counted by state.
type listedAccounts struct {
	ids    []kpi.ID
	states map[kpi.AccountState]int
}

// listed are the accounts that a query chooses. They are remembered until an
// account changes, but where it matters who holds them. They are shared: not
// changed.
func (n *Network) listed(ctx context.Context, c store.Conn, query store.AccountQuery, order string, desc bool) (list listedAccounts, err error) {
	if query.NoHolderOn != 0 || query.UnacceptedOn != 0 {
		return readListed(ctx, c, query, order, desc)
	}
	act, err := c.LastActOnAccounts(ctx)
	if err != nil {
		return list, err
	}
	key := memoKey{what: fmt.Sprint("listed ", order, query.Within, query.HeldOnly, query.Held), month: query.Month, desc: desc, ids: query.Filter}
	return rememberedIn(&n.memo, act, key, func(list listedAccounts) int { return 1 + len(list.ids)/2 },
		func() (listedAccounts, error) { return readListed(ctx, c, query, order, desc) })
}

func readListed(ctx context.Context, c store.Conn, query store.AccountQuery, order string, desc bool) (list listedAccounts, err error) {
	rows, err := c.ListedAccounts(ctx, query)
	if err != nil {
		return list, err
	}
	list.states = map[kpi.AccountState]int{}
	accounts, opened := make([]store.MonthAccount, len(rows)), make(map[kpi.ID]kpi.Day, len(rows))
	for i, r := range rows {
		accounts[i], opened[r.ID] = r.MonthAccount, r.Opened
		list.states[r.State]++
	}
	sortAccounts(accounts, order, desc, func(a store.MonthAccount) kpi.Number {
		return kpi.Number{V: float64(opened[a.ID]), Known: !opened[a.ID].IsZero()}
	})
	list.ids = idsOf(accounts)
	return list, nil
}

// accountLines reads accounts as they stand now, in the order given.
func (n *Network) accountLines(ctx context.Context, c store.Conn, ids []kpi.ID, knows bool) ([]AccountLine, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	accounts, err := c.AccountsByID(ctx, n.CurrentMonth(), ids)
	if err != nil {
		return nil, err
	}
	var holders map[kpi.ID]store.DayHolder
	if knows {
		if holders, err = c.HoldersOn(ctx, n.Today(), ids); err != nil {
			return nil, err
		}
	}
	lines := make([]AccountLine, len(ids))
	for i, id := range ids {
		lines[i] = AccountLine{Account: accounts[id]}
		if h, held := holders[id]; held {
			lines[i].Holder, lines[i].Email, lines[i].Asked = h.Name, h.Email, h.AcceptedAt.IsZero()
		}
	}
	return lines, nil
}
