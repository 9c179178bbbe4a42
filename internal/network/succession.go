package network

// This file is leaving: a person is switched off in one action that hands over
// the accounts they hold, and can be undone. History stays with the accounts.

import (
	"cmp"
	"context"
	"slices"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// LeaverAccount is an account to hand over when a person leaves.
type LeaverAccount struct {
	kpi.Account
	Deputies []kpi.User  // who may sign in and deputises it today
	ToFile   []kpi.Month // months before the current one that are still to be filed
}

// Leaver is what leaving touches.
type Leaver struct {
	User      kpi.User
	Accounts  []LeaverAccount // that they hold today or later
	Deputised []kpi.Account   // that they deputise today or later: their time simply ends
	// From is the day proposed for the new holders: today, or the last day of
	// the month before, which a new holder can then still file.
	From kpi.Day
	Away bool // has days away, which go with them
	// CanUndo says that they are switched off, and that what they held then can
	// be given back.
	CanUndo bool
}

// Files reports whether they hold or deputise anything today or later.
func (l Leaver) Files() bool { return len(l.Accounts)+len(l.Deputised) > 0 }

// Leaver reads what a person's leaving touches, for administrators.
// Errors: CodeForbidden, CodeNotFound.
func (n *Network) Leaver(ctx context.Context, who kpi.Who, user kpi.ID) (l Leaver, err error) {
	if err := mayManagePeople(who); err != nil {
		return Leaver{}, err
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		l, err = n.leaver(ctx, c, user)
		return err
	})
	return l, err
}

func (n *Network) leaver(ctx context.Context, c store.Conn, user kpi.ID) (Leaver, error) {
	u, err := present(c.User(ctx, user))
	if err != nil {
		return Leaver{}, err
	}
	l := Leaver{User: u.User, From: n.Today()}
	held, err := n.heldFrom(ctx, c, user, n.Today())
	if err != nil {
		return Leaver{}, err
	}
	for _, h := range held {
		account, err := c.Account(ctx, h.Account, n.CurrentMonth())
		if err != nil {
			return Leaver{}, err
		}
		if h.Role == kpi.Deputy {
			l.Deputised = append(l.Deputised, account)
			continue
		}
		if slices.ContainsFunc(l.Accounts, func(a LeaverAccount) bool { return a.ID == account.ID }) {
			continue // held twice, now and later
		}
		one := LeaverAccount{Account: account}
		if err := n.leaverAccount(ctx, c, user, &one); err != nil {
			return Leaver{}, err
		}
		if slices.Contains(one.ToFile, n.CurrentMonth().Add(-1)) {
			l.From = n.CurrentMonth().Add(-1).LastDay()
		}
		l.Accounts = append(l.Accounts, one)
	}
	slices.SortFunc(l.Accounts, func(a, b LeaverAccount) int {
		return cmp.Or(cmp.Compare(kpi.Fold(a.Name()), kpi.Fold(b.Name())), cmp.Compare(a.ID, b.ID))
	})
	days, err := c.DaysAway(ctx, []kpi.ID{user})
	if err != nil {
		return Leaver{}, err
	}
	l.Away = len(days[user]) > 0
	if u.DisabledAt.IsZero() {
		return l, nil
	}
	leaving, err := c.Leaving(ctx, user)
	if err != nil {
		return Leaver{}, err
	}
	kept, err := c.LeaverHoldings(ctx, leaving)
	l.CanUndo = len(kept) > 0
	return l, err
}

// heldFrom reads what a person holds and deputises on a day or later.
func (n *Network) heldFrom(ctx context.Context, c store.Conn, user kpi.ID, day kpi.Day) ([]store.AccountHolder, error) {
	held, err := c.HeldAccounts(ctx, user)
	return slices.DeleteFunc(held, func(h store.AccountHolder) bool { return h.Until != 0 && h.Until < day }), err
}

// leaverAccount adds who deputises an account, and its months to file.
func (n *Network) leaverAccount(ctx context.Context, c store.Conn, user kpi.ID, a *LeaverAccount) error {
	rows, err := c.AccountHolders(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.User == user || r.From > n.Today() || (r.Until != 0 && r.Until < n.Today()) || slices.ContainsFunc(a.Deputies, func(d kpi.User) bool { return d.ID == r.User }) {
			continue
		}
		other, err := c.User(ctx, r.User)
		if err != nil {
			return err
		}
		if other.DisabledAt.IsZero() {
			a.Deputies = append(a.Deputies, other.User)
		}
	}
	crowd, err := c.Crowd(ctx, []kpi.ID{a.ID})
	if err != nil {
		return err
	}
	month := n.CurrentMonth().Add(-1)
	open, err := n.toFile(ctx, c, a.ID, month)
	if open && crowd.Expected(a.ID, month) {
		a.ToFile = append(a.ToFile, month)
	}
	return err
}

// Departure is how a person leaves.
type Departure struct {
	From kpi.Day // first day of the new holders; the person's last one is the day before
	// Holders are the new holders by account; 0 leaves the account without one,
	// which the board then says. Every account of Leaver must be named.
	Holders map[kpi.ID]kpi.ID
}

// Leave switches a person off: their sessions, links, tokens and feeds end at
// once, the accounts they hold pass to others from a day on, and they deputise
// none from then on. What they did stays.
// Errors: CodeForbidden but for administrators; CodeInvalid for oneself, for
// the last administrator, and with the fields from and holder_ID of accounts
// that nobody was chosen for, or somebody who cannot hold them.
func (n *Network) Leave(ctx context.Context, who kpi.Who, user kpi.ID, d Departure) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		l, err := n.leaver(ctx, tx.Conn, user)
		if err != nil {
			return err
		}
		if err := mayLeave(ctx, tx.Conn, who, l); err != nil {
			return err
		}
		if err := n.checkDeparture(ctx, tx.Conn, l, &d); err != nil {
			return err
		}
		if err := n.handOverAll(ctx, tx, l, d); err != nil {
			return err
		}
		if err := tx.DeleteDaysAwayOf(ctx, user); err != nil {
			return err
		}
		off := l.User.DisabledAt
		if off.IsZero() {
			off = tx.Now
		}
		return tx.SetDisabled(ctx, user, off)
	})
}

// mayLeave refuses to switch off oneself, the last administrator, and somebody
// who is off and files for nothing any more.
func mayLeave(ctx context.Context, c store.Conn, who kpi.Who, l Leaver) error {
	u := l.User
	switch {
	case !u.DisabledAt.IsZero() && !l.Files():
		return kpi.Invalid("succession.off_already")
	case !u.DisabledAt.IsZero():
		return nil
	case u.ID == who.User.ID:
		return kpi.Invalid("people.not_oneself")
	case u.Role != kpi.RoleAdmin:
		return nil
	}
	last, err := lastAdmin(ctx, c)
	if err == nil && last {
		return kpi.Invalid("people.last_admin")
	}
	return err
}

// checkDeparture says what is wrong with a departure, account by account.
func (n *Network) checkDeparture(ctx context.Context, c store.Conn, l Leaver, d *Departure) error {
	if len(l.Accounts) == 0 && len(l.Deputised) == 0 && d.From == 0 {
		d.From = n.Today()
	}
	var fields []kpi.FieldError
	earliest, latest := n.CurrentMonth().Add(-2).FirstDay(), n.Today().Add(longestAway)
	if d.From < earliest || d.From > latest {
		fields = append(fields, kpi.Field("from", "succession.from", "earliest", earliest, "latest", latest))
	}
	for _, a := range l.Accounts {
		user, chosen := d.Holders[a.ID]
		field := "holder_" + a.ID.String()
		switch {
		case !chosen:
			fields = append(fields, kpi.Field(field, "succession.choose", "account", a.Name()))
			continue
		case user == 0:
			continue
		case user == l.User.ID:
			fields = append(fields, kpi.Field(field, "succession.leaves_too", "account", a.Name()))
			continue
		}
		u, err := c.User(ctx, user)
		switch {
		case kpi.CodeOf(err) == kpi.CodeNotFound || (err == nil && u.Erased()):
			fields = append(fields, kpi.Field(field, "account.unknown_user"))
		case err != nil:
			return err
		case !u.DisabledAt.IsZero():
			fields = append(fields, kpi.Field(field, "holder.switched_off", "name", u.Name))
		}
	}
	if len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	return nil
}

// handOverAll passes the accounts on, having written down who filed for them.
func (n *Network) handOverAll(ctx context.Context, tx *store.Tx, l Leaver, d Departure) error {
	held, err := n.heldFrom(ctx, tx.Conn, l.User.ID, min(d.From, n.Today()))
	if err != nil {
		return err
	}
	if err := n.keepHoldings(ctx, tx, l.User.ID, held); err != nil {
		return err
	}
	for _, h := range held {
		if err := tx.EndHolder(ctx, h.ID, d.From.Add(-1)); err != nil {
			return err
		}
		next := d.Holders[h.Account]
		if h.Role != kpi.Holder || next == 0 || !heldNow(l, h.Account) {
			continue
		}
		if err := endLaterDeputy(ctx, tx, h.Account, next, max(h.From, d.From)); err != nil {
			return err
		}
		change := HolderChange{User: next, Role: kpi.Holder, From: max(h.From, d.From), Until: h.Until}
		if err := n.handOver(ctx, tx, h.Account, change); err != nil {
			return err
		}
	}
	return nil
}

// keepHoldings writes down who files for the accounts before anything changes,
// and ends whoever was to stand in on the person's days away.
func (n *Network) keepHoldings(ctx context.Context, tx *store.Tx, user kpi.ID, held []store.AccountHolder) error {
	kept := map[kpi.ID]bool{}
	for _, h := range held {
		if kept[h.Account] {
			continue
		}
		if err := tx.KeepLeaverHoldings(ctx, h.Account); err != nil {
			return err
		}
		kept[h.Account] = true
	}
	days, err := tx.DaysAway(ctx, []kpi.ID{user})
	if err != nil {
		return err
	}
	for _, away := range days[user] {
		if away.Deputy == 0 {
			continue
		}
		if err := n.endStandIn(ctx, tx, kpi.CommandLine(), away); err != nil {
			return err
		}
	}
	return nil
}

// endLaterDeputy ends what a person was to deputise of an account from after a
// day on, on which they become its holder.
func endLaterDeputy(ctx context.Context, tx *store.Tx, account, user kpi.ID, day kpi.Day) error {
	rows, err := tx.AccountHolders(ctx, account)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Role != kpi.Deputy || r.User != user || r.From <= day {
			continue
		}
		if err := tx.EndHolder(ctx, r.ID, r.From.Add(-1)); err != nil {
			return err
		}
	}
	return nil
}

// heldNow reports whether an account is among those to hand over.
func heldNow(l Leaver, account kpi.ID) bool {
	return slices.ContainsFunc(l.Accounts, func(a LeaverAccount) bool { return a.ID == account })
}

// UndoLeave switches a person on again who left, and gives back what they held
// and deputised; accounts whose holders were changed since are left as they
// are and named. Their tokens, links and feed stay ended.
// Errors: CodeForbidden but for administrators; CodeInvalid where they are not
// switched off.
func (n *Network) UndoLeave(ctx context.Context, who kpi.Who, user kpi.ID) (left []kpi.Account, err error) {
	if err := mayManagePeople(who); err != nil {
		return nil, err
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		u, err := present(tx.User(ctx, user))
		if err != nil {
			return err
		}
		if u.DisabledAt.IsZero() {
			return kpi.Invalid("succession.on_already")
		}
		leaving, err := tx.Leaving(ctx, user)
		if err != nil {
			return err
		}
		before, err := tx.LeaverHoldings(ctx, leaving)
		if err != nil {
			return err
		}
		for _, account := range sortedIDs(before) {
			changed, err := tx.HoldersChangedSince(ctx, account, leaving)
			if err != nil {
				return err
			}
			if changed {
				a, err := tx.Account(ctx, account, n.CurrentMonth())
				if err != nil {
					return err
				}
				left = append(left, a)
				continue
			}
			if err := putBackHolders(ctx, tx, account, before[account]); err != nil {
				return err
			}
		}
		if err := tx.ForgetLeaverHoldings(ctx, leaving); err != nil {
			return err
		}
		return tx.SetDisabled(ctx, user, time.Time{})
	})
	return left, err
}

// putBackHolders makes who files for an account what it was.
func putBackHolders(ctx context.Context, tx *store.Tx, account kpi.ID, before []store.AccountHolder) error {
	rows, err := tx.AccountHolders(ctx, account)
	if err != nil {
		return err
	}
	same := func(a store.AccountHolder) func(store.AccountHolder) bool {
		return func(b store.AccountHolder) bool { return a.User == b.User && a.Role == b.Role && a.From == b.From }
	}
	for _, r := range rows {
		i := slices.IndexFunc(before, same(r))
		if i < 0 {
			err = tx.EndHolder(ctx, r.ID, r.From.Add(-1)) // came with the act: never was
		} else {
			_, err = tx.SetHoldingDays(ctx, r.ID, before[i].From, before[i].Until)
		}
		if err != nil {
			return err
		}
	}
	for _, b := range before {
		if slices.ContainsFunc(rows, same(b)) {
			continue
		}
		if _, err := tx.AddHolder(ctx, account, b.AccountHolder); err != nil {
			return err
		}
	}
	return nil
}

// Unheld counts the accounts in test or active that nobody holds today, of
// those that whoever asks sets up, for coordinators.
// Errors: CodeForbidden.
func (n *Network) Unheld(ctx context.Context, who kpi.Who) (count int, err error) {
	if !who.Is(coordinators...) {
		return 0, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		act, err := c.LastActOnHolders(ctx)
		if err != nil {
			return err
		}
		key := memoKey{what: "unheld " + n.Today().String()}
		ids, err := rememberedIn(&n.memo, act, key, func(ids []kpi.ID) int { return 1 + len(ids) }, func() ([]kpi.ID, error) { return c.Unheld(ctx, n.Today()) })
		if err != nil {
			return err
		}
		if who.User.EntityID == 0 {
			count = len(ids)
			return nil
		}
		for _, id := range ids {
			switch err := n.mustSee(ctx, c, who, id); kpi.CodeOf(err) {
			case "":
				count++
			case kpi.CodeNotFound:
			default:
				return err
			}
		}
		return nil
	})
	return count, err
}
