package web

// This file keeps pages under names, and lists them.

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// sessionView keeps the view that was deleted last, so that it can be brought
// back.
const sessionView = "view"

// viewsPage lists the views that a person may open: GET /views.
func (s *Server) viewsPage(c echo.Context) error { return s.drawViews(c, http.StatusOK, "") }

func (s *Server) drawViews(c echo.Context, status int, refused string) error {
	p, who := s.printer(c), s.who(c)
	views, err := s.net.Views(c.Request().Context(), who)
	if err != nil {
		return err
	}
	indicators, err := s.net.Indicators(c.Request().Context())
	if err != nil {
		return err
	}
	v := page.ViewsView{Refused: refused}
	if text := s.sessions.PopString(c.Request().Context(), sessionView); text != "" {
		var was kpi.SavedView
		if json.Unmarshal([]byte(text), &was) == nil {
			v.Deleted = &page.ViewDeleted{Text: p.T("views.deleted", "name", was.Name)}
			if was.Owner == who.User.ID {
				v.Deleted.Fields = []page.Hidden{{Name: "name", Value: was.Name}, {Name: "address", Value: was.Address}, {Name: "shared", Value: flag(was.Shared)}}
			}
		}
	}
	for _, one := range views {
		line := page.ViewLine{ID: one.ID.String(), Name: one.Name, Text: viewWords(p, indicators, one.Address), Href: localPath(one.Address), Shared: one.Shared, Own: one.Owner == who.User.ID}
		line.MayDelete = line.Own || who.Is(directors.roles...)
		if line.Own {
			v.Own = append(v.Own, line)
		} else {
			v.Shared = append(v.Shared, line)
		}
	}
	chrome, err := s.chrome(c, p.T("views.title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Views(chrome, v))
}

// saveView keeps a page: POST /views.
func (s *Server) saveView(c echo.Context) error {
	return s.onViews(c, func(form url.Values) error {
		_, err := s.net.SaveView(c.Request().Context(), s.who(c), kpi.SavedView{Name: form.Get("name"), Address: form.Get("address"), Shared: form.Get("shared") != ""})
		if err == nil {
			s.leaveNotice(c, s.printer(c).T("views.saved", "name", form.Get("name")))
		}
		return err
	})
}

// changeView renames a view, and shares it or no longer: POST /views/:id.
func (s *Server) changeView(c echo.Context) error {
	return s.onViews(c, func(form url.Values) error {
		err := s.net.ChangeView(c.Request().Context(), s.who(c), idParam(c), form.Get("name"), form.Get("shared") != "")
		if err == nil {
			s.leaveNotice(c, s.printer(c).T("views.changed", "name", form.Get("name")))
		}
		return err
	})
}

// deleteView forgets a view: POST /views/:id/delete.
func (s *Server) deleteView(c echo.Context) error {
	return s.onViews(c, func(url.Values) error {
		was, err := s.net.DeleteView(c.Request().Context(), s.who(c), idParam(c))
		if err != nil {
			return err
		}
		text, err := json.Marshal(was)
		s.sessions.Put(c.Request().Context(), sessionView, string(text))
		return err
	})
}

// onViews runs an act, and leads back to the list; what is wrong with it stands
// there.
func (s *Server) onViews(c echo.Context, act func(url.Values) error) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	err = act(form)
	if code := kpi.CodeOf(err); code == kpi.CodeInvalid || code == kpi.CodeConflict {
		f := explain(s.printer(c), err)
		text := f.detail
		for _, field := range f.fields {
			text = s.printer(c).Field(field)
		}
		return s.drawViews(c, f.status, text)
	}
	if err != nil {
		return err
	}
	return s.goTo(c, "/views")
}
