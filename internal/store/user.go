package store

// This file holds everybody who may sign in.

import (
	"context"
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// User is a person with the hash of their password, "" where none is set.
type User struct {
	kpi.User
	PasswordHash string
}

const userColumns = `SELECT u.id, u.email, u.name, u.role, u.entity_id, coalesce(e.path, '') AS entity, u.locale,
	u.password_hash, u.created_at, u.first_signed_in_at, u.disabled_at
	FROM users u LEFT JOIN entities e ON e.id = u.entity_id`

type userRow struct {
	ID           kpi.ID         `db:"id"`
	Email        string         `db:"email"`
	Name         string         `db:"name"`
	Role         kpi.Role       `db:"role"`
	EntityID     sql.NullInt64  `db:"entity_id"`
	Entity       string         `db:"entity"`
	Locale       string         `db:"locale"`
	PasswordHash sql.NullString `db:"password_hash"`
	CreatedAt    sql.NullString `db:"created_at"`
	SignedInAt   sql.NullString `db:"first_signed_in_at"`
	DisabledAt   sql.NullString `db:"disabled_at"`
}

func (r userRow) user() User {
	return User{
		User: kpi.User{
			ID: r.ID, Email: r.Email, Name: r.Name, Role: r.Role,
			EntityID: kpi.ID(r.EntityID.Int64), Entity: r.Entity, Locale: r.Locale,
			CreatedAt: readInstant(r.CreatedAt), DisabledAt: readInstant(r.DisabledAt),
			FirstSignedInAt: readInstant(r.SignedInAt),
			HasPassword:     r.PasswordHash.String != "",
		},
		PasswordHash: r.PasswordHash.String,
	}
}

// User reads a person.
// Errors: kpi.CodeNotFound.
func (c Conn) User(ctx context.Context, id kpi.ID) (User, error) {
	var row userRow
	err := c.get(ctx, &row, userColumns+` WHERE u.id = ?`, id)
	return row.user(), err
}

// UserByEmail reads the person of an address, compared by its folded form.
// Errors: kpi.CodeNotFound.
func (c Conn) UserByEmail(ctx context.Context, email string) (User, error) {
	var row userRow
	err := c.get(ctx, &row, userColumns+` WHERE u.email_key = ?`, kpi.Fold(email))
	return row.user(), err
}

// CountUsers counts everybody, or those of a role who may sign in.
func (c Conn) CountUsers(ctx context.Context, role kpi.Role) (int, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM users WHERE ? = '' OR (role = ? AND disabled_at IS NULL)`, string(role), string(role))
	return n, err
}

// FirstOfEachRole reads, for every role that somebody has and may sign in
// with, the person who came first.
func (c Conn) FirstOfEachRole(ctx context.Context) ([]User, error) {
	var rows []userRow
	err := c.all(ctx, &rows, userColumns+` WHERE u.id IN (SELECT min(id) FROM users WHERE disabled_at IS NULL GROUP BY role) ORDER BY u.id`)
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = r.user()
	}
	return users, err
}

// EntityByPath finds the entity of a path, compared by its folded form.
// Errors: kpi.CodeNotFound.
func (c Conn) EntityByPath(ctx context.Context, path string) (kpi.ID, error) {
	var id kpi.ID
	err := c.get(ctx, &id, `SELECT id FROM entities WHERE path_key = ?`, entityKey(kpi.EntityPath(path)))
	return id, err
}

// AddUser writes a new person down; u's ID and dates are not read.
// Errors: kpi.CodeConflict where the address is taken.
func (tx *Tx) AddUser(ctx context.Context, u User) (kpi.ID, error) {
	id, err := tx.insert(ctx, `INSERT INTO users (email, email_key, name, name_key, role, entity_id, locale, password_hash, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		u.Email, kpi.Fold(u.Email), u.Name, SearchKey(u.Name), string(u.Role), nullID(u.EntityID), u.Locale, nullText(u.PasswordHash), instant(tx.Now))
	if err != nil {
		return 0, err
	}
	return id, tx.AddChange(ctx, Change{Subject: "users", SubjectID: id, Field: "created", New: string(u.Role)})
}

// SetPassword gives a person a password, by its hash. Links to their filings
// end.
func (tx *Tx) SetPassword(ctx context.Context, user kpi.ID, hash string) error {
	if err := tx.EndFilingLinks(ctx, user); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE users SET password_hash = ? WHERE id = ?`, hash, user); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: "password"})
}

// SetLocale keeps the language that a person chose, "" for the browser's.
func (tx *Tx) SetLocale(ctx context.Context, user kpi.ID, locale string) error {
	_, err := tx.exec(ctx, `UPDATE users SET locale = ? WHERE id = ?`, locale, user)
	return err
}

// SetDisabled switches a person off at an instant, or on again at the zero
// time. Whatever lets them in without a password goes when they are off.
func (tx *Tx) SetDisabled(ctx context.Context, user kpi.ID, at time.Time) error {
	if _, err := tx.exec(ctx, `UPDATE users SET disabled_at = ? WHERE id = ?`, instant(at), user); err != nil {
		return err
	}
	act := "enabled"
	if !at.IsZero() {
		act = "disabled"
		if err := tx.EndAccess(ctx, user); err != nil {
			return err
		}
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: act})
}

// UpdateUser changes who a person is, by u's ID. History says which names
// changed, never to what.
func (tx *Tx) UpdateUser(ctx context.Context, u kpi.User) error {
	before, err := tx.User(ctx, u.ID)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `UPDATE users SET email = ?, email_key = ?, name = ?, name_key = ?, role = ?, entity_id = ? WHERE id = ?`,
		u.Email, kpi.Fold(u.Email), u.Name, SearchKey(u.Name), string(u.Role), nullID(u.EntityID), u.ID)
	if err != nil {
		return err
	}
	about := Change{Subject: "users", SubjectID: u.ID}
	for _, one := range []field{{"email", before.Email, u.Email}, {"name", before.Name, u.Name}} {
		if about.Field = one.name; one.old != one.new {
			if err := tx.AddChange(ctx, about); err != nil {
				return err
			}
		}
	}
	return tx.addChanges(ctx, about,
		field{"role", string(before.Role), string(u.Role)},
		field{"entity_id", before.EntityID.String(), u.EntityID.String()})
}
