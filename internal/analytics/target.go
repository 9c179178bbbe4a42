package analytics

// This file says how far a target is: what there is so far, what would be needed
// by now, what the trend leads to, and what follows from these.

import (
	"math"

	"portevoix/internal/kpi"
)

const (
	// TargetTrend is how many known months a trend is made from at most.
	TargetTrend = 6
	// TargetRecent is how many make that of a rate, a score, a percentage or a
	// position.
	TargetRecent = 3
	// TargetLeast is how many known months a trend needs.
	TargetLeast = 3
	// TargetBack is how many months back known months are looked for.
	TargetBack = 12
)

// TargetStanding says where a target stands.
type TargetStanding string

// Where a target may stand.
const (
	TargetReached TargetStanding = "reached"
	TargetOnTrack TargetStanding = "on_track" // the trend leads there
	TargetBehind  TargetStanding = "behind"   // it does not, so far
	TargetMissed  TargetStanding = "missed"   // the period is over
	TargetUnknown TargetStanding = "unknown"  // it cannot be told: see TargetWhy
)

// TargetStandings are in the order of the screen: what is behind first.
var TargetStandings = []TargetStanding{TargetBehind, TargetMissed, TargetOnTrack, TargetReached, TargetUnknown}

// TargetWhy says why it cannot be told where a target stands.
type TargetWhy string

// Why it cannot be told.
const (
	TargetNotBegun   TargetWhy = "not_begun"  // the period is to come
	TargetNothing    TargetWhy = "nothing"    // no figure of it is known yet
	TargetFewMonths  TargetWhy = "few_months" // too few known months for a trend
	TargetIncomplete TargetWhy = "incomplete" // the period is over, what is missing may decide
)

// TargetBasis is what the progress of a target is made from: the months of its
// scope, in any order.
type TargetBasis struct {
	Indicator kpi.Indicator
	Span      kpi.Span
	Value     float64
	Last      kpi.Month   // the last month that is over
	Totals    []kpi.Total // of the indicator: of the span, the month before it, and TargetBack months to Last
	Middles   []Middle    // of the kinds that are not added up
}

// TargetProgress is how far a target is.
type TargetProgress struct {
	// Now is the value so far: of a flow the sum of the months of the span, of a
	// ratio that of sums, of a score the mean of the months of the last source, of
	// others the level of the last known month. Unknown where nothing is known.
	Now kpi.Number
	// Coverage is that of Now: of flows, ratios and scores in account-months, of
	// others in accounts.
	Coverage
	Months  int       // of the span that are over
	Through kpi.Month // the last month that Now is made from; zero: none
	// Likely is what a stock is where accounts are missing: as if these had grown
	// like the others (like for like). Unknown where none is.
	Likely kpi.Number
	Start  kpi.Number // the level before the span
	// Pace is what Now should be for the target to be reached at an even pace.
	Pace      kpi.Number
	Projected kpi.Number // what the trend leads to by the end of the span
	Trend     int        // known months that Projected is made from
	Left      int        // months of the span that are still to come
	Monthly   kpi.Number // of a flow: what each of these has to bring
	Missing   kpi.Number // to the target; unknown where it is reached, or nothing is known
	Share     kpi.Number // Now of the target, in %
	Over      bool       // the span is over
	Standing  TargetStanding
	Why       TargetWhy // of TargetUnknown
}

// AtLeast reports whether Now is a sum that lacks some accounts, so that it is at
// least that: a missing month is never zero.
func (t TargetProgress) AtLeast(ind kpi.Indicator) bool {
	return ind.Summed() && t.Now.Known && t.Known < t.Expected
}

// Progress says how far a target is.
//
// What counts is the months of the span that are over; of a span of one month,
// the month still going on as well. Each kind is added up over accounts and
// months as DOMAIN §5 has it (aggregation); a level (stock, percentage,
// position) is that of the last month of which at least half of the accounts
// expected are known.
//
// What the trend leads to (ours, no more than a projection):
//   - of a flow: what is known so far, and each account-month that is missing or
//     still to come at the mean of those known in the last 6 known months;
//   - of a stock: the level of the month of the last 12 that is covered best (the
//     latest of these), grown like for like month by month since, × (1 + g) for
//     each month to come, g being the geometric mean of its monthly like-for-like
//     growth over the last 6 months that have one: an account that did not file
//     does not look like a loss;
//   - of a ratio and a score: the months known, and in the place of each other
//     month of the span the mean of the last 3 known months (of a ratio, of its
//     two sides);
//   - of a percentage and a position: the mean of the last 3 known months.
//
// All look back 12 months at most, and need 3 known months.
//
// Reached is a flow whose sum is there, a level that is there today, and a ratio
// or a score at the end of its span; on track is what the trend leads to. A flow
// of which less is better is reached at the end alone.
func Progress(b TargetBasis) TargetProgress {
	s := newTargetSeries(b)
	p := TargetProgress{Over: b.Span.Until <= b.Last, Left: s.left(), Months: len(s.counted)}
	s.soFar(&p)
	s.pace(&p)
	s.project(&p)
	if p.Now.Known {
		p.Share = Percent(p.Now, kpi.Num(b.Value))
	}
	p.Standing, p.Why = s.standing(p)
	if p.Now.Known && p.Standing != TargetReached && !b.Indicator.Met(p.Now.V, b.Value) {
		p.Missing = kpi.Num(math.Abs(b.Value - p.Now.V))
		if p.Likely.Known {
			p.Missing = kpi.Num(b.Value - p.Likely.V)
		}
		if p.Missing.V <= 0 {
			p.Missing = kpi.Number{} // what is missing there brings it
		}
		if b.Indicator.Kind == kpi.KindFlow && p.Left > 0 && b.Indicator.Direction != kpi.DirectionDown {
			p.Monthly = p.Missing.Over(kpi.Num(float64(p.Left)))
		}
	}
	return p
}

// PeriodValue is an indicator over a span that is over, as Progress counts it,
// with its coverage.
func PeriodValue(b TargetBasis) (kpi.Number, Coverage) {
	s := newTargetSeries(b)
	var p TargetProgress
	s.soFar(&p)
	return p.Now, p.Coverage
}

// targetSeries is the months of a target's scope.
type targetSeries struct {
	TargetBasis
	at      map[kpi.Month]monthOf
	counted []kpi.Month // of the span
	running bool        // the only one is still going on
}

func newTargetSeries(b TargetBasis) targetSeries {
	s := targetSeries{TargetBasis: b, at: map[kpi.Month]monthOf{}}
	for _, t := range b.Totals {
		if t.Indicator == b.Indicator.Code {
			m := s.at[t.Month]
			m.total = t
			s.at[t.Month] = m
		}
	}
	for _, one := range b.Middles {
		if one.Indicator == b.Indicator.Code {
			m := s.at[one.Month]
			m.middle = one
			s.at[one.Month] = m
		}
	}
	for _, m := range b.Span.Months() {
		if m <= b.Last {
			s.counted = append(s.counted, m)
		}
	}
	if s.running = len(s.counted) == 0 && b.Span.Len() == 1 && b.Span.From == b.Last+1; s.running {
		s.counted = []kpi.Month{b.Span.From}
	}
	return s
}

// left is how many months of the span are not over.
func (s targetSeries) left() int {
	return max(0, min(s.Span.Until.Sub(s.Last), s.Span.Len()))
}

// value is that of one month; ok where it is known of any account.
func (s targetSeries) value(m kpi.Month) (v float64, ok bool) {
	n := aggregated(s.Indicator, s.at[m])
	return n.V, n.Known && s.at[m].total.Known > 0
}

// enough reports whether a level of a month stands for its scope: of at least
// half of the accounts expected.
func (s targetSeries) enough(m kpi.Month) bool {
	t := s.at[m].total
	return t.Known > 0 && 2*t.Known >= t.Expected
}

// level reports whether an indicator is a level, which is that of the last month.
func (s targetSeries) level() bool {
	switch s.Indicator.Kind {
	case kpi.KindStock, kpi.KindPercentage, kpi.KindPosition:
		return true
	}
	return false
}

// soFar is what there is of the target.
func (s targetSeries) soFar(p *TargetProgress) {
	if s.level() {
		for _, m := range s.counted {
			v, ok := s.value(m)
			if t := s.at[m].total; ok && s.enough(m) {
				p.Now, p.Through, p.Coverage = kpi.Num(v), m, Coverage{Known: t.Known, Expected: t.Expected}
			}
		}
		if !p.Now.Known && len(s.counted) > 0 {
			t := s.at[s.counted[len(s.counted)-1]].total
			p.Coverage = Coverage{Known: t.Known, Expected: t.Expected}
		}
		return
	}
	var sum kpi.Total
	scores, months := 0.0, 0
	for _, m := range s.counted {
		if s.otherSource(m) {
			continue
		}
		t := s.at[m].total
		sum.Known, sum.Expected = sum.Known+t.Known, sum.Expected+t.Expected
		sum.Sum, sum.Denominator = sum.Sum+t.Sum, sum.Denominator+t.Denominator
		if v, ok := s.value(m); ok {
			scores, months, p.Through = scores+v, months+1, m
		}
	}
	p.Coverage = Coverage{Known: sum.Known, Expected: sum.Expected}
	switch {
	case months == 0:
	case s.Indicator.Kind == kpi.KindScore:
		p.Now = kpi.Num(scores / float64(months))
	case s.Indicator.Kind == kpi.KindRatio:
		p.Now = TotalEngagement(sum)
	default:
		p.Now = kpi.Num(sum.Sum)
	}
}

// otherSource reports whether a score of a month was measured otherwise than it
// is at the end of what counts.
func (s targetSeries) otherSource(m kpi.Month) bool {
	until := min(s.Span.Until, max(s.Last, s.Span.From))
	return s.Indicator.Kind == kpi.KindScore && s.Indicator.SourceIn(m) != s.Indicator.SourceIn(until)
}

// pace is where an even pace would be by now: of a flow its share of the target,
// of a level on the straight line from where it began, of a ratio and a score
// the target itself.
func (s targetSeries) pace(p *TargetProgress) {
	begun := 0
	for _, m := range s.counted {
		if _, ok := s.value(m); ok {
			begun = int(m-s.Span.From) + 1
		}
	}
	if s.level() {
		if v, ok := s.value(s.Span.From.Add(-1)); ok && s.enough(s.Span.From.Add(-1)) {
			p.Start = kpi.Num(v)
		}
	}
	part := float64(begun) / float64(s.Span.Len())
	switch {
	case begun == 0 || s.running:
	case s.Indicator.Kind == kpi.KindFlow:
		p.Pace = kpi.Num(s.Value * part)
	case !s.level():
		p.Pace = kpi.Num(s.Value)
	case p.Start.Known && !s.Indicator.Met(p.Start.V, s.Value):
		p.Pace = kpi.Num(p.Start.V + (s.Value-p.Start.V)*part)
	case p.Start.Known:
		p.Pace = kpi.Num(s.Value) // it began beyond it
	}
}

// standing is where the target stands, and why that cannot be told.
func (s targetSeries) standing(p TargetProgress) (TargetStanding, TargetWhy) {
	ind := s.Indicator
	met := p.Now.Known && ind.Met(p.Now.V, s.Value)
	final := p.Over && p.Known >= p.Expected && p.Expected > 0 && (!s.level() || p.Through == s.Span.Until)
	switch {
	case met && s.certain(p):
		return TargetReached, ""
	case final && p.Now.Known:
		return TargetMissed, ""
	case s.Span.From > s.Last+1:
		return TargetUnknown, TargetNotBegun
	case p.Over && s.level() && p.Through != s.Span.Until, p.Over && !p.Now.Known:
		return TargetUnknown, TargetIncomplete
	case !p.Now.Known:
		return TargetUnknown, TargetNothing
	case !p.Projected.Known:
		return TargetUnknown, TargetFewMonths
	case !ind.Met(p.Projected.V, s.Value):
		if p.Over {
			return TargetMissed, ""
		}
		return TargetBehind, ""
	case p.Over:
		return TargetUnknown, TargetIncomplete
	}
	return TargetOnTrack, ""
}

// certain reports whether a value that meets the target cannot be taken back by
// what is missing or to come: a level is what it is today.
func (s targetSeries) certain(p TargetProgress) bool {
	down := s.Indicator.Direction == kpi.DirectionDown
	switch {
	case s.level():
		return !p.Over || p.Through == s.Span.Until
	case s.Indicator.Kind == kpi.KindFlow && !down:
		return true // more can only be added
	case s.Indicator.Kind == kpi.KindFlow:
		return p.Over && p.Known >= p.Expected
	}
	return p.Over
}

// AccountTotals are the months of one account as those of a scope: a total of
// one account for each month, and what is not added up. Expected says in which
// months a filing of the account is expected.
func AccountTotals(l *Ledger, ind kpi.Indicator, months []kpi.Month, expected func(kpi.Month) bool) ([]kpi.Total, []Middle) {
	totals := make([]kpi.Total, 0, len(months))
	var middles []Middle
	for _, m := range months {
		t := kpi.Total{Month: m, Indicator: ind.Code}
		v, _ := l.value(m, ind.Code)
		if v.Known || (expected(m) && l.Asked(m, ind.Code)) {
			t.Expected = 1
		}
		if !v.Known {
			totals = append(totals, t)
			continue
		}
		t.Known, t.Sum = 1, v.V
		if ind.Kind == kpi.KindRatio {
			mean, _ := kpi.MeanAudience(l.Figure(m.Add(-1), kpi.Followers).Number(), l.Figure(m, kpi.Followers).Number())
			t.Sum, t.Denominator = l.Interactions(m).V, mean.V
		}
		if before, _ := l.value(m.Add(-1), ind.Code); before.Known && ind.Summed() {
			t.N1, t.Before1, t.Now1 = 1, before.V, v.V
		}
		if !ind.Summed() && ind.Kind != kpi.KindRatio {
			middles = append(middles, Middle{Month: m, Indicator: ind.Code, Aggregate: AggregateMedian, Value: v})
		}
		totals = append(totals, t)
	}
	return totals, middles
}

// ReportTarget is a target in a report, at the end of its month.
type ReportTarget struct {
	kpi.Target
	Of       kpi.Indicator
	Group    Group       // whom it is for, but for an account
	Account  kpi.Account // zero for others
	Set      kpi.Day     // when; who is in no report
	Progress TargetProgress
	Before   kpi.Number // the same a year before
}
