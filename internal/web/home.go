package web

// This file leads each person to the page they come for.

import (
	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
)

// home leads on: GET /.
func (s *Server) home(c echo.Context) error {
	if s.who(c).Is(kpi.RoleContributor) {
		return s.goTo(c, "/imports")
	}
	return s.goTo(c, "/months")
}
