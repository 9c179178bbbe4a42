package web

// This file is the page on which one changes one's password.

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/web/page"
)

func (s *Server) passwordPage(c echo.Context) error {
	if err := s.net.MayHavePassword(c.Request().Context()); err != nil {
		return err
	}
	return s.drawPassword(c, http.StatusOK, nil)
}

func (s *Server) drawPassword(c echo.Context, status int, faults map[string]string) error {
	chrome, err := s.chrome(c, s.printer(c).T("auth.change_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Password(chrome, faults))
}

// changePassword ends the person's sessions elsewhere; this one goes on, under
// a new token.
func (s *Server) changePassword(c echo.Context) error {
	who := s.who(c)
	if err := s.limits.password.reached(c, limitKey(c, who.User.ID.String())); err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	err = s.net.ChangePassword(c.Request().Context(), who, form.Get("old"), form.Get("new"))
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		return s.drawPassword(c, http.StatusUnprocessableEntity, faults)
	}
	if err != nil {
		return err
	}
	if err := s.openSession(c, who.User); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("auth.password_changed"))
	return s.goTo(c, "/")
}
