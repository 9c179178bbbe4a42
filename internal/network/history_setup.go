package network

// This file tells what was changed on the set-up pages, and by whom.

import (
	"context"
	"strings"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SetUpAct is one act of one person on the set-up pages.
type SetUpAct struct {
	At      time.Time // in the installation's zone
	By      string    // name; "" where it is no longer told, or was a program's
	Role    string    // the person's then
	Channel kpi.Channel
	Changes []SetUpChange
}

// SetUpChange is one thing that an act changed.
type SetUpChange struct {
	Subject string // settings, platforms, spheres, ranges, entities, indicators or users
	Name    string // of what was changed, today; "" for settings and for who is gone
	Field   string // column or act; of a label or a place its language too, as label_fr
	On      string // platform that a label or a place is for
	Since   string // month from which it holds; "": at once
	Old     string
	New     string
}

// setUpSubjects are the tables whose changes stand in the history of set-up.
var setUpSubjects = []string{"settings", "platforms", "spheres", "ranges", "entities", "indicators", "users", "committees"}

// setUpChangesShown is how many changes a page of the history reads.
const setUpChangesShown = 200

// SetUpHistory lists what was changed on the set-up pages, latest first: the
// acts whose changes stand before an id (0: the latest). next is the id to go
// on before, 0 at the end.
// Errors: CodeForbidden but for admins.
func (n *Network) SetUpHistory(ctx context.Context, who kpi.Who, before kpi.ID) (acts []SetUpAct, next kpi.ID, err error) {
	if !who.Is(admins...) {
		return nil, 0, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := c.Changes(ctx, setUpSubjects, before, setUpChangesShown+1)
		if err != nil {
			return err
		}
		if len(rows) > setUpChangesShown {
			rows = rows[:setUpChangesShown]
			next = rows[len(rows)-1].ID
		}
		acts, err = n.tellSetUp(ctx, c, rows)
		return err
	})
	return acts, next, err
}

// tellSetUp gathers changes by act, in the order of writing within one.
func (n *Network) tellSetUp(ctx context.Context, c store.Conn, rows []store.ChangeRow) ([]SetUpAct, error) {
	var ids []kpi.ID
	for _, r := range rows {
		if len(ids) == 0 || ids[len(ids)-1] != r.Batch {
			ids = append(ids, r.Batch)
		}
	}
	done, err := c.Acts(ctx, ids)
	if err != nil {
		return nil, err
	}
	set, err := c.Settings(ctx)
	if err != nil {
		return nil, err
	}
	known, err := n.setUpNames(ctx, c, rows)
	if err != nil {
		return nil, err
	}
	namedSince := n.CurrentMonth().Add(-namedMonths(set))
	acts := make([]SetUpAct, 0, len(ids))
	for i := 0; i < len(rows); {
		act := done[rows[i].Batch]
		one := SetUpAct{At: act.At.In(n.location()), Role: act.Role, Channel: act.Channel}
		if kpi.MonthOf(one.At) >= namedSince {
			one.By = act.Name
		}
		for ; i < len(rows) && rows[i].Batch == act.ID; i++ {
			one.Changes = append([]SetUpChange{known.tell(rows[i].Change)}, one.Changes...)
		}
		acts = append(acts, one)
	}
	return acts, nil
}

// setUpNamer names what set-up changes are about.
type setUpNamer struct {
	names  map[string]map[kpi.ID]string // by table
	groups store.Groups
}

func (n *Network) setUpNames(ctx context.Context, c store.Conn, rows []store.ChangeRow) (k setUpNamer, err error) {
	if k.groups, err = c.Groups(ctx); err != nil {
		return k, err
	}
	k.names = map[string]map[kpi.ID]string{"indicators": {}, "users": {}}
	for table, list := range map[string][]store.Group{
		"platforms": k.groups.Platforms, "spheres": k.groups.Spheres, "ranges": k.groups.Ranges, "entities": k.groups.Entities,
	} {
		k.names[table] = map[kpi.ID]string{}
		for _, g := range list {
			k.names[table][g.ID] = g.Name
		}
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return k, err
	}
	for _, i := range indicators {
		k.names["indicators"][i.ID] = i.Code
	}
	for _, r := range rows {
		if _, told := k.names["users"][r.SubjectID]; r.Subject == "users" && r.SubjectID != 0 && !told {
			u, err := c.User(ctx, r.SubjectID)
			if err != nil && kpi.CodeOf(err) != kpi.CodeNotFound {
				return k, err
			}
			k.names["users"][r.SubjectID] = u.Name
		}
	}
	return k, nil
}

func (k setUpNamer) tell(c store.Change) SetUpChange {
	told := SetUpChange{Subject: c.Subject, Name: k.names[c.Subject][c.SubjectID], Since: c.Since, Old: c.Old, New: c.New}
	field, platform, _ := strings.Cut(c.Field, " platform:")
	told.Field, told.On = field, k.names["platforms"][kpi.ParseID(platform)]
	switch {
	case c.Field == "asked":
		told.Old, told.New = k.scope(c.Old), k.scope(c.New)
	case c.Field == "entity_id":
		told.Old, told.New = k.names["entities"][kpi.ParseID(c.Old)], k.names["entities"][kpi.ParseID(c.New)]
	case c.Field == "deleted":
		told.Name, told.Old = c.Old, ""
	case c.Field == "created" && c.Subject != "users" && told.Name == "":
		told.Name = c.New // it is gone again
	}
	if c.Field == "created" && c.Subject != "users" {
		told.New = ""
	}
	return told
}

// scope names the scopes of an ask, stored as "all platform:1 sphere:2"; an
// account stays a number here.
func (k setUpNamer) scope(text string) string {
	scopes := strings.Fields(text)
	if len(scopes) == 0 {
		return ""
	}
	var parts []string
	for _, s := range scopes[1:] {
		kind, id, _ := strings.Cut(s, ":")
		switch name := k.names[kind+"s"][kpi.ParseID(id)]; {
		case name != "":
			parts = append(parts, name)
		default:
			parts = append(parts, id)
		}
	}
	if len(parts) == 0 {
		return "all"
	}
	return strings.Join(parts, " · ")
}
