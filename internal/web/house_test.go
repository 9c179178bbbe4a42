package web

// This file is the house that the tests of this package visit: a small
// network on a fixed clock, one person of each kind, and the real server.

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// publicURL is where links lead in the tests.
const publicURL = "https://porte-voix.example"

// The house's month, closed month, and day.
var (
	houseMonth  = kpi.NewMonth(2026, 10)
	houseClosed = kpi.NewMonth(2026, 8)
	houseNow    = time.Date(2026, 11, 4, 8, 30, 0, 0, time.UTC)
)

// The people of the house; none has a password, since hashing takes long.
const (
	nobody     = ""
	admin      = "admin"      // administrator
	direct     = "direction"  // coordinator of the whole network
	west       = "west"       // coordinator of the entity Groupe/Ouest
	camille    = "camille"    // ambassador, holds the account inside
	deniz      = "deniz"      // ambassador, holds the account outside
	deputy     = "deputy"     // contributor, deputy of the account inside
	writer     = "writer"     // contributor without an account
	reader     = "reader"     // committee
	eastReader = "eastreader" // committee, limited to Groupe/Est

	housePassword = "une phrase pour la maison"
)

var housePeople = []struct {
	name   string
	role   kpi.Role
	entity string
}{
	{admin, kpi.RoleAdmin, ""},
	{direct, kpi.RoleCoordinator, ""},
	{west, kpi.RoleCoordinator, "Groupe/Ouest"},
	{camille, kpi.RoleAmbassador, ""},
	{deniz, kpi.RoleAmbassador, ""},
	{deputy, kpi.RoleContributor, ""},
	{writer, kpi.RoleContributor, ""},
	{reader, kpi.RoleReader, ""},
	{eastReader, kpi.RoleReader, "Groupe/Est"},
}

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

type house struct {
	t       *testing.T
	net     *network.Network
	clock   *clock
	web     *Server
	server  *httptest.Server
	log     *lockedBuffer
	people  map[string]kpi.User
	tokens  map[string]string
	inside  kpi.ID // account in Groupe/Ouest, held by camille
	outside kpi.ID // account in Groupe/Est, held by deniz

	imported, brought string // an import, and a file not yet confirmed; see bringFiles
}

// lockedBuffer is a log that a test reads while the server writes.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// newEmptyHouse is a server on an empty network.
func newEmptyHouse(t *testing.T, change ...func(*Options)) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{now: houseNow}, log: &lockedBuffer{}, people: map[string]kpi.User{}, tokens: map[string]string{}}
	var err error
	h.net, err = network.Open(t.Context(), filepath.Join(t.TempDir(), "house.db"), network.Options{Create: true, Now: h.clock.time})
	h.must(err)
	options := Options{PublicURL: publicURL, Log: slog.New(slog.NewJSONHandler(h.log, nil))}
	for _, f := range change {
		f(&options)
	}
	h.web, err = New(h.net, options)
	h.must(err)
	h.server = httptest.NewTLSServer(h.web.Handler())
	t.Cleanup(func() {
		h.server.Close()
		h.must(h.net.Close())
	})
	return h
}

// newHouse is a server on a network with people, two accounts and figures.
func newHouse(t *testing.T, change ...func(*Options)) *house {
	t.Helper()
	h := newEmptyHouse(t, change...)
	for _, path := range []string{"Groupe", "Groupe/Ouest", "Groupe/Est"} {
		_, err := h.net.AddEntity(t.Context(), kpi.CommandLine(), path)
		h.must(err)
	}
	for _, name := range []string{"Business", "Sales"} {
		_, err := h.net.AddSphere(t.Context(), kpi.CommandLine(), name)
		h.must(err)
	}
	for _, name := range []string{"Atelier", "Jardin"} {
		_, err := h.net.AddRange(t.Context(), kpi.CommandLine(), name)
		h.must(err)
	}
	settings, err := h.net.Settings(t.Context())
	h.must(err)
	settings.FirstReportingMonth = kpi.NewMonth(2026, 7)
	h.must(h.net.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	for _, p := range housePeople {
		h.addPerson(p.name, p.role, p.entity)
	}
	h.addAccounts()
	h.addFigures()
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) addPerson(name string, role kpi.Role, entity string) {
	h.t.Helper()
	i, err := h.net.AddUser(h.t.Context(), kpi.CommandLine(), network.NewUser{
		Email: name + "@example.org", Name: strings.ToUpper(name[:1]) + name[1:] + " Exemple", Role: role, Entity: entity, Locale: "fr",
	})
	h.must(err)
	h.people[name] = i.User
	h.tokens[name], err = h.net.AddToken(h.t.Context(), kpi.CommandLine(), i.User.Email)
	h.must(err)
}

func (h *house) who(name string) kpi.Who {
	return kpi.Who{User: h.people[name], Channel: kpi.ChannelForm}
}

func (h *house) addAccounts() {
	h.t.Helper()
	since := kpi.NewDay(2026, 7, 1)
	active := []kpi.AccountPeriod{{State: kpi.AccountActive, From: since}}
	ids, err := h.net.AddAccounts(h.t.Context(), kpi.CommandLine(), []network.NewAccount{
		{
			Platform: "X", Handle: "camille_atelier", ExternalID: "901", Persona: "Camille de l’Atelier", Sphere: "Business", Range: "Atelier",
			Entity: "Groupe/Ouest", Color: "#1f5fa8", States: active, Holders: []kpi.AccountHolder{
				{User: h.people[camille].ID, Role: kpi.Holder, From: since}, {User: h.people[deputy].ID, Role: kpi.Deputy, From: since},
			},
		},
		{
			Platform: "LinkedIn", Handle: "deniz-jardin", Persona: "Deniz du Jardin", Sphere: "Sales", Range: "Jardin",
			Entity: "Groupe/Est", Color: "#a85a1f", States: active, Holders: []kpi.AccountHolder{{User: h.people[deniz].ID, Role: kpi.Holder, From: since}},
		},
	})
	h.must(err)
	h.inside, h.outside = ids[0], ids[1]
}

// addFigures files both accounts from August to October, but for the October
// of the one outside.
func (h *house) addFigures() {
	h.t.Helper()
	for i, month := range []kpi.Month{kpi.NewMonth(2026, 8), kpi.NewMonth(2026, 9), kpi.NewMonth(2026, 10)} {
		h.file(camille, h.inside, month, float64(1000+40*i))
		if month != houseMonth {
			h.file(deniz, h.outside, month, float64(500+10*i))
		}
	}
}

func (h *house) file(name string, account kpi.ID, month kpi.Month, followers float64) {
	h.t.Helper()
	filing, err := h.net.File(h.t.Context(), h.who(name), kpi.FilingChange{
		Account: account, Month: month, Submit: true,
		Figures: map[string]kpi.Figure{
			"followers": kpi.Given(followers), "posts": kpi.Given(20), "likes": kpi.Given(followers / 10), "shares": kpi.Given(7),
			"mentions": kpi.Given(3), "influence": {State: kpi.StateNA}, "search_rank": {State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked},
		},
	})
	h.must(err)
	if filing.State != kpi.FilingSubmitted {
		h.t.Fatalf("filing is %q", filing.State)
	}
}

// browser is a person's browser: it keeps cookies, and follows nowhere.
type browser struct {
	h      *house
	client *http.Client
	header http.Header
}

type jar struct {
	mu      sync.Mutex
	cookies map[string]*http.Cookie
}

// SetCookies keeps cookies for the one server there is.
func (j *jar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, c := range cookies {
		if c.MaxAge < 0 {
			delete(j.cookies, c.Name)
		} else {
			j.cookies[c.Name] = c
		}
	}
}

// Cookies gives them back.
func (j *jar) Cookies(*url.URL) []*http.Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	var list []*http.Cookie
	for _, c := range j.cookies {
		list = append(list, c)
	}
	return list
}

// browse opens a browser in which nobody is signed in.
func (h *house) browse() *browser {
	client := *h.server.Client()
	client.Jar = &jar{cookies: map[string]*http.Cookie{}}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{h, &client, http.Header{"Accept-Language": {"fr"}}}
}

// as opens a browser with a session of a person.
func (h *house) as(name string) *browser {
	h.t.Helper()
	b := h.browse()
	if name == nobody {
		return b
	}
	user := h.people[name]
	stamp, err := h.net.SessionStamp(h.t.Context(), user.ID)
	h.must(err)
	data, err := sessionCodec{}.Encode(time.Now().Add(sessionLifetime), map[string]any{sessionUser: user.ID.String(), sessionStamp: stamp})
	h.must(err)
	h.must(h.net.SessionStore().Commit("session of "+name, data, time.Now().Add(sessionIdle)))
	b.client.Jar.SetCookies(nil, []*http.Cookie{{Name: h.web.sessions.Cookie.Name, Value: "session of " + name}})
	return b
}

// api is a program with the token of a person.
func (h *house) api(name string) *browser {
	b := h.browse()
	b.client.Jar = nil
	b.header = http.Header{"Accept-Language": {"en"}}
	if name != nobody {
		b.header.Set("Authorization", "Bearer "+h.tokens[name])
	}
	return b
}

// answer is a response read to its end.
type answer struct {
	*http.Response
	body string
}

func (b *browser) do(method, path, contentType string, body io.Reader) answer {
	b.h.t.Helper()
	r, err := http.NewRequestWithContext(b.h.t.Context(), method, b.h.server.URL+path, body)
	b.h.must(err)
	r.Header = b.header.Clone()
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	response, err := b.client.Do(r)
	b.h.must(err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	b.h.must(err)
	return answer{response, string(text)}
}

func (b *browser) get(path string) answer {
	b.h.t.Helper()
	return b.do(http.MethodGet, path, "", nil)
}

// post sends a form; fields are name, value, name, value…
func (b *browser) post(path string, fields ...string) answer {
	b.h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (b *browser) put(path, body string) answer {
	b.h.t.Helper()
	return b.do(http.MethodPut, path, "application/json", strings.NewReader(body))
}

// want checks an answer's status and that its text holds the given pieces.
func (a answer) want(t *testing.T, status int, pieces ...string) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s %s: status %d, want %d\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, head(a.body))
	}
	for _, piece := range pieces {
		if !strings.Contains(a.body, piece) {
			t.Errorf("%s %s: the answer lacks %q\n%s", a.Request.Method, a.Request.URL.Path, piece, head(a.body))
		}
	}
	return a
}

// wantGo checks that an answer leads to an address.
func (a answer) wantGo(t *testing.T, address string) answer {
	t.Helper()
	a.want(t, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != address {
		t.Errorf("%s %s leads to %q, want %q", a.Request.Method, a.Request.URL.Path, got, address)
	}
	return a
}

// wantProblem checks that an answer is problem+json with a code, and returns
// the faulty fields.
func (a answer) wantProblem(t *testing.T, status int, code kpi.Code, fields ...string) problem {
	t.Helper()
	a.want(t, status)
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s %s answers with %q", a.Request.Method, a.Request.URL.Path, got)
	}
	var p problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	if p.Code != string(code) || p.Status != status || p.Detail == "" || p.Detail == p.Key {
		t.Errorf("%s %s: the problem is %+v", a.Request.Method, a.Request.URL.Path, p)
	}
	var got []string
	for _, f := range p.Errors {
		got = append(got, f.Field)
		if f.Detail == "" || f.Detail == f.Key {
			t.Errorf("the fault of %s has no words: %+v", f.Field, f)
		}
	}
	if !slices.Equal(got, fields) {
		t.Errorf("%s %s: faults of %q, want %q", a.Request.Method, a.Request.URL.Path, got, fields)
	}
	return p
}

// head is the beginning of a body, or of a page's own content.
func head(text string) string {
	if at := strings.Index(text, "<main"); at >= 0 {
		text = text[at:]
	}
	return text[:min(len(text), 800)]
}

// into reads a JSON answer.
func (a answer) into(t *testing.T, dest any) {
	t.Helper()
	a.want(t, http.StatusOK)
	if err := json.Unmarshal([]byte(a.body), dest); err != nil {
		t.Fatalf("%v in %s", err, head(a.body))
	}
}
