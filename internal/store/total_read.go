package store

import (
	"context"
	"slices"
	"strings"

	"portevoix/internal/kpi"
)

// Totals read: from the rows that are kept where a scope answers the filter,
// else added up from the accounts that the filter leaves.

// TotalQuery asks for the totals of months, one row per scope of a kind.
type TotalQuery struct {
	Months []kpi.Month
	By     string // kind of scope, kpi.ScopeNetwork…
	Filter FilterIDs
	Codes  []string // of indicators; none: all. FilingTotals does not look at them
	Cal    kpi.Calendar
}

// Totals reads totals of indicators by month, scope and the order of the
// screen. A month, scope or indicator of which nothing is expected or known
// has no row. Scopes A and B of 0 are "in none"; by entity, a filter on an
// entity leaves those below it.
func (c Conn) Totals(ctx context.Context, q TotalQuery) ([]kpi.Total, error) {
	var rows []kpi.Total
	err := c.totals(ctx, figureTotals, q, func(query string, args ...any) error {
		var more []kpi.Total
		err := c.all(ctx, &more, query, args...)
		rows = append(rows, more...)
		return err
	})
	return rows, err
}

// FilingTotals reads totals of filings by month and scope, as Totals does.
func (c Conn) FilingTotals(ctx context.Context, q TotalQuery) ([]kpi.FilingTotal, error) {
	var rows []kpi.FilingTotal
	q.Codes = nil
	err := c.totals(ctx, filingTotals, q, func(query string, args ...any) error {
		var more []kpi.FilingTotal
		err := c.all(ctx, &more, query, args...)
		rows = append(rows, more...)
		return err
	})
	return rows, err
}

// totals runs the queries that answer q, in order of months: one for all kept
// months where a stored scope does, else one a month.
func (c Conn) totals(ctx context.Context, t totalTable, q TotalQuery, read func(query string, args ...any) error) error {
	months := slices.Clone(q.Months)
	slices.Sort(months)
	months = slices.Compact(months)
	if len(months) == 0 {
		return nil
	}
	scope, stored := storedScope(q)
	if !stored {
		return c.computedTotals(ctx, t, q, months, read)
	}
	runs, err := c.keptRuns(ctx, months)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if run.kept {
			err = c.storedTotals(t, scope, q, run.months, read)
		} else {
			err = c.computedTotals(ctx, t, q, run.months, read)
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
	var first kpi.Day
	if err := c.get(ctx, &first, `SELECT min(from_day) FROM account_states WHERE state IN ('test', 'active', 'dormant')`); err != nil {
		return nil, err
	}
	var runs []monthRun
	for _, m := range months {
		_, isKept := slices.BinarySearch(kept, m)
		if !isKept && (first.IsZero() || m < first.Month()) {
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
	a, b  kpi.ID // of one row; anyID: all
	asA   string // the column that the answer has as a
	asB   string
	below kpi.ID // by entity: only this entity and those below
}

const anyID kpi.ID = -1

// storedScope finds the stored scope that answers a query, if one does.
func storedScope(q TotalQuery) (scopeRows, bool) {
	f := q.Filter
	if f.State != "" || f.Query != "" {
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
		return scopeRows{kind: kpi.ScopePlatform, a: or(f.Platform), asA: "t.a", asB: "0"}, !flat && f.Entity == 0
	case kpi.ScopeSphere:
		if f.Range == 0 {
			return scopeRows{kind: kpi.ScopeSphere, a: or(f.Sphere), asA: "t.a", asB: "0"}, f.Platform == 0 && f.Entity == 0
		}
		return scopeRows{kind: kpi.ScopeSphereRange, a: or(f.Sphere), b: f.Range, asA: "t.a", asB: "0"}, true
	case kpi.ScopeRange:
		if f.Sphere == 0 {
			return scopeRows{kind: kpi.ScopeRange, a: or(f.Range), asA: "t.a", asB: "0"}, f.Platform == 0 && f.Entity == 0
		}
		return scopeRows{kind: kpi.ScopeSphereRange, a: f.Sphere, b: or(f.Range), asA: "t.b", asB: "0"}, true
	case kpi.ScopeSphereRange:
		return scopeRows{kind: kpi.ScopeSphereRange, a: or(f.Sphere), b: or(f.Range), asA: "t.a", asB: "t.b"}, f.Platform == 0 && f.Entity == 0
	case kpi.ScopeEntity:
		return scopeRows{kind: kpi.ScopeEntity, a: anyID, asA: "t.a", asB: "0", below: f.Entity}, !flat && f.Platform == 0
	}
	return scopeRows{}, false
}

// storedNetwork is the scope of a filter that leaves one of them.
func storedNetwork(f FilterIDs) scopeRows {
	rows := scopeRows{kind: kpi.ScopeNetwork, asA: "0", asB: "0"}
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

func (c Conn) storedTotals(t totalTable, s scopeRows, q TotalQuery, months []kpi.Month, read func(string, ...any) error) error {
	for chunk := range slices.Chunk(months, maxParameters) {
		where := []string{"t.month IN (" + marks(len(chunk)) + ")", "t.scope = ?"}
		args := append(append([]any{q.By}, monthArgs(chunk)...), s.kind)
		for _, one := range []struct {
			column string
			id     kpi.ID
		}{{"t.a", s.a}, {"t.b", s.b}} {
			if one.id != anyID {
				where = append(where, one.column+" = ?")
				args = append(args, one.id)
			}
		}
		if s.below != 0 {
			where = append(where, below("?"))
			args = append(args, s.below, s.below, s.below)
		}
		head, tail, codes := t.answer(q, "?", s.asA, s.asB)
		query := head + ` FROM ` + t.name + ` t` + t.join() + ` WHERE ` + strings.Join(where, " AND ") + tail
		if err := read(query, append(args, codes...)...); err != nil {
			return err
		}
	}
	return nil
}

// join brings in the indicators' codes where the table has them.
func (t totalTable) join() string {
	if len(t.extra) == 0 {
		return ""
	}
	return ` CROSS JOIN indicators i ON i.id = t.indicator_id`
}

// below chooses the rows of an entity and of all below it; it takes the
// entity's id three times, as the given parameter.
func below(parameter string) string {
	return strings.ReplaceAll(`t.a IN (SELECT id FROM entities WHERE id = @ OR parent_id = @
		UNION ALL SELECT c.id FROM entities c JOIN entities b ON b.id = c.parent_id WHERE b.parent_id = @)`, "@", parameter)
}

// answer writes the SELECT of a query over rows t, and its end: which
// indicators (args), in which order. By is the parameter of the kind of scope.
func (t totalTable) answer(q TotalQuery, by, a, b string) (head, tail string, args []any) {
	head = `SELECT t.month, ` + by + ` AS scope, ` + a + ` AS a, ` + b + ` AS b`
	for _, column := range t.columns() {
		head += ", t." + column
	}
	if len(t.extra) == 0 {
		return head, ` ORDER BY 1, 3, 4`, nil
	}
	if len(q.Codes) > 0 {
		tail = ` AND i.code IN (` + marks(len(q.Codes)) + `)`
		for _, code := range q.Codes {
			args = append(args, code)
		}
	}
	return head + ", i.code", tail + ` ORDER BY 1, 3, 4, i.position, i.id`, args
}

// computedTotals adds up what the accounts that the filter leaves add to each
// month.
func (c Conn) computedTotals(ctx context.Context, t totalTable, q TotalQuery, months []kpi.Month, read func(string, ...any) error) error {
	for _, m := range months {
		p, err := c.monthParameters(ctx, m, q.Cal)
		if err != nil {
			return err
		}
		query := t.scoped(p.choose(q.Filter, m)) + `, t AS (
			SELECT :month AS month, ` + strings.Join(t.keys()[1:], ", ") + `, ` + t.added() + `
			FROM scoped WHERE scope = :by GROUP BY ` + strings.Join(t.keys()[1:], ", ") + `) `
		p["by"] = q.By
		head, tail, codes := t.answer(q, ":by", "t.a", "t.b")
		where := ` WHERE TRUE`
		if q.By == kpi.ScopeEntity && q.Filter.Entity != 0 {
			where = ` WHERE ` + below(":entity")
		}
		for i, code := range codes {
			name := "code" + kpi.ID(i).String()
			tail = strings.Replace(tail, "?", ":"+name, 1)
			p[name] = code
		}
		query += head + ` FROM t` + t.join() + where + tail
		if err := read(query, p.of(query)...); err != nil {
			return err
		}
	}
	return nil
}

// choose writes the condition on accounts that a filter is, and adds its
// values to the parameters.
func (p parameters) choose(f FilterIDs, m kpi.Month) string {
	if f.Empty() {
		return "TRUE"
	}
	where, args := AccountQuery{Month: m, Filter: f}.conditions()
	for name, value := range args {
		if _, set := p[name]; !set {
			p[name] = value
		}
	}
	return `a.id IN (SELECT a.id` + accountFrom + where + `)`
}
