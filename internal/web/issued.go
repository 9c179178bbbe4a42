package web

// This file lists the reports that were issued, and hands each out as it was.

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// issuedPageSize is how many reports a page lists: those of a year, with some
// that were issued anew.
const issuedPageSize = 15

// issuedPage lists the reports: GET /reports?page=.
func (s *Server) issuedPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	number, _ := strconv.Atoi(c.QueryParam("page"))
	list, total, err := s.net.IssuedReportPage(ctx, who, number, issuedPageSize)
	if err != nil {
		return err
	}
	view := page.IssuedView{Paging: pagingOf(c, total, issuedPageSize)}
	for _, r := range list {
		view.Rows = append(view.Rows, issuedLine(p, r))
		view.Extract, view.Totals = r.Variant == "", r.Variant == network.VariantTotals
	}
	if len(list) == 0 && who.Is(kpi.RoleCoordinator) {
		span, err := s.net.Months(ctx, who)
		if err != nil {
			return err
		}
		view.Close, view.CloseIn = page.ClosingAddress(span.Default, "closing"), p.Month(span.Default)
	}
	chrome, err := s.chrome(c, p.T("issued.title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Issued(chrome, view))
}

// issuedLine is a report as a line of a list.
func issuedLine(p *i18n.Printer, r network.IssuedReport) page.IssuedLine {
	line := page.IssuedLine{
		Number: r.Number, Title: p.T("issued.number", "number", int(r.Number)), Month: r.Month, InForce: r.InForce(),
		Status: p.T("issued.in_force"), AsOf: p.T("report.as_of", "at", p.DateTime(r.AsOf)), SHA256: r.SHA256,
		Href: issuedAddress(r), Size: fileSize(p, r.Size),
	}
	if !r.InForce() {
		line.Status = p.T("issued.replaced", "number", int(r.ReplacedBy))
	}
	if r.Replaces != 0 {
		line.Replaces = p.T("issued.replaces", "number", int(r.Replaces))
	}
	if r.Reason != "" {
		line.Reason = p.T("issued.reason", "reason", r.Reason)
	}
	if r.Variant == "" {
		line.Size = p.T("issued.extract")
		if !r.InForce() {
			line.Href = "" // there is one extract of the month
		}
	}
	facts := []string{p.T("issued.issued_at", "at", p.DateTime(r.IssuedAt))}
	if r.By != "" {
		facts = append(facts, r.By)
	}
	for _, o := range []struct{ locale, words string }{{"fr", p.T("issued.locale_fr")}, {"en", p.T("issued.locale_en")}} {
		if o.locale == r.Locale {
			facts = append(facts, o.words)
		}
	}
	line.Facts = strings.Join(facts, " · ")
	return line
}

// issuedAddress is where the file of a report is; an extract of its month for
// people who are limited to a part of the network.
func issuedAddress(r network.IssuedReport) string {
	if r.Variant == "" {
		return "/reports/" + r.Month.String() + ".xlsx"
	}
	return "/reports/issued/" + r.Number.String() + ".xlsx"
}

// fileSize writes a number of bytes: kB, or MB with a decimal.
func fileSize(p *i18n.Printer, bytes int64) string {
	const kilo, mega = 1e3, 1e6
	if bytes < mega {
		return p.T("issued.kilobytes", "n", max(1, int(float64(bytes)/kilo+0.5)))
	}
	return p.T("issued.megabytes", "n", p.Number(float64(bytes)/mega, 1))
}

// issuedFile gives a report as it was issued, whatever has changed since:
// GET /reports/issued/:id.xlsx.
func (s *Server) issuedFile(c echo.Context) error {
	text, found := strings.CutSuffix(c.Param("id.xlsx"), ".xlsx")
	if !found {
		return kpi.NotFound("error.not_found")
	}
	report, err := s.net.IssuedReport(c.Request().Context(), s.who(c), kpi.ParseID(text))
	if err != nil {
		return err
	}
	return s.sendIssued(c, report)
}

// sendIssued sends the bytes of a report, unless the client has them already.
func (s *Server) sendIssued(c echo.Context, report network.IssuedReport) error {
	if report.Variant == "" {
		return kpi.NotFound("error.not_found")
	}
	tag := `"` + report.SHA256 + `"`
	c.Response().Header().Set("ETag", tag)
	if strings.Contains(c.Request().Header.Get("If-None-Match"), tag) {
		return c.NoContent(http.StatusNotModified)
	}
	return sendWorkbook(c, jobs.IssuedWorkbook(c.Request().Context(), s.net, s.who(c), report))
}

// sendWorkbook sends a workbook once it is whole, so that a fault in the middle
// is an error and not half a file.
func sendWorkbook(c echo.Context, book jobs.Workbook) error {
	data, err := book.Bytes()
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+book.Filename+`"`)
	return c.Blob(http.StatusOK, workbookType, data)
}
