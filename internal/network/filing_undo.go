package network

// This file takes a submission back, for a minute after it.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// UndoTime is for how long after submitting a person may take it back.
const UndoTime = time.Minute

// UndoSubmission takes back the submission of a filing, for whoever submitted
// it and for a minute: its state and its first and last submission become what
// they were. Figures typed into a draft stay; a filing that had been submitted
// before gets back the figures and the comment that it had then. What was
// submitted stays in the history.
// Errors: as File; CodeConflict where it is too late, or where the filing was
// changed since or submitted by somebody else.
func (n *Network) UndoSubmission(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) (kpi.Filing, error) {
	var filing kpi.Filing
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		f, err := n.openFiling(ctx, tx.Conn, who, account, month)
		if err != nil {
			return err
		}
		if err := f.mayChange(kpi.FilingChange{OnBehalfReason: "undo"}); err != nil {
			return err
		}
		until, err := n.undoUntil(ctx, tx.Conn, who, f)
		if err != nil {
			return err
		}
		if until.IsZero() {
			return kpi.NewError(kpi.CodeConflict, "filing.undo_late")
		}
		row, rows, err := f.before(ctx, tx.Conn)
		if err != nil {
			return err
		}
		var places map[kpi.ID]kpi.SearchPlace // a draft keeps what was typed
		if row.State.Filed() {
			if places, err = f.backToPlaces(ctx, tx.Conn, row.Batch); err != nil {
				return err
			}
		}
		if err := n.restore(ctx, tx, f, row, rows, places); err != nil {
			return err
		}
		if f, err = n.openFiling(ctx, tx.Conn, who, account, month); err != nil {
			return err
		}
		filing, err = f.read(ctx, tx.Conn)
		return err
	})
	if err != nil {
		return kpi.Filing{}, err
	}
	return filing, nil
}

// undoUntil is the last instant at which the person may take back the
// submission that stands, zero where they may not.
func (n *Network) undoUntil(ctx context.Context, c store.Conn, who kpi.Who, f *openFiling) (time.Time, error) {
	until := f.row.LastSubmittedAt.Add(UndoTime)
	if f.row.State != kpi.FilingSubmitted || n.now().After(until) || f.lock != nil {
		return time.Time{}, nil
	}
	acts, err := c.Acts(ctx, []kpi.ID{f.row.Batch})
	if err != nil {
		return time.Time{}, err
	}
	act := acts[f.row.Batch]
	if act.User != who.User.ID || act.Channel == kpi.ChannelImport || act.Channel == kpi.ChannelSheet || !act.At.Equal(f.row.LastSubmittedAt) {
		return time.Time{}, nil // a file is taken back as a whole
	}
	return until, nil
}

// before is the filing as it stood before the version that stands, and the
// figures to go back to.
func (f *openFiling) before(ctx context.Context, c store.Conn) (store.FilingRow, []store.FigureRow, error) {
	row := store.FilingRow{Month: f.month, Account: f.account.ID, State: kpi.FilingDraft, Comment: f.row.Comment}
	versions, err := c.FilingVersions(ctx, f.account.ID, []kpi.Month{f.month})
	if err != nil {
		return row, nil, err
	}
	if len(versions) == 0 {
		return row, nil, nil
	}
	last := versions[len(versions)-1]
	if !last.State.Filed() {
		last.Comment = f.row.Comment
		return last, nil, nil
	}
	stood, err := c.FiguresAt(ctx, f.month, f.account.ID, last.Batch)
	if err != nil {
		return row, nil, err
	}
	return last, f.goingBack(stood), nil
}

// goingBack gives the rows that make the figures again what they were; those
// that were not given then are cleared.
func (f *openFiling) goingBack(stood []store.FigureRow) []store.FigureRow {
	were := make(map[kpi.ID]store.FigureRow, len(stood))
	for _, r := range stood {
		were[r.Indicator] = r
	}
	rows := make([]store.FigureRow, 0, len(f.figures))
	for code := range f.figures {
		indicator, _ := f.indicator(code)
		row, there := were[indicator.ID]
		if !there {
			row = store.FigureRow{Month: f.month, Account: f.account.ID, Indicator: indicator.ID}
		}
		rows = append(rows, row)
	}
	return rows
}

func (n *Network) restore(ctx context.Context, tx *store.Tx, f *openFiling, row store.FilingRow, rows []store.FigureRow, places map[kpi.ID]kpi.SearchPlace) error {
	cal, err := n.calendarOf(ctx, tx.Conn)
	if err != nil {
		return err
	}
	return tx.KeepTotals(ctx, cal, f.account.ID, f.month, func() error {
		if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
			return err
		}
		if err := f.putSearch(ctx, tx, places); err != nil {
			return err
		}
		return tx.RestoreFiling(ctx, row)
	})
}
