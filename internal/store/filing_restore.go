package store

// A filing goes back to what it was: its own row here, its figures in one
// reading of the versions that a batch replaced.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
)

// RestoreFiling saves a filing as given, the instant of its first submission
// included, which PutFilings would keep. What it replaces is kept as ever.
func (tx *Tx) RestoreFiling(ctx context.Context, row FilingRow) error {
	if err := tx.PutFilings(ctx, []FilingRow{row}); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `UPDATE filings SET first_submitted_at = ? WHERE month = ? AND account_id = ?`,
		instant(row.FirstSubmittedAt), row.Month, row.Account)
	return err
}

// FiguresAt reads the figures of one account for one month as they stood when
// a batch had been written; those that were not given yet are left out.
func (c Conn) FiguresAt(ctx context.Context, month kpi.Month, account, batch kpi.ID) ([]FigureRow, error) {
	months := []kpi.Month{month}
	replaced, err := c.FigureVersions(ctx, account, months)
	if err != nil {
		return nil, err
	}
	now, err := c.FiguresNow(ctx, account, months)
	if err != nil {
		return nil, err
	}
	stood := map[kpi.ID]FigureVersion{}
	for _, v := range slices.Concat(replaced, now) {
		if v.Batch <= batch && v.Batch >= stood[v.Indicator].Batch {
			stood[v.Indicator] = v
		}
	}
	rows := make([]FigureRow, 0, len(stood))
	for _, v := range stood {
		rows = append(rows, v.FigureRow)
	}
	return sortedFigures(rows), nil
}
