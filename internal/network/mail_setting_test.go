package network

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

func TestWhatIsWrongWithMailSettings(t *testing.T) {
	n, _ := openPeople(t)
	good := MailSetUp{On: true, Host: "smtp.example.test", Port: 587, Security: kpi.MailStartTLS, User: "u", Password: "p", From: "a@example.test"}
	with := func(f func(*MailSetUp)) MailSetUp {
		m := good
		f(&m)
		return m
	}
	for _, c := range []struct {
		m    MailSetUp
		want map[string]string
	}{
		{MailSetUp{}, map[string]string{"port": "mail.port_wrong", "security": "mail.security_wrong"}},
		{MailSetUp{On: true, Port: 25, Security: kpi.MailTLS}, map[string]string{"host": "mail.host_missing", "from": "mail.from_missing"}},
		{with(func(m *MailSetUp) { m.Host = "a b" }), map[string]string{"host": "mail.host_wrong"}},
		{with(func(m *MailSetUp) { m.Host = "a:25" }), map[string]string{"host": "mail.host_wrong"}},
		{with(func(m *MailSetUp) { m.Port = 65536 }), map[string]string{"port": "mail.port_wrong"}},
		{with(func(m *MailSetUp) { m.Security = kpi.MailPlain }), map[string]string{"security": "mail.security_clear"}},
		{with(func(m *MailSetUp) { m.Password = "" }), map[string]string{"password": "mail.password_missing"}},
		{with(func(m *MailSetUp) { m.Password = "a\nb" }), map[string]string{"password": "mail.too_long"}},
		{with(func(m *MailSetUp) { m.From = "A <a@example.test>" }), map[string]string{"from": "people.email"}},
		{with(func(m *MailSetUp) { m.ReplyTo = "a" }), map[string]string{"reply_to": "people.email"}},
		{with(func(m *MailSetUp) { m.FromName = strings.Repeat("é", 81) }), map[string]string{"from_name": "mail.too_long"}},
	} {
		wantFields(t, n.SaveMailSetUp(t.Context(), kpi.CommandLine(), c.m), c.want)
	}
	set := some[MailSetUp](t)(n.MailSetUp(t.Context(), kpi.CommandLine()))
	if set.On || set.Host != "" || set.PasswordSet {
		t.Errorf("what was refused is kept: %+v", set)
	}
	ok(t, n.SaveMailSetUp(t.Context(), kpi.CommandLine(), with(func(m *MailSetUp) { m.Host, m.Security = "127.0.0.1", kpi.MailPlain })))
	reader := addPersonFor(t, n, "reader@example.test", kpi.RoleCoordinator)
	_, err := n.MailSetUp(t.Context(), reader)
	wantCode(t, err, kpi.CodeForbidden)
	wantCode(t, n.SaveMailSetUp(t.Context(), reader, good), kpi.CodeForbidden)
}

func TestThePasswordStandsNowhereElse(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	const secret = "un secret d’essai"
	m := MailSetUp{On: true, Host: "smtp.example.test", Port: 465, Security: kpi.MailTLS, User: "u", Password: secret, From: "a@example.test"}
	ok(t, n.SaveMailSetUp(ctx, kpi.CommandLine(), m))
	m.Password = ""
	ok(t, n.SaveMailSetUp(ctx, kpi.CommandLine(), m)) // keeps it
	if run := some[MailRun](t)(n.MailRun(ctx)); run.SetUp.Password != secret {
		t.Errorf("jobs get the password %q", run.SetUp.Password)
	}
	if set := some[MailSetUp](t)(n.MailSetUp(ctx, kpi.CommandLine())); set.Password != "" || !set.PasswordSet {
		t.Errorf("people get %+v", set)
	}
	acts, _, err := n.SetUpHistory(ctx, kpi.CommandLine(), 0)
	ok(t, err)
	told := fmt.Sprint(acts)
	if strings.Contains(told, secret) || !strings.Contains(told, settingMailPassword) {
		t.Errorf("history tells %s", told)
	}
	ok(t, n.ForgetMailPassword(ctx, kpi.CommandLine()))
	if run := some[MailRun](t)(n.MailRun(ctx)); run.SetUp.Password != "" || run.SetUp.PasswordSet {
		t.Errorf("it is still there: %+v", run.SetUp)
	}
}

func TestThePasswordFromOutsideWins(t *testing.T) {
	ctx := t.Context()
	n, err := Open(ctx, filepath.Join(t.TempDir(), "outside.db"), Options{Create: true, MailPassword: "dehors"})
	ok(t, err)
	t.Cleanup(func() { ok(t, n.Close()) })
	ok(t, n.SaveMailSetUp(ctx, kpi.CommandLine(), MailSetUp{On: true, Host: "smtp.example.test", Port: 465, Security: kpi.MailTLS, User: "u", From: "a@example.test"}))
	run := some[MailRun](t)(n.MailRun(ctx))
	if run.SetUp.Password != "dehors" || !run.SetUp.PasswordOutside {
		t.Errorf("the password is %+v", run.SetUp)
	}
	set, err := n.db.Settings(ctx)
	ok(t, err)
	if set[settingMailPassword] != "" {
		t.Error("the password stands in the database")
	}
}
