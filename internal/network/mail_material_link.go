package network

// This file reads the messages that carry a link, and the reminders. The token
// of a link is made as the message is sent, and stands nowhere else.

import (
	"context"
	"slices"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// readLinkMail makes the link of an invitation, or of a new password.
func readLinkMail(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	kind, lifetime := LinkPassword, resetLifetime
	if q.Kind == kpi.MailInvitation {
		kind, lifetime = LinkInvitation, linkLifetime
		if m.To.HasPassword {
			m.Drop = "mail.drop_arrived"
			return nil
		}
	}
	token, hash := newToken()
	m.Path, m.Until = "/links/"+token, tx.Now.Add(lifetime).In(n.location())
	return tx.AddLinkBeside(ctx, hash, store.Link{Kind: kind, User: q.User, ExpiresAt: m.Until})
}

// readSignInMail makes the link that a person asked for to their filings.
func readSignInMail(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	desk, err := n.deskOf(ctx, tx.Conn, kpi.Who{User: m.To}, q.Month)
	if err != nil {
		return err
	}
	if len(desk) == 0 {
		m.Drop = "mail.drop_nothing"
		return nil
	}
	return n.linkToFilings(ctx, tx, q, m, askedLinkLifetime)
}

// linkToFilings makes the link of a message to the person's filings.
func (n *Network) linkToFilings(ctx context.Context, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial, lifetime time.Duration) error {
	token, until, err := addFilingLink(ctx, tx, q.User, q.Month, lifetime)
	m.Path, m.Until = "/filing-links/"+token, until.In(n.location())
	return err
}

// readReminder reads what the person has to file still.
func readReminder(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	held, err := tx.HeldAccounts(ctx, q.User)
	if err != nil {
		return err
	}
	mine := make([]kpi.ID, 0, len(held))
	for _, h := range held {
		mine = append(mine, h.Account)
	}
	slices.Sort(mine)
	remind, err := n.remindedOn(ctx, tx.Conn, n.Today(), q.Month, slices.Compact(mine))
	if err != nil {
		return err
	}
	if len(remind[q.User]) == 0 {
		m.Drop = "mail.drop_nothing"
		return nil
	}
	cal, err := n.calendarOf(ctx, tx.Conn)
	if err != nil {
		return err
	}
	m.Due = cal.DueDate(q.Month)
	filings, err := tx.FilingsOf(ctx, q.Month, remind[q.User])
	if err != nil {
		return err
	}
	for _, id := range remind[q.User] {
		a, err := mailAccount(ctx, tx.Conn, id, q.Month)
		if err != nil {
			return err
		}
		a.State = filingState(filings, id)
		m.Accounts = append(m.Accounts, a)
	}
	sortMailAccounts(m.Accounts)
	return n.linkToFilings(ctx, tx, q, m, reminderLinkLifetime)
}
