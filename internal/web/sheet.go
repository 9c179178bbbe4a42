package web

// This file hands out prefilled sheets and takes them back: choose, download,
// bring, look at what would change, store.

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// kindSheet is a prefilled sheet among the files that are kept.
const kindSheet = "sheet"

// sheetUser is the person as whoever brings a sheet.
func (s *Server) sheetUser(c echo.Context) kpi.Who {
	who := s.who(c)
	who.Channel = kpi.ChannelSheet
	return who
}

// sheets leads to the month that is being filed: GET /sheets.
func (s *Server) sheets(c echo.Context) error {
	return s.goTo(c, "/sheets/"+s.net.CurrentMonth().Add(-1).String())
}

// sheetQuery is the selection in the address.
func sheetQuery(c echo.Context) (network.SheetQuery, error) {
	month, err := monthParam(c)
	if err != nil {
		return network.SheetQuery{}, kpi.NotFound("error.not_found")
	}
	filter, err := filterOf(c)
	return network.SheetQuery{Month: month, Filter: filter, Own: c.QueryParam("own") != "", Unfiled: c.QueryParam("unfiled") != ""}, err
}

// sheetsPage offers the sheets of a month and takes one back: GET
// /sheets/:month.
func (s *Server) sheetsPage(c echo.Context) error {
	query, err := sheetQuery(c)
	if err != nil {
		return err
	}
	return s.drawSheets(c, http.StatusOK, query, nil)
}

func (s *Server) drawSheets(c echo.Context, status int, query network.SheetQuery, fault *page.ImportFault) error {
	ctx, p, who := c.Request().Context(), s.printer(c), s.sheetUser(c)
	offer, err := s.net.SheetOffer(ctx, who, query)
	if err != nil {
		return err
	}
	path := "/sheets/" + query.Month.String()
	v := page.SheetsView{Month: query.Month, Fault: fault, OwnHref: path + "/sheet.xlsx?own=1"}
	way := func(m kpi.Month) page.Way {
		if m.IsZero() {
			return page.Way{}
		}
		return page.Way{Href: "/sheets/" + m.String(), Label: p.Month(m)}
	}
	v.Previous, v.Next = way(offer.PreviousMonth), way(offer.NextMonth)
	if offer.Own > 0 {
		v.Own = p.N("sheet.accounts", offer.Own)
	}
	if offer.Lock != nil {
		v.Lock = readOnlyWords(p, kpi.Filing{Month: query.Month, Lock: offer.Lock}, s.net.Now().Location())
	} else if offer.Direction {
		if v.Selection, err = s.sheetSelection(c, path, query, offer); err != nil {
			return err
		}
	}
	chrome, err := s.chrome(c, p.T("sheet.page_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Sheets(chrome, v))
}

// sheetSelection is what direction chooses accounts with.
func (s *Server) sheetSelection(c echo.Context, path string, query network.SheetQuery, offer network.SheetOffer) (*page.SheetSelection, error) {
	groups, err := s.net.Groups(c.Request().Context(), s.who(c))
	if err != nil {
		return nil, err
	}
	selection := &page.SheetSelection{Filters: page.Filters{Action: path, Filter: query.Filter, Choices: choicesOf(groups)}}
	if offer.Selected > 0 {
		values := filterQuery(query.Filter)
		selection.Count = s.printer(c).N("sheet.accounts", offer.Selected)
		selection.Href = address(path+"/sheet.xlsx", values)
		values.Set("unfiled", "1")
		selection.Unfiled = address(path+"/sheet.xlsx", values)
	}
	return selection, nil
}

// sheetFile is the workbook: GET /sheets/:month/sheet.xlsx.
func (s *Server) sheetFile(c echo.Context) error {
	query, err := sheetQuery(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	sheet, err := s.net.Sheet(c.Request().Context(), s.sheetUser(c), query, p.Locale())
	if err != nil {
		return err
	}
	back := ""
	if s.opts.PublicURL != "" {
		back = s.opts.PublicURL + "/sheets"
	}
	var book bytes.Buffer
	if err := reports.Prefilled(&book, sheet, p, back); err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s.xlsx", p.T("sheet.file_name"), query.Month)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, workbookType, book.Bytes())
}

// bringSheet keeps a sheet that came back and leads to what it would change:
// POST /sheets.
func (s *Server) bringSheet(c echo.Context) error {
	r := c.Request()
	header, err := c.FormFile("file")
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	if err != nil {
		var size *http.MaxBytesError
		if errors.As(err, &size) {
			return err
		}
		return s.refuseSheet(c, kpi.Invalid("sheet.no_file"))
	}
	content, err := header.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	who := s.sheetUser(c)
	up, err := s.files.keep(who.User.ID, kindSheet, filepath.Base(header.Filename), content)
	if err != nil {
		return err
	}
	return s.takeSheet(c, up)
}

// isSheet reports whether a file could not be read as a table because it is a
// prefilled sheet.
func isSheet(err error) bool {
	var e *kpi.Error
	return errors.As(err, &e) && e.Key == "sheet.other_way"
}

// takeSheet looks at a sheet that is kept and leads to its page.
func (s *Server) takeSheet(c echo.Context, up *heldFile) error {
	if _, err := s.net.PreviewSheet(c.Request().Context(), s.sheetUser(c), up.input()); err != nil {
		s.files.forget(up)
		return s.refuseSheet(c, err)
	}
	up.kind = kindSheet
	return s.goTo(c, sheetAddress(up))
}

// refuseSheet says on the page of sheets why a file is none that can be taken.
func (s *Server) refuseSheet(c echo.Context, err error) error {
	fault := importFault(s.printer(c), err)
	if fault == nil {
		return err
	}
	return s.drawSheets(c, explain(s.printer(c), err).status, network.SheetQuery{Month: s.net.CurrentMonth().Add(-1)}, fault)
}

func sheetAddress(up *heldFile) string { return "/sheets/files/" + up.key }

// sheetOf is the person's sheet in the address.
func (s *Server) sheetOf(c echo.Context) (*heldFile, error) {
	up, err := s.files.find(s.who(c).User.ID, c.Param("key"))
	if err == nil && up.kind != kindSheet {
		return nil, kpi.NotFound("upload.gone")
	}
	return up, err
}

// sheetPage shows what a sheet would change, or did: GET /sheets/files/:key.
func (s *Server) sheetPage(c echo.Context) error {
	up, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	return s.drawSheet(c, http.StatusOK, up, sheetSent{})
}

// sheetSent is a preview's form that was sent, and what was wrong with it.
type sheetSent struct {
	choice network.SheetChoice
	title  string
	faults map[string]string
}

func (s *Server) drawSheet(c echo.Context, status int, up *heldFile, sent sheetSent) error {
	p := s.printer(c)
	up.mu.Lock()
	done := up.sheet
	up.mu.Unlock()
	view := page.SheetView{Address: sheetAddress(up), Name: up.name, Step: 2, Title: sent.title}
	if done != nil {
		view.Step = 3
		sheetDone(p, &view, *done, s.who(c))
	} else {
		preview, err := s.net.PreviewSheet(c.Request().Context(), s.sheetUser(c), up.input())
		if err != nil {
			return err
		}
		sheetPreview(p, &view, preview, sent, pageParam(c))
	}
	chrome, err := s.chrome(c, up.name)
	if err != nil {
		return err
	}
	return s.render(c, status, page.Sheet(chrome, view))
}

// choiceOf reads the form of a preview.
func choiceOf(form url.Values) network.SheetChoice {
	choice := network.SheetChoice{Seen: form.Get("seen"), Reason: form.Get("on_behalf_reason"), All: form.Get("all"), Each: map[string]string{}}
	for name := range form {
		if key, found := strings.CutPrefix(name, sheetEach); found {
			choice.Each[key] = form.Get(name)
		}
	}
	return choice
}

// applySheet stores what the preview showed: POST /sheets/files/:key.
func (s *Server) applySheet(c echo.Context) error {
	up, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	sent := sheetSent{choice: choiceOf(form)}
	up.mu.Lock() // sent twice, it is stored once
	if up.sheet == nil {
		var result network.SheetResult
		if result, err = s.net.ApplySheet(c.Request().Context(), s.sheetUser(c), up.input(), sent.choice); err == nil {
			up.sheet = &result
		}
	}
	up.mu.Unlock()
	var fault *kpi.Error
	switch {
	case err == nil:
		return s.goTo(c, sheetAddress(up))
	case !errors.As(err, &fault) || fault.Code != kpi.CodeInvalid && fault.Code != kpi.CodeConflict:
		return err
	}
	p := s.printer(c)
	sent.title = p.Error(err)
	sent.faults, _ = fieldErrors(p, err)
	return s.drawSheet(c, explain(p, err).status, up, sent)
}

// discardSheet lets go of a sheet: POST /sheets/files/:key/discard.
func (s *Server) discardSheet(c echo.Context) error {
	up, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	s.files.forget(up)
	s.leaveNotice(c, s.printer(c).T("upload.discarded"))
	return s.goTo(c, "/sheets")
}
