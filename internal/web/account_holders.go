package web

// This file entrusts accounts to people.

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// holdersPage shows who files for an account: GET /accounts/:id/holders. With
// ?person=TEXT it finds people, with ?edit=ID the days of one can be corrected.
func (s *Server) holdersPage(c echo.Context) error {
	return s.drawHolders(c, http.StatusOK, page.HoldersView{Form: holderFormOf(c.QueryParams()), Editing: c.QueryParam("edit")})
}

// holderFormOf reads the form of who is to file.
func holderFormOf(values url.Values) page.HolderForm {
	return page.HolderForm{
		Text: strings.TrimSpace(values.Get("person")), User: values.Get("user"), Role: values.Get("role"), From: values.Get("from"), Until: values.Get("until"),
		Keep: values.Get("keep") != "", KeepUntil: values.Get("keep_until"), Errors: map[string]string{},
	}
}

func (s *Server) drawHolders(c echo.Context, status int, view page.HoldersView) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	account, holdings, err := s.net.Holdings(ctx, who, idParam(c))
	if err != nil {
		return err
	}
	view.Account = account
	today, editing := s.net.Today(), false
	for _, h := range slices.Backward(holdings) {
		line := page.HoldingLine{ID: h.ID.String(), Name: personName(p, h.Name), Role: page.HolderWord(p, h.Role), When: days(p, h.From, h.Until),
			Asked: h.Asked, Now: h.From <= today && (h.Until == 0 || today <= h.Until)}
		if !h.AcceptedAt.IsZero() {
			line.Accepted = p.T("holder.accepted", "day", kpi.DayOf(h.AcceptedAt.In(s.net.Now().Location())))
		}
		if line.Now || h.From > today {
			line.Away = personAwayAddress(h.User)
		}
		if line.Now && h.Role == kpi.Holder {
			view.Holder = h.Name
		}
		if line.ID == view.Editing {
			editing = true
			if view.Days.Errors == nil {
				view.Days = page.DaysForm{From: h.From.String(), Until: h.Until.String()}
			}
		}
		view.Holdings = append(view.Holdings, line)
	}
	if !editing {
		view.Editing = ""
	}
	if view.Form.From == "" && len(view.Form.Errors) == 0 {
		view.Form.From = today.String()
	}
	if err := s.findPeople(c, &view); err != nil {
		return err
	}
	chrome, err := s.chrome(c, p.T("holder.page_title", "name", account.Name()))
	if err != nil {
		return err
	}
	return s.render(c, status, page.AccountHolders(chrome, view))
}

// findPeople adds the people whom the form's text finds.
func (s *Server) findPeople(c echo.Context, view *page.HoldersView) error {
	found, more, err := s.net.FindPeople(c.Request().Context(), s.who(c), view.Form.Text)
	if err != nil {
		return err
	}
	view.Searched, view.More = view.Form.Text != "", more
	p := s.printer(c)
	for _, u := range found {
		view.Found = append(view.Found, page.FoundPerson{ID: u.ID.String(), Name: u.Name, Email: u.Email, Role: page.RoleWord(p, u.Role)})
	}
	return nil
}

// changeHolder entrusts an account to a person, or finds one:
// POST /accounts/:id/holders.
func (s *Server) changeHolder(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	p, id := s.printer(c), idParam(c)
	form := holderFormOf(values)
	if values.Get("search") != "" {
		values.Del("search")
		return s.goTo(c, address(page.AccountAddress(id, "/holders"), values)+"#found")
	}
	change := network.HolderChange{
		User: kpi.ParseID(form.User), Role: kpi.HolderRole(form.Role), KeepAsDeputy: form.Keep, Confirmed: values.Get("confirm") != "",
		From: dayOf(p, form.Errors, "from", form.From), Until: dayOf(p, form.Errors, "until", form.Until),
	}
	if form.Keep {
		change.DeputyUntil = dayOf(p, form.Errors, "deputy_until", form.KeepUntil)
	}
	view := page.HoldersView{Form: form}
	if len(form.Errors) > 0 {
		return s.drawHolders(c, http.StatusUnprocessableEntity, view)
	}
	err = s.net.ChangeHolder(c.Request().Context(), s.who(c), id, change)
	return s.holdersDone(c, err, values, "/holders", view, form.Errors)
}

// changeHoldingDays corrects the days of a holder or deputy:
// POST /accounts/:id/holders/days.
func (s *Server) changeHoldingDays(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	view := page.HoldersView{Editing: values.Get("holding"), Days: page.DaysForm{
		From: values.Get("days_from"), Until: values.Get("days_until"), Errors: map[string]string{}}}
	from, until := dayOf(p, view.Days.Errors, "from", view.Days.From), dayOf(p, view.Days.Errors, "until", view.Days.Until)
	if len(view.Days.Errors) > 0 {
		return s.drawHolders(c, http.StatusUnprocessableEntity, view)
	}
	err = s.net.ChangeHolding(c.Request().Context(), s.who(c), idParam(c), kpi.ParseID(view.Editing), from, until, values.Get("confirm") != "")
	return s.holdersDone(c, err, values, "/holders/days", view, view.Days.Errors)
}

// removeHolding takes out a holder or deputy entered by mistake:
// POST /accounts/:id/holders/remove.
func (s *Server) removeHolding(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	err = s.net.RemoveHolding(c.Request().Context(), s.who(c), idParam(c), kpi.ParseID(values.Get("holding")), values.Get("confirm") != "")
	return s.holdersDone(c, err, values, "/holders/remove", page.HoldersView{}, map[string]string{})
}

// holdersDone leads back to the holders after a change of them, or says what is
// wrong with the change, or asks once more.
func (s *Server) holdersDone(c echo.Context, err error, values url.Values, path string, view page.HoldersView, faults map[string]string) error {
	p, id := s.printer(c), idParam(c)
	if err == nil {
		s.leaveNotice(c, p.T("setup_account.changed"))
		return s.goTo(c, page.AccountAddress(id, "/holders"))
	}
	var ours *kpi.Error
	if errors.As(err, &ours) && ours.Key == "holder.past_filed" {
		view.Confirm = &page.Confirm{
			Title: p.T("holder.past_title"), Text: p.Error(err), Lines: []string{p.T("holder.past_stays")}, Action: page.AccountAddress(id, path),
			Fields: hiddenFields(values), Button: p.T("holder.past_go"), Cancel: page.AccountAddress(id, "/holders"),
		}
		return s.drawHolders(c, http.StatusConflict, view)
	}
	status, ok := formFaults(p, err, faults)
	if !ok {
		return err
	}
	view.Error = faults["form"]
	delete(faults, "form")
	return s.drawHolders(c, status, view)
}

// stepDownPage is where somebody stops filing for an account:
// GET /accounts/:id/step-down.
func (s *Server) stepDownPage(c echo.Context) error {
	return s.drawStepDown(c, http.StatusOK, page.StepDownView{Last: s.net.Today().String()})
}

func (s *Server) drawStepDown(c echo.Context, status int, view page.StepDownView) error {
	account, own, err := s.net.OwnHolding(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	view.Account, view.Deputy = account, own.Role == kpi.Deputy
	chrome, err := s.chrome(c, s.printer(c).T("holder.step_down_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.StepDown(chrome, view))
}

// stepDown ends the person's time: POST /accounts/:id/step-down.
func (s *Server) stepDown(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p, id := c.Request().Context(), s.who(c), s.printer(c), idParam(c)
	account, _, err := s.net.OwnHolding(ctx, who, id)
	if err != nil {
		return err
	}
	faults := map[string]string{}
	last := dayOf(p, faults, "last", values.Get("last"))
	if len(faults) == 0 {
		err = s.net.StepDown(ctx, who, id, last)
	}
	if _, ok := formFaults(p, err, faults); ok || len(faults) > 0 {
		return s.drawStepDown(c, http.StatusUnprocessableEntity, page.StepDownView{Last: values.Get("last"), Error: faults["last"]})
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("holder.step_down_done", "account", account.Name()))
	return s.goTo(c, "/")
}
