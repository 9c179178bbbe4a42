package store

// This file reads what the lists of a month need: its accounts with just what
// their place depends on, the values that are not added up, and the figures of
// many accounts.

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// MonthAccount is an account as it stands in a month, with what its place in
// a list depends on.
type MonthAccount struct {
	ID         kpi.ID
	PlatformID kpi.ID
	Platform   int    // position
	SphereID   kpi.ID // 0: in none
	Sphere     int    // position; -1: in none
	State      kpi.AccountState
	Name       string       // persona, else handle; folded
	Rank       int32        // of the name among all, in the order of dictionaries
	Values     []kpi.Number // of the columns that were asked for
}

// FigureColumn is one indicator of one month.
type FigureColumn struct {
	Month     kpi.Month
	Indicator kpi.ID // of derived ones only interactions have any
}

// MonthList is the accounts of a month that a filter chooses, with the values of
// some columns. Those are the accounts that were in test, active or dormant on a
// day from the first day of a month on or have a value in these months; where
// the filter names a state, all that are in it at the end of the month.
type MonthList struct {
	placed
	platforms map[kpi.ID]int // positions
	columns   []*column
}

// At is the account at a place.
func (l MonthList) At(place int) MonthAccount {
	w := l.crowd
	a := MonthAccount{ID: w.ids[place], PlatformID: w.platforms[place], Platform: l.platforms[w.platforms[place]],
		SphereID: l.in.at(w, place).sphere, Sphere: -1, State: l.in.state(place), Values: make([]kpi.Number, len(l.columns))}
	if a.SphereID != 0 {
		a.Sphere = l.spheres[a.SphereID]
	}
	a.Name, a.Rank = l.names.called(place, l.in.month)
	for k := range l.columns {
		a.Values[k] = l.Value(place, k)
	}
	return a
}

// Value is what the account at a place has in one of the columns.
func (l MonthList) Value(place, column int) kpi.Number { return l.columns[column].at(place) }

// MonthList reads the accounts of a month over a filter; since is the month from
// whose first day on they lived, the zero month for the month asked for.
func (c Conn) MonthList(ctx context.Context, m kpi.Month, f FilterIDs, since kpi.Month, columns []FigureColumn) (MonthList, error) {
	if since.IsZero() {
		since = m
	}
	v, err := c.viewOf(ctx, f)
	if err != nil {
		return MonthList{}, err
	}
	p, groups, err := v.placed(ctx, m)
	if err != nil {
		return MonthList{}, err
	}
	l := MonthList{placed: p, platforms: positionsOf(groups.Platforms)}
	if l.columns, err = v.columns(ctx, columns); err != nil {
		return l, err
	}
	l.present, err = v.listed(ctx, since, m)
	return l, err
}

// MonthAccounts lists a MonthList by sphere (those in none last), name and id.
func (c Conn) MonthAccounts(ctx context.Context, m kpi.Month, f FilterIDs, since kpi.Month, columns []FigureColumn) ([]MonthAccount, error) {
	l, err := c.MonthList(ctx, m, f, since, columns)
	if err != nil {
		return nil, err
	}
	var rows []MonthAccount
	for place := range l.Ordered() {
		rows = append(rows, l.At(place))
	}
	return rows, nil
}

// view is all accounts, and those that a filter chooses, in one state of the
// database.
type view struct {
	recall
	chooser
}

func (c Conn) viewOf(ctx context.Context, f FilterIDs) (view, error) {
	held, err := c.recall(ctx)
	if err != nil {
		return view{}, err
	}
	crowd, err := held.everybody(ctx)
	if err != nil {
		return view{}, err
	}
	h, err := held.chooser(ctx, crowd, f)
	return view{held, h}, err
}

// columns are the columns asked for, nil where a month has none of it.
func (v view) columns(ctx context.Context, wanted []FigureColumn) ([]*column, error) {
	list, w := make([]*column, len(wanted)), v.chooser.crowd
	for k, column := range wanted {
		if place, there := w.positions[column.Indicator]; there && w.indicators[place].Code == kpi.Interactions {
			sums, err := v.interactions(ctx, w, column.Month)
			if err != nil {
				return nil, err
			}
			list[k] = sums
			continue
		}
		m, err := v.month(ctx, w, column.Month)
		if err != nil {
			return nil, err
		}
		list[k] = m.columns[column.Indicator]
	}
	return list, nil
}

// listed are the places that the filter chooses in the last of some months;
// where it names no state, of accounts that lived in any of them or have a
// value in them.
func (v view) listed(ctx context.Context, from, until kpi.Month) (bits, error) {
	w := v.chooser.crowd
	picked := v.chosen(until)
	if v.filter.State != "" {
		return picked, nil
	}
	present := newBits(len(w.ids))
	for _, m := range kpi.MonthsBetween(from, until) {
		held, err := v.month(ctx, w, m)
		if err != nil {
			return nil, err
		}
		known, lived := held.known(len(w.ids)), w.in(m).lived
		for i := range present {
			present[i] |= lived[i]
			if i < len(known) {
				present[i] |= known[i]
			}
		}
	}
	if picked != nil {
		for i := range present {
			present[i] &= picked[i]
		}
	}
	return present, nil
}

// positionsOf are the places of groups on the screen, by id.
func positionsOf(groups []Group) map[kpi.ID]int {
	of := make(map[kpi.ID]int, len(groups))
	for _, g := range groups {
		of[g.ID] = g.Position
	}
	return of
}

// GroupValues are the values of an indicator in a month over the accounts that
// a filter chooses, in no order, by group: by kpi.ScopePlatform, ScopeSphere,
// ScopeRange or ScopeEntity (0: in none), else all as one group, 0. By entity a
// value stands in each entity that the account stands in.
func (c Conn) GroupValues(ctx context.Context, m kpi.Month, filter FilterIDs, by string, indicator kpi.ID) (map[kpi.ID][]float64, error) {
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return nil, err
	}
	held, err := v.month(ctx, v.crowd, m)
	if err != nil || held.columns[indicator] == nil {
		return nil, err
	}
	return v.grouped(m, by, held.columns[indicator].at), nil
}

// grouped puts values of the accounts that the filter chooses in a month into
// their groups; value says what the account at a place has.
func (v view) grouped(m kpi.Month, by string, value func(place int) kpi.Number) map[kpi.ID][]float64 {
	w := v.chooser.crowd
	cells, picked := w.in(m).cellsOf(w, togetherBy(by)), v.chosen(m)
	values := make([][]float64, len(cells.keys))
	for i, cell := range cells.of {
		if n := value(i); n.Known && (picked == nil || picked.has(i)) {
			values[cell] = append(values[cell], n.V)
		}
	}
	groups := map[kpi.ID][]float64{}
	for cell, key := range cells.keys {
		if len(values[cell]) > 0 {
			for _, group := range w.groupsBy(by, key) {
				groups[group] = append(groups[group], values[cell]...)
			}
		}
	}
	return groups
}

// SampleValue is one figure with the headcount of the account's entity.
type SampleValue struct {
	Month     kpi.Month
	Group     kpi.ID
	Indicator kpi.ID
	Value     float64
	Entity    kpi.ID // 0: in none
	Headcount kpi.Number
}

// SampleValues gives the figures of some indicators in a month over the accounts
// that a filter chooses, grouped as GroupValues.
func (c Conn) SampleValues(ctx context.Context, m kpi.Month, filter FilterIDs, by string, indicators []kpi.ID) ([]SampleValue, error) {
	if len(indicators) == 0 {
		return nil, nil
	}
	staff, err := c.headcountsIn(ctx, m)
	if err != nil {
		return nil, err
	}
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return nil, err
	}
	w := v.chooser.crowd
	held, err := v.month(ctx, w, m)
	if err != nil {
		return nil, err
	}
	cells, in, picked := w.in(m).cellsOf(w, togetherBy(by)), w.in(m), v.chosen(m)
	groups := make([][]kpi.ID, len(cells.keys))
	for cell, key := range cells.keys {
		groups[cell] = w.groupsBy(by, key)
	}
	rows := []SampleValue{}
	for _, indicator := range indicators {
		column := held.columns[indicator]
		if column == nil {
			continue
		}
		for i, cell := range cells.of {
			n := column.at(i)
			if !n.Known || picked != nil && !picked.has(i) {
				continue
			}
			entity := in.at(w, i).entity
			for _, group := range groups[cell] {
				rows = append(rows, SampleValue{Month: m, Group: group, Indicator: indicator, Value: n.V, Entity: entity, Headcount: staff[entity]})
			}
		}
	}
	return rows, nil
}

// headcountsIn reads the headcounts of entities in a month.
func (c Conn) headcountsIn(ctx context.Context, m kpi.Month) (map[kpi.ID]kpi.Number, error) {
	staff := map[kpi.ID]kpi.Number{}
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var entity kpi.ID
		var headcount float64
		err := r.Scan(&entity, &headcount)
		staff[entity] = kpi.Num(headcount) // later ones come later
		return err
	}, `SELECT entity_id, headcount FROM entity_headcounts WHERE from_month <= ? ORDER BY entity_id, from_month`, m)
	return staff, err
}

// eachNamed scans the rows of a query with named arguments and lists.
func (c Conn) eachNamed(ctx context.Context, scan func(*sqlx.Rows) error, query string, args map[string]any) error {
	query, list, err := sqlx.Named(query, args)
	if err != nil {
		return err
	}
	if query, list, err = sqlx.In(query, list...); err != nil {
		return err
	}
	return c.eachRow(ctx, scan, query, list...)
}

// EachFigureOf calls f with every figure of the given accounts in the given
// months, in no order.
func (c Conn) EachFigureOf(ctx context.Context, months []kpi.Month, accounts []kpi.ID, f func(FigureRow)) error {
	for chunk := range slices.Chunk(accounts, maxParameters) {
		err := c.eachFigure(ctx, func(v FigureVersion) { f(v.FigureRow) },
			`WITH wanted (m) AS (VALUES `+placeholders(len(months), 1)+`)
			SELECT `+figureColumns+` FROM wanted CROSS JOIN figures ON month = m AND account_id IN (`+marks(len(chunk))+`)`,
			append(monthArgs(months), idArgs(chunk)...)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// EachKnownValue calls f with every known value of the given accounts in the
// given months, of some indicators or, where none is named, of all, from memory:
// month by month, in the order given.
func (c Conn) EachKnownValue(ctx context.Context, months []kpi.Month, accounts []kpi.ID, f func(m kpi.Month, account, indicator kpi.ID, v float64), indicators ...kpi.ID) error {
	v, err := c.viewOf(ctx, FilterIDs{})
	if err != nil {
		return err
	}
	var places []int
	for _, account := range accounts {
		if i, found := slices.BinarySearch(v.crowd.ids, account); found {
			places = append(places, i)
		}
	}
	for _, m := range months {
		held, err := v.month(ctx, v.crowd, m)
		if err != nil {
			return err
		}
		for indicator, column := range held.columns {
			if len(indicators) > 0 && !slices.Contains(indicators, indicator) {
				continue
			}
			for _, i := range places {
				if value := column.at(i); value.Known {
					f(m, v.crowd.ids[i], indicator, value.V)
				}
			}
		}
	}
	return nil
}

// SphereStay is the sphere that an account was in during some months.
type SphereStay struct {
	Account     kpi.ID
	Sphere      kpi.ID // 0: in none
	From, Until kpi.Month
}

// SphereStays reads the spheres that the given accounts were in, by account
// and month.
func (c Conn) SphereStays(ctx context.Context, accounts []kpi.ID) ([]SphereStay, error) {
	var stays []SphereStay
	for chunk := range slices.Chunk(accounts, maxParameters) {
		err := c.eachRow(ctx, func(r *sqlx.Rows) error {
			var s SphereStay
			err := r.Scan(&s.Account, &s.Sphere, &s.From, &s.Until)
			stays = append(stays, s)
			return err
		}, `SELECT account_id, coalesce(sphere_id, 0), from_month, until_month FROM account_groupings
			WHERE account_id IN (`+marks(len(chunk))+`) ORDER BY account_id, from_month`, idArgs(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return stays, nil
}

// Kept reports whether the totals that a query asks for are kept, so that
// reading them costs nothing; others are counted from the accounts.
func (q TotalQuery) Kept() bool {
	_, kept := storedScope(q)
	return kept
}

// LastAct reads the number of the last act that wrote anything but sessions:
// as long as it stays the same, so do the figures, the accounts and the groups.
func (c Conn) LastAct(ctx context.Context) (kpi.ID, error) {
	var id kpi.ID
	return id, c.get(ctx, &id, `SELECT coalesce(max(id), 0) FROM batches`)
}
