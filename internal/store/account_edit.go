package store

// This file changes accounts as their page on screen does: for good from a
// month on, and correcting entries of their life that were wrong.

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

// RegroupAccountFrom moves an account from a month on for good: moves that
// were known for later months go away. Totals are not touched.
func (tx *Tx) RegroupAccountFrom(ctx context.Context, account kpi.ID, from kpi.Month, sphere, rang, entity kpi.ID) (changed bool, err error) {
	rows, err := tx.groupings(ctx, account)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return false, kpi.NotFound("error.not_found")
	}
	place := grouping{sphere, rang, entity}
	now := setFrom(until(rows, from), dated[kpi.Month, grouping]{From: from, Value: place})
	if slices.Equal(now, rows) {
		return false, nil
	}
	if err := tx.putGroupings(ctx, account, now); err != nil {
		return false, err
	}
	for _, old := range replaced(rows, from) {
		if err := tx.addChanges(ctx, Change{Subject: "accounts", SubjectID: account, Since: old.From.String()},
			field{"sphere", old.Value.sphere.String(), sphere.String()},
			field{"range", old.Value.rang.String(), rang.String()},
			field{"entity", old.Value.entity.String(), entity.String()}); err != nil {
			return false, err
		}
	}
	return true, nil
}

// RenameAccountFrom gives an account another handle from a month on for good:
// handles that were known for later months go away. With takeOver whoever had
// the handle loses it. Errors: as RenameAccount.
func (tx *Tx) RenameAccountFrom(ctx context.Context, account kpi.ID, from kpi.Month, handle string, takeOver bool) (changed bool, err error) {
	handle = displayed(handle)
	var platform kpi.ID
	if err := tx.get(ctx, &platform, `SELECT platform_id FROM accounts WHERE id = ?`, account); err != nil {
		return false, err
	}
	rows, err := tx.handles(ctx, account)
	if err != nil {
		return false, err
	}
	now, err := tx.handlesWith(ctx, account, platform, until(rows, from), from, handle, takeOver)
	if err != nil || slices.Equal(now, rows) {
		return false, err
	}
	if err := tx.putHandles(ctx, account, now); err != nil {
		return false, err
	}
	for _, old := range replaced(rows, from) {
		if old.Value == handle {
			continue
		}
		if err := tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "handle",
			Since: old.From.String(), Old: old.Value, New: handle}); err != nil {
			return false, err
		}
	}
	return true, nil
}

// until returns the rows that begin up to a point.
func until[P kpi.Month | kpi.Day, V comparable](rows []dated[P, V], at P) []dated[P, V] {
	var out []dated[P, V]
	for _, r := range rows {
		if r.From <= at {
			out = append(out, r)
		}
	}
	return out
}

// replaced returns what held from a point on, the first row cut to begin there.
// Where nothing held there, the first is an empty one.
func replaced[P kpi.Month | kpi.Day, V comparable](rows []dated[P, V], from P) []dated[P, V] {
	first, _ := inForce(rows, from)
	first.From = from
	out := []dated[P, V]{first}
	for _, r := range rows {
		if r.From > from {
			out = append(out, r)
		}
	}
	return out
}

// ActChanges reads what one act changed of an account, its figures and filings
// apart, in the order of writing.
func (c Conn) ActChanges(ctx context.Context, account, act kpi.ID) ([]Change, error) {
	var rows []struct {
		Field string `db:"field"`
		Since string `db:"since"`
		Old   string `db:"old"`
		New   string `db:"new"`
	}
	err := c.all(ctx, &rows, `SELECT field, since, old, new FROM changes
		WHERE batch_id = ? AND subject = 'accounts' AND subject_id = ? ORDER BY id`, act, account)
	changes := make([]Change, len(rows))
	for i, r := range rows {
		changes[i] = Change{Subject: "accounts", SubjectID: account, Field: r.Field, Since: r.Since, Old: r.Old, New: r.New}
	}
	return changes, err
}
