package network

// This file leads an account through its life as its page on screen does:
// states one after another, wrong entries corrected, acts taken back by a new
// one. Closed months are touched only by somebody who says that they know.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// nextStates are the usual steps of a life. Any other is possible: a life is
// corrected, or begins again.
var nextStates = map[kpi.AccountState][]kpi.AccountState{
	"":                  {kpi.AccountTest, kpi.AccountActive, kpi.AccountProposed},
	kpi.AccountProposed: {kpi.AccountTest, kpi.AccountActive, kpi.AccountClosed},
	kpi.AccountTest:     {kpi.AccountActive, kpi.AccountClosed, kpi.AccountDormant},
	kpi.AccountActive:   {kpi.AccountDormant, kpi.AccountClosed},
	kpi.AccountDormant:  {kpi.AccountActive, kpi.AccountClosed},
	kpi.AccountClosed:   {kpi.AccountTest, kpi.AccountActive},
}

// NextStates lists the usual steps from a state of an account.
func NextStates(s kpi.AccountState) []kpi.AccountState { return nextStates[s] }

// StateEntry is an entry of an account's life as somebody gives it.
type StateEntry struct {
	State  kpi.AccountState
	From   kpi.Day
	Reason string  // of closing: one of kpi.CloseReasons
	Review kpi.Day // of a test; zero: none
	// Confirmed says that the person knows that closed months are touched.
	Confirmed bool
}

// tidy drops what a state has no room for.
func (e StateEntry) tidy() StateEntry {
	if e.State != kpi.AccountClosed {
		e.Reason = ""
	}
	if e.State != kpi.AccountTest {
		e.Review = 0
	}
	return e
}

// PutAccountState puts an account in a state from a day on, until the next one
// that is known already, for coordinators.
// Errors: kpi.CodeInvalid with the fields state, from, reason and review;
// kpi.CodeConflict, key "setup_account.closed_months", where months that are
// closed are touched and the person has not confirmed it.
func (n *Network) PutAccountState(ctx context.Context, who kpi.Who, account kpi.ID, e StateEntry) error {
	e = e.tidy()
	if err := checkEntry(e); err != nil {
		return err
	}
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		life, err := tx.AccountPeriods(ctx, account)
		if err != nil {
			return err
		}
		if e.State == kpi.AccountClosed && (len(life) == 0 || e.From < life[0].From) {
			return invalidField("from", "account.closed_early", "day", e.From)
		}
		if err := n.touchesClosed(ctx, tx, e.From, e.Confirmed); err != nil {
			return err
		}
		return n.keepFrom(ctx, tx, account, e.From.Month(), func() error {
			_, err := tx.SetAccountState(ctx, account, e.From, e.State, e.Reason, e.Review)
			return err
		})
	})
}

// CorrectAccountState puts another entry in the place of the one of an
// account's life that began on a day, for coordinators: the entry before it
// lasts until the new beginning.
// Errors: as PutAccountState, and kpi.CodeInvalid where the entry before would
// end before it begins, or this one would; kpi.CodeNotFound where none began
// on that day.
func (n *Network) CorrectAccountState(ctx context.Context, who kpi.Who, account kpi.ID, began kpi.Day, e StateEntry) error {
	e = e.tidy()
	if err := checkEntry(e); err != nil {
		return err
	}
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		life, err := tx.AccountPeriods(ctx, account)
		if err != nil {
			return err
		}
		if err := fitsBetween(life, began, e); err != nil {
			return err
		}
		from := min(began, e.From)
		if err := n.touchesClosed(ctx, tx, from, e.Confirmed); err != nil {
			return err
		}
		return n.keepFrom(ctx, tx, account, from.Month(), func() error {
			_, err := tx.CorrectAccountState(ctx, account, began, kpi.AccountPeriod{State: e.State, From: e.From, Reason: e.Reason, Review: e.Review})
			return err
		})
	})
}

// RemoveAccountState takes an entry out of an account's life, for
// coordinators: the entry before it lasts until the one after it.
// Errors: kpi.CodeInvalid for the only entry; kpi.CodeConflict as
// PutAccountState; kpi.CodeNotFound where none began on that day.
func (n *Network) RemoveAccountState(ctx context.Context, who kpi.Who, account kpi.ID, began kpi.Day, confirmed bool) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		life, err := tx.AccountPeriods(ctx, account)
		if err != nil {
			return err
		}
		if len(life) == 1 {
			return invalidField("state", "setup_account.only_state")
		}
		if err := n.touchesClosed(ctx, tx, began, confirmed); err != nil {
			return err
		}
		return n.keepFrom(ctx, tx, account, began.Month(), func() error { return tx.RemoveAccountState(ctx, account, began) })
	})
}

// checkEntry refuses an entry that makes no sense by itself, on its fields.
func checkEntry(e StateEntry) error {
	key, args := checkState(e.State, e.From, e.Reason, e.Review)
	if key == "" {
		return nil
	}
	field := "state"
	switch key {
	case "account.state_undated":
		field = "from"
	case "account.close_reason":
		field = "reason"
	case "account.review_early":
		field = "review"
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: args, Fields: []kpi.FieldError{{Field: field, Key: key, Args: args}}}
}

// fitsBetween refuses an entry that would not lie between the one before and
// the one after the entry that it corrects.
func fitsBetween(life []kpi.AccountPeriod, began kpi.Day, e StateEntry) error {
	i := slices.IndexFunc(life, func(p kpi.AccountPeriod) bool { return p.From == began })
	switch {
	case i < 0:
		return kpi.NotFound("error.not_found")
	case i == 0 && e.State == kpi.AccountClosed:
		return invalidField("state", "setup_account.closed_first")
	case i > 0 && e.From <= life[i-1].From:
		return invalidField("from", "account.state_ends_early", "from", life[i-1].From, "until", e.From.Add(-1))
	case i+1 < len(life) && e.From >= life[i+1].From:
		return invalidField("from", "account.state_ends_early", "from", e.From, "until", life[i+1].From.Add(-1))
	}
	return nil
}

// touchesClosed refuses a change of an account's life from a day on that
// reaches into closed months, unless the person has confirmed that they know.
func (n *Network) touchesClosed(ctx context.Context, tx *store.Tx, from kpi.Day, confirmed bool) error {
	if confirmed || from == 0 || from.Month() > n.CurrentMonth() {
		return nil
	}
	kept, err := tx.KeptMonths(ctx, from.Month())
	if err != nil {
		return err
	}
	closed, err := n.closedAmong(ctx, tx.Conn, kept)
	if err != nil || len(closed) == 0 {
		return err
	}
	return kpi.NewError(kpi.CodeConflict, "setup_account.closed_months", "n", len(closed), "first", closed[0], "last", closed[len(closed)-1])
}

// setUpHistory is how many changes the page of an account's life shows.
const setUpHistory = 60

// AccountLife reads the life of an account, its changes but for figures and
// filings, latest first, and which acts among these can be taken back, for
// coordinators.
func (n *Network) AccountLife(ctx context.Context, who kpi.Who, account kpi.ID) (view analytics.AccountView, undo map[kpi.ID]bool, err error) {
	if !who.Is(coordinators...) {
		return view, nil, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		a, s, err := n.seeAccount(ctx, c, who, account, n.CurrentMonth())
		if err != nil {
			return err
		}
		view.Account = a
		if err := addLife(ctx, c, &view); err != nil {
			return err
		}
		all, err := n.history(ctx, c, s, account, 0)
		if err != nil {
			return err
		}
		for _, e := range all {
			if e.Indicator == "" && e.Month.IsZero() && len(view.Changes) < setUpHistory {
				view.Changes = append(view.Changes, e)
			}
		}
		undo = UndoableActs(view.Changes)
		return nil
	})
	return view, undo, err
}

// undoable are the fields of the history that an act may be taken back of, all
// of them.
var undoable = map[string]bool{
	"persona": true, "external_id": true, "color": true, "handle": true,
	"sphere": true, "range": true, "entity": true, "state": true, "state_reason": true, "review": true,
}

// UndoableActs says which of the acts in an account's history can be taken
// back with UndoAccountAct, as far as the account has not changed since.
func UndoableActs(entries []analytics.Entry) map[kpi.ID]bool {
	acts := map[kpi.ID]bool{}
	for _, e := range entries {
		can, seen := acts[e.Act]
		acts[e.Act] = (can || !seen) && undoable[e.Field] && e.Indicator == "" && e.Month.IsZero()
	}
	return acts
}

// UndoAccountAct takes back what an act changed of an account, for
// coordinators, by a new act that puts back what was: handle, place, life,
// persona, number and colour, as of the same months and days.
// Errors: kpi.CodeConflict where the account has changed since, and as
// PutAccountState; kpi.CodeInvalid for an act that cannot be taken back.
func (n *Network) UndoAccountAct(ctx context.Context, who kpi.Who, account, act kpi.ID, confirmed bool) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		changes, err := tx.ActChanges(ctx, account, act)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			return kpi.NotFound("error.not_found")
		}
		u := accountUndo{n: n, who: who, tx: tx, account: account, confirmed: confirmed}
		for _, c := range changes {
			if !undoable[c.Field] {
				return kpi.Invalid("setup_account.undo_never")
			}
		}
		return u.run(ctx, changes)
	})
}
