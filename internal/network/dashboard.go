package network

// This file gives the month page its numbers; table.go gives its table.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// What the month page looks back on, in months, the shown one included.
const (
	seriesMonths = 24
	growthMonths = 12
	sparkMonths  = 12
)

// engagementRows is how many accounts the engagement chart shows.
const engagementRows = 40

// Summary returns the key figures of a month over a filter.
// Errors: kpi.CodeNotFound for whoever may not see the network's totals, and
// where a filter leaves so few accounts that one could be deduced.
func (n *Network) Summary(ctx context.Context, who kpi.Who, month kpi.Month, f kpi.Filter) (analytics.Summary, error) {
	var s analytics.Summary
	err := n.look(ctx, who, month, f, func(l *look) error {
		totals, err := l.comparedTotals(ctx, []kpi.Month{month}, kpi.ScopeNetwork)
		if err != nil {
			return err
		}
		s, err = l.summary(ctx, totals)
		return err
	})
	return s, err
}

// Dashboard returns what the month page shows besides its table.
// Errors: as Summary; kpi.CodeInvalid for a month that no figures can be of.
func (n *Network) Dashboard(ctx context.Context, who kpi.Who, month kpi.Month, f kpi.Filter) (analytics.Dashboard, error) {
	var d analytics.Dashboard
	err := n.look(ctx, who, month, f, func(l *look) (err error) {
		if err := n.shown(month); err != nil {
			return err
		}
		d, err = l.dashboard(ctx)
		return err
	})
	return d, err
}

func (l *look) dashboard(ctx context.Context) (analytics.Dashboard, error) {
	var d analytics.Dashboard
	t, err := l.monthTotals(ctx)
	if err != nil {
		return d, err
	}
	if d.Summary, err = l.summary(ctx, t.network); err != nil {
		return d, err
	}
	recent := kpi.MonthsBetween(l.month.Add(1-growthMonths), l.month)
	d.Growth = analytics.GrowthSeries(recent, ofIndicator(t.network, kpi.Followers))
	d.Sparks = analytics.Sparks(kpi.MonthsBetween(l.month.Add(1-sparkMonths), l.month), l.indicators, t.network)

	months := kpi.MonthsBetween(l.month.Add(1-seriesMonths), l.month)
	spheres := l.groupsOf(kpi.ScopeSphere)
	d.Audience = analytics.GroupSeries(spheres, months, l.undeducible(ofIndicator(t.sphere, kpi.Followers)))
	d.Posts = analytics.GroupSeries(spheres, months, l.undeducible(ofIndicator(t.sphere, kpi.Posts)))
	d.GroupedByOne = len(d.Audience) == 1
	d.BySphere = analytics.Shares(spheres, l.undeducible(l.interactionsNow(t.sphere)))
	d.ByRange = analytics.Shares(l.groupsOf(kpi.ScopeRange), l.undeducible(l.interactionsNow(t.rang)))
	d.Engagement, err = l.engagement(ctx)
	return d, err
}

// monthTotals are the totals that the month page is made from.
type monthTotals struct {
	network []kpi.Total // of the 13 months that end with the month
	sphere  []kpi.Total // of 24 months, at least followers and posts
	rang    []kpi.Total // of the month, interactions
}

// monthTotals reads what is kept as it is, and remembers what is not.
func (l *look) monthTotals(ctx context.Context) (t monthTotals, err error) {
	kept := func(by string) bool { return store.TotalQuery{By: by, Filter: l.ids}.Kept() }
	counted := func(count func(context.Context) (monthTotals, error)) (monthTotals, error) {
		weight := func(t monthTotals) int { return 10 * (len(t.network) + len(t.sphere) + len(t.rang)) }
		return remembered(l, memoKey{what: "totals", month: l.month}, weight, func() (monthTotals, error) { return count(ctx) })
	}
	switch {
	case !kept(kpi.ScopeNetwork):
		return counted(l.countMonthTotals)
	case kept(kpi.ScopeSphere):
		t, err = l.keptGroupTotals(ctx)
	default:
		t, err = counted(l.countGroupTotals)
	}
	if err != nil {
		return t, err
	}
	year := kpi.MonthsBetween(l.month.Add(-12), l.month)
	t.network, err = l.totals(ctx, l.counted(year), kpi.ScopeNetwork, nil)
	return t, err
}

// keptGroupTotals reads what the charts by sphere and range show.
func (l *look) keptGroupTotals(ctx context.Context) (t monthTotals, err error) {
	months := kpi.MonthsBetween(l.month.Add(1-seriesMonths), l.month)
	if t.sphere, err = l.totals(ctx, l.counted(months), kpi.ScopeSphere, []string{kpi.Followers, kpi.Posts, kpi.Interactions}); err != nil {
		return t, err
	}
	t.rang, err = l.totals(ctx, []kpi.Month{l.month}, kpi.ScopeRange, []string{kpi.Interactions})
	return t, err
}

// countGroupTotals counts what keptGroupTotals reads.
func (l *look) countGroupTotals(ctx context.Context) (t monthTotals, err error) {
	q := store.TotalQuery{By: kpi.ScopeRange, Filter: l.ids, Cal: l.cal, Among: true,
		Codes: []string{kpi.Interactions}, Months: []kpi.Month{l.month}}
	if t.rang, err = l.c.Totals(ctx, q); err != nil {
		return t, err
	}
	q.By = kpi.ScopeSphere
	now, err := l.c.Totals(ctx, q)
	if err != nil {
		return t, err
	}
	q.Codes, q.Months = []string{kpi.Followers, kpi.Posts}, l.counted(kpi.MonthsBetween(l.month.Add(1-seriesMonths), l.month))
	t.sphere, err = l.c.Totals(ctx, q)
	t.sphere = append(t.sphere, now...)
	return t, err
}

// countMonthTotals counts the totals of a filter by sphere once, and adds them
// up to the network's. The month before the 13 gives the first of them its
// opening sizes.
func (l *look) countMonthTotals(ctx context.Context) (t monthTotals, err error) {
	q := store.TotalQuery{By: kpi.ScopeRange, Filter: l.ids, Cal: l.cal, Among: true,
		Codes: []string{kpi.Interactions}, Months: []kpi.Month{l.month}}
	if t.rang, err = l.c.Totals(ctx, q); err != nil {
		return t, err
	}
	opening := l.month.Add(-13)
	q.By, q.Codes = kpi.ScopeSphere, []string{kpi.Followers, kpi.Posts}
	q.Months = l.counted(kpi.MonthsBetween(l.month.Add(1-seriesMonths), opening))
	if t.sphere, err = l.c.Totals(ctx, q); err != nil {
		return t, err
	}
	q.Codes, q.Months = nil, l.counted(kpi.MonthsBetween(opening, l.month))
	recent, err := l.c.Totals(ctx, q)
	recent = slices.DeleteFunc(recent, func(t kpi.Total) bool { return t.Month == opening })
	t.sphere, t.network = append(t.sphere, recent...), analytics.AddTotals(recent)
	return t, err
}

func (l *look) interactionsNow(totals []kpi.Total) []kpi.Total {
	var now []kpi.Total
	for _, t := range totals {
		if t.Month == l.month && t.Indicator == kpi.Interactions {
			now = append(now, t)
		}
	}
	return now
}

// engagement compares the accounts of the filter, by sphere and name. Whoever
// may not see every account's figures gets the rows of their own.
func (l *look) engagement(ctx context.Context) (e analytics.EngagementByAccount, err error) {
	if l.own == nil {
		e, err = remembered(l, memoKey{what: "engagement", month: l.month},
			func(e analytics.EngagementByAccount) int { return 30 * len(e.Rows) },
			func() (analytics.EngagementByAccount, error) { return l.compareEngagement(ctx) })
		e.Rows = slices.Clone(e.Rows)
	} else {
		e, err = l.compareEngagement(ctx)
	}
	if err != nil {
		return e, err
	}
	return e, l.nameRates(ctx, e.Rows)
}

func (l *look) compareEngagement(ctx context.Context) (analytics.EngagementByAccount, error) {
	list, err := l.c.MonthList(ctx, l.month, l.ids, 0, l.columnsOf(kpi.EngagementRate))
	if err != nil {
		return analytics.EngagementByAccount{}, err
	}
	var values []float64
	for place := range list.Places() {
		if rate, _ := engagementAt(list, place); rate.Known {
			values = append(values, rate.V)
		}
	}
	limit, shown := engagementRows, list.Ordered()
	if l.own != nil {
		limit, shown = len(values), slices.Values(list.Sorted(func(place int) bool { return l.own[list.ID(place)] }))
	}
	rates := func(yield func(analytics.AccountRate) bool) {
		for place := range shown {
			r := analytics.AccountRate{Account: kpi.Account{ID: list.ID(place)}}
			if r.Rate, r.ClosingOnly = engagementAt(list, place); !yield(r) {
				return
			}
		}
	}
	return analytics.CompareEngagement(values, rates, limit), nil
}

// nameRates fills in the accounts of rates.
func (l *look) nameRates(ctx context.Context, rates []analytics.AccountRate) error {
	ids := make([]kpi.ID, len(rates))
	for i, r := range rates {
		ids[i] = r.Account.ID
	}
	accounts, err := l.c.AccountsByID(ctx, l.month, ids)
	for i := range rates {
		rates[i].Account = accounts[ids[i]]
	}
	return err
}

// columnsOf are the figures that a measure of the month is made from.
func (l *look) columnsOf(code string) []store.FigureColumn {
	column := func(code string, m kpi.Month) store.FigureColumn {
		return store.FigureColumn{Month: m, Indicator: l.byCode[code].ID}
	}
	if code == kpi.EngagementRate {
		return []store.FigureColumn{column(kpi.Interactions, l.month), column(kpi.Followers, l.month), column(kpi.Followers, l.month.Add(-1))}
	}
	return []store.FigureColumn{column(code, l.month)}
}

// measureAt is a measure of the account at a place of a list with columnsOf it.
func measureAt(l store.MonthList, code string, place int) kpi.Number {
	if code == kpi.EngagementRate {
		rate, _ := engagementAt(l, place)
		return rate
	}
	return l.Value(place, 0)
}

func engagementAt(l store.MonthList, place int) (rate kpi.Number, closingOnly bool) {
	return analytics.EngagementRate(l.Value(place, 0), l.Value(place, 2), l.Value(place, 1))
}
