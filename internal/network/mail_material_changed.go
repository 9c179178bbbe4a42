package network

// This file reads the message that tells a holder of what others changed.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// readChanged reads what others changed of a person's figures, in one message
// for all filings that they are still to be told of.
func readChanged(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	together, err := n.together(ctx, tx, q, func(kpi.QueuedMail) bool { return true })
	if err != nil {
		return err
	}
	var acts []store.Act
	for _, one := range together {
		if slices.ContainsFunc(m.Accounts, func(a kpi.MailAccount) bool { return a.Account.ID == one.Account && a.Month == one.Month }) {
			continue
		}
		a, by, err := changedFiling(ctx, tx.Conn, q.User, one)
		if err != nil {
			return err
		}
		m.Accounts, acts = append(m.Accounts, a), append(acts, by...)
	}
	sortMailAccounts(m.Accounts)
	m.Path = m.Accounts[0].Path
	if len(m.Accounts) > 1 {
		m.Path, m.Month = "/", 0
	}
	return n.signTogether(ctx, tx.Conn, acts, m)
}

// changedFiling reads what others changed of a filing since a message about it
// was queued, the first act included, and those acts.
func changedFiling(ctx context.Context, c store.Conn, user kpi.ID, q kpi.QueuedMail) (kpi.MailAccount, []store.Act, error) {
	a, err := mailAccount(ctx, c, q.Account, q.Month)
	if err != nil {
		return a, nil, err
	}
	entries, err := c.FilingEntries(ctx, q.Account, []kpi.Month{q.Month})
	if err != nil {
		return a, nil, err
	}
	entries = slices.DeleteFunc(entries, func(e store.HistoryEntry) bool { return e.Field != store.FieldFigure || e.Batch < q.Subject })
	ids := make([]kpi.ID, 0, len(entries)+1)
	for _, e := range entries {
		ids = append(ids, e.Batch)
	}
	acts, err := c.Acts(ctx, append(ids, q.Subject))
	if err != nil {
		return a, nil, err
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return a, nil, err
	}
	slices.SortStableFunc(entries, func(x, y store.HistoryEntry) int { return int(x.Batch - y.Batch) })
	var by []store.Act
	for _, e := range entries {
		act := acts[e.Batch]
		if act.User == user {
			continue
		}
		by = append(by, act)
		a.Figures = addChanged(a.Figures, kpi.MailFigure{Indicator: indicatorByID(indicators, e.Indicator), Old: e.Old, New: e.New})
	}
	if len(by) == 0 {
		by = []store.Act{acts[q.Subject]} // it changed where the filing stands, and no figure
	}
	a.Figures = slices.DeleteFunc(a.Figures, func(f kpi.MailFigure) bool { return f.Old == f.New })
	position := func(f kpi.MailFigure) int { return f.Indicator.Position }
	slices.SortStableFunc(a.Figures, func(x, y kpi.MailFigure) int { return position(x) - position(y) })
	return a, by, nil
}

// addChanged adds a change to those before it: from what a figure was at first
// to what it is at last.
func addChanged(list []kpi.MailFigure, f kpi.MailFigure) []kpi.MailFigure {
	f.Old.Note, f.New.Note = "", ""
	for i := range list {
		if list[i].Indicator.ID == f.Indicator.ID {
			list[i].New = f.New
			return list
		}
	}
	return append(list, f)
}

// signTogether says who acted and why, where that is the same of all acts.
func (n *Network) signTogether(ctx context.Context, c store.Conn, acts []store.Act, m *kpi.MailMaterial) error {
	first := acts[0]
	for _, a := range acts[1:] {
		if a.User != first.User || a.Role != first.Role {
			return nil
		}
		if a.Reason != first.Reason {
			first.Reason = ""
		}
	}
	m.Reason = first.Reason
	return n.signed(ctx, c, first, m)
}
