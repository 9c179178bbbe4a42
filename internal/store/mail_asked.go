package store

// Messages that people ask for without being signed in: how many a person got,
// and acts that leave nothing behind.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
)

// MailsSince counts the messages of a kind that were queued for a person since
// an instant.
func (c Conn) MailsSince(ctx context.Context, user kpi.ID, kind kpi.MailKind, since time.Time) (int, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM mails WHERE user_id = ? AND kind = ? AND queued_at >= ?`, user, string(kind), instant(since))
	return n, err
}

// DropBatch takes the act back that the transaction was begun for. What else it
// wrote must not name the act.
func (tx *Tx) DropBatch(ctx context.Context) error {
	_, err := tx.exec(ctx, `DELETE FROM batches WHERE id = ?`, tx.Batch)
	return err
}

// MailsBeside lists the messages of a message's kind to the same person that
// wait too, and those that ended for a reason since it was queued.
func (c Conn) MailsBeside(ctx context.Context, q kpi.QueuedMail, reason string) ([]kpi.QueuedMail, error) {
	return c.mails(ctx, `SELECT `+mailColumns+` FROM mails m WHERE m.user_id = ? AND m.kind = ? AND m.id <> ?
		AND (m.state = 'queued' OR (m.state = 'dropped' AND m.problem = ? AND m.ended_at >= ?))`,
		q.User, string(q.Kind), q.ID, reason, instant(q.QueuedAt))
}
