package web

// This file is an administrator's first steps.

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// stepWords are the keys of a step's title and text, and where it is done.
type stepWords struct {
	title, text string
	ways        []stepWay
}

type stepWay struct{ href, key string }

var steps = map[string]stepWords{
	network.StepNames: {"checklist.names", "checklist.names_text", []stepWay{
		{"/settings", "checklist.names_go"}, {"/settings/spheres", "settings.tab_spheres"}, {"/settings/ranges", "settings.tab_ranges"},
	}},
	network.StepPlatforms:  {"checklist.platforms", "checklist.platforms_text", []stepWay{{"/settings/platforms", "checklist.platforms_go"}}},
	network.StepIndicators: {"checklist.indicators", "checklist.indicators_text", []stepWay{{"/settings/indicators", "checklist.indicators_go"}}},
	network.StepAccounts:   {"checklist.accounts", "checklist.accounts_text", []stepWay{{"/imports", "checklist.accounts_go"}}},
	network.StepPeople: {"checklist.people", "checklist.people_text", []stepWay{
		{"/users/invitations", "checklist.people_go"}, {"/users", "checklist.people_one"},
	}},
	network.StepMonth: {"checklist.month", "checklist.month_text", []stepWay{{"/settings#month-title", "checklist.month_go"}}},
}

// stepsDone counts the steps that are done.
func stepsDone(list network.Checklist) int {
	n := 0
	for _, s := range list.Steps {
		if s.State == network.StepDone {
			n++
		}
	}
	return n
}

// checklistPage shows the steps: GET /checklist.
func (s *Server) checklistPage(c echo.Context) error {
	p := s.printer(c)
	list, err := s.net.Checklist(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	done, total := stepsDone(list), len(list.Steps)
	view := page.ChecklistView{
		Finding: p.N("checklist.title", total-done), Subtitle: p.N("checklist.progress", done, "total", total),
		Dismissed: list.Dismissed, Done: list.Done,
	}
	if done == total {
		view.Finding = p.T("checklist.all_done")
	}
	next := list.Next()
	for _, one := range list.Steps {
		view.Steps = append(view.Steps, stepView(p, one, one.Name == next))
	}
	chrome, err := s.chrome(c, p.T("settings.tab_checklist"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Checklist(chrome, view))
}

func stepView(p *i18n.Printer, s network.ChecklistStep, current bool) page.ChecklistStep {
	words := steps[s.Name]
	v := page.ChecklistStep{
		Name: s.Name, Title: p.T(words.title), Text: p.T(words.text), State: string(s.State), Current: current,
		Marked: s.State == network.StepDone && !s.ByData,
		Status: map[network.StepState]string{
			network.StepTodo: p.T("checklist.todo"), network.StepDone: p.T("checklist.done"), network.StepSkipped: p.T("checklist.skipped"),
		}[s.State],
	}
	for _, w := range words.ways {
		v.Go = append(v.Go, page.Way{Href: w.href, Label: p.T(w.key)})
	}
	switch {
	case s.Name == network.StepAccounts && s.Count > 0 && !s.First.IsZero():
		v.Result = p.N("checklist.accounts_since", s.Count, "first", s.First)
	case s.Name == network.StepAccounts && s.Count > 0:
		v.Result = p.N("checklist.accounts_only", s.Count)
	case s.Name == network.StepPeople && s.Count > 0:
		v.Result = p.N("checklist.people_invited", s.Count)
	case s.Name == network.StepMonth && !s.Month.IsZero():
		v.Result = p.T("checklist.month_set", "month", s.Month)
	}
	return v
}

// markStep marks one as done, skipped or to do: POST /checklist/:step.
func (s *Server) markStep(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	step := c.Param("step")
	if err := s.net.MarkStep(c.Request().Context(), s.who(c), step, network.StepState(form.Get("state"))); err != nil {
		return err
	}
	return s.goTo(c, "/checklist#step-"+step)
}

// showChecklist puts the list away, or brings it back: POST /checklist.
func (s *Server) showChecklist(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	shown := form.Get("shown") == "yes"
	if err := s.net.ShowChecklist(c.Request().Context(), s.who(c), shown); err != nil {
		return err
	}
	if shown {
		return s.goTo(c, "/checklist")
	}
	s.leaveNotice(c, s.printer(c).T("checklist.dismissed"))
	return s.goTo(c, "/months")
}
