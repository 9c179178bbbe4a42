package network

// This file says what asking an indicator would do before it is done, and
// finds the account that is asked alone.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// AskEffect is what beginning or stopping to ask an indicator does.
type AskEffect struct {
	Ask      kpi.IndicatorAsk
	Month    kpi.Month // the first month from now on that it touches
	Accounts int       // that are in its scopes in that month, in test or active
	Past     bool      // it changes what was asked in months gone by
	Already  bool      // the same is asked already, in all of the months
	Account  string    // name of the one account, where it is of one
}

// AskEffect says what SetAsked would do with the same ask.
// Errors: as SetAsked.
func (n *Network) AskEffect(ctx context.Context, who kpi.Who, ask kpi.IndicatorAsk) (effect AskEffect, err error) {
	if !who.Is(admins...) {
		return AskEffect{}, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		i, err := indicatorOf(ctx, c, ask.Indicator)
		if err != nil {
			return err
		}
		if err := n.checkAsk(ctx, c, i, ask); err != nil {
			return err
		}
		current := n.CurrentMonth()
		effect = AskEffect{Ask: ask, Month: max(ask.From, current), Past: ask.From < current, Already: alreadyAsked(i, ask)}
		if ask.Until != 0 {
			effect.Month = min(effect.Month, ask.Until)
		}
		if ask.Account != 0 {
			a, err := c.Account(ctx, ask.Account, current)
			if err != nil {
				return err
			}
			effect.Account = a.Name()
		}
		effect.Accounts, err = c.CountAccounts(ctx, ask, effect.Month)
		return err
	})
	return effect, err
}

// checkAsk refuses what cannot be asked.
func (n *Network) checkAsk(ctx context.Context, c store.Conn, i kpi.Indicator, ask kpi.IndicatorAsk) error {
	switch {
	case i.Derived:
		return invalidField("indicator", "indicator.derived", "code", i.Code)
	case ask.From == 0 || (ask.Until != 0 && ask.Until < ask.From):
		return invalidField("until", "indicator.ask_ends_early", "from", ask.From, "until", ask.Until)
	case ask.From > n.CurrentMonth().Add(farthestMonths):
		return invalidField("from", "settings.month_far", "month", n.CurrentMonth().Add(farthestMonths))
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return err
	}
	if _, ok := groupOf(groups.Platforms, ask.Platform); ask.Platform != 0 && !ok {
		return invalidField("platform", "indicators.scope_unknown")
	}
	if _, ok := groupOf(groups.Spheres, ask.Sphere); ask.Sphere != 0 && !ok {
		return invalidField("sphere", "indicators.scope_unknown")
	}
	if ask.Account != 0 {
		if _, err := c.Account(ctx, ask.Account, n.CurrentMonth()); kpi.CodeOf(err) == kpi.CodeNotFound {
			return invalidField("account", "indicators.scope_unknown")
		} else if err != nil {
			return err
		}
	}
	return nil
}

// AccountNamed finds the one account of a handle or public name, on a platform
// where one is given. Errors: CodeForbidden but for admins; CodeInvalid, field
// account, where there is none or more than one.
func (n *Network) AccountNamed(ctx context.Context, who kpi.Who, platform kpi.ID, name string) (kpi.ID, error) {
	if !who.Is(admins...) {
		return 0, kpi.Forbidden("error.forbidden")
	}
	const most = 50
	query := store.AccountQuery{Month: n.CurrentMonth(), Limit: most,
		Filter: store.FilterIDs{Platform: platform, Query: kpi.FoldHandle(name)}}
	list, err := n.db.Accounts(ctx, query)
	if err != nil {
		return 0, err
	}
	list = slices.DeleteFunc(list, func(a kpi.Account) bool {
		return kpi.FoldHandle(a.Handle) != kpi.FoldHandle(name) && kpi.Fold(a.Persona) != kpi.Fold(name)
	})
	switch len(list) {
	case 0:
		return 0, invalidField("account", "indicators.account_unknown", "name", cutText(name))
	case 1:
		return list[0].ID, nil
	}
	return 0, invalidField("account", "indicators.account_many", "name", cutText(name), "count", len(list))
}
