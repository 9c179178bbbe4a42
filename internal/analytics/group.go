package analytics

// This file compares groups: their lines over months and their shares.

import "portevoix/internal/kpi"

// GroupSeries returns the line of each group over the given months, for an
// indicator that is added up; totals are those of the groups (A is the group's
// ID) and of that indicator. A month that nobody filed is a gap. A group of
// which nothing was expected or known in any of the months has no line.
func GroupSeries(groups []Group, months []kpi.Month, totals []kpi.Total) []Series {
	type key struct {
		group kpi.ID
		month kpi.Month
	}
	byKey, present := make(map[key]kpi.Total, len(totals)), map[kpi.ID]bool{}
	for _, t := range totals {
		byKey[key{t.A, t.Month}] = t
		present[t.A] = present[t.A] || t.Known > 0 || t.Expected > 0
	}
	var series []Series
	for _, g := range groups {
		if !present[g.ID] {
			continue
		}
		line := Series{Group: g, Values: make([]Value, len(months))}
		for i, m := range months {
			line.Values[i] = groupValue(m, byKey[key{g.ID, m}])
		}
		series = append(series, line)
	}
	return series
}

func groupValue(m kpi.Month, t kpi.Total) Value {
	v := Value{Month: m, Coverage: Coverage{Known: t.Known, Expected: t.Expected}}
	if t.Known > 0 {
		v.Number = kpi.Num(t.Sum)
	}
	return v
}

// Shares returns what each group adds to the interactions of a month, and its
// share of all groups in percent (DOMAIN §5, share of network); totals are
// those of kpi.Interactions by group. A group of which nothing was expected or
// known is left out; shares are unknown where the sum of all is 0.
func Shares(groups []Group, totals []kpi.Total) []Share {
	byGroup, all := make(map[kpi.ID]kpi.Total, len(totals)), kpi.Number{}
	for _, t := range totals {
		byGroup[t.A] = t
		if t.Known > 0 {
			all = kpi.Num(all.V + t.Sum)
		}
	}
	var shares []Share
	for _, g := range groups {
		t := byGroup[g.ID]
		if t.Known == 0 && t.Expected == 0 {
			continue
		}
		s := Share{Group: g, Coverage: Coverage{Known: t.Known, Expected: t.Expected}}
		if t.Known > 0 {
			s.Interactions = kpi.Num(t.Sum)
			s.Share = Percent(s.Interactions, all)
		}
		shares = append(shares, s)
	}
	return shares
}

// AddTotals adds up the totals of groups that share no account, month by
// month and indicator by indicator, in the order of the first of each. Every
// field of a total may be added, coverage and like for like included.
func AddTotals(totals []kpi.Total) []kpi.Total {
	place := map[middleKey]int{}
	var sums []kpi.Total
	for _, t := range totals {
		k := middleKey{t.Month, t.Indicator}
		i, ok := place[k]
		if !ok {
			i = len(sums)
			place[k] = i
			sums = append(sums, kpi.Total{Month: t.Month, Scope: kpi.ScopeNetwork, Indicator: t.Indicator})
		}
		s := &sums[i]
		s.Expected += t.Expected
		s.Known += t.Known
		s.Positive += t.Positive
		s.Sum += t.Sum
		s.Denominator += t.Denominator
		s.N1, s.Before1, s.Now1 = s.N1+t.N1, s.Before1+t.Before1, s.Now1+t.Now1
		s.N12, s.Before12, s.Now12 = s.N12+t.N12, s.Before12+t.Before12, s.Now12+t.Now12
	}
	return sums
}
