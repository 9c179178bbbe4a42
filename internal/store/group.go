package store

// This file holds platforms, spheres, ranges and entities.

import (
	"context"
	"strconv"
	"strings"

	"portevoix/internal/kpi"
)

// Group is a platform, a sphere, a range or an entity.
type Group struct {
	ID   kpi.ID `db:"id"`
	Name string `db:"name"` // an entity's is its path
	// Position is the place on the screen, which decides the colour. Entities are
	// counted by level, so that those beside each other differ and the one that
	// holds them has a colour of its own.
	Position int `db:"position"`
	// RetiredFrom is the first month without the platform; zero: in use.
	RetiredFrom kpi.Month `db:"retired_from"`
	ParentID    kpi.ID    `db:"parent_id"` // of an entity; 0 at the top
	Level       int       `db:"level"`     // of an entity, 1 to MaxEntityLevel
}

// Groups are all platforms, spheres and ranges in the order of the screen, and
// all entities by path.
type Groups struct {
	Platforms, Spheres, Ranges, Entities []Group
}

// MaxEntityLevel is how deep the tree of entities goes.
const MaxEntityLevel = 3

// Groups reads all groups.
func (c Conn) Groups(ctx context.Context) (Groups, error) {
	var g Groups
	for _, one := range []struct {
		dest  *[]Group
		query string
	}{
		{&g.Platforms, `SELECT id, name, position, retired_from FROM platforms ORDER BY position, id`},
		{&g.Spheres, `SELECT id, name, position FROM spheres ORDER BY position, id`},
		{&g.Ranges, `SELECT id, name, position FROM ranges ORDER BY position, id`},
		{&g.Entities, `SELECT id, path AS name, coalesce(parent_id, 0) AS parent_id, level FROM entities ORDER BY path_key`},
	} {
		if err := c.all(ctx, one.dest, one.query); err != nil {
			return Groups{}, err
		}
	}
	var within [MaxEntityLevel + 1]int
	for i, e := range g.Entities {
		g.Entities[i].Position = within[e.Level] + e.Level - 1
		within[e.Level]++
	}
	return g, nil
}

// UsedPlatforms says on which platforms there are accounts.
func (c Conn) UsedPlatforms(ctx context.Context) (map[kpi.ID]bool, error) {
	var ids []kpi.ID
	err := c.all(ctx, &ids, `SELECT id FROM platforms p WHERE EXISTS (SELECT 1 FROM accounts a WHERE a.platform_id = p.id)`)
	used := make(map[kpi.ID]bool, len(ids))
	for _, id := range ids {
		used[id] = true
	}
	return used, err
}

// EnsurePlatform finds the platform of a name, compared by folded form, and
// makes it at the end where there is none; no name is no platform (0).
func (tx *Tx) EnsurePlatform(ctx context.Context, name string) (id kpi.ID, created bool, err error) {
	return tx.ensureFlat(ctx, "platforms", name)
}

// EnsureSphere finds or makes a sphere, as EnsurePlatform does.
func (tx *Tx) EnsureSphere(ctx context.Context, name string) (id kpi.ID, created bool, err error) {
	return tx.ensureFlat(ctx, "spheres", name)
}

// EnsureRange finds or makes a range, as EnsurePlatform does.
func (tx *Tx) EnsureRange(ctx context.Context, name string) (id kpi.ID, created bool, err error) {
	return tx.ensureFlat(ctx, "ranges", name)
}

// ensureFlat works on platforms, spheres and ranges, whose tables are alike;
// table is one of these three words.
func (tx *Tx) ensureFlat(ctx context.Context, table, name string) (kpi.ID, bool, error) {
	name = displayed(name)
	if name == "" {
		return 0, false, nil
	}
	var id kpi.ID
	err := tx.get(ctx, &id, `SELECT id FROM `+table+` WHERE name_key = ?`, kpi.Fold(name))
	if kpi.CodeOf(err) != kpi.CodeNotFound {
		return id, false, err
	}
	id, err = tx.insert(ctx, `INSERT INTO `+table+` (name, name_key, position)
		VALUES (?, ?, (SELECT coalesce(max(position) + 1, 0) FROM `+table+`))`, name, kpi.Fold(name))
	if err != nil {
		return 0, false, err
	}
	return id, true, tx.AddChange(ctx, Change{Subject: table, SubjectID: id, Field: "created", New: name})
}

// EnsureEntity finds the entity of a path such as "Group/West/Nantes", and
// makes what is missing of it; created says whether anything was. An empty
// path is no entity (0).
// Errors: kpi.CodeInvalid, key "group.entity_deep", beyond MaxEntityLevel.
func (tx *Tx) EnsureEntity(ctx context.Context, path string) (id kpi.ID, created bool, err error) {
	names := kpi.EntityPath(path)
	if len(names) > MaxEntityLevel {
		return 0, false, kpi.Invalid("group.entity_deep", "path", path, "levels", MaxEntityLevel)
	}
	var parent Group
	for level := 1; level <= len(names); level++ {
		var e Group
		err := tx.get(ctx, &e, `SELECT id, path AS name, level FROM entities WHERE path_key = ?`, entityKey(names[:level]))
		if kpi.CodeOf(err) == kpi.CodeNotFound {
			e, err = tx.addEntity(ctx, parent, names[level-1])
			created = true
		}
		if err != nil {
			return 0, false, err
		}
		parent = e
	}
	return parent.ID, created, nil
}

func (tx *Tx) addEntity(ctx context.Context, parent Group, name string) (Group, error) {
	tx.touch(crowdStamp)
	name = displayed(name)
	e := Group{Name: name, ParentID: parent.ID, Level: parent.Level + 1}
	if parent.ID != 0 {
		e.Name = parent.Name + kpi.EntitySeparator + name
	}
	var err error
	e.ID, err = tx.insert(ctx, `INSERT INTO entities (parent_id, level, name, path, path_key) VALUES (?, ?, ?, ?, ?)`,
		nullID(parent.ID), e.Level, name, e.Name, entityKey(kpi.EntityPath(e.Name)))
	if err != nil {
		return Group{}, err
	}
	return e, tx.AddChange(ctx, Change{Subject: "entities", SubjectID: e.ID, Field: "created", New: e.Name})
}

// RenamePlatform gives a platform another name. Errors: kpi.CodeConflict where
// another has it, kpi.CodeNotFound where there is no such platform.
func (tx *Tx) RenamePlatform(ctx context.Context, id kpi.ID, name string) error {
	return tx.renameFlat(ctx, "platforms", id, name)
}

// RenameSphere gives a sphere another name, as RenamePlatform does.
func (tx *Tx) RenameSphere(ctx context.Context, id kpi.ID, name string) error {
	return tx.renameFlat(ctx, "spheres", id, name)
}

// RenameRange gives a range another name, as RenamePlatform does.
func (tx *Tx) RenameRange(ctx context.Context, id kpi.ID, name string) error {
	return tx.renameFlat(ctx, "ranges", id, name)
}

func (tx *Tx) renameFlat(ctx context.Context, table string, id kpi.ID, name string) error {
	name = displayed(name)
	var old string
	if err := tx.get(ctx, &old, `SELECT name FROM `+table+` WHERE id = ?`, id); err != nil || old == name {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE `+table+` SET name = ?, name_key = ? WHERE id = ?`, name, kpi.Fold(name), id); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: table, SubjectID: id, Field: "name", Old: old, New: name})
}

// RenameEntity gives an entity another name, and all below it their new paths.
// Errors: as RenamePlatform.
func (tx *Tx) RenameEntity(ctx context.Context, id kpi.ID, name string) error {
	name = displayed(name)
	var old struct {
		Name string `db:"name"`
		Path string `db:"path"`
	}
	if err := tx.get(ctx, &old, `SELECT name, path FROM entities WHERE id = ?`, id); err != nil || old.Name == name {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE entities SET name = ? WHERE id = ?`, name, id); err != nil {
		return err
	}
	path := strings.TrimSuffix(old.Path, old.Name) + name
	if err := tx.setEntityPath(ctx, id, path); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "entities", SubjectID: id, Field: "name", Old: old.Path, New: path})
}

// setEntityPath writes the path of an entity and, from it, of those below.
func (tx *Tx) setEntityPath(ctx context.Context, id kpi.ID, path string) error {
	if _, err := tx.exec(ctx, `UPDATE entities SET path = ?, path_key = ? WHERE id = ?`,
		path, entityKey(kpi.EntityPath(path)), id); err != nil {
		return err
	}
	var children []Group
	if err := tx.all(ctx, &children, `SELECT id, name FROM entities WHERE parent_id = ?`, id); err != nil {
		return err
	}
	for _, child := range children {
		if err := tx.setEntityPath(ctx, child.ID, path+kpi.EntitySeparator+child.Name); err != nil {
			return err
		}
	}
	return nil
}

// RetirePlatform says from which month on a platform is no longer in use; the
// zero month puts it back in use.
func (tx *Tx) RetirePlatform(ctx context.Context, id kpi.ID, from kpi.Month) error {
	var old kpi.Month
	if err := tx.get(ctx, &old, `SELECT retired_from FROM platforms WHERE id = ?`, id); err != nil || old == from {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE platforms SET retired_from = ? WHERE id = ?`, from, id); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "platforms", SubjectID: id, Field: "retired_from", Old: old.String(), New: from.String()})
}

// SetSphere writes what a sphere is for and whom it speaks to ("", b2b, b2c).
func (tx *Tx) SetSphere(ctx context.Context, id kpi.ID, objective, audience string) error {
	var old struct {
		Objective string `db:"objective"`
		Audience  string `db:"audience"`
	}
	if err := tx.get(ctx, &old, `SELECT objective, audience FROM spheres WHERE id = ?`, id); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE spheres SET objective = ?, audience = ? WHERE id = ?`, objective, audience, id); err != nil {
		return err
	}
	return tx.addChanges(ctx, Change{Subject: "spheres", SubjectID: id},
		field{"objective", old.Objective, objective}, field{"audience", old.Audience, audience})
}

// Headcount is the staff of an entity from a month on, until the next one.
type Headcount struct {
	EntityID  kpi.ID    `db:"entity_id"`
	From      kpi.Month `db:"from_month"`
	Headcount int       `db:"headcount"`
}

// Headcounts reads all headcounts, by entity and month.
func (c Conn) Headcounts(ctx context.Context) ([]Headcount, error) {
	var rows []Headcount
	err := c.all(ctx, &rows, `SELECT entity_id, from_month, headcount FROM entity_headcounts ORDER BY entity_id, from_month`)
	return rows, err
}

// SetHeadcount writes the staff of an entity from a month on.
func (tx *Tx) SetHeadcount(ctx context.Context, h Headcount) error {
	tx.touch(crowdStamp)
	var old []int
	if err := tx.all(ctx, &old, `SELECT headcount FROM entity_headcounts WHERE entity_id = ? AND from_month <= ?
		ORDER BY from_month DESC LIMIT 1`, h.EntityID, h.From); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `INSERT INTO entity_headcounts (entity_id, from_month, headcount) VALUES (?, ?, ?)
		ON CONFLICT (entity_id, from_month) DO UPDATE SET headcount = excluded.headcount`, h.EntityID, h.From, h.Headcount); err != nil {
		return err
	}
	change := Change{Subject: "entities", SubjectID: h.EntityID, Field: "headcount", Since: h.From.String(), New: strconv.Itoa(h.Headcount)}
	if len(old) > 0 {
		change.Old = strconv.Itoa(old[0])
	}
	return tx.AddChange(ctx, change)
}

// displayed is a name as it is kept: without outer blanks, inner ones single.
func displayed(name string) string { return strings.Join(strings.Fields(name), " ") }
