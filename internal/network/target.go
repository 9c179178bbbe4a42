package network

// This file reads targets with how far they are: what is aimed at, of whom, what
// there is so far.

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// TargetView is a target as one person sees it.
type TargetView struct {
	kpi.Target
	Of        kpi.Indicator
	Group     analytics.Group // whom it is for; of an account its kind and id alone
	Account   kpi.Account     // as it stands today; zero for others
	Set       Signature
	Progress  analytics.TargetProgress
	Before    kpi.Number // the same a year before
	MayChange bool
}

// TargetQuery chooses targets of one period.
type TargetQuery struct {
	Span     kpi.Span
	Scope    string                   // one of kpi.TargetScopes; "": all
	Code     string                   // of an indicator; "": all
	Standing analytics.TargetStanding // "": all
	Text     string                   // in the name, the handle or the path
	Page     int                      // from 1
	PageSize int                      // 0: all
}

// TargetPage is the targets of a period, by scope and in the order of the
// screen.
type TargetPage struct {
	Span      kpi.Span
	List      []TargetView
	Total     int                              // that the query chooses, on all pages
	All       int                              // of the period, that the person sees
	Standings map[analytics.TargetStanding]int // of what the other parts of the query choose
	Scopes    map[string]int                   // likewise, by scope
	Page      int
	PageSize  int
	Spans     []kpi.Span      // with a target
	Codes     []kpi.Indicator // with a target of the period
	MaySet    bool
	Last      kpi.Month // the last month that is over
}

// Pages is how many there are, at least 1.
func (p TargetPage) Pages() int {
	if p.PageSize == 0 {
		return 1
	}
	return max(1, (p.Total+p.PageSize-1)/p.PageSize)
}

// setsTargets reports whether a person sets targets at all: direction.
func setsTargets(who kpi.Who) bool { return who.Is(coordinators...) }

// setsFor reports whether a person sets the targets of a scope: who is limited
// to a part of the tree those of its entities and accounts.
func setsFor(who kpi.Who, entities []store.Group, scope string, entity kpi.ID) bool {
	switch {
	case !setsTargets(who):
		return false
	case who.System || who.User.EntityID == 0:
		return true
	case scope == kpi.ScopeEntity, scope == kpi.ScopeAccount:
		return within(entities, who, entity)
	}
	return false
}

// Targets lists the targets of a period that a person sees, with how far each
// is: those of accounts whose figures they see; those of the network, of
// spheres and ranges whoever sees the totals of all; those of entities in the
// part of the tree that they see. Whoever may not see every account's figures
// sees none of a group of fewer than 3 accounts.
// Errors: CodeNotFound for contributors; CodeInvalid for a span of no target.
func (n *Network) Targets(ctx context.Context, who kpi.Who, q TargetQuery) (p TargetPage, err error) {
	if !kpi.TargetSpan(q.Span) {
		return p, kpi.Invalid("span.invalid", "value", q.Span.String())
	}
	if !seesTotals(who) {
		return p, kpi.NotFound("error.not_found")
	}
	p = TargetPage{Span: q.Span, PageSize: q.PageSize, MaySet: setsTargets(who),
		Standings: map[analytics.TargetStanding]int{}, Scopes: map[string]int{}}
	err = n.targetSight(ctx, who, n.CurrentMonth().Add(-1), func(s *targetSight) error {
		p.Last, s.text = s.last, q.Text
		if p.Spans, err = s.c.TargetSpans(ctx); err != nil {
			return err
		}
		rows, err := s.c.Targets(ctx, q.Span)
		if err != nil {
			return err
		}
		list, err := s.views(ctx, rows)
		if err != nil {
			return err
		}
		p.choose(q, list, s.indicators)
		return s.finish(ctx, p.List)
	})
	return p, err
}

// choose keeps what a query chooses, and counts.
func (p *TargetPage) choose(q TargetQuery, list []TargetView, indicators []kpi.Indicator) {
	p.All = len(list)
	for _, ind := range indicators {
		if slices.ContainsFunc(list, func(t TargetView) bool { return t.Indicator == ind.Code }) {
			p.Codes = append(p.Codes, ind)
		}
	}
	text := kpi.Fold(q.Text) // accounts were searched already
	var chosen []TargetView
	for _, t := range list {
		if (q.Code != "" && t.Indicator != q.Code) || (text != "" && t.Scope != kpi.ScopeAccount && !strings.Contains(kpi.Fold(t.Group.Name), text)) {
			continue
		}
		here := q.Scope == "" || t.Scope == q.Scope
		if q.Standing == "" || t.Progress.Standing == q.Standing {
			p.Scopes[t.Scope]++
			if here {
				chosen = append(chosen, t)
			}
		}
		if here {
			p.Standings[t.Progress.Standing]++
		}
	}
	p.Total, p.List, p.Page = len(chosen), chosen, 1
	if q.PageSize > 0 {
		p.Page = min(max(q.Page, 1), p.Pages())
		first := (p.Page - 1) * q.PageSize
		p.List = slices.Clone(chosen[first:min(first+q.PageSize, len(chosen))])
	}
}

// Target reads one target that the person sees. Errors: CodeNotFound.
func (n *Network) Target(ctx context.Context, who kpi.Who, id kpi.ID) (t TargetView, err error) {
	err = n.targetSight(ctx, who, n.CurrentMonth().Add(-1), func(s *targetSight) error {
		row, err := s.c.Target(ctx, id)
		if err != nil {
			return err
		}
		t, err = s.one(ctx, row)
		return err
	})
	return t, err
}

// one is the view of one target. Errors: CodeNotFound.
func (s *targetSight) one(ctx context.Context, row kpi.Target) (TargetView, error) {
	list, err := s.views(ctx, []kpi.Target{row})
	if err == nil && len(list) == 0 {
		err = kpi.NotFound("error.not_found")
	}
	if err != nil {
		return TargetView{}, err
	}
	return list[0], s.finish(ctx, list)
}

// targetSpans are the periods that matter today, or to the report of a month:
// the year of the last month that is over, that month, and the one going on.
func targetSpans(last kpi.Month, running bool) []kpi.Span {
	spans := []kpi.Span{kpi.YearOf(last), kpi.MonthOnly(last)}
	if running {
		spans = append(spans, kpi.MonthOnly(last.Add(1)))
	}
	return spans
}

// AccountTargets lists the targets of accounts for the periods that matter
// today, for whoever sees the account: it needs no right to the network's
// totals. An account that the person does not see has none.
func (n *Network) AccountTargets(ctx context.Context, who kpi.Who, accounts ...kpi.ID) (list []TargetView, err error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	spans := targetSpans(n.CurrentMonth().Add(-1), true)
	rows, err := n.db.TargetsOf(ctx, accounts, spans...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	err = n.targetSight(ctx, who, n.CurrentMonth().Add(-1), func(s *targetSight) error {
		if list, err = s.views(ctx, rows); err != nil {
			return err
		}
		return s.finish(ctx, list)
	})
	return list, err
}

// GroupTargets lists the targets of the network and its groups for the periods
// that matter today, what is behind first; none for whoever sees no totals.
func (n *Network) GroupTargets(ctx context.Context, who kpi.Who) (list []TargetView, err error) {
	if !seesTotals(who) {
		return nil, nil
	}
	rows, err := n.db.GroupTargets(ctx, targetSpans(n.CurrentMonth().Add(-1), true)...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	err = n.targetSight(ctx, who, n.CurrentMonth().Add(-1), func(s *targetSight) error {
		if list, err = s.views(ctx, rows); err != nil {
			return err
		}
		slices.SortStableFunc(list, func(a, b TargetView) int {
			return cmp.Compare(slices.Index(analytics.TargetStandings, a.Progress.Standing), slices.Index(analytics.TargetStandings, b.Progress.Standing))
		})
		return s.finish(ctx, list)
	})
	return list, err
}

// targetSight is what one person sees of targets at the end of a month.
type targetSight struct {
	*look
	n    *Network
	who  kpi.Who
	last kpi.Month // that is over
	now  kpi.Month // in which accounts are looked at: last, or the one still going on
	see  sight
	text string // that accounts are searched for
	bare bool   // how far targets are is not asked
}

// targetSight runs a function on what a person sees of targets, on one state of
// the database. It asks for no right to totals: whatever is read through it is
// checked target by target.
func (n *Network) targetSight(ctx context.Context, who kpi.Who, last kpi.Month, run func(*targetSight) error) error {
	return n.db.Snapshot(ctx, func(c store.Conn) error {
		s, err := n.newTargetSight(ctx, c, who, last)
		if err != nil {
			return err
		}
		return run(s)
	})
}

func (n *Network) newTargetSight(ctx context.Context, c store.Conn, who kpi.Who, last kpi.Month) (*targetSight, error) {
	l := &look{c: c, month: last, byCode: map[string]kpi.Indicator{}, memo: &n.memo}
	s := &targetSight{look: l, n: n, who: who, last: last, now: last}
	if last.Add(1) == n.CurrentMonth() {
		s.now = n.CurrentMonth()
	}
	var err error
	if s.see, err = n.sightOf(ctx, c, who); err != nil {
		return nil, err
	}
	if !s.see.all {
		l.own = s.see.held
	}
	if err := l.load(ctx, n, who); err != nil {
		return nil, err
	}
	l.act, err = c.LastActOn(ctx, last.Add(-memoMonths), s.now)
	return s, err
}

// views are the targets that the person sees, with their progress, in the order
// of the screen: by scope, by group or account, by indicator, by span.
func (s *targetSight) views(ctx context.Context, rows []kpi.Target) ([]TargetView, error) {
	byScope := map[string][]kpi.Target{}
	for _, t := range rows {
		if _, known := s.byCode[t.Indicator]; known {
			byScope[t.Scope] = append(byScope[t.Scope], t)
		}
	}
	var list []TargetView
	for _, scope := range kpi.TargetScopes {
		if len(byScope[scope]) == 0 {
			continue
		}
		read := s.groupViews
		if scope == kpi.ScopeAccount {
			read = s.accountViews
		}
		more, err := read(ctx, scope, byScope[scope])
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// finish adds who set each target, and the account's name, to those shown.
func (s *targetSight) finish(ctx context.Context, list []TargetView) error {
	var batches, accounts []kpi.ID
	for _, t := range list {
		batches = append(batches, t.Batch)
		if t.Scope == kpi.ScopeAccount {
			accounts = append(accounts, t.ScopeID)
		}
	}
	slices.Sort(batches)
	acts, err := s.c.Acts(ctx, slices.Compact(batches))
	if err != nil {
		return err
	}
	names, err := s.n.newNamer(ctx, s.c, s.who)
	if err != nil {
		return err
	}
	slices.Sort(accounts)
	known, err := s.c.AccountsByID(ctx, s.n.CurrentMonth(), slices.Compact(accounts))
	if err != nil {
		return err
	}
	for i := range list {
		t := &list[i]
		t.Set = names.signature(acts[t.Batch])
		entity := t.ScopeID
		if t.Scope == kpi.ScopeAccount {
			t.Account = known[t.ScopeID]
			entity = t.Account.EntityID
		}
		t.MayChange = setsFor(s.who, s.groups.Entities, t.Scope, entity)
	}
	return nil
}

// months are those that the progress of spans is made from, with the same a year
// before, as far as there are any.
func (s *targetSight) months(spans []kpi.Span) []kpi.Month {
	var months []kpi.Month
	for _, span := range spans {
		months = append(months, kpi.MonthsBetween(span.From.Add(-13), span.Until.Add(-12))...)
		months = append(months, kpi.MonthsBetween(span.From.Add(-1), min(span.Until, s.last.Add(1)))...)
	}
	months = append(months, kpi.MonthsBetween(s.last.Add(-analytics.TargetBack), s.last)...)
	months = slices.DeleteFunc(sortedMonths(months), func(m kpi.Month) bool { return m < s.first || m < kpi.EarliestFigures })
	return months
}

// spansOf are the spans of targets, each once.
func spansOf(rows []kpi.Target) []kpi.Span {
	var spans []kpi.Span
	for _, t := range rows {
		if !slices.Contains(spans, t.Span) {
			spans = append(spans, t.Span)
		}
	}
	return spans
}

func codesOf(rows []kpi.Target) []string {
	var codes []string
	for _, t := range rows {
		if !slices.Contains(codes, t.Indicator) {
			codes = append(codes, t.Indicator)
		}
	}
	return codes
}

// measure adds to a view how far it is.
func (t *TargetView) measure(last kpi.Month, totals []kpi.Total, middles []analytics.Middle) {
	basis := analytics.TargetBasis{Indicator: t.Of, Span: t.Span, Value: t.Value, Last: last, Totals: totals, Middles: middles}
	t.Progress = analytics.Progress(basis)
	basis.Span = t.Span.YearBefore()
	t.Before, _ = analytics.PeriodValue(basis)
}

// groupViews are the targets of the network or of groups of one kind.
func (s *targetSight) groupViews(ctx context.Context, scope string, rows []kpi.Target) ([]TargetView, error) {
	if !seesTotals(s.who) || (scope != kpi.ScopeEntity && !s.who.System && s.who.User.EntityID != 0) {
		return nil, nil
	}
	codes, months := codesOf(rows), s.months(spansOf(rows))
	if s.bare {
		months = nil
	}
	totals, err := s.c.Totals(ctx, store.TotalQuery{Months: months, By: scope, Filter: s.ids, Codes: codes, Cal: s.cal})
	if err != nil {
		return nil, err
	}
	if scope != kpi.ScopeNetwork {
		totals = s.blurred(scope, totals)
	}
	totalsOf, most := map[kpi.ID][]kpi.Total{}, map[kpi.ID]int{}
	for _, t := range totals {
		totalsOf[t.A] = append(totalsOf[t.A], t)
		most[t.A] = max(most[t.A], t.Expected, t.Known)
	}
	var list []TargetView
	for _, g := range s.groupsOf(scope) {
		if (scope != kpi.ScopeNetwork) == (g.ID == 0) {
			continue
		}
		if scope == kpi.ScopeEntity && !within(s.groups.Entities, s.who, g.ID) || s.own != nil && scope != kpi.ScopeNetwork && most[g.ID] < fewest {
			continue
		}
		for _, row := range rows {
			if row.ScopeID != g.ID {
				continue
			}
			t := TargetView{Target: row, Of: s.byCode[row.Indicator], Group: g}
			if s.bare {
				list = append(list, t)
				continue
			}
			middles, err := s.targetMiddles(ctx, scope, t, months, totalsOf[g.ID])
			if err != nil {
				return nil, err
			}
			t.measure(s.last, totalsOf[g.ID], middles)
			list = append(list, t)
		}
	}
	return list, nil
}

// targetMiddles are the medians of a group's months, of an indicator that is not
// added up.
func (s *targetSight) targetMiddles(ctx context.Context, scope string, t TargetView, months []kpi.Month, totals []kpi.Total) ([]analytics.Middle, error) {
	if !s.isMiddle(t.Indicator) {
		return nil, nil
	}
	middles, err := s.middles(ctx, months, scope)
	if err != nil {
		return nil, err
	}
	var known []analytics.Middle
	for _, m := range middles[t.ScopeID] {
		if m.Indicator == t.Indicator && slices.ContainsFunc(totals, func(t kpi.Total) bool {
			return t.Month == m.Month && t.Indicator == m.Indicator && t.Known > 0
		}) {
			known = append(known, m)
		}
	}
	return known, nil
}
