package network

// This file says which corrections a report points out: those accepted since
// the last one.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// restated adds the corrected figures that a report of the look's month points
// out, of the accounts in its part of the tree. Neither who asked for them nor
// why is in a report: its bytes stay for ever, and a person's words do not.
func (l *look) restated(ctx context.Context, r *analytics.Report) error {
	rows, err := l.c.CorrectionsToRestate(ctx, l.month)
	if err != nil || len(rows) == 0 {
		return err
	}
	today, err := l.c.AccountsByID(ctx, l.month, accountsOf(rows))
	if err != nil {
		return err
	}
	part := kpi.Who{User: kpi.User{EntityID: l.ids.Entity}}
	rows = slices.DeleteFunc(rows, func(row store.CorrectionRow) bool {
		return !within(l.groups.Entities, part, today[row.Account].EntityID)
	})
	acts, err := l.c.Acts(ctx, decisionsOf(rows))
	if err != nil {
		return err
	}
	for _, row := range rows {
		one := analytics.Restatement{Month: row.Month, New: row.New, At: acts[row.DecidedBy].At.In(r.AsOf.Location())}
		if one.Account, err = l.c.Account(ctx, row.Account, row.Month); err != nil {
			return err
		}
		if i := slices.IndexFunc(l.indicators, func(i kpi.Indicator) bool { return i.ID == row.Indicator }); i >= 0 {
			one.Indicator = l.indicators[i]
		}
		if one.Old, err = replaced(ctx, l.c, row); err != nil {
			return err
		}
		r.Restated = append(r.Restated, one)
	}
	r.Corrected = len(r.Restated)
	slices.SortStableFunc(r.Restated, func(a, b analytics.Restatement) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), cmp.Compare(kpi.Fold(a.Account.Name()), kpi.Fold(b.Account.Name())),
			cmp.Compare(kpi.Fold(a.Account.Platform), kpi.Fold(b.Account.Platform)))
	})
	return nil
}

func decisionsOf(rows []store.CorrectionRow) []kpi.ID {
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.DecidedBy
	}
	return ids
}

// replaced is the figure that an accepted correction replaced: as it stood
// then, which is not always as it was when the correction was proposed.
func replaced(ctx context.Context, c store.Conn, row store.CorrectionRow) (kpi.Figure, error) {
	entries, err := c.FilingEntries(ctx, row.Account, []kpi.Month{row.Month})
	for _, e := range entries {
		if e.Field == store.FieldFigure && e.Indicator == row.Indicator && e.Batch == row.DecidedBy {
			return e.Old, err
		}
	}
	return row.Old, err
}
