package network

// This file puts the accounts of a month in order.

import (
	"cmp"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// The orders of a list of accounts that are not the values of a measure.
const (
	sortSphere   = "sphere" // then name
	sortName     = "name"
	sortPlatform = "platform"
	sortState    = "state"
)

// sortAccounts sorts accounts by sphere, name, platform or state, or by the
// values that measure gives; equals by sphere, then name. Accounts in no
// sphere, without a state or with an unknown value come last in both
// directions.
func sortAccounts(accounts []store.MonthAccount, by string, desc bool, measure func(store.MonthAccount) kpi.Number) {
	places := make([]place, len(accounts))
	for i := range accounts {
		a := &accounts[i]
		places[i] = place{at: i, first: firstKey(a, by, measure), sphere: sphereKey(a), rank: a.Rank, id: a.ID}
	}
	down := desc && by == sortSphere
	downName := down || desc && by == sortName
	compare := func(a, b place) int {
		order := a.first.compare(b.first, desc)
		if order == 0 && by != sortName {
			order = a.sphere.compare(b.sphere, down)
		}
		if order == 0 {
			order = cmp.Compare(a.rank, b.rank)
			if downName {
				order = -order
			}
		}
		if order == 0 {
			order = cmp.Compare(a.id, b.id)
		}
		return order
	}
	if slices.IsSortedFunc(places, compare) { // as months are read
		return
	}
	slices.SortFunc(places, compare)
	sorted := make([]store.MonthAccount, len(accounts))
	for i, p := range places {
		sorted[i] = accounts[p.at]
	}
	copy(accounts, sorted)
}

// place is where an account is in a list, with what it is sorted by.
type place struct {
	at            int
	first, sphere key
	rank          int32
	id            kpi.ID
}

// key is a number to sort by; an unknown one is last.
type key kpi.Number

func (k key) compare(o key, desc bool) int {
	switch {
	case k.Known != o.Known && k.Known:
		return -1
	case k.Known != o.Known:
		return 1
	case desc:
		return cmp.Compare(o.V, k.V)
	}
	return cmp.Compare(k.V, o.V)
}

func firstKey(a *store.MonthAccount, by string, measure func(store.MonthAccount) kpi.Number) key {
	switch by {
	case sortSphere:
		return sphereKey(a)
	case sortName:
		return key{}
	case sortPlatform:
		return key{V: float64(a.Platform), Known: true}
	case sortState:
		i := slices.Index(kpi.AccountStates, a.State)
		return key{V: float64(i), Known: i >= 0}
	}
	return key(measure(*a))
}

func sphereKey(a *store.MonthAccount) key {
	return key{V: float64(a.Sphere), Known: a.Sphere >= 0}
}
