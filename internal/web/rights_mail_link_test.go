package web

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/static"
)

// mailLinkRights is what the routes of messages' links answer to everybody, as
// in rights.
//
//nolint:dupword // the columns repeat
var mailLinkRights = map[string][]visit{
	//                                                                       no  adm dir wes cam den dep wri rea eas
	"GET /reset":                {{"/reset", "", "200 200 200 200 200 200 200 200 200 200"}},
	"POST /reset":               {{"/reset", "email=&what=password", "422 422 422 422 422 422 422 422 422 422"}},
	"GET /reset/sent":           {{"/reset/sent", "", "200 200 200 200 200 200 200 200 200 200"}},
	"GET /filing-links/:token":  {{"/filing-links/guess", "", "404 404 404 404 404 404 404 404 404 404"}},
	"POST /filing-links/:token": {{"/filing-links/guess", "", "404 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, mailLinkRights) }

// sendsMail switches mail on.
func (h *house) sendsMail() {
	h.t.Helper()
	h.must(h.net.SaveMailSetUp(h.t.Context(), h.who(admin), network.MailSetUp{
		On: true, Host: "localhost", Port: 25, Security: kpi.MailPlain, From: "reseau@example.org",
	}))
}

// asked posts what one asks for by mail, and returns where the message that
// waits then leads; "" where there is none.
func (h *house) asked(what, email string) string {
	h.t.Helper()
	h.as(nobody).post("/reset", "what", what, "email", email).wantGo(h.t, "/reset/sent")
	run, err := h.net.MailRun(h.t.Context())
	h.must(err)
	path := ""
	for _, m := range run.Due {
		out, ok, err := h.net.BeginMail(h.t.Context(), m)
		h.must(err)
		if ok {
			path = out.Material.Path
		}
		h.must(h.net.MailSent(h.t.Context(), m))
	}
	return path
}

// byLink is a browser that follows a link to its filings.
func (h *house) byLink(email string) *browser {
	h.t.Helper()
	path := h.asked("filing", email)
	if !strings.HasPrefix(path, "/filing-links/") {
		h.t.Fatalf("the message leads to %q", path)
	}
	b := h.as(nobody)
	b.get(path).want(h.t, http.StatusOK)
	b.post(path).want(h.t, http.StatusSeeOther)
	return b
}

const formType = "application/x-www-form-urlencoded"

// TestWhatALinkOpens walks the whole route table with the session that a link
// to one's filings opened: what is for everybody answers as to nobody, what is
// one's own opens, anything else asks to sign in.
func TestWhatALinkOpens(t *testing.T) {
	h := newHouse(t)
	h.sendsMail()
	h.addPerson("spare", "reader", "")
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseClosed))
	h.bringFiles()
	for _, name := range []string{camille, direct} {
		if name == direct { // direction, by a link, is somebody who files
			h.must(h.net.AddDeputy(t.Context(), kpi.CommandLine(), h.inside, h.people[direct].ID, kpi.NewDay(2026, 7, 1), 0))
		}
		b := h.byLink(h.people[name].Email)
		opened := 0
		for _, r := range routes {
			if r.access.api || strings.HasPrefix(r.path, "/sign-out") {
				continue
			}
			address := h.anAddress(r.path)
			a := b.do(r.method, address, formType, strings.NewReader("version=0"))
			switch name := r.method + " " + r.path; {
			case r.access.public:
			case openByLink[name]:
				opened++
				if a.StatusCode == http.StatusNotFound && !strings.HasSuffix(r.path, "/avatar") || isSignIn(a) {
					t.Errorf("%s is closed: %d to %q", name, a.StatusCode, a.Header.Get("Location"))
				}
			case !isSignIn(a):
				t.Errorf("%s %s is open: %d\n%s", r.method, address, a.StatusCode, head(a.body))
			}
		}
		if opened != len(openByLink) {
			t.Errorf("%d of %d routes opened", opened, len(openByLink))
		}
		for _, address := range []string{
			fmt.Sprintf("/accounts/%s/filings/2026-09", h.inside), fmt.Sprintf("/accounts/%s/filings/2026-11", h.inside),
			fmt.Sprintf("/accounts/%s/filings/2026-10", h.outside), fmt.Sprintf("/accounts/%s/avatar", h.outside), "/filings/2026-09", "/filings/2026-11",
			"/accounts/0/filings/2026-10", "/accounts/x/filings/2026-10", "/accounts/999/filings/2026-10", fmt.Sprintf("/accounts/%s/filings/octobre", h.inside),
		} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				if a := b.do(method, address, formType, strings.NewReader("version=0")); a.StatusCode != http.StatusNotFound && !isSignIn(a) {
					t.Errorf("%s: %s %s: %d, want 404", name, method, address, a.StatusCode)
				}
			}
		}
	}
}

func isSignIn(a answer) bool {
	return a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.Header.Get("Location"), "/sign-in")
}

// anAddress fills a route's path in, as far as it can with what camille files.
func (h *house) anAddress(path string) string {
	address := strings.NewReplacer(":id", h.inside.String(), ":month", "2026-10", ":token", "guess", ":key", "guess", ":locale", "fr", "*", "app.css").Replace(path)
	if path == "/static/*" {
		return static.Path("app.css")
	}
	var parts []string
	for part := range strings.SplitSeq(address, "/") {
		if strings.HasPrefix(part, ":") {
			part = "1"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "/")
}

func TestFilingByALink(t *testing.T) {
	h := newHouse(t)
	h.sendsMail()
	path := h.asked("filing", h.people[camille].Email)
	b := h.as(nobody)
	b.get(path).want(t, http.StatusOK, "Bonjour Camille", "Camille de l’Atelier", "octobre 2026")
	filing := fmt.Sprintf("/accounts/%s/filings/2026-10", h.inside)
	b.post(path).wantGo(t, filing)
	body := b.get(filing).want(t, http.StatusOK).body
	for _, closed := range []string{`href="/"`, `href="/accounts"`, `href="/purpose"`, `href="/password"`, `href="/gallery"`} {
		if strings.Contains(body, closed) {
			t.Errorf("the page leads to %s, which is closed", closed)
		}
	}
	before, err := h.net.Filing(t.Context(), h.who(camille), h.inside, houseMonth)
	h.must(err)
	b.post(filing, "version", strconv.Itoa(before.Version), "state.followers", "value", "value.followers", "1099", "action", "save").want(t, http.StatusSeeOther)
	after, err := h.net.Filing(t.Context(), h.who(camille), h.inside, houseMonth)
	h.must(err)
	if after.Version != before.Version+1 || after.Figures[kpi.Followers].Value != 1099 {
		t.Errorf("nothing was saved: %+v", after)
	}

	// Twice the same link, from another machine; then it ends.
	other := h.as(nobody)
	other.post(path).want(t, http.StatusSeeOther)
	other.get(filing).want(t, http.StatusOK)
	h.clock.now = houseNow.Add(25 * time.Hour)
	if a := other.get(filing); !isSignIn(a) {
		t.Errorf("a day later: %d", a.StatusCode)
	}
	other.get(path).want(t, http.StatusNotFound, "Demander un autre lien")
	other.post(path).want(t, http.StatusNotFound)
}

func TestLinkEndsWithThePassword(t *testing.T) {
	h := newHouse(t)
	h.sendsMail()
	filing := fmt.Sprintf("/accounts/%s/filings/2026-10", h.inside)
	b := h.byLink(h.people[camille].Email)
	b.get(filing).want(t, http.StatusOK)
	link := h.asked("password", h.people[camille].Email)
	b.get(filing).want(t, http.StatusOK) // asking ends nothing
	_, err := h.net.UseLink(t.Context(), strings.TrimPrefix(link, "/links/"), "", "", "une toute autre phrase")
	h.must(err)
	if a := b.get(filing); !isSignIn(a) {
		t.Errorf("after a new password: %d", a.StatusCode)
	}
	h.clock.now = houseNow.Add(time.Hour)
	b = h.byLink(h.people[deniz].Email)
	b.get("/filings/2026-10").want(t, http.StatusOK)
	h.must(h.net.SwitchOff(t.Context(), h.who(admin), h.people[deniz].ID))
	if a := b.get("/filings/2026-10"); !isSignIn(a) {
		t.Errorf("switched off: %d", a.StatusCode)
	}
}

func TestResetAnswersTheSame(t *testing.T) {
	h := newHouse(t)
	if body := h.as(nobody).get("/sign-in").body; strings.Contains(body, "/reset") {
		t.Error("links are offered where no mail is sent")
	}
	h.as(nobody).get("/reset").want(t, http.StatusOK, "Demandez un nouveau lien à l’administration")
	h.as(nobody).post("/reset", "email", "camille@example.org", "what", "password").want(t, http.StatusNotFound)
	h.sendsMail()
	h.as(nobody).get("/sign-in").want(t, http.StatusOK, "Mot de passe oublié")
	answers := map[string]bool{}
	for _, email := range []string{"camille@example.org", "nobody@example.org", "spare@example.org"} {
		for _, what := range []string{"password", "filing"} {
			a := h.as(nobody).post("/reset", "email", email, "what", what)
			answers[fmt.Sprint(a.StatusCode, a.Header.Get("Location"), a.body)] = true
		}
	}
	if len(answers) != 1 {
		t.Errorf("the answers differ: %v", answers)
	}
	limited := 0
	for range 12 {
		if h.as(nobody).post("/reset", "email", "a@example.org", "what", "password").StatusCode == http.StatusTooManyRequests {
			limited++
		}
	}
	if limited == 0 {
		t.Error("nothing holds back whoever asks for many")
	}
}
