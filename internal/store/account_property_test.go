package store

import (
	"context"
	"math/rand/v2"
	"testing"

	"portevoix/internal/kpi"
)

// Random acts on three accounts: in every month each stands in one place and
// each handle belongs to one account; on every day from the first on each is
// in one state.
func TestAccountsKeepOneRowInForce(t *testing.T) {
	for seed := range uint64(8) {
		db := openAccounts(t)
		rng := rand.New(rand.NewPCG(seed, 2))
		start := month(t, "2020-01")
		handles := []string{"one", "two", "three", "four"}
		var ids []kpi.ID
		for i := range 3 {
			ids = append(ids, addAccount(t, db, NewAccount{Platform: 1, Handle: handles[i], HandleFrom: start,
				States: []kpi.AccountPeriod{{State: kpi.AccountTest, From: start.FirstDay()}}}))
		}
		act(t, db, func(ctx context.Context, tx *Tx) error {
			for range 3 {
				if _, _, err := tx.EnsureSphere(ctx, "S"+kpi.ID(rng.IntN(100)).String()); err != nil {
					return err
				}
			}
			return nil
		})
		for range 60 {
			id, m := ids[rng.IntN(3)], start.Add(rng.IntN(36))
			err := tryAct(t, db, func(ctx context.Context, tx *Tx) (err error) {
				switch rng.IntN(5) {
				case 0:
					_, err = tx.TakeOverHandle(ctx, id, m, handles[rng.IntN(4)])
				case 1:
					_, err = tx.RenameAccount(ctx, id, m, handles[rng.IntN(4)])
				case 2:
					_, err = tx.RegroupAccount(ctx, id, m, kpi.ID(rng.IntN(2)), 0, 0)
				case 3:
					_, err = tx.ExtendAccountToPast(ctx, id, m.Add(-30))
				default:
					day := m.FirstDay().Add(rng.IntN(28))
					_, err = tx.SetAccountState(ctx, id, day, kpi.AccountStates[rng.IntN(5)], "", 0)
				}
				return err
			})
			if err != nil && kpi.CodeOf(err) != kpi.CodeConflict {
				t.Fatalf("seed %d: %v", seed, err)
			}
			wantOneInForce(t, db, seed)
		}
	}
}

// wantOneInForce counts, with plain SQL, what holds at once.
func wantOneInForce(t *testing.T, db *DB, seed uint64) {
	t.Helper()
	for what, query := range map[string]string{
		"groupings of a month": `WITH RECURSIVE months (m) AS (SELECT '2016-01' UNION ALL
				SELECT strftime('%Y-%m', m || '-01', '+1 month') FROM months WHERE m < '2024-12')
			SELECT count(*) FROM (SELECT m, a.id, count(g.account_id) AS n FROM months CROSS JOIN accounts a LEFT JOIN account_groupings g
				ON g.account_id = a.id AND g.from_month <= m AND (g.until_month IS NULL OR g.until_month >= m) GROUP BY m, a.id) WHERE n <> 1`,
		"accounts with a handle in a month": `WITH RECURSIVE months (m) AS (SELECT '2016-01' UNION ALL
				SELECT strftime('%Y-%m', m || '-01', '+1 month') FROM months WHERE m < '2024-12')
			SELECT count(*) FROM (SELECT m, h.handle_key, count(*) AS n FROM months CROSS JOIN account_handles h
				ON h.from_month <= m AND (h.until_month IS NULL OR h.until_month >= m) GROUP BY m, h.handle_key) WHERE n <> 1`,
		"handles of an account in a month": `WITH RECURSIVE months (m) AS (SELECT '2016-01' UNION ALL
				SELECT strftime('%Y-%m', m || '-01', '+1 month') FROM months WHERE m < '2024-12')
			SELECT count(*) FROM (SELECT m, h.account_id, count(*) AS n FROM months CROSS JOIN account_handles h
				ON h.from_month <= m AND (h.until_month IS NULL OR h.until_month >= m) GROUP BY m, h.account_id) WHERE n <> 1`,
		"states of a day": `WITH RECURSIVE days (d) AS (SELECT '2020-01-01' UNION ALL
				SELECT date(d, '+1 day') FROM days WHERE d < '2023-06-30')
			SELECT count(*) FROM (SELECT d, a.id, count(s.account_id) AS n FROM days CROSS JOIN accounts a LEFT JOIN account_states s
				ON s.account_id = a.id AND s.from_day <= d AND (s.until_day IS NULL OR s.until_day >= d) GROUP BY d, a.id) WHERE n <> 1`,
		"rows that end before they begin": `SELECT (SELECT count(*) FROM account_handles WHERE until_month < from_month)
			+ (SELECT count(*) FROM account_groupings WHERE until_month < from_month)
			+ (SELECT count(*) FROM account_states WHERE until_day < from_day)`,
	} {
		var wrong int
		if err := db.get(t.Context(), &wrong, query); err != nil {
			t.Fatal(err)
		}
		if wrong != 0 {
			t.Fatalf("seed %d: %d %s", seed, wrong, what)
		}
	}
}
