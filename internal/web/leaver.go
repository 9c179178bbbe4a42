package web

// This file is the page on which an administrator switches somebody off and
// hands over the accounts that they hold.

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

func userAddress(user kpi.ID) string { return "/users/" + user.String() }

// leaverPage shows what somebody's leaving touches: GET /users/:id/off. With
// ?person=TEXT it finds people to hand over to; what is chosen stays.
func (s *Server) leaverPage(c echo.Context) error {
	return s.drawLeaver(c, http.StatusOK, c.QueryParams(), nil)
}

func (s *Server) drawLeaver(c echo.Context, status int, values url.Values, faults map[string]string) error {
	p, user := s.printer(c), idParam(c)
	leaver, err := s.net.Leaver(c.Request().Context(), s.who(c), user)
	if err != nil {
		return err
	}
	if !leaver.User.DisabledAt.IsZero() && !leaver.Files() {
		return s.goTo(c, userAddress(user))
	}
	view := page.LeaverView{User: leaver.User, Base: userAddress(user) + "/off", Away: leaver.Away,
		Person: strings.TrimSpace(values.Get("person")), All: values.Get("all"), From: leaverFrom(p, leaver, values, faults["from"], s.net.CurrentMonth())}
	for _, a := range leaver.Accounts {
		view.Accounts = append(view.Accounts, leaverLine(p, a, values, faults))
	}
	for _, a := range leaver.Deputised {
		view.Deputised = append(view.Deputised, a.Name())
	}
	for _, name := range append([]string{"form", "from"}, holderFields(leaver)...) {
		if faults[name] != "" {
			view.Faults = append(view.Faults, faults[name])
		}
	}
	if err := s.leaverPeople(c, &view, leaver, values); err != nil {
		return err
	}
	chrome, err := s.setUpChrome(c, p.T("succession.title", "name", leaver.User.Name))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Leaver(chrome, view))
}

func leaverFrom(p *i18n.Printer, l network.Leaver, values url.Values, fault string, now kpi.Month) page.Field {
	f := page.Field{Name: "from", Label: p.T("succession.from_label"), Type: "date", Value: l.From.String(), Error: fault,
		Hint: p.T("succession.from_hint_plain")}
	if values.Has("from") {
		f.Value = values.Get("from")
	}
	if l.From.Month() < now {
		f.Hint = p.T("succession.from_hint", "month", l.From.Month())
	}
	return f
}

// leaverLine is an account to hand over; its only deputy is proposed.
func leaverLine(p *i18n.Printer, a network.LeaverAccount, values url.Values, faults map[string]string) page.LeaverLine {
	field := "holder_" + a.ID.String()
	line := page.LeaverLine{Account: a.Account, ToFile: p.Months(a.ToFile), Chosen: values.Get(field), Error: faults[field]}
	for _, d := range a.Deputies {
		line.Deputies = append(line.Deputies, page.Option{Value: d.ID.String(), Label: p.T("succession.deputy_option", "name", d.Name)})
	}
	if len(a.Deputies) == 1 && !values.Has(field) {
		line.Chosen = a.Deputies[0].ID.String()
	}
	return line
}

func holderFields(l network.Leaver) []string {
	fields := make([]string, len(l.Accounts))
	for i, a := range l.Accounts {
		fields[i] = "holder_" + a.ID.String()
	}
	return fields
}

// leaverPeople adds the people among whom a holder is chosen: those whom the
// text finds, and those chosen or found before.
func (s *Server) leaverPeople(c echo.Context, view *page.LeaverView, l network.Leaver, values url.Values) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	found, _, err := s.net.FindPeople(ctx, who, view.Person)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(u network.FoundPerson) bool { return u.ID == l.User.ID })
	switch {
	case view.Person == "":
	case len(found) == 0:
		view.Found = p.T("succession.search_none")
	default:
		view.Found = p.N("succession.search_found", len(found))
	}
	offered := map[kpi.ID]bool{}
	offer := func(id kpi.ID, name, email string) {
		if !offered[id] {
			view.Others = append(view.Others, page.Option{Value: id.String(), Label: name + " (" + email + ")"})
		}
		offered[id] = true
	}
	for _, u := range found {
		offer(u.ID, u.Name, u.Email)
	}
	chosen := []string{view.All}
	for name := range values {
		if id, found := strings.CutPrefix(name, "with_"); found {
			chosen = append(chosen, id)
		}
	}
	slices.Sort(chosen)
	for _, line := range view.Accounts {
		chosen = append(chosen, line.Chosen)
	}
	for _, text := range chosen {
		id := kpi.ParseID(text)
		if id == 0 || offered[id] {
			continue
		}
		u, err := s.net.User(ctx, who, id)
		if kpi.CodeOf(err) == kpi.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		offer(u.ID, u.Name, u.Email)
	}
	for id := range offered {
		if slices.Contains(chosen, id.String()) {
			view.Kept = append(view.Kept, id.String())
		}
	}
	slices.Sort(view.Kept)
	return nil
}

// leave switches a person off and hands over what they held:
// POST /users/:id/off. With the button search it only finds people.
func (s *Server) leave(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p, user := c.Request().Context(), s.who(c), s.printer(c), idParam(c)
	if values.Get("search") != "" {
		values.Del("search")
		return s.goTo(c, address(userAddress(user)+"/off", values)+"#choices")
	}
	faults := map[string]string{}
	departure := network.Departure{From: dayOf(p, faults, "from", values.Get("from")), Holders: chosenHolders(values)}
	if len(faults) == 0 {
		err = s.net.Leave(ctx, who, user, departure)
	}
	var ours *kpi.Error
	if errors.As(err, &ours) && ours.Code == kpi.CodeInvalid && len(ours.Fields) == 0 {
		return err // not about the form: oneself, the last administrator
	}
	if _, ok := formFaults(p, err, faults); ok || len(faults) > 0 {
		return s.drawLeaver(c, http.StatusUnprocessableEntity, values, faults)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("succession.done"))
	return s.goTo(c, userAddress(user))
}

// chosenHolders reads who is to hold each account: what is left as above is
// what was chosen for all.
func chosenHolders(values url.Values) map[kpi.ID]kpi.ID {
	holders := map[kpi.ID]kpi.ID{}
	for name := range values {
		account, found := strings.CutPrefix(name, "holder_")
		if !found {
			continue
		}
		text := values.Get(name)
		if text == "" {
			text = values.Get("all")
		}
		if text == "" {
			continue
		}
		holders[kpi.ParseID(account)] = kpi.ParseID(text)
	}
	return holders
}

// undoLeave gives a person back their access and their accounts:
// POST /users/:id/off/undo.
func (s *Server) undoLeave(c echo.Context) error {
	p, user := s.printer(c), idParam(c)
	left, err := s.net.UndoLeave(c.Request().Context(), s.who(c), user)
	if err != nil {
		return err
	}
	notice := p.T("succession.undone")
	if len(left) > 0 {
		names := make([]string, len(left))
		for i, a := range left {
			names[i] = a.Name()
		}
		notice = p.N("succession.undone_but", len(left), "names", strings.Join(names, ", "))
	}
	s.leaveNotice(c, notice)
	return s.goTo(c, userAddress(user))
}
