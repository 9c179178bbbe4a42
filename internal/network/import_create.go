package network

// This file makes what a file names and nobody knows yet: platforms,
// groupings, accounts.

import (
	"context"
	"strings"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// formerPlatforms are platforms that changed their name: files still say the
// old one.
var formerPlatforms = map[string]string{"twitter": "x", "x (twitter)": "x", "twitter/x": "x", "twitter / x": "x"}

// platformNamed finds a platform by its name, or by one that it had.
func (g groupNames) platformNamed(name string) kpi.ID {
	key := kpi.Fold(name)
	if id := g.platform[key]; id != 0 {
		return id
	}
	return g.platform[formerPlatforms[key]]
}

// resolvePlatforms finds the platform of each way in which accounts are named.
func (i *figureImport) resolvePlatforms(ctx context.Context) error {
	maker := i.maker()
	for k := range i.refs {
		ref := &i.refs[k]
		problem := func(field, value, key string, args ...any) {
			f := kpi.Field(field, key, args...)
			f.Value = value
			ref.problem = &f
		}
		if ref.ExternalID == "" || ref.Handle != "" {
			if key := checkHandle(ref.Handle); key != "" {
				problem(exchange.FieldHandle, cutValue(ref.Handle), key, "max", maxName)
				continue
			}
		}
		id, fault, err := maker.platform(ctx, ref.Platform, i.o.CreateAccounts)
		if err != nil {
			return err
		}
		if ref.platform = id; fault != "" {
			problem(exchange.FieldPlatform, cutValue(ref.Platform), fault, "name", cutValue(ref.Platform))
		}
	}
	return nil
}

func (i *figureImport) maker() *groupMaker {
	return &groupMaker{tx: i.tx, who: i.who, names: &i.known.names, reload: func(ctx context.Context) error { return i.known.loadGroups(ctx, i.tx.Conn) },
		result: &i.result}
}

// groupMaker finds groups by their names in a file and makes those that are
// missing, each named once in the notices.
type groupMaker struct {
	tx     *store.Tx
	who    kpi.Who
	names  *groupNames
	reload func(context.Context) error
	result *ImportResult
}

// platform finds a platform, or makes it; fault is the key of what is wrong.
func (m *groupMaker) platform(ctx context.Context, name string, create bool) (id kpi.ID, fault string, err error) {
	if id := m.names.platformNamed(name); id != 0 {
		return id, "", nil
	}
	if !create {
		return 0, "import.unknown_platform", nil
	}
	return m.make(ctx, name, exchange.FieldPlatform, admins, m.tx.EnsurePlatform)
}

// grouping finds a sphere, a range or an entity, or makes it; an empty name is none.
func (m *groupMaker) grouping(ctx context.Context, field, name string) (id kpi.ID, fault string, err error) {
	known, ensure, roles, key := m.names.sphere, m.tx.EnsureSphere, coordinators, kpi.Fold(name)
	switch field {
	case exchange.FieldRange:
		known, ensure = m.names.rang, m.tx.EnsureRange
	case exchange.FieldEntity:
		known, ensure, roles, key = m.names.entity, m.tx.EnsureEntity, admins, entityKey(name)
	}
	if key == "" {
		return 0, "", nil
	}
	if id := known[key]; id != 0 {
		return id, "", nil
	}
	return m.make(ctx, name, field, roles, ensure)
}

// makeKeys are what is said of a group that a file needs, by field.
var makeKeys = map[string]struct{ created, forbidden string }{
	exchange.FieldPlatform: {"import.platform_created", "import.platform_forbidden"},
	exchange.FieldSphere:   {"import.sphere_created", ""},
	exchange.FieldRange:    {"import.range_created", ""},
	exchange.FieldEntity:   {"import.entity_created", "import.entity_forbidden"},
}

func (m *groupMaker) make(ctx context.Context, name, field string, roles []kpi.Role,
	ensure func(context.Context, string) (kpi.ID, bool, error)) (kpi.ID, string, error) {
	if !m.who.Is(roles...) {
		return 0, makeKeys[field].forbidden, nil
	}
	if !goodName(name) {
		return 0, "import.name", nil
	}
	id, created, err := ensure(ctx, name)
	if kpi.CodeOf(err) == kpi.CodeInvalid {
		return 0, "import.entity_deep", nil
	}
	if err != nil {
		return 0, "", err
	}
	if created {
		if field == exchange.FieldEntity {
			name = strings.Join(kpi.EntityPath(name), kpi.EntitySeparator)
		}
		m.result.notice(0, field, makeKeys[field].created, "name", name)
		err = m.reload(ctx)
	}
	return id, "", err
}

func goodName(name string) bool { return checkName("", name) == nil }

// cutValue shortens a text that is shown beside a fault.
func cutValue(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// create makes the account that a row names, active from the row's month; nil
// where something about it is wrong.
func (i *figureImport) create(ctx context.Context, row *importRow, ref *importRef) (*identity, error) {
	if ref.key == "" {
		i.result.problem(int(row.line), exchange.FieldHandle, ref.ExternalID, "import.no_handle", "id", ref.ExternalID)
		return nil, nil
	}
	add := store.NewAccount{
		Platform: ref.platform, Handle: ref.Handle, HandleFrom: row.month, TakeOver: true, ExternalID: ref.ExternalID, Persona: ref.Persona,
		States:     []kpi.AccountPeriod{{State: kpi.AccountActive, From: row.month.FirstDay()}},
		FromImport: true,
	}
	if !i.place(ctx, row, ref, &add) {
		return nil, nil
	}
	other, _ := i.known.withHandle(nameKey{ref.platform, ref.key}, row.month)
	if other != nil {
		if add.HandleFrom = i.takeOverFrom(other, ref.key, row.month); add.HandleFrom == 0 {
			i.result.problem(int(row.line), exchange.FieldHandle, ref.Handle, "account.handle_taken", "handle", ref.Handle, "month", row.month.String())
			return nil, nil
		}
	}
	id, err := i.tx.AddAccount(ctx, add)
	if err != nil {
		return nil, err
	}
	a := &identity{AccountIdentity: store.AccountIdentity{ID: id, Platform: ref.platform, ExternalID: ref.ExternalID, Persona: ref.Persona,
		FromImport: true, First: row.month.FirstDay()}, created: true}
	a.groupings = []store.GroupingRow{{Account: id, From: kpi.FirstMonth, Sphere: add.Sphere, Range: add.Range, Entity: add.Entity}}
	a.handles = []store.HandleRow{{Account: id, From: add.HandleFrom, Handle: ref.Handle}}
	i.known.add(a)
	i.known.remember(a, ref.Handle)
	if len(i.known.byHandle[nameKey{ref.platform, ref.key}]) > 1 {
		// Somebody else has it in other months: what is stored knows until when.
		if err := i.known.reload(ctx, i.tx.Conn, a); err != nil {
			return nil, err
		}
	}
	if other != nil {
		i.sayTakenOver(row, ref, add.HandleFrom)
		if err := i.known.reload(ctx, i.tx.Conn, other); err != nil {
			return nil, err
		}
	}
	i.result.AccountsCreated++
	i.countFrom(row.month)
	return a, nil
}

// place finds where a new account stands, and reports what is wrong with it.
func (i *figureImport) place(ctx context.Context, row *importRow, ref *importRef, add *store.NewAccount) bool {
	maker, good := i.maker(), true
	for _, g := range []struct {
		field, name string
		id          *kpi.ID
	}{
		{exchange.FieldSphere, ref.Sphere, &add.Sphere},
		{exchange.FieldRange, ref.Range, &add.Range},
		{exchange.FieldEntity, ref.Entity, &add.Entity},
	} {
		id, fault, err := maker.grouping(ctx, g.field, g.name)
		if err != nil {
			fault = "error.internal"
		}
		if *g.id = id; fault != "" {
			good = false
			i.result.problem(int(row.line), g.field, cutValue(g.name), fault, "name", cutValue(g.name))
		}
	}
	if good && !within(i.known.groups.Entities, i.who, add.Entity) {
		good = false
		i.result.problem(int(row.line), exchange.FieldEntity, cutValue(ref.Entity), "account.entity_outside", "entity", cutValue(ref.Entity))
	}
	if persona := ref.Persona; persona != "" && !goodName(persona) {
		good = false
		i.result.problem(int(row.line), exchange.FieldPersona, cutValue(persona), "import.name", "name", cutValue(persona))
	}
	return good
}
