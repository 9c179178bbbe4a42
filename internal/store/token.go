package store

// This file holds the tokens of the API, known by their SHA-256 only.

import (
	"context"

	"portevoix/internal/kpi"
)

// UserByToken reads whose token it is that has the given hash and is in force.
// Errors: kpi.CodeNotFound.
func (c Conn) UserByToken(ctx context.Context, hash []byte) (User, error) {
	var row userRow
	err := c.get(ctx, &row, userColumns+` JOIN api_tokens t ON t.user_id = u.id WHERE t.token_hash = ? AND t.revoked_at IS NULL`, hash)
	return row.user(), err
}

// AddToken writes a token down.
func (tx *Tx) AddToken(ctx context.Context, hash []byte, user kpi.ID) error {
	_, err := tx.exec(ctx, `INSERT INTO api_tokens (token_hash, user_id, created_at) VALUES (?, ?, ?)`, hash, user, instant(tx.Now))
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: "token"})
}

// RevokeTokens ends all tokens of a person.
func (tx *Tx) RevokeTokens(ctx context.Context, user kpi.ID) error {
	_, err := tx.exec(ctx, `UPDATE api_tokens SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL`, instant(tx.Now), user)
	return err
}
