package web

// This file hands out the committee workbook of a month, to people and to
// programs.

import (
	"slices"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/jobs"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// reportFile gives the report of a month as it was issued; where none was, or
// of a part of the network, a workbook without a number, in the language of
// ?lang= or the person's: GET /reports/:month.xlsx.
func (s *Server) reportFile(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	locale := s.printer(c).Locale()
	if lang := c.QueryParam("lang"); lang != "" {
		if !slices.Contains(i18n.Locales, lang) {
			return invalidField("lang", "people.locale", "value", cut(lang))
		}
		locale = lang
	}
	order := jobs.WorkbookOrder{Month: month, Entity: c.QueryParam("entity"), Locale: locale}
	book, err := jobs.MonthWorkbook(c.Request().Context(), s.net, s.who(c), order)
	if err != nil {
		return err
	}
	if book.Report != nil {
		return s.sendIssued(c, *book.Report)
	}
	return sendWorkbook(c, book)
}
