package network

import (
	"context"
	"errors"
	"sync"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// What is remembered never outlives what it was counted from: a figure, a
// move, an ask, each shows at once, whoever wrote it.
func TestNumbersShowWhatWasJustWritten(t *testing.T) {
	w := newWorld(t)
	ctx, who := t.Context(), kpi.CommandLine()
	filter := kpi.Filter{State: kpi.AccountActive}
	order := func() kpi.ID {
		table, err := w.n.AccountTable(ctx, who, worldLast, kpi.Filter{}, TableQuery{Sort: kpi.Influence, Desc: true})
		ok(t, err)
		return table.Rows[0].Account.ID
	}
	check := func(after string) {
		t.Helper()
		for _, f := range []kpi.Filter{{}, filter} {
			d, err := w.n.Dashboard(ctx, who, worldLast, f)
			ok(t, err)
			w.checkSummary(t, d.Summary, f, worldLast)
			w.checkEngagement(t, d.Engagement, f, worldLast)
			w.checkSeries(t, d.Audience, f, worldLast, kpi.Followers)
		}
		if t.Failed() {
			t.Fatal("after " + after)
		}
	}
	check("nothing")
	order()

	last := len(w.accounts) - 2
	a := w.accounts[last] // of an active life
	i := worldLast.Sub(worldFirst)
	a.figures[i] = map[string]kpi.Figure{kpi.Followers: kpi.Given(90000), kpi.Likes: kpi.Given(500), kpi.Shares: kpi.Given(3), kpi.Influence: kpi.Given(100)}
	for code := range w.codes() {
		if _, given := a.figures[i][code]; !given && code != kpi.Interactions && code != kpi.EngagementRate {
			a.figures[i][code] = kpi.Figure{State: kpi.StateNA}
		}
	}
	ok(t, w.n.db.Write(ctx, w.n.batch(who, ""), func(tx *store.Tx) error {
		var rows []store.FigureRow
		for code, f := range a.figures[i] {
			rows = append(rows, store.FigureRow{Month: worldLast, Account: a.id, Indicator: w.codes()[code], Figure: f})
		}
		return tx.KeepTotals(ctx, kpi.Calendar{Zone: w.n.zone}, a.id, worldLast, func() error {
			_, _, _, err := tx.PutFigures(ctx, rows)
			return err
		})
	}))
	check("a filing")
	if first := order(); first != a.id {
		t.Errorf("the most influential account is %v, want %v", first, a.id)
	}

	to := worldStand{a.stands[i].handle, "Emploi", "", "Groupe/Est"}
	ok(t, w.n.RegroupAccount(ctx, who, a.id, worldLast, Place{to.sphere, to.rang, to.entity}))
	a.stands[i] = to
	check("a move")
}

func TestNumbersAreReadWhileOthersWrite(t *testing.T) {
	w := newWorld(t)
	ctx, who := t.Context(), kpi.CommandLine()
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for i := range 3 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				f := worldFilters[i*3]
				_, err := w.n.Dashboard(context.WithoutCancel(ctx), who, worldLast, f)
				_, err2 := w.n.AccountTable(context.WithoutCancel(ctx), who, worldLast, f, TableQuery{Sort: kpi.Followers})
				year := SpanQuery{Span: kpi.Span{From: worldLast.Add(-11), Until: worldLast}, Against: kpi.Span{From: worldLast.Add(-23), Until: worldLast.Add(-12)}}
				_, err3 := w.n.SpanGroups(context.WithoutCancel(ctx), who, year, kpi.ScopeEntity)
				_, err4 := w.n.Board(context.WithoutCancel(ctx), who, worldLast, BoardQuery{Filter: f})
				if err := errors.Join(err, err2, err3, err4); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 8 {
		files(t, w.n, w.accounts[8+i].id, kpi.Influence, map[string]float64{worldLast.Add(-12).String(): float64(10 + i)})
		to := worldSpheres[i%len(worldSpheres)]
		ok(t, w.n.RegroupAccount(ctx, who, w.accounts[i].id, worldLast, Place{Sphere: to}))
		w.accounts[i].stands[worldMonths-1] = worldStand{handle: w.accounts[i].stands[worldMonths-1].handle, sphere: to}
	}
	close(stop)
	readers.Wait()
	d, err := w.n.Dashboard(ctx, who, worldLast, kpi.Filter{})
	ok(t, err)
	w.checkSeries(t, d.Audience, kpi.Filter{}, worldLast, kpi.Followers)
	w.checkEngagement(t, d.Engagement, kpi.Filter{}, worldLast)
}
