package store

// Two spans compared account by account, from memory.

import (
	"cmp"
	"context"
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
	choose, err := r.held.chooser(ctx, r.Crowd, q.Filter)
	if err != nil {
		return nil, err
	}
	summed, err := c.summedKinds(ctx)
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
	cells := map[standing][]spanCell{}
	count := func(i int) {
		at := r.placeIn(i, q.Span.Until)
		key := standing{platform: r.platforms[i], sphere: at.sphere, rang: at.rang}
		if q.By == kpi.ScopeEntity {
			key = standing{entity: at.entity}
		}
		list := cells[key]
		if list == nil {
			list = make([]spanCell, len(r.indicators))
			cells[key] = list
		}
		for k := range r.indicators {
			kind, is := summed[r.indicators[k].ID]
			if !is {
				continue
			}
			a := r.spanValue(i, k, kind, now)
			if !a.Known {
				continue
			}
			if b := r.spanValue(i, k, kind, before); b.Known {
				list[k].n++
				list[k].before += b.V
				list[k].now += a.V
			}
		}
	}
	if places := choose.chosen(q.Span.Until); places != nil {
		for _, i := range places {
			count(i)
		}
	} else {
		for i := range r.ids {
			count(i)
		}
	}
	return r.spanRows(cells, q.Filter.Entity), nil
}

// spanCell is what the accounts of a standing add to a comparison.
type spanCell struct {
	n           int
	before, now float64
}

// spanMonth is an opened month of a span.
type spanMonth struct {
	month kpi.Month
	*ledger
}

func (r *reckoner) spanLedgers(ctx context.Context, s kpi.Span) ([]spanMonth, error) {
	var list []spanMonth
	for _, m := range s.Months() {
		columns, err := r.held.month(ctx, r.Crowd, m)
		if err != nil {
			return nil, err
		}
		list = append(list, spanMonth{m, r.ledgerOf(columns)})
	}
	return list, nil
}

// spanValue is an indicator of the account at a place over a span: of a stock
// the last month's, of a flow the sum of all months, unknown where one is.
func (r *reckoner) spanValue(i, k int, kind kpi.Kind, months []spanMonth) kpi.Number {
	if kind == kpi.KindStock {
		return months[len(months)-1].value(i, k)
	}
	interactions := r.indicators[k].Code == kpi.Interactions
	sum := kpi.Num(0)
	for _, m := range months {
		v := m.value(i, k)
		if interactions {
			v, _ = r.interactions(i, m.ledger, r.askedIn(i, m.month))
		}
		if !v.Known {
			return kpi.Number{}
		}
		sum.V += v.V
	}
	return sum
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

// EachAccountValue calls f with every value of one indicator in a month over the
// accounts that a filter chooses in another month, with
// the account and its group then by kpi.ScopePlatform, ScopeSphere or
// ScopeRange (0: in none, or not grouped).
func (c Conn) EachAccountValue(ctx context.Context, m, standsIn kpi.Month, filter FilterIDs, by string, indicator kpi.ID, f func(group, account kpi.ID, value float64)) error {
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return err
	}
	held, err := v.month(ctx, v.chooser.crowd, m)
	if err != nil {
		return err
	}
	column := held.columns[indicator]
	for i, id := range v.chooser.crowd.ids {
		if n := column.at(i); n.Known && v.chooses(i, standsIn) {
			f(v.chooser.crowd.groupBy(by, i, standsIn), id, n.V)
		}
	}
	return nil
}
