package network

// This file lists and sets up platforms, spheres, ranges and entities.

import (
	"context"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Groups are the choices of the filter menus, in the order of the screen.
type Groups struct {
	Platforms, Spheres, Ranges, Entities []analytics.Group // an entity's Name is its path
}

// Groups lists what accounts may be filtered by. Whoever is limited to a part
// of the tree sees the entities of that part; a retired platform is listed as
// long as an account is on it.
func (n *Network) Groups(ctx context.Context, who kpi.Who) (Groups, error) {
	var g Groups
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		all, err := c.Groups(ctx)
		if err != nil {
			return err
		}
		used, err := c.UsedPlatforms(ctx)
		if err != nil {
			return err
		}
		for _, p := range all.Platforms {
			if p.RetiredFrom == 0 || n.CurrentMonth() < p.RetiredFrom || used[p.ID] {
				g.Platforms = append(g.Platforms, shownGroup(analytics.GroupPlatform, p))
			}
		}
		for _, s := range all.Spheres {
			g.Spheres = append(g.Spheres, shownGroup(analytics.GroupSphere, s))
		}
		for _, r := range all.Ranges {
			g.Ranges = append(g.Ranges, shownGroup(analytics.GroupRange, r))
		}
		for _, e := range all.Entities {
			if within(all.Entities, who, e.ID) {
				g.Entities = append(g.Entities, shownGroup(analytics.GroupEntity, e))
			}
		}
		return nil
	})
	return g, err
}

func shownGroup(kind analytics.GroupKind, g store.Group) analytics.Group {
	return analytics.Group{Kind: kind, ID: g.ID, Name: g.Name, Position: g.Position}
}

// AddPlatform makes a platform, for admins.
// Errors: kpi.CodeInvalid for the name, kpi.CodeConflict where it is taken.
func (n *Network) AddPlatform(ctx context.Context, who kpi.Who, name string) (kpi.ID, error) {
	return n.addGroup(ctx, who, admins, name, (*store.Tx).EnsurePlatform)
}

// AddSphere makes a sphere, for coordinators. Errors: as AddPlatform.
func (n *Network) AddSphere(ctx context.Context, who kpi.Who, name string) (kpi.ID, error) {
	return n.addGroup(ctx, who, coordinators, name, (*store.Tx).EnsureSphere)
}

// AddRange makes a range, for coordinators. Errors: as AddPlatform.
func (n *Network) AddRange(ctx context.Context, who kpi.Who, name string) (kpi.ID, error) {
	return n.addGroup(ctx, who, coordinators, name, (*store.Tx).EnsureRange)
}

// AddEntity makes the entity of a path such as "Group/West/Nantes", with those
// above it that are missing, for admins. Errors: as AddPlatform, and
// kpi.CodeInvalid, key "group.entity_deep", for more than three levels.
func (n *Network) AddEntity(ctx context.Context, who kpi.Who, path string) (kpi.ID, error) {
	return n.addGroup(ctx, who, admins, strings.Join(kpi.EntityPath(path), kpi.EntitySeparator), (*store.Tx).EnsureEntity)
}

func (n *Network) addGroup(ctx context.Context, who kpi.Who, roles []kpi.Role, name string,
	ensure func(*store.Tx, context.Context, string) (kpi.ID, bool, error)) (id kpi.ID, err error) {
	err = n.setUp(ctx, who, roles, func(tx *store.Tx) error {
		if err := checkName("name", name); err != nil {
			return err
		}
		var created bool
		if id, created, err = ensure(tx, ctx, name); err != nil {
			return err
		}
		if !created {
			return nameTaken(name)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

func nameTaken(name string) error {
	return kpi.NewError(kpi.CodeConflict, "group.name_taken", "name", name)
}

// RenamePlatform gives a platform another name, for admins; the past shows it
// too. Errors: as AddPlatform, and kpi.CodeNotFound.
func (n *Network) RenamePlatform(ctx context.Context, who kpi.Who, id kpi.ID, name string) error {
	return n.renameGroup(ctx, who, admins, id, name, (*store.Tx).RenamePlatform)
}

// RenameSphere gives a sphere another name, for coordinators. Errors: as
// RenamePlatform.
func (n *Network) RenameSphere(ctx context.Context, who kpi.Who, id kpi.ID, name string) error {
	return n.renameGroup(ctx, who, coordinators, id, name, (*store.Tx).RenameSphere)
}

// RenameRange gives a range another name, for coordinators. Errors: as
// RenamePlatform.
func (n *Network) RenameRange(ctx context.Context, who kpi.Who, id kpi.ID, name string) error {
	return n.renameGroup(ctx, who, coordinators, id, name, (*store.Tx).RenameRange)
}

// RenameEntity gives an entity another name, without its path, for admins.
// Errors: as RenamePlatform.
func (n *Network) RenameEntity(ctx context.Context, who kpi.Who, id kpi.ID, name string) error {
	if strings.Contains(name, kpi.EntitySeparator) {
		return invalidField("name", "group.entity_slash", "name", name)
	}
	return n.renameGroup(ctx, who, admins, id, name, (*store.Tx).RenameEntity)
}

func (n *Network) renameGroup(ctx context.Context, who kpi.Who, roles []kpi.Role, id kpi.ID, name string,
	rename func(*store.Tx, context.Context, kpi.ID, string) error) error {
	return n.setUp(ctx, who, roles, func(tx *store.Tx) error {
		if err := checkName("name", name); err != nil {
			return err
		}
		err := rename(tx, ctx, id, name)
		if kpi.CodeOf(err) == kpi.CodeConflict {
			return nameTaken(name)
		}
		return err
	})
}

// RetirePlatform says from which month on a platform is no longer in use (zero
// puts it back), for admins. Its accounts and their past stay.
func (n *Network) RetirePlatform(ctx context.Context, who kpi.Who, id kpi.ID, from kpi.Month) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error { return tx.RetirePlatform(ctx, id, from) })
}

// SetSphere writes what a sphere is for and its audience ("", "b2b" or
// "b2c"), for coordinators.
func (n *Network) SetSphere(ctx context.Context, who kpi.Who, id kpi.ID, objective, audience string) error {
	return n.setUp(ctx, who, coordinators, func(tx *store.Tx) error {
		if audience != "" && audience != "b2b" && audience != "b2c" {
			return invalidField("audience", "group.audience", "value", audience)
		}
		return tx.SetSphere(ctx, id, strings.TrimSpace(objective), audience)
	})
}

// SetHeadcount writes the staff of an entity from a month on, for admins.
// Errors: kpi.CodeInvalid for a negative one, kpi.CodeNotFound.
func (n *Network) SetHeadcount(ctx context.Context, who kpi.Who, entity kpi.ID, from kpi.Month, headcount int) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		if headcount < 0 {
			return invalidField("headcount", "group.headcount", "value", headcount)
		}
		groups, err := tx.Groups(ctx)
		if err != nil {
			return err
		}
		if _, ok := groupOf(groups.Entities, entity); !ok {
			return kpi.NotFound("error.not_found")
		}
		return tx.SetHeadcount(ctx, store.Headcount{EntityID: entity, From: from, Headcount: headcount})
	})
}

func groupOf(list []store.Group, id kpi.ID) (store.Group, bool) {
	for _, g := range list {
		if g.ID == id {
			return g, true
		}
	}
	return store.Group{}, false
}
