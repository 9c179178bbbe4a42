package network

// This file queues messages: acts say what is to be told to whom, jobs send it.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// mailLifetime is for how long a message is worth sending.
const mailLifetime = 5 * 24 * time.Hour

// tellByMail queues a message about an act, in the act's own transaction.
// Nothing is queued where the installation sends no mail.
func (n *Network) tellByMail(ctx context.Context, tx *store.Tx, m kpi.Mail) error {
	on, err := n.sendsMail(ctx, tx.Conn)
	if err != nil || !on {
		return err
	}
	return n.queueMail(ctx, tx, m, mailLifetime)
}

// queueMail queues a message that is worth sending for so long, and wakes who
// sends it once the transaction stands.
func (n *Network) queueMail(ctx context.Context, tx *store.Tx, m kpi.Mail, lifetime time.Duration) error {
	tx.AfterCommit(n.wakeMail)
	return tx.QueueMail(ctx, m, tx.Now, tx.Now.Add(lifetime))
}

// OnMail names the function to call when there may be messages to send: one
// was queued, or mail was set up. It must return at once.
func (n *Network) OnMail(f func()) { n.onMail.Store(&f) }

func (n *Network) wakeMail() {
	if f := n.onMail.Load(); f != nil {
		(*f)()
	}
}

// settingMailOn says whether the installation sends mail.
const settingMailOn = "mail_on"

// sendsMail reports whether the installation sends mail.
func (n *Network) sendsMail(ctx context.Context, c store.Conn) (bool, error) {
	set, err := c.Settings(ctx)
	return set[settingMailOn] == "true", err
}
