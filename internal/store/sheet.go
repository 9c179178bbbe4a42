package store

// This file reads what prefilled sheets show of many accounts at once, and
// keeps the secret by which an installation knows its own.

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// RememberedOf reads what is remembered of many accounts, by account and
// indicator.
func (c Conn) RememberedOf(ctx context.Context, accounts []kpi.ID) (map[kpi.ID]map[kpi.ID]RememberedAnswer, error) {
	found := map[kpi.ID]map[kpi.ID]RememberedAnswer{}
	for chunk := range slices.Chunk(accounts, maxParameters) {
		err := c.eachRow(ctx, func(r *sqlx.Rows) error {
			var account kpi.ID
			var a RememberedAnswer
			err := r.Scan(&account, &a.Indicator, &a.State, &a.Reason, &a.From)
			if found[account] == nil {
				found[account] = map[kpi.ID]RememberedAnswer{}
			}
			found[account][a.Indicator] = a
			return err
		}, `SELECT account_id, indicator_id, state, reason, from_month FROM remembered_answers WHERE account_id IN (`+marks(len(chunk))+`)`, idArgs(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// KeepSecret keeps a secret under a name unless there is one, and returns the
// one that is kept. It is no setting that anybody makes, so that the history
// has nothing of it.
func (tx *Tx) KeepSecret(ctx context.Context, name, value string) (string, error) {
	if _, err := tx.exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, name, value); err != nil {
		return "", err
	}
	var kept string
	return kept, tx.get(ctx, &kept, `SELECT value FROM settings WHERE name = ?`, name)
}
