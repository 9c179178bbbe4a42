package web

// This file takes in and hands out the pictures of accounts.

import (
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// avatarLimit is how much of a form with a picture is read at all: what is
// over network.MaxAvatar but not over this is refused on the page itself.
const avatarLimit = 8 << 20

// avatarPicture hands out an account's picture: GET /accounts/:id/avatar. The
// address of one version may be kept by the browser for good.
func (s *Server) avatarPicture(c echo.Context) error {
	avatar, err := s.net.Avatar(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	h, tag := c.Response().Header(), `"`+avatar.Version+`"`
	h.Set("ETag", tag)
	if c.QueryParam("v") == avatar.Version {
		h.Set(echo.HeaderCacheControl, "private, max-age=31536000, immutable")
	} else {
		h.Set(echo.HeaderCacheControl, "private, no-cache")
	}
	if c.Request().Header.Get("If-None-Match") == tag {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, avatar.MediaType, avatar.Data)
}

// setAvatar gives an account a picture: POST /accounts/:id/avatar.
func (s *Server) setAvatar(c echo.Context) error {
	data, err := pictureOf(c)
	if err != nil {
		return err
	}
	a, err := s.editedAccount(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	err = s.net.SetAvatar(c.Request().Context(), s.who(c), a.ID, data)
	if code := kpi.CodeOf(err); code == kpi.CodeInvalid || code == kpi.CodeTooLarge {
		form := formOfAccount(a, s.net.CurrentMonth())
		form.Errors["avatar"] = p.Error(err)
		return s.drawEditAccount(c, codeStatus[code], form)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("setup_account.avatar_done"))
	return s.goTo(c, page.AccountAddress(a.ID, "/edit"))
}

// pictureOf reads the picture of a form, and not more of it than shows that it
// is too large; nothing where there is none.
func pictureOf(c echo.Context) ([]byte, error) {
	header, err := c.FormFile("picture")
	if form := c.Request().MultipartForm; form != nil {
		defer func() { _ = form.RemoveAll() }()
	}
	if err != nil {
		var size *http.MaxBytesError
		if errors.As(err, &size) {
			return nil, err
		}
		return nil, nil
	}
	content, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }()
	return io.ReadAll(io.LimitReader(content, network.MaxAvatar+1))
}

// removeAvatar leaves an account its initials: POST /accounts/:id/avatar/remove.
func (s *Server) removeAvatar(c echo.Context) error {
	id := idParam(c)
	if err := s.net.RemoveAvatar(c.Request().Context(), s.who(c), id); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("setup_account.avatar_removed"))
	return s.goTo(c, page.AccountAddress(id, "/edit"))
}
