package network

// This file says what direction has to do next: for the month that is being
// filed, and for earlier ones that are not closed.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Tasks is what a member of direction finds to do.
type Tasks struct {
	Month       kpi.Month // that is being filed: the one before the current one
	Due         kpi.Day   // of Month
	Overdue     bool      // the due day is over
	State       kpi.MonthState
	Tally       analytics.FilingTally
	Acceptance  bool        // filings are accepted by direction
	Answers     int         // questions of any month whose answer waits to be read
	Waiting     int         // questions of any month that wait for an answer
	Corrections int         // of any month, to decide
	Decisions   int         // to be reviewed, and tests that ask for their verdict
	Sleepers    int         // accounts that were silent for months
	Earlier     []kpi.Month // months before Month whose due day is over and that are not closed, latest first
	Reviews     bool        // the person returns, accepts and decides: else they look on
	Closes      bool        // the person closes and publishes months
}

// Tasks reads what a member of direction has to do next, in the part of the tree
// that they are limited to.
// Errors: kpi.CodeNotFound but for admins and coordinators.
func (n *Network) Tasks(ctx context.Context, who kpi.Who) (Tasks, error) {
	t := Tasks{Month: n.CurrentMonth().Add(-1), Reviews: who.Is(kpi.RoleCoordinator)}
	t.Closes = closesMonths(who)
	err := n.board(ctx, who, t.Month, BoardQuery{}, func(v *boardView) error {
		row, err := v.c.Month(ctx, t.Month)
		if err != nil {
			return err
		}
		t.Due, t.Overdue, t.Acceptance = v.cal.DueDate(t.Month), v.late, v.settings.AcceptanceSwitchedOn
		t.State = n.monthState(row, v.cal)
		for place := range v.list.Places() {
			t.Tally.Add(v.mark(place), v.due, t.Overdue)
		}
		sleepers, err := v.sleepers(ctx)
		if err != nil {
			return err
		}
		t.Sleepers = len(sleepers)
		if t.Waiting, t.Answers, err = v.allQuestions(ctx); err != nil {
			return err
		}
		t.Earlier, err = v.notClosed(ctx)
		return err
	})
	if err != nil {
		return Tasks{}, err
	}
	if t.Corrections, err = n.CountCorrections(ctx, who); err != nil {
		return t, err
	}
	t.Decisions, err = n.DueReviews(ctx, who)
	return t, err
}

// allQuestions counts the open questions of all months on accounts that the
// person sees: those without an answer, and those with one.
func (v *boardView) allQuestions(ctx context.Context) (waiting, answered int, err error) {
	rows, err := v.c.OpenQuestions(ctx)
	if err != nil || len(rows) == 0 {
		return 0, 0, err
	}
	mine := map[kpi.ID]bool{}
	if v.limit() != 0 {
		ids, err := v.c.AccountIDs(ctx, store.AccountQuery{Month: v.n.CurrentMonth(), Within: v.limit()})
		if err != nil {
			return 0, 0, err
		}
		for _, id := range ids {
			mine[id] = true
		}
	}
	for _, r := range rows {
		switch {
		case v.limit() != 0 && !mine[r.Account]:
		case r.AnsweredBy != 0:
			answered++
		default:
			waiting++
		}
	}
	return waiting, answered, nil
}

// notClosed lists the earlier months that filings were expected in, whose due
// day is over and that nobody has closed, latest first, a year back at most and
// no further than the last that was closed.
func (v *boardView) notClosed(ctx context.Context) ([]kpi.Month, error) {
	months := kpi.MonthsBetween(max(v.month.Add(-openMonths), v.settings.FirstReportingMonth), v.month.Add(-1))
	if len(months) == 0 || v.first == 0 {
		return nil, nil
	}
	rows, err := v.c.MonthRows(ctx, months)
	if err != nil {
		return nil, err
	}
	var open []kpi.Month
	for i := len(months) - 1; i >= 0; i-- {
		row := rows[months[i]]
		if !row.ClosedAt.IsZero() && v.n.lockOf(row) != nil {
			break
		}
		if months[i] >= v.first && v.overdue(months[i]) {
			open = append(open, months[i])
		}
	}
	return open, nil
}
