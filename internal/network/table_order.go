package network

// This file puts the accounts of a month in order.

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

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
	for i, a := range accounts {
		places[i] = place{account: a, name: plainName(a.Name), first: firstKey(a, by, measure)}
	}
	slices.SortFunc(places, func(a, b place) int {
		order := a.first.compare(b.first, desc)
		if order == 0 && by != sortName {
			order = sphereKey(a.account).compare(sphereKey(b.account), desc && by == sortSphere)
		}
		if order == 0 {
			order = cmp.Compare(a.name, b.name)
			if desc && (by == sortSphere || by == sortName) {
				order = -order
			}
		}
		if order == 0 {
			order = cmp.Compare(a.account.ID, b.account.ID)
		}
		return order
	})
	for i, p := range places {
		accounts[i] = p.account
	}
}

// place is an account with what it is sorted by.
type place struct {
	account store.MonthAccount
	first   key
	name    string
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

func firstKey(a store.MonthAccount, by string, measure func(store.MonthAccount) kpi.Number) key {
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
	return key(measure(a))
}

func sphereKey(a store.MonthAccount) key {
	return key{V: float64(a.Sphere), Known: a.Sphere >= 0}
}

// plainName is a folded name as dictionaries sort it: accents don't count.
func plainName(name string) string {
	if isASCII(name) {
		return name
	}
	if plain, ok := plainLatin(name); ok {
		return plain
	}
	return withoutMarks(name)
}

func withoutMarks(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name))
}

// latin holds what withoutMarks makes of the letters up to U+017F, which is
// all that most names need.
var latin = sync.OnceValue(func() [0x180]string {
	var plain [0x180]string
	for r := range plain {
		plain[r] = withoutMarks(string(rune(r)))
	}
	return plain
})

func plainLatin(name string) (string, bool) {
	plain := latin()
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range name {
		if int(r) >= len(plain) {
			return "", false
		}
		b.WriteString(plain[r])
	}
	return b.String(), true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
