package store

// Totals of a month over scopes. What one account adds to them is defined
// once, in total_contribution.go; whole months are recomputed from it
// (RefreshTotals), single accounts by the difference it makes (KeepTotals),
// and filters that no scope answers are added up from it (Totals,
// FilingTotals).
//
// A month's totals are kept from the first write that touches it: its row of
// filing_totals for the network says so. Until then it has no figure.

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// sumDecimals is to how many decimals sums are kept.
const sumDecimals = 6

// totalTable is one of the two tables of totals.
type totalTable struct {
	name   string
	extra  []string // key columns besides month and scope
	counts []string
	sums   []string
}

var (
	figureTotals = totalTable{
		name: "totals", extra: []string{"indicator_id"},
		counts: []string{"expected", "known", "positive", "n1", "n12"},
		sums:   []string{"sum", "denominator", "before1", "now1", "before12", "now12"},
	}
	filingTotals = totalTable{
		name:   "filing_totals",
		counts: []string{"accounts", "expected", "filed", "on_time", "asked", "answered"},
	}
)

// columns lists all that is counted or added up.
func (t totalTable) columns() []string { return slices.Concat(t.counts, t.sums) }

// keys lists the primary key.
func (t totalTable) keys() []string {
	return slices.Concat([]string{"month", "scope", "a", "b"}, t.extra)
}

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

// KeptMonths lists the months from one on whose totals are kept, by steps from
// one month to the next: the table has many rows of each.
func (c Conn) KeptMonths(ctx context.Context, from kpi.Month) ([]kpi.Month, error) {
	var months []kpi.Month
	err := c.all(ctx, &months, `WITH RECURSIVE kept (month) AS (
			SELECT min(month) FROM filing_totals WHERE month >= ?
			UNION ALL
			SELECT (SELECT min(month) FROM filing_totals t WHERE t.month > kept.month) FROM kept WHERE kept.month IS NOT NULL)
		SELECT month FROM kept WHERE month IS NOT NULL`, from)
	return months, err
}

// FirstKept is the first month whose totals are kept, zero where none are.
func (c Conn) FirstKept(ctx context.Context) (kpi.Month, error) {
	var first kpi.Month
	return first, c.get(ctx, &first, `SELECT coalesce(min(month), '') FROM filing_totals`)
}

// touched lists, in order, the given months, those kept that compare with
// them, and the months between that are not kept: so that from the first to
// the last month with figures no reader has to count.
func (c Conn) touched(ctx context.Context, months []kpi.Month) ([]kpi.Month, error) {
	if len(months) == 0 {
		return nil, nil
	}
	kept, err := c.KeptMonths(ctx, kpi.FirstMonth)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(months)
	for _, m := range kept {
		if slices.Contains(months, m-1) || slices.Contains(months, m-12) {
			all = append(all, m)
		}
	}
	life, err := c.firstLife(ctx)
	if err != nil {
		return nil, err
	}
	if !life.IsZero() {
		first, last := slices.Min(slices.Concat(all, kept)), slices.Max(slices.Concat(all, kept))
		for m := max(first, life); m <= last; m++ {
			if _, there := slices.BinarySearch(kept, m); !there {
				all = append(all, m)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// firstLife is the first month in which an account may be expected to file,
// zero where there is none.
func (c Conn) firstLife(ctx context.Context) (kpi.Month, error) {
	var first kpi.Day
	err := c.get(ctx, &first, `SELECT min(from_day) FROM account_states WHERE state IN ('test', 'active', 'dormant')`)
	if err != nil || first.IsZero() {
		return 0, err
	}
	return first.Month(), nil
}

func (tx *Tx) refreshTotals(ctx context.Context, months []kpi.Month, cal kpi.Calendar) error {
	return tx.refreshTotalsKnowing(ctx, months, cal, nil)
}

// refreshTotalsKnowing counts the totals of months; known are all figures of
// some of them, which are then not read.
func (tx *Tx) refreshTotalsKnowing(ctx context.Context, months []kpi.Month, cal kpi.Calendar, known KnownFigures) error {
	if len(months) == 0 {
		return nil
	}
	r, err := tx.everybody(ctx)
	if err != nil {
		return err
	}
	r.known = known
	for _, m := range months {
		s, err := r.month(ctx, m, cal)
		if err != nil {
			return err
		}
		for _, t := range []totalTable{figureTotals, filingTotals} {
			if _, err := tx.exec(ctx, `DELETE FROM `+t.name+` WHERE month = ?`, m); err != nil {
				return err
			}
		}
		network := totalKey{month: m, scope: kpi.Scope{Kind: kpi.ScopeNetwork}}
		if _, there := s.filings[network]; !there {
			s.filings[network] = filingSums{} // says that the month is kept
		}
		if err := tx.writeSums(ctx, m, s); err != nil {
			return err
		}
	}
	return nil
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
