// Package mailtest is a real SMTP server on this machine, for tests: it takes
// messages, reads them as a mail program does, and fails as it is told.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Security is how the server protects its connections.
type Security int

// The ways of protecting a connection.
const (
	Plain    Security = iota // in the clear
	StartTLS                 // encrypted once the client asks for it
	TLS                      // encrypted from the start
)

// Options of Start; the zero value takes every message from everybody.
type Options struct {
	Security Security
	// User and Password are asked for, where User is not "".
	User, Password string
	// Mechanisms are those of signing in; default PLAIN.
	Mechanisms []string
	// Rcpt and Data answer a recipient, and the end of a message; nil takes it.
	// n counts the messages begun, from 1 on.
	Rcpt, Data func(n int, to string) error
	// Sender answers the sender; nil takes them.
	Sender func(from string) error
	// Taken is called once a message is taken, before the server says so.
	Taken func(n int)
}

// Server is a running server.
type Server struct {
	Host  string
	Port  int
	Roots *x509.CertPool // that trusts its certificate

	opts     Options
	server   *smtp.Server
	mu       sync.Mutex
	begun    int
	taken    []Message
	arrivals chan struct{}
}

// Refuse is an answer of a server: a code such as 550, and words.
func Refuse(code int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCodeNotSet, Message: words}
}

// Cut is the answer of Options.Data that takes the message and loses the
// connection before it says so.
var Cut error = &smtp.SMTPError{Code: 999, Message: "cut"}

// Start starts a server that ends with the test.
func Start(t testing.TB, opts Options) *Server {
	t.Helper()
	s := &Server{Host: "127.0.0.1", opts: opts, arrivals: make(chan struct{}, 10_000)}
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		session := &session{server: s, conn: c}
		if opts.User == "" {
			return session, nil
		}
		return &signedSession{session: session}, nil
	}))
	s.server.Domain, s.server.AllowInsecureAuth = "localhost", opts.Security == Plain
	s.server.ErrorLog = silent{}
	certificate, roots := certificateOf(t)
	s.Roots = roots
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port //nolint:errcheck // of a TCP listener
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	switch opts.Security {
	case StartTLS:
		s.server.TLSConfig = config
	case TLS:
		listener = tls.NewListener(listener, config)
	case Plain:
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.server.Serve(listener) // ends with Close
	}()
	t.Cleanup(func() {
		_ = s.server.Close()
		<-done
	})
	return s
}

// Messages are the messages taken so far, in their order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.taken...)
}

// Wait waits until so many messages more have arrived than it waited for
// before.
func (s *Server) Wait(t testing.TB, n int) {
	t.Helper()
	for range n {
		select {
		case <-s.arrivals:
		case <-t.Context().Done():
			t.Fatal("the messages did not arrive")
		}
	}
}

// session is one conversation.
type session struct {
	server *Server
	conn   *smtp.Conn
	number int
	from   string
	to     []string
}

// Mail takes the sender.
func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if answer := c.server.opts.Sender; answer != nil {
		if err := answer(from); err != nil {
			return err
		}
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.begun++
	c.number, c.from, c.to = c.server.begun, from, nil
	return nil
}

// Rcpt takes a recipient.
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if answer := c.server.opts.Rcpt; answer != nil {
		if err := answer(c.number, to); err != nil {
			return err
		}
	}
	c.to = append(c.to, to)
	return nil
}

// Data takes a message.
func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var refused error
	if answer := c.server.opts.Data; answer != nil {
		refused = answer(c.number, c.to[0])
	}
	if refused != nil && refused != Cut { //nolint:errorlint // the very one
		return refused
	}
	message, err := read(raw)
	if err != nil {
		return err
	}
	message.From, message.To = c.from, c.to
	c.server.mu.Lock()
	c.server.taken = append(c.server.taken, message)
	c.server.mu.Unlock()
	c.server.arrivals <- struct{}{}
	if c.server.opts.Taken != nil {
		c.server.opts.Taken(c.number)
	}
	if refused != nil {
		return c.conn.Conn().Close()
	}
	return nil
}

// Reset forgets the message under way.
func (c *session) Reset() {}

// Logout ends the conversation.
func (c *session) Logout() error { return nil }

// signedSession is a conversation that begins with signing in.
type signedSession struct {
	*session
	signed bool
}

// AuthMechanisms lists the ways of signing in.
func (c *signedSession) AuthMechanisms() []string {
	if len(c.server.opts.Mechanisms) > 0 {
		return c.server.opts.Mechanisms
	}
	return []string{sasl.Plain}
}

// Auth signs in.
func (c *signedSession) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != c.server.opts.User || password != c.server.opts.Password {
			return Refuse(535, "wrong for "+user)
		}
		c.signed = true
		return nil
	}
	if mechanism == sasl.Login {
		return &login{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// Mail takes the sender once they have signed in.
func (c *signedSession) Mail(from string, o *smtp.MailOptions) error {
	if !c.signed {
		return Refuse(530, "sign in first")
	}
	return c.session.Mail(from, o)
}

// login is the server's side of LOGIN.
type login struct {
	check func(user, password string) error
	step  int
	user  string
}

// Next takes the user, then the password.
func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

// silent is a log that nobody reads.
type silent struct{}

// Printf says nothing.
func (silent) Printf(string, ...any) {}

// Println says nothing.
func (silent) Println(...any) {}

// certificateOf makes a certificate of this machine, and who trusts it.
func certificateOf(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mailtest"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
