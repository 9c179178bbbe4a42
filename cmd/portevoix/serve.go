package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	addr, publicURL string
	proxies         []string
	demo            bool
}

func newServe(a *app) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use: "serve", Short: a.p.T("cli.serve"), Long: a.p.T("cli.serve.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), f) },
	}
	a.addDB(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", defaultAddr, a.p.T("cli.flag.addr"))
	flags.StringVar(&f.publicURL, "public-url", "", a.p.T("cli.flag.public_url"))
	flags.StringSliceVar(&f.proxies, "trusted-proxy", nil, a.p.T("cli.flag.trusted_proxy"))
	flags.BoolVar(&f.demo, "demo", false, a.p.T("cli.flag.demo"))
	return cmd
}

// serve answers requests until ctx is done, then finishes those in flight.
func (a *app) serve(ctx context.Context, f serveFlags) (err error) {
	base, proxies, err := a.readServeFlags(f)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(a.err, &slog.HandlerOptions{ReplaceAttr: inUTC}))
	n, err := a.openServed(ctx, f, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	if err := a.guardDemo(ctx, n, f, base); err != nil {
		return err
	}
	server, err := web.New(n, web.Options{PublicURL: base, TrustedProxies: proxies, Log: log})
	if err != nil {
		return err
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", f.addr)
	if err != nil {
		return &kpi.Error{Code: kpi.CodeInternal, Key: "cli.serve.listen", Args: kpi.Args{"addr": f.addr}, Err: err}
	}
	if f.publicURL == "" {
		base = defaultURL(listenedAddress(f.addr, listener))
	}
	if err := a.greet(ctx, n, f, base); err != nil {
		return errors.Join(err, listener.Close())
	}
	runner := jobs.NewRunner(n, jobs.MailOptions{PublicURL: base, Log: log})
	if err := runner.Start(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	defer runner.Stop()
	debug.FreeOSMemory() // what the start alone needed
	defer warm(ctx, n, log)()
	said := make(chan struct{})
	unsaid := context.AfterFunc(ctx, func() {
		defer close(said)
		a.note("cli.serve.stopping")
	})
	err = server.Serve(ctx, listener)
	if !unsaid() {
		<-said
	}
	return err
}

// warm reads ahead in the background; stop ends that, and waits for it.
func warm(ctx context.Context, n *network.Network, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := n.Warm(ctx); err != nil && ctx.Err() == nil {
			log.Error("reading ahead", "err", err)
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

func (a *app) readServeFlags(f serveFlags) (base string, proxies []*net.IPNet, err error) {
	if err := a.requireDB(); err != nil {
		return "", nil, err
	}
	if _, _, err := net.SplitHostPort(f.addr); err != nil {
		return "", nil, usage("cli.serve.addr", "value", f.addr)
	}
	if base, err = publicURL(f.publicURL, f.addr); err != nil {
		return "", nil, err
	}
	for _, text := range f.proxies {
		network, err := parseNetwork(text)
		if err != nil {
			return "", nil, usage("cli.serve.proxy", "value", text)
		}
		proxies = append(proxies, network)
	}
	return base, proxies, nil
}

// parseNetwork reads 10.0.0.0/8, or one address.
func parseNetwork(text string) (*net.IPNet, error) {
	text = strings.TrimSpace(text)
	if ip, err := netip.ParseAddr(text); err == nil {
		return &net.IPNet{IP: ip.AsSlice(), Mask: net.CIDRMask(ip.BitLen(), ip.BitLen())}, nil
	}
	_, network, err := net.ParseCIDR(text)
	return network, err
}

// inUTC writes the time of a log line in UTC.
func inUTC(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) == 0 && attr.Key == slog.TimeKey {
		attr.Value = slog.TimeValue(attr.Value.Time().UTC())
	}
	return attr
}

// openServed opens the network; with --demo a missing file becomes the
// example network first.
func (a *app) openServed(ctx context.Context, f serveFlags, log *slog.Logger) (*network.Network, error) {
	if !f.demo {
		return a.openLogged(ctx, true, log)
	}
	if !addressIsLoopback(f.addr) {
		return nil, usage("cli.serve.demo_address", "addr", f.addr)
	}
	if _, err := os.Stat(a.db); errors.Is(err, fs.ErrNotExist) {
		a.note("cli.serve.demo_making")
		if err := a.makeDemo(ctx, demoFlags{seed: defaultSeed}); err != nil {
			return nil, err
		}
	}
	return a.openLogged(ctx, false, log)
}

// guardDemo keeps people without a password to example networks, and example
// networks to this machine, with or without --demo.
func (a *app) guardDemo(ctx context.Context, n *network.Network, f serveFlags, base string) error {
	settings, err := n.Settings(ctx)
	if err != nil {
		return err
	}
	if f.demo && !settings.Demo {
		return kpi.Invalid("cli.serve.not_demo", "path", a.db)
	}
	if settings.Demo && !addressIsLoopback(f.addr) {
		return usage("cli.serve.demo_address", "addr", f.addr)
	}
	if settings.Demo && !urlIsLoopback(base) {
		return usage("cli.serve.demo_address", "addr", base)
	}
	return nil
}

// greet says where the server answers, what is still missing, and the link
// that makes the first administrator.
func (a *app) greet(ctx context.Context, n *network.Network, f serveFlags, base string) error {
	if !addressIsLoopback(f.addr) && f.publicURL == "" {
		a.note("cli.serve.tls", "addr", f.addr)
	}
	if f.demo {
		a.note("cli.serve.demo")
	}
	token, needed, err := n.SetupLink(ctx)
	if err != nil {
		return err
	}
	if needed {
		a.say("cli.serve.setup", "url", linkURL(base, token))
	}
	a.say("cli.serve.ready", "url", base)
	return nil
}

// listenedAddress is the address asked for with the port that was given for 0.
func listenedAddress(addr string, listener net.Listener) string {
	host, _, _ := net.SplitHostPort(addr)
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok {
		return net.JoinHostPort(host, strconv.Itoa(tcp.Port))
	}
	return addr
}
