package network

// This file takes back an act on an account.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// accountUndo is an act being taken back.
type accountUndo struct {
	n         *Network
	who       kpi.Who
	tx        *store.Tx
	account   kpi.ID
	confirmed bool
}

// run puts back what changes had replaced, the earliest month or day first:
// what held from it on is cut by what held from a later one on.
func (u *accountUndo) run(ctx context.Context, changes []store.Change) error {
	plain, bySince := map[string]store.Change{}, map[string]map[string]store.Change{}
	for _, c := range changes {
		if c.Since == "" {
			plain[c.Field] = c
			continue
		}
		if bySince[c.Since] == nil {
			bySince[c.Since] = map[string]store.Change{}
		}
		bySince[c.Since][c.Field] = c
	}
	if err := u.putBackPlain(ctx, plain); err != nil {
		return err
	}
	var dates []string
	for since := range bySince {
		dates = append(dates, since)
	}
	slices.Sort(dates)
	// What is to be put back is settled before anything is: what did not change
	// on a date is known from the account as the act left it.
	steps := make([]func(context.Context) error, len(dates))
	for i, since := range dates {
		if err := u.checkDated(ctx, since, bySince[since]); err != nil {
			return err
		}
		var err error
		if steps[i], err = u.dated(ctx, since, bySince[since]); err != nil {
			return err
		}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// changedSince refuses to put back what is no longer as the act left it.
func changedSince() error { return kpi.NewError(kpi.CodeConflict, "setup_account.undo_changed") }

func (u *accountUndo) putBackPlain(ctx context.Context, changes map[string]store.Change) error {
	now, err := u.tx.Account(ctx, u.account, u.n.CurrentMonth())
	if err != nil {
		return err
	}
	for field, c := range changes {
		is, set := "", u.tx.SetPersona
		switch field {
		case "persona":
			is = now.Persona
		case "external_id":
			is, set = now.ExternalID, u.tx.SetExternalID
		case "color":
			is, set = now.Color, u.tx.SetColor
		default:
			return kpi.Invalid("setup_account.undo_never")
		}
		if is != c.New {
			return changedSince()
		}
		if _, err := set(ctx, u.account, c.Old); err != nil {
			return err
		}
	}
	return nil
}

// checkDated makes sure that from a month or day on the account is as the act
// left it.
func (u *accountUndo) checkDated(ctx context.Context, since string, changes map[string]store.Change) error {
	if day, err := kpi.ParseDay(since); err == nil {
		life, err := u.tx.AccountPeriods(ctx, u.account)
		if err != nil {
			return err
		}
		state := changes["state"]
		for _, p := range life {
			if p.From <= day && (p.Until == 0 || day <= p.Until) {
				if asLeft(changes["state_reason"], p.Reason) && asLeft(changes["review"], p.Review.String()) && asLeft(state, string(p.State)) {
					return nil
				}
				return changedSince()
			}
		}
		if state.New == "" {
			return nil
		}
		return changedSince()
	}
	month, err := kpi.ParseMonth(since)
	if err != nil {
		return err
	}
	now, err := u.tx.Account(ctx, u.account, month)
	if err != nil {
		return err
	}
	for field, is := range map[string]string{"handle": now.Handle, "sphere": now.SphereID.String(), "range": now.RangeID.String(), "entity": now.EntityID.String()} {
		if !asLeft(changes[field], is) {
			return changedSince()
		}
	}
	return nil
}

// asLeft reports whether a side of an account is as a change left it; a side
// that did not change is.
func asLeft(c store.Change, is string) bool { return c.Field == "" || c.New == is }

// dated settles what held from a month or day on before the act, and returns
// what puts it back.
func (u *accountUndo) dated(ctx context.Context, since string, changes map[string]store.Change) (func(context.Context) error, error) {
	if day, err := kpi.ParseDay(since); err == nil {
		return u.state(ctx, day, changes)
	}
	month, err := kpi.ParseMonth(since)
	if err != nil {
		return nil, err
	}
	handle, renamed := changes["handle"]
	if renamed && handle.Old == "" {
		return nil, kpi.Invalid("setup_account.undo_never")
	}
	now, err := u.tx.Account(ctx, u.account, month)
	if err != nil {
		return nil, err
	}
	place, moved := store.FilterIDs{Sphere: now.SphereID, Range: now.RangeID, Entity: now.EntityID}, false
	for field, id := range map[string]*kpi.ID{"sphere": &place.Sphere, "range": &place.Range, "entity": &place.Entity} {
		if c, changed := changes[field]; changed {
			*id, moved = kpi.ParseID(c.Old), true
		}
	}
	if moved {
		if err := u.mayMove(ctx, month, place.Entity); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context) error {
		if renamed {
			if _, err := u.tx.RenameAccount(ctx, u.account, month, handle.Old); err != nil {
				return err
			}
		}
		if !moved {
			return nil
		}
		return u.n.keepFrom(ctx, u.tx, u.account, month, func() error {
			_, err := u.tx.RegroupAccount(ctx, u.account, month, place.Sphere, place.Range, place.Entity)
			return err
		})
	}, nil
}

// mayMove refuses to put an account back where the person sees nothing, and
// into closed months unconfirmed.
func (u *accountUndo) mayMove(ctx context.Context, month kpi.Month, entity kpi.ID) error {
	groups, err := u.tx.Groups(ctx)
	if err != nil {
		return err
	}
	if !within(groups.Entities, u.who, entity) {
		return kpi.Invalid("setup_account.undo_never")
	}
	return u.n.touchesClosed(ctx, u.tx, month.FirstDay(), u.confirmed)
}

// state settles the state that held from a day on before the act.
func (u *accountUndo) state(ctx context.Context, day kpi.Day, changes map[string]store.Change) (func(context.Context) error, error) {
	if err := u.n.touchesClosed(ctx, u.tx, day, u.confirmed); err != nil {
		return nil, err
	}
	life, err := u.tx.AccountPeriods(ctx, u.account)
	if err != nil {
		return nil, err
	}
	var before kpi.AccountPeriod
	for _, p := range life {
		if p.From <= day && (p.Until == 0 || day <= p.Until) {
			before = p
		}
	}
	if c, ok := changes["state"]; ok {
		before.State, before.Reason, before.Review = kpi.AccountState(c.Old), "", 0
	}
	if c, ok := changes["state_reason"]; ok {
		before.Reason = c.Old
	}
	if c, ok := changes["review"]; ok {
		if before.Review = 0; c.Old != "" {
			if before.Review, err = kpi.ParseDay(c.Old); err != nil {
				return nil, err
			}
		}
	}
	return func(ctx context.Context) error {
		return u.n.keepFrom(ctx, u.tx, u.account, day.Month(), func() error {
			if before.State == "" {
				return u.tx.RemoveAccountState(ctx, u.account, day)
			}
			_, err := u.tx.SetAccountState(ctx, u.account, day, before.State, before.Reason, before.Review)
			return err
		})
	}, nil
}
