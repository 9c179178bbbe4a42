package jobs

// This file shows messages before they go out, and tries the server.

import (
	"context"
	"errors"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/mail"
	"portevoix/internal/network"
)

// UsualMailWording is the program's own wording of a kind of messages.
func UsualMailWording(p *i18n.Printer, kind kpi.MailKind) kpi.MailWording {
	return mail.UsualWording(p, kind)
}

// Example sets a message of a kind with a wording, about invented accounts, in
// the printer's language.
func (m *Mailer) Example(ctx context.Context, p *i18n.Printer, kind kpi.MailKind, w kpi.MailWording) (mail.Message, error) {
	settings, err := m.net.Settings(ctx)
	if err != nil {
		return mail.Message{}, err
	}
	material := mail.Example(p, kind, settings.NetworkName, m.net.Now())
	return mail.Compose(p, material, mail.Options{Base: m.opts.PublicURL, Wording: w})
}

// Try sends the person who asks a message through the server as it is set up
// now; problem says what went wrong, "" is nothing.
// Errors: CodeForbidden but for administrators.
func (m *Mailer) Try(ctx context.Context, who kpi.Who, p *i18n.Printer) (problem string, err error) {
	if _, err := m.net.MailSetUp(ctx, who); err != nil {
		return "", err
	}
	run, err := m.net.MailRun(ctx)
	if err != nil {
		return "", err
	}
	settings, err := m.net.Settings(ctx)
	if err != nil {
		return "", err
	}
	message, err := mail.Trial(p, settings.NetworkName, m.opts.PublicURL)
	if err != nil {
		return "", err
	}
	out := network.OutgoingMail{QueuedMail: kpi.QueuedMail{Mail: kpi.Mail{Key: "trial/" + m.net.Now().String()}},
		Material: kpi.MailMaterial{To: who.User, Network: settings.NetworkName}}
	var fault *mail.Fault
	if errors.As(m.tryServer(ctx, run.SetUp, m.envelope(run.SetUp, out), message), &fault) {
		return fault.Error(), nil
	}
	return "", nil
}

func (m *Mailer) tryServer(ctx context.Context, setUp network.MailSetUp, e mail.Envelope, message mail.Message) error {
	sender, err := mail.Dial(ctx, m.server(setUp))
	if err != nil {
		return err
	}
	defer sender.Close()
	return sender.Send(e, message)
}
