package charts

// This file draws the line of a figure that is reviewed.

import (
	"github.com/go-echarts/go-echarts/v2/charts"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// ReviewLine draws one indicator of an account with the value of a month ringed,
// so that one sees how it stands among the others.
func ReviewLine(account kpi.Account, line analytics.Line, month kpi.Month, p *i18n.Printer) (Figure, error) {
	f, err := accountLine(analytics.AccountView{Account: account}, line, p, func(_ *charts.Line, v *visitor) { ring(v, line, month, p) })
	f.Subtitle = p.T("chart.review.subtitle", "month", month)
	f.Summary = reviewSummary(account, line, month, p)
	return f, err
}

// reviewSummary says what the ringed value is, and what the month before was.
func reviewSummary(account kpi.Account, line analytics.Line, month kpi.Month, p *i18n.Printer) string {
	var now, before kpi.Number
	for _, pt := range line.Points {
		switch pt.Month {
		case month:
			now = pt.Number()
		case month.Add(-1):
			before = pt.Number()
		}
	}
	label := line.Indicator.Label(p.Locale(), account.PlatformID)
	text := p.T("chart.review.unknown", "indicator", label, "month", month)
	switch {
	case now.Known && before.Known:
		text = p.T("chart.review.summary_before", "indicator", label, "month", month, "value", writeValue(line.Indicator, now, p),
			"before", writeValue(line.Indicator, before, p))
	case now.Known:
		text = p.T("chart.review.summary", "indicator", label, "month", month, "value", writeValue(line.Indicator, now, p))
	}
	return text + " " + monthsKnown(line.Points, p)
}

// ring puts a ring and its value around the point of a month; a month whose
// value is unknown has none.
func ring(v *visitor, line analytics.Line, month kpi.Month, p *i18n.Printer) {
	for i, values := range segments(line) {
		for at, pt := range line.Points {
			if pt.Month != month || !values[at].Known {
				continue
			}
			if v.series[i] == nil {
				v.series[i] = map[string]any{}
			}
			v.series[i]["markPoint"] = map[string]any{
				"silent": true, "animation": false, "symbol": "circle", "symbolSize": 14,
				"itemStyle": map[string]any{"color": "transparent", "borderColor": ink, "borderWidth": 2},
				"label": map[string]any{"show": true, "position": "left", "distance": 8, "formatter": "{b}", "color": ink, "fontSize": 12,
					"fontWeight": 600},
				"data": []any{map[string]any{"name": writeValue(line.Indicator, values[at], p),
					"coord": []any{p.ShortMonth(month), values[at].V}}},
			}
		}
	}
}
