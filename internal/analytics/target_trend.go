package analytics

// This file says what the trend of a target leads to, kind by kind.

import (
	"math"

	"portevoix/internal/kpi"
)

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
