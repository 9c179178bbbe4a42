package web

// This file hands out the committee workbook, to people and to programs.

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/reports"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// reportFile builds the workbook of a month, in the language of ?lang= or the
// person's.
func (s *Server) reportFile(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	if lang := c.QueryParam("lang"); lang != "" {
		if !slices.Contains(i18n.Locales, lang) {
			return invalidField("lang", "people.locale", "value", cut(lang))
		}
		p = s.named(c, i18n.For(lang))
	}
	report, err := s.net.Report(c.Request().Context(), s.who(c), month, c.QueryParam("entity"))
	if err != nil {
		return err
	}
	var book bytes.Buffer
	if err := reports.Workbook(&book, report, p); err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s.xlsx", p.T("web.workbook_name"), month)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, workbookType, book.Bytes())
}
