package store

// This file holds the filter of accounts, with names resolved to ids, and its
// form as a condition in SQL.

import (
	"context"
	"strings"

	"portevoix/internal/kpi"
)

// NoMatch is the id of a name that nobody has: it matches no row.
const NoMatch kpi.ID = -2

// FilterIDs is a kpi.Filter whose names are resolved: 0 chooses all, NoMatch
// chooses nothing.
type FilterIDs struct {
	Platform, Sphere, Range, Entity kpi.ID // Entity with all below it
	State                           kpi.AccountState
	Query                           string // folded text in persona or handle
	Accounts                        kpi.AccountChoice
}

// Empty reports whether the filter chooses every account.
func (f FilterIDs) Empty() bool { return f == FilterIDs{} }

// FilterIDs resolves the names of a filter by their folded form.
func (c Conn) FilterIDs(ctx context.Context, f kpi.Filter) (FilterIDs, error) {
	ids := FilterIDs{State: f.State, Query: strings.TrimPrefix(kpi.Fold(f.Query), "@"), Accounts: f.Accounts}
	for _, one := range []struct {
		dest        *kpi.ID
		query, name string
	}{
		{&ids.Platform, `SELECT id FROM platforms WHERE name_key = ?`, kpi.Fold(f.Platform)},
		{&ids.Sphere, `SELECT id FROM spheres WHERE name_key = ?`, kpi.Fold(f.Sphere)},
		{&ids.Range, `SELECT id FROM ranges WHERE name_key = ?`, kpi.Fold(f.Range)},
		{&ids.Entity, `SELECT id FROM entities WHERE path_key = ?`, entityKey(kpi.EntityPath(f.Entity))},
	} {
		if one.name == "" {
			continue
		}
		err := c.get(ctx, one.dest, one.query, one.name)
		if kpi.CodeOf(err) == kpi.CodeNotFound {
			*one.dest, err = NoMatch, nil
		}
		if err != nil {
			return FilterIDs{}, err
		}
	}
	return ids, nil
}

// entityKey is the folded path of an entity's names.
func entityKey(names []string) string {
	folded := make([]string, len(names))
	for i, name := range names {
		folded[i] = kpi.Fold(name)
	}
	return strings.Join(folded, kpi.EntitySeparator)
}
