package network

// This file tests the counting of a month (DOMAIN §4, rules 2, 3 and 5): which
// filings are expected, both rates, and which came on time.

import (
	"fmt"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// cycleLife is the life of an account before and in October 2026.
type cycleLife []kpi.AccountPeriod

func livesFrom(t *testing.T, entries ...string) cycleLife {
	t.Helper()
	var life cycleLife
	for i := 0; i+1 < len(entries); i += 2 {
		period := kpi.AccountPeriod{State: kpi.AccountState(entries[i]), From: dayOf(t, entries[i+1])}
		if period.State == kpi.AccountClosed {
			period.Reason = "other"
		}
		life = append(life, period)
	}
	return life
}

// newCycle is a network without accounts on 3 November 2026, two days before
// October is due, of which the first reporting month is September.
func newCycle(t *testing.T) (*Network, *clock) {
	t.Helper()
	n, clock := openPeople(t)
	clock.now = time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	settings := some[Settings](t)(n.Settings(t.Context()))
	settings.FirstReportingMonth = monthOf(t, "2026-09")
	ok(t, n.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	return n, clock
}

func (l cycleLife) add(t *testing.T, n *Network, handle string) kpi.ID {
	t.Helper()
	return some[kpi.ID](t)(n.AddAccount(t.Context(), kpi.CommandLine(), NewAccount{Platform: "X", Handle: handle, States: l}))
}

func (n *Network) octoberSummary(t *testing.T) analytics.Summary {
	t.Helper()
	return some[analytics.Summary](t)(n.Summary(t.Context(), kpi.CommandLine(), monthOf(t, "2026-10"), kpi.Filter{}))
}

// rates writes n of m and its value for the three rates of a month.
func rates(s analytics.Summary) string {
	one := func(r analytics.NofM) string {
		if !r.Value.Known {
			return fmt.Sprintf("%d/%d n/a", r.N, r.M)
		}
		return fmt.Sprintf("%d/%d %.1f", r.N, r.M, r.Value.V)
	}
	return fmt.Sprintf("filed %s, filled %s, on time %s", one(s.FilingRate), one(s.FillRate), one(s.OnTime))
}

func TestWhichFilingsAreExpected(t *testing.T) {
	activation := func(from, until string) func(*testing.T, *Network, kpi.ID) {
		return func(t *testing.T, n *Network, id kpi.ID) {
			t.Helper()
			some[kpi.ID](t)(n.AddEvent(t.Context(), kpi.CommandLine(), NewEvent{Kind: "activation", Name: "Salon",
				From: dayOf(t, from), Until: dayOf(t, until), Accounts: []kpi.ID{id}}))
		}
	}
	for name, c := range map[string]struct {
		life     []string
		then     func(*testing.T, *Network, kpi.ID)
		month    string // default 2026-10
		expected bool
	}{
		"active all along":                    {life: []string{"active", "2026-01-01"}, expected: true},
		"in test":                             {life: []string{"test", "2026-01-01"}, expected: true},
		"proposed":                            {life: []string{"proposed", "2026-01-01"}},
		"opened in mid-month":                 {life: []string{"proposed", "2026-01-01", "active", "2026-10-16"}, expected: true},
		"opened on the last day":              {life: []string{"active", "2026-10-31"}, expected: true},
		"opened on the day after":             {life: []string{"active", "2026-11-01"}},
		"closed in mid-month":                 {life: []string{"active", "2026-01-01", "closed", "2026-10-16"}, expected: true},
		"closed on the second day":            {life: []string{"active", "2026-01-01", "closed", "2026-10-02"}, expected: true},
		"closed on the first day":             {life: []string{"active", "2026-01-01", "closed", "2026-10-01"}},
		"opened and closed within the month":  {life: []string{"test", "2026-10-10", "closed", "2026-10-12"}, expected: true},
		"asleep all along":                    {life: []string{"active", "2026-01-01", "dormant", "2026-08-01"}},
		"put to sleep in mid-month":           {life: []string{"active", "2026-01-01", "dormant", "2026-10-16"}, expected: true},
		"woken in mid-month":                  {life: []string{"active", "2026-01-01", "dormant", "2026-08-01", "active", "2026-10-31"}, expected: true},
		"asleep, woken only the month after":  {life: []string{"active", "2026-01-01", "dormant", "2026-08-01", "active", "2026-11-02"}},
		"reopened after closing":              {life: []string{"active", "2026-01-01", "closed", "2026-06-01", "active", "2026-10-20"}, expected: true},
		"asleep, touched by an activation":    {life: []string{"active", "2026-01-01", "dormant", "2026-08-01"}, then: activation("2026-10-31", "2026-11-04"), expected: true},
		"asleep, touched in another month":    {life: []string{"active", "2026-01-01", "dormant", "2026-08-01"}, then: activation("2026-09-28", "2026-09-30")},
		"closed, touched by an activation":    {life: []string{"active", "2026-01-01", "closed", "2026-08-01"}, then: activation("2026-10-01", "2026-10-31")},
		"the first reporting month":           {life: []string{"active", "2026-01-01"}, month: "2026-09", expected: true},
		"before the first reporting month":    {life: []string{"active", "2026-01-01"}, month: "2026-08"},
		"a month that is still going on":      {life: []string{"active", "2026-01-01"}, month: "2026-11", expected: true},
		"a life that begins after that month": {life: []string{"active", "2026-10-01"}, month: "2026-09"},
	} {
		t.Run(name, func(t *testing.T) {
			n, _ := newCycle(t)
			id := livesFrom(t, c.life...).add(t, n, "essai")
			if c.then != nil {
				c.then(t, n, id)
			}
			month := monthOf(t, "2026-10")
			if c.month != "" {
				month = monthOf(t, c.month)
			}
			s := some[analytics.Summary](t)(n.Summary(t.Context(), kpi.CommandLine(), month, kpi.Filter{}))
			want := "filed 0/0 n/a, filled 0/0 n/a, on time 0/0 n/a"
			if c.expected {
				want = "filed 0/1 0.0, filled 0/7 0.0, on time 0/1 0.0"
			}
			if got := rates(s); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

// TestRatesOfAMonth files ten expected accounts in every way there is.
func TestRatesOfAMonth(t *testing.T) {
	n, clock := newCycle(t)
	ctx, boss, october := t.Context(), kpi.CommandLine(), monthOf(t, "2026-10")
	ids := make([]kpi.ID, 10)
	for i := range ids {
		ids[i] = livesFrom(t, "active", "2026-01-01").add(t, n, fmt.Sprintf("voix%d", i))
	}
	file := func(account int, version int, figures map[string]kpi.Figure, submit bool) {
		t.Helper()
		some[kpi.Filing](t)(n.File(ctx, boss, kpi.FilingChange{Account: ids[account], Month: october, Version: version, Figures: figures, Submit: submit}))
	}
	wantRates := func(want string) {
		t.Helper()
		if got := rates(n.octoberSummary(t)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	file(0, 0, answers(), true)
	file(1, 0, answers(), true)
	file(2, 0, map[string]kpi.Figure{kpi.Followers: kpi.Given(10), kpi.Posts: {State: kpi.StateNA}}, false) // a draft
	wantRates("filed 2/10 20.0, filled 16/70 22.9, on time 2/10 20.0")

	// The last instant of 5 November in Paris is 22:59:59.999 UTC.
	clock.now = time.Date(2026, 11, 5, 22, 59, 59, int(999*time.Millisecond), time.UTC)
	file(3, 0, answers(), true)
	clock.now = time.Date(2026, 11, 5, 23, 0, 0, 0, time.UTC)
	file(4, 0, answers(), true)
	wantRates("filed 4/10 40.0, filled 30/70 42.9, on time 3/10 30.0")

	// Returned after the due day: not filed as long as it is, and on time again
	// once it is back, however late.
	some[kpi.Filing](t)(n.ReturnFiling(ctx, boss, ids[0], october, 1, "à vérifier"))
	wantRates("filed 3/10 30.0, filled 30/70 42.9, on time 2/10 20.0")
	clock.now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	file(0, 2, map[string]kpi.Figure{kpi.Likes: kpi.Given(31)}, true)
	wantRates("filed 4/10 40.0, filled 30/70 42.9, on time 3/10 30.0")

	// A correction of one that was on time never makes it late.
	file(1, 1, map[string]kpi.Figure{kpi.Likes: kpi.Given(32)}, true)
	wantRates("filed 4/10 40.0, filled 30/70 42.9, on time 3/10 30.0")

	// Accepted counts as filed.
	switchAcceptanceOn(t, n)
	some[kpi.Filing](t)(n.AcceptFiling(ctx, boss, ids[4], october, 1))
	wantRates("filed 4/10 40.0, filled 30/70 42.9, on time 3/10 30.0")

	// One that is not expected is in no rate: here closed on the first day.
	gone := livesFrom(t, "active", "2026-01-01", "closed", "2026-10-01").add(t, n, "parti")
	some[kpi.Filing](t)(n.File(ctx, boss, kpi.FilingChange{Account: gone, Month: october, Figures: answers(), Submit: true}))
	wantRates("filed 4/10 40.0, filled 30/70 42.9, on time 3/10 30.0")
}

// TestDueDayMovesToAWorkingDay: August is due on Saturday 5 September 2026, so
// on Monday the 7th; a filing of the Monday is on time.
func TestDueDayMovesToAWorkingDay(t *testing.T) {
	n, clock := newCycle(t)
	ctx, boss := t.Context(), kpi.CommandLine()
	settings := some[Settings](t)(n.Settings(ctx))
	settings.FirstReportingMonth = monthOf(t, "2026-08")
	ok(t, n.SaveSettings(ctx, boss, settings))
	august := monthOf(t, "2026-08")
	for i, at := range []time.Time{
		time.Date(2026, 9, 7, 21, 59, 59, 0, time.UTC), time.Date(2026, 9, 7, 22, 0, 0, 0, time.UTC),
	} {
		id := livesFrom(t, "active", "2026-01-01").add(t, n, fmt.Sprintf("voix%d", i))
		clock.now = at
		some[kpi.Filing](t)(n.File(ctx, boss, kpi.FilingChange{Account: id, Month: august, Figures: answers(), Submit: true}))
	}
	s := some[analytics.Summary](t)(n.Summary(ctx, boss, august, kpi.Filter{}))
	if got := rates(s); got != "filed 2/2 100.0, filled 14/14 100.0, on time 1/2 50.0" {
		t.Error(got)
	}
}

func switchAcceptanceOn(t *testing.T, n *Network) {
	t.Helper()
	settings := some[Settings](t)(n.Settings(t.Context()))
	settings.AcceptanceSwitchedOn = true
	ok(t, n.SaveSettings(t.Context(), kpi.CommandLine(), settings))
}
