package network

// This file says who files for accounts, and dates operations and activations.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// HandOver makes a person the holder of an account from a day on, for
// coordinators: the present holder's time ends on the day before. A later
// holder who is known already stays.
// Errors: kpi.CodeNotFound for the account, kpi.CodeInvalid for the person.
func (n *Network) HandOver(ctx context.Context, who kpi.Who, account, user kpi.ID, from kpi.Day) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		return n.handOver(ctx, tx, account, HolderChange{User: user, Role: kpi.Holder, From: from})
	})
}

// AddDeputy lets a person file for an account besides its holder from a day
// on, until another day where one is given, for coordinators.
// Errors: as HandOver, and kpi.CodeConflict where the person files for it
// already in these days.
func (n *Network) AddDeputy(ctx context.Context, who kpi.Who, account, user kpi.ID, from, until kpi.Day) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		return n.addHolding(ctx, tx, account, kpi.AccountHolder{User: user, Role: kpi.Deputy, From: from, Until: until})
	})
}

// addHolding writes a holder or deputy after the rules: one holder a day, and
// nobody twice on a day. The person is told by mail.
func (n *Network) addHolding(ctx context.Context, tx *store.Tx, account kpi.ID, h kpi.AccountHolder) error {
	if err := checkHolding(ctx, tx.Conn, h); err != nil {
		return err
	}
	rows, err := tx.AccountHolders(ctx, account)
	if err != nil {
		return err
	}
	if err := besides(rows, 0, h); err != nil {
		return err
	}
	if _, err := tx.AddHolder(ctx, account, h); err != nil || (h.Until != 0 && h.Until < n.Today()) {
		return err
	}
	return n.tellHandover(ctx, tx, h.User, account)
}

// EndHolding makes a day the last one on which a person files for an account,
// for coordinators; a holder or deputy may step down themselves.
// Errors: kpi.CodeNotFound where the person does not file for it then.
func (n *Network) EndHolding(ctx context.Context, who kpi.Who, account, user kpi.ID, last kpi.Day) error {
	end := func(tx *store.Tx) error {
		rows, err := tx.AccountHolders(ctx, account)
		if err != nil {
			return err
		}
		ended := false
		for _, r := range rows {
			if r.User != user || (r.Until != 0 && r.Until <= last) {
				continue
			}
			if err := tx.EndHolder(ctx, r.ID, last); err != nil {
				return err
			}
			ended = true
		}
		if !ended {
			return kpi.NotFound("account.no_holding")
		}
		return nil
	}
	if !who.System && who.User.ID == user {
		return n.db.Write(ctx, n.batch(who, ""), end)
	}
	return n.changeAccount(ctx, who, account, end)
}

// AcceptHolding says that the person accepts to file for an account, from now
// on or later; doing so again changes nothing.
// Errors: kpi.CodeNotFound where nobody asked them to.
func (n *Network) AcceptHolding(ctx context.Context, who kpi.Who, account kpi.ID) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		rows, err := tx.AccountHolders(ctx, account)
		if err != nil {
			return err
		}
		found := false
		for _, r := range rows {
			if r.User != who.User.ID || (r.Until != 0 && r.Until < n.Today()) {
				continue
			}
			found = true
			if r.AcceptedAt.IsZero() {
				if err := tx.AcceptHolding(ctx, r); err != nil {
					return err
				}
			}
		}
		if !found {
			return kpi.NotFound("account.no_holding")
		}
		return nil
	})
}

// NewEvent is an operation or an activation over some accounts.
type NewEvent struct {
	Kind        string // "campaign" or "activation"
	Name        string
	From, Until kpi.Day // both included
	Accounts    []kpi.ID
}

// AddEvent makes an operation or an activation, for coordinators. A dormant
// account that an activation touches is expected to file in its months.
// Errors: kpi.CodeInvalid, kpi.CodeNotFound for an account.
func (n *Network) AddEvent(ctx context.Context, who kpi.Who, e NewEvent) (id kpi.ID, err error) {
	err = n.setUp(ctx, who, coordinators, func(tx *store.Tx) error {
		if err := checkName("name", e.Name); err != nil {
			return err
		}
		if e.Kind != store.EventCampaign && e.Kind != store.EventActivation {
			return invalidField("kind", "account.event_kind", "value", e.Kind)
		}
		if e.From == 0 || e.Until < e.From {
			return invalidField("until", "account.event_ends_early", "from", e.From, "until", e.Until)
		}
		for _, account := range e.Accounts {
			if err := n.mustSee(ctx, tx.Conn, who, account); err != nil {
				return err
			}
		}
		if id, err = tx.AddEvent(ctx, store.Event{Kind: e.Kind, Name: e.Name, From: e.From, Until: e.Until, Accounts: e.Accounts}); err != nil {
			return err
		}
		return n.recount(ctx, tx, e.From.Month())
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}
