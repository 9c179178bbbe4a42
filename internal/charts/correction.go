package charts

// This file draws the line of a figure that somebody proposes to correct.

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// CorrectionLine draws one indicator of an account with the value of a month
// ringed, and beside it, without a line, the value that is proposed; where none
// is, it is as ReviewLine.
func CorrectionLine(account kpi.Account, line analytics.Line, month kpi.Month, proposed kpi.Number, p *i18n.Printer) (Figure, error) {
	if !proposed.Known {
		return ReviewLine(account, line, month, p)
	}
	values := make([]kpi.Number, len(line.Points))
	for i, pt := range line.Points {
		if pt.Month == month {
			values[i] = proposed
		}
	}
	name := p.T("chart.correction.proposed")
	f, err := accountLine(analytics.AccountView{Account: account}, line, p, func(c *charts.Line, v *visitor) {
		ring(v, line, month, p)
		addProposed(c, v, name, writeValue(line.Indicator, proposed, p), values)
	})
	f.Subtitle = p.T("chart.correction.subtitle", "month", month)
	f.Summary = p.T("chart.correction.summary", "month", month, "value", writeValue(line.Indicator, proposed, p)) + " " +
		reviewSummary(account, line, month, p)
	f.Table.Columns = append(f.Table.Columns, Column{Label: name, Format: f.Table.Columns[0].Format, Decimals: line.Indicator.Decimals})
	for i := range f.Table.Rows {
		f.Table.Rows[i].Values = append(f.Table.Rows[i].Values, values[i])
	}
	f.Empty = !f.Table.known()
	return f, err
}

// addProposed adds the one point that is proposed, a diamond with its value.
func addProposed(c *charts.Line, v *visitor, name, label string, values []kpi.Number) {
	c.AddSeries(name, nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = values
		s.ShowSymbol = opts.Bool(true)
		s.Symbol = "diamond"
		s.SymbolSize = 13
		s.ItemStyle = &opts.ItemStyle{Color: ink}
	}))
	v.series = append(v.series, map[string]any{
		"showAllSymbol": true, // however narrow the months are
		"lineStyle":     map[string]any{"width": 0},
		"label":         map[string]any{"show": true, "position": "left", "distance": 6, "formatter": label, "color": ink, "fontSize": 12, "fontWeight": 600},
	})
}
