package network

// This file counts again what a new version of the program counts otherwise.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// A migration leaves the setting recount where totals are to be counted again
// when the file is next opened.
const (
	settingRecount  = "recount"
	recountDueDates = "due_dates" // days that public holidays have moved
)

// recountMarked does what a migration could not: it counts again, in one
// transaction, the months whose due day is another since public holidays are
// no working days, and takes the mark off.
func (n *Network) recountMarked(ctx context.Context) error {
	marks, err := n.db.Settings(ctx)
	if err != nil || marks[settingRecount] != recountDueDates {
		return err
	}
	return n.db.Write(ctx, n.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		cal, err := n.calendarOf(ctx, tx.Conn)
		if err != nil {
			return err
		}
		kept, err := tx.KeptMonths(ctx, kpi.FirstMonth)
		if err != nil {
			return err
		}
		if err := tx.RefreshTotals(ctx, movedBy(cal, kept), cal); err != nil {
			return err
		}
		return tx.DropSetting(ctx, settingRecount)
	})
}

// movedBy lists those of the months whose due day public holidays move.
func movedBy(cal kpi.Calendar, months []kpi.Month) []kpi.Month {
	weekends := cal
	weekends.Holidays = kpi.HolidaysNone
	var moved []kpi.Month
	for _, m := range months {
		if cal.DueDate(m) != weekends.DueDate(m) {
			moved = append(moved, m)
		}
	}
	return moved
}
