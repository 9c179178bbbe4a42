package network

// This file says which accounts a person sees, and of which they may know who
// is behind the persona.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// sight is which accounts a person sees.
type sight struct {
	who  kpi.Who
	all  bool // every account, in the part of the tree that they are limited to
	held map[kpi.ID]bool
}

// sightOf says which accounts a person sees: all for those who see every
// account's figures, else those they file for. Somebody who filed for an
// account until last month still sees it, since that month is filed in this.
func (n *Network) sightOf(ctx context.Context, c store.Conn, who kpi.Who) (sight, error) {
	s := sight{who: who, all: who.Is(kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleReader), held: map[kpi.ID]bool{}}
	if who.System {
		return s, nil
	}
	if who.User.Role == kpi.RoleAmbassador {
		settings, err := settingsOf(ctx, c)
		if err != nil {
			return s, err
		}
		s.all = settings.AmbassadorsSeeAll
	}
	rows, err := c.HeldAccounts(ctx, who.User.ID)
	month := n.CurrentMonth()
	for _, r := range rows {
		if r.From <= month.LastDay() && (r.Until == 0 || r.Until >= month.Add(-1).FirstDay()) {
			s.held[r.Account] = true
		}
	}
	return s, err
}

// sees reports whether the person sees an account.
func (s sight) sees(entities []store.Group, a kpi.Account) bool {
	return s.held[a.ID] || (s.all && within(entities, s.who, a.EntityID))
}

// knows reports whether the person may know who is behind an account that
// they see: direction and admins of every one, others of their own.
func (s sight) knows(account kpi.ID) bool {
	return s.who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) || s.held[account]
}

// seesTotals reports whether a person sees the totals of the network, or of the
// part of the tree that they are limited to.
func seesTotals(who kpi.Who) bool {
	return who.Is(kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader)
}

// seeAccount reads an account as it stands in a month, for whoever sees it as
// it stands today. Errors: kpi.CodeNotFound for anybody else.
func (n *Network) seeAccount(ctx context.Context, c store.Conn, who kpi.Who, id kpi.ID, month kpi.Month) (kpi.Account, sight, error) {
	s, err := n.sightOf(ctx, c, who)
	if err != nil {
		return kpi.Account{}, s, err
	}
	today, err := c.Account(ctx, id, n.CurrentMonth())
	if err != nil {
		return kpi.Account{}, s, err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return kpi.Account{}, s, err
	}
	if !s.sees(groups.Entities, today) {
		return kpi.Account{}, s, kpi.NotFound("error.not_found")
	}
	if month == n.CurrentMonth() {
		return today, s, nil
	}
	a, err := c.Account(ctx, id, month)
	return a, s, err
}
