package network

// This file remembers what is dear to count over many accounts, until what it
// was counted from changes: medians, orders of lists, totals that are not kept.

import (
	"sync"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// memo is what was counted, each from a state of the database that the last act
// on its months, or on the accounts, tells.
type memo struct {
	mu      sync.Mutex
	entries map[memoKey]memoEntry
	weight  int
}

type memoEntry struct {
	act    kpi.ID
	value  any
	weight int
}

// memoKey names what was counted, over which accounts.
type memoKey struct {
	what   string
	month  kpi.Month
	months string // as monthList writes them
	by     string
	desc   bool
	ids    store.FilterIDs
}

// monthList writes months for a memoKey.
func monthList(months []kpi.Month) string {
	text := make([]byte, 0, 8*len(months))
	for _, m := range months {
		text = append(text, m.String()...)
		text = append(text, ' ')
	}
	return string(text)
}

// heaviest is how many numbers a memo holds, about 16 bytes each: the board of
// 85,000 accounts is one of a million.
const heaviest = 4_000_000

// remembered returns what was counted under the key from the look's state of
// the database, or counts it. What it returns is shared: it is not changed.
func remembered[T any](l *look, key memoKey, weight func(T) int, count func() (T, error)) (T, error) {
	return rememberedSince(l, l.act, key, weight, count)
}

// rememberedSince is remembered for what hangs on another act.
func rememberedSince[T any](l *look, act kpi.ID, key memoKey, weight func(T) int, count func() (T, error)) (T, error) {
	key.ids = l.ids
	return rememberedIn(l.memo, act, key, weight, count)
}

// rememberedIn is remembered for what no look is at.
func rememberedIn[T any](m *memo, act kpi.ID, key memoKey, weight func(T) int, count func() (T, error)) (T, error) {
	if v, ok := m.get(act, key); ok {
		return v.(T), nil
	}
	v, err := count()
	if err == nil {
		m.put(act, key, v, weight(v))
	}
	return v, err
}

func (m *memo) get(act kpi.ID, key memoKey) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[key]
	return e.value, ok && e.act == act
}

// latest is what was counted under a key last, and from which state.
func (m *memo) latest(key memoKey) (any, kpi.ID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[key]
	return e.value, e.act
}

func (m *memo) put(act kpi.ID, key memoKey, v any, weight int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.entries[key]
	if act < before.act {
		return // counted from a state that is gone
	}
	if m.entries == nil || m.weight-before.weight+weight > heaviest {
		m.entries, m.weight, before = map[memoKey]memoEntry{}, 0, memoEntry{}
	}
	m.entries[key] = memoEntry{act, v, weight}
	m.weight += weight - before.weight
}
