package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	devtools "github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web"
)

// These tests file figures as an ambassador does: in French, on a telephone of
// 390 pixels, with the connection, the session or another person in the way.

// desk is an ambassador with two accounts on a fixed day, who has October to
// file for both.
type desk struct {
	*browser
	n           *network.Network
	who, deputy kpi.Who
	ids         []kpi.ID
	cable       *cable
	taps        int // on buttons and links
	typed       int // figures
}

const deskPassword = "une phrase pour le bureau"

// cable is the way to the server. It may lose what is sent, or answers that
// were worked out.
type cable struct {
	handler http.Handler
	cut     atomic.Bool // nothing that is sent arrives
	deaf    atomic.Bool // requests arrive, answers don't
}

func (c *cable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && (c.cut.Load() || c.deaf.Load()) {
		if !c.cut.Load() {
			c.handler.ServeHTTP(httptest.NewRecorder(), r)
		}
		panic(http.ErrAbortHandler)
	}
	c.handler.ServeHTTP(w, r)
}

var october = kpi.NewMonth(2026, 10)

func newDesk(t *testing.T) *desk {
	t.Helper()
	now := time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)
	n, err := network.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), network.Options{Create: true, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	d := &desk{n: n}
	d.who = d.person(t, "camille@example.org", "Camille Exemple")
	d.deputy = d.person(t, "dominique@example.org", "Dominique Exemple")
	for _, platform := range []string{"LinkedIn", "X"} {
		id, err := n.AddAccount(t.Context(), kpi.CommandLine(), network.NewAccount{
			Platform: platform, Handle: "Camille_Atelier", Persona: "Camille de l’Atelier", Color: "#1f5fa8",
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2025, 1, 1)}},
			Holders: []kpi.AccountHolder{
				{User: d.who.User.ID, Role: kpi.Holder, From: kpi.NewDay(2025, 1, 1), AcceptedAt: now},
				{User: d.deputy.User.ID, Role: kpi.Deputy, From: kpi.NewDay(2025, 1, 1)},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		d.ids = append(d.ids, id)
		for i := range 14 {
			d.history(t, id, october.Add(i-14), float64(1000+15*i))
		}
	}
	server, err := web.New(n, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d.cable = &cable{handler: server.Handler()}
	listening := httptest.NewServer(d.cable)
	t.Cleanup(listening.Close)
	d.browser = openBrowser(t, listening.URL, "fr")
	d.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	d.signIn()
	return d
}

func (d *desk) person(t *testing.T, email, name string) kpi.Who {
	t.Helper()
	i, err := d.n.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: email, Name: name, Role: kpi.RoleAmbassador, Password: deskPassword})
	if err != nil {
		t.Fatal(err)
	}
	return kpi.Who{User: i.User, Channel: kpi.ChannelForm}
}

func (d *desk) history(t *testing.T, account kpi.ID, month kpi.Month, followers float64) {
	t.Helper()
	_, err := d.n.File(t.Context(), d.who, kpi.FilingChange{Account: account, Month: month, Submit: true, Figures: map[string]kpi.Figure{
		"followers": kpi.Given(followers), "posts": kpi.Given(18), "likes": kpi.Given(200), "shares": kpi.Given(9), "mentions": kpi.Given(4),
		"influence": {State: kpi.StateNA}, "search_rank": kpi.Given(7),
	}})
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) signIn() {
	d.t.Helper()
	d.open("/sign-in")
	d.fillIn()
	d.do(chromedp.WaitReady("[data-begin]"))
}

func (d *desk) fillIn() {
	d.t.Helper()
	d.do(chromedp.SetValue(`[name="email"]`, "camille@example.org"), chromedp.SetValue(`[name="password"]`, deskPassword),
		chromedp.Click(`form[action="/sign-in"] [type="submit"]`))
}

// page is the address of a filing of October.
func (d *desk) page(i int) string { return "/accounts/" + d.ids[i].String() + "/filings/2026-10" }

// tap touches a button or a link, once.
func (d *desk) tap(selector string) {
	d.t.Helper()
	d.taps++
	d.do(chromedp.ScrollIntoView(selector), chromedp.Click(selector))
}

// write types a figure where the cursor stands, and goes on with the
// keyboard's "next".
func (d *desk) write(text string) {
	d.t.Helper()
	d.typed++
	d.do(chromedp.KeyEvent(text), chromedp.KeyEvent("\r"))
}

// wait waits until a script says true.
func (d *desk) wait(what, script string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	done := `new Promise((done) => { const look = () => (` + script + `) ? done("true") : setTimeout(look, 50); look(); })`
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](done, chromedp.EvalAwaitPromise)); err != nil {
		d.t.Fatalf("%s: %v\n%s", what, err, d.eval(`location.href + "\n" + document.querySelector("main").innerText.slice(0, 1500)`))
	}
}

func (d *desk) waitSaved() {
	d.t.Helper()
	d.wait("saved", `/^Enregistré à 10:30$/.test(document.querySelector("[data-saved]").textContent)`)
}

func (d *desk) waitBanner(words string) {
	d.t.Helper()
	d.wait("the banner says "+words, fmt.Sprintf(`document.querySelector("[data-banner]").innerText.includes(%q)`, words))
}

func (d *desk) filing(i int) kpi.Filing {
	d.t.Helper()
	f, err := d.n.Filing(d.t.Context(), d.who, d.ids[i], october)
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

// online plugs the browser in or out.
func (d *desk) online(on bool) {
	d.t.Helper()
	_, err := chromedp.Call(d.ctx, devtools.EmulateNetworkConditionsByRule, devtools.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*devtools.Conditions{{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	d.must(err)
	_, err = chromedp.Call(d.ctx, devtools.OverrideNetworkState, devtools.OverrideNetworkStateParams{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1})
	d.must(err)
}

// drafts is what the browser keeps of what was typed.
func (d *desk) drafts() string {
	d.t.Helper()
	return d.eval(`JSON.stringify(Object.entries(localStorage).filter(([k]) => k.startsWith("portevoix.draft.")))`)
}

// TestTwoAccountsAreFiledOnAPhone goes from the home page to the thanks, and
// counts what that takes.
func TestTwoAccountsAreFiledOnAPhone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.checked("home")
	if text := d.eval(`document.querySelector("main").innerText`); !strings.Contains(text, "2 saisies à faire pour octobre 2026") || !strings.Contains(text, "avant le 5 novembre 2026") {
		t.Errorf("the home page says\n%s", text)
	}
	figures := []string{"1251", "21", "214", "9", "0", "50", "6"}
	d.tap("[data-begin]")
	d.do(chromedp.WaitReady("[data-live]"))
	d.checked("the filing")
	for _, text := range figures {
		d.write(text)
	}
	if text := d.eval(`document.querySelector('[data-code="followers"] [data-change]').textContent`); !strings.Contains(text, "+56") {
		t.Errorf("the change of followers is %q", text)
	}
	d.tap(`[name="action"][value="next"]`)
	d.do(chromedp.WaitReady("[data-undo]"), chromedp.WaitReady("[data-live]"))
	for _, text := range figures {
		d.write(text)
	}
	d.tap(`.filing-buttons [name="action"][value="submit"]`)
	d.do(chromedp.WaitReady(".thanks"))
	d.checked("the thanks")
	if text := d.eval(`document.querySelector("main").innerText`); !strings.Contains(text, "Merci Camille") || !strings.Contains(text, "+4,7\u00a0% sur un mois, votre record") {
		t.Errorf("the thanks say\n%s", text)
	}
	for i := range d.ids {
		f := d.filing(i)
		if f.State != kpi.FilingSubmitted || f.Figures["followers"] != kpi.Given(1251) || f.Figures["mentions"] != kpi.Given(0) || f.Figures["search_rank"] != kpi.Given(6) {
			t.Errorf("account %d: %+v", i, f)
		}
	}
	t.Logf("two accounts: %d figures typed, %d taps from the home page to the thanks", d.typed, d.taps)
	if d.typed != 14 || d.taps > 4 {
		t.Errorf("%d figures and %d taps; 4 taps are the aim", d.typed, d.taps)
	}
	d.tap("[data-undo] button")
	d.do(chromedp.WaitReady("[data-live]"))
	if f := d.filing(1); f.State != kpi.FilingDraft {
		t.Errorf("taken back, it is %s", f.State)
	}
}

// TestNothingIsLostWithTheConnection cuts it while figures are typed, while a
// filing is sent, and after it arrived but before the answer came.
func TestNothingIsLostWithTheConnection(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.open(d.page(0))
	d.write("1251")
	d.write("21")
	d.waitSaved()
	d.online(false)
	d.write("214")
	d.write("9")
	d.waitBanner("Hors ligne")
	if f := d.filing(0); len(f.Figures) != 2 {
		t.Fatalf("the server has %+v", f.Figures)
	}
	d.online(true)
	d.waitSaved()
	if f := d.filing(0); len(f.Figures) != 4 || f.Figures["likes"] != kpi.Given(214) || f.Figures["shares"] != kpi.Given(9) {
		t.Errorf("back again, the server has %+v", f.Figures)
	}
	// The tab is closed, and opened again when the connection is back.
	d.cable.cut.Store(true)
	d.write("0")
	d.waitBanner("Hors ligne")
	d.do(chromedp.Navigate("about:blank"))
	d.cable.cut.Store(false)
	d.open(d.page(0))
	d.waitSaved()
	if f := d.filing(0); len(f.Figures) != 5 || f.Figures["mentions"] != kpi.Given(0) {
		t.Errorf("opened again, the server has %+v", f.Figures)
	}
	if kept := d.drafts(); kept != "[]" {
		t.Errorf("the browser still keeps %s", kept)
	}
	// Sent without a connection, it goes off when the connection is back.
	d.do(chromedp.Focus("#value-influence"))
	for _, text := range []string{"50", "6"} {
		d.write(text)
	}
	d.online(false)
	d.tap(`.filing-buttons [name="action"][value="submit"]`)
	d.waitBanner("rien n’est perdu")
	d.online(true)
	d.do(chromedp.WaitReady(".thanks"))
	if f := d.filing(0); f.State != kpi.FilingSubmitted || len(f.Figures) != 7 {
		t.Errorf("the filing is %+v", f)
	}
	// The answer to a save is lost: the same save again is no conflict.
	d.open(d.page(1))
	d.cable.deaf.Store(true)
	d.write("1260")
	d.waitBanner("Hors ligne")
	d.cable.deaf.Store(false)
	d.tap("[data-banner] button")
	d.waitSaved()
	if f := d.filing(1); f.Version != 1 || f.Figures["followers"] != kpi.Given(1260) {
		t.Errorf("the filing is %+v", f)
	}
	for _, fault := range d.heard() {
		if !strings.Contains(fault, "ERR_INTERNET_DISCONNECTED") {
			t.Error(fault)
		}
	}
}

// TestNothingIsLostWithTheSession signs in again where one was typing, and
// leaves nothing behind on a telephone that is shared.
func TestNothingIsLostWithTheSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.open(d.page(0))
	_, err := chromedp.Call(d.ctx, devtools.ClearBrowserCookies, cdp.Empty{})
	d.must(err)
	d.write("1251")
	d.waitBanner("Votre session a pris fin")
	d.tap("[data-banner] button")
	d.do(chromedp.WaitReady(`[name="password"]`))
	d.fillIn()
	d.do(chromedp.WaitReady("[data-live]"))
	d.waitSaved()
	if f := d.filing(0); f.Figures["followers"] != kpi.Given(1251) {
		t.Errorf("the server has %+v", f.Figures)
	}
	d.online(false)
	d.do(chromedp.Focus("#value-posts"))
	d.write("21")
	if kept := d.drafts(); !strings.Contains(kept, "value.posts") {
		t.Fatalf("the browser keeps %s", kept)
	}
	d.online(true)
	d.eval(`document.querySelector('form[action="/sign-out"]').requestSubmit(); ""`)
	d.do(chromedp.WaitReady(`[name="password"]`))
	if kept := d.drafts(); kept != "[]" {
		t.Errorf("after signing out the browser keeps %s", kept)
	}
}

// TestTwoPeopleAtOnce lets another person save in between, and chooses.
func TestTwoPeopleAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.open(d.page(0))
	d.write("1251")
	d.write("21")
	d.waitSaved()
	f := d.filing(0)
	_, err := d.n.File(t.Context(), d.deputy, kpi.FilingChange{Account: d.ids[0], Month: october, Version: f.Version, Figures: map[string]kpi.Figure{
		"followers": kpi.Given(1240), "likes": kpi.Given(200)}})
	d.must(err)
	d.write("214")
	d.waitBanner("Rien n’est perdu")
	d.tap("[data-banner] button")
	d.do(chromedp.WaitReady("[data-conflict-form]"))
	d.checked("the conflict")
	text := d.eval(`document.querySelector("main").innerText`)
	for _, words := range []string{"Dominique Exemple", "1\u202f240", "1\u202f251", "214", "200", "Abonnés"} {
		if !strings.Contains(text, words) {
			t.Errorf("the conflict lacks %q:\n%s", words, text)
		}
	}
	if chosen := d.eval(`document.querySelector('[name="choice.followers"]:checked').value`); chosen != "theirs" {
		t.Errorf("followers, which they changed alone: %s is chosen", chosen)
	}
	if chosen := d.eval(`String(document.querySelector('[name="choice.likes"]:checked'))`); chosen != "null" {
		t.Errorf("likes, which both changed: %s is chosen", chosen)
	}
	d.tap(`[name="choice.likes"][value="mine"]`)
	d.tap(`[name="action"][value="save"]`)
	d.do(chromedp.WaitReady("[data-live]"))
	f = d.filing(0)
	if f.Figures["followers"] != kpi.Given(1240) || f.Figures["posts"] != kpi.Given(21) || f.Figures["likes"] != kpi.Given(214) {
		t.Errorf("the filing is %+v", f.Figures)
	}
	if banner := d.eval(`String(document.querySelector("[data-banner]").hidden)`); banner != "true" || d.drafts() != "[]" {
		t.Errorf("a draft is left: %s", d.drafts())
	}
}

// TestWhatIsTypedIsReadOrAskedAbout types and pastes numbers as people do.
func TestWhatIsTypedIsReadOrAskedAbout(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.open(d.page(0))
	errorOf := func(code string) string {
		return d.eval(`document.querySelector('[data-code="` + code + `"] [data-error]:not([hidden]) [data-error-text]')?.textContent ?? ""`)
	}
	d.write("1.234")
	d.wait("both readings", `document.querySelectorAll('[data-code="followers"] [data-choices] button').length === 2`)
	if text := errorOf("followers"); !strings.Contains(text, "1234 ou 1,234\u00a0?") {
		t.Errorf("asked %q", text)
	}
	d.tap(`[data-code="followers"] [data-choices] button`)
	d.waitSaved()
	if f := d.filing(0); f.Figures["followers"] != kpi.Given(1234) {
		t.Errorf("followers are %+v", f.Figures["followers"])
	}
	for _, text := range []string{"🦊", strings.Repeat("7", 400)} {
		d.eval(`(() => { const f = document.getElementById("value-posts"); f.value = ` + fmt.Sprintf("%q", text) + `; f.dispatchEvent(new Event("input", { bubbles: true })); f.dispatchEvent(new Event("change", { bubbles: true })); return "" })()`)
		d.wait("a fault", `document.querySelector('[data-code="posts"] [data-error]').hidden === false`)
		if said := errorOf("posts"); !strings.Contains(said, "n’est pas un nombre") {
			t.Errorf("%.10q: %q", text, said)
		}
		d.eval(`(() => { const f = document.getElementById("value-posts"); f.value = ""; f.dispatchEvent(new Event("input", { bubbles: true })); f.dispatchEvent(new Event("change", { bubbles: true })); return "" })()`)
		d.wait("no fault", `document.querySelector('[data-code="posts"] [data-error]').hidden`)
	}
	d.eval(`(() => { const f = document.getElementById("value-likes"); f.value = "\u00a01\u202f204 "; f.dispatchEvent(new Event("input", { bubbles: true })); f.dispatchEvent(new Event("change", { bubbles: true })); return "" })()`)
	d.wait("a warning", `document.querySelector('[data-code="likes"] [data-warnings]').textContent.includes("Un mot d’explication")`)
	d.tap(`[data-code="mentions"] .chip-unavailable`)
	d.waitSaved()
	f := d.filing(0)
	if f.Figures["likes"] != kpi.Given(1204) || f.Figures["mentions"] != (kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}) {
		t.Errorf("figures are %+v", f.Figures)
	}
	d.checked("with faults and warnings")
	if faults := d.heard(); len(faults) > 0 {
		t.Errorf("heard %q", faults)
	}
}

// TestTheGridIsWorkedByKeyboard moves by keys and takes a block from a
// spreadsheet.
func TestTheGridIsWorkedByKeyboard(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.wear("light", 1280)
	d.open("/filings/2026-10")
	d.checked("the grid")
	cell := func(i int, code string) string { return `[name="cell.` + d.ids[i].String() + `.` + code + `"]` }
	d.do(chromedp.Focus(cell(0, "followers")))
	d.do(chromedp.KeyEvent("1251"), chromedp.KeyEvent("\r"))
	if at := d.eval(`document.activeElement.name`); !strings.HasPrefix(at, "cell."+d.ids[1].String()) {
		t.Errorf("Enter leads to %q", at)
	}
	d.eval(`(() => {
		const data = new DataTransfer();
		data.setData("text/plain", "21\t214\t9\t0\ts/o\t6\r\n18\t200\t8\t1\ts/o\tnd\r\n");
		document.querySelector(` + fmt.Sprintf("%q", cell(0, "posts")) + `).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
		return "";
	})()`)
	d.do(chromedp.KeyEvent("1 260"))
	d.open("/filings/2026-10") // what was typed is still there
	d.waitBanner("ils sont de retour dans les champs")
	d.tap(`.filing-buttons [value="submit"]`)
	d.do(chromedp.WaitReady(".notice"))
	for i, followers := range []float64{1251, 1260} {
		f := d.filing(i)
		if f.State != kpi.FilingSubmitted || f.Figures["followers"] != kpi.Given(followers) || f.Figures["influence"].State != kpi.StateNA {
			t.Errorf("account %d: %+v", i, f)
		}
	}
	if kept := d.drafts(); kept != "[]" {
		t.Errorf("the browser still keeps %s", kept)
	}
}

// TestFilingPagesAreForEverybody looks at the pages of filing, light and dark,
// wide and on a phone.
func TestFilingPagesAreForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	d := newDesk(t)
	d.history(t, d.ids[0], october, 1251)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			d.wear(theme, width)
			for _, path := range []string{"/", d.page(0), d.page(1), d.page(0) + "/thanks", "/filings/2026-10"} {
				d.open(path)
				d.checked(path + " " + theme)
			}
		}
	}
}
