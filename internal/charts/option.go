package charts

import (
	"encoding/json"
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Colors by role, see palette.css.
const (
	ink    = "var(--chart-ink)"
	muted  = "var(--chart-muted)"
	grid   = "var(--chart-grid)"
	ground = "var(--chart-ground)"
	better = "var(--better)"
	worse  = "var(--worse)"
)

// Formatters by name, see the package comment.
const (
	asNumber  = "@number"
	asCompact = "@compact"
	asPercent = "@percent"
	asGrowth  = "@growth"
)

// visitor adds to an option what the library has no field for. Its maps are
// merged into the component they are named after.
type visitor struct {
	charts.BaseConfigurationVisitor
	grid, xAxis, yAxis map[string]any
	series             []map[string]any // by place
	zoom               []map[string]any
}

// Visit is called with the whole option, last.
func (v *visitor) Visit(o map[string]any) {
	delete(o, "toolbox")
	o["textStyle"] = map[string]any{"fontFamily": "Inter, system-ui, sans-serif", "fontSize": 12}
	if v.zoom != nil {
		o["dataZoom"] = v.zoom
	}
}

// VisitTooltipOpt makes tooltips safe under a strict policy and legible on a
// phone.
func (v *visitor) VisitTooltipOpt(t opts.Tooltip) any {
	return map[string]any{
		"show": true, "trigger": t.Trigger, "renderMode": "richText", "confine": true,
		"valueFormatter": t.ValueFormatter, "backgroundColor": ground, "borderColor": grid,
		"textStyle":   map[string]any{"color": ink, "fontSize": 12},
		"axisPointer": map[string]any{"type": t.AxisPointer.Type, "lineStyle": map[string]any{"color": muted}, "shadowStyle": map[string]any{"opacity": 0.3}},
	}
}

// zoomFrom is the number of months beyond which a chart over months can be
// zoomed; its slider takes the height of zoomHeight beneath the drawing.
const (
	zoomFrom   = 24
	zoomHeight = 40
)

// zoomMonths lets a chart over many months be zoomed: a slider beneath the
// drawing, clear of the legend above it. It opens on the whole; a page has
// buttons for it too, see static/src/legend.js.
func (v *visitor) zoomMonths(f *Figure) {
	if len(f.Months) <= zoomFrom {
		return
	}
	v.zoom = []map[string]any{{
		"type": "slider", "startValue": 0, "endValue": len(f.Months) - 1, "left": 12, "right": 12, "bottom": 6, "height": 22,
		"showDetail": false, "brushSelect": false, "showDataShadow": true, "minValueSpan": 2,
		"borderColor": grid, "backgroundColor": "transparent", "handleSize": "100%",
		"handleStyle":    map[string]any{"color": ground, "borderColor": muted},
		"dataBackground": map[string]any{"lineStyle": map[string]any{"color": muted}, "areaStyle": map[string]any{"color": grid}},
	}}
	v.grid["bottom"] = fmt.Sprint(zoomHeight)
	f.Height += zoomHeight - 4
}

// merge writes a component as JSON and adds fields to it.
func merge(component any, extra map[string]any) (map[string]any, error) {
	b, err := json.Marshal(component)
	if err != nil {
		return nil, err
	}
	m := map[string]any{}
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, err
	}
	for k, value := range extra {
		if inner, ok := value.(map[string]any); ok {
			if before, ok := m[k].(map[string]any); ok {
				for k2, v2 := range inner {
					before[k2] = v2
				}
				continue
			}
		}
		m[k] = value
	}
	return m, nil
}

// chart is what the library's chart types have in common.
type chart interface {
	Accept(charts.ConfigurationVisitor)
	Validate()
	JSON() map[string]any
}

// encode writes a chart's option.
func encode(c chart, v *visitor) (json.RawMessage, error) {
	c.Accept(v)
	c.Validate()
	o := c.JSON()
	series, ok := o["series"].(charts.MultiSeries)
	if !ok {
		return nil, fmt.Errorf("charts: unexpected series %T", o["series"])
	}
	merged := make([]map[string]any, len(series))
	for i, s := range series {
		var err error
		if merged[i], err = merge(s, v.series[i]); err != nil {
			return nil, fmt.Errorf("charts: series: %w", err)
		}
	}
	o["series"] = merged
	for key, extra := range map[string]map[string]any{"grid": v.grid, "xAxis": v.xAxis, "yAxis": v.yAxis} {
		list, err := first(o[key], extra)
		if err != nil {
			return nil, fmt.Errorf("charts: %s: %w", key, err)
		}
		o[key] = list
	}
	return json.Marshal(o)
}

// first merges into the only component of a list.
func first(list any, extra map[string]any) (any, error) {
	var component any
	switch l := list.(type) {
	case []opts.Grid:
		component = l[0]
	case []opts.XAxis:
		component = l[0]
	case []opts.YAxis:
		component = l[0]
	}
	return merge(component, extra)
}

// frame is what all charts have in common: no movement, no title of its own
// (the page has it; it is there for the picture that people download), a
// legend above and the drawing below it.
type frame struct {
	title, subtitle string
	format          types.FuncStr // of values in the tooltip
	trigger         string        // "axis" or "item"
	pointer         string        // "line" or "shadow"
	legend          bool
}

func (f frame) options() []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithAnimation(false),
		charts.WithTitleOpts(opts.Title{Show: opts.Bool(false), Title: f.title, Subtitle: f.subtitle}),
		charts.WithAriaOpts(&opts.Aria{Enabled: opts.Bool(true), Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: f.title + " – " + f.subtitle}}),
		charts.WithTooltipOpts(opts.Tooltip{Trigger: f.trigger, ValueFormatter: f.format, AxisPointer: &opts.AxisPointer{Type: f.pointer}}),
		charts.WithLegendOpts(opts.Legend{
			Show: opts.Bool(f.legend), Type: "scroll", Top: "0", Left: "0", ItemWidth: 18, ItemHeight: 10,
			TextStyle: &opts.TextStyle{Color: ink},
		}),
		charts.WithGridOpts(opts.Grid{Left: "4", Right: "12", Top: fmt.Sprint(gridTop(f.legend)), Bottom: "4"}),
	}
}

// gridTop is where the drawing begins: beneath the legend if there is one.
func gridTop(legend bool) int {
	if legend {
		return 40
	}
	return 16
}

// newVisitor keeps axis labels inside the drawing whatever their length.
func newVisitor() *visitor {
	return &visitor{grid: map[string]any{"outerBoundsMode": "same", "outerBoundsContain": "axisLabel"}}
}

// categories is an axis of months: the last one is always named.
func categories() *opts.AxisLabel {
	return &opts.AxisLabel{Color: muted, HideOverlap: opts.Bool(true), ShowMaxLabel: opts.Bool(true)}
}

// values is an axis of numbers.
func values(format types.FuncStr) *opts.AxisLabel {
	return &opts.AxisLabel{Color: muted, Formatter: format, HideOverlap: opts.Bool(true)}
}

func splitLine() *opts.SplitLine {
	return &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: grid}}
}

// monthAxis is the category axis of months, and its labels.
func monthAxis(c *charts.RectChart, label types.FuncStr, scale bool) {
	c.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category", AxisLabel: categories(), AxisTick: &opts.AxisTick{Show: opts.Bool(false)}, AxisLine: &opts.AxisLine{LineStyle: &opts.LineStyle{Color: muted}}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Scale: opts.Bool(scale), SplitNumber: 4, AxisLabel: values(label), SplitLine: splitLine()}),
	)
}

// nameUnit writes above an axis of values what it counts, where its labels do
// not say it; the drawing, which began at top, makes room.
func (v *visitor) nameUnit(unit string, top int) {
	if unit == "" {
		return
	}
	if v.yAxis == nil {
		v.yAxis = map[string]any{}
	}
	v.yAxis["name"] = unit
	v.yAxis["nameGap"] = 10
	v.yAxis["nameTextStyle"] = map[string]any{"color": muted, "fontSize": 11, "align": "left", "padding": []int{0, 0, 0, -4}}
	if v.yAxis["inverse"] == true {
		v.yAxis["nameLocation"] = "start" // it is upside down: above all the same
	}
	v.grid["top"] = fmt.Sprint(top + 14)
}

// unitOf is what an axis of an indicator counts, "" where its labels say it, as
// those of percentages do, or its title, as that of a plain count does.
func unitOf(ind kpi.Indicator, p *i18n.Printer) string {
	switch {
	case percent(ind):
		return ""
	case ind.Kind == kpi.KindPosition:
		return p.T("chart.unit.position")
	case ind.Unit != "":
		return ind.Unit
	case ind.Kind == kpi.KindScore:
		return p.T("chart.unit.score")
	}
	return ""
}

// scaleOf is what the axis of an indicator needs: positions stand upside down,
// and what is counted has no halves.
func scaleOf(ind kpi.Indicator) map[string]any {
	switch {
	case ind.Kind == kpi.KindPosition:
		return positionAxis()
	case ind.Summed() && ind.Decimals == 0:
		return map[string]any{"minInterval": 1}
	}
	return nil
}

// positionAxis turns an axis upside down: the first place is at the top.
func positionAxis() map[string]any {
	return map[string]any{"inverse": true, "min": 1, "minInterval": 1}
}

func monthLabels(p *i18n.Printer, months []kpi.Month) []string {
	labels := make([]string, len(months))
	for i, m := range months {
		labels[i] = p.ShortMonth(m)
	}
	return labels
}

// groupName is what a group is called on screen.
func groupName(g analytics.Group, p *i18n.Printer) string {
	if g.Name != "" {
		return g.Name
	}
	switch g.Kind {
	case analytics.GroupSphere:
		return p.T("chart.no_sphere")
	case analytics.GroupRange:
		return p.T("chart.no_range")
	case analytics.GroupNetwork:
		return p.T("chart.network")
	}
	return p.T("chart.no_group")
}

func numbers(vs []analytics.Value) []kpi.Number {
	ns := make([]kpi.Number, len(vs))
	for i, v := range vs {
		ns[i] = v.Number
	}
	return ns
}

func seriesMonths(series []analytics.Series) []kpi.Month {
	if len(series) == 0 {
		return nil
	}
	months := make([]kpi.Month, len(series[0].Values))
	for i, v := range series[0].Values {
		months[i] = v.Month
	}
	return months
}
