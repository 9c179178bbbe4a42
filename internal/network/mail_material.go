package network

// This file reads what a message tells, at the instant of sending: each kind
// has a reader in mailReaders.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// mailReader fills in what a message of one kind tells, or why it is no longer
// worth sending (Drop). It runs in the transaction that hands the message
// over, so that links it makes exist if and only if the message is tried.
type mailReader func(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error

// mailReaders are the readers by kind.
var mailReaders = map[kpi.MailKind]mailReader{
	kpi.MailInvitation: readLinkMail,
	kpi.MailPassword:   readLinkMail,
	kpi.MailSignIn:     readSignInMail,
	kpi.MailBefore:     readReminder,
	kpi.MailAfter:      readReminder,
	kpi.MailReturned:   readReturned,
	kpi.MailQuestion:   readQuestions,
	kpi.MailAnswer:     readQuestions,
	kpi.MailChanged:    readChanged,
	kpi.MailCorrection: readCorrection,
	kpi.MailHandover:   readHandover,
	kpi.MailClosed:     readClosed,
	kpi.MailReadBack:   readReadBack,
}

// mailMaterial reads what a message tells a person; what all kinds share is
// there already.
func (n *Network) mailMaterial(ctx context.Context, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	read, known := mailReaders[q.Kind]
	if !known {
		m.Drop = "mail.drop_unknown"
		return nil
	}
	return read(ctx, n, tx, q, m)
}

// signed says who acted, as the person who is told may know: by name, for as
// long as history names people.
func (n *Network) signed(ctx context.Context, c store.Conn, act store.Act, m *kpi.MailMaterial) error {
	named, err := n.newNamer(ctx, c, kpi.Who{User: m.To})
	if err != nil {
		return err
	}
	done := named.acted(act)
	m.By, m.Role = done.By, kpi.Role(done.Role)
	return nil
}

// mailAccount is an account that a message is about, as it stands in a month.
func mailAccount(ctx context.Context, c store.Conn, id kpi.ID, month kpi.Month) (kpi.MailAccount, error) {
	account, err := c.Account(ctx, id, month)
	return kpi.MailAccount{Account: account, Month: month, Path: filingPath(id, month)}, err
}

// filingPath is where the page of a filing is.
func filingPath(account kpi.ID, month kpi.Month) string {
	return "/accounts/" + account.String() + "/filings/" + month.String()
}
