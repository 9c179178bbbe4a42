package main

import (
	"archive/zip"
	"path/filepath"
	"strings"
	"testing"

	"portevoix/internal/i18n"
	"portevoix/reports"
)

func TestUserExportAndErase(t *testing.T) {
	dir := t.TempDir()
	db, file := filepath.Join(dir, "people.db"), filepath.Join(dir, "noa.zip")
	run := func(want int, says string, args ...string) {
		t.Helper()
		code, out, said := command{env: english}.run(t, args...)
		if code != want || !strings.Contains(out+said, says) {
			t.Errorf("%v: status %d, %q; want %d, %q", args, code, out+said, want, says)
		}
	}
	for _, u := range []struct{ email, role string }{{"ada@example.test", "admin"}, {"noa@example.test", "ambassador"}} {
		run(exitDone, "/links/", "user", "add", "--db", db, "--email", u.email, "--name", "Quelqu’un", "--role", u.role)
	}
	run(exitUsage, "--email", "user", "export", "--db", db, "--out", file)
	run(exitFailed, "Nobody has the address", "user", "export", "--db", db, "--email", "ola@example.test", "--out", file)
	run(exitDone, "noa.zip", "user", "export", "--db", db, "--email", "Noa@example.test", "--lang", "fr", "--out", file)
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	if len(z.File) != len(reports.PersonParts(i18n.For("fr")))+2 || z.File[0].Name != "LISEZMOI.txt" {
		t.Errorf("%d files, the first %s", len(z.File), z.File[0].Name)
	}
	run(exitUsage, "--confirm", "user", "erase", "--db", db, "--email", "noa@example.test")
	run(exitFailed, "not this person’s address", "user", "erase", "--db", db, "--email", "noa@example.test", "--confirm", "yes")
	run(exitFailed, "only administrator", "user", "erase", "--db", db, "--email", "ada@example.test", "--confirm", "ada@example.test")
	run(exitDone, "erased", "user", "erase", "--db", db, "--email", "noa@example.test", "--confirm", "noa@example.test")
	run(exitFailed, "Nobody has the address", "user", "export", "--db", db, "--email", "noa@example.test", "--out", file)
	run(exitDone, "in good order", "check", "--db", db)
}
