package network

// This file reads how accounts are ranked by search engines: the page of all,
// the page of one, and the committee's part.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// How many lines a page and a workbook say moved, of each kind, how many lines a
// workbook lists, and how many accounts a page shows.
const (
	searchMovers     = 5
	searchReportMost = 500
	searchPageSize   = 25
)

// SearchBoardQuery chooses a page of search ranking.
type SearchBoardQuery struct {
	Month  kpi.Month
	Filter kpi.Filter
	Page   int // from 1
}

// SearchAccount is an account with the lines of its queries.
type SearchAccount struct {
	Account kpi.Account // as it stands in the month
	Rank    kpi.Figure  // the search rank that stands
	Lines   []analytics.SearchLine
}

// SearchBoard is a month of search ranking.
type SearchBoard struct {
	Month    kpi.Month
	Any      bool // there is any query at all
	Moves    analytics.SearchMoves
	Accounts []SearchAccount // by sphere, then name
	Total    int             // accounts with queries
	Page     int             // from 1
	PageSize int
}

// Pages is how many pages there are, at least 1.
func (b SearchBoard) Pages() int { return max(1, (b.Total+b.PageSize-1)/b.PageSize) }

// SearchBoard reads a month of search ranking over a filter. Whoever may not see
// every account's figures gets their own accounts.
// Errors: as Summary.
func (n *Network) SearchBoard(ctx context.Context, who kpi.Who, q SearchBoardQuery) (b SearchBoard, err error) {
	err = n.look(ctx, who, q.Month, q.Filter, func(l *look) error {
		if err := n.shown(q.Month); err != nil {
			return err
		}
		b, err = l.searchBoard(ctx, q.Page)
		return err
	})
	return b, err
}

func (l *look) searchBoard(ctx context.Context, page int) (SearchBoard, error) {
	b := SearchBoard{Month: l.month, Page: page, PageSize: searchPageSize}
	s, err := l.search(ctx)
	if err != nil {
		return b, err
	}
	b.Any, b.Total = s.any, len(s.order)
	b.Page = min(max(b.Page, 1), b.Pages())
	if b.Moves, err = l.searchMoves(ctx, s); err != nil {
		return b, err
	}
	first := (b.Page - 1) * b.PageSize
	b.Accounts, err = l.searchAccounts(ctx, s, s.order[first:min(first+b.PageSize, b.Total)])
	return b, err
}

// EachSearchAccount calls f with all accounts of a month of search ranking, some
// at a time, in the order of the page; Page is not looked at. Errors: as
// SearchBoard.
func (n *Network) EachSearchAccount(ctx context.Context, who kpi.Who, q SearchBoardQuery, f func([]SearchAccount) error) error {
	return n.look(ctx, who, q.Month, q.Filter, func(l *look) error {
		if err := n.shown(q.Month); err != nil {
			return err
		}
		s, err := l.search(ctx)
		if err != nil {
			return err
		}
		for ids := range slices.Chunk(s.order, mostAccounts) {
			list, err := l.searchAccounts(ctx, s, ids)
			if err != nil {
				return err
			}
			if err := f(list); err != nil {
				return err
			}
		}
		return nil
	})
}

// searched is the queries of the look's month.
type searched struct {
	any       bool
	order     []kpi.ID // accounts with queries, by sphere, then name
	byAccount map[kpi.ID][]kpi.SearchQuery
}

// search reads the queries that are measured in the month, of the accounts of
// the look.
func (l *look) search(ctx context.Context) (s searched, err error) {
	s.byAccount = map[kpi.ID][]kpi.SearchQuery{}
	if s.any, err = l.c.AnySearchQuery(ctx); err != nil || !s.any {
		return s, err
	}
	queries, err := l.c.SearchQueriesIn(ctx, l.month)
	if err != nil || len(queries) == 0 {
		return s, err
	}
	list, err := l.c.MonthList(ctx, l.month, l.ids, 0, nil)
	if err != nil {
		return s, err
	}
	for i, first := 0, 0; i < len(queries); i++ { // they come by account
		if account := queries[i].Account; i+1 == len(queries) || queries[i+1].Account != account {
			s.byAccount[account], first = queries[first:i+1:i+1], i+1
		}
	}
	s.order = listedIDs(list, slices.Values(list.Sorted(func(place int) bool {
		id := list.ID(place)
		return len(s.byAccount[id]) > 0 && (l.own == nil || l.own[id])
	})))
	return s, nil
}

// searchMoves finds what moved, with the accounts of what is named.
func (l *look) searchMoves(ctx context.Context, s searched) (analytics.SearchMoves, error) {
	var places [2]map[kpi.ID]kpi.SearchPlace // of the month before, and of the month
	for i := range places {
		places[i] = map[kpi.ID]kpi.SearchPlace{}
		if len(s.order) == 0 {
			continue
		}
		err := l.c.EachSearchPlace(ctx, l.month.Add(i-1), func(query kpi.ID, p kpi.SearchPlace) { places[i][query] = p })
		if err != nil {
			return analytics.SearchMoves{}, err
		}
	}
	var lines []analytics.SearchLine
	for _, id := range s.order {
		for _, q := range s.byAccount[id] {
			before := kpi.SearchPlace{}
			if q.Measured(l.month.Add(-1)) {
				before = places[0][q.ID]
			}
			lines = append(lines, analytics.NewSearchStep(q, before, places[1][q.ID]))
		}
	}
	moves := analytics.NewSearchMoves(l.month, lines, searchMovers)
	return moves, l.nameSearchLines(ctx, moves.Rises, moves.Falls, moves.Entered, moves.Left)
}

// nameSearchLines puts the accounts of lines beside them.
func (l *look) nameSearchLines(ctx context.Context, lists ...[]analytics.SearchLine) error {
	var ids []kpi.ID
	for _, list := range lists {
		for _, line := range list {
			ids = append(ids, line.Query.Account)
		}
	}
	slices.Sort(ids)
	accounts, err := l.c.AccountsByID(ctx, l.month, slices.Compact(ids))
	for _, list := range lists {
		for i := range list {
			list[i].Account = accounts[list[i].Query.Account]
		}
	}
	return err
}

// searchAccounts reads the lines of some accounts, in the order given.
func (l *look) searchAccounts(ctx context.Context, s searched, ids []kpi.ID) ([]SearchAccount, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	accounts, err := l.c.AccountsByID(ctx, l.month, ids)
	if err != nil {
		return nil, err
	}
	var queries []kpi.SearchQuery
	for _, id := range ids {
		queries = append(queries, s.byAccount[id]...)
	}
	places, err := searchHistory(ctx, l.c, queries, l.month)
	if err != nil {
		return nil, err
	}
	list, at := make([]SearchAccount, len(ids)), make(map[kpi.ID]int, len(ids))
	for i, id := range ids {
		list[i], at[id] = SearchAccount{Account: accounts[id]}, i
		for _, q := range s.byAccount[id] {
			line := analytics.NewSearchLine(q, places[q.ID], l.month, 0)
			line.Account = accounts[id]
			list[i].Lines = append(list[i].Lines, line)
		}
	}
	indicator, known := l.byCode[kpi.SearchRank]
	if !known {
		return list, nil
	}
	return list, l.c.EachFigureOf(ctx, []kpi.Month{l.month}, ids, func(f store.FigureRow) {
		if f.Indicator == indicator.ID {
			list[at[f.Account]].Rank = f.Figure
		}
	})
}

// searchHistory reads the places of queries from the first month of any of them
// to a month.
func searchHistory(ctx context.Context, c store.Conn, queries []kpi.SearchQuery, until kpi.Month) (map[kpi.ID]map[kpi.Month]kpi.SearchPlace, error) {
	if len(queries) == 0 {
		return nil, nil
	}
	first, ids := queries[0].From, make([]kpi.ID, len(queries))
	for i, q := range queries {
		first, ids[i] = min(first, q.From), q.ID
	}
	return c.SearchPlaces(ctx, kpi.MonthsBetween(first, until), ids)
}

// searchReport is what a workbook says of search ranking; nil where there is
// nothing to say.
func (l *look) searchReport(ctx context.Context) (*analytics.SearchReport, error) {
	s, err := l.search(ctx)
	if err != nil || len(s.order) == 0 {
		return nil, err
	}
	r := &analytics.SearchReport{}
	if r.Moves, err = l.searchMoves(ctx, s); err != nil {
		return nil, err
	}
	shown := s.order
	for i, id := range s.order {
		if r.Total += len(s.byAccount[id]); r.Total > searchReportMost && len(shown) == len(s.order) {
			shown = s.order[:i]
		}
	}
	accounts, err := l.searchAccounts(ctx, s, shown)
	for _, a := range accounts {
		r.Lines = append(r.Lines, a.Lines...)
	}
	return r, err
}

// AccountSearch is the search ranking of one account.
type AccountSearch struct {
	Account kpi.Account // as it stands today
	Month   kpi.Month   // the last of the lines
	Asked   bool        // the search rank is asked of it today
	May     bool        // the person may change the list
	Queries []SearchQueryState
	Lines   []analytics.SearchLine // of all queries, from the first month of any to Month
	// Begin is the month from which a new query is measured where nobody says
	// otherwise: the one that is being filed.
	Begin kpi.Month
}

// AccountSearch reads the queries of an account and their places.
// Errors: CodeNotFound where the person does not see the account.
func (n *Network) AccountSearch(ctx context.Context, who kpi.Who, account kpi.ID) (v AccountSearch, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		current := n.CurrentMonth()
		a, _, err := n.seeAccount(ctx, c, who, account, current)
		if err != nil {
			return err
		}
		v = AccountSearch{Account: a, Month: current.Add(-1), Begin: current.Add(-1)}
		if v.May, err = n.setsSearch(ctx, c, who, account); err != nil {
			return err
		}
		if v.Asked, err = searchAsked(ctx, c, a, current); err != nil {
			return err
		}
		queries, err := c.SearchQueries(ctx, account)
		if err != nil || len(queries) == 0 {
			return err
		}
		places, err := searchHistory(ctx, c, queries, current)
		if err != nil {
			return err
		}
		first := v.Month
		for _, q := range queries {
			first = min(first, q.From)
			for m := range places[q.ID] {
				v.Month = max(v.Month, m) // the current month, once something of it is known
			}
			state, err := n.searchQueryState(ctx, c, q)
			if err != nil {
				return err
			}
			v.Queries = append(v.Queries, state)
		}
		for _, q := range queries {
			line := analytics.NewSearchLine(q, places[q.ID], v.Month, v.Month.Sub(first)+1)
			line.Account = a
			v.Lines = append(v.Lines, line)
		}
		return nil
	})
	return v, err
}

// searchAsked reports whether the search rank is asked of an account in a month.
func searchAsked(ctx context.Context, c store.Conn, a kpi.Account, month kpi.Month) (bool, error) {
	indicators, err := c.Indicators(ctx)
	for _, i := range indicators {
		if i.Code == kpi.SearchRank && i.AskedOf(a, month) {
			return true, err
		}
	}
	return false, err
}
