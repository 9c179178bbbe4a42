package store

// What one account adds to the totals of a month: the one definition behind
// totals that are recomputed, kept by difference, and added up for a filter.

import (
	"context"
	"math"
	"slices"
	"strconv"

	"portevoix/internal/kpi"
)

// figureSums are what figureTotals.columns() names, in that order.
type figureSums [11]float64

const (
	sumExpected = iota
	sumKnown
	sumPositive
	sumN1
	sumN12
	sumSum
	sumDenominator
	sumBefore1
	sumNow1
	sumBefore12
	sumNow12
)

// filingSums are what filingTotals.columns() names, in that order.
type filingSums [6]float64

const (
	sumAccounts = iota
	sumFilingExpected
	sumFiled
	sumOnTime
	sumAsked
	sumAnswered
)

// ledger is the figures of a crowd for one month, by place of the indicator.
type ledger struct {
	columns      []*column
	month        *monthColumns
	interactions *column
}

// column is an indicator's; of a month that was not opened there is none.
func (l *ledger) column(indicator int) *column {
	if l == nil || indicator < 0 {
		return nil
	}
	return l.columns[indicator]
}

// ofInteractions is what accounts had of them; of a month that was not opened
// there is none.
func (l *ledger) ofInteractions() *column {
	if l == nil {
		return nil
	}
	return l.interactions
}

// reckoner counts what accounts of a crowd add to months.
type reckoner struct {
	*Crowd
	c           Conn
	all         bool         // the crowd is everybody
	held        *recall      // of everybody
	only        []bool       // the indicators that are wanted; nil: all
	by          string       // the kind of scope that is wanted; "": all
	figuresOnly bool         // nothing is asked about filings
	among       []kpi.Month  // the only months to read; nil: all
	known       KnownFigures // that need not be read
	ledgers     map[kpi.Month]*ledger
	filed       map[kpi.Month]bool // filings of which months were read
	reached     map[standing][]kpi.Scope

	now, before, year *ledger // of the month that is counted, M−1 and M−12
}

func newReckoner(c Conn, w *Crowd, all bool) *reckoner {
	return &reckoner{Crowd: w, c: c, all: all, ledgers: map[kpi.Month]*ledger{}, filed: map[kpi.Month]bool{}, reached: map[standing][]kpi.Scope{}}
}

// everybody is a reckoner for all accounts.
func (c Conn) everybody(ctx context.Context) (*reckoner, error) {
	held, err := c.recall(ctx)
	if err != nil {
		return nil, err
	}
	crowd, err := held.everybody(ctx)
	if err != nil {
		return nil, err
	}
	r := newReckoner(c, crowd, true)
	r.held = &held
	return r, nil
}

// want restricts the reckoner to the figures that some indicators are made of.
func (r *reckoner) want(codes []string) {
	if len(codes) == 0 {
		return
	}
	r.only = make([]bool, len(r.indicators))
	for i, ind := range r.indicators {
		part := slices.Contains(kpi.InteractionParts, ind.Code)
		r.only[i] = slices.Contains(codes, ind.Code) ||
			part && (slices.Contains(codes, kpi.Interactions) || slices.Contains(codes, kpi.EngagementRate)) ||
			ind.Code == kpi.Followers && slices.Contains(codes, kpi.EngagementRate)
	}
}

// wanted are the ids that an SQL condition has to name; nil for all.
func (r *reckoner) wanted() []kpi.ID {
	if r.only == nil {
		return nil
	}
	ids := []kpi.ID{0}
	for i, only := range r.only {
		if only {
			ids = append(ids, r.indicators[i].ID)
		}
	}
	return ids
}

// open reads what the totals of months are made of.
func (r *reckoner) open(ctx context.Context, months ...kpi.Month) error {
	clear(r.classes)
	if r.all { // what later months, which come in order, no longer need
		for old := range r.ledgers {
			if old < months[0]-12 {
				delete(r.ledgers, old)
			}
		}
	}
	missing, unfiled := map[kpi.Month]*monthColumns{}, map[kpi.Month]*monthColumns{}
	for _, m := range months {
		for _, needed := range []kpi.Month{m, m - 1, m - 12} {
			if _, there := r.ledgers[needed]; there || !r.reads(needed) {
				continue
			}
			if figures, known := r.known[needed]; known {
				r.ledgers[needed] = r.ledgerOf(needed, r.foretold(figures))
				continue
			}
			if r.held != nil {
				held, err := r.heldLedger(ctx, needed)
				if err != nil {
					return err
				}
				r.ledgers[needed] = held
				r.filed[needed] = true
				continue
			}
			missing[needed] = newMonthColumns()
		}
	}
	reader := columnReader{c: r.c, ids: r.ids, all: r.all, only: r.wanted()}
	if err := reader.figures(ctx, missing); err != nil {
		return err
	}
	for m, columns := range missing {
		r.ledgers[m] = r.ledgerOf(m, columns)
	}
	for _, m := range months {
		if !r.filed[m] && !r.figuresOnly && r.ledgers[m] != nil {
			unfiled[m] = r.ledgers[m].month
			r.filed[m] = true
		}
	}
	return reader.filings(ctx, unfiled)
}

// ledgerOf puts the columns of a month in the order of the indicators.
func (r *reckoner) ledgerOf(m kpi.Month, columns *monthColumns) *ledger {
	return r.newLedger(columns, r.in(m).interactionsOf(r.Crowd, columns.columns))
}

// heldLedger is the ledger of a month from memory.
func (r *reckoner) heldLedger(ctx context.Context, m kpi.Month) (*ledger, error) {
	interactions, err := r.held.interactions(ctx, r.Crowd, m)
	if err != nil {
		return nil, err
	}
	columns, err := r.held.month(ctx, r.Crowd, m)
	if err != nil {
		return nil, err
	}
	return r.newLedger(columns, interactions), nil
}

func (r *reckoner) newLedger(columns *monthColumns, interactions *column) *ledger {
	l := &ledger{columns: make([]*column, len(r.indicators)), month: columns, interactions: interactions}
	for i, ind := range r.indicators {
		l.columns[i] = columns.columns[ind.ID]
	}
	return l
}

// reads reports whether a month is one to read.
func (r *reckoner) reads(m kpi.Month) bool {
	return m >= kpi.FirstMonth && (r.among == nil || slices.Contains(r.among, m))
}

// forget makes the reckoner read a month again.
func (r *reckoner) forget(m kpi.Month) {
	delete(r.ledgers, m)
	delete(r.filed, m)
}

// turn makes an opened month the one that is counted.
func (r *reckoner) turn(m kpi.Month) {
	r.now, r.before, r.year = r.ledgers[m], r.ledgers[m-1], r.ledgers[m-12]
}

// tally is the month that is counted, over some accounts of the crowd, by where
// they stand.
type tally struct {
	*crowdMonth
	places []int32 // of the accounts
	of     []int32 // the cell of each account of the crowd
	cells  []*cell
}

// figures adds what the accounts add to the totals of an indicator: those of
// which it is expected or known.
func (r *reckoner) figures(t tally, k int) {
	asks := make([]bool, len(t.asked)) // by class
	for class, asked := range t.asked {
		switch anyPart := slices.ContainsFunc(r.parts, func(p int) bool { return asked[p] }); r.indicators[k].Code {
		case kpi.Interactions:
			asks[class] = anyPart
		case kpi.EngagementRate:
			asks[class] = anyPart && r.followers >= 0 && asked[r.followers]
		default:
			asks[class] = asked[k]
		}
	}
	if r.indicators[k].Code == kpi.EngagementRate {
		r.engagement(t, k, asks)
		return
	}
	now, before, year := r.now.column(k), r.before.column(k), r.year.column(k)
	if r.indicators[k].Code == kpi.Interactions {
		now, before, year = r.now.ofInteractions(), r.before.ofInteractions(), r.year.ofInteractions()
	}
	for _, i := range t.places {
		i := int(i)
		expected, v := t.expected.has(i) && asks[t.class[i]], now.at(i)
		switch {
		case v.Known:
			t.cells[t.of[i]].figures[k].count(v, before.at(i), year.at(i))
		case expected:
			t.cells[t.of[i]].figures[k][sumExpected]++
		}
	}
}

// count adds what an account with a known value adds: a like-for-like pair only
// where both months are known.
func (s *figureSums) count(now, before, year kpi.Number) {
	s[sumExpected]++
	s[sumKnown]++
	s[sumSum] += now.V
	if now.V > 0 {
		s[sumPositive]++
	}
	if before.Known {
		s[sumN1]++
		s[sumBefore1] += before.V
		s[sumNow1] += now.V
	}
	if year.Known {
		s[sumN12]++
		s[sumBefore12] += year.V
		s[sumNow12] += now.V
	}
}

// engagement has the interactions as its sum and the mean audience as its
// denominator, of accounts that have both; it is not compared like for like.
func (r *reckoner) engagement(t tally, k int, asks []bool) {
	if r.followers < 0 {
		return
	}
	interactions, opening, closing := r.now.ofInteractions(), r.before.column(r.followers), r.now.column(r.followers)
	for _, i := range t.places {
		i := int(i)
		audience, _ := kpi.MeanAudience(opening.at(i), closing.at(i))
		v := interactions.at(i)
		switch {
		case v.Over(audience).Known:
			s := &t.cells[t.of[i]].figures[k]
			s.count(v, kpi.Number{}, kpi.Number{})
			s[sumDenominator] += audience.V
		case t.expected.has(i) && asks[t.class[i]]:
			t.cells[t.of[i]].figures[k][sumExpected]++
		}
	}
}

// filings adds what the accounts add to the totals of filings; due is the last
// instant of the month's, in milliseconds since 1970.
func (r *reckoner) filings(t tally, due int64) {
	known := r.now.month.known(len(r.ids))
	asked := make([]float64, len(t.asked)) // by class
	for class, of := range t.asked {
		for _, is := range of {
			if is {
				asked[class]++
			}
		}
	}
	for _, i := range t.places {
		i := int(i)
		s := &t.cells[t.of[i]].filing
		if known.has(i) {
			s[sumAccounts]++
		}
		if !t.expected.has(i) {
			continue
		}
		s[sumFilingExpected]++
		if f := r.now.month.filing(i); f.in().Filed() {
			s[sumFiled]++
			if f.first != 0 && f.first <= due {
				s[sumOnTime]++
			}
		}
		s[sumAsked] += asked[t.class[i]]
		for k, is := range t.asked[t.class[i]] {
			if is && r.now.columns[k].isAnswered(i) {
				s[sumAnswered]++
			}
		}
	}
}

// rounded is a sum to sumDecimals: adding and taking away the same value then
// leaves no trace of binary fractions.
func rounded(v float64) float64 {
	if v == math.Trunc(v) {
		return v
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', sumDecimals, 64), 64)
	if err != nil {
		return v
	}
	return short
}
