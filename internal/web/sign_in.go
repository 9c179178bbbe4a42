package web

// This file is signing in and out, and the choice of language.

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

func (s *Server) signInPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if s.who(c).User.ID != 0 {
		return s.goTo(c, next)
	}
	return s.drawSignIn(c, http.StatusOK, page.SignInView{Next: next, Out: c.QueryParam("out") == "provider"})
}

func (s *Server) drawSignIn(c echo.Context, status int, view page.SignInView) error {
	chrome, err := s.chrome(c, s.printer(c).T("auth.sign_in"))
	if err != nil {
		return err
	}
	if view.Demo, err = s.net.DemoUsers(c.Request().Context()); err != nil {
		return err
	}
	if view.Mail, err = s.net.SendsMail(c.Request().Context()); err != nil {
		return err
	}
	if view.Provider, view.ByProvider, err = s.net.ProviderOffered(c.Request().Context()); err != nil {
		return err
	}
	return s.render(c, status, page.SignIn(chrome, view))
}

// signIn opens a session. Its answer is the same whatever was wrong.
func (s *Server) signIn(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	view := page.SignInView{Email: form.Get("email"), Next: localPath(form.Get("next"))}
	if err := s.limits.signIn.reached(c, limitKey(c, kpi.Fold(view.Email))); err != nil {
		view.Error = explain(s.printer(c), err).detail
		return s.drawSignIn(c, http.StatusTooManyRequests, view)
	}
	user, err := s.net.SignIn(c.Request().Context(), view.Email, form.Get("password"))
	if kpi.CodeOf(err) == kpi.CodeUnauthenticated {
		view.Error = s.printer(c).Error(err)
		return s.drawSignIn(c, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	if err := s.openSession(c, user); err != nil {
		return err
	}
	return s.goTo(c, view.Next)
}

// signInDemo opens a session for the person of a role, in a demo.
func (s *Server) signInDemo(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	user, err := s.net.SignInDemo(c.Request().Context(), kpi.Role(form.Get("role")))
	if err != nil {
		return err
	}
	if err := s.openSession(c, user); err != nil {
		return err
	}
	return s.goTo(c, localPath(form.Get("next")))
}

func (s *Server) signOut(c echo.Context) error {
	byProvider := s.sessions.Exists(c.Request().Context(), sessionProvider)
	if err := s.sessions.Destroy(c.Request().Context()); err != nil {
		return err
	}
	return s.goTo(c, signedOutAddress(byProvider))
}

// setLocale keeps the chosen language: with the person, or in a cookie for
// somebody not signed in.
func (s *Server) setLocale(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	locale := form.Get("locale")
	if !slices.Contains(i18n.Locales, locale) {
		return invalidField("locale", "people.locale", "value", cut(locale))
	}
	if who := s.who(c); who.User.ID != 0 {
		if err := s.net.SetLocale(c.Request().Context(), who, locale); err != nil {
			return err
		}
	}
	const year = 365 * 24 * time.Hour
	c.SetCookie(&http.Cookie{
		Name: languageCookie, Value: locale, Path: "/", MaxAge: int(year.Seconds()),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return s.goTo(c, localPath(form.Get("back")))
}
