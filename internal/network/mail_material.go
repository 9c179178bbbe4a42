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
var mailReaders = map[kpi.MailKind]mailReader{}

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
