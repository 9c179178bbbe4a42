package store

// This file reads who files for accounts, and who was reminded already.

import (
	"context"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Filer is a person who holds or deputises an account on a day.
type Filer struct {
	Account, User kpi.ID
	Role          kpi.HolderRole
	Reachable     bool // may sign in and has an address
}

// FilersOn reads who holds or deputises the given accounts on a day, by
// account, the holder first; nil ids are all accounts.
func (c Conn) FilersOn(ctx context.Context, day kpi.Day, ids []kpi.ID) ([]Filer, error) {
	var filers []Filer
	err := c.eachOf(ctx, ids, func(r *sqlx.Rows) error {
		var f Filer
		err := r.Scan(&f.Account, &f.User, &f.Role, &f.Reachable)
		filers = append(filers, f)
		return err
	}, func(of string) string {
		return `SELECT h.account_id, h.user_id, h.role, u.disabled_at IS NULL AND u.email <> ''
			FROM account_holders h JOIN users u ON u.id = h.user_id
			WHERE h.from_day <= ? AND (h.until_day IS NULL OR h.until_day >= ?) AND ` + of + `
			ORDER BY h.account_id, h.role DESC, h.id`
	}, "h.account_id", day, day)
	return filers, err
}

// Told reads who was queued a message of a kind about a month.
func (c Conn) Told(ctx context.Context, kind kpi.MailKind, month kpi.Month) (map[kpi.ID]bool, error) {
	var users []kpi.ID
	err := c.all(ctx, &users, `SELECT user_id FROM mails WHERE kind = ? AND month = ?`, string(kind), month)
	told := make(map[kpi.ID]bool, len(users))
	for _, u := range users {
		told[u] = true
	}
	return told, err
}

// RefusersOf reads who wants no more messages of a kind.
func (c Conn) RefusersOf(ctx context.Context, kind kpi.MailKind) (map[kpi.ID]bool, error) {
	var users []kpi.ID
	err := c.all(ctx, &users, `SELECT user_id FROM mail_refusals WHERE kind = ?`, string(kind))
	refusers := make(map[kpi.ID]bool, len(users))
	for _, u := range users {
		refusers[u] = true
	}
	return refusers, err
}
