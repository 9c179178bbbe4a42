package network

// This file sets, changes and withdraws targets, for direction.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// targetAhead is how many months ahead of the current one a target's period may
// begin.
const targetAhead = 24

// SetTarget sets a target for a scope and a period that have none yet.
// Errors: CodeForbidden but for direction, and outside the part of the tree that
// a person is limited to; CodeNotFound for a scope that there is not or that
// they do not see; CodeInvalid with the fields indicator, scope, period and
// value; CodeConflict, key "target.taken", where there is one: it is changed.
func (n *Network) SetTarget(ctx context.Context, who kpi.Who, t kpi.Target) (id kpi.ID, err error) {
	if !setsTargets(who) {
		return 0, kpi.Forbidden("target.forbidden")
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		r, err := n.newTargetRules(ctx, tx.Conn, who)
		if err != nil {
			return err
		}
		if err := r.check(ctx, t); err != nil {
			return err
		}
		id, err = tx.AddTarget(ctx, t, r.byCode[t.Indicator].ID)
		return targetTaken(err)
	})
	return id, err
}

func targetTaken(err error) error {
	if kpi.CodeOf(err) == kpi.CodeConflict {
		return kpi.NewError(kpi.CodeConflict, "target.taken")
	}
	return err
}

// ChangeTarget changes the value of a target; from is the value that the person
// saw. Errors: as SetTarget; CodeConflict, key "target.changed", where somebody
// changed it meanwhile.
func (n *Network) ChangeTarget(ctx context.Context, who kpi.Who, id kpi.ID, from, value float64) error {
	return n.onTarget(ctx, who, id, func(tx *store.Tx, r targetRules, t kpi.Target) error {
		if t.Value != from {
			return kpi.NewError(kpi.CodeConflict, "target.changed", "value", t.Value)
		}
		if t.Value == value {
			return nil
		}
		changed := t
		changed.Value = value
		if err := r.checkValue(changed); err != nil {
			return err
		}
		return tx.SetTarget(ctx, t, value)
	})
}

// WithdrawTarget takes a target back, and returns what it was: SetTarget brings
// it back. Errors: as ChangeTarget.
func (n *Network) WithdrawTarget(ctx context.Context, who kpi.Who, id kpi.ID) (was kpi.Target, err error) {
	err = n.onTarget(ctx, who, id, func(tx *store.Tx, _ targetRules, t kpi.Target) error {
		was = t
		return tx.DeleteTarget(ctx, t)
	})
	return was, err
}

// onTarget acts on a target that the person may change.
func (n *Network) onTarget(ctx context.Context, who kpi.Who, id kpi.ID, act func(*store.Tx, targetRules, kpi.Target) error) error {
	t, err := n.Target(ctx, who, id) // whoever does not see it is not told that it is there
	if err != nil {
		return err
	}
	if !t.MayChange {
		return kpi.Forbidden("target.forbidden")
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		row, err := tx.Target(ctx, id)
		if err != nil {
			return err
		}
		r, err := n.newTargetRules(ctx, tx.Conn, who)
		if err != nil {
			return err
		}
		return act(tx, r, row)
	})
}

// targetRules are what targets are checked against.
type targetRules struct {
	n        *Network
	c        store.Conn
	who      kpi.Who
	groups   store.Groups
	byCode   map[string]kpi.Indicator
	accounts map[kpi.ID]kpi.Account // as they stand in the current month; those read so far
}

func (n *Network) newTargetRules(ctx context.Context, c store.Conn, who kpi.Who) (r targetRules, err error) {
	r = targetRules{n: n, c: c, who: who, byCode: map[string]kpi.Indicator{}, accounts: map[kpi.ID]kpi.Account{}}
	if r.groups, err = c.Groups(ctx); err != nil {
		return r, err
	}
	indicators, err := c.Indicators(ctx)
	for _, ind := range indicators {
		r.byCode[ind.Code] = ind
	}
	return r, err
}

// check refuses a target that cannot be set. Errors: as SetTarget.
func (r targetRules) check(ctx context.Context, t kpi.Target) error {
	if err := r.checkPeriod(t.Span); err != nil {
		return err
	}
	if _, known := r.byCode[t.Indicator]; !known {
		return invalidField("indicator", "target.no_indicator", "value", t.Indicator)
	}
	if err := r.checkScope(ctx, t); err != nil {
		return err
	}
	return r.checkValue(t)
}

// checkPeriod refuses what is no month or year, what is long over, and what is
// far ahead.
func (r targetRules) checkPeriod(s kpi.Span) error {
	current := r.n.CurrentMonth()
	switch {
	case !kpi.TargetSpan(s):
		return invalidField("period", "target.period_kind")
	case s.Until < current.Add(-1):
		return invalidField("period", "target.over", "span", s)
	case s.From > current.Add(targetAhead):
		return invalidField("period", "target.ahead", "months", targetAhead)
	}
	return nil
}

// checkScope refuses a scope that there is not, one that the person may not set
// targets for, and an indicator that is not asked of it.
func (r targetRules) checkScope(ctx context.Context, t kpi.Target) error {
	var list []store.Group
	switch t.Scope {
	case kpi.ScopeNetwork:
		if t.ScopeID != 0 {
			return kpi.NotFound("error.not_found")
		}
	case kpi.ScopeSphere:
		list = r.groups.Spheres
	case kpi.ScopeRange:
		list = r.groups.Ranges
	case kpi.ScopeEntity:
		list = r.groups.Entities
	case kpi.ScopeAccount:
		return r.checkAccount(ctx, t)
	default:
		return invalidField("scope", "target.scope_choose")
	}
	if list != nil || t.Scope != kpi.ScopeNetwork {
		if _, there := groupOf(list, t.ScopeID); !there || (t.Scope == kpi.ScopeEntity && !within(r.groups.Entities, r.who, t.ScopeID)) {
			return invalidField("scope", "target.scope_choose")
		}
	}
	if !setsFor(r.who, r.groups.Entities, t.Scope, t.ScopeID) {
		return kpi.Forbidden("target.forbidden_scope")
	}
	if month := r.asOf(t.Span); !r.asked(t.Indicator, func(ind kpi.Indicator) bool {
		return slices.ContainsFunc(ind.Asks, func(ask kpi.IndicatorAsk) bool {
			return ask.In(month) && (t.Scope != kpi.ScopeSphere || ask.Sphere == 0 || ask.Sphere == t.ScopeID)
		})
	}) {
		return invalidField("indicator", "target.not_asked", "month", month)
	}
	return nil
}

// asOf is the month in which what is asked is looked at: today's, or that in
// which the period begins or ended.
func (r targetRules) asOf(s kpi.Span) kpi.Month {
	return min(max(s.From, r.n.CurrentMonth()), s.Until)
}

// asked reports whether an indicator is asked, a derived one where what it is
// made from is.
func (r targetRules) asked(code string, is func(kpi.Indicator) bool) bool {
	interactions := func() bool {
		return slices.ContainsFunc(kpi.InteractionParts, func(part string) bool { return is(r.byCode[part]) })
	}
	switch code {
	case kpi.Interactions:
		return interactions()
	case kpi.EngagementRate:
		return interactions() && is(r.byCode[kpi.Followers])
	}
	return is(r.byCode[code])
}

// checkAccount refuses an account that the person may not set targets for, that
// is closed or not open yet, and one that is not asked the indicator.
func (r targetRules) checkAccount(ctx context.Context, t kpi.Target) error {
	account, there := r.accounts[t.ScopeID]
	if !there {
		var err error
		if account, err = r.c.Account(ctx, t.ScopeID, r.n.CurrentMonth()); err != nil {
			if kpi.CodeOf(err) == kpi.CodeNotFound {
				return invalidField("scope", "target.no_account")
			}
			return err
		}
	}
	if !setsFor(r.who, r.groups.Entities, t.Scope, account.EntityID) {
		return invalidField("scope", "target.no_account") // elsewhere in the tree: not seen
	}
	switch account.State {
	case kpi.AccountClosed:
		return invalidField("scope", "target.closed", "account", account.Name())
	case kpi.AccountProposed, "":
		return invalidField("scope", "target.not_open", "account", account.Name())
	}
	month := r.asOf(t.Span)
	if !r.asked(t.Indicator, func(ind kpi.Indicator) bool { return ind.AskedOf(account, month) }) {
		return invalidField("indicator", "target.not_asked_account", "account", account.Name())
	}
	return nil
}

func (r targetRules) checkValue(t kpi.Target) error {
	if key, args := r.byCode[t.Indicator].CheckTarget(t.Value, t.Scope != kpi.ScopeAccount); key != "" {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: args, Fields: []kpi.FieldError{{Field: "value", Key: key, Args: args}}}
	}
	return nil
}
