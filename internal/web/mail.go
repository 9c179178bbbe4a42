package web

// This file is the page on which administrators set mail up.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// mailer sets messages as they go out; it sends none by itself.
func (s *Server) mailer() *jobs.Mailer {
	return jobs.NewMailer(s.net, jobs.MailOptions{PublicURL: s.opts.PublicURL, Log: s.log})
}

// mailPage shows how mail is set up: GET /settings/mail.
func (s *Server) mailPage(c echo.Context) error {
	setUp, err := s.net.MailSetUp(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	form := page.SetUpForm{Values: map[string]string{
		"on": ticked(setUp.On), "host": setUp.Host, "port": strconv.Itoa(setUp.Port), "security": string(setUp.Security), "user": setUp.User,
		"from": setUp.From, "from_name": setUp.FromName, "reply_to": setUp.ReplyTo,
	}}
	return s.drawMail(c, http.StatusOK, page.MailView{Form: form})
}

// drawMail draws the page around a form, and what trying the server came to.
func (s *Server) drawMail(c echo.Context, status int, view page.MailView) error {
	ctx, who := c.Request().Context(), s.who(c)
	setUp, err := s.net.MailSetUp(ctx, who)
	if err != nil {
		return err
	}
	log, err := s.net.MailLog(ctx, who, network.MailLogQuery{Page: 1})
	if err != nil {
		return err
	}
	chrome, err := s.setUpChrome(c, s.printer(c).T("mail.title"))
	if err != nil {
		return err
	}
	view.On, view.Approved, view.Problem = setUp.On, setUp.Approved, log.Problem
	view.PasswordSet, view.PasswordOutside = setUp.PasswordSet, setUp.PasswordOutside
	view.Base, view.NetworkName = s.opts.PublicURL, chrome.Network
	if base, err := url.Parse(view.Base); err == nil {
		view.BaseIsLocal = strings.HasPrefix(base.Hostname(), "127.") || base.Hostname() == "localhost" || base.Hostname() == "::1"
	}
	return s.render(c, status, page.Mail(chrome, view))
}

// saveMail keeps how mail is set up, and tries it where that is asked for:
// POST /settings/mail.
func (s *Server) saveMail(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	r := formReader{form: form}
	setUp := network.MailSetUp{
		On: form.Get("on") != "", Host: r.text("host"), Security: kpi.MailSecurity(r.text("security")), User: r.text("user"),
		Password: form.Get("password"), From: r.text("from"), FromName: r.text("from_name"), ReplyTo: r.text("reply_to"),
	}
	if setUp.Port, err = strconv.Atoi(r.text("port")); err != nil {
		setUp.Port = 0 // which the rules refuse
	}
	err = s.net.SaveMailSetUp(ctx, who, setUp)
	typed := typedForm(form, "on", "host", "port", "security", "user", "from", "from_name", "reply_to")
	if faults, ok := fieldErrors(p, err); ok {
		typed.Errors = faults
		return s.drawMail(c, http.StatusUnprocessableEntity, page.MailView{Form: typed})
	}
	if err != nil {
		return err
	}
	if form.Get("act") != "try" {
		s.leaveNotice(c, p.T("people.changed_done"))
		return s.goTo(c, page.MailAddress)
	}
	problem, err := s.mailer().Try(ctx, who, p)
	if err != nil {
		return err
	}
	if problem != "" {
		return s.drawMail(c, http.StatusUnprocessableEntity, page.MailView{Form: typed, Tried: page.MailProblem(p, problem)})
	}
	s.leaveNotice(c, p.T("mail.trial_done", "email", who.User.Email))
	return s.goTo(c, page.MailAddress)
}

// forgetMailPassword takes the password out of the database:
// POST /settings/mail/password/forget.
func (s *Server) forgetMailPassword(c echo.Context) error {
	if err := s.net.ForgetMailPassword(c.Request().Context(), s.who(c)); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("mail.password_forgotten"))
	return s.goTo(c, page.MailAddress)
}
