package store

// Answers that are remembered for the coming months, and what holders are told
// of changes that others made.

import (
	"context"
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// RememberedAnswer is a figure that is unavailable, or does not apply, in the
// months from one on, until somebody says otherwise.
type RememberedAnswer struct {
	Indicator kpi.ID
	From      kpi.Month // first month it is proposed for
	kpi.Figure
}

// RememberedAnswers reads what is remembered of an account, by indicator.
func (c Conn) RememberedAnswers(ctx context.Context, account kpi.ID) (map[kpi.ID]RememberedAnswer, error) {
	var rows []struct {
		Indicator kpi.ID    `db:"indicator_id"`
		State     kpi.State `db:"state"`
		Reason    string    `db:"reason"`
		From      kpi.Month `db:"from_month"`
	}
	if err := c.all(ctx, &rows, `SELECT indicator_id, state, reason, from_month FROM remembered_answers WHERE account_id = ?`, account); err != nil {
		return nil, err
	}
	found := make(map[kpi.ID]RememberedAnswer, len(rows))
	for _, r := range rows {
		found[r.Indicator] = RememberedAnswer{Indicator: r.Indicator, From: r.From, Figure: kpi.Figure{State: r.State, Reason: r.Reason}}
	}
	return found, nil
}

// Remember keeps an answer of an account for the coming months; it takes the
// place of the one before.
func (tx *Tx) Remember(ctx context.Context, account kpi.ID, code string, a RememberedAnswer) error {
	if _, err := tx.exec(ctx, `INSERT INTO remembered_answers (account_id, indicator_id, state, reason, from_month) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (account_id, indicator_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, from_month = excluded.from_month`,
		account, a.Indicator, int64(a.State), a.Reason, a.From); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: FieldRemembered, Since: a.From.String(), New: code})
}

// Forget drops a remembered answer of an account from a month on.
func (tx *Tx) Forget(ctx context.Context, account, indicator kpi.ID, code string, from kpi.Month) error {
	n, err := tx.exec(ctx, `DELETE FROM remembered_answers WHERE account_id = ? AND indicator_id = ?`, account, indicator)
	if err != nil || n == 0 {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: FieldRemembered, Since: from.String(), Old: code})
}

// Notice says that somebody else changed the figures of a holder's account.
type Notice struct {
	User    kpi.ID // who is told
	Account kpi.ID
	Month   kpi.Month
	Batch   kpi.ID // the latest change
	SeenAt  time.Time
}

// PutNotice tells a holder of this act; what they were told of the same month
// before gives way to it.
func (tx *Tx) PutNotice(ctx context.Context, user, account kpi.ID, month kpi.Month) error {
	_, err := tx.exec(ctx, `INSERT INTO notices (user_id, account_id, month, batch_id) VALUES (?, ?, ?, ?)
		ON CONFLICT (user_id, account_id, month) DO UPDATE SET batch_id = excluded.batch_id, seen_at = NULL`,
		user, account, month, tx.Batch)
	return err
}

// PutNotices tells holders of this act, as PutNotice does; Batch and SeenAt are
// not read.
func (tx *Tx) PutNotices(ctx context.Context, list []Notice) error {
	b := tx.bulk(`INSERT INTO notices (user_id, account_id, month, batch_id)`, 4,
		`ON CONFLICT (user_id, account_id, month) DO UPDATE SET batch_id = excluded.batch_id, seen_at = NULL`)
	for _, n := range list {
		if err := b.add(ctx, int64(n.User), int64(n.Account), n.Month.String(), int64(tx.Batch)); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

// SeeNotice writes down that a holder has seen what they were told of an act,
// of all filings that it changed.
// Errors: kpi.CodeNotFound where they were told nothing.
func (tx *Tx) SeeNotice(ctx context.Context, user, account kpi.ID, month kpi.Month) error {
	n, err := tx.exec(ctx, `UPDATE notices SET seen_at = coalesce(seen_at, ?) WHERE user_id = ?
		AND batch_id = (SELECT batch_id FROM notices WHERE user_id = ? AND account_id = ? AND month = ?)`,
		instant(tx.Now), user, user, account, month)
	if err == nil && n == 0 {
		return kpi.NotFound("error.not_found")
	}
	return err
}

// NoticesOf reads what a holder was told and has not seen yet, latest first.
func (c Conn) NoticesOf(ctx context.Context, user kpi.ID) ([]Notice, error) {
	return c.notices(ctx, `user_id = ? AND seen_at IS NULL`, user)
}

// NoticesBy reads what a holder was told of an act, as far as no later one took
// its place.
func (c Conn) NoticesBy(ctx context.Context, user, batch kpi.ID) ([]Notice, error) {
	return c.notices(ctx, `user_id = ? AND batch_id = ?`, user, batch)
}

// NoticesOn reads what holders were told of an account's month.
func (c Conn) NoticesOn(ctx context.Context, account kpi.ID, month kpi.Month) ([]Notice, error) {
	return c.notices(ctx, `account_id = ? AND month = ?`, account, month)
}

func (c Conn) notices(ctx context.Context, where string, args ...any) ([]Notice, error) {
	var rows []struct {
		User    kpi.ID         `db:"user_id"`
		Account kpi.ID         `db:"account_id"`
		Month   kpi.Month      `db:"month"`
		Batch   kpi.ID         `db:"batch_id"`
		SeenAt  sql.NullString `db:"seen_at"`
	}
	if err := c.all(ctx, &rows, `SELECT user_id, account_id, month, batch_id, seen_at FROM notices WHERE `+where+`
		ORDER BY batch_id DESC, account_id, user_id`, args...); err != nil {
		return nil, err
	}
	list := make([]Notice, len(rows))
	for i, r := range rows {
		list[i] = Notice{User: r.User, Account: r.Account, Month: r.Month, Batch: r.Batch, SeenAt: readInstant(r.SeenAt)}
	}
	return list, nil
}
