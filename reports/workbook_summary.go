package reports

// The first sheet: findings, key figures, charts, the network month by month.

import (
	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/kpi"
)

const (
	chartWidth  = 596
	chartHeight = 330
	chartRows   = 18 // that a chart covers
)

func (b *workbook) summarySheet() {
	b.widths(b.summary, 30, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12)
	title, findings := b.findings()
	b.head(b.summary, title, b.p.T("report.summary.reading"))
	row := b.section(b.summary, headRows+1, b.p.T("report.summary.findings"))
	for _, f := range findings {
		b.text(b.summary, 0, row, "– "+f, look{size: 11})
		b.do(b.f.SetRowHeight(b.summary, row, 18))
		row++
	}
	row = b.keyFigures(row + 1)
	row = b.filingRates(row + 1)
	b.do(b.f.InsertPageBreak(b.summary, cellName(0, row+1)))
	chartsAt := b.section(b.summary, row+1, b.p.T("report.summary.charts"))
	monthly := chartsAt + 2*chartRows + 1
	b.do(b.f.InsertPageBreak(b.summary, cellName(0, monthly)))
	header := b.section(b.summary, monthly, b.p.T("report.summary.monthly"))
	b.monthly(header)
	b.annotations(header + len(b.r.Monthly) + 2)
	b.summaryCharts(chartsAt, header)
	b.page(b.summary, accentColor, 1, 3)
}

// findings are the sentences that the charts of the month page say; the first
// one's title is the sheet's.
func (b *workbook) findings() (title string, sentences []string) {
	for i, draw := range []func(analytics.Dashboard) (charts.Figure, error){
		func(d analytics.Dashboard) (charts.Figure, error) { return charts.Audience(d, b.p) },
		func(d analytics.Dashboard) (charts.Figure, error) { return charts.Posts(d, b.p) },
		func(d analytics.Dashboard) (charts.Figure, error) { return charts.Engagement(d, b.p) },
		func(d analytics.Dashboard) (charts.Figure, error) { return charts.SphereContribution(d, b.p) },
		func(d analytics.Dashboard) (charts.Figure, error) { return charts.RangeContribution(d, b.p) },
	} {
		f, err := draw(b.r.Dashboard)
		b.do(err)
		if i == 0 {
			title = f.Title
		}
		if !f.Empty {
			sentences = append(sentences, f.Summary)
		}
	}
	if len(sentences) == 0 {
		sentences = []string{b.p.T("report.summary.nothing", "month", b.month())}
	}
	return title, sentences
}

// keyFigures is the table of M, M−1 and N−1; it returns the row after it.
func (b *workbook) keyFigures(row int) int {
	m := b.month()
	row = b.section(b.summary, row, b.p.T("report.summary.key"))
	b.bands(row, [][3]any{{4, 6, b.p.T("report.over_month")}, {7, 9, b.p.T("report.over_year")}, {10, 11, b.p.T("report.coverage")}})
	row++
	b.headings(b.summary, row, []string{
		b.p.T("report.indicator"), b.p.ShortMonth(m), b.p.ShortMonth(m.Add(-1)), b.p.ShortMonth(m.Add(-12)),
		b.p.T("report.net"), b.p.T("report.growth"), b.p.T("report.compared"),
		b.p.T("report.net"), b.p.T("report.growth"), b.p.T("report.compared"),
		b.p.T("report.known"), b.p.T("report.expected"),
	})
	for _, ind := range b.r.Indicators {
		row++
		b.keyFigure(row, ind, b.r.Dashboard.Summary.Measure(ind.Code))
	}
	return row + 1
}

// bands writes titles over several columns: first, last, text.
func (b *workbook) bands(row int, bands [][3]any) {
	l := look{color: mutedColor, align: "center", under: true}
	for _, band := range bands {
		first, last := band[0].(int), band[1].(int)
		b.text(b.summary, first, row, band[2].(string), l)
		for c := first + 1; c <= last; c++ {
			b.text(b.summary, c, row, "", l)
		}
		b.do(b.f.MergeCell(b.summary, cellName(first, row), cellName(last, row)))
	}
}

func (b *workbook) keyFigure(row int, ind kpi.Indicator, m analytics.Measure) {
	several := valueFormat(ind, true, b.p)
	plain := look{under: true, format: several}
	name := b.label(ind)
	if how := b.aggregate(m.Aggregate); how != "" {
		name += " (" + how + ")"
	}
	b.text(b.summary, 0, row, name, look{under: true, bold: true})
	b.number(b.summary, 1, row, m.Value, look{under: true, bold: true, format: several})
	b.number(b.summary, 2, row, m.Previous, plain)
	b.number(b.summary, 3, row, m.YearBefore, plain)
	b.change(row, 4, ind, m.LikeForLike, m.ChangePt)
	b.change(row, 7, ind, m.YearLikeForLike, m.YearChangePt)
	count := look{under: true, format: decimals(0), color: mutedColor}
	b.number(b.summary, 10, row, kpi.Num(float64(m.Known)), count)
	b.number(b.summary, 11, row, kpi.Num(float64(m.Expected)), count)
	b.do(b.f.SetRowHeight(b.summary, row, 18))
}

// change writes a like-for-like change, or a difference in points: net,
// growth, accounts compared.
func (b *workbook) change(row, column int, ind kpi.Indicator, c analytics.Change, points kpi.Number) {
	net, n := c.Net, kpi.Num(float64(c.N))
	if !ind.Summed() {
		net, n = points, kpi.Number{}
	}
	b.number(b.summary, column, row, net, look{under: true, format: differenceFormat(ind, b.p)})
	b.number(b.summary, column+1, row, c.Growth, look{under: true, format: growthFormat(b.p)})
	b.number(b.summary, column+2, row, n, look{under: true, format: decimals(0), color: mutedColor})
	b.better(b.summary, cellName(column, row)+":"+cellName(column+1, row), ind.Direction)
}

// aggregate names a way to count over accounts that is not a sum.
func (b *workbook) aggregate(a analytics.Aggregate) string {
	switch a {
	case analytics.AggregateMedian:
		return b.p.T("report.aggregate.median")
	case analytics.AggregateWeightedMean:
		return b.p.T("report.aggregate.weighted")
	}
	return ""
}

// filingRates is the small table of how complete the month is. What was late
// is between a person and direction, and stands in no report.
func (b *workbook) filingRates(row int) int {
	s := b.r.Dashboard.Summary
	row = b.section(b.summary, row, b.p.T("report.summary.filings"))
	for _, r := range []struct {
		name string
		rate analytics.NofM
	}{
		{b.p.T("report.rate.filing"), s.FilingRate},
		{b.p.T("report.rate.fill"), s.FillRate},
	} {
		b.text(b.summary, 0, row, r.name, look{under: true, bold: true})
		b.number(b.summary, 1, row, r.rate.Value, look{under: true, bold: true, format: percentFormat(1, b.p)})
		b.text(b.summary, 2, row, b.p.T("report.rate.of", "n", r.rate.N, "m", r.rate.M), look{under: true, color: mutedColor, indent: 1, align: "left"})
		b.text(b.summary, 3, row, "", look{under: true})
		if r.rate.M == 0 {
			b.text(b.summary, 2, row, b.p.T("report.rate.none"), look{under: true, color: mutedColor, indent: 1, align: "left"})
		}
		b.do(b.f.SetRowHeight(b.summary, row, 18))
		row++
	}
	return row
}

// Columns of the table month by month.
const (
	monthlyMonth = iota
	monthlyFollowers
	monthlyKnown
	monthlyGrowth
	monthlyPosts
	monthlyInteractions
	monthlyRate
	monthlyFiling
)

// monthly is the network over the report's months, which the charts draw.
func (b *workbook) monthly(row int) {
	b.headings(b.summary, row, []string{
		b.p.T("report.month"), b.labelOf(kpi.Followers), b.p.T("report.known"), b.p.T("report.growth_like"),
		b.labelOf(kpi.Posts), b.labelOf(kpi.Interactions), b.p.T("report.rate"), b.p.T("report.rate.filing"),
	})
	for i, s := range b.r.Monthly {
		at := row + 1 + i
		f := s.Measure(kpi.Followers)
		count := look{under: true, format: decimals(0)}
		b.date(b.summary, monthlyMonth, at, s.Month, look{under: true, align: "left", format: monthFormat(b.p)})
		b.number(b.summary, monthlyFollowers, at, f.Value, count)
		b.number(b.summary, monthlyKnown, at, kpi.Num(float64(f.Known)), look{under: true, format: decimals(0), color: mutedColor})
		b.number(b.summary, monthlyGrowth, at, f.LikeForLike.Growth, look{under: true, format: growthFormat(b.p)})
		b.number(b.summary, monthlyPosts, at, s.Measure(kpi.Posts).Value, count)
		b.number(b.summary, monthlyInteractions, at, s.Measure(kpi.Interactions).Value, count)
		b.number(b.summary, monthlyRate, at, s.Measure(kpi.EngagementRate).Value, look{under: true, format: percentFormat(2, b.p)})
		b.number(b.summary, monthlyFiling, at, s.FilingRate.Value, look{under: true, format: percentFormat(0, b.p)})
	}
	if n := len(b.r.Monthly); n > 0 {
		b.better(b.summary, cellName(monthlyGrowth, row+1)+":"+cellName(monthlyGrowth, row+n), kpi.DirectionUp)
	}
}

// labelOf names an indicator by its code, also where the report has none of
// it.
func (b *workbook) labelOf(code string) string {
	if ind, ok := b.indicators[code]; ok {
		return b.label(ind)
	}
	return code
}

// summaryCharts draws the four charts of the first sheet.
func (b *workbook) summaryCharts(row, header int) {
	n := len(b.r.Monthly)
	if n == 0 {
		return
	}
	months := area(b.summary, monthlyMonth, header+1, monthlyMonth, header+n)
	column := func(c int, color string) chartSeries {
		return chartSeries{name: area(b.summary, c, header, c, header), categories: months, values: area(b.summary, c, header+1, c, header+n), color: color}
	}
	place := func(i int, d drawing) {
		d.sheet, d.width, d.height, d.categories = b.summary, chartWidth, chartHeight, axisMonthFormat(b.p)
		d.cell, d.offset = cellName(0, row+i/2*chartRows), 0
		if i%2 == 1 {
			d.cell, d.offset = cellName(5, row+i/2*chartRows), 26
		}
		b.draw(d)
	}
	place(0, drawing{kind: excelize.Line, title: b.p.T("report.chart.audience"), format: decimals(0), series: b.audience, steps: seriesRows(b.r.Dashboard.Audience)})
	place(1, drawing{kind: excelize.Col, title: b.p.T("report.chart.growth"), format: percentFormat(1, b.p), series: []chartSeries{column(monthlyGrowth, networkColor)}, steps: n})
	place(2, drawing{kind: excelize.Col, title: b.p.T("report.chart.interactions"), format: decimals(0), series: []chartSeries{column(monthlyInteractions, networkColor)}, steps: n})
	place(3, drawing{kind: excelize.Line, title: b.p.T("report.chart.rate"), format: percentFormat(1, b.p), series: []chartSeries{column(monthlyRate, networkColor)}, steps: n})
}
