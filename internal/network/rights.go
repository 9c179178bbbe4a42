package network

// This file says who may see and who may change the filing of an account for
// a month. Which accounts a person sees at all stands in account_right.go.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// filingRight is what a person may do with the filings of an account for a
// month, whatever is locked.
type filingRight struct {
	edit bool
	own  bool // in their own name: they hold or deputise the account on a day of that month
}

// seeFiling reads an account as it stands in a month, for whoever sees its
// figures then: those who see the account, and those who file for it on any
// day of that month. Errors: kpi.CodeNotFound for anybody else.
func (n *Network) seeFiling(ctx context.Context, c store.Conn, who kpi.Who, id kpi.ID, month kpi.Month) (kpi.Account, filingRight, error) {
	account, err := c.Account(ctx, id, month)
	if err != nil {
		return kpi.Account{}, filingRight{}, err
	}
	if who.System {
		return account, filingRight{edit: true, own: true}, nil
	}
	holds, err := holdsIn(ctx, c, who.User.ID, id, month)
	if err != nil {
		return kpi.Account{}, filingRight{}, err
	}
	if holds {
		return account, filingRight{edit: true, own: true}, nil
	}
	if _, _, err := n.seeAccount(ctx, c, who, id, month); err != nil {
		return kpi.Account{}, filingRight{}, err
	}
	return account, filingRight{edit: who.Is(kpi.RoleAdmin, kpi.RoleCoordinator)}, nil
}

// holdsIn reports whether a person holds or deputises an account on any day of
// a month.
func holdsIn(ctx context.Context, c store.Conn, user, account kpi.ID, month kpi.Month) (bool, error) {
	rows, err := c.HeldAccounts(ctx, user)
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		if r.Account == account && inMonth(r, month) {
			return true, nil
		}
	}
	return false, nil
}
