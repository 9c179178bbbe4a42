package charts

// This file draws the years of one account's measure over each other.

import (
	"strconv"
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// seasonYears is how many years a season draws at most, the latest ones; its
// table has all of them.
const seasonYears = 5

// Season draws the years of a measure from January to December, a line each,
// the latest in the first colour. Unknown months are gaps.
func Season(a kpi.Account, s analytics.Season, p *i18n.Printer) (Figure, error) {
	label := s.Indicator.Label(p.Locale(), a.PlatformID)
	f := Figure{
		ID: "chart-season", Title: seasonFinding(s, label, p), Subtitle: p.T("season.subtitle", "indicator", label), Height: 260,
		Table: seasonTable(s, p), Summary: p.T("season.none", "indicator", label),
	}
	f.Empty = !f.Table.known()
	if n := s.Known(); n > 0 {
		f.Summary = f.Title + p.T("chart.stop") + " " + p.N("season.known", n, "of", len(s.Years), "month", p.MonthName(s.Month.Month()))
	}
	c, v := charts.NewLine(), newVisitor()
	years := s.Years[max(0, len(s.Years)-seasonYears):]
	c.SetGlobalOptions(frame{f.Title, f.Subtitle, formatOf(s.Indicator), "axis", "line", true}.options()...)
	monthAxis(&c.RectChart, axisFormatOf(s.Indicator), s.Indicator.Kind == kpi.KindStock)
	c.SetXAxis(seasonMonths(p.ShortMonthName))
	for i, y := range years {
		addLine(c, strconv.Itoa(y.Year), y.Months[:], analytics.Group{Kind: analytics.GroupAccount, Position: len(years) - 1 - i})
		v.series = append(v.series, nil)
	}
	v.yAxis = scaleOf(s.Indicator)
	v.nameUnit(unitOf(s.Indicator, p), gridTop(true))
	var err error
	f.Option, err = encode(c, v)
	return f, err
}

// seasonFinding sets the latest year beside the one before it.
func seasonFinding(s analytics.Season, label string, p *i18n.Printer) string {
	if len(s.Years) == 0 {
		return label
	}
	last := s.Years[len(s.Years)-1]
	switch {
	case last.Growth.Known:
		return p.T("season.finding", "indicator", label, "month", s.Month, "change", p.SignedPercent(last.Growth, 1), "before", s.Month.Add(-12))
	case last.Change.Known && percent(s.Indicator):
		return p.T("season.finding", "indicator", label, "month", s.Month, "change", p.Points(last.Change, s.Indicator.Decimals), "before", s.Month.Add(-12))
	case last.Change.Known:
		return p.T("season.finding", "indicator", label, "month", s.Month, "change", p.Signed(last.Change, s.Indicator.Decimals), "before", s.Month.Add(-12))
	}
	return p.T("season.title", "indicator", label)
}

// seasonTable has a line per month of the calendar and a column per year.
func seasonTable(s analytics.Season, p *i18n.Printer) Table {
	t := Table{Head: p.T("chart.month")}
	for _, y := range s.Years {
		column := Column{Label: strconv.Itoa(y.Year), Decimals: s.Indicator.Decimals}
		if percent(s.Indicator) {
			column.Format = FormatPercent
		}
		t.Columns = append(t.Columns, column)
	}
	for i, name := range seasonMonths(p.MonthName) {
		row := Row{Label: name}
		for _, y := range s.Years {
			row.Values = append(row.Values, y.Months[i])
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func seasonMonths(name func(time.Month) string) []string {
	names := make([]string, 12)
	for i := range names {
		names[i] = name(time.Month(i + 1))
	}
	return names
}
