package store

// Which of all accounts a filter chooses in a month, from memory.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
)

// chooser tells which accounts of everybody's crowd a filter chooses.
type chooser struct {
	crowd  *Crowd
	names  *names // nil where the filter has no text
	filter FilterIDs
	tree   map[kpi.ID]bool // the filter's entity, with all below it
	free   []kpi.ID        // the accounts that the filter names, in order
}

func (r recall) chooser(ctx context.Context, w *Crowd, f FilterIDs) (chooser, error) {
	h := chooser{crowd: w, filter: f, free: f.Accounts.IDs()}
	if f.Query != "" {
		var err error
		if h.names, err = r.namesOf(ctx, w); err != nil {
			return h, err
		}
	}
	if f.Entity != 0 {
		h.tree = map[kpi.ID]bool{f.Entity: true}
		for id := range w.parents {
			if w.under(id, f.Entity) {
				h.tree[id] = true
			}
		}
	}
	return h, nil
}

// under reports whether an entity lies below another.
func (w *Crowd) under(id, above kpi.ID) bool {
	for e := id; e != 0; e = w.parents[e] {
		if e == above {
			return true
		}
	}
	return false
}

// chosen are the places that the filter chooses in a month; nil is all.
func (h chooser) chosen(m kpi.Month) bits {
	if h.filter.Empty() {
		return nil
	}
	in := h.crowd.in(m)
	in.mu.Lock()
	defer in.mu.Unlock()
	if held, there := in.chosen[h.filter]; there {
		return held
	}
	picked := newBits(len(h.crowd.ids))
	if h.filter.Accounts != "" {
		for _, id := range h.free {
			if i, there := slices.BinarySearch(h.crowd.ids, id); there && h.chooses(i, in) {
				picked.put(i)
			}
		}
	} else {
		for i := range h.crowd.ids {
			if h.chooses(i, in) {
				picked.put(i)
			}
		}
	}
	if len(in.chosen) >= mostChosen {
		clear(in.chosen)
	}
	in.chosen[h.filter] = picked
	return picked
}

// chooses reports whether the filter, but for the accounts that it names,
// chooses the one at a place in a month.
func (h chooser) chooses(i int, in *crowdMonth) bool {
	f := h.filter
	if f.Platform != 0 && h.crowd.platforms[i] != f.Platform || f.State != "" && in.state(i) != f.State {
		return false
	}
	if f.Sphere != 0 || f.Range != 0 || f.Entity != 0 {
		at := in.at(h.crowd, i)
		if f.Sphere != 0 && at.sphere != f.Sphere || f.Range != 0 && at.rang != f.Range || f.Entity != 0 && !h.tree[at.entity] {
			return false
		}
	}
	return f.Query == "" || h.names.has(i, in.month, f.Query)
}

// stateOn is the state of the account at a place on a day; "" where it has none.
func (w *Crowd) stateOn(i int, day kpi.Day) kpi.AccountState {
	for _, l := range slices.Backward(w.lives.of(i)) {
		if l.from <= day && (l.until == 0 || l.until >= day) {
			return l.state
		}
	}
	return ""
}

// livedIn reports whether the account at a place was in test, active or
// dormant on a day from one to another.
func (w *Crowd) livedIn(i int, first, last kpi.Day) bool {
	return slices.ContainsFunc(w.lives.of(i), func(l life) bool {
		return (l.state == kpi.AccountTest || l.state == kpi.AccountActive || l.state == kpi.AccountDormant) &&
			l.from <= last && (l.until == 0 || l.until >= first)
	})
}
