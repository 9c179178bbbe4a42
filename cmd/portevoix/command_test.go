package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"portevoix/internal/i18n"
)

// command is a run of the program in a test.
type command struct {
	in  string
	env map[string]string
}

// run runs the program and returns its exit status and what it said.
func (c command) run(t *testing.T, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	getenv := func(name string) string { return c.env[name] }
	code = run(t.Context(), args, streams{strings.NewReader(c.in), &stdout, &stderr}, getenv)
	return code, stdout.String(), stderr.String()
}

var english = map[string]string{"LANG": "en_GB.UTF-8"}

func TestUsage(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"nothing", nil, "name of a command is missing"},
		{"unknown command", []string{"serv"}, "no command “portevoix serv”"},
		{"unknown subcommand", []string{"user", "delete"}, "no command “portevoix user delete”"},
		{"unknown flag", []string{"backup", "--db", db, "--force", "x"}, "no flag --force"},
		{"flag without value", []string{"serve", "--db"}, "--db needs a value"},
		{"missing flag", []string{"backup", "x"}, "--db is missing (or PORTEVOIX_DB"},
		{"missing argument", []string{"backup", "--db", db}, "OUT.db is missing"},
		{"argument too many", []string{"check", "--db", db, "x"}, "“x” is one too many"},
		{"bad value", []string{"demo", "--db", db, "--seed", "many"}, "--seed cannot be “many”"},
		{"size", []string{"demo", "--db", db, "--accounts", "0"}, "1 to 200,000"},
		{"role", []string{"user", "add", "--db", db, "--email", "a@example.org", "--name", "A", "--role", "boss"}, "“boss” is not a role"},
		{"no password", []string{"user", "add", "--db", db, "--email", "a@example.org", "--name", "A", "--role", "admin", "--password-stdin"}, "found no password"},
		{"address", []string{"serve", "--db", db, "--addr", "8080"}, "Write HOST:PORT"},
		{"public address", []string{"serve", "--db", db, "--public-url", "example.org"}, "not the address of a server"},
		{"public address in the clear", []string{"serve", "--db", db, "--public-url", "http://example.org"}, "Give an https address"},
		{"proxy", []string{"serve", "--db", db, "--trusted-proxy", "nearby"}, "“nearby” is not a network"},
		{"demo for everybody", []string{"serve", "--db", db, "--addr", "0.0.0.0:8080", "--demo"}, "listens on this one only"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, said := command{env: english}.run(t, c.args...)
			if code != exitUsage || !strings.Contains(said, c.says) || out != "" {
				t.Errorf("status %d, out %q, said %q; want 2 and %q", code, out, said, c.says)
			}
			if _, err := os.Stat(db); err == nil {
				t.Error("a wrong command line makes a database")
			}
		})
	}
}

func TestMessagesAreInThePersonsLanguage(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		says string
	}{
		{map[string]string{}, "Il manque l’option --db"},
		{map[string]string{"LANG": "C.UTF-8"}, "Il manque l’option --db"},
		{map[string]string{"LANG": "fr_FR.UTF-8"}, "Il manque l’option --db"},
		{map[string]string{"LANG": "en_GB.UTF-8"}, "The flag --db is missing"},
		{map[string]string{"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US"}, "The flag --db is missing"},
		{map[string]string{"LANG": "en_GB", "LC_MESSAGES": "fr_CA@x"}, "Il manque l’option --db"},
	} {
		code, _, said := command{env: c.env}.run(t, "check")
		if code != exitUsage || !strings.Contains(said, c.says) {
			t.Errorf("%v: status %d, %q; want %q", c.env, code, said, c.says)
		}
	}
}

func TestFlagsFromTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{"LANG": "en", "PORTEVOIX_DB": filepath.Join(dir, "t.db"), "PORTEVOIX_EMAIL": "ariane@example.org",
		"PORTEVOIX_NAME": "Ariane", "PORTEVOIX_ROLE": "admin", "PORTEVOIX_PUBLIC_URL": "https://voix.example.org/"}
	code, out, said := command{env: env}.run(t, "user", "add")
	if code != exitDone || !regexp.MustCompile(`^https://voix\.example\.org/links/[\w-]{43}\n$`).MatchString(out) {
		t.Fatalf("status %d, out %q, said %q", code, out, said)
	}
	code, out, _ = command{env: env}.run(t, "user", "add", "--email", "brune@example.org", "--public-url", "https://other.example.org")
	if code != exitDone || !strings.HasPrefix(out, "https://other.example.org/links/") {
		t.Errorf("the command line does not win: %d, %q", code, out)
	}
	env["PORTEVOIX_SEED"] = "many"
	code, _, said = command{env: env}.run(t, "demo", "--db", filepath.Join(dir, "d.db"))
	if code != exitUsage || !strings.Contains(said, "PORTEVOIX_SEED, in the environment, cannot be “many”") {
		t.Errorf("status %d, %q", code, said)
	}
}

const password = "un mot de passe assez long"

func TestUserAndToken(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	add := []string{"user", "add", "--db", db, "--email", "ariane@example.org", "--name", "Ariane", "--role", "coordinator", "--password-stdin"}
	code, out, said := command{in: password + "\n", env: english}.run(t, add...)
	if code != exitDone || out != "" || !strings.Contains(said, "may sign in") {
		t.Fatalf("status %d, out %q, said %q", code, out, said)
	}
	code, out, said = command{in: password, env: english}.run(t, add...)
	if code != exitFailed || out != "" || !strings.Contains(said, "email: Somebody already uses") {
		t.Errorf("the same address again: status %d, out %q, said %q", code, out, said)
	}
	code, out, said = command{in: "court\n", env: english}.run(t, append(add, "--email", "b@example.org")...)
	if code != exitFailed || !strings.Contains(said, "password") {
		t.Errorf("a short password: status %d, out %q, said %q", code, out, said)
	}
	code, out, _ = command{env: english}.run(t, "token", "add", "--db", db, "--email", "ariane@example.org")
	if code != exitDone || !regexp.MustCompile(`^[\w-]{43,}\n$`).MatchString(out) {
		t.Errorf("token: status %d, out %q", code, out)
	}
	code, out, said = command{env: english}.run(t, "token", "add", "--db", db, "--email", "nobody@example.org")
	if code != exitFailed || out != "" || said == "" {
		t.Errorf("a token for nobody: status %d, out %q, said %q", code, out, said)
	}
}

func TestReadPassword(t *testing.T) {
	for in, want := range map[string]string{"secret\n": "secret", "secret": "secret", "secret\n\n": "secret\n", " secret \r\n": " secret "} {
		if got, err := readPassword(strings.NewReader(in)); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestBackupRestoreCheck(t *testing.T) {
	dir := t.TempDir()
	db, copied := filepath.Join(dir, "t.db"), filepath.Join(dir, "copy.db")
	if code, _, said := (command{env: english}).run(t, "user", "add", "--db", db, "--email", "a@example.org", "--name", "Ariane", "--role", "admin"); code != exitDone {
		t.Fatal(said)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"backup", "--db", db, copied}, exitDone, "Backup written"},
		{[]string{"backup", "--db", db, copied}, exitFailed, "exists already and is not replaced"},
		{[]string{"restore", "--db", db, copied}, exitDone, "The replaced file is kept"},
		{[]string{"check", "--db", db}, exitDone, "in good order"},
		{[]string{"check", "--db", filepath.Join(dir, "none.db")}, exitFailed, "There is no database"},
		{[]string{"restore", "--db", db, filepath.Join(dir, "none.db")}, exitFailed, "There is no database"},
	} {
		code, out, said := command{env: english}.run(t, c.args...)
		if code != c.code || !strings.Contains(out+said, c.says) {
			t.Errorf("%v: status %d, %q; want %d, %q", c.args, code, out+said, c.code, c.says)
		}
	}
}

func TestHelp(t *testing.T) {
	root := (&app{p: i18n.For("en"), getenv: func(string) string { return "" }}).root()
	for _, cmd := range append(root.Commands(), root) {
		args := append(strings.Fields(strings.TrimPrefix(cmd.CommandPath(), "portevoix")), "--help")
		for _, env := range []map[string]string{english, {"LANG": "fr"}} {
			code, out, said := command{env: env}.run(t, args...)
			if code != exitDone || !strings.Contains(out, cmd.CommandPath()) || said != "" {
				t.Errorf("%v: status %d, out %q, said %q", args, code, out, said)
			}
			if strings.Contains(out, "cli.") {
				t.Errorf("%v: help shows a key:\n%s", args, out)
			}
		}
	}
	_, out, _ := command{env: english}.run(t, "help", "user", "add")
	if !strings.Contains(out, "portevoix user add") || !strings.Contains(out, "--password-stdin") {
		t.Errorf("help user add: %q", out)
	}
}

func TestPublicURL(t *testing.T) {
	for _, c := range []struct{ given, addr, want string }{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "localhost:80", "http://localhost:80"},
		{"", "[::1]:8080", "http://[::1]:8080"},
		{"", ":8080", "http://localhost:8080"},
		{"", "0.0.0.0:8080", "http://localhost:8080"},
		{"", "voix.example.org:443", "https://voix.example.org:443"},
		{"", "192.0.2.7:8080", "https://192.0.2.7:8080"},
		{"https://voix.example.org/", "127.0.0.1:8080", "https://voix.example.org"},
		{"http://127.0.0.1:9000", "127.0.0.1:8080", "http://127.0.0.1:9000"},
		{"http://voix.example.org", "127.0.0.1:8080", ""},
		{"https://voix.example.org/path", "127.0.0.1:8080", ""},
		{"ftp://voix.example.org", "127.0.0.1:8080", ""},
	} {
		got, err := publicURL(c.given, c.addr)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q on %s: %q, %v; want %q", c.given, c.addr, got, err, c.want)
		}
	}
}

func TestInterruptedCommandFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	db := filepath.Join(t.TempDir(), "d.db")
	code := run(ctx, []string{"demo", "--db", db, "--accounts", "10", "--months", "3"},
		streams{strings.NewReader(""), &stdout, &stderr}, func(string) string { return "" })
	left, err := filepath.Glob(db + "*")
	if code != exitFailed || err != nil || len(left) > 0 {
		t.Errorf("status %d, left %v, said %q", code, left, stderr.String())
	}
}
