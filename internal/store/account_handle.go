package store

// This file holds the handles of accounts by months. In a month a handle of a
// platform belongs to at most one account.

import (
	"context"

	"portevoix/internal/kpi"
)

type handleRow = dated[kpi.Month, string]

// RenameAccount gives an account another handle from a month on, until its
// next known handle.
// Errors: kpi.CodeConflict, key "account.handle_taken" where another account
// of the platform has it in these months.
func (tx *Tx) RenameAccount(ctx context.Context, account kpi.ID, month kpi.Month, handle string) (changed bool, err error) {
	return tx.setHandle(ctx, account, month, handle, false)
}

// TakeOverHandle gives an account a handle from a month on, as RenameAccount,
// and takes it away from whoever had it in that month. An account that gets
// the handle in a later month keeps it from then on.
func (tx *Tx) TakeOverHandle(ctx context.Context, account kpi.ID, month kpi.Month, handle string) (changed bool, err error) {
	return tx.setHandle(ctx, account, month, handle, true)
}

func (tx *Tx) setHandle(ctx context.Context, account kpi.ID, month kpi.Month, handle string, takeOver bool) (bool, error) {
	handle = displayed(handle)
	var platform kpi.ID
	if err := tx.get(ctx, &platform, `SELECT platform_id FROM accounts WHERE id = ?`, account); err != nil {
		return false, err
	}
	rows, err := tx.handles(ctx, account)
	if err != nil {
		return false, err
	}
	old, _ := inForce(rows, month)
	if old.Value == handle {
		return false, nil
	}
	rows, err = tx.handlesWith(ctx, account, platform, rows, month, handle, takeOver)
	if err != nil {
		return false, err
	}
	if err := tx.putHandles(ctx, account, rows); err != nil {
		return false, err
	}
	return true, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "handle",
		Since: month.String(), Old: old.Value, New: handle})
}

// handlesWith returns the rows of an account with a handle in force from a
// month on, after making sure that no other account has it then.
func (tx *Tx) handlesWith(ctx context.Context, account, platform kpi.ID, rows []handleRow,
	from kpi.Month, handle string, takeOver bool) ([]handleRow, error) {
	var others []struct {
		Account kpi.ID    `db:"account_id"`
		From    kpi.Month `db:"from_month"`
		Until   kpi.Month `db:"until_month"`
	}
	if err := tx.all(ctx, &others, `SELECT h.account_id, h.from_month, h.until_month FROM account_handles h
		JOIN accounts a ON a.id = h.account_id
		WHERE h.handle_key = ? AND a.platform_id = ? AND h.account_id <> ? AND (h.until_month IS NULL OR h.until_month >= ?)
		ORDER BY h.from_month`, kpi.FoldHandle(handle), platform, account, from); err != nil {
		return nil, err
	}
	row := handleRow{From: from, Value: handle}
	for _, o := range others {
		switch {
		case o.From > from && takeOver && row.Until == 0:
			row.Until = o.From - 1
		case o.From <= from && takeOver:
			if err := tx.loseHandle(ctx, o.Account, from, handle); err != nil {
				return nil, err
			}
		}
	}
	with := setFrom(rows, row)
	if !takeOver && len(others) > 0 {
		// Only those matter that begin before the new handle ends.
		set, _ := inForce(with, from)
		if set.Until == 0 || others[0].From <= set.Until {
			month := max(from, others[0].From)
			if month == kpi.FirstMonth { // since always
				month = kpi.MonthOf(tx.Now)
			}
			return nil, kpi.NewError(kpi.CodeConflict, "account.handle_taken", "handle", handle, "month", month)
		}
	}
	return with, nil
}

// loseHandle ends a handle of an account in the month before.
func (tx *Tx) loseHandle(ctx context.Context, account kpi.ID, from kpi.Month, handle string) error {
	rows, err := tx.handles(ctx, account)
	if err != nil {
		return err
	}
	if err := tx.putHandles(ctx, account, endAt(rows, from)); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "handle", Since: from.String(), Old: handle})
}

// extendHandle lets the first handle of an account begin in an earlier month,
// or right after the last month in which another account had it.
func (tx *Tx) extendHandle(ctx context.Context, account kpi.ID, month kpi.Month) (bool, error) {
	rows, err := tx.handles(ctx, account)
	if err != nil || len(rows) == 0 || rows[0].From <= month {
		return false, err
	}
	var last kpi.Month
	if err := tx.get(ctx, &last, `SELECT max(h.until_month) FROM account_handles h
		JOIN accounts a ON a.id = h.account_id
		WHERE h.handle_key = ? AND h.account_id <> ? AND h.from_month < ?
		AND a.platform_id = (SELECT platform_id FROM accounts WHERE id = ?)`,
		kpi.FoldHandle(rows[0].Value), account, rows[0].From, account); err != nil {
		return false, err
	}
	if last >= month {
		month = last + 1
	}
	if month >= rows[0].From {
		return false, nil
	}
	rows[0].From = month
	return true, tx.putHandles(ctx, account, rows)
}

func (c Conn) handles(ctx context.Context, account kpi.ID) ([]handleRow, error) {
	list, err := c.AccountHandles(ctx, account)
	rows := make([]handleRow, len(list))
	for i, h := range list {
		rows[i] = handleRow{From: h.From, Until: h.Until, Value: h.Handle}
	}
	return rows, err
}

func (tx *Tx) putHandles(ctx context.Context, account kpi.ID, rows []handleRow) error {
	tx.touch(crowdStamp)
	if _, err := tx.exec(ctx, `DELETE FROM account_handles WHERE account_id = ?`, account); err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := tx.exec(ctx, `INSERT INTO account_handles (account_id, from_month, until_month, handle, handle_key) VALUES (?, ?, ?, ?, ?)`,
			account, r.From, r.Until, r.Value, kpi.FoldHandle(r.Value)); err != nil {
			return err
		}
	}
	return nil
}

// AccountHandles reads the handles of an account, in order.
func (c Conn) AccountHandles(ctx context.Context, account kpi.ID) ([]kpi.AccountHandle, error) {
	var rows []struct {
		Handle string    `db:"handle"`
		From   kpi.Month `db:"from_month"`
		Until  kpi.Month `db:"until_month"`
	}
	if err := c.all(ctx, &rows, `SELECT handle, from_month, until_month FROM account_handles WHERE account_id = ? ORDER BY from_month`, account); err != nil {
		return nil, err
	}
	list := make([]kpi.AccountHandle, len(rows))
	for i, r := range rows {
		list[i] = kpi.AccountHandle(r)
	}
	return list, nil
}
