package network

// This file says what is counted and of whom it is asked.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Indicators lists all indicators in the order of the screen, with labels,
// sources and asks.
func (n *Network) Indicators(ctx context.Context) ([]kpi.Indicator, error) {
	return n.db.Indicators(ctx)
}

// SetAsked begins or stops asking an indicator of the accounts of a scope from
// ask.From on, for admins. Beginning what is asked already in the same months
// changes nothing.
// Errors: kpi.CodeNotFound for an indicator that does not exist,
// kpi.CodeInvalid for a derived one and for months in the wrong order.
func (n *Network) SetAsked(ctx context.Context, who kpi.Who, ask kpi.IndicatorAsk, asked bool) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		indicator, err := indicatorOf(ctx, tx.Conn, ask.Indicator)
		if err != nil {
			return err
		}
		if err := n.checkAsk(ctx, tx.Conn, indicator, ask); err != nil {
			return err
		}
		switch {
		case !asked:
			err = tx.EndAsk(ctx, ask)
		case !alreadyAsked(indicator, ask):
			err = tx.AddAsk(ctx, ask)
		}
		if err != nil {
			return err
		}
		return n.recount(ctx, tx, ask.From)
	})
}

// alreadyAsked reports whether the same scope is asked in all of the months.
func alreadyAsked(i kpi.Indicator, ask kpi.IndicatorAsk) bool {
	for _, a := range i.Asks {
		if a.Platform == ask.Platform && a.Sphere == ask.Sphere && a.Account == ask.Account &&
			a.From <= ask.From && (a.Until == 0 || (ask.Until != 0 && ask.Until <= a.Until)) {
			return true
		}
	}
	return false
}
