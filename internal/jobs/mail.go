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

// Send sends every message that is due, one after the other, and returns when
// the next may be tried; zero: none waits. A server that can't be reached ends
// it without an error: what waits, waits longer.
func (m *Mailer) Send(ctx context.Context) (next time.Time, err error) {
	if err := m.net.TidyMails(ctx); err != nil {
		return time.Time{}, err
	}
	for {
		run, err := m.net.MailRun(ctx)
		if err != nil || len(run.Due) == 0 {
			return run.Next, err
		}
		if err := m.sendSome(ctx, run); err != nil {
			return time.Time{}, err
		}
	}
}

// sendSome sends the messages of one look at the queue.
func (m *Mailer) sendSome(ctx context.Context, run network.MailRun) error {
	line := &line{server: m.server(run.SetUp)}
	defer line.hangUp()
	for _, q := range run.Due {
		if err := ctx.Err(); err != nil {
			return err
		}
		// Before the message is marked, so that one is never marked for a
		// server that is not there.
		if fault := line.dial(ctx); fault != nil {
			m.opts.Log.Warn("mail server", "problem", fault.Error())
			return m.net.MailsUnreachable(ctx, fault.Error())
		}
		if err := m.sendOne(ctx, run.SetUp, line, q); err != nil {
			return err
		}
	}
	return nil
}

// sendOne sends a message, if it is still to be sent. Its returned errors are
// those of the database.
func (m *Mailer) sendOne(ctx context.Context, setUp network.MailSetUp, line *line, q kpi.QueuedMail) error {
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
		return m.net.MailLater(ctx, q, "mail.problem_program")
	}
	var fault *mail.Fault
	switch errors.As(line.send(m.envelope(setUp, out), composed), &fault) {
	case false:
		m.opts.Log.Info("mail sent", "mail", q.ID, "kind", q.Kind)
		return m.net.MailSent(ctx, q)
	default:
		m.opts.Log.Warn("mail not sent", "mail", q.ID, "kind", q.Kind, "problem", fault.Error())
		return m.keepFault(ctx, q, fault)
	}
}

func (m *Mailer) keepFault(ctx context.Context, q kpi.QueuedMail, fault *mail.Fault) error {
	switch fault.Kind {
	case mail.FaultRefused:
		return m.net.MailFailed(ctx, q, fault.Error())
	case mail.FaultDoubt:
		return m.net.MailInDoubt(ctx, q, fault.Error())
	case mail.FaultLater:
		return m.net.MailLater(ctx, q, fault.Error())
	case mail.FaultServer:
		return errors.Join(m.net.MailLater(ctx, q, fault.Error()), m.net.MailsUnreachable(ctx, fault.Error()))
	}
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
