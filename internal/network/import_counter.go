package network

// This file turns the readings of running counters into flows: the flow of a
// month is its reading less that of the month before.

import (
	"context"
	"maps"
	"slices"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// flow is the figure that follows from two readings; it is unavailable, with
// the reason, where there is none for the month before or the counter went down.
func flow(before, now kpi.Number) kpi.Figure {
	switch {
	case !before.Known:
		return kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNoReading}
	case now.V < before.V:
		return kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonCounter}
	}
	return kpi.Given(now.V - before.V)
}

// readings stores a month's readings, gives it the flows that follow, and the
// next month those that change.
func (w *monthWriter) readings(ctx context.Context, month kpi.Month, work *monthWork) error {
	if len(work.readings) == 0 {
		w.last, w.lastOf = nil, month
		return nil
	}
	accounts := readAccounts(work.readings)
	before, err := w.storedReadings(ctx, month.Add(-1), accounts)
	if err != nil {
		return err
	}
	if w.lastOf == month.Add(-1) {
		maps.Copy(before, w.last) // what this file says counts
	}
	old, err := w.storedReadings(ctx, month, accounts)
	if err != nil {
		return err
	}
	rows := make([]store.ReadingRow, 0, len(work.readings))
	for key, v := range work.readings {
		previous, there := before[key]
		work.figures = append(work.figures, newMonthFigure(key, flow(kpi.Number{V: previous, Known: there}, kpi.Num(v))))
		rows = append(rows, store.ReadingRow{Month: month, Account: key.account, Indicator: w.indicators[key.indicator].ID, Value: kpi.Num(v)})
	}
	if _, _, _, err := w.tx.PutReadings(ctx, rows); err != nil {
		return err
	}
	w.last, w.lastOf = work.readings, month
	changed := map[monthKey]kpi.Number{} // to what was read before
	for key, v := range work.readings {
		if o, there := old[key]; !there || o != v {
			changed[key] = kpi.Number{V: o, Known: there}
		}
	}
	return w.followingFlows(ctx, month, changed, func(key monthKey) kpi.Number { return kpi.Num(work.readings[key]) })
}

func readAccounts[V any](readings map[monthKey]V) []kpi.ID {
	seen := map[kpi.ID]bool{}
	for key := range readings {
		seen[key.account] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func (w *monthWriter) storedReadings(ctx context.Context, month kpi.Month, accounts []kpi.ID) (map[monthKey]float64, error) {
	rows, err := w.tx.Readings(ctx, month, accounts)
	have := make(map[monthKey]float64, len(rows))
	for _, r := range rows {
		if p, ok := w.place[r.Indicator]; ok {
			have[monthKey{r.Account, p}] = r.Value.V
		}
	}
	return have, err
}

// followingFlows computes anew the next month's flows whose earlier reading
// changed, unless somebody typed them, the file gives them itself, or the
// month is closed.
func (w *monthWriter) followingFlows(ctx context.Context, month kpi.Month, changed map[monthKey]kpi.Number, now func(monthKey) kpi.Number) error {
	next := month.Add(1)
	given := w.workOf(next)
	if given != nil {
		maps.DeleteFunc(changed, func(key monthKey, _ kpi.Number) bool {
			_, reading := given.readings[key]
			return reading
		})
		if len(changed) > 0 {
			for _, f := range given.figures {
				delete(changed, f.key())
			}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	readings, err := w.storedReadings(ctx, next, readAccounts(changed))
	if err != nil || len(readings) == 0 {
		return err
	}
	figures, err := w.derivedFlows(ctx, next, changed, readings)
	if err != nil || len(figures) == 0 {
		return err
	}
	for key := range figures {
		figures[key] = flow(now(key), kpi.Num(readings[key]))
	}
	if closed, err := w.isLocked(ctx, next); err != nil || closed {
		if err == nil {
			w.result.notice(0, exchange.FieldMonth, "import.next_closed", "month", next, "n", len(figures))
		}
		return err
	}
	if given == nil {
		given = w.newWork(nil)
		w.work[next] = given
	}
	for key, f := range figures {
		given.figures = append(given.figures, newMonthFigure(key, f))
	}
	return nil
}

// derivedFlows returns those of a month's flows that follow from readings: a
// figure that is not what the old readings give was typed by somebody.
func (w *monthWriter) derivedFlows(ctx context.Context, month kpi.Month, changed map[monthKey]kpi.Number, readings map[monthKey]float64) (map[monthKey]kpi.Figure, error) {
	derived := map[monthKey]kpi.Figure{}
	err := w.tx.MonthFigures(ctx, month, func(v store.StoredFigure) {
		key := monthKey{v.Account, w.place[v.Indicator]}
		reading, there := readings[key]
		old, moved := changed[key]
		if !there || !moved {
			return
		}
		was := flow(old, kpi.Num(reading))
		if v.State == was.State && v.Value == was.Value && v.Reason == was.Reason {
			derived[key] = was
		}
	})
	return derived, err
}

func (w *monthWriter) isLocked(ctx context.Context, month kpi.Month) (bool, error) {
	if known, ok := w.locked[month]; ok {
		return known, nil
	}
	closed, err := w.n.lockedMonths(ctx, w.tx.Conn, []kpi.Month{month})
	w.locked[month] = closed[month]
	return closed[month], err
}
