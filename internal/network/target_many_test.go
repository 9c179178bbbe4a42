package network

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// The targets of many accounts are caught up with after each act: what is shown
// is what somebody sees who reads everything anew.
func TestTargetsOfManyAccountsAreCaughtUpWith(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "targets.db")
	open := func(create bool) *Network {
		return some[*Network](t)(Open(ctx, path, Options{Create: create, Now: func() time.Time { return setUpNow }}))
	}
	n := open(true)
	defer func() { ok(t, n.Close()) }()
	direction := addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")
	var accounts []NewAccount
	for i := range 120 {
		accounts = append(accounts, NewAccount{Platform: "X", Handle: fmt.Sprintf("voix-%03d", i),
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}}})
	}
	ids := some[[]kpi.ID](t)(n.AddAccounts(ctx, direction, accounts))
	last := n.CurrentMonth().Add(-1)
	year := kpi.YearOf(last)
	for _, id := range ids {
		for _, code := range []string{kpi.Followers, kpi.Likes} {
			some[kpi.ID](t)(n.SetTarget(ctx, direction, kpi.Target{Indicator: code, Scope: kpi.ScopeAccount, ScopeID: id, Span: year, Value: 100}))
		}
	}
	read := func(n *Network) TargetPage {
		t.Helper()
		return some[TargetPage](t)(n.Targets(context.WithoutCancel(ctx), direction, TargetQuery{Span: year}))
	}
	check := func(after string, total int) {
		t.Helper()
		fresh := open(false)
		defer func() { ok(t, fresh.Close()) }()
		got, want := read(n), read(fresh)
		if got.Total != total {
			t.Errorf("after %s there are %d targets, want %d", after, got.Total, total)
		}
		if !reflect.DeepEqual(got, want) {
			for i, v := range want.List {
				if i < len(got.List) && !reflect.DeepEqual(got.List[i], v) {
					t.Errorf("after %s there is %+v, anew %+v", after, got.List[i].Progress, v.Progress)
				}
			}
			t.FailNow()
		}
	}
	check("nothing", 240)
	for i, m := range []kpi.Month{last, last.Add(-1), last, last.Add(-3)} {
		for k := range i + 1 {
			files(t, n, ids[20*i+k], kpi.Followers, map[string]float64{m.String(): float64(90 + i + k)})
			files(t, n, ids[20*i+k], kpi.Likes, map[string]float64{m.String(): float64(30 * (i + k))})
		}
		check(fmt.Sprintf("figures of %s", m), 240)
	}
	some[kpi.ID](t)(n.SetTarget(ctx, direction, kpi.Target{Indicator: kpi.Posts, Scope: kpi.ScopeAccount, ScopeID: ids[3], Span: year, Value: 120}))
	check("another aim", 241)
	ok(t, n.RegroupAccount(ctx, direction, ids[4], last, Place{Sphere: ""}))
	check("a move", 241)
	files(t, n, ids[4], kpi.Likes, map[string]float64{last.String(): 12})
	check("figures after it", 241)
}
