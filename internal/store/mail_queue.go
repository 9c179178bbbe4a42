package store

// The queue of messages: they are written in the transaction of the act that
// they tell of, so that an act that is undone tells nobody.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
)

// QueueMail queues a message to be sent from an instant on and dropped from
// another; one whose key was queued before is not queued again.
func (tx *Tx) QueueMail(ctx context.Context, m kpi.Mail, from, expires time.Time) error {
	_, err := tx.exec(ctx, `INSERT INTO mails (key, kind, user_id, account_id, month, subject_id, queued_at, next_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		m.Key, string(m.Kind), m.User, nullID(m.Account), m.Month, nullID(m.Subject), instant(tx.Now), instant(from), instant(expires))
	return err
}
