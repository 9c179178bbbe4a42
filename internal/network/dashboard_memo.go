package network

// This file remembers what is dear to count over many accounts, until anything
// is written: medians, orders of lists, totals that are not kept.

import (
	"sync"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// memo is what was counted from one state of the database. A new state, which
// its last act tells, empties it.
type memo struct {
	mu      sync.Mutex
	act     kpi.ID
	entries map[memoKey]any
	weight  int
}

// memoKey names what was counted, over which accounts.
type memoKey struct {
	what   string
	month  kpi.Month
	months int
	by     string
	desc   bool
	ids    store.FilterIDs
}

// heaviest is how many numbers a memo holds, about 16 bytes each.
const heaviest = 1_000_000

// remembered returns what was counted under the key from the look's state of
// the database, or counts it. What it returns is shared: it is not changed.
func remembered[T any](l *look, key memoKey, weight func(T) int, count func() (T, error)) (T, error) {
	key.ids = l.ids
	if v, ok := l.memo.get(l.act, key); ok {
		return v.(T), nil
	}
	v, err := count()
	if err == nil {
		l.memo.put(l.act, key, v, weight(v))
	}
	return v, err
}

func (m *memo) get(act kpi.ID, key memoKey) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if act != m.act {
		return nil, false
	}
	v, ok := m.entries[key]
	return v, ok
}

func (m *memo) put(act kpi.ID, key memoKey, v any, weight int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case act < m.act:
		return // counted from a state that is gone
	case act > m.act, m.weight+weight > heaviest:
		m.act, m.entries, m.weight = act, nil, 0
	}
	if m.entries == nil {
		m.entries = map[memoKey]any{}
	}
	m.entries[key] = v
	m.weight += weight
}
