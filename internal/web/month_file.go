package web

// This file hands out the month's table as a file.

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

const csvType = "text/csv; charset=utf-8"

// monthCSV and monthXLSX give the table in full, in the order of the page:
// GET /months/:month/accounts.csv and .xlsx.
func (s *Server) monthCSV(c echo.Context) error { return s.monthFile(c, "csv", csvType) }

func (s *Server) monthXLSX(c echo.Context) error { return s.monthFile(c, "xlsx", workbookType) }

func (s *Server) monthFile(c echo.Context, format, contentType string) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	filter, err := filterOf(c)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	table, _ := reports.NewTable(&file, format, s.printer(c))
	if err := s.writeMonth(c, table, month, filter); err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	name := s.printer(c).T("month.file_name") + "-" + month.String() + "." + format
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, contentType, file.Bytes())
}

// writeMonth writes the whole table, a header first.
func (s *Server) writeMonth(c echo.Context, out reports.Table, month kpi.Month, filter kpi.Filter) error {
	ctx, p := c.Request().Context(), s.printer(c)
	indicators, err := s.net.Indicators(ctx)
	if err != nil {
		return err
	}
	labels := page.IndicatorLabels(p, indicators)
	begun := false
	return s.net.EachAccountRow(ctx, s.who(c), month, filter, tableQuery(c), func(codes []string, rows []analytics.AccountRow) error {
		if !begun {
			begun = true
			if err := out.Header(fileHead(p, codes, labels)...); err != nil {
				return err
			}
		}
		for _, r := range rows {
			if err := out.Row(fileRow(p, month, codes, r)...); err != nil {
				return err
			}
		}
		return nil
	})
}

// fileHead names the columns as the import of figures knows them.
func fileHead(p *i18n.Printer, codes []string, labels map[string]string) []string {
	head := []string{
		p.T("month.file_platform"), p.T("month.file_handle"), p.T("month.file_month"), p.T("month.file_persona"),
		p.T("month.file_sphere"), p.T("month.file_range"), p.T("month.file_entity"), p.T("month.file_state"),
	}
	for _, code := range codes {
		head = append(head, labels[code])
	}
	return head
}

// fileRow is an account of the table as cells of a file.
func fileRow(p *i18n.Printer, month kpi.Month, codes []string, r analytics.AccountRow) []reports.Cell {
	a := r.Account
	cells := []reports.Cell{
		reports.Text(a.Platform), reports.Text(a.Handle), reports.Month(month), reports.Text(a.Persona),
		reports.Text(a.Sphere), reports.Text(a.Range), reports.Text(a.Entity), reports.Text(p.State(a.State)),
	}
	for _, code := range codes {
		cell := r.Cells[code]
		if cell.Value.Known {
			cells = append(cells, reports.Number(cell.Value))
		} else {
			cells = append(cells, reports.Figure(cell.Figure))
		}
	}
	return cells
}
