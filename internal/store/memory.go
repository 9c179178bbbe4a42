package store

// What was read of all accounts is held in memory, so that pages over many of
// them need not read it again: the crowd, its names, and months of figures by
// column. After a write only what that write touched is read.

import (
	"context"
	"maps"
	"slices"
	"sync"

	"portevoix/internal/kpi"
)

// heaviestMemory is how many bytes of columns are held. A month of 85,000
// accounts with eight whole-number indicators takes 4 MiB.
const heaviestMemory = 256 << 20

// heaviestSums is how many rows of counted totals are held.
const heaviestSums = 200_000

// memory is what is held of one database file. Everything in it is read only
// once it is there.
type memory struct {
	mu     sync.Mutex
	crowd  *Crowd
	names  *names
	act    kpi.ID // of crowd and names
	months map[kpi.Month]*heldMonth
	bytes  int
	uses   int
	sums   map[sumsKey]heldSums
	rows   int // of sums
}

// heldMonth is the columns of a month as an act left them.
type heldMonth struct {
	*monthColumns
	act   kpi.ID
	bytes int
	used  int // the latest of uses
}

func newMemory() *memory {
	return &memory{months: map[kpi.Month]*heldMonth{}, sums: map[sumsKey]heldSums{}}
}

// recall is the memory as one state of the database may use it.
type recall struct {
	*memory
	c    Conn
	acts map[string]kpi.ID // stamps of that state
}

// recall opens the memory; where the connection has none, what is read is for
// this use alone.
func (c Conn) recall(ctx context.Context) (recall, error) {
	acts, err := c.stamps(ctx)
	r := recall{memory: c.memory, c: c, acts: acts}
	if r.memory == nil {
		r.memory = newMemory()
	}
	return r, err
}

// everybody is the crowd of all accounts.
func (r recall) everybody(ctx context.Context) (*Crowd, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.everybodyLocked(ctx)
}

func (r recall) everybodyLocked(ctx context.Context) (*Crowd, error) {
	act := r.acts[crowdStamp]
	if r.crowd != nil && r.act == act {
		return r.crowd.share(), nil
	}
	crowd, err := r.c.readCrowd(ctx, nil)
	if err != nil {
		return nil, err
	}
	if r.crowd == nil || act > r.act {
		r.memory.crowd, r.memory.names, r.memory.act = crowd, nil, act
		r.memory.sums, r.memory.rows = map[sumsKey]heldSums{}, 0
	}
	return crowd.share(), nil
}

// share is the crowd with a place of its own for what is worked out on the way.
func (w *Crowd) share() *Crowd {
	copied := *w
	copied.classes = map[askClass][]bool{}
	return &copied
}

// month is the columns of a month of everybody in crowd.
func (r recall) month(ctx context.Context, crowd *Crowd, m kpi.Month) (*monthColumns, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	act := r.acts[m.String()]
	held := r.months[m]
	if held != nil && held.act == act {
		r.memory.uses++
		held.used = r.memory.uses
		return held.monthColumns, nil
	}
	columns := &monthColumns{columns: map[kpi.ID]*column{}}
	reader := columnReader{c: r.c, ids: crowd.ids, all: true}
	stale := held != nil && held.act > act // this state of the database is older than what is held
	if held != nil && !stale && held.act > 0 {
		return r.catchUp(ctx, reader, held, m, act)
	}
	into := map[kpi.Month]*monthColumns{m: columns}
	if err := reader.figures(ctx, into); err != nil {
		return nil, err
	}
	if err := reader.filings(ctx, into); err != nil {
		return nil, err
	}
	if !stale {
		r.hold(m, columns, act)
	}
	return columns, nil
}

// catchUp reads of a month what was written since it was held.
func (r recall) catchUp(ctx context.Context, reader columnReader, held *heldMonth, m kpi.Month, act kpi.ID) (*monthColumns, error) {
	reader.since = held.act
	columns := &monthColumns{columns: maps.Clone(held.columns), filings: slices.Clone(held.filings)}
	into := map[kpi.Month]*monthColumns{m: columns}
	if err := reader.figures(ctx, into); err != nil {
		return nil, err
	}
	if err := reader.filings(ctx, into); err != nil {
		return nil, err
	}
	r.hold(m, columns, act)
	return columns, nil
}

// hold keeps the columns of a month, and lets those go that were not used for
// longest where they are too many.
func (r recall) hold(m kpi.Month, columns *monthColumns, act kpi.ID) {
	y := r.memory
	y.drop(m)
	y.uses++
	held := &heldMonth{monthColumns: columns, act: act, bytes: columns.bytes(), used: y.uses}
	y.months[m] = held
	y.bytes += held.bytes
	for y.bytes > heaviestMemory && len(y.months) > 1 {
		oldest := m
		for other, h := range y.months {
			if h.used < y.months[oldest].used {
				oldest = other
			}
		}
		y.drop(oldest)
	}
}

func (y *memory) drop(m kpi.Month) {
	if held := y.months[m]; held != nil {
		y.bytes -= held.bytes
		delete(y.months, m)
	}
}

// sumsKey names the totals of a month that are counted, over which accounts
// and scopes.
type sumsKey struct {
	month        kpi.Month
	filter       FilterIDs
	by           string
	codes        string // of indicators, joined
	filings      bool
	before, year bool // compared with M−1, M−12
	due          int64
}

// heldSums are totals as the acts left them that they were counted after.
type heldSums struct {
	monthSums
	acts [3]kpi.ID // of M, M−1, M−12
}

// counted returns totals that were counted after the acts that this state of
// the database has, or counts them.
func (r recall) counted(key sumsKey, count func() (monthSums, error)) (monthSums, error) {
	acts := [3]kpi.ID{r.acts[key.month.String()], r.acts[key.month.Add(-1).String()], r.acts[key.month.Add(-12).String()]}
	crowd := r.acts[crowdStamp]
	r.mu.Lock()
	held, there := r.memory.sums[key]
	good := there && held.acts == acts && r.memory.act == crowd
	r.mu.Unlock()
	if good {
		return held.monthSums, nil
	}
	sums, err := count()
	if err != nil {
		return sums, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.memory.act != crowd {
		return sums, nil // of another state than the one that is held
	}
	weight := len(sums.figures) + len(sums.filings)
	if r.rows+weight > heaviestSums {
		r.memory.sums, r.memory.rows = map[sumsKey]heldSums{}, 0
	}
	r.memory.sums[key] = heldSums{sums, acts}
	r.memory.rows += weight
	return sums, nil
}
