package network

// This file is days away: a person says on which days they are away, never
// why, and may name somebody who stands in. Reminders leave them alone on these
// days. They are no part of the history, and deleted when their month is
// closed; who stood in is, since it says who could file.

import (
	"context"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Bounds of days away.
const (
	longestAway = 366 // days in a row
	mostAway    = 40  // rows of a person
)

// DaysAway is some days on which a person is away.
type DaysAway struct {
	ID          kpi.ID
	From, Until kpi.Day
	Deputy      string // name of whoever stands in; "": nobody
}

// AwayView is what a person, or direction for them, sees of their days away.
type AwayView struct {
	User     kpi.User
	Days     []DaysAway    // in order; those that are over are left out
	Accounts []kpi.Account // that they hold, which a deputy would file for
	Deputies []kpi.User    // people who file for these accounts too, to be named
}

// NewAway is some days to enter.
type NewAway struct {
	From, Until kpi.Day
	Deputy      kpi.ID // one of AwayView.Deputies; 0: see DeputyEmail
	DeputyEmail string // address of whoever stands in; "": nobody
}

// Away reads the days away of a person: for themselves, and for direction.
// Errors: CodeNotFound for anybody else.
func (n *Network) Away(ctx context.Context, who kpi.Who, user kpi.ID) (view AwayView, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		if view.User, err = n.knownPerson(ctx, c, who, user); err != nil {
			return err
		}
		rows, err := c.DaysAway(ctx, []kpi.ID{user})
		if err != nil {
			return err
		}
		for _, row := range rows[user] {
			if row.Until < n.Today() {
				continue
			}
			one := DaysAway{ID: row.ID, From: row.From, Until: row.Until}
			if row.Deputy != 0 {
				deputy, err := c.User(ctx, row.Deputy)
				if err != nil {
					return err
				}
				one.Deputy = deputy.Name
			}
			view.Days = append(view.Days, one)
		}
		return n.awayAccounts(ctx, c, who, &view)
	})
	return view, err
}

// awayAccounts adds the accounts that the person holds, and who else files for
// them.
func (n *Network) awayAccounts(ctx context.Context, c store.Conn, who kpi.Who, view *AwayView) error {
	held, err := c.HeldAccounts(ctx, view.User.ID)
	if err != nil {
		return err
	}
	seen := map[kpi.ID]bool{view.User.ID: true}
	for _, h := range held {
		if h.Role != kpi.Holder || (h.Until != 0 && h.Until < n.Today()) || !n.mayEntrust(ctx, c, who, h) {
			continue
		}
		account, err := c.Account(ctx, h.Account, n.CurrentMonth())
		if err != nil {
			return err
		}
		view.Accounts = append(view.Accounts, account)
		rows, err := c.AccountHolders(ctx, h.Account)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if seen[r.User] {
				continue
			}
			seen[r.User] = true
			other, err := c.User(ctx, r.User)
			if err != nil {
				return err
			}
			if other.DisabledAt.IsZero() {
				view.Deputies = append(view.Deputies, other.User)
			}
		}
	}
	slices.SortFunc(view.Deputies, func(a, b kpi.User) int { return strings.Compare(kpi.Fold(a.Name), kpi.Fold(b.Name)) })
	return nil
}

// knownPerson reads a person of whom the one who asks may know what is private:
// oneself; direction, who knows who is behind the personas, and of whom a
// limited part of it knows those behind the accounts that it sees.
// Errors: CodeNotFound for anybody else.
func (n *Network) knownPerson(ctx context.Context, c store.Conn, who kpi.Who, user kpi.ID) (kpi.User, error) {
	u, err := present(c.User(ctx, user))
	if err != nil {
		return kpi.User{}, err
	}
	if who.System || who.User.ID == user {
		return u.User, nil
	}
	hidden := kpi.NotFound("error.not_found")
	if !who.Is(coordinators...) {
		return kpi.User{}, hidden
	}
	if who.User.EntityID == 0 {
		return u.User, nil
	}
	held, err := c.HeldAccounts(ctx, user)
	if err != nil {
		return kpi.User{}, err
	}
	for _, h := range held {
		if (h.Until == 0 || h.Until >= n.CurrentMonth().Add(-1).FirstDay()) && n.mayEntrust(ctx, c, who, h) {
			return u.User, nil
		}
	}
	return kpi.User{}, hidden
}

// mayEntrust reports whether the one who asks may let others file for an
// account that a person holds: the person, and whoever sets the account up.
func (n *Network) mayEntrust(ctx context.Context, c store.Conn, who kpi.Who, h store.AccountHolder) bool {
	return who.User.ID == h.User || n.mustSee(ctx, c, who, h.Account) == nil
}

// AddDaysAway writes down days on which a person is away, for themselves or by
// direction for them. Whoever they name files for the accounts that they hold
// on these days, and for the month before where it is still to be filed then.
// Errors: CodeNotFound as Away; CodeInvalid with the fields from, until and
// deputy_email.
func (n *Network) AddDaysAway(ctx context.Context, who kpi.Who, user kpi.ID, away NewAway) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if _, err := n.knownPerson(ctx, tx.Conn, who, user); err != nil {
			return err
		}
		rows, err := tx.DaysAway(ctx, []kpi.ID{user})
		if err != nil {
			return err
		}
		if err := n.checkAway(away, rows[user]); err != nil {
			return err
		}
		deputy, err := n.standIn(ctx, tx.Conn, who, user, away)
		if err != nil {
			return err
		}
		if _, err := tx.AddDaysAway(ctx, store.Away{User: user, From: away.From, Until: away.Until, Deputy: deputy}); err != nil {
			return err
		}
		// Where no month is ever closed they go all the same.
		if err := tx.DeleteDaysAwayBefore(ctx, n.CurrentMonth().Add(-1).FirstDay()); err != nil || deputy == 0 {
			return err
		}
		return n.letStandIn(ctx, tx, who, user, deputy, away)
	})
}

// checkAway says what is wrong with days to enter, besides those entered.
func (n *Network) checkAway(away NewAway, entered []store.Away) error {
	switch {
	case away.From == 0:
		return invalidField("from", "away.day_missing")
	case away.Until == 0:
		return invalidField("until", "away.day_missing")
	case away.Until < away.From:
		return invalidField("until", "away.ends_early", "from", away.From, "until", away.Until)
	case away.Until < n.Today():
		return invalidField("until", "away.over", "today", n.Today())
	case away.Until >= away.From.Add(longestAway):
		return invalidField("until", "away.long", "most", longestAway)
	case len(entered) >= mostAway:
		return invalidField("from", "away.many", "most", mostAway)
	}
	for _, e := range entered {
		if e.From <= away.Until && away.From <= e.Until {
			return invalidField("from", "away.there", "from", e.From, "until", e.Until)
		}
	}
	return nil
}

// standIn finds whoever is to stand in; 0: nobody. An address is only told to
// be none: who has an access is nobody's to find out.
func (n *Network) standIn(ctx context.Context, c store.Conn, who kpi.Who, user kpi.ID, away NewAway) (kpi.ID, error) {
	email := strings.TrimSpace(away.DeputyEmail)
	if away.Deputy == 0 && email == "" {
		return 0, nil
	}
	if away.Deputy != 0 && email == "" {
		view := AwayView{User: kpi.User{ID: user}}
		if err := n.awayAccounts(ctx, c, who, &view); err != nil {
			return 0, err
		}
		if !slices.ContainsFunc(view.Deputies, func(u kpi.User) bool { return u.ID == away.Deputy }) {
			return 0, invalidField("deputy", "away.deputy_unknown")
		}
		return away.Deputy, nil
	}
	found, err := c.UserByEmail(ctx, email)
	switch {
	case err != nil && kpi.CodeOf(err) != kpi.CodeNotFound:
		return 0, err
	case err != nil || !found.DisabledAt.IsZero():
		return 0, invalidField("deputy_email", "away.deputy_email", "value", cutText(email))
	case found.ID == user:
		return 0, invalidField("deputy_email", "away.deputy_oneself")
	}
	return found.ID, nil
}

// letStandIn makes somebody a deputy of the accounts that a person holds on
// their days away; they are told.
func (n *Network) letStandIn(ctx context.Context, tx *store.Tx, who kpi.Who, user, deputy kpi.ID, away NewAway) error {
	held, err := tx.HeldAccounts(ctx, user)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.Role != kpi.Holder || h.From > away.Until || (h.Until != 0 && h.Until < away.From) || !n.mayEntrust(ctx, tx.Conn, who, h) {
			continue
		}
		from, err := n.standsInFrom(ctx, tx.Conn, h.Account, away.From)
		if err != nil {
			return err
		}
		err = n.addHolding(ctx, tx, h.Account, kpi.AccountHolder{User: deputy, Role: kpi.Deputy, From: from, Until: away.Until})
		if kpi.CodeOf(err) == kpi.CodeConflict {
			continue // files for it then already
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// standsInFrom is the first day of a deputy who stands in from a day on. A
// month is filed in the next one by those who file for the account in it: so
// that it is the last day of the month before, where that month is still to
// be filed.
func (n *Network) standsInFrom(ctx context.Context, c store.Conn, account kpi.ID, from kpi.Day) (kpi.Day, error) {
	before := from.Month().Add(-1)
	open, err := n.toFile(ctx, c, account, before)
	if err != nil || !open {
		return from, err
	}
	return before.LastDay(), nil
}

// toFile reports whether a month of an account can still be filed and is not.
func (n *Network) toFile(ctx context.Context, c store.Conn, account kpi.ID, month kpi.Month) (bool, error) {
	row, err := c.Month(ctx, month)
	if err != nil || n.lockOf(row) != nil {
		return false, err
	}
	filed, err := c.FilingHistory(ctx, account, []kpi.Month{month})
	return !slices.ContainsFunc(filed, func(f store.FilingRow) bool { return f.State.Filed() }), err
}

// tellHandover tells a person by mail that they file for accounts from now on,
// or are asked to: one message for all accounts of an act.
func (n *Network) tellHandover(ctx context.Context, tx *store.Tx, user, account kpi.ID) error {
	return n.tellByMail(ctx, tx, kpi.Mail{Key: "handover/" + tx.Batch.String() + "/" + user.String(), Kind: kpi.MailHandover,
		User: user, Account: account, Subject: tx.Batch})
}

// RemoveDaysAway takes days away off again, and whoever was to stand in.
// Errors: CodeNotFound as Away, and where they are not the person's.
func (n *Network) RemoveDaysAway(ctx context.Context, who kpi.Who, user, id kpi.ID) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if _, err := n.knownPerson(ctx, tx.Conn, who, user); err != nil {
			return err
		}
		away, err := tx.AwayByID(ctx, id)
		if err != nil {
			return err
		}
		if away.User != user {
			return kpi.NotFound("error.not_found")
		}
		if err := tx.DeleteDaysAway(ctx, id); err != nil || away.Deputy == 0 {
			return err
		}
		return n.endStandIn(ctx, tx, who, away)
	})
}

// endStandIn ends the deputies that days away had brought: those who have not
// begun never do, the others' last day was yesterday.
func (n *Network) endStandIn(ctx context.Context, tx *store.Tx, who kpi.Who, away store.Away) error {
	held, err := tx.HeldAccounts(ctx, away.User)
	if err != nil {
		return err
	}
	before := away.From.Month().Add(-1).LastDay()
	for _, h := range held {
		if h.Role != kpi.Holder || !n.mayEntrust(ctx, tx.Conn, who, h) {
			continue
		}
		rows, err := tx.AccountHolders(ctx, h.Account)
		if err != nil {
			return err
		}
		for _, r := range rows {
			brought := r.Role == kpi.Deputy && r.User == away.Deputy && r.Until == away.Until && (r.From == away.From || r.From == before)
			if !brought || r.Until < n.Today() {
				continue
			}
			last := n.Today().Add(-1)
			if away.From > last {
				last = r.From.Add(-1)
			}
			if err := tx.EndHolder(ctx, r.ID, last); err != nil {
				return err
			}
		}
	}
	return nil
}
