package web

// This file invites many people at once: bring a list, look at what it would
// do, confirm, and hand out the links.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// linksListed is how many links a page shows; the file has them all.
const linksListed = 100

const invitationsBase = "/users/invitations"

// invitePage is where the list is brought: GET /users/invitations.
func (s *Server) invitePage(c echo.Context) error {
	return s.drawInvite(c, http.StatusOK, page.InviteView{Form: page.SetUpForm{Values: map[string]string{"role": string(kpi.RoleAmbassador)}}})
}

func (s *Server) drawInvite(c echo.Context, status int, view page.InviteView) error {
	chrome, err := s.setUpChrome(c, s.printer(c).T("people.invite_many"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Invite(chrome, view))
}

// bringUsers keeps the list that was pasted, or the file, and leads to what it
// would do: POST /users/invitations.
func (s *Server) bringUsers(c echo.Context) error {
	p, r, who := s.printer(c), c.Request(), s.importer(c)
	name, content, added, err := usersContent(c)
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	if err != nil {
		return err
	}
	if content == nil {
		typed := typedForm(r.Form, "text", "role")
		typed.Errors["text"] = p.T("people.many_empty")
		return s.drawInvite(c, http.StatusUnprocessableEntity, page.InviteView{Form: typed, Title: p.T("people.many_empty")})
	}
	defer func() { _ = content.Close() }()
	up, err := s.files.keep(who.User.ID, kindUsers, name, content)
	if err != nil {
		return err
	}
	up.added = added
	up.start(r.Context(), false, s.importUsers(who, up))
	up.wait(r.Context(), shortWork)
	return s.goTo(c, invitedAddress(up))
}

func invitedAddress(up *heldFile) string { return invitationsBase + "/" + up.key }

// usersContent is the file of the form, else the lines that were pasted, with
// how many were put before them; nil where there is neither.
func usersContent(c echo.Context) (name string, content io.ReadCloser, added int, err error) {
	header, err := c.FormFile("file")
	if err == nil && header.Size > 0 {
		content, err = header.Open()
		return filepath.Base(header.Filename), content, 0, err
	}
	var size *http.MaxBytesError
	if errors.As(err, &size) {
		return "", nil, 0, err
	}
	text := c.FormValue("text")
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
		return "", nil, 0, nil
	}
	table, added := network.UsersTable(text, kpi.Role(c.FormValue("role")))
	return "invitations.csv", io.NopCloser(strings.NewReader(table)), added, nil
}

// importUsers is the work on a list of people.
func (s *Server) importUsers(who kpi.Who, up *heldFile) func(context.Context, network.ImportOptions) (network.ImportResult, error) {
	return func(ctx context.Context, o network.ImportOptions) (network.ImportResult, error) {
		result, invited, err := s.net.ImportUsers(ctx, who, up.input(), o.DryRun)
		up.mu.Lock()
		up.invited = invited
		up.mu.Unlock()
		return result, err
	}
}

// invitationsOf is the person's list in the address.
func (s *Server) invitationsOf(c echo.Context) (*heldFile, error) {
	up, err := s.files.find(s.who(c).User.ID, c.Param("key"))
	if err == nil && up.kind != kindUsers {
		return nil, kpi.NotFound("upload.gone")
	}
	return up, err
}

// invitedPage shows what a list would do, or its links:
// GET /users/invitations/:key.
func (s *Server) invitedPage(c echo.Context) error {
	up, err := s.invitationsOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	up.mu.Lock()
	stage, result, failed, invited := up.stage, up.result, up.err, up.invited
	view := page.InvitedView{Address: invitedAddress(up), Title: up.name}
	if stage == stageWorking {
		view.Work = &page.ImportWork{Done: up.done, Total: up.total, Storing: up.storing}
	}
	up.mu.Unlock()
	status := http.StatusOK
	switch {
	case stage == stageWorking:
		view.Title = p.T("people.many_title")
	case failed != nil:
		fault := importFault(p, failed)
		if fault == nil {
			s.files.forget(up)
			return failed
		}
		status = explain(p, failed).status
		view.Title, view.Refused, view.Faults = p.T("people.many_title"), fault.Title, fault.Lines
	case stage == stageDone:
		s.addLinks(p, &view, invited)
	default:
		previewUsers(p, &view, result, up.added)
	}
	chrome, err := s.setUpChrome(c, view.Title)
	if err != nil {
		return err
	}
	return s.render(c, status, page.Invited(chrome, view))
}

// previewUsers says what a list would do.
func previewUsers(p *i18n.Printer, view *page.InvitedView, result network.ImportResult, added int) {
	view.Title = p.N("people.many_found", result.Created)
	view.Counts = []page.Fact{
		{Label: p.T("people.many_rows"), Value: p.Number(float64(result.Rows), 0)},
		{Label: p.T("people.many_new"), Value: p.Number(float64(result.Created), 0)},
		{Label: p.T("people.many_known"), Value: p.Number(float64(result.Unchanged), 0)},
	}
	for _, f := range result.Problems[:min(len(result.Problems), linesShown)] {
		view.Faults = append(view.Faults, userLine(p, f, added))
	}
	for _, f := range result.Notices[:min(len(result.Notices), linesShown)] {
		view.Notices = append(view.Notices, userLine(p, f, added))
	}
	switch {
	case len(result.Problems) > 0:
		view.Refused = p.N("people.many_refused", len(result.Problems))
	case result.Created > 0:
		view.Confirm = p.N("people.many_confirm", result.Created)
	default:
		view.Refused = p.T("people.many_nobody")
	}
}

// userLine says what is to be known of a line of the list, before which so many
// were added.
func userLine(p *i18n.Printer, f kpi.FieldError, added int) string {
	if f.Line <= added {
		return p.Field(f)
	}
	return p.T("groups.paste_line", "line", f.Line-added, "why", p.Field(f))
}

// addLinks adds the links, as many as a page shows.
func (s *Server) addLinks(p *i18n.Printer, view *page.InvitedView, invited []network.Invitation) {
	view.Title, view.Days = p.N("people.links_made", len(invited)), p.N("people.links_days", network.LinkDays)
	view.Mailed = len(invited) > 0 && invited[0].Mailed
	view.Download = view.Address + "/links.csv"
	for _, i := range invited[:min(len(invited), linksListed)] {
		view.Links = append(view.Links, *s.newLink(i))
	}
	if more := len(invited) - len(view.Links); more > 0 {
		view.More = p.N("people.and_more", more)
	}
}

// confirmUsers invites them: POST /users/invitations/:key/confirm.
func (s *Server) confirmUsers(c echo.Context) error {
	up, err := s.invitationsOf(c)
	if err != nil {
		return err
	}
	who, ctx := s.importer(c), c.Request().Context()
	up.mu.Lock()
	ready := up.stage == stagePreview && up.err == nil && len(up.result.Problems) == 0 && up.result.Created > 0
	up.mu.Unlock()
	if ready {
		up.start(ctx, true, s.importUsers(who, up))
		up.wait(ctx, shortWork)
	}
	return s.goTo(c, invitedAddress(up))
}

// linksFile hands out all links of a list: GET /users/invitations/:key/links.csv.
func (s *Server) linksFile(c echo.Context) error {
	up, err := s.invitationsOf(c)
	if err != nil {
		return err
	}
	up.mu.Lock()
	done, invited := up.stage == stageDone, up.invited
	up.mu.Unlock()
	if !done {
		return kpi.NotFound("upload.gone")
	}
	p := s.printer(c)
	var file bytes.Buffer
	table := reports.NewCSV(&file, p)
	if err := table.Header(p.T("people.name"), p.T("auth.email"), p.T("people.role_head"), p.T("people.link_head")); err != nil {
		return err
	}
	for _, i := range invited {
		link := s.newLink(i)
		if err := table.Row(reports.Text(i.User.Name), reports.Text(i.User.Email), reports.Text(page.RoleWord(p, i.User.Role)), reports.Text(link.URL)); err != nil {
			return err
		}
	}
	if err := table.Close(); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+p.T("people.links_file")+`.csv"`)
	return c.Blob(http.StatusOK, csvType, file.Bytes())
}

// renewInvitations makes new links for everybody who has not yet followed
// theirs, and leads to them: POST /users/invitations/renew.
func (s *Server) renewInvitations(c echo.Context) error {
	ctx, who := c.Request().Context(), s.who(c)
	up, err := s.files.keep(who.User.ID, kindUsers, s.printer(c).T("people.links_file"), strings.NewReader(""))
	if err != nil {
		return err
	}
	up.start(ctx, true, func(ctx context.Context, _ network.ImportOptions) (network.ImportResult, error) {
		invited, err := s.net.RenewInvitations(ctx, who)
		up.mu.Lock()
		up.invited = invited
		up.mu.Unlock()
		return network.ImportResult{Created: len(invited)}, err
	})
	up.wait(ctx, shortWork)
	return s.goTo(c, invitedAddress(up))
}
