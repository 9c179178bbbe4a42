package store

// This file holds the sessions of signed-in browsers; a token is known by its
// SHA-256 only. Sessions are no acts of the domain: they belong to no batch.

import (
	"context"
	"database/sql"
	"time"
)

// Session is what is kept of a browser's session.
type Session struct {
	Data      []byte
	ExpiresAt time.Time
}

// Session reads the session of a token's hash, expired or not.
// Errors: kpi.CodeNotFound.
func (c Conn) Session(ctx context.Context, hash []byte) (Session, error) {
	var row struct {
		Data      []byte         `db:"data"`
		ExpiresAt sql.NullString `db:"expires_at"`
	}
	err := c.get(ctx, &row, `SELECT data, expires_at FROM sessions WHERE token_hash = ?`, hash)
	return Session{row.Data, readInstant(row.ExpiresAt)}, err
}

// SaveSession keeps a session, new or not.
func (db *DB) SaveSession(ctx context.Context, hash []byte, s Session) error {
	_, err := db.writer.ExecContext(ctx, `INSERT INTO sessions (token_hash, data, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
		hash, s.Data, instant(s.ExpiresAt))
	return storeError(err)
}

// DeleteSession ends a session.
func (db *DB) DeleteSession(ctx context.Context, hash []byte) error {
	_, err := db.writer.ExecContext(ctx, `DELETE FROM sessions WHERE token_hash = ?`, hash)
	return storeError(err)
}

// DeleteExpiredSessions forgets the sessions that ended before an instant.
func (db *DB) DeleteExpiredSessions(ctx context.Context, before time.Time) error {
	_, err := db.writer.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at < ?`, instant(before))
	return storeError(err)
}
