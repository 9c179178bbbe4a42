package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// colleague is somebody at the provider: what it says of them, and what it gets
// wrong.
type colleague struct {
	subject      string
	claims, info map[string]any // in the answer itself, and to whoever asks for more
	spoil        func(*mockoidc.IDTokenClaims)
}

func (u colleague) ID() string { return u.subject }

func (u colleague) Userinfo([]string) ([]byte, error) { return json.Marshal(u.info) }

func (u colleague) Claims(_ []string, base *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	if u.spoil != nil {
		u.spoil(base)
	}
	text, err := json.Marshal(base)
	if err != nil {
		return nil, err
	}
	all := jwt.MapClaims{}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	for name, value := range u.claims {
		all[name] = value
	}
	return all, nil
}

// known is somebody with a checked address.
func known(subject, email string) colleague {
	return colleague{subject: subject, claims: map[string]any{"email": email, "email_verified": true, "name": "Nom " + subject, "locale": "en-GB"}}
}

const clientSecret = "un secret d’application"

// newProvider starts a provider at the house's time, and tells the house of it.
func newProvider(t *testing.T, h *house, change ...func(*network.SingleSignOn)) *mockoidc.MockOIDC {
	t.Helper()
	m, err := mockoidc.Run()
	h.must(err)
	t.Cleanup(func() { h.must(m.Shutdown()) })
	m.ClientID, m.ClientSecret = "porte-voix", clientSecret
	m.FastForward(time.Until(houseNow))
	set := network.SingleSignOn{On: true, Name: "Compte Maison", Issuer: m.Issuer(), ClientID: m.ClientID, Secret: clientSecret, Role: kpi.RoleReader}
	for _, f := range change {
		f(&set)
	}
	h.must(h.net.SaveSingleSignOn(t.Context(), kpi.CommandLine(), set))
	return m
}

// atProvider goes to the provider as somebody, and returns where it leads back.
func (b *browser) atProvider(t *testing.T, m *mockoidc.MockOIDC, u mockoidc.User, start string) string {
	t.Helper()
	there := b.get(start).want(t, http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(there, m.AuthorizationEndpoint()+"?") {
		t.Fatalf("the button leads to %s", there)
	}
	q, err := url.Parse(there)
	b.h.must(err)
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "porte-voix", "code_challenge_method": "S256", "redirect_uri": publicURL + page.ProviderBack, "scope": "openid profile email",
	} {
		if got := q.Query().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(q.Query().Get(name)) < 32 {
			t.Errorf("%s is %q", name, q.Query().Get(name))
		}
	}
	m.QueueUser(u)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, there, nil)
	b.h.must(err)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	b.h.must(err)
	b.h.must(answer.Body.Close())
	return strings.TrimPrefix(answer.Header.Get("Location"), publicURL)
}

// arrive signs somebody in by the provider, as far as that goes.
func (h *house) arrive(t *testing.T, m *mockoidc.MockOIDC, u mockoidc.User) (*browser, answer) {
	t.Helper()
	b := h.browse()
	return b, b.get(b.atProvider(t, m, u, page.ProviderSignIn))
}

func TestSignInByProvider(t *testing.T) {
	h := newHouse(t)
	h.browse().get("/sign-in").want(t, 200, `name="password"`).lacks(t, page.ProviderSignIn)
	m := newProvider(t, h)
	b := h.browse()
	b.get("/sign-in?next=%2Fpassword").want(t, 200, `href="/sign-in/provider?next=%2Fpassword"`, "Se connecter avec Compte Maison", `name="password"`)
	back := b.atProvider(t, m, known("s-1", "CAMILLE@example.org"), page.ProviderSignIn+"?next=%2Fpassword")
	anonymous := sessionToken(h, b)
	b.get(back).wantGo(t, "/password")
	if sessionToken(h, b) == anonymous {
		t.Error("the session keeps its token")
	}
	b.get("/password").want(t, 200, "camille@example.org")
	b.get(back).wantGo(t, "/") // again, by the browser's own button
	b.get(page.ProviderSignIn+"?next=%2Fmail").wantGo(t, "/mail")

	// Second arrival, under another address: the same person, as before.
	other, came := h.arrive(t, m, known("s-1", "deniz@example.org"))
	came.wantGo(t, "/")
	other.get("/password").want(t, 200, "camille@example.org")
	// The address goes to somebody else over there: not this person.
	_, came = h.arrive(t, m, known("s-2", "camille@example.org"))
	came.want(t, 403, "déjà liée à un autre compte")

	other.post("/sign-out").wantGo(t, "/sign-in?out=provider")
	other.get("/sign-in?out=provider").want(t, 200, "Votre session chez le fournisseur continue", page.ProviderOut)
	other.get(page.ProviderOut).want(t, 404, "fermez le navigateur")
	h.as(deniz).post("/sign-out").wantGo(t, "/sign-in")

	address := "/users/" + h.people[camille].ID.String()
	chief := h.as(admin)
	chief.get(address).want(t, 200, address+"/unlink")
	chief.post(address+"/unlink").wantGo(t, address)
	chief.get(address).want(t, 200, "Le lien est défait").lacks(t, address+"/unlink")
	_, came = h.arrive(t, m, known("s-2", "camille@example.org"))
	came.wantGo(t, "/")
	chief.get("/settings/history").want(t, 200, "liée au fournisseur", "déliée du fournisseur")
}

// lacks checks that an answer does not hold a text.
func (a answer) lacks(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(a.body, text) {
		t.Errorf("%s holds %q", a.Request.URL.Path, text)
	}
}

func TestProviderDoesNotLetEverybodyIn(t *testing.T) {
	h := newHouse(t)
	m := newProvider(t, h)
	h.must(h.net.SwitchOff(t.Context(), kpi.CommandLine(), h.people[reader].ID))
	unverified := known("u-1", "camille@example.org")
	unverified.claims["email_verified"] = false
	for name, c := range map[string]struct {
		u    colleague
		says string
	}{
		"switched off": {known("u-2", "reader@example.org"), "Votre accès est fermé"},
		"unknown":      {known("u-3", "inconnue@example.org"), "n’est pas connue ici"},
		"unverified":   {unverified, "n’a pas vérifié"},
		"no address":   {colleague{subject: "u-4", claims: map[string]any{"email": ""}}, "n’a pas donné d’adresse"},
	} {
		b, came := h.arrive(t, m, c.u)
		came.want(t, 403, c.says, page.ProviderSignIn)
		b.get("/password").wantGo(t, "/sign-in?next=%2Fpassword")
		if name == "unknown" {
			b.header.Set("Accept-Language", "en")
			b.get(b.atProvider(t, m, c.u, page.ProviderSignIn)).want(t, 403, "is not known here")
		}
	}
	// What the answer leaves out is asked for, and has to be of the same person.
	thin := colleague{subject: "u-6", info: map[string]any{"sub": "somebody else", "email": "camille@example.org", "email_verified": true}}
	_, came := h.arrive(t, m, thin)
	came.want(t, 403, "n’est pas valable")
	thin.info["sub"] = "u-6"
	_, came = h.arrive(t, m, thin)
	came.wantGo(t, "/")
	// Switched off after they were linked.
	b, came := h.arrive(t, m, known("u-5", "deniz@example.org"))
	came.wantGo(t, "/")
	h.must(h.net.SwitchOff(t.Context(), kpi.CommandLine(), h.people[deniz].ID))
	b.get("/password").wantGo(t, "/sign-in?next=%2Fpassword")
	_, came = h.arrive(t, m, known("u-5", "deniz@example.org"))
	came.want(t, 403, "Votre accès est fermé")
}

func TestAnswersThatDoNotHold(t *testing.T) {
	h := newHouse(t)
	m := newProvider(t, h)
	for name, spoil := range map[string]func(*mockoidc.IDTokenClaims){
		"audience": func(c *mockoidc.IDTokenClaims) { c.Audience = jwt.ClaimStrings{"another"} },
		"issuer":   func(c *mockoidc.IDTokenClaims) { c.Issuer = "https://other.example.org" },
		"expired":  func(c *mockoidc.IDTokenClaims) { c.ExpiresAt = jwt.NewNumericDate(houseNow.Add(-time.Minute)) },
		"nonce":    func(c *mockoidc.IDTokenClaims) { c.Nonce = "another" },
		"none":     func(c *mockoidc.IDTokenClaims) { c.Nonce = "" },
	} {
		u := known("s-1", "camille@example.org")
		u.spoil = spoil
		b, came := h.arrive(t, m, u)
		came.want(t, 403, "réponse du fournisseur d’identité n’est pas valable")
		if b.get("/password").StatusCode != http.StatusSeeOther {
			t.Errorf("%s: they came in", name)
		}
	}
	party := known("s-1", "camille@example.org")
	party.claims["azp"] = "another"
	_, came := h.arrive(t, m, party)
	came.want(t, 403, "n’est pas valable")
	if linked, err := h.net.SignsInByProvider(t.Context(), kpi.CommandLine(), h.people[camille].ID); err != nil || linked {
		t.Errorf("what did not hold linked somebody: %v", err)
	}

	// The answer belongs to the browser that asked, once, within its time.
	good := known("s-1", "camille@example.org")
	b := h.browse()
	back := b.atProvider(t, m, good, page.ProviderSignIn)
	h.browse().get(back).want(t, 422, "Recommencez")
	b.get(strings.Replace(back, "state=", "state=x", 1)).want(t, 422, "Recommencez")
	b.get(back).want(t, 422, "Recommencez") // used up
	late := h.browse()
	back = late.atProvider(t, m, good, page.ProviderSignIn)
	h.clock.now = h.clock.now.Add(16 * time.Minute)
	late.get(back).want(t, 422, "Recommencez")
	h.clock.now = houseNow
	mixed := h.browse()
	back = mixed.atProvider(t, m, good, page.ProviderSignIn)
	mixed.get(back+"&iss=https%3A%2F%2Fother.example.org").want(t, 403, "n’est pas valable")
}

func TestProviderInTrouble(t *testing.T) {
	h := newHouse(t)
	m := newProvider(t, h)
	b := h.browse()
	back := b.atProvider(t, m, known("s-1", "camille@example.org"), page.ProviderSignIn)
	refused, err := url.Parse(back)
	h.must(err)
	b.get(page.ProviderBack+"?error=access_denied&state="+refused.Query().Get("state")).want(t, 403, "n’a pas ouvert l’accès")

	back = b.atProvider(t, m, known("s-1", "camille@example.org"), page.ProviderSignIn)
	for range 2 { // both ways to prove oneself
		m.QueueError(&mockoidc.ServerError{Code: http.StatusServiceUnavailable, Error: "unavailable", Description: "camille@example.org"})
	}
	b.get(back).want(t, http.StatusBadGateway, "ne répond pas comme attendu")
	for _, secret := range []string{clientSecret, url.QueryEscape(clientSecret), "camille@example.org"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
	down := network.SingleSignOn{On: true, Issuer: "http://127.0.0.1:1", ClientID: "x", Role: kpi.RoleReader}
	h.must(h.net.SaveSingleSignOn(t.Context(), kpi.CommandLine(), down))
	h.browse().get("/sign-in").want(t, 200) // asks nothing of it
	h.browse().get(page.ProviderSignIn).want(t, http.StatusBadGateway, "ne répond pas comme attendu", `name="password"`)
}

func TestNewcomers(t *testing.T) {
	h := newHouse(t)
	m := newProvider(t, h, func(s *network.SingleSignOn) {
		s.Admit, s.Role, s.Domains, s.Claim = true, kpi.RoleContributor, []string{"example.org"}, "realm_access.roles"
		s.Roles = network.ParseClaimRoles("marketing = coordinator\nlecture = reader")
	})
	plain, marketing := known("n-1", "nina@example.org"), known("n-2", "omar@example.org")
	marketing.claims["realm_access"] = map[string]any{"roles": []string{"lecture", "marketing"}}
	for _, u := range []colleague{plain, marketing} {
		b, came := h.arrive(t, m, u)
		came.wantGo(t, "/")
		b.get("/calendar").want(t, 200, `<html lang="en">`, "Nom "+u.subject)
	}
	for email, want := range map[string]kpi.Role{"nina@example.org": kpi.RoleContributor, "omar@example.org": kpi.RoleCoordinator} {
		u, err := h.net.UserOfAddress(t.Context(), kpi.CommandLine(), email)
		if err != nil || u.Role != want || u.HasPassword || u.FirstSignedInAt.IsZero() {
			t.Errorf("%s is %+v: %v", email, u, err)
		}
	}
	_, came := h.arrive(t, m, known("n-3", "paul@elsewhere.example"))
	came.want(t, 403, "domaine de l’adresse paul@elsewhere.example")
}

func TestPasswordsOff(t *testing.T) {
	h := newHouse(t)
	m := newProvider(t, h)
	form := []string{"on", "yes", "issuer", m.Issuer(), "client_id", m.ClientID, "role", "reader", "passwords_off", "yes"}
	h.as(admin).post(page.SingleSignOnAddress, form...).want(t, 422, "Connectez-vous d’abord une fois par ce fournisseur")
	b, came := h.arrive(t, m, known("a-1", "admin@example.org"))
	came.wantGo(t, "/")
	invited, err := h.net.NewLink(t.Context(), kpi.CommandLine(), h.people[camille].ID)
	h.must(err)
	rescue, err := h.net.NewLink(t.Context(), kpi.CommandLine(), h.people[admin].ID)
	h.must(err)
	b.post(page.SingleSignOnAddress, form...).wantGo(t, page.SingleSignOnAddress)

	visitor := h.browse()
	page1 := visitor.get("/sign-in").want(t, 200, page.ProviderSignIn)
	page1.lacks(t, `name="password"`)
	visitor.post("/sign-in", "email", "admin@example.org", "password", housePassword).want(t, 403, "n’accepte plus de mots de passe")
	visitor.get("/links/"+invited.Token).want(t, 200, "n’accepte plus de mots de passe", page.ProviderSignIn)
	visitor.post("/links/"+invited.Token, "password", housePassword).want(t, 403)
	b.get("/password").want(t, 403)
	b.post("/password", "old", "x", "new", housePassword).want(t, 403)
	b.get("/").want(t, 200).lacks(t, `href="/password"`)
	h.api(camille).get("/api/v1/accounts").want(t, 200)

	// An administrator's link is the way in that is left; it holds once.
	visitor.get("/links/"+rescue.Token).want(t, 200, "sans mot de passe").lacks(t, `name="password"`)
	visitor.post("/links/"+rescue.Token).wantGo(t, "/")
	h.browse().get("/links/"+rescue.Token).want(t, 404)
	visitor.post(page.SingleSignOnAddress, "issuer", m.Issuer(), "client_id", m.ClientID, "role", "reader", "passwords_off", "yes").want(t, 422, "personne n’entrerait plus")
	visitor.post(page.SingleSignOnAddress, "on", "yes", "issuer", m.Issuer(), "client_id", m.ClientID, "role", "reader").wantGo(t, page.SingleSignOnAddress)
	h.browse().get("/links/"+invited.Token).want(t, 200, `name="password"`)
}

func TestSingleSignOnSettings(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	b.get("/settings").want(t, 200, page.SingleSignOnAddress)
	b.get(page.SingleSignOnAddress).want(t, 200, publicURL+page.ProviderBack, "portevoix user link", `<option value="reader" selected>`).lacks(t, `<option value="admin"`)
	b.post(page.SingleSignOnAddress, "on", "yes", "issuer", "http://provider.example.org", "role", "admin", "domains", "x@y", "roles", "chefs").
		want(t, 422, "n’est pas l’adresse d’un fournisseur", "Indiquez l’identifiant", "n’est pas un domaine", "Choisissez un rôle", "quelle information", "ne dit pas un rôle", `value="http://provider.example.org"`)
	m := newProvider(t, h)
	form := []string{"on", "yes", "issuer", m.Issuer(), "client_id", m.ClientID, "secret", clientSecret, "role", "ambassador", "admit", "yes", "domains", "@Example.org, example.fr", "act", "try"}
	b.post(page.SingleSignOnAddress, form...).wantGo(t, page.SingleSignOnAddress)
	b.get(page.SingleSignOnAddress).want(t, 200, "Le fournisseur répond", `value="example.org example.fr"`, "Un secret est enregistré").lacks(t, clientSecret)
	b.post(page.SingleSignOnAddress, "on", "yes", "issuer", m.Issuer()+"/x", "client_id", "x", "role", "", "act", "try").want(t, 422, "n’a pas répondu comme attendu")
	for _, text := range []string{b.get("/settings/history").want(t, 200, "Secret de l’application").body, h.log.String()} {
		if strings.Contains(text, clientSecret) {
			t.Error("the secret is told")
		}
	}
	b.post(page.SingleSignOnAddress+"/secret/forget").wantGo(t, page.SingleSignOnAddress)
	b.get(page.SingleSignOnAddress).want(t, 200, "Gardé dans la base")
}
