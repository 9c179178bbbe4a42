package charts

// This file draws accounts or groups side by side: in one chart, or in a small
// one each.

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Compare draws a comparison: lines in one chart where there are at most
// together of them, else a small chart each, all on one scale.
func Compare(c analytics.Comparison, together int, p *i18n.Printer) ([]Figure, error) {
	if len(c.Lines) <= together {
		f, err := compareChart(c, c.Lines, Figure{
			ID: "chart-compare", Title: CompareFinding(c, p), Subtitle: compareSubtitle(c, p), Summary: compareSummary(c, p), Height: 380,
		}, p)
		return []Figure{f}, err
	}
	var figures []Figure
	for i, line := range c.Lines {
		f, err := compareChart(c, []analytics.Compared{line}, Figure{
			ID: fmt.Sprintf("chart-compare-%d", i+1), Title: groupName(line.Group, p), Subtitle: CompareLast(c, line, p), Summary: compareLine(c, line, p), Height: 180,
		}, p)
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// compareChart draws some of the lines, on the scale of all, as the chart that f
// begins.
func compareChart(c analytics.Comparison, lines []analytics.Compared, f Figure, p *i18n.Printer) (Figure, error) {
	var series []analytics.Series
	for _, l := range lines {
		series = append(series, analytics.Series{Group: l.Group, Values: l.Shown})
	}
	months := c.Span.Months()
	f.Subtitle = withHollow(f.Subtitle, series, c.Indicator, p)
	f.Table, f.Months = seriesTable(series, p), months
	format, axis := formatOf(c.Indicator), axisFormatOf(c.Indicator)
	for i := range f.Table.Columns {
		f.Table.Columns[i].Decimals = compareDecimals(c, numbers(series[i].Values)...)
		if c.View == analytics.CompareAbsolute && percent(c.Indicator) {
			f.Table.Columns[i].Format = FormatPercent
		}
	}
	if c.View != analytics.CompareAbsolute {
		format, axis = asNumber, asNumber
	}
	f.Empty = !f.Table.known()
	chart, v := charts.NewLine(), newVisitor()
	chart.SetGlobalOptions(frame{f.Title, f.Subtitle, format, "axis", "line", len(lines) > 1}.options()...)
	monthAxis(&chart.RectChart, axis, c.View == analytics.CompareIndexed)
	chart.SetXAxis(monthLabels(p, months))
	for _, s := range series {
		addCompared(chart, v, c.Indicator, s, p)
	}
	if len(v.series) > 0 && c.View == analytics.CompareIndexed {
		v.series[0] = map[string]any{"markLine": map[string]any{
			"silent": true, "symbol": "none", "animation": false, "label": map[string]any{"show": false},
			"lineStyle": map[string]any{"color": muted, "type": "dashed", "width": 1}, "data": []any{map[string]any{"yAxis": 100}},
		}}
	}
	v.yAxis = compareScale(c)
	v.nameUnit(compareUnit(c, p), gridTop(len(lines) > 1))
	v.zoomMonths(&f)
	var err error
	f.Option, err = encode(chart, v)
	return f, err
}

// addCompared adds a line: the sums of incomplete months apart, a score cut
// where its source changes.
func addCompared(chart *charts.Line, v *visitor, ind kpi.Indicator, s analytics.Series, p *i18n.Printer) {
	SpanChart{Indicator: ind}.addLines(chart, v, s, p)
}

// compareScale is the scale that all lines share.
func compareScale(c analytics.Comparison) map[string]any {
	if c.Indicator.Kind == kpi.KindPosition {
		return positionAxis()
	}
	var all []kpi.Number
	for _, l := range c.Lines {
		all = append(all, numbers(l.Shown)...)
	}
	lo, hi, known := bounds(all)
	if !known {
		return nil
	}
	if c.View != analytics.CompareIndexed {
		lo = min(lo, 0)
	}
	if lo == hi {
		return nil
	}
	step := niceStep((hi - lo) / 4)
	if c.View == analytics.CompareAbsolute && c.Indicator.Summed() && c.Indicator.Decimals == 0 {
		step = max(step, 1) // what is counted has no halves
	}
	return map[string]any{"min": math.Floor(lo/step) * step, "max": math.Ceil(hi/step) * step, "interval": step}
}

func compareDecimals(c analytics.Comparison, values ...kpi.Number) int {
	switch c.View {
	case analytics.CompareIndexed:
		return 0
	case analytics.CompareThousand:
		return 1
	}
	return c.Indicator.DecimalsOf(values...)
}

// CompareWrite writes a number in a comparison's view.
func CompareWrite(c analytics.Comparison, n kpi.Number, p *i18n.Printer) string {
	if c.View == analytics.CompareAbsolute {
		return writeValue(c.Indicator, n, p)
	}
	return p.Value(n, compareDecimals(c))
}

// CompareFinding says who does best.
func CompareFinding(c analytics.Comparison, p *i18n.Printer) string {
	label := c.Indicator.Label(p.Locale(), 0)
	place, found := c.Leader()
	if !found {
		return p.T("compare.side_by_side", "indicator", label)
	}
	l := c.Lines[place]
	name := groupName(l.Group, p)
	one := l.Group.Kind == analytics.GroupAccount // compared with itself, of course
	switch {
	case c.View == analytics.CompareIndexed && !c.Indicator.Summed():
		return p.T("compare.finding_indexed", "name", name, "value", CompareWrite(c, l.Last().Number, p))
	case c.View == analytics.CompareThousand:
		return p.T("compare.finding_thousand", "indicator", label, "name", name, "value", CompareWrite(c, l.Last().Number, p))
	case c.Indicator.Summed() && l.Growth.Growth.V < 0 && c.Indicator.Direction != kpi.DirectionDown && one:
		return p.T("compare.finding_fall_one", "indicator", label, "name", name, "growth", p.SignedPercent(l.Growth.Growth, 1))
	case c.Indicator.Summed() && one:
		return p.T("compare.finding_growth_one", "indicator", label, "name", name, "growth", p.SignedPercent(l.Growth.Growth, 1))
	case c.Indicator.Summed() && l.Growth.Growth.V < 0 && c.Indicator.Direction != kpi.DirectionDown:
		return p.T("compare.finding_fall", "indicator", label, "name", name, "growth", p.SignedPercent(l.Growth.Growth, 1))
	case c.Indicator.Summed():
		return p.T("compare.finding_growth", "indicator", label, "name", name, "growth", p.SignedPercent(l.Growth.Growth, 1))
	}
	return p.T("compare.finding_value", "indicator", label, "name", name, "value", CompareWrite(c, l.Last().Number, p))
}

// CompareLast says where a line ends.
func CompareLast(c analytics.Comparison, l analytics.Compared, p *i18n.Printer) string {
	last := l.Last()
	if !last.Number.Known {
		return p.T("compare.last_unknown", "month", c.Span.Until)
	}
	if c.Indicator.Summed() && l.Growth.Growth.Known && l.Group.Kind == analytics.GroupAccount {
		return p.T("compare.last_growth_one", "month", c.Span.Until, "value", CompareWrite(c, last.Number, p), "growth", p.SignedPercent(l.Growth.Growth, 1))
	}
	if c.Indicator.Summed() && l.Growth.Growth.Known {
		return p.T("compare.last_growth", "month", c.Span.Until, "value", CompareWrite(c, last.Number, p), "growth", p.SignedPercent(l.Growth.Growth, 1))
	}
	return p.T("compare.last", "month", c.Span.Until, "value", CompareWrite(c, last.Number, p))
}

func compareSubtitle(c analytics.Comparison, p *i18n.Printer) string {
	label := c.Indicator.Label(p.Locale(), 0)
	switch {
	case c.View == analytics.CompareIndexed && c.Base != 0:
		return p.T("compare.subtitle_base", "indicator", label, "month", c.Base, "span", c.Span)
	case c.View == analytics.CompareIndexed:
		return p.T("compare.subtitle_own_base", "indicator", label, "span", c.Span)
	case c.View == analytics.CompareThousand:
		return p.T("compare.subtitle_thousand", "indicator", label, "span", c.Span)
	}
	return p.T("compare.subtitle", "indicator", label, "span", c.Span)
}

// compareSummary says for each line where it ends, and over how many accounts.
func compareSummary(c analytics.Comparison, p *i18n.Printer) string {
	parts := []string{CompareFinding(c, p) + p.T("chart.stop")}
	for _, l := range c.Lines {
		parts = append(parts, compareLine(c, l, p))
	}
	if len(c.Lines) == 0 {
		return p.T("compare.nothing_chosen")
	}
	return strings.Join(parts, " ")
}

// compareLine says where a line ends, and how many of its accounts are not known.
func compareLine(c analytics.Comparison, l analytics.Compared, p *i18n.Printer) string {
	text := p.T("compare.line", "name", groupName(l.Group, p), "last", CompareLast(c, l, p))
	if last := l.Last(); last.Number.Known && last.Expected > last.Known {
		text += " " + coverage(last.Coverage, p)
	}
	return text
}

// compareUnit is what the axis of a comparison counts.
func compareUnit(c analytics.Comparison, p *i18n.Printer) string {
	switch c.View {
	case analytics.CompareIndexed:
		return p.T("compare.unit_indexed")
	case analytics.CompareThousand:
		return p.T("compare.unit_thousand")
	}
	return unitOf(c.Indicator, p)
}
