package store

import (
	"context"
	"database/sql"
	_ "embed" // the queries
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Totals of a month over scopes. What one account adds to them is defined
// once, in query/contribution.sql and query/filing_contribution.sql; whole
// months are recomputed from it (RefreshTotals), single accounts by the
// difference it makes (KeepTotals), and filters that no scope answers are
// added up from it (Totals, FilingTotals).
//
// A month's totals are kept from the first write that touches it: its row of
// filing_totals for the network says so. Until then it has no figure.

//go:embed query/standing.sql
var standingSQL string

//go:embed query/contribution.sql
var contributionSQL string

//go:embed query/filing_contribution.sql
var filingContributionSQL string

//go:embed query/scope.sql
var scopeSQL string

// decimals to which sums are kept: adding and taking away the same value then
// leaves no trace of binary fractions.
const sumDecimals = "6"

// totalTable is one of the two tables of totals.
type totalTable struct {
	name   string
	each   string   // the query that ends with the CTE contribution
	extra  []string // key columns besides month and scope
	counts []string
	sums   []string
}

var (
	figureTotals = totalTable{
		name: "totals", each: uncommented(standingSQL + contributionSQL), extra: []string{"indicator_id"},
		counts: []string{"expected", "known", "positive", "n1", "n12"},
		sums:   []string{"sum", "denominator", "before1", "now1", "before12", "now12"},
	}
	filingTotals = totalTable{
		name: "filing_totals", each: uncommented(standingSQL + filingContributionSQL),
		counts: []string{"accounts", "expected", "filed", "on_time", "asked", "answered"},
	}
)

// uncommented drops the lines of a query that are comments.
func uncommented(query string) string {
	lines := strings.Split(query, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "--") }), "\n")
}

// columns lists all that is counted or added up.
func (t totalTable) columns() []string { return slices.Concat(t.counts, t.sums) }

// keys lists the primary key.
func (t totalTable) keys() []string {
	return slices.Concat([]string{"month", "scope", "a", "b"}, t.extra)
}

// added writes "sum(x) AS x" for every column.
func (t totalTable) added() string {
	parts := make([]string, 0, len(t.counts)+len(t.sums))
	for _, c := range t.counts {
		parts = append(parts, "sum("+c+") AS "+c)
	}
	for _, c := range t.sums {
		parts = append(parts, "round(sum("+c+"), "+sumDecimals+") AS "+c)
	}
	return strings.Join(parts, ", ")
}

// scoped is the query that ends with the CTE scoped, over the chosen accounts.
func (t totalTable) scoped(chosen string) string {
	indicator := ""
	for _, k := range t.extra {
		indicator += ", " + k
	}
	scopes := strings.NewReplacer("/*indicator*/", indicator, "/*columns*/", t.added()).Replace(uncommented(scopeSQL))
	return strings.Replace(t.each, "/*chosen*/", chosen, 1) + scopes
}

// refresh is the statement that writes a whole month.
func (t totalTable) refresh() string {
	group := strings.Join(t.keys()[1:], ", ")
	return t.scoped("TRUE") + ` INSERT INTO ` + t.name + ` (` + strings.Join(t.keys(), ", ") + `, ` + strings.Join(t.columns(), ", ") + `)
		SELECT :month, ` + group + `, ` + t.added() + ` FROM scoped WHERE TRUE GROUP BY ` + group
}

var (
	refreshFigureTotals = figureTotals.refresh()
	refreshFilingTotals = filingTotals.refresh()
)

// RefreshTotals recomputes the totals of the given months, and those of the
// months that compare with them (the next one, and a year later) where they
// are kept.
func (tx *Tx) RefreshTotals(ctx context.Context, months []kpi.Month, cal kpi.Calendar) error {
	touched, err := tx.touched(ctx, months)
	if err != nil {
		return err
	}
	return tx.refreshTotals(ctx, touched, cal)
}

// RefreshTotalsFrom recomputes the kept totals of a month and of all after it,
// as is due when a grouping, a state, an ask or a setting changes for many
// accounts from that month on.
func (tx *Tx) RefreshTotalsFrom(ctx context.Context, from kpi.Month, cal kpi.Calendar) error {
	months, err := tx.KeptMonths(ctx, from)
	if err != nil {
		return err
	}
	return tx.refreshTotals(ctx, months, cal)
}

// KeptMonths lists the months from one on whose totals are kept.
func (c Conn) KeptMonths(ctx context.Context, from kpi.Month) ([]kpi.Month, error) {
	var months []kpi.Month
	err := c.all(ctx, &months, `SELECT month FROM filing_totals
		WHERE scope = 'network' AND a = 0 AND b = 0 AND month >= ? ORDER BY month`, from)
	return months, err
}

// touched lists the given months and those kept that compare with them.
func (c Conn) touched(ctx context.Context, months []kpi.Month) ([]kpi.Month, error) {
	if len(months) == 0 {
		return nil, nil
	}
	kept, err := c.KeptMonths(ctx, slices.Min(months))
	if err != nil {
		return nil, err
	}
	all := slices.Clone(months)
	for _, m := range kept {
		if slices.Contains(months, m-1) || slices.Contains(months, m-12) {
			all = append(all, m)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (tx *Tx) refreshTotals(ctx context.Context, months []kpi.Month, cal kpi.Calendar) error {
	for _, m := range months {
		scope, err := tx.monthParameters(ctx, m, cal)
		if err != nil {
			return err
		}
		for _, step := range []string{
			`DELETE FROM totals WHERE month = :month`,
			`DELETE FROM filing_totals WHERE month = :month`,
			refreshFigureTotals,
			refreshFilingTotals,
			`INSERT INTO filing_totals (month, scope, a, b, accounts, expected, filed, on_time, asked, answered)
				VALUES (:month, 'network', 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING`,
		} {
			if _, err := tx.exec(ctx, step, scope.of(step)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// parameters are the named values of a query.
type parameters map[string]any

// of returns those that the query names: the driver wants no others.
func (p parameters) of(query string) []any {
	args := make([]any, 0, len(p))
	for name, value := range p {
		if named(query, name) {
			args = append(args, sql.Named(name, value))
		}
	}
	return args
}

// named reports whether a query has the parameter :name.
func named(query, name string) bool {
	for rest := query; ; {
		i := strings.Index(rest, ":"+name)
		if i < 0 {
			return false
		}
		rest = rest[i+1+len(name):]
		if rest == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz_0123456789", rune(rest[0])) {
			return true
		}
	}
}

// monthParameters are what the contributions of a month depend on.
func (c Conn) monthParameters(ctx context.Context, m kpi.Month, cal kpi.Calendar) (parameters, error) {
	var reporting []string
	if err := c.all(ctx, &reporting, `SELECT value FROM settings WHERE name = 'first_reporting_month'`); err != nil {
		return nil, err
	}
	return parameters{
		"month": m.String(), "month1": monthBefore(m, 1), "month12": monthBefore(m, 12),
		"first": m.FirstDay().String(), "last": m.LastDay().String(),
		"reporting": strings.Join(reporting, ""), "due": cal.Due(m).UTC().Format(instantForm),
	}, nil
}

// monthBefore writes the month n months before m, ” before there were months.
func monthBefore(m kpi.Month, n int) string {
	if m-kpi.Month(n) < kpi.FirstMonth {
		return ""
	}
	return m.Add(-n).String()
}

// eachRow scans the rows of a query.
func (c Conn) eachRow(ctx context.Context, scan func(*sqlx.Rows) error, query string, args ...any) error {
	rows, err := c.q.QueryxContext(ctx, query, args...)
	if err != nil {
		return storeError(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return storeError(rows.Err())
}
