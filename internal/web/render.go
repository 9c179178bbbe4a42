package web

// This file draws pages.

import (
	"bytes"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"portevoix/internal/web/page"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render draws a page to a pooled buffer first, so that a fault in the middle
// is an error page and not half a page.
func (s *Server) render(c echo.Context, status int, component templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer buffers.Put(buf)
	if err := component.Render(c.Request().Context(), buf); err != nil {
		return err
	}
	return c.HTMLBlob(status, buf.Bytes())
}

// chrome is what stands around a page's content; title is in the person's
// language. It takes the notice left by the action before.
func (s *Server) chrome(c echo.Context, title string) (page.Chrome, error) {
	settings, err := s.net.Settings(c.Request().Context())
	if err != nil {
		return page.Chrome{}, err
	}
	return page.Chrome{
		P:            s.printer(c),
		Who:          s.who(c),
		Title:        title,
		Path:         c.Request().URL.Path,
		Network:      settings.NetworkName,
		Demo:         settings.Demo,
		PasswordsOff: settings.PasswordsOff,
		Notice:       s.takeNotice(c),
	}, nil
}
