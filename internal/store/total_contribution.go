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
	columns []*column
	month   *monthColumns
}

// value is a figure of the account at a place of the crowd; of a month that
// was not opened it is unknown.
func (l *ledger) value(i, indicator int) kpi.Number {
	if l == nil {
		return kpi.Number{}
	}
	return l.columns[indicator].at(i)
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
				r.ledgers[needed] = r.foretold(figures)
				continue
			}
			if r.held != nil {
				columns, err := r.held.month(ctx, r.Crowd, needed)
				if err != nil {
					return err
				}
				r.ledgers[needed] = r.ledgerOf(columns)
				r.filed[needed] = true
				continue
			}
			missing[needed] = &monthColumns{columns: map[kpi.ID]*column{}}
		}
	}
	reader := columnReader{c: r.c, ids: r.ids, all: r.all, only: r.wanted()}
	if err := reader.figures(ctx, missing); err != nil {
		return err
	}
	for m, columns := range missing {
		r.ledgers[m] = r.ledgerOf(columns)
	}
	for _, m := range months {
		if !r.filed[m] && !r.figuresOnly && r.ledgers[m] != nil {
			unfiled[m] = r.ledgers[m].month
			r.filed[m] = true
		}
	}
	return reader.filings(ctx, unfiled)
}

// ledgerOf puts columns in the order of the indicators.
func (r *reckoner) ledgerOf(m *monthColumns) *ledger {
	l := &ledger{columns: make([]*column, len(r.indicators)), month: m}
	for i, ind := range r.indicators {
		l.columns[i] = m.columns[ind.ID]
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

// interactions of the account in a month, by what was asked of it then.
func (r *reckoner) interactions(i int, l *ledger, asked []bool) (sum kpi.Number, any bool) {
	var parts [4]kpi.Number
	list := parts[:0]
	for _, k := range r.parts {
		if asked[k] {
			list = append(list, l.value(i, k))
		}
	}
	return kpi.InteractionsOf(list...), len(list) > 0
}

// figures calls add with what the account adds to each indicator's totals of
// the month that is counted: of those that are expected of it or known.
func (r *reckoner) figures(i int, m kpi.Month, add func(indicator int, s figureSums)) {
	asked, expected := r.askedIn(i, m), r.expectedIn(i, m)
	interactions, anyPart := r.interactions(i, r.now, asked)
	for k, ind := range r.indicators {
		if r.only != nil && !r.only[k] {
			continue
		}
		var s figureSums
		switch ind.Code {
		case kpi.Interactions:
			var before, year kpi.Number
			if interactions.Known {
				before, _ = r.interactions(i, r.before, r.askedIn(i, m-1))
				year, _ = r.interactions(i, r.year, r.askedIn(i, m-12))
			}
			s = contribution(interactions, before, year, expected && anyPart)
		case kpi.EngagementRate:
			if r.followers >= 0 {
				s = r.engagement(i, interactions, expected && anyPart && asked[r.followers])
			}
		default:
			s = contribution(r.now.value(i, k), r.before.value(i, k), r.year.value(i, k), expected && asked[k])
		}
		if s[sumExpected] > 0 {
			add(k, s)
		}
	}
}

// contribution is what an account with these values adds: a like-for-like pair
// only where both months are known.
func contribution(now, before, year kpi.Number, expected bool) (s figureSums) {
	if expected || now.Known {
		s[sumExpected] = 1
	}
	if !now.Known {
		return s
	}
	s[sumKnown], s[sumSum] = 1, now.V
	if now.V > 0 {
		s[sumPositive] = 1
	}
	if before.Known {
		s[sumN1], s[sumBefore1], s[sumNow1] = 1, before.V, now.V
	}
	if year.Known {
		s[sumN12], s[sumBefore12], s[sumNow12] = 1, year.V, now.V
	}
	return s
}

// engagement has the interactions as its sum and the mean audience as its
// denominator, of an account that has both; it is not compared like for like.
func (r *reckoner) engagement(i int, interactions kpi.Number, expected bool) figureSums {
	audience, _ := kpi.MeanAudience(r.before.value(i, r.followers), r.now.value(i, r.followers))
	if !interactions.Over(audience).Known {
		interactions = kpi.Number{}
	}
	s := contribution(interactions, kpi.Number{}, kpi.Number{}, expected)
	if interactions.Known {
		s[sumDenominator] = audience.V
	}
	return s
}

// filing is what the account adds to the totals of filings of the month that is
// counted; due is its last instant, in milliseconds since 1970.
func (r *reckoner) filing(i int, m kpi.Month, due int64) (s filingSums) {
	for _, c := range r.now.columns {
		if c.at(i).Known {
			s[sumAccounts] = 1
			break
		}
	}
	if !r.expectedIn(i, m) {
		return s
	}
	s[sumFilingExpected] = 1
	if f := r.now.month.filing(i); f.filed {
		s[sumFiled] = 1
		if f.first != 0 && f.first <= due {
			s[sumOnTime] = 1
		}
	}
	for k, isAsked := range r.askedIn(i, m) {
		if isAsked {
			s[sumAsked]++
			if r.now.columns[k].isAnswered(i) {
				s[sumAnswered]++
			}
		}
	}
	return s
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
