package network

// This file opens the filings of many accounts for one month at once, as
// openFiling does one.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// openFilings reads the filings of accounts for a month, with what the person
// may do with each. Accounts that they do not see are missing from the answer.
func (n *Network) openFilings(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month, ids []kpi.ID) (map[kpi.ID]*openFiling, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	rights, err := n.filingRights(ctx, c, who, month, ids)
	if err != nil {
		return nil, err
	}
	accounts, err := c.AccountsByID(ctx, month, ids)
	if err != nil {
		return nil, err
	}
	state, err := c.Month(ctx, month)
	if err != nil {
		return nil, err
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.FilingsOf(ctx, month, ids)
	if err != nil {
		return nil, err
	}
	lock, filings := n.lockOf(state), make(map[kpi.ID]*openFiling, len(ids))
	for _, id := range ids {
		right, sees := rights[id]
		account, there := accounts[id]
		if !sees || !there {
			continue
		}
		f := &openFiling{account: account, month: month, right: right, lock: lock, indicators: indicators, figures: map[string]kpi.Figure{},
			row: store.FilingRow{Month: month, Account: id, State: kpi.FilingEmpty}}
		if row, saved := rows[id]; saved {
			f.row = row
		}
		filings[id] = f
	}
	codes := make(map[kpi.ID]string, len(indicators))
	for _, i := range indicators {
		codes[i.ID] = i.Code
	}
	return filings, c.EachFigureOf(ctx, []kpi.Month{month}, ids, func(r store.FigureRow) {
		if f := filings[r.Account]; f != nil {
			f.figures[codes[r.Indicator]] = r.Figure
		}
	})
}

// filingRights says what a person may do with the filings of accounts for a
// month, by the same rules as seeFiling.
func (n *Network) filingRights(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month, ids []kpi.ID) (map[kpi.ID]filingRight, error) {
	rights := make(map[kpi.ID]filingRight, len(ids))
	if who.System {
		for _, id := range ids {
			rights[id] = filingRight{edit: true, own: true}
		}
		return rights, nil
	}
	roles, _, err := rolesIn(ctx, c, who, month)
	if err != nil {
		return nil, err
	}
	sight, err := n.sightOf(ctx, c, who)
	if err != nil {
		return nil, err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	today, err := c.AccountsByID(ctx, n.CurrentMonth(), ids)
	if err != nil {
		return nil, err
	}
	for id, account := range today {
		if roles[id] != "" {
			rights[id] = filingRight{edit: true, own: true}
		} else if sight.sees(groups.Entities, account) {
			rights[id] = filingRight{edit: who.Is(coordinators...)}
		}
	}
	return rights, nil
}
