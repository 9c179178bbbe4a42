package network

// This file hands messages of the queue out to be sent, and keeps what became
// of them. A message is marked as being sent, for good, before the server sees
// it: so whatever ends the program then, it is never sent twice. What it tells
// is read in that same transaction.

import (
	"context"
	"errors"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// MailRun is what sending needs to know now.
type MailRun struct {
	SetUp MailSetUp // with the password
	Due   []kpi.QueuedMail
	// Next is when the next message that waits may be tried; zero: none does.
	Next time.Time
}

// OutgoingMail is a message about to be sent.
type OutgoingMail struct {
	kpi.QueuedMail
	Material kpi.MailMaterial
	Wording  kpi.MailWording // the installation's own, in the person's language
}

// mailsAtOnce is how many messages are looked up at a time.
const mailsAtOnce = 100

// stopLinkLifetime is how long a message's link holds that stops its kind.
const stopLinkLifetime = 180 * 24 * time.Hour

// MailRun reads what may be sent now, security messages first; before
// direction has approved the wordings, those alone. Messages past their time
// are ended. Where mail is switched off there is nothing to send.
func (n *Network) MailRun(ctx context.Context) (MailRun, error) {
	setUp, err := n.mailSetUp(ctx, n.db.Conn)
	if err != nil || !setUp.On {
		return MailRun{SetUp: setUp}, err
	}
	run := MailRun{SetUp: setUp}
	if run.Due, err = n.db.DueMails(ctx, n.now(), !setUp.Approved, mailsAtOnce); err != nil {
		return run, err
	}
	run.Next, err = n.db.NextMailAt(ctx, !setUp.Approved)
	return run, err
}

// WaitingMails are the messages that wait.
type WaitingMails struct {
	Due   []kpi.QueuedMail // that would be sent now
	Later int              // the others: to be tried later, or waiting for direction's approval
}

// WaitingMails reads the messages that wait, whether mail is switched on or
// not.
func (n *Network) WaitingMails(ctx context.Context) (w WaitingMails, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		setUp, err := n.mailSetUp(ctx, c)
		if err != nil {
			return err
		}
		counts, err := c.CountMails(ctx)
		if err != nil {
			return err
		}
		all := counts[kpi.MailQueued]
		w.Due, err = c.DueMails(ctx, n.now(), !setUp.Approved, all)
		w.Later = all - len(w.Due)
		return err
	})
	return w, err
}

// TidyMails ends the messages that wait no longer, and forgets links that are
// good no longer.
func (n *Network) TidyMails(ctx context.Context) error {
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error {
		return errors.Join(tx.ExpireMails(ctx, "mail.drop_expired"), tx.ForgetMailLinks(ctx))
	})
}

// BeginMail marks a message as being sent and reads what it tells; ok is false
// where it is not to be sent: it waits no more, or is no longer worth it.
func (n *Network) BeginMail(ctx context.Context, q kpi.QueuedMail) (out OutgoingMail, ok bool, err error) {
	err = n.db.Write(ctx, n.mailBatch(q.Kind), func(tx *store.Tx) error {
		if ok, err = tx.BeginMail(ctx, q.ID); err != nil || !ok {
			return err
		}
		if out, err = n.outgoing(ctx, tx, q); err != nil {
			return err
		}
		if ok = out.Material.Drop == ""; !ok {
			return tx.EndMail(ctx, q.ID, kpi.MailDropped, out.Material.Drop)
		}
		return nil
	})
	return out, ok && err == nil, err
}

var errLookOnly = errors.New("network: looked at only")

// LookAtMail reads what a message would tell if it were sent now, and leaves
// everything as it is.
func (n *Network) LookAtMail(ctx context.Context, q kpi.QueuedMail) (out OutgoingMail, err error) {
	err = n.db.Write(ctx, n.mailBatch(q.Kind), func(tx *store.Tx) error {
		if out, err = n.outgoing(ctx, tx, q); err != nil {
			return err
		}
		return errLookOnly
	})
	if errors.Is(err, errLookOnly) {
		err = nil
	}
	return out, err
}

// mailBatch is the act of sending: security messages make links, which stand
// in the history; sending others is no act.
func (n *Network) mailBatch(kind kpi.MailKind) store.Batch {
	if !kind.Security() {
		return store.Batch{At: n.now()}
	}
	return n.batch(kpi.Who{System: true, Channel: kpi.ChannelCommand}, "")
}

// outgoing reads what a message tells.
func (n *Network) outgoing(ctx context.Context, tx *store.Tx, q kpi.QueuedMail) (OutgoingMail, error) {
	out := OutgoingMail{QueuedMail: q}
	u, err := tx.User(ctx, q.User)
	if err != nil {
		return out, err
	}
	refused, err := tx.MailRefusals(ctx, q.User)
	if err != nil {
		return out, err
	}
	settings, err := settingsOf(ctx, tx.Conn)
	if err != nil {
		return out, err
	}
	m := &out.Material
	*m = kpi.MailMaterial{Kind: q.Kind, To: u.User, Network: settings.NetworkName, Words: settings.Words.In(u.Locale), Month: q.Month}
	if m.To.Locale == "" {
		m.To.Locale = "fr"
	}
	switch {
	case !u.DisabledAt.IsZero():
		m.Drop = "mail.drop_off"
	case !isAddress(u.Email):
		m.Drop = "mail.drop_address"
	case refused[q.Kind] && !q.Kind.Security():
		m.Drop = "mail.drop_refused"
	}
	if m.Drop != "" {
		return out, nil
	}
	if err := n.mailMaterial(ctx, tx, q, m); err != nil || m.Drop != "" {
		return out, err
	}
	wordings, err := tx.MailWordings(ctx)
	if err != nil {
		return out, err
	}
	out.Wording = wordings[store.MailWordingKey{Kind: q.Kind, Locale: m.To.Locale}]
	if q.Kind.Security() {
		return out, nil
	}
	token, hash := newToken()
	m.StopPath = "/mail/stop/" + token
	return out, tx.AddMailLink(ctx, hash, store.MailLink{Kind: store.LinkStop, User: q.User, MailKind: q.Kind, ExpiresAt: tx.Now.Add(stopLinkLifetime)})
}

// mailWaits are the waits after each attempt; after more, the last.
var mailWaits = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour}

// mailWait is how long a message waits after so many attempts.
func mailWait(attempts int) time.Duration {
	return mailWaits[max(0, min(attempts, len(mailWaits))-1)]
}

// MailSent keeps that the server took a message.
func (n *Network) MailSent(ctx context.Context, q kpi.QueuedMail) error {
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error { return tx.EndMail(ctx, q.ID, kpi.MailSent, "") })
}

// MailFailed keeps that a message is given up, and why.
func (n *Network) MailFailed(ctx context.Context, q kpi.QueuedMail, problem string) error {
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error { return tx.EndMail(ctx, q.ID, kpi.MailFailed, problem) })
}

// MailLater lets a message that was not taken wait, longer after each attempt,
// and keeps why.
func (n *Network) MailLater(ctx context.Context, q kpi.QueuedMail, problem string) error {
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error {
		now, err := tx.Mail(ctx, q.ID)
		if err != nil {
			return err
		}
		return tx.RetryMail(ctx, q.ID, tx.Now.Add(mailWait(now.Attempts)), problem)
	})
}

// MailInDoubt keeps that the server perhaps took a message: a person decides
// whether it is sent again.
func (n *Network) MailInDoubt(ctx context.Context, q kpi.QueuedMail, problem string) error {
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error { return tx.DoubtMail(ctx, q.ID, problem) })
}

// MailUnready keeps that what a message tells can't be read or set, which is a
// fault of the program: it is tried again later.
func (n *Network) MailUnready(ctx context.Context, q kpi.QueuedMail) error {
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error {
		if _, err := tx.BeginMail(ctx, q.ID); err != nil {
			return err
		}
		return tx.RetryMail(ctx, q.ID, tx.Now.Add(mailWait(q.Attempts+1)), "mail.problem_program")
	})
}

// MailsUnreachable lets all messages that are due wait, since the server can't
// be reached, and keeps why.
func (n *Network) MailsUnreachable(ctx context.Context, problem string) error {
	setUp, err := n.mailSetUp(ctx, n.db.Conn)
	if err != nil {
		return err
	}
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error {
		return tx.DelayDueMails(ctx, !setUp.Approved, mailWait, problem)
	})
}
