package network

// This file is what the set-up pages of platforms, spheres, ranges and entities
// show and do: everything about a group at once, its order, its deletion.

import (
	"context"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SetUpGroup is a group as its set-up page shows it.
type SetUpGroup struct {
	ID        kpi.ID
	Kind      analytics.GroupKind
	Name      string // an entity's without those above it
	Path      string // of an entity; elsewhere the name
	Level     int    // of an entity, from 1
	Parent    kpi.ID // of an entity; 0 at the top
	Position  int
	Objective string // of a sphere
	Audience  string // of a sphere: "", b2b or b2c
	// RetiredFrom is the first month without the platform; zero: in use.
	RetiredFrom kpi.Month
	Headcount   kpi.Number // of an entity this month
	Headcounts  []Headcount
	Accounts    int       // that stand in it this month
	Ever        int       // that ever stood in it
	From        kpi.Month // the first month of one of them there
	People      int       // who are limited to the entity
	Below       int       // entities right below it
	Asks        int       // rows that ask an indicator of it alone
}

// Headcount is the staff of an entity from a month on.
type Headcount struct {
	From  kpi.Month
	Staff int
}

// GroupChange is what a group is to be; what its kind does not have is not
// read.
type GroupChange struct {
	Name        string
	Objective   string    // of a sphere
	Audience    string    // of a sphere
	RetiredFrom kpi.Month // of a platform
	Parent      kpi.ID    // of an entity
}

// Bounds of what is typed about a group.
const (
	longestObjective = 500
	farthestMonths   = 24 // from now, for what begins later
)

// groupKind is where the groups of a kind are kept and who sets them up.
type groupKind struct {
	table store.GroupTable
	roles []kpi.Role
}

var groupKinds = map[analytics.GroupKind]groupKind{
	analytics.GroupPlatform: {store.Platforms, admins},
	analytics.GroupSphere:   {store.Spheres, coordinators},
	analytics.GroupRange:    {store.Ranges, coordinators},
	analytics.GroupEntity:   {store.Entities, admins},
}

// SetUpGroups lists the groups of a kind in the order of the screen, entities
// by path, for whoever sets them up.
// Errors: CodeForbidden.
func (n *Network) SetUpGroups(ctx context.Context, who kpi.Who, kind analytics.GroupKind) (list []SetUpGroup, err error) {
	k := groupKinds[kind]
	if !who.Is(k.roles...) {
		return nil, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		list, err = n.setUpGroups(ctx, c, kind)
		return err
	})
	return list, err
}

func (n *Network) setUpGroups(ctx context.Context, c store.Conn, kind analytics.GroupKind) ([]SetUpGroup, error) {
	k := groupKinds[kind]
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	uses, err := c.GroupUses(ctx, k.table, n.CurrentMonth())
	if err != nil {
		return nil, err
	}
	rows := map[analytics.GroupKind][]store.Group{
		analytics.GroupPlatform: groups.Platforms, analytics.GroupSphere: groups.Spheres,
		analytics.GroupRange: groups.Ranges, analytics.GroupEntity: groups.Entities,
	}[kind]
	list := make([]SetUpGroup, len(rows))
	for i, g := range rows {
		use := uses[g.ID]
		list[i] = SetUpGroup{ID: g.ID, Kind: kind, Name: g.Name, Path: g.Name, Level: g.Level, Parent: g.ParentID, Position: g.Position,
			RetiredFrom: g.RetiredFrom, Accounts: use.Now, Ever: use.Accounts, From: use.From, People: use.People, Below: use.Below, Asks: use.Asks}
	}
	switch kind {
	case analytics.GroupSphere:
		texts, err := c.SphereTexts(ctx)
		for i := range list {
			list[i].Objective, list[i].Audience = texts[list[i].ID].Objective, texts[list[i].ID].Audience
		}
		return list, err
	case analytics.GroupEntity:
		return list, n.addHeadcounts(ctx, c, list)
	}
	return list, nil
}

// addHeadcounts adds to entities their names without the path and their staff.
func (n *Network) addHeadcounts(ctx context.Context, c store.Conn, list []SetUpGroup) error {
	names, err := c.GroupNames(ctx, store.Entities)
	if err != nil {
		return err
	}
	counts, err := c.Headcounts(ctx) // by month
	place := make(map[kpi.ID]*SetUpGroup, len(list))
	for i := range list {
		list[i].Name = names[list[i].ID]
		place[list[i].ID] = &list[i]
	}
	for _, h := range counts {
		e := place[h.EntityID]
		e.Headcounts = append(e.Headcounts, Headcount{h.From, h.Headcount})
		if h.From <= n.CurrentMonth() {
			e.Headcount = kpi.Num(float64(h.Headcount))
		}
	}
	return err
}

// SetUpGroup is one group. Errors: CodeForbidden, CodeNotFound.
func (n *Network) SetUpGroup(ctx context.Context, who kpi.Who, kind analytics.GroupKind, id kpi.ID) (SetUpGroup, error) {
	list, err := n.SetUpGroups(ctx, who, kind)
	if err != nil {
		return SetUpGroup{}, err
	}
	if i := slices.IndexFunc(list, func(g SetUpGroup) bool { return g.ID == id }); i >= 0 {
		return list[i], nil
	}
	return SetUpGroup{}, kpi.NotFound("error.not_found")
}

// AddGroup makes a group at the end of its kind. The name of an entity may be
// a path below its parent: what is missing of it is made.
// Errors: CodeForbidden; CodeInvalid with the fields name, objective, audience,
// retired_from and parent, for a name that is taken too.
func (n *Network) AddGroup(ctx context.Context, who kpi.Who, kind analytics.GroupKind, change GroupChange) (id kpi.ID, err error) {
	k := groupKinds[kind]
	err = n.setUp(ctx, who, k.roles, func(tx *store.Tx) error {
		if err := n.checkGroup(kind, &change); err != nil {
			return err
		}
		list, err := n.setUpGroups(ctx, tx.Conn, kind)
		if err != nil {
			return err
		}
		path, err := pathUnder(list, change.Parent, change.Name)
		if err != nil {
			return err
		}
		if taken(list, 0, path) {
			return invalidField("name", "group.name_taken", "name", cutText(change.Name))
		}
		ensure := map[store.GroupTable]func(*store.Tx, context.Context, string) (kpi.ID, bool, error){
			store.Platforms: (*store.Tx).EnsurePlatform, store.Spheres: (*store.Tx).EnsureSphere,
			store.Ranges: (*store.Tx).EnsureRange, store.Entities: (*store.Tx).EnsureEntity,
		}[k.table]
		if id, _, err = ensure(tx, ctx, path); err != nil {
			return err
		}
		return setDetails(ctx, tx, kind, id, change)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// ChangeGroup changes all that a group is, its place on screen apart. Another
// parent takes an entity, and all below it, elsewhere in the tree, for the past
// too: totals are counted again.
// Errors: as AddGroup, and CodeNotFound.
func (n *Network) ChangeGroup(ctx context.Context, who kpi.Who, kind analytics.GroupKind, id kpi.ID, change GroupChange) error {
	k := groupKinds[kind]
	return n.setUp(ctx, who, k.roles, func(tx *store.Tx) error {
		if err := n.checkGroup(kind, &change); err != nil {
			return err
		}
		if kind == analytics.GroupEntity && strings.Contains(change.Name, kpi.EntitySeparator) {
			return invalidField("name", "group.entity_slash", "name", cutText(change.Name))
		}
		list, err := n.setUpGroups(ctx, tx.Conn, kind)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(g SetUpGroup) bool { return g.ID == id })
		if i < 0 {
			return kpi.NotFound("error.not_found")
		}
		if err := checkParent(list, list[i], change.Parent); err != nil {
			return err
		}
		path, err := pathUnder(list, change.Parent, change.Name)
		if err != nil {
			return err
		}
		if taken(list, id, path) {
			return invalidField("name", "group.name_taken", "name", cutText(change.Name))
		}
		rename := map[store.GroupTable]func(*store.Tx, context.Context, kpi.ID, string) error{
			store.Platforms: (*store.Tx).RenamePlatform, store.Spheres: (*store.Tx).RenameSphere,
			store.Ranges: (*store.Tx).RenameRange, store.Entities: (*store.Tx).RenameEntity,
		}[k.table]
		if kind == analytics.GroupEntity && change.Parent != list[i].Parent {
			if err := tx.MoveEntity(ctx, id, change.Parent, change.Name); err != nil {
				return err
			}
			if err := n.recount(ctx, tx, kpi.FirstMonth); err != nil {
				return err
			}
		} else if err := rename(tx, ctx, id, change.Name); err != nil {
			return err
		}
		return setDetails(ctx, tx, kind, id, change)
	})
}

// setDetails writes what only one kind of groups has.
func setDetails(ctx context.Context, tx *store.Tx, kind analytics.GroupKind, id kpi.ID, change GroupChange) error {
	switch kind {
	case analytics.GroupSphere:
		return tx.SetSphere(ctx, id, change.Objective, change.Audience)
	case analytics.GroupPlatform:
		return tx.RetirePlatform(ctx, id, change.RetiredFrom)
	}
	return nil
}

// checkGroup tidies what was typed about a group and refuses what can't be.
func (n *Network) checkGroup(kind analytics.GroupKind, change *GroupChange) error {
	change.Name = strings.Join(strings.Fields(change.Name), " ")
	change.Objective = strings.Join(strings.Fields(change.Objective), " ")
	if err := checkName("name", change.Name); err != nil {
		return err
	}
	if kind != analytics.GroupEntity {
		change.Parent = 0
	}
	switch {
	case kind == analytics.GroupSphere && !printable(change.Objective, longestObjective):
		return invalidField("objective", "groups.objective_long", "max", longestObjective)
	case kind == analytics.GroupSphere && !slices.Contains([]string{"", "b2b", "b2c"}, change.Audience):
		return invalidField("audience", "group.audience", "value", cutText(change.Audience))
	case kind == analytics.GroupPlatform && change.RetiredFrom > n.CurrentMonth().Add(farthestMonths):
		return invalidField("retired_from", "settings.month_far", "month", n.CurrentMonth().Add(farthestMonths))
	}
	return nil
}

// taken reports whether another group has a name, accents and case apart; of
// entities, a path.
func taken(list []SetUpGroup, except kpi.ID, path string) bool {
	key := entitySearchKey(path)
	return slices.ContainsFunc(list, func(g SetUpGroup) bool { return g.ID != except && entitySearchKey(g.Path) == key })
}

// entitySearchKey folds a path without the blanks around its slashes.
func entitySearchKey(path string) string {
	return store.SearchKey(strings.Join(kpi.EntityPath(path), kpi.EntitySeparator))
}

// pathUnder is the path of a name below a parent (0: at the top).
// Errors: CodeInvalid for a parent that does not exist and for too many levels.
func pathUnder(list []SetUpGroup, parent kpi.ID, name string) (string, error) {
	if parent == 0 {
		if len(list) > 0 && list[0].Kind == analytics.GroupEntity && len(kpi.EntityPath(name)) > store.MaxEntityLevel {
			return "", tooDeep(name)
		}
		return name, nil
	}
	i := slices.IndexFunc(list, func(g SetUpGroup) bool { return g.ID == parent })
	if i < 0 {
		return "", invalidField("parent", "groups.parent_unknown")
	}
	path := list[i].Path + kpi.EntitySeparator + name
	if len(kpi.EntityPath(path)) > store.MaxEntityLevel {
		return "", tooDeep(path)
	}
	return path, nil
}

func tooDeep(path string) error {
	return invalidField("parent", "group.entity_deep", "path", cutText(path), "levels", store.MaxEntityLevel)
}

// checkParent refuses to put an entity under itself, or so deep that what is
// below it would stand on a fourth level.
func checkParent(list []SetUpGroup, e SetUpGroup, parent kpi.ID) error {
	if e.Kind != analytics.GroupEntity || parent == e.Parent {
		return nil
	}
	level := 1
	for _, g := range list {
		if g.ID != parent {
			continue
		}
		level = g.Level + 1
		if g.ID == e.ID || strings.HasPrefix(g.Path, e.Path+kpi.EntitySeparator) {
			return invalidField("parent", "groups.under_itself", "name", e.Name)
		}
	}
	deepest := e.Level
	for _, g := range list {
		if strings.HasPrefix(g.Path, e.Path+kpi.EntitySeparator) {
			deepest = max(deepest, g.Level)
		}
	}
	if deepest > e.Level && level+deepest-e.Level > store.MaxEntityLevel {
		return invalidField("parent", "groups.too_deep", "name", e.Name, "levels", store.MaxEntityLevel)
	}
	return nil
}

// MoveGroup moves a platform, a sphere or a range up (-1) or down (1) by one
// place on screen; at the end it stays where it is. Its place chooses its colour.
// Errors: CodeForbidden, CodeNotFound.
func (n *Network) MoveGroup(ctx context.Context, who kpi.Who, kind analytics.GroupKind, id kpi.ID, step int) error {
	k := groupKinds[kind]
	if kind == analytics.GroupEntity {
		return kpi.NotFound("error.not_found") // entities stand by path
	}
	return n.setUp(ctx, who, k.roles, func(tx *store.Tx) error {
		list, err := n.setUpGroups(ctx, tx.Conn, kind)
		if err != nil {
			return err
		}
		ids := make([]kpi.ID, len(list))
		for i, g := range list {
			ids[i] = g.ID
		}
		if ids, err = moved(ids, id, step); err != nil {
			return err
		}
		return tx.OrderGroups(ctx, k.table, ids)
	})
}

// moved is a list with one id a step further up or down.
// Errors: CodeNotFound where it is not in the list.
func moved(ids []kpi.ID, id kpi.ID, step int) ([]kpi.ID, error) {
	i := slices.Index(ids, id)
	if i < 0 {
		return nil, kpi.NotFound("error.not_found")
	}
	if j := i + min(max(step, -1), 1); j >= 0 && j < len(ids) {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids, nil
}

// DeleteGroup deletes a sphere, a range or an entity in which no account ever
// stood. Errors: CodeForbidden, CodeNotFound; CodeConflict where it is in use,
// saying how, since when and what to do.
func (n *Network) DeleteGroup(ctx context.Context, who kpi.Who, kind analytics.GroupKind, id kpi.ID) error {
	k := groupKinds[kind]
	if kind == analytics.GroupPlatform {
		return kpi.NotFound("error.not_found") // one that is no longer in use is retired
	}
	return n.setUp(ctx, who, k.roles, func(tx *store.Tx) error {
		list, err := n.setUpGroups(ctx, tx.Conn, kind)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(g SetUpGroup) bool { return g.ID == id })
		if i < 0 {
			return kpi.NotFound("error.not_found")
		}
		switch g := list[i]; {
		case g.Ever > 0:
			return kpi.NewError(kpi.CodeConflict, "groups.in_use", "name", g.Name, "n", g.Ever, "from", g.From)
		case g.Below > 0:
			return kpi.NewError(kpi.CodeConflict, "groups.has_below", "name", g.Name, "n", g.Below)
		case g.People > 0:
			return kpi.NewError(kpi.CodeConflict, "groups.has_people", "name", g.Name, "n", g.People)
		case g.Asks > 0:
			return kpi.NewError(kpi.CodeConflict, "groups.has_asks", "name", g.Name)
		}
		return tx.DeleteGroup(ctx, k.table, id)
	})
}

// DropHeadcount deletes the staff that an entity has from a month on, for
// admins. Errors: CodeForbidden, CodeNotFound.
func (n *Network) DropHeadcount(ctx context.Context, who kpi.Who, entity kpi.ID, from kpi.Month) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error { return tx.DropHeadcount(ctx, entity, from) })
}
