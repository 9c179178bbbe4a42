package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/mail/mailtest"
	"portevoix/internal/network"
)

// The test binary starts itself as the server of a network where people file,
// files come in and messages go out at once, and kills it (the signal that
// cannot be caught) in the middle, many times over.

const (
	killedFile   = "PORTEVOIX_KILLED_FILE" // database of the server
	killedRounds = 20
	killedFilers = 3 // accounts that are filed one by one
	killedCrew   = 9 // accounts of the file that comes in again and again
	killedSecret = "une phrase assez longue"
)

var killedMonth = kpi.NewMonth(2026, 5)

// killedCodes get the same value in one write.
var killedCodes = []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Mentions}

// TestKilledServer is not a test of its own: it is the server that is killed.
func TestKilledServer(t *testing.T) {
	path := os.Getenv(killedFile)
	if path == "" {
		t.Skip("only started by TestKilledInTheMiddle")
	}
	getenv := func(name string) string { return english[name] }
	run(t.Context(), []string{"serve", "--addr", "127.0.0.1:0", "--db", path}, streams{strings.NewReader(""), os.Stdout, os.Stderr}, getenv)
}

// killedWorld is what was asked of the servers, and what they acknowledged.
type killedWorld struct {
	t       *testing.T
	path    string
	token   string
	mail    *mailtest.Server
	client  *http.Client
	ids     []kpi.ID // of the accounts filed one by one
	chance  *rand.Rand
	mu      sync.Mutex
	filed   map[kpi.ID]int // last value acknowledged
	brought int            // last value acknowledged of the file
	invited []string       // addresses acknowledged
	asked   int            // invitations, values: counted, never used twice
	acks    int            // of this round
	kill    func()
	killAt  int
}

func TestKilledInTheMiddle(t *testing.T) {
	w := newKilledWorld(t)
	for range killedRounds {
		w.round(3 + w.chance.IntN(12))
	}
	if len(w.invited) < killedRounds/2 || w.brought == 0 || len(w.filed) != killedFilers {
		t.Fatalf("too little was acknowledged: filed %v, brought %d, invited %d", w.filed, w.brought, len(w.invited))
	}
	w.finish()
	w.check()
}

func newKilledWorld(t *testing.T) *killedWorld {
	t.Helper()
	jar, err := cookiejar.New(nil)
	w := &killedWorld{t: t, path: filepath.Join(t.TempDir(), "killed.db"), mail: mailtest.Start(t, mailtest.Options{}),
		chance: rand.New(rand.NewPCG(20, 9)), filed: map[kpi.ID]int{}, //nolint:gosec // the same each time
		client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	w.must(err)
	n := w.open(true)
	defer func() { w.must(n.Close()) }()
	ctx, system := t.Context(), kpi.CommandLine()
	_, err = n.AddUser(ctx, system, network.NewUser{Email: "direction@example.test", Name: "Direction", Role: kpi.RoleAdmin, Password: killedSecret})
	w.must(err)
	w.token, err = n.AddToken(ctx, system, "direction@example.test")
	w.must(err)
	list := make([]network.NewAccount, killedFilers+killedCrew)
	for i := range list {
		list[i] = network.NewAccount{Platform: "X", Handle: fmt.Sprintf("compte_%d", i),
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 1, 1)}}}
	}
	ids, err := n.AddAccounts(ctx, system, list)
	w.must(err)
	w.ids = ids[:killedFilers]
	w.must(n.SaveMailSetUp(ctx, system, network.MailSetUp{On: true, Host: w.mail.Host, Port: w.mail.Port, Security: kpi.MailPlain, From: "reseau@example.test"}))
	return w
}

func (w *killedWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *killedWorld) open(create bool) *network.Network {
	w.t.Helper()
	n, err := network.Open(w.t.Context(), w.path, network.Options{Create: create})
	w.must(err)
	return n
}

// start starts a server and returns where it answers; ended is closed when it
// is dead.
func (w *killedWorld) start() (base string, kill func(), ended chan struct{}) {
	w.t.Helper()
	child := exec.CommandContext(w.t.Context(), os.Args[0], "-test.run=^TestKilledServer$", "-test.count=1")
	child.Env = append(os.Environ(), killedFile+"="+w.path)
	out, err := child.StdoutPipe()
	w.must(err)
	w.must(child.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := answersAt.FindStringSubmatch(lines.Text()); found != nil {
			base = found[1]
			break
		}
	}
	if base == "" {
		w.t.Fatalf("the server does not start: %v", child.Wait())
	}
	ended = make(chan struct{})
	go func() {
		for lines.Scan() {
		}
		_ = child.Wait() // it is killed
		close(ended)
	}()
	return base, func() { _ = child.Process.Kill() }, ended
}

// round lets a server work until it has acknowledged so much, and kills it.
func (w *killedWorld) round(acks int) {
	w.t.Helper()
	base, kill, ended := w.start()
	w.signIn(base)
	w.acks, w.killAt, w.kill = 0, acks, kill
	var work sync.WaitGroup
	for _, do := range []func(base string, v int) (func(), bool){w.file, w.bring, w.invite} {
		work.Go(func() {
			for {
				w.mu.Lock()
				w.asked++
				v := w.asked
				w.mu.Unlock()
				note, ok := do(base, v)
				if !ok {
					return // the server is dead
				}
				w.acknowledged(note)
			}
		})
	}
	work.Wait()
	<-ended
}

// acknowledged notes an answer, and kills the server where it was the last of
// the round: what others asked for is under way.
func (w *killedWorld) acknowledged(note func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	note()
	w.acks++
	if w.acks == w.killAt {
		w.kill()
	}
}

func (w *killedWorld) signIn(base string) {
	w.t.Helper()
	status, _ := w.send(http.MethodPost, base+"/sign-in", "application/x-www-form-urlencoded",
		[]byte(url.Values{"email": {"direction@example.test"}, "password": {killedSecret}}.Encode()))
	if status != http.StatusSeeOther {
		w.t.Fatalf("signing in answers %d", status)
	}
}

// send returns status 0 where the server is gone.
func (w *killedWorld) send(method, address, kind string, body []byte) (status int, answer []byte) {
	request, err := http.NewRequestWithContext(context.WithoutCancel(w.t.Context()), method, address, bytes.NewReader(body))
	if err != nil {
		w.t.Error(err)
		return 0, nil
	}
	request.Header.Set("Content-Type", kind)
	if strings.Contains(address, "/api/") {
		request.Header.Set("Authorization", "Bearer "+w.token)
	}
	response, err := w.client.Do(request)
	if err != nil {
		return 0, nil
	}
	defer func() { _ = response.Body.Close() }()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		return 0, nil
	}
	return response.StatusCode, text.Bytes()
}

// file files one of the accounts.
func (w *killedWorld) file(base string, v int) (func(), bool) {
	id := w.ids[v%killedFilers]
	address := base + "/api/v1/accounts/" + id.String() + "/filings/" + killedMonth.String()
	status, answer := w.send(http.MethodGet, address, "application/json", nil)
	var seen struct{ Version int }
	if status != http.StatusOK || json.Unmarshal(answer, &seen) != nil {
		return nil, false
	}
	figures := map[string]map[string]int{}
	for _, code := range killedCodes {
		figures[code] = map[string]int{"value": v}
	}
	body, err := json.Marshal(map[string]any{"version": seen.Version, "figures": figures, "on_behalf_reason": "essai"})
	if err != nil {
		w.t.Error(err)
	}
	status, answer = w.send(http.MethodPut, address, "application/json", body)
	if status != 0 && status != http.StatusOK {
		w.t.Errorf("filing answers %d: %s", status, answer)
	}
	return func() { w.filed[id] = v }, status == http.StatusOK
}

// bring brings the file.
func (w *killedWorld) bring(base string, v int) (func(), bool) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "chiffres.csv")
	if err == nil {
		_, err = part.Write([]byte(w.sheet(v)))
	}
	if err = errors.Join(err, form.Close()); err != nil {
		w.t.Error(err)
	}
	status, answer := w.send(http.MethodPost, base+"/api/v1/imports/figures", form.FormDataContentType(), body.Bytes())
	if status >= 300 {
		w.t.Errorf("importing answers %d: %s", status, answer)
	}
	return func() { w.brought = v }, status >= 200 && status < 300
}

func (w *killedWorld) sheet(v int) string {
	text := "platform,handle,month," + strings.Join(killedCodes, ",") + "\n"
	for i := range killedCrew {
		text += fmt.Sprintf("X,compte_%d,%s%s\n", killedFilers+i, killedMonth, strings.Repeat(fmt.Sprintf(",%d", v), len(killedCodes)))
	}
	return text
}

// invite invites a person, who is told by mail.
func (w *killedWorld) invite(base string, v int) (func(), bool) {
	email := fmt.Sprintf("personne%d@example.test", v)
	status, _ := w.send(http.MethodPost, base+"/users", "application/x-www-form-urlencoded",
		[]byte(url.Values{"email": {email}, "name": {fmt.Sprintf("Personne %d", v)}, "role": {"ambassador"}}.Encode()))
	if status >= 400 {
		w.t.Errorf("inviting answers %d", status)
	}
	return func() { w.invited = append(w.invited, email) }, status >= 200 && status < 400
}

// finish sends what still waits, once all that was begun may be tried again.
func (w *killedWorld) finish() {
	w.t.Helper()
	n, err := network.Open(w.t.Context(), w.path, network.Options{Now: func() time.Time { return time.Now().Add(2 * time.Hour) }})
	w.must(err)
	_, err = jobs.NewMailer(n, jobs.MailOptions{PublicURL: "http://127.0.0.1:8080"}).Send(w.t.Context())
	w.must(errors.Join(err, n.Close()))
}

// check finds everything acknowledged, nothing by half, and no message twice.
func (w *killedWorld) check() {
	n := w.open(false)
	defer func() { w.must(n.Close()) }()
	ctx, system := w.t.Context(), kpi.CommandLine()
	figures := func(id kpi.ID) map[string]kpi.Figure {
		f, err := n.Filing(ctx, system, id, killedMonth)
		w.must(err)
		return f.Figures
	}
	for id, last := range w.filed {
		w.whole(figures(id), last, "filed")
	}
	brought := figures(w.ids[killedFilers-1] + 1)
	w.whole(brought, w.brought, "brought")
	for i := range killedCrew {
		if got := figures(w.ids[killedFilers-1] + 1 + kpi.ID(i)); got[kpi.Posts] != brought[kpi.Posts] {
			w.t.Errorf("a file came in by half: %v beside %v", got, brought)
		}
	}
	w.checkMail(n)
	held, err := network.Check(ctx, w.path) // totals too
	w.must(err)
	if held.Figures < killedCrew*len(killedCodes) {
		w.t.Errorf("the file holds %+v", held)
	}
}

// whole finds figures that are all of one write, the last acknowledged or one
// that was under way.
func (w *killedWorld) whole(figures map[string]kpi.Figure, last int, what string) {
	for _, code := range killedCodes {
		if f := figures[code]; f != figures[kpi.Posts] || f.Value < float64(last) {
			w.t.Errorf("%s %d, there is %v", what, last, figures)
		}
	}
}

func (w *killedWorld) checkMail(n *network.Network) {
	arrived := map[string]int{}
	for _, m := range w.mail.Messages() {
		arrived[m.Header.Get("Message-Id")]++
	}
	for id, times := range arrived {
		if times > 1 {
			w.t.Errorf("message %s arrived %d times", id, times)
		}
	}
	counts := map[kpi.MailState]int{}
	for page, seen := 1, 0; ; page++ {
		log, err := n.MailLog(w.t.Context(), kpi.CommandLine(), network.MailLogQuery{Page: page})
		w.must(err)
		for _, m := range log.Mails {
			counts[m.State]++
		}
		if seen += len(log.Mails); len(log.Mails) == 0 || seen >= log.Total {
			break
		}
	}
	sent, perhaps := counts[kpi.MailSent], counts[kpi.MailSending]
	if sent+perhaps < len(w.invited) || counts[kpi.MailQueued] > 0 || len(arrived) < sent || len(arrived) > sent+perhaps {
		w.t.Errorf("%d invited, %v in the log, %d arrived", len(w.invited), counts, len(arrived))
	}
	w.t.Logf("%d rounds: filed up to %v, brought %d, %d invited; %d messages sent, %d perhaps, %d arrived",
		killedRounds, w.filed, w.brought, len(w.invited), sent, perhaps, len(arrived))
}
