package store

// This file holds who people are at providers of single sign-on.

import (
	"context"

	"portevoix/internal/kpi"
)

// UserByIdentity reads the person whom a provider knows by a subject.
// Errors: kpi.CodeNotFound.
func (c Conn) UserByIdentity(ctx context.Context, issuer, subject string) (User, error) {
	var row userRow
	err := c.get(ctx, &row, userColumns+` JOIN user_identities i ON i.user_id = u.id WHERE i.issuer = ? AND i.subject = ?`, issuer, subject)
	return row.user(), err
}

// HasIdentity reports whether a provider knows a person; any provider where
// issuer is "".
func (c Conn) HasIdentity(ctx context.Context, issuer string, user kpi.ID) (bool, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM user_identities WHERE user_id = ? AND (? = '' OR issuer = ?)`, user, issuer, issuer)
	return n > 0, err
}

// AddIdentity writes down who a person is at a provider; history says that
// they were linked, not under which name.
// Errors: kpi.CodeConflict where that is somebody already.
func (tx *Tx) AddIdentity(ctx context.Context, issuer, subject string, user kpi.ID) error {
	if _, err := tx.exec(ctx, `INSERT INTO user_identities (issuer, subject, user_id) VALUES (?, ?, ?)`, issuer, subject, user); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: "identity_linked"})
}

// DropIdentities forgets who a person is at all providers.
func (tx *Tx) DropIdentities(ctx context.Context, user kpi.ID) error {
	if _, err := tx.exec(ctx, `DELETE FROM user_identities WHERE user_id = ?`, user); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: "identity_unlinked"})
}
