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

// recent lists the latest months that are known, latest first, so many at most.
func (s targetSeries) recent(most int, known func(kpi.Month) bool) []kpi.Month {
	var list []kpi.Month
	for m := s.Last; m > s.Last-TargetBack && len(list) < most; m-- {
		if known(m) {
			list = append(list, m)
		}
	}
	return list
}

// project is what the trend leads to by the end of the span.
func (s targetSeries) project(p *TargetProgress) {
	if p.Over && p.Now.Known && p.Known >= p.Expected && (!s.level() || p.Through == s.Span.Until) {
		p.Projected = p.Now // nothing is left to come
		return
	}
	known := func(m kpi.Month) bool { _, ok := s.value(m); return ok }
	switch s.Indicator.Kind {
	case kpi.KindFlow:
		s.projectFlow(p, s.recent(TargetTrend, known))
	case kpi.KindStock:
		s.projectStock(p)
	case kpi.KindRatio, kpi.KindScore:
		s.projectMean(p, s.recent(TargetRecent, func(m kpi.Month) bool { return known(m) && !s.otherSource(m) }))
	default:
		recent := s.recent(TargetRecent, func(m kpi.Month) bool { return known(m) && s.enough(m) })
		if p.Trend = len(recent); p.Trend < TargetLeast {
			return
		}
		sum := 0.0
		for _, m := range recent {
			v, _ := s.value(m)
			sum += v
		}
		p.Projected = kpi.Num(sum / float64(len(recent)))
	}
}

// projectFlow adds what is missing and what is to come at the mean of an
// account-month.
func (s targetSeries) projectFlow(p *TargetProgress, recent []kpi.Month) {
	if p.Trend = len(recent); p.Trend < TargetLeast {
		return
	}
	var sum kpi.Total
	expected := 0 // accounts, in the latest month that has any
	for _, m := range recent {
		t := s.at[m].total
		sum.Sum, sum.Known = sum.Sum+t.Sum, sum.Known+t.Known
	}
	for m := s.Last; m > s.Last-TargetBack && expected == 0; m-- {
		expected = s.at[m].total.Expected
	}
	mean := sum.Sum / float64(sum.Known)
	whole := func(accounts int) float64 { return float64(max(accounts, 0)) * mean }
	total := 0.0
	for _, m := range s.Span.Months() {
		t := s.at[m].total
		switch {
		case m > s.Last+1:
			total += whole(expected)
		case m > s.Last: // still going on: no less than what it has, nor than usual
			total += max(t.Sum+whole(max(expected, t.Expected)-t.Known), whole(max(expected, t.Expected)))
		default:
			total += t.Sum + whole(t.Expected-t.Known)
		}
	}
	p.Projected = kpi.Num(total)
}

// projectStock lets the last level grow as it did.
func (s targetSeries) projectStock(p *TargetProgress) {
	grown := s.recent(TargetTrend, func(m kpi.Month) bool { return s.growth(m) > 0 })
	logs := 0.0
	for _, m := range grown {
		logs += math.Log(s.growth(m))
	}
	mean := 1.0
	if p.Trend = len(grown); p.Trend > 0 {
		mean = math.Exp(logs / float64(p.Trend))
	}
	last := min(s.Last, s.Span.Until)
	if p.Now.Known && p.Through > last {
		last = p.Through
	}
	level, known := s.likely(last, mean)
	if t := s.at[p.Through].total; known && p.Now.Known && t.Known < t.Expected {
		if v, _ := s.likely(p.Through, mean); v > p.Now.V {
			p.Likely = kpi.Num(v)
		}
	}
	if !known || p.Trend < TargetLeast {
		return
	}
	p.Projected = kpi.Num(level * math.Pow(mean, float64(max(0, s.Span.Until.Sub(last)))))
}

// growth is the like-for-like growth of a stock into a month, of at least half
// of its accounts; 0 where it is not known.
func (s targetSeries) growth(m kpi.Month) float64 {
	t := s.at[m].total
	if t.N1 == 0 || 2*t.N1 < t.Expected || t.Before1 <= 0 || t.Now1 <= 0 {
		return 0
	}
	return t.Now1 / t.Before1
}

// likely is the level of a stock at the end of a month: that of the month up to
// it that is covered best, grown like for like since, by the mean where that is
// not known.
func (s targetSeries) likely(last kpi.Month, mean float64) (level float64, known bool) {
	var best kpi.Month
	for m := last; m > last-TargetBack; m-- {
		if t := s.at[m].total; s.enough(m) && (best == 0 || t.Known*max(s.at[best].total.Expected, 1) > s.at[best].total.Known*max(t.Expected, 1)) {
			best = m
		}
	}
	if best == 0 {
		return 0, false
	}
	level, _ = s.value(best)
	for m := best + 1; m <= last; m++ {
		g := s.growth(m)
		if g == 0 {
			g = mean
		}
		level *= g
	}
	return level, true
}

// projectMean puts the mean of the recent months in the place of those of the
// span that are not known.
func (s targetSeries) projectMean(p *TargetProgress, recent []kpi.Month) {
	if p.Trend = len(recent); p.Trend < TargetLeast {
		return
	}
	n := float64(len(recent))
	var mean, sum kpi.Total
	score, scores := 0.0, 0.0
	for _, m := range recent {
		v, _ := s.value(m)
		score += v / n
		mean.Sum, mean.Denominator = mean.Sum+s.at[m].total.Sum/n, mean.Denominator+s.at[m].total.Denominator/n
	}
	months := 0
	for _, m := range s.Span.Months() {
		if m <= s.Last && s.otherSource(m) {
			continue
		}
		months++
		if v, ok := s.value(m); ok && m <= s.Last {
			scores += v
			sum.Sum, sum.Denominator = sum.Sum+s.at[m].total.Sum, sum.Denominator+s.at[m].total.Denominator
			continue
		}
		scores += score
		sum.Sum, sum.Denominator = sum.Sum+mean.Sum, sum.Denominator+mean.Denominator
	}
	sum.Known = 1
	if s.Indicator.Kind == kpi.KindScore {
		p.Projected = kpi.Num(scores / float64(months))
		return
	}
	p.Projected = TotalEngagement(sum)
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

// TargetGrowth is what a target asks for against the period before: in percent
// of what is added up, in points of what is in percent, else the difference.
func TargetGrowth(ind kpi.Indicator, before kpi.Number, value float64) kpi.Number {
	switch {
	case ind.Summed():
		return GrowthRate(before, kpi.Num(value))
	case ind.Unit == "%":
		return Points(kpi.Num(value), before)
	}
	return kpi.Num(value).Minus(before)
}

// RaisedTarget is a target raised by so many percent, as its indicator is
// written: a whole number of what is counted whole, and of what is better when
// it is less, lowered as much. No percentage is beyond 100, no position before 1.
func RaisedTarget(ind kpi.Indicator, value, percent float64) float64 {
	factor := 1 + percent/100
	if ind.Direction == kpi.DirectionDown {
		factor = 1 / factor
	}
	decimals := math.Pow(10, float64(max(ind.Decimals, 0)))
	if ind.Whole() {
		decimals = 1
	}
	raised := math.Round(value*factor*decimals) / decimals
	switch {
	case ind.Kind == kpi.KindPosition:
		return max(1, raised)
	case ind.Kind == kpi.KindPercentage:
		return min(100, raised)
	case ind.Kind == kpi.KindScore && ind.Max.Known:
		return min(ind.Max.V, raised)
	}
	return raised
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
