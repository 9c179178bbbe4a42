package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

var linkPattern = regexp.MustCompile(regexp.QuoteMeta(publicURL) + `(/links/[\w-]{43})"`)

// linkIn finds the one-time link that a page shows.
func linkIn(t *testing.T, a answer) string {
	t.Helper()
	found := linkPattern.FindStringSubmatch(a.body)
	if found == nil {
		t.Fatalf("no link on the page:\n%s", head(a.body))
	}
	return found[1]
}

// TestFromSetupToSecondPerson goes the whole way: the printed link, the first
// administrator, an invitation, the invited person, a new link, the end.
func TestFromSetupToSecondPerson(t *testing.T) {
	h := newEmptyHouse(t)
	token, needed, err := h.net.SetupLink(t.Context())
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	first := h.browse()
	first.get("/users").wantGo(t, "/sign-in?next=%2Fusers")
	first.get("/links/"+token).want(t, 200, "Bienvenue", `name="email"`, `name="name"`)
	first.post("/links/"+token, "name", "Adèle Exemple", "email", "adele", "password", "court").
		want(t, 422, `value="Adèle Exemple"`, `value="adele"`, "15 au moins", "n’est pas une adresse", `aria-invalid="true"`)
	first.post("/links/"+token, "name", "Adèle Exemple", "email", "adele@example.org", "password", housePassword).wantGo(t, "/")
	first.get("/links/"+token).want(t, 404, "Ce lien ne sert plus")

	made := first.post("/users", "name", "Basile Exemple", "email", "basile@example.org", "role", "reader")
	link := linkIn(t, made.want(t, 201, "Basile Exemple"))
	if again := first.get("/users").want(t, 200, "invitation en attente"); linkPattern.MatchString(again.body) {
		t.Error("the link is shown twice")
	}
	first.post("/users", "name", "Basile Deux", "email", "BASILE@example.org", "role", "reader").
		want(t, 422, `value="Basile Deux"`, "Quelqu’un utilise déjà")

	second := h.browse()
	second.get(link).want(t, 200, "Bonjour Basile Exemple", "basile@example.org")
	second.post(link, "password", housePassword).wantGo(t, "/")
	second.get("/users").want(t, 404)
	second.post("/sign-out").wantGo(t, "/sign-in")
	second.get("/password").wantGo(t, "/sign-in?next=%2Fpassword")

	second.post("/sign-in", "email", "basile@example.org", "password", "une mauvaise phrase", "next", "/password").
		want(t, 422, `value="basile@example.org"`, `value="/password"`, "Adresse ou mot de passe incorrect")
	second.post("/sign-in", "email", " Basile@example.org", "password", housePassword, "next", "/password").wantGo(t, "/password")
	second.get("/sign-in").wantGo(t, "/")

	basile, err := h.net.SignIn(t.Context(), "basile@example.org", housePassword)
	if err != nil {
		t.Fatal(err)
	}
	address := "/users/" + basile.ID.String()
	reset := linkIn(t, first.post(address+"/link").want(t, 201))
	second.get("/password").want(t, 200) // the session goes on until the link is used
	h.browse().get(reset).want(t, 200, "Nouveau mot de passe")

	first.post(address+"/off").wantGo(t, address)
	first.get(address).want(t, 200, "L’accès est désactivé")
	second.get("/password").wantGo(t, "/sign-in?next=%2Fpassword")
	second.post("/sign-in", "email", "basile@example.org", "password", housePassword).want(t, 422)
	h.browse().get(reset).want(t, 404)
	first.post(address+"/on").wantGo(t, "/users")
	second.post("/sign-in", "email", "basile@example.org", "password", housePassword).wantGo(t, "/")
}

// TestPasswordChangeEndsSessionsElsewhere keeps the session it is made in.
func TestPasswordChangeEndsSessionsElsewhere(t *testing.T) {
	h := newEmptyHouse(t)
	_, err := h.net.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: "a@example.org", Name: "A", Role: kpi.RoleAdmin, Password: housePassword})
	h.must(err)
	here, elsewhere := h.browse(), h.browse()
	for _, b := range []*browser{here, elsewhere} {
		b.post("/sign-in", "email", "a@example.org", "password", housePassword).wantGo(t, "/")
	}
	token := sessionToken(h, here)
	here.post("/password", "old", "pas la bonne", "new", "courte").want(t, 422, "pas votre mot de passe actuel", "15 au moins")
	here.post("/password", "old", housePassword, "new", "une tout autre phrase").wantGo(t, "/")
	if sessionToken(h, here) == token {
		t.Error("the session keeps its token")
	}
	here.get("/users").want(t, 200, "Votre mot de passe est changé")
	if page := here.get("/users"); strings.Contains(page.body, "Votre mot de passe est changé") {
		t.Error("the notice is said twice")
	}
	elsewhere.get("/users").wantGo(t, "/sign-in?next=%2Fusers")
}

func sessionToken(h *house, b *browser) string {
	for _, c := range b.client.Jar.Cookies(nil) {
		if c.Name == h.web.sessions.Cookie.Name {
			return c.Value
		}
	}
	return ""
}

func TestSessionCookie(t *testing.T) {
	h := newEmptyHouse(t)
	_, err := h.net.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: "a@example.org", Name: "A", Role: kpi.RoleAdmin, Password: housePassword})
	h.must(err)
	b := h.browse()
	if page := b.get("/sign-in"); len(page.Cookies()) != 0 {
		t.Errorf("a visitor gets cookies: %v", page.Cookies())
	}
	cookies := b.post("/sign-in", "email", "a@example.org", "password", housePassword).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("cookies are %v", cookies)
	}
	c := cookies[0]
	if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Errorf("the cookie is %v", c)
	}
	if page := b.get("/users").want(t, 200); page.Header.Get("Cache-Control") == "" || !strings.Contains(strings.Join(page.Header.Values("Cache-Control"), ","), "no-store") {
		t.Errorf("a signed-in page may be stored: %v", page.Header.Values("Cache-Control"))
	}
	// A token that a stranger planted is not taken over by signing in.
	planted := h.browse()
	planted.client.Jar.SetCookies(nil, []*http.Cookie{{Name: c.Name, Value: "planted"}})
	planted.post("/sign-in", "email", "a@example.org", "password", housePassword).wantGo(t, "/")
	if sessionToken(h, planted) == "planted" {
		t.Error("the planted token became a session")
	}
}

// TestSessionsEnd ends one that was idle, and one that is old, by the ends
// that are stored with them.
func TestSessionsEnd(t *testing.T) {
	h := newHouse(t)
	if h.web.sessions.IdleTimeout != 30*time.Minute || h.web.sessions.Lifetime != 12*time.Hour {
		t.Errorf("sessions last %v idle, %v in all", h.web.sessions.IdleTimeout, h.web.sessions.Lifetime)
	}
	b := h.as(admin)
	b.get("/password").want(t, 200)
	data, found, err := h.net.SessionStore().Find("session of admin")
	if err != nil || !found {
		t.Fatal(found, err)
	}
	h.must(h.net.SessionStore().Commit("session of admin", append(data, ' '), time.Now().Add(-time.Second)))
	b.get("/password").wantGo(t, "/sign-in?next=%2Fpassword")
}

func TestLanguage(t *testing.T) {
	h := newHouse(t)
	visitor := h.browse()
	visitor.get("/sign-in").want(t, 200, `<html lang="fr">`, "Se connecter")
	visitor.header.Set("Accept-Language", "en-GB,en;q=0.9,fr;q=0.8")
	visitor.get("/sign-in").want(t, 200, `<html lang="en">`, "Sign in")
	visitor.header.Set("Accept-Language", "de")
	visitor.get("/sign-in").want(t, 200, `<html lang="fr">`)
	visitor.post("/locale", "locale", "en", "back", "/sign-in?next=%2Fmonths").wantGo(t, "/sign-in?next=%2Fmonths")
	visitor.get("/sign-in").want(t, 200, `<html lang="en">`)
	visitor.post("/locale", "locale", "de", "back", "/").want(t, 422)

	person := h.as(admin)
	person.header.Set("Accept-Language", "en")
	person.get("/password").want(t, 200, `<html lang="fr">`) // the person's own choice comes first
	person.post("/locale", "locale", "en", "back", "/password").wantGo(t, "/password")
	person.get("/password").want(t, 200, `<html lang="en">`)
	h.as(admin).get("/password").want(t, 200, `<html lang="en">`)
}

func TestNobodyIsLedElsewhere(t *testing.T) {
	for given, want := range map[string]string{
		"/months/2026-10?sphere=Sales": "/months/2026-10?sphere=Sales",
		"/accounts/3":                  "/accounts/3",
		"":                             "/",
		"//evil.example/":              "/",
		"https://evil.example/":        "/",
		`/\evil.example`:               "/",
		`\\evil.example`:               "/",
		"javascript:alert(1)":          "/",
		"/%2f/evil.example":            "/",
		"months":                       "/",
		"/a\r\nSet-Cookie: x=1":        "/",
		"http:/evil":                   "/",
	} {
		if got := localPath(given); got != want {
			t.Errorf("%q leads to %q, want %q", given, got, want)
		}
	}
}

func TestDemoSignIn(t *testing.T) {
	h := newHouse(t)
	if page := h.browse().get("/sign-in").want(t, 200); strings.Contains(page.body, "/sign-in/demo") {
		t.Error("outside a demo, people are signed in by a button")
	}
	h.browse().post("/sign-in/demo", "role", "admin").want(t, 404)

	settings, err := h.net.Settings(t.Context())
	h.must(err)
	settings.Demo = true
	h.must(h.net.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	b := h.browse()
	page := b.get("/sign-in").want(t, 200, "Essayer l’exemple")
	for _, role := range kpi.Roles {
		if !strings.Contains(page.body, `value="`+string(role)+`"`) {
			t.Errorf("no button for %s", role)
		}
	}
	b.post("/sign-in/demo", "role", "king").want(t, 404)
	b.post("/sign-in/demo", "role", "admin", "next", "/users").wantGo(t, "/users")
	b.get("/users").want(t, 200, "Admin Exemple")
}

func TestUsersPage(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	page := b.get("/users").want(t, 200, "Camille Exemple", "9 personnes", `<option value="Groupe/Ouest">`)
	if strings.Contains(page.body, "/users/"+h.people[admin].ID.String()+"/off") {
		t.Error("one may switch oneself off")
	}
	b.get("/users?q=camille").want(t, 200, "camille@example.org", "1 personne")
	b.get("/users?q=zzz").want(t, 200, "Personne ne correspond")
	b.post("/users/"+h.people[admin].ID.String()+"/off").want(t, 422, "votre propre accès")
	b.post("/users/999/off").want(t, 404)
	b.post("/users/abc/link").want(t, 404)
	b.post("/users", "name", "", "email", "x", "role", "king", "entity", "Nulle part").
		want(t, 422, "Indiquez le prénom", "n’est pas une adresse", "n’est pas un rôle", "n’existe pas", `value="x"`)
}

func TestUserPage(t *testing.T) {
	h := newHouse(t)
	b, address := h.as(admin), "/users/"+h.people[camille].ID.String()
	b.get(address).want(t, 200, `value="camille@example.org"`, `<option value="ambassador" selected>`)
	b.post(address, "name", "Camille Neuve", "email", "deniz@example.org", "role", "reader").
		want(t, 422, `value="Camille Neuve"`, `<option value="reader" selected>`, "Quelqu’un utilise déjà")
	theirs := h.as(camille)
	theirs.get("/users").want(t, 404)
	b.post(address, "name", "Camille Neuve", "email", "camille@example.org", "role", "admin", "entity", "").wantGo(t, "/users")
	theirs.get("/users").want(t, 200, "Camille Neuve") // the session knows at once
}
