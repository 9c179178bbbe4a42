package network

import (
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// lifeText writes a life: "test 2026-01-01, active 2026-03-01".
func lifeText(t *testing.T, n *Network, who kpi.Who, account kpi.ID) string {
	t.Helper()
	view, _, err := n.AccountLife(t.Context(), who, account)
	ok(t, err)
	var parts []string
	for _, p := range view.Periods {
		text := string(p.State) + " " + p.From.String()
		if p.Reason != "" {
			text += " " + p.Reason
		}
		if p.Review != 0 {
			text += " ?" + p.Review.String()
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func wantLife(t *testing.T, n *Network, who kpi.Who, account kpi.ID, want string) {
	t.Helper()
	if got := lifeText(t, n, who, account); got != want {
		t.Errorf("the life is %q, want %q", got, want)
	}
}

// lastAct is the latest act in the history of an account's set-up.
func lastAct(t *testing.T, n *Network, who kpi.Who, account kpi.ID) (act kpi.ID, undo bool) {
	t.Helper()
	view, can, err := n.AccountLife(t.Context(), who, account)
	ok(t, err)
	return view.Changes[0].Act, can[view.Changes[0].Act]
}

func TestAnAccountIsLedThroughItsLife(t *testing.T) {
	n, ctx := openSetUp(t), t.Context()
	direction := addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")
	account := some[kpi.ID](t)(n.AddAccount(ctx, direction, NewAccount{Platform: "X", Handle: "camille",
		States: []kpi.AccountPeriod{{State: kpi.AccountProposed, From: dayOf(t, "2026-01-05")}}}))
	put := func(state kpi.AccountState, from, reason, review string) error {
		e := StateEntry{State: state, Reason: reason}
		if from != "" {
			e.From = dayOf(t, from)
		}
		if review != "" {
			e.Review = dayOf(t, review)
		}
		return n.PutAccountState(ctx, direction, account, e)
	}
	ok(t, put(kpi.AccountTest, "2026-02-01", "other", "2026-05-01")) // a test has no reason
	ok(t, put(kpi.AccountActive, "2026-04-15", "", "2026-05-01"))    // nor an active one a review
	ok(t, put(kpi.AccountDormant, "2026-09-01", "", ""))
	ok(t, put(kpi.AccountClosed, "2026-10-20", "audience", ""))
	whole := "proposed 2026-01-05, test 2026-02-01 ?2026-05-01, active 2026-04-15, dormant 2026-09-01, closed 2026-10-20 audience"
	wantLife(t, n, direction, account, whole)

	correct := func(began string, e StateEntry) error {
		return n.CorrectAccountState(ctx, direction, account, dayOf(t, began), e)
	}
	for name, c := range map[string]struct {
		err error
		key string
	}{
		"a state that ends before it begins": {correct("2026-04-15", StateEntry{State: kpi.AccountActive, From: dayOf(t, "2026-09-01")}), "account.state_ends_early"},
		"one that ends the one before early": {correct("2026-04-15", StateEntry{State: kpi.AccountActive, From: dayOf(t, "2026-02-01")}), "account.state_ends_early"},
		"closed without a reason":            {put(kpi.AccountClosed, "2026-11-01", "", ""), "account.close_reason"},
		"closed before it was":               {put(kpi.AccountClosed, "2025-11-01", "other", ""), "account.closed_early"},
		"no day":                             {put(kpi.AccountActive, "", "", ""), "account.state_undated"},
		"no such state":                      {put("asleep", "2026-11-01", "", ""), "account.unknown_state"},
		"a review before the test":           {put(kpi.AccountTest, "2026-11-01", "", "2026-10-01"), "account.review_early"},
	} {
		t.Run(name, func(t *testing.T) { wantRefusal(t, c.err, kpi.CodeInvalid, c.key) })
	}
	wantRefusal(t, correct("2026-04-16", StateEntry{State: kpi.AccountActive, From: dayOf(t, "2026-04-20")}), kpi.CodeNotFound, "")
	wantLife(t, n, direction, account, whole)

	ok(t, correct("2026-04-15", StateEntry{State: kpi.AccountActive, From: dayOf(t, "2026-05-01")}))
	ok(t, n.RemoveAccountState(ctx, direction, account, dayOf(t, "2026-09-01"), false))
	wantLife(t, n, direction, account, "proposed 2026-01-05, test 2026-02-01 ?2026-05-01, active 2026-05-01, closed 2026-10-20 audience")
	act, undo := lastAct(t, n, direction, account)
	if !undo {
		t.Fatal("a removal can't be taken back")
	}
	ok(t, n.UndoAccountAct(ctx, direction, account, act, false))
	wantLife(t, n, direction, account, strings.Replace(whole, "active 2026-04-15", "active 2026-05-01", 1))
	wantRefusal(t, n.UndoAccountAct(ctx, direction, account, act, false), kpi.CodeConflict, "setup_account.undo_changed")

	for began := range strings.SplitSeq("2026-02-01 2026-05-01 2026-09-01 2026-10-20", " ") {
		ok(t, n.RemoveAccountState(ctx, direction, account, dayOf(t, began), false))
	}
	wantRefusal(t, n.RemoveAccountState(ctx, direction, account, dayOf(t, "2026-01-05"), false), kpi.CodeInvalid, "setup_account.only_state")
}

func TestClosedMonthsAreTouchedKnowingly(t *testing.T) {
	n, ctx := openSetUp(t), t.Context()
	direction := addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")
	account := some[kpi.ID](t)(n.AddAccount(ctx, direction, NewAccount{Platform: "X", Handle: "camille",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-07-01")}}}))
	files(t, n, account, kpi.Followers, map[string]float64{"2026-07": 100, "2026-08": 110, "2026-09": 120})
	for _, m := range []string{"2026-08", "2026-09"} {
		ok(t, n.CloseMonth(ctx, direction, monthOf(t, m)))
	}
	asleep := StateEntry{State: kpi.AccountDormant, From: dayOf(t, "2026-08-15")}
	err := n.PutAccountState(ctx, direction, account, asleep)
	wantRefusal(t, err, kpi.CodeConflict, "setup_account.closed_months")
	if e := err.(*kpi.Error); e.Args["n"] != 2 || e.Args["first"] != monthOf(t, "2026-08") || e.Args["last"] != monthOf(t, "2026-09") { //nolint:errorlint // as it is made
		t.Errorf("the warning names %v", e.Args)
	}
	wantLife(t, n, direction, account, "active 2026-07-01")
	asleep.Confirmed = true
	ok(t, n.PutAccountState(ctx, direction, account, asleep))
	act, _ := lastAct(t, n, direction, account)
	wantRefusal(t, n.UndoAccountAct(ctx, direction, account, act, false), kpi.CodeConflict, "setup_account.closed_months")
	wantRefusal(t, n.RemoveAccountState(ctx, direction, account, asleep.From, false), kpi.CodeConflict, "setup_account.closed_months")
	ok(t, n.UndoAccountAct(ctx, direction, account, act, true))
	wantLife(t, n, direction, account, "active 2026-07-01")
	ok(t, n.PutAccountState(ctx, direction, account, StateEntry{State: kpi.AccountDormant, From: dayOf(t, "2026-10-01")}))
}
