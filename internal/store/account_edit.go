package store

// This file changes the colour of an account, and corrects entries of its life
// that were wrong.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
)

// AvatarColors are the colours to choose from for an account's avatar.
func AvatarColors() []string { return avatarColors[:] }

// SetColor gives the avatar of an account another colour, #rrggbb.
func (tx *Tx) SetColor(ctx context.Context, account kpi.ID, color string) (changed bool, err error) {
	var old string
	if err := tx.get(ctx, &old, `SELECT color FROM accounts WHERE id = ?`, account); err != nil || old == color {
		return false, err
	}
	if _, err := tx.exec(ctx, `UPDATE accounts SET color = ? WHERE id = ?`, color, account); err != nil {
		return false, err
	}
	return true, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "color", Old: old, New: color})
}

// CorrectAccountState puts another entry in the place of the one of an
// account's life that began on a day: the one before it lasts until the new
// beginning, and it lasts until the one after it, as before. Whether it still
// lies between the two is not checked. Totals are not touched.
// Errors: kpi.CodeNotFound where none began on that day.
func (tx *Tx) CorrectAccountState(ctx context.Context, account kpi.ID, began kpi.Day, to kpi.AccountPeriod) (changed bool, err error) {
	rows, i, err := tx.stateBegun(ctx, account, began)
	if err != nil {
		return false, err
	}
	old := rows[i]
	row := dated[kpi.Day, lifeState]{From: to.From, Until: old.Until, Value: lifeState{to.State, to.Reason, to.Review}}
	if row == old {
		return false, nil
	}
	rows[i] = row
	if i > 0 {
		rows[i-1].Until = row.From - 1
	}
	if err := tx.putStates(ctx, account, joined(rows)); err != nil {
		return false, err
	}
	if began != to.From {
		if err := tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "state_from",
			Since: min(began, to.From).String(), Old: began.String(), New: to.From.String()}); err != nil {
			return false, err
		}
	}
	return true, tx.stateChanges(ctx, account, to.From, old.Value, row.Value)
}

// RemoveAccountState takes an entry out of an account's life: the one before
// it lasts until the one after it; the first leaves nothing before the second.
// Errors: kpi.CodeNotFound where none began on that day.
func (tx *Tx) RemoveAccountState(ctx context.Context, account kpi.ID, began kpi.Day) error {
	rows, i, err := tx.stateBegun(ctx, account, began)
	if err != nil {
		return err
	}
	old, before := rows[i], lifeState{}
	if i > 0 {
		rows[i-1].Until = old.Until
		before = rows[i-1].Value
	}
	if err := tx.putStates(ctx, account, joined(slices.Delete(rows, i, i+1))); err != nil {
		return err
	}
	return tx.stateChanges(ctx, account, began, old.Value, before)
}

func (tx *Tx) stateBegun(ctx context.Context, account kpi.ID, began kpi.Day) ([]dated[kpi.Day, lifeState], int, error) {
	rows, err := tx.states(ctx, account)
	if err != nil {
		return nil, 0, err
	}
	i := slices.IndexFunc(rows, func(r dated[kpi.Day, lifeState]) bool { return r.From == began })
	if i < 0 {
		return nil, 0, kpi.NotFound("error.not_found")
	}
	return rows, i, nil
}

func (tx *Tx) stateChanges(ctx context.Context, account kpi.ID, since kpi.Day, old, now lifeState) error {
	return tx.addChanges(ctx, Change{Subject: "accounts", SubjectID: account, Since: since.String()},
		field{"state", string(old.state), string(now.state)},
		field{"state_reason", old.reason, now.reason},
		field{"review", old.review.String(), now.review.String()})
}
