package network

// This file is signing in, and the sessions that follow.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SignIn is the person of an address and password. Nothing in the answer, nor
// the time it takes, tells a wrong address from a wrong password.
// Errors: CodeUnauthenticated, key "people.sign_in_wrong"; CodeForbidden where
// passwords are switched off.
func (n *Network) SignIn(ctx context.Context, email, password string) (kpi.User, error) {
	if err := n.MayHavePassword(ctx); err != nil {
		return kpi.User{}, err
	}
	user, err := n.db.UserByEmail(ctx, email)
	if err != nil && kpi.CodeOf(err) != kpi.CodeNotFound {
		return kpi.User{}, err
	}
	match, err := passwordMatches(ctx, password, user.PasswordHash)
	if err != nil {
		return kpi.User{}, err
	}
	if !match || !user.DisabledAt.IsZero() {
		return kpi.User{}, kpi.NewError(kpi.CodeUnauthenticated, "people.sign_in_wrong")
	}
	return user.User, n.noteSignIn(ctx, user.User)
}

// noteSignIn keeps when a person first signed in: who was invited and never
// came is worth knowing, when people come and go is not.
func (n *Network) noteSignIn(ctx context.Context, u kpi.User) error {
	if !u.FirstSignedInAt.IsZero() {
		return nil
	}
	who := kpi.Who{User: u, Channel: kpi.ChannelForm}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error { return tx.NoteSignIn(ctx, u.ID) })
}

// ChangePassword gives the person who asks a new password. Their sessions
// elsewhere end, since each remembers the password it was opened under.
// Errors: CodeInvalid with the fields old and new; CodeForbidden where
// passwords are switched off.
func (n *Network) ChangePassword(ctx context.Context, who kpi.Who, old, new string) error {
	if who.User.ID == 0 {
		return kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	}
	if err := n.MayHavePassword(ctx); err != nil {
		return err
	}
	user, err := n.db.User(ctx, who.User.ID)
	if err != nil {
		return err
	}
	match, err := passwordMatches(ctx, old, user.PasswordHash)
	if err != nil {
		return err
	}
	settings, err := n.Settings(ctx)
	if err != nil {
		return err
	}
	fields := checkPassword("new", new, user.Name, user.Email, settings.NetworkName)
	if !match {
		fields = append([]kpi.FieldError{kpi.Field("old", "people.password_wrong")}, fields...)
	}
	if len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	hash, err := hashPassword(ctx, new)
	if err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if err := tx.EndLinks(ctx, user.ID); err != nil {
			return err
		}
		return tx.SetPassword(ctx, user.ID, hash)
	})
}

// SessionStamp says under which password a session is opened.
func (n *Network) SessionStamp(ctx context.Context, user kpi.ID) (string, error) {
	u, err := n.db.User(ctx, user)
	return stamp(u), err
}

// SessionUser is the person of a session, if they may still be signed in.
// Errors: CodeUnauthenticated where they were switched off, or have another
// password than the session's stamp.
func (n *Network) SessionUser(ctx context.Context, user kpi.ID, sessionStamp string) (kpi.User, error) {
	u, err := n.db.User(ctx, user)
	if kpi.CodeOf(err) == kpi.CodeNotFound || (err == nil && (!u.DisabledAt.IsZero() || stamp(u) != sessionStamp)) {
		return kpi.User{}, kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	}
	return u.User, err
}

// stamp changes with the password and tells nothing of it.
func stamp(u store.User) string {
	sum := sha256.Sum256([]byte(u.PasswordHash))
	return hex.EncodeToString(sum[:8])
}

// SessionStore keeps browsers' sessions, by the hash of their tokens. Its
// methods are those that the session manager asks of a store; it goes by the
// machine's clock, as the manager does.
type SessionStore struct {
	db *store.DB
}

// SessionStore returns the store of sessions.
func (n *Network) SessionStore() *SessionStore { return &SessionStore{n.db} }

const (
	// touchEvery is how far the end of a session must move to be written
	// again: else each page would write to the disk.
	touchEvery = time.Minute
	// touchWait is how long that waits for other writing, such as an import:
	// there will be another occasion.
	touchWait = 50 * time.Millisecond
)

// Find reads a session that has not ended.
func (s *SessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// FindCtx is Find.
func (s *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	session, err := s.db.Session(ctx, hashToken(token))
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return nil, false, nil
	}
	if err != nil || !time.Now().Before(session.ExpiresAt) {
		return nil, false, err
	}
	return session.Data, true, nil
}

// Commit keeps a session until its end.
func (s *SessionStore) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// CommitCtx is Commit.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	hash := hashToken(token)
	kept, err := s.db.Session(ctx, hash)
	if err != nil && kpi.CodeOf(err) != kpi.CodeNotFound {
		return err
	}
	next := store.Session{Data: data, ExpiresAt: expires}
	if err == nil && string(kept.Data) == string(data) {
		if expires.Sub(kept.ExpiresAt).Abs() < touchEvery {
			return nil
		}
		waiting, cancel := context.WithTimeout(ctx, touchWait)
		defer cancel()
		if err := s.db.SaveSession(waiting, hash, next); waiting.Err() == nil {
			return err
		}
		return nil
	}
	// A session that begins, or changes: the occasion to sweep.
	if err := s.db.DeleteExpiredSessions(ctx, time.Now()); err != nil {
		return err
	}
	return s.db.SaveSession(ctx, hash, next)
}

// Delete ends a session.
func (s *SessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}

// DeleteCtx is Delete.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.db.DeleteSession(ctx, hashToken(token))
}
