package network

// This file finds which account each row of a figures file is about. An
// external id, where given, identifies it, and handles follow from what the
// file says month by month; without one, the handle is resolved as of the
// row's month.

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// identity is an account as imports know it.
type identity struct {
	store.AccountIdentity
	handles   []store.HandleRow
	groupings []store.GroupingRow
	created   bool // by this file
	earliest  kpi.Month
	said      map[string]bool // differences that were named
}

// rank orders accounts; those that are none come first.
func (a *identity) rank() kpi.ID {
	if a == nil {
		return 0
	}
	return a.ID
}

// in reports what of a handle's or grouping's months holds a month.
func in(from, until, month kpi.Month) bool { return from <= month && (until == 0 || month <= until) }

// handle returns the account's handle in a month, as it is shown.
func (a *identity) handle(month kpi.Month) (string, bool) {
	for _, h := range a.handles {
		if in(h.From, h.Until, month) {
			return h.Handle, true
		}
	}
	return "", false
}

func (a *identity) grouping(month kpi.Month) store.GroupingRow {
	for _, g := range a.groupings {
		if in(g.From, g.Until, month) {
			return g
		}
	}
	return store.GroupingRow{Account: a.ID}
}

type nameKey struct {
	platform kpi.ID
	name     string // external id, or folded handle
}

// identities are all accounts, by what files call them.
type identities struct {
	byID       map[kpi.ID]*identity
	byExternal map[nameKey]*identity
	byHandle   map[nameKey][]*identity // who ever had the handle
	groups     store.Groups
	names      groupNames
}

func loadIdentities(ctx context.Context, c store.Conn) (*identities, error) {
	k := &identities{byID: map[kpi.ID]*identity{}, byExternal: map[nameKey]*identity{}, byHandle: map[nameKey][]*identity{}}
	list, err := c.AccountIdentities(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		k.add(&identity{AccountIdentity: a})
	}
	handles, err := c.AllHandles(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range handles {
		a := k.byID[h.Account]
		a.handles = append(a.handles, h)
		k.remember(a, h.Handle)
	}
	groupings, err := c.AllGroupings(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range groupings {
		a := k.byID[g.Account]
		a.groupings = append(a.groupings, g)
	}
	return k, k.loadGroups(ctx, c)
}

func (k *identities) loadGroups(ctx context.Context, c store.Conn) (err error) {
	k.groups, err = c.Groups(ctx)
	k.names = newGroupNames(k.groups)
	return err
}

func (k *identities) add(a *identity) {
	k.byID[a.ID] = a
	if a.ExternalID != "" {
		k.byExternal[nameKey{a.Platform, a.ExternalID}] = a
	}
}

// remember notes that an account has, or had, a handle.
func (k *identities) remember(a *identity, handle string) {
	key := nameKey{a.Platform, kpi.FoldHandle(handle)}
	if !slices.Contains(k.byHandle[key], a) {
		k.byHandle[key] = append(k.byHandle[key], a)
	}
}

// withHandle returns the account that has a handle in a month; known says
// whether any account ever had it.
func (k *identities) withHandle(key nameKey, month kpi.Month) (a *identity, known bool) {
	list := k.byHandle[key]
	for _, a := range list {
		for _, h := range a.handles {
			if in(h.From, h.Until, month) && kpi.FoldHandle(h.Handle) == key.name {
				return a, true
			}
		}
	}
	return nil, len(list) > 0
}

// firstWithHandle returns the account that had a handle first, if that was
// after a month: before the first sighting the nearest known is meant.
func (k *identities) firstWithHandle(key nameKey, month kpi.Month) *identity {
	var first *identity
	var from kpi.Month
	for _, a := range k.byHandle[key] {
		for _, h := range a.handles {
			if kpi.FoldHandle(h.Handle) != key.name {
				continue
			}
			if h.From <= month {
				return nil
			}
			if first == nil || h.From < from {
				first, from = a, h.From
			}
		}
	}
	return first
}

// reload reads an account's handles again after a change.
func (k *identities) reload(ctx context.Context, c store.Conn, a *identity) error {
	handles, err := c.AccountHandles(ctx, a.ID)
	if err != nil {
		return err
	}
	a.handles = a.handles[:0]
	for _, h := range handles {
		a.handles = append(a.handles, store.HandleRow{Account: a.ID, From: h.From, Until: h.Until, Handle: h.Handle})
		k.remember(a, h.Handle)
	}
	return nil
}

// resolve finds the account of every row, creates those that may be created
// and follows handles through the months.
func (i *figureImport) resolve(ctx context.Context) (err error) {
	if i.known, err = loadIdentities(ctx, i.tx.Conn); err != nil {
		return err
	}
	if err := i.resolvePlatforms(ctx); err != nil {
		return err
	}
	held, err := i.heldMonths(ctx)
	if err != nil {
		return err
	}
	order := i.inOrder(func(a, b *importRow) int { return 0 })
	// Rows with an id say whose a handle is: they come first.
	for _, withID := range []bool{true, false} {
		for _, k := range order {
			row := &i.rows[k]
			ref := &i.refs[row.ref]
			if (ref.ExternalID != "") != withID {
				continue
			}
			if ref.problem != nil {
				p := *ref.problem
				p.Line = int(row.line)
				i.result.Problems = append(i.result.Problems, p)
				continue
			}
			if err := i.resolveRow(ctx, row, ref, held); err != nil {
				return err
			}
		}
	}
	return i.extend(ctx)
}

// heldMonths says which accounts a person files for, and when; nil for whoever
// may file all.
func (i *figureImport) heldMonths(ctx context.Context) (map[kpi.ID][]kpi.AccountHolder, error) {
	if i.who.System || i.changes && i.who.User.EntityID == 0 {
		return nil, nil
	}
	rows, err := i.tx.HeldAccounts(ctx, i.who.User.ID)
	held := map[kpi.ID][]kpi.AccountHolder{}
	for _, r := range rows {
		held[r.Account] = append(held[r.Account], r.AccountHolder)
	}
	return held, err
}

func filesIn(list []kpi.AccountHolder, month kpi.Month) bool {
	return slices.ContainsFunc(list, func(h kpi.AccountHolder) bool {
		return h.From <= month.LastDay() && (h.Until == 0 || h.Until >= month.FirstDay())
	})
}

// resolveRow finds the account of one row.
func (i *figureImport) resolveRow(ctx context.Context, row *importRow, ref *importRef, held map[kpi.ID][]kpi.AccountHolder) error {
	a, err := i.find(ctx, row, ref)
	if err != nil {
		return err
	}
	if a != nil && !a.created && !i.maySet(a, row.month, held) {
		if !i.changes { // direction is told that there is none: it sees nothing elsewhere
			i.result.problem(int(row.line), exchange.FieldHandle, cmp.Or(ref.Handle, ref.ExternalID), "import.not_yours", "month", row.month)
			return nil
		}
		a = nil
	}
	if a == nil {
		if i.o.CreateAccounts && !i.outside(row, ref) {
			a, err = i.create(ctx, row, ref)
		} else {
			i.unknown(row, ref)
		}
		if a == nil || err != nil {
			return err
		}
	}
	row.account = a
	if a.earliest == 0 || row.month < a.earliest {
		a.earliest = row.month
	}
	i.differences(row, ref, a)
	return i.followHandle(ctx, row, ref, a)
}

// maySet reports whether the person may file an account's figures of a month.
func (i *figureImport) maySet(a *identity, month kpi.Month, held map[kpi.ID][]kpi.AccountHolder) bool {
	return i.changes && within(i.known.groups.Entities, i.who, a.grouping(month).Entity) || filesIn(held[a.ID], month)
}

// outside refuses an account that a person limited to a part of the tree would
// create outside it, or over one that they do not see.
func (i *figureImport) outside(row *importRow, ref *importRef) bool {
	if i.who.System || i.who.User.EntityID == 0 {
		return false
	}
	_, taken := i.known.byExternal[nameKey{ref.platform, ref.ExternalID}]
	other, _ := i.known.withHandle(nameKey{ref.platform, ref.key}, row.month)
	return (taken && ref.ExternalID != "") || other != nil
}

// find looks for the account that a row names; nil where there is none.
func (i *figureImport) find(ctx context.Context, row *importRow, ref *importRef) (*identity, error) {
	byHandle := nameKey{ref.platform, ref.key}
	if ref.ExternalID == "" {
		a, _ := i.known.withHandle(byHandle, row.month)
		if a == nil {
			a = i.known.firstWithHandle(byHandle, row.month)
		}
		return a, nil
	}
	if a := i.known.byExternal[nameKey{ref.platform, ref.ExternalID}]; a != nil || ref.key == "" {
		return a, nil
	}
	// An account that is known by its handle alone gets its id.
	a, _ := i.known.withHandle(byHandle, row.month)
	if a == nil || a.ExternalID != "" {
		return nil, nil
	}
	if !i.changes || !within(i.known.groups.Entities, i.who, a.grouping(row.month).Entity) {
		return a, nil
	}
	if _, err := i.tx.SetExternalID(ctx, a.ID, ref.ExternalID); err != nil {
		return nil, err
	}
	a.ExternalID = ref.ExternalID
	i.known.add(a)
	i.result.notice(int(row.line), exchange.FieldExternalID, "import.id_learnt", "handle", ref.Handle, "id", ref.ExternalID)
	return a, nil
}

func (i *figureImport) unknown(row *importRow, ref *importRef) {
	key := "import.unknown_account"
	if _, known := i.known.withHandle(nameKey{ref.platform, ref.key}, row.month); known && i.who.User.EntityID == 0 && ref.ExternalID == "" {
		key = "import.handle_left"
	}
	if !i.changes {
		key = "import.not_yours"
	}
	i.result.problem(int(row.line), exchange.FieldHandle, cmp.Or(ref.Handle, ref.ExternalID), key,
		"handle", cmp.Or(ref.Handle, ref.ExternalID), "platform", ref.Platform, "month", row.month)
}

// followHandle dates a handle that an account with an id has taken since, and
// takes it away from whoever had it.
func (i *figureImport) followHandle(ctx context.Context, row *importRow, ref *importRef, a *identity) error {
	if ref.ExternalID == "" || ref.key == "" || a.ExternalID != ref.ExternalID {
		return nil
	}
	now, there := a.handle(row.month)
	if there && kpi.FoldHandle(now) == ref.key {
		return nil
	}
	if !there && len(a.handles) > 0 && row.month < a.handles[0].From && kpi.FoldHandle(a.handles[0].Handle) == ref.key {
		return nil // the same one, earlier: see extend
	}
	if !i.changes {
		if i.once(a, exchange.FieldHandle) {
			i.result.notice(int(row.line), exchange.FieldHandle, "import.differs", "known", now, "value", ref.Handle)
		}
		return nil
	}
	from := row.month
	other, _ := i.known.withHandle(nameKey{ref.platform, ref.key}, from)
	if other != nil && other != a {
		if from = i.takeOverFrom(other, ref.key, from); from == 0 {
			return nil
		}
	}
	if changed, err := i.tx.TakeOverHandle(ctx, a.ID, from, ref.Handle); err != nil || !changed {
		return err
	}
	i.result.notice(int(row.line), exchange.FieldHandle, "import.renamed", "from", cmp.Or(now, "–"), "to", ref.Handle, "month", from)
	if err := i.known.reload(ctx, i.tx.Conn, a); err != nil || other == nil || other == a {
		return err
	}
	i.sayTakenOver(row, ref, from)
	return i.known.reload(ctx, i.tx.Conn, other)
}

// takeOverFrom is the month from which a handle passes to another account. An
// account keeps the one month in which it had its only handle.
func (i *figureImport) takeOverFrom(other *identity, key string, month kpi.Month) kpi.Month {
	if len(other.handles) > 1 || other.handles[0].From < month {
		return month
	}
	if kpi.FoldHandle(other.handles[0].Handle) != key || month >= i.n.CurrentMonth() {
		return 0
	}
	return month + 1
}

func (i *figureImport) sayTakenOver(row *importRow, ref *importRef, from kpi.Month) {
	i.result.notice(int(row.line), exchange.FieldHandle, "import.taken_over", "handle", ref.Handle, "id", ref.ExternalID, "month", from)
}

// extend lets accounts begin earlier where the file brings earlier months.
func (i *figureImport) extend(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(i.known.byID)) {
		a := i.known.byID[id]
		if a.earliest == 0 {
			continue
		}
		handles := len(a.handles) > 0 && a.handles[0].From > a.earliest
		life := a.FromImport && (a.First == 0 || a.First > a.earliest.FirstDay())
		if a.created || (!handles && !life) {
			continue
		}
		if _, err := i.tx.ExtendAccountToPast(ctx, a.ID, a.earliest); err != nil {
			return err
		}
		if life {
			i.countFrom(a.earliest)
		}
	}
	return nil
}

// countFrom notes that accounts changed from a month on.
func (i *figureImport) countFrom(month kpi.Month) {
	if i.accountsFrom == 0 || month < i.accountsFrom {
		i.accountsFrom = month
	}
}

// once reports whether a difference of an account is told for the first time.
func (i *figureImport) once(a *identity, field string) bool {
	if a.said[field] {
		return false
	}
	if a.said == nil {
		a.said = map[string]bool{}
	}
	a.said[field] = true
	return true
}

// differences names where a file and a known account disagree: what the file
// says only fills accounts that it creates.
func (i *figureImport) differences(row *importRow, ref *importRef, a *identity) {
	if ref.seen {
		return
	}
	ref.seen = true
	g := a.grouping(row.month)
	for _, d := range []struct{ field, given, known string }{
		{exchange.FieldPersona, ref.Persona, a.Persona},
		{exchange.FieldSphere, ref.Sphere, groupName(i.known.groups.Spheres, g.Sphere)},
		{exchange.FieldRange, ref.Range, groupName(i.known.groups.Ranges, g.Range)},
		{exchange.FieldEntity, ref.Entity, groupName(i.known.groups.Entities, g.Entity)},
	} {
		fold := kpi.Fold
		if d.field == exchange.FieldEntity {
			fold = entityKey
		}
		if d.given != "" && fold(d.given) != fold(d.known) && i.once(a, d.field) {
			i.result.notice(int(row.line), d.field, "import.differs", "known", cmp.Or(d.known, "–"), "value", d.given)
		}
	}
}

func groupName(list []store.Group, id kpi.ID) string {
	if id == 0 {
		return ""
	}
	g, _ := groupOf(list, id)
	return g.Name
}
