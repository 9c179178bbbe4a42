package demo

// This file is what direction of the example aims at: for the year, set in its
// January, and for a month.

import (
	"context"
	"fmt"
	"math"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// aim is a target of the example: so many times what was reached a year before.
type aim struct {
	code, scope, name string // name of the group, or the account's key
	times             float64
	plus              float64 // added to it, of what is in percent
}

// yearAims are set in January: some are reached by now, some on their way, some
// want more, and of one it cannot be told.
var yearAims = []aim{
	{code: kpi.Followers, scope: kpi.ScopeNetwork, times: 1.18},
	{code: kpi.Interactions, scope: kpi.ScopeNetwork, times: 1.12},
	{code: kpi.EngagementRate, scope: kpi.ScopeNetwork, times: 1, plus: 1},
	{code: kpi.Interactions, scope: kpi.ScopeSphere, name: "Commerce", times: 1.05},
	{code: kpi.Followers, scope: kpi.ScopeSphere, name: "Business", times: 1.3},
	{code: kpi.Shares, scope: kpi.ScopeRange, name: "Jardin", times: 0.8},
	{code: kpi.Interactions, scope: kpi.ScopeRange, name: "Bain", times: 1.4},
	{code: kpi.Followers, scope: kpi.ScopeEntity, name: west, times: 1.1},
	{code: kpi.Followers, scope: kpi.ScopeAccount, name: "LinkedIn/" + camilleLinkedIn, times: 1.25},
	{code: kpi.SearchRank, scope: kpi.ScopeAccount, name: "LinkedIn/" + camilleLinkedIn, times: 0.6},
	{code: kpi.Interactions, scope: kpi.ScopeAccount, name: "Instagram/" + inesInstagram, times: 1.1},
	{code: kpi.Followers, scope: kpi.ScopeAccount, name: "X/" + camilleX, times: 1.35},
	{code: kpi.Followers, scope: kpi.ScopeAccount, name: "Mastodon/" + louiseMastdn, times: 1.2},
}

// monthAims are set for the last month that is over, and the one going on.
var monthAims = []aim{
	{code: kpi.Interactions, scope: kpi.ScopeNetwork, times: 1.1},
	{code: kpi.Shares, scope: kpi.ScopeRange, name: "Lumière", times: 1.2},
	{code: kpi.Shares, scope: kpi.ScopeAccount, name: "X/" + camilleX, times: 1.6},
}

// aim sets what is aimed at in a month.
func (s *story) aim(ctx context.Context, i int) error {
	month := s.month(i)
	if month.Month() == time.January && i+12 > closedMonths && i >= 12 {
		if err := s.aimAt(ctx, kpi.YearOf(month), yearAims); err != nil {
			return err
		}
	}
	if i != reviewMonth {
		return nil
	}
	if err := s.aimAt(ctx, kpi.MonthOnly(month), monthAims); err != nil {
		return err
	}
	return s.aimAt(ctx, kpi.MonthOnly(month.Add(1)), monthAims[:2])
}

func (s *story) aimAt(ctx context.Context, span kpi.Span, aims []aim) error {
	direction := s.who(coordinator)
	groups, err := s.n.Groups(ctx, direction)
	if err != nil {
		return err
	}
	ids := map[string]kpi.ID{}
	for _, g := range groups.Spheres {
		ids[kpi.ScopeSphere+g.Name] = g.ID
	}
	for _, g := range groups.Ranges {
		ids[kpi.ScopeRange+g.Name] = g.ID
	}
	for _, g := range groups.Entities {
		ids[kpi.ScopeEntity+g.Name] = g.ID
	}
	for key, id := range s.ids {
		ids[kpi.ScopeAccount+key] = id
	}
	for _, a := range aims {
		t := kpi.Target{Indicator: a.code, Scope: a.scope, ScopeID: ids[a.scope+a.name], Span: span}
		offer, err := s.n.TargetForm(ctx, direction, network.TargetFormQuery{Target: t})
		if err != nil {
			return err
		}
		if t.Value = a.value(offer); t.Value <= 0 {
			continue // nothing to begin from
		}
		if _, err := s.n.SetTarget(ctx, direction, t); err != nil {
			return fmt.Errorf("target of %s, %s: %w", a.code, a.name, err)
		}
	}
	return nil
}

// value is a round number that far from what was reached before.
func (a aim) value(offer network.TargetForm) float64 {
	if !offer.Before.Known {
		return 0
	}
	v := offer.Before.V*a.times + a.plus
	switch {
	case offer.Of.Unit == "%":
		return math.Round(v*10) / 10
	case offer.Of.Kind == kpi.KindPosition, v < 100:
		return math.Max(1, math.Round(v))
	case v < 2000:
		return math.Round(v/10) * 10
	}
	return math.Round(v/100) * 100
}
