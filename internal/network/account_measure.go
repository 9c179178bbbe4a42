package network

// This file adds to the page of an account what is made from its figures.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// addMeasures adds the measures of the account's latest month, its own records
// and its own season. Its share is of the network as the person sees it: of
// their part of the tree, and none for whoever sees no totals.
func (n *Network) addMeasures(ctx context.Context, c store.Conn, who kpi.Who, ledger *analytics.Ledger, view *analytics.AccountView) error {
	var network []kpi.Total
	shares, err := n.sharesIn(ctx, c, who, ledger.Account)
	if err != nil {
		return err
	}
	if shares && len(ledger.Months) > 0 {
		if network, err = n.networkInteractions(ctx, c, who, ledger.Months); err != nil {
			return err
		}
		view.SharePart = !who.System && who.User.EntityID != 0
		for _, t := range network {
			if t.Month == view.Month {
				view.Share = analytics.Coverage{Known: t.Known, Expected: t.Expected}
			}
		}
	}
	view.Measures = ledger.Measures(view.Month, network)
	view.Records = ledger.Records(view.Lines, view.Month)
	view.Seasons = analytics.Seasons(view.Lines, view.Month)
	return nil
}

// sharesIn reports whether a person sees totals that an account is counted in.
func (n *Network) sharesIn(ctx context.Context, c store.Conn, who kpi.Who, a kpi.Account) (bool, error) {
	if who.System || !seesTotals(who) || who.User.EntityID == 0 {
		return who.System || seesTotals(who), nil
	}
	groups, err := c.Groups(ctx)
	return within(groups.Entities, who, a.EntityID), err
}

// networkInteractions are the interactions of the network by month, or of the
// part of the tree that a person is limited to.
func (n *Network) networkInteractions(ctx context.Context, c store.Conn, who kpi.Who, months []kpi.Month) ([]kpi.Total, error) {
	settings, err := settingsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	q := store.TotalQuery{Months: months, By: kpi.ScopeNetwork, Codes: []string{kpi.Interactions}, Cal: settings.calendar(n.location())}
	if !who.System {
		q.Filter.Entity = who.User.EntityID
	}
	return c.Totals(ctx, q)
}
