package store

// Figures of many accounts for one month, held by indicator: a value for each
// place in a list of accounts.

import (
	"context"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// column is the figures of one indicator for one month. A nil column has none.
type column struct {
	ints     []int32   // where all values are whole numbers that fit; notGiven: none
	floats   []float64 // else; NaN: none
	answered []uint64  // a bit for each place
}

// notGiven stands in ints for no value.
const notGiven = math.MinInt32

// at is the value at a place.
func (c *column) at(i int) kpi.Number {
	switch {
	case c == nil:
		return kpi.Number{}
	case c.floats != nil:
		if i < len(c.floats) {
			return kpi.Num(c.floats[i])
		}
	case i < len(c.ints) && c.ints[i] != notGiven:
		return kpi.Number{V: float64(c.ints[i]), Known: true}
	}
	return kpi.Number{}
}

// isAnswered reports whether the figure at a place is answered.
func (c *column) isAnswered(i int) bool {
	return c != nil && i/64 < len(c.answered) && c.answered[i/64]&(1<<(i%64)) != 0
}

// set puts the figure of a place among size.
func (c *column) set(i, size int, answered bool, v kpi.Number) {
	for len(c.answered)*64 < size {
		c.answered = append(c.answered, make([]uint64, (size+63)/64-len(c.answered))...)
	}
	if answered {
		c.answered[i/64] |= 1 << (i % 64)
	} else {
		c.answered[i/64] &^= 1 << (i % 64)
	}
	if c.floats == nil && v.Known && (v.V != math.Trunc(v.V) || math.Abs(v.V) >= math.MaxInt32) {
		c.widen()
	}
	if c.floats != nil {
		c.floats = grown(c.floats, size, math.NaN())
		c.floats[i] = math.NaN()
		if v.Known {
			c.floats[i] = v.V
		}
		return
	}
	c.ints = grown(c.ints, size, notGiven)
	c.ints[i] = notGiven
	if v.Known {
		c.ints[i] = int32(v.V)
	}
}

// widen makes room for values that are no whole numbers.
func (c *column) widen() {
	c.floats = make([]float64, len(c.ints))
	for i := range c.ints {
		c.floats[i] = math.NaN()
		if c.ints[i] != notGiven {
			c.floats[i] = float64(c.ints[i])
		}
	}
	c.ints = nil
}

func grown[T any](list []T, size int, none T) []T {
	if len(list) >= size {
		return list
	}
	from := len(list)
	list = slices.Grow(list, size-from)[:size]
	for i := from; i < size; i++ {
		list[i] = none
	}
	return list
}

func (c *column) clone() *column {
	return &column{ints: slices.Clone(c.ints), floats: slices.Clone(c.floats), answered: slices.Clone(c.answered)}
}

// addTo adds the values at places to sums, one for each place; where one is
// unknown, the sum is NaN from then on.
func (c *column) addTo(sums []float64, places []int32) {
	switch {
	case c == nil:
		for j := range sums {
			sums[j] = math.NaN()
		}
	case c.floats != nil:
		for j, i := range places {
			if int(i) < len(c.floats) {
				sums[j] += c.floats[i]
			} else {
				sums[j] = math.NaN()
			}
		}
	default:
		for j, i := range places {
			if int(i) < len(c.ints) && c.ints[i] != notGiven {
				sums[j] += float64(c.ints[i])
			} else {
				sums[j] = math.NaN()
			}
		}
	}
}

// bytes is the room that a column takes.
func (c *column) bytes() int { return 4*len(c.ints) + 8*len(c.floats) + 8*len(c.answered) }

// monthColumns are the figures of accounts for one month, and their filings.
// They are read only once they are made.
type monthColumns struct {
	columns map[kpi.ID]*column // by indicator
	filings []heldFiling       // by place

	known func(size int) bits // places with any value, worked out once
}

func newMonthColumns() *monthColumns {
	return (&monthColumns{columns: map[kpi.ID]*column{}}).ready()
}

// ready sets up what is worked out once.
func (m *monthColumns) ready() *monthColumns {
	var once sync.Once
	var known bits
	m.known = func(size int) bits {
		once.Do(func() {
			known = newBits(size)
			for _, c := range m.columns {
				for i := range size {
					if c.at(i).Known {
						known.put(i)
					}
				}
			}
		})
		return known
	}
	return m
}

// filing is the filing at a place.
func (m *monthColumns) filing(i int) heldFiling {
	if i < len(m.filings) {
		return m.filings[i]
	}
	return heldFiling{}
}

func (m *monthColumns) bytes() int {
	sum := 32 * len(m.filings)
	for _, c := range m.columns {
		sum += c.bytes()
	}
	return sum
}

// columnReader reads months of a list of accounts.
type columnReader struct {
	c     Conn
	ids   []kpi.ID // in order: each account's place
	all   bool     // ids are everybody's
	only  []kpi.ID // of indicators; nil: all
	since kpi.ID   // only what later acts wrote; 0: everything
	some  []kpi.ID // only of these accounts; nil: of all of ids
}

// accounts are those that the queries have to name; nil for all.
func (r columnReader) accounts() []kpi.ID {
	if r.some != nil {
		return r.some
	}
	if r.all {
		return nil
	}
	return r.ids
}

// later is the condition that keeps to what is asked for.
func (r columnReader) later(args []any) (string, []any) {
	if r.since == 0 {
		return "", args
	}
	return ` AND batch_id > ?`, append(args, int64(r.since))
}

// figures reads the figures of months into columns; a column that is changed
// is not shared with anybody.
func (r columnReader) figures(ctx context.Context, into map[kpi.Month]*monthColumns) error {
	if len(into) == 0 {
		return nil
	}
	months := slices.Sorted(maps.Keys(into))
	args, condition := monthArgs(months), ""
	if r.only != nil {
		condition = ` AND indicator_id IN (` + marks(len(r.only)) + `)`
		args = append(args, idArgs(r.only)...)
	}
	more, args := r.later(args)
	condition += more
	place, lastText, own := 0, "", map[kpi.ID]bool{}
	var m *monthColumns
	// There are millions of rows: scanning into any does without reflection.
	var month, account, indicator, state, value any
	dest := []any{&month, &account, &indicator, &state, &value}
	return r.c.eachOf(ctx, r.accounts(), func(rows *sqlx.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if text, _ := month.(string); text != lastText {
			at, err := kpi.ParseMonth(text)
			if err != nil {
				return err
			}
			lastText, m, place = text, into[at], 0
		}
		id := kpi.ID(integer(account))
		for place < len(r.ids) && r.ids[place] < id {
			place++
		}
		if place == len(r.ids) || r.ids[place] != id {
			return nil
		}
		s := kpi.State(integer(state))
		v, known := value.(float64)
		if s == kpi.StateEmpty && r.since == 0 {
			return nil
		}
		key := kpi.ID(integer(indicator))
		c := m.columns[key]
		switch {
		case c == nil:
			c = &column{}
		case r.since != 0 && !own[key]: // others read it
			c = c.clone()
		}
		if r.since != 0 {
			own[key] = true
		}
		m.columns[key] = c
		c.set(place, len(r.ids), s != kpi.StateEmpty, kpi.Number{V: v, Known: known})
		return nil
	}, func(of string) string {
		return `SELECT month, account_id, indicator_id, state, value FROM figures
			WHERE month IN (` + marks(len(months)) + `)` + condition + ` AND ` + of + ` ORDER BY month, account_id, indicator_id`
	}, "account_id", args...)
}

// filings reads the filings of months.
func (r columnReader) filings(ctx context.Context, into map[kpi.Month]*monthColumns) error {
	if len(into) == 0 {
		return nil
	}
	months := slices.Sorted(maps.Keys(into))
	condition, args := r.later(monthArgs(months))
	place, lastMonth := 0, ""
	var m *monthColumns
	var firsts, lasts instants
	var month, account, state, version, first, last, act any
	dest := []any{&month, &account, &state, &version, &first, &last, &act}
	return r.c.eachOf(ctx, r.accounts(), func(rows *sqlx.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if text, _ := month.(string); text != lastMonth {
			at, err := kpi.ParseMonth(text)
			if err != nil {
				return err
			}
			lastMonth, m, place = text, into[at], 0
		}
		id := kpi.ID(integer(account))
		for place < len(r.ids) && r.ids[place] < id {
			place++
		}
		if place < len(r.ids) && r.ids[place] == id {
			m.filings = grown(m.filings, len(r.ids), heldFiling{})
			m.filings[place] = heldFiling{first: firsts.read(first), last: lasts.read(last), version: int32(integer(version)),
				act: int32(integer(act)), state: filingNumber(state)}
		}
		return nil
	}, func(of string) string {
		return `SELECT month, account_id, state, version, first_submitted_at, last_submitted_at, batch_id FROM filings
			WHERE month IN (` + marks(len(months)) + `)` + condition + ` AND ` + of + ` ORDER BY month, account_id`
	}, "account_id", args...)
}
