package network

// This file writes the filings of many accounts for one month at once.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// FileMany changes the filings of many accounts for one month in one act and
// counts the totals once. It is for the program itself: it looks at impossible
// values and locks, not at versions nor at what a submission leaves unanswered.
// Errors: CodeForbidden but for the system; CodeLocked; CodeInvalid with the
// fields at fault, whose Line is the change's place in the list, from 1.
func (n *Network) FileMany(ctx context.Context, who kpi.Who, month kpi.Month, changes []kpi.FilingChange) error {
	if !who.System {
		return kpi.Forbidden("filing.forbidden")
	}
	if month.IsZero() || month > n.CurrentMonth() {
		return invalidField("month", "filing.future", "month", month, "current", n.CurrentMonth())
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		state, err := tx.Month(ctx, month)
		if err != nil {
			return err
		}
		if lock := n.lockOf(state); lock != nil {
			return kpi.NewError(kpi.CodeLocked, lock.Key, "month", month, "since", lock.Since, "lifter", lock.Lifter)
		}
		indicators, err := tx.Indicators(ctx)
		if err != nil {
			return err
		}
		rows, err := manyFigures(indicators, month, changes)
		if err != nil {
			return err
		}
		if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
			return err
		}
		if err := putManyFilings(ctx, tx, month, changes); err != nil {
			return err
		}
		cal, err := n.calendarOf(ctx, tx.Conn)
		if err != nil {
			return err
		}
		return tx.RefreshTotals(ctx, []kpi.Month{month}, cal)
	})
}

// manyFigures gives the figures of all changes as rows, and all their faults.
func manyFigures(indicators []kpi.Indicator, month kpi.Month, changes []kpi.FilingChange) ([]store.FigureRow, error) {
	var rows []store.FigureRow
	var faults []kpi.FieldError
	for line, change := range changes {
		f := openFiling{account: kpi.Account{ID: change.Account}, month: month, indicators: indicators}
		more, wrong := f.checked(change)
		rows = append(rows, more...)
		for _, fault := range wrong {
			fault.Line = line + 1
			faults = append(faults, fault)
		}
	}
	if len(faults) > 0 {
		return nil, &kpi.Error{Code: kpi.CodeInvalid, Key: "filing.invalid", Fields: faults}
	}
	return rows, nil
}

func putManyFilings(ctx context.Context, tx *store.Tx, month kpi.Month, changes []kpi.FilingChange) error {
	accounts := make([]kpi.ID, len(changes))
	for i, change := range changes {
		accounts[i] = change.Account
	}
	stored, err := tx.FilingsOf(ctx, month, accounts)
	if err != nil {
		return err
	}
	filings := make([]store.FilingRow, len(changes))
	for i, change := range changes {
		row := stored[change.Account]
		row.Month, row.Account = month, change.Account
		if change.Comment != nil {
			row.Comment = *change.Comment
		}
		filings[i] = submitted(row, change.Submit, tx)
	}
	return tx.PutFilings(ctx, filings)
}
