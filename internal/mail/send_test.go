package mail

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/mail/mailtest"
)

// envelope is one to an invented person.
func envelope() Envelope {
	return Envelope{
		ID: "0123abcd", From: "reseau@example.test", FromName: "Réseau de l’Atelier", ReplyTo: "direction@example.test",
		To: "ines.durand@example.test", ToName: "Inès Durand", StopURL: "https://porte-voix.example/mail/stop/x",
		At: time.Date(2026, 11, 3, 9, 0, 0, 0, time.FixedZone("", 3600)),
	}
}

var twoLines = Message{
	Subject: "Relevés d’octobre : 3 comptes à remplir avant le 5 novembre, c’est une longue ligne d’objet",
	Text:    "Bonjour Inès,\n12\u202f345,6 abonnés.\n", HTML: `<p>Bonjour Inès</p><img src="cid:trend-1.png" alt="">`,
	Images: []Image{{Name: "trend-1.png", Data: []byte("\x89PNG\r\n\x1a\n....")}},
}

func serverOf(s *mailtest.Server, security kpi.MailSecurity) Server {
	return Server{Host: s.Host, Port: s.Port, Security: security, Roots: s.Roots}
}

func faultOf(t *testing.T, err error) *Fault {
	t.Helper()
	var fault *Fault
	if !errors.As(err, &fault) {
		t.Fatalf("error is %v, want a fault", err)
	}
	return fault
}

// sendOne connects and sends one message.
func sendOne(t *testing.T, s Server) error {
	t.Helper()
	sender, err := Dial(t.Context(), s)
	if err != nil {
		return err
	}
	defer sender.Close()
	return sender.Send(envelope(), twoLines)
}

func TestAMessageArrivesAsItWasSet(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	if err := sendOne(t, serverOf(s, kpi.MailPlain)); err != nil {
		t.Fatal(err)
	}
	got := s.Messages()
	if len(got) != 1 {
		t.Fatalf("%d messages arrived", len(got))
	}
	m := got[0]
	if m.From != "reseau@example.test" || strings.Join(m.To, " ") != "ines.durand@example.test" {
		t.Errorf("the envelope is from %s to %v", m.From, m.To)
	}
	if m.Subject != twoLines.Subject || m.Text != twoLines.Text || m.HTML != twoLines.HTML {
		t.Errorf("it says %q %q %q", m.Subject, m.Text, m.HTML)
	}
	if string(m.Images["trend-1.png"]) != string(twoLines.Images[0].Data) {
		t.Errorf("its pictures are %v", m.Images)
	}
	for name, want := range map[string]string{
		"Message-Id": "<0123abcd@example.test>", "Auto-Submitted": "auto-generated", "Reply-To": "<direction@example.test>",
		"List-Unsubscribe": "<https://porte-voix.example/mail/stop/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Date": "Tue, 03 Nov 2026 09:00:00 +0100", "User-Agent": "", "X-Mailer": "",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{"From": "Réseau de l’Atelier", "To": "Inès Durand"} {
		list, err := m.Header.AddressList(name)
		if err != nil || len(list) != 1 || list[0].Name != want {
			t.Errorf("%s is %v, %v", name, list, err)
		}
	}
}

func TestASecurityMessageCannotBeStopped(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	sender, err := Dial(t.Context(), serverOf(s, kpi.MailPlain))
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	e := envelope()
	e.StopURL = ""
	if err := sender.Send(e, twoLines); err != nil {
		t.Fatal(err)
	}
	e.StopURL = "http://127.0.0.1:8080/mail/stop/x" // one click needs TLS
	if err := sender.Send(e, twoLines); err != nil {
		t.Fatal(err)
	}
	for i, m := range s.Messages() {
		if got := m.Header.Get("List-Unsubscribe"); (got != "") != (i == 1) || m.Header.Get("List-Unsubscribe-Post") != "" {
			t.Errorf("message %d: %v", i, m.Header)
		}
	}
}

func TestConnectionsAreProtectedAsSet(t *testing.T) {
	const user, password = "porte-voix", "un secret d’essai"
	for _, c := range []struct {
		name           string
		server         mailtest.Options
		security       kpi.MailSecurity
		user, password string
		strange        bool // the certificate is nobody's
		want           string
	}{
		{name: "in the clear", security: kpi.MailPlain},
		{name: "STARTTLS", server: mailtest.Options{Security: mailtest.StartTLS}, security: kpi.MailStartTLS},
		{name: "TLS", server: mailtest.Options{Security: mailtest.TLS}, security: kpi.MailTLS},
		{name: "STARTTLS that is not offered", security: kpi.MailStartTLS, want: "mail.problem_tls"},
		{name: "TLS where there is none", security: kpi.MailTLS, want: "mail.problem_tls"},
		{name: "a strange certificate", server: mailtest.Options{Security: mailtest.StartTLS}, security: kpi.MailStartTLS, strange: true, want: "mail.problem_tls"},
		{name: "a strange certificate over TLS", server: mailtest.Options{Security: mailtest.TLS}, security: kpi.MailTLS, strange: true, want: "mail.problem_tls"},
		{name: "signed in over STARTTLS", server: mailtest.Options{Security: mailtest.StartTLS, User: user, Password: password}, security: kpi.MailStartTLS, user: user, password: password},
		{name: "signed in over TLS", server: mailtest.Options{Security: mailtest.TLS, User: user, Password: password}, security: kpi.MailTLS, user: user, password: password},
		{name: "signed in by LOGIN", server: mailtest.Options{Security: mailtest.TLS, User: user, Password: password, Mechanisms: []string{"LOGIN"}}, security: kpi.MailTLS, user: user, password: password},
		{name: "signed in on this machine in the clear", server: mailtest.Options{User: user, Password: password}, security: kpi.MailPlain, user: user, password: password},
		{name: "a wrong password", server: mailtest.Options{Security: mailtest.TLS, User: user, Password: password}, security: kpi.MailTLS, user: user, password: "autre", want: "mail.problem_sign_in"},
		{name: "signing in is not offered", server: mailtest.Options{Security: mailtest.TLS}, security: kpi.MailTLS, user: user, password: password, want: "mail.problem_sign_in"},
		{name: "signing in is forgotten", server: mailtest.Options{Security: mailtest.TLS, User: user, Password: password}, security: kpi.MailTLS, want: "mail.problem_sender"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mailtest.Start(t, c.server)
			server := serverOf(s, c.security)
			server.User, server.Password = c.user, c.password
			if c.strange {
				server.Roots = nil
			}
			err := sendOne(t, server)
			if c.want == "" {
				if err != nil || len(s.Messages()) != 1 {
					t.Fatalf("%d messages, %v", len(s.Messages()), err)
				}
				return
			}
			fault := faultOf(t, err)
			if fault.Kind != FaultServer || fault.Key != c.want || len(s.Messages()) != 0 {
				t.Errorf("fault is %d %v, want %s", fault.Kind, fault, c.want)
			}
			if strings.Contains(fault.Error(), password) || strings.Contains(fault.Error(), user) {
				t.Errorf("the fault tells the secret: %v", fault)
			}
		})
	}
}

func TestAnswersOfAServer(t *testing.T) {
	answer := func(err error) func(int, string) error { return func(int, string) error { return err } }
	for _, c := range []struct {
		name    string
		server  mailtest.Options
		kind    FaultKind
		key     string
		answer  string
		arrived int
	}{
		{"nobody there", mailtest.Options{Rcpt: answer(mailtest.Refuse(550, "no mailbox <Ines.Durand@example.test>, ines.durand is gone"))},
			FaultRefused, "mail.problem_answer", "550 5.0.0 no mailbox <…>, … is gone", 0},
		{"come back later", mailtest.Options{Rcpt: answer(mailtest.Refuse(450, "greylisted"))}, FaultLater, "mail.problem_answer", "450 4.0.0 greylisted", 0},
		{"refused for what it says", mailtest.Options{Data: answer(mailtest.Refuse(554, "looks like spam"))}, FaultRefused, "mail.problem_answer", "554 5.0.0 looks like spam", 0},
		{"full for now", mailtest.Options{Data: answer(mailtest.Refuse(452, "no room"))}, FaultLater, "mail.problem_answer", "452 4.0.0 no room", 0},
		{"the sender is refused", mailtest.Options{Sender: func(string) error { return mailtest.Refuse(550, "not your address") }},
			FaultServer, "mail.problem_sender", "550 5.0.0 not your address", 0},
		{"the answer is lost", mailtest.Options{Data: answer(mailtest.Cut)}, FaultDoubt, "mail.problem_doubt", "EOF", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mailtest.Start(t, c.server)
			fault := faultOf(t, sendOne(t, serverOf(s, kpi.MailPlain)))
			if fault.Kind != c.kind || fault.Key != c.key || !strings.Contains(fault.Answer, c.answer) {
				t.Errorf("fault is %d %v", fault.Kind, fault)
			}
			if strings.Contains(strings.ToLower(fault.Error()), "ines.durand") || strings.Contains(fault.Error(), "@") {
				t.Errorf("the fault tells an address: %v", fault)
			}
			if got := len(s.Messages()); got != c.arrived {
				t.Errorf("%d messages arrived, want %d", got, c.arrived)
			}
		})
	}
}

func TestNoServerThere(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	fault := faultOf(t, sendOne(t, Server{Host: "127.0.0.1", Port: port, Security: kpi.MailPlain}))
	if fault.Kind != FaultServer || fault.Key != "mail.problem_connect" || !strings.Contains(fault.Answer, "refused") {
		t.Errorf("fault is %d %v", fault.Kind, fault)
	}
}
