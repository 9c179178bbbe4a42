package web

// This file is the pages on which direction words and approves messages.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// mailWordingsPage lists all wordings: GET /settings/mail/wordings.
func (s *Server) mailWordingsPage(c echo.Context) error {
	p := s.printer(c)
	wordings, err := s.net.MailWordings(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	view := page.MailWordingsView{On: wordings.On, Approved: wordings.Approved, MayEdit: wordings.MayEdit, Waiting: wordings.Waiting}
	for _, kind := range kpi.MailKinds {
		line := page.MailWordingLine{Kind: kind, Subject: shownWording(p, kind, wordings.Of(kind, p.Locale())).Subject, Security: kind.Security()}
		for _, locale := range i18n.Locales {
			line.Own = line.Own || wordings.Of(kind, locale) != kpi.MailWording{}
		}
		view.Kinds = append(view.Kinds, line)
	}
	chrome, err := s.setUpChrome(c, p.T("mail.wordings_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.MailWordings(chrome, view))
}

// approveMail lets messages go out, or holds them back:
// POST /settings/mail/approve.
func (s *Server) approveMail(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	approved := form.Get("approved") != ""
	if err := s.net.ApproveMail(c.Request().Context(), s.who(c), approved); err != nil {
		return err
	}
	notice := s.printer(c).T("mail.held_back_done")
	if approved {
		notice = s.printer(c).T("mail.approved_done")
	}
	s.leaveNotice(c, notice)
	return s.goTo(c, page.MailWordingsAddress)
}

// wordingParams reads :kind and :locale in the address. Errors: not found.
func wordingParams(c echo.Context) (kpi.MailKind, string, error) {
	kind := kpi.MailKind(c.Param("kind"))
	if !slices.Contains(kpi.MailKinds, kind) {
		return "", "", kpi.NotFound("error.not_found")
	}
	locale, err := localeParam(c)
	return kind, locale, err
}

// shownWording is an installation's own wording, and the usual one where that
// is empty.
func shownWording(p *i18n.Printer, kind kpi.MailKind, own kpi.MailWording) kpi.MailWording {
	w := jobs.UsualMailWording(p, kind)
	if own.Subject != "" {
		w.Subject = own.Subject
	}
	if own.Body != "" {
		w.Body = own.Body
	}
	return w
}

// mailWordingPage shows a wording: GET /settings/mail/wordings/:kind/:locale.
func (s *Server) mailWordingPage(c echo.Context) error {
	kind, locale, err := wordingParams(c)
	if err != nil {
		return err
	}
	wordings, err := s.net.MailWordings(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	return s.drawMailWording(c, http.StatusOK, shownWording(i18n.For(locale), kind, wordings.Of(kind, locale)), page.MailWordingView{})
}

// drawMailWording draws the page around a wording, kept or not.
func (s *Server) drawMailWording(c echo.Context, status int, w kpi.MailWording, view page.MailWordingView) error {
	kind, locale, err := wordingParams(c)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), s.printer(c)
	wordings, err := s.net.MailWordings(ctx, s.who(c))
	if err != nil {
		return err
	}
	in := i18n.For(locale)
	view.Kind, view.Locale, view.MayEdit, view.Places = kind, locale, wordings.MayEdit, page.PlaceLines(p, kind)
	view.Form.Values = map[string]string{"subject": w.Subject, "body": w.Body}
	if len(view.Form.Errors) == 0 {
		message, err := s.mailer().Example(ctx, in, kind, w)
		if err != nil {
			return err
		}
		view.Subject, view.Preview = message.Subject, page.WordingAddress(kind, locale)+"/preview"
		if view.Unsaved = w != shownWording(in, kind, wordings.Of(kind, locale)); view.Unsaved {
			view.Preview = address(view.Preview, url.Values{"subject": {w.Subject}, "body": {w.Body}})
		}
	}
	chrome, err := s.setUpChrome(c, page.MailName(p, kind))
	if err != nil {
		return err
	}
	return s.render(c, status, page.MailWording(chrome, view))
}

// saveMailWording keeps a wording, or shows how it would read:
// POST /settings/mail/wordings/:kind/:locale.
func (s *Server) saveMailWording(c echo.Context) error {
	kind, locale, err := wordingParams(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p, in := c.Request().Context(), s.who(c), s.printer(c), i18n.For(locale)
	typed := kpi.MailWording{Subject: strings.TrimSpace(form.Get("subject")), Body: strings.TrimSpace(strings.ReplaceAll(form.Get("body"), "\r\n", "\n"))}
	if form.Get("act") == "usual" {
		return s.drawMailWording(c, http.StatusOK, jobs.UsualMailWording(in, kind), page.MailWordingView{Usual: true})
	}
	if form.Get("act") == "look" {
		err = network.CheckMailWording(kind, typed)
	} else {
		err = s.net.SaveMailWording(ctx, who, kind, locale, ownWording(in, kind, typed))
	}
	if faults, ok := fieldErrors(p, err); ok {
		return s.drawMailWording(c, http.StatusUnprocessableEntity, typed, page.MailWordingView{Form: page.SetUpForm{Errors: faults}})
	}
	if err != nil {
		return err
	}
	if form.Get("act") == "look" {
		return s.drawMailWording(c, http.StatusOK, typed, page.MailWordingView{})
	}
	s.leaveNotice(c, p.T("people.changed_done"))
	return s.goTo(c, page.WordingAddress(kind, locale))
}

// ownWording is what was typed, but for what is the usual wording still: that
// one stays the program's, and is mended with it.
func ownWording(in *i18n.Printer, kind kpi.MailKind, typed kpi.MailWording) kpi.MailWording {
	usual := jobs.UsualMailWording(in, kind)
	if typed.Subject == usual.Subject {
		typed.Subject = ""
	}
	if typed.Body == strings.TrimSpace(usual.Body) {
		typed.Body = ""
	}
	return typed
}

// exampleSecurityPolicy lets an example be shown as mail programs show it, with
// styles of its own, within our own pages only; it runs nothing and fetches
// nothing.
const exampleSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'self'; sandbox"

// mailExample shows how a message reads, with a wording that is typed in the
// address, else the one in force:
// GET /settings/mail/wordings/:kind/:locale/preview.
func (s *Server) mailExample(c echo.Context) error {
	kind, locale, err := wordingParams(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	wordings, err := s.net.MailWordings(ctx, s.who(c))
	if err != nil {
		return err
	}
	w := wordings.Of(kind, locale)
	if c.QueryParam("body") != "" {
		w = kpi.MailWording{Subject: c.QueryParam("subject"), Body: c.QueryParam("body")}
	}
	message, err := s.mailer().Example(ctx, i18n.For(locale), kind, w)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", exampleSecurityPolicy)
	return c.HTML(http.StatusOK, message.Page())
}
