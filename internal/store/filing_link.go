package store

// This file holds the links of messages that open one's own filings of a month
// without a password; a token is known by its SHA-256 only. They are no acts
// of the domain: a link that nobody follows changes nothing.

import (
	"context"
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// FilingLink opens the filings of a person for a month.
type FilingLink struct {
	User      kpi.ID
	Month     kpi.Month
	ExpiresAt time.Time
}

// FilingLink reads the link of a token's hash, expired or not.
// Errors: kpi.CodeNotFound.
func (c Conn) FilingLink(ctx context.Context, hash []byte) (FilingLink, error) {
	var row struct {
		User      kpi.ID         `db:"user_id"`
		Month     kpi.Month      `db:"month"`
		ExpiresAt sql.NullString `db:"expires_at"`
	}
	err := c.get(ctx, &row, `SELECT user_id, month, expires_at FROM mail_links WHERE token_hash = ? AND kind = 'filing'`, hash)
	return FilingLink{row.User, row.Month, readInstant(row.ExpiresAt)}, err
}

// AddFilingLink writes a link down; those that have expired are forgotten.
func (tx *Tx) AddFilingLink(ctx context.Context, hash []byte, l FilingLink) error {
	if _, err := tx.exec(ctx, `DELETE FROM mail_links WHERE kind = 'filing' AND user_id = ? AND expires_at <= ?`, l.User, instant(tx.Now)); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `INSERT INTO mail_links (token_hash, kind, user_id, month, created_at, expires_at) VALUES (?, 'filing', ?, ?, ?, ?)`,
		hash, l.User, l.Month, instant(tx.Now), instant(l.ExpiresAt))
	return err
}

// EndFilingLinks ends the links to a person's filings, and with them what
// they opened.
func (tx *Tx) EndFilingLinks(ctx context.Context, user kpi.ID) error {
	_, err := tx.exec(ctx, `DELETE FROM mail_links WHERE kind = 'filing' AND user_id = ?`, user)
	return err
}
