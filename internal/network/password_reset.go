package network

// This file is what people who cannot sign in ask for by themselves: a new
// password, or a link to their filings. The answer is the same whether an
// address is known or not, and takes as long.

import (
	"context"
	"fmt"
	"strings"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

const (
	// resetLifetime is how long the link of a message holds under which a
	// forgotten password is replaced.
	resetLifetime = 2 * time.Hour
	// askedLifetime is for how long a message that somebody waits for is
	// worth sending.
	askedLifetime = time.Hour
	// askedEvery and askedMost limit what an address that somebody else types
	// gets: one message in that time, and so many a day.
	askedEvery = 10 * time.Minute
	askedMost  = 5
)

// SendsMail reports whether the installation sends mail, so that people can
// ask for links by themselves.
func (n *Network) SendsMail(ctx context.Context) (bool, error) { return n.sendsMail(ctx, n.db.Conn) }

// AskPassword sends the person of an address, if there is one, a link under
// which they choose a new password; somebody who never had one gets their
// invitation again. It says nothing of whether there is such a person.
// Errors: CodeNotFound where the installation sends no mail; CodeInvalid with
// the field email; CodeForbidden where passwords are switched off.
func (n *Network) AskPassword(ctx context.Context, email string) error {
	if err := n.MayHavePassword(ctx); err != nil {
		return err
	}
	return n.askByMail(ctx, email, func(u kpi.User) kpi.Mail {
		kind := kpi.MailInvitation
		if u.HasPassword {
			kind = kpi.MailPassword
		}
		return kpi.Mail{Kind: kind, User: u.ID}
	})
}

// AskFilingLink sends the person of an address, if there is one, a link that
// opens their filings of the month that is being filed, and nothing else. It
// says nothing of whether there is such a person.
// Errors: as AskPassword.
func (n *Network) AskFilingLink(ctx context.Context, email string) error {
	month := n.CurrentMonth().Add(-1)
	return n.askByMail(ctx, email, func(u kpi.User) kpi.Mail {
		return kpi.Mail{Kind: kpi.MailSignIn, User: u.ID, Month: month}
	})
}

// askByMail queues a message to the person of an address. Asking is no act in
// the history, so its batch is taken back: but it was written, and so as much
// is written to the disk where there is nobody.
func (n *Network) askByMail(ctx context.Context, email string, message func(kpi.User) kpi.Mail) error {
	if email = strings.TrimSpace(email); email == "" {
		return invalidField("email", "reset.email_missing")
	}
	if !isAddress(email) {
		return invalidField("email", "people.email", "value", cutText(email))
	}
	who := kpi.Who{System: true, Channel: kpi.ChannelForm}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		on, err := n.sendsMail(ctx, tx.Conn)
		if err != nil {
			return err
		}
		if !on {
			return kpi.NotFound("error.not_found")
		}
		if err := tx.DropBatch(ctx); err != nil {
			return err
		}
		u, err := tx.UserByEmail(ctx, email)
		if kpi.CodeOf(err) == kpi.CodeNotFound || (err == nil && !u.DisabledAt.IsZero()) {
			return nil
		}
		if err != nil {
			return err
		}
		m := message(u.User)
		asked, err := tx.MailsSince(ctx, u.ID, m.Kind, tx.Now.Add(-24*time.Hour))
		if err != nil || asked >= askedMost {
			return err
		}
		m.Key = fmt.Sprintf("%s/%s/%d", m.Kind, u.ID, tx.Now.Unix()/int64(askedEvery.Seconds()))
		return n.queueMail(ctx, tx, m, askedLifetime)
	})
}
