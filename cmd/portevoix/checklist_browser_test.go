package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web"
)

// Files that the administrator has at hand: the accounts, and two months of
// each.
const (
	checklistAccounts = "platform;handle;persona;sphere;range;state;opened\n" +
		"X;camille_atelier;Camille de l’Atelier;Conseil;Atelier;actif;2026-08-01\n" +
		"LinkedIn;camille-atelier;Camille de l’Atelier;Conseil;Atelier;actif;2026-08-01\n"
	checklistFigures = "platform;handle;month;followers;posts;likes;shares\n" +
		"X;camille_atelier;2026-08;1 180;18;210;40\nX;camille_atelier;2026-09;1 204;17;190;38\n" +
		"LinkedIn;camille-atelier;2026-08;800;7;60;3\nLinkedIn;camille-atelier;2026-09;812;8;64;4\n"
)

// newcomer is an administrator's browser on an empty installation, on a
// telephone, in French.
type newcomer struct {
	*browser
	n *network.Network
}

func newNewcomer(t *testing.T) *newcomer {
	t.Helper()
	now := time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)
	n, err := network.Open(t.Context(), filepath.Join(t.TempDir(), "new.db"), network.Options{Create: true, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	listening := httptest.NewUnstartedServer(nil)
	server, err := web.New(n, web.Options{PublicURL: "http://" + listening.Listener.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	listening.Config.Handler = server.Handler()
	listening.Start()
	t.Cleanup(listening.Close)
	b := openBrowser(t, listening.URL, "fr")
	b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	return &newcomer{b, n}
}

// wantText checks that the page says something.
func (c *newcomer) wantText(pieces ...string) {
	c.t.Helper()
	text := c.eval(`document.querySelector("main").innerText`)
	for _, piece := range pieces {
		if !strings.Contains(text, piece) {
			c.t.Errorf("the page lacks %q:\n%s", piece, text)
		}
	}
}

// bring brings a file of a kind, up to where it is stored.
func (c *newcomer) bring(kind, content string) {
	c.t.Helper()
	path := filepath.Join(c.t.TempDir(), kind+".csv")
	c.must(os.WriteFile(path, []byte(content), 0o600))
	c.do(chromedp.Click(`input[name="kind"][value="`+kind+`"]`), chromedp.SetUploadFiles(`input[type="file"]`, []string{path}))
	if kind == "figures" {
		c.leave(".map-table", chromedp.Submit(`form[action="/imports"]`))
		c.press(`form[action$="/options"] button.btn-primary`, `form[action$="/confirm"]`)
	} else {
		c.leave(`form[action$="/confirm"]`, chromedp.Submit(`form[action="/imports"]`))
	}
	c.press(`form[action$="/confirm"] button`, `.stages li:nth-child(3)[aria-current="step"], .counts`)
	c.do(chromedp.WaitNotPresent(`form[action$="/confirm"]`))
}

// TestFromAnEmptyDatabaseToTheFirstFiledMonth follows the whole checklist on a
// telephone, from the link that the first start prints, until the first
// ambassador has filed the first month.
func TestFromAnEmptyDatabaseToTheFirstFiledMonth(t *testing.T) {
	t.Parallel()
	c := newNewcomer(t)
	token, needed, err := c.n.SetupLink(t.Context())
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	c.open("/links/" + token)
	c.do(
		chromedp.SendKeys(`input[name="name"]`, "Ariane Exemple"),
		chromedp.SendKeys(`input[name="email"]`, "ariane@example.org"),
		chromedp.SendKeys(`input[name="password"]`, "une phrase que nul ne devine"),
	)
	c.press(`form[action^="/links/"] [type="submit"]`, "#step-names.check-current")
	c.checked("the checklist")
	c.wantText("Encore 6 étapes avant le premier mois")

	c.names()
	c.platforms()
	c.indicators()
	c.accounts()
	link := c.people()
	c.month()
	c.handsOver()
	c.files(link)
}

// names gives the network its name and its own words.
func (c *newcomer) names() {
	c.t.Helper()
	c.press("#step-names .btn-primary", `form[action="/settings"]`)
	c.checked("the settings")
	c.do(chromedp.SetValue("#network_name", "Voix d’Exemple"),
		chromedp.SetValue("#word_fr_sphere", "pôle"), chromedp.SetValue("#word_fr_spheres", "pôles"))
	c.press(`form[action="/settings"] .btn-primary`, "#step-names.check-done")
	c.wantText("1 étape faite sur 6")
}

// platforms skips the step, comes back to it, adds a platform and says that it
// is done.
func (c *newcomer) platforms() {
	c.t.Helper()
	c.press(`#step-platforms [value="skipped"]`, "#step-platforms.check-skipped")
	c.press(`#step-platforms [value="todo"]`, "#step-platforms.check-current")
	c.press("#step-platforms .btn-primary", "#add-title")
	c.checked("the platforms")
	c.do(chromedp.SetValue("#name", "Intranet 🌻"))
	c.press(`form[action="/settings/platforms"] .btn-primary`, ".notice")
	c.wantText("Intranet 🌻")
	c.press(".steps-band a", "#step-platforms.check-current")
	c.press(`#step-platforms [value="done"]`, "#step-platforms.check-done")
}

// indicators asks for comments with one click.
func (c *newcomer) indicators() {
	c.t.Helper()
	c.press("#step-indicators .btn-primary", "#line-8")
	c.checked("the indicators")
	c.press(`#line-8 form[action$="/switch-on"] button`, ".notice")
	c.press(".steps-band a", "#step-indicators.check-current")
	c.press(`#step-indicators [value="done"]`, "#step-indicators.check-done")
}

// accounts brings the accounts, then what they had in the months before.
func (c *newcomer) accounts() {
	c.t.Helper()
	c.press("#step-accounts .btn-primary", `form[action="/imports"]`)
	c.bring("accounts", checklistAccounts)
	c.open("/imports")
	c.bring("figures", checklistFigures)
	c.press(".steps-band a", "#step-accounts.check-done")
	c.wantText("2 comptes")
}

// people invites two people by pasted lines, and returns the link of the one
// who holds the accounts.
func (c *newcomer) people() string {
	c.t.Helper()
	c.press("#step-people .btn-primary", "#text")
	c.checked("the invitations")
	c.do(chromedp.SetValue("#text", "camille@example.org;Camille Exemple\nbruno@example.org;Bruno Exemple;direction\n"))
	c.press(`form[action="/users/invitations"] .btn-primary`, `form[action$="/confirm"]`)
	c.checked("the list of invitations")
	c.wantText("2 personnes à inviter")
	c.press(`form[action$="/confirm"] button`, "#links-title")
	c.checked("the links")
	links := strings.Fields(c.eval(`[...document.querySelectorAll(".rows .copy input")].map((i) => i.value).join(" ")`))
	if len(links) != 2 {
		c.t.Fatalf("the links are %q", links)
	}
	c.press(".steps-band a", "#step-people.check-done")
	return links[0]
}

// month sets the first month to follow; with it the list is done and goes away.
func (c *newcomer) month() {
	c.t.Helper()
	c.press("#step-month .btn-primary", "#first_month")
	c.do(chromedp.SetValue("#first_month", "2026-10"))
	c.press(`form[action="/settings"] .btn-primary`, ".notice")
	c.open("/checklist")
	c.checked("the finished checklist")
	c.wantText("Votre réseau est prêt", "6 étapes faites sur 6")
	c.open("/")
	if at := c.eval("location.pathname"); at != "/" {
		c.t.Errorf("with all steps done the home page is %s", at)
	}
	c.wantText("Ouvrir le suivi")
	c.open("/settings/spheres")
	c.wantText("Pôles")
}

// handsOver makes Camille the holder of both accounts from October on.
func (c *newcomer) handsOver() {
	c.t.Helper()
	list, _, err := c.n.Accounts(c.t.Context(), kpi.CommandLine(), network.AccountQuery{})
	c.must(err)
	for _, a := range list {
		c.open("/accounts/" + a.ID.String() + "/holders")
		c.do(chromedp.SetValue(`[name="person"]`, "camille"))
		c.press(`[name="search"]`, `[name="user"]`)
		c.do(chromedp.SetValue(`[name="from"]`, "2026-10-01"))
		c.press(`[name="go"]`, `.notice`)
	}
}

// files follows the ambassador from their invitation to the thanks.
func (c *newcomer) files(link string) {
	c.t.Helper()
	c.eval(`fetch("/sign-out", { method: "POST" }).then(() => "")`)
	c.open(link)
	c.do(chromedp.SendKeys(`input[name="password"]`, "une phrase pour l’atelier"))
	c.press(`form[action^="/links/"] [type="submit"]`, "[data-begin]")
	c.wantText("2 saisies à faire pour octobre 2026")
	c.press("[data-begin]", "[data-live]")
	for _, text := range []string{"1251", "21", "214", "9", "4", "50", "6", "12"} {
		if c.eval(`String(document.activeElement?.matches("[data-live] input") ?? false)`) != "true" {
			break
		}
		c.do(chromedp.KeyEvent(text), chromedp.KeyEvent("\r"))
	}
	c.press(`.filing-buttons [name="action"][value="submit"], [name="action"][value="next"]`, "[data-undo]")
	first, _, err := c.n.Accounts(c.t.Context(), kpi.CommandLine(), network.AccountQuery{Limit: 1})
	c.must(err)
	filed := 0
	list, _, err := c.n.Accounts(c.t.Context(), kpi.CommandLine(), network.AccountQuery{})
	c.must(err)
	for _, a := range list {
		f, err := c.n.Filing(c.t.Context(), kpi.CommandLine(), a.ID, kpi.NewMonth(2026, 10))
		c.must(err)
		if f.State == kpi.FilingSubmitted && f.Figures[kpi.Followers] == kpi.Given(1251) {
			filed++
		}
	}
	if filed != 1 {
		c.t.Errorf("%d filings of October are submitted; the first account is %s", filed, first[0].Name())
	}
}

// TestSetUpPagesAreForEverybody looks at the set-up pages of the example
// network, light and dark, wide and on a phone.
func TestSetUpPagesAreForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "fr")
	b.wear("light", 1280)
	b.open("/sign-in")
	b.press(`button[name="role"][value="admin"]`, ".board-tasks")
	pages := []string{
		"/settings", "/settings/spheres", "/settings/spheres/1", "/settings/ranges", "/settings/entities", "/settings/entities/1",
		"/settings/entities/paste", "/settings/platforms", "/settings/platforms/1", "/settings/indicators", "/settings/indicators/6",
		"/settings/indicators/new", "/settings/history", "/users", "/users/2", "/users/invitations", "/checklist",
	}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.wear(theme, width)
			for _, path := range pages {
				b.open(path)
				b.eval(`document.querySelectorAll("details").forEach((d) => { d.open = true }); ""`)
				b.checked(path + " " + theme)
			}
		}
	}
}
