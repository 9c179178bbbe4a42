package network

// This file gives the committee workbook its targets.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// addTargets adds the targets of the year and of the month of a report, at the
// end of that month: of its part of the tree alone where it has one, and of
// accounts where the report has them.
func (n *Network) addTargets(ctx context.Context, l *look, r *analytics.Report) error {
	who := kpi.Who{User: kpi.User{Role: kpi.RoleCoordinator, EntityID: l.ids.Entity}}
	s := &targetSight{look: l, n: n, who: who, last: l.month, now: l.month, see: sight{who: who, all: l.own == nil, held: map[kpi.ID]bool{}}}
	rows, err := l.c.Targets(ctx, targetSpans(l.month, false)...)
	if err != nil || len(rows) == 0 {
		return err
	}
	list, err := s.views(ctx, rows)
	if err != nil {
		return err
	}
	if err := s.finish(ctx, list); err != nil {
		return err
	}
	for _, t := range list {
		r.Targets = append(r.Targets, analytics.ReportTarget{Target: t.Target, Of: t.Of, Group: t.Group, Account: t.Account, Set: kpi.DayOf(t.Set.At),
			Progress: t.Progress, Before: t.Before})
	}
	return nil
}
