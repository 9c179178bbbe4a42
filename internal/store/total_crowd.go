package store

// Accounts with all that totals hang on besides their figures, over all months.

import (
	"context"
	"database/sql"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Crowd is many accounts, or all: where they stand, their lives, and what is
// asked of them.
type Crowd struct {
	ids       []kpi.ID // in order
	platforms []kpi.ID // of each account
	stays     spread[stay]
	lives     spread[life]
	touched   map[kpi.ID][]dayPair // windows of activations
	parents   map[kpi.ID]kpi.ID    // of entities
	reporting kpi.Month            // first reporting month, 0 for none

	indicators []kpi.Indicator // id, code and derived alone
	positions  map[kpi.ID]int  // of indicators
	parts      []int           // positions of what interactions are made of
	followers  int             // position; -1: there is no such indicator
	general    []kpi.IndicatorAsk
	own        map[kpi.ID][]kpi.IndicatorAsk // that name an account
	classes    map[askClass][]bool
	months     *crowdMonths
}

// stay is where an account stands during some months.
type stay struct {
	from, until          kpi.Month // until 0 is open
	sphere, rang, entity kpi.ID
}

// life is a state during some days.
type life struct {
	dayPair
	state kpi.AccountState
}

type dayPair struct{ from, until kpi.Day } // until 0 is open

// in reports whether any of the days is in a month.
func (p dayPair) in(m kpi.Month) bool {
	return p.from <= m.LastDay() && (p.until == 0 || p.until >= m.FirstDay())
}

// spread holds a list for each account in one piece of memory.
type spread[T any] struct {
	all   []T
	begin []int32 // of each account's list in all, and the end of the last
}

// of is the list of the account at a place.
func (s spread[T]) of(i int) []T { return s.all[s.begin[i]:s.begin[i+1]] }

// askClass is what general asks look at.
type askClass struct {
	month            kpi.Month
	platform, sphere kpi.ID
}

// Crowd reads the given accounts, or all where ids is nil.
func (c Conn) Crowd(ctx context.Context, ids []kpi.ID) (*Crowd, error) {
	if ids != nil {
		return c.readCrowd(ctx, ids)
	}
	r, err := c.recall(ctx)
	if err != nil {
		return nil, err
	}
	return r.everybody(ctx)
}

func (c Conn) readCrowd(ctx context.Context, ids []kpi.ID) (*Crowd, error) {
	w := &Crowd{touched: map[kpi.ID][]dayPair{}, parents: map[kpi.ID]kpi.ID{}, months: &crowdMonths{held: map[kpi.Month]*crowdMonth{}}}
	for _, load := range []func(context.Context, *Crowd, []kpi.ID) error{c.loadAccounts, c.loadStays, c.loadLives, c.loadActivations} {
		if err := load(ctx, w, ids); err != nil {
			return nil, err
		}
	}
	for _, load := range []func(context.Context, *Crowd, []kpi.ID) error{c.loadReporting, c.loadParents, c.loadIndicators, c.loadAsks} {
		if err := load(ctx, w, ids); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// eachOf runs a query on the rows whose column is one of the ids, in pieces
// and in their order, or on all rows where ids is nil. The condition comes
// after the other parameters.
func (c Conn) eachOf(ctx context.Context, ids []kpi.ID, scan func(*sqlx.Rows) error, query func(of string) string, column string, args ...any) error {
	if ids == nil {
		return c.eachRow(ctx, scan, query("TRUE"), args...)
	}
	for chunk := range slices.Chunk(ids, maxParameters) {
		of := column + " IN (" + marks(len(chunk)) + ")"
		if err := c.eachRow(ctx, scan, query(of), append(slices.Clone(args), idArgs(chunk)...)...); err != nil {
			return err
		}
	}
	return nil
}

func (c Conn) loadAccounts(ctx context.Context, w *Crowd, ids []kpi.ID) error {
	return c.eachOf(ctx, ids, func(r *sqlx.Rows) error {
		var id, platform kpi.ID
		err := r.Scan(&id, &platform)
		w.ids, w.platforms = append(w.ids, id), append(w.platforms, platform)
		return err
	}, func(of string) string { return `SELECT id, platform_id FROM accounts WHERE ` + of + ` ORDER BY id` }, "id")
}

// fill hands the rows of a query, in order of accounts, to their lists.
func fill[T any](w *Crowd, s *spread[T], account kpi.ID, value T) {
	for len(s.begin) < len(w.ids) && w.ids[len(s.begin)] <= account {
		s.begin = append(s.begin, int32(len(s.all)))
	}
	s.all = append(s.all, value)
}

// filled ends the lists of the accounts that no row came for.
func filled[T any](w *Crowd, s *spread[T]) {
	for len(s.begin) <= len(w.ids) {
		s.begin = append(s.begin, int32(len(s.all)))
	}
}

func (c Conn) loadStays(ctx context.Context, w *Crowd, ids []kpi.ID) error {
	defer filled(w, &w.stays)
	return c.eachOf(ctx, ids, func(r *sqlx.Rows) error {
		var account kpi.ID
		var s stay
		err := r.Scan(&account, &s.from, &s.until, &s.sphere, &s.rang, &s.entity)
		fill(w, &w.stays, account, s)
		return err
	}, func(of string) string {
		return `SELECT account_id, from_month, until_month, coalesce(sphere_id, 0), coalesce(range_id, 0), coalesce(entity_id, 0)
			FROM account_groupings WHERE ` + of + ` ORDER BY account_id, from_month`
	}, "account_id")
}

func (c Conn) loadLives(ctx context.Context, w *Crowd, ids []kpi.ID) error {
	defer filled(w, &w.lives)
	return c.eachOf(ctx, ids, func(r *sqlx.Rows) error {
		var account kpi.ID
		var l life
		err := r.Scan(&account, &l.from, &l.until, &l.state)
		fill(w, &w.lives, account, l)
		return err
	}, func(of string) string {
		return `SELECT account_id, from_day, until_day, state FROM account_states WHERE ` + of + ` ORDER BY account_id, from_day`
	}, "account_id")
}

func (c Conn) loadActivations(ctx context.Context, w *Crowd, ids []kpi.ID) error {
	return c.eachOf(ctx, ids, func(r *sqlx.Rows) error {
		var account kpi.ID
		var days dayPair
		err := r.Scan(&account, &days.from, &days.until)
		w.touched[account] = append(w.touched[account], days)
		return err
	}, func(of string) string {
		return `SELECT t.account_id, e.from_day, e.until_day FROM events e CROSS JOIN event_accounts t ON t.event_id = e.id
			WHERE e.kind = 'activation' AND ` + of
	}, "t.account_id")
}

func (c Conn) loadReporting(ctx context.Context, w *Crowd, _ []kpi.ID) error {
	return c.eachRow(ctx, func(r *sqlx.Rows) error {
		var month sql.NullString
		if err := r.Scan(&month); err != nil {
			return err
		}
		return w.reporting.UnmarshalText([]byte(month.String))
	}, `SELECT value FROM settings WHERE name = 'first_reporting_month'`)
}

// loadParents reads what is above the entities that the accounts stand in.
func (c Conn) loadParents(ctx context.Context, w *Crowd, ids []kpi.ID) error {
	var wanted []kpi.ID // nil: all
	if ids != nil {
		wanted = w.entities()
	}
	for {
		var above []kpi.ID
		err := c.eachOf(ctx, wanted, func(r *sqlx.Rows) error {
			var id, parent kpi.ID
			err := r.Scan(&id, &parent)
			w.parents[id] = parent
			above = append(above, parent)
			return err
		}, func(of string) string {
			return `SELECT id, parent_id FROM entities WHERE parent_id IS NOT NULL AND ` + of
		}, "id")
		if err != nil || wanted == nil || len(above) == 0 {
			return err
		}
		wanted = above
	}
}

// entities lists those that the accounts stand in, ever.
func (w *Crowd) entities() []kpi.ID {
	set := map[kpi.ID]bool{}
	for _, s := range w.stays.all {
		if s.entity != 0 {
			set[s.entity] = true
		}
	}
	return sortedIDs(set)
}

func (c Conn) loadIndicators(ctx context.Context, w *Crowd, _ []kpi.ID) error {
	w.positions, w.followers = map[kpi.ID]int{}, -1
	return c.eachRow(ctx, func(r *sqlx.Rows) error {
		var ind kpi.Indicator
		err := r.Scan(&ind.ID, &ind.Code, &ind.Derived)
		place := len(w.indicators)
		w.positions[ind.ID] = place
		w.indicators = append(w.indicators, ind)
		if slices.Contains(kpi.InteractionParts, ind.Code) {
			w.parts = append(w.parts, place)
		}
		if ind.Code == kpi.Followers {
			w.followers = place
		}
		return err
	}, `SELECT id, code, derived FROM indicators ORDER BY position, id`)
}

// loadAsks reads of whom the indicators are asked: in general, and of the
// accounts of the crowd alone.
func (c Conn) loadAsks(ctx context.Context, w *Crowd, ids []kpi.ID) error {
	w.own, w.classes = map[kpi.ID][]kpi.IndicatorAsk{}, map[askClass][]bool{}
	query := func(of string) string {
		return `SELECT k.indicator_id, coalesce(k.platform_id, 0), coalesce(k.sphere_id, 0), coalesce(k.account_id, 0), k.from_month, k.until_month
			FROM indicator_asks k JOIN indicators i ON i.id = k.indicator_id AND i.derived = 0 WHERE ` + of
	}
	read := func(r *sqlx.Rows) error {
		var ask kpi.IndicatorAsk
		err := r.Scan(&ask.Indicator, &ask.Platform, &ask.Sphere, &ask.Account, &ask.From, &ask.Until)
		if ask.Account == 0 {
			w.general = append(w.general, ask)
		} else {
			w.own[ask.Account] = append(w.own[ask.Account], ask)
		}
		return err
	}
	if err := c.eachRow(ctx, read, query(`k.account_id IS NULL`)); err != nil {
		return err
	}
	return c.eachOf(ctx, ids, read, func(of string) string { return query(`k.account_id IS NOT NULL AND ` + of) }, "k.account_id")
}

// placeIn is where the account at a place of the crowd stands in a month.
func (w *Crowd) placeIn(i int, m kpi.Month) stay {
	if s := w.stayIn(i, m); s >= 0 {
		return w.stays.all[s]
	}
	return stay{}
}

// stayIn is where in stays that is said; -1 where it stands nowhere.
func (w *Crowd) stayIn(i int, m kpi.Month) int32 {
	for s := w.stays.begin[i+1] - 1; s >= w.stays.begin[i]; s-- {
		if at := w.stays.all[s]; at.from <= m {
			if at.until != 0 && at.until < m {
				break
			}
			return s
		}
	}
	return -1
}

// expectedIn reports whether a filing of the account is expected in a month:
// in test or active on a day of it, or asleep on one and touched by an
// activation, from the first reporting month on.
func (w *Crowd) expectedIn(i int, m kpi.Month) bool {
	if m < w.reporting {
		return false
	}
	asleep := false
	for _, l := range w.lives.of(i) {
		if !l.in(m) {
			continue
		}
		switch l.state {
		case kpi.AccountTest, kpi.AccountActive:
			return true
		case kpi.AccountDormant:
			asleep = true
		}
	}
	return asleep && slices.ContainsFunc(w.touched[w.ids[i]], func(p dayPair) bool { return p.in(m) })
}

// askedIn says of each indicator whether it is asked of the account in a
// month. The answer is shared: it is read only.
func (w *Crowd) askedIn(i int, m kpi.Month) []bool {
	account := kpi.Account{ID: w.ids[i], PlatformID: w.platforms[i], SphereID: w.placeIn(i, m).sphere}
	class := askClass{m, account.PlatformID, account.SphereID}
	asked, known := w.classes[class]
	if !known {
		asked = make([]bool, len(w.indicators))
		w.mark(asked, w.general, account, m)
		w.classes[class] = asked
	}
	own := w.own[account.ID]
	if len(own) == 0 {
		return asked
	}
	asked = slices.Clone(asked)
	w.mark(asked, own, account, m)
	return asked
}

func (w *Crowd) mark(asked []bool, asks []kpi.IndicatorAsk, account kpi.Account, m kpi.Month) {
	for _, ask := range asks {
		if ask.In(m) && ask.Of(account) {
			asked[w.positions[ask.Indicator]] = true
		}
	}
}

// Expected reports whether a filing of an account is expected in a month; none
// is of an account that is not in the crowd.
func (w *Crowd) Expected(account kpi.ID, m kpi.Month) bool {
	i, found := slices.BinarySearch(w.ids, account)
	return found && w.expectedIn(i, m)
}

// ExpectedIn lists the accounts of the crowd of which a filing is expected in a
// month, by id.
func (w *Crowd) ExpectedIn(m kpi.Month) []kpi.ID {
	var ids []kpi.ID
	for i, id := range w.ids {
		if w.expectedIn(i, m) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Asked lists the indicators that are asked of an account in a month, in the
// order of the screen; none of an account that is not in the crowd.
func (w *Crowd) Asked(account kpi.ID, m kpi.Month) []kpi.ID {
	i, found := slices.BinarySearch(w.ids, account)
	if !found {
		return nil
	}
	var ids []kpi.ID
	for k, asked := range w.askedIn(i, m) {
		if asked {
			ids = append(ids, w.indicators[k].ID)
		}
	}
	return ids
}

// scopes lists the scopes of somebody who stands there.
func (w *Crowd) scopes(platform kpi.ID, at stay) []kpi.Scope {
	list := []kpi.Scope{
		{Kind: kpi.ScopeNetwork},
		{Kind: kpi.ScopePlatform, A: platform},
		{Kind: kpi.ScopeSphere, A: at.sphere},
		{Kind: kpi.ScopeRange, A: at.rang},
		{Kind: kpi.ScopeSphereRange, A: at.sphere, B: at.rang},
		{Kind: kpi.ScopeEntity, A: at.entity},
	}
	for e := w.parents[at.entity]; e != 0; e = w.parents[e] {
		list = append(list, kpi.Scope{Kind: kpi.ScopeEntity, A: e})
	}
	return list
}
