package mail

// This file hands messages to an SMTP server, and tells what its answers mean
// for a message that must not arrive twice.

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"portevoix/internal/kpi"
)

// Server is the SMTP server that messages are handed to.
type Server struct {
	Host     string
	Port     int
	Security kpi.MailSecurity
	User     string // "": without signing in
	Password string
	// Roots are the authorities that its certificate is checked against; nil:
	// the machine's.
	Roots *x509.CertPool
}

// sendTimeout is how long the server may be silent.
const sendTimeout = 30 * time.Second

// Envelope is what stands on a message: from whom, to whom.
type Envelope struct {
	// ID is the message's own lasting id, without a domain: the same message
	// tried again has the same.
	ID             string
	From, FromName string
	ReplyTo        string // "": From
	To, ToName     string
	StopURL        string // where messages of this kind are stopped by one POST; "": of a security message
	At             time.Time
}

// FaultKind is what a fault of sending means.
type FaultKind int

// The kinds of faults. But for FaultDoubt, the message was not taken.
const (
	FaultServer  FaultKind = iota + 1 // the server can't be reached or used: no other message would fare better
	FaultLater                        // refused for now
	FaultRefused                      // refused for good
	FaultDoubt                        // handed over, and the answer was lost: perhaps taken
)

// Fault is why a message was not sent, or perhaps not.
type Fault struct {
	Kind FaultKind
	// Key is the message that says what happened, Answer what the server said,
	// or the machine, without addresses.
	Key, Answer string
}

// Error returns the internal text, for the log.
func (f *Fault) Error() string { return strings.TrimSpace(f.Key + " " + f.Answer) }

// Sender is an open connection to a server.
type Sender struct {
	client *gomail.Client
}

// Dial connects to a server, and signs in where it asks for that.
// Errors: *Fault of FaultServer.
func Dial(ctx context.Context, s Server) (*Sender, error) {
	client, err := gomail.NewClient(s.Host, s.options()...)
	if err == nil {
		err = client.DialWithContext(ctx)
	}
	if err != nil {
		return nil, dialFault(err, s)
	}
	return &Sender{client}, nil
}

func (s Server) options() []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(sendTimeout),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}
	plain, login := gomail.SMTPAuthPlain, gomail.SMTPAuthLogin
	switch s.Security {
	case kpi.MailTLS:
		options = append(options, gomail.WithSSL())
	case kpi.MailPlain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		plain, login = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User == "" {
		return options
	}
	return append(options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password),
		gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, plain, login, gomail.SMTPAuthCramMD5))
}

// Close ends the connection.
func (s *Sender) Close() {
	_ = s.client.Close() // what was sent is sent
}

// Send hands a message to the server. Where the message was not taken, whether
// the connection can be used further is not known: close it.
// Errors: *Fault.
func (s *Sender) Send(e Envelope, m Message) error {
	msg, err := e.message(m)
	if err != nil {
		return &Fault{Kind: FaultRefused, Key: "mail.problem_address"}
	}
	err = s.client.Send(msg)
	if err == nil || msg.IsDelivered() { // what fails after the server took it concerns the connection alone
		return nil
	}
	return sendFault(err, e)
}

// message writes a message as the library wants it.
func (e Envelope) message(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(msg.FromFormat(e.FromName, e.From), msg.AddToFormat(e.ToName, e.To)); err != nil {
		return nil, err
	}
	if e.ReplyTo != "" {
		if err := msg.ReplyTo(e.ReplyTo); err != nil {
			return nil, err
		}
	}
	_, domain, _ := strings.Cut(e.From, "@")
	msg.SetMessageIDWithValue(e.ID + "@" + domain)
	msg.SetDateWithValue(e.At)
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if e.StopURL != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+e.StopURL+">")
		if strings.HasPrefix(e.StopURL, "https://") {
			msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	for _, i := range m.Images {
		err := msg.EmbedReader(i.Name, bytes.NewReader(i.Data), gomail.WithFileContentID(i.Name), gomail.WithFileContentType("image/png"))
		if err != nil {
			return nil, err
		}
	}
	return msg, nil
}

// dialFault tells a fault of connecting.
func dialFault(err error, s Server) *Fault {
	fault := &Fault{Kind: FaultServer, Key: "mail.problem_connect", Answer: withoutAddresses(err.Error(), s.User)}
	var (
		answer      *textproto.Error
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		host        *net.DNSError
		wait        net.Error
	)
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), strings.Contains(err.Error(), "STARTTLS"):
		fault.Key = "mail.problem_tls"
	case errors.As(err, &host) && host.IsNotFound:
		fault.Key, fault.Answer = "mail.problem_host", s.Host
	case strings.Contains(err.Error(), "AUTH"):
		fault.Key = "mail.problem_sign_in"
	case errors.As(err, &answer):
		fault.Key = "mail.problem_answer"
	case errors.As(err, &wait) && wait.Timeout():
		fault.Key = "mail.problem_silent"
	}
	return fault
}

// Answers of a server from which a refusal is for good.
const permanent = 500

// sendFault tells a fault of sending.
func sendFault(err error, e Envelope) *Fault {
	fault := &Fault{Kind: FaultServer, Key: "mail.problem_lost", Answer: withoutAddresses(answerOf(err), e.To)}
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return fault
	}
	answered := sent.ErrorCode() > 0
	switch {
	case sent.Reason == gomail.ErrSMTPDataClose && !answered:
		fault.Kind, fault.Key = FaultDoubt, "mail.problem_doubt"
	case !answered:
	case sent.Reason == gomail.ErrSMTPMailFrom: // of the sender: every message would be refused
		fault.Key = "mail.problem_sender"
	case sent.ErrorCode() >= permanent:
		fault.Kind, fault.Key = FaultRefused, "mail.problem_answer"
	default:
		fault.Kind, fault.Key = FaultLater, "mail.problem_answer"
	}
	return fault
}

// answerOf is what the server said, or the machine, without what the library
// adds.
func answerOf(err error) string {
	text := err.Error()
	text, _, _ = strings.Cut(text, ", affected recipient(s):")
	text, _, _ = strings.Cut(text, ", affected message ID:")
	at := answerCode.FindStringIndex(text)
	if at == nil {
		return text
	}
	code, words := text[at[0]:at[1]], text[at[1]:]
	if quoted, err := strconv.QuotedPrefix(words); err == nil {
		if plain, err := strconv.Unquote(quoted); err == nil {
			words = plain
		}
	}
	return code + words
}

var (
	answerCode = regexp.MustCompile(`\b[45]\d\d[ -]`)
	anyAddress = regexp.MustCompile(`[^\s<>"'(),;:\[\]]+@[^\s<>"'(),;:\[\]]+`)
)

// longestAnswer is how much is kept of an answer.
const longestAnswer = 300

// withoutAddresses takes out of an answer all addresses, and what stands
// before the @ of a person's own, in one line.
func withoutAddresses(text, own string) string {
	text = anyAddress.ReplaceAllString(strings.Join(strings.Fields(text), " "), "…")
	if local, _, _ := strings.Cut(own, "@"); len(local) > 2 {
		text = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(local)).ReplaceAllString(text, "…")
	}
	if runes := []rune(text); len(runes) > longestAnswer {
		text = string(runes[:longestAnswer]) + "…"
	}
	return strings.ToValidUTF8(text, "")
}
