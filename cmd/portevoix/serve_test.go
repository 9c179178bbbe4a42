package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"portevoix/internal/i18n"
)

// shared is a buffer that the log and the command write to at once.
type shared struct {
	mu sync.Mutex
	bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Buffer.Write(b)
}

// served is the program serving in a test.
type served struct {
	base string // where it answers
	said string // on standard output, up to there
	stop func() (code int, stderr string)
}

var answersAt = regexp.MustCompile(`answers at (\S+)`)

// serve runs "serve" until stop, on a port of its own choosing.
func serve(t *testing.T, env map[string]string, args ...string) served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var stderr shared
	done := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)
		code := run(ctx, args, streams{strings.NewReader(""), in, &stderr}, func(name string) string { return env[name] })
		_ = in.Close()
		done <- code
	}()
	s := served{stop: func() (int, string) {
		cancel()
		code := <-done
		return code, stderr.String()
	}}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		s.said += lines.Text() + "\n"
		if found := answersAt.FindStringSubmatch(lines.Text()); found != nil {
			s.base = found[1]
			return s
		}
	}
	code, said := s.stop()
	t.Fatalf("the server does not start: status %d, %s%s", code, s.said, said)
	return s
}

// get returns the status of a page.
func get(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

func TestServePrintsTheSetUpLinkOfAnEmptyDatabase(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	s := serve(t, english, "--db", db)
	link := regexp.MustCompile(`(?m)^http://127\.0\.0\.1:\d+/links/[\w-]{43}$`).FindString(s.said)
	if link == "" || !strings.HasPrefix(link, s.base) {
		t.Fatalf("no link in %q", s.said)
	}
	if status := get(t, link); status != http.StatusOK {
		t.Errorf("the link answers %d", status)
	}
	if status := get(t, s.base+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz answers %d", status)
	}
	code, said := s.stop()
	if code != exitDone || !strings.Contains(said, "Stopping") {
		t.Errorf("stopped with %d: %s", code, said)
	}
	if strings.Contains(said, strings.TrimPrefix(link, s.base+"/links/")) {
		t.Error("the log holds the secret of the link")
	}
	if left, err := filepath.Glob(db + "-*"); err != nil || len(left) > 0 {
		t.Errorf("the log of the database is not folded in: %v, %v", left, err)
	}
}

func TestServeBuildsLinksFromItsPublicAddress(t *testing.T) {
	env := map[string]string{"LANG": "en", "PORTEVOIX_DB": filepath.Join(t.TempDir(), "t.db"), "PORTEVOIX_PUBLIC_URL": "https://voix.example.org"}
	s := serve(t, env)
	if !strings.Contains(s.said, "\nhttps://voix.example.org/links/") || s.base != "https://voix.example.org" {
		t.Errorf("said %q", s.said)
	}
	if code, _ := s.stop(); code != exitDone {
		t.Errorf("status %d", code)
	}
	env["PORTEVOIX_ROLE"], env["PORTEVOIX_NAME"], env["PORTEVOIX_EMAIL"] = "admin", "Ariane", "a@example.org"
	if code, _, said := (command{env: env}).run(t, "user", "add"); code != exitDone {
		t.Fatal(said)
	}
	s = serve(t, env)
	if strings.Contains(s.said, "/links/") {
		t.Errorf("a network with an administrator prints a link: %q", s.said)
	}
	s.stop()
}

func TestServeDemo(t *testing.T) {
	dir := t.TempDir()
	db, own := filepath.Join(dir, "demo.db"), filepath.Join(dir, "own.db")
	s := serve(t, english, "--db", db, "--demo")
	if status := get(t, s.base+"/sign-in"); status != http.StatusOK {
		t.Errorf("sign-in answers %d", status)
	}
	if strings.Contains(s.said, "/links/") {
		t.Errorf("a demo prints a link: %q", s.said)
	}
	if code, said := s.stop(); code != exitDone || !strings.Contains(said, "from this machine only") {
		t.Errorf("status %d, %q", code, said)
	}
	if code, _, said := (command{env: english}).run(t, "user", "add", "--db", own, "--email", "a@example.org", "--name", "Ariane", "--role", "admin"); code != exitDone {
		t.Fatal(said)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a network of one's own", []string{"serve", "--db", own, "--demo"}, exitFailed, "is not an example network"},
		{"everybody's address", []string{"serve", "--db", db, "--demo", "--addr", ":0"}, exitUsage, "listens on this one only"},
		{"an example without --demo", []string{"serve", "--db", db, "--addr", "0.0.0.0:0"}, exitUsage, "listens on this one only"},
		{"an example behind a proxy", []string{"serve", "--db", db, "--demo", "--public-url", "https://voix.example.org"}, exitUsage, "listens on this one only"},
		{"making it again", []string{"demo", "--db", db}, exitFailed, "exists already"},
		{"what is no database", []string{"serve", "--db", dir}, exitFailed, ""},
	} {
		code, out, said := command{env: english}.run(t, c.args...)
		if code != c.code || out != "" || !strings.Contains(said, c.says) {
			t.Errorf("%s: status %d, out %q, said %q", c.name, code, out, said)
		}
	}
}

func TestServeOnATakenAddress(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	code, _, said := command{env: english}.run(t, "serve", "--db", filepath.Join(t.TempDir(), "t.db"), "--addr", listener.Addr().String())
	if code != exitFailed || !strings.Contains(said, "The address may be taken") {
		t.Errorf("status %d, %q", code, said)
	}
}

func TestServeSaysThatOthersNeedTLS(t *testing.T) {
	var stderr bytes.Buffer
	a := &app{streams: streams{strings.NewReader(""), io.Discard, &stderr}, p: i18n.For("en"), db: filepath.Join(t.TempDir(), "t.db"),
		getenv: func(string) string { return "" }}
	n, err := a.open(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = n.Close() }()
	if err := a.greet(t.Context(), n, serveFlags{addr: "0.0.0.0:8080"}, "https://localhost:8080"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(stderr.String(), "over TLS only") {
		t.Errorf("said %q", stderr.String())
	}
	stderr.Reset()
	if err := a.greet(t.Context(), n, serveFlags{addr: "0.0.0.0:8080", publicURL: "https://voix.example.org"}, "https://voix.example.org"); err != nil {
		t.Fatal(err)
	}
	if stderr.Len() > 0 {
		t.Errorf("behind a proxy: said %q", stderr.String())
	}
}

func TestParseNetwork(t *testing.T) {
	for text, want := range map[string]string{"10.0.0.0/8": "10.0.0.0/8", "127.0.0.1": "127.0.0.1/32", "::1": "::1/128", " 192.168.1.0/24 ": "192.168.1.0/24"} {
		got, err := parseNetwork(text)
		if err != nil || got.String() != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if _, err := parseNetwork("nearby"); err == nil {
		t.Error("a name is taken for a network")
	}
}

func TestDemoCommand(t *testing.T) {
	db := filepath.Join(t.TempDir(), "big.db")
	code, out, said := command{env: english}.run(t, "demo", "--db", db, "--accounts", "30", "--months", "4", "--seed", "5")
	if code != exitDone || out != "" || !strings.Contains(said, "portevoix serve --demo --db "+db) {
		t.Fatalf("status %d, out %q, said %q", code, out, said)
	}
	if left, err := filepath.Glob(db + ".part*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Stat(db); err != nil {
		t.Error(err)
	}
	if code, out, _ := (command{env: english}).run(t, "check", "--db", db); code != exitDone || !strings.Contains(out, "months: 4;") {
		t.Errorf("check: status %d, %q", code, out)
	}
}
