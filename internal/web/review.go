package web

// This file answers with the page on which direction reviews a filing, and does
// what is decided there.

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// inReview reports whether the address asks for the review of a filing.
func inReview(c echo.Context) bool { return c.QueryParam("review") != "" }

// reviewWay is what the address says of where a review goes on: the board's
// filter and choice.
type reviewWay struct {
	board network.BoardQuery
	query url.Values // the same, as it stands in an address
}

// reviewWayOf reads the way in an address. Errors: as filterOf.
func reviewWayOf(c echo.Context) (reviewWay, error) {
	filter, err := filterOf(c)
	way := reviewWay{board: network.BoardQuery{Filter: filter, Choice: network.BoardChoice(c.QueryParam("choice"))}, query: filterQuery(filter)}
	if way.board.Choice != "" {
		way.query.Set("choice", string(way.board.Choice))
	}
	return way, err
}

// to is the review of a filing on this way.
func (w reviewWay) to(account kpi.ID, month kpi.Month, more ...string) string {
	q := maps.Clone(w.query)
	q.Set("review", "1")
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return address(filingAddress(account, month), q)
}

// act is where a form of the review is sent, on this way.
func (w reviewWay) act(account kpi.ID, month kpi.Month, act string) string {
	return address(filingAddress(account, month)+act, w.query)
}

// reviewTyped is what was sent and not done, shown again.
type reviewTyped struct {
	fault              string // what is wrong, above all
	reason, reasonWhy  string // of a return, and what is wrong with it
	code               string // of the figure that is asked about
	question, askedWhy string
}

// reviewPage shows the review of a filing: GET /accounts/:id/filings/:month?review=1.
func (s *Server) reviewPage(c echo.Context, status int, month kpi.Month, typed reviewTyped) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	way, err := reviewWayOf(c)
	if err != nil {
		return err
	}
	review, err := s.net.Review(ctx, who, idParam(c), month, way.board, p.Locale())
	if kpi.CodeOf(err) == kpi.CodeForbidden {
		return s.goTo(c, filingAddress(idParam(c), month))
	}
	if err != nil {
		return err
	}
	v := reviewView{s: s, p: p, who: who, review: review, way: way, typed: typed, chosen: c.QueryParam("figure")}
	view, err := v.view()
	if err != nil {
		return err
	}
	if done := kpi.ParseID(c.QueryParam("done")); done != 0 && done != review.Form.Account.ID {
		if view.Done, err = s.reviewDone(c, done, month, way); err != nil {
			return err
		}
	}
	form := review.Form
	chrome, err := s.chrome(c, p.T("review.title", "account", form.Account.Name(), "platform", form.Account.Platform, "month", month))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Review(chrome, view))
}

// reviewDone offers to take back what was decided about another filing just
// before; nil where that is not possible any more.
func (s *Server) reviewDone(c echo.Context, account kpi.ID, month kpi.Month, way reviewWay) (*page.ReviewUndo, error) {
	p := s.printer(c)
	review, err := s.net.Review(c.Request().Context(), s.who(c), account, month, way.board, p.Locale())
	switch kpi.CodeOf(err) {
	case kpi.CodeNotFound, kpi.CodeInvalid, kpi.CodeForbidden: // the address was made up
		return nil, nil
	}
	if err != nil || !review.MayUndo {
		return nil, err
	}
	return reviewUndo(p, review, way), nil
}

func reviewUndo(p *i18n.Printer, r network.Review, way reviewWay) *page.ReviewUndo {
	a := r.Form.Account
	undo := page.ReviewUndo{Action: way.act(a.ID, r.Form.Filing.Month, "/review/undo"), Text: p.T("review.done_accepted", "account", a.Name(), "platform", a.Platform)}
	if r.Form.Filing.State == kpi.FilingReturned {
		undo.Text = p.T("review.done_returned", "account", a.Name(), "platform", a.Platform)
	}
	return &undo
}

// returnFiling gives a filing back: POST /accounts/:id/filings/:month/return.
func (s *Server) returnFiling(c echo.Context) error {
	return s.decideFiling(c, func(month kpi.Month, form url.Values) error {
		version, _ := strconv.Atoi(form.Get("version"))
		_, err := s.net.ReturnFiling(c.Request().Context(), s.who(c), idParam(c), month, version, oneLine(form.Get("reason")))
		return err
	})
}

// acceptFiling accepts a filing: POST /accounts/:id/filings/:month/accept.
func (s *Server) acceptFiling(c echo.Context) error {
	return s.decideFiling(c, func(month kpi.Month, form url.Values) error {
		version, _ := strconv.Atoi(form.Get("version"))
		_, err := s.net.AcceptFiling(c.Request().Context(), s.who(c), idParam(c), month, version)
		return err
	})
}

// decideFiling decides about a filing and goes on: to the next one to review
// where the button says so. What could not be done is said on the same page.
func (s *Server) decideFiling(c echo.Context, decide func(kpi.Month, url.Values) error) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	way, err := reviewWayOf(c)
	if err != nil {
		return err
	}
	if err := decide(month, form); err != nil {
		return s.notDecided(c, month, form, err)
	}
	if form.Get("action") == actionNext {
		review, err := s.net.Review(c.Request().Context(), s.who(c), idParam(c), month, way.board, s.printer(c).Locale())
		if err == nil && review.Queue.Next != nil {
			return s.goTo(c, way.to(review.Queue.Next.ID, month, "done", idParam(c).String()))
		}
	}
	return s.goTo(c, way.to(idParam(c), month))
}

// notDecided shows the review again, with what was typed and what is wrong.
func (s *Server) notDecided(c echo.Context, month kpi.Month, form url.Values, err error) error {
	p := s.printer(c)
	typed := reviewTyped{reason: form.Get("reason"), code: form.Get("indicator"), question: form.Get("question")}
	if faults, ok := fieldErrors(p, err); ok {
		typed.reasonWhy, typed.askedWhy = faults["reason"], joined(" ", faults["question"], faults["indicator"])
		return s.reviewPage(c, http.StatusUnprocessableEntity, month, typed)
	}
	var ours *kpi.Error
	if errors.As(err, &ours) && ours.Code == kpi.CodeConflict {
		typed.fault = p.Message(ours.Key, ours.Args)
		return s.reviewPage(c, http.StatusConflict, month, typed)
	}
	return err
}

// undoReview takes back a return or an acceptance: POST
// /accounts/:id/filings/:month/review/undo.
func (s *Server) undoReview(c echo.Context) error {
	return s.decideFiling(c, func(month kpi.Month, _ url.Values) error {
		_, err := s.net.UndoReview(c.Request().Context(), s.who(c), idParam(c), month)
		if err == nil {
			s.leaveNotice(c, s.printer(c).T("review.undone"))
		}
		return err
	})
}

// oneLine puts what was typed over several lines on one.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// reviewView turns a review into its page.
type reviewView struct {
	s      *Server
	p      *i18n.Printer
	who    kpi.Who
	review network.Review
	way    reviewWay
	typed  reviewTyped
	chosen string // code of the figure whose line is asked for
}

func (v reviewView) view() (page.ReviewView, error) {
	r, p, f := v.review, v.p, v.review.Form.Filing
	id := r.Form.Account.ID
	view := page.ReviewView{
		Filing: v.s.filingView(p, v.who, r.Form), Fault: v.typed.fault, Board: address("/months/"+f.Month.String()+"/board", v.way.query),
		Return: page.Field{Name: "reason", Label: p.T("review.return_label"), Value: v.typed.reason, Error: v.typed.reasonWhy, Hint: p.T("review.return_hint")},
		Ask:    v.way.act(id, f.Month, "/questions"), Accept: v.way.act(id, f.Month, "/accept"), GiveBack: v.way.act(id, f.Month, "/return"),
		MayReturn: f.May.Return, MayAccept: f.May.Accept, MayAsk: f.May.Question, Facts: v.facts(), Since: sinceView(p, r.Form),
		Behalf: page.Way{Href: filingAddress(id, f.Month), Label: p.T("review.behalf")}, Queue: v.queue(),
	}
	view.Filing.Due, view.Filing.Undo, view.Filing.Ways = "", nil, page.FilingWays{}
	if f.Lock != nil {
		view.Lock = readOnlyWords(p, f, v.s.net.Now().Location())
		view.Behalf = page.Way{}
	} else if r.Form.Own {
		view.Behalf.Label = p.T("review.own")
	}
	if r.MayUndo {
		view.Undo = reviewUndo(p, r, v.way)
	}
	for _, field := range r.Form.Fields {
		figure, err := v.figure(field)
		if err != nil {
			return view, err
		}
		view.Figures = append(view.Figures, figure)
	}
	return view, nil
}

// figure is one figure of the review: what is unusual about it, what was said
// and asked about it, and its line where there is something to look at.
func (v reviewView) figure(field network.FilingField) (page.ReviewFigure, error) {
	p, code, account := v.p, field.Indicator.Code, v.review.Form.Account
	field.Proposed = false
	one := page.ReviewFigure{FilingField: filingField(p, account.PlatformID, field), Open: v.typed.code == code,
		Spark: fieldSpark(p, account.PlatformID, field)}
	if code == kpi.SearchRank {
		if one.Search = searchPlacesView(p, v.review.Form); one.Search != nil {
			one.Search.List = "" // it is read here, not changed
		}
	}
	one.Warnings = warningWords(p, v.review.Form.Filing)[code]
	if one.Open {
		one.Question, one.QuestionError = v.typed.question, v.typed.askedWhy
	}
	for _, q := range v.review.Form.Questions {
		if q.Indicator.ID == field.Indicator.ID {
			one.Questions = append(one.Questions, questionView(p, v.who, q, v.way.to(account.ID, v.review.Form.Filing.Month)))
		}
	}
	line, there := v.review.Lines[code]
	if there && len(one.Warnings) == 0 && v.chosen != code {
		one.ShowLine = v.way.to(account.ID, v.review.Form.Filing.Month, "figure", code) + "#figure-" + code
	}
	if !there || one.ShowLine != "" {
		return one, nil
	}
	figure, err := charts.ReviewLine(account, line, v.review.Form.Filing.Month, p)
	if err == nil {
		chart := figureOf(p, figure, strings.ToLower(account.Platform+"-"+kpi.FoldHandle(account.Handle)+"-"+code))
		one.Chart = &chart
	}
	return one, err
}

// facts are what direction has to know about the filing besides its figures.
func (v reviewView) facts() []page.ReviewFact {
	r, p := v.review, v.p
	var facts []page.ReviewFact
	add := func(label, text string, amber bool) {
		facts = append(facts, page.ReviewFact{Label: label, Text: text, Amber: amber})
	}
	if r.First.At.IsZero() {
		text := p.T("review.not_expected")
		if r.Expected {
			if text = p.T("review.due", "due", r.Form.Due); v.s.net.Today() > r.Form.Due {
				text = p.T("review.due_over", "due", r.Form.Due)
			}
		}
		add(p.T("review.not_sent"), text, false)
	} else {
		add(p.T("review.sent"), signedWords(p, r.Submitted), false)
		switch {
		case !r.Expected:
			add(p.T("review.first_sent"), p.T("review.not_expected"), false)
		case r.OnTime:
			add(p.T("review.first_sent"), p.T("review.on_time", "at", p.DateTime(r.First.At)), false)
		default:
			add(p.T("review.first_sent"), p.T("review.after_due", "at", p.DateTime(r.First.At), "due", r.Form.Due), true)
		}
	}
	switch r.Form.Filing.State {
	case kpi.FilingReturned:
		r.Reviewed.Reason = "" // it stands beneath
		add(p.T("review.returned"), signedWords(p, r.Reviewed), false)
		add(p.T("review.return_reason"), r.Form.Filing.ReturnReason, false)
	case kpi.FilingAccepted:
		add(p.T("review.accepted"), signedWords(p, r.Reviewed), false)
	}
	if r.Form.Filing.Comment != "" {
		add(p.T("filing.comment"), r.Form.Filing.Comment, false)
	}
	return facts
}

// signedWords say who did something, when, and why where a reason was given.
func signedWords(p *i18n.Printer, s network.Signature) string {
	text := p.T("review.signed", "by", byWords(p, s.Role, s.By), "at", p.DateTime(s.At))
	if s.Reason != "" {
		text += "\n" + p.T("filing.told_reason", "reason", s.Reason)
	}
	return text
}

func (v reviewView) queue() page.ReviewQueue {
	q, p, month := v.review.Queue, v.p, v.review.Form.Filing.Month
	view := page.ReviewQueue{Text: p.N("review.to_review", q.Total)}
	if q.Place > 0 {
		view.Text = p.T("review.place", "n", q.Place, "total", q.Total)
	}
	way := func(a *kpi.Account) page.Way {
		if a == nil {
			return page.Way{}
		}
		return page.Way{Href: v.way.to(a.ID, month), Label: a.Name() + " · " + a.Platform}
	}
	view.Previous, view.Next = way(q.Previous), way(q.Next)
	return view
}

// sinceView says what changed since a filing was accepted or returned.
func sinceView(p *i18n.Printer, form network.FilingForm) *page.SinceView {
	since := form.Since
	if since == nil {
		return nil
	}
	view := page.SinceView{Title: p.T("review.since_accepted", "at", p.DateTime(since.At))}
	if since.State == kpi.FilingReturned {
		view.Title = p.T("review.since_returned", "at", p.DateTime(since.At))
	}
	for _, c := range since.Figures {
		view.Lines = append(view.Lines, page.SinceLine{
			Label: c.Indicator.Label(p.Locale(), form.Account.PlatformID), Old: page.FigureWords(p, c.Old), New: page.FigureWords(p, c.New), Note: c.New.Note})
	}
	if since.Comment {
		view.Comment = p.T("review.since_comment")
	}
	return &view
}
