package network

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// clock is a time that a test moves.
type clock struct{ now time.Time }

func (c *clock) time() time.Time { return c.now }

const goodPassword = "une longue phrase de passe"

func openPeople(t *testing.T) (*Network, *clock) {
	t.Helper()
	c := &clock{time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)}
	n, err := Open(t.Context(), filepath.Join(t.TempDir(), "people.db"), Options{Create: true, Now: c.time})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n, c
}

// addPersonFor adds a person with goodPassword.
func addPersonFor(t *testing.T, n *Network, email string, role kpi.Role) kpi.Who {
	t.Helper()
	i, err := n.AddUser(t.Context(), kpi.CommandLine(), NewUser{Email: email, Name: "Personne " + email, Role: role, Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	if i.Token != "" {
		t.Error("a person with a password needs no link")
	}
	return kpi.Who{User: i.User, Channel: kpi.ChannelForm}
}

// wantFields checks that an error is about these fields, field to key.
func wantFields(t *testing.T, err error, want map[string]string) {
	t.Helper()
	var e *kpi.Error
	if !errors.As(err, &e) || e.Code != kpi.CodeInvalid {
		t.Fatalf("error is %v, want one about fields", err)
	}
	got := map[string]string{}
	for _, f := range e.Fields {
		got[f.Field] = f.Key
	}
	for field, key := range want {
		if got[field] != key {
			t.Errorf("field %s: %q, want %q", field, got[field], key)
		}
	}
	if len(got) != len(want) {
		t.Errorf("fields are %v, want %v", got, want)
	}
}

func wantCode(t *testing.T, err error, code kpi.Code) {
	t.Helper()
	if kpi.CodeOf(err) != code {
		t.Errorf("error is %v, want code %q", err, code)
	}
}

func TestFirstAdministrator(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	old, needed, err := n.SetupLink(ctx)
	if err != nil || !needed {
		t.Fatalf("an empty network needs a set-up link: %v, %v", needed, err)
	}
	token, _, err := n.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Link(ctx, old)
	wantCode(t, err, kpi.CodeNotFound)

	_, err = n.UseLink(ctx, token, "not an address", "", "short")
	wantFields(t, err, map[string]string{"email": "people.email", "name": "people.name_missing", "password": "people.password_short"})

	user, err := n.UseLink(ctx, token, "Claire@Example.org", " Claire  Martin ", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if user.Role != kpi.RoleAdmin || user.Name != "Claire Martin" || !user.HasPassword {
		t.Errorf("the first person is %+v", user)
	}
	_, err = n.UseLink(ctx, token, "second@example.org", "Second", goodPassword)
	wantCode(t, err, kpi.CodeNotFound)
	if _, needed, err = n.SetupLink(ctx); err != nil || needed {
		t.Errorf("a network with a person needs no set-up link: %v, %v", needed, err)
	}
	if _, err := n.SignIn(ctx, "claire@example.ORG", goodPassword); err != nil {
		t.Errorf("the address counts without case: %v", err)
	}
}

func TestSignInTellsNothing(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	off := addPersonFor(t, n, "off@example.org", kpi.RoleReader)
	invited, err := n.AddUser(ctx, admin, NewUser{Email: "invited@example.org", Name: "Invitée", Role: kpi.RoleReader})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.SwitchOff(ctx, admin, off.User.ID); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, try := range [][2]string{
		{"nobody@example.org", goodPassword},
		{"admin@example.org", "not the password at all"},
		{"off@example.org", goodPassword},
		{invited.User.Email, goodPassword},
		{invited.User.Email, ""},
		{"", ""},
	} {
		_, err := n.SignIn(ctx, try[0], try[1])
		wantCode(t, err, kpi.CodeUnauthenticated)
		texts = append(texts, err.Error())
	}
	if len(slices.Compact(texts)) != 1 {
		t.Errorf("the answers differ: %q", texts)
	}
}

// TestUnknownAddressCostsAHash counts the memory that argon2id takes, which
// stands for its time without measuring time.
func TestUnknownAddressCostsAHash(t *testing.T) {
	n, _ := openPeople(t)
	addPersonFor(t, n, "known@example.org", kpi.RoleReader)
	if _, err := n.SignIn(t.Context(), "known@example.org", "wrong"); err == nil {
		t.Fatal("a wrong password signs in")
	}
	cost := func(email string) int64 {
		return testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = n.SignIn(context.Background(), email, "wrong password, long enough")
				if b.N > 2 {
					break
				}
			}
		}).AllocedBytesPerOp()
	}
	const most = 15 << 20
	if known, unknown := cost("known@example.org"), cost("nobody@example.org"); known < most || unknown < most {
		t.Errorf("signing in allocates %d bytes for a known address and %d for an unknown one; argon2id takes 19 MiB", known, unknown)
	}
}

func TestPasswordRules(t *testing.T) {
	long := strings.Repeat("x", 14)
	for _, c := range []struct{ password, key string }{
		{"", "people.password_short"},
		{long, "people.password_short"},
		{"éééééééééééééé", "people.password_short"}, // 14 characters, 28 bytes
		{long + "y", ""},
		{"tous les mots conviennent", ""},
		{"MotDePasse MotDePasse", "people.password_common"},
		{"azertyuiopqsdfghjklm", "people.password_common"},
		{"correct horse battery staple", "people.password_common"},
		{"correct horse battery staple, mine", ""}, // only the whole counts
		{"aaaaaaaaaaaaaaaaaaaa", "people.password_common"},
		{"Marguerite Dupont-Lavigne", "people.password_name"},
		{"margueritedupont-lavigne", "people.password_name"},
		{"marguerite@example.org", "people.password_name"},
		{"Ambassade d’Armorique", "people.password_name"},
		{"Marguerite Dupont-Lavigne 2026", ""},
	} {
		faults := checkPassword("password", c.password, "Marguerite Dupont-Lavigne", "marguerite@example.org", "Ambassade d’Armorique")
		key := ""
		if len(faults) > 0 {
			key = faults[0].Key
		}
		if key != c.key {
			t.Errorf("%q: %q, want %q", c.password, key, c.key)
		}
	}
}

func TestPasswordIsOneHoweverItIsEncoded(t *testing.T) {
	n, _ := openPeople(t)
	const composed, decomposed = "une phrase préférée", "une phrase pre\u0301fe\u0301re\u0301e"
	_, err := n.AddUser(t.Context(), kpi.CommandLine(), NewUser{Email: "a@example.org", Name: "A", Role: kpi.RoleReader, Password: composed})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.SignIn(t.Context(), "a@example.org", decomposed); err != nil {
		t.Errorf("the same letters from another keyboard: %v", err)
	}
}

func TestInvitation(t *testing.T) {
	n, c := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	first, err := n.AddUser(ctx, admin, NewUser{Email: "new@example.org", Name: "Nouvelle", Role: kpi.RoleCoordinator, Locale: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	link, err := n.Link(ctx, first.Token)
	if err != nil || link.Kind != LinkInvitation || link.User.ID != first.User.ID {
		t.Fatalf("the link is %+v, %v", link, err)
	}
	second, err := n.NewLink(ctx, admin, first.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Link(ctx, first.Token)
	wantCode(t, err, kpi.CodeNotFound)

	c.now = c.now.Add(LinkDays*24*time.Hour - time.Second)
	if _, err := n.Link(ctx, second.Token); err != nil {
		t.Errorf("the link ends early: %v", err)
	}
	c.now = c.now.Add(time.Second)
	_, err = n.UseLink(ctx, second.Token, "", "", goodPassword)
	wantCode(t, err, kpi.CodeNotFound)

	third, err := n.NewLink(ctx, admin, first.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	// Address and name in the form are for setting up only.
	user, err := n.UseLink(ctx, third.Token, "other@example.org", "Other", goodPassword)
	if err != nil || user.Email != "new@example.org" || user.Role != kpi.RoleCoordinator {
		t.Errorf("the invited person is %+v, %v", user, err)
	}
	_, err = n.UseLink(ctx, third.Token, "", "", goodPassword)
	wantCode(t, err, kpi.CodeNotFound)
	reset, err := n.NewLink(ctx, admin, first.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	if link, err := n.Link(ctx, reset.Token); err != nil || link.Kind != LinkPassword {
		t.Errorf("the next link is %+v, %v", link, err)
	}
	if _, err := n.SignIn(ctx, "new@example.org", goodPassword); err != nil {
		t.Errorf("the password holds until the link is used: %v", err)
	}
}

func TestAddUserFaults(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	_, err := n.AddUser(ctx, admin, NewUser{Email: "ADMIN@example.org", Name: "Twin", Role: "king", Entity: "Nowhere/At all", Locale: "de", Password: "short"})
	wantFields(t, err, map[string]string{
		"email": "people.email_taken", "role": "people.role", "entity": "people.entity_unknown",
		"locale": "people.locale", "password": "people.password_short",
	})
	for _, email := range []string{"", "a", "a@", "Somebody <a@example.org>", "a@example.org, b@example.org", " "} {
		_, err := n.AddUser(ctx, admin, NewUser{Email: email, Name: "A", Role: kpi.RoleReader})
		wantFields(t, err, map[string]string{"email": "people.email"})
	}
}

func TestOnlyAdministratorsManagePeople(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	for _, role := range kpi.Roles[1:] {
		who := addPersonFor(t, n, string(role)+"@example.org", role)
		for name, err := range map[string]error{
			"add":      second(n.AddUser(ctx, who, NewUser{Email: "x@example.org", Name: "X", Role: kpi.RoleAdmin})),
			"link":     second(n.NewLink(ctx, who, 1)),
			"off":      n.SwitchOff(ctx, who, 1),
			"on":       n.SwitchOn(ctx, who, 1),
			"list":     second(n.Users(ctx, who, UserQuery{})),
			"token":    second(n.AddToken(ctx, who, "admin@example.org")),
			"settings": n.SaveSettings(ctx, who, defaultSettings()),
			"entities": second(n.EntityPaths(ctx, who)),
		} {
			if kpi.CodeOf(err) != kpi.CodeForbidden {
				t.Errorf("%s: %s: %v, want forbidden", role, name, err)
			}
		}
	}
	if _, err := n.SignIn(ctx, "x@example.org", ""); err == nil {
		t.Error("somebody was added")
	}
}

func second[T any](_ T, err error) error { return err }

func TestSwitchOffEndsEverything(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	who := addPersonFor(t, n, "a@example.org", kpi.RoleAmbassador)
	token, err := n.AddToken(ctx, kpi.CommandLine(), "A@example.org")
	if err != nil {
		t.Fatal(err)
	}
	link, err := n.NewLink(ctx, admin, who.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	stamp, err := n.SessionStamp(ctx, who.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := n.UserByToken(ctx, token); err != nil || u.ID != who.User.ID {
		t.Fatalf("the token is of %+v, %v", u, err)
	}
	if err := n.SwitchOff(ctx, admin, who.User.ID); err != nil {
		t.Fatal(err)
	}
	_, err = n.UserByToken(ctx, token)
	wantCode(t, err, kpi.CodeUnauthenticated)
	_, err = n.Link(ctx, link.Token)
	wantCode(t, err, kpi.CodeNotFound)
	_, err = n.SessionUser(ctx, who.User.ID, stamp)
	wantCode(t, err, kpi.CodeUnauthenticated)
	_, err = n.NewLink(ctx, admin, who.User.ID)
	wantCode(t, err, kpi.CodeInvalid)
	_, err = n.AddToken(ctx, admin, "a@example.org")
	wantCode(t, err, kpi.CodeInvalid)

	if err := n.SwitchOn(ctx, admin, who.User.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := n.SignIn(ctx, "a@example.org", goodPassword); err != nil {
		t.Errorf("the password they had: %v", err)
	}
	_, err = n.UserByToken(ctx, token)
	wantCode(t, err, kpi.CodeUnauthenticated) // what ended stays ended
}

func TestAnAdministratorStays(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	one := addPersonFor(t, n, "one@example.org", kpi.RoleAdmin)
	wantCode(t, n.SwitchOff(ctx, one, one.User.ID), kpi.CodeInvalid)
	wantCode(t, n.SwitchOff(ctx, kpi.CommandLine(), one.User.ID), kpi.CodeInvalid)
	two := addPersonFor(t, n, "two@example.org", kpi.RoleAdmin)
	if err := n.SwitchOff(ctx, two, one.User.ID); err != nil {
		t.Errorf("one of two: %v", err)
	}
	wantCode(t, n.SwitchOff(ctx, one, two.User.ID), kpi.CodeInvalid)
	wantCode(t, n.SwitchOff(ctx, two, 999), kpi.CodeNotFound)
}

func TestChangeUser(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	who := addPersonFor(t, n, "a@example.org", kpi.RoleReader)
	if _, err := n.AddEntity(ctx, admin, "Groupe/Est"); err != nil {
		t.Fatal(err)
	}
	same := UserChange{Email: "a@example.org", Name: "Personne a@example.org", Role: kpi.RoleReader}
	wantCode(t, n.ChangeUser(ctx, who, who.User.ID, same), kpi.CodeForbidden)
	wantCode(t, n.ChangeUser(ctx, admin, 999, same), kpi.CodeNotFound)
	wantFields(t, n.ChangeUser(ctx, admin, who.User.ID, UserChange{Email: "Admin@example.org", Role: "king", Entity: "Groupe/Sud"}), map[string]string{
		"email": "people.email_taken", "name": "people.name_missing", "role": "people.role", "entity": "people.entity_unknown",
	})
	if err := n.ChangeUser(ctx, admin, who.User.ID, UserChange{Email: "B@example.org", Name: "Bertille", Role: kpi.RoleCoordinator, Entity: "groupe/est"}); err != nil {
		t.Fatal(err)
	}
	got, err := n.UserByID(ctx, who.User.ID)
	if err != nil || got.Email != "B@example.org" || got.Name != "Bertille" || got.Role != kpi.RoleCoordinator || got.Entity != "Groupe/Est" {
		t.Errorf("the person is %+v, %v", got, err)
	}
	if _, err := n.SignIn(ctx, "b@example.org", goodPassword); err != nil {
		t.Errorf("the new address: %v", err)
	}
	for _, c := range changesOf(t, n, "users", who.User.ID) {
		if strings.Contains(c.Old+c.New, "Bertille") || strings.Contains(c.Old+c.New, "@") {
			t.Errorf("history names a person: %+v", c)
		}
	}
	me := UserChange{Email: "admin@example.org", Name: "Moi", Role: kpi.RoleReader}
	wantFields(t, n.ChangeUser(ctx, admin, admin.User.ID, me), map[string]string{"role": "people.last_admin_role"})
	addPersonFor(t, n, "second@example.org", kpi.RoleAdmin)
	if err := n.ChangeUser(ctx, admin, admin.User.ID, me); err != nil {
		t.Error(err)
	}
}

func TestChangePassword(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	who := addPersonFor(t, n, "a@example.org", kpi.RoleReader)
	stamp, err := n.SessionStamp(ctx, who.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	err = n.ChangePassword(ctx, who, "not this one", "short")
	wantFields(t, err, map[string]string{"old": "people.password_wrong", "new": "people.password_short"})
	if _, err := n.SessionUser(ctx, who.User.ID, stamp); err != nil {
		t.Errorf("a refused change ends a session: %v", err)
	}
	if err := n.ChangePassword(ctx, who, goodPassword, "une autre phrase de passe"); err != nil {
		t.Fatal(err)
	}
	_, err = n.SessionUser(ctx, who.User.ID, stamp)
	wantCode(t, err, kpi.CodeUnauthenticated)
	_, err = n.SignIn(ctx, "a@example.org", goodPassword)
	wantCode(t, err, kpi.CodeUnauthenticated)
	if _, err := n.SignIn(ctx, "a@example.org", "une autre phrase de passe"); err != nil {
		t.Error(err)
	}
	wantCode(t, n.ChangePassword(ctx, kpi.Who{}, goodPassword, goodPassword), kpi.CodeUnauthenticated)
}

func TestSecretsAreKeptHashed(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	token, err := n.AddToken(ctx, admin, "admin@example.org")
	if err != nil {
		t.Fatal(err)
	}
	link, err := n.NewLink(ctx, admin, admin.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	const cookie = "the-cookie-of-a-browser-in-this-test"
	if err := n.SessionStore().Commit(cookie, []byte("data"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if len(token) != 43 || len(link.Token) != 43 {
		t.Errorf("256 bits are 43 characters: %q, %q", token, link.Token)
	}
	kept := readDatabase(t, n)
	if !strings.Contains(kept, "admin@example.org") {
		t.Fatal("this does not read the database")
	}
	for _, secret := range []string{token, link.Token, cookie, goodPassword} {
		if strings.Contains(kept, secret) {
			t.Errorf("the database holds %q as it is", secret)
		}
	}
}

// readDatabase reads the bytes of the file and of its write-ahead log.
func readDatabase(t *testing.T, n *Network) string {
	t.Helper()
	var all []byte
	for _, path := range []string{n.db.Path(), n.db.Path() + "-wal"} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return string(all)
}

// changesOf reads the history of a row.
func changesOf(t *testing.T, n *Network, subject string, id kpi.ID) []store.Change {
	t.Helper()
	db, err := sql.Open("sqlite3", n.db.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), `SELECT field, old, new FROM changes WHERE subject = ? AND subject_id = ? ORDER BY id`, subject, int64(id))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var list []store.Change
	for rows.Next() {
		var c store.Change
		if err := rows.Scan(&c.Field, &c.Old, &c.New); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestHistoryNamesNobody(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	i, err := n.AddUser(ctx, admin, NewUser{Email: "b@example.org", Name: "Bertille", Role: kpi.RoleReader})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.SwitchOff(ctx, admin, i.User.ID); err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, c := range changesOf(t, n, "users", i.User.ID) {
		acts = append(acts, c.Field)
		if text := c.Old + c.New; strings.Contains(text, "Bertille") || strings.Contains(text, "@") {
			t.Errorf("history names a person: %q", text)
		}
	}
	for _, act := range []string{"created", "link", "disabled"} {
		if !slices.Contains(acts, act) {
			t.Errorf("history lacks %q: %q", act, acts)
		}
	}
}

func TestUsersArePaged(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	for _, name := range []string{"Zoé Martin", "Élodie Bernard", "Ana Costa", "bruno petit"} {
		email := kpi.Fold(strings.Fields(name)[0]) + "@example.org"
		if _, err := n.AddUser(ctx, admin, NewUser{Email: email, Name: name, Role: kpi.RoleReader}); err != nil {
			t.Fatal(err)
		}
	}
	page, err := n.Users(ctx, admin, UserQuery{Page: 2, PageSize: 2})
	if err != nil || page.Total != 5 || page.Pages() != 3 || len(page.Users) != 2 {
		t.Fatalf("page 2 is %+v, %v", page, err)
	}
	for text, want := range map[string]int{"martin": 1, "Élodie": 1, "EXAMPLE.org": 5, "bruno": 1, "nobody": 0, "%": 0} {
		page, err := n.Users(ctx, admin, UserQuery{Text: text})
		if err != nil || page.Total != want || len(page.Users) != want {
			t.Errorf("%q finds %d, %v, want %d", text, page.Total, err, want)
		}
	}
}

func TestDemoUsersAreOfADemo(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	addPersonFor(t, n, "reader@example.org", kpi.RoleReader)
	addPersonFor(t, n, "second@example.org", kpi.RoleReader)
	if users, err := n.DemoUsers(ctx); err != nil || len(users) != 0 {
		t.Errorf("outside a demo: %v, %v", users, err)
	}
	_, err := n.SignInDemo(ctx, kpi.RoleAdmin)
	wantCode(t, err, kpi.CodeNotFound)

	s := defaultSettings()
	s.Demo = true
	wantCode(t, n.SaveSettings(ctx, admin, s), kpi.CodeForbidden)
	if err := n.SaveSettings(ctx, kpi.CommandLine(), s); err != nil {
		t.Fatal(err)
	}
	users, err := n.DemoUsers(ctx)
	if err != nil || len(users) != 2 || users[0].Role != kpi.RoleAdmin || users[1].Email != "reader@example.org" {
		t.Errorf("in a demo: %v, %v", users, err)
	}
	_, err = n.SignInDemo(ctx, kpi.RoleAmbassador)
	wantCode(t, err, kpi.CodeNotFound)
}

func TestSettings(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	admin := addPersonFor(t, n, "admin@example.org", kpi.RoleAdmin)
	s, err := n.Settings(ctx)
	if err != nil || s != defaultSettings() || s.NetworkName != "Porte-voix" || s.DueDay != 5 || !s.AmbassadorsSeeAll || s.HistoryNamedMonths != 24 {
		t.Fatalf("the defaults are %+v, %v", s, err)
	}
	want := s
	want.NetworkName, want.FirstReportingMonth, want.DueDay = "Réseau d’Armorique", kpi.NewMonth(2026, 1), 8
	want.AmbassadorsSeeAll, want.AcceptanceSwitchedOn, want.HistoryNamedMonths = false, true, 12
	if err := n.SaveSettings(ctx, admin, want); err != nil {
		t.Fatal(err)
	}
	if s, err = n.Settings(ctx); err != nil || s != want {
		t.Errorf("the settings are %+v, %v, want %+v", s, err, want)
	}
	if changes := changesOf(t, n, "settings", 0); len(changes) != 6 {
		t.Errorf("six settings changed, history says %v", changes)
	}
	wrong := want
	wrong.NetworkName, wrong.DueDay, wrong.HistoryNamedMonths = "  ", 32, 121
	err = n.SaveSettings(ctx, admin, wrong)
	wantFields(t, err, map[string]string{"network_name": "people.network_name", "due_day": "people.due_day",
		"named_months": "settings.named_months_bounds"})
}

func TestSessionStore(t *testing.T) {
	n, _ := openPeople(t)
	s := n.SessionStore()
	end := time.Now().Add(time.Hour)
	if err := s.Commit("token", []byte("one"), end); err != nil {
		t.Fatal(err)
	}
	if data, found, err := s.Find("token"); err != nil || !found || string(data) != "one" {
		t.Errorf("found %q, %v, %v", data, found, err)
	}
	if _, found, err := s.Find("another"); err != nil || found {
		t.Errorf("an unknown token: %v, %v", found, err)
	}
	ends := func() time.Time {
		kept, err := n.db.Session(t.Context(), hashToken("token"))
		if err != nil {
			t.Fatal(err)
		}
		return kept.ExpiresAt
	}
	before := ends()
	if err := s.Commit("token", []byte("one"), end.Add(touchEvery/2)); err != nil || !ends().Equal(before) {
		t.Errorf("a page soon after writes to the disk: %v", err)
	}
	if err := s.Commit("token", []byte("one"), end.Add(2*touchEvery)); err != nil || ends().Equal(before) {
		t.Errorf("a later page does not keep the session: %v", err)
	}
	if err := s.Commit("past", []byte("x"), time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s.Find("past"); err != nil || found {
		t.Errorf("a session that ended is found: %v, %v", found, err)
	}
	if err := s.Commit("token", []byte("two"), end); err != nil {
		t.Fatal(err)
	}
	if _, err := n.db.Session(t.Context(), hashToken("past")); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("an ended session is kept: %v", err)
	}
	if err := s.Delete("token"); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s.Find("token"); err != nil || found {
		t.Errorf("a deleted session is found: %v, %v", found, err)
	}
}
