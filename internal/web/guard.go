package web

// This file is the door of every route: who asks, whether the route is open
// to them, and how much they may send.

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
)

// guard lets a request through to a route's handler.
func (s *Server) guard(r route) echo.HandlerFunc {
	limit := r.limit
	if limit == 0 {
		limit = bodyLimit
	}
	return func(c echo.Context) error {
		record(c).route = r.path
		if err := s.admit(c, r); err != nil {
			return err
		}
		if err := limitBody(c, limit); err != nil {
			return err
		}
		return r.handle(s, c)
	}
}

// admit finds out who asks and whether the route is open to them. A route
// that is not is as good as absent.
func (s *Server) admit(c echo.Context, r route) error {
	if r.access.api {
		if err := s.identifyByToken(c); err != nil {
			return err
		}
	} else if err := s.identify(c); err != nil {
		return err
	}
	if who := s.who(c); !who.LinkMonth.IsZero() {
		return s.decideByLink(c, r, who)
	}
	return s.decide(c, r.access)
}

func (s *Server) decide(c echo.Context, a access) error {
	who := s.who(c)
	switch {
	case a.public:
		return nil
	case who.User.ID == 0:
		return kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	case !slices.Contains(a.roles, who.User.Role):
		return kpi.NotFound("error.not_found")
	}
	return nil
}

// identifyByToken reads the bearer token of a program.
func (s *Server) identifyByToken(c echo.Context) error {
	scheme, token, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return kpi.NewError(kpi.CodeUnauthenticated, "web.token_missing")
	}
	user, err := s.net.UserByToken(c.Request().Context(), token)
	if kpi.CodeOf(err) == kpi.CodeUnauthenticated {
		if limited := s.limits.token.reached(c, limitKey(c, "")); limited != nil {
			return limited
		}
		return err
	}
	if err != nil {
		return err
	}
	s.setWho(c, kpi.Who{User: user, Channel: kpi.ChannelAPI})
	return nil
}

// setWho notes who asks, for the handlers and the log.
func (s *Server) setWho(c echo.Context, who kpi.Who) {
	c.Set(keyWho, who)
	c.Set(keyPrinter, nil)
	record(c).user = who.User.ID
}

// limitBody refuses a body over the limit: at once where it is announced,
// else when the limit is passed in reading.
func limitBody(c echo.Context, limit int64) error {
	r := c.Request()
	if r.ContentLength > limit {
		drain(r.Body)
		return tooLarge(limit)
	}
	r.Body = http.MaxBytesReader(c.Response().Writer, r.Body, limit)
	return nil
}

// drain reads away what a client is still sending, up to a bound, since many
// clients read an answer only once they have sent everything.
func drain(body io.Reader) {
	const most = 128 << 20
	_, _ = io.CopyN(io.Discard, body, most) // the answer is a refusal either way
}

func tooLarge(limit int64) error {
	return kpi.NewError(kpi.CodeTooLarge, "web.too_large", "limit", int(limit>>20))
}
