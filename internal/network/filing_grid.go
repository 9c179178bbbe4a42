package network

// This file gathers the filings of all of a person's accounts for one month.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// FilingGrid is all that a person files for a month.
type FilingGrid struct {
	Month kpi.Month
	Due   kpi.Day
	Lock  *kpi.Lock
	Forms []FilingForm // of the accounts that the person holds or deputises, in the order of the home page
	// Months before and after this one that can be opened; zero: none.
	PreviousMonth, NextMonth kpi.Month
}

// FilingGrid reads the filings of all accounts that a person files in a month.
// Errors: CodeInvalid for a month to come; CodeNotFound where there is none.
func (n *Network) FilingGrid(ctx context.Context, who kpi.Who, month kpi.Month, locale string) (FilingGrid, error) {
	grid := FilingGrid{Month: month, PreviousMonth: month.Add(-1), NextMonth: month.Add(1)}
	if month.IsZero() || month > n.CurrentMonth() {
		return grid, invalidField("month", "filing.future", "month", month, "current", n.CurrentMonth())
	}
	if grid.NextMonth > n.CurrentMonth() {
		grid.NextMonth = 0
	}
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		desk, err := n.deskOf(ctx, c, who, month)
		if err != nil {
			return err
		}
		if len(desk) == 0 {
			return kpi.NotFound("error.not_found")
		}
		cal, err := n.calendarOf(ctx, c)
		if err != nil {
			return err
		}
		grid.Due = cal.DueDate(month)
		for _, d := range desk {
			f, err := n.openFiling(ctx, c, who, d.Account.ID, month)
			if err != nil {
				return err
			}
			form, err := n.form(ctx, c, who, f, locale)
			if err != nil {
				return err
			}
			grid.Lock = f.lock
			grid.Forms = append(grid.Forms, form)
		}
		return nil
	})
	return grid, err
}
