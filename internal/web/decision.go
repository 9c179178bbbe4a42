package web

// This file shows the register of decisions, and takes decisions.

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// decisionsPage lists the register: GET /decisions.
func (s *Server) decisionsPage(c echo.Context) error {
	p := s.printer(c)
	list, err := s.net.Decisions(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	view := page.DecisionsView{Title: p.T("decision.title"), Subtitle: p.T("decision.subtitle"), Grid: "/arbitration"}
	ended, err := s.net.EndedTests(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	month, err := s.decideMonth(c, "")
	if err != nil {
		return err
	}
	view.EndedTests = endedTests(p, ended, month, mayDecide(s.who(c)))
	for _, d := range list {
		line := decisionLine(p, d)
		if d.Due && d.MayReview {
			view.Due = append(view.Due, line)
			continue
		}
		if line.Gone != "" {
			view.Past = append(view.Past, line)
			continue
		}
		view.Lines = append(view.Lines, line)
	}
	chrome, err := s.chrome(c, view.Title)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Decisions(chrome, view))
}

func decisionLine(p *i18n.Printer, d network.Decision) page.DecisionLine {
	line := page.DecisionLine{ID: d.ID.String(), About: d.Range.Name, Account: d.Account, Verdict: verdictWord(p, d.Verdict),
		Tone: verdictTone(d.Verdict), Reason: d.Reason, MayUndo: d.MayUndo,
		By: p.T("decision.by", "by", signedBy(p, d.Decided), "at", p.Date(kpi.DayOf(d.Decided.At)), "month", d.Month)}
	if d.Account.ID != 0 {
		line.About = d.Account.Name() + " · " + d.Account.Platform
	}
	if d.Review != 0 && d.InForce() {
		line.Review = p.T("decision.review_on", "day", d.Review)
	}
	if d.Then.Return.Known || d.Then.Effort.Known {
		line.Then = p.T("decision.then", "facts", evidenceWords(p, d.Then))
	}
	if !d.Now.Month.IsZero() {
		line.Since = sinceWords(p, d)
	}
	switch {
	case !d.Withdrawn.At.IsZero():
		line.Gone = p.T("decision.withdrawn", "by", signedBy(p, d.Withdrawn), "at", p.Date(kpi.DayOf(d.Withdrawn.At)))
	case d.ReplacedBy != 0:
		line.Gone = p.T("decision.replaced")
	}
	if d.MayReview {
		query := url.Values{"replaces": {line.ID}}
		if d.Account.ID != 0 {
			query.Set("account", d.Account.ID.String())
		} else {
			query.Set("range", d.Range.ID.String())
		}
		line.ReviewHref = address("/decisions/new", query)
	}
	return line
}

// signedBy names who acted, else their role, else the program.
func signedBy(p *i18n.Printer, s network.Signature) string {
	return actorWords(p, network.Acted{By: s.By, Role: string(s.Role)})
}

// evidenceWords are the numbers of a decision in one line.
func evidenceWords(p *i18n.Printer, e network.Evidence) string {
	return p.T("decision.numbers", "return", p.Value(e.Return, 1), "effort", p.Value(e.Effort, 1), "followers", p.Value(e.Followers, 0))
}

// sinceWords say what happened since a decision.
func sinceWords(p *i18n.Printer, d network.Decision) string {
	now := p.T("decision.since", "month", d.Now.Month, "facts", evidenceWords(p, d.Now))
	if !d.Change.Known {
		return now
	}
	return now + " " + p.T("decision.since_return", "growth", p.SignedPercent(d.Change, 0))
}

func verdictWord(p *i18n.Printer, verdict string) string {
	switch verdict {
	case "reinforce":
		return p.T("decision.reinforce")
	case "keep":
		return p.T("decision.keep")
	case "test":
		return p.T("decision.test")
	}
	return p.T("decision.stop")
}

func verdictTone(verdict string) string {
	switch verdict {
	case "reinforce":
		return "tag-accent"
	case "stop":
		return "tag-amber"
	}
	return "tag-rest"
}

// decidePage shows the evidence and the form: GET /decisions/new.
func (s *Server) decidePage(c echo.Context) error {
	if !mayDecide(s.who(c)) {
		return kpi.Forbidden("decision.forbidden")
	}
	return s.drawDecide(c, http.StatusOK, c.QueryParams(), page.DecideForm{Errors: map[string]string{}})
}

func (s *Server) drawDecide(c echo.Context, status int, query url.Values, typed page.DecideForm) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	rang, account, replaces := kpi.ParseID(query.Get("range")), kpi.ParseID(query.Get("account")), kpi.ParseID(query.Get("replaces"))
	month, err := s.decideMonth(c, query.Get("month"))
	if err != nil {
		return err
	}
	about, err := s.net.ToDecide(ctx, who, rang, account, month)
	if err != nil {
		return err
	}
	view := page.DecideView{Typed: typed, Quadrant: quadrantWord(p, about.Evidence.Quadrant), Subtitle: p.T("decision.new_subtitle", "month", month)}
	name := about.Range.Name
	if account != 0 {
		name = about.Account.Name() + "\u00a0· " + about.Account.Platform
	}
	view.Title = p.T("decision.new_title", "name", name)
	view.Why = placementWhy(p, analytics.Placement{Effort: about.Evidence.Effort, Return: about.Evidence.Return}, about.Evidence.MedianEffort, about.Evidence.MedianReturn)
	if view.Facts, err = s.evidenceFacts(c, about); err != nil {
		return err
	}
	view.Ways = evidenceWays(p, about)
	if account != 0 {
		if err := s.writeVerdict(c, account, name, &view); err != nil {
			return err
		}
	}
	for _, v := range network.Verdicts {
		view.Verdicts = append(view.Verdicts, page.Option{Value: v, Label: verdictWord(p, v)})
	}
	for _, h := range []page.Hidden{{Name: "range", Value: idText(rang)}, {Name: "account", Value: idText(account)},
		{Name: "replaces", Value: idText(replaces)}, {Name: "month", Value: month.String()}} {
		if h.Value != "" {
			view.Hidden = append(view.Hidden, h)
		}
	}
	if replaces != 0 {
		before, err := s.net.Decision(ctx, who, replaces)
		if err != nil {
			return err
		}
		line := decisionLine(p, before)
		line.ReviewHref, line.MayUndo = "", false
		view.Before, view.Title = &line, p.T("decision.review_of", "name", name)
	}
	chrome, err := s.chrome(c, view.Title)
	if err != nil {
		return err
	}
	return s.render(c, status, page.Decide(chrome, view))
}

// decideMonth is the month of the address, else the latest whole one.
func (s *Server) decideMonth(c echo.Context, text string) (kpi.Month, error) {
	if text != "" {
		return kpi.ParseMonth(text)
	}
	span, err := s.net.Months(c.Request().Context(), s.who(c))
	return span.Default, err
}

func idText(id kpi.ID) string {
	if id == 0 {
		return ""
	}
	return id.String()
}

// takeDecision takes a decision: POST /decisions.
func (s *Server) takeDecision(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	typed := page.DecideForm{Verdict: form.Get("verdict"), Reason: form.Get("reason"), Review: form.Get("review"), Errors: map[string]string{}}
	month, err := s.decideMonth(c, form.Get("month"))
	if err != nil {
		return err
	}
	input := network.DecisionInput{Range: kpi.ParseID(form.Get("range")), Account: kpi.ParseID(form.Get("account")), Verdict: typed.Verdict,
		Month: month, Reason: typed.Reason, Replaces: kpi.ParseID(form.Get("replaces"))}
	var malformed error
	if typed.Review != "" {
		input.Review, malformed = kpi.ParseDay(typed.Review)
	}
	if malformed == nil {
		_, err = s.net.Decide(c.Request().Context(), s.who(c), input)
		if err == nil {
			s.leaveNotice(c, p.T("decision.recorded"))
			return s.goTo(c, "/decisions")
		}
	} else {
		typed.Errors["review"], err = p.Error(malformed), malformed
	}
	status := http.StatusUnprocessableEntity
	if malformed == nil {
		var ok bool
		if status, ok = formFaults(p, err, typed.Errors); !ok {
			return err
		}
	}
	typed.Fault = p.N("decision.faults", len(typed.Errors))
	if text := typed.Errors["form"]; text != "" {
		typed.Fault = text
	}
	return s.drawDecide(c, status, form, typed)
}

// withdrawDecision takes a decision back: POST /decisions/:id/withdraw.
func (s *Server) withdrawDecision(c echo.Context) error {
	if err := s.net.WithdrawDecision(c.Request().Context(), s.who(c), idParam(c)); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("decision.withdrawn_done"))
	return s.goTo(c, "/decisions#decision-"+strconv.FormatInt(int64(idParam(c)), 10))
}
