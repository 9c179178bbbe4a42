package network

// This file adds accounts and changes their handle, place and life.

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// NewAccount is an account to add; names are displayed names of what exists.
type NewAccount struct {
	Platform   string
	Handle     string
	HandleFrom kpi.Month // first month of the handle; zero: since always
	ExternalID string    // the platform's own lasting id, "" where not known
	Persona    string
	Color      string // of the avatar, #rrggbb; "": one is chosen
	Sphere     string // "": in none
	Range      string
	Entity     string // path
	// States of the life cycle in order of days; empty: active from today.
	// A state that has an Until is followed by the next one on the day after.
	States  []kpi.AccountPeriod
	Holders []kpi.AccountHolder
}

// AddAccount makes an account, for coordinators.
// Errors: kpi.CodeInvalid with the fields at fault, kpi.CodeConflict where the
// handle or the external id is taken.
func (n *Network) AddAccount(ctx context.Context, who kpi.Who, a NewAccount) (kpi.ID, error) {
	ids, err := n.AddAccounts(ctx, who, []NewAccount{a})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// AddAccounts makes many accounts, all or none, and counts the totals once;
// the ids are in the order given. Errors: as AddAccount; the fields at fault
// have the account's place in the list, from 1, as their Line.
func (n *Network) AddAccounts(ctx context.Context, who kpi.Who, list []NewAccount) ([]kpi.ID, error) {
	ids := make([]kpi.ID, len(list))
	err := n.setUp(ctx, who, coordinators, func(tx *store.Tx) error {
		groups, err := tx.Groups(ctx)
		if err != nil {
			return err
		}
		names := newGroupNames(groups)
		var from kpi.Month
		for i, a := range list {
			if len(a.States) == 0 {
				a.States = []kpi.AccountPeriod{{State: kpi.AccountActive, From: n.Today()}}
			}
			if ids[i], err = n.addAccount(ctx, tx, who, names, a, i+1); err != nil {
				return err
			}
			if first := a.States[0].From.Month(); from == 0 || first < from {
				from = first
			}
		}
		return n.recount(ctx, tx, from)
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

func (n *Network) addAccount(ctx context.Context, tx *store.Tx, who kpi.Who, names groupNames, a NewAccount, line int) (kpi.ID, error) {
	add, err := checkNewAccount(names, a, line)
	if err != nil {
		return 0, err
	}
	if !within(names.entities, who, add.Entity) {
		return 0, invalidField("entity", "account.entity_outside", "entity", a.Entity)
	}
	id, err := tx.AddAccount(ctx, add)
	if err != nil {
		return 0, err
	}
	for _, h := range a.Holders {
		if err := n.addHolding(ctx, tx, id, h); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// unknownGroup says, by field, that nothing has a name.
var unknownGroup = map[string]string{
	"platform": "account.unknown_platform",
	"sphere":   "account.unknown_sphere",
	"range":    "account.unknown_range",
	"entity":   "account.unknown_entity",
}

// checkNewAccount resolves the names of a new account and gathers all that is
// wrong with it.
func checkNewAccount(names groupNames, a NewAccount, line int) (store.NewAccount, error) {
	var faults []kpi.FieldError
	fault := func(field, value, key string, args ...any) {
		f := kpi.Field(field, key, args...)
		f.Line, f.Value = line, value
		faults = append(faults, f)
	}
	find := func(field string, ids map[string]kpi.ID, key, name string) kpi.ID {
		if key == "" {
			return 0
		}
		id, ok := ids[key]
		if !ok {
			fault(field, name, unknownGroup[field], "name", name)
		}
		return id
	}
	add := store.NewAccount{Handle: a.Handle, HandleFrom: a.HandleFrom, ExternalID: strings.TrimSpace(a.ExternalID),
		Persona: a.Persona, Color: a.Color, States: a.States}
	if kpi.Fold(a.Platform) == "" {
		fault("platform", "", "account.platform_missing")
	}
	add.Platform = find("platform", names.platform, kpi.Fold(a.Platform), a.Platform)
	add.Sphere = find("sphere", names.sphere, kpi.Fold(a.Sphere), a.Sphere)
	add.Range = find("range", names.rang, kpi.Fold(a.Range), a.Range)
	add.Entity = find("entity", names.entity, entityKey(a.Entity), a.Entity)
	if key := checkHandle(a.Handle); key != "" {
		fault("handle", a.Handle, key, "max", maxName)
	}
	if err := checkName("persona", a.Persona+"."); err != nil {
		fault("persona", a.Persona, "account.persona", "max", maxName)
	}
	if a.Color != "" && !colorForm.MatchString(a.Color) {
		fault("color", a.Color, "account.color", "value", a.Color)
	}
	if key, args := checkStates(a.States); key != "" {
		faults = append(faults, kpi.FieldError{Field: "state", Line: line, Key: key, Args: args})
	}
	if len(faults) > 0 {
		return add, &kpi.Error{Code: kpi.CodeInvalid, Key: faults[0].Key, Args: faults[0].Args, Fields: faults}
	}
	return add, nil
}

var colorForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func checkHandle(handle string) (key string) {
	switch {
	case kpi.FoldHandle(handle) == "":
		return "account.handle_missing"
	case checkName("handle", handle) != nil:
		return "account.handle_form"
	}
	return ""
}

// checkStates refuses a life in the wrong order.
func checkStates(states []kpi.AccountPeriod) (key string, args kpi.Args) {
	for i, s := range states {
		if key, args := checkState(s.State, s.From, s.Reason, s.Review); key != "" {
			return key, args
		}
		args := kpi.Args{"from": s.From, "until": s.Until}
		switch {
		case s.Until != 0 && s.Until < s.From:
			return "account.state_ends_early", args
		case i > 0 && s.From <= states[i-1].From:
			return "account.state_order", args
		case i > 0 && states[i-1].Until != 0 && states[i-1].Until+1 != s.From:
			return "account.state_gap", args
		case i == len(states)-1 && s.Until != 0:
			return "account.state_gap", args
		}
	}
	return "", nil
}

// checkState refuses a state that makes no sense by itself.
func checkState(state kpi.AccountState, from kpi.Day, reason string, review kpi.Day) (key string, args kpi.Args) {
	switch {
	case !slices.Contains(kpi.AccountStates, state):
		return "account.unknown_state", kpi.Args{"value": string(state)}
	case from == 0:
		return "account.state_undated", nil
	case state == kpi.AccountClosed && !slices.Contains(kpi.CloseReasons, reason):
		return "account.close_reason", nil
	case review != 0 && review < from:
		return "account.review_early", kpi.Args{"from": from, "review": review}
	}
	return "", nil
}

// changeAccount runs an act of a coordinator on an account that they see.
func (n *Network) changeAccount(ctx context.Context, who kpi.Who, account kpi.ID, f func(*store.Tx) error) error {
	return n.setUp(ctx, who, coordinators, func(tx *store.Tx) error {
		if err := n.mustSee(ctx, tx.Conn, who, account); err != nil {
			return err
		}
		return f(tx)
	})
}

// mustSee refuses, as not found, an account outside the entity that a person
// is limited to.
func (n *Network) mustSee(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID) error {
	a, err := c.Account(ctx, account, n.CurrentMonth())
	if err != nil {
		return err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return err
	}
	if !within(groups.Entities, who, a.EntityID) {
		return kpi.NotFound("error.not_found")
	}
	return nil
}

// within reports whether an entity lies in the part of the tree that a person
// is limited to; those who are not limited see accounts in no entity too.
func within(entities []store.Group, who kpi.Who, entity kpi.ID) bool {
	if who.System || who.User.EntityID == 0 {
		return true
	}
	for entity != 0 && entity != who.User.EntityID {
		e, _ := groupOf(entities, entity)
		entity = e.ParentID
	}
	return entity != 0
}

// RenameAccount gives an account another handle from a month on, for
// coordinators. With takeOver the handle may be another account's of the
// platform, which loses it from that month on.
// Errors: kpi.CodeConflict, key "account.handle_taken".
func (n *Network) RenameAccount(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, handle string, takeOver bool) error {
	if key := checkHandle(handle); key != "" {
		return invalidField("handle", key, "max", maxName)
	}
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		rename := tx.RenameAccount
		if takeOver {
			rename = tx.TakeOverHandle
		}
		_, err := rename(ctx, account, month, handle)
		return err
	})
}

// SetPersona gives an account another public name, for coordinators.
func (n *Network) SetPersona(ctx context.Context, who kpi.Who, account kpi.ID, persona string) error {
	if err := checkName("persona", persona+"."); err != nil {
		return invalidField("persona", "account.persona", "max", maxName)
	}
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		_, err := tx.SetPersona(ctx, account, persona)
		return err
	})
}

// Place is where an account stands, by displayed names; "" is in none.
type Place struct {
	Sphere, Range, Entity string
}

// RegroupAccount moves an account to another place from a month on, for
// coordinators: totals change from that month on, never before.
// Errors: kpi.CodeInvalid for a place that does not exist.
func (n *Network) RegroupAccount(ctx context.Context, who kpi.Who, account kpi.ID, from kpi.Month, to Place) error {
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		ids, err := placeIDs(ctx, tx, who, to)
		if err != nil {
			return err
		}
		return n.keepFrom(ctx, tx, account, from, func() error {
			_, err := tx.RegroupAccount(ctx, account, from, ids.Sphere, ids.Range, ids.Entity)
			return err
		})
	})
}

// placeIDs resolves the names of a place that a person may move accounts to.
func placeIDs(ctx context.Context, tx *store.Tx, who kpi.Who, to Place) (store.FilterIDs, error) {
	ids, err := tx.FilterIDs(ctx, kpi.Filter{Sphere: to.Sphere, Range: to.Range, Entity: to.Entity})
	if err != nil {
		return ids, err
	}
	for _, one := range []struct {
		field, name string
		id          kpi.ID
	}{{"sphere", to.Sphere, ids.Sphere}, {"range", to.Range, ids.Range}, {"entity", to.Entity, ids.Entity}} {
		if one.id == store.NoMatch {
			return ids, invalidField(one.field, unknownGroup[one.field], "name", one.name)
		}
	}
	groups, err := tx.Groups(ctx)
	if err == nil && !within(groups.Entities, who, ids.Entity) {
		err = invalidField("entity", "account.entity_outside", "entity", to.Entity)
	}
	return ids, err
}

// SetAccountState puts an account in a state from a day on, for coordinators,
// until the next state that is known already. Closing needs one of
// kpi.CloseReasons; review is the day a test is looked at, zero for none.
// Errors: kpi.CodeInvalid.
func (n *Network) SetAccountState(ctx context.Context, who kpi.Who, account kpi.ID, from kpi.Day, state kpi.AccountState, reason string, review kpi.Day) error {
	if key, args := checkState(state, from, reason, review); key != "" {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: args, Fields: []kpi.FieldError{{Field: "state", Key: key, Args: args}}}
	}
	return n.changeAccount(ctx, who, account, func(tx *store.Tx) error {
		if state == kpi.AccountClosed {
			life, err := tx.AccountPeriods(ctx, account)
			if err != nil {
				return err
			}
			if len(life) == 0 || from < life[0].From {
				return invalidField("from", "account.closed_early", "day", from)
			}
		}
		return n.keepFrom(ctx, tx, account, from.Month(), func() error {
			_, err := tx.SetAccountState(ctx, account, from, state, reason, review)
			return err
		})
	})
}

// groupNames are the ids of groups by folded name.
type groupNames struct {
	platform, sphere, rang, entity map[string]kpi.ID
	entities                       []store.Group
}

func newGroupNames(g store.Groups) groupNames {
	return groupNames{
		platform: idsByName(g.Platforms, kpi.Fold), sphere: idsByName(g.Spheres, kpi.Fold),
		rang: idsByName(g.Ranges, kpi.Fold), entity: idsByName(g.Entities, entityKey), entities: g.Entities,
	}
}

func idsByName(list []store.Group, fold func(string) string) map[string]kpi.ID {
	ids := make(map[string]kpi.ID, len(list))
	for _, g := range list {
		ids[fold(g.Name)] = g.ID
	}
	return ids
}

// entityKey is the folded form of an entity's path.
func entityKey(path string) string {
	names := kpi.EntityPath(path)
	for i := range names {
		names[i] = kpi.Fold(names[i])
	}
	return strings.Join(names, kpi.EntitySeparator)
}
