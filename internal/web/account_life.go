package web

// This file leads accounts through their life.

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// lifePage shows the life of an account: GET /accounts/:id/life. With ?edit=DAY
// the entry that began on that day can be corrected.
func (s *Server) lifePage(c echo.Context) error {
	return s.drawLife(c, http.StatusOK, page.LifeView{Correct: page.StateForm{Began: c.QueryParam("edit")}})
}

func (s *Server) drawLife(c echo.Context, status int, view page.LifeView) error {
	p := s.printer(c)
	a, undo, err := s.net.AccountLife(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	view.Account, view.Next = a.Account, network.NextStates(a.Account.State)
	today, found := s.net.Today(), false
	for _, period := range a.Periods {
		e := page.LifeEntry{Began: period.From.String(), State: period.State, When: days(p, period.From, period.Until),
			Now: period.From <= today && (period.Until == 0 || today <= period.Until)}
		if period.Reason != "" {
			e.Note = page.CloseWords(p, period.Reason)
		}
		if !period.Review.IsZero() {
			e.Note = p.T("setup_account.review_on", "day", period.Review)
		}
		view.Entries = append(view.Entries, e)
		if found = found || e.Began == view.Correct.Began; e.Began == view.Correct.Began && view.Correct.From == "" && view.Correct.Errors == nil {
			view.Correct.State, view.Correct.From = string(period.State), e.Began
			view.Correct.Reason, view.Correct.Review = period.Reason, period.Review.String()
		}
	}
	if !found {
		view.Correct = page.StateForm{}
	}
	if view.Form.From == "" && view.Form.Errors == nil {
		view.Form.From = today.String()
	}
	if view.Form.State == "" && len(view.Next) > 0 {
		view.Form.State = string(view.Next[0])
	}
	view.Changes = page.ActsOf(p, a.Changes, s.net.Now().Location(), undo)
	chrome, err := s.chrome(c, p.T("setup_account.life_page", "name", a.Account.Name()))
	if err != nil {
		return err
	}
	return s.render(c, status, page.AccountLife(chrome, view))
}

// stateFormOf reads a state of a form whose fields begin with a prefix.
func stateFormOf(values url.Values, prefix string) page.StateForm {
	return page.StateForm{
		Began: values.Get("began"), State: values.Get(prefix + "state"), From: values.Get(prefix + "from"),
		Reason: values.Get(prefix + "reason"), Review: values.Get(prefix + "review"), Errors: map[string]string{},
	}
}

// entryOf is what a form says of a state; faults of days are put beside them.
func (s *Server) entryOf(c echo.Context, form page.StateForm, values url.Values) network.StateEntry {
	p := s.printer(c)
	e := network.StateEntry{State: kpi.AccountState(form.State), Reason: form.Reason, Confirmed: values.Get("confirm") != ""}
	e.From = dayOf(p, form.Errors, "from", form.From)
	if e.State == kpi.AccountTest {
		e.Review = dayOf(p, form.Errors, "review", form.Review)
	}
	return e
}

// putState puts an account in its next state: POST /accounts/:id/life.
func (s *Server) putState(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	form := stateFormOf(values, "next_")
	entry := s.entryOf(c, form, values)
	if len(form.Errors) > 0 {
		return s.drawLife(c, http.StatusUnprocessableEntity, page.LifeView{Form: form})
	}
	err = s.net.PutAccountState(c.Request().Context(), s.who(c), idParam(c), entry)
	return s.lifeDone(c, err, values, "/life", page.LifeView{Form: form}, form.Errors)
}

// correctState corrects an entry of a life: POST /accounts/:id/life/correct.
func (s *Server) correctState(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	form := stateFormOf(values, "")
	entry := s.entryOf(c, form, values)
	began, err := kpi.ParseDay(form.Began)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	if len(form.Errors) > 0 {
		return s.drawLife(c, http.StatusUnprocessableEntity, page.LifeView{Correct: form})
	}
	err = s.net.CorrectAccountState(c.Request().Context(), s.who(c), idParam(c), began, entry)
	return s.lifeDone(c, err, values, "/life/correct", page.LifeView{Correct: form}, form.Errors)
}

// removeState takes an entry out of a life: POST /accounts/:id/life/remove.
func (s *Server) removeState(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	began, err := kpi.ParseDay(values.Get("began"))
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	err = s.net.RemoveAccountState(c.Request().Context(), s.who(c), idParam(c), began, values.Get("confirm") != "")
	form := page.StateForm{Errors: map[string]string{}}
	return s.lifeDone(c, err, values, "/life/remove", page.LifeView{Form: form}, form.Errors)
}

// undoAct takes back an act on an account: POST /accounts/:id/undo.
func (s *Server) undoAct(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	err = s.net.UndoAccountAct(c.Request().Context(), s.who(c), idParam(c), kpi.ParseID(values.Get("act")), values.Get("confirm") != "")
	form := page.StateForm{Errors: map[string]string{}}
	return s.lifeDone(c, err, values, "/undo", page.LifeView{Form: form}, form.Errors)
}

// lifeDone leads back to the life after a change of it, or says what is wrong
// with the change, or asks once more.
func (s *Server) lifeDone(c echo.Context, err error, values url.Values, path string, view page.LifeView, faults map[string]string) error {
	p, id := s.printer(c), idParam(c)
	if err == nil {
		s.leaveNotice(c, p.T("setup_account.changed"))
		return s.goTo(c, page.AccountAddress(id, "/life"))
	}
	var ours *kpi.Error
	if errors.As(err, &ours) && ours.Key == "setup_account.closed_months" {
		view.Confirm = &page.Confirm{
			Title: p.T("setup_account.closed_title"), Text: p.Error(err), Action: page.AccountAddress(id, path),
			Fields: hiddenFields(values), Button: p.T("setup_account.closed_go"), Cancel: page.AccountAddress(id, "/life"),
		}
		return s.drawLife(c, http.StatusConflict, view)
	}
	status, ok := formFaults(p, err, faults)
	if !ok {
		return err
	}
	if faults["form"] != "" { // belongs to no field
		faults["state"] = faults["form"]
	}
	return s.drawLife(c, status, view)
}
