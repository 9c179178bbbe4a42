package web

// This file is the page that lists the pages to decide from, by what the person
// may see: one line each.

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// analyseLine is a page on the list.
type analyseLine struct {
	part        analysePart
	href, icon  string
	title, text string       // keys of its name and of the sentence beneath
	roles       []kpi.Role   // to whom it is offered; the page itself is guarded by its own route
	open        analyseWhere // whether it is offered at all; nil: always
}

// analyseWhere tells whether a page is offered to a person, such as one that
// can be switched off.
type analyseWhere func(ctx context.Context, s *Server, who kpi.Who) (bool, error)

// analysePart is what a page is for.
type analysePart string

// The parts of the list, in order.
const (
	analyseLook   analysePart = "look"   // see how the network goes
	analyseDecide analysePart = "decide" // decide, and look back on it
	analyseSpur   analysePart = "spur"   // make people want to go on
)

// analyseParts name the parts.
var analyseParts = []struct {
	part  analysePart
	title string
}{
	{analyseLook, "analyse.look"},
	{analyseDecide, "analyse.decide"},
	{analyseSpur, "analyse.spur"},
}

// analyseLines are the pages, in the order of the screen within their part. A
// new page adds its line here, and its path to the menu (page/layout.go).
var analyseLines = []analyseLine{
	{part: analyseLook, href: "/explore", icon: "chart", title: "explore.menu", text: "explore.menu_text", roles: viewers.roles},
	{part: analyseLook, href: "/compare", icon: "chart", title: "compare.menu", text: "compare.menu_text", roles: viewers.roles},
	{part: analyseLook, href: "/grid", icon: "table", title: "grid.menu", text: "grid.menu_text", roles: viewers.roles},
	{part: analyseLook, href: "/tree", icon: "history", title: "tree.menu", text: "tree.menu_text", roles: viewers.roles},
	{part: analyseLook, href: "/views", icon: "search", title: "views.title", text: "views.subtitle", roles: viewers.roles},
	{part: analyseLook, href: "/months", icon: "calendar", title: "analyse.month", text: "analyse.month_text", roles: viewers.roles},
	{part: analyseDecide, href: "/targets", icon: "check", title: "target.menu", text: "target.menu_text", roles: viewers.roles},
	{part: analyseDecide, href: "/arbitration", icon: "table", title: "analyse.arbitration", text: "analyse.arbitration_text", roles: judges.roles},
	{part: analyseDecide, href: "/decisions", icon: "check", title: "analyse.decisions", text: "analyse.decisions_text", roles: judges.roles},
	{part: analyseLook, href: "/annotations", icon: "info", title: "annotation.title", text: "annotation.menu_text", roles: viewers.roles},
}

// analysePage lists them: GET /analyse.
func (s *Server) analysePage(c echo.Context) error {
	p := s.printer(c)
	view, err := s.analyseView(c)
	if err != nil {
		return err
	}
	chrome, err := s.chrome(c, p.T("analyse.title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Analyse(chrome, view))
}

func (s *Server) analyseView(c echo.Context) (v page.AnalyseView, err error) {
	p, who := s.printer(c), s.who(c)
	for _, part := range analyseParts {
		list := page.AnalysePart{ID: "analyse-" + string(part.part), Title: p.T(part.title)}
		for _, line := range analyseLines {
			if line.part != part.part || !who.Is(line.roles...) {
				continue
			}
			offered := true
			if line.open != nil {
				if offered, err = line.open(c.Request().Context(), s, who); err != nil {
					return v, err
				}
			}
			if offered {
				list.Lines = append(list.Lines, page.AnalyseLine{Href: line.href, Icon: line.icon, Title: p.T(line.title), Text: p.T(line.text)})
			}
		}
		if len(list.Lines) > 0 {
			v.Parts = append(v.Parts, list)
		}
	}
	return v, nil
}
