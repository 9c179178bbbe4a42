package jobs

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/mail/mailtest"
	"portevoix/internal/network"
)

// post is a network that sends mail to a server of the test.
type post struct {
	*network.Network
	t      *testing.T
	now    time.Time
	server *mailtest.Server
	runner *Runner
	admin  kpi.Who
}

const base = "https://porte-voix.example"

// newPost opens a network on a fixed clock, whose mail goes to a server that
// fails as told.
func newPost(t *testing.T, opts mailtest.Options) *post {
	t.Helper()
	p := &post{t: t, now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), server: mailtest.Start(t, opts)}
	n, err := network.Open(t.Context(), filepath.Join(t.TempDir(), "post.db"), network.Options{Create: true, Now: func() time.Time { return p.now }})
	p.must(err)
	p.Network = n
	t.Cleanup(func() { p.must(n.Close()) })
	p.runner = NewRunner(n, MailOptions{PublicURL: base, Roots: p.server.Roots})
	p.admin = kpi.Who{User: p.add("ada", kpi.RoleAdmin), Channel: kpi.ChannelForm}
	p.setUp(p.server.Port)
	return p
}

func (p *post) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// setUp switches mail on, to a port of this machine.
func (p *post) setUp(port int) {
	p.t.Helper()
	p.must(p.SaveMailSetUp(p.t.Context(), kpi.CommandLine(), network.MailSetUp{
		On: true, Host: "127.0.0.1", Port: port, Security: kpi.MailPlain, From: "reseau@example.test", ReplyTo: "direction@example.test",
	}))
}

// add adds a person; where mail is on, they get an invitation.
func (p *post) add(name string, role kpi.Role) kpi.User {
	p.t.Helper()
	i, err := p.AddUser(p.t.Context(), kpi.CommandLine(), network.NewUser{Email: name + "@example.test", Name: "Personne " + name, Role: role, Locale: "fr"})
	p.must(err)
	return i.User
}

// tick lets time pass, and does what is due then.
func (p *post) tick(later time.Duration) {
	p.t.Helper()
	p.now = p.now.Add(later)
	p.must(p.runner.Tick(p.t.Context()))
}

// log is the messages of the log, oldest first.
func (p *post) log() []network.LoggedMail {
	p.t.Helper()
	log, err := p.MailLog(p.t.Context(), p.admin, network.MailLogQuery{Page: 1})
	p.must(err)
	slices.Reverse(log.Mails)
	return log.Mails
}

// want checks how the one message of the log stands, and how many arrived.
func (p *post) want(state kpi.MailState, attempts, arrived int, problem string) {
	p.t.Helper()
	log := p.log()
	if len(log) != 1 {
		p.t.Fatalf("%d messages in the log", len(log))
	}
	m := log[0]
	if m.State != state || m.Attempts != attempts || !strings.Contains(m.Problem, problem) || (problem == "") != (m.Problem == "") {
		p.t.Errorf("the message is %s after %d attempts, %q; want %s after %d, %q", m.State, m.Attempts, m.Problem, state, attempts, problem)
	}
	if got := len(p.server.Messages()); got != arrived {
		p.t.Errorf("%d messages arrived, want %d", got, arrived)
	}
}

// always is an answer to everything.
func always(err error) func(int, string) error { return func(int, string) error { return err } }

func TestAnInvitationArrivesOnce(t *testing.T) {
	p := newPost(t, mailtest.Options{})
	p.add("ines", kpi.RoleAmbassador)
	p.want(kpi.MailQueued, 0, 0, "")
	p.tick(0)
	p.want(kpi.MailSent, 1, 1, "")
	p.tick(time.Hour)
	p.want(kpi.MailSent, 1, 1, "")

	m := p.server.Messages()[0]
	if strings.Join(m.To, " ") != "ines@example.test" || m.Header.Get("Reply-To") != "<direction@example.test>" || m.Header.Get("List-Unsubscribe") != "" {
		t.Errorf("the message is to %v: %v", m.To, m.Header)
	}
	at := strings.Index(m.Text, base+"/links/")
	if at < 0 {
		t.Fatalf("there is no link in %s", m.Text)
	}
	token, _, _ := strings.Cut(m.Text[at+len(base+"/links/"):], "\n")
	link, err := p.Link(t.Context(), token)
	if err != nil || link.User.Email != "ines@example.test" || link.Kind != network.LinkInvitation {
		t.Errorf("the link is %+v, %v", link, err)
	}
	if !strings.Contains(m.HTML, `href="`+base+"/links/"+token+`"`) {
		t.Errorf("the page leads elsewhere: %s", m.HTML)
	}
}

func TestRefusedForNowIsTriedAgain(t *testing.T) {
	p := newPost(t, mailtest.Options{Rcpt: always(mailtest.Refuse(450, "greylisted, ines@example.test"))})
	p.add("ines", kpi.RoleAmbassador)
	p.tick(0)
	attempts, gone := 1, time.Duration(0)
	p.want(kpi.MailQueued, attempts, 0, "450")
	for _, wait := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour} {
		p.tick(wait - time.Second)
		p.want(kpi.MailQueued, attempts, 0, "450")
		p.tick(time.Second)
		attempts++
		gone += wait
		p.want(kpi.MailQueued, attempts, 0, "450")
	}
	p.tick(5*24*time.Hour - gone - time.Millisecond)
	p.want(kpi.MailQueued, attempts+1, 0, "450")
	p.tick(time.Millisecond)
	p.want(kpi.MailFailed, attempts+1, 0, "450")
	if problem := p.log()[0].Problem; strings.Contains(problem, "ines") || strings.Contains(problem, "@") {
		t.Errorf("the log tells an address: %q", problem)
	}
}

func TestRefusedForNowThenTaken(t *testing.T) {
	p := newPost(t, mailtest.Options{Data: func(n int, _ string) error {
		if n < 3 {
			return mailtest.Refuse(452, "no room")
		}
		return nil
	}})
	p.add("ines", kpi.RoleAmbassador)
	p.tick(0)
	p.tick(time.Minute)
	p.want(kpi.MailQueued, 2, 0, "452")
	p.tick(5 * time.Minute)
	p.want(kpi.MailSent, 3, 1, "")
}

func TestRefusedForGoodIsGivenUp(t *testing.T) {
	refuse := true
	p := newPost(t, mailtest.Options{Rcpt: func(int, string) error {
		if refuse {
			return mailtest.Refuse(550, "no mailbox ines@example.test")
		}
		return nil
	}})
	p.add("ines", kpi.RoleAmbassador)
	p.tick(0)
	p.want(kpi.MailFailed, 1, 0, "mail.problem_answer 550 5.0.0 no mailbox …")
	p.tick(48 * time.Hour)
	p.want(kpi.MailFailed, 1, 0, "550")

	refuse = false
	m := p.log()[0]
	if !m.MaySend {
		t.Error("it can't be sent again")
	}
	if err := p.SendMailAgain(t.Context(), kpi.Who{User: p.add("noa", kpi.RoleReader)}, m.ID); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a reader sends it again: %v", err)
	}
	p.must(p.SendMailAgain(t.Context(), p.admin, m.ID))
	p.tick(0)
	if m = p.log()[0]; m.State != kpi.MailSent || len(p.server.Messages()) != 2 {
		t.Errorf("it is %s, %d arrived", m.State, len(p.server.Messages()))
	}
	if err := p.SendMailAgain(t.Context(), p.admin, m.ID); kpi.CodeOf(err) != kpi.CodeConflict {
		t.Errorf("what was sent is sent again: %v", err)
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	p := newPost(t, mailtest.Options{})
	p.setUp(1) // nobody listens there
	p.add("ines", kpi.RoleAmbassador)
	p.tick(0)
	p.want(kpi.MailQueued, 1, 0, "mail.problem_connect")
	log, err := p.MailLog(t.Context(), p.admin, network.MailLogQuery{})
	if err != nil || !strings.HasPrefix(log.Problem, "mail.problem_connect") {
		t.Errorf("the log says %q, %v", log.Problem, err)
	}
	p.tick(59 * time.Second)
	p.want(kpi.MailQueued, 1, 0, "mail.problem_connect")
	p.tick(time.Second)
	p.want(kpi.MailQueued, 2, 0, "mail.problem_connect")
	p.setUp(p.server.Port) // lets what waits be tried at once
	p.tick(0)
	p.want(kpi.MailSent, 3, 1, "")
}

func TestASenderThatIsRefusedCostsNoMessage(t *testing.T) {
	refuse := true
	p := newPost(t, mailtest.Options{Sender: func(string) error {
		if refuse {
			return mailtest.Refuse(550, "not your address")
		}
		return nil
	}})
	p.add("ines", kpi.RoleAmbassador)
	p.add("noe", kpi.RoleAmbassador)
	p.tick(0)
	refuse = false
	p.tick(time.Minute)
	if got := len(p.server.Messages()); got != 2 {
		t.Errorf("%d messages arrived: %+v", got, p.log())
	}
}

func TestALostAnswerIsNeverSentAgainByItself(t *testing.T) {
	lose := true
	p := newPost(t, mailtest.Options{Data: func(int, string) error {
		if lose {
			return mailtest.Cut
		}
		return nil
	}})
	p.add("ines", kpi.RoleAmbassador)
	p.tick(0)
	p.want(kpi.MailSending, 1, 1, "mail.problem_doubt")
	lose = false
	for range 10 {
		p.tick(24 * time.Hour)
	}
	p.want(kpi.MailSending, 1, 1, "mail.problem_doubt")
	m := p.log()[0]
	if !m.Perhaps || !m.MaySend {
		t.Errorf("it is not said that it was perhaps sent: %+v", m)
	}
	p.must(p.SendMailAgain(t.Context(), p.admin, m.ID))
	p.tick(0)
	p.want(kpi.MailSent, 1, 2, "")
	first, second := p.server.Messages()[0], p.server.Messages()[1]
	if first.Header.Get("Message-Id") != second.Header.Get("Message-Id") {
		t.Error("the same message has another id")
	}
}

func TestOneRefusalHoldsNobodyElseBack(t *testing.T) {
	p := newPost(t, mailtest.Options{Rcpt: func(_ int, to string) error {
		if to == "gone@example.test" {
			return mailtest.Refuse(550, "no mailbox")
		}
		return nil
	}})
	for i := range 2*connectionMails + 7 {
		name := fmt.Sprintf("personne-%03d", i)
		if i == 3 {
			name = "gone"
		}
		p.add(name, kpi.RoleAmbassador)
	}
	p.tick(0)
	seen := map[string]int{}
	for _, m := range p.server.Messages() {
		seen[m.To[0]]++
	}
	if len(seen) != 2*connectionMails+6 {
		t.Errorf("%d people got a message", len(seen))
	}
	for to, n := range seen {
		if n != 1 {
			t.Errorf("%s got %d", to, n)
		}
	}
}

func TestWhoeverIsSwitchedOffGetsNothing(t *testing.T) {
	p := newPost(t, mailtest.Options{})
	off := p.add("ines", kpi.RoleAmbassador)
	p.must(p.SwitchOff(t.Context(), kpi.CommandLine(), off.ID))
	p.tick(0)
	if m := p.log()[0]; m.State != kpi.MailDropped || len(p.server.Messages()) != 0 {
		t.Errorf("the message is %s, %d arrived", m.State, len(p.server.Messages()))
	}
}

func TestStoppingFinishesTheMessageUnderWay(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	p := newPost(t, mailtest.Options{Data: func(int, string) error {
		stop()
		return nil
	}})
	p.add("ines", kpi.RoleAmbassador)
	p.add("noe", kpi.RoleAmbassador)
	if err := p.runner.Tick(ctx); err == nil {
		t.Error("nobody is told that it was stopped")
	}
	states := []kpi.MailState{p.log()[0].State, p.log()[1].State}
	if !slices.Equal(states, []kpi.MailState{kpi.MailSent, kpi.MailQueued}) || len(p.server.Messages()) != 1 {
		t.Errorf("the messages are %v, %d arrived", states, len(p.server.Messages()))
	}
}

func TestTheRunnerRestsUntilMailIsSwitchedOn(t *testing.T) {
	p := newPost(t, mailtest.Options{})
	off, err := p.MailSetUp(t.Context(), p.admin)
	p.must(err)
	off.On = false
	p.must(p.SaveMailSetUp(t.Context(), p.admin, off))
	p.must(p.runner.Start(t.Context()))
	p.add("before", kpi.RoleAmbassador) // queues nothing
	if p.runner.stopped != nil {
		t.Error("it works while mail is switched off")
	}
	p.setUp(p.server.Port)
	p.add("ines", kpi.RoleAmbassador)
	p.server.Wait(t, 1)
	p.add("noe", kpi.RoleAmbassador)
	p.server.Wait(t, 1)
	p.runner.Stop()
	p.add("late", kpi.RoleAmbassador) // wakes nobody any more
	var got []string
	for _, m := range p.server.Messages() {
		got = append(got, m.To[0])
	}
	if !slices.Equal(got, []string{"ines@example.test", "noe@example.test"}) {
		t.Errorf("messages went to %v", got)
	}
	for _, m := range p.log()[:2] {
		if m.State != kpi.MailSent {
			t.Errorf("%s is %s", m.Name, m.State)
		}
	}
}
