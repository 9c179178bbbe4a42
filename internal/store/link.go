package store

// This file holds one-time links; a token is known by its SHA-256 only.

import (
	"context"
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// Link is a one-time link.
type Link struct {
	Kind      string // setup, invitation, password
	User      kpi.ID // 0 for setup
	ExpiresAt time.Time
	Used      bool
}

// Link reads the link of a token's hash.
// Errors: kpi.CodeNotFound.
func (c Conn) Link(ctx context.Context, hash []byte) (Link, error) {
	var row struct {
		Kind      string         `db:"kind"`
		User      sql.NullInt64  `db:"user_id"`
		ExpiresAt sql.NullString `db:"expires_at"`
		UsedAt    sql.NullString `db:"used_at"`
	}
	err := c.get(ctx, &row, `SELECT kind, user_id, expires_at, used_at FROM links WHERE token_hash = ?`, hash)
	return Link{row.Kind, kpi.ID(row.User.Int64), readInstant(row.ExpiresAt), row.UsedAt.Valid}, err
}

// AddLink writes a link down; the earlier ones of the same person (or of
// setting up) end.
func (tx *Tx) AddLink(ctx context.Context, hash []byte, l Link) error {
	if err := tx.EndLinks(ctx, l.User); err != nil {
		return err
	}
	return tx.AddLinkBeside(ctx, hash, l)
}

// AddLinkBeside writes a link down and lets the earlier ones be: whoever asks
// for a link to an address that is not theirs must not end those of its owner.
func (tx *Tx) AddLinkBeside(ctx context.Context, hash []byte, l Link) error {
	_, err := tx.exec(ctx, `INSERT INTO links (token_hash, kind, user_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
		hash, l.Kind, nullID(l.User), instant(tx.Now), instant(l.ExpiresAt))
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: l.User, Field: "link", New: l.Kind})
}

// EndLinks ends the links of a person that are still good, those of setting
// up for user 0.
func (tx *Tx) EndLinks(ctx context.Context, user kpi.ID) error {
	whose := `user_id = ?` // by index: there may be a link for every employee
	if user == 0 {
		whose = `user_id IS NULL AND 0 = ?`
	}
	_, err := tx.exec(ctx, `UPDATE links SET used_at = ? WHERE `+whose+` AND used_at IS NULL`, instant(tx.Now), user)
	return err
}
