package web

// This file holds back whoever guesses passwords, links or tokens.

import (
	"net/http"
	"time"

	"github.com/go-chi/httprate"
	"github.com/labstack/echo/v4"
)

// limits of tries within a window, counted per client address and account
// named.
type limits struct {
	signIn, password, link, token, ask, filingLink, provider *limiter
}

func newLimits() limits {
	return limits{
		signIn:   newLimiter(10, 10*time.Minute),
		password: newLimiter(10, 10*time.Minute),
		link:     newLimiter(30, 10*time.Minute),
		token:    newLimiter(30, 10*time.Minute),
		ask:      newLimiter(10, 10*time.Minute),

		filingLink: newLimiter(30, 10*time.Minute),
		provider:   newLimiter(60, 10*time.Minute), // a whole office may share an address
	}
}

type limiter struct {
	window time.Duration
	counts *httprate.RateLimiter
}

func newLimiter(tries int, window time.Duration) *limiter {
	// Only Retry-After: how many tries are left is nobody's to know.
	headers := httprate.ResponseHeaders{RetryAfter: echo.HeaderRetryAfter}
	return &limiter{window, httprate.NewRateLimiter(tries, window, httprate.WithResponseHeaders(headers))}
}

// reached counts a try under a key and returns the refusal of one too many.
func (l *limiter) reached(c echo.Context, key string) error {
	if l.counts.OnLimit(c.Response().Writer, c.Request(), key) {
		return &statusError{
			status: http.StatusTooManyRequests,
			key:    "web.too_many",
			args:   map[string]any{"minutes": int(l.window.Minutes())},
		}
	}
	return nil
}

// limitKey names the client, and the account it speaks of.
func limitKey(c echo.Context, account string) string {
	return httprate.CanonicalizeIP(c.RealIP()) + " " + account
}
