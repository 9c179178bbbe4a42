package web

// This file takes files in: bring, map the columns, look at what would be
// stored, confirm, and undo.

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// The kinds of files that the page takes.
const (
	kindFigures  = "figures"
	kindAccounts = "accounts"
	kindUsers    = "users" // of the page of people
)

// shortWork is how long an answer waits for work to end before it shows its
// progress instead.
const shortWork = 800 * time.Millisecond

// importer is the person as whoever brings a file.
func (s *Server) importer(c echo.Context) kpi.Who {
	who := s.who(c)
	who.Channel = kpi.ChannelImport
	return who
}

// importsPage is where files are brought: GET /imports.
func (s *Server) importsPage(c echo.Context) error {
	return s.drawImports(c, http.StatusOK, kindFigures, nil)
}

func (s *Server) drawImports(c echo.Context, status int, kind string, fault *page.ImportFault) error {
	p := s.printer(c)
	past, err := s.net.Imports(c.Request().Context(), s.importer(c))
	if err != nil {
		return err
	}
	view := page.ImportsView{Kind: kind, Fault: fault}
	for _, i := range past {
		view.Past = append(view.Past, s.pastImport(p, i))
	}
	chrome, err := s.setUpChrome(c, p.T("upload.page_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Imports(chrome, view))
}

func (s *Server) pastImport(p *i18n.Printer, i network.PastImport) page.ImportPast {
	when := i.At
	if t, err := time.Parse(time.RFC3339, i.At); err == nil {
		when = p.DateTime(t.In(s.net.Now().Location()))
	}
	return page.ImportPast{
		ID: i.ID.String(), Name: writtenWords(p, i.Filename), Kind: page.ImportKind(p, i.Kind), When: when, By: i.By,
		Counts:  p.T("upload.past_line", "rows", i.Rows, "created", i.Created, "changed", i.Changed),
		Months:  page.MonthRange(p, i.From, i.Until),
		Undone:  i.Undone,
		MayUndo: i.MayUndo, Act: page.ActAddress(i.Act),
	}
}

// bringFile keeps the file that came in and leads to its first step:
// POST /imports.
func (s *Server) bringFile(c echo.Context) error {
	p, r := s.printer(c), c.Request()
	header, err := c.FormFile("file")
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	if err != nil {
		var size *http.MaxBytesError
		if errors.As(err, &size) {
			return err
		}
		return s.drawImports(c, http.StatusUnprocessableEntity, kindFigures, &page.ImportFault{Title: p.T("upload.no_file")})
	}
	kind := kindFigures
	if c.FormValue("kind") == kindAccounts {
		kind = kindAccounts
	}
	content, err := header.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	who := s.importer(c)
	up, err := s.files.keep(who.User.ID, kind, filepath.Base(header.Filename), content)
	if err != nil {
		return err
	}
	if kind == kindAccounts {
		up.start(r.Context(), false, s.importAccounts(who, up))
		up.wait(r.Context(), shortWork)
		return s.goTo(c, uploadAddress(up))
	}
	if _, err := s.net.InspectFigures(r.Context(), who, up.input()); err != nil {
		if isSheet(err) {
			return s.takeSheet(c, up)
		}
		s.files.forget(up)
		return s.refuseFile(c, kind, err)
	}
	return s.goTo(c, uploadAddress(up))
}

// refuseFile says on the imports page why a file can't be read.
func (s *Server) refuseFile(c echo.Context, kind string, err error) error {
	fault := importFault(s.printer(c), err)
	if fault == nil {
		return err
	}
	return s.drawImports(c, explain(s.printer(c), err).status, kind, fault)
}

// importFault is an error as the page says it, nil where it is not about the
// file.
func importFault(p *i18n.Printer, err error) *page.ImportFault {
	var e *kpi.Error
	if !errors.As(err, &e) || (e.Code != kpi.CodeInvalid && e.Code != kpi.CodeTooLarge && e.Code != kpi.CodeLocked && e.Code != kpi.CodeConflict) {
		return nil
	}
	fault := &page.ImportFault{Title: p.Error(err)}
	for i, f := range e.Fields {
		if i == linesShown {
			break
		}
		fault.Lines = append(fault.Lines, p.Field(f))
	}
	return fault
}

func uploadAddress(up *heldFile) string { return "/imports/files/" + up.key }

// uploadOf is the person's file in the address.
func (s *Server) uploadOf(c echo.Context) (*heldFile, error) {
	up, err := s.files.find(s.who(c).User.ID, c.Param("key"))
	if err == nil && up.kind != kindFigures && up.kind != kindAccounts {
		return nil, kpi.NotFound("upload.gone")
	}
	return up, err
}

// importAccounts and importFigures are the work on a file of each kind.
func (s *Server) importAccounts(who kpi.Who, up *heldFile) func(context.Context, network.ImportOptions) (network.ImportResult, error) {
	return func(ctx context.Context, o network.ImportOptions) (network.ImportResult, error) {
		return s.net.ImportAccounts(ctx, who, up.input(), o.DryRun)
	}
}

func (s *Server) importFigures(who kpi.Who, up *heldFile) func(context.Context, network.ImportOptions) (network.ImportResult, error) {
	return func(ctx context.Context, o network.ImportOptions) (network.ImportResult, error) {
		return s.net.ImportFigures(ctx, who, up.input(), o)
	}
}

// uploadPage shows a file at the step it is at: GET /imports/files/:key.
func (s *Server) uploadPage(c echo.Context) error {
	up, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	up.mu.Lock()
	stage, result, failed := up.stage, up.result, up.err
	work := page.ImportWork{Done: up.done, Total: up.total, Storing: up.storing}
	up.mu.Unlock()
	view := page.ImportView{Address: uploadAddress(up), Name: up.name, Kind: up.kind, Step: 2}
	status := http.StatusOK
	if failed != nil && stage != stageWorking {
		if view.Fault = importFault(p, failed); view.Fault == nil {
			s.files.forget(up)
			return failed
		}
		status = explain(p, failed).status
	}
	switch {
	case stage == stageWorking:
		view.Work = &work
	case stage == stageDone:
		view.Step = 3
		view.Outcome = outcomeOf(p, up.kind, result, true)
	case stage == stagePreview && failed == nil:
		view.Outcome = outcomeOf(p, up.kind, result, false)
	case up.kind == kindFigures:
		view.Step = 1
		if view.Map, err = s.mappingOf(c, up); err != nil {
			return err
		}
	}
	return s.drawImport(c, status, view)
}

func (s *Server) drawImport(c echo.Context, status int, view page.ImportView) error {
	chrome, err := s.setUpChrome(c, view.Name)
	if err != nil {
		return err
	}
	return s.render(c, status, page.Import(chrome, view))
}

// setOptions takes the person's reading of a file and shows what it would do:
// POST /imports/files/:key/options.
func (s *Server) setOptions(c echo.Context) error {
	up, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	who, ctx := s.importer(c), c.Request().Context()
	look, err := s.net.InspectFigures(ctx, who, up.input())
	if err != nil {
		return err
	}
	options, fault := optionsOf(form, look)
	options.Locale = s.printer(c).Locale()
	if !up.choose(options, fault) || fault != nil {
		return s.goTo(c, uploadAddress(up))
	}
	up.start(ctx, false, s.importFigures(who, up))
	up.wait(ctx, shortWork)
	return s.goTo(c, uploadAddress(up))
}

// confirmFile stores what the preview showed: POST /imports/files/:key/confirm.
func (s *Server) confirmFile(c echo.Context) error {
	up, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	who, ctx := s.importer(c), c.Request().Context()
	work := s.importFigures(who, up)
	if up.kind == kindAccounts {
		work = s.importAccounts(who, up)
	}
	up.mu.Lock()
	ready := up.stage == stagePreview && up.err == nil
	up.mu.Unlock()
	if ready {
		up.start(ctx, true, work)
		up.wait(ctx, shortWork)
	}
	return s.goTo(c, uploadAddress(up))
}

// mapAgain goes back to the columns: POST /imports/files/:key/map.
func (s *Server) mapAgain(c echo.Context) error {
	up, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	up.mu.Lock()
	if up.kind == kindFigures && up.stage == stagePreview {
		up.stage, up.err = stageMapping, nil
	}
	up.mu.Unlock()
	return s.goTo(c, uploadAddress(up))
}

// discardFile lets go of a file: POST /imports/files/:key/discard.
func (s *Server) discardFile(c echo.Context) error {
	up, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	s.files.forget(up)
	s.leaveNotice(c, s.printer(c).T("upload.discarded"))
	return s.goTo(c, "/imports")
}

// undoImport takes an import back: POST /imports/:id/undo.
func (s *Server) undoImport(c echo.Context) error {
	p := s.printer(c)
	result, err := s.net.UndoImport(c.Request().Context(), s.importer(c), idParam(c))
	if err != nil {
		return err
	}
	outcome := outcomeOf(p, kindFigures, result, true)
	outcome.Undone, outcome.UndoID = true, ""
	outcome.Counts = []page.Fact{
		{Label: p.T("upload.count_undone"), Value: p.Number(float64(result.Changed), 0)},
		{Label: p.T("upload.count_kept"), Value: p.Number(float64(result.Unchanged), 0)},
	}
	return s.drawImport(c, http.StatusOK, page.ImportView{Name: p.T("upload.undone_title"), Kind: kindFigures, Outcome: outcome})
}
