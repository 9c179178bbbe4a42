package web

// This file is the log of messages, and what people choose about them.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// mailLogPage tells what became of messages: GET /settings/mail/log.
func (s *Server) mailLogPage(c echo.Context) error {
	p := s.printer(c)
	q := network.MailLogQuery{State: kpi.MailState(c.QueryParam("state")), Kind: kpi.MailKind(c.QueryParam("kind")), Text: strings.TrimSpace(c.QueryParam("q"))}
	if !slices.Contains(kpi.MailStates, q.State) {
		q.State = ""
	}
	if !slices.Contains(kpi.MailKinds, q.Kind) {
		q.Kind = ""
	}
	number, _ := strconv.Atoi(c.QueryParam("page"))
	q.Page = max(1, number)
	log, err := s.net.MailLog(c.Request().Context(), s.who(c), q)
	if err != nil {
		return err
	}
	chrome, err := s.setUpChrome(c, p.T("mail.log_title"))
	if err != nil {
		return err
	}
	view := page.MailLogView{On: log.On, Approved: log.Approved, Problem: log.Problem, Counts: log.Counts,
		Filter: page.MailLogFilter{State: string(q.State), Kind: string(q.Kind), Text: q.Text}, Paging: mailPaging(log, q)}
	for _, m := range log.Mails {
		view.Lines = append(view.Lines, mailLine(p, m, log.Approved))
	}
	return s.render(c, http.StatusOK, page.MailLog(chrome, view))
}

func mailPaging(log network.MailLog, q network.MailLogQuery) page.Paging {
	from := (q.Page-1)*network.MailLogPage + 1
	return page.Paging{
		Page: q.Page, Pages: (log.Total + network.MailLogPage - 1) / network.MailLogPage, Total: log.Total,
		From: from, To: from + len(log.Mails) - 1,
		Href: func(n int) string {
			values := url.Values{}
			for name, value := range map[string]string{"state": string(q.State), "kind": string(q.Kind), "q": q.Text} {
				if value != "" {
					values.Set(name, value)
				}
			}
			if n > 1 {
				values.Set("page", strconv.Itoa(n))
			}
			return address(page.MailLogAddress, values)
		},
	}
}

// mailLine says what became of a message.
func mailLine(p *i18n.Printer, m network.LoggedMail, approved bool) page.MailLogLine {
	line := page.MailLogLine{ID: m.ID.String(), When: p.DateTime(m.QueuedAt), Name: m.Name, What: page.MailName(p, m.Kind),
		State: page.MailState(p, m.State), MaySend: m.MaySend}
	var about []string
	if !m.Month.IsZero() {
		about = append(about, p.Month(m.Month))
	}
	if m.Handle != "" {
		about = append(about, m.Handle)
	}
	line.About = strings.Join(about, " · ")
	problem := page.MailProblem(p, m.Problem)
	switch {
	case m.Perhaps:
		line.State, line.Tone, line.Note = p.T("mail.state_perhaps"), "late", p.T("mail.perhaps_text")
		if m.Problem != "" {
			line.Note = problem
		}
	case m.State == kpi.MailSent:
		line.Tone, line.Note = "sent", p.DateTime(m.EndedAt)
	case m.State == kpi.MailFailed:
		line.Tone, line.Note = "late", problem
	case m.State == kpi.MailDropped:
		line.Note = problem
	case m.State == kpi.MailQueued && !approved && !m.Kind.Security():
		line.Note = p.T("mail.waits_approval")
	case m.State == kpi.MailQueued && m.Attempts > 0:
		line.Tone, line.Note = "late", p.N("mail.tried", m.Attempts, "problem", problem, "next", p.DateTime(m.NextAt))
	}
	return line
}

// sendMailAgain lets a message go out again: POST /settings/mail/log/:id/again.
func (s *Server) sendMailAgain(c echo.Context) error {
	if err := s.net.SendMailAgain(c.Request().Context(), s.who(c), kpi.ParseID(c.Param("id"))); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("mail.again_done"))
	return s.goTo(c, page.MailLogAddress)
}

// ownMailPage shows which messages a person gets: GET /mail.
func (s *Server) ownMailPage(c echo.Context) error {
	ctx := c.Request().Context()
	choices, err := s.net.MailChoices(ctx, s.who(c))
	if err != nil {
		return err
	}
	view := page.OwnMailView{}
	if view.On, err = s.net.SendsMail(ctx); err != nil {
		return err
	}
	for _, choice := range choices {
		view.Kinds = append(view.Kinds, page.OwnMailLine(choice))
	}
	chrome, err := s.chrome(c, s.printer(c).T("mail.own_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.OwnMail(chrome, view))
}

// saveOwnMail keeps which messages a person wants: POST /mail.
func (s *Server) saveOwnMail(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	var wanted []kpi.MailKind
	for _, kind := range network.StoppableMails() {
		if form.Get(string(kind)) != "" {
			wanted = append(wanted, kind)
		}
	}
	if err := s.net.SaveMailChoices(c.Request().Context(), s.who(c), wanted); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("people.changed_done"))
	return s.goTo(c, "/mail")
}

// Links that stop messages are not limited by address: mail programs that
// follow them for many people come from one, and nobody guesses 256 bits.

// mailStopPage is where a message's link leads that stops its kind. Opening it
// changes nothing, since mail programs open links by themselves:
// GET /mail/stop/:token.
func (s *Server) mailStopPage(c echo.Context) error {
	link, err := s.net.StopLink(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return s.drawMailStop(c, link)
}

func (s *Server) drawMailStop(c echo.Context, link network.StopLink) error {
	title := s.printer(c).T("mail.stop_title")
	if link.Stopped {
		title = s.printer(c).T("mail.stopped_title")
	}
	chrome, err := s.chrome(c, title)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.MailStop(chrome, page.MailStopView{Token: c.Param("token"), Kind: link.Kind, Stopped: link.Stopped}))
}

// stopMail stops messages of a kind, or lets them come again; a mail program's
// one click (RFC 8058) comes here too: POST /mail/stop/:token.
func (s *Server) stopMail(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	link, err := s.net.UseStopLink(c.Request().Context(), c.Param("token"), form.Get("again") == "")
	if err != nil {
		return err
	}
	return s.drawMailStop(c, link)
}
