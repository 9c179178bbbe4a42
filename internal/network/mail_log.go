package network

// This file is the log of messages: what went out, to whom, and what became of
// it. Who was reminded is seen by those who may know who is late.

import (
	"context"
	"errors"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// mailUnderWay is how long handing a message over takes at most: one that is
// marked as being sent for longer was perhaps sent.
const mailUnderWay = 5 * time.Minute

// MailLogQuery chooses a page of the log; what is empty chooses all.
type MailLogQuery struct {
	State kpi.MailState
	Kind  kpi.MailKind
	Text  string // each of its words is in the person's name or address
	Page  int    // from 1 on
}

// MailLogPage is how many messages a page of the log shows.
const MailLogPage = 100

// MailLog is a page of the log.
type MailLog struct {
	Mails  []LoggedMail
	Total  int // on all pages
	Counts map[kpi.MailState]int
	// Problem is what the server said last to a message that waits; "":
	// nothing is wrong.
	Problem      string
	On, Approved bool
}

// LoggedMail is a message of the log.
type LoggedMail struct {
	kpi.QueuedMail
	Name   string // of the person
	Handle string // of the account that it is about; "": several or none
	// Perhaps says that it was handed over and nobody knows whether the server
	// took it.
	Perhaps bool
	MaySend bool // it may be sent again
}

// MailLog reads a page of the log, latest first.
// Errors: CodeNotFound but for admins and those who coordinate the whole
// network.
func (n *Network) MailLog(ctx context.Context, who kpi.Who, q MailLogQuery) (log MailLog, err error) {
	if mayWordMail(who) != nil {
		return log, kpi.NotFound("error.not_found")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		setUp, err := n.mailSetUp(ctx, c)
		if err != nil {
			return err
		}
		log.On, log.Approved = setUp.On, setUp.Approved
		if log.Counts, err = c.CountMails(ctx); err != nil {
			return err
		}
		if log.Problem, err = c.LatestMailProblem(ctx); err != nil {
			return err
		}
		var mails []store.LoggedMail
		mails, log.Total, err = c.Mails(ctx, store.MailQuery{State: q.State, Kind: q.Kind, Text: q.Text,
			Limit: MailLogPage, Offset: MailLogPage * max(0, q.Page-1)})
		for _, m := range mails {
			log.Mails = append(log.Mails, n.logged(m))
		}
		return err
	})
	return log, err
}

func (n *Network) logged(m store.LoggedMail) LoggedMail {
	zone := n.location()
	l := LoggedMail{QueuedMail: m.QueuedMail, Name: m.Name, Handle: m.Handle}
	for _, at := range []*time.Time{&l.QueuedAt, &l.NextAt, &l.ExpiresAt, &l.EndedAt} {
		if !at.IsZero() {
			*at = at.In(zone)
		}
	}
	l.Perhaps = n.perhapsSent(m.QueuedMail)
	l.MaySend = n.maySendAgain(m.QueuedMail)
	return l
}

// dropRestored is why messages of a backup are dropped.
const dropRestored = "mail.drop_restored"

// maySendAgain reports whether a person may let a message go out again.
func (n *Network) maySendAgain(q kpi.QueuedMail) bool {
	return n.perhapsSent(q) || q.State == kpi.MailFailed || (q.State == kpi.MailDropped && q.Problem == dropRestored)
}

// dropRestoredMails ends the messages that wait in a database file that was a
// backup: perhaps they were sent since it was made. People may send them again.
func dropRestoredMails(ctx context.Context, path string, at time.Time) (err error) {
	n, err := Open(ctx, path, Options{Now: func() time.Time { return at }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	return n.db.Keep(ctx, at, func(tx *store.Tx) error { return tx.DropQueuedMails(ctx, dropRestored) })
}

// perhapsSent reports whether a message was handed over and nobody knows
// whether the server took it.
func (n *Network) perhapsSent(q kpi.QueuedMail) bool {
	return q.State == kpi.MailSending && (q.Problem != "" || n.now().Sub(q.NextAt) > mailUnderWay)
}

// SendMailAgain lets a message that was given up, perhaps sent, or came out of a
// backup, wait again:
// a person decides that, the program never does.
// Errors: as MailLog; CodeConflict, key "mail.not_again", for any other.
func (n *Network) SendMailAgain(ctx context.Context, who kpi.Who, id kpi.ID) error {
	if mayWordMail(who) != nil {
		return kpi.NotFound("error.not_found")
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		q, err := tx.Mail(ctx, id)
		if err != nil {
			return err
		}
		if !n.maySendAgain(q) {
			return kpi.NewError(kpi.CodeConflict, "mail.not_again")
		}
		if err := tx.QueueMailAgain(ctx, q, tx.Now.Add(mailLifetime)); err != nil {
			return err
		}
		tx.AfterCommit(n.wakeMail)
		return nil
	})
}
