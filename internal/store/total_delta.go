package store

// Totals kept by the difference that one account makes: a few small queries,
// however large the network is.

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"portevoix/internal/kpi"
)

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
	return tx.keepTotals(ctx, cal, account, kept, write, func(r *reckoner) (*reckoner, error) {
		r.forget(month)
		return r, nil
	})
}

// KeepTotalsFrom runs write, which may change anything about one account from
// a month on (where it stands, its states, what is asked of it alone), and
// keeps all totals up to date.
func (tx *Tx) KeepTotalsFrom(ctx context.Context, cal kpi.Calendar, account kpi.ID, from kpi.Month, write func() error) error {
	kept, err := tx.KeptMonths(ctx, from)
	if err != nil {
		return err
	}
	return tx.keepTotals(ctx, cal, account, kept, write, func(*reckoner) (*reckoner, error) { return tx.single(ctx, account) })
}

func (c Conn) keptAmong(ctx context.Context, months ...kpi.Month) ([]kpi.Month, error) {
	var kept []kpi.Month
	err := c.all(ctx, &kept, `SELECT month FROM filing_totals
		WHERE scope = 'network' AND a = 0 AND b = 0 AND month IN (`+marks(len(months))+`) ORDER BY month`, monthArgs(months)...)
	return kept, err
}

// keepTotals applies the difference that write makes to what an account adds
// to months; written gives the reckoner that sees what was written.
func (tx *Tx) keepTotals(ctx context.Context, cal kpi.Calendar, account kpi.ID, months []kpi.Month, write func() error, written func(*reckoner) (*reckoner, error)) error {
	r, err := tx.single(ctx, account)
	if err != nil {
		return err
	}
	before, err := r.months(ctx, months, cal)
	if err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	if r, err = written(r); err != nil {
		return err
	}
	after, err := r.months(ctx, months, cal)
	if err != nil {
		return err
	}
	after.subtract(before)
	return tx.applySums(ctx, after)
}

// single is a reckoner for one account.
func (c Conn) single(ctx context.Context, account kpi.ID) (*reckoner, error) {
	crowd, err := c.Crowd(ctx, []kpi.ID{account})
	if err != nil {
		return nil, err
	}
	return newReckoner(c, crowd, false), nil
}

// months counts what a small crowd adds to months.
func (r *reckoner) months(ctx context.Context, months []kpi.Month, cal kpi.Calendar) (monthSums, error) {
	all := newMonthSums()
	if len(months) == 0 {
		return all, nil
	}
	for chunk := range slices.Chunk(months, maxParameters/3) {
		if err := r.open(ctx, chunk...); err != nil {
			return all, err
		}
	}
	for _, m := range months {
		s, err := r.month(ctx, m, cal)
		if err != nil {
			return all, err
		}
		maps.Copy(all.figures, s.figures)
		maps.Copy(all.filings, s.filings)
	}
	return all, nil
}

// applySums adds differences to the rows of totals and removes the rows that
// are empty afterwards.
func (tx *Tx) applySums(ctx context.Context, s monthSums) error {
	add := figureTotals.adder(tx)
	var shrunk []totalKey
	for key, sums := range s.figures {
		if sums == (figureSums{}) {
			continue
		}
		if err := add.add(ctx, figureArgs(key, sums)...); err != nil {
			return err
		}
		if sums[sumExpected] < 0 {
			shrunk = append(shrunk, key)
		}
	}
	if err := add.flush(ctx); err != nil {
		return err
	}
	for _, key := range shrunk {
		if _, err := tx.exec(ctx, `DELETE FROM totals WHERE month = ? AND scope = ? AND a = ? AND b = ? AND indicator_id = ? AND expected = 0`,
			key.month, key.scope.Kind, key.scope.A, key.scope.B, key.indicator); err != nil {
			return err
		}
	}
	return tx.applyFilingSums(ctx, s)
}

func (tx *Tx) applyFilingSums(ctx context.Context, s monthSums) error {
	add := filingTotals.adder(tx)
	var shrunk []totalKey
	for key, sums := range s.filings {
		if sums == (filingSums{}) {
			continue
		}
		if err := add.add(ctx, filingArgs(key, sums)...); err != nil {
			return err
		}
		if sums[sumFilingExpected] < 0 || sums[sumAccounts] < 0 {
			shrunk = append(shrunk, key)
		}
	}
	if err := add.flush(ctx); err != nil {
		return err
	}
	for _, key := range shrunk {
		if _, err := tx.exec(ctx, `DELETE FROM filing_totals WHERE month = ? AND scope = ? AND a = ? AND b = ?
			AND expected = 0 AND accounts = 0 AND scope <> 'network'`, key.month, key.scope.Kind, key.scope.A, key.scope.B); err != nil {
			return err
		}
	}
	return nil
}

// adder adds to the rows that are there.
func (t totalTable) adder(tx *Tx) *bulk {
	sets := make([]string, 0, len(t.counts)+len(t.sums))
	for _, c := range t.counts {
		sets = append(sets, c+` = `+t.name+`.`+c+` + excluded.`+c)
	}
	for _, c := range t.sums {
		sets = append(sets, c+` = round(`+t.name+`.`+c+` + excluded.`+c+`, `+strconv.Itoa(sumDecimals)+`)`)
	}
	columns := slices.Concat(t.keys(), t.columns())
	return tx.bulk(`INSERT INTO `+t.name+` (`+strings.Join(columns, ", ")+`)`, len(columns),
		`ON CONFLICT (`+strings.Join(t.keys(), ", ")+`) DO UPDATE SET `+strings.Join(sets, ", "))
}
