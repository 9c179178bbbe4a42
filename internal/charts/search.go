package charts

// This file draws the places of an account in search engines.

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// asNotRanked writes the words for "not ranked", whatever the value.
const asNotRanked = "@not_ranked"

// searchShown is how many lines are drawn at first; the legend has the others.
const searchShown = 6

// SearchLines draws the places of an account's queries over the months, the best
// place on top. A month that was not looked up is a gap; one in which the
// account was not ranked is a hollow mark beneath the last place.
func SearchLines(account kpi.Account, lines []analytics.SearchLine, p *i18n.Printer) (Figure, error) {
	f := Figure{
		ID: "chart-search", Title: p.T("search.chart", "account", account.Name()), Height: 360,
		Subtitle: p.T("search.chart_subtitle"),
		Table:    searchTable(lines, p),
		Empty:    true,
	}
	worst := 0
	for _, l := range lines {
		f.Months = l.Months
		for _, place := range l.Places {
			f.Empty = f.Empty && !place.Looked
			worst = max(worst, place.Place)
		}
	}
	f.Summary = searchSummary(lines, p)
	beneath := kpi.Num(float64(worst + 1 + worst/12))
	c, v := charts.NewLine(), newVisitor()
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, asNumber, "axis", "line", len(lines) > 1}.options()...)
	monthAxis(&c.RectChart, asCompact, false)
	if len(lines) > searchShown {
		hidden := map[string]bool{}
		for _, l := range lines[searchShown:] {
			hidden[l.Query.Query] = false
		}
		c.SetGlobalOptions(charts.WithLegendOpts(opts.Legend{
			Show: opts.Bool(true), Type: "scroll", Top: "0", Left: "0", ItemWidth: 18, ItemHeight: 10,
			TextStyle: &opts.TextStyle{Color: ink}, Selected: hidden,
		}))
	}
	c.SetXAxis(monthLabels(p, f.Months))
	for i, l := range lines {
		addSearch(c, v, l, analytics.Group{Position: i}, beneath)
	}
	v.yAxis = positionAxis()
	v.nameUnit(p.T("chart.unit.position"), gridTop(len(lines) > 1))
	v.zoomMonths(&f)
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

// addSearch adds the line of a query, and its marks where there are any.
func addSearch(c *charts.Line, v *visitor, l analytics.SearchLine, g analytics.Group, beneath kpi.Number) {
	marks := make([]kpi.Number, len(l.Places))
	for i, place := range l.Places {
		if place == kpi.NotRanked {
			marks[i] = beneath
		}
	}
	c.AddSeries(l.Query.Query, nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = l.Numbers()
		s.ConnectNulls = opts.Bool(false)
		s.ShowSymbol = opts.Bool(true)
		s.Symbol = symbol(g)
		s.SymbolSize = 6
		s.ItemStyle = &opts.ItemStyle{Color: token(g)}
		s.LineStyle = &opts.LineStyle{Color: token(g), Width: 2, Type: dash(g)}
		s.Emphasis = &opts.Emphasis{Focus: "series"}
	}))
	v.series = append(v.series, nil)
	if !anyKnown(marks) {
		return
	}
	c.AddSeries(l.Query.Query, nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = marks
		s.ConnectNulls = opts.Bool(false)
		s.ShowSymbol = opts.Bool(true)
		s.Symbol = hollow(g)
		s.SymbolSize = 9
		s.ItemStyle = &opts.ItemStyle{Color: token(g)}
	}))
	v.series = append(v.series, map[string]any{"lineStyle": map[string]any{"width": 0}, "tooltip": map[string]any{"valueFormatter": asNotRanked}})
}

// searchTable has a line a month and a column a query; it says "not ranked" in
// words, and leaves a dash where nobody looked.
func searchTable(lines []analytics.SearchLine, p *i18n.Printer) Table {
	t := Table{Head: p.T("chart.month")}
	for _, l := range lines {
		t.Columns = append(t.Columns, Column{Label: l.Query.Query})
	}
	if len(lines) == 0 {
		return t
	}
	for i, m := range lines[0].Months {
		row := Row{Label: p.ShortMonth(m), Words: make([]string, len(lines))}
		for k, l := range lines {
			row.Values = append(row.Values, l.Places[i].Number())
			if l.Places[i] == kpi.NotRanked {
				row.Words[k] = p.T("search.not_ranked")
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// searchSummary says the finding: how many queries are found in the last month
// that was looked up, and the best of them.
func searchSummary(lines []analytics.SearchLine, p *i18n.Printer) string {
	var month kpi.Month
	for _, l := range lines {
		for i, place := range l.Places {
			if place.Looked {
				month = max(month, l.Months[i])
			}
		}
	}
	if month.IsZero() {
		return p.T("search.chart_empty")
	}
	looked, ranked := 0, 0
	var best analytics.SearchLine
	for _, l := range lines {
		at := l.Places[month-l.Months[0]]
		if at.Looked {
			looked++
		}
		if at.Ranked() {
			ranked++
			if l.Now = at; !best.Now.Ranked() || at.Place < best.Now.Place {
				best = l
			}
		}
	}
	text := p.N("search.chart_summary", ranked, "looked", looked, "month", month)
	if ranked > 0 {
		text += " " + p.T("search.chart_best", "query", best.Query.Query, "place", best.Now.Place)
	}
	return text
}
