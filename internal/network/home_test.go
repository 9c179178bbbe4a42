package network

import (
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// addSecond gives the desk's holder another account.
func (d desk) addSecond(t *testing.T, platform, handle string, role kpi.HolderRole, from string) kpi.ID {
	t.Helper()
	return some[kpi.ID](t)(d.AddAccount(t.Context(), kpi.CommandLine(), NewAccount{Platform: platform, Handle: handle,
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}},
		Holders: []kpi.AccountHolder{{User: d.holder.User.ID, Role: role, From: dayOf(t, from)}}}))
}

func TestHomeLeadsThroughTheMonth(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	second := d.addSecond(t, "LinkedIn", "Camille_Atelier", kpi.Holder, "2026-09-01")
	third := d.addSecond(t, "Mastodon", "autre", kpi.Deputy, "2026-11-01")
	home := some[Home](t)(d.Home(ctx, d.holder))
	if home.Month != monthOf(t, "2026-10") || home.Due != dayOf(t, "2026-11-05") || home.ToFile != 2 || home.Late || home.Next == nil || home.Next.ID != second {
		t.Fatalf("home: %+v", home)
	}
	var order []kpi.ID
	for _, a := range home.Accounts {
		order = append(order, a.Account.ID)
	}
	if !slices.Equal(order, []kpi.ID{second, d.id, third}) || home.Accounts[2].Files || home.Accounts[2].Role != kpi.Deputy {
		t.Errorf("accounts %v: %+v", order, home.Accounts)
	}
	if open := home.Accounts[0].Open; !slices.Equal(open, []kpi.Month{monthOf(t, "2026-09")}) {
		t.Errorf("months that stayed empty: %v", open)
	}
	if open := home.Accounts[1].Open; len(open) != 0 {
		t.Errorf("months of the holder before: %v", open)
	}
	change := d.october(0, answers())
	change.Account, change.Submit = second, true
	d.file(t, d.holder, change)
	d.clock.now = time.Date(2026, 11, 6, 0, 30, 0, 0, time.UTC)
	home = some[Home](t)(d.Home(ctx, d.holder))
	if home.ToFile != 1 || home.Next.ID != d.id || !home.Late || home.Accounts[0].State != kpi.FilingSubmitted || home.Accounts[0].Answered != 7 {
		t.Errorf("after one: %+v", home)
	}
	if n := d.form(t, d.holder, "2026-10").Neighbours; n.ToFile != nil || n.Previous == nil || n.Previous.ID != second || n.Next != nil || n.Others != 1 {
		t.Errorf("ways on: %+v", n)
	}
	d.submit(t, d.holder, 0, answers())
	if home = some[Home](t)(d.Home(ctx, d.holder)); home.ToFile != 0 || home.Next != nil || home.Late || home.Expected != 2 {
		t.Errorf("after both: %+v", home)
	}
	ok(t, d.CloseMonth(ctx, d.coordinator, home.Month))
	if home = some[Home](t)(d.Home(ctx, d.holder)); home.Lock == nil {
		t.Error("closed, and not said so")
	}
}

func TestHomeOfOthers(t *testing.T) {
	d := newDesk(t)
	for who, accounts := range map[string]int{"holder": 1, "deputy": 1, "former": 0, "stranger": 0, "admin": 0} {
		p := map[string]kpi.Who{"holder": d.holder, "deputy": d.deputy, "former": d.former, "stranger": d.stranger, "admin": d.admin}[who]
		if home := some[Home](t)(d.Home(t.Context(), p)); len(home.Accounts) != accounts {
			t.Errorf("%s has %d accounts, want %d", who, len(home.Accounts), accounts)
		}
	}
}

// TestOneMonthIsAskedOfWhoeverHasItAtTheEnd hands an account over in October.
func TestOneMonthIsAskedOfWhoeverHasItAtTheEnd(t *testing.T) {
	d := newDesk(t)
	ok(t, d.HandOver(t.Context(), d.coordinator, d.id, d.stranger.User.ID, dayOf(t, "2026-10-20")))
	before, after := some[Home](t)(d.Home(t.Context(), d.holder)), some[Home](t)(d.Home(t.Context(), d.stranger))
	if before.ToFile != 0 || len(before.Accounts) != 0 {
		t.Errorf("the holder until then is asked for %d, of %d accounts", before.ToFile, len(before.Accounts))
	}
	if after.ToFile != 1 || after.Next == nil || after.Next.ID != d.id {
		t.Errorf("the holder since then is asked for %+v", after)
	}
	d.submit(t, d.holder, 0, answers()) // they may all the same
}

func TestDormantAccountsRest(t *testing.T) {
	d := newDesk(t)
	ok(t, d.SetAccountState(t.Context(), d.coordinator, d.id, dayOf(t, "2026-09-30"), kpi.AccountDormant, "", 0))
	home := some[Home](t)(d.Home(t.Context(), d.holder))
	if home.ToFile != 0 || home.Expected != 0 || len(home.Accounts) != 1 || home.Accounts[0].Expected {
		t.Errorf("an account asleep is asked for: %+v", home)
	}
}

func TestHoldingsAreAcceptedOrDeclined(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	asked := func() int { return len(some[Home](t)(d.Home(ctx, d.stranger)).Asked) }
	ok(t, d.HandOver(ctx, d.coordinator, d.id, d.stranger.User.ID, dayOf(t, "2026-12-01")))
	if asked() != 1 {
		t.Fatal("the next holder is not asked")
	}
	ok(t, d.AcceptHolding(ctx, d.stranger, d.id))
	if asked() != 0 {
		t.Error("asked again after accepting")
	}
	wantCode(t, d.DeclineHolding(ctx, d.stranger, d.id), kpi.CodeNotFound)

	other := d.addSecond(t, "LinkedIn", "autre", kpi.Deputy, "2026-11-01")
	ok(t, d.HandOver(ctx, d.coordinator, other, d.stranger.User.ID, dayOf(t, "2026-11-01")))
	wantCode(t, d.DeclineHolding(ctx, d.outsider, other), kpi.CodeNotFound)
	ok(t, d.DeclineHolding(ctx, d.stranger, other))
	if asked() != 0 || len(some[Home](t)(d.Home(ctx, d.stranger)).Accounts) != 0 {
		t.Error("declined, and still there")
	}
	var said int
	for _, c := range changesOf(t, d.Network, "accounts", other) {
		if c.Field == string(kpi.Holder) && c.Old == d.stranger.User.ID.String() {
			said++
		}
	}
	if said != 1 {
		t.Errorf("history says it %d times", said)
	}
}

func TestGridIsOnesOwn(t *testing.T) {
	d := newDesk(t)
	d.addSecond(t, "LinkedIn", "deux", kpi.Holder, "2026-09-01")
	october := monthOf(t, "2026-10")
	if g := some[FilingGrid](t)(d.FilingGrid(t.Context(), d.holder, october, "fr")); len(g.Forms) != 2 || g.Lock != nil {
		t.Errorf("grid: %+v", g)
	}
	_, err := d.FilingGrid(t.Context(), d.coordinator, october, "fr")
	wantCode(t, err, kpi.CodeNotFound)
	_, err = d.FilingGrid(t.Context(), d.holder, monthOf(t, "2026-12"), "fr")
	wantCode(t, err, kpi.CodeInvalid)
}
