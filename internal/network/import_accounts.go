package network

// This file reads an accounts file: the register that a network begins with,
// or more of it.

import (
	"cmp"
	"context"
	"errors"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// accountImport is an accounts file on its way in.
type accountImport struct {
	n      *Network
	who    kpi.Who
	tx     *store.Tx
	known  *identities
	maker  *groupMaker
	first  map[kpi.ID]int // line on which this file had an account
	from   kpi.Month      // from which totals are counted again
	result ImportResult
}

// ImportAccounts reads an accounts file, for coordinators: accounts that are
// not known are created, those that are get what the file says of them; what
// it leaves blank stays. Problems and dry runs as in ImportFigures.
func (n *Network) ImportAccounts(ctx context.Context, who kpi.Who, file File, dryRun bool) (ImportResult, error) {
	if !who.Is(coordinators...) {
		return ImportResult{}, kpi.Forbidden("import.forbidden")
	}
	i := &accountImport{n: n, who: who, first: map[kpi.ID]int{}}
	hash, rows, err := i.read(file)
	if err != nil {
		return ImportResult{}, err
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		i.tx = tx
		if err := i.take(ctx, rows); err != nil {
			return err
		}
		if err := i.result.commit(dryRun); err != nil {
			return err
		}
		i.result.ID, err = tx.AddImport(ctx, store.Import{Kind: "accounts", Filename: file.Name, SHA256: hash, Rows: i.result.Rows,
			Created: i.result.Created, Changed: i.result.Changed, Unchanged: i.result.Unchanged})
		return err
	})
	return i.result.finish(dryRun, err)
}

func (i *accountImport) read(file File) (hash string, rows []exchange.AccountRow, err error) {
	if hash, err = fileHash(file); err != nil {
		return "", nil, err
	}
	table, err := exchange.Open(file, importLimits(i.who))
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	rows, i.result.Problems, i.result.Notices, err = exchange.ReadAccounts(table)
	i.result.Rows = table.Rows()
	return hash, rows, err
}

func (i *accountImport) take(ctx context.Context, rows []exchange.AccountRow) (err error) {
	if i.known, err = loadIdentities(ctx, i.tx.Conn); err != nil {
		return err
	}
	i.maker = &groupMaker{tx: i.tx, who: i.who, names: &i.known.names, result: &i.result,
		reload: func(ctx context.Context) error { return i.known.loadGroups(ctx, i.tx.Conn) }}
	for _, row := range rows {
		if err := i.account(ctx, row); err != nil {
			return err
		}
	}
	i.result.AccountsCreated = i.result.Created
	if len(i.result.Problems) > 0 {
		return nil
	}
	return i.n.recount(ctx, i.tx, i.from)
}

// place is what a row says of where an account stands.
type accountPlace struct{ platform, sphere, rang, entity, holder kpi.ID }

// account takes one row.
func (i *accountImport) account(ctx context.Context, row exchange.AccountRow) error {
	place, good, err := i.place(ctx, row)
	if err != nil || !good {
		return err
	}
	states, good := i.states(row)
	if !good {
		return nil
	}
	a, good := i.find(row, place.platform)
	if !good {
		return nil
	}
	if a == nil {
		if !i.mayStand(row, place.entity) {
			return nil
		}
		return i.create(ctx, row, place, states)
	}
	if line, twice := i.first[a.ID]; twice {
		i.result.problem(row.Line, exchange.FieldHandle, row.Handle, "import.account_twice", "line", lineText(int32(line)), "handle", row.Handle)
		return nil
	}
	i.first[a.ID] = row.Line
	return i.update(ctx, row, a, place, states)
}

// mayStand refuses an account outside the part of the tree that the person is
// limited to.
func (i *accountImport) mayStand(row exchange.AccountRow, entity kpi.ID) bool {
	if within(i.known.groups.Entities, i.who, entity) {
		return true
	}
	i.result.problem(row.Line, exchange.FieldEntity, cutValue(row.Entity), "account.entity_outside", "entity", cutValue(row.Entity))
	return false
}

// place finds or makes the groups of a row, and its holder.
func (i *accountImport) place(ctx context.Context, row exchange.AccountRow) (p accountPlace, good bool, err error) {
	good = true
	problem := func(field, value, key string) {
		good = false
		i.result.problem(row.Line, field, cutValue(value), key, "name", cutValue(value), "max", maxName)
	}
	if key := checkHandle(row.Handle); key != "" {
		problem(exchange.FieldHandle, row.Handle, key)
	}
	if row.Persona != "" && !goodName(row.Persona) {
		problem(exchange.FieldPersona, row.Persona, "import.name")
	}
	id, fault, err := i.maker.platform(ctx, row.Platform, true)
	if err != nil {
		return p, false, err
	}
	if p.platform = id; fault != "" {
		problem(exchange.FieldPlatform, row.Platform, fault)
	}
	for _, g := range []struct {
		field, name string
		id          *kpi.ID
	}{{exchange.FieldSphere, row.Sphere, &p.sphere}, {exchange.FieldRange, row.Range, &p.rang}, {exchange.FieldEntity, row.Entity, &p.entity}} {
		id, fault, err := i.maker.grouping(ctx, g.field, g.name)
		if err != nil {
			return p, false, err
		}
		if *g.id = id; fault != "" {
			problem(g.field, g.name, fault)
		}
	}
	if row.Holder != "" {
		user, err := i.tx.UserByEmail(ctx, row.Holder)
		switch {
		case kpi.CodeOf(err) == kpi.CodeNotFound:
			problem(exchange.FieldHolder, row.Holder, "import.unknown_holder")
		case err != nil:
			return p, false, err
		}
		p.holder = user.ID
	}
	return p, good, nil
}

// states is the life that a row says an account has: opened as it is said to
// be (active, where nothing is said), until it was closed.
func (i *accountImport) states(row exchange.AccountRow) (states []kpi.AccountPeriod, good bool) {
	today := i.n.Today()
	state := cmp.Or(row.State, kpi.AccountActive)
	opened, closed := row.Opened, row.Closed
	if row.State == kpi.AccountClosed {
		state = kpi.AccountActive
		if closed == 0 {
			i.result.problem(row.Line, exchange.FieldClosed, "", "import.closed_day")
			return nil, false
		}
	}
	if opened == 0 {
		opened = today
		if closed != 0 {
			opened = min(opened, closed)
		}
	}
	if closed != 0 && closed < opened {
		i.result.problem(row.Line, exchange.FieldClosed, closed.String(), "account.closed_early", "day", opened.String())
		return nil, false
	}
	states = append(states, kpi.AccountPeriod{State: state, From: opened})
	if closed != 0 {
		states = append(states, kpi.AccountPeriod{State: kpi.AccountClosed, Reason: "other", From: closed})
	}
	return states, true
}

// find looks for the account of a row, as it is called today.
func (i *accountImport) find(row exchange.AccountRow, platform kpi.ID) (a *identity, good bool) {
	month := i.n.CurrentMonth()
	key := nameKey{platform, kpi.FoldHandle(row.Handle)}
	if row.ExternalID != "" {
		a = i.known.byExternal[nameKey{platform, row.ExternalID}]
		if a == nil {
			if b, _ := i.known.withHandle(key, month); b != nil && b.ExternalID == "" {
				a = b
			}
		}
	} else if a, _ = i.known.withHandle(key, month); a == nil {
		a = i.known.firstWithHandle(key, month)
	}
	if a != nil && !within(i.known.groups.Entities, i.who, a.grouping(month).Entity) {
		// Somebody limited to a part of the tree is not told of what is elsewhere.
		i.result.problem(row.Line, exchange.FieldHandle, cutValue(row.Handle), "import.handle_elsewhere", "handle", cutValue(row.Handle))
		return nil, false
	}
	return a, true
}

func (i *accountImport) create(ctx context.Context, row exchange.AccountRow, p accountPlace, states []kpi.AccountPeriod) error {
	month := states[0].From.Month()
	key := nameKey{p.platform, kpi.FoldHandle(row.Handle)}
	other, known := i.known.withHandle(key, i.n.CurrentMonth())
	add := store.NewAccount{Platform: p.platform, Handle: row.Handle, TakeOver: true, ExternalID: row.ExternalID, Persona: row.Persona,
		Sphere: p.sphere, Range: p.rang, Entity: p.entity, States: states}
	if known { // somebody else's before: ours from its opening on
		add.HandleFrom = month
	}
	if other != nil && (i.first[other.ID] != 0 || other.handles[0].From >= month) {
		i.result.problem(row.Line, exchange.FieldHandle, cutValue(row.Handle), "account.handle_taken", "handle", row.Handle, "month", month.String())
		return nil
	}
	id, err := i.tx.AddAccount(ctx, add)
	if err != nil {
		return err
	}
	a := &identity{AccountIdentity: store.AccountIdentity{ID: id, Platform: p.platform, ExternalID: row.ExternalID, Persona: row.Persona}}
	a.groupings = []store.GroupingRow{{Account: id, From: kpi.FirstMonth, Sphere: p.sphere, Range: p.rang, Entity: p.entity}}
	i.known.add(a)
	a.handles = []store.HandleRow{{Account: id, From: cmp.Or(add.HandleFrom, kpi.FirstMonth), Handle: row.Handle}}
	i.known.remember(a, row.Handle)
	if other != nil {
		i.result.notice(row.Line, exchange.FieldHandle, "import.taken_over", "handle", row.Handle, "id", row.ExternalID, "month", month)
		if err := i.known.reload(ctx, i.tx.Conn, other); err != nil {
			return err
		}
	}
	i.first[id] = row.Line
	i.result.Created++
	i.countFrom(month)
	if p.holder == 0 {
		return nil
	}
	return i.n.addHolding(ctx, i.tx, id, kpi.AccountHolder{User: p.holder, Role: kpi.Holder, From: states[0].From})
}

func (i *accountImport) countFrom(month kpi.Month) {
	if i.from == 0 || month < i.from {
		i.from = month
	}
}

// update gives a known account what the row says of it, from this month on.
func (i *accountImport) update(ctx context.Context, row exchange.AccountRow, a *identity, p accountPlace, states []kpi.AccountPeriod) error {
	month, changed := i.n.CurrentMonth(), false
	note := func(did bool, err error) error {
		changed = changed || did
		return err
	}
	if row.Persona != "" {
		if err := note(i.tx.SetPersona(ctx, a.ID, row.Persona)); err != nil {
			return err
		}
	}
	if row.ExternalID != "" && a.ExternalID == "" {
		if err := note(i.tx.SetExternalID(ctx, a.ID, row.ExternalID)); err != nil {
			return err
		}
		a.ExternalID = row.ExternalID
		i.known.add(a)
	}
	if now, _ := a.handle(month); kpi.FoldHandle(now) != kpi.FoldHandle(row.Handle) {
		if other, _ := i.known.withHandle(nameKey{a.Platform, kpi.FoldHandle(row.Handle)}, month); other != nil {
			i.result.problem(row.Line, exchange.FieldHandle, cutValue(row.Handle), "account.handle_taken", "handle", row.Handle, "month", month.String())
			return nil
		}
		if err := note(i.tx.RenameAccount(ctx, a.ID, month, row.Handle)); err != nil {
			return err
		}
		i.result.notice(row.Line, exchange.FieldHandle, "import.renamed", "from", cmp.Or(now, "–"), "to", row.Handle, "month", month)
		if err := i.known.reload(ctx, i.tx.Conn, a); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context, exchange.AccountRow, *identity, accountPlace) (bool, error){i.regroup, i.handOver} {
		if err := note(step(ctx, row, a, p)); err != nil {
			return err
		}
	}
	if err := note(i.live(ctx, row, a, states)); err != nil {
		return err
	}
	if changed {
		i.result.Changed++
	} else {
		i.result.Unchanged++
	}
	return nil
}

// regroup moves an account to the groups that a row names, from this month on.
func (i *accountImport) regroup(ctx context.Context, row exchange.AccountRow, a *identity, p accountPlace) (bool, error) {
	month := i.n.CurrentMonth()
	now := a.grouping(month)
	sphere, rang, entity := cmp.Or(p.sphere, now.Sphere), cmp.Or(p.rang, now.Range), cmp.Or(p.entity, now.Entity)
	if !i.mayStand(row, entity) {
		return false, nil
	}
	changed, err := i.tx.RegroupAccount(ctx, a.ID, month, sphere, rang, entity)
	if changed {
		i.countFrom(month)
	}
	return changed, err
}

// handOver makes a person the holder of an account from today on.
func (i *accountImport) handOver(ctx context.Context, _ exchange.AccountRow, a *identity, p accountPlace) (bool, error) {
	if p.holder == 0 {
		return false, nil
	}
	today := i.n.Today()
	rows, err := i.tx.AccountHolders(ctx, a.ID)
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		if r.Role != kpi.Holder || (r.Until != 0 && r.Until < today) {
			continue
		}
		if r.User == p.holder {
			return false, nil
		}
		if err := i.tx.EndHolder(ctx, r.ID, today.Add(-1)); err != nil {
			return false, err
		}
	}
	return true, i.n.addHolding(ctx, i.tx, a.ID, kpi.AccountHolder{User: p.holder, Role: kpi.Holder, From: today})
}

// live gives an account the states that a row names.
func (i *accountImport) live(ctx context.Context, row exchange.AccountRow, a *identity, states []kpi.AccountPeriod) (bool, error) {
	if row.State == "" && row.Opened == 0 && row.Closed == 0 {
		return false, nil
	}
	life, err := i.tx.AccountPeriods(ctx, a.ID)
	if err != nil {
		return false, err
	}
	if saysWhatIs(row, life, i.n.CurrentMonth().LastDay()) {
		return false, nil
	}
	changed := false
	for k, s := range states {
		if k == 0 && row.Opened == 0 && (row.State == "" || row.State == kpi.AccountClosed) {
			continue // only its closing is given
		}
		if k+1 < len(states) && states[k+1].From <= s.From {
			continue // over before it began
		}
		if holdsState(life, s) {
			continue
		}
		did, err := i.tx.SetAccountState(ctx, a.ID, s.From, s.State, s.Reason, 0)
		if err != nil {
			return changed, err
		}
		if did {
			i.countFrom(s.From.Month())
			changed = true
		}
	}
	return changed, nil
}

// saysWhatIs reports whether a row says of a life what is known of it on a day
// already: so that a list of accounts, read back, changes nothing.
func saysWhatIs(row exchange.AccountRow, life []kpi.AccountPeriod, day kpi.Day) bool {
	var now kpi.AccountPeriod
	var opened, closed kpi.Day
	for _, p := range life {
		if p.From <= day && (p.Until == 0 || day <= p.Until) {
			now = p
		}
		if opened == 0 && (p.State == kpi.AccountTest || p.State == kpi.AccountActive) {
			opened = p.From
		}
	}
	if now.State == kpi.AccountClosed {
		closed = now.From
	}
	return (row.State == "" || row.State == now.State) && (row.Opened == 0 || row.Opened == opened) &&
		(row.Closed == 0 || row.Closed == closed)
}

// holdsState reports whether a life has a state in force on a day.
func holdsState(life []kpi.AccountPeriod, s kpi.AccountPeriod) bool {
	for _, p := range life {
		if p.State == s.State && p.From <= s.From && (p.Until == 0 || s.From <= p.Until) {
			return true
		}
	}
	return false
}
