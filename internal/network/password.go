package network

// This file holds what a password must be, and how it is kept: argon2id, at
// most four at once, since each takes 19 MiB.

import (
	"context"
	_ "embed" // password_common.txt
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"portevoix/internal/kpi"
)

// PasswordLength is the least number of characters of a password.
const PasswordLength = 15

// passwordParams are OWASP's second choice for argon2id: 19 MiB, 2 passes.
var passwordParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

var hashing = make(chan struct{}, 4)

// password_common.txt lists long passwords that many people choose, folded
// and without blanks, one a line.
//
//go:embed password_common.txt
var commonText string

var commonPasswords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, line := range strings.Fields(commonText) {
		m[line] = true
	}
	return m
})

// checkPassword refuses a password that is short, or that as a whole is one
// that everybody would try first; names are those of the person and of the
// installation. There is no other rule.
func checkPassword(field, password string, names ...string) []kpi.FieldError {
	if n := utf8.RuneCountInString(password); n < PasswordLength {
		return []kpi.FieldError{kpi.Field(field, "people.password_short", "n", n, "least", PasswordLength)}
	}
	bare := bareText(password)
	if commonPasswords()[bare] || repeated(bare) {
		return []kpi.FieldError{kpi.Field(field, "people.password_common")}
	}
	for _, name := range names {
		if name != "" && bare == bareText(name) {
			return []kpi.FieldError{kpi.Field(field, "people.password_name")}
		}
	}
	return nil
}

// bareText is the form under which a password is compared with what everybody
// would try: folded, without blanks.
func bareText(s string) string {
	return strings.Join(strings.Fields(kpi.Fold(s)), "")
}

// repeated reports whether the text is one character over and over.
func repeated(s string) bool {
	first, size := utf8.DecodeRuneInString(s)
	return strings.Trim(s[size:], string(first)) == ""
}

// passwordBytes is the one form of a password that two keyboards may encode
// differently.
func passwordBytes(password string) string { return norm.NFKC.String(password) }

// hashPassword hashes a password; it waits its turn.
func hashPassword(ctx context.Context, password string) (string, error) {
	if err := takeTurn(ctx); err != nil {
		return "", err
	}
	defer func() { <-hashing }()
	return argon2id.CreateHash(passwordBytes(password), passwordParams)
}

// nobodysHash is compared with where nobody has the address, so that the
// answer takes as long.
var nobodysHash = sync.OnceValues(func() (string, error) {
	token, _ := newToken()
	return argon2id.CreateHash(token, passwordParams)
})

// passwordMatches compares a password with a hash, or at the same cost with
// nobody's where there is none.
func passwordMatches(ctx context.Context, password, hash string) (bool, error) {
	if err := takeTurn(ctx); err != nil {
		return false, err
	}
	defer func() { <-hashing }()
	against := hash
	if hash == "" {
		var err error
		if against, err = nobodysHash(); err != nil {
			return false, err
		}
	}
	match, err := argon2id.ComparePasswordAndHash(passwordBytes(password), against)
	return match && hash != "", err
}

func takeTurn(ctx context.Context) error {
	select {
	case hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
