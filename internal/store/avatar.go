package store

// This file holds the pictures of accounts.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"portevoix/internal/kpi"
)

// Avatar is the picture of an account.
type Avatar struct {
	Version   string `db:"version"` // of the bytes
	MediaType string `db:"media_type"`
	Data      []byte `db:"data"`
}

// Avatar reads the picture of an account.
// Errors: kpi.CodeNotFound where it has none.
func (c Conn) Avatar(ctx context.Context, account kpi.ID) (Avatar, error) {
	var a Avatar
	return a, c.get(ctx, &a, `SELECT version, media_type, data FROM account_avatars WHERE account_id = ?`, account)
}

// SetAvatar gives an account a picture; its version is computed. The same
// picture again changes nothing.
func (tx *Tx) SetAvatar(ctx context.Context, account kpi.ID, mediaType string, data []byte) (changed bool, err error) {
	sum := sha256.Sum256(data)
	version := hex.EncodeToString(sum[:8])
	old, err := tx.avatarVersion(ctx, account)
	if err != nil || old == version {
		return false, err
	}
	if _, err := tx.exec(ctx, `INSERT INTO account_avatars (account_id, version, media_type, data) VALUES (?, ?, ?, ?)
		ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, media_type = excluded.media_type, data = excluded.data`,
		account, version, mediaType, data); err != nil {
		return false, err
	}
	return true, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "avatar", Old: old, New: version})
}

// RemoveAvatar leaves an account its initials.
func (tx *Tx) RemoveAvatar(ctx context.Context, account kpi.ID) (changed bool, err error) {
	old, err := tx.avatarVersion(ctx, account)
	if err != nil || old == "" {
		return false, err
	}
	if _, err := tx.exec(ctx, `DELETE FROM account_avatars WHERE account_id = ?`, account); err != nil {
		return false, err
	}
	return true, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "avatar", Old: old})
}

func (tx *Tx) avatarVersion(ctx context.Context, account kpi.ID) (string, error) {
	var version string
	err := tx.get(ctx, &version, `SELECT coalesce((SELECT version FROM account_avatars WHERE account_id = ?), '')`, account)
	return version, err
}
