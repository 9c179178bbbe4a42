package network

// This file gives accounts their pictures, and says who sees them.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Avatar is the picture of an account: a PNG or a JPEG. Other bytes have
// another version.
type Avatar = store.Avatar

// Avatar reads the picture of an account, for whoever sees the account, or its
// face in the gallery.
// Errors: kpi.CodeNotFound for anybody else, and where it has none.
func (n *Network) Avatar(ctx context.Context, who kpi.Who, account kpi.ID) (avatar Avatar, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		if err := n.seeFace(ctx, c, who, account); err != nil {
			return err
		}
		avatar, err = c.Avatar(ctx, account)
		return err
	})
	return avatar, err
}

// seeFace refuses, as not found, an account that a person neither sees nor
// finds in the gallery.
func (n *Network) seeFace(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID) error {
	a, err := c.Account(ctx, account, n.CurrentMonth())
	if err != nil {
		return err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return err
	}
	if hasFace(a.State) && within(groups.Entities, who, a.EntityID) {
		return nil
	}
	s, err := n.sightOf(ctx, c, who)
	if err == nil && !s.sees(groups.Entities, a) {
		err = kpi.NotFound("error.not_found")
	}
	return err
}

// SetAvatar gives an account a picture, for coordinators: a PNG, JPEG, GIF or
// WebP, of which the middle square is kept, small and without what else the
// file says.
// Errors: kpi.CodeTooLarge over MaxAvatar, kpi.CodeInvalid on the field
// "avatar".
func (n *Network) SetAvatar(ctx context.Context, who kpi.Who, account kpi.ID, data []byte) error {
	if !who.Is(coordinators...) {
		return kpi.Forbidden("error.forbidden")
	}
	mediaType, avatar, err := avatarOf(data)
	if err != nil {
		return err
	}
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		_, err := tx.SetAvatar(ctx, account, mediaType, avatar)
		return err
	})
}

// RemoveAvatar leaves an account its initials, for coordinators.
func (n *Network) RemoveAvatar(ctx context.Context, who kpi.Who, account kpi.ID) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		_, err := tx.RemoveAvatar(ctx, account)
		return err
	})
}
