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
	// review says that they return, accept and ask about filings of the account.
	review bool
	admin  bool // sees questions, and leaves them to direction
}

// seesQuestions reports whether the person sees the questions on the filing:
// whoever files it, whoever reviews it, and administrators.
func (r filingRight) seesQuestions() bool { return r.own || r.review || r.admin }

// seeFiling reads an account as it stands in a month, for whoever sees its
// figures then: those who see the account, and those who file for it on any
// day of that month. Errors: kpi.CodeNotFound for anybody else.
func (n *Network) seeFiling(ctx context.Context, c store.Conn, who kpi.Who, id kpi.ID, month kpi.Month) (kpi.Account, filingRight, error) {
	account, err := c.Account(ctx, id, month)
	if err != nil {
		return kpi.Account{}, filingRight{}, err
	}
	if who.System {
		return account, filingRight{edit: true, own: true, review: true}, nil
	}
	holds, err := holdsIn(ctx, c, who.User.ID, id, month)
	if err != nil {
		return kpi.Account{}, filingRight{}, err
	}
	if holds {
		right := filingRight{edit: true, own: true, admin: who.Is(kpi.RoleAdmin)}
		right.review, err = n.reviews(ctx, c, who, id)
		return account, right, err
	}
	if _, _, err := n.seeAccount(ctx, c, who, id, month); err != nil {
		return kpi.Account{}, filingRight{}, err
	}
	right := filingRight{edit: who.Is(kpi.RoleAdmin, kpi.RoleCoordinator), admin: who.Is(kpi.RoleAdmin)}
	right.review, err = n.reviews(ctx, c, who, id)
	return account, right, err
}

// reviews reports whether a person reviews the filings of an account: a
// coordinator, of those that stand today in the part of the tree that they are
// limited to. Holding an account elsewhere is no right to review it.
func (n *Network) reviews(ctx context.Context, c store.Conn, who kpi.Who, id kpi.ID) (bool, error) {
	if !who.Is(kpi.RoleCoordinator) || who.User.EntityID == 0 {
		return who.Is(kpi.RoleCoordinator), nil
	}
	today, err := c.Account(ctx, id, n.CurrentMonth())
	if err != nil {
		return false, err
	}
	groups, err := c.Groups(ctx)
	return within(groups.Entities, who, today.EntityID), err
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
