package charts

import (
	"fmt"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// AccountLine draws one indicator of an account over all its months. Unknown
// months are gaps, two sources of a score are not joined, and what happened to
// the account stands as numbered marks, explained by Notes.
func AccountLine(view analytics.AccountView, line analytics.Line, p *i18n.Printer) (Figure, error) {
	return accountLine(view, line, p, func(*charts.Line, *visitor) {})
}

// accountLine draws the line, and what more adds to it.
func accountLine(view analytics.AccountView, line analytics.Line, p *i18n.Printer, more func(*charts.Line, *visitor)) (Figure, error) {
	ind := line.Indicator
	label := ind.Label(p.Locale(), view.Account.PlatformID)
	f := Figure{
		ID: "chart-line-" + ind.Code, Title: label, Height: 220,
		Subtitle: lineSubtitle(view.Account, ind, p),
		Summary:  p.T("chart.line.unknown", "indicator", label),
		Table:    lineTable(line, label, p),
		Months:   pointMonths(line.Points),
	}
	f.Empty = !f.Table.known()
	if last, ok := lastPoint(line.Points); ok {
		f.Summary = p.T("chart.line.summary", "indicator", label, "month", last.Month, "value", writeValue(ind, last.Number(), p)) + " " + monthsKnown(line.Points, p)
	}
	c := charts.NewLine()
	v, top := newVisitor(), gridTop(false)
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, formatOf(ind), "axis", "line", false}.options()...)
	monthAxis(&c.RectChart, axisFormatOf(ind), ind.Kind == kpi.KindStock)
	c.SetXAxis(monthLabels(p, f.Months))
	for i, values := range segments(line) {
		addLine(c, label, values, analytics.Group{})
		v.series = append(v.series, nil)
		if i == 0 {
			v.series[0] = map[string]any{}
			if ind.Kind != kpi.KindPosition && ind.Kind != kpi.KindStock { // an area stands on zero
				v.series[0]["areaStyle"] = map[string]any{"opacity": 0.06}
			}
		}
	}
	if marks := marksOn(line.Points, view.Marks, p); len(marks) > 0 && len(v.series) > 0 {
		var data []any
		data, f.Notes = markLines(marks, p)
		place := "end"
		if ind.Kind == kpi.KindPosition {
			place = "start" // the axis is upside down
		}
		v.series[0]["markLine"] = map[string]any{
			"silent": true, "symbol": "none", "animation": false, "z": 1, // behind what they mark
			"lineStyle": map[string]any{"color": muted, "type": "dashed", "width": 1},
			"label":     map[string]any{"show": true, "formatter": "{b}", "color": ink, "fontSize": 11, "distance": 6, "position": place},
			"data":      data,
		}
		top = 24 // their numbers stand above
		v.grid["top"] = fmt.Sprint(top)
	}
	more(c, v)
	v.yAxis = scaleOf(ind)
	v.nameUnit(unitOf(ind, p), top)
	v.zoomMonths(&f)
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

// segments cuts a line where a new source begins: each is as long as the
// line, unknown outside its own months.
func segments(line analytics.Line) [][]kpi.Number {
	breaks := map[kpi.Month]bool{}
	for _, m := range line.Breaks {
		breaks[m] = true
	}
	n := len(line.Points)
	current := make([]kpi.Number, n)
	all := [][]kpi.Number{current}
	for i, pt := range line.Points {
		if i > 0 && breaks[pt.Month] {
			current = make([]kpi.Number, n)
			all = append(all, current)
		}
		current[i] = pt.Number()
	}
	return all
}

// mark is all that happened in a month.
type mark struct {
	month kpi.Month
	texts []string
}

// marksOn gathers the marks by month, in order, of the months on the line.
func marksOn(points []kpi.Point, marks []analytics.Mark, p *i18n.Printer) []mark {
	if len(points) == 0 {
		return nil
	}
	byMonth := map[kpi.Month][]string{}
	for _, m := range marks {
		byMonth[m.Month] = append(byMonth[m.Month], markText(m, p))
	}
	var all []mark
	for _, pt := range points {
		if texts := byMonth[pt.Month]; len(texts) > 0 {
			all = append(all, mark{pt.Month, texts})
		}
	}
	return all
}

func markText(m analytics.Mark, p *i18n.Printer) string {
	switch m.Kind {
	case analytics.MarkHandover:
		return p.T("chart.mark.handover")
	case analytics.MarkState:
		return p.T("chart.mark.state", "state", p.State(kpi.AccountState(m.Detail)))
	case analytics.MarkRename:
		return p.T("chart.mark.rename", "handle", m.Detail)
	case analytics.MarkEvent:
		return p.T("chart.mark.event", "name", m.Detail)
	case analytics.MarkDecision:
		return decisionMark(m, p)
	}
	return p.T("chart.mark.grouping", "grouping", m.Detail)
}

// decisionMark says what was decided, and on which range where it was not on the
// account itself.
func decisionMark(m analytics.Mark, p *i18n.Printer) string {
	verdict := p.T("decision.stop")
	switch m.Detail {
	case "reinforce":
		verdict = p.T("decision.reinforce")
	case "keep":
		verdict = p.T("decision.keep")
	case "test":
		verdict = p.T("decision.test")
	}
	if m.About == "" {
		return p.T("chart.mark.decision", "verdict", verdict)
	}
	return p.T("chart.mark.decision_range", "verdict", verdict, "range", m.About)
}

// markLines are the vertical lines, named by their number, and the notes that
// explain the numbers.
func markLines(marks []mark, p *i18n.Printer) (data []any, notes []string) {
	for i, m := range marks {
		data = append(data, map[string]any{"name": fmt.Sprint(i + 1), "xAxis": p.ShortMonth(m.month)})
		notes = append(notes, p.T("chart.mark.note", "month", p.ShortMonth(m.month), "what", strings.Join(m.texts, " · ")))
	}
	return data, notes
}

// monthsKnown says of how many months a line knows the figure.
func monthsKnown(points []kpi.Point, p *i18n.Printer) string {
	known := 0
	for _, pt := range points {
		if pt.Number().Known {
			known++
		}
	}
	switch known {
	case 0:
		return p.T("chart.line.none_known")
	case len(points):
		return p.N("chart.line.known_all", known)
	}
	return p.N("chart.line.known", known, "of", len(points))
}

func lastPoint(points []kpi.Point) (kpi.Point, bool) {
	for i := len(points) - 1; i >= 0; i-- {
		if points[i].State == kpi.StateValue {
			return points[i], true
		}
	}
	return kpi.Point{}, false
}

func pointMonths(points []kpi.Point) []kpi.Month {
	months := make([]kpi.Month, len(points))
	for i, pt := range points {
		months[i] = pt.Month
	}
	return months
}

func lineSubtitle(a kpi.Account, ind kpi.Indicator, p *i18n.Printer) string {
	who := a.Name() + " · " + a.Platform
	switch ind.Kind {
	case kpi.KindStock:
		return p.T("chart.line.stock", "account", who)
	case kpi.KindPosition:
		return p.T("chart.line.position", "account", who)
	case kpi.KindScore:
		return p.T("chart.line.score", "account", who)
	case kpi.KindPercentage, kpi.KindRatio:
		return p.T("chart.line.rate", "account", who)
	}
	return p.T("chart.line.flow", "account", who)
}

func lineTable(line analytics.Line, label string, p *i18n.Printer) Table {
	column := Column{Label: label, Decimals: line.Indicator.Decimals}
	if percent(line.Indicator) {
		column.Format = FormatPercent
	}
	t := Table{Head: p.T("chart.month"), Columns: []Column{column}}
	for _, pt := range line.Points {
		t.Rows = append(t.Rows, Row{Label: p.ShortMonth(pt.Month), Values: []kpi.Number{pt.Number()}})
	}
	return t
}

func percent(ind kpi.Indicator) bool {
	return ind.Kind == kpi.KindPercentage || ind.Kind == kpi.KindRatio || ind.Unit == "%"
}

func formatOf(ind kpi.Indicator) types.FuncStr {
	if percent(ind) {
		return asPercent
	}
	return asNumber
}

func axisFormatOf(ind kpi.Indicator) types.FuncStr {
	if percent(ind) {
		return asPercent
	}
	return asCompact
}

func writeValue(ind kpi.Indicator, n kpi.Number, p *i18n.Printer) string {
	if percent(ind) {
		return p.Percent(n, ind.DecimalsOf(n))
	}
	return p.Value(n, ind.DecimalsOf(n))
}
