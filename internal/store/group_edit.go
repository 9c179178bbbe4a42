package store

// This file reads how groups are used, and orders, moves and deletes them.

import (
	"context"
	"strconv"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// GroupTable is the table of a kind of groups.
type GroupTable string

// The tables of groups.
const (
	Platforms GroupTable = "platforms"
	Spheres   GroupTable = "spheres"
	Ranges    GroupTable = "ranges"
	Entities  GroupTable = "entities"
)

// column is the name under which accounts refer to a group.
func (t GroupTable) column() string {
	return map[GroupTable]string{Platforms: "platform_id", Spheres: "sphere_id", Ranges: "range_id", Entities: "entity_id"}[t]
}

// GroupUse says how a group is used.
type GroupUse struct {
	Accounts int       // that ever stood in it
	From     kpi.Month // the first month of one of them there, zero for none
	Now      int       // that stand in it in the month asked about
	Asks     int       // rows that ask an indicator of it alone
	People   int       // who are limited to it
	Below    int       // entities right below it
}

// Unused reports whether nothing refers to the group.
func (u GroupUse) Unused() bool { return u == GroupUse{} }

// GroupUses reads how every group of a table is used; a group that nothing
// refers to is missing. The group in force is that of the month asked about.
func (c Conn) GroupUses(ctx context.Context, table GroupTable, month kpi.Month) (map[kpi.ID]GroupUse, error) {
	uses := map[kpi.ID]GroupUse{}
	note := func(query string, set func(*GroupUse, int, kpi.Month), args ...any) error {
		return c.eachRow(ctx, func(r *sqlx.Rows) error {
			var id kpi.ID
			var n int
			var from kpi.Month
			err := r.Scan(&id, &n, &from)
			use := uses[id]
			set(&use, n, from)
			uses[id] = use
			return err
		}, query, args...)
	}
	column := table.column()
	ever := `SELECT g.` + column + `, count(DISTINCT g.account_id), min(CASE WHEN substr(l.born, 1, 7) > g.from_month THEN substr(l.born, 1, 7) ELSE g.from_month END)
		FROM account_groupings g LEFT JOIN (SELECT account_id, min(from_day) AS born FROM account_states GROUP BY account_id) l ON l.account_id = g.account_id
		WHERE g.` + column + ` IS NOT NULL GROUP BY g.` + column
	now := `SELECT ` + column + `, count(*), NULL FROM account_groupings
		WHERE ` + column + ` IS NOT NULL AND from_month <= ?1 AND (until_month IS NULL OR until_month >= ?1) GROUP BY ` + column
	nowArgs := []any{month}
	if table == Platforms {
		ever = `SELECT a.platform_id, count(*), min(substr(l.born, 1, 7))
			FROM accounts a LEFT JOIN (SELECT account_id, min(from_day) AS born FROM account_states GROUP BY account_id) l ON l.account_id = a.id GROUP BY a.platform_id`
		now, nowArgs = `SELECT platform_id, count(*), NULL FROM accounts GROUP BY platform_id`, nil
	}
	if err := note(ever, func(u *GroupUse, n int, from kpi.Month) { u.Accounts, u.From = n, from }); err != nil {
		return nil, err
	}
	if err := note(now, func(u *GroupUse, n int, _ kpi.Month) { u.Now = n }, nowArgs...); err != nil {
		return nil, err
	}
	if table == Platforms || table == Spheres {
		if err := note(`SELECT `+column+`, count(*), NULL FROM indicator_asks WHERE `+column+` IS NOT NULL GROUP BY `+column,
			func(u *GroupUse, n int, _ kpi.Month) { u.Asks = n }); err != nil {
			return nil, err
		}
	}
	if table != Entities {
		return uses, nil
	}
	if err := note(`SELECT entity_id, count(*), NULL FROM users WHERE entity_id IS NOT NULL GROUP BY entity_id`,
		func(u *GroupUse, n int, _ kpi.Month) { u.People = n }); err != nil {
		return nil, err
	}
	return uses, note(`SELECT parent_id, count(*), NULL FROM entities WHERE parent_id IS NOT NULL GROUP BY parent_id`,
		func(u *GroupUse, n int, _ kpi.Month) { u.Below = n })
}

// OrderGroups writes the order of a table's groups on screen, by id; those
// left out keep their place after them.
func (tx *Tx) OrderGroups(ctx context.Context, table GroupTable, ids []kpi.ID) error {
	return tx.order(ctx, string(table), ids)
}

// OrderIndicators writes the order of indicators on screen, as OrderGroups.
func (tx *Tx) OrderIndicators(ctx context.Context, ids []kpi.ID) error {
	return tx.order(ctx, "indicators", ids)
}

func (tx *Tx) order(ctx context.Context, table string, ids []kpi.ID) error {
	tx.touch(crowdStamp)
	for position, id := range ids {
		var old int
		if err := tx.get(ctx, &old, `SELECT position FROM `+table+` WHERE id = ?`, id); err != nil {
			return err
		}
		if old == position {
			continue
		}
		if _, err := tx.exec(ctx, `UPDATE `+table+` SET position = ? WHERE id = ?`, position, id); err != nil {
			return err
		}
		if err := tx.AddChange(ctx, Change{Subject: table, SubjectID: id, Field: "position",
			Old: strconv.Itoa(old), New: strconv.Itoa(position)}); err != nil {
			return err
		}
	}
	return nil
}

// DeleteGroup deletes a group that nothing refers to; its name stays in the
// history.
func (tx *Tx) DeleteGroup(ctx context.Context, table GroupTable, id kpi.ID) error {
	tx.touch(crowdStamp)
	column := "name"
	if table == Entities {
		column = "path"
		if _, err := tx.exec(ctx, `DELETE FROM entity_headcounts WHERE entity_id = ?`, id); err != nil {
			return err
		}
	}
	var name string
	if err := tx.get(ctx, &name, `SELECT `+column+` FROM `+string(table)+` WHERE id = ?`, id); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `DELETE FROM `+string(table)+` WHERE id = ?`, id); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `DELETE FROM targets WHERE scope_id = ? AND ? = scope || 's' OR scope_id = ? AND ? = 'entities' AND scope = 'entity'`,
		id, string(table), id, string(table)); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: string(table), SubjectID: id, Field: "deleted", Old: name})
}

// SphereText is what a sphere is for and whom it speaks to.
type SphereText struct {
	ID        kpi.ID `db:"id"`
	Objective string `db:"objective"`
	Audience  string `db:"audience"` // "", b2b or b2c
}

// SphereTexts reads what spheres are for, by id.
func (c Conn) SphereTexts(ctx context.Context) (map[kpi.ID]SphereText, error) {
	var rows []SphereText
	err := c.all(ctx, &rows, `SELECT id, objective, audience FROM spheres`)
	texts := make(map[kpi.ID]SphereText, len(rows))
	for _, r := range rows {
		texts[r.ID] = r
	}
	return texts, err
}

// GroupNames reads the names of a table's groups, an entity's without those
// above it, by id.
func (c Conn) GroupNames(ctx context.Context, table GroupTable) (map[kpi.ID]string, error) {
	var rows []struct {
		ID   kpi.ID `db:"id"`
		Name string `db:"name"`
	}
	err := c.all(ctx, &rows, `SELECT id, name FROM `+string(table))
	names := make(map[kpi.ID]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

// MoveEntity puts an entity under another (0: at the top) and gives it a name,
// with all that is below it. Whether it may stand there is the caller's to
// check, and totals are not touched. Errors: kpi.CodeConflict where another
// entity there has the name.
func (tx *Tx) MoveEntity(ctx context.Context, id, parent kpi.ID, name string) error {
	tx.touch(crowdStamp)
	var old string
	if err := tx.get(ctx, &old, `SELECT path FROM entities WHERE id = ?`, id); err != nil {
		return err
	}
	var above struct {
		Path  string `db:"path"`
		Level int    `db:"level"`
	}
	name = displayed(name)
	path := name
	if parent != 0 {
		if err := tx.get(ctx, &above, `SELECT path, level FROM entities WHERE id = ?`, parent); err != nil {
			return err
		}
		path = above.Path + kpi.EntitySeparator + name
	}
	if path == old {
		return nil
	}
	if _, err := tx.exec(ctx, `UPDATE entities SET parent_id = ?, name = ? WHERE id = ?`, nullID(parent), name, id); err != nil {
		return err
	}
	if err := tx.shiftLevel(ctx, id, above.Level+1); err != nil {
		return err
	}
	if err := tx.setEntityPath(ctx, id, path); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "entities", SubjectID: id, Field: "path", Old: old, New: path})
}

// shiftLevel writes the level of an entity and of all below it.
func (tx *Tx) shiftLevel(ctx context.Context, id kpi.ID, level int) error {
	if _, err := tx.exec(ctx, `UPDATE entities SET level = ? WHERE id = ?`, level, id); err != nil {
		return err
	}
	var children []kpi.ID
	if err := tx.all(ctx, &children, `SELECT id FROM entities WHERE parent_id = ?`, id); err != nil {
		return err
	}
	for _, child := range children {
		if err := tx.shiftLevel(ctx, child, level+1); err != nil {
			return err
		}
	}
	return nil
}

// DropHeadcount deletes the headcount that an entity has from a month on.
func (tx *Tx) DropHeadcount(ctx context.Context, entity kpi.ID, from kpi.Month) error {
	tx.touch(crowdStamp)
	var old int
	if err := tx.get(ctx, &old, `SELECT headcount FROM entity_headcounts WHERE entity_id = ? AND from_month = ?`, entity, from); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `DELETE FROM entity_headcounts WHERE entity_id = ? AND from_month = ?`, entity, from); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "entities", SubjectID: entity, Field: "headcount", Since: from.String(), Old: strconv.Itoa(old)})
}
