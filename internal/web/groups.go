package web

// This file is the set-up pages of spheres, ranges and platforms, and what
// they share with those of entities.

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// groupPages are the pages of a kind of groups.
type groupPages struct {
	kind              analytics.GroupKind
	base              string
	title, text, none string // keys
}

var (
	spherePages   = groupPages{analytics.GroupSphere, "/settings/spheres", "settings.tab_spheres", "groups.spheres_text", "groups.none"}
	rangePages    = groupPages{analytics.GroupRange, "/settings/ranges", "settings.tab_ranges", "groups.ranges_text", "groups.none"}
	platformPages = groupPages{analytics.GroupPlatform, "/settings/platforms", "settings.tab_platforms", "groups.platforms_text", "groups.none"}
	entityPages   = groupPages{analytics.GroupEntity, "/settings/entities", "settings.tab_entities", "groups.entities_text", "groups.none_entities"}
)

// groupFields are the fields of a group's form.
var groupFields = []string{"name", "objective", "audience", "parent", "retired_from", "headcount", "from"}

// list, add, one, change, move and remove are the handlers of the pages.
func (g groupPages) list(s *Server, c echo.Context) error {
	return s.drawGroups(c, http.StatusOK, g, page.SetUpForm{Values: map[string]string{}})
}

func (s *Server) drawGroups(c echo.Context, status int, g groupPages, form page.SetUpForm) error {
	p := s.printer(c)
	list, err := s.net.SetUpGroups(c.Request().Context(), s.who(c), g.kind)
	if err != nil {
		return err
	}
	view := page.GroupsView{
		Base: g.base, Subtitle: p.T(g.text), EmptyText: p.T(g.none), Form: form,
		Ordered: g.kind != analytics.GroupEntity, Sphere: g.kind == analytics.GroupSphere, Entity: g.kind == analytics.GroupEntity,
	}
	for i, one := range list {
		line := groupLine(p, one)
		line.First, line.Last = i == 0, i == len(list)-1
		view.Lines = append(view.Lines, line)
	}
	if view.Entity {
		view.Parents = parentOptions(p, list, network.SetUpGroup{})
		view.Text = c.QueryParam("q")
		view.Lines, view.Paging = entityLines(c, view, list)
	}
	chrome, err := s.setUpChrome(c, p.T(g.title))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Groups(chrome, view))
}

func groupLine(p *i18n.Printer, g network.SetUpGroup) page.GroupLine {
	line := page.GroupLine{ID: g.ID.String(), Name: g.Name, Level: g.Level, Note: g.Objective, Accounts: p.N("groups.accounts", g.Accounts)}
	switch g.Kind {
	case analytics.GroupSphere, analytics.GroupRange:
		line.Colour = g.Position + 1
	case analytics.GroupPlatform:
		if !g.RetiredFrom.IsZero() {
			line.Retired, line.Note = true, p.T("groups.retired", "month", g.RetiredFrom)
		}
	case analytics.GroupEntity:
		if g.Headcount.Known {
			line.Headcount = p.N("groups.people", int(g.Headcount.V))
		}
	}
	if g.Audience != "" {
		audience := map[string]string{"b2b": p.T("groups.audience_b2b"), "b2c": p.T("groups.audience_b2c")}[g.Audience]
		if line.Note != "" {
			audience += " · "
		}
		line.Note = audience + line.Note
	}
	return line
}

func (g groupPages) add(s *Server, c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	r := formReader{form: form}
	staff := r.staff("headcount")
	if err = r.err(); err == nil {
		var id kpi.ID
		if id, err = s.net.AddGroup(ctx, who, g.kind, r.group()); err == nil && g.kind == analytics.GroupEntity && staff.Known {
			err = s.net.SetHeadcount(ctx, who, id, s.net.CurrentMonth(), int(staff.V))
		}
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, groupFields...)
		typed.Errors = faults
		return s.drawGroups(c, http.StatusUnprocessableEntity, g, typed)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("groups.added"))
	return s.goTo(c, g.base)
}

// group is what the form says of a group.
func (r *formReader) group() network.GroupChange {
	return network.GroupChange{
		Name: r.form.Get("name"), Objective: r.form.Get("objective"), Audience: r.form.Get("audience"),
		RetiredFrom: r.month("retired_from"), Parent: kpi.ParseID(r.form.Get("parent")),
	}
}

func (g groupPages) one(s *Server, c echo.Context) error {
	one, err := s.net.SetUpGroup(c.Request().Context(), s.who(c), g.kind, idParam(c))
	if err != nil {
		return err
	}
	return s.drawGroup(c, http.StatusOK, g, one, page.GroupView{})
}

// drawGroup draws the page of a group around what an action left in the view.
func (s *Server) drawGroup(c echo.Context, status int, g groupPages, one network.SetUpGroup, view page.GroupView) error {
	p := s.printer(c)
	view.Base, view.Back, view.ID = g.base, p.T(g.title), one.ID.String()
	view.Sphere, view.Platform, view.Entity = g.kind == analytics.GroupSphere, g.kind == analytics.GroupPlatform, g.kind == analytics.GroupEntity
	if view.Form.Values == nil {
		view.Form.Values = map[string]string{
			"name": one.Name, "objective": one.Objective, "audience": one.Audience,
			"retired_from": one.RetiredFrom.String(), "parent": one.Parent.String(),
		}
	}
	if view.Staff.Values == nil {
		view.Staff.Values = map[string]string{"from": s.net.CurrentMonth().String()}
	}
	view.Use = groupUse(p, one)
	if view.Entity {
		list, err := s.net.SetUpGroups(c.Request().Context(), s.who(c), g.kind)
		if err != nil {
			return err
		}
		view.Parents = parentOptions(p, list, one)
		for _, h := range slices.Backward(one.Headcounts) {
			view.Headcounts = append(view.Headcounts, page.HeadcountLine{From: h.From, Staff: p.N("groups.people", h.Staff)})
		}
	}
	chrome, err := s.setUpChrome(c, one.Name)
	if err != nil {
		return err
	}
	return s.render(c, status, page.Group(chrome, view))
}

// groupUse says why a group can't be deleted, "" where it can.
func groupUse(p *i18n.Printer, g network.SetUpGroup) string {
	switch {
	case g.Ever > 0:
		return p.N("groups.in_use", g.Ever, "name", g.Name, "from", g.From)
	case g.Below > 0:
		return p.N("groups.has_below", g.Below, "name", g.Name)
	case g.People > 0:
		return p.N("groups.has_people", g.People, "name", g.Name)
	case g.Asks > 0 && g.Kind == analytics.GroupSphere:
		return p.T("groups.has_asks", "name", g.Name)
	}
	return ""
}

func (g groupPages) change(s *Server, c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p, id := c.Request().Context(), s.who(c), s.printer(c), idParam(c)
	one, err := s.net.SetUpGroup(ctx, who, g.kind, id)
	if err != nil {
		return err
	}
	r := formReader{form: form}
	change := r.group()
	if err = r.err(); err == nil {
		err = s.net.ChangeGroup(ctx, who, g.kind, id, change)
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, groupFields...)
		typed.Errors = faults
		return s.drawGroup(c, http.StatusUnprocessableEntity, g, one, page.GroupView{Form: typed})
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("people.changed_done"))
	return s.goTo(c, g.base)
}

func (g groupPages) move(s *Server, c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	step := stepOf(form)
	if err := s.net.MoveGroup(c.Request().Context(), s.who(c), g.kind, idParam(c), step); err != nil {
		return err
	}
	return s.goTo(c, moveAddress(g.base, idParam(c), step))
}

func (g groupPages) remove(s *Server, c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	one, err := s.net.SetUpGroup(ctx, who, g.kind, idParam(c))
	if err != nil {
		return err
	}
	err = s.net.DeleteGroup(ctx, who, g.kind, one.ID)
	if refusal, ok := s.refusalOf(c, err); ok {
		return s.drawGroup(c, http.StatusConflict, g, one, page.GroupView{Fault: refusal})
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("groups.deleted", "name", one.Name))
	return s.goTo(c, g.base)
}
