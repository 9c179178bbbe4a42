package network

// This file reads the targets of accounts: of a few, and of thousands at once.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// accountViews are the targets of the accounts that the person sees, by sphere
// and name. Those of everybody are remembered.
func (s *targetSight) accountViews(ctx context.Context, scope string, rows []kpi.Target) ([]TargetView, error) {
	if s.bare {
		return s.bareViews(ctx, rows)
	}
	if s.own != nil {
		rows = slices.DeleteFunc(slices.Clone(rows), func(t kpi.Target) bool { return !s.own[t.ScopeID] })
		return s.chosenViews(ctx, rows)
	}
	if len(rows) <= kpi.MostChosen {
		return s.chosenViews(ctx, rows)
	}
	stamp, err := s.c.LastTarget(ctx)
	if err != nil {
		return nil, err
	}
	l := *s.look
	l.ids.Query = strings.TrimPrefix(kpi.Fold(s.text), "@")
	key := memoKey{what: fmt.Sprintf("targets %s %v %d %d since %v", scope, spansOf(rows), len(rows), stamp, s.first), month: s.last, months: s.now.String(), ids: l.ids}
	list, err := remembered(&l, key, func(list []TargetView) int { return 40 * len(list) }, func() ([]TargetView, error) {
		if list, caughtUp, err := s.caughtUp(ctx, key, rows); caughtUp || err != nil {
			return list, err
		}
		return s.measured(ctx, l.ids, rows)
	})
	list = slices.Clone(list)
	if err != nil || s.who.User.EntityID == 0 || len(s.see.held) == 0 {
		return list, err
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(t kpi.Target) bool {
		return !s.see.held[t.ScopeID] || slices.ContainsFunc(list, func(v TargetView) bool { return v.ScopeID == t.ScopeID })
	})
	more, err := s.chosenViews(ctx, rows)
	return append(list, more...), err
}

// caughtUp are the views that were counted last, with those counted again whose
// accounts were written to since; false where more than these changed.
func (s *targetSight) caughtUp(ctx context.Context, key memoKey, rows []kpi.Target) ([]TargetView, bool, error) {
	held, act := s.memo.latest(key)
	list, there := held.([]TargetView)
	if !there || act > s.act {
		return nil, false, nil
	}
	written, known, err := s.c.WrittenSince(ctx, kpi.MonthsBetween(s.last.Add(-memoMonths), s.now), act)
	if err != nil || !known {
		return nil, false, err
	}
	isWritten := func(t kpi.Target) bool {
		_, found := slices.BinarySearch(written, t.ScopeID)
		return found
	}
	fresh, err := s.measured(ctx, key.ids, slices.DeleteFunc(slices.Clone(rows), func(t kpi.Target) bool { return !isWritten(t) }))
	if err != nil {
		return nil, false, err
	}
	list = slices.Clone(list)
	next := 0
	for i, t := range list {
		if !isWritten(t.Target) {
			continue
		}
		if next == len(fresh) || fresh[next].ID != t.ID {
			return nil, false, nil // an account came in, or went
		}
		list[i] = fresh[next]
		next++
	}
	return list, next == len(fresh), nil
}

// bareViews are the targets of the accounts that the person sees, by name.
func (s *targetSight) bareViews(ctx context.Context, rows []kpi.Target) ([]TargetView, error) {
	known, err := s.c.AccountsByID(ctx, s.n.CurrentMonth(), accountsAimed(rows))
	var list []TargetView
	for _, row := range rows {
		if a, there := known[row.ScopeID]; there && s.see.sees(s.groups.Entities, a) {
			list = append(list, TargetView{Target: row, Of: s.byCode[row.Indicator], Account: a,
				Group: analytics.Group{Kind: analytics.GroupAccount, ID: a.ID, Name: kpi.Fold(a.Name()), Position: -1}})
		}
	}
	slices.SortStableFunc(list, func(a, b TargetView) int { return cmp.Compare(a.Group.Name, b.Group.Name) })
	return list, err
}

// chosenViews are the targets of a few accounts, of those that the person sees.
func (s *targetSight) chosenViews(ctx context.Context, rows []kpi.Target) ([]TargetView, error) {
	var list []TargetView
	for chunk := range slices.Chunk(accountsAimed(rows), kpi.MostChosen) {
		ids := store.FilterIDs{Accounts: kpi.ChooseAccounts(chunk...), Query: strings.TrimPrefix(kpi.Fold(s.text), "@")}
		known, err := s.c.AccountsByID(ctx, s.n.CurrentMonth(), chunk)
		if err != nil {
			return nil, err
		}
		seen := slices.DeleteFunc(slices.Clone(rows), func(t kpi.Target) bool {
			a, there := known[t.ScopeID]
			return !there || !s.see.sees(s.groups.Entities, a)
		})
		more, err := s.measured(ctx, ids, seen)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// accountsAimed are the accounts of targets, each once.
func accountsAimed(rows []kpi.Target) []kpi.ID {
	ids := make([]kpi.ID, len(rows))
	for i, t := range rows {
		ids[i] = t.ScopeID
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// measured says how far the targets of accounts are, of those that a filter
// chooses and that lived since the targets' periods began.
func (s *targetSight) measured(ctx context.Context, ids store.FilterIDs, rows []kpi.Target) ([]TargetView, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	spans := spansOf(rows)
	months := s.months(spans)
	since := s.now
	for _, span := range spans {
		since = min(since, max(span.From, s.first))
	}
	codes := s.filedFor(codesOf(rows))
	var columns []store.FigureColumn
	for _, code := range codes {
		for _, m := range months {
			columns = append(columns, store.FigureColumn{Month: m, Indicator: s.byCode[code].ID})
		}
	}
	chosen, err := s.c.MonthList(ctx, s.now, ids, since, columns)
	if err != nil {
		return nil, err
	}
	rowsOf := map[kpi.ID][]kpi.Target{}
	for _, t := range rows {
		rowsOf[t.ScopeID] = append(rowsOf[t.ScopeID], t)
	}
	var accounts []store.MonthAccount
	for _, place := range chosen.Sorted(func(place int) bool { return len(rowsOf[chosen.ID(place)]) > 0 }) {
		accounts = append(accounts, chosen.At(place))
	}
	stays, err := s.staysOf(ctx, accounts)
	if err != nil {
		return nil, err
	}
	crowd, err := s.c.Crowd(ctx, nil)
	if err != nil {
		return nil, err
	}
	var list []TargetView
	for _, a := range accounts {
		ledger := s.targetLedger(a, codes, months, stays[a.ID])
		of := rowsOf[a.ID]
		slices.SortStableFunc(of, func(x, y kpi.Target) int {
			return cmp.Or(cmp.Compare(s.byCode[x.Indicator].Position, s.byCode[y.Indicator].Position), cmp.Compare(y.Span.Len(), x.Span.Len()), cmp.Compare(x.Span.From, y.Span.From))
		})
		for _, row := range of {
			t := TargetView{Target: row, Of: s.byCode[row.Indicator], Group: analytics.Group{Kind: analytics.GroupAccount, ID: a.ID, Name: a.Name, Position: a.Sphere}}
			totals, middles := analytics.AccountTotals(ledger, t.Of, months, func(m kpi.Month) bool { return crowd.Expected(a.ID, m) })
			t.measure(s.last, totals, middles)
			list = append(list, t)
		}
	}
	return list, nil
}

// filedFor are the indicators that are filed from which some are made.
func (s *targetSight) filedFor(codes []string) []string {
	var filed []string
	for _, code := range codes {
		parts := []string{code}
		switch code {
		case kpi.Interactions:
			parts = kpi.InteractionParts
		case kpi.EngagementRate:
			parts = append([]string{kpi.Followers}, kpi.InteractionParts...)
		}
		for _, part := range parts {
			if _, known := s.byCode[part]; known && !slices.Contains(filed, part) {
				filed = append(filed, part)
			}
		}
	}
	return filed
}

func (s *targetSight) staysOf(ctx context.Context, accounts []store.MonthAccount) (map[kpi.ID][]store.SphereStay, error) {
	stays, err := s.c.SphereStays(ctx, idsOf(accounts))
	of := map[kpi.ID][]store.SphereStay{}
	for _, stay := range stays {
		of[stay.Account] = append(of[stay.Account], stay)
	}
	return of, err
}

// targetLedger is the values of an account's months, which stand by code and
// then by month.
func (s *targetSight) targetLedger(a store.MonthAccount, codes []string, months []kpi.Month, stays []store.SphereStay) *analytics.Ledger {
	l := analytics.NewLedger(kpi.Account{ID: a.ID, PlatformID: a.PlatformID, SphereID: a.SphereID}, months, s.byCode)
	for _, stay := range stays {
		l.Stay(stay.Sphere, stay.From, stay.Until)
	}
	for i, code := range codes {
		line := make([]kpi.Figure, len(months))
		for k, v := range a.Values[i*len(months) : (i+1)*len(months)] {
			if v.Known {
				line[k] = kpi.Given(v.V)
			}
		}
		l.Figures[code] = line
	}
	return l
}
