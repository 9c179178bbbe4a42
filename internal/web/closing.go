package web

// This file closes, reopens and publishes months.

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// closingMonth reads the month in the address of a page or an act on it.
func closingMonth(c echo.Context) (kpi.Month, error) {
	month, err := monthParam(c)
	if err != nil {
		return 0, kpi.NotFound("error.not_found")
	}
	return month, nil
}

// closings leads to the closing of the month chosen in the menu, else of the
// one that a page without a month shows: GET /closing.
func (s *Server) closings(c echo.Context) error {
	month, err := kpi.ParseMonth(c.QueryParam("month"))
	if err != nil {
		span, err := s.net.Months(c.Request().Context(), s.who(c))
		if err != nil {
			return err
		}
		month = span.Default
	}
	return s.goTo(c, page.ClosingAddress(month, "closing"))
}

// closingPage shows where a month stands, and what is missing of it:
// GET /months/:month/closing.
func (s *Server) closingPage(c echo.Context) error {
	return s.drawClosing(c, http.StatusOK, page.ClosingView{})
}

func (s *Server) drawClosing(c echo.Context, status int, view page.ClosingView) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	month, err := closingMonth(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil {
		n = 1
	}
	closing, err := s.net.Closing(ctx, who, month, n)
	if err != nil {
		return err
	}
	span, err := s.net.Months(ctx, who)
	if err != nil {
		return err
	}
	s.fillClosing(p, &view, closing)
	view.Menu = closingMenu(month, span)
	if view.Confirm != nil && view.Confirm.Title == "" {
		askToClose(p, view.Confirm, month, closing.Concerns)
	}
	chrome, err := s.chrome(c, p.T("closing.page", "month", month))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Closing(chrome, view))
}

// closingMenu leads from a month's closing to another's.
func closingMenu(month kpi.Month, span network.MonthSpan) page.MonthMenu {
	menu := page.MonthMenu{Action: "/closing", Month: month}
	first, last := month, max(span.Current, month)
	if !span.First.IsZero() {
		first = min(span.First, month)
	}
	if month > first {
		menu.Previous = page.ClosingAddress(month.Add(-1), "closing")
	}
	if month < last {
		menu.Next = page.ClosingAddress(month.Add(1), "closing")
	}
	for m := last; m >= first; m-- {
		menu.Choices = append(menu.Choices, m)
	}
	return menu
}

// fillClosing puts into the page what does not come from a form.
func (s *Server) fillClosing(p *i18n.Printer, v *page.ClosingView, closing network.Closing) {
	v.Month, v.State = closing.Month, closing.State
	v.Title, v.Text = closingTitle(p, closing), closingText(p, closing)
	v.Path = closingPath(p, closing)
	v.MayClose, v.MayReopen, v.MayPublish = closing.May.Close, closing.May.Reopen, closing.May.Publish
	if closing.May == (network.ClosingMay{}) {
		v.NotYours = p.T("closing.not_yours")
	}
	v.Missing = missingView(p, closing)
	v.Reopen.Hint = p.T("closing.until_hint", "last", closing.UntilLast)
	if v.Reopen.Until == "" && v.Reopen.Errors == nil {
		v.Reopen.Until = closing.Until.String()
	}
	if v.Publish.Locale == "" {
		v.Publish.Locale = p.Locale()
	}
	if closing.Report != nil {
		v.Publish.Seen = closing.Report.Number
		v.Publish.Text = p.T("closing.republish_text", "number", int(closing.Report.Number))
		if closing.ChangedSince > 0 {
			v.Changed = p.N("closing.changed", closing.ChangedSince, "number", int(closing.Report.Number))
		}
	} else {
		v.Publish.Text = p.T("closing.publish_text")
	}
	for _, r := range closing.Reports {
		v.Reports = append(v.Reports, issuedLine(p, r))
	}
	for _, a := range closing.Acts {
		v.Acts = append(v.Acts, page.MonthActLine{Href: "/acts/" + a.ID.String(), When: p.DateTime(a.At), Who: actor(p, network.SetUpAct{By: a.By, Role: a.Role, Channel: a.Channel}), What: monthActWords(p, a), Reason: a.Reason})
	}
}

// lastDay is the last day of a reopening that ends at an instant.
func lastDay(until time.Time) kpi.Day { return kpi.DayOf(until.Add(-time.Second)) }

func closingTitle(p *i18n.Printer, c network.Closing) string {
	switch c.State {
	case kpi.MonthDue:
		return p.T("closing.title_due")
	case kpi.MonthReopened:
		return p.T("closing.title_reopened", "day", lastDay(c.ReopenedUntil))
	case kpi.MonthClosed:
		return p.T("closing.title_closed")
	case kpi.MonthPublished:
		return p.T("closing.title_published")
	}
	return p.T("closing.title_open")
}

func closingText(p *i18n.Printer, c network.Closing) string {
	if c.Expected == 0 {
		return p.T("closing.text_none", "due", c.Due)
	}
	return p.T("closing.text", "due", c.Due, "filed", c.Filed, "expected", c.Expected)
}

// closingPath are the steps of the month's life.
func closingPath(p *i18n.Printer, c network.Closing) []page.MonthStep {
	published := ""
	if c.Report != nil {
		published = p.T("issued.number", "number", int(c.Report.Number))
	}
	closed := ""
	if c.Lock != nil {
		closed = p.Date(kpi.DayOf(c.Lock.Since))
	}
	steps := []page.MonthStep{
		{Label: p.T("closing.step_open"), Done: true, Now: c.State == kpi.MonthOpen},
		{Label: p.T("closing.step_due"), When: p.Date(c.Due), Done: c.State != kpi.MonthOpen, Now: c.State == kpi.MonthDue},
		{Label: p.T("closing.step_closed"), When: closed, Done: c.State.Locked(), Now: c.State == kpi.MonthClosed},
		{Label: p.T("closing.step_published"), When: published, Done: c.Report != nil, Now: c.State == kpi.MonthPublished},
	}
	if c.State == kpi.MonthReopened {
		steps[2] = page.MonthStep{Label: p.T("closing.step_reopened"), When: p.T("closing.step_until", "day", lastDay(c.ReopenedUntil)), Now: true}
	}
	return steps
}

func missingView(p *i18n.Printer, c network.Closing) page.MissingView {
	v := page.MissingView{Title: p.N("closing.missing", c.Total), Board: page.ClosingAddress(c.Month, "board")}
	switch {
	case c.Expected == 0:
		v.Title = p.T("closing.none_expected")
	case c.Total == 0:
		v.Title = p.T("closing.none_missing")
	case c.State.Locked():
		v.Text = p.T("closing.missing_locked")
	default:
		v.Text = p.T("closing.missing_text")
	}
	for _, m := range c.Missing {
		v.Rows = append(v.Rows, page.MissingRow{Account: m.Account, State: m.State, Holder: m.Holder, Href: filingAddress(m.Account.ID, c.Month)})
	}
	if n := c.Concerns.Questions; n > 0 {
		v.Also = append(v.Also, page.Way{Href: address(v.Board, url.Values{"choice": {string(network.BoardQuestions)}}), Label: p.N("closing.questions", n)})
	}
	if c.Corrections > 0 {
		v.Also = append(v.Also, page.Way{Href: "/corrections", Label: p.N("closing.corrections", c.Corrections)})
	}
	v.Paging = page.Paging{Page: c.Page, Pages: (c.Total + c.PageSize - 1) / c.PageSize, Total: c.Total,
		From: (c.Page-1)*c.PageSize + 1, To: (c.Page-1)*c.PageSize + len(c.Missing),
		Href: func(n int) string {
			return address(page.ClosingAddress(c.Month, "closing"), url.Values{"page": {strconv.Itoa(n)}}) + "#missing"
		}}
	return v
}

// askToClose says what closing the month would leave undone.
func askToClose(p *i18n.Printer, confirm *page.Confirm, month kpi.Month, known network.Concerns) {
	confirm.Title, confirm.Text = p.T("closing.ask_title", "month", month), p.T("closing.ask_text")
	if known.Early {
		confirm.Lines = append(confirm.Lines, p.T("closing.ask_early"))
	}
	if known.Missing > 0 {
		confirm.Lines = append(confirm.Lines, p.N("closing.ask_missing", known.Missing))
	}
	if known.Questions > 0 {
		confirm.Lines = append(confirm.Lines, p.N("closing.questions", known.Questions))
	}
	confirm.Action, confirm.Cancel = page.ClosingAddress(month, "close"), page.ClosingAddress(month, "closing")
	confirm.Button = p.T("closing.ask_go", "month", month)
	confirm.Fields = []page.Hidden{
		{Name: "missing", Value: strconv.Itoa(known.Missing)}, {Name: "questions", Value: strconv.Itoa(known.Questions)},
		{Name: "early", Value: strconv.FormatBool(known.Early)},
	}
}

// knownConcerns are those that the person who closes has been told of.
func knownConcerns(form url.Values) (known network.Concerns) {
	count := func(name string) int {
		n, err := strconv.Atoi(form.Get(name))
		if err != nil {
			return 0 // not told of any
		}
		return n
	}
	return network.Concerns{Missing: count("missing"), Questions: count("questions"), Early: form.Get("early") == "true"}
}

// closeMonth closes a month, or asks once more where something is missing:
// POST /months/:month/close.
func (s *Server) closeMonth(c echo.Context) error {
	month, form, err := closingForm(c)
	if err != nil {
		return err
	}
	err = s.net.CloseMonthKnowing(c.Request().Context(), s.who(c), month, knownConcerns(form))
	var ours *kpi.Error
	switch {
	case errors.As(err, &ours) && ours.Key == "closing.concerns":
		return s.drawClosing(c, http.StatusConflict, page.ClosingView{Confirm: &page.Confirm{}})
	case err != nil:
		return err
	}
	s.leaveNotice(c, s.printer(c).T("closing.closed_done", "month", month))
	return s.goTo(c, page.ClosingAddress(month, "closing"))
}

func closingForm(c echo.Context) (kpi.Month, url.Values, error) {
	month, err := closingMonth(c)
	if err != nil {
		return 0, nil, err
	}
	form, err := formOf(c)
	return month, form, err
}

// reopenMonth opens a closed month again: POST /months/:month/reopen.
func (s *Server) reopenMonth(c echo.Context) error {
	month, form, err := closingForm(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	typed := page.ReopenForm{Until: form.Get("until"), Reason: form.Get("reason"), Errors: map[string]string{}}
	until, malformed := kpi.ParseDay(typed.Until)
	err = s.net.ReopenMonthUntil(c.Request().Context(), s.who(c), month, until, typed.Reason)
	if err == nil {
		s.leaveNotice(c, p.T("closing.reopened_done", "month", month, "day", until))
		return s.goTo(c, page.ClosingAddress(month, "closing"))
	}
	status, ok := formFaults(p, err, typed.Errors)
	if !ok {
		return err
	}
	if malformed != nil && typed.Until != "" && typed.Errors["until"] != "" {
		typed.Errors["until"] = p.Error(malformed)
	}
	return s.drawClosing(c, status, page.ClosingView{Reopen: typed, Fault: closingFault(p, typed.Errors)})
}

// publishMonth issues the report of a month: POST /months/:month/publish.
func (s *Server) publishMonth(c echo.Context) error {
	month, form, err := closingForm(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	order := network.ReportOrder{Month: month, Locale: form.Get("locale"), Seen: kpi.ParseID(form.Get("seen")), Reason: form.Get("why")}
	report, err := jobs.Publish(c.Request().Context(), s.net, s.who(c), order)
	if err == nil {
		s.leaveNotice(c, p.T("closing.published_done", "number", int(report.Number), "month", month))
		return s.goTo(c, page.ClosingAddress(month, "closing"))
	}
	typed := page.PublishForm{Locale: order.Locale, Reason: order.Reason, Errors: map[string]string{}}
	status, ok := formFaults(p, err, typed.Errors)
	if !ok {
		return err
	}
	return s.drawClosing(c, status, page.ClosingView{Publish: typed, Fault: closingFault(p, typed.Errors)})
}

// closingFault is what stands above the page where something was refused.
func closingFault(p *i18n.Printer, faults map[string]string) string {
	if text := faults["form"]; text != "" {
		return text
	}
	return p.T("closing.not_done")
}

// tellStanding says on a month's page where the month stands, and what its
// workbook is.
func tellStanding(p *i18n.Printer, v *page.MonthView, m network.MonthStanding, filter kpi.Filter) {
	if m.May {
		v.Closing = page.ClosingAddress(m.Month, "closing")
	}
	issued := m.Report != nil
	if issued {
		v.Reports = "/reports"
		if m.Report.Variant != "" && filter.Entity == "" {
			v.Issued = p.T("issued.number", "number", int(m.Report.Number))
		}
	}
	switch {
	case m.State == kpi.MonthReopened:
		v.Standing = p.T("closing.standing_reopened", "day", lastDay(m.ReopenedUntil))
		if issued {
			v.Standing += " " + p.T("closing.standing_issued", "number", int(m.Report.Number))
		}
	case m.State.Locked() && issued:
		v.Standing = p.T("closing.standing_published", "number", int(m.Report.Number))
	case m.State.Locked():
		v.Standing = p.T("closing.standing_closed")
	default:
		v.Standing = p.T("closing.standing_open")
	}
}

// monthActWords say what was done with a month.
func monthActWords(p *i18n.Printer, a network.MonthAct) string {
	switch a.Act {
	case network.MonthReopened:
		return p.T("closing.act_reopened", "day", lastDay(a.Until))
	case network.MonthPublished:
		return p.T("closing.act_published", "number", int(a.Report))
	}
	return p.T("closing.act_closed")
}
