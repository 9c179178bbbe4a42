// Package web serves Porte-voix over HTTP: pages in name.go, the API in
// api_name.go. Handlers parse, call network, and draw; they decide nothing.
package web

import (
	"bytes"
	"log/slog"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// Server answers requests for one installation.
type Server struct {
	net *network.Network
	log *slog.Logger
}

// access says who may call a route. The zero access is nobody: a route must
// name its roles, or be public.
type access struct {
	public bool       // no session needed
	roles  []kpi.Role // any of these
	api    bool       // bearer token instead of a session
}

// route is a line of the route table.
type route struct {
	method, path string
	access       access
	handle       func(*Server, echo.Context) error
}

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
