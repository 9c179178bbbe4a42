package store

// Two spans compared over the accounts known in both, column by column from
// memory.

import (
	"cmp"
	"context"
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

// heldPairs are cells as the last act on any of their months, or on the
// accounts, left them.
type heldPairs struct {
	cells map[standing][]spanCell
	act   kpi.ID
}

// mostPairs is of how many comparisons the cells are held.
const mostPairs = 60

// spanCells are the cells of a comparison, held or counted.
func (r *reckoner) spanCells(ctx context.Context, q SpanQuery) (map[standing][]spanCell, error) {
	key := spanKey{q.Span, q.Against, q.Filter, togetherBy(q.By)}
	act := r.held.acts[crowdStamp]
	for _, s := range []kpi.Span{q.Span, q.Against} {
		for _, m := range s.Months() {
			act = max(act, r.held.acts[m.String()])
		}
	}
	r.held.mu.Lock()
	held, there := r.held.pairs[key]
	r.held.mu.Unlock()
	if there && held.act == act {
		return held.cells, nil
	}
	cells, err := r.countSpanCells(ctx, q, key.by)
	if err != nil {
		return nil, err
	}
	r.held.mu.Lock()
	defer r.held.mu.Unlock()
	if len(r.held.pairs) >= mostPairs {
		clear(r.held.pairs)
	}
	r.held.pairs[key] = heldPairs{cells, act}
	return cells, nil
}

func (r *reckoner) countSpanCells(ctx context.Context, q SpanQuery, how together) (map[standing][]spanCell, error) {
	choose, err := r.held.chooser(ctx, r.Crowd, q.Filter)
	if err != nil {
		return nil, err
	}
	summed, err := r.c.summedKinds(ctx)
	if err != nil {
		return nil, err
	}
	now, err := r.spanLedgers(ctx, q.Span)
	if err != nil {
		return nil, err
	}
	before, err := r.spanLedgers(ctx, q.Against)
	if err != nil {
		return nil, err
	}
	at := r.in(q.Span.Until).cellsOf(r.Crowd, how)
	places := choose.chosen(q.Span.Until).places(len(r.ids))
	cells, byNumber := map[standing][]spanCell{}, make([][]spanCell, len(at.keys))
	for _, i := range places {
		if number := at.of[i]; byNumber[number] == nil {
			byNumber[number] = make([]spanCell, len(r.indicators))
			cells[at.keys[number]] = byNumber[number]
		}
	}
	was, is := make([]float64, len(places)), make([]float64, len(places))
	for k := range r.indicators {
		kind, adds := summed[r.indicators[k].ID]
		if !adds {
			continue
		}
		r.spanSums(is, k, kind, now, places)
		r.spanSums(was, k, kind, before, places)
		for j, i := range places {
			if math.IsNaN(is[j]) || math.IsNaN(was[j]) {
				continue
			}
			c := &byNumber[at.of[i]][k]
			c.n++
			c.before += was[j]
			c.now += is[j]
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

// spanSums fills sums with an indicator of the accounts at places over a span:
// of a stock the last month's, of a flow the sum of all months; NaN where one is
// unknown.
func (r *reckoner) spanSums(sums []float64, k int, kind kpi.Kind, months []spanMonth, places []int32) {
	clear(sums)
	if kind == kpi.KindStock {
		months = months[len(months)-1:]
	}
	for _, m := range months {
		if column := m.column(k); r.indicators[k].Code != kpi.Interactions {
			column.addTo(sums, places)
			continue
		}
		m.ofInteractions().addTo(sums, places)
	}
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

// MeanValues gives, by group as EachValue, the mean of one indicator over some months of each
// account that a filter chooses in the month standsIn, where it has a value in
// any of them.
func (c Conn) MeanValues(ctx context.Context, months []kpi.Month, standsIn kpi.Month, filter FilterIDs, by string, indicator kpi.ID) (map[kpi.ID][]float64, error) {
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return nil, err
	}
	w := v.chooser.crowd
	places := v.chosen(standsIn).places(len(w.ids))
	sums, counts := make([]float64, len(places)), make([]int32, len(places))
	for _, m := range months {
		held, err := v.month(ctx, w, m)
		if err != nil {
			return nil, err
		}
		column := held.columns[indicator]
		if column == nil {
			continue
		}
		for j, i := range places {
			if n := column.at(int(i)); n.Known {
				sums[j] += n.V
				counts[j]++
			}
		}
	}
	means, groups := map[kpi.ID][]float64{}, w.in(standsIn).groupsBy(w, by)
	for j, i := range places {
		if counts[j] > 0 {
			groups(int(i), func(g kpi.ID) { means[g] = append(means[g], sums[j]/float64(counts[j])) })
		}
	}
	return means, nil
}
