package reports

// The sheets by sphere and by range.

import (
	"slices"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/kpi"
)

// groupTexts is what the sheets by sphere and by range differ in.
type groupTexts struct {
	title, reading string
	column         string // heading of the groups
	none           string // what "in none" is called
	charts         [2]string
	groups         []analytics.GroupSummary
	shares         []analytics.Share
	audience       []analytics.Series // nil where there is none
	posts          []analytics.Series
}

func (b *workbook) sphereTexts() groupTexts {
	f, err := charts.SphereContribution(b.r.Dashboard, b.p)
	b.do(err)
	return groupTexts{
		title: f.Title, reading: b.p.T("report.spheres.reading"), column: b.p.T("report.sphere"), none: b.p.T("chart.no_sphere"),
		charts: [2]string{b.p.T("report.chart.spheres"), b.p.T("report.chart.posts")},
		groups: b.r.BySphere, shares: b.r.Dashboard.BySphere, audience: b.r.Dashboard.Audience, posts: b.r.Dashboard.Posts,
	}
}

func (b *workbook) rangeTexts() groupTexts {
	f, err := charts.RangeContribution(b.r.Dashboard, b.p)
	b.do(err)
	return groupTexts{
		title: f.Title, reading: b.p.T("report.ranges.reading"), column: b.p.T("report.range"), none: b.p.T("chart.no_range"),
		charts: [2]string{b.p.T("report.chart.ranges"), b.p.T("report.chart.range_rates")},
		groups: b.r.ByRange, shares: b.r.Dashboard.ByRange,
	}
}

// Columns of a group's line.
const (
	groupName = iota
	groupAccounts
	groupFollowers
	groupNet
	groupGrowth
	groupCompared
	groupPosts
	groupInteractions
	groupShare
	groupRate
	groupRateChange
	groupFiled
	groupExpected
	groupColumns
)

func (b *workbook) groupSheet(sheet string, t groupTexts) {
	b.widths(sheet, 26, 10, 12, 12, 12, 11, 12, 12, 13, 13, 12, 10, 10)
	b.head(sheet, t.title, t.reading)
	header := headRows + 1
	b.groupHeadings(sheet, header, t.column)
	shares := map[kpi.ID]kpi.Number{}
	for _, s := range t.shares {
		shares[s.Group.ID] = s.Share
	}
	for i, g := range t.groups {
		name := g.Group.Name
		if name == "" {
			name = t.none
		}
		b.groupLine(sheet, header+1+i, name, g.Summary, shares[g.Group.ID], false)
	}
	total := header + 1 + len(t.groups)
	b.groupLine(sheet, total, b.p.T("report.network"), b.r.Dashboard.Summary, kpi.Number{}, true)
	for column, d := range map[int]kpi.Direction{groupNet: kpi.DirectionUp, groupGrowth: kpi.DirectionUp, groupRateChange: kpi.DirectionUp} {
		b.better(sheet, cellName(column, header+1)+":"+cellName(column, total), d)
	}
	chartsAt := total + 2
	b.groupCharts(sheet, chartsAt, header, t)
	after := chartsAt + chartRows + 1
	if t.audience != nil {
		b.do(b.f.InsertPageBreak(sheet, cellName(0, after)))
		after = b.audienceTable(sheet, after, t)
		b.do(b.f.InsertPageBreak(sheet, cellName(0, after)))
		b.postsTable(sheet, after, chartsAt, t)
	}
	b.page(sheet, tabColor(sheet == b.spheres), 1, headRows-1)
}

// tabColor tells the two sheets apart.
func tabColor(spheres bool) string {
	if spheres {
		return charts.Color(2)
	}
	return charts.Color(1)
}

func (b *workbook) groupHeadings(sheet string, row int, column string) {
	b.headings(sheet, row, []string{
		column, b.p.T("report.accounts"), b.labelOf(kpi.Followers), b.p.T("report.net"), b.p.T("report.growth"), b.p.T("report.compared"),
		b.labelOf(kpi.Posts), b.labelOf(kpi.Interactions), b.p.T("report.share"), b.p.T("report.rate"), b.p.T("report.rate_change"),
		b.p.T("report.filed"), b.p.T("report.filings_expected"),
	})
	b.do(b.f.SetRowHeight(sheet, row, 44))
}

func (b *workbook) groupLine(sheet string, row int, name string, s analytics.Summary, share kpi.Number, total bool) {
	in := func(format string) look { return look{under: true, bold: total, top: total, format: format} }
	faint := in(decimals(0))
	faint.color = mutedColor
	f, rate := s.Measure(kpi.Followers), s.Measure(kpi.EngagementRate)
	b.text(sheet, groupName, row, name, look{under: true, bold: true, top: total})
	b.number(sheet, groupAccounts, row, kpi.Num(float64(s.Accounts)), faint)
	b.number(sheet, groupFollowers, row, f.Value, in(decimals(0)))
	b.number(sheet, groupNet, row, f.LikeForLike.Net, in(changeFormat(0, "")))
	b.number(sheet, groupGrowth, row, f.LikeForLike.Growth, in(growthFormat(b.p)))
	b.number(sheet, groupCompared, row, kpi.Num(float64(f.LikeForLike.N)), faint)
	b.number(sheet, groupPosts, row, s.Measure(kpi.Posts).Value, in(decimals(0)))
	b.number(sheet, groupInteractions, row, s.Measure(kpi.Interactions).Value, in(decimals(0)))
	b.number(sheet, groupShare, row, share, in(percentFormat(1, b.p)))
	b.number(sheet, groupRate, row, rate.Value, in(percentFormat(2, b.p)))
	b.number(sheet, groupRateChange, row, rate.ChangePt, in(pointsFormat(2, b.p)))
	b.number(sheet, groupFiled, row, kpi.Num(float64(s.Filed)), faint)
	b.number(sheet, groupExpected, row, kpi.Num(float64(s.Expected)), faint)
	b.do(b.f.SetRowHeight(sheet, row, 18))
}

// groupCharts draws the contribution of each group, and beside it the
// engagement rates; the sheet by sphere has the posts there, see postsTable.
func (b *workbook) groupCharts(sheet string, row, header int, t groupTexts) {
	n := len(t.groups)
	if n == 0 {
		return
	}
	colors := make([]string, n)
	for i, g := range t.groups {
		colors[i] = charts.Color(g.Group.Position)
	}
	bars := func(column int) []chartSeries {
		return []chartSeries{{
			name:       area(sheet, column, header, column, header),
			categories: area(sheet, groupName, header+1, groupName, header+n),
			values:     area(sheet, column, header+1, column, header+n), color: colors[0],
		}}
	}
	b.draw(drawing{sheet: sheet, cell: cellName(0, row), width: chartWidth, height: chartHeight, kind: excelize.Bar, title: t.charts[0],
		format: decimals(0), series: bars(groupInteractions), points: colors, reversed: true})
	if t.posts == nil {
		b.draw(drawing{sheet: sheet, cell: cellName(6, row), offset: 20, width: chartWidth, height: chartHeight, kind: excelize.Bar, title: t.charts[1],
			format: percentFormat(2, b.p), series: bars(groupRate), points: colors, reversed: true})
	}
}

// audienceTable writes the followers of each sphere over 24 months, which the
// first sheet's chart draws; it returns the row after it.
func (b *workbook) audienceTable(sheet string, row int, t groupTexts) int {
	row = b.section(sheet, row, b.p.T("report.spheres.audience"))
	b.audience = b.seriesTable(sheet, row, t.audience, t.none, true)
	return row + seriesRows(t.audience) + 2
}

// postsTable writes the posts of each sphere over 24 months and draws them.
func (b *workbook) postsTable(sheet string, row, chartsAt int, t groupTexts) {
	row = b.section(sheet, row, b.p.T("report.spheres.posts"))
	b.draw(drawing{sheet: sheet, cell: cellName(6, chartsAt), offset: 20, width: chartWidth, height: chartHeight, kind: excelize.ColStacked, title: t.charts[1],
		categories: axisMonthFormat(b.p), format: decimals(0), series: b.seriesTable(sheet, row, t.posts, t.none, false), steps: seriesRows(t.posts)})
}

// seriesTable writes a line per month and a column per group, and returns what
// a chart draws of it. Apart puts the values of incomplete months (see
// analytics.Incomplete) into a column of their own, which is not drawn.
func (b *workbook) seriesTable(sheet string, row int, series []analytics.Series, none string, apart bool) []chartSeries {
	names := []string{b.p.T("report.month")}
	n := seriesRows(series)
	for i := range n {
		b.date(sheet, 0, row+1+i, series[0].Values[i].Month, look{under: true, align: "left", format: monthFormat(b.p)})
	}
	var drawn []chartSeries
	for _, s := range series {
		column := len(names)
		name := orNone(s.Group.Name, none)
		names = append(names, name)
		partial := make([]bool, n)
		if apart {
			partial = analytics.Incomplete(s.Values)
		}
		if slices.Contains(partial, true) {
			names = append(names, b.p.T("report.incomplete", "name", name))
		}
		b.seriesColumn(sheet, column, row+1, s.Values, partial)
		drawn = append(drawn, chartSeries{
			name: area(sheet, column, row, column, row), categories: area(sheet, 0, row+1, 0, row+n),
			values: area(sheet, column, row+1, column, row+n), color: charts.Color(s.Group.Position),
		})
	}
	b.headings(sheet, row, names)
	if n == 0 {
		return nil
	}
	return drawn
}

// seriesColumn writes the values of a group, those of incomplete months into
// the next column.
func (b *workbook) seriesColumn(sheet string, column, row int, values []analytics.Value, partial []bool) {
	l := look{under: true, format: decimals(0)}
	faint := look{under: true, format: decimals(0), color: mutedColor}
	apart := slices.Contains(partial, true)
	for i, v := range values {
		whole, part := v.Number, kpi.Number{}
		if partial[i] {
			whole, part = kpi.Number{}, v.Number
		}
		b.number(sheet, column, row+i, whole, l)
		if apart {
			b.number(sheet, column+1, row+i, part, faint)
		}
	}
}

func seriesRows(series []analytics.Series) int {
	if len(series) == 0 {
		return 0
	}
	return len(series[0].Values)
}
