package web

// This file is what only the set-up pages of entities have: the tree, the
// staff, many lines at once.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// entitiesShown is how many lines a page of the tree has, and a preview.
const entitiesShown = 200

// entityLines are the lines of a page of the tree that hold the text sought,
// with those above them.
func entityLines(c echo.Context, view page.GroupsView, list []network.SetUpGroup) ([]page.GroupLine, page.Paging) {
	sought := kpi.Fold(view.Text)
	var lines []page.GroupLine
	for i, e := range list {
		if sought == "" || strings.Contains(kpi.Fold(e.Path), sought) {
			lines = append(lines, view.Lines[i])
		}
	}
	number, _ := strconv.Atoi(c.QueryParam("page"))
	pages := max(1, (len(lines)+entitiesShown-1)/entitiesShown)
	number = min(max(1, number), pages)
	from := (number - 1) * entitiesShown
	to := min(len(lines), from+entitiesShown)
	return lines[from:to], page.Paging{
		Page: number, Pages: pages, Total: len(lines), From: from + 1, To: to,
		Href: func(n int) string {
			return address(view.Base, url.Values{"page": {strconv.Itoa(n)}, "q": {view.Text}})
		},
	}
}

// parentOptions offers the entities that one may stand under: not itself, nor
// what is below it, nor the lowest level.
func parentOptions(p *i18n.Printer, list []network.SetUpGroup, one network.SetUpGroup) []page.Option {
	options := []page.Option{{Value: "0", Label: p.T("groups.parent_none")}}
	for _, e := range list {
		own := one.ID != 0 && (e.ID == one.ID || strings.HasPrefix(e.Path, one.Path+kpi.EntitySeparator))
		if e.Level < network.MaxEntityLevel && !own {
			options = append(options, page.Option{Value: e.ID.String(), Label: e.Path})
		}
	}
	return options
}

// staff reads a field that holds a count of people, or nothing.
func (r *formReader) staff(name string) kpi.Number {
	text := r.text(name)
	if text == "" {
		return kpi.Number{}
	}
	count, ok := network.ParseStaff(text)
	if !ok {
		r.faults = append(r.faults, kpi.Field(name, "groups.paste_staff", "value", cut(text)))
		return kpi.Number{}
	}
	return kpi.Num(float64(count))
}

// setHeadcount writes the staff of an entity from a month on:
// POST /settings/entities/:id/headcount.
func (s *Server) setHeadcount(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	one, err := s.net.SetUpGroup(ctx, who, entityPages.kind, idParam(c))
	if err != nil {
		return err
	}
	r := formReader{form: form}
	staff, from := r.staff("headcount"), r.needMonth("from")
	if !staff.Known && len(r.faults) == 0 {
		r.faults = append(r.faults, kpi.Field("headcount", "groups.paste_staff", "value", ""))
	}
	if err = r.err(); err == nil {
		err = s.net.SetHeadcount(ctx, who, one.ID, from, int(staff.V))
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, "headcount", "from")
		typed.Errors = faults
		return s.drawGroup(c, http.StatusUnprocessableEntity, entityPages, one, page.GroupView{Staff: typed})
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("people.changed_done"))
	return s.goTo(c, entityPages.base+"/"+one.ID.String())
}

// dropHeadcount deletes one: POST /settings/entities/:id/headcount/drop.
func (s *Server) dropHeadcount(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	month, err := kpi.ParseMonth(form.Get("from"))
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	if err := s.net.DropHeadcount(c.Request().Context(), s.who(c), idParam(c), month); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("people.changed_done"))
	return s.goTo(c, entityPages.base+"/"+idParam(c).String())
}

// pastePage is where many entities are pasted: GET /settings/entities/paste.
func (s *Server) pastePage(c echo.Context) error {
	return s.drawPaste(c, http.StatusOK, page.PasteView{Form: page.SetUpForm{Values: map[string]string{"from": s.net.CurrentMonth().String()}}})
}

func (s *Server) drawPaste(c echo.Context, status int, view page.PasteView) error {
	chrome, err := s.setUpChrome(c, s.printer(c).T("groups.paste"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.PasteEntities(chrome, view))
}

// pasteEntities shows what the lines would do, and does it when it is sure:
// POST /settings/entities/paste.
func (s *Server) pasteEntities(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	r := formReader{form: form}
	from, sure := r.needMonth("from"), form.Get("sure") != ""
	var paste network.EntityPaste
	if err = r.err(); err == nil {
		paste, err = s.net.PasteEntities(c.Request().Context(), s.who(c), form.Get("text"), from, !sure)
	}
	view := page.PasteView{Form: typedForm(form, "text", "from")}
	if len(paste.Problems) > 0 {
		for _, f := range paste.Problems[:min(len(paste.Problems), linesShown)] {
			view.Faults = append(view.Faults, p.T("groups.paste_line", "line", f.Line, "why", p.Field(f)))
		}
		return s.drawPaste(c, http.StatusUnprocessableEntity, view)
	}
	if faults, ok := fieldErrors(p, err); ok {
		view.Form.Errors = faults
		return s.drawPaste(c, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	if sure {
		s.leaveNotice(c, pasteSummary(p, paste))
		return s.goTo(c, entityPages.base)
	}
	view.Ready, view.Summary = true, pasteSummary(p, paste)
	for i, l := range paste.Lines {
		if i == entitiesShown {
			view.More = p.N("people.and_more", len(paste.Lines)-i)
			break
		}
		view.Lines = append(view.Lines, page.PasteLine{Path: l.Path, Doing: pasteDoing(p, l)})
	}
	return s.drawPaste(c, http.StatusOK, view)
}

// pasteSummary says what a paste does.
func pasteSummary(p *i18n.Printer, paste network.EntityPaste) string {
	return p.T("groups.paste_summary", "made", p.N("groups.paste_made", paste.Made), "counted", p.N("groups.paste_counted", paste.Counted))
}

// pasteDoing says what one line does.
func pasteDoing(p *i18n.Printer, l network.EntityLine) string {
	var parts []string
	if l.New {
		parts = append(parts, p.T("groups.paste_new"))
	}
	if l.Staff.Known && l.Staff != l.Was {
		parts = append(parts, p.N("groups.people", int(l.Staff.V)))
	}
	if len(parts) == 0 {
		return p.T("groups.paste_same")
	}
	return strings.Join(parts, " · ")
}
