package web

// This file hands out what is known of a person, and erases them.

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// ownDataPage is where a person reads what is known of them: GET /my-data.
func (s *Server) ownDataPage(c echo.Context) error {
	p := s.printer(c)
	chrome, err := s.chrome(c, p.T("person.data_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.OwnData(chrome, page.DataView{Parts: reports.PersonParts(p)}))
}

// ownDataFile is everything that is known of whoever asks:
// GET /my-data/data.zip.
func (s *Server) ownDataFile(c echo.Context) error { return s.dataFile(c, s.who(c).User.ID) }

// personDataFile is everything that is known of a person:
// GET /users/:id/data.zip.
func (s *Server) personDataFile(c echo.Context) error { return s.dataFile(c, idParam(c)) }

func (s *Server) dataFile(c echo.Context, user kpi.ID) error {
	data, err := s.net.PersonData(c.Request().Context(), s.who(c), user)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := reports.WritePerson(&b, s.printer(c), data.At, data.Tables, data.Indicators); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="porte-voix-`+kpi.DayOf(data.At).String()+`.zip"`)
	return c.Blob(http.StatusOK, "application/zip", b.Bytes())
}

// erasePage says what erasing a person does: GET /users/:id/erase.
func (s *Server) erasePage(c echo.Context) error { return s.drawErase(c, http.StatusOK, "", nil) }

func (s *Server) drawErase(c echo.Context, status int, typed string, faults map[string]string) error {
	p, user := s.printer(c), idParam(c)
	e, err := s.net.Erasure(c.Request().Context(), s.who(c), user)
	if err != nil {
		return err
	}
	view := page.EraseView{User: e.User, Base: userAddress(user), Holds: e.Holds,
		Confirm: page.Field{Name: "confirm", Label: p.T("person.erase_confirm", "email", e.User.Email), Type: "text", Value: typed, Error: faults["confirm"]}}
	switch {
	case e.Self:
		view.Barred = p.T("erasure.oneself")
	case e.Last:
		view.Barred = p.T("erasure.last_admin")
	case e.Holds > 0:
		view.Barred = p.N("person.erase_hold", e.Holds)
	}
	for _, text := range faults {
		view.Faults = append(view.Faults, text)
	}
	chrome, err := s.setUpChrome(c, p.T("person.erase_title", "name", e.User.Name))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Erase(chrome, view))
}

// erasePerson erases a person: POST /users/:id/erase.
func (s *Server) erasePerson(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p, typed := s.printer(c), form.Get("confirm")
	err = s.net.Erase(c.Request().Context(), s.who(c), idParam(c), typed)
	if faults, ok := fieldErrors(p, err); ok {
		return s.drawErase(c, http.StatusUnprocessableEntity, typed, faults)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("person.erase_done"))
	return s.goTo(c, "/users")
}
