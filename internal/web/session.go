package web

// This file is the browser's session: who is signed in, from when, and the
// one notice that an action leaves for the next page.

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// How long a session lasts, for everybody.
const (
	sessionIdle     = 30 * time.Minute
	sessionLifetime = 12 * time.Hour
)

// Names of a session's values; all are text.
const (
	sessionUser   = "user"   // id
	sessionStamp  = "stamp"  // of the password it was opened under
	sessionNotice = "notice" // in the person's language
)

func newSessions(n *network.Network, fault func(http.ResponseWriter, *http.Request, error)) *scs.SessionManager {
	m := scs.New()
	m.Store = n.SessionStore()
	m.Codec = sessionCodec{}
	m.IdleTimeout = sessionIdle
	m.Lifetime = sessionLifetime
	m.ErrorFunc = fault
	m.Cookie.Name = "__Host-portevoix"
	m.Cookie.Secure = true
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false
	return m
}

// sessionFault answers where a session can neither be read nor kept.
func (s *Server) sessionFault(w http.ResponseWriter, r *http.Request, err error) {
	if rec, ok := r.Context().Value(recordKey{}).(*requestRecord); ok {
		rec.err = err
	}
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// sessionCodec writes equal sessions as equal bytes, so that the store sees
// when there is nothing to write.
type sessionCodec struct{}

type sessionData struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(sessionData{deadline, values})
}

func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	d := sessionData{Values: map[string]any{}}
	err := json.Unmarshal(b, &d)
	return d.Deadline, d.Values, err
}

// identify reads who is signed in. A session whose person was switched off,
// or has another password since, ends here.
func (s *Server) identify(c echo.Context) error {
	if sessionless(c.Request()) {
		return nil
	}
	ctx := c.Request().Context()
	if link := s.sessions.GetString(ctx, sessionLink); link != "" {
		return s.identifyByLink(c, link)
	}
	id := s.sessions.GetString(ctx, sessionUser)
	if id == "" {
		return nil
	}
	user, err := s.net.SessionUser(ctx, kpi.ParseID(id), s.sessions.GetString(ctx, sessionStamp))
	if kpi.CodeOf(err) == kpi.CodeUnauthenticated {
		return s.sessions.Destroy(ctx)
	}
	if err != nil {
		return err
	}
	s.setWho(c, kpi.Who{User: user, Channel: kpi.ChannelForm})
	return nil
}

// openSession signs a person in, under a new token.
func (s *Server) openSession(c echo.Context, user kpi.User) error {
	ctx := c.Request().Context()
	stamp, err := s.net.SessionStamp(ctx, user.ID)
	if err != nil {
		return err
	}
	// Nothing of the session before goes over, nor does its age.
	if err := s.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionUser, user.ID.String())
	s.sessions.Put(ctx, sessionStamp, stamp)
	s.setWho(c, kpi.Who{User: user, Channel: kpi.ChannelForm})
	return nil
}

// leaveNotice keeps a message for the next page.
func (s *Server) leaveNotice(c echo.Context, text string) {
	s.sessions.Put(c.Request().Context(), sessionNotice, text)
}

func (s *Server) takeNotice(c echo.Context) string {
	if sessionless(c.Request()) {
		return ""
	}
	ctx := c.Request().Context()
	if !s.sessions.Exists(ctx, sessionNotice) {
		return ""
	}
	return s.sessions.PopString(ctx, sessionNotice)
}
