package store

import (
	"context"
	"strings"

	"portevoix/internal/kpi"
)

// This file compares the totals that are kept with those that their figures
// add up to.

// TotalFault is a kept total that is not what its rows add up to.
type TotalFault struct {
	Month     kpi.Month
	Scope     kpi.Scope
	Indicator string // code; "" for the totals of filings
}

// Inventory is how much a database holds.
type Inventory struct {
	Months  int // with totals
	Figures int
	Totals  int // rows
	Reports int // files of issued reports
}

// maxTotalFaults is how many faults are told of each table.
const maxTotalFaults = 50

// CheckTotals recomputes every total, lists those that were something else,
// and leaves the recomputed ones: it is for a copy.
func (tx *Tx) CheckTotals(ctx context.Context, cal kpi.Calendar) (faults []TotalFault, held Inventory, err error) {
	tables := []totalTable{figureTotals, filingTotals}
	for _, t := range tables {
		if _, err := tx.exec(ctx, `CREATE TEMP TABLE kept_`+t.name+` AS SELECT * FROM `+t.name); err != nil {
			return nil, held, err
		}
	}
	if err := tx.RefreshTotalsFrom(ctx, kpi.FirstMonth, cal); err != nil {
		return nil, held, err
	}
	for _, t := range tables {
		var found []TotalFault
		if err := tx.all(ctx, &found, t.difference(), maxTotalFaults); err != nil {
			return nil, held, err
		}
		faults = append(faults, found...)
	}
	err = tx.get(ctx, &held, `SELECT (SELECT count(*) FROM filing_totals WHERE scope = 'network') AS months,
		(SELECT count(*) FROM figures WHERE state <> 0) AS figures,
		(SELECT count(*) FROM totals) + (SELECT count(*) FROM filing_totals) AS totals`)
	return faults, held, err
}

// difference finds the rows of kept_NAME and NAME that differ; a row that is
// missing counts as zeros.
func (t totalTable) difference() string {
	var differ []string
	for _, c := range t.counts {
		differ = append(differ, "coalesce(kept."+c+", 0) <> coalesce(counted."+c+", 0)")
	}
	for _, c := range t.sums {
		differ = append(differ, "abs(coalesce(kept."+c+", 0) - coalesce(counted."+c+", 0)) > 0.00001 * max(1, abs(coalesce(counted."+c+", 0)))")
	}
	indicator := `''`
	if len(t.extra) > 0 {
		indicator = `coalesce((SELECT code FROM indicators WHERE id = indicator_id), '')`
	}
	return `SELECT month, scope AS "scope.kind", a AS "scope.a", b AS "scope.b", ` + indicator + ` AS indicator
		FROM kept_` + t.name + ` AS kept FULL JOIN ` + t.name + ` AS counted USING (` + strings.Join(t.keys(), ", ") + `)
		WHERE ` + strings.Join(differ, " OR ") + ` ORDER BY ` + strings.Join(t.keys(), ", ") + ` LIMIT ?`
}
