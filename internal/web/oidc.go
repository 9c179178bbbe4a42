package web

// This file speaks OpenID Connect with the provider of single sign-on: where a
// browser is sent, and what its answer proves. Nothing is asked of the provider
// before somebody needs it.

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

const (
	providerTimeout = 10 * time.Second // of one request to the provider
	providerKept    = time.Hour        // what it says of itself
)

// Faults of the way to the provider and back, as told to people.
var (
	errProviderDown    = &statusError{status: http.StatusBadGateway, key: "single_sign_on.down"}
	errProviderRefused = &statusError{status: http.StatusForbidden, key: "single_sign_on.refused"}
	errAnswerWrong     = &statusError{status: http.StatusForbidden, key: "single_sign_on.answer_wrong"}
	errAnswerStray     = &statusError{status: http.StatusUnprocessableEntity, key: "single_sign_on.stray"}
)

// providerFault is why the way ended: what people are told, and the cause for
// the log.
type providerFault struct {
	told  *statusError
	cause error
}

func (e *providerFault) Error() string { return e.told.key + ": " + e.cause.Error() }
func (e *providerFault) Unwrap() error { return e.told }

// providers keeps what the one provider says of itself for a while.
type providers struct {
	mu    sync.Mutex
	known *provider
}

// provider is what a provider says of itself.
type provider struct {
	*oidc.Provider
	issuer string
	at     time.Time
	About  struct {
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
		EndSession  string   `json:"end_session_endpoint"`
	}
}

// find asks the provider what it says of itself, at most once a while.
func (p *providers) find(ctx context.Context, issuer string, now time.Time) (*provider, error) {
	p.mu.Lock()
	known := p.known
	p.mu.Unlock()
	if known != nil && known.issuer == issuer && now.Sub(known.at).Abs() < providerKept {
		return known, nil
	}
	// Its keys are fetched with this context later on: it must not end.
	found, err := oidc.NewProvider(providerContext(context.WithoutCancel(ctx)), issuer)
	if err != nil {
		return nil, &providerFault{errProviderDown, err}
	}
	known = &provider{Provider: found, issuer: issuer, at: now}
	if err := found.Claims(&known.About); err != nil {
		return nil, &providerFault{errProviderDown, err}
	}
	p.mu.Lock()
	p.known = known
	p.mu.Unlock()
	return known, nil
}

// forget makes the next person ask the provider again.
func (p *providers) forget() {
	p.mu.Lock()
	p.known = nil
	p.mu.Unlock()
}

func providerContext(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: providerTimeout})
}

// trip is a way to the provider that somebody is on, kept in their session.
type trip struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Next     string `json:"next"`
	At       int64  `json:"at"` // seconds
}

// tripLifetime is how long somebody may take at the provider.
const tripLifetime = 15 * time.Minute

func newTrip(next string, now time.Time) trip {
	return trip{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), Next: next, At: now.Unix()}
}

func (t trip) text() string {
	text, _ := json.Marshal(t) // of texts and a number
	return string(text)
}

// readTrip reads the way that an answer belongs to.
func readTrip(text, state string, now time.Time) (trip, error) {
	var t trip
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return trip{}, errAnswerStray
	}
	age := now.Sub(time.Unix(t.At, 0))
	if t.State == "" || subtle.ConstantTimeCompare([]byte(t.State), []byte(state)) != 1 || age < 0 || age > tripLifetime {
		return trip{}, errAnswerStray
	}
	return t, nil
}

// client is how this installation speaks with a provider.
func (s *Server) client(set network.SingleSignOn, p *provider) *oauth2.Config {
	endpoint := p.Endpoint()
	endpoint.AuthStyle = authStyle(p.About.AuthMethods, set.Secret)
	return &oauth2.Config{
		ClientID: set.ClientID, ClientSecret: set.Secret, Endpoint: endpoint,
		RedirectURL: s.opts.PublicURL + page.ProviderBack,
		Scopes:      []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

// authStyle is how the client proves itself; where the provider takes both
// ways, or says nothing, they are tried.
func authStyle(methods []string, secret string) oauth2.AuthStyle {
	basic, post := slices.Contains(methods, "client_secret_basic"), slices.Contains(methods, "client_secret_post")
	switch {
	case secret == "", post && !basic:
		return oauth2.AuthStyleInParams
	case basic && !post:
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleAutoDetect
}

// redeem turns the code of an answer into what the provider says of somebody:
// its signature, issuer, audience, time and nonce are checked.
func (s *Server) redeem(ctx context.Context, set network.SingleSignOn, p *provider, t trip, code string) (network.Arrival, error) {
	ctx = providerContext(ctx)
	token, err := s.client(set, p).Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		return network.Arrival{}, exchangeFault(err)
	}
	wrong := func(cause error) (network.Arrival, error) {
		return network.Arrival{}, &providerFault{errAnswerWrong, cause}
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.VerifierContext(ctx, &oidc.Config{ClientID: set.ClientID, Now: s.net.Now}).Verify(ctx, raw)
	if err != nil {
		return wrong(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.Nonce)) != 1 {
		return wrong(errors.New("oidc: another nonce"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return wrong(err)
		}
	}
	a := network.Arrival{Issuer: id.Issuer, Subject: id.Subject, Claims: map[string]any{}}
	if err := id.Claims(&a.Claims); err != nil {
		return wrong(err)
	}
	if party, _ := a.Claims["azp"].(string); party != "" && party != set.ClientID {
		return wrong(errors.New("oidc: meant for another party"))
	}
	return a, s.addUserInfo(ctx, p, token, &a)
}

// addUserInfo asks for what some providers leave out of the answer itself.
func (s *Server) addUserInfo(ctx context.Context, p *provider, token *oauth2.Token, a *network.Arrival) error {
	if _, given := a.Claims["email"]; given || p.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return &providerFault{errProviderDown, errors.New("oidc: no user info")} // the library repeats what it got
	}
	more := map[string]any{}
	if err := info.Claims(&more); err != nil || info.Subject != a.Subject {
		return &providerFault{errAnswerWrong, errors.New("oidc: user info of somebody else")}
	}
	for name, value := range more {
		if _, given := a.Claims[name]; !given {
			a.Claims[name] = value
		}
	}
	return nil
}

// exchangeFault is why a code was not taken, without what the provider sent.
func exchangeFault(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		status := 0
		if refused.Response != nil {
			status = refused.Response.StatusCode
		}
		told := errAnswerWrong
		if status >= http.StatusInternalServerError {
			told = errProviderDown
		}
		return &providerFault{told, fmt.Errorf("oauth2: status %d, %q", status, cut(refused.ErrorCode))}
	}
	return &providerFault{errProviderDown, err}
}

// tellsWhy reports whether an error is one that the sign-in page tells.
func tellsWhy(err error) bool {
	var status *statusError
	return errors.As(err, &status) || kpi.CodeOf(err) == kpi.CodeUnauthenticated
}
