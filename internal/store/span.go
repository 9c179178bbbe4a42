package store

// Two spans compared over the accounts known in both, column by column from
// memory.

import (
	"cmp"
	"context"
	"fmt"
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

// spanMonth is an opened month of a span.
type spanMonth struct {
	month kpi.Month
	*ledger
}

func (r *reckoner) spanLedgers(ctx context.Context, s kpi.Span) ([]spanMonth, error) {
	var list []spanMonth
	for _, m := range s.Months() {
		held, err := r.heldLedger(ctx, m)
		if err != nil {
			return nil, err
		}
		list = append(list, spanMonth{m, held})
	}
	return list, nil
}

// spanValues are, by indicator, the values of the accounts at places over a
// span, given the columns of its last month: of a stock the last month's, of a
// flow the sum of all months; NaN where one is unknown. Indicators that are not
// added up have none.
func (r *reckoner) spanValues(ctx context.Context, s kpi.Span, last []*column, summed map[kpi.ID]kpi.Kind, places []int32) ([][]float64, error) {
	most := len(places)*3 > len(r.ids) // what is held of all serves
	counted := places
	if most {
		counted = bits(nil).places(len(r.ids))
	}
	head, err := r.flowsOver(ctx, kpi.Span{From: s.From, Until: s.Until - 1}, summed, counted)
	if err != nil {
		return nil, err
	}
	list := make([][]float64, len(r.indicators))
	for k, ind := range r.indicators {
		kind, adds := summed[ind.ID]
		if !adds {
			continue
		}
		list[k] = make([]float64, len(places))
		if kind != kpi.KindStock && head != nil {
			for j, i := range places {
				if most {
					list[k][j] = head[k][i]
				} else {
					list[k][j] = head[k][j]
				}
			}
		}
		last[k].addTo(list[k], places)
	}
	return list, nil
}

// columnOf is an indicator's column of a month, interactions included.
func (r *reckoner) columnOf(l *ledger, k int) *column {
	if r.indicators[k].Code == kpi.Interactions {
		return l.ofInteractions()
	}
	return l.column(k)
}

// heldFlows are flows of all accounts over a span, as the last act on any of its
// months left them.
type heldFlows struct {
	sums [][]float64 // by indicator and place
	act  kpi.ID
	of   *crowdMonths
}

// mostFlows is of how many spans flows are held: a span of 85,000 accounts takes
// about 6 MiB.
const mostFlows = 8

// flowsOver are the sums of flows over a span, by indicator, of the accounts at
// places; nil for a span of no month. Those of all accounts are held: mostly it
// is the month after them that is written to.
func (r *reckoner) flowsOver(ctx context.Context, s kpi.Span, summed map[kpi.ID]kpi.Kind, places []int32) ([][]float64, error) {
	if s.Until < s.From {
		return nil, nil
	}
	everybody, act := len(places) == len(r.ids), r.held.lastActOn(s.Months()...)
	if everybody {
		r.held.mu.Lock()
		held := r.held.flows[s]
		r.held.mu.Unlock()
		if held.act == act && held.of == r.Crowd.months {
			return held.sums, nil
		}
	}
	months, err := r.spanLedgers(ctx, s)
	if err != nil {
		return nil, err
	}
	sums := make([][]float64, len(r.indicators))
	for k, ind := range r.indicators {
		if kind, adds := summed[ind.ID]; !adds || kind == kpi.KindStock {
			continue
		}
		sums[k] = make([]float64, len(places))
		for _, m := range months {
			r.columnOf(m.ledger, k).addTo(sums[k], places)
		}
	}
	if everybody {
		r.held.mu.Lock()
		defer r.held.mu.Unlock()
		if len(r.held.flows) >= mostFlows {
			clear(r.held.flows)
		}
		r.held.flows[s] = heldFlows{sums, act, r.Crowd.months}
	}
	return sums, nil
}

// lastActOn is the last act on any of months, or on the accounts.
func (r recall) lastActOn(months ...kpi.Month) kpi.ID {
	act := r.acts[crowdStamp]
	for _, m := range months {
		act = max(act, r.acts[m.String()])
	}
	return act
}

// summedKinds are the kinds of the indicators that are added up.
func (c Conn) summedKinds(ctx context.Context) (map[kpi.ID]kpi.Kind, error) {
	list, err := c.Indicators(ctx)
	kinds := map[kpi.ID]kpi.Kind{}
	for _, ind := range list {
		if ind.Summed() {
			kinds[ind.ID] = ind.Kind
		}
	}
	return kinds, err
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

// MeanValues gives, by group as GroupValues, the mean of one indicator over some months of each
// account that a filter chooses in the month standsIn, where it has a value in
// any of them.
func (c Conn) MeanValues(ctx context.Context, months []kpi.Month, standsIn kpi.Month, filter FilterIDs, by string, indicator kpi.ID) (map[kpi.ID][]float64, error) {
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return nil, err
	}
	sums, err := v.meansOf(ctx, months, indicator)
	if err != nil {
		return nil, err
	}
	return v.grouped(standsIn, by, func(place int) kpi.Number {
		if n := sums.counts[place]; n > 0 {
			return kpi.Number{V: sums.sums[place] / float64(n), Known: true}
		}
		return kpi.Number{}
	}), nil
}

// meanKey names an indicator over months.
type meanKey struct {
	months    string
	indicator kpi.ID
}

// heldMeans are what the means of all accounts are made from, as the last act on
// any of the months left it.
type heldMeans struct {
	sums   []float64 // by place
	counts []int32
	act    kpi.ID
	of     *crowdMonths
}

// mostMeans is how many of them are held: one of 85,000 accounts takes 1 MiB.
const mostMeans = 12

func (v view) meansOf(ctx context.Context, months []kpi.Month, indicator kpi.ID) (heldMeans, error) {
	w, key := v.chooser.crowd, meanKey{fmt.Sprint(months), indicator}
	act, err := v.lastActOnFigures(ctx, w, months, indicator)
	if err != nil {
		return heldMeans{}, err
	}
	v.mu.Lock()
	held := v.means[key]
	v.mu.Unlock()
	if held.act == act && held.of == w.months {
		return held, nil
	}
	held = heldMeans{make([]float64, len(w.ids)), make([]int32, len(w.ids)), act, w.months}
	for _, m := range months {
		columns, err := v.month(ctx, w, m)
		if err != nil {
			return held, err
		}
		column := columns.columns[indicator]
		if column == nil {
			continue
		}
		for i := range held.sums {
			if n := column.at(i); n.Known {
				held.sums[i] += n.V
				held.counts[i]++
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.means) >= mostMeans {
		clear(v.means)
	}
	v.means[key] = held
	return held, nil
}
