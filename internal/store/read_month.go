package store

// This file reads what the lists of a month need: its accounts with just what
// their place depends on, the values that are not added up, and the figures of
// many accounts.

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

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
	Values     []kpi.Number // of the columns that were asked for
}

// FigureColumn is one indicator of one month.
type FigureColumn struct {
	Month     kpi.Month
	Indicator kpi.ID
}

// MonthAccounts reads the accounts of a month, by id, with the values of some
// columns. Those are the accounts that were in test, active or dormant on a day
// from the first day of since on (the zero month: of the query's month) or
// have a value in these months; where the query's filter names a state, all
// that are in it at the end of the month.
func (c Conn) MonthAccounts(ctx context.Context, q AccountQuery, since kpi.Month, columns []FigureColumn) ([]MonthAccount, error) {
	if since.IsZero() {
		since = q.Month
	}
	where, args := q.conditions()
	args["first"] = since.FirstDay()
	if q.Filter.State == "" {
		where += ` AND ` + presentIn(kpi.MonthsBetween(since, q.Month))
	}
	selected, joined := figureColumnsSQL(columns, args)
	query, list, err := sqlx.Named(`SELECT a.id, a.platform_id, p.position, coalesce(g.sphere_id, 0), coalesce(s.position, -1),
		coalesce(st.state, ''), CASE WHEN a.persona_key <> '' THEN a.persona_key ELSE coalesce(
			(SELECT handle_key FROM account_handles h WHERE h.account_id = a.id AND h.from_month <= :month ORDER BY h.from_month DESC LIMIT 1),
			(SELECT handle_key FROM account_handles h WHERE h.account_id = a.id ORDER BY h.from_month LIMIT 1), '') END`+
		selected+accountFrom+joined+where+` ORDER BY a.id`, args)
	if err != nil {
		return nil, err
	}
	var rows []MonthAccount
	values := make([]sql.NullFloat64, len(columns))
	var a MonthAccount
	dest := []any{&a.ID, &a.PlatformID, &a.Platform, &a.SphereID, &a.Sphere, &a.State, &a.Name}
	for i := range values {
		dest = append(dest, &values[i])
	}
	err = c.eachRow(ctx, func(r *sqlx.Rows) error {
		if err := r.Scan(dest...); err != nil {
			return err
		}
		a.Values = make([]kpi.Number, len(values))
		for i, v := range values {
			a.Values[i] = kpi.Number{V: v.Float64, Known: v.Valid}
		}
		rows = append(rows, a)
		return nil
	}, query, list...)
	return rows, err
}

// presentIn is the condition that account a lived from :first to :day, or has
// a value in one of the months.
func presentIn(months []kpi.Month) string {
	var wanted strings.Builder
	for i, m := range months {
		if i > 0 {
			wanted.WriteString(", ")
		}
		wanted.WriteString("('" + m.String() + "')")
	}
	return `(EXISTS (SELECT 1 FROM account_states l WHERE l.account_id = a.id AND l.state IN ('test', 'active', 'dormant')
			AND l.from_day <= :day AND (l.until_day IS NULL OR l.until_day >= :first))
		OR EXISTS (SELECT 1 FROM (VALUES ` + wanted.String() + `) w CROSS JOIN figures l
			ON l.month = w.column1 AND l.account_id = a.id AND l.state = 1))`
}

// figureColumnsSQL adds the values of columns to a query over account a.
func figureColumnsSQL(columns []FigureColumn, args map[string]any) (selected, joined string) {
	var s, j strings.Builder
	for i, column := range columns {
		n := strconv.Itoa(i)
		s.WriteString(", v" + n + ".value")
		j.WriteString(" LEFT JOIN figures v" + n + " ON v" + n + ".month = :vm" + n + " AND v" + n + ".account_id = a.id AND v" +
			n + ".indicator_id = :vi" + n)
		args["vm"+n], args["vi"+n] = column.Month, column.Indicator
	}
	return s.String(), j.String()
}

// groupColumns say by what rows are grouped: by kpi.Scope, "" for all together.
var groupColumns = map[string]string{
	"": "0", kpi.ScopeNetwork: "0", kpi.ScopePlatform: "a.platform_id",
	kpi.ScopeSphere: "coalesce(g.sphere_id, 0)", kpi.ScopeRange: "coalesce(g.range_id, 0)",
}

// EachValue calls f with every value of some indicators over the accounts of a
// query, in its month and in no order, with the account's group by
// kpi.ScopePlatform, ScopeSphere or ScopeRange (0: in none, or not grouped).
func (c Conn) EachValue(ctx context.Context, q AccountQuery, by string, indicators []kpi.ID, f func(group, indicator kpi.ID, value float64)) error {
	if len(indicators) == 0 {
		return nil
	}
	where, args := q.conditions()
	args["indicators"] = indicators
	query := `SELECT ` + groupColumns[by] + `, f.indicator_id, f.value ` + accountFrom + `
		CROSS JOIN figures f ON f.month = :month AND f.account_id = a.id AND f.indicator_id IN (:indicators) AND f.state = 1` + where
	if groupColumns[by] == "0" && q.Filter.Empty() && q.Within == 0 {
		query = `SELECT 0, indicator_id, value FROM figures WHERE month = :month AND indicator_id IN (:indicators) AND state = 1`
	}
	var group, indicator, value any // which does without reflection
	dest := []any{&group, &indicator, &value}
	return c.eachNamed(ctx, func(r *sqlx.Rows) error {
		err := r.Scan(dest...)
		v, _ := value.(float64)
		f(kpi.ID(integer(group)), kpi.ID(integer(indicator)), v)
		return err
	}, query, args)
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

// SampleValues reads the figures of some indicators over the accounts of a
// query, in its month, grouped as EachValue.
func (c Conn) SampleValues(ctx context.Context, q AccountQuery, by string, indicators []kpi.ID) ([]SampleValue, error) {
	if len(indicators) == 0 {
		return nil, nil
	}
	where, args := q.conditions()
	args["indicators"] = indicators
	rows := []SampleValue{}
	err := c.eachNamed(ctx, func(r *sqlx.Rows) error {
		s := SampleValue{Month: q.Month}
		err := r.Scan(&s.Indicator, &s.Group, &s.Value, &s.Entity, &s.Headcount)
		rows = append(rows, s)
		return err
	}, `SELECT f.indicator_id, `+groupColumns[by]+`, f.value, coalesce(g.entity_id, 0),
		(SELECT h.headcount FROM entity_headcounts h WHERE h.entity_id = g.entity_id AND h.from_month <= :month
			ORDER BY h.from_month DESC LIMIT 1)`+accountFrom+`
		CROSS JOIN figures f ON f.month = :month AND f.account_id = a.id AND f.indicator_id IN (:indicators) AND f.state = 1`+where, args)
	return rows, err
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
