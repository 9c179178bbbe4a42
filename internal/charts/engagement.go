package charts

import (
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Engagement draws the engagement rate of accounts, by sphere then name, with
// the network's median as a line: a place among others, never a rank.
func Engagement(d analytics.Dashboard, p *i18n.Printer) (Figure, error) {
	e := d.Engagement
	f := Figure{
		ID:       "chart-engagement",
		Title:    p.T("chart.engagement.title"),
		Subtitle: p.N("chart.engagement.subtitle", e.Of, "month", d.Summary.Month),
		Summary:  p.T("chart.no_interactions", "month", d.Summary.Month),
		Height:   120 + 24*len(e.Rows),
		Empty:    !e.Median.Known,
		Table:    engagementTable(e, p),
	}
	if e.Of > len(e.Rows) {
		f.Subtitle = p.T("chart.engagement.first", "shown", len(e.Rows), "of", e.Of, "month", d.Summary.Month)
	}
	if e.Median.Known {
		f.Title = p.T("chart.engagement.finding", "median", p.Percent(e.Median, 2))
		f.Summary = p.N("chart.engagement.summary", e.Of, "median", p.Percent(e.Median, 2), "month", d.Summary.Month) + " " +
			coverage(d.Summary.Measure(kpi.EngagementRate).Coverage, p)
	}
	spheres := rowSpheres(d)
	c := charts.NewBar()
	v := newVisitor()
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, asPercent, "item", "shadow", true}.options()...)
	names := make([]string, len(e.Rows))
	for i, r := range e.Rows {
		names[i] = accountLabel(r.Account, e.Rows)
	}
	nameAxis(c, names, asPercent)
	for _, g := range spheres {
		addBars(c, v, groupName(g, p), ratesOf(g, e.Rows), g)
	}
	addMedian(c, v, e.Median, p)
	v.yAxis = map[string]any{"axisLabel": map[string]any{"interval": 0}}
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

// rowSpheres lists the spheres of the rows in their order, with the positions
// that choose their colors.
func rowSpheres(d analytics.Dashboard) []analytics.Group {
	known := map[kpi.ID]analytics.Group{}
	for _, s := range d.Audience {
		known[s.Group.ID] = s.Group
	}
	for _, s := range d.BySphere {
		known[s.Group.ID] = s.Group
	}
	var spheres []analytics.Group
	seen := map[kpi.ID]bool{}
	for _, r := range d.Engagement.Rows {
		id := r.Account.SphereID
		if seen[id] {
			continue
		}
		seen[id] = true
		g, ok := known[id]
		if !ok {
			g = analytics.Group{Kind: analytics.GroupSphere, ID: id, Name: r.Account.Sphere, Position: -1}
		}
		spheres = append(spheres, g)
	}
	return spheres
}

// ratesOf are the rates of a sphere's accounts, unknown for all others.
func ratesOf(g analytics.Group, rows []analytics.AccountRate) []kpi.Number {
	rates := make([]kpi.Number, len(rows))
	for i, r := range rows {
		if r.Account.SphereID == g.ID {
			rates[i] = r.Rate
		}
	}
	return rates
}

// accountLabel names an account, with its platform where the persona stands
// on several.
func accountLabel(a kpi.Account, rows []analytics.AccountRate) string {
	same := 0
	for _, r := range rows {
		if r.Account.Name() == a.Name() {
			same++
		}
	}
	if same > 1 {
		return a.Name() + " · " + a.Platform
	}
	return a.Name()
}

// addMedian adds the median as a line of its own, so that hiding a sphere
// does not hide it.
func addMedian(c *charts.Bar, v *visitor, median kpi.Number, p *i18n.Printer) {
	if !median.Known {
		return
	}
	line := charts.NewLine()
	line.AddSeries(p.T("chart.engagement.median"), []opts.LineData{}, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Symbol = "none"
		s.ItemStyle = &opts.ItemStyle{Color: ink}
		s.LineStyle = &opts.LineStyle{Color: ink, Width: 1.5, Type: "dashed"}
	}))
	c.Overlap(line)
	v.series = append(v.series, map[string]any{"data": []any{}, "markLine": map[string]any{
		"silent": true, "symbol": "none", "animation": false,
		"lineStyle": map[string]any{"color": ink, "type": "dashed", "width": 1.5},
		"label":     map[string]any{"show": false},
		"data":      []any{map[string]any{"xAxis": median.V}},
	}})
}

func engagementTable(e analytics.EngagementByAccount, p *i18n.Printer) Table {
	t := Table{Head: p.T("chart.engagement.account"), Columns: []Column{
		{Label: p.T("chart.engagement.rate"), Format: FormatPercent, Decimals: 2},
		{Label: p.T("chart.engagement.gap"), Format: FormatPoints, Decimals: 2},
	}}
	for _, r := range e.Rows {
		sphere := r.Account.Sphere
		if sphere == "" {
			sphere = p.T("chart.no_sphere")
		}
		label := strings.Join([]string{sphere, r.Account.Name(), r.Account.Platform}, " · ")
		if r.ClosingOnly {
			label += " *"
		}
		t.Rows = append(t.Rows, Row{Label: label, Values: []kpi.Number{r.Rate, r.Rate.Minus(e.Median)}})
	}
	return t
}
