package store

// This file lists people, a page at a time, however many there are: the order
// of a page is that of an index, and a page beyond the first is read by
// passing over entries of the index alone.

import (
	"context"
	"strings"
	"time"

	"portevoix/internal/kpi"
)

// UserState says how far a person's access has come.
type UserState string

// The states of a person's access.
const (
	UserActive  UserState = "active"  // has signed in
	UserInvited UserState = "invited" // not yet, and has an invitation that is still good
	UserNever   UserState = "never"   // not yet, and has none
	UserOff     UserState = "off"     // is switched off
)

// UserOrder is the order of a list of people.
type UserOrder string

// The orders of a list of people.
const (
	UsersByName   UserOrder = ""
	UsersByRole   UserOrder = "role"   // then by name
	UsersByNewest UserOrder = "newest" // the last who came first
)

// UserQuery chooses a page of people; what is empty chooses all.
type UserQuery struct {
	Text          string // each of its words is in the name or address; accents and case don't matter
	Role          kpi.Role
	Entity        kpi.ID // or below it
	State         UserState
	Now           time.Time // at which an invitation is still good
	Order         UserOrder
	Limit, Offset int
}

// ListedUser is a person in a list.
type ListedUser struct {
	User
	State UserState
}

// goodLink is the condition that the person u has a link that is still good.
const goodLink = `EXISTS (SELECT 1 FROM links l WHERE l.user_id = u.id AND l.kind = 'invitation' AND l.used_at IS NULL AND l.expires_at > ?)`

// conditions are the query's WHERE and its arguments.
func (q UserQuery) conditions() (string, []any) {
	where, args := []string{`u.email <> ''`}, []any(nil) // whoever is erased is nobody
	add := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	for _, word := range SearchWords(q.Text) {
		add(`(instr(u.name_key, ?) > 0 OR instr(u.email_key, ?) > 0)`, word, word)
	}
	if q.Role != "" {
		add(`u.role = ?`, string(q.Role))
	}
	if q.Entity != 0 {
		add(`u.entity_id IN (SELECT id FROM entities WHERE id = ? OR parent_id = ?
			UNION ALL SELECT c.id FROM entities c JOIN entities b ON b.id = c.parent_id WHERE b.parent_id = ?)`, q.Entity, q.Entity, q.Entity)
	}
	switch q.State {
	case UserActive:
		add(`u.disabled_at IS NULL AND u.first_signed_in_at IS NOT NULL`)
	case UserInvited:
		add(`u.disabled_at IS NULL AND u.first_signed_in_at IS NULL AND `+goodLink, instant(q.Now))
	case UserNever:
		add(`u.disabled_at IS NULL AND u.first_signed_in_at IS NULL AND NOT `+goodLink, instant(q.Now))
	case UserOff:
		add(`u.disabled_at IS NOT NULL`)
	}
	return strings.Join(where, " AND "), args
}

// order is the query's ORDER BY, over an index each.
func (q UserQuery) order() string {
	switch q.Order {
	case UsersByRole:
		return `u.role, u.name_key, u.id`
	case UsersByNewest:
		return `u.id DESC`
	}
	return `u.name_key, u.id`
}

// pageOf is the statement that finds the ids of a page, and its arguments.
func (q UserQuery) pageOf() (string, []any) {
	where, args := q.conditions()
	return `SELECT u.id FROM users u WHERE ` + where + ` ORDER BY ` + q.order() + ` LIMIT ? OFFSET ?`, append(args, q.Limit, q.Offset)
}

// Users lists a page of people.
func (c Conn) Users(ctx context.Context, q UserQuery) ([]ListedUser, error) {
	page, args := q.pageOf()
	var rows []userRow
	if err := c.all(ctx, &rows, userColumns+` WHERE u.id IN (SELECT id FROM (`+page+`)) ORDER BY `+q.order(), args...); err != nil {
		return nil, err
	}
	var ids []kpi.ID
	for _, r := range rows {
		if !r.DisabledAt.Valid && !r.SignedInAt.Valid {
			ids = append(ids, r.ID)
		}
	}
	invited, err := c.invited(ctx, ids, q.Now)
	users := make([]ListedUser, len(rows))
	for i, r := range rows {
		users[i] = ListedUser{r.user(), UserActive}
		switch {
		case r.DisabledAt.Valid:
			users[i].State = UserOff
		case r.SignedInAt.Valid:
		case invited[r.ID]:
			users[i].State = UserInvited
		default:
			users[i].State = UserNever
		}
	}
	return users, err
}

// invited says which of some people have an invitation that is still good.
func (c Conn) invited(ctx context.Context, ids []kpi.ID, now time.Time) (map[kpi.ID]bool, error) {
	found := map[kpi.ID]bool{}
	if len(ids) == 0 {
		return found, nil
	}
	var rows []kpi.ID
	err := c.all(ctx, &rows, `SELECT u.id FROM users u WHERE `+goodLink+` AND u.id IN (`+marks(len(ids))+`)`,
		append([]any{instant(now)}, idArgs(ids)...)...)
	for _, id := range rows {
		found[id] = true
	}
	return found, err
}

// CountListed counts the people that a query chooses, on all its pages.
func (c Conn) CountListed(ctx context.Context, q UserQuery) (int, error) {
	where, args := q.conditions()
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM users u WHERE `+where, args...)
	return n, err
}

// UnacceptedUsers reads, by name, everybody who has neither chosen a password
// nor ever signed in, nor been switched off.
func (c Conn) UnacceptedUsers(ctx context.Context) ([]User, error) {
	var rows []userRow
	err := c.all(ctx, &rows, userColumns+` WHERE u.password_hash IS NULL AND u.first_signed_in_at IS NULL AND u.disabled_at IS NULL ORDER BY u.name_key, u.id`)
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = r.user()
	}
	return users, err
}

// CountUnaccepted counts those whom UnacceptedUsers reads.
func (c Conn) CountUnaccepted(ctx context.Context) (int, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM users WHERE password_hash IS NULL AND first_signed_in_at IS NULL AND disabled_at IS NULL`)
	return n, err
}

// AnybodyCame reports whether anybody has ever signed in.
func (c Conn) AnybodyCame(ctx context.Context) (bool, error) {
	var came bool
	return came, c.get(ctx, &came, `SELECT EXISTS (SELECT 1 FROM users WHERE first_signed_in_at IS NOT NULL)`)
}

// NoteSignIn keeps the instant at which a person first signed in.
func (tx *Tx) NoteSignIn(ctx context.Context, user kpi.ID) error {
	_, err := tx.exec(ctx, `UPDATE users SET first_signed_in_at = ? WHERE id = ? AND first_signed_in_at IS NULL`, instant(tx.Now), user)
	return err
}
