package network

// This file marks on an account's lines what happened around it: events that
// touched it, and what direction decided on it or on its range.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// addEventMarks adds the events that touch the account, and the decisions to
// whoever sees the register.
func (n *Network) addEventMarks(ctx context.Context, c store.Conn, who kpi.Who, view *analytics.AccountView) error {
	events, err := c.AccountEvents(ctx, view.Account.ID)
	if err != nil {
		return err
	}
	for _, e := range events {
		view.Marks = append(view.Marks, analytics.Mark{Month: e.From.Month(), Kind: analytics.MarkEvent, Detail: e.Name})
	}
	if seesArbitrations(who) {
		decided, err := n.decisionMarks(ctx, c, view)
		if err != nil {
			return err
		}
		view.Marks = append(view.Marks, decided...)
	}
	slices.SortStableFunc(view.Marks, func(a, b analytics.Mark) int { return cmp.Compare(a.Month, b.Month) })
	return nil
}

// decisionMarks are the decisions on the account, and those on the range that it
// stood in when they were taken, in the months of deciding; withdrawn ones are
// none.
func (n *Network) decisionMarks(ctx context.Context, c store.Conn, view *analytics.AccountView) ([]analytics.Mark, error) {
	rows, err := c.Decisions(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Batch
	}
	acts, err := c.Acts(ctx, ids)
	if err != nil {
		return nil, err
	}
	var list []analytics.Mark
	for i := len(rows) - 1; i >= 0; i-- { // in the order of deciding
		r := rows[i]
		m := analytics.Mark{Month: kpi.MonthOf(acts[r.Batch].At.In(n.location())), Kind: analytics.MarkDecision, Detail: r.Verdict}
		switch {
		case r.Withdrawn != 0:
			continue
		case r.Account == view.Account.ID:
		case r.Range != 0 && groupName(groups.Ranges, r.Range) == rangeIn(view.Groupings, m.Month):
			m.About = groupName(groups.Ranges, r.Range)
		default:
			continue
		}
		list = append(list, m)
	}
	return list, nil
}

// rangeIn is the range of an account in a month; "" for none.
func rangeIn(groupings []kpi.AccountGrouping, month kpi.Month) string {
	for _, g := range groupings {
		if g.From <= month && (g.Until.IsZero() || month <= g.Until) {
			return g.Range
		}
	}
	return ""
}
