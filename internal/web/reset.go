package web

// This file is what people who cannot sign in ask for by themselves: a new
// password, or a link to their filings.

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/web/page"
)

// resetPage is where one asks: GET /reset.
func (s *Server) resetPage(c echo.Context) error {
	return s.drawReset(c, http.StatusOK, page.ResetView{Email: c.QueryParam("email")})
}

func (s *Server) drawReset(c echo.Context, status int, view page.ResetView) error {
	chrome, err := s.chrome(c, s.printer(c).T("reset.title"))
	if err != nil {
		return err
	}
	if view.Mail, err = s.net.SendsMail(c.Request().Context()); err != nil {
		return err
	}
	view.Month = s.net.CurrentMonth().Add(-1)
	return s.render(c, status, page.Reset(chrome, view))
}

// askByMail sends what was asked for to the address given, where somebody has
// it: POST /reset. The answer does not say.
func (s *Server) askByMail(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	view := page.ResetView{Email: form.Get("email")}
	if err := s.limits.ask.reached(c, limitKey(c, "")); err != nil {
		view.Error = explain(s.printer(c), err).detail
		return s.drawReset(c, http.StatusTooManyRequests, view)
	}
	ask := s.net.AskPassword
	if form.Get("what") == "filing" {
		ask = s.net.AskFilingLink
	}
	err = ask(c.Request().Context(), view.Email)
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		view.Error = faults["email"]
		return s.drawReset(c, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	return s.goTo(c, "/reset/sent")
}

// resetSentPage says what happens next: GET /reset/sent.
func (s *Server) resetSentPage(c echo.Context) error {
	chrome, err := s.chrome(c, s.printer(c).T("reset.sent_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.ResetSent(chrome))
}
