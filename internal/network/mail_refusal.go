package network

// This file is the messages that a person wants no more. Security messages
// answer what was asked for, and can't be stopped.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// MailChoice is whether a person gets messages of a kind.
type MailChoice struct {
	Kind kpi.MailKind
	Gets bool
}

// StoppableMails lists the kinds of messages that a person may stop, in the
// order of the screen.
func StoppableMails() []kpi.MailKind {
	return slices.DeleteFunc(slices.Clone(kpi.MailKinds), kpi.MailKind.Security)
}

// MailChoices reads which messages the person who asks gets.
func (n *Network) MailChoices(ctx context.Context, who kpi.Who) ([]MailChoice, error) {
	refused, err := n.db.MailRefusals(ctx, who.User.ID)
	if err != nil {
		return nil, err
	}
	var list []MailChoice
	for _, k := range StoppableMails() {
		list = append(list, MailChoice{k, !refused[k]})
	}
	return list, nil
}

// SaveMailChoices keeps which messages the person who asks wants; those that
// are not named are stopped.
// Errors: CodeUnauthenticated for nobody; CodeInvalid for what can't be
// stopped.
func (n *Network) SaveMailChoices(ctx context.Context, who kpi.Who, wanted []kpi.MailKind) error {
	if who.User.ID == 0 {
		return kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	}
	stoppable := StoppableMails()
	for _, k := range wanted {
		if !slices.Contains(stoppable, k) {
			return kpi.Invalid("mail.kind_unknown")
		}
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		for _, k := range stoppable {
			if err := tx.RefuseMail(ctx, who.User.ID, k, !slices.Contains(wanted, k)); err != nil {
				return err
			}
		}
		return nil
	})
}

// StopLink is what a message's link to stop its kind is good for.
type StopLink struct {
	Kind    kpi.MailKind
	Stopped bool // already
}

// StopLink reads a message's link to stop its kind.
// Errors: CodeNotFound, key "mail.stop_gone".
func (n *Network) StopLink(ctx context.Context, token string) (StopLink, error) {
	l, err := n.stopLink(ctx, n.db.Conn, token)
	if err != nil {
		return StopLink{}, err
	}
	refused, err := n.db.MailRefusals(ctx, l.User)
	return StopLink{Kind: l.MailKind, Stopped: refused[l.MailKind]}, err
}

func (n *Network) stopLink(ctx context.Context, c store.Conn, token string) (store.MailLink, error) {
	l, err := c.MailLink(ctx, hashToken(token))
	if kpi.CodeOf(err) == kpi.CodeNotFound || (err == nil && (l.Kind != store.LinkStop || !n.now().Before(l.ExpiresAt))) {
		return l, kpi.NotFound("mail.stop_gone")
	}
	return l, err
}

// UseStopLink stops messages of the link's kind for its person, or lets them
// come again. It may be used more than once.
// Errors: as StopLink.
func (n *Network) UseStopLink(ctx context.Context, token string, stop bool) (StopLink, error) {
	l, err := n.stopLink(ctx, n.db.Conn, token)
	if err != nil {
		return StopLink{}, err
	}
	u, err := n.db.User(ctx, l.User)
	if err != nil {
		return StopLink{}, err
	}
	who := kpi.Who{User: u.User, Channel: kpi.ChannelForm}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error { return tx.RefuseMail(ctx, l.User, l.MailKind, stop) })
	return StopLink{Kind: l.MailKind, Stopped: stop}, err
}
