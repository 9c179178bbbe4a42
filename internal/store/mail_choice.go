package store

// This file holds what people chose about messages: the installation's own
// wording, the kinds that a person wants no more, and the links of messages.

import (
	"context"
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// MailWordingKey names a wording.
type MailWordingKey struct {
	Kind   kpi.MailKind
	Locale string
}

// MailWordings reads the installation's own wordings.
func (c Conn) MailWordings(ctx context.Context) (map[MailWordingKey]kpi.MailWording, error) {
	var rows []struct {
		Kind    kpi.MailKind `db:"kind"`
		Locale  string       `db:"locale"`
		Subject string       `db:"subject"`
		Body    string       `db:"body"`
	}
	if err := c.all(ctx, &rows, `SELECT kind, locale, subject, body FROM mail_wordings`); err != nil {
		return nil, err
	}
	own := make(map[MailWordingKey]kpi.MailWording, len(rows))
	for _, r := range rows {
		own[MailWordingKey{r.Kind, r.Locale}] = kpi.MailWording{Subject: r.Subject, Body: r.Body}
	}
	return own, nil
}

// SetMailWording keeps a wording and writes the change down.
func (tx *Tx) SetMailWording(ctx context.Context, k MailWordingKey, old, now kpi.MailWording) error {
	_, err := tx.exec(ctx, `INSERT INTO mail_wordings (kind, locale, subject, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (kind, locale) DO UPDATE SET subject = excluded.subject, body = excluded.body`,
		string(k.Kind), k.Locale, now.Subject, now.Body)
	if err != nil {
		return err
	}
	of := "_" + string(k.Kind) + "_" + k.Locale
	return tx.addChanges(ctx, Change{Subject: "settings"},
		field{"mail_subject" + of, old.Subject, now.Subject}, field{"mail_body" + of, old.Body, now.Body})
}

// MailRefusals lists the kinds of messages that a person wants no more.
func (c Conn) MailRefusals(ctx context.Context, user kpi.ID) (map[kpi.MailKind]bool, error) {
	var kinds []kpi.MailKind
	if err := c.all(ctx, &kinds, `SELECT kind FROM mail_refusals WHERE user_id = ?`, user); err != nil {
		return nil, err
	}
	refused := make(map[kpi.MailKind]bool, len(kinds))
	for _, k := range kinds {
		refused[k] = true
	}
	return refused, nil
}

// RefuseMail keeps that a person wants messages of a kind no more, or wants
// them again, and writes the change down; what is so already changes nothing.
func (tx *Tx) RefuseMail(ctx context.Context, user kpi.ID, kind kpi.MailKind, refused bool) error {
	statement, old, now := `DELETE FROM mail_refusals WHERE user_id = ? AND kind = ?`, "refused", ""
	if refused {
		statement, old, now = `INSERT INTO mail_refusals (user_id, kind) VALUES (?, ?) ON CONFLICT (user_id, kind) DO NOTHING`, "", "refused"
	}
	changed, err := tx.exec(ctx, statement, user, string(kind))
	if err != nil || changed == 0 {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "mail_refusals", SubjectID: user, Field: string(kind), Old: old, New: now})
}

// LinkStop is the kind of the links that stop messages.
const LinkStop = "stop"

// MailLink is a link of a message.
type MailLink struct {
	Kind      string // LinkFiling, LinkStop
	User      kpi.ID
	Month     kpi.Month    // of LinkFiling
	MailKind  kpi.MailKind // of LinkStop
	ExpiresAt time.Time
}

// MailLink reads the link of a token's hash, expired or not.
// Errors: kpi.CodeNotFound.
func (c Conn) MailLink(ctx context.Context, hash []byte) (MailLink, error) {
	var row struct {
		Kind      string         `db:"kind"`
		User      kpi.ID         `db:"user_id"`
		Month     kpi.Month      `db:"month"`
		MailKind  kpi.MailKind   `db:"mail_kind"`
		ExpiresAt sql.NullString `db:"expires_at"`
	}
	err := c.get(ctx, &row, `SELECT kind, user_id, month, mail_kind, expires_at FROM mail_links WHERE token_hash = ?`, hash)
	return MailLink{row.Kind, row.User, row.Month, row.MailKind, readInstant(row.ExpiresAt)}, err
}

// AddMailLink keeps a link of a message. It is no change of anything.
func (tx *Tx) AddMailLink(ctx context.Context, hash []byte, l MailLink) error {
	_, err := tx.exec(ctx, `INSERT INTO mail_links (token_hash, kind, user_id, month, mail_kind, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		hash, l.Kind, l.User, l.Month, string(l.MailKind), instant(tx.Now), instant(l.ExpiresAt))
	return err
}

// ForgetMailLinks forgets the links that are good no longer.
func (tx *Tx) ForgetMailLinks(ctx context.Context) error {
	_, err := tx.exec(ctx, `DELETE FROM mail_links WHERE expires_at <= ?`, instant(tx.Now))
	return err
}
