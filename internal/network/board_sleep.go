package network

// This file proposes to put silent accounts to sleep, and does it.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Sleeper is an account that nothing came for in analytics.SilentMonths months.
type Sleeper struct {
	Account kpi.Account // as it stands today
	Holder  string      // today's; "": nobody
	Since   kpi.Month   // first of the silent months
}

// sleepers lists the silent accounts of the filter: nothing at all came for them
// in the board's month and those before it, though a filing was expected each
// time and the due day is over; and nothing came since. They are still expected
// to file.
func (v *boardView) sleepers(ctx context.Context) ([]Sleeper, error) {
	if !v.overdue(v.month) || v.overdue(v.month.Add(1)) { // of the last month that is over alone
		return nil, nil
	}
	current := v.n.CurrentMonth()
	act, err := v.c.LastActOn(ctx, v.month.Add(1-analytics.SilentMonths), current)
	if err != nil {
		return nil, err
	}
	key := memoKey{what: "silent", month: v.month, months: current.String(), by: v.limit().String(), ids: v.ids}
	if held, there := v.memo.get(act, key); there {
		return v.sleepersOf(ctx, held.([]kpi.ID))
	}
	var silent []kpi.ID
	months := map[kpi.Month]store.Board{}
	for m := v.month.Add(1 - analytics.SilentMonths); m <= current; m++ {
		if months[m], err = v.c.Board(ctx, m, store.FilterIDs{}); err != nil {
			return nil, err
		}
	}
	for _, place := range v.list.Sorted(func(place int) bool { return v.mark(place).Silent(true) && isSilent(place, v.month, months) }) {
		silent = append(silent, v.list.ID(place))
	}
	v.memo.put(act, key, silent, 1+len(silent))
	return v.sleepersOf(ctx, silent)
}

// isSilent reports whether nothing came for the account at a place in any of
// some months, though it was expected in each that is over: until last.
func isSilent(place int, last kpi.Month, months map[kpi.Month]store.Board) bool {
	for m, board := range months {
		if filing, expected := board.Filing(place); filing.Version > 0 || m <= last && !expected {
			return false
		}
	}
	return true
}

// sleepersOf leaves those that are still in test or active today.
func (v *boardView) sleepersOf(ctx context.Context, ids []kpi.ID) ([]Sleeper, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	accounts, err := v.c.AccountsByID(ctx, v.n.CurrentMonth(), ids)
	if err != nil {
		return nil, err
	}
	holders, err := v.c.HoldersOn(ctx, v.n.Today(), ids)
	if err != nil {
		return nil, err
	}
	var list []Sleeper
	for _, id := range ids {
		if a := accounts[id]; a.State == kpi.AccountTest || a.State == kpi.AccountActive {
			list = append(list, Sleeper{Account: a, Holder: holders[id].Name, Since: v.month.Add(1 - analytics.SilentMonths)})
		}
	}
	return list, nil
}

// PutToSleep makes an account dormant from the first day of the current month
// on, for direction, and returns the act, which UndoAccountAct takes back.
// Errors: as PutAccountState.
func (n *Network) PutToSleep(ctx context.Context, who kpi.Who, account kpi.ID) (act kpi.ID, err error) {
	from := n.CurrentMonth().FirstDay()
	err = n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		act = tx.Batch
		if err := n.touchesClosed(ctx, tx, from, false); err != nil {
			return err
		}
		return n.keepFrom(ctx, tx, account, from.Month(), func() error {
			_, err := tx.SetAccountState(ctx, account, from, kpi.AccountDormant, "", 0)
			return err
		})
	})
	return act, err
}
