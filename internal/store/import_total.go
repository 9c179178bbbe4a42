package store

import (
	"context"
	"iter"

	"portevoix/internal/kpi"
)

// Totals of months whose figures an import has just written and still has at
// hand.

// KnownFigures are all figures of some months, by account and indicator.
type KnownFigures map[kpi.Month]iter.Seq[StoredFigure]

// RefreshTotalsKnowing is RefreshTotals for whoever knows all figures of some
// of the months: these are not read again.
func (tx *Tx) RefreshTotalsKnowing(ctx context.Context, months []kpi.Month, cal kpi.Calendar, known KnownFigures) error {
	touched, err := tx.touched(ctx, months)
	if err != nil {
		return err
	}
	return tx.refreshTotalsKnowing(ctx, touched, cal, known)
}

// foretold are the columns of a month whose figures are known.
func (r *reckoner) foretold(figures iter.Seq[StoredFigure]) *monthColumns {
	m, place := newMonthColumns(), 0
	for f := range figures {
		for place < len(r.ids) && r.ids[place] < f.Account {
			place++
		}
		if place == len(r.ids) {
			break
		}
		if r.ids[place] != f.Account || f.State == kpi.StateEmpty {
			continue
		}
		c := m.columns[f.Indicator]
		if c == nil {
			c = &column{}
			m.columns[f.Indicator] = c
		}
		c.set(place, len(r.ids), true, kpi.Number{V: f.Value, Known: f.State == kpi.StateValue})
	}
	return m
}
