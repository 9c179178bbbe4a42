package charts

// This file draws a measure over the months around a span, by group.

import (
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// spanLines is how many lines a chart has at most, so that each can be told from
// the others.
const spanLines = 16

// SpanChart is a measure by group: its lines end with the span, and begin with
// it or before.
type SpanChart struct {
	Indicator kpi.Indicator
	Measure   analytics.SpanMeasure // of all groups together, for the title
	Span      kpi.Span
	Against   kpi.Span
	Series    []analytics.Series
	By        string // what the groups are, in a sentence: "par sphère"
}

// Span draws it: a line per group, a gap where nobody is known, the sums of
// incomplete months apart, a score cut where its source changes; the span shaded
// where the lines reach back before it.
func Span(s SpanChart, p *i18n.Printer) (Figure, error) {
	months, label := seriesMonths(s.Series), s.Indicator.Label(p.Locale(), 0)
	f := Figure{
		ID: "chart-span", Title: SpanFinding(s.Indicator, s.Measure, p), Height: 360,
		Subtitle: s.subtitle(label, months, p), Summary: s.summary(label, p), Table: seriesTable(s.Series, p),
		Months: months,
	}
	for i := range f.Table.Columns {
		f.Table.Columns[i].Decimals = s.Indicator.DecimalsOf(numbers(s.Series[i].Values)...)
		if percent(s.Indicator) {
			f.Table.Columns[i].Format = FormatPercent
		}
	}
	f.Empty = !f.Table.known()
	c, v := charts.NewLine(), newVisitor()
	shown := s.Series[:min(len(s.Series), spanLines)]
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, formatOf(s.Indicator), "axis", "line", len(shown) > 1}.options()...)
	monthAxis(&c.RectChart, axisFormatOf(s.Indicator), false)
	c.SetXAxis(monthLabels(p, months))
	for _, line := range shown {
		s.addLines(c, v, line, p)
	}
	f.Subtitle = withHollow(f.Subtitle, shown, s.Indicator, p)
	if len(v.series) > 0 && len(months) > s.Span.Len() && s.Span.Len() > 1 {
		v.series[0] = withArea(v.series[0], p.ShortMonth(s.Span.From), p.ShortMonth(s.Span.Until))
	}
	v.yAxis = scaleOf(s.Indicator)
	v.nameUnit(unitOf(s.Indicator, p), gridTop(len(shown) > 1))
	v.zoomMonths(&f)
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

// addLines adds the line of a group, in as many pieces as its numbers can be
// joined in.
func (s SpanChart) addLines(c *charts.Line, v *visitor, line analytics.Series, p *i18n.Printer) {
	name := groupName(line.Group, p)
	if s.Indicator.Summed() {
		addCovered(c, v, name, line)
		return
	}
	all := numbers(line.Values)
	for from := 0; from < len(all); {
		until := from + 1
		for until < len(all) && s.Indicator.SourceIn(line.Values[until].Month) == s.Indicator.SourceIn(line.Values[from].Month) {
			until++
		}
		piece := make([]kpi.Number, len(all))
		copy(piece[from:until], all[from:until])
		addLine(c, name, piece, line.Group)
		v.series = append(v.series, nil)
		from = until
	}
}

// withHollow adds to a subtitle what a hollow point is, where there is one.
func withHollow(subtitle string, series []analytics.Series, ind kpi.Indicator, p *i18n.Printer) string {
	if !ind.Summed() {
		return subtitle
	}
	for _, s := range series {
		if _, part := analytics.ByCoverage(s.Values); anyKnown(part) {
			return subtitle + " " + p.T("chart.hollow")
		}
	}
	return subtitle
}

func withArea(extra map[string]any, from, until string) map[string]any {
	if extra == nil {
		extra = map[string]any{}
	}
	extra["markArea"] = map[string]any{
		"silent": true, "itemStyle": map[string]any{"color": muted, "opacity": 0.1},
		"data": []any{[]any{map[string]any{"xAxis": from}, map[string]any{"xAxis": until}}},
	}
	return extra
}

// SpanFinding says how a measure went from one span to the other: the growth
// like for like of what is added up, points of rates, the value of others.
func SpanFinding(ind kpi.Indicator, m analytics.SpanMeasure, p *i18n.Printer) string {
	label := ind.Label(p.Locale(), 0)
	switch {
	case m.LikeForLike.Growth.Known && flat(m.LikeForLike.Growth.V):
		return p.T("explore.finding_flat", "indicator", label)
	case m.LikeForLike.Growth.Known:
		return p.T("explore.finding_growth", "indicator", label, "growth", p.SignedPercent(m.LikeForLike.Growth, 1))
	case m.ChangePt.Known:
		return p.T("explore.finding_points", "indicator", label, "points", p.Points(m.ChangePt, 2))
	case m.Value.Known:
		return p.T("explore.finding_value", "indicator", label, "value", writeValue(ind, m.Value, p))
	}
	return label
}

func (s SpanChart) subtitle(label string, months []kpi.Month, p *i18n.Printer) string {
	if len(months) == 0 {
		return label
	}
	text := p.T("explore.chart_subtitle", "indicator", label, "by", s.By, "span", kpi.Span{From: months[0], Until: months[len(months)-1]})
	if more := len(s.Series) - spanLines; more > 0 {
		text += " " + p.N("explore.chart_more", more, "shown", spanLines)
	}
	return text
}

// summary is the finding with what it was counted over.
func (s SpanChart) summary(label string, p *i18n.Printer) string {
	if !s.Measure.Value.Known {
		return p.T("explore.chart_none", "indicator", label, "span", p.TheSpan(s.Span))
	}
	parts := []string{SpanFinding(s.Indicator, s.Measure, p) + p.T("chart.stop"),
		p.T("explore.chart_compared", "span", p.Span(s.Span), "against", p.TheSpan(s.Against))}
	if n := s.Measure.LikeForLike.N; n > 0 {
		parts = append(parts, p.N("explore.chart_accounts", n))
	}
	return strings.Join(append(parts, SpanCoverage(s.Indicator, s.Measure.Coverage, p)), " ")
}

// SpanCoverage says how much of a span a measure stands on: accounts of what is
// read in the last month, figures of what is added up over months.
func SpanCoverage(ind kpi.Indicator, c analytics.Coverage, p *i18n.Printer) string {
	switch ind.Kind {
	case kpi.KindFlow, kpi.KindRatio, kpi.KindScore:
		return p.N("explore.coverage_figures", c.Known, "expected", c.Expected)
	}
	return coverage(c, p)
}
