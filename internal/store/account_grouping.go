package store

// This file holds where accounts stand by months: sphere, range and entity.

import (
	"context"

	"portevoix/internal/kpi"
)

// grouping is where an account stands; 0 is in none.
type grouping struct{ sphere, rang, entity kpi.ID }

// RegroupAccount moves an account to a sphere, a range and an entity (0: to
// none) from a month on, until the next known move. Totals are not touched.
func (tx *Tx) RegroupAccount(ctx context.Context, account kpi.ID, from kpi.Month, sphere, rang, entity kpi.ID) (changed bool, err error) {
	rows, err := tx.groupings(ctx, account)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return false, kpi.NotFound("error.not_found")
	}
	old, _ := inForce(rows, from)
	place := grouping{sphere, rang, entity}
	if old.Value == place {
		return false, nil
	}
	if err := tx.putGroupings(ctx, account, setFrom(rows, dated[kpi.Month, grouping]{From: from, Value: place})); err != nil {
		return false, err
	}
	return true, tx.addChanges(ctx, Change{Subject: "accounts", SubjectID: account, Since: from.String()},
		field{"sphere", old.Value.sphere.String(), sphere.String()},
		field{"range", old.Value.rang.String(), rang.String()},
		field{"entity", old.Value.entity.String(), entity.String()})
}

func (c Conn) groupings(ctx context.Context, account kpi.ID) ([]dated[kpi.Month, grouping], error) {
	var list []struct {
		From   kpi.Month `db:"from_month"`
		Until  kpi.Month `db:"until_month"`
		Sphere kpi.ID    `db:"sphere_id"`
		Range  kpi.ID    `db:"range_id"`
		Entity kpi.ID    `db:"entity_id"`
	}
	if err := c.all(ctx, &list, `SELECT from_month, until_month, coalesce(sphere_id, 0) AS sphere_id,
		coalesce(range_id, 0) AS range_id, coalesce(entity_id, 0) AS entity_id
		FROM account_groupings WHERE account_id = ? ORDER BY from_month`, account); err != nil {
		return nil, err
	}
	rows := make([]dated[kpi.Month, grouping], len(list))
	for i, r := range list {
		rows[i] = dated[kpi.Month, grouping]{From: r.From, Until: r.Until, Value: grouping{r.Sphere, r.Range, r.Entity}}
	}
	return rows, nil
}

func (tx *Tx) putGroupings(ctx context.Context, account kpi.ID, rows []dated[kpi.Month, grouping]) error {
	tx.touch(crowdStamp)
	if _, err := tx.exec(ctx, `DELETE FROM account_groupings WHERE account_id = ?`, account); err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := tx.exec(ctx, `INSERT INTO account_groupings (account_id, from_month, until_month, sphere_id, range_id, entity_id)
			VALUES (?, ?, ?, ?, ?, ?)`, account, r.From, r.Until, nullID(r.Value.sphere), nullID(r.Value.rang), nullID(r.Value.entity)); err != nil {
			return err
		}
	}
	return nil
}

// AccountGroupings reads where an account stood, in order of months.
func (c Conn) AccountGroupings(ctx context.Context, account kpi.ID) ([]kpi.AccountGrouping, error) {
	var rows []struct {
		Sphere string    `db:"sphere"`
		Range  string    `db:"range"`
		Entity string    `db:"entity"`
		From   kpi.Month `db:"from_month"`
		Until  kpi.Month `db:"until_month"`
	}
	if err := c.all(ctx, &rows, `SELECT coalesce(s.name, '') AS sphere, coalesce(r.name, '') AS range, coalesce(e.path, '') AS entity,
		g.from_month, g.until_month FROM account_groupings g
		LEFT JOIN spheres s ON s.id = g.sphere_id LEFT JOIN ranges r ON r.id = g.range_id LEFT JOIN entities e ON e.id = g.entity_id
		WHERE g.account_id = ? ORDER BY g.from_month`, account); err != nil {
		return nil, err
	}
	list := make([]kpi.AccountGrouping, len(rows))
	for i, r := range rows {
		list[i] = kpi.AccountGrouping(r)
	}
	return list, nil
}
