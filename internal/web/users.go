package web

// This file is the page on which administrators see and invite people.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

func (s *Server) usersPage(c echo.Context) error {
	return s.drawUsers(c, http.StatusOK, page.UsersView{})
}

// drawUsers draws the page of people around what an action left in the view.
func (s *Server) drawUsers(c echo.Context, status int, view page.UsersView) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	filter := userFilterOf(c)
	number, _ := strconv.Atoi(c.QueryParam("page"))
	list, err := s.net.Users(ctx, who, network.UserQuery{
		Text: filter.Text, Role: kpi.Role(filter.Role), Entity: filter.Entity, State: network.UserState(filter.State),
		Order: network.UserOrder(filter.Order), Page: number,
	})
	if err != nil {
		return err
	}
	if view.Entities, err = s.net.EntityPaths(ctx, who); err != nil {
		return err
	}
	chrome, err := s.setUpChrome(c, p.T("people.title"))
	if err != nil {
		return err
	}
	for _, u := range list.Users {
		view.Users = append(view.Users, page.UserLine{User: u.User, State: string(u.State)})
	}
	view.Filter, view.Paging, view.Unaccepted = filter, userPaging(list, filter), list.Unaccepted
	if view.Form.Role == "" {
		view.Form.Role = string(kpi.RoleAmbassador)
	}
	return s.render(c, status, page.Users(chrome, view))
}

// userFilterOf reads what a list of people is chosen by; what no list is
// chosen by is left out.
func userFilterOf(c echo.Context) page.UserFilter {
	known := func(value string, among ...string) string {
		if slices.Contains(among, value) {
			return value
		}
		return ""
	}
	f := page.UserFilter{
		Text: strings.TrimSpace(c.QueryParam("q")), Role: c.QueryParam("role"), Entity: c.QueryParam("entity"),
		Order: known(c.QueryParam("order"), string(network.UsersByRole), string(network.UsersByNewest)),
	}
	if !kpi.Role(f.Role).Valid() {
		f.Role = ""
	}
	for _, state := range network.UserStates {
		f.State += known(c.QueryParam("state"), string(state))
	}
	return f
}

func userPaging(list network.UserPage, f page.UserFilter) page.Paging {
	from := (list.Page-1)*list.PageSize + 1
	return page.Paging{
		Page: list.Page, Pages: list.Pages(), Total: list.Total,
		From: from, To: from + len(list.Users) - 1,
		Href: func(n int) string {
			return address("/users", url.Values{
				"page": {strconv.Itoa(n)}, "q": {f.Text}, "role": {f.Role}, "entity": {f.Entity}, "state": {f.State}, "order": {f.Order},
			})
		},
	}
}

func (s *Server) inviteUser(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	typed := userFormOf(form)
	invitation, err := s.net.AddUser(c.Request().Context(), s.who(c), network.NewUser{
		Email: typed.Email, Name: typed.Name, Role: kpi.Role(typed.Role), Entity: typed.Entity,
	})
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		typed.Errors = faults
		return s.drawUsers(c, http.StatusUnprocessableEntity, page.UsersView{Form: typed})
	}
	if err != nil {
		return err
	}
	return s.drawUsers(c, http.StatusCreated, page.UsersView{Link: s.newLink(invitation)})
}

func (s *Server) userPage(c echo.Context) error {
	user, err := s.net.User(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	return s.drawUser(c, http.StatusOK, user, page.UserForm{Email: user.Email, Name: user.Name, Role: string(user.Role), Entity: user.Entity})
}

func (s *Server) drawUser(c echo.Context, status int, user kpi.User, form page.UserForm) error {
	entities, err := s.net.EntityPaths(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	leaver, err := s.net.Leaver(c.Request().Context(), s.who(c), user.ID)
	if err != nil {
		return err
	}
	tools := page.PersonTools{Off: !user.DisabledAt.IsZero(), Self: user.ID == s.who(c).User.ID, CanUndo: leaver.CanUndo, Files: leaver.Files()}
	linked, err := s.net.SignsInByProvider(c.Request().Context(), s.who(c), user.ID)
	if err != nil {
		return err
	}
	chrome, err := s.setUpChrome(c, user.Name)
	if err != nil {
		return err
	}
	return s.render(c, status, page.User(chrome, page.UserView{User: user, Entities: entities, Form: form, Tools: tools, Linked: linked}))
}

func (s *Server) changeUser(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, id := c.Request().Context(), s.who(c), idParam(c)
	user, err := s.net.User(ctx, who, id)
	if err != nil {
		return err
	}
	typed := userFormOf(form)
	err = s.net.ChangeUser(ctx, who, id, network.UserChange{
		Email: typed.Email, Name: typed.Name, Role: kpi.Role(typed.Role), Entity: typed.Entity,
	})
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		typed.Errors = faults
		return s.drawUser(c, http.StatusUnprocessableEntity, user, typed)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("people.changed_done"))
	return s.goTo(c, "/users")
}

func userFormOf(form url.Values) page.UserForm {
	return page.UserForm{Email: form.Get("email"), Name: form.Get("name"), Role: form.Get("role"), Entity: form.Get("entity")}
}

func (s *Server) newUserLink(c echo.Context) error {
	invitation, err := s.net.NewLink(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	return s.drawUsers(c, http.StatusCreated, page.UsersView{Link: s.newLink(invitation)})
}

// newLink is a link as it is handed over, built from the public address.
func (s *Server) newLink(i network.Invitation) *page.NewLink {
	return &page.NewLink{User: i.User, URL: s.opts.PublicURL + "/links/" + i.Token, Days: network.LinkDays, Mailed: i.Mailed}
}

func (s *Server) switchUserOn(c echo.Context) error {
	if err := s.net.SwitchOn(c.Request().Context(), s.who(c), idParam(c)); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("people.switched_on_done"))
	return s.goTo(c, "/users")
}
