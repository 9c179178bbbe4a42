package web

// This file is the page of the network's dates, the calendar feeds, and the
// days of the editorial committee.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// calendarMonths is how many months of dates are shown.
const calendarMonths = 12

// datesPage shows the dates to come and one's days away: GET /calendar.
func (s *Server) datesPage(c echo.Context) error {
	return s.drawDates(c, http.StatusOK, page.AwayForm{}, page.FeedView{})
}

func (s *Server) drawDates(c echo.Context, status int, form page.AwayForm, feed page.FeedView) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	away, err := s.awayView(c, who.User.ID, "/calendar/away", form)
	if err != nil {
		return err
	}
	view := page.DatesView{Away: away, Feed: feed}
	if view.Dates, err = s.comingDates(c); err != nil {
		return err
	}
	since, err := s.net.FeedSince(ctx, who)
	if err != nil {
		return err
	}
	if !since.IsZero() {
		view.Feed.Since = p.Date(kpi.DayOf(since))
	}
	chrome, err := s.chrome(c, p.T("calendar.title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Dates(chrome, view))
}

// comingDates are the dates from today on, in order.
func (s *Server) comingDates(c echo.Context) ([]page.DateLine, error) {
	p, now, today := s.printer(c), s.net.CurrentMonth(), s.net.Today()
	months, err := s.net.Calendar(c.Request().Context(), now, now.Add(calendarMonths))
	if err != nil {
		return nil, err
	}
	type dated struct {
		day  kpi.Day
		line page.DateLine
	}
	var dates []dated
	for _, m := range months {
		if m.Due >= today {
			dates = append(dates, dated{m.Due, page.DateLine{What: p.T("calendar.due_line", "month", m.Reports), Note: p.T("calendar.due_note")}})
		}
		if m.Committee >= today {
			line := page.DateLine{What: p.T("calendar.committee_line")}
			if m.Exception {
				line.Note = p.T("calendar.moved_note")
			}
			dates = append(dates, dated{m.Committee, line})
		}
	}
	slices.SortStableFunc(dates, func(a, b dated) int { return int(a.day - b.day) })
	lines := make([]page.DateLine, len(dates))
	for i, d := range dates {
		lines[i] = d.line
		lines[i].When = p.LongDate(d.day)
	}
	return lines, nil
}

// newFeed makes the address of one's feed: POST /calendar/feed.
func (s *Server) newFeed(c echo.Context) error {
	token, err := s.net.NewFeed(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	feed := page.FeedView{URL: s.opts.PublicURL + "/feeds/" + token + ".ics"}
	return s.drawDates(c, http.StatusCreated, page.AwayForm{}, feed)
}

// endFeed stops it: POST /calendar/feed/end.
func (s *Server) endFeed(c echo.Context) error {
	if err := s.net.EndFeed(c.Request().Context(), s.who(c)); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("calendar.feed_ended"))
	return s.goTo(c, "/calendar")
}

// feedFile is a calendar feed: GET /feeds/TOKEN.ics. Whoever has the address
// reads it: it has no other key.
func (s *Server) feedFile(c echo.Context) error {
	token, found := strings.CutSuffix(c.Param("file"), ".ics")
	if !found {
		return kpi.NotFound("error.not_found")
	}
	file, err := jobs.Calendar(c.Request().Context(), s.net, token, s.opts.PublicURL)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		if limited := s.limits.token.reached(c, limitKey(c, "")); limited != nil {
			return limited
		}
	}
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+file.Version+`"`)
	if matches(c.Request().Header.Get("If-None-Match"), file.Version) {
		return c.NoContent(http.StatusNotModified)
	}
	h.Set(echo.HeaderContentDisposition, `inline; filename="porte-voix.ics"`)
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", file.Data)
}

// matches reports whether a version is among those that an If-None-Match
// names; on the way an answer that was compressed may have got a weak one.
func matches(header, version string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == "*" || strings.Trim(tag, `"`) == version {
			return true
		}
	}
	return false
}

// committeePage shows when the committee meets: GET /settings/committee. With
// ?edit=MONTH its day in that month can be changed.
func (s *Server) committeePage(c echo.Context) error {
	return s.drawCommittee(c, http.StatusOK, page.SetUpForm{}, c.QueryParam("edit"))
}

func (s *Server) drawCommittee(c echo.Context, status int, form page.SetUpForm, editing string) error {
	ctx, p, now := c.Request().Context(), s.printer(c), s.net.CurrentMonth()
	settings, err := s.net.Settings(ctx)
	if err != nil {
		return err
	}
	months, err := s.net.Calendar(ctx, now, now.Add(calendarMonths-1))
	if err != nil {
		return err
	}
	view := page.CommitteeView{Fixed: s.who(c).User.EntityID != 0, Form: form, Without: settings.Committee.Without}
	if view.Form.Values == nil {
		weekday := settings.Committee.Weekday
		if settings.Committee.Week == 0 {
			weekday = time.Tuesday
		}
		view.Form.Values = map[string]string{"week": strconv.Itoa(settings.Committee.Week), "weekday": strconv.Itoa(int(weekday))}
	}
	for _, m := range months {
		view.Months = append(view.Months, page.CommitteeLine{Month: m.Month, Day: p.LongDate(m.Committee), Exception: m.Exception})
		if m.Month.String() == editing && !view.Fixed {
			view.Editing = editing
			view.Day = page.Field{Name: "day", Label: p.T("calendar.day_of", "month", m.Month), Type: "date", Value: form.Values["day"], Error: form.Errors["day"]}
			if form.Values["day"] == "" && m.Committee != 0 {
				view.Day.Value = m.Committee.String()
			}
		}
	}
	chrome, err := s.setUpChrome(c, p.T("calendar.committee_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Committee(chrome, view))
}

// setCommittee keeps the usual day: POST /settings/committee.
func (s *Server) setCommittee(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			return -1 // which the rules refuse
		}
		return n
	}
	var without []time.Month
	for m := time.January; m <= time.December; m++ {
		if values.Get("without_"+strconv.Itoa(int(m))) != "" {
			without = append(without, m)
		}
	}
	rule := kpi.Committee{Week: number(values.Get("week")), Weekday: time.Weekday(number(values.Get("weekday"))), Without: kpi.MonthsOfYear(without...)}
	err = s.net.SetCommittee(c.Request().Context(), s.who(c), rule)
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		typed := typedForm(values, "week", "weekday")
		typed.Errors = faults
		return s.drawCommittee(c, http.StatusUnprocessableEntity, typed, "")
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("calendar.saved"))
	return s.goTo(c, "/settings/committee")
}

// setCommitteeDay moves the committee of one month, takes it out, or gives it
// its usual day again: POST /settings/committee/day.
func (s *Server) setCommitteeDay(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	month, err := kpi.ParseMonth(values.Get("month"))
	if err != nil {
		return err
	}
	switch values.Get("act") {
	case "usual":
		err = s.net.UsualCommittee(ctx, who, month)
	case "none":
		err = s.net.SetCommitteeDay(ctx, who, month, 0)
	default:
		err = s.moveCommittee(c, month, values.Get("day"))
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(values, "day")
		settings, err := s.net.Settings(ctx)
		if err != nil {
			return err
		}
		typed.Values["week"], typed.Values["weekday"] = strconv.Itoa(settings.Committee.Week), strconv.Itoa(int(settings.Committee.Weekday))
		typed.Errors = faults
		return s.drawCommittee(c, http.StatusUnprocessableEntity, typed, month.String())
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("calendar.saved"))
	return s.goTo(c, "/settings/committee#committee-"+month.String())
}

func (s *Server) moveCommittee(c echo.Context, month kpi.Month, text string) error {
	faults := map[string]string{}
	day := dayOf(s.printer(c), faults, "day", text)
	if day == 0 {
		return invalidField("day", "calendar.day_needed")
	}
	return s.net.SetCommitteeDay(c.Request().Context(), s.who(c), month, day)
}
