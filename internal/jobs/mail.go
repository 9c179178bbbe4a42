package jobs

// This file sends the messages of the queue: network reads what each tells and
// keeps what became of it, mail composes it and hands it over.

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"log/slog"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/mail"
	"portevoix/internal/network"
)

// MailOptions are what sending needs beside the settings.
type MailOptions struct {
	// PublicURL is where browsers find the server, without a slash at the end:
	// links are built from it.
	PublicURL string
	// Roots are the authorities that the SMTP server's certificate is checked
	// against; nil: the machine's.
	Roots *x509.CertPool
	Log   *slog.Logger // without addresses and texts; default none
}

// Mailer sends the messages of one network's queue.
type Mailer struct {
	net  *network.Network
	opts MailOptions
}

// NewMailer makes the mailer of a network. It does nothing by itself.
func NewMailer(n *network.Network, opts MailOptions) *Mailer {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	return &Mailer{n, opts}
}

// connectionMails is after how many messages the connection is made anew.
const connectionMails = 50

// Sending is what became of the messages that were due.
type Sending struct {
	Sent, Failed, Later, Doubtful int
	// Next is when the next message may be tried; zero: none waits.
	Next time.Time
}

// Send sends every message that is due, one after the other. A server that
// can't be reached ends it without an error: what waits, waits longer.
func (m *Mailer) Send(ctx context.Context) (done Sending, err error) {
	if err := m.net.TidyMails(ctx); err != nil {
		return done, err
	}
	for {
		run, err := m.net.MailRun(ctx)
		done.Next = run.Next
		if err != nil || len(run.Due) == 0 {
			return done, err
		}
		if err := m.sendSome(ctx, run, &done); err != nil {
			return done, err
		}
	}
}

// DryRun calls f with every message that would be sent now, or would turn out
// to be no longer worth it (Drop), and leaves the queue as it is. It returns
// how many more wait: until direction approves the wordings, or until later.
func (m *Mailer) DryRun(ctx context.Context, f func(network.OutgoingMail, mail.Message) error) (more int, err error) {
	waiting, err := m.net.WaitingMails(ctx)
	if err != nil {
		return 0, err
	}
	for _, q := range waiting.Due {
		out, err := m.net.LookAtMail(ctx, q)
		if err != nil {
			return 0, err
		}
		var composed mail.Message
		if out.Material.Drop == "" {
			if composed, err = m.compose(out); err != nil {
				return 0, err
			}
		}
		if err := f(out, composed); err != nil {
			return 0, err
		}
	}
	return waiting.Later, nil
}

// sendSome sends the messages of one look at the queue.
func (m *Mailer) sendSome(ctx context.Context, run network.MailRun, done *Sending) error {
	line := &line{server: m.server(run.SetUp)}
	defer line.hangUp()
	for i, q := range run.Due {
		if err := ctx.Err(); err != nil {
			return err
		}
		// Before the message is marked, so that one is never marked for a
		// server that is not there.
		if fault := line.dial(ctx); fault != nil {
			m.opts.Log.Warn("mail server", "problem", fault.Error())
			done.Later += len(run.Due) - i
			return m.net.MailsUnreachable(ctx, fault.Error())
		}
		if err := m.sendOne(ctx, run.SetUp, line, q, done); err != nil {
			return err
		}
	}
	return nil
}

// sendOne sends a message, if it is still to be sent. Its returned errors are
// those of the database.
func (m *Mailer) sendOne(ctx context.Context, setUp network.MailSetUp, line *line, q kpi.QueuedMail, done *Sending) error {
	out, ok, err := m.net.BeginMail(ctx, q)
	if err != nil {
		m.opts.Log.Error("message unread", "mail", q.ID, "kind", q.Kind, "error", err.Error())
		return errors.Join(ctx.Err(), m.net.MailUnready(ctx, q))
	}
	if !ok {
		return nil
	}
	// Whoever stops the program now waits for the message that is under way.
	ctx = context.WithoutCancel(ctx)
	composed, err := m.compose(out)
	if err != nil {
		m.opts.Log.Error("message not composed", "mail", q.ID, "kind", q.Kind, "error", err.Error())
		done.Later++
		return m.net.MailLater(ctx, q, "mail.problem_program")
	}
	err = line.send(m.envelope(setUp, out), composed)
	var fault *mail.Fault
	if errors.As(err, &fault) {
		m.opts.Log.Warn("mail not sent", "mail", q.ID, "kind", q.Kind, "problem", fault.Error())
		return m.keepFault(ctx, q, fault, done)
	}
	m.opts.Log.Info("mail sent", "mail", q.ID, "kind", q.Kind)
	done.Sent++
	return m.net.MailSent(ctx, q)
}

// keepFault keeps what a fault means for a message.
func (m *Mailer) keepFault(ctx context.Context, q kpi.QueuedMail, fault *mail.Fault, done *Sending) error {
	switch fault.Kind {
	case mail.FaultRefused:
		done.Failed++
		return m.net.MailFailed(ctx, q, fault.Error())
	case mail.FaultLater, mail.FaultServer:
		done.Later++
		return m.net.MailLater(ctx, q, fault.Error())
	case mail.FaultDoubt:
	}
	done.Doubtful++
	return m.net.MailInDoubt(ctx, q, fault.Error())
}

// compose writes a message in the person's language.
func (m *Mailer) compose(out network.OutgoingMail) (mail.Message, error) {
	p := i18n.For(out.Material.To.Locale).Named(out.Material.Words)
	return mail.Compose(p, out.Material, mail.Options{Base: m.opts.PublicURL, Wording: out.Wording})
}

// envelope is what stands on a message. Its id comes from what the message is,
// so that a receiving server knows one that it has already.
func (m *Mailer) envelope(setUp network.MailSetUp, out network.OutgoingMail) mail.Envelope {
	sum := sha256.Sum256([]byte(m.opts.PublicURL + " " + out.Key))
	e := mail.Envelope{
		ID: hex.EncodeToString(sum[:16]), From: setUp.From, FromName: setUp.FromName, ReplyTo: setUp.ReplyTo,
		To: out.Material.To.Email, ToName: out.Material.To.Name, At: m.net.Now(),
	}
	if e.FromName == "" {
		e.FromName = out.Material.Network
	}
	if out.Material.StopPath != "" {
		e.StopURL = m.opts.PublicURL + out.Material.StopPath
	}
	return e
}

func (m *Mailer) server(setUp network.MailSetUp) mail.Server {
	return mail.Server{Host: setUp.Host, Port: setUp.Port, Security: setUp.Security, User: setUp.User, Password: setUp.Password, Roots: m.opts.Roots}
}

// line is a connection to the server, made when it is needed.
type line struct {
	server mail.Server
	sender *mail.Sender
	used   int
}

// dial makes the connection where there is none, or one that has served long.
func (l *line) dial(ctx context.Context) *mail.Fault {
	if l.used >= connectionMails {
		l.hangUp()
	}
	if l.sender != nil {
		return nil
	}
	sender, err := mail.Dial(ctx, l.server)
	var fault *mail.Fault
	if errors.As(err, &fault) {
		return fault
	}
	l.sender, l.used = sender, 0
	return nil
}

// send hands a message over; after a fault the connection is made anew.
func (l *line) send(e mail.Envelope, m mail.Message) error {
	l.used++
	err := l.sender.Send(e, m)
	if err != nil {
		l.hangUp()
	}
	return err
}

func (l *line) hangUp() {
	if l.sender != nil {
		l.sender.Close()
		l.sender = nil
	}
}
