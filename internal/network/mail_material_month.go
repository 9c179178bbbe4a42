package network

// This file reads what a person is told at the end of a month.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// readClosed reads where a person's accounts stand in a closed month. Whoever
// gets the month's read-back reads there that it is closed.
func readClosed(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	list, err := n.monthAccounts(ctx, tx.Conn, q, m)
	if err != nil || m.Drop != "" {
		return err
	}
	refused, err := tx.MailRefusals(ctx, q.User)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(a kpi.MailAccount) bool { return a.State.Filed() }) && !refused[kpi.MailReadBack] {
		m.Drop = "mail.drop_read_back"
		return nil
	}
	m.Accounts = list
	return nil
}

// readReadBack reads how a person's accounts went, those that were filed.
func readReadBack(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	list, err := n.monthAccounts(ctx, tx.Conn, q, m)
	if err != nil || m.Drop != "" {
		return err
	}
	list = slices.DeleteFunc(list, func(a kpi.MailAccount) bool { return !a.State.Filed() })
	if len(list) == 0 {
		m.Drop = "mail.drop_nothing"
		return nil
	}
	indicators, err := tx.Indicators(ctx)
	if err != nil {
		return err
	}
	codes := make(map[kpi.ID]string, len(indicators))
	for _, i := range indicators {
		codes[i.ID] = i.Code
	}
	for i := range list {
		a := &list[i]
		all, err := accountPoints(ctx, tx.Conn, a.Account.ID, codes)
		if err != nil {
			return err
		}
		a.Measure = all.trend(indicators, askedOf(indicators, a.Account, q.Month), q.Month).Indicator
		a.Trend = all[a.Measure.Code]
	}
	m.Accounts = list
	return nil
}

// monthAccounts lists the accounts that a person held at the end of a closed
// month, or holds now, and that a filing was expected or there of. There is
// nothing to tell where there are none, or where the month was reopened.
func (n *Network) monthAccounts(ctx context.Context, c store.Conn, q kpi.QueuedMail, m *kpi.MailMaterial) ([]kpi.MailAccount, error) {
	m.Path = "/"
	row, err := c.Month(ctx, q.Month)
	if err != nil {
		return nil, err
	}
	if n.lockOf(row) == nil {
		m.Drop = "mail.drop_reopened"
		return nil, nil
	}
	ids, err := n.heldAtTheEnd(ctx, c, q.User, q.Month)
	if err != nil {
		return nil, err
	}
	crowd, err := c.Crowd(ctx, ids)
	if err != nil {
		return nil, err
	}
	filings, err := c.FilingsOf(ctx, q.Month, ids)
	if err != nil {
		return nil, err
	}
	var list []kpi.MailAccount
	for _, id := range ids {
		if _, has := filings[id]; !has && !crowd.Expected(id, q.Month) {
			continue
		}
		a, err := mailAccount(ctx, c, id, q.Month)
		if err != nil {
			return nil, err
		}
		a.State = filingState(filings, id)
		list = append(list, a)
	}
	sortMailAccounts(list)
	if len(list) == 0 {
		m.Drop = "mail.drop_nothing"
	}
	return list, nil
}

// heldAtTheEnd lists the accounts that a person held on a month's last day, or
// holds today.
func (n *Network) heldAtTheEnd(ctx context.Context, c store.Conn, user kpi.ID, month kpi.Month) ([]kpi.ID, error) {
	held, err := c.HeldAccounts(ctx, user)
	if err != nil {
		return nil, err
	}
	var ids []kpi.ID
	for _, h := range held {
		for _, day := range []kpi.Day{month.LastDay(), n.Today()} {
			if h.Role == kpi.Holder && h.From <= day && (h.Until == 0 || day <= h.Until) {
				ids = append(ids, h.Account)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
