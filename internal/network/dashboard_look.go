package network

// This file holds what Summary, Dashboard, AccountTable and Report share: one
// person's look at a month over a filter.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// look is what one person sees of a month over a filter, on one snapshot.
type look struct {
	c          store.Conn
	month      kpi.Month
	filter     kpi.Filter      // as asked
	ids        store.FilterIDs // within what the person may see
	cal        kpi.Calendar
	settings   Settings
	indicators []kpi.Indicator
	byCode     map[string]kpi.Indicator
	groups     store.Groups
	// own are the accounts of a person who may not see every account's
	// figures; nil for those who may.
	own  map[kpi.ID]bool
	memo *memo
	act  kpi.ID // the last one on the accounts, or on a month that the look is made from
	// first is the first month that has any figures, zero where none has.
	first kpi.Month
}

// memoMonths is how many months before its own a look reads at most: a year of
// the months of its series, the month before each that gives it its opening
// sizes, and those that a report's lines reach back to.
const memoMonths = 40

// counted leaves out of months those before any figure, of which there is
// nothing to show beside others; those that are asked about by themselves, or
// the look's own, stay.
func (l *look) counted(months []kpi.Month, asked ...kpi.Month) []kpi.Month {
	return slices.DeleteFunc(slices.Clone(months), func(m kpi.Month) bool {
		return m < l.first && m != l.month && !slices.Contains(asked, m)
	})
}

// look runs see on what a person sees of a month over a filter, on one state
// of the database. Network totals are for everybody but contributors; a person
// who is limited to an entity sees that part of the tree alone.
// Errors: kpi.CodeNotFound for contributors, and where a filter leaves fewer
// than 3 accounts to somebody who may not see every account's figures.
func (n *Network) look(ctx context.Context, who kpi.Who, month kpi.Month, f kpi.Filter, see func(*look) error) error {
	if !seesTotals(who) {
		return kpi.NotFound("error.not_found")
	}
	return n.db.Snapshot(ctx, func(c store.Conn) error {
		l := &look{c: c, month: month, filter: f, byCode: map[string]kpi.Indicator{}, memo: &n.memo}
		sight, err := n.sightOf(ctx, c, who)
		if err != nil {
			return err
		}
		if !sight.all {
			l.own = sight.held
		}
		if err := l.load(ctx, n, who); err != nil {
			return err
		}
		if err := l.guard(ctx); err != nil {
			return err
		}
		return see(l)
	})
}

// shown refuses to draw and to report a month that no figures can be of: its
// numbers are known to be none, and nothing can be decided from them.
func (n *Network) shown(month kpi.Month) error {
	if current := n.CurrentMonth(); month > current {
		return kpi.Invalid("dashboard.future", "month", month, "current", current)
	}
	if month < kpi.EarliestFigures {
		return kpi.Invalid("dashboard.too_early", "month", month, "first", kpi.EarliestFigures)
	}
	return nil
}

func (l *look) load(ctx context.Context, n *Network, who kpi.Who) (err error) {
	if l.act, err = l.c.LastActOn(ctx, l.month.Add(-memoMonths), l.month); err != nil {
		return err
	}
	if l.first, err = l.c.FirstKept(ctx); err != nil {
		return err
	}
	if l.settings, err = settingsOf(ctx, l.c); err != nil {
		return err
	}
	l.cal = l.settings.calendar(n.location())
	if l.groups, err = l.c.Groups(ctx); err != nil {
		return err
	}
	if l.indicators, err = l.c.Indicators(ctx); err != nil {
		return err
	}
	for _, ind := range l.indicators {
		l.byCode[ind.Code] = ind
	}
	if l.ids, err = l.c.FilterIDs(ctx, l.filter); err != nil {
		return err
	}
	l.ids.Entity = limitedTo(l.groups.Entities, who, l.ids.Entity)
	return nil
}

// limitedTo is the part of the tree that a filter on an entity leaves to a
// person; NoMatch where they see nothing of it.
func limitedTo(entities []store.Group, who kpi.Who, entity kpi.ID) kpi.ID {
	limit := who.User.EntityID
	switch {
	case who.System || limit == 0 || entity == store.NoMatch || within(entities, who, entity):
		return entity
	case entity == 0 || within(entities, kpi.Who{User: kpi.User{EntityID: entity}}, limit):
		return limit
	}
	return store.NoMatch
}

// guard hides a filter that leaves so few accounts that one's figures could be
// deduced by somebody who may not see them.
func (l *look) guard(ctx context.Context) error {
	if l.own == nil || l.ids.Empty() {
		return nil
	}
	if l.ids.Accounts != "" { // two choices that differ by one account give it away
		for _, id := range l.ids.Accounts.IDs() {
			if !l.own[id] {
				return kpi.NotFound("error.not_found")
			}
		}
		return nil
	}
	totals, err := l.filings(ctx, []kpi.Month{l.month}, kpi.ScopeNetwork)
	if err != nil {
		return err
	}
	if len(totals) == 0 || max(totals[0].Accounts, totals[0].Expected) < fewest {
		return kpi.NotFound("error.not_found")
	}
	return nil
}

// query chooses the accounts of the look as they stand in a month.
func (l *look) query(m kpi.Month) store.AccountQuery {
	return store.AccountQuery{Month: m, Filter: l.ids}
}

// groupsOf lists the groups of a kind of scope in the order of the screen,
// "in none" last; the whole network is one group.
func (l *look) groupsOf(by string) []analytics.Group {
	kind, list := analytics.GroupNetwork, []store.Group(nil)
	switch by {
	case kpi.ScopePlatform:
		kind, list = analytics.GroupPlatform, l.groups.Platforms
	case kpi.ScopeSphere:
		kind, list = analytics.GroupSphere, l.groups.Spheres
	case kpi.ScopeRange:
		kind, list = analytics.GroupRange, l.groups.Ranges
	case kpi.ScopeEntity:
		kind, list = analytics.GroupEntity, l.groups.Entities
	}
	groups := make([]analytics.Group, 0, len(list)+1)
	for i, g := range list {
		group := analytics.Group{Kind: kind, ID: g.ID, Name: g.Name, Position: i}
		if kind == analytics.GroupEntity {
			group.Position = g.Position
		}
		groups = append(groups, group)
	}
	return append(groups, analytics.Group{Kind: kind, Position: -1})
}

// fewest is how many accounts a number must be made from, so that nobody who
// may not see every account's figures deduces one's.
const fewest = 3

// undeducible leaves out the totals of fewer accounts than that, for whoever
// may not see them one by one.
func (l *look) undeducible(totals []kpi.Total) []kpi.Total {
	if l.own == nil {
		return totals
	}
	var safe []kpi.Total
	for _, t := range totals {
		if t.Known >= fewest || t.Known == 0 {
			safe = append(safe, t)
		}
	}
	return safe
}

func ofIndicator(totals []kpi.Total, code string) []kpi.Total {
	var of []kpi.Total
	for _, t := range totals {
		if t.Indicator == code {
			of = append(of, t)
		}
	}
	return of
}
