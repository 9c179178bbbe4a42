package store

// Two spans compared over the accounts known in both, column by column from
// memory.

import (
	"cmp"
	"context"
	"fmt"
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
	act := r.held.lastActOn(slices.Concat(q.Span.Months(), q.Against.Months())...)
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
	at := r.in(q.Span.Until).cellsOf(r.Crowd, how)
	places := choose.chosen(q.Span.Until).places(len(r.ids))
	now, err := r.spanValues(ctx, q.Span, summed, places)
	if err != nil {
		return nil, err
	}
	before, err := r.spanValues(ctx, q.Against, summed, places)
	if err != nil {
		return nil, err
	}
	cells, byNumber := map[standing][]spanCell{}, make([][]spanCell, len(at.keys))
	for _, i := range places {
		if number := at.of[i]; byNumber[number] == nil {
			byNumber[number] = make([]spanCell, len(r.indicators))
			cells[at.keys[number]] = byNumber[number]
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
			c := &byNumber[at.of[i]][k]
			c.n++
			c.before += was
			c.now += is
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
// span: of a stock the last month's, of a flow the sum of all months; NaN where
// one is unknown. Indicators that are not added up have none.
func (r *reckoner) spanValues(ctx context.Context, s kpi.Span, summed map[kpi.ID]kpi.Kind, places []int32) ([][]float64, error) {
	last, err := r.heldLedger(ctx, s.Until)
	if err != nil {
		return nil, err
	}
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
		r.columnOf(last, k).addTo(list[k], places)
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

// MeanValues gives, by group as EachValue, the mean of one indicator over some months of each
// account that a filter chooses in the month standsIn, where it has a value in
// any of them.
func (c Conn) MeanValues(ctx context.Context, months []kpi.Month, standsIn kpi.Month, filter FilterIDs, by string, indicator kpi.ID) (map[kpi.ID][]float64, error) {
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return nil, err
	}
	w := v.chooser.crowd
	sums, err := v.meansOf(ctx, months, indicator)
	if err != nil {
		return nil, err
	}
	means, groups := map[kpi.ID][]float64{}, w.in(standsIn).groupsBy(w, by)
	for _, i := range v.chosen(standsIn).places(len(w.ids)) {
		if n := sums.counts[i]; n > 0 {
			mean := sums.sums[i] / float64(n)
			groups(int(i), func(g kpi.ID) { means[g] = append(means[g], mean) })
		}
	}
	return means, nil
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
	w, key, act := v.chooser.crowd, meanKey{fmt.Sprint(months), indicator}, v.lastActOn(months...)
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
