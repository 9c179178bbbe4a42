package store

// What a crowd is in one month, worked out once and held with the crowd: where
// its accounts stand, which of them live, what is asked of them, whom filters
// choose.

import (
	mathbits "math/bits"
	"slices"
	"sync"

	"portevoix/internal/kpi"
)

// bits are a set of places in a list of accounts.
type bits []uint64

func newBits(size int) bits { return make(bits, (size+63)/64) }

// has reports whether a place is in the set; one beyond its end is not.
func (b bits) has(i int) bool { return i/64 < len(b) && b[i/64]&(1<<(i%64)) != 0 }

func (b bits) put(i int) { b[i/64] |= 1 << (i % 64) }

// count is how many places are in the set.
func (b bits) count() (n int) {
	for _, word := range b {
		n += mathbits.OnesCount64(word)
	}
	return n
}

// places lists the places of a set among size, in order; nil is all of them.
func (b bits) places(size int) []int32 {
	list := make([]int32, 0, size)
	for i := range size {
		if b == nil || b.has(i) {
			list = append(list, int32(i))
		}
	}
	return list
}

// crowdMonth is a crowd in a month, by place. It is read only but for what is
// worked out on the way, which mu guards.
type crowdMonth struct {
	month    kpi.Month
	stays    []int32 // of each account in Crowd.stays; -1: it stands nowhere
	states   []uint8 // at the end of the month, in kpi.AccountStates, from 1; 0: none
	expected bits    // to file
	lived    bits    // in test, active or dormant on a day of the month
	class    []int32 // of each account in asked
	asked    [][]bool

	mu     sync.Mutex
	chosen map[FilterIDs]bits
	cells  [3]*cellPlaces // by together
	used   int
}

// mostChosen is of how many filters a month holds whom they choose.
const mostChosen = 24

// heaviestCrowd is about how many bytes of months a crowd holds.
const heaviestCrowd = 48 << 20

// crowdMonths are the months of a crowd that are held.
type crowdMonths struct {
	mu    sync.Mutex
	held  map[kpi.Month]*crowdMonth
	bytes int
	uses  int
}

// in is the crowd in a month.
func (w *Crowd) in(m kpi.Month) *crowdMonth {
	c := w.months
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uses++
	in := c.held[m]
	if in == nil {
		in = w.layOut(m)
		weight := 20 * len(w.ids)
		for c.bytes += weight; c.bytes > heaviestCrowd && len(c.held) > 0; c.bytes -= weight {
			oldest := kpi.Month(0)
			for other, o := range c.held {
				if oldest == 0 || o.used < c.held[oldest].used {
					oldest = other
				}
			}
			delete(c.held, oldest)
		}
		c.held[m] = in
	}
	in.used = c.uses
	return in
}

func (w *Crowd) layOut(m kpi.Month) *crowdMonth {
	n := len(w.ids)
	in := &crowdMonth{month: m, stays: make([]int32, n), states: make([]uint8, n), expected: newBits(n), lived: newBits(n),
		class: make([]int32, n), chosen: map[FilterIDs]bits{}}
	first, last := m.FirstDay(), m.LastDay()
	classes := map[askClass]int32{}
	for i := range w.ids {
		in.stays[i] = w.stayIn(i, m)
		in.states[i] = uint8(slices.Index(kpi.AccountStates, w.stateOn(i, last)) + 1)
		if w.expectedIn(i, m) {
			in.expected.put(i)
		}
		if w.livedIn(i, first, last) {
			in.lived.put(i)
		}
		key := askClass{m, w.platforms[i], in.at(w, i).sphere}
		class, known := classes[key]
		if alone := len(w.own[w.ids[i]]) > 0; alone || !known {
			class = int32(len(in.asked))
			in.asked = append(in.asked, w.askedIn(i, m))
			if !alone {
				classes[key] = class
			}
		}
		in.class[i] = class
	}
	return in
}

// at is where the account at a place stands.
func (in *crowdMonth) at(w *Crowd, i int) stay {
	if s := in.stays[i]; s >= 0 {
		return w.stays.all[s]
	}
	return stay{}
}

// state is the state of the account at a place at the end of the month; "" for
// none.
func (in *crowdMonth) state(i int) kpi.AccountState {
	if s := in.states[i]; s > 0 {
		return kpi.AccountStates[s-1]
	}
	return ""
}

// together names as much of where accounts stand as is looked at.
type together int

const (
	byStanding together = iota // all of it
	byGroups                   // platform, sphere and range
	byEntity
)

// cellPlaces says by place which cell an account is in.
type cellPlaces struct {
	keys []standing
	of   []int32
}

// cellsOf puts the accounts of a crowd into cells.
func (in *crowdMonth) cellsOf(w *Crowd, how together) *cellPlaces {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.cells[how] != nil {
		return in.cells[how]
	}
	c := &cellPlaces{of: make([]int32, len(w.ids))}
	numbers := map[standing]int32{}
	for i := range w.ids {
		at := in.at(w, i)
		key := standing{w.platforms[i], at.sphere, at.rang, at.entity}
		switch how {
		case byGroups:
			key.entity = 0
		case byEntity:
			key = standing{entity: at.entity}
		}
		number, known := numbers[key]
		if !known {
			number = int32(len(c.keys))
			numbers[key] = number
			c.keys = append(c.keys, key)
		}
		c.of[i] = number
	}
	in.cells[how] = c
	return c
}

// groupsBy lists the groups of a kind that a standing is in: by kpi.Scope, 0 for
// all together; of entities its own and those above it.
func (w *Crowd) groupsBy(by string, at standing) []kpi.ID {
	switch by {
	case kpi.ScopePlatform:
		return []kpi.ID{at.platform}
	case kpi.ScopeSphere:
		return []kpi.ID{at.sphere}
	case kpi.ScopeRange:
		return []kpi.ID{at.rang}
	case kpi.ScopeEntity:
		list := []kpi.ID{at.entity}
		for e := w.parents[at.entity]; e != 0; e = w.parents[e] {
			list = append(list, e)
		}
		return list
	}
	return []kpi.ID{0}
}

// interactionsOf is the interactions of each account of a crowd in a month, by
// what is asked of it then, from the columns of the month by indicator.
func (in *crowdMonth) interactionsOf(w *Crowd, columns map[kpi.ID]*column) *column {
	parts := make([][]*column, len(in.asked))
	for class, asked := range in.asked {
		for _, k := range w.parts {
			if asked[k] {
				parts[class] = append(parts[class], columns[w.indicators[k].ID])
			}
		}
	}
	sums := &column{}
	var room [4]kpi.Number
	for i, class := range in.class {
		values := room[:0]
		for _, c := range parts[class] {
			values = append(values, c.at(i))
		}
		if v := kpi.InteractionsOf(values...); v.Known {
			sums.set(i, len(in.class), true, v)
		}
	}
	return sums
}
