package charts

import (
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Audience draws the size of the network by sphere over 24 months: lines,
// with a gap where no account of the sphere is known.
func Audience(d analytics.Dashboard, p *i18n.Printer) (Figure, error) {
	m := d.Summary.Measure(kpi.Followers)
	f := Figure{
		ID:       "chart-audience",
		Title:    audienceTitle(m.LikeForLike.Growth, p),
		Subtitle: p.T("chart.audience.subtitle"),
		Summary:  audienceSummary(d.Summary.Month, m, p),
		Height:   320,
		Table:    seriesTable(d.Audience, p),
		Months:   seriesMonths(d.Audience),
	}
	f.Empty = !f.Table.known()
	c := charts.NewLine()
	v := newVisitor()
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, asNumber, "axis", "line", len(d.Audience) > 1}.options()...)
	monthAxis(&c.RectChart, asCompact, false)
	c.SetXAxis(monthLabels(p, f.Months))
	for _, s := range d.Audience {
		addCovered(c, v, groupName(s.Group, p), s)
	}
	v.zoomMonths(&f)
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

// addCovered adds the line of a sum, and beside it the hollow points of its
// incomplete months.
func addCovered(c *charts.Line, v *visitor, name string, s analytics.Series) {
	whole, part := analytics.ByCoverage(s.Values)
	addLine(c, name, whole, s.Group)
	v.series = append(v.series, nil)
	if anyKnown(part) {
		addPoints(c, v, name, part, s.Group)
	}
}

// addLine adds a line whose unknown values are gaps.
func addLine(c *charts.Line, name string, values []kpi.Number, g analytics.Group) {
	c.AddSeries(name, nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = values // a nil in opts.LineData would be left out, not null
		s.ConnectNulls = opts.Bool(false)
		s.ShowSymbol = opts.Bool(true) // a point between two gaps has no line
		s.Symbol = symbol(g)
		s.SymbolSize = 6
		s.ItemStyle = &opts.ItemStyle{Color: token(g)}
		s.LineStyle = &opts.LineStyle{Color: token(g), Width: 2, Type: dash(g)}
		s.Emphasis = &opts.Emphasis{Focus: "series"}
	}))
}

func anyKnown(ns []kpi.Number) bool {
	return slices.ContainsFunc(ns, func(n kpi.Number) bool { return n.Known })
}

// addPoints adds hollow points without a line, under the name of the line
// that they do not belong to.
func addPoints(c *charts.Line, v *visitor, name string, values []kpi.Number, g analytics.Group) {
	c.AddSeries(name, nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = values
		s.ShowSymbol = opts.Bool(true)
		s.Symbol = hollow(g)
		s.SymbolSize = 9
		s.ItemStyle = &opts.ItemStyle{Color: token(g)}
	}))
	v.series = append(v.series, map[string]any{"lineStyle": map[string]any{"width": 0}, "showAllSymbol": true})
}

func audienceTitle(growth kpi.Number, p *i18n.Printer) string {
	switch {
	case !growth.Known:
		return p.T("chart.audience.title")
	case flat(growth.V):
		return p.T("chart.audience.flat")
	case growth.V > 0:
		return p.T("chart.audience.up", "growth", p.Percent(growth, 1))
	}
	return p.T("chart.audience.down", "growth", p.Percent(growth.Times(-1), 1))
}

// flat reports whether a percentage is written 0,0.
func flat(v float64) bool { return v < 0.05 && v > -0.05 }

func audienceSummary(month kpi.Month, m analytics.Measure, p *i18n.Printer) string {
	if !m.Value.Known {
		return p.T("chart.nothing_known", "month", month)
	}
	text := p.T("chart.audience.summary", "month", month, "value", p.Number(m.Value.V, 0))
	if g := m.LikeForLike; g.Growth.Known {
		text += " " + p.N("chart.audience.compared", g.N, "growth", p.SignedPercent(g.Growth, 1), "before", month.Add(-1))
	}
	return text + " " + coverage(m.Coverage, p)
}

// coverage says how many accounts a number stands on.
func coverage(c analytics.Coverage, p *i18n.Printer) string {
	if missing := c.Expected - c.Known; missing > 0 {
		return p.N("chart.coverage.missing", missing, "expected", c.Expected)
	}
	return p.N("chart.coverage.whole", c.Known)
}

// Posts draws the posts of each month, the spheres stacked.
func Posts(d analytics.Dashboard, p *i18n.Printer) (Figure, error) {
	m := d.Summary.Measure(kpi.Posts)
	f := Figure{
		ID:       "chart-posts",
		Title:    p.T("chart.posts.title"),
		Subtitle: p.T("chart.posts.subtitle"),
		Summary:  p.T("chart.nothing_known", "month", d.Summary.Month),
		Height:   320,
		Table:    seriesTable(d.Posts, p),
		Months:   seriesMonths(d.Posts),
	}
	if m.Value.Known {
		f.Title = p.N("chart.posts.finding", int(m.Value.V), "month", d.Summary.Month)
		f.Summary = f.Title + p.T("chart.stop") + " " + coverage(m.Coverage, p)
	}
	f.Empty = !f.Table.known()
	c := charts.NewBar()
	v := newVisitor()
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, asNumber, "axis", "shadow", len(d.Posts) > 1}.options()...)
	monthAxis(&c.RectChart, asCompact, false)
	c.SetXAxis(monthLabels(p, f.Months))
	for _, s := range d.Posts {
		addBars(c, v, groupName(s.Group, p), numbers(s.Values), s.Group)
	}
	v.zoomMonths(&f)
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

// addBars adds bars stacked on those before them, with the group's color and
// pattern.
func addBars(c *charts.Bar, v *visitor, name string, values []kpi.Number, g analytics.Group) {
	c.AddSeries(name, nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = values
		s.Stack = "all"
		s.BarMaxWidth = "22"
		s.ItemStyle = &opts.ItemStyle{Color: token(g), BorderColor: ground, BorderWidth: 0.5}
	}))
	var extra map[string]any
	if pattern := decal(g); pattern != nil {
		extra = map[string]any{"itemStyle": map[string]any{"decal": pattern}}
	}
	v.series = append(v.series, extra)
}

// seriesTable has a line per month and a column per group.
func seriesTable(series []analytics.Series, p *i18n.Printer) Table {
	t := Table{Head: p.T("chart.month")}
	for _, s := range series {
		t.Columns = append(t.Columns, Column{Label: groupName(s.Group, p)})
	}
	for i, m := range seriesMonths(series) {
		row := Row{Label: p.ShortMonth(m)}
		for _, s := range series {
			row.Values = append(row.Values, s.Values[i].Number)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Growth draws the like-for-like growth of the network's size into each of 12
// months: bars up or down, with the sign on each.
func Growth(d analytics.Dashboard, p *i18n.Printer) (Figure, error) {
	f := Figure{
		ID:       "chart-growth",
		Title:    p.T("chart.growth.title"),
		Subtitle: p.T("chart.growth.subtitle"),
		Summary:  p.T("chart.growth.unknown", "month", d.Summary.Month),
		Height:   280,
		Table: Table{Head: p.T("chart.month"), Columns: []Column{
			{Label: p.T("chart.growth.column"), Format: FormatGrowth, Decimals: 1},
			{Label: p.T("chart.growth.net"), Format: FormatSigned},
			{Label: p.T("chart.growth.accounts")},
		}},
	}
	c := charts.NewBar()
	v := newVisitor()
	f.Months = make([]kpi.Month, len(d.Growth))
	bars := make([]map[string]any, len(d.Growth))
	for i, g := range d.Growth {
		f.Months[i] = g.Month
		bars[i] = growthBar(g.Growth, p)
		f.Table.Rows = append(f.Table.Rows, Row{Label: p.ShortMonth(g.Month), Values: []kpi.Number{g.Growth, g.Net, kpi.Num(float64(g.N))}})
	}
	f.Empty = growthEmpty(d.Growth)
	if n := len(d.Growth); n > 0 && d.Growth[n-1].Growth.Known {
		last := d.Growth[n-1]
		f.Title = p.T("chart.growth.finding", "month", last.Month, "growth", p.SignedPercent(last.Growth, 1))
		f.Summary = p.N("chart.growth.summary", last.N, "month", last.Month, "growth", p.SignedPercent(last.Growth, 1)) + " " +
			coverage(d.Summary.Measure(kpi.Followers).Coverage, p)
	}
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, asGrowth, "axis", "shadow", false}.options()...)
	monthAxis(&c.RectChart, asPercent, false)
	c.SetXAxis(monthLabels(p, f.Months))
	c.AddSeries(p.T("chart.growth.column"), nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = bars
		s.BarMaxWidth = "26"
	}))
	v.series = append(v.series, map[string]any{"labelLayout": map[string]any{"hideOverlap": true}})
	v.zoomMonths(&f)
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

func growthEmpty(growth []analytics.Growth) bool {
	for _, g := range growth {
		if g.Growth.Known {
			return false
		}
	}
	return true
}

// growthBar is a bar with its sign written at its end: color alone says
// nothing.
func growthBar(n kpi.Number, p *i18n.Printer) map[string]any {
	color, position := better, "top"
	if n.Known && n.V < 0 {
		color, position = worse, "bottom"
	}
	return map[string]any{
		"value":     n,
		"itemStyle": map[string]any{"color": color},
		"label":     map[string]any{"show": n.Known, "position": position, "formatter": p.Signed(n, 1), "color": ink, "fontSize": 11, "backgroundColor": ground, "padding": []int{1, 2}},
	}
}

// SphereContribution draws what each sphere adds to the month's interactions.
func SphereContribution(d analytics.Dashboard, p *i18n.Printer) (Figure, error) {
	return contribution("chart-spheres", d, d.BySphere, p.T("chart.spheres.title"), p.T("chart.spheres.column"), p)
}

// RangeContribution draws what each range adds to the month's interactions.
func RangeContribution(d analytics.Dashboard, p *i18n.Printer) (Figure, error) {
	return contribution("chart-ranges", d, d.ByRange, p.T("chart.ranges.title"), p.T("chart.ranges.column"), p)
}

// contribution draws the share of each group in the month's interactions, in
// the order of the groups.
func contribution(id string, d analytics.Dashboard, shares []analytics.Share, title, column string, p *i18n.Printer) (Figure, error) {
	f := Figure{
		ID: id, Title: title,
		Subtitle: p.T("chart.contribution.subtitle", "month", d.Summary.Month),
		Summary:  p.T("chart.no_interactions", "month", d.Summary.Month),
		Height:   96 + 34*len(shares),
		Table: Table{Head: column, Columns: []Column{
			{Label: p.T("chart.contribution.interactions")},
			{Label: p.T("chart.contribution.share"), Format: FormatPercent, Decimals: 1},
			{Label: p.T("chart.contribution.known")},
			{Label: p.T("chart.contribution.expected")},
		}},
	}
	names := make([]string, len(shares))
	bars := make([]map[string]any, len(shares))
	var largest analytics.Share
	for i, s := range shares {
		names[i] = groupName(s.Group, p)
		if !s.Share.Known { // no bar is not zero
			names[i] = p.T("chart.contribution.unknown", "name", names[i])
		}
		bars[i] = shareBar(s, p)
		f.Table.Rows = append(f.Table.Rows, Row{Label: groupName(s.Group, p), Values: []kpi.Number{s.Interactions, s.Share, kpi.Num(float64(s.Known)), kpi.Num(float64(s.Expected))}})
		if s.Share.Known && (!largest.Share.Known || s.Share.V > largest.Share.V) {
			largest = s
		}
	}
	f.Empty = !largest.Share.Known
	if largest.Share.Known {
		f.Title = p.T("chart.contribution.finding", "name", groupName(largest.Group, p), "share", p.Percent(largest.Share, 0))
		m := d.Summary.Measure(kpi.Interactions)
		f.Summary = f.Title + p.T("chart.stop") + " " + coverage(m.Coverage, p)
	}
	if m := d.Summary.Measure(kpi.Interactions); m.Known < m.Expected {
		f.Subtitle = p.T("chart.contribution.partial", "subtitle", f.Subtitle, "known", m.Known, "expected", m.Expected)
	}
	c := charts.NewBar()
	v := newVisitor()
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, asNumber, "item", "shadow", false}.options()...)
	nameAxis(c, names, asCompact)
	c.AddSeries(p.T("chart.contribution.interactions"), nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = bars
		s.BarMaxWidth = "20"
	}))
	v.series = append(v.series, nil)
	v.yAxis = map[string]any{"axisLabel": map[string]any{"hideOverlap": false, "interval": 0}}
	v.grid["right"] = "56" // room for the label of the longest bar
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

func shareBar(s analytics.Share, p *i18n.Printer) map[string]any {
	style := map[string]any{"color": token(s.Group)}
	if pattern := decal(s.Group); pattern != nil {
		style["decal"] = pattern
	}
	return map[string]any{
		"value":     s.Interactions,
		"itemStyle": style,
		"label":     map[string]any{"show": s.Share.Known, "position": "right", "formatter": p.Percent(s.Share, 1), "color": ink},
	}
}

// nameAxis turns bars sideways: names down the left, from the top.
func nameAxis(c *charts.Bar, names []string, format types.FuncStr) {
	c.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "value", SplitNumber: 4, AxisLabel: values(format), SplitLine: splitLine()}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Color: ink, Width: 130, Overflow: "truncate"}, AxisLine: &opts.AxisLine{LineStyle: &opts.LineStyle{Color: muted}}}),
	)
	c.SetXAxis(names).XYReversal()
}
