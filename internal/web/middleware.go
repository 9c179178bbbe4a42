package web

// This file is what stands around the router: the order of the layers, the
// request's number and log line, headers, compression.

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/static"
)

// compressFrom is the size in bytes from which an answer is compressed.
const compressFrom = 1024

// wrap puts the layers around the router, from the outside in: refusal of
// other sites' requests, log line, headers, compression, sessions.
func (s *Server) wrap(router *echo.Echo) (http.Handler, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(compressFrom), gzhttp.CompressionLevel(1), gzhttp.EnableZstd(false),
		gzhttp.ContentTypeFilter(compressible))
	if err != nil {
		return nil, err
	}
	protection := http.NewCrossOriginProtection()
	if s.opts.PublicURL != "" {
		if err := protection.AddTrustedOrigin(s.opts.PublicURL); err != nil {
			return nil, fmt.Errorf("public URL: %w", err)
		}
	}
	denied := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(kpi.Forbidden("web.cross_origin"), router.NewContext(r, w))
	})
	protection.SetDenyHandler(s.observe(s.secure(s.withSession(denied))))
	return protection.Handler(s.observe(s.secure(compress(s.withSession(router))))), nil
}

// compressible reports whether an answer of a type gets smaller: workbooks
// and fonts are compressed already.
func compressible(contentType string) bool {
	return !strings.HasPrefix(contentType, workbookType) && !strings.HasPrefix(contentType, "font/") &&
		gzhttp.DefaultContentTypeFilter(contentType)
}

// withSession loads and saves the browser's session, for pages only.
func (s *Server) withSession(next http.Handler) http.Handler {
	loaded := s.sessions.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if sessionless(r) {
			next.ServeHTTP(w, r)
			return
		}
		loaded.ServeHTTP(w, r)
	})
}

// sessionless reports whether an address has no use for a session.
func sessionless(r *http.Request) bool {
	return isAPI(r) || strings.HasPrefix(r.URL.Path, static.Prefix) || r.URL.Path == "/healthz" || r.URL.Path == "/readyz"
}

// requestRecord is what the log line says of a request: never its address,
// which may hold a secret or a name, only its route.
type requestRecord struct {
	id    string
	route string
	user  kpi.ID
	err   error
}

type recordKey struct{}

// record is the request's own; outside the layers, as in some tests, one that
// nobody reads.
func record(c echo.Context) *requestRecord {
	if r, ok := c.Request().Context().Value(recordKey{}).(*requestRecord); ok {
		return r
	}
	return &requestRecord{}
}

// statusWriter remembers the status and size of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap serves http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observe numbers a request and writes its line in the log.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &requestRecord{id: newRequestID()}
		w.Header().Set("X-Request-Id", rec.id)
		sw := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(sw, r.WithContext(context.WithValue(r.Context(), recordKey{}, rec)))
		attrs := []slog.Attr{
			slog.String("id", rec.id),
			slog.String("method", r.Method),
			slog.String("route", rec.route),
			slog.Int("status", sw.status),
			slog.Int64("bytes", sw.bytes),
			slog.Float64("ms", float64(time.Since(start).Microseconds())/1000),
		}
		if rec.user != 0 {
			attrs = append(attrs, slog.String("user", rec.user.String()))
		}
		level := slog.LevelInfo
		if rec.err != nil {
			level = slog.LevelError
			attrs = append(attrs, slog.String("error", rec.err.Error()))
		}
		s.log.LogAttrs(r.Context(), level, "request", attrs...)
	})
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// The headers that every answer carries.
const contentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.overTLS(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// overTLS reports whether the browser speaks to us, or to the proxy in front
// of us, over TLS.
func (s *Server) overTLS(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(s.opts.PublicURL, "https://")
}

// recoverPanic turns a panic into an error, with its stack for the log.
func (s *Server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if fault := recover(); fault != nil {
				if e, ok := fault.(error); ok && errors.Is(e, http.ErrAbortHandler) {
					panic(fault)
				}
				err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
			}
		}()
		return next(c)
	}
}

// clientAddress reads where a request comes from: the address that connects,
// or, where that is a trusted proxy, the last one that it vouches for.
func clientAddress(trusted []*net.IPNet) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, n := range trusted {
		options = append(options, echo.TrustIPRange(n))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
