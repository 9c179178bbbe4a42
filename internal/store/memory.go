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
// accounts with eight whole-number indicators takes 6 MiB.
const heaviestMemory = 256 << 20

// heaviestCells is how many cells of counted totals are held, of about 1 KiB
// each.
const heaviestCells = 60_000

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
	cells  map[cellsKey]heldCells
	heavy  int // cells in them
	pairs  map[spanKey]heldPairs
	flows  map[kpi.Span]heldFlows
	sums   map[sumKey]heldSums
	totals heldTotals
	diary  map[kpi.Month][]written // the latest acts on each month
}

// heldMonth is the columns of a month as an act left them.
type heldMonth struct {
	*monthColumns
	act   kpi.ID
	whole kpi.ID            // the act after which it was read whole
	wrote map[kpi.ID]kpi.ID // by indicator, the act since then that wrote its figures last
	bytes int
	used  int // the latest of uses

	interactions *column // of each account
	of           *crowdMonths
}

func newMemory() *memory {
	return &memory{months: map[kpi.Month]*heldMonth{}, cells: map[cellsKey]heldCells{}, pairs: map[spanKey]heldPairs{}, flows: map[kpi.Span]heldFlows{},
		sums: map[sumKey]heldSums{}, diary: map[kpi.Month][]written{}}
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
	acts, err := c.stampsOnce(ctx)
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
		r.memory.cells, r.memory.heavy = map[cellsKey]heldCells{}, 0
		clear(r.pairs)
		clear(r.flows)
		clear(r.sums)
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
	columns := newMonthColumns()
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
		r.hold(m, &heldMonth{monthColumns: columns, act: act, whole: act})
	}
	return columns, nil
}

// catchUp reads of a month what was written since it was held.
func (r recall) catchUp(ctx context.Context, reader columnReader, held *heldMonth, m kpi.Month, act kpi.ID) (*monthColumns, error) {
	reader.since = held.act
	reader.some = r.writtenSince(m, held.act, act)
	columns := (&monthColumns{columns: maps.Clone(held.columns), filings: slices.Clone(held.filings)}).ready()
	into := map[kpi.Month]*monthColumns{m: columns}
	if err := reader.figures(ctx, into); err != nil {
		return nil, err
	}
	if err := reader.filings(ctx, into); err != nil {
		return nil, err
	}
	wrote := maps.Clone(held.wrote)
	for indicator, column := range columns.columns {
		if column != held.columns[indicator] {
			if wrote == nil {
				wrote = map[kpi.ID]kpi.ID{}
			}
			wrote[indicator] = act
		}
	}
	r.hold(m, &heldMonth{monthColumns: columns, act: act, whole: held.whole, wrote: wrote})
	return columns, nil
}

// lastActOn is the last act on any of months, or on the accounts.
func (r recall) lastActOn(months ...kpi.Month) kpi.ID {
	act := r.acts[crowdStamp]
	for _, m := range months {
		act = max(act, r.acts[m.String()])
	}
	return act
}

// lastActOnFigures is the last act on the accounts, or that may have written
// figures of an indicator in months.
func (r recall) lastActOnFigures(ctx context.Context, crowd *Crowd, months []kpi.Month, indicators ...kpi.ID) (kpi.ID, error) {
	last := r.acts[crowdStamp]
	for _, m := range months {
		columns, err := r.month(ctx, crowd, m)
		if err != nil {
			return 0, err
		}
		r.mu.Lock()
		held := r.months[m]
		if held == nil || held.monthColumns != columns {
			last = max(last, r.acts[m.String()])
		} else {
			last = max(last, held.whole)
			for _, indicator := range indicators {
				last = max(last, held.wrote[indicator])
			}
		}
		r.mu.Unlock()
	}
	return last, nil
}

// LastActOnFigures is the last act that changed the accounts, or that may have
// written figures of one of some indicators in one of some months: as long as it
// stays the same, so do these figures.
func (c Conn) LastActOnFigures(ctx context.Context, months []kpi.Month, indicators ...kpi.ID) (kpi.ID, error) {
	v, err := c.viewOf(ctx, FilterIDs{})
	if err != nil {
		return 0, err
	}
	return v.lastActOnFigures(ctx, v.crowd, months, indicators...)
}

// interactions is what accounts of everybody in crowd had of them in a month,
// by place.
func (r recall) interactions(ctx context.Context, crowd *Crowd, m kpi.Month) (*column, error) {
	columns, err := r.month(ctx, crowd, m)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	held := r.months[m]
	if held != nil && held.monthColumns == columns && held.of == crowd.months {
		return held.interactions, nil
	}
	sums := crowd.in(m).interactionsOf(crowd, columns.columns)
	if held != nil && held.monthColumns == columns {
		held.interactions, held.of = sums, crowd.months
	}
	return sums, nil
}

// hold keeps the columns of a month, and lets those go that were not used for
// longest where they are too many.
func (r recall) hold(m kpi.Month, held *heldMonth) {
	y := r.memory
	y.drop(m)
	y.uses++
	held.bytes, held.used = held.monthColumns.bytes()+4*len(held.filings), y.uses
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

// cellsKey names what accounts add to a month, by where they stand.
type cellsKey struct {
	month        kpi.Month
	filter       FilterIDs
	by           together
	codes        string // of indicators, joined; "": all, and filings
	before, year bool   // compared with M−1, M−12
	due          int64
}

// heldCells are cells as the acts left them that they were counted after.
type heldCells struct {
	cells map[standing]*cell
	acts  [3]kpi.ID // of M, M−1, M−12
}

// actsOf are the acts that what is counted of a month hangs on.
func (r recall) actsOf(m kpi.Month) [3]kpi.ID {
	return [3]kpi.ID{r.acts[m.String()], r.acts[m.Add(-1).String()], r.acts[m.Add(-12).String()]}
}

// cellsOf are the cells of a key as this state of the database has them.
func (r recall) cellsOf(key cellsKey) (map[standing]*cell, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	held, there := r.memory.cells[key]
	return held.cells, there && held.acts == r.actsOf(key.month) && r.memory.act == r.acts[crowdStamp]
}

// counted returns cells that were counted after the acts that this state of
// the database has, or counts them.
func (r recall) counted(key cellsKey, count func() (map[standing]*cell, error)) (map[standing]*cell, error) {
	if cells, there := r.cellsOf(key); there {
		return cells, nil
	}
	cells, err := count()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.memory.act != r.acts[crowdStamp] {
		return cells, nil // of another state than the one that is held
	}
	if r.heavy+len(cells) > heaviestCells {
		r.memory.cells, r.memory.heavy = map[cellsKey]heldCells{}, 0
	}
	r.memory.heavy += len(cells) - len(r.memory.cells[key].cells)
	r.memory.cells[key] = heldCells{cells, r.actsOf(key.month)}
	return cells, nil
}
