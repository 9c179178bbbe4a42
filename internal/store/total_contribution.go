package store

// What one account adds to the totals of a month: the one definition behind
// totals that are recomputed, kept by difference, and added up for a filter.

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"

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

// ledger is the figures of a crowd for one month.
type ledger struct {
	values   []float64 // by account, then indicator; NaN where not known
	answered []bool    // likewise
}

// reckoner counts what accounts of a crowd add to months.
type reckoner struct {
	*Crowd
	c           Conn
	all         bool         // the crowd is everybody
	only        []bool       // the indicators that are wanted; nil: all
	by          string       // the kind of scope that is wanted; "": all
	figuresOnly bool         // nothing is asked about filings
	among       []kpi.Month  // the only months to read; nil: all
	known       KnownFigures // that need not be read
	ledgers     map[kpi.Month]ledger
	filings     map[kpi.Month][]filingState // by account
	reached     map[standing][]kpi.Scope
}

func newReckoner(c Conn, w *Crowd, all bool) *reckoner {
	return &reckoner{Crowd: w, c: c, all: all, ledgers: map[kpi.Month]ledger{}, filings: map[kpi.Month][]filingState{}, reached: map[standing][]kpi.Scope{}}
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

// maxRemembered is up to how many figures months that were read are
// remembered; beyond it, only the month before.
const maxRemembered = 2_000_000

// open reads what the totals of months are made of. One that looks at many
// months opens them one after the other, in order: what later ones no longer
// need is forgotten.
func (r *reckoner) open(ctx context.Context, months ...kpi.Month) error {
	clear(r.classes)
	if size := len(r.ids) * len(r.indicators); len(r.ledgers)*size > maxRemembered {
		for old := range r.ledgers {
			if old < months[0]-12 || (13*size > maxRemembered && old < months[0]-1) {
				delete(r.ledgers, old)
				delete(r.filings, old)
			}
		}
	}
	var missing, unfiled []kpi.Month
	for _, m := range months {
		for _, needed := range []kpi.Month{m, m - 1, m - 12} {
			if _, there := r.ledgers[needed]; there || !r.reads(needed) {
				continue
			}
			if figures, known := r.known[needed]; known {
				r.ledgers[needed] = r.foretold(figures)
				continue
			}
			r.ledgers[needed] = r.newLedger()
			missing = append(missing, needed)
		}
		if r.filings[m] == nil && !r.figuresOnly {
			r.filings[m] = make([]filingState, len(r.ids))
			unfiled = append(unfiled, m)
		}
	}
	if err := r.readFigures(ctx, missing); err != nil {
		return err
	}
	return r.readFilings(ctx, unfiled)
}

// reads reports whether a month is one to read.
func (r *reckoner) reads(m kpi.Month) bool {
	return m >= kpi.FirstMonth && (r.among == nil || slices.Contains(r.among, m))
}

// forget makes the reckoner read a month again.
func (r *reckoner) forget(m kpi.Month) {
	delete(r.ledgers, m)
	delete(r.filings, m)
}

func (r *reckoner) newLedger() ledger {
	size := len(r.ids) * len(r.indicators)
	l := ledger{values: make([]float64, size), answered: make([]bool, size)}
	for i := range l.values {
		l.values[i] = math.NaN()
	}
	return l
}

// accountIDs are those of the crowd as eachOf takes them.
func (r *reckoner) accountIDs() []kpi.ID {
	if r.all {
		return nil
	}
	return r.ids
}

// readFigures fills the ledgers of months.
func (r *reckoner) readFigures(ctx context.Context, months []kpi.Month) error {
	if len(months) == 0 {
		return nil
	}
	only := ""
	args := monthArgs(months)
	if wanted := r.wanted(); wanted != nil {
		only = ` AND indicator_id IN (` + marks(len(wanted)) + `)`
		args = append(args, idArgs(wanted)...)
	}
	place := 0
	var l ledger
	var lastText string
	// There are millions of rows: scanning into any does without reflection.
	var month, account, indicator, state, value any
	dest := []any{&month, &account, &indicator, &state, &value}
	return r.c.eachOf(ctx, r.accountIDs(), func(rows *sqlx.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if text, _ := month.(string); text != lastText {
			lastText = text
			m, err := kpi.ParseMonth(text)
			if err != nil {
				return err
			}
			l, place = r.ledgers[m], 0
		}
		id := kpi.ID(integer(account))
		for place < len(r.ids) && r.ids[place] < id {
			place++
		}
		if place == len(r.ids) || r.ids[place] != id || kpi.State(integer(state)) == kpi.StateEmpty {
			return nil
		}
		k := place*len(r.indicators) + r.positions[kpi.ID(integer(indicator))]
		l.answered[k] = true
		if v, known := value.(float64); known {
			l.values[k] = v
		}
		return nil
	}, func(of string) string {
		return `SELECT month, account_id, indicator_id, state, value FROM figures
			WHERE month IN (` + marks(len(months)) + `)` + only + ` AND ` + of + ` ORDER BY month, account_id, indicator_id`
	}, "account_id", args...)
}

// value is a figure of the account at a place of the crowd.
func (r *reckoner) value(i, indicator int, m kpi.Month) kpi.Number {
	l, there := r.ledgers[m]
	if !there {
		return kpi.Number{}
	}
	return kpi.Num(l.values[i*len(r.indicators)+indicator])
}

// interactions of the account in a month, by what was asked of it then.
func (r *reckoner) interactions(i int, m kpi.Month, asked []bool) (sum kpi.Number, any bool) {
	var parts [4]kpi.Number
	list := parts[:0]
	for _, k := range r.parts {
		if asked[k] {
			list = append(list, r.value(i, k, m))
		}
	}
	return kpi.InteractionsOf(list...), len(list) > 0
}

// figures calls add with what the account adds to each indicator's totals of
// an opened month: of those that are expected of it or known.
func (r *reckoner) figures(i int, m kpi.Month, add func(indicator int, s figureSums)) {
	asked, expected := r.askedIn(i, m), r.expectedIn(i, m)
	interactions, anyPart := r.interactions(i, m, asked)
	for k, ind := range r.indicators {
		if r.only != nil && !r.only[k] {
			continue
		}
		var s figureSums
		switch ind.Code {
		case kpi.Interactions:
			var before, year kpi.Number
			if interactions.Known {
				before, _ = r.interactions(i, m-1, r.askedIn(i, m-1))
				year, _ = r.interactions(i, m-12, r.askedIn(i, m-12))
			}
			s = contribution(interactions, before, year, expected && anyPart)
		case kpi.EngagementRate:
			if r.followers >= 0 {
				s = r.engagement(i, m, interactions, expected && anyPart && asked[r.followers])
			}
		default:
			s = contribution(r.value(i, k, m), r.value(i, k, m-1), r.value(i, k, m-12), expected && asked[k])
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
func (r *reckoner) engagement(i int, m kpi.Month, interactions kpi.Number, expected bool) figureSums {
	audience, _ := kpi.MeanAudience(r.value(i, r.followers, m-1), r.value(i, r.followers, m))
	if !interactions.Over(audience).Known {
		interactions = kpi.Number{}
	}
	s := contribution(interactions, kpi.Number{}, kpi.Number{}, expected)
	if interactions.Known {
		s[sumDenominator] = audience.V
	}
	return s
}

// filing is what the account adds to the totals of filings of an opened month.
func (r *reckoner) filing(i int, m kpi.Month, due string) (s filingSums) {
	l, f := r.ledgers[m], r.filings[m][i]
	from := i * len(r.indicators)
	for _, v := range l.values[from : from+len(r.indicators)] {
		if !math.IsNaN(v) {
			s[sumAccounts] = 1
			break
		}
	}
	if !r.expectedIn(i, m) {
		return s
	}
	s[sumFilingExpected] = 1
	if f.filed {
		s[sumFiled] = 1
		if f.first != "" && f.first <= due {
			s[sumOnTime] = 1
		}
	}
	for k, isAsked := range r.askedIn(i, m) {
		if isAsked {
			s[sumAsked]++
			if l.answered[from+k] {
				s[sumAnswered]++
			}
		}
	}
	return s
}

// filingState is what of a filing totals look at.
type filingState struct {
	filed bool
	first string // submission, an instant as it is stored
}

// readFilings reads the filings of months.
func (r *reckoner) readFilings(ctx context.Context, months []kpi.Month) error {
	if len(months) == 0 {
		return nil
	}
	var month, state, first sql.RawBytes
	var account kpi.ID
	var lastMonth, lastFirst string
	var filings []filingState
	place := 0
	return r.c.eachOf(ctx, r.accountIDs(), func(rows *sqlx.Rows) error {
		if err := rows.Scan(&month, &account, &state, &first); err != nil {
			return err
		}
		if string(month) != lastMonth {
			lastMonth = string(month)
			var m kpi.Month
			if err := m.UnmarshalText(month); err != nil {
				return err
			}
			filings, place = r.filings[m], 0
		}
		if string(first) != lastFirst { // many are of one instant
			lastFirst = string(first)
		}
		for place < len(r.ids) && r.ids[place] < account {
			place++
		}
		if place < len(r.ids) && r.ids[place] == account {
			filings[place] = filingState{kpi.FilingState(state).Filed(), lastFirst}
		}
		return nil
	}, func(of string) string {
		return `SELECT month, account_id, state, first_submitted_at FROM filings
			WHERE month IN (` + marks(len(months)) + `) AND ` + of + ` ORDER BY month, account_id`
	}, "account_id", monthArgs(months)...)
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
