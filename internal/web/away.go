package web

// This file is days away: one's own, on the page of dates, and those of others,
// which direction sees and enters for them.

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// awayView is what is shown of a person's days away.
func (s *Server) awayView(c echo.Context, user kpi.ID, base string, form page.AwayForm) (page.AwayView, error) {
	who := s.who(c)
	away, err := s.net.Away(c.Request().Context(), who, user)
	if err != nil {
		return page.AwayView{}, err
	}
	view := page.AwayView{Base: base, Name: away.User.Name, Own: user == who.User.ID, Accounts: len(away.Accounts) > 0, Form: form}
	for _, d := range away.Days {
		view.Lines = append(view.Lines, page.AwayLine{ID: d.ID.String(), Days: awayDays(s.printer(c), d), Deputy: d.Deputy})
	}
	for _, u := range away.Deputies {
		view.Deputies = append(view.Deputies, page.Option{Value: u.ID.String(), Label: u.Name})
	}
	return view, nil
}

// awayDays says which days they are.
func awayDays(p *i18n.Printer, d network.DaysAway) string {
	if d.From == d.Until {
		return p.LongDate(d.From)
	}
	return p.T("away.span", "from", d.From, "until", d.Until)
}

// awayFormOf reads the form of days away.
func awayFormOf(values url.Values) page.AwayForm {
	return page.AwayForm{From: values.Get("from"), Until: values.Get("until"), Deputy: values.Get("deputy"),
		Email: strings.TrimSpace(values.Get("deputy_email")), Errors: map[string]string{}}
}

// addAway writes days away down; draw shows the form again where something is
// wrong with it.
func (s *Server) addAway(c echo.Context, user kpi.ID, back string, draw func(page.AwayForm) error) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	p, form := s.printer(c), awayFormOf(values)
	if form.Deputy != "" && form.Deputy != "other" {
		form.Email = "" // of a choice that was changed since
	}
	away := network.NewAway{From: dayOf(p, form.Errors, "from", form.From), Until: dayOf(p, form.Errors, "until", form.Until),
		Deputy: kpi.ParseID(form.Deputy), DeputyEmail: form.Email}
	if len(form.Errors) == 0 {
		err = s.net.AddDaysAway(c.Request().Context(), s.who(c), user, away)
	}
	if _, ok := formFaults(p, err, form.Errors); ok || len(form.Errors) > 0 {
		return draw(form)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("away.saved"))
	return s.goTo(c, back)
}

func (s *Server) removeAway(c echo.Context, user kpi.ID, back string) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.net.RemoveDaysAway(c.Request().Context(), s.who(c), user, kpi.ParseID(values.Get("days"))); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("away.removed"))
	return s.goTo(c, back)
}

// addOwnAway enters one's own days away: POST /calendar/away.
func (s *Server) addOwnAway(c echo.Context) error {
	return s.addAway(c, s.who(c).User.ID, "/calendar", func(form page.AwayForm) error {
		return s.drawDates(c, http.StatusUnprocessableEntity, form, page.FeedView{})
	})
}

// removeOwnAway takes them off: POST /calendar/away/remove.
func (s *Server) removeOwnAway(c echo.Context) error {
	return s.removeAway(c, s.who(c).User.ID, "/calendar")
}

// personAwayPage shows somebody's days away to direction: GET /people/:id/away.
func (s *Server) personAwayPage(c echo.Context) error {
	return s.drawPersonAway(c, http.StatusOK, page.AwayForm{})
}

func personAwayAddress(user kpi.ID) string { return "/people/" + user.String() + "/away" }

func (s *Server) drawPersonAway(c echo.Context, status int, form page.AwayForm) error {
	user := idParam(c)
	view, err := s.awayView(c, user, personAwayAddress(user), form)
	if err != nil {
		return err
	}
	chrome, err := s.chrome(c, s.printer(c).T("away.page_title", "name", view.Name))
	if err != nil {
		return err
	}
	return s.render(c, status, page.PersonAway(chrome, view))
}

// addPersonAway enters them: POST /people/:id/away.
func (s *Server) addPersonAway(c echo.Context) error {
	return s.addAway(c, idParam(c), personAwayAddress(idParam(c)), func(form page.AwayForm) error {
		return s.drawPersonAway(c, http.StatusUnprocessableEntity, form)
	})
}

// removePersonAway takes them off: POST /people/:id/away/remove.
func (s *Server) removePersonAway(c echo.Context) error {
	return s.removeAway(c, idParam(c), personAwayAddress(idParam(c)))
}

// writtenWords are words that a person typed, or say that they were erased with
// the person.
func writtenWords(p *i18n.Printer, text string) string {
	if text == "" {
		return p.T("person.text_erased")
	}
	return text
}

// personName is a person's name, or says that they were erased.
func personName(p *i18n.Printer, name string) string {
	if name == "" {
		return p.T("person.erased")
	}
	return name
}
