package network

// This file gathers what a target is set from: what may be chosen, and what was
// reached in the period before.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// TargetForm is what the form of a target offers.
type TargetForm struct {
	Indicators []kpi.Indicator // that are asked of anybody, and derived ones
	Scopes     []string        // that the person may set targets for
	Groups     Groups
	Periods    []kpi.Span // years, then months
	Account    kpi.Account
	Accounts   []kpi.Account // that a text finds
	More       int           // found beside those
	Of         kpi.Indicator
	Before     kpi.Number // the same a year before; what the trend leads to where that is not over
	BeforeSpan kpi.Span
	BeforeOpen bool       // it is not over
	Previous   kpi.Number // of a month: the month before
	Now        kpi.Number // so far
	Coverage   analytics.Coverage
	There      *TargetView // the target that there is already
}

// TargetFormQuery is what was chosen so far.
type TargetFormQuery struct {
	Target kpi.Target
	Find   string // an account by its name
}

// formAccounts is how many accounts a search offers.
const formAccounts = 20

// TargetForm reads what the form of a target offers, for direction.
// Errors: CodeForbidden; CodeNotFound for contributors.
func (n *Network) TargetForm(ctx context.Context, who kpi.Who, q TargetFormQuery) (f TargetForm, err error) {
	if !seesTotals(who) {
		return f, kpi.NotFound("error.not_found")
	}
	if !setsTargets(who) {
		return f, kpi.Forbidden("target.forbidden")
	}
	if f.Groups, err = n.Groups(ctx, who); err != nil {
		return f, err
	}
	f.Scopes = kpi.TargetScopes
	if !who.System && who.User.EntityID != 0 {
		f.Scopes = []string{kpi.ScopeEntity, kpi.ScopeAccount}
	}
	f.Scopes = slices.DeleteFunc(slices.Clone(f.Scopes), func(scope string) bool {
		return scope == kpi.ScopeSphere && len(f.Groups.Spheres) == 0 || scope == kpi.ScopeRange && len(f.Groups.Ranges) == 0 ||
			scope == kpi.ScopeEntity && len(f.Groups.Entities) == 0
	})
	f.Periods = n.targetPeriods()
	err = n.targetSight(ctx, who, n.CurrentMonth().Add(-1), func(s *targetSight) error {
		month := n.CurrentMonth()
		for _, ind := range s.indicators {
			if ind.Derived || slices.ContainsFunc(ind.Asks, func(a kpi.IndicatorAsk) bool { return a.In(month) }) {
				f.Indicators = append(f.Indicators, ind)
			}
		}
		f.Of = s.byCode[q.Target.Indicator]
		return s.fill(ctx, &f, q)
	})
	return f, err
}

// targetPeriods are those that may be aimed at: this year and the next, this
// month, the one before, and a year of months to come.
func (n *Network) targetPeriods() []kpi.Span {
	current := n.CurrentMonth()
	spans := []kpi.Span{kpi.YearOf(current), kpi.YearOf(current.Add(12))}
	if last := kpi.YearOf(current.Add(-1)); last != spans[0] {
		spans = append([]kpi.Span{last}, spans...)
	}
	for m := current.Add(-1); m <= current.Add(12); m++ {
		spans = append(spans, kpi.MonthOnly(m))
	}
	return spans
}

// fill adds the account chosen, those found, and what there is so far.
func (s *targetSight) fill(ctx context.Context, f *TargetForm, q TargetFormQuery) error {
	t := q.Target
	if t.Scope == kpi.ScopeAccount {
		if err := s.findAccounts(ctx, f, q); err != nil {
			return err
		}
		if f.Account.ID == 0 {
			return nil
		}
	}
	if f.Of.Code == "" || !kpi.TargetSpan(t.Span) {
		return nil
	}
	return s.compare(ctx, f, t)
}

// findAccounts reads the account that was chosen, and those that a text finds.
func (s *targetSight) findAccounts(ctx context.Context, f *TargetForm, q TargetFormQuery) error {
	if id := q.Target.ScopeID; id != 0 {
		known, err := s.c.AccountsByID(ctx, s.n.CurrentMonth(), []kpi.ID{id})
		if err != nil {
			return err
		}
		if a := known[id]; setsFor(s.who, s.groups.Entities, kpi.ScopeAccount, a.EntityID) {
			f.Account = a
		}
	}
	if q.Find == "" && f.Account.ID != 0 {
		return nil
	}
	filter := s.ids
	filter.Query = kpi.FoldHandle(q.Find)
	found, err := s.c.MonthList(ctx, s.now, filter, 0, nil)
	if err != nil {
		return err
	}
	f.More = max(0, found.Len()-formAccounts)
	var ids []kpi.ID
	for place := range found.Ordered() {
		if len(ids) == formAccounts {
			break
		}
		ids = append(ids, found.ID(place))
	}
	known, err := s.c.AccountsByID(ctx, s.n.CurrentMonth(), ids)
	for _, id := range ids {
		f.Accounts = append(f.Accounts, known[id])
	}
	return err
}

// compare adds what the same was a year before, and what there is so far.
func (s *targetSight) compare(ctx context.Context, f *TargetForm, t kpi.Target) error {
	rows, err := s.c.Targets(ctx, t.Span)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Indicator == t.Indicator && row.Scope == t.Scope && row.ScopeID == t.ScopeID {
			there, err := s.one(ctx, row)
			if kpi.CodeOf(err) == kpi.CodeNotFound {
				continue
			}
			if err != nil {
				return err
			}
			f.There = &there
		}
	}
	t.Value = 1
	year := t
	year.Span = t.Span.YearBefore()
	asked := []kpi.Target{t, year}
	if before := kpi.MonthOnly(t.Span.From.Add(-1)); t.Span.Len() == 1 {
		last := t
		last.Span = before
		asked = append(asked, last)
	}
	views, err := s.views(ctx, asked)
	f.BeforeSpan = year.Span
	for _, v := range views {
		switch v.Span {
		case t.Span:
			f.Now, f.Coverage = v.Progress.Now, v.Progress.Coverage
		case year.Span:
			if f.Before, f.BeforeOpen = v.Progress.Now, !v.Progress.Over; f.BeforeOpen {
				f.Before = v.Progress.Projected
			}
		default:
			f.Previous = v.Progress.Now
		}
	}
	return err
}
