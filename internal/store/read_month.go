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
	Indicator kpi.ID
}

// MonthAccounts gives the accounts of a month that a filter chooses, by sphere
// (those in none last), name and id, with the values of some columns. Those are the accounts that were in test,
// active or dormant on a day from the first day of since on (the zero month: of
// the month asked for) or have a value in these months; where the filter names
// a state, all that are in it at the end of the month.
func (c Conn) MonthAccounts(ctx context.Context, m kpi.Month, f FilterIDs, since kpi.Month, columns []FigureColumn) ([]MonthAccount, error) {
	if since.IsZero() {
		since = m
	}
	v, err := c.viewOf(ctx, f)
	if err != nil {
		return nil, err
	}
	called, err := v.namesOf(ctx, v.crowd)
	if err != nil {
		return nil, err
	}
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	held, err := v.columns(ctx, columns)
	if err != nil {
		return nil, err
	}
	present, err := v.present(ctx, since, m)
	if err != nil {
		return nil, err
	}
	platforms, spheres := positionsOf(groups.Platforms), positionsOf(groups.Spheres)
	var rows []MonthAccount
	values := make([]kpi.Number, 0, len(held)*len(v.crowd.ids))
	for _, place := range called.order(v.crowd, m, spheres) {
		i := int(place)
		if !v.chooses(i, m) || (f.State == "" && !present(i)) {
			continue
		}
		at := v.crowd.placeIn(i, m)
		a := MonthAccount{ID: v.crowd.ids[i], PlatformID: v.crowd.platforms[i], Platform: platforms[v.crowd.platforms[i]],
			SphereID: at.sphere, Sphere: -1, State: v.crowd.stateOn(i, m.LastDay())}
		if at.sphere != 0 {
			a.Sphere = spheres[at.sphere]
		}
		a.Name, a.Rank = called.called(i, m)
		first := len(values)
		for _, column := range held {
			values = append(values, column.at(i))
		}
		a.Values = values[first:len(values):len(values)]
		rows = append(rows, a)
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
	list := make([]*column, len(wanted))
	for k, w := range wanted {
		m, err := v.month(ctx, v.chooser.crowd, w.Month)
		if err != nil {
			return nil, err
		}
		list[k] = m.columns[w.Indicator]
	}
	return list, nil
}

// present tells of a place whether its account lived in any of the months, or
// has a value in them.
func (v view) present(ctx context.Context, from, until kpi.Month) (func(i int) bool, error) {
	var columns []*column
	for _, m := range kpi.MonthsBetween(from, until) {
		held, err := v.month(ctx, v.chooser.crowd, m)
		if err != nil {
			return nil, err
		}
		for _, c := range held.columns {
			columns = append(columns, c)
		}
	}
	first, last := from.FirstDay(), until.LastDay()
	return func(i int) bool {
		return v.chooser.crowd.livedIn(i, first, last) ||
			slices.ContainsFunc(columns, func(c *column) bool { return c.at(i).Known })
	}, nil
}

// positionsOf are the places of groups on the screen, by id.
func positionsOf(groups []Group) map[kpi.ID]int {
	of := make(map[kpi.ID]int, len(groups))
	for _, g := range groups {
		of[g.ID] = g.Position
	}
	return of
}

// groupBy says by what figures are grouped: by kpi.Scope, 0 for all together.
func (w *Crowd) groupBy(by string, i int, m kpi.Month) kpi.ID {
	switch by {
	case kpi.ScopePlatform:
		return w.platforms[i]
	case kpi.ScopeSphere:
		return w.placeIn(i, m).sphere
	case kpi.ScopeRange:
		return w.placeIn(i, m).rang
	}
	return 0
}

// EachValue calls f with every value of some indicators in a month over the
// accounts that a filter chooses, in no order, with the account's group by
// kpi.ScopePlatform, ScopeSphere or ScopeRange (0: in none, or not grouped).
func (c Conn) EachValue(ctx context.Context, m kpi.Month, filter FilterIDs, by string, indicators []kpi.ID, f func(group, indicator kpi.ID, value float64)) error {
	return c.eachPlaceValue(ctx, m, filter, indicators, func(w *Crowd, i int, indicator kpi.ID, value float64) {
		f(w.groupBy(by, i, m), indicator, value)
	})
}

func (c Conn) eachPlaceValue(ctx context.Context, m kpi.Month, filter FilterIDs, indicators []kpi.ID, f func(w *Crowd, i int, indicator kpi.ID, value float64)) error {
	if len(indicators) == 0 {
		return nil
	}
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return err
	}
	held, err := v.month(ctx, v.chooser.crowd, m)
	if err != nil {
		return err
	}
	for _, indicator := range indicators {
		column := held.columns[indicator]
		if column == nil {
			continue
		}
		for i := range v.chooser.crowd.ids {
			if n := column.at(i); n.Known && v.chooses(i, m) {
				f(v.chooser.crowd, i, indicator, n.V)
			}
		}
	}
	return nil
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
// that a filter chooses, grouped as EachValue.
func (c Conn) SampleValues(ctx context.Context, m kpi.Month, filter FilterIDs, by string, indicators []kpi.ID) ([]SampleValue, error) {
	if len(indicators) == 0 {
		return nil, nil
	}
	staff, err := c.headcountsIn(ctx, m)
	if err != nil {
		return nil, err
	}
	rows := []SampleValue{}
	return rows, c.eachPlaceValue(ctx, m, filter, indicators, func(w *Crowd, i int, indicator kpi.ID, value float64) {
		entity := w.placeIn(i, m).entity
		rows = append(rows, SampleValue{Month: m, Group: w.groupBy(by, i, m), Indicator: indicator, Value: value, Entity: entity, Headcount: staff[entity]})
	})
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
