package network

// This file sets accounts or groups side by side over a span.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

const (
	// CompareTogether is how many lines stand in one chart; more have a small one
	// each.
	CompareTogether = 6
	// CompareMost is how many are compared at most.
	CompareMost = 24
)

// CompareQuery chooses what is set side by side.
type CompareQuery struct {
	Span   kpi.Span
	Filter kpi.Filter // by account, its free choice is what is compared
	By     analytics.GroupKind
	Groups []string // names of the groups compared, in any order; none: the first six
	Code   string   // of an indicator
	View   analytics.CompareView
}

// Compare sets accounts or groups side by side; those beyond CompareMost are left
// out. A view that the indicator has not is the absolute one.
// Errors: as SpanSummary; CodeNotFound for an account that the person may not
// see, and for an indicator that there is not.
func (n *Network) Compare(ctx context.Context, who kpi.Who, q CompareQuery) (analytics.Comparison, error) {
	var c analytics.Comparison
	sq := SpanQuery{Span: q.Span, Against: kpi.MonthOnly(q.Span.From), Filter: q.Filter}
	err := n.spanLook(ctx, who, sq, func(l *look) (err error) {
		ind, known := l.byCode[q.Code]
		if !known {
			return kpi.NotFound("error.not_found")
		}
		b := analytics.CompareBasis{Span: q.Span, Indicator: ind, View: q.View}
		if !analytics.Comparable(ind, q.View) {
			b.View = analytics.CompareAbsolute
		}
		if q.By == analytics.GroupAccount {
			err = l.compareAccounts(ctx, n, who, q, &b)
		} else {
			err = l.compareGroups(ctx, q, &b)
		}
		c = analytics.NewComparison(b)
		return err
	})
	return c, err
}

// compareCodes are the indicators whose lines a comparison is made from.
func compareCodes(b analytics.CompareBasis) []string {
	codes := []string{b.Indicator.Code}
	if b.View == analytics.CompareThousand {
		codes = append(codes, kpi.Followers, kpi.EngagementRate)
	}
	return codes
}

// compareLines adds the lines of groups to a comparison. Those of followers
// begin a month earlier, for the opening sizes.
func (l *look) compareLines(ctx context.Context, by string, groups []analytics.Group, b *analytics.CompareBasis) error {
	before := kpi.Span{From: b.Span.From.Add(-1), Until: b.Span.Until}
	totals, err := l.spanTotals(ctx, []kpi.Span{before}, by, compareCodes(*b))
	if err != nil {
		return err
	}
	totals = l.blurred(by, totals)
	var middles map[kpi.ID][]analytics.Middle
	if l.isMiddle(b.Indicator.Code) {
		if middles, err = l.middles(ctx, b.Span.Months(), by); err != nil {
			return err
		}
		middles = withTotals(middles, totals)
	}
	line := func(code string, g analytics.Group, s kpi.Span) analytics.Series {
		asked := g
		if by == kpi.ScopeNetwork { // of one account
			asked.ID = 0
		}
		lines := analytics.SpanLines(l.byCode[code], []analytics.Group{asked}, s.Months(), ofIndicator(totals, code), middles)
		if len(lines) == 0 {
			lines = []analytics.Series{unknownLine(s)}
		}
		lines[0].Group = g
		return lines[0]
	}
	for _, g := range groups {
		b.Lines = append(b.Lines, line(b.Indicator.Code, g, b.Span))
		if b.View == analytics.CompareThousand {
			b.Sizes = append(b.Sizes, line(kpi.Followers, g, before))
			b.Rates = append(b.Rates, line(kpi.EngagementRate, g, b.Span))
		}
	}
	return nil
}

// unknownLine is a line of which nothing is known.
func unknownLine(s kpi.Span) analytics.Series {
	var line analytics.Series
	for _, m := range s.Months() {
		line.Values = append(line.Values, analytics.Value{Month: m})
	}
	return line
}

// compareGroups sets groups side by side.
func (l *look) compareGroups(ctx context.Context, q CompareQuery, b *analytics.CompareBasis) error {
	by := string(q.By)
	var groups []analytics.Group
	for _, g := range l.groupsOf(by) {
		chosen := slices.ContainsFunc(q.Groups, func(name string) bool { return g.ID != 0 && kpi.Fold(name) == kpi.Fold(g.Name) })
		if (chosen && len(groups) < CompareMost) || (len(q.Groups) == 0 && g.ID != 0) {
			groups = append(groups, g)
		}
	}
	if len(q.Groups) == 0 {
		var err error
		if groups, err = l.firstGroups(ctx, q.Span, by, groups); err != nil {
			return err
		}
	}
	if err := l.compareLines(ctx, by, groups, b); err != nil {
		return err
	}
	pairs, err := l.spanPairs(ctx, endsOf(q.Span), by)
	b.Growth = make([]analytics.Change, len(groups))
	for i, g := range groups {
		b.Growth[i] = growthOf(pairs, b.Indicator.Code, g.ID)
	}
	return err
}

// firstGroups are those with the most followers at the end of a span, as many as
// stand in one chart, in the order of the screen.
func (l *look) firstGroups(ctx context.Context, s kpi.Span, by string, groups []analytics.Group) ([]analytics.Group, error) {
	totals, err := l.spanTotals(ctx, []kpi.Span{s}, by, []string{kpi.Followers})
	if err != nil {
		return nil, err
	}
	size := map[kpi.ID]float64{}
	for _, t := range l.blurred(by, totals) {
		if t.Known > 0 {
			size[t.A] = t.Sum + 1 // months come in order: the last known
		}
	}
	sizes := make([]float64, 0, len(groups))
	for _, g := range groups {
		sizes = append(sizes, size[g.ID])
	}
	slices.Sort(sizes)
	least := sizes[max(0, len(sizes)-CompareTogether):]
	var first []analytics.Group
	for _, g := range groups {
		if size[g.ID] > 0 && size[g.ID] >= least[0] && len(first) < CompareTogether {
			first = append(first, g)
		}
	}
	return first, nil
}

// endsOf compares the last month of a span with its first.
func endsOf(s kpi.Span) SpanQuery {
	return SpanQuery{Span: kpi.MonthOnly(s.Until), Against: kpi.MonthOnly(s.From)}
}

func growthOf(pairs []kpi.SpanPair, code string, group kpi.ID) analytics.Change {
	for _, p := range pairs {
		if p.A == group && p.Indicator == code {
			return analytics.Compare(p.N, p.Before, p.Now)
		}
	}
	return analytics.Change{}
}

// compareAccounts sets accounts side by side, each within the filter.
func (l *look) compareAccounts(ctx context.Context, n *Network, who kpi.Who, q CompareQuery, b *analytics.CompareBasis) error {
	ids := q.Filter.Accounts.IDs()
	ids = ids[:min(len(ids), CompareMost)]
	sight, err := n.sightOf(ctx, l.c, who)
	if err != nil {
		return err
	}
	accounts, err := l.c.AccountsByID(ctx, n.CurrentMonth(), ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		account, known := accounts[id]
		if !known || !sight.sees(l.groups.Entities, account) {
			return kpi.NotFound("error.not_found")
		}
		one := *l
		one.ids.Accounts = kpi.ChooseAccounts(id)
		g := analytics.Group{Kind: analytics.GroupAccount, ID: id, Name: account.Name() + " · " + account.Platform, Position: i}
		if err := one.compareLines(ctx, kpi.ScopeNetwork, []analytics.Group{g}, b); err != nil {
			return err
		}
		pairs, err := one.c.SpanPairs(ctx, store.SpanQuery{Span: kpi.MonthOnly(q.Span.Until), Against: kpi.MonthOnly(q.Span.From), By: kpi.ScopeNetwork, Filter: one.ids})
		if err != nil {
			return err
		}
		b.Growth = append(b.Growth, growthOf(pairs, b.Indicator.Code, 0))
	}
	return nil
}
