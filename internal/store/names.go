package store

// Names of all accounts, by months, and their order.

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// names are what the accounts of a crowd are called, by place.
type names struct {
	personas []string // folded; "" for none
	handles  spread[handleStay]
	ranks    []int32 // of the personas, among all names in the order of dictionaries

	mu     sync.Mutex
	orders map[kpi.Month]screenOrder
}

// screenOrder is the order of all accounts in a month.
type screenOrder struct {
	places []int32 // by sphere, then name
	ranks  []int32 // by place, where it is among them
}

// mostOrders is how many months' orders are held.
const mostOrders = 24

// order is that of a crowd by the place of the sphere they stand in in a month,
// those in none last, then by name and id.
func (n *names) order(w *Crowd, m kpi.Month, spheres map[kpi.ID]int) screenOrder {
	n.mu.Lock()
	defer n.mu.Unlock()
	if order, there := n.orders[m]; there {
		return order
	}
	type place struct {
		sphere, rank, at int32
	}
	places := make([]place, len(w.ids))
	for i := range w.ids {
		p := place{sphere: math.MaxInt32, at: int32(i)}
		if at := w.placeIn(i, m); at.sphere != 0 {
			p.sphere = int32(spheres[at.sphere])
		}
		_, p.rank = n.called(i, m)
		places[i] = p
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.sphere, b.sphere), cmp.Compare(a.rank, b.rank), cmp.Compare(a.at, b.at))
	})
	order := screenOrder{make([]int32, len(places)), make([]int32, len(places))}
	for i, p := range places {
		order.places[i] = p.at
		order.ranks[p.at] = int32(i)
	}
	if n.orders == nil || len(n.orders) >= mostOrders {
		n.orders = map[kpi.Month]screenOrder{}
	}
	n.orders[m] = order
	return order
}

// handleStay is a handle during some months.
type handleStay struct {
	from, until kpi.Month // until 0 is open
	key         string    // folded
	rank        int32
}

// namesOf reads what the accounts of everybody's crowd are called.
func (r recall) namesOf(ctx context.Context, w *Crowd) (*names, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	current := r.memory.act == r.acts[crowdStamp]
	if current && r.memory.names != nil {
		return r.memory.names, nil
	}
	n := &names{personas: make([]string, len(w.ids)), ranks: make([]int32, len(w.ids))}
	place := 0
	err := r.c.eachRow(ctx, func(rows *sqlx.Rows) error {
		err := rows.Scan(&n.personas[place])
		place++
		return err
	}, `SELECT persona_key FROM accounts ORDER BY id`)
	if err != nil {
		return nil, err
	}
	err = r.c.eachRow(ctx, func(rows *sqlx.Rows) error {
		var account kpi.ID
		var h handleStay
		err := rows.Scan(&account, &h.from, &h.until, &h.key)
		fill(w, &n.handles, account, h)
		return err
	}, `SELECT account_id, from_month, until_month, handle_key FROM account_handles ORDER BY account_id, from_month`)
	if err != nil {
		return nil, err
	}
	filled(w, &n.handles)
	n.rank()
	if current {
		r.memory.names = n
	}
	return n, nil
}

// rank numbers all names; the same name has the same number.
func (n *names) rank() {
	type ranked struct {
		plain string
		rank  *int32
	}
	list := make([]ranked, 0, len(n.personas)+len(n.handles.all))
	for i, persona := range n.personas {
		list = append(list, ranked{kpi.PlainName(persona), &n.ranks[i]})
	}
	for i := range n.handles.all {
		h := &n.handles.all[i]
		list = append(list, ranked{kpi.PlainName(h.key), &h.rank})
	}
	slices.SortFunc(list, func(a, b ranked) int { return cmp.Compare(a.plain, b.plain) })
	rank := int32(0)
	for i := range list {
		if i > 0 && list[i].plain != list[i-1].plain {
			rank++
		}
		*list[i].rank = rank
	}
}

// handleIn is the handle of the account at a place in a month: the latest one
// before where it has none then, else the first after.
func (n *names) handleIn(i int, m kpi.Month) handleStay {
	list := n.handles.of(i)
	for k := len(list) - 1; k >= 0; k-- {
		if list[k].from <= m {
			return list[k]
		}
	}
	if len(list) > 0 {
		return list[0]
	}
	return handleStay{}
}

// called is what the account at a place is called in a month, folded, and the
// place of that name among all.
func (n *names) called(i int, m kpi.Month) (name string, rank int32) {
	if n.personas[i] != "" {
		return n.personas[i], n.ranks[i]
	}
	h := n.handleIn(i, m)
	return h.key, h.rank
}

// has reports whether the persona, or a handle of the month, contains a folded
// text.
func (n *names) has(i int, m kpi.Month, text string) bool {
	if strings.Contains(n.personas[i], text) {
		return true
	}
	return slices.ContainsFunc(n.handles.of(i), func(h handleStay) bool {
		return h.from <= m && (h.until == 0 || h.until >= m) && strings.Contains(h.key, text)
	})
}
