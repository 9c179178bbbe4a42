package network

// This file accepts many filings of a month in one act, and takes that back.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Acceptance is what accepting many filings did.
type Acceptance struct {
	Batch    kpi.ID // the act, by which it can be taken back; 0: nothing was accepted
	Accepted int
	Left     int // submitted ones that a person has to look at
}

// AcceptAll accepts the submitted filings of a month that the filter chooses
// and about which there is nothing to ask: no warning without an explanation
// and no open question.
// Errors: CodeForbidden but for coordinators, and where acceptance is not
// switched on; CodeLocked; CodeInvalid for a month to come.
func (n *Network) AcceptAll(ctx context.Context, who kpi.Who, month kpi.Month, filter kpi.Filter) (Acceptance, error) {
	var rows []submittedRow
	err := n.db.Snapshot(ctx, func(c store.Conn) (err error) { // which takes its time, and keeps nobody from writing
		if err = n.mayAcceptMonth(ctx, c, who, month); err == nil {
			rows, err = n.toAccept(ctx, c, who, month, filter)
		}
		return err
	})
	if err != nil {
		return Acceptance{}, err
	}
	var done Acceptance
	err = n.reviewMonth(ctx, who, month, func(tx *store.Tx) error {
		accepted, err := unchanged(ctx, tx, month, rows)
		if done = (Acceptance{Accepted: len(accepted), Left: len(rows) - len(accepted)}); err != nil || len(accepted) == 0 {
			return err
		}
		done.Batch = tx.Batch
		if err := tx.PutFilings(ctx, accepted); err != nil {
			return err
		}
		return tx.NoteAcceptance(ctx, month, len(accepted))
	})
	if err != nil {
		return Acceptance{}, err
	}
	return done, nil
}

// unchanged gives, accepted, those of the filings without anything to ask that
// are what they were when that was found out.
func unchanged(ctx context.Context, tx *store.Tx, month kpi.Month, rows []submittedRow) ([]store.FilingRow, error) {
	filings, err := tx.FilingsIn(ctx, month, kpi.FilingSubmitted)
	if err != nil {
		return nil, err
	}
	open, err := askedIn(ctx, tx.Conn, month)
	if err != nil {
		return nil, err
	}
	versions := make(map[kpi.ID]int, len(filings))
	for _, f := range filings {
		versions[f.Account] = f.Version
	}
	var accepted []store.FilingRow
	for _, r := range rows {
		if r.clear && versions[r.Account] == r.Version && !open[r.Account] {
			r.State = kpi.FilingAccepted
			accepted = append(accepted, r.FilingRow)
		}
	}
	return accepted, nil
}

// askedIn says which accounts have an open question in a month.
func askedIn(ctx context.Context, c store.Conn, month kpi.Month) (map[kpi.ID]bool, error) {
	rows, err := c.OpenQuestionsIn(ctx, month)
	open := make(map[kpi.ID]bool, len(rows))
	for _, q := range rows {
		open[q.Account] = true
	}
	return open, err
}

// Acceptable says what AcceptAll would do. Errors: as AcceptAll.
func (n *Network) Acceptable(ctx context.Context, who kpi.Who, month kpi.Month, filter kpi.Filter) (Acceptance, error) {
	var would Acceptance
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		if err := n.mayAcceptMonth(ctx, c, who, month); err != nil {
			return err
		}
		rows, err := n.toAccept(ctx, c, who, month, filter)
		for _, r := range rows {
			if r.clear {
				would.Accepted++
			} else {
				would.Left++
			}
		}
		return err
	})
	return would, err
}

func (n *Network) reviewMonth(ctx context.Context, who kpi.Who, month kpi.Month, act func(*store.Tx) error) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if err := n.mayAcceptMonth(ctx, tx.Conn, who, month); err != nil {
			return err
		}
		return act(tx)
	})
}

func (n *Network) mayAcceptMonth(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month) error {
	if !who.Is(kpi.RoleCoordinator) {
		return kpi.Forbidden("review.forbidden")
	}
	if month.IsZero() || month > n.CurrentMonth() {
		return invalidField("month", "filing.future", "month", month, "current", n.CurrentMonth())
	}
	if err := mayAccept(ctx, c); err != nil {
		return err
	}
	state, err := c.Month(ctx, month)
	if err != nil {
		return err
	}
	if lock := n.lockOf(state); lock != nil {
		return kpi.NewError(kpi.CodeLocked, lock.Key, "month", month, "since", lock.Since, "lifter", lock.Lifter)
	}
	return nil
}

// submittedRow is a submitted filing; clear says that there is nothing to ask
// about it.
type submittedRow struct {
	store.FilingRow
	clear bool
}

// toAccept lists the submitted filings of a month that the person reviews.
func (n *Network) toAccept(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month, filter kpi.Filter) ([]submittedRow, error) {
	filings, err := c.FilingsIn(ctx, month, kpi.FilingSubmitted)
	if err != nil || len(filings) == 0 {
		return nil, err
	}
	chosen, err := n.reviewedBy(ctx, c, who, month, filter)
	if err != nil {
		return nil, err
	}
	var rows []submittedRow
	var ids []kpi.ID
	for _, f := range filings {
		if chosen[f.Account] {
			rows = append(rows, submittedRow{FilingRow: f})
			ids = append(ids, f.Account)
		}
	}
	open, err := askedIn(ctx, c, month)
	if err != nil {
		return nil, err
	}
	warned, err := unexplained(ctx, c, month, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].clear = !open[rows[i].Account] && warned[rows[i].Account] == 0
	}
	return rows, nil
}

// reviewedBy says which accounts a person reviews, as they stand today, of
// those that a filter chooses as they stand in a month.
func (n *Network) reviewedBy(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month, filter kpi.Filter) (map[kpi.ID]bool, error) {
	query := store.AccountQuery{Month: month}
	var err error
	if query.Filter, err = c.FilterIDs(ctx, filter); err != nil {
		return nil, err
	}
	accounts, err := c.Accounts(ctx, query)
	chosen := make(map[kpi.ID]bool, len(accounts))
	for _, a := range accounts {
		chosen[a.ID] = true
	}
	if err != nil || who.User.EntityID == 0 {
		return chosen, err
	}
	accounts, err = c.Accounts(ctx, store.AccountQuery{Month: n.CurrentMonth(), Within: who.User.EntityID})
	mine := make(map[kpi.ID]bool, len(accounts))
	for _, a := range accounts {
		mine[a.ID] = chosen[a.ID]
	}
	return mine, err
}

// unexplained counts, by account, the warnings of a month that nobody has said
// a word about.
func unexplained(ctx context.Context, c store.Conn, month kpi.Month, accounts []kpi.ID) (map[kpi.ID]int, error) {
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	codes := make(map[kpi.ID]string, len(indicators))
	for _, i := range indicators {
		codes[i.ID] = i.Code
	}
	histories := make(map[kpi.ID]points, len(accounts))
	err = c.EachFigureOf(ctx, kpi.MonthsBetween(month.Add(-warningMonths), month), accounts, func(r store.FigureRow) {
		if histories[r.Account] == nil {
			histories[r.Account] = points{}
		}
		code := codes[r.Indicator]
		histories[r.Account][code] = append(histories[r.Account][code], kpi.Point{Month: r.Month, Figure: r.Figure})
	})
	counts := map[kpi.ID]int{}
	for id, history := range histories {
		for _, w := range analytics.Check(indicators, history, month) {
			if history.at(w.Indicator, month).Note == "" {
				counts[id]++
			}
		}
	}
	return counts, err
}

// UndoAcceptance takes back what an act accepted, for those filings that nobody
// has changed since, and says how many.
// Errors: CodeForbidden but for coordinators; CodeNotFound for an act that
// accepted nothing; CodeLocked; CodeConflict where nothing of it still stands.
func (n *Network) UndoAcceptance(ctx context.Context, who kpi.Who, batch kpi.ID) (int, error) {
	undone := 0
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if !who.Is(kpi.RoleCoordinator) {
			return kpi.Forbidden("review.forbidden")
		}
		month, err := tx.AcceptanceMonth(ctx, batch)
		if err != nil {
			return err
		}
		state, err := tx.Month(ctx, month)
		if err != nil {
			return err
		}
		if lock := n.lockOf(state); lock != nil {
			return kpi.NewError(kpi.CodeLocked, lock.Key, "month", month, "since", lock.Since, "lifter", lock.Lifter)
		}
		rows, err := n.accepted(ctx, tx.Conn, who, month, batch)
		if err != nil {
			return err
		}
		if undone = len(rows); undone == 0 {
			return kpi.NewError(kpi.CodeConflict, "review.undo_late")
		}
		if err := tx.PutFilings(ctx, rows); err != nil {
			return err
		}
		return tx.NoteAcceptanceUndone(ctx, month, undone)
	})
	if err != nil {
		return 0, err
	}
	return undone, nil
}

// accepted lists the filings that stand as an act accepted them, submitted again.
func (n *Network) accepted(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month, batch kpi.ID) ([]store.FilingRow, error) {
	rows, err := c.FilingsOfAct(ctx, month, batch)
	if err != nil {
		return nil, err
	}
	mine, err := n.reviewedBy(ctx, c, who, month, kpi.Filter{})
	if err != nil {
		return nil, err
	}
	var back []store.FilingRow
	for _, r := range rows {
		if r.State == kpi.FilingAccepted && mine[r.Account] {
			r.State = kpi.FilingSubmitted
			back = append(back, r)
		}
	}
	return back, nil
}
