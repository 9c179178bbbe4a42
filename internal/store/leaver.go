package store

// What a person held when they left, so that leaving can be undone.

import (
	"context"
	"database/sql"

	"portevoix/internal/kpi"
)

// KeepLeaverHoldings writes down, as part of this act, who holds and deputises
// an account before the act changes it.
func (tx *Tx) KeepLeaverHoldings(ctx context.Context, account kpi.ID) error {
	_, err := tx.exec(ctx, `INSERT INTO leaver_holdings (batch_id, account_id, user_id, role, from_day, until_day, accepted_at)
		SELECT ?, account_id, user_id, role, from_day, until_day, accepted_at FROM account_holders WHERE account_id = ?`, tx.Batch, account)
	return err
}

// LeaverHoldings reads what an act had kept, by account.
func (c Conn) LeaverHoldings(ctx context.Context, batch kpi.ID) (map[kpi.ID][]AccountHolder, error) {
	var rows []struct {
		Account    kpi.ID         `db:"account_id"`
		User       kpi.ID         `db:"user_id"`
		Role       kpi.HolderRole `db:"role"`
		From       kpi.Day        `db:"from_day"`
		Until      kpi.Day        `db:"until_day"`
		AcceptedAt sql.NullString `db:"accepted_at"`
	}
	err := c.all(ctx, &rows, `SELECT account_id, user_id, role, from_day, until_day, accepted_at FROM leaver_holdings
		WHERE batch_id = ? ORDER BY account_id, from_day, role DESC, user_id`, batch)
	held := map[kpi.ID][]AccountHolder{}
	for _, r := range rows {
		held[r.Account] = append(held[r.Account], AccountHolder{Account: r.Account, AccountHolder: kpi.AccountHolder{
			User: r.User, Role: r.Role, From: r.From, Until: r.Until, AcceptedAt: readInstant(r.AcceptedAt)}})
	}
	return held, err
}

// ForgetLeaverHoldings deletes what an act had kept, once it is undone.
func (tx *Tx) ForgetLeaverHoldings(ctx context.Context, batch kpi.ID) error {
	_, err := tx.exec(ctx, `DELETE FROM leaver_holdings WHERE batch_id = ?`, batch)
	return err
}

// Leaving is the act by which a person was last switched off; 0: never.
func (c Conn) Leaving(ctx context.Context, user kpi.ID) (kpi.ID, error) {
	var batch kpi.ID
	return batch, c.get(ctx, &batch, `SELECT coalesce(max(batch_id), 0) FROM changes
		WHERE subject = 'users' AND subject_id = ? AND field = 'disabled'`, user)
}

// HoldersChangedSince reports whether who files for an account changed after
// an act.
func (c Conn) HoldersChangedSince(ctx context.Context, account, batch kpi.ID) (bool, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM changes WHERE subject = 'accounts' AND subject_id = ? AND batch_id > ?
		AND field IN ('holder', 'deputy', 'holder_from', 'holder_until', 'deputy_from', 'deputy_until')`, account, batch)
	return n > 0, err
}

// EndAccess ends whatever lets a person in besides their password, or is still
// to be sent to them: links, those to their filings, tokens, calendar feeds,
// messages.
func (tx *Tx) EndAccess(ctx context.Context, user kpi.ID) error {
	if err := tx.EndLinks(ctx, user); err != nil {
		return err
	}
	if err := tx.RevokeTokens(ctx, user); err != nil {
		return err
	}
	if err := tx.EndFeeds(ctx, user); err != nil {
		return err
	}
	if err := tx.EndFilingLinks(ctx, user); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `UPDATE mails SET state = 'dropped', ended_at = ? WHERE user_id = ? AND state = 'queued'`, instant(tx.Now), user)
	return err
}

// Unheld lists the accounts in test or active on a day that nobody holds then.
func (c Conn) Unheld(ctx context.Context, day kpi.Day) ([]kpi.ID, error) {
	var ids []kpi.ID
	err := c.all(ctx, &ids, `SELECT s.account_id FROM account_states s
		WHERE s.state IN ('test', 'active') AND s.from_day <= ? AND (s.until_day IS NULL OR s.until_day >= ?)
			AND NOT EXISTS (SELECT 1 FROM account_holders h WHERE h.account_id = s.account_id AND h.role = 'holder'
				AND h.from_day <= ? AND (h.until_day IS NULL OR h.until_day >= ?))
		ORDER BY s.account_id`, day, day, day, day)
	return ids, err
}
