package store

// The contributions of accounts added up over scopes.

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"portevoix/internal/kpi"
)

// totalKey is a row of totals, or of filing_totals where the indicator is 0.
type totalKey struct {
	month     kpi.Month
	scope     kpi.Scope
	indicator kpi.ID
}

// monthSums are totals by row.
type monthSums struct {
	figures map[totalKey]figureSums
	filings map[totalKey]filingSums
}

func newMonthSums() monthSums {
	return monthSums{figures: map[totalKey]figureSums{}, filings: map[totalKey]filingSums{}}
}

// standing is where accounts stand together everywhere, so that they are added
// up once and then over each scope.
type standing struct{ platform, sphere, rang, entity kpi.ID }

// cell is what the accounts of a standing add.
type cell struct {
	figures []figureSums // by indicator
	filing  filingSums
}

// month adds up what all accounts of the crowd add to a month. Months are taken
// in order.
func (r *reckoner) month(ctx context.Context, m kpi.Month, cal kpi.Calendar) (monthSums, error) {
	cells, err := r.cells(ctx, m, cal, nil, byStanding)
	if err != nil {
		return monthSums{}, err
	}
	return r.scoped(m, cells), nil
}

// cells adds up what the chosen accounts (by their place in the crowd; nil:
// all) add to a month by where they stand.
func (r *reckoner) cells(ctx context.Context, m kpi.Month, cal kpi.Calendar, chosen bits, how together) (map[standing]*cell, error) {
	if err := r.open(ctx, m); err != nil {
		return nil, err
	}
	r.turn(m)
	in := r.in(m)
	at := in.cellsOf(r.Crowd, how)
	t := tally{crowdMonth: in, places: chosen.places(len(r.ids)), of: at.of, cells: make([]*cell, len(at.keys))}
	cells := map[standing]*cell{}
	for _, i := range t.places {
		if number := t.of[i]; t.cells[number] == nil {
			t.cells[number] = &cell{figures: make([]figureSums, len(r.indicators))}
			cells[at.keys[number]] = t.cells[number]
		}
	}
	for k := range r.indicators {
		if r.only == nil || r.only[k] {
			r.figures(t, k)
		}
	}
	if !r.figuresOnly {
		r.filings(t, cal.Due(m).UnixMilli())
	}
	return cells, nil
}

// scoped adds the cells up over their scopes.
func (r *reckoner) scoped(m kpi.Month, cells map[standing]*cell) monthSums {
	scopes := map[kpi.Scope]*cell{}
	for at, c := range cells {
		for _, scope := range r.scopesOf(at) {
			sum := scopes[scope]
			if sum == nil {
				sum = &cell{figures: make([]figureSums, len(r.indicators))}
				scopes[scope] = sum
			}
			for k := range c.figures {
				if c.figures[k][sumExpected] > 0 { // else there is nothing
					addTo(sum.figures[k][:], c.figures[k][:])
				}
			}
			addTo(sum.filing[:], c.filing[:])
		}
	}
	sums := newMonthSums()
	for scope, c := range scopes {
		for k, s := range c.figures {
			if s[sumExpected] > 0 {
				for i := range s {
					s[i] = rounded(s[i])
				}
				sums.figures[totalKey{m, scope, r.indicators[k].ID}] = s
			}
		}
		if c.filing != (filingSums{}) {
			sums.filings[totalKey{month: m, scope: scope}] = c.filing
		}
	}
	return sums
}

// scopesOf lists the scopes of a standing, of the kind that is wanted alone
// where one is.
func (r *reckoner) scopesOf(at standing) []kpi.Scope {
	list, known := r.reached[at]
	if !known {
		list = slices.DeleteFunc(r.scopes(at.platform, stay{sphere: at.sphere, rang: at.rang, entity: at.entity}),
			func(s kpi.Scope) bool { return r.by != "" && s.Kind != r.by })
		r.reached[at] = list
	}
	return list
}

func addTo(sum, more []float64) {
	for i, v := range more {
		sum[i] += v
	}
}

// subtract takes other totals away.
func (s monthSums) subtract(other monthSums) {
	for key, less := range other.figures {
		sum := s.figures[key]
		for i, v := range less {
			sum[i] -= v
		}
		s.figures[key] = sum
	}
	for key, less := range other.filings {
		sum := s.filings[key]
		for i, v := range less {
			sum[i] -= v
		}
		s.filings[key] = sum
	}
}

// writeSums writes the rows of a month that has none.
func (tx *Tx) writeSums(ctx context.Context, m kpi.Month, s monthSums) error {
	figures, filings := figureTotals.writer(tx, m), filingTotals.writer(tx, m)
	for _, key := range sortedKeys(s.figures) {
		if err := figures.add(ctx, figureArgs(key, s.figures[key])[1:]...); err != nil {
			return err
		}
	}
	for _, key := range sortedKeys(s.filings) {
		if err := filings.add(ctx, filingArgs(key, s.filings[key])[1:]...); err != nil {
			return err
		}
	}
	if err := figures.flush(ctx); err != nil {
		return err
	}
	return filings.flush(ctx)
}

// sortedKeys lists rows in the order of the table's key.
func sortedKeys[V any](rows map[totalKey]V) []totalKey {
	keys := make([]totalKey, 0, len(rows))
	for key := range rows {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b totalKey) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.scope.Kind, b.scope.Kind), cmp.Compare(a.scope.A, b.scope.A),
			cmp.Compare(a.scope.B, b.scope.B), cmp.Compare(a.indicator, b.indicator))
	})
	return keys
}

// writer writes new rows of a month, without the month itself.
func (t totalTable) writer(tx *Tx, m kpi.Month) *fixedBulk {
	columns := slices.Concat(t.keys(), t.columns())
	return tx.fixedBulk(`INSERT INTO `+t.name+` (`+strings.Join(columns, ", ")+`)`, `(?1`+strings.Repeat(`,$`, len(columns)-1)+`)`, m.String())
}

func figureArgs(key totalKey, s figureSums) []any {
	args := append(make([]any, 0, 16), key.month, key.scope.Kind, int64(key.scope.A), int64(key.scope.B), int64(key.indicator))
	return appendNumbers(args, s[:], len(figureTotals.counts))
}

func filingArgs(key totalKey, s filingSums) []any {
	args := []any{key.month, key.scope.Kind, int64(key.scope.A), int64(key.scope.B)}
	return appendNumbers(args, s[:], len(filingTotals.counts))
}

// appendNumbers adds values, the first n of them as whole numbers.
func appendNumbers(args []any, values []float64, n int) []any {
	for i, v := range values {
		if i < n {
			args = append(args, int64(math.Round(v)))
		} else {
			args = append(args, v)
		}
	}
	return args
}
