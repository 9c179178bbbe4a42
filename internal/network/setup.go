package network

// This file holds what the set-up methods share; they stand in group.go,
// indicator.go and setup_account.go. Platforms, entities and indicators belong
// to admins; accounts, spheres, ranges, holders and events to coordinators too.

import (
	"context"
	"strings"
	"unicode/utf8"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// maxName is how many characters a name may have.
const maxName = 200

// setUp runs an act of a person who has one of the given roles.
func (n *Network) setUp(ctx context.Context, who kpi.Who, roles []kpi.Role, f func(*store.Tx) error) error {
	if !who.Is(roles...) {
		return kpi.Forbidden("error.forbidden")
	}
	return n.db.Write(ctx, n.batch(who, ""), f)
}

var (
	admins       = []kpi.Role{kpi.RoleAdmin}
	coordinators = []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator}
)

// checkName refuses a name that is empty, too long or not text.
func checkName(field, name string) error {
	key := ""
	switch {
	case strings.TrimSpace(name) == "":
		key = "group.name_missing"
	case utf8.RuneCountInString(name) > maxName:
		key = "group.name_long"
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' && r != '\t' }):
		key = "group.name_characters"
	default:
		return nil
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: kpi.Args{"max": maxName},
		Fields: []kpi.FieldError{kpi.Field(field, key, "max", maxName)}}
}

// invalidField is a refusal because of one field.
func invalidField(field, key string, args ...any) error {
	err := kpi.Invalid(key, args...)
	err.Fields = []kpi.FieldError{{Field: field, Key: key, Args: err.Args}}
	return err
}

// recount counts the totals again from a month on, after a change of what is
// expected or asked of many accounts.
func (n *Network) recount(ctx context.Context, tx *store.Tx, from kpi.Month) error {
	if from == 0 {
		return nil
	}
	cal, err := n.calendarOf(ctx, tx.Conn)
	if err != nil {
		return err
	}
	return tx.RefreshTotalsFrom(ctx, from, cal)
}

// keepFrom runs a write that changes one account from a month on, and keeps
// the totals.
func (n *Network) keepFrom(ctx context.Context, tx *store.Tx, account kpi.ID, from kpi.Month, write func() error) error {
	cal, err := n.calendarOf(ctx, tx.Conn)
	if err != nil {
		return err
	}
	return tx.KeepTotalsFrom(ctx, cal, account, from, write)
}
