package jobs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/mail/mailtest"
	"portevoix/internal/network"
)

// The test binary starts itself as a process that sends, and kills it (the
// signal that cannot be caught) while it speaks with a server.

const (
	crashFile   = "PORTEVOIX_MAIL_CRASH_FILE" // database of the child
	crashRounds = 20
)

var crashNow = time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)

func openCrash(ctx context.Context, t *testing.T, path string) *network.Network {
	t.Helper()
	n, err := network.Open(ctx, path, network.Options{Create: true, Now: func() time.Time { return crashNow }, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMailCrashChild is not a test of its own: it is the process that is
// killed. It ends by itself once everything is sent.
func TestMailCrashChild(t *testing.T) {
	path := os.Getenv(crashFile)
	if path == "" {
		t.Skip("only started by TestKilledWhileSending")
	}
	n := openCrash(t.Context(), t, path)
	done, err := NewMailer(n, MailOptions{PublicURL: base}).Send(t.Context())
	if err != nil || done.Failed+done.Later+done.Doubtful > 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
}

// The moments at which the child is killed. The server waits until it is dead,
// so that nothing happens after the moment.
const (
	atSender    = iota // the server saw the sender
	atRecipient        // and the recipient
	atEnd              // and the whole message, which it then takes
	atTaken            // and took the message, before it says so
	byAndBy            // at any time: the server does not wait
	moments
)

// killer kills the child at a moment of a message.
type killer struct {
	mu      sync.Mutex
	child   *exec.Cmd
	moment  int
	message int // counted from 0 in the round
	begun   int
	dead    chan struct{}
}

// at is called at a moment of the present message.
func (k *killer) at(moment int) {
	k.mu.Lock()
	if moment == atSender {
		k.begun++
	}
	now := k.child != nil && k.begun-1 == k.message && (moment == k.moment || (k.moment == byAndBy && moment == atSender))
	child, dead, wait := k.child, k.dead, k.moment != byAndBy
	k.mu.Unlock()
	if !now {
		return
	}
	_ = child.Process.Kill() // it may have ended by itself
	if wait {
		<-dead
	}
}

// run starts the child, and returns when it is dead.
func (k *killer) run(t *testing.T, path string, moment, message int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMailCrashChild$", "-test.count=1")
	child.Env = append(os.Environ(), crashFile+"="+path)
	k.mu.Lock()
	k.child, k.moment, k.message, k.begun, k.dead = child, moment, message, 0, make(chan struct{})
	k.mu.Unlock()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // most are killed
	close(k.dead)
}

func TestKilledWhileSending(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crash.db")
	var k killer
	server := mailtest.Start(t, mailtest.Options{
		Sender: func(string) error { k.at(atSender); return nil },
		Rcpt:   func(int, string) error { k.at(atRecipient); return nil },
		Data:   func(int, string) error { k.at(atEnd); return nil },
		Taken:  func(int) { k.at(atTaken) },
	})
	chance := rand.New(rand.NewPCG(4, 8)) //nolint:gosec // the same each time
	people := 0
	for round := range crashRounds {
		n := openCrash(t.Context(), t, path)
		if round == 0 {
			must(t, n.SaveMailSetUp(t.Context(), kpi.CommandLine(), network.MailSetUp{On: true, Host: server.Host, Port: server.Port,
				Security: kpi.MailPlain, From: "reseau@example.test"}))
		}
		for range 3 + chance.IntN(4) {
			people++
			_, err := n.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: strconv.Itoa(people) + "@example.test",
				Name: fmt.Sprint("Personne ", people), Role: kpi.RoleAmbassador})
			must(t, err)
		}
		must(t, n.Close())
		k.run(t, path, round%moments, chance.IntN(3))
	}
	k.run(t, path, -1, 0) // to its end
	checkSent(t, path, server, people)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// checkSent finds no message twice, none lost, and none said to be sent that
// was not: every one was sent, or is perhaps sent and can be sent by a person.
func checkSent(t *testing.T, path string, server *mailtest.Server, people int) {
	t.Helper()
	arrived := map[string]int{}
	for _, m := range server.Messages() {
		arrived[m.Header.Get("Message-Id")]++
	}
	for id, times := range arrived {
		if times > 1 {
			t.Errorf("message %s arrived %d times", id, times)
		}
	}
	n := openCrash(t.Context(), t, path)
	defer func() { must(t, n.Close()) }()
	crashNow = crashNow.Add(time.Hour)
	defer func() { crashNow = crashNow.Add(-time.Hour) }()
	counts := map[kpi.MailState]int{}
	for page := 1; ; page++ {
		log, err := n.MailLog(t.Context(), kpi.CommandLine(), network.MailLogQuery{Page: page})
		must(t, err)
		if len(log.Mails) == 0 {
			break
		}
		for _, m := range log.Mails {
			counts[m.State]++
			if m.State == kpi.MailSending && (!m.Perhaps || !m.MaySend) {
				t.Errorf("a message is stuck: %+v", m)
			}
		}
	}
	sent, perhaps := counts[kpi.MailSent], counts[kpi.MailSending]
	if sent+perhaps != people || perhaps > crashRounds {
		t.Errorf("of %d messages %v", people, counts)
	}
	if len(arrived) < sent || len(arrived) > sent+perhaps {
		t.Errorf("%d arrived, %d are said to be sent and %d perhaps", len(arrived), sent, perhaps)
	}
	if perhaps < crashRounds/2 {
		t.Errorf("only %d children were killed while sending", perhaps)
	}
	t.Logf("%d messages in %d rounds: %d sent, %d perhaps, %d arrived", people, crashRounds, sent, perhaps, len(arrived))
}
