package network

// This file keeps the list of queries by which an account's place in search
// engines is measured: direction sets it, and whoever files for the account.

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SearchQueryState is a query of an account and what may be done with it.
type SearchQueryState struct {
	kpi.SearchQuery
	Last      kpi.Month // in which it was looked up; zero: in none
	Removable bool      // it never was: it can be taken out wholly
	Ended     bool      // it is measured no more
	EndFrom   kpi.Month // the earliest last month that it can be given
}

// farthestSearch is how many months ahead a query may begin.
const farthestSearch = 12

// maySetSearch refuses whoever may not set an account's queries. Direction sets
// accounts (DOMAIN §2), and holding or deputising one is the right to file it,
// to which belongs what its search rank is measured by.
// Errors: CodeNotFound where they do not see the account; CodeForbidden.
func (n *Network) maySetSearch(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID) error {
	may, err := n.setsSearch(ctx, c, who, account)
	if err == nil && !may {
		err = kpi.Forbidden("search.forbidden")
	}
	return err
}

func (n *Network) setsSearch(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID) (bool, error) {
	_, s, err := n.seeAccount(ctx, c, who, account, n.CurrentMonth())
	return err == nil && (who.Is(coordinators...) || s.held[account]), err // direction sees no account outside its part of the tree
}

// AddSearchQueries adds queries to an account, measured from a month on, one a
// line; empty lines are left out. All are added, or none.
// Errors: CodeNotFound, CodeForbidden; CodeInvalid with the fields queries (Line
// counts the lines of text) and from.
func (n *Network) AddSearchQueries(ctx context.Context, who kpi.Who, account kpi.ID, text string, from kpi.Month) (added int, err error) {
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if err := n.maySetSearch(ctx, tx.Conn, who, account); err != nil {
			return err
		}
		have, err := tx.SearchQueries(ctx, account)
		if err != nil {
			return err
		}
		list, faults := n.newSearchQueries(account, text, from, have)
		if len(faults) > 0 {
			return orInvalid(nil, faults)
		}
		for _, q := range list {
			if _, err := tx.AddSearchQuery(ctx, q); err != nil {
				return err
			}
		}
		added = len(list)
		return nil
	})
	return added, err
}

// newSearchQueries reads queries, one a line, and gives all their faults.
func (n *Network) newSearchQueries(account kpi.ID, text string, from kpi.Month, have []kpi.SearchQuery) ([]kpi.SearchQuery, []kpi.FieldError) {
	var list []kpi.SearchQuery
	var faults []kpi.FieldError
	known := map[string]kpi.SearchQuery{}
	running := 0
	for _, q := range have {
		known[kpi.Fold(q.Query)] = q
		if !searchEnded(q) {
			running++
		}
	}
	if current := n.CurrentMonth(); from < kpi.EarliestFigures || from > current.Add(farthestSearch) {
		faults = append(faults, kpi.Field("from", "search.from", "first", kpi.EarliestFigures, "last", current.Add(farthestSearch)))
	}
	for i, line := range strings.Split(text, "\n") {
		query := strings.Join(strings.Fields(line), " ")
		if query == "" {
			continue
		}
		fault := func(key string, args ...any) {
			f := kpi.Field("queries", key, args...)
			f.Line = i + 1
			faults = append(faults, f)
		}
		key := kpi.Fold(query)
		before, twice := known[key]
		switch {
		case !utf8.ValidString(query) || strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\r' && r != '\t' }):
			fault("search.characters", "line", i+1)
			continue
		case utf8.RuneCountInString(query) > kpi.LongestSearchQuery:
			fault("search.long", "line", i+1, "max", kpi.LongestSearchQuery)
			continue
		case twice && before.ID != 0 && searchEnded(before):
			fault("search.twice_ended", "query", before.Query)
			continue
		case twice:
			fault("search.twice", "query", before.Query)
			continue
		}
		q := kpi.SearchQuery{Account: account, Query: query, From: from}
		known[key] = q
		list = append(list, q)
	}
	switch {
	case len(list) == 0 && len(faults) == 0:
		faults = append(faults, kpi.Field("queries", "search.empty"))
	case running+len(list) > kpi.MostSearchQueries:
		faults = append(faults, kpi.Field("queries", "search.many", "max", kpi.MostSearchQueries, "have", running))
	}
	return list, faults
}

// searchEnded reports whether a query is measured no more.
func searchEnded(q kpi.SearchQuery) bool { return q.Until != 0 }

// EndSearchQuery measures a query until a month and no longer; its places stay.
// Errors: CodeNotFound, CodeForbidden; CodeInvalid with the field until, for a
// month before one in which it was looked up, or to come.
func (n *Network) EndSearchQuery(ctx context.Context, who kpi.Who, account, query kpi.ID, until kpi.Month) error {
	return n.changeSearchQuery(ctx, who, account, query, func(tx *store.Tx, q SearchQueryState) error {
		if until < q.EndFrom || until > n.CurrentMonth() {
			return invalidField("until", "search.until_fault", "first", q.EndFrom, "last", n.CurrentMonth())
		}
		if q.Until == until {
			return nil
		}
		return tx.EndSearchQuery(ctx, q.SearchQuery, until)
	})
}

// ResumeSearchQuery measures a query again; the months in between were not
// looked up.
// Errors: CodeNotFound, CodeForbidden; CodeInvalid, key "search.many", where the
// list is full.
func (n *Network) ResumeSearchQuery(ctx context.Context, who kpi.Who, account, query kpi.ID) error {
	return n.changeSearchQuery(ctx, who, account, query, func(tx *store.Tx, q SearchQueryState) error {
		if !q.Ended {
			return nil
		}
		list, err := tx.SearchQueries(ctx, account)
		if err != nil {
			return err
		}
		running := len(slices.DeleteFunc(list, searchEnded))
		if running >= kpi.MostSearchQueries {
			return kpi.Invalid("search.many", "max", kpi.MostSearchQueries, "have", running)
		}
		return tx.ResumeSearchQuery(ctx, q.SearchQuery, n.CurrentMonth().Add(-1))
	})
}

// RemoveSearchQuery takes out a query that was never looked up.
// Errors: CodeNotFound, CodeForbidden; CodeConflict where it was.
func (n *Network) RemoveSearchQuery(ctx context.Context, who kpi.Who, account, query kpi.ID) error {
	return n.changeSearchQuery(ctx, who, account, query, func(tx *store.Tx, q SearchQueryState) error {
		if !q.Removable {
			return kpi.NewError(kpi.CodeConflict, "search.looked_up", "query", q.Query)
		}
		return tx.RemoveSearchQuery(ctx, q.SearchQuery)
	})
}

// changeSearchQuery changes one query of an account, for whoever may.
func (n *Network) changeSearchQuery(ctx context.Context, who kpi.Who, account, query kpi.ID, change func(*store.Tx, SearchQueryState) error) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if err := n.maySetSearch(ctx, tx.Conn, who, account); err != nil {
			return err
		}
		list, err := tx.SearchQueries(ctx, account)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(q kpi.SearchQuery) bool { return q.ID == query })
		if i < 0 {
			return kpi.NotFound("error.not_found")
		}
		state, err := n.searchQueryState(ctx, tx.Conn, list[i])
		if err != nil {
			return err
		}
		return change(tx, state)
	})
}

func (n *Network) searchQueryState(ctx context.Context, c store.Conn, q kpi.SearchQuery) (SearchQueryState, error) {
	s := SearchQueryState{SearchQuery: q, Ended: searchEnded(q), EndFrom: q.From}
	last, ever, err := c.SearchQueryUsed(ctx, q.ID)
	s.Last, s.Removable, s.EndFrom = last, !ever, max(q.From, last)
	return s, err
}
