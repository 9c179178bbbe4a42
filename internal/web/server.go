// Package web serves Porte-voix over HTTP: pages in name.go, the API in
// api_name.go. Handlers parse, call network, and draw; they decide nothing.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"portevoix/internal/network"
)

// Server answers requests for one installation.
type Server struct {
	net       *network.Network
	log       *slog.Logger
	opts      Options
	sessions  *scs.SessionManager
	limits    limits
	files     *heldFiles
	providers providers
	address   echo.IPExtractor
	handler   http.Handler
	stopping  atomic.Bool
}

// Options of New; each has a default.
type Options struct {
	// PublicURL is where browsers find the server, without a slash at the
	// end: links are built from it, never from a request's Host. Default "".
	PublicURL string
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	// Default none: the address that connects is the client's.
	TrustedProxies []*net.IPNet
	// Log gets a line for each request, without personal text. Default none.
	Log *slog.Logger
}

// New makes the server of a network. The network stays its owner's to close,
// after the server has stopped.
func New(n *network.Network, opts Options) (*Server, error) {
	s := &Server{net: n, log: opts.Log, opts: opts, limits: newLimits(), files: newHeldFiles(n.Now)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.opts.PublicURL = strings.TrimSuffix(opts.PublicURL, "/")
	s.address = clientAddress(opts.TrustedProxies)
	s.sessions = newSessions(n, s.sessionFault)
	var err error
	if s.handler, err = s.wrap(s.router()); err != nil {
		return nil, err
	}
	return s, nil
}

// Handler answers requests.
func (s *Server) Handler() http.Handler { return s.handler }

// Limits on slow clients. Writing takes long where a big file is read or a
// workbook built; headers never do.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 2 * time.Minute
	writeTimeout      = 10 * time.Minute
	idleTimeout       = 2 * time.Minute
	stopTimeout       = 30 * time.Second
	maxHeaderBytes    = 64 << 10
)

// Serve answers requests on the listener until ctx is done, then finishes
// those in flight, for half a minute at most.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		s.stopping.Store(true)
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		stopped <- server.Shutdown(limited)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
