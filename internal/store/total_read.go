package store

// Totals read: from the rows that are kept where a scope answers the filter,
// else added up from the accounts that the filter leaves.

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"portevoix/internal/kpi"
)

// TotalQuery asks for the totals of months, one row per scope of a kind.
type TotalQuery struct {
	Months []kpi.Month
	By     string // kind of scope, kpi.ScopeNetwork…
	Filter FilterIDs
	Codes  []string // of indicators; none: all. FilingTotals does not look at them
	// Among compares only with months that are among Months too, so that
	// totals that are not kept read no other: like for like, and the opening
	// size of the engagement rate, are unknown against any other month.
	Among bool
	Cal   kpi.Calendar

	filings bool // asks for FilingTotals
}

// Totals reads totals of indicators by month, scope and the order of the
// screen. A month, scope or indicator of which nothing is expected or known
// has no row. Scopes A and B of 0 are "in none"; by entity, a filter on an
// entity leaves those below it.
func (c Conn) Totals(ctx context.Context, q TotalQuery) ([]kpi.Total, error) {
	var rows []kpi.Total
	err := c.totals(ctx, q,
		func(s scopeRows, months []kpi.Month) error {
			return c.storedTotals(ctx, figureTotals, s, q, months, func(key totalKey, code string, sums figureSums) {
				rows = append(rows, newTotal(key, code, sums))
			})
		},
		func(r *reckoner, s monthSums) {
			positions := r.positions
			keys := sortedKeys(s.figures)
			slices.SortStableFunc(keys, func(a, b totalKey) int {
				return cmp.Or(cmp.Compare(a.scope.A, b.scope.A), cmp.Compare(a.scope.B, b.scope.B),
					cmp.Compare(positions[a.indicator], positions[b.indicator]))
			})
			for _, key := range keys {
				code := r.indicators[positions[key.indicator]].Code
				if len(q.Codes) == 0 || slices.Contains(q.Codes, code) {
					rows = append(rows, newTotal(key, code, s.figures[key]))
				}
			}
		})
	return rows, err
}

// FilingTotals reads totals of filings by month and scope, as Totals does.
func (c Conn) FilingTotals(ctx context.Context, q TotalQuery) ([]kpi.FilingTotal, error) {
	q.Codes, q.filings = nil, true
	var rows []kpi.FilingTotal
	err := c.totals(ctx, q,
		func(s scopeRows, months []kpi.Month) error {
			return c.storedTotals(ctx, filingTotals, s, q, months, func(key totalKey, _ string, sums figureSums) {
				rows = append(rows, newFilingTotal(key, filingSums(sums[:len(filingSums{})])))
			})
		},
		func(_ *reckoner, s monthSums) {
			for _, key := range sortedKeys(s.filings) {
				rows = append(rows, newFilingTotal(key, s.filings[key]))
			}
		})
	return rows, err
}

func newTotal(key totalKey, code string, s figureSums) kpi.Total {
	return kpi.Total{Month: key.month, Scope: key.scope.Kind, A: key.scope.A, B: key.scope.B, Indicator: code,
		Expected: int(s[sumExpected]), Known: int(s[sumKnown]), Positive: int(s[sumPositive]),
		Sum: s[sumSum], Denominator: s[sumDenominator],
		N1: int(s[sumN1]), Before1: s[sumBefore1], Now1: s[sumNow1],
		N12: int(s[sumN12]), Before12: s[sumBefore12], Now12: s[sumNow12]}
}

func newFilingTotal(key totalKey, s filingSums) kpi.FilingTotal {
	return kpi.FilingTotal{Month: key.month, Scope: key.scope.Kind, A: key.scope.A, B: key.scope.B,
		Accounts: int(s[sumAccounts]), Expected: int(s[sumFilingExpected]), Filed: int(s[sumFiled]), OnTime: int(s[sumOnTime]),
		Asked: int(s[sumAsked]), Answered: int(s[sumAnswered])}
}

// totals answers q in order of months: by stored rows where a stored scope
// does and the months are kept, else by adding up.
func (c Conn) totals(ctx context.Context, q TotalQuery, stored func(scopeRows, []kpi.Month) error, counted func(*reckoner, monthSums)) error {
	months := slices.Clone(q.Months)
	slices.Sort(months)
	months = slices.Compact(months)
	scope, isStored := storedScope(q)
	runs, err := c.keptRuns(ctx, months)
	if err != nil {
		return err
	}
	if !isStored {
		var all []kpi.Month
		for _, run := range runs {
			all = append(all, run.months...)
		}
		return c.countTotals(ctx, q, all, counted)
	}
	for _, run := range runs {
		if run.kept {
			err = stored(scope, run.months)
		} else {
			err = c.countTotals(ctx, q, run.months, counted)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// monthRun is months in a row whose totals are all kept, or all not.
type monthRun struct {
	kept   bool
	months []kpi.Month
}

// keptRuns cuts months into runs; those before the life of any account, whose
// totals are not kept, have nothing to count and are left out.
func (c Conn) keptRuns(ctx context.Context, months []kpi.Month) ([]monthRun, error) {
	var kept []kpi.Month
	for chunk := range slices.Chunk(months, maxParameters) {
		more, err := c.keptAmong(ctx, chunk...)
		if err != nil {
			return nil, err
		}
		kept = append(kept, more...)
	}
	if len(kept) == len(months) {
		return []monthRun{{true, months}}, nil
	}
	first, err := c.firstLife(ctx)
	if err != nil {
		return nil, err
	}
	var runs []monthRun
	for _, m := range months {
		_, isKept := slices.BinarySearch(kept, m)
		if !isKept && (first.IsZero() || m < first) {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last].kept == isKept {
			runs[last].months = append(runs[last].months, m)
			continue
		}
		runs = append(runs, monthRun{isKept, []kpi.Month{m}})
	}
	return runs, nil
}

// scopeRows is a condition on stored rows, and how their scopes read for the
// one who asks.
type scopeRows struct {
	kind  string
	a, b  kpi.ID    // of one row; anyID: all
	asA   scopePart // what the answer has as A
	asB   scopePart
	below kpi.ID // by entity: only this entity and those below
}

const anyID kpi.ID = -1

// scopePart is a part of a stored scope, or nothing.
type scopePart int

const (
	partNone scopePart = iota
	partA
	partB
)

func (p scopePart) of(row keptRow) kpi.ID {
	switch p {
	case partA:
		return row.a
	case partB:
		return row.b
	}
	return 0
}

// storedScope finds the stored scope that answers a query, if one does.
func storedScope(q TotalQuery) (scopeRows, bool) {
	f := q.Filter
	if f.State != "" || f.Query != "" || f.Accounts != "" {
		return scopeRows{}, false
	}
	or := func(id kpi.ID) kpi.ID {
		if id == 0 {
			return anyID
		}
		return id
	}
	flat := f.Sphere != 0 || f.Range != 0
	others := func(used kpi.ID) bool { return used != 0 && flat }
	switch {
	case f.Platform != 0 && f.Entity != 0, others(f.Platform), others(f.Entity):
		return scopeRows{}, false
	}
	switch q.By {
	case kpi.ScopeNetwork:
		return storedNetwork(f), true
	case kpi.ScopePlatform:
		return scopeRows{kind: kpi.ScopePlatform, a: or(f.Platform), asA: partA}, !flat && f.Entity == 0
	case kpi.ScopeSphere:
		if f.Range == 0 {
			return scopeRows{kind: kpi.ScopeSphere, a: or(f.Sphere), asA: partA}, f.Platform == 0 && f.Entity == 0
		}
		return scopeRows{kind: kpi.ScopeSphereRange, a: or(f.Sphere), b: f.Range, asA: partA}, true
	case kpi.ScopeRange:
		if f.Sphere == 0 {
			return scopeRows{kind: kpi.ScopeRange, a: or(f.Range), asA: partA}, f.Platform == 0 && f.Entity == 0
		}
		return scopeRows{kind: kpi.ScopeSphereRange, a: f.Sphere, b: or(f.Range), asA: partB}, true
	case kpi.ScopeSphereRange:
		return scopeRows{kind: kpi.ScopeSphereRange, a: or(f.Sphere), b: or(f.Range), asA: partA, asB: partB}, f.Platform == 0 && f.Entity == 0
	case kpi.ScopeEntity:
		return scopeRows{kind: kpi.ScopeEntity, a: anyID, asA: partA, below: f.Entity}, !flat && f.Platform == 0
	}
	return scopeRows{}, false
}

// storedNetwork is the scope of a filter that leaves one of them.
func storedNetwork(f FilterIDs) scopeRows {
	rows := scopeRows{kind: kpi.ScopeNetwork}
	switch {
	case f.Platform != 0:
		rows.kind, rows.a = kpi.ScopePlatform, f.Platform
	case f.Entity != 0:
		rows.kind, rows.a = kpi.ScopeEntity, f.Entity
	case f.Sphere != 0 && f.Range != 0:
		rows.kind, rows.a, rows.b = kpi.ScopeSphereRange, f.Sphere, f.Range
	case f.Sphere != 0:
		rows.kind, rows.a = kpi.ScopeSphere, f.Sphere
	case f.Range != 0:
		rows.kind, rows.a = kpi.ScopeRange, f.Range
	}
	return rows
}

// storedTotals answers a query over months whose totals are kept: f is called
// with each row of the scopes asked for, in the order of the answer.
func (c Conn) storedTotals(ctx context.Context, t totalTable, s scopeRows, q TotalQuery, months []kpi.Month, f func(totalKey, string, figureSums)) error {
	rows, err := c.keptTotals(ctx, t, s.kind, months)
	if err != nil {
		return err
	}
	var list []struct {
		ID   kpi.ID `db:"id"`
		Code string `db:"code"`
	}
	if err := c.all(ctx, &list, `SELECT id, code FROM indicators`); err != nil {
		return err
	}
	codes := make(map[kpi.ID]string, len(list))
	for _, ind := range list {
		if len(q.Codes) == 0 || slices.Contains(q.Codes, ind.Code) {
			codes[ind.ID] = ind.Code
		}
	}
	within, err := c.entitiesBelow(ctx, s.below)
	if err != nil {
		return err
	}
	for _, m := range months {
		for _, row := range rows[m] {
			code, wanted := codes[row.indicator]
			if !wanted && row.indicator != 0 || s.a != anyID && s.a != row.a || s.b != anyID && s.b != row.b || within != nil && !within[row.a] {
				continue
			}
			f(totalKey{month: m, scope: kpi.Scope{Kind: q.By, A: s.asA.of(row), B: s.asB.of(row)}, indicator: row.indicator}, code, row.sums)
		}
	}
	return nil
}

// entitiesBelow are an entity and all below it; nil, which is all, of none.
func (c Conn) entitiesBelow(ctx context.Context, entity kpi.ID) (map[kpi.ID]bool, error) {
	if entity == 0 {
		return nil, nil
	}
	var ids []kpi.ID
	err := c.all(ctx, &ids, `WITH RECURSIVE below (id) AS (SELECT id FROM entities WHERE id = ?
		UNION SELECT e.id FROM below CROSS JOIN entities e ON e.parent_id = below.id) SELECT id FROM below`, entity)
	set := make(map[kpi.ID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set, err
}

// countTotals adds up what the accounts that the filter leaves add to each
// month, where it is not held.
func (c Conn) countTotals(ctx context.Context, q TotalQuery, months []kpi.Month, counted func(*reckoner, monthSums)) error {
	r, err := c.everybody(ctx)
	if err != nil {
		return err
	}
	choose, err := r.held.chooser(ctx, r.Crowd, q.Filter)
	if err != nil {
		return err
	}
	r.by = q.By
	if q.Among && len(q.Months) > 1 { // of one month, what it is compared with is soon asked for
		r.among = q.Months
	}
	for _, m := range months {
		cells, err := r.heldCells(ctx, q, m, choose)
		if err != nil {
			return err
		}
		sums := r.scoped(m, cells)
		keep := func(s kpi.Scope) bool { return r.below(s, q.Filter.Entity) }
		maps.DeleteFunc(sums.figures, func(k totalKey, _ figureSums) bool { return !keep(k.scope) })
		maps.DeleteFunc(sums.filings, func(k totalKey, _ filingSums) bool { return !keep(k.scope) })
		counted(r, sums)
	}
	return nil
}

// heldCells are the cells of a month that a query is answered from. Those of
// all indicators answer for some of them, and for filings too.
func (r *reckoner) heldCells(ctx context.Context, q TotalQuery, m kpi.Month, choose chooser) (map[standing]*cell, error) {
	key := cellsKey{month: m, filter: q.Filter, by: togetherBy(q.By), before: r.reads(m - 1), year: r.reads(m - 12), due: q.Cal.Due(m).UnixMilli()}
	if _, whole := r.held.cellsOf(key); !whole && len(q.Codes) > 0 && len(q.Months) > 1 {
		key.codes = strings.Join(q.Codes, " ")
	}
	return r.held.counted(key, func() (map[standing]*cell, error) {
		r.only, r.figuresOnly = nil, false
		if key.codes != "" {
			r.want(q.Codes)
			r.figuresOnly = true
		}
		return r.cells(ctx, m, q.Cal, choose.chosen(m), key.by)
	})
}

// togetherBy is as much of where accounts stand as scopes of a kind look at.
func togetherBy(scope string) together {
	if scope == kpi.ScopeEntity {
		return byEntity
	}
	return byGroups
}

// below reports whether a scope lies in the part of the tree that a filter
// leaves.
func (w *Crowd) below(s kpi.Scope, entity kpi.ID) bool {
	if s.Kind != kpi.ScopeEntity || entity == 0 {
		return true
	}
	for e := s.A; e != 0; e = w.parents[e] {
		if e == entity {
			return true
		}
	}
	return false
}

// sortedIDs lists a set in order; an empty one is not nil, which would be all.
func sortedIDs(set map[kpi.ID]bool) []kpi.ID {
	ids := make([]kpi.ID, 0, len(set))
	for id := range set {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
