package web

// This file says on the home page what direction has to do next.

import (
	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// tasks are those of the person who asks, nil for whoever is not direction, and
// where nothing was ever filed nor is expected.
func (s *Server) tasks(c echo.Context) (*page.TasksView, error) {
	ctx, who := c.Request().Context(), s.who(c)
	if !who.Is(directors.roles...) {
		return nil, nil
	}
	span, err := s.net.Months(ctx, who)
	if err != nil {
		return nil, err
	}
	tasks, err := s.net.Tasks(ctx, who)
	if err != nil || (span.First.IsZero() && tasks.Tally.Expected == 0) {
		return nil, err
	}
	return tasksView(s.printer(c), tasks), nil
}

// tasksView puts direction's tasks into words: what keeps the month from being
// closed first, its next step at the end.
func tasksView(p *i18n.Printer, t network.Tasks) *page.TasksView {
	board := boardAddress(t.Month)
	v := &page.TasksView{Go: page.Way{Href: board, Label: p.T("tasks.go")}}
	v.Text = p.T("tasks.filed", "filed", t.Tally.Filed(), "expected", t.Tally.Expected, "due", t.Due)
	if t.Overdue {
		v.Text = p.T("tasks.filed_over", "filed", t.Tally.Filed(), "expected", t.Tally.Expected, "due", t.Due)
	}
	if t.Tally.Expected == 0 {
		v.Text = p.T("tasks.nothing", "month", t.Month)
	}
	v.List = append(v.List, filingTasks(p, t, board)...)
	v.List = append(v.List, matterTasks(p, t, board)...)
	v.List = append(v.List, monthTasks(p, t)...)
	todo := 0
	for _, one := range v.List {
		if !one.Done {
			todo++
		}
	}
	switch {
	case todo == 0:
		v.Title = p.T("tasks.title_done", "month", t.Month)
	case !t.Overdue:
		v.Title = p.T("tasks.title_filing", "month", t.Month)
	default:
		v.Title = p.T("tasks.title", "month", t.Month)
	}
	return v
}

// filingTasks are those about filings: what is missing, what is to be reviewed.
func filingTasks(p *i18n.Printer, t network.Tasks, board string) (list []page.Task) {
	if t.State.Locked() || t.Tally.Expected == 0 {
		return nil
	}
	to := func(s analytics.Standing) string { return board + "?choice=" + string(s) + "#filings" }
	missing := page.Task{Label: p.T("tasks.all_filed"), Done: true}
	switch {
	case t.Tally.Late > 0:
		missing = page.Task{Label: p.N("tasks.late", t.Tally.Late), Href: to(analytics.StandingLate)}
	case t.Tally.Missing > 0:
		missing = page.Task{Label: p.N("tasks.missing", t.Tally.Missing), Href: to(analytics.StandingMissing)}
	case t.Tally.Returned > 0:
		missing.Label = ""
	}
	if t.Tally.Begun > 0 {
		missing.Note = p.N("tasks.begun", t.Tally.Begun)
	}
	if missing.Label != "" {
		list = append(list, missing)
	}
	if t.Tally.Returned > 0 {
		list = append(list, page.Task{Label: p.N("tasks.returned", t.Tally.Returned), Href: to(analytics.StandingReturned)})
	}
	switch {
	case !t.Acceptance || !t.Reviews:
	case t.Tally.Submitted > 0:
		list = append(list, page.Task{Label: p.N("tasks.review", t.Tally.Submitted), Href: to(analytics.StandingSubmitted)})
	case t.Tally.Accepted > 0:
		list = append(list, page.Task{Label: p.T("tasks.reviewed"), Done: true})
	}
	return list
}

// matterTasks are questions, corrections and silent accounts.
func matterTasks(p *i18n.Printer, t network.Tasks, board string) (list []page.Task) {
	if t.Answers > 0 && t.Reviews {
		list = append(list, page.Task{Label: p.N("tasks.answers", t.Answers), Href: board + "?choice=" + string(network.BoardQuestions) + "#filings"})
	}
	if t.Waiting > 0 {
		list = append(list, page.Task{Label: p.N("tasks.waiting", t.Waiting), Href: board + "?choice=" + string(network.BoardQuestions) + "#filings"})
	}
	if t.Corrections > 0 && t.Reviews {
		list = append(list, page.Task{Label: p.N("tasks.corrections", t.Corrections), Href: "/corrections"})
	}
	if t.Decisions > 0 {
		list = append(list, page.Task{Label: p.N("tasks.decisions", t.Decisions), Href: "/decisions"})
	}
	if t.Sleepers > 0 {
		list = append(list, page.Task{Label: p.N("tasks.sleepers", t.Sleepers), Href: board})
	}
	return list
}

// monthTasks are the next step of the month itself, and earlier months that
// are open, for whoever closes months; others read where it stands.
func monthTasks(p *i18n.Printer, t network.Tasks) (list []page.Task) {
	closing := page.ClosingAddress(t.Month, "closing")
	step := page.Task{Href: closing}
	switch t.State {
	case kpi.MonthPublished:
		step.Label, step.Done = p.T("tasks.published"), true
	case kpi.MonthClosed:
		if step.Label, step.Done = p.T("tasks.publish", "month", t.Month), false; !t.Closes {
			step.Label, step.Done = p.T("tasks.closed"), true
		}
	case kpi.MonthReopened:
		step.Label = p.T("tasks.reopened")
	case kpi.MonthOpen:
		step = page.Task{Label: p.T("tasks.close", "month", t.Month), Note: p.T("tasks.close_wait", "day", t.Due.Add(1))}
	default:
		step.Label = p.T("tasks.close", "month", t.Month)
	}
	if !t.Closes && !step.Done {
		return nil
	}
	list = append(list, step)
	if open := len(t.Earlier); t.Closes && open > 0 {
		oldest := t.Earlier[open-1]
		earlier := page.Task{Label: p.T("tasks.earlier", "month", oldest), Href: boardAddress(oldest)}
		if open > 1 {
			earlier.Note = p.N("tasks.earlier_more", open-1)
		}
		list = append(list, earlier)
	}
	return list
}
