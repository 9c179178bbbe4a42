package network

// This file changes an account as its page on screen does: all at once, what
// is dated from one month on for good, after a look at what that moves.

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// AvatarColors are the colours to choose an avatar's from; others may be given.
func AvatarColors() []string { return store.AvatarColors() }

// AccountChange is what an account is to be from now on: the handle and the
// place from a month on, the rest at once.
type AccountChange struct {
	Persona    string
	ExternalID string
	Color      string // #rrggbb
	Handle     string
	TakeOver   bool // the handle may be another account's, which loses it from From on
	Place      Place
	From       kpi.Month // of handle and place; kpi.FirstMonth: since always
}

// AccountImpact is what a change of an account moves.
type AccountImpact struct {
	Regroups bool // the account goes to another place
	Renames  bool // it gets another handle
	From     kpi.Month
	Months   []kpi.Month           // with figures of the account, whose totals change
	Closed   []kpi.Month           // of these, closed ones
	Replaced []kpi.AccountGrouping // later moves, known already, that go away
	Month    kpi.Month             // of Totals: the last of Months, but for the one going on
	Totals   []TotalMove
}

// TotalMove is the audience of a group before and after a change.
type TotalMove struct {
	Group         analytics.Group
	Before, After kpi.Number
}

// ChangeAccount changes an account, for coordinators.
// Errors: kpi.CodeInvalid with all fields at fault (persona, external_id,
// color, handle, sphere, range, entity, from); kpi.CodeConflict, keys
// "account.handle_taken" and "account.id_taken".
func (n *Network) ChangeAccount(ctx context.Context, who kpi.Who, account kpi.ID, change AccountChange) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		_, err := n.applyChange(ctx, tx, who, account, change)
		return err
	})
}

// PreviewAccountChange says what ChangeAccount would move, and changes
// nothing. Errors: as ChangeAccount.
func (n *Network) PreviewAccountChange(ctx context.Context, who kpi.Who, account kpi.ID, change AccountChange) (AccountImpact, error) {
	var impact AccountImpact
	err := n.changeAccount(ctx, who, account, func(tx *store.Tx) (err error) {
		if impact, err = n.changeImpact(ctx, tx, who, account, change); err != nil {
			return err
		}
		return errDryRun
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return impact, err
}

// changeImpact makes the change and compares what was before with what is.
func (n *Network) changeImpact(ctx context.Context, tx *store.Tx, who kpi.Who, account kpi.ID, change AccountChange) (AccountImpact, error) {
	impact := AccountImpact{From: change.From}
	months, err := accountMonths(ctx, tx.Conn, account, change.From)
	if err != nil {
		return impact, err
	}
	for _, m := range months {
		if impact.Month == 0 || m < n.CurrentMonth() {
			impact.Month = m
		}
	}
	before, err := n.audiences(ctx, tx.Conn, impact.Month)
	if err != nil {
		return impact, err
	}
	places, err := tx.AccountGroupings(ctx, account)
	if err != nil {
		return impact, err
	}
	done, err := n.applyChange(ctx, tx, who, account, change)
	if impact.Regroups, impact.Renames = done.regrouped, done.renamed; err != nil || !done.regrouped {
		return impact, err
	}
	impact.Months = months
	for _, p := range places {
		if p.From > max(change.From, n.CurrentMonth()) {
			impact.Replaced = append(impact.Replaced, p)
		}
	}
	if impact.Closed, err = n.closedAmong(ctx, tx.Conn, months); err != nil {
		return impact, err
	}
	after, err := n.audiences(ctx, tx.Conn, impact.Month)
	impact.Totals = movedTotals(before, after)
	return impact, err
}

// changeDone says which dated sides of an account a change touched.
type changeDone struct{ regrouped, renamed bool }

// applyChange checks a change and writes it.
func (n *Network) applyChange(ctx context.Context, tx *store.Tx, who kpi.Who, account kpi.ID, change AccountChange) (done changeDone, err error) {
	change.Color = strings.ToLower(strings.TrimSpace(change.Color))
	place, err := n.checkChange(ctx, tx, who, change)
	if err != nil {
		return done, err
	}
	for _, set := range []func() (bool, error){
		func() (bool, error) { return tx.SetPersona(ctx, account, change.Persona) },
		func() (bool, error) { return tx.SetExternalID(ctx, account, strings.TrimSpace(change.ExternalID)) },
		func() (bool, error) { return tx.SetColor(ctx, account, change.Color) },
	} {
		if _, err := set(); err != nil {
			return done, err
		}
	}
	if done.renamed, err = n.renameFrom(ctx, tx, account, change); err != nil {
		return done, err
	}
	rows, err := tx.AccountGroupings(ctx, account)
	if err != nil || n.standsThere(rows, change) {
		return done, err
	}
	err = n.keepFrom(ctx, tx, account, change.From, func() (err error) {
		done.regrouped, err = tx.RegroupAccountFrom(ctx, account, change.From, place.Sphere, place.Range, place.Entity)
		return err
	})
	return done, err
}

// checkChange gathers all that is wrong with a change, and finds its place.
func (n *Network) checkChange(ctx context.Context, tx *store.Tx, who kpi.Who, change AccountChange) (place store.FilterIDs, err error) {
	var faults []kpi.FieldError
	if checkName("persona", change.Persona+".") != nil {
		faults = append(faults, kpi.Field("persona", "account.persona", "max", maxName))
	}
	if change.ExternalID != "" && checkName("external_id", change.ExternalID) != nil {
		faults = append(faults, kpi.Field("external_id", "setup_account.external_id", "max", maxName))
	}
	if !colorForm.MatchString(change.Color) {
		faults = append(faults, kpi.Field("color", "account.color", "value", change.Color))
	}
	if key := checkHandle(change.Handle); key != "" {
		faults = append(faults, kpi.Field("handle", key, "max", maxName))
	}
	if change.From == 0 || change.From > n.CurrentMonth().Add(latestMove) {
		faults = append(faults, kpi.Field("from", "setup_account.from", "last", n.CurrentMonth().Add(latestMove)))
	}
	place, err = placeIDs(ctx, tx, who, change.Place)
	if invalid := new(kpi.Error); errors.As(err, &invalid) && invalid.Code == kpi.CodeInvalid {
		faults = append(faults, invalid.Fields...)
	} else if err != nil {
		return place, err
	}
	if len(faults) > 0 {
		return place, &kpi.Error{Code: kpi.CodeInvalid, Key: faults[0].Key, Args: faults[0].Args, Fields: faults}
	}
	return place, nil
}

// latestMove is how many months ahead a change may be dated.
const latestMove = 12

// renameFrom gives the account its handle, unless it has it already in all
// months from From until now.
func (n *Network) renameFrom(ctx context.Context, tx *store.Tx, account kpi.ID, change AccountChange) (bool, error) {
	rows, err := tx.AccountHandles(ctx, account)
	if err != nil {
		return false, err
	}
	last, same := max(change.From, n.CurrentMonth()), true
	for _, r := range rows {
		if r.From <= last && (r.Until == 0 || r.Until >= change.From) && r.Handle != strings.TrimSpace(change.Handle) {
			same = false
		}
	}
	if now, err := tx.Account(ctx, account, last); err != nil || (same && now.Handle == strings.TrimSpace(change.Handle)) {
		return false, err
	}
	return tx.RenameAccountFrom(ctx, account, change.From, change.Handle, change.TakeOver)
}

// standsThere reports whether an account stands in a place in all months from
// From until now, so that nothing has to change.
func (n *Network) standsThere(rows []kpi.AccountGrouping, change AccountChange) bool {
	last := max(change.From, n.CurrentMonth())
	for _, r := range rows {
		here := kpi.Fold(r.Sphere) == kpi.Fold(change.Place.Sphere) && kpi.Fold(r.Range) == kpi.Fold(change.Place.Range) &&
			entityKey(r.Entity) == entityKey(change.Place.Entity)
		if r.From <= last && (r.Until == 0 || r.Until >= change.From) && !here {
			return false
		}
	}
	return true
}

// accountMonths lists the months from one on in which an account has a figure,
// in order.
func accountMonths(ctx context.Context, c store.Conn, account kpi.ID, from kpi.Month) ([]kpi.Month, error) {
	kept, err := c.KeptMonths(ctx, from)
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	rows, err := c.FigureHistory(ctx, account, kept)
	var months []kpi.Month
	for _, r := range rows {
		if r.Answered() {
			months = append(months, r.Month)
		}
	}
	slices.Sort(months)
	return slices.Compact(months), err
}

// closedAmong lists those of some months that are closed now, in order.
func (n *Network) closedAmong(ctx context.Context, c store.Conn, months []kpi.Month) ([]kpi.Month, error) {
	locked, err := n.lockedMonths(ctx, c, months)
	var closed []kpi.Month
	for _, m := range months {
		if locked[m] {
			closed = append(closed, m)
		}
	}
	return closed, err
}

// audiences are the followers of every sphere, range and entity in a month;
// none for the zero month.
func (n *Network) audiences(ctx context.Context, c store.Conn, month kpi.Month) (list []TotalMove, err error) {
	if month == 0 {
		return nil, nil
	}
	cal, err := n.calendarOf(ctx, c)
	if err != nil {
		return nil, err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	for _, kind := range []struct {
		scope  string
		kind   analytics.GroupKind
		groups []store.Group
	}{
		{kpi.ScopeSphere, analytics.GroupSphere, groups.Spheres}, {kpi.ScopeRange, analytics.GroupRange, groups.Ranges},
		{kpi.ScopeEntity, analytics.GroupEntity, groups.Entities},
	} {
		totals, err := c.Totals(ctx, store.TotalQuery{Months: []kpi.Month{month}, By: kind.scope, Codes: []string{kpi.Followers}, Cal: cal})
		if err != nil {
			return nil, err
		}
		for _, g := range append(slices.Clone(kind.groups), store.Group{Position: -1}) {
			move := TotalMove{Group: shownGroup(kind.kind, g)}
			for _, t := range totals {
				if t.A == g.ID && t.Known > 0 {
					move.After = kpi.Num(t.Sum)
				}
			}
			list = append(list, move)
		}
	}
	return list, nil
}

// movedTotals are the audiences that differ, in the order of the screen, those
// that shrink before those that grow.
func movedTotals(before, after []TotalMove) []TotalMove {
	var moved []TotalMove
	for i := range after {
		m := TotalMove{Group: after[i].Group, Before: before[i].After, After: after[i].After}
		if m.Before != m.After {
			moved = append(moved, m)
		}
	}
	kinds := []analytics.GroupKind{analytics.GroupSphere, analytics.GroupRange, analytics.GroupEntity}
	slices.SortStableFunc(moved, func(a, b TotalMove) int {
		shrinks := func(m TotalMove) int {
			if m.After.V < m.Before.V {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Group.Kind), slices.Index(kinds, b.Group.Kind)), cmp.Compare(shrinks(a), shrinks(b)))
	})
	return moved
}
