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
	since, err := filingsTold(ctx, tx.Conn, together)
	if err != nil {
		return err
	}
	if len(since) == 0 {
		m.Drop = dropTogether // later acts took its place
		return nil
	}
	if m.Accounts, err = changedAccounts(ctx, tx.Conn, since); err != nil {
		return err
	}
	sortMailAccounts(m.Accounts)
	var acts []store.Act
	for i := range m.Accounts[:min(len(m.Accounts), mostChanged)] {
		a := &m.Accounts[i]
		by, err := changedFiling(ctx, tx.Conn, q.User, a, since[toldFiling{a.Account.ID, a.Month}])
		if err != nil {
			return err
		}
		acts = append(acts, by...)
	}
	m.Path = m.Accounts[0].Path
	if len(m.Accounts) > 1 {
		m.Path, m.Month = "/", 0
	}
	return n.signTogether(ctx, tx.Conn, acts, m)
}

// mostChanged is of how many filings a message says what changed; the others
// are counted.
const mostChanged = 20

// filingsTold lists the filings that messages are about, each with the first
// act to tell of. A message without an account is about all that its act
// changed.
func filingsTold(ctx context.Context, c store.Conn, mails []kpi.QueuedMail) (map[toldFiling]kpi.ID, error) {
	since := map[toldFiling]kpi.ID{}
	add := func(account kpi.ID, month kpi.Month, act kpi.ID) {
		at := toldFiling{account, month}
		if first, there := since[at]; !there || act < first {
			since[at] = act
		}
	}
	for _, m := range mails {
		if m.Account != 0 {
			add(m.Account, m.Month, m.Subject)
			continue
		}
		notices, err := c.NoticesBy(ctx, m.User, m.Subject)
		if err != nil {
			return nil, err
		}
		for _, n := range notices {
			add(n.Account, n.Month, m.Subject)
		}
	}
	return since, nil
}

// changedAccounts reads the accounts of filings, as they stand in their months.
func changedAccounts(ctx context.Context, c store.Conn, filings map[toldFiling]kpi.ID) ([]kpi.MailAccount, error) {
	byMonth := map[kpi.Month][]kpi.ID{}
	for f := range filings {
		byMonth[f.month] = append(byMonth[f.month], f.account)
	}
	list := make([]kpi.MailAccount, 0, len(filings))
	for month, ids := range byMonth {
		accounts, err := c.AccountsByID(ctx, month, ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			list = append(list, kpi.MailAccount{Account: accounts[id], Month: month, Path: filingPath(id, month)})
		}
	}
	return list, nil
}

// changedFiling adds what others changed of a filing since an act, that one
// included, and says which acts these were.
func changedFiling(ctx context.Context, c store.Conn, user kpi.ID, a *kpi.MailAccount, since kpi.ID) ([]store.Act, error) {
	entries, err := c.FilingEntries(ctx, a.Account.ID, []kpi.Month{a.Month})
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e store.HistoryEntry) bool { return e.Field != store.FieldFigure || e.Batch < since })
	ids := make([]kpi.ID, 0, len(entries)+1)
	for _, e := range entries {
		ids = append(ids, e.Batch)
	}
	acts, err := c.Acts(ctx, append(ids, since))
	if err != nil {
		return nil, err
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return nil, err
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
		by = []store.Act{acts[since]} // it changed where the filing stands, and no figure
	}
	a.Figures = slices.DeleteFunc(a.Figures, func(f kpi.MailFigure) bool { return f.Old == f.New })
	position := func(f kpi.MailFigure) int { return f.Indicator.Position }
	slices.SortStableFunc(a.Figures, func(x, y kpi.MailFigure) int { return position(x) - position(y) })
	return by, nil
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
