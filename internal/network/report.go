package network

// This file gathers what the committee workbook shows.

import (
	"context"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// reportMonths is how many months a report covers, its own included: a year
// and the same month of the year before.
const reportMonths = 13

// Report returns what the committee workbook of a month shows, of the whole
// network or of a part of the tree of entities, on one state of the database.
// A person who is limited to a part gets that part. Whoever may not see every
// account's figures gets a report without accounts.
// Errors: as Dashboard; kpi.CodeNotFound, key "dashboard.no_entity", for an entity
// that does not exist or that the person does not see.
func (n *Network) Report(ctx context.Context, who kpi.Who, month kpi.Month, entity string) (r analytics.Report, err error) {
	err = n.look(ctx, who, month, kpi.Filter{Entity: entity}, func(l *look) error {
		if err := n.shown(month); err != nil {
			return err
		}
		if l.ids.Entity == store.NoMatch {
			return kpi.NotFound("dashboard.no_entity", "path", entity)
		}
		if r, err = l.report(ctx, n.Now()); err != nil {
			return err
		}
		return n.addSections(ctx, l, &r)
	})
	if err == nil {
		err = n.addDecisions(ctx, who, &r)
	}
	return r, err
}

// report gathers the report of the look's month, with accounts for whoever may
// see each one's figures.
func (l *look) report(ctx context.Context, at time.Time) (r analytics.Report, err error) {
	r = analytics.Report{AsOf: at, Months: kpi.MonthsBetween(l.month.Add(1-reportMonths), l.month),
		Network: l.settings.NetworkName, Entity: l.entityPath()}
	if r.Dashboard, err = l.dashboard(ctx); err != nil {
		return r, err
	}
	if err := l.monthly(ctx, &r); err != nil {
		return r, err
	}
	if r.BySphere, err = l.groupSummaries(ctx, kpi.ScopeSphere); err != nil {
		return r, err
	}
	if r.ByRange, err = l.groupSummaries(ctx, kpi.ScopeRange); err != nil {
		return r, err
	}
	if err := l.restated(ctx, &r); err != nil {
		return r, err
	}
	if l.own != nil {
		r.Dashboard.Engagement.Rows, r.Restated = nil, nil
		return r, nil
	}
	if r.Search, err = l.searchReport(ctx); err != nil {
		return r, err
	}
	r.Accounts, err = l.reportAccounts(ctx, r.Months, r.Indicators)
	return r, err
}

// entityPath is the displayed path of the entity that the look is limited to.
func (l *look) entityPath() string {
	e, _ := groupOf(l.groups.Entities, l.ids.Entity)
	return e.Name
}

// monthly sums up each month of the report, and finds the indicators that it
// speaks of.
func (l *look) monthly(ctx context.Context, r *analytics.Report) error {
	totals, err := l.comparedTotals(ctx, r.Months, kpi.ScopeNetwork)
	if err != nil {
		return err
	}
	list, err := l.summaries(ctx, r.Months, kpi.ScopeNetwork, totals)
	if err != nil {
		return err
	}
	shown := map[string]bool{}
	for _, m := range r.Months {
		s := list[groupMonth{0, m}]
		r.Monthly = append(r.Monthly, s)
		for _, measure := range s.Measures {
			shown[measure.Code] = true
		}
	}
	for _, ind := range l.indicators {
		if shown[ind.Code] {
			r.Indicators = append(r.Indicators, ind)
		}
	}
	return nil
}

// groupSummaries sums up the month of each group that has anything to count
// in it or in the months it is compared with, and enough accounts for whoever
// may not see them one by one.
func (l *look) groupSummaries(ctx context.Context, by string) ([]analytics.GroupSummary, error) {
	totals, err := l.comparedTotals(ctx, []kpi.Month{l.month}, by)
	if err != nil {
		return nil, err
	}
	present := map[kpi.ID]bool{}
	for _, t := range totals {
		present[t.A] = true
	}
	list, err := l.summaries(ctx, []kpi.Month{l.month}, by, totals)
	if err != nil {
		return nil, err
	}
	var groups []analytics.GroupSummary
	for _, g := range l.groupsOf(by) {
		s := list[groupMonth{g.ID, l.month}]
		if present[g.ID] && (l.own == nil || max(s.Accounts, s.Expected) >= fewest) {
			groups = append(groups, analytics.GroupSummary{Group: g, Summary: s})
		}
	}
	return groups, nil
}

// reportAccounts are the accounts that lived, or had a value, in any of the
// months, as they stand in the last one.
func (l *look) reportAccounts(ctx context.Context, months []kpi.Month, indicators []kpi.Indicator) ([]analytics.ReportAccount, error) {
	chosen, err := l.c.MonthList(ctx, l.month, l.ids, months[0], nil)
	if err != nil {
		return nil, err
	}
	ids := listedIDs(chosen, chosen.Ordered())
	ledgers, err := l.ledgers(ctx, ids, append([]kpi.Month{months[0].Add(-1)}, months...))
	if err != nil {
		return nil, err
	}
	filings, err := l.c.FilingsOf(ctx, l.month, ids)
	if err != nil {
		return nil, err
	}
	list := make([]analytics.ReportAccount, len(ledgers))
	for i, ledger := range ledgers {
		list[i] = analytics.ReportAccount{
			AccountRow: ledger.Row(l.month, filingState(filings, ledger.Account.ID), indicators),
			Figures:    ledger.Lines(months, indicators),
		}
	}
	return list, l.placeAccounts(ctx, list, months)
}

// placeAccounts says of accounts that were moved in the report's months where
// they stood before.
func (l *look) placeAccounts(ctx context.Context, list []analytics.ReportAccount, months []kpi.Month) error {
	rows, err := l.c.AllGroupings(ctx)
	if err != nil {
		return err
	}
	first, last := months[0], months[len(months)-1]
	places := map[kpi.ID][]kpi.AccountGrouping{}
	for _, r := range rows {
		if r.From > last || (!r.Until.IsZero() && r.Until < first) || (r.From <= first && (r.Until.IsZero() || r.Until >= last)) {
			continue // elsewhere in time, or all along
		}
		places[r.Account] = append(places[r.Account], kpi.AccountGrouping{
			Sphere: groupName(l.groups.Spheres, r.Sphere), Range: groupName(l.groups.Ranges, r.Range), Entity: groupName(l.groups.Entities, r.Entity),
			From: r.From, Until: r.Until,
		})
	}
	for i := range list {
		list[i].Places = places[list[i].Account.ID]
	}
	return nil
}
