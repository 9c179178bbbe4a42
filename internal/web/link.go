package web

// This file is where one-time links lead.

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// linkTitles are the titles of the page, by kind of link.
var linkTitles = map[string]string{
	network.LinkSetup:      "auth.setup_title",
	network.LinkInvitation: "auth.invitation_title",
	network.LinkPassword:   "auth.new_password_title",
}

func (s *Server) linkPage(c echo.Context) error {
	link, err := s.readLink(c)
	if answer, ok := s.linkWithoutPasswords(c, err); ok {
		return answer
	}
	if err != nil {
		return err
	}
	return s.drawLink(c, http.StatusOK, link, page.LinkView{Email: link.User.Email, Name: link.User.Name})
}

// readLink reads the link in the address, at most so many times a while.
func (s *Server) readLink(c echo.Context) (network.Link, error) {
	if err := s.limits.link.reached(c, limitKey(c, "")); err != nil {
		return network.Link{}, err
	}
	return s.net.Link(c.Request().Context(), c.Param("token"))
}

func (s *Server) drawLink(c echo.Context, status int, link network.Link, view page.LinkView) error {
	chrome, err := s.chrome(c, s.printer(c).T(linkTitles[link.Kind]))
	if err != nil {
		return err
	}
	view.Kind, view.Token, view.Opens = link.Kind, c.Param("token"), link.Opens
	return s.render(c, status, page.OneTimeLink(chrome, view))
}

// useLink sets the password and signs the person in.
func (s *Server) useLink(c echo.Context) error {
	link, err := s.readLink(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	view := page.LinkView{Email: link.User.Email, Name: link.User.Name}
	if link.Kind == network.LinkSetup {
		view.Email, view.Name = form.Get("email"), form.Get("name")
	}
	user, err := s.net.UseLink(c.Request().Context(), c.Param("token"), form.Get("email"), form.Get("name"), form.Get("password"))
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		view.Errors = faults
		return s.drawLink(c, http.StatusUnprocessableEntity, link, view)
	}
	if err != nil {
		return err
	}
	if err := s.openSession(c, user); err != nil {
		return err
	}
	return s.goTo(c, "/")
}
