package analytics

// This file makes the summary of a span of months, compared with another.

import "portevoix/internal/kpi"

// SpanMeasure is one indicator, or derived measure, of a span over a filter.
type SpanMeasure struct {
	Code      string
	Aggregate Aggregate
	Value     kpi.Number
	// Coverage is that of Value: of a flow, a ratio and a score in account-months
	// (of a score, the months of its last source), of others in accounts.
	Coverage
	Before kpi.Number // the same over the span compared with, over the accounts known then
	// BeforeCoverage is that of Before.
	BeforeCoverage Coverage
	// LikeForLike compares the accounts known in both spans, of kinds that are
	// summed; of spans of unequal lengths it compares the monthly means of a flow.
	LikeForLike Change
	// MonthlyGrowth is the like-for-like growth of a stock as a compound monthly
	// rate, in percent.
	MonthlyGrowth kpi.Number
	// Monthly and BeforeMonthly are a flow per month of its span, which spans of
	// unequal lengths are compared by; unknown of other kinds.
	Monthly, BeforeMonthly kpi.Number
	ChangePt               kpi.Number // in points, of rates and percentages
	// Difference is that of the medians of a score or a position; unknown where
	// the two spans of a score were measured by different sources.
	Difference kpi.Number
	// Source and BeforeSource are what a score was measured by, "" for other
	// kinds.
	Source, BeforeSource string
}

// Raw is the difference of what was known in either span, whoever filed: shown
// beside growth like for like (DOMAIN §5).
func (m SpanMeasure) Raw() kpi.Number { return m.Value.Minus(m.Before) }

// SpanSummary is a span over a filter, compared with another.
type SpanSummary struct {
	Span, Against kpi.Span
	Filter        kpi.Filter
	FilingRate    NofM // over the months of the span
	FillRate      NofM
	Measures      []SpanMeasure
}

// Even reports whether the two spans are of the same length, so that their sums
// can be compared.
func (s SpanSummary) Even() bool { return s.Span.Len() == s.Against.Len() }

// GroupSpan is the span of one group. Column is set where groups are those of
// two groupings at once: Group is a sphere then, Column a range.
type GroupSpan struct {
	Group, Column Group
	Summary       SpanSummary
}

// Measure returns the measure with the given indicator code, one without a
// value where there is none.
func (s SpanSummary) Measure(code string) SpanMeasure {
	for _, m := range s.Measures {
		if m.Code == code {
			return m
		}
	}
	return SpanMeasure{Code: code}
}

// SpanBasis is what the summary of a span is made from: plain rows over one
// filter.
type SpanBasis struct {
	Span, Against kpi.Span
	Filter        kpi.Filter
	Indicators    []kpi.Indicator // in the order of the screen
	Totals        []kpi.Total     // of the months of both spans
	Filings       []kpi.FilingTotal
	Pairs         []kpi.SpanPair
	Middles       []Middle // of the kinds that are not added up; Month is the last of its span
}

// SummarizeSpan makes the summary of a span (DOMAIN §5, aggregation over
// months): of a flow the sum of its months, of a stock, a position and a
// percentage the last month's value, of a score the middle of the accounts'
// means over one source, of the engagement rate ΣI ÷ Σ of the monthly mean
// audiences. Growth is like for like.
func SummarizeSpan(b SpanBasis) SpanSummary {
	s := SpanSummary{Span: b.Span, Against: b.Against, Filter: b.Filter}
	filed, expected, answered, asked := 0, 0, 0, 0
	for _, f := range b.Filings {
		if b.Span.Has(f.Month) {
			filed, expected = filed+f.Filed, expected+f.Expected
			answered, asked = answered+f.Answered, asked+f.Asked
		}
	}
	s.FilingRate, s.FillRate = Rate(filed, expected), Rate(answered, asked)
	pairs := map[string]kpi.SpanPair{}
	for _, p := range b.Pairs {
		pairs[p.Indicator] = p
	}
	totals := map[string][]kpi.Total{}
	for _, t := range b.Totals {
		totals[t.Indicator] = append(totals[t.Indicator], t)
	}
	for _, ind := range b.Indicators {
		if m, shown := spanMeasure(b, ind, totals[ind.Code], pairs[ind.Code]); shown {
			s.Measures = append(s.Measures, m)
		}
	}
	return s
}

// spanMeasure makes the measure of an indicator; it is not shown where nobody
// was asked it in the span and nobody knows it in either.
func spanMeasure(b SpanBasis, ind kpi.Indicator, totals []kpi.Total, pair kpi.SpanPair) (SpanMeasure, bool) {
	m := SpanMeasure{Code: ind.Code}
	now, before := spanTotal(ind, totals, b.Span), spanTotal(ind, totals, b.Against)
	m.Coverage = Coverage{Known: now.Known, Expected: now.Expected}
	m.BeforeCoverage = Coverage{Known: before.Known, Expected: before.Expected}
	nowMiddle, beforeMiddle := middleAt(b.Middles, ind.Code, b.Span.Until), middleAt(b.Middles, ind.Code, b.Against.Until)
	m.Value = aggregated(ind, monthOf{now, nowMiddle})
	m.Before = aggregated(ind, monthOf{before, beforeMiddle})
	m.Aggregate = aggregateOf(ind, monthOf{now, nowMiddle}, monthOf{before, beforeMiddle})
	switch ind.Kind {
	case kpi.KindFlow:
		m.LikeForLike = compareFlow(pair, b.Span.Len(), b.Against.Len())
		m.Monthly = m.Value.Over(kpi.Num(float64(b.Span.Len())))
		m.BeforeMonthly = m.Before.Over(kpi.Num(float64(b.Against.Len())))
	case kpi.KindStock:
		m.LikeForLike = Compare(pair.N, pair.Before, pair.Now)
		m.MonthlyGrowth = MeanGrowth(m.LikeForLike.Before, m.LikeForLike.Now, b.Span.Until.Sub(b.Against.Until))
	case kpi.KindRatio, kpi.KindPercentage:
		m.ChangePt = Points(m.Value, m.Before)
	case kpi.KindScore:
		m.Source, m.BeforeSource = ind.SourceIn(b.Span.Until), ind.SourceIn(b.Against.Until)
		if m.Source == m.BeforeSource {
			m.Difference = m.Value.Minus(m.Before)
		}
	case kpi.KindPosition:
		m.Difference = m.Value.Minus(m.Before)
	}
	return m, ind.Derived || now.Expected > 0 || before.Known > 0
}

// compareFlow compares the sums of a flow over spans of the same length, and
// its monthly means over spans of different ones.
func compareFlow(p kpi.SpanPair, now, before int) Change {
	if now == before {
		return Compare(p.N, p.Before, p.Now)
	}
	return Compare(p.N, p.Before/float64(before), p.Now/float64(now))
}

// spanTotal adds up the months of a span, of the kinds that have a value in
// each (of a score, those of the last source); of the others it is the last
// month's total, or an empty one.
func spanTotal(ind kpi.Indicator, totals []kpi.Total, s kpi.Span) kpi.Total {
	sum := kpi.Total{Month: s.Until, Indicator: ind.Code}
	for _, t := range totals {
		switch {
		case !s.Has(t.Month):
		case ind.Kind == kpi.KindScore && ind.SourceIn(t.Month) != ind.SourceIn(s.Until):
		case ind.Kind == kpi.KindFlow || ind.Kind == kpi.KindRatio || ind.Kind == kpi.KindScore:
			sum.Expected += t.Expected
			sum.Known += t.Known
			sum.Positive += t.Positive
			sum.Sum += t.Sum
			sum.Denominator += t.Denominator
		case t.Month == s.Until:
			sum = t
		}
	}
	return sum
}

func middleAt(middles []Middle, code string, m kpi.Month) Middle {
	for _, one := range middles {
		if one.Month == m && one.Indicator == code {
			return one
		}
	}
	return Middle{}
}
