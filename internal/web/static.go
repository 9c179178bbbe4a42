package web

// This file serves the built assets, and says whether the server lives.

import (
	"io/fs"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/static"
)

// immutable lets browsers keep an asset for ever: its name changes with its
// content.
const immutable = "public, max-age=31536000, immutable"

var assets = http.FileServerFS(static.FS())

func (s *Server) staticFile(c echo.Context) error {
	name := c.Param("*")
	if !fs.ValidPath(name) || strings.HasSuffix(name, ".json") {
		return echo.ErrNotFound
	}
	info, err := fs.Stat(static.FS(), name)
	if err != nil || info.IsDir() {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, immutable)
	http.StripPrefix(static.Prefix, assets).ServeHTTP(c.Response(), c.Request())
	return nil
}

// healthz says that the process answers.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz says that requests are served: the database answers, and the server
// is not about to stop.
func (s *Server) readyz(c echo.Context) error {
	if _, err := s.net.Settings(c.Request().Context()); err != nil || s.stopping.Load() {
		record(c).err = err
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
