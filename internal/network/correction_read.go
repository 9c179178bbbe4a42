package network

// This file reads corrections, and says who sees them and what they may do:
// direction and admins those of the accounts they see, others those of the
// accounts they file for, now or in the month of the figure.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// CorrectionQuery says which corrections are listed; a zero field is any.
type CorrectionQuery struct {
	State   kpi.CorrectionState
	Decided bool // all but those that wait for a decision
	Month   kpi.Month
	Account kpi.ID
	Limit   int // 0: all
	Skip    int // of the latest
}

// Corrections lists the corrections that a person sees, latest first.
func (n *Network) Corrections(ctx context.Context, who kpi.Who, q CorrectionQuery) (list []Correction, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := n.visibleCorrections(ctx, c, who, q)
		if err != nil {
			return err
		}
		rows = rows[min(q.Skip, len(rows)):]
		if q.Limit > 0 {
			rows = rows[:min(q.Limit, len(rows))]
		}
		list, err = n.tellCorrections(ctx, c, who, rows)
		return err
	})
	return list, err
}

// CorrectionTally counts the corrections that a person sees.
func (n *Network) CorrectionTally(ctx context.Context, who kpi.Who) (waiting, decided int, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := n.visibleCorrections(ctx, c, who, CorrectionQuery{})
		for _, r := range rows {
			if r.State == kpi.CorrectionProposed {
				waiting++
			} else {
				decided++
			}
		}
		return err
	})
	return waiting, decided, err
}

// CountCorrections counts the corrections that wait for the person's decision.
func (n *Network) CountCorrections(ctx context.Context, who kpi.Who) (count int, err error) {
	if !who.Is(kpi.RoleCoordinator) {
		return 0, nil
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := n.visibleCorrections(ctx, c, who, CorrectionQuery{State: kpi.CorrectionProposed})
		if err != nil {
			return err
		}
		for _, r := range rows {
			decides, err := n.reviews(ctx, c, who, r.Account)
			if err != nil {
				return err
			}
			if decides {
				count++
			}
		}
		return nil
	})
	return count, err
}

// Correction reads one correction. Errors: CodeNotFound where the person sees
// no such.
func (n *Network) Correction(ctx context.Context, who kpi.Who, id kpi.ID) (correction Correction, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		correction, err = n.correction(ctx, c, who, id)
		return err
	})
	return correction, err
}

func (n *Network) correction(ctx context.Context, c store.Conn, who kpi.Who, id kpi.ID) (Correction, error) {
	row, err := c.Correction(ctx, id)
	if err != nil {
		return Correction{}, err
	}
	rows, err := n.seenCorrections(ctx, c, who, []store.CorrectionRow{row})
	if err != nil {
		return Correction{}, err
	}
	list, err := n.tellCorrections(ctx, c, who, rows)
	if err == nil && len(list) == 0 {
		err = kpi.NotFound("error.not_found")
	}
	if err != nil {
		return Correction{}, err
	}
	return list[0], nil
}

// waitingOn reads the corrections of an account's month that wait for a
// decision, by the indicator's code; those that the person sees.
func (n *Network) waitingOn(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID, month kpi.Month) (map[string]Correction, error) {
	rows, err := n.visibleCorrections(ctx, c, who, CorrectionQuery{State: kpi.CorrectionProposed, Month: month, Account: account})
	if err != nil {
		return nil, err
	}
	list, err := n.tellCorrections(ctx, c, who, rows)
	found := make(map[string]Correction, len(list))
	for _, one := range list {
		found[one.Indicator.Code] = one
	}
	return found, err
}

func (n *Network) visibleCorrections(ctx context.Context, c store.Conn, who kpi.Who, q CorrectionQuery) ([]store.CorrectionRow, error) {
	rows, err := c.Corrections(ctx, store.CorrectionQuery{State: q.State, Month: q.Month, Account: q.Account})
	if err != nil {
		return nil, err
	}
	if q.Decided {
		rows = slices.DeleteFunc(rows, func(r store.CorrectionRow) bool { return r.State == kpi.CorrectionProposed })
	}
	return n.seenCorrections(ctx, c, who, rows)
}

// seenCorrections keeps those of the corrections that a person sees.
func (n *Network) seenCorrections(ctx context.Context, c store.Conn, who kpi.Who, rows []store.CorrectionRow) ([]store.CorrectionRow, error) {
	direction := who.Is(kpi.RoleAdmin, kpi.RoleCoordinator)
	if len(rows) == 0 || direction && (who.System || who.User.EntityID == 0) {
		return rows, nil
	}
	s, err := n.sightOf(ctx, c, who)
	if err != nil {
		return nil, err
	}
	held, err := c.HeldAccounts(ctx, who.User.ID)
	if err != nil {
		return nil, err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	today, err := c.AccountsByID(ctx, n.CurrentMonth(), accountsOf(rows))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(r store.CorrectionRow) bool {
		mine := s.held[r.Account] || slices.ContainsFunc(held, func(h store.AccountHolder) bool { return h.Account == r.Account && inMonth(h, r.Month) })
		return !mine && !(direction && s.sees(groups.Entities, today[r.Account]))
	}), nil
}

func accountsOf(rows []store.CorrectionRow) []kpi.ID {
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// tellCorrections puts stored corrections into what a person is shown of them.
func (n *Network) tellCorrections(ctx context.Context, c store.Conn, who kpi.Who, rows []store.CorrectionRow) ([]Correction, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	var batches []kpi.ID
	months := map[kpi.Month][]store.CorrectionRow{}
	for _, r := range rows {
		batches = append(batches, r.ProposedBy, r.DecidedBy)
		months[r.Month] = append(months[r.Month], r)
	}
	acts, err := c.Acts(ctx, batches)
	if err != nil {
		return nil, err
	}
	names, err := n.newNamer(ctx, c, who)
	if err != nil {
		return nil, err
	}
	accounts, figures := map[accountMonth]kpi.Account{}, map[store.FigureKey]kpi.Figure{}
	for month, some := range months {
		if err := standing(ctx, c, month, accountsOf(some), accounts, figures); err != nil {
			return nil, err
		}
	}
	list := make([]Correction, len(rows))
	for i, r := range rows {
		at := slices.IndexFunc(indicators, func(i kpi.Indicator) bool { return i.ID == r.Indicator })
		list[i] = Correction{ID: r.ID, Account: accounts[accountMonth{r.Account, r.Month}], Month: r.Month, Old: r.Old, New: r.New,
			Now: figures[store.FigureKey{Month: r.Month, Account: r.Account, Indicator: r.Indicator}], State: r.State, Report: r.Report,
			Proposed: names.acted(acts[r.ProposedBy]), Decided: names.acted(acts[r.DecidedBy])}
		if at >= 0 {
			list[i].Indicator = indicators[at]
		}
		list[i].Reason = names.words(acts[r.ProposedBy], r.Reason)
		list[i].DecisionReason = names.words(acts[r.DecidedBy], r.DecisionReason)
		decides, err := n.reviews(ctx, c, who, r.Account)
		if err != nil {
			return nil, err
		}
		list[i].May = CorrectionMay{
			Decide:   r.State == kpi.CorrectionProposed && decides,
			Withdraw: r.State == kpi.CorrectionProposed && (who.System || names.own(acts[r.ProposedBy])),
			TakeBack: r.State == kpi.CorrectionRefused && decides,
		}
	}
	return list, nil
}

// accountMonth is an account in a month.
type accountMonth struct {
	account kpi.ID
	month   kpi.Month
}

// standing reads how accounts and their figures stand in a month.
func standing(ctx context.Context, c store.Conn, month kpi.Month, ids []kpi.ID, accounts map[accountMonth]kpi.Account, figures map[store.FigureKey]kpi.Figure) error {
	found, err := c.AccountsByID(ctx, month, ids)
	if err != nil {
		return err
	}
	for id, a := range found {
		accounts[accountMonth{id, month}] = a
		rows, err := c.Figures(ctx, month, id)
		if err != nil {
			return err
		}
		for _, r := range rows {
			figures[store.FigureKey{Month: month, Account: id, Indicator: r.Indicator}] = r.Figure
		}
	}
	return nil
}
