package network

// This file makes and reads the secrets that are handed out: API tokens here,
// one-time links in link.go. The database holds their SHA-256 only.

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// tokenBytes is the size of every secret: 256 bits.
const tokenBytes = 32

// newToken makes a secret and the hash it is known by.
func newToken() (token string, hash []byte) {
	var b [tokenBytes]byte
	_, _ = rand.Read(b[:]) // never fails: it would end the program
	token = base64.RawURLEncoding.EncodeToString(b[:])
	return token, hashToken(token)
}

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// AddToken makes an API token for the person of an address, with that
// person's rights. It is shown once: only its hash is kept.
// Errors: CodeForbidden but for administrators and the command line;
// CodeNotFound, key "people.unknown_email".
func (n *Network) AddToken(ctx context.Context, who kpi.Who, email string) (string, error) {
	if err := mayManagePeople(who); err != nil {
		return "", err
	}
	user, err := n.db.UserByEmail(ctx, email)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return "", kpi.NotFound("people.unknown_email", "email", email)
	}
	if err != nil {
		return "", err
	}
	if !user.DisabledAt.IsZero() {
		return "", kpi.Invalid("people.switched_off", "email", email)
	}
	token, hash := newToken()
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error { return tx.AddToken(ctx, hash, user.ID) })
	return token, err
}

// UserByToken is the person whose API token it is.
// Errors: CodeUnauthenticated, key "people.token_unknown".
func (n *Network) UserByToken(ctx context.Context, token string) (kpi.User, error) {
	user, err := n.db.UserByToken(ctx, hashToken(token))
	if kpi.CodeOf(err) == kpi.CodeNotFound || (err == nil && !user.DisabledAt.IsZero()) {
		return kpi.User{}, kpi.NewError(kpi.CodeUnauthenticated, "people.token_unknown")
	}
	return user.User, err
}
