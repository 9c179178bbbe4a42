package network

// This file shows accounts: lists of them, and the page of one.

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// AccountQuery chooses a page of accounts as they stand in the current month.
type AccountQuery struct {
	Filter kpi.Filter
	Limit  int    // 1 to 500
	After  kpi.ID // last id of the page before
}

// Bounds of a page of accounts.
const (
	defaultAccounts = 100
	mostAccounts    = 500
)

// Accounts lists the accounts that a person sees, by id, and returns the id to
// go on after, 0 at the end. Names in the filter that nobody has choose nothing.
func (n *Network) Accounts(ctx context.Context, who kpi.Who, q AccountQuery) (page []kpi.Account, next kpi.ID, err error) {
	limit := min(q.Limit, mostAccounts)
	if limit <= 0 {
		limit = defaultAccounts
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		query := store.AccountQuery{Month: n.CurrentMonth(), After: q.After, Limit: limit + 1}
		if err := n.keepToSight(ctx, c, who, &query); err != nil {
			return err
		}
		if query.Filter, err = c.FilterIDs(ctx, q.Filter); err != nil {
			return err
		}
		page, err = c.Accounts(ctx, query)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, nil
}

// keepToSight narrows a query to the accounts that a person sees.
func (n *Network) keepToSight(ctx context.Context, c store.Conn, who kpi.Who, q *store.AccountQuery) error {
	s, err := n.sightOf(ctx, c, who)
	if err != nil || who.System {
		return err
	}
	q.Within, q.HeldOnly = who.User.EntityID, !s.all
	q.Held = slices.Sorted(maps.Keys(s.held))
	return nil
}

// latestChanges is how many changes the page of an account shows.
const latestChanges = 20

// AccountView gathers all that the page of an account shows.
// Errors: kpi.CodeNotFound for whoever does not see the account.
func (n *Network) AccountView(ctx context.Context, who kpi.Who, account kpi.ID) (view analytics.AccountView, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		a, s, err := n.seeAccount(ctx, c, who, account, n.CurrentMonth())
		if err != nil {
			return err
		}
		view.Account = a
		if err := n.addFigures(ctx, c, who, &view); err != nil {
			return err
		}
		if err := addLife(ctx, c, &view); err != nil {
			return err
		}
		if err := n.addEventMarks(ctx, c, who, &view); err != nil {
			return err
		}
		if !s.knows(account) {
			view.Holders = nil
		}
		view.Changes, err = n.history(ctx, c, s, account, latestChanges)
		return err
	})
	if err != nil {
		return analytics.AccountView{}, err
	}
	return view, nil
}

// addFigures adds the lines of every indicator, and what is told of the latest
// month with figures.
func (n *Network) addFigures(ctx context.Context, c store.Conn, who kpi.Who, view *analytics.AccountView) error {
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return err
	}
	ledger, err := accountLedger(ctx, c, view.Account, indicators)
	if err != nil {
		return err
	}
	view.Month = n.CurrentMonth()
	if last := lastFigure(ledger, n.CurrentMonth()); last != 0 {
		view.Month = last
	}
	if ledger.Account, err = c.Account(ctx, view.Account.ID, view.Month); err != nil {
		return err
	}
	filing, err := c.Filing(ctx, view.Month, view.Account.ID)
	if err != nil {
		return err
	}
	view.Row = ledger.Row(view.Month, filing.State, indicators)
	figures := ledger.Lines(ledger.Months, indicators)
	for _, derived := range []bool{false, true} {
		for _, ind := range indicators {
			if ind.Derived == derived && slices.ContainsFunc(figures[ind.Code], kpi.Figure.Answered) {
				view.Lines = append(view.Lines, analytics.NewLine(ind, ledger.Months, figures[ind.Code]))
			}
		}
	}
	return n.addMeasures(ctx, c, who, ledger, view)
}

// accountLedger reads all figures of an account, from its first month to the
// network's last, or to its closing where it files no more.
func accountLedger(ctx context.Context, c store.Conn, a kpi.Account, indicators []kpi.Indicator) (*analytics.Ledger, error) {
	kept, err := c.KeptMonths(ctx, kpi.FirstMonth)
	if err != nil {
		return nil, err
	}
	rows, err := c.FigureHistory(ctx, a.ID, kept)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r store.FigureRow) bool { return !r.Answered() })
	var months []kpi.Month
	if len(rows) > 0 { // in order of months
		last := kept[len(kept)-1]
		if a.State == kpi.AccountClosed {
			last = max(rows[len(rows)-1].Month, min(last, a.Closed.Month()))
		}
		months = kpi.MonthsBetween(rows[0].Month, last)
	}
	codes, byCode := make(map[kpi.ID]string, len(indicators)), make(map[string]kpi.Indicator, len(indicators))
	for _, ind := range indicators {
		codes[ind.ID], byCode[ind.Code] = ind.Code, ind
	}
	ledger := analytics.NewLedger(a, months, byCode)
	for _, r := range rows {
		ledger.Set(r.Month, codes[r.Indicator], r.Figure)
	}
	stays, err := c.SphereStays(ctx, []kpi.ID{a.ID})
	for _, s := range stays {
		ledger.Stay(s.Sphere, s.From, s.Until)
	}
	return ledger, err
}

// lastFigure is the last month with a figure that was answered, but not the
// month still going on where there is an earlier one; zero where there is none.
func lastFigure(l *analytics.Ledger, current kpi.Month) kpi.Month {
	var going kpi.Month
	for i := len(l.Months) - 1; i >= 0; i-- {
		for _, line := range l.Figures {
			if !line[i].Answered() {
				continue
			}
			if l.Months[i] < current {
				return l.Months[i]
			}
			going = l.Months[i]
		}
	}
	return going
}

// addLife adds the dated life of an account and the marks that it leaves on
// its lines.
func addLife(ctx context.Context, c store.Conn, view *analytics.AccountView) (err error) {
	id := view.Account.ID
	if view.Handles, err = c.AccountHandles(ctx, id); err != nil {
		return err
	}
	if view.Groupings, err = c.AccountGroupings(ctx, id); err != nil {
		return err
	}
	if view.Periods, err = c.AccountPeriods(ctx, id); err != nil {
		return err
	}
	holders, err := c.AccountHolders(ctx, id)
	for _, h := range holders {
		view.Holders = append(view.Holders, h.AccountHolder)
	}
	view.Marks = marks(view)
	return err
}

// marks are what happened to an account after its beginning, in order.
func marks(view *analytics.AccountView) []analytics.Mark {
	var list []analytics.Mark
	held := false
	for _, h := range view.Holders {
		if h.Role == kpi.Holder && held {
			list = append(list, analytics.Mark{Month: h.From.Month(), Kind: analytics.MarkHandover})
		}
		held = held || h.Role == kpi.Holder
	}
	for i, p := range view.Periods {
		if i > 0 {
			list = append(list, analytics.Mark{Month: p.From.Month(), Kind: analytics.MarkState, Detail: string(p.State)})
		}
	}
	for i, h := range view.Handles {
		if i > 0 {
			list = append(list, analytics.Mark{Month: h.From, Kind: analytics.MarkRename, Detail: h.Handle})
		}
	}
	for i, g := range view.Groupings {
		if i > 0 {
			list = append(list, analytics.Mark{Month: g.From, Kind: analytics.MarkGrouping, Detail: groupingText(view.Groupings[i-1], g)})
		}
	}
	slices.SortStableFunc(list, func(a, b analytics.Mark) int { return cmp.Compare(a.Month, b.Month) })
	return list
}

// groupingText names where an account went: what changed of its place.
func groupingText(before, now kpi.AccountGrouping) string {
	var parts []string
	for _, p := range [][2]string{{before.Sphere, now.Sphere}, {before.Range, now.Range}, {before.Entity, now.Entity}} {
		if p[0] != p[1] && p[1] != "" {
			parts = append(parts, p[1])
		}
	}
	return strings.Join(parts, " · ")
}

// longestSeries is how many months a series may have.
const longestSeries = 1200

// Series is the line of one indicator, filed or derived, of an account from
// one month to another (zero: its first or last one), without holes.
// Errors: kpi.CodeNotFound for whoever does not see the account,
// kpi.CodeInvalid for an unknown indicator and months in the wrong order.
func (n *Network) Series(ctx context.Context, who kpi.Who, account kpi.ID, indicator string, from, to kpi.Month) (line analytics.Line, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		a, _, err := n.seeAccount(ctx, c, who, account, n.CurrentMonth())
		if err != nil {
			return err
		}
		indicators, err := c.Indicators(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(indicators, func(i kpi.Indicator) bool { return i.Code == indicator })
		if i < 0 {
			return invalidField("indicator", "indicator.unknown", "code", indicator)
		}
		all, err := accountLedger(ctx, c, a, indicators)
		if err != nil {
			return err
		}
		months, err := span(all.Months, from, to)
		if err != nil {
			return err
		}
		figures := all.Lines(months, indicators[i:i+1])[indicator]
		line = analytics.NewLine(indicators[i], months, figures)
		return nil
	})
	return line, err
}

// span lists the months from one to another; a zero one is the first or last
// of those known.
func span(known []kpi.Month, from, to kpi.Month) ([]kpi.Month, error) {
	if len(known) > 0 {
		from, to = cmp.Or(from, known[0]), cmp.Or(to, known[len(known)-1])
	}
	from, to = cmp.Or(from, to), cmp.Or(to, from)
	if to < from {
		return nil, invalidField("to", "account.months_order", "from", from, "to", to)
	}
	if to.Sub(from) >= longestSeries {
		return nil, invalidField("to", "account.months_many", "max", longestSeries)
	}
	if from == 0 {
		return nil, nil
	}
	return kpi.MonthsBetween(from, to), nil
}
