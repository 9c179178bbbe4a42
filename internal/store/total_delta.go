package store

import (
	"context"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Totals kept by the difference that one account makes: a few small queries,
// however large the network is.

// KeepTotals runs write, which may change the figures and the filing of one
// account for one month and nothing else, and keeps all totals up to date.
func (tx *Tx) KeepTotals(ctx context.Context, cal kpi.Calendar, account kpi.ID, month kpi.Month, write func() error) error {
	kept, err := tx.keptAmong(ctx, month, month+1, month+12)
	if err != nil {
		return err
	}
	if !slices.Contains(kept, month) {
		if err := write(); err != nil {
			return err
		}
		return tx.RefreshTotals(ctx, []kpi.Month{month}, cal)
	}
	return tx.keepTotals(ctx, cal, account, kept, write)
}

// KeepTotalsFrom runs write, which may change anything about one account from
// a month on (where it stands, its states, what is asked of it alone), and
// keeps all totals up to date.
func (tx *Tx) KeepTotalsFrom(ctx context.Context, cal kpi.Calendar, account kpi.ID, from kpi.Month, write func() error) error {
	kept, err := tx.KeptMonths(ctx, from)
	if err != nil {
		return err
	}
	return tx.keepTotals(ctx, cal, account, kept, write)
}

func (c Conn) keptAmong(ctx context.Context, months ...kpi.Month) ([]kpi.Month, error) {
	var kept []kpi.Month
	err := c.all(ctx, &kept, `SELECT month FROM filing_totals
		WHERE scope = 'network' AND a = 0 AND b = 0 AND month IN (`+marks(len(months))+`) ORDER BY month`, monthArgs(months)...)
	return kept, err
}

func (tx *Tx) keepTotals(ctx context.Context, cal kpi.Calendar, account kpi.ID, months []kpi.Month, write func() error) error {
	d := totalDelta{tx: tx, account: account, cal: cal}
	if err := d.count(ctx, months, -1); err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	if err := d.count(ctx, months, +1); err != nil {
		return err
	}
	return d.write(ctx)
}

// totalKey is a row of totals, or of filing_totals where the indicator is 0.
type totalKey struct {
	month     kpi.Month
	scope     kpi.Scope
	indicator kpi.ID
}

// totalDelta collects what an account takes from and adds to rows of totals.
type totalDelta struct {
	tx      *Tx
	account kpi.ID
	cal     kpi.Calendar
	figures map[totalKey][]float64 // by figureTotals.columns()
	filings map[totalKey][]float64 // by filingTotals.columns()
}

const oneAccount = `a.id = :account`

var (
	contributionOf       = figureTotals.ofAccount()
	filingContributionOf = filingTotals.ofAccount()
)

// ofAccount is the query for what one account adds, by indicator where the
// table has them.
func (t totalTable) ofAccount() string {
	group := strings.Join(t.extra, ", ")
	query := strings.Replace(t.each, "/*chosen*/", oneAccount, 1) + ` SELECT `
	if group == "" {
		return query + `0, ` + t.added() + ` FROM contribution`
	}
	return query + group + `, ` + t.added() + ` FROM contribution GROUP BY ` + group
}

// count adds what the account adds to each of the months, times sign.
func (d *totalDelta) count(ctx context.Context, months []kpi.Month, sign float64) error {
	for _, m := range months {
		scopes, err := d.tx.accountScopes(ctx, d.account, m)
		if err != nil {
			return err
		}
		p, err := d.tx.monthParameters(ctx, m, d.cal)
		if err != nil {
			return err
		}
		p["account"] = int64(d.account)
		if err := d.tx.addContribution(ctx, &d.figures, contributionOf, p, m, scopes, sign); err != nil {
			return err
		}
		if err := d.tx.addContribution(ctx, &d.filings, filingContributionOf, p, m, scopes, sign); err != nil {
			return err
		}
	}
	return nil
}

func (c Conn) addContribution(ctx context.Context, into *map[totalKey][]float64, query string, p parameters, m kpi.Month, scopes []kpi.Scope, sign float64) error {
	if *into == nil {
		*into = map[totalKey][]float64{}
	}
	return c.eachRow(ctx, func(rows *sqlx.Rows) error {
		indicator, values, err := scanNumbers(rows)
		if err != nil {
			return err
		}
		for _, s := range scopes {
			key := totalKey{m, s, indicator}
			if (*into)[key] == nil {
				(*into)[key] = make([]float64, len(values))
			}
			for i, v := range values {
				(*into)[key][i] += sign * v
			}
		}
		return nil
	}, query, p.of(query)...)
}

// scanNumbers reads an indicator's id and the numbers that follow it; sums of
// nothing are 0.
func scanNumbers(rows *sqlx.Rows) (indicator kpi.ID, values []float64, err error) {
	names, err := rows.Columns()
	if err != nil {
		return 0, nil, err
	}
	numbers := make([]kpi.Number, len(names)-1)
	dest := make([]any, len(names))
	dest[0] = &indicator
	for i := range numbers {
		dest[i+1] = &numbers[i]
	}
	if err := rows.Scan(dest...); err != nil {
		return 0, nil, err
	}
	values = make([]float64, len(numbers))
	for i, n := range numbers {
		values[i] = n.V
	}
	return indicator, values, nil
}

// accountScopes lists the scopes that an account stands in for a month.
func (c Conn) accountScopes(ctx context.Context, account kpi.ID, month kpi.Month) ([]kpi.Scope, error) {
	var at []struct {
		Platform kpi.ID `db:"platform_id"`
		Sphere   kpi.ID `db:"sphere_id"`
		Range    kpi.ID `db:"range_id"`
		Entity   kpi.ID `db:"entity_id"`
		Parent   kpi.ID `db:"parent_id"`
		Top      kpi.ID `db:"top_id"`
	}
	err := c.all(ctx, &at, `SELECT a.platform_id, coalesce(g.sphere_id, 0) AS sphere_id, coalesce(g.range_id, 0) AS range_id,
			coalesce(g.entity_id, 0) AS entity_id, coalesce(e.parent_id, 0) AS parent_id, coalesce(p.parent_id, 0) AS top_id
		FROM accounts a
		LEFT JOIN account_groupings g ON g.account_id = a.id AND g.from_month <= ? AND (g.until_month IS NULL OR g.until_month >= ?)
		LEFT JOIN entities e ON e.id = g.entity_id
		LEFT JOIN entities p ON p.id = e.parent_id
		WHERE a.id = ?`, month, month, account)
	if err != nil || len(at) == 0 {
		return nil, err
	}
	s := at[0]
	scopes := []kpi.Scope{
		{Kind: kpi.ScopeNetwork},
		{Kind: kpi.ScopePlatform, A: s.Platform},
		{Kind: kpi.ScopeSphere, A: s.Sphere},
		{Kind: kpi.ScopeRange, A: s.Range},
		{Kind: kpi.ScopeSphereRange, A: s.Sphere, B: s.Range},
		{Kind: kpi.ScopeEntity, A: s.Entity},
	}
	for _, above := range []kpi.ID{s.Parent, s.Top} {
		if above != 0 {
			scopes = append(scopes, kpi.Scope{Kind: kpi.ScopeEntity, A: above})
		}
	}
	return scopes, nil
}

// write applies the differences.
func (d *totalDelta) write(ctx context.Context) error {
	if err := d.tx.applyTotals(ctx, figureTotals, d.figures, `expected = 0`); err != nil {
		return err
	}
	return d.tx.applyTotals(ctx, filingTotals, d.filings, `expected = 0 AND accounts = 0 AND scope <> 'network'`)
}

// applyTotals adds differences to rows of totals and removes the rows that
// are empty afterwards.
func (tx *Tx) applyTotals(ctx context.Context, t totalTable, delta map[totalKey][]float64, empty string) error {
	columns := slices.Concat(t.keys(), t.columns())
	put := tx.bulk(`INSERT INTO `+t.name+` (`+strings.Join(columns, ", ")+`)`, len(columns), t.addTail())
	var shrunk []totalKey
	for key, values := range delta {
		if !slices.ContainsFunc(values, func(v float64) bool { return v != 0 }) {
			continue
		}
		args := append(t.keyArgs(key), numberArgs(values, len(t.counts))...)
		if err := put.add(ctx, args...); err != nil {
			return err
		}
		if slices.ContainsFunc(values[:len(t.counts)], func(v float64) bool { return v < 0 }) {
			shrunk = append(shrunk, key)
		}
	}
	if err := put.flush(ctx); err != nil {
		return err
	}
	for _, key := range shrunk {
		if _, err := tx.exec(ctx, `DELETE FROM `+t.name+` WHERE `+strings.Join(t.keys(), " = ? AND ")+` = ? AND `+empty,
			t.keyArgs(key)...); err != nil {
			return err
		}
	}
	return nil
}

// addTail makes an INSERT add to the row that is there.
func (t totalTable) addTail() string {
	sets := make([]string, 0, len(t.counts)+len(t.sums))
	for _, c := range t.counts {
		sets = append(sets, c+` = `+t.name+`.`+c+` + excluded.`+c)
	}
	for _, c := range t.sums {
		sets = append(sets, c+` = round(`+t.name+`.`+c+` + excluded.`+c+`, `+sumDecimals+`)`)
	}
	return `ON CONFLICT (` + strings.Join(t.keys(), ", ") + `) DO UPDATE SET ` + strings.Join(sets, ", ")
}

func (t totalTable) keyArgs(key totalKey) []any {
	args := []any{key.month, key.scope.Kind, int64(key.scope.A), int64(key.scope.B)}
	if len(t.extra) > 0 {
		args = append(args, int64(key.indicator))
	}
	return args
}

// numberArgs gives the first n values as whole numbers.
func numberArgs(values []float64, n int) []any {
	args := make([]any, len(values))
	for i, v := range values {
		if i < n {
			args[i] = int64(v)
		} else {
			args[i] = v
		}
	}
	return args
}
