package network

// This file erases a person: their name and address, what let them in, and the
// words that they typed go, in what stands and in the history. Figures stay, and
// so do the reports that were issued.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Erasure is what is known before a person is erased.
type Erasure struct {
	User  kpi.User
	Holds int  // accounts that they hold or deputise today or later: to be handed over first
	Last  bool // the last administrator: cannot be erased
	Self  bool // the one who asks: cannot be erased by themselves
}

// Ready reports whether nothing is in the way.
func (e Erasure) Ready() bool { return e.Holds == 0 && !e.Last && !e.Self }

// Erasure reads what erasing a person hangs on, for administrators.
// Errors: CodeForbidden; CodeNotFound, also for whoever is erased.
func (n *Network) Erasure(ctx context.Context, who kpi.Who, user kpi.ID) (e Erasure, err error) {
	if err := mayManagePeople(who); err != nil {
		return Erasure{}, err
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		e, err = n.erasure(ctx, c, who, user)
		return err
	})
	return e, err
}

func (n *Network) erasure(ctx context.Context, c store.Conn, who kpi.Who, user kpi.ID) (Erasure, error) {
	u, err := present(c.User(ctx, user))
	if err != nil {
		return Erasure{}, err
	}
	e := Erasure{User: u.User, Self: user == who.User.ID}
	held, err := n.heldFrom(ctx, c, user, n.Today())
	if err != nil {
		return Erasure{}, err
	}
	accounts := map[kpi.ID]bool{}
	for _, h := range held {
		accounts[h.Account] = true
	}
	e.Holds = len(accounts)
	if u.Role == kpi.RoleAdmin && u.DisabledAt.IsZero() {
		e.Last, err = lastAdmin(ctx, c)
	}
	return e, err
}

// Erase erases a person, for administrators; typed is the person's address,
// typed again to confirm. It cannot be undone.
// Errors: CodeForbidden; CodeNotFound; CodeInvalid with the field confirm, and
// for oneself and the last administrator; CodeConflict, key "erasure.holds",
// where they still file for accounts.
func (n *Network) Erase(ctx context.Context, who kpi.Who, user kpi.ID, typed string) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	return n.db.WriteErasing(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		e, err := n.erasure(ctx, tx.Conn, who, user)
		switch {
		case err != nil:
			return err
		case e.Self:
			return kpi.Invalid("erasure.oneself")
		case e.Last:
			return kpi.Invalid("erasure.last_admin")
		case e.Holds > 0:
			return kpi.NewError(kpi.CodeConflict, "erasure.holds", "n", e.Holds)
		case kpi.Fold(typed) != kpi.Fold(e.User.Email):
			return invalidField("confirm", "erasure.confirm")
		}
		if err := tx.EraseWords(ctx, user); err != nil {
			return err
		}
		return tx.ErasePerson(ctx, user)
	})
}

// UserOfAddress is the person of an address, for administrators.
// Errors: CodeForbidden; CodeNotFound, key "people.unknown_email".
func (n *Network) UserOfAddress(ctx context.Context, who kpi.Who, email string) (kpi.User, error) {
	if err := mayManagePeople(who); err != nil {
		return kpi.User{}, err
	}
	u, err := n.db.UserByEmail(ctx, email)
	if kpi.CodeOf(err) == kpi.CodeNotFound || (err == nil && u.Erased()) {
		return kpi.User{}, kpi.NotFound("people.unknown_email", "email", email)
	}
	return u.User, err
}
