package store

// Reading ahead what pages over all accounts are counted from.

import (
	"context"

	"portevoix/internal/kpi"
)

// HowManyAccounts counts all accounts.
func (c Conn) HowManyAccounts(ctx context.Context) (n int, err error) {
	return n, c.get(ctx, &n, `SELECT count(*) FROM accounts`)
}

// Warm reads into memory all accounts, their names, and the figures of months,
// in the order given. It only reads, a month at a time, and holds no more than
// pages would.
func (db *DB) Warm(ctx context.Context, months []kpi.Month) error {
	for _, m := range months {
		err := db.Snapshot(ctx, func(c Conn) error {
			v, err := c.viewOf(ctx, FilterIDs{})
			if err != nil {
				return err
			}
			if _, err := v.namesOf(ctx, v.crowd); err != nil {
				return err
			}
			_, err = v.interactions(ctx, v.crowd, m)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
