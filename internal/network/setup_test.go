package network

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// setUpNow is the fixed instant of these tests: 2026-11-03 in Paris.
var setUpNow = time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)

// openSetUp opens an empty installation of its own for a test.
func openSetUp(t *testing.T) *Network {
	t.Helper()
	n, err := Open(t.Context(), filepath.Join(t.TempDir(), "setup.db"), Options{Create: true, Now: func() time.Time { return setUpNow }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// addPersonAs adds a person with a role, limited to an entity where one is given.
func addPersonAs(t *testing.T, n *Network, name string, role kpi.Role, entity string) kpi.Who {
	t.Helper()
	inv, err := n.AddUser(t.Context(), kpi.CommandLine(), NewUser{Email: kpi.Fold(name) + "@exemple.fr", Name: name, Role: role, Entity: entity})
	if err != nil {
		t.Fatal(err)
	}
	user, err := n.UserByID(t.Context(), inv.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	return kpi.Who{User: user, Channel: kpi.ChannelForm}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// some is the value of a call that has to work.
func some[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func dayOf(t *testing.T, s string) kpi.Day     { return some[kpi.Day](t)(kpi.ParseDay(s)) }
func monthOf(t *testing.T, s string) kpi.Month { return some[kpi.Month](t)(kpi.ParseMonth(s)) }

// wantRefusal checks the code and key of an error.
func wantRefusal(t *testing.T, err error, code kpi.Code, key string) {
	t.Helper()
	if kpi.CodeOf(err) != code {
		t.Errorf("error %v, want code %s", err, code)
		return
	}
	if e := new(kpi.Error); !errors.As(err, &e) || (key != "" && e.Key != key) {
		t.Errorf("error %v, want key %s", err, key)
	}
}

// files stores figures of an account and counts the totals.
func files(t *testing.T, n *Network, account kpi.ID, code string, values map[string]float64) {
	t.Helper()
	ok(t, n.db.Write(t.Context(), n.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		indicators, err := tx.Indicators(t.Context())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(indicators, func(i kpi.Indicator) bool { return i.Code == code })
		var rows []store.FigureRow
		var months []kpi.Month
		for m, v := range values {
			months = append(months, monthOf(t, m))
			rows = append(rows, store.FigureRow{Month: monthOf(t, m), Account: account, Indicator: indicators[i].ID, Figure: kpi.Given(v)})
		}
		if _, _, _, err := tx.PutFigures(t.Context(), rows); err != nil {
			return err
		}
		cal, err := n.calendarOf(t.Context(), tx.Conn)
		if err != nil {
			return err
		}
		return tx.RefreshTotals(t.Context(), months, cal)
	}))
}

func TestSetUpIsRefusedClearly(t *testing.T) {
	n, boss := openSetUp(t), kpi.CommandLine()
	ctx := t.Context()
	person := addPersonAs(t, n, "Noa", kpi.RoleAmbassador, "")
	other := addPersonAs(t, n, "Sacha", kpi.RoleAmbassador, "")
	account := some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "x", Handle: "@Camille",
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}},
		Holders: []kpi.AccountHolder{{User: person.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-01-01")}}}))
	some[kpi.ID](t)(n.AddSphere(ctx, boss, "Ventes"))
	day := func(s string) kpi.Day { return dayOf(t, s) }
	state := func(periods ...kpi.AccountPeriod) NewAccount {
		return NewAccount{Platform: "X", Handle: "new", States: periods}
	}
	for _, c := range []struct {
		name string
		code kpi.Code
		key  string
		act  func() error
	}{
		{"a handle in use", kpi.CodeConflict, "account.handle_taken", func() error {
			_, err := n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "CAMILLE"})
			return err
		}},
		{"no handle", kpi.CodeInvalid, "account.handle_missing", func() error {
			_, err := n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: " @ "})
			return err
		}},
		{"no platform", kpi.CodeInvalid, "account.platform_missing", func() error {
			_, err := n.AddAccount(ctx, boss, NewAccount{Handle: "new"})
			return err
		}},
		{"an unknown platform", kpi.CodeInvalid, "account.unknown_platform", func() error {
			_, err := n.AddAccount(ctx, boss, NewAccount{Platform: "Minitel", Handle: "new"})
			return err
		}},
		{"an unknown sphere", kpi.CodeInvalid, "account.unknown_sphere", func() error {
			return n.RegroupAccount(ctx, boss, account, monthOf(t, "2026-02"), Place{Sphere: "Achats"})
		}},
		{"a state that ends before it begins", kpi.CodeInvalid, "account.state_ends_early", func() error {
			_, err := n.AddAccount(ctx, boss, state(kpi.AccountPeriod{State: kpi.AccountTest, From: day("2026-03-01"), Until: day("2026-02-01")},
				kpi.AccountPeriod{State: kpi.AccountActive, From: day("2026-04-01")}))
			return err
		}},
		{"states out of order", kpi.CodeInvalid, "account.state_order", func() error {
			_, err := n.AddAccount(ctx, boss, state(kpi.AccountPeriod{State: kpi.AccountTest, From: day("2026-03-01")},
				kpi.AccountPeriod{State: kpi.AccountActive, From: day("2026-03-01")}))
			return err
		}},
		{"closed without a reason", kpi.CodeInvalid, "account.close_reason", func() error {
			return n.SetAccountState(ctx, boss, account, day("2026-05-01"), kpi.AccountClosed, "", 0)
		}},
		{"closed before it was there", kpi.CodeInvalid, "account.closed_early", func() error {
			return n.SetAccountState(ctx, boss, account, day("2025-12-31"), kpi.AccountClosed, "audience", 0)
		}},
		{"an unknown state", kpi.CodeInvalid, "account.unknown_state", func() error {
			return n.SetAccountState(ctx, boss, account, day("2026-05-01"), "asleep", "", 0)
		}},
		{"a review before the test", kpi.CodeInvalid, "account.review_early", func() error {
			return n.SetAccountState(ctx, boss, account, day("2026-05-01"), kpi.AccountTest, "", day("2026-04-30"))
		}},
		{"an entity of four levels", kpi.CodeInvalid, "group.entity_deep", func() error {
			_, err := n.AddEntity(ctx, boss, "Groupe/Ouest/Nantes/Sud")
			return err
		}},
		{"a sphere twice", kpi.CodeConflict, "group.name_taken", func() error {
			_, err := n.AddSphere(ctx, boss, " ventes")
			return err
		}},
		{"a platform without a name", kpi.CodeInvalid, "group.name_missing", func() error {
			_, err := n.AddPlatform(ctx, boss, " ")
			return err
		}},
		{"two holders on a day", kpi.CodeConflict, "account.two_holders_until", func() error {
			_, err := n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "new", Holders: []kpi.AccountHolder{
				{User: person.User.ID, Role: kpi.Holder, From: day("2026-01-01"), Until: day("2026-03-31")},
				{User: other.User.ID, Role: kpi.Holder, From: day("2026-03-31")}}})
			return err
		}},
		{"a holder as deputy too", kpi.CodeConflict, "account.files_already", func() error {
			return n.AddDeputy(ctx, boss, account, person.User.ID, day("2026-06-01"), 0)
		}},
		{"a deputy for no day", kpi.CodeInvalid, "account.holding_ends_early", func() error {
			return n.AddDeputy(ctx, boss, account, other.User.ID, day("2026-06-02"), day("2026-06-01"))
		}},
		{"a deputy who does not exist", kpi.CodeInvalid, "account.unknown_user", func() error {
			return n.AddDeputy(ctx, boss, account, 999, day("2026-06-02"), 0)
		}},
		{"an end of what is not held", kpi.CodeNotFound, "account.no_holding", func() error {
			return n.EndHolding(ctx, boss, account, other.User.ID, day("2026-06-01"))
		}},
		{"an account that does not exist", kpi.CodeNotFound, "", func() error {
			return n.RenameAccount(ctx, boss, 999, monthOf(t, "2026-02"), "new", false)
		}},
		{"a derived indicator", kpi.CodeInvalid, "indicator.derived", func() error {
			return n.SetAsked(ctx, boss, kpi.IndicatorAsk{Indicator: 12, From: monthOf(t, "2026-01")}, true)
		}},
		{"an event that ends before it begins", kpi.CodeInvalid, "account.event_ends_early", func() error {
			_, err := n.AddEvent(ctx, boss, NewEvent{Kind: "activation", Name: "Salon", From: day("2026-06-02"), Until: day("2026-06-01")})
			return err
		}},
		{"a negative headcount", kpi.CodeInvalid, "group.headcount", func() error {
			return n.SetHeadcount(ctx, boss, 1, monthOf(t, "2026-01"), -1)
		}},
	} {
		t.Run(c.name, func(t *testing.T) { wantRefusal(t, c.act(), c.code, c.key) })
	}
	list, next, err := n.Accounts(ctx, boss, AccountQuery{})
	ok(t, err)
	if len(list) != 1 || next != 0 {
		t.Errorf("%d accounts after all that, want 1", len(list))
	}
}

func TestManyAccountsAllOrNone(t *testing.T) {
	n, boss := openSetUp(t), kpi.CommandLine()
	_, err := n.AddAccounts(t.Context(), boss, []NewAccount{{Platform: "X", Handle: "one"}, {Platform: "X", Handle: "two", Sphere: "nowhere"}})
	wantRefusal(t, err, kpi.CodeInvalid, "account.unknown_sphere")
	var fault *kpi.Error
	if !errors.As(err, &fault) || len(fault.Fields) != 1 || fault.Fields[0].Line != 2 || fault.Fields[0].Value != "nowhere" {
		t.Errorf("fields of %v", err)
	}
	list, _, err := n.Accounts(t.Context(), boss, AccountQuery{})
	ok(t, err)
	if len(list) != 0 {
		t.Errorf("%d accounts were kept", len(list))
	}
}

func TestWhoMaySetUp(t *testing.T) {
	n, ctx := openSetUp(t), t.Context()
	boss := kpi.CommandLine()
	some[kpi.ID](t)(n.AddEntity(ctx, boss, "Groupe/Ouest"))
	inside := some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "inside", Entity: "groupe/ouest"}))
	outside := some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "outside", Entity: "Groupe"}))
	admin := addPersonAs(t, n, "Ada", kpi.RoleAdmin, "")
	coordinator := addPersonAs(t, n, "Cleo", kpi.RoleCoordinator, "")
	limited := addPersonAs(t, n, "Lou", kpi.RoleCoordinator, "Groupe/Ouest")
	ambassador := addPersonAs(t, n, "Ambre", kpi.RoleAmbassador, "")
	reader := addPersonAs(t, n, "Remy", kpi.RoleReader, "")
	contributor := addPersonAs(t, n, "Cyd", kpi.RoleContributor, "")

	const fine, no, hidden = kpi.Code(""), kpi.CodeForbidden, kpi.CodeNotFound
	name := 0
	for _, c := range []struct {
		name string
		act  func(kpi.Who, string) error
		want map[*kpi.Who]kpi.Code
	}{
		{"platform", func(w kpi.Who, s string) error { _, err := n.AddPlatform(ctx, w, s); return err },
			map[*kpi.Who]kpi.Code{&boss: fine, &admin: fine, &coordinator: no, &limited: no, &ambassador: no, &reader: no, &contributor: no}},
		{"entity", func(w kpi.Who, s string) error { _, err := n.AddEntity(ctx, w, s); return err },
			map[*kpi.Who]kpi.Code{&admin: fine, &coordinator: no, &ambassador: no, &reader: no, &contributor: no}},
		{"asked", func(w kpi.Who, _ string) error {
			return n.SetAsked(ctx, w, kpi.IndicatorAsk{Indicator: 8, From: monthOf(t, "2026-01")}, true)
		}, map[*kpi.Who]kpi.Code{&admin: fine, &coordinator: no, &ambassador: no, &reader: no, &contributor: no}},
		{"sphere", func(w kpi.Who, s string) error { _, err := n.AddSphere(ctx, w, s); return err },
			map[*kpi.Who]kpi.Code{&admin: fine, &coordinator: fine, &limited: fine, &ambassador: no, &reader: no, &contributor: no}},
		{"account", func(w kpi.Who, s string) error {
			_, err := n.AddAccount(ctx, w, NewAccount{Platform: "X", Handle: s, Entity: "Groupe/Ouest"})
			return err
		}, map[*kpi.Who]kpi.Code{&admin: fine, &coordinator: fine, &limited: fine, &ambassador: no, &reader: no, &contributor: no}},
		{"account outside", func(w kpi.Who, s string) error {
			_, err := n.AddAccount(ctx, w, NewAccount{Platform: "X", Handle: s, Entity: "Groupe"})
			return err
		}, map[*kpi.Who]kpi.Code{&coordinator: fine, &limited: kpi.CodeInvalid}},
		{"rename inside", func(w kpi.Who, s string) error { return n.RenameAccount(ctx, w, inside, n.CurrentMonth(), s, false) },
			map[*kpi.Who]kpi.Code{&admin: fine, &coordinator: fine, &limited: fine, &ambassador: no, &reader: no, &contributor: no}},
		{"rename outside", func(w kpi.Who, s string) error { return n.RenameAccount(ctx, w, outside, n.CurrentMonth(), s, false) },
			map[*kpi.Who]kpi.Code{&coordinator: fine, &limited: hidden}},
		{"hand over", func(w kpi.Who, _ string) error { return n.HandOver(ctx, w, outside, ambassador.User.ID, n.Today()) },
			map[*kpi.Who]kpi.Code{&coordinator: fine, &limited: hidden, &reader: no}},
		{"step down", func(w kpi.Who, _ string) error {
			return n.EndHolding(ctx, w, outside, ambassador.User.ID, n.Today())
		}, map[*kpi.Who]kpi.Code{&reader: no, &limited: hidden}},
	} {
		for w, want := range c.want {
			name++
			err := c.act(*w, "name"+kpi.ID(name).String())
			if got := kpi.CodeOf(err); got != want {
				t.Errorf("%s as %s %s: %v, want code %q", c.name, w.User.Role, w.User.Entity, err, want)
			}
		}
	}
	ok(t, n.EndHolding(ctx, ambassador, outside, ambassador.User.ID, n.Today()))
}

func TestHandingOver(t *testing.T) {
	n, boss, ctx := openSetUp(t), kpi.CommandLine(), t.Context()
	a, b, c := addPersonAs(t, n, "A", kpi.RoleAmbassador, ""), addPersonAs(t, n, "B", kpi.RoleAmbassador, ""), addPersonAs(t, n, "C", kpi.RoleAmbassador, "")
	id := some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "one",
		Holders: []kpi.AccountHolder{{User: a.User.ID, Role: kpi.Holder, From: dayOf(t, "2025-01-01")}}}))
	ok(t, n.HandOver(ctx, boss, id, c.User.ID, dayOf(t, "2026-03-01")))
	ok(t, n.HandOver(ctx, boss, id, b.User.ID, dayOf(t, "2026-01-15"))) // before a later one
	ok(t, n.AddDeputy(ctx, boss, id, a.User.ID, dayOf(t, "2026-01-15"), dayOf(t, "2026-02-14")))
	wantRefusal(t, n.AcceptHolding(ctx, b, id), kpi.CodeNotFound, "account.no_holding") // no more
	ok(t, n.AcceptHolding(ctx, c, id))
	ok(t, n.AcceptHolding(ctx, c, id))
	view, err := n.AccountView(ctx, boss, id)
	ok(t, err)
	want := []kpi.AccountHolder{
		{User: a.User.ID, Name: "A", Role: kpi.Holder, From: dayOf(t, "2025-01-01"), Until: dayOf(t, "2026-01-14")},
		{User: b.User.ID, Name: "B", Role: kpi.Holder, From: dayOf(t, "2026-01-15"), Until: dayOf(t, "2026-02-28")},
		{User: a.User.ID, Name: "A", Role: kpi.Deputy, From: dayOf(t, "2026-01-15"), Until: dayOf(t, "2026-02-14")},
		{User: c.User.ID, Name: "C", Role: kpi.Holder, From: dayOf(t, "2026-03-01"), AcceptedAt: setUpNow},
	}
	if !slices.Equal(view.Holders, want) {
		t.Errorf("holders\n got %v\nwant %v", view.Holders, want)
	}
}

func TestRegroupingChangesTotalsFromItsMonthOn(t *testing.T) {
	n, boss, ctx := openSetUp(t), kpi.CommandLine(), t.Context()
	from := some[kpi.ID](t)(n.AddSphere(ctx, boss, "Ventes"))
	to := some[kpi.ID](t)(n.AddSphere(ctx, boss, "Métiers"))
	id := some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "one", Sphere: "Ventes",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}}}))
	files(t, n, id, kpi.Followers, map[string]float64{"2026-07": 100, "2026-08": 110, "2026-09": 120})
	ok(t, n.RegroupAccount(ctx, boss, id, monthOf(t, "2026-08"), Place{Sphere: "métiers"}))
	ok(t, n.SetAccountState(ctx, boss, id, dayOf(t, "2026-09-01"), kpi.AccountDormant, "", 0))
	followers := func(sphere kpi.ID, m string) (sum float64) {
		totals, err := n.db.Totals(ctx, store.TotalQuery{Months: []kpi.Month{monthOf(t, m)}, By: kpi.ScopeSphere, Codes: []string{kpi.Followers}})
		ok(t, err)
		for _, total := range totals {
			if total.A == sphere {
				sum += total.Sum
			}
		}
		return sum
	}
	for _, c := range []struct {
		month      string
		before, at float64
	}{{"2026-07", 100, 0}, {"2026-08", 0, 110}, {"2026-09", 0, 120}} {
		if got := followers(from, c.month); got != c.before {
			t.Errorf("%s: %v followers in the old sphere, want %v", c.month, got, c.before)
		}
		if got := followers(to, c.month); got != c.at {
			t.Errorf("%s: %v followers in the new sphere, want %v", c.month, got, c.at)
		}
	}
	filings, err := n.db.FilingTotals(ctx, store.TotalQuery{Months: []kpi.Month{monthOf(t, "2026-08"), monthOf(t, "2026-09")}, By: kpi.ScopeNetwork})
	ok(t, err)
	expected := map[kpi.Month]int{}
	for _, f := range filings {
		expected[f.Month] = f.Expected
	}
	if expected[monthOf(t, "2026-08")] != 1 || expected[monthOf(t, "2026-09")] != 0 {
		t.Errorf("expected %v, want 1 in August and 0 asleep in September", expected)
	}
	// Asking nothing more is counted too.
	some[kpi.ID](t)(n.AddEvent(ctx, boss, NewEvent{Kind: "activation", Name: "Salon", From: dayOf(t, "2026-09-10"),
		Until: dayOf(t, "2026-09-12"), Accounts: []kpi.ID{id}}))
	filings, err = n.db.FilingTotals(ctx, store.TotalQuery{Months: []kpi.Month{monthOf(t, "2026-09")}, By: kpi.ScopeNetwork})
	ok(t, err)
	if len(filings) != 1 || filings[0].Expected != 1 || filings[0].Asked != 7 {
		t.Errorf("filings of September %+v, want 1 expected, asked 7", filings)
	}
	ok(t, n.SetAsked(ctx, boss, kpi.IndicatorAsk{Indicator: 7, From: monthOf(t, "2026-09")}, false))
	filings, err = n.db.FilingTotals(ctx, store.TotalQuery{Months: []kpi.Month{monthOf(t, "2026-09")}, By: kpi.ScopeNetwork})
	ok(t, err)
	if len(filings) != 1 || filings[0].Asked != 6 {
		t.Errorf("filings of September %+v, want asked 6", filings)
	}
}
