package network

// This file says who files for an account as its page on screen does: handing
// over in one action, deputies, corrected days, stepping down, and the search
// for the person.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Holding is a row of who files for an account.
type Holding struct {
	ID kpi.ID
	kpi.AccountHolder
	Asked bool // made a holder and has not accepted yet
}

// HolderChange makes somebody the holder or a deputy of an account.
type HolderChange struct {
	User        kpi.ID
	Role        kpi.HolderRole
	From, Until kpi.Day // Until zero: open
	// Of a handover: the holder until then stays on as a deputy, until DeputyUntil
	// (zero: open).
	KeepAsDeputy bool
	DeputyUntil  kpi.Day
	// Confirmed says that the person knows that months filed by somebody else
	// are touched.
	Confirmed bool
}

// Holdings lists who filed, files and will file for an account, in order of
// days, for coordinators.
func (n *Network) Holdings(ctx context.Context, who kpi.Who, account kpi.ID) (a kpi.Account, list []Holding, err error) {
	if !who.Is(coordinators...) {
		return kpi.Account{}, nil, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		if err := n.mustSee(ctx, c, who, account); err != nil {
			return err
		}
		if a, err = c.Account(ctx, account, n.CurrentMonth()); err != nil {
			return err
		}
		rows, err := c.AccountHolders(ctx, account)
		for _, r := range rows {
			list = append(list, Holding{ID: r.ID, AccountHolder: r.AccountHolder, Asked: n.isAsked(r)})
		}
		return err
	})
	return a, list, err
}

// ChangeHolder makes a person the holder of an account, so that the one until
// then ends on the day before, or a deputy, for coordinators. A holder who is
// known for later days stays.
// Errors: kpi.CodeInvalid with the fields user, role, from, until and
// deputy_until; kpi.CodeConflict where another holder stays on after Until,
// where the person files for it already, and, key "holder.past_filed" with the
// months, where months that are filed would be somebody else's and the person
// has not confirmed it.
func (n *Network) ChangeHolder(ctx context.Context, who kpi.Who, account kpi.ID, h HolderChange) error {
	if h.User == 0 {
		return invalidField("user", "holder.nobody_chosen")
	}
	if h.KeepAsDeputy && h.DeputyUntil != 0 && h.DeputyUntil < h.From {
		return invalidField("deputy_until", "account.holding_ends_early", "from", h.From, "until", h.DeputyUntil)
	}
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		add := kpi.AccountHolder{User: h.User, Role: h.Role, From: h.From, Until: h.Until}
		if err := checkHolding(ctx, tx.Conn, add); err != nil {
			return err
		}
		if h.Role == kpi.Deputy {
			return n.addHolding(ctx, tx, account, add)
		}
		if err := n.touchesFiled(ctx, tx, account, h.From, h.Confirmed); err != nil {
			return err
		}
		return n.handOver(ctx, tx, account, h)
	})
}

// handOver ends whoever holds an account on the day, and adds the new holder.
func (n *Network) handOver(ctx context.Context, tx *store.Tx, account kpi.ID, h HolderChange) error {
	rows, err := tx.AccountHolders(ctx, account)
	if err != nil {
		return err
	}
	until := h.Until
	for _, r := range rows {
		if r.Role == kpi.Holder && r.From > h.From && (until == 0 || r.From <= until) {
			if h.Until != 0 {
				return holdsAlready(r, h.From)
			}
			until = r.From.Add(-1)
		}
	}
	var before *store.AccountHolder
	for _, r := range rows {
		if r.From > h.From || (r.Until != 0 && r.Until < h.From) {
			continue
		}
		switch {
		case r.Role == kpi.Holder && r.User == h.User:
			return nil
		case r.Role == kpi.Holder && h.Until != 0 && (r.Until == 0 || r.Until > h.Until):
			return holdsAlready(r, h.From)
		case r.Role == kpi.Holder:
			before = &r
		case r.User != h.User:
			continue
		}
		if err := tx.EndHolder(ctx, r.ID, h.From.Add(-1)); err != nil {
			return err
		}
	}
	if err := n.addHolding(ctx, tx, account, kpi.AccountHolder{User: h.User, Role: kpi.Holder, From: h.From, Until: until}); err != nil {
		return err
	}
	if before == nil || !h.KeepAsDeputy {
		return nil
	}
	return n.addHolding(ctx, tx, account, kpi.AccountHolder{User: before.User, Role: kpi.Deputy, From: h.From, Until: h.DeputyUntil})
}

// holdsAlready refuses a second holder, naming the first and their days.
func holdsAlready(r store.AccountHolder, day kpi.Day) error {
	args := []any{"name", r.Name, "from", r.From, "day", max(r.From, day)}
	if r.Until == 0 {
		return kpi.NewError(kpi.CodeConflict, "account.two_holders", args...)
	}
	return kpi.NewError(kpi.CodeConflict, "account.two_holders_until", append(args, "until", r.Until)...)
}

// checkHolding refuses a holding that makes no sense by itself.
func checkHolding(ctx context.Context, c store.Conn, h kpi.AccountHolder) error {
	switch {
	case h.From == 0:
		return invalidField("from", "holder.undated")
	case h.Until != 0 && h.Until < h.From:
		return invalidField("until", "account.holding_ends_early", "from", h.From, "until", h.Until)
	case h.Role != kpi.Holder && h.Role != kpi.Deputy:
		return invalidField("role", "account.holding_role", "value", string(h.Role))
	}
	u, err := c.User(ctx, h.User)
	switch {
	case kpi.CodeOf(err) == kpi.CodeNotFound:
		return invalidField("user", "account.unknown_user")
	case err == nil && !u.DisabledAt.IsZero() && h.Until == 0:
		return invalidField("user", "holder.switched_off", "name", u.Name)
	}
	return err
}

// touchesFiled refuses a change of who holds an account from a day in the past
// on, where months from then on are filed, unless the person has confirmed
// that they know: those filings stay as they are, by whom they are.
func (n *Network) touchesFiled(ctx context.Context, tx *store.Tx, account kpi.ID, from kpi.Day, confirmed bool) error {
	if confirmed || from >= n.Today() {
		return nil
	}
	filed, err := tx.FiledMonths(ctx, account, from.Month())
	if err != nil || len(filed) == 0 {
		return err
	}
	return kpi.NewError(kpi.CodeConflict, "holder.past_filed", "n", len(filed), "months", filed)
}

// ChangeHolding moves the days of a holder or deputy, for coordinators.
// Errors: as ChangeHolder; kpi.CodeNotFound for a row that is not the
// account's.
func (n *Network) ChangeHolding(ctx context.Context, who kpi.Who, account, holding kpi.ID, from, until kpi.Day, confirmed bool) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		rows, h, err := findHolding(ctx, tx, account, holding)
		if err != nil {
			return err
		}
		switch {
		case from == 0:
			return invalidField("from", "holder.undated")
		case until != 0 && until < from:
			return invalidField("until", "account.holding_ends_early", "from", from, "until", until)
		}
		moved := h.AccountHolder
		moved.From, moved.Until = from, until
		if err := besides(rows, holding, moved); err != nil {
			return err
		}
		if h.Role == kpi.Holder {
			if err := n.touchesFiled(ctx, tx, account, firstMoved(h.AccountHolder, from, until), confirmed); err != nil {
				return err
			}
		}
		_, err = tx.SetHoldingDays(ctx, holding, from, until)
		return err
	})
}

// firstMoved is the first day on which it matters that the days of a holding
// moved.
func firstMoved(h kpi.AccountHolder, from, until kpi.Day) kpi.Day {
	const never = kpi.Day(1 << 30)
	first := never
	if from != h.From {
		first = min(from, h.From)
	}
	if until != h.Until {
		ends := min(until, h.Until)
		if ends == 0 {
			ends = max(until, h.Until)
		}
		first = min(first, ends.Add(1))
	}
	return first
}

// RemoveHolding takes a holder or deputy out of an account's life who was
// entered by mistake, for coordinators; what they filed stays.
// Errors: as ChangeHolding.
func (n *Network) RemoveHolding(ctx context.Context, who kpi.Who, account, holding kpi.ID, confirmed bool) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		_, h, err := findHolding(ctx, tx, account, holding)
		if err != nil {
			return err
		}
		if h.Role == kpi.Holder {
			if err := n.touchesFiled(ctx, tx, account, h.From, confirmed); err != nil {
				return err
			}
		}
		return tx.EndHolder(ctx, holding, h.From.Add(-1))
	})
}

func findHolding(ctx context.Context, tx *store.Tx, account, holding kpi.ID) ([]store.AccountHolder, store.AccountHolder, error) {
	rows, err := tx.AccountHolders(ctx, account)
	if err != nil {
		return nil, store.AccountHolder{}, err
	}
	i := slices.IndexFunc(rows, func(r store.AccountHolder) bool { return r.ID == holding })
	if i < 0 {
		return nil, store.AccountHolder{}, kpi.NotFound("error.not_found")
	}
	return rows, rows[i], nil
}

// besides refuses a second holder on a day, and a person twice on a day, among
// the rows of an account but one.
func besides(rows []store.AccountHolder, but kpi.ID, h kpi.AccountHolder) error {
	for _, r := range rows {
		apart := (r.Until != 0 && r.Until < h.From) || (h.Until != 0 && h.Until < r.From)
		switch {
		case apart || r.ID == but:
		case r.Role == kpi.Holder && h.Role == kpi.Holder:
			return holdsAlready(r, h.From)
		case r.User == h.User:
			return kpi.NewError(kpi.CodeConflict, "account.files_already", "day", max(r.From, h.From))
		}
	}
	return nil
}

// StepDown makes a day, today or later, the last one on which the person files
// for an account. Nobody is asked why.
// Errors: kpi.CodeInvalid for a day before today; kpi.CodeNotFound where they
// do not file for it then.
func (n *Network) StepDown(ctx context.Context, who kpi.Who, account kpi.ID, last kpi.Day) error {
	if last < n.Today() {
		return invalidField("last", "holder.step_down_past", "today", n.Today())
	}
	return n.EndHolding(ctx, who, account, who.User.ID, last)
}

// OwnHolding reads an account that a person holds or deputises today or later,
// and in which way.
// Errors: kpi.CodeNotFound where they do not.
func (n *Network) OwnHolding(ctx context.Context, who kpi.Who, account kpi.ID) (a kpi.Account, own kpi.AccountHolder, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := c.HeldAccounts(ctx, who.User.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(r store.AccountHolder) bool {
			return r.Account == account && (r.Until == 0 || r.Until >= n.Today())
		})
		if i < 0 {
			return kpi.NotFound("error.not_found")
		}
		own = rows[i].AccountHolder
		a, err = c.Account(ctx, account, n.CurrentMonth())
		return err
	})
	return a, own, err
}

// FoundPerson is a person whom a search found.
type FoundPerson = store.FoundUser

// foundPeople is how many people a search shows.
const foundPeople = 20

// FindPeople finds people who may file for accounts, by parts of their name or
// address, for coordinators; more says that there are more than are listed.
// Nothing searched finds nobody.
func (n *Network) FindPeople(ctx context.Context, who kpi.Who, text string) (found []FoundPerson, more bool, err error) {
	if !who.Is(coordinators...) {
		return nil, false, kpi.Forbidden("error.forbidden")
	}
	if kpi.Fold(text) == "" {
		return nil, false, nil
	}
	found, err = n.db.FindUsers(ctx, text, foundPeople+1)
	if len(found) > foundPeople {
		found, more = found[:foundPeople], true
	}
	return found, more, err
}
