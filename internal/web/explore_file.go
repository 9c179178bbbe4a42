package web

// This file hands out the groups of a span as a file.

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/reports"
)

// exploreCSV gives the measures of a span, a line per group and measure: GET
// /explore.csv.
func (s *Server) exploreCSV(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	months, err := s.net.Months(ctx, who)
	if err != nil {
		return err
	}
	if months.First.IsZero() {
		return kpi.NotFound("error.not_found")
	}
	q, err := exploreQueryOf(c, months)
	if err != nil {
		return err
	}
	data, err := s.exploreData(c, &q)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	table, _ := reports.NewTable(&file, "csv", p)
	err = table.Header(p.T("explore.group"), p.T("explore.measure"), p.T("explore.span"), p.T("explore.file_value"), p.T("explore.file_known"), p.T("explore.file_expected"),
		p.T("explore.against"), p.T("explore.file_before"), p.T("explore.file_growth"), p.T("explore.head_compared"), p.T("explore.file_points"))
	if err != nil {
		return err
	}
	write := func(name string, summary analytics.SpanSummary) error {
		for _, m := range summary.Measures {
			cells := []reports.Cell{
				reports.Text(name), reports.Text(data.indicators[m.Code].Label(p.Locale(), 0)), reports.Text(q.Span.String()), reports.Number(m.Value),
				reports.Number(kpi.Num(float64(m.Known))), reports.Number(kpi.Num(float64(m.Expected))), reports.Text(q.Against.String()), reports.Number(m.Before),
				reports.Number(m.LikeForLike.Growth), reports.Number(kpi.Num(float64(m.LikeForLike.N))), reports.Number(m.ChangePt),
			}
			if err := table.Row(cells...); err != nil {
				return err
			}
		}
		return nil
	}
	for _, g := range data.groups {
		name := g.Group.Name
		if g.Group.ID == 0 {
			name = p.T("explore.in_none")
		}
		if err := write(name, g.Summary); err != nil {
			return err
		}
	}
	if err := write(p.T("explore.all"), data.summary); err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	name := p.T("explore.file_name") + "-" + q.Span.String() + ".csv"
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, csvType, file.Bytes())
}
