package store

// The values of accounts over a span of months, column by column from memory.

import (
	"context"

	"portevoix/internal/kpi"
)

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
