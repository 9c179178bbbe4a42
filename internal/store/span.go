package store

// Two spans compared over the accounts known in both, column by column from
// memory.

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"portevoix/internal/kpi"
)

// SpanQuery asks for two spans compared, one row per scope of a kind.
type SpanQuery struct {
	Span, Against kpi.Span
	By            string // kind of scope, kpi.ScopeNetwork…
	Filter        FilterIDs
}

// SpanPairs compares, of the indicators that are added up, two spans over the
// accounts that the filter chooses in the last month of Span and that are known
// in both: a flow in every month of each, a stock in the last month of each
// (DOMAIN §5, like for like). Scopes are those of that last month; rows stand by
// scope and in the order of the screen. A scope without such an account has no
// row.
func (c Conn) SpanPairs(ctx context.Context, q SpanQuery) ([]kpi.SpanPair, error) {
	r, err := c.everybody(ctx)
	if err != nil {
		return nil, err
	}
	r.by = q.By
	cells, err := r.spanCells(ctx, q)
	if err != nil {
		return nil, err
	}
	return r.spanRows(cells, q.Filter.Entity), nil
}

// spanCell is what the accounts of a standing add to a comparison.
type spanCell struct {
	n           int
	before, now float64
}

// spanKey names two spans compared over a filter, by where accounts stand.
type spanKey struct {
	span, against kpi.Span
	filter        FilterIDs
	by            together
}

// heldPairs are cells as the acts on their months left them.
type heldPairs struct {
	cells       map[standing][]spanCell
	acts        []kpi.ID // on the months of both spans
	of          *crowdMonths
	now, before []*column // of the last month of each, by indicator
}

// mostPairs is of how many comparisons the cells are held. Each may keep columns
// of its last months that were written since: of 85,000 accounts up to 5 MiB.
const mostPairs = 24

// spanCells are the cells of a comparison: held, caught up with, or counted.
func (r *reckoner) spanCells(ctx context.Context, q SpanQuery) (map[standing][]spanCell, error) {
	summed, err := r.c.summedKinds(ctx)
	if err != nil {
		return nil, err
	}
	choose, err := r.held.chooser(ctx, r.Crowd, q.Filter)
	if err != nil {
		return nil, err
	}
	months := slices.Concat(q.Span.Months(), q.Against.Months())
	next := heldPairs{acts: make([]kpi.ID, len(months)), of: r.Crowd.months}
	for i, m := range months {
		next.acts[i] = r.held.acts[m.String()]
	}
	key := spanKey{q.Span, q.Against, q.Filter, togetherBy(q.By)}
	r.held.mu.Lock()
	held := r.held.pairs[key]
	r.held.mu.Unlock()
	if held.of == next.of && slices.Equal(held.acts, next.acts) {
		return held.cells, nil
	}
	if next.now, err = r.lastColumns(ctx, q.Span.Until, summed); err != nil {
		return nil, err
	}
	if next.before, err = r.lastColumns(ctx, q.Against.Until, summed); err != nil {
		return nil, err
	}
	count := spanCount{q, summed, r.in(q.Span.Until).cellsOf(r.Crowd, key.by), choose.chosen(q.Span.Until)}
	written := r.writtenInLast(months, q, held, next)
	if written == nil {
		next.cells, err = r.countSpanCells(ctx, count, next, count.chosen.places(len(r.ids)))
	} else {
		next.cells, err = r.spanCellsWith(ctx, count, held, next, written)
	}
	if err != nil {
		return nil, err
	}
	r.held.mu.Lock()
	defer r.held.mu.Unlock()
	if _, there := r.held.pairs[key]; !there && len(r.held.pairs) >= mostPairs {
		clear(r.held.pairs)
	}
	r.held.pairs[key] = next
	return next.cells, nil
}

// spanCount is what a comparison is counted from besides figures.
type spanCount struct {
	SpanQuery
	summed map[kpi.ID]kpi.Kind
	at     *cellPlaces
	chosen bits // nil: all
}

// lastColumns are those of a month, by place of the indicators that are added
// up.
func (r *reckoner) lastColumns(ctx context.Context, m kpi.Month, summed map[kpi.ID]kpi.Kind) ([]*column, error) {
	held, err := r.heldLedger(ctx, m)
	if err != nil {
		return nil, err
	}
	list := make([]*column, len(r.indicators))
	for k, ind := range r.indicators {
		if _, adds := summed[ind.ID]; adds {
			list[k] = r.columnOf(held, k)
		}
	}
	return list, nil
}

// writtenInLast lists the places of the accounts whose figures were written in
// the last months of the spans since a comparison was counted; nil where that is
// not known, or other months were written to as well.
func (r *reckoner) writtenInLast(months []kpi.Month, q SpanQuery, held, next heldPairs) []int32 {
	if held.of != next.of {
		return nil
	}
	places := []int32{}
	r.held.mu.Lock()
	defer r.held.mu.Unlock()
	for i, m := range months {
		if held.acts[i] == next.acts[i] {
			continue
		}
		accounts := r.held.writtenSince(m, held.acts[i], next.acts[i])
		if accounts == nil || m != q.Span.Until && m != q.Against.Until {
			return nil
		}
		for _, id := range accounts {
			if place, there := slices.BinarySearch(r.ids, id); there {
				places = append(places, int32(place))
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// spanCellsWith are the cells of a comparison after the figures of some accounts
// were written: what they added before is taken away, what they add now put in.
func (r *reckoner) spanCellsWith(ctx context.Context, c spanCount, held, next heldPairs, written []int32) (map[standing][]spanCell, error) {
	written = slices.DeleteFunc(written, func(i int32) bool { return c.chosen != nil && !c.chosen.has(int(i)) })
	less, err := r.countSpanCells(ctx, c, held, written)
	if err != nil {
		return nil, err
	}
	more, err := r.countSpanCells(ctx, c, next, written)
	if err != nil {
		return nil, err
	}
	cells := maps.Clone(held.cells)
	for at := range more { // the same standings as in less
		list := slices.Clone(cells[at])
		for k := range list {
			list[k].n += more[at][k].n - less[at][k].n
			list[k].before = rounded(list[k].before - less[at][k].before + more[at][k].before)
			list[k].now = rounded(list[k].now - less[at][k].now + more[at][k].now)
		}
		cells[at] = list
	}
	return cells, nil
}

// countSpanCells counts the cells of the accounts at places.
func (r *reckoner) countSpanCells(ctx context.Context, c spanCount, from heldPairs, places []int32) (map[standing][]spanCell, error) {
	now, err := r.spanValues(ctx, c.Span, from.now, c.summed, places)
	if err != nil {
		return nil, err
	}
	before, err := r.spanValues(ctx, c.Against, from.before, c.summed, places)
	if err != nil {
		return nil, err
	}
	cells, byNumber := map[standing][]spanCell{}, make([][]spanCell, len(c.at.keys))
	for _, i := range places {
		if number := c.at.of[i]; byNumber[number] == nil {
			byNumber[number] = make([]spanCell, len(r.indicators))
			cells[c.at.keys[number]] = byNumber[number]
		}
	}
	for k := range r.indicators {
		if now[k] == nil {
			continue
		}
		for j, i := range places {
			is, was := now[k][j], before[k][j]
			if math.IsNaN(is) || math.IsNaN(was) {
				continue
			}
			cell := &byNumber[c.at.of[i]][k]
			cell.n++
			cell.before += was
			cell.now += is
		}
	}
	return cells, nil
}

// spanRows adds cells up over their scopes.
func (r *reckoner) spanRows(cells map[standing][]spanCell, entity kpi.ID) []kpi.SpanPair {
	sums := map[kpi.Scope][]spanCell{}
	for at, list := range cells {
		for _, scope := range r.scopesOf(at) {
			if !r.below(scope, entity) {
				continue
			}
			sum := sums[scope]
			if sum == nil {
				sum = make([]spanCell, len(list))
				sums[scope] = sum
			}
			for k, c := range list {
				sum[k].n += c.n
				sum[k].before += c.before
				sum[k].now += c.now
			}
		}
	}
	var rows []kpi.SpanPair
	for scope, list := range sums {
		for k, c := range list {
			if c.n > 0 {
				rows = append(rows, kpi.SpanPair{A: scope.A, B: scope.B, Indicator: r.indicators[k].Code,
					N: c.n, Before: rounded(c.before), Now: rounded(c.now)})
			}
		}
	}
	place := map[string]int{}
	for k, ind := range r.indicators {
		place[ind.Code] = k
	}
	slices.SortFunc(rows, func(a, b kpi.SpanPair) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(place[a.Indicator], place[b.Indicator]))
	})
	return rows
}
