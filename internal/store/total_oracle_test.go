package store

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

// A second way to count totals, for tests only: account by account, in plain
// Go, from the definitions of the domain. The queries must agree with it.

type oracle struct {
	t          *testing.T
	db         *DB
	cal        kpi.Calendar
	reporting  kpi.Month
	indicators []kpi.Indicator
	parents    map[kpi.ID]kpi.ID
	figures    map[oracleKey]kpi.Figure
	accounts   []kpi.ID
	stood      map[oracleKey]kpi.Account // by month and account
}

type oracleKey struct {
	month   kpi.Month
	account kpi.ID
	code    string
}

func newOracle(t *testing.T, db *DB, cal kpi.Calendar) *oracle {
	t.Helper()
	ctx := t.Context()
	o := &oracle{t: t, db: db, cal: cal, parents: map[kpi.ID]kpi.ID{}, figures: map[oracleKey]kpi.Figure{}, stood: map[oracleKey]kpi.Account{}}
	settings, err := db.Settings(ctx)
	o.must(err)
	if s := settings["first_reporting_month"]; s != "" {
		o.reporting = month(t, s)
	}
	o.indicators, err = db.Indicators(ctx)
	o.must(err)
	groups, err := db.Groups(ctx)
	o.must(err)
	for _, e := range groups.Entities {
		o.parents[e.ID] = e.ParentID
	}
	codes := map[kpi.ID]string{}
	for _, i := range o.indicators {
		codes[i.ID] = i.Code
	}
	o.must(db.eachFigure(ctx, func(v FigureVersion) {
		o.figures[oracleKey{v.Month, v.Account, codes[v.Indicator]}] = v.Figure
	}, `SELECT `+figureColumns+` FROM figures`))
	o.must(db.all(ctx, &o.accounts, `SELECT id FROM accounts`))
	return o
}

func (o *oracle) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// account is the account as it stands in a month.
func (o *oracle) account(id kpi.ID, m kpi.Month) kpi.Account {
	key := oracleKey{month: m, account: id}
	a, known := o.stood[key]
	if !known {
		var err error
		a, err = o.db.Account(o.t.Context(), id, m)
		o.must(err)
		o.stood[key] = a
	}
	return a
}

// below reports whether a scope is left by a filter on an entity.
func (o *oracle) below(scope string, entity, filter kpi.ID) bool {
	if scope != kpi.ScopeEntity || filter == 0 {
		return true
	}
	for ; entity != 0; entity = o.parents[entity] {
		if entity == filter {
			return true
		}
	}
	return false
}

// totals counts a month over a filter, by scope and code.
func (o *oracle) totals(m kpi.Month, keep func(kpi.Account) bool) (map[string]kpi.Total, map[string]kpi.FilingTotal) {
	figures, filings := map[string]kpi.Total{}, map[string]kpi.FilingTotal{}
	for _, id := range o.accounts {
		account := o.account(id, m)
		if !keep(account) {
			continue
		}
		expected := o.expected(id, m)
		for _, s := range o.scopes(account) {
			for _, one := range o.contributions(account, m, expected) {
				key := fmt.Sprintf("%s %d %d %s", s.Kind, s.A, s.B, one.Indicator)
				sum := figures[key]
				sum.Month, sum.Scope, sum.A, sum.B, sum.Indicator = m, s.Kind, s.A, s.B, one.Indicator
				figures[key] = addTotal(sum, one)
			}
			one := o.filing(account, m, expected)
			if one == (kpi.FilingTotal{}) {
				continue
			}
			key := fmt.Sprintf("%s %d %d", s.Kind, s.A, s.B)
			sum := filings[key]
			filings[key] = kpi.FilingTotal{Month: m, Scope: s.Kind, A: s.A, B: s.B,
				Accounts: sum.Accounts + one.Accounts, Expected: sum.Expected + one.Expected, Filed: sum.Filed + one.Filed,
				OnTime: sum.OnTime + one.OnTime, Asked: sum.Asked + one.Asked, Answered: sum.Answered + one.Answered}
		}
	}
	for key, sum := range figures {
		for _, v := range []*float64{&sum.Sum, &sum.Denominator, &sum.Before1, &sum.Now1, &sum.Before12, &sum.Now12} {
			*v = math.Round(*v*1e6) / 1e6
		}
		figures[key] = sum
	}
	return figures, filings
}

func addTotal(a, b kpi.Total) kpi.Total {
	a.Expected += b.Expected
	a.Known += b.Known
	a.Positive += b.Positive
	a.Sum += b.Sum
	a.Denominator += b.Denominator
	a.N1 += b.N1
	a.Before1 += b.Before1
	a.Now1 += b.Now1
	a.N12 += b.N12
	a.Before12 += b.Before12
	a.Now12 += b.Now12
	return a
}

func (o *oracle) scopes(a kpi.Account) []kpi.Scope {
	list := []kpi.Scope{{Kind: "network"}, {Kind: "platform", A: a.PlatformID}, {Kind: "sphere", A: a.SphereID},
		{Kind: "range", A: a.RangeID}, {Kind: "sphere_range", A: a.SphereID, B: a.RangeID}, {Kind: "entity", A: a.EntityID}}
	for e := o.parents[a.EntityID]; e != 0; e = o.parents[e] {
		list = append(list, kpi.Scope{Kind: "entity", A: e})
	}
	return list
}

func (o *oracle) expected(account kpi.ID, m kpi.Month) bool {
	if m < o.reporting {
		return false
	}
	periods, err := o.db.AccountPeriods(o.t.Context(), account)
	o.must(err)
	dormant := false
	for _, p := range periods {
		if p.From > m.LastDay() || (p.Until != 0 && p.Until < m.FirstDay()) {
			continue
		}
		if p.State == kpi.AccountTest || p.State == kpi.AccountActive {
			return true
		}
		dormant = dormant || p.State == kpi.AccountDormant
	}
	events, err := o.db.AccountEvents(o.t.Context(), account)
	o.must(err)
	return dormant && slices.ContainsFunc(events, func(e Event) bool {
		return e.Kind == EventActivation && e.From <= m.LastDay() && e.Until >= m.FirstDay()
	})
}

func (o *oracle) asked(a kpi.Account, m kpi.Month) []string {
	var codes []string
	for _, i := range o.indicators {
		if i.AskedOf(a, m) {
			codes = append(codes, i.Code)
		}
	}
	return codes
}

func (o *oracle) number(account kpi.ID, m kpi.Month, code string) kpi.Number {
	return o.figures[oracleKey{m, account, code}].Number()
}

// interactions is the sum of the parts asked then, unknown where one is.
func (o *oracle) interactions(account kpi.ID, m kpi.Month) (sum kpi.Number, asked bool) {
	sum = kpi.Num(0)
	for _, code := range o.asked(o.account(account, m), m) {
		if !slices.Contains(kpi.InteractionParts, code) {
			continue
		}
		asked = true
		part := o.number(account, m, code)
		sum = kpi.Number{V: sum.V + part.V, Known: sum.Known && part.Known}
	}
	if !asked || !sum.Known {
		return kpi.Number{}, asked
	}
	return sum, true
}

func (o *oracle) contributions(a kpi.Account, m kpi.Month, expected bool) []kpi.Total {
	asked := o.asked(a, m)
	var list []kpi.Total
	for _, i := range o.indicators {
		var one kpi.Total
		switch i.Code {
		case kpi.Interactions:
			now, isAsked := o.interactions(a.ID, m)
			before, _ := o.interactions(a.ID, m-1)
			year, _ := o.interactions(a.ID, m-12)
			one = oracleTotal(now, before, year, expected && isAsked)
		case kpi.EngagementRate:
			one = o.engagement(a, m, expected && slices.Contains(asked, kpi.Followers))
		default:
			one = oracleTotal(o.number(a.ID, m, i.Code), o.number(a.ID, m-1, i.Code), o.number(a.ID, m-12, i.Code),
				expected && slices.Contains(asked, i.Code))
		}
		if one.Expected > 0 {
			one.Indicator = i.Code
			list = append(list, one)
		}
	}
	return list
}

func oracleTotal(now, before, year kpi.Number, expected bool) kpi.Total {
	var one kpi.Total
	if expected || now.Known {
		one.Expected = 1
	}
	if !now.Known {
		return one
	}
	one.Known, one.Sum = 1, now.V
	if now.V > 0 {
		one.Positive = 1
	}
	if before.Known {
		one.N1, one.Before1, one.Now1 = 1, before.V, now.V
	}
	if year.Known {
		one.N12, one.Before12, one.Now12 = 1, year.V, now.V
	}
	return one
}

func (o *oracle) engagement(a kpi.Account, m kpi.Month, expected bool) kpi.Total {
	interactions, asked := o.interactions(a.ID, m)
	opening, closing := o.number(a.ID, m-1, kpi.Followers), o.number(a.ID, m, kpi.Followers)
	audience := closing
	if opening.Known && closing.Known {
		audience = kpi.Num((opening.V + closing.V) / 2)
	}
	if !interactions.Over(audience).Known {
		interactions = kpi.Number{}
	}
	one := oracleTotal(interactions, kpi.Number{}, kpi.Number{}, expected && asked)
	if interactions.Known {
		one.Denominator = audience.V
	}
	return one
}

func (o *oracle) filing(a kpi.Account, m kpi.Month, expected bool) kpi.FilingTotal {
	var one kpi.FilingTotal
	for _, i := range o.indicators {
		if o.number(a.ID, m, i.Code).Known {
			one.Accounts = 1
		}
	}
	if !expected {
		return one
	}
	one.Expected = 1
	for _, code := range o.asked(a, m) {
		one.Asked++
		if o.figures[oracleKey{m, a.ID, code}].Answered() {
			one.Answered++
		}
	}
	filing, err := o.db.Filing(o.t.Context(), m, a.ID)
	o.must(err)
	if filing.State.Filed() {
		one.Filed = 1
		if !filing.FirstSubmittedAt.IsZero() && !filing.FirstSubmittedAt.After(o.cal.Due(m)) {
			one.OnTime = 1
		}
	}
	return one
}
