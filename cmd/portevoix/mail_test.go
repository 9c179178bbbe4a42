package main

import (
	"path/filepath"
	"strings"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/mail/mailtest"
	"portevoix/internal/network"
)

// setUpMail switches mail on in a database file.
func setUpMail(t *testing.T, db string, m network.MailSetUp) {
	t.Helper()
	n, err := network.Open(t.Context(), db, network.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	m.On, m.Host, m.Security, m.From = true, "127.0.0.1", kpi.MailPlain, "reseau@example.test"
	if err := n.SaveMailSetUp(t.Context(), kpi.CommandLine(), m); err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestMail(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	server := mailtest.Start(t, mailtest.Options{User: "porte-voix", Password: "dehors"})
	c := command{env: map[string]string{"LANG": "en_GB.UTF-8", "PORTEVOIX_SMTP_PASSWORD": "dehors"}}
	want := func(code int, out, said string, args ...string) {
		t.Helper()
		gotCode, gotOut, gotSaid := c.run(t, append([]string{"mail", "--db", db}, args...)...)
		if gotCode != code || !strings.Contains(gotOut, out) || (out == "") != (gotOut == "") || !strings.Contains(gotSaid, said) {
			t.Errorf("%v: status %d, out %q, said %q; want %d, %q, %q", args, gotCode, gotOut, gotSaid, code, out, said)
		}
	}
	want(exitFailed, "", "There is no database", "--dry-run")
	if code, _, said := c.run(t, "user", "add", "--db", db, "--email", "ada@example.org", "--name", "Ada Lemoine", "--role", "admin"); code != exitDone {
		t.Fatal(said)
	}
	const public = "https://porte-voix.example"
	want(exitDone, "", "Sending mail is switched off", "--public-url", public)
	setUpMail(t, db, network.MailSetUp{Port: server.Port, User: "porte-voix", Password: "not this one"})
	want(exitDone, "", "0 messages would go out now", "--dry-run")
	if code, _, said := c.run(t, "user", "add", "--db", db, "--email", "ines@example.org", "--name", "Inès Durand", "--role", "ambassador", "--locale", "en"); code != exitDone {
		t.Fatal(said)
	}
	for range 2 { // it changes nothing
		want(exitDone, "invitation\tines@example.org\tYour invitation to Porte-voix\n", "1 message would go out now", "--dry-run")
	}
	want(exitDone, public+"/links/", "1 message", "--dry-run", "--show", "--public-url", public)
	want(exitUsage, "", "--public-url is missing")
	if len(server.Messages()) != 0 {
		t.Error("a dry run sends")
	}
	want(exitDone, "", "1 message sent", "--public-url", public)
	want(exitDone, "", "0 messages sent", "--public-url", public)
	got := server.Messages()
	if len(got) != 1 || got[0].To[0] != "ines@example.org" || !strings.Contains(got[0].Text, public+"/links/") {
		t.Fatalf("%d messages arrived", len(got))
	}

	setUpMail(t, db, network.MailSetUp{Port: 1})
	if code, _, said := c.run(t, "user", "add", "--db", db, "--email", "noe@example.org", "--name", "Noé Fontaine", "--role", "reader"); code != exitDone {
		t.Fatal(said)
	}
	want(exitFailed, "", "1 message was not sent", "--public-url", public)
}
