package web

// This file is signing in by the provider of single sign-on: there, back, and
// out of it again.

import (
	"net/http"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// Names of a session's values.
const (
	sessionTrip     = "trip"     // to the provider, and not yet back
	sessionProvider = "provider" // that the session was opened by it
)

// goToProvider sends the browser to the provider: GET /sign-in/provider.
func (s *Server) goToProvider(c echo.Context) error {
	ctx := c.Request().Context()
	next := localPath(c.QueryParam("next"))
	set, err := s.net.Provider(ctx)
	if err != nil {
		return err
	}
	if s.who(c).User.ID != 0 {
		return s.goTo(c, next)
	}
	if err := s.limits.provider.reached(c, limitKey(c, "")); err != nil {
		return s.noEntry(c, err, next)
	}
	p, err := s.providers.find(ctx, set.Issuer, s.net.Now())
	if err != nil {
		return s.noEntry(c, err, next)
	}
	t := newTrip(next, s.net.Now())
	s.sessions.Put(ctx, sessionTrip, t.text())
	return s.goTo(c, s.client(set, p).AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)))
}

// backFromProvider takes the provider's answer: GET /sign-in/provider/back. An
// answer holds once, in the browser that asked.
func (s *Server) backFromProvider(c echo.Context) error {
	ctx := c.Request().Context()
	set, err := s.net.Provider(ctx)
	if err != nil {
		return err
	}
	if err := s.limits.provider.reached(c, limitKey(c, "")); err != nil {
		return s.noEntry(c, err, "/")
	}
	if !s.sessions.Exists(ctx, sessionTrip) {
		if s.who(c).User.ID != 0 { // back once more by the browser's own button
			return s.goTo(c, "/")
		}
		return s.noEntry(c, errAnswerStray, "/")
	}
	t, err := readTrip(s.sessions.PopString(ctx, sessionTrip), c.QueryParam("state"), s.net.Now())
	if err != nil {
		return s.noEntry(c, err, "/")
	}
	if issuer := c.QueryParam("iss"); issuer != "" && issuer != set.Issuer { // RFC 9207
		return s.noEntry(c, errAnswerWrong, t.Next)
	}
	if problem := c.QueryParam("error"); problem != "" {
		if problem == "access_denied" || problem == "login_required" || problem == "interaction_required" || problem == "consent_required" {
			return s.noEntry(c, errProviderRefused, t.Next)
		}
		return s.noEntry(c, errProviderDown, t.Next)
	}
	p, err := s.providers.find(ctx, set.Issuer, s.net.Now())
	if err != nil {
		return s.noEntry(c, err, t.Next)
	}
	arrival, err := s.redeem(ctx, set, p, t, c.QueryParam("code"))
	if err != nil {
		return s.noEntry(c, err, t.Next)
	}
	user, err := s.net.Arrive(ctx, arrival)
	if err != nil {
		return s.noEntry(c, err, t.Next)
	}
	if err := s.openSession(c, user); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionProvider, "yes")
	return s.goTo(c, t.Next)
}

// noEntry says on the sign-in page why somebody did not come in.
func (s *Server) noEntry(c echo.Context, err error, next string) error {
	if !tellsWhy(err) {
		return err
	}
	f := explain(s.printer(c), err)
	if f.status == http.StatusUnauthorized {
		f.status = http.StatusForbidden // to be told, not to be sent round again
	}
	if f.status >= http.StatusInternalServerError {
		record(c).err = err
	}
	return s.drawSignIn(c, f.status, page.SignInView{Next: next, ProviderError: f.detail})
}

// signedOutAddress is where signing out leads: whoever came by the provider is
// still signed in there.
func signedOutAddress(byProvider bool) string {
	if byProvider {
		return "/sign-in?out=provider"
	}
	return "/sign-in"
}

// leaveProvider leads out of the provider too, where it offers that:
// GET /sign-in/provider/out.
func (s *Server) leaveProvider(c echo.Context) error {
	ctx := c.Request().Context()
	set, err := s.net.Provider(ctx)
	if err != nil {
		return err
	}
	if err := s.limits.provider.reached(c, limitKey(c, "")); err != nil {
		return s.noEntry(c, err, "/")
	}
	p, err := s.providers.find(ctx, set.Issuer, s.net.Now())
	if err != nil {
		return s.noEntry(c, err, "/")
	}
	out, err := url.Parse(p.About.EndSession)
	if err != nil || out.Host == "" {
		return s.noEntry(c, &statusError{status: http.StatusNotFound, key: "single_sign_on.no_way_out"}, "/")
	}
	q := out.Query()
	q.Set("client_id", set.ClientID)
	q.Set("post_logout_redirect_uri", s.opts.PublicURL+"/sign-in")
	out.RawQuery = q.Encode()
	return s.goTo(c, out.String())
}

// linkWithoutPasswords leads to the sign-in page from a one-time link that sets
// passwords where these are switched off; ok is false for other errors.
func (s *Server) linkWithoutPasswords(c echo.Context, err error) (answer error, ok bool) {
	if kpi.CodeOf(err) != kpi.CodeForbidden {
		return nil, false
	}
	return s.drawSignIn(c, http.StatusOK, page.SignInView{Next: "/", Told: explain(s.printer(c), err).detail}), true
}
