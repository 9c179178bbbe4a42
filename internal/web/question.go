package web

// This file asks, answers and closes questions on figures.

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// askQuestion asks about a figure: POST /accounts/:id/filings/:month/questions.
func (s *Server) askQuestion(c echo.Context) error {
	return s.decideFiling(c, func(month kpi.Month, form url.Values) error {
		_, err := s.net.AskQuestion(c.Request().Context(), s.who(c), idParam(c), month, form.Get("indicator"), lines(form.Get("question")))
		if err == nil {
			s.leaveNotice(c, s.printer(c).T("question.asked"))
		}
		return err
	})
}

// answerQuestion answers a question: POST /questions/:id/answer. What was typed
// comes back where it could not be taken.
func (s *Server) answerQuestion(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	back := localPath(form.Get("back"))
	err = s.net.AnswerQuestion(c.Request().Context(), s.who(c), idParam(c), lines(form.Get("answer")))
	p := s.printer(c)
	if faults, ok := fieldErrors(p, err); ok {
		return s.answerAgain(c, http.StatusUnprocessableEntity, form, faults["answer"])
	}
	var ours *kpi.Error
	if errors.As(err, &ours) && ours.Code == kpi.CodeConflict {
		return s.answerAgain(c, http.StatusConflict, form, p.Message(ours.Key, ours.Args))
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("question.sent"))
	return s.goTo(c, back)
}

// answerAgain shows one question alone, with the answer as it was typed.
func (s *Server) answerAgain(c echo.Context, status int, form url.Values, fault string) error {
	p := s.printer(c)
	q, err := s.net.Question(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	view := questionView(p, s.who(c), q, localPath(form.Get("back")))
	alone := page.QuestionsView{Account: q.Account, Month: q.Month}
	if view.AnswerTo == "" {
		alone.Fault, alone.Typed = fault, form.Get("answer")
	} else {
		view.Typed, view.Error = form.Get("answer"), fault
	}
	alone.Questions = []page.QuestionView{view}
	chrome, err := s.chrome(c, p.T("question.title", "account", q.Account.Name(), "month", q.Month))
	if err != nil {
		return err
	}
	return s.render(c, status, page.QuestionAlone(chrome, alone))
}

// closeQuestion closes a question or takes it back: POST /questions/:id/close.
func (s *Server) closeQuestion(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.net.CloseQuestion(c.Request().Context(), s.who(c), idParam(c)); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("question.is_closed"))
	return s.goTo(c, localPath(form.Get("back")))
}

// lines keeps the lines of a text as one typed them.
func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// questionView is a question on a page of an address.
func questionView(p *i18n.Printer, who kpi.Who, q network.Question, back string) page.QuestionView {
	act := "/questions/" + q.ID.String()
	v := page.QuestionView{
		ID: q.ID.String(), Code: q.Indicator.Code, Label: q.Indicator.Label(p.Locale(), q.Account.PlatformID), Figure: page.FigureWords(p, q.Figure), Back: back,
		Text: writtenWords(p, q.Text), Asked: askedWords(p, who, q.Asked, "question.asked_by", "question.asked_by_you"),
		Answer: q.Answer, Waits: q.Waits(), Closed: !q.Open(),
	}
	if !q.Answered.At.IsZero() {
		v.Answer = writtenWords(p, q.Answer)
		v.Answered = askedWords(p, who, q.Answered, "question.answered_by", "question.answered_by_you")
	} else if v.Closed {
		v.TakenBack = p.T("question.taken_back", "at", p.DateTime(q.Closed.At))
	}
	if q.MayAnswer {
		v.AnswerTo = act + "/answer"
	}
	if q.MayClose {
		v.CloseTo, v.CloseWord = act+"/close", p.T("question.close")
		if q.Waits() {
			v.CloseWord = p.T("question.take_back")
		}
	}
	return v
}

// askedWords say who did something and when, one's own acts apart.
func askedWords(p *i18n.Printer, who kpi.Who, s network.Signature, by, byYou string) string {
	if s.User != 0 && s.User == who.User.ID {
		return p.T(byYou, "at", p.DateTime(s.At))
	}
	return p.T(by, "by", byWords(p, s.Role, s.By), "at", p.DateTime(s.At))
}

// questionViews are the questions on a filing for whoever answers them: those
// that wait, then those that were answered.
func questionViews(p *i18n.Printer, who kpi.Who, form network.FilingForm) []page.QuestionView {
	var waiting, answered []page.QuestionView
	back := filingAddress(form.Account.ID, form.Filing.Month)
	for _, q := range form.Questions {
		v := questionView(p, who, q, back)
		v.CloseTo = "" // in the review
		switch {
		case q.Waits():
			waiting = append(waiting, v)
		case !q.Answered.At.IsZero():
			answered = append(answered, v)
		}
	}
	return append(waiting, answered...)
}
