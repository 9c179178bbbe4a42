package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestUserLink(t *testing.T) {
	db := filepath.Join(t.TempDir(), "people.db")
	run := func(want int, says string, args ...string) {
		t.Helper()
		code, out, said := command{env: english}.run(t, args...)
		if code != want || !strings.Contains(out+said, says) {
			t.Errorf("%v: status %d, %q; want %d, %q", args, code, out+said, want, says)
		}
	}
	run(exitDone, "/links/", "user", "add", "--db", db, "--email", "ada@example.test", "--name", "Ada", "--role", "admin")
	run(exitDone, "https://pv.example.test/links/", "user", "link", "--db", db, "--email", "ADA@example.test", "--public-url", "https://pv.example.test")
	run(exitUsage, "--email", "user", "link", "--db", db)
	run(exitFailed, "Nobody has the address", "user", "link", "--db", db, "--email", "ola@example.test")
}
