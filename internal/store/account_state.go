package store

// This file holds the life cycle of accounts by days.

import (
	"context"

	"portevoix/internal/kpi"
)

type lifeState struct {
	state  kpi.AccountState
	reason string
	review kpi.Day
}

// SetAccountState puts an account in a state from a day on, until the next
// known change of state. Reason is that of closing; review is the day on which
// a test is looked at, zero for none. Totals are not touched.
func (tx *Tx) SetAccountState(ctx context.Context, account kpi.ID, from kpi.Day, state kpi.AccountState, reason string, review kpi.Day) (changed bool, err error) {
	rows, err := tx.states(ctx, account)
	if err != nil {
		return false, err
	}
	old, known := inForce(rows, from)
	life := lifeState{state, reason, review}
	if known && old.Value == life {
		return false, nil
	}
	if err := tx.putStates(ctx, account, setFrom(rows, dated[kpi.Day, lifeState]{From: from, Value: life})); err != nil {
		return false, err
	}
	if old.Value.state != state { // the reason and the review of another state end with it
		old.Value.reason, old.Value.review = "", 0
	}
	return true, tx.addChanges(ctx, Change{Subject: "accounts", SubjectID: account, Since: from.String()},
		field{"state", string(old.Value.state), string(state)},
		field{"state_reason", old.Value.reason, reason},
		field{"review", old.Value.review.String(), review.String()})
}

func (c Conn) states(ctx context.Context, account kpi.ID) ([]dated[kpi.Day, lifeState], error) {
	list, err := c.AccountPeriods(ctx, account)
	rows := make([]dated[kpi.Day, lifeState], len(list))
	for i, p := range list {
		rows[i] = dated[kpi.Day, lifeState]{From: p.From, Until: p.Until, Value: lifeState{p.State, p.Reason, p.Review}}
	}
	return rows, err
}

func (tx *Tx) putStates(ctx context.Context, account kpi.ID, rows []dated[kpi.Day, lifeState]) error {
	tx.touch(crowdStamp)
	if _, err := tx.exec(ctx, `DELETE FROM account_states WHERE account_id = ?`, account); err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := tx.exec(ctx, `INSERT INTO account_states (account_id, from_day, until_day, state, reason, review_day)
			VALUES (?, ?, ?, ?, ?, ?)`, account, r.From, r.Until, string(r.Value.state), r.Value.reason, r.Value.review); err != nil {
			return err
		}
	}
	return nil
}

// AccountPeriods reads the life cycle of an account, in order of days.
func (c Conn) AccountPeriods(ctx context.Context, account kpi.ID) ([]kpi.AccountPeriod, error) {
	var rows []struct {
		State  kpi.AccountState `db:"state"`
		Reason string           `db:"reason"`
		From   kpi.Day          `db:"from_day"`
		Until  kpi.Day          `db:"until_day"`
		Review kpi.Day          `db:"review_day"`
	}
	if err := c.all(ctx, &rows, `SELECT state, reason, from_day, until_day, review_day FROM account_states
		WHERE account_id = ? ORDER BY from_day`, account); err != nil {
		return nil, err
	}
	list := make([]kpi.AccountPeriod, len(rows))
	for i, r := range rows {
		list[i] = kpi.AccountPeriod(r)
	}
	return list, nil
}
