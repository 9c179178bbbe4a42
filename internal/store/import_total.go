package store

import (
	"context"

	"portevoix/internal/kpi"
)

// Totals of months whose figures an import has just written and still has at
// hand.

// RefreshTotalsKnowing is RefreshTotals for whoever knows all figures of some
// of the months: these are not read again.
func (tx *Tx) RefreshTotalsKnowing(ctx context.Context, months []kpi.Month, cal kpi.Calendar, known map[kpi.Month][]StoredFigure) error {
	touched, err := tx.touched(ctx, months)
	if err != nil {
		return err
	}
	return tx.refreshTotalsKnowing(ctx, touched, cal, known)
}

// foretell fills the ledgers of months whose figures are known, by account.
func (r *reckoner) foretell(known map[kpi.Month][]StoredFigure) {
	for month, figures := range known {
		l, place := r.newLedger(), 0
		for _, f := range figures {
			for place < len(r.ids) && r.ids[place] < f.Account {
				place++
			}
			if place == len(r.ids) {
				break
			}
			if r.ids[place] != f.Account || f.State == kpi.StateEmpty {
				continue
			}
			at := place*len(r.indicators) + r.positions[f.Indicator]
			l.answered[at] = true
			if f.State == kpi.StateValue {
				l.values[at] = f.Value
			}
		}
		r.ledgers[month] = l
	}
}
