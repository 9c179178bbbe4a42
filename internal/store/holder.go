package store

// This file holds who files for accounts, by days.

import (
	"context"
	"database/sql"

	"portevoix/internal/kpi"
)

// AccountHolder is a row of who files for an account.
type AccountHolder struct {
	ID      kpi.ID
	Account kpi.ID
	kpi.AccountHolder
}

// AddHolder lets a person file for an account from a day on, until another
// day where one is given. acceptedAt is zero where the person has not accepted
// yet. Whether two holders overlap is not checked.
func (tx *Tx) AddHolder(ctx context.Context, account kpi.ID, h kpi.AccountHolder) (kpi.ID, error) {
	id, err := tx.insert(ctx, `INSERT INTO account_holders (account_id, user_id, role, from_day, until_day, accepted_at)
		VALUES (?, ?, ?, ?, ?, ?)`, account, h.User, string(h.Role), h.From, h.Until, instant(h.AcceptedAt))
	if err != nil {
		return 0, err
	}
	tx.touch(holderStamp)
	return id, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: string(h.Role), Since: h.From.String(), New: h.User.String()})
}

// EndHolder makes a day the last one of a holder or deputy; one that ends
// before it begins is removed.
// Errors: kpi.CodeNotFound.
func (tx *Tx) EndHolder(ctx context.Context, id kpi.ID, last kpi.Day) error {
	rows, err := tx.holders(ctx, `h.id = ?`, id)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return kpi.NotFound("error.not_found")
	}
	h := rows[0]
	tx.touch(holderStamp)
	if last < h.From {
		_, err = tx.exec(ctx, `DELETE FROM account_holders WHERE id = ?`, id)
	} else {
		_, err = tx.exec(ctx, `UPDATE account_holders SET until_day = ? WHERE id = ?`, last, id)
	}
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: h.Account, Field: string(h.Role),
		Since: max(h.From, last.Add(1)).String(), Old: h.User.String()})
}

// AccountHolders reads the holders and deputies of an account, in order of
// days; the holder comes before deputies of the same day.
func (c Conn) AccountHolders(ctx context.Context, account kpi.ID) ([]AccountHolder, error) {
	return c.holders(ctx, `h.account_id = ?`, account)
}

// HeldAccounts reads what a person holds or deputises, in order of days.
func (c Conn) HeldAccounts(ctx context.Context, user kpi.ID) ([]AccountHolder, error) {
	return c.holders(ctx, `h.user_id = ?`, user)
}

func (c Conn) holders(ctx context.Context, where string, arg any) ([]AccountHolder, error) {
	var rows []struct {
		ID         kpi.ID         `db:"id"`
		Account    kpi.ID         `db:"account_id"`
		User       kpi.ID         `db:"user_id"`
		Name       string         `db:"name"`
		Role       kpi.HolderRole `db:"role"`
		From       kpi.Day        `db:"from_day"`
		Until      kpi.Day        `db:"until_day"`
		AcceptedAt sql.NullString `db:"accepted_at"`
	}
	if err := c.all(ctx, &rows, `SELECT h.id, h.account_id, h.user_id, u.name, h.role, h.from_day, h.until_day, h.accepted_at
		FROM account_holders h JOIN users u ON u.id = h.user_id WHERE `+where+`
		ORDER BY h.from_day, h.role DESC, h.id`, arg); err != nil {
		return nil, err
	}
	list := make([]AccountHolder, len(rows))
	for i, r := range rows {
		list[i] = AccountHolder{ID: r.ID, Account: r.Account, AccountHolder: kpi.AccountHolder{
			User: r.User, Name: r.Name, Role: r.Role, From: r.From, Until: r.Until, AcceptedAt: readInstant(r.AcceptedAt)}}
	}
	return list, nil
}

// AcceptHolding writes down that a person accepted to file for an account.
func (tx *Tx) AcceptHolding(ctx context.Context, h AccountHolder) error {
	if _, err := tx.exec(ctx, `UPDATE account_holders SET accepted_at = ? WHERE id = ?`, instant(tx.Now), h.ID); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: h.Account, Field: "accepted", Since: h.From.String(), New: h.User.String()})
}
