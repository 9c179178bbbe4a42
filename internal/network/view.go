package network

// This file keeps pages under names: one's own, and those that are shared.

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Bounds of what a person keeps.
const (
	mostViews      = 100
	longestAddress = 4000
)

// Views lists the views that a person may open, by name: their own, and those
// that are shared. What a view shows is decided when it is opened.
// Errors: CodeNotFound for whoever does not see totals.
func (n *Network) Views(ctx context.Context, who kpi.Who) ([]kpi.SavedView, error) {
	if !seesTotals(who) {
		return nil, kpi.NotFound("error.not_found")
	}
	return n.db.Views(ctx, who.User.ID)
}

// SaveView keeps an address of ours under a name.
// Errors: CodeNotFound as Views; CodeInvalid for the name, an address that leads
// elsewhere, and for too many views; CodeConflict, key "views.name_taken", where
// the person has another of that name.
func (n *Network) SaveView(ctx context.Context, who kpi.Who, v kpi.SavedView) (id kpi.ID, err error) {
	if !seesTotals(who) || who.User.ID == 0 {
		return 0, kpi.NotFound("error.not_found")
	}
	v.Name = strings.TrimSpace(v.Name)
	if err := checkName("name", v.Name); err != nil {
		return 0, err
	}
	if u, err := url.Parse(v.Address); err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || len(v.Address) > longestAddress ||
		!strings.HasPrefix(v.Address, "/") || strings.HasPrefix(v.Address, "//") || strings.Contains(v.Address, `\`) {
		return 0, invalidField("address", "views.address")
	}
	v.Owner = who.User.ID
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		own, err := tx.Views(ctx, v.Owner)
		if err != nil {
			return err
		}
		if own = slices.DeleteFunc(own, func(o kpi.SavedView) bool { return o.Owner != v.Owner }); len(own) >= mostViews {
			return invalidField("name", "views.many", "most", mostViews)
		}
		id, err = tx.AddView(ctx, v)
		return viewTaken(err, v.Name)
	})
	return id, err
}

// ChangeView renames a view and says whether it is shared, for its owner.
// Errors: CodeNotFound for a view that the person may not open, CodeForbidden for
// somebody else's; else as SaveView.
func (n *Network) ChangeView(ctx context.Context, who kpi.Who, id kpi.ID, name string, shared bool) error {
	name = strings.TrimSpace(name)
	return n.onView(ctx, who, id, func(tx *store.Tx, v kpi.SavedView) error {
		if v.Owner != who.User.ID {
			return kpi.Forbidden("error.forbidden")
		}
		if err := checkName("name", name); err != nil {
			return err
		}
		v.Name, v.Shared = name, shared
		return viewTaken(tx.SetView(ctx, v), name)
	})
}

// DeleteView forgets a view, for its owner, and a shared one for direction as
// well, since whoever shared it may be gone. It returns what it was: SaveView
// brings one's own back. Errors: as ChangeView.
func (n *Network) DeleteView(ctx context.Context, who kpi.Who, id kpi.ID) (was kpi.SavedView, err error) {
	err = n.onView(ctx, who, id, func(tx *store.Tx, v kpi.SavedView) error {
		if v.Owner != who.User.ID && !who.Is(coordinators...) {
			return kpi.Forbidden("error.forbidden")
		}
		was = v
		return tx.DeleteView(ctx, id)
	})
	return was, err
}

// onView acts on a view that the person may open.
func (n *Network) onView(ctx context.Context, who kpi.Who, id kpi.ID, act func(*store.Tx, kpi.SavedView) error) error {
	if !seesTotals(who) {
		return kpi.NotFound("error.not_found")
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		v, err := tx.View(ctx, id)
		if err != nil {
			return err
		}
		if v.Owner != who.User.ID && !v.Shared {
			return kpi.NotFound("error.not_found")
		}
		return act(tx, v)
	})
}

func viewTaken(err error, name string) error {
	if kpi.CodeOf(err) == kpi.CodeConflict {
		return kpi.NewError(kpi.CodeConflict, "views.name_taken", "name", name)
	}
	return err
}
