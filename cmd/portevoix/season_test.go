package main

// This file is the network whose months are played in a browser, and what its
// people do there.

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/mail/mailtest"
	"portevoix/internal/network"
	"portevoix/internal/web"
)

// season is a network over some months: direction, who files, who reads.
type season struct {
	t      *testing.T
	n      *network.Network
	runner *jobs.Runner
	post   *mailtest.Server
	read   int // messages that were looked at

	mu   sync.Mutex
	time time.Time

	boss, ines, noor, sam, reader *person
	x, linkedIn, noors            kpi.ID // accounts: two of Ines', one of Noor's
}

// person is somebody at their own browser.
type person struct {
	*browser
	email string
}

func newSeason(t *testing.T) *season {
	s := &season{t: t, post: mailtest.Start(t, mailtest.Options{})}
	s.is("2026-09-28 10:00")
	n, err := network.Open(t.Context(), filepath.Join(t.TempDir(), "season.db"), network.Options{Create: true, Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	s.n = n
	server, err := web.New(n, web.Options{})
	s.must(err)
	listening := httptest.NewServer(server.Handler())
	t.Cleanup(listening.Close)
	s.runner = jobs.NewRunner(n, jobs.MailOptions{PublicURL: listening.URL, Roots: s.post.Roots})
	s.install()
	s.boss = &person{openBrowser(t, listening.URL, "fr"), "dora@example.org"}
	s.ines = &person{s.boss.beside("fr"), "ines@example.org"}
	s.noor = &person{s.boss.beside("en"), "noor@example.org"}
	s.sam = &person{s.boss.beside("fr"), "sam@example.org"}
	s.reader = &person{s.boss.beside("en"), "robin@example.org"}
	for _, p := range s.people() {
		p.wear("light", 1280)
		p.open("/sign-in")
		p.leave(`form[action="/sign-out"]`, chromedp.SendKeys(`[name="email"]`, p.email), chromedp.SendKeys(`[name="password"]`, deskPassword),
			chromedp.Click(`form[action="/sign-in"] [type="submit"]`))
	}
	return s
}

func (s *season) people() []*person { return []*person{s.boss, s.ines, s.noor, s.sam, s.reader} }

// install is what whoever runs the server does before the first month.
func (s *season) install() {
	ctx, system := s.t.Context(), kpi.CommandLine()
	settings, err := s.n.Settings(ctx)
	s.must(err)
	settings.NetworkName, settings.FirstReportingMonth = "Réseau d’essai", kpi.NewMonth(2026, 9)
	s.must(s.n.SaveSettings(ctx, system, settings))
	add := func(login, name, locale string, role kpi.Role) kpi.ID {
		i, err := s.n.AddUser(ctx, system, network.NewUser{Email: login + "@example.org", Name: name, Role: role, Locale: locale, Password: deskPassword})
		s.must(err)
		return i.User.ID
	}
	add("dora", "Dora Direction", "fr", kpi.RoleCoordinator)
	add("robin", "Robin Reader", "en", kpi.RoleReader)
	ines := add("ines", "Inès Exemple", "fr", kpi.RoleAmbassador)
	noor := add("noor", "Noor Example", "en", kpi.RoleAmbassador)
	add("sam", "Sam Exemple", "fr", kpi.RoleAmbassador)
	since := kpi.NewDay(2026, 9, 1)
	account := func(platform, handle, persona string, holder kpi.ID) kpi.ID {
		id, err := s.n.AddAccount(ctx, system, network.NewAccount{Platform: platform, Handle: handle, Persona: persona,
			States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: since}},
			Holders: []kpi.AccountHolder{{User: holder, Role: kpi.Holder, From: since, AcceptedAt: s.now()}}})
		s.must(err)
		return id
	}
	s.x = account("X", "Camille_Atelier", "Camille de l’Atelier", ines)
	s.linkedIn = account("LinkedIn", "Camille_Salon", "Camille de l’Atelier", ines)
	s.noors = account("LinkedIn", "Noor_Workshop", "Noor from the Workshop", noor)
	s.must(s.n.SaveMailSetUp(ctx, system, network.MailSetUp{On: true, Host: s.post.Host, Port: s.post.Port, Security: kpi.MailPlain, From: "reseau@example.org"}))
}

func (s *season) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// is moves the clock, as in Paris.
func (s *season) is(at string) {
	s.t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	s.must(err)
	to, err := time.ParseInLocation("2006-01-02 15:04", at, paris)
	s.must(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.time = to
}

func (s *season) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.time
}

// tick does what the server does by itself at this hour.
func (s *season) tick() {
	s.t.Helper()
	s.must(s.runner.Tick(s.t.Context()))
}

// arrived lets the server work and compares the messages that come, each with
// whom it is to: these and no others.
func (s *season) arrived(want ...string) {
	s.t.Helper()
	s.tick()
	var got []string
	for _, m := range s.post.Messages()[s.read:] {
		login, _, _ := strings.Cut(strings.Join(m.To, ", "), "@example.org")
		got = append(got, login+": "+plainSpaces(m.Subject))
		s.read++
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("on %s arrive\n%s\nwant\n%s", s.now().Format(time.DateTime), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// latest is the last message to somebody.
func (s *season) latest(login string) mailtest.Message {
	s.t.Helper()
	for _, m := range slices.Backward(s.post.Messages()) {
		if m.To[0] == login+"@example.org" {
			m.Text = plainSpaces(m.Text)
			return m
		}
	}
	s.t.Fatalf("%s got no message", login)
	return mailtest.Message{}
}

// plainSpaces makes text easy to compare: no-break spaces become spaces.
func plainSpaces(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
}

// text is what a part of the page says.
func (p *person) text(selector string) string {
	p.t.Helper()
	return plainSpaces(p.eval(fmt.Sprintf(`(document.querySelector(%q)?.textContent ?? "").replace(/[ \t\n]+/g, " ").trim()`, selector)))
}

// has checks that a part of the page says some words.
func (p *person) has(selector string, words ...string) {
	p.t.Helper()
	text := p.text(selector)
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Errorf("%s, %s: %s says %q, without %q", p.email, p.eval("location.pathname"), selector, text, w)
		}
	}
}

// write puts a figure into its field in the place of what stands there.
func (p *person) write(code, text string) {
	p.t.Helper()
	p.do(chromedp.Focus("#value-" + code))
	p.eval(`document.activeElement.select(); ""`)
	p.do(chromedp.KeyEvent(text))
}

var codes = []string{"followers", "posts", "likes", "shares", "mentions", "influence", "search_rank"}

// file types all figures of a filing and sends it.
func (p *person) file(account kpi.ID, month string, figures []string) {
	p.t.Helper()
	p.open(filingOf(account, month))
	for i, text := range figures {
		p.write(codes[i], text)
	}
	p.press(`.filing-buttons [name="action"][value="submit"]`, ".thanks")
}

// begin types some figures and leaves a draft.
func (p *person) begin(account kpi.ID, month string, figures []string) {
	p.t.Helper()
	p.open(filingOf(account, month))
	for i, text := range figures {
		p.write(codes[i], text)
	}
	p.do(chromedp.KeyEvent("\r"))
	p.wait(`/^(Enregistré|Saved)/.test(document.querySelector("[data-saved]").textContent)`)
}

// change types one figure of a filing anew and sends it.
func (p *person) change(account kpi.ID, month, code, text string) {
	p.t.Helper()
	p.open(filingOf(account, month))
	p.write(code, text)
	p.press(`.filing-buttons [name="action"][value="submit"]`, ".thanks")
}

// onBehalf is change by somebody whose account it is not, who says why.
func (p *person) onBehalf(account kpi.ID, month, code, text, why string) {
	p.t.Helper()
	p.open(filingOf(account, month))
	p.write(code, text)
	p.do(chromedp.SendKeys(`[name="on_behalf_reason"]`, why))
	p.press(`.filing-buttons [name="action"][value="submit"]`, ".thanks")
}

// wait waits until a script says true.
func (p *person) wait(script string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	look := `new Promise((done) => { const look = () => (` + script + `) ? done("true") : setTimeout(look, 50); look(); })`
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](look, chromedp.EvalAwaitPromise)); err != nil {
		p.t.Fatalf("%s: %v\n%s", script, err, p.eval(`document.querySelector("main").innerText.slice(0, 1500)`))
	}
}

// answer answers the one question on a filing.
func (p *person) answer(account kpi.ID, month, text string) {
	p.t.Helper()
	p.open(filingOf(account, month))
	p.do(chromedp.SendKeys(".question-form textarea", text))
	p.press(".question-form button", ".question-answer")
}

// bring brings a file of figures.
func (p *person) bring(text string) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), "releve.csv")
	p.must(os.WriteFile(path, []byte(text), 0o600))
	p.open("/imports")
	p.leave(".map-table", chromedp.SetUploadFiles(`input[type="file"]`, []string{path}), chromedp.Submit(`form[action="/imports"]`))
	p.press(`form[action$="/options"] button.btn-primary`, `form[action$="/confirm"]`)
	p.press(`form[action$="/confirm"] button`, `a[href^="/months/2026"]`)
}

// goAway enters days away, and who stands in.
func (p *person) goAway(from, until, deputy string) {
	p.t.Helper()
	p.open("/calendar")
	p.day("from", from)
	p.day("until", until)
	p.do(chromedp.SendKeys(`.away-form [name="deputy_email"]`, deputy))
	p.press(".away-form .btn-primary", ".notice")
}

// day fills in a field for a day.
func (p *person) day(name, day string) {
	p.t.Helper()
	p.do(chromedp.SetValue(`main [type="date"][name="`+name+`"]`, day))
}

// propose proposes a correction of a figure of a closed month.
func (p *person) propose(account kpi.ID, month, code, text, why string) {
	p.t.Helper()
	p.open(filingOf(account, month))
	p.press(`[data-code="`+code+`"] .figure-ways a[href$="/correct"]`, ".proposal")
	p.do(chromedp.SetValue(`.proposal [name="value.`+code+`"]`, text), chromedp.SendKeys(`.proposal [name="why"]`, why))
	p.press(".proposal .btn-primary", ".correction-card")
}

// locked checks what a filing of a closed month says, that its page takes no
// figures, and that sending some all the same is refused.
func (p *person) locked(account kpi.ID, month string, words ...string) {
	p.t.Helper()
	p.open(filingOf(account, month))
	p.has("main", words...)
	if fields := p.eval(`String(document.querySelectorAll('main [name^="value."], .filing-buttons button').length)`); fields != "0" {
		p.t.Errorf("%s can change %s figures of %s", p.email, fields, month)
	}
	status := p.eval(`(async () => {
		const form = new URLSearchParams({ version: "1", action: "submit", "value.followers": "7", "state.followers": "value", on_behalf_reason: "x" });
		return String((await fetch(location.pathname, { method: "POST", body: form })).status);
	})()`)
	if status != "423" {
		p.t.Errorf("%s sends figures of %s and is answered %s, want 423", p.email, month, status)
	}
}

// boardShows is what direction's board of a month is to say; "" is not looked
// at.
type boardShows struct {
	title, rate, onTime, fill    string
	submitted, returned, missing string
}

// board checks both rates and the counts.
func (p *person) board(month string, want boardShows) {
	p.t.Helper()
	p.open("/months/" + month + "/board")
	p.has("h1", want.title)
	p.has(".subtitle", "Chiffres renseignés : "+want.fill)
	cells := `[...document.querySelectorAll(".board-whole td.num")].map((c) => c.textContent.trim()).join("|")`
	got := strings.Split(plainSpaces(p.eval(cells)), "|")
	if len(got) != 5 {
		p.t.Fatalf("the board of %s counts %q", month, got)
	}
	for _, one := range []struct{ what, got, want string }{
		{"filing rate", p.text(".board-whole .bar-rate"), want.rate}, {"expected", got[0], "3"}, {"submitted", got[1], want.submitted},
		{"returned", got[2], want.returned}, {"missing", got[3], want.missing}, {"on time", got[4], want.onTime},
	} {
		if one.want != "" && one.got != one.want {
			p.t.Errorf("the board of %s: %s is %q, want %q", month, one.what, one.got, one.want)
		}
	}
}

// giveBack returns a filing from its review.
func (p *person) giveBack(account kpi.ID, month, why string) {
	p.t.Helper()
	p.open(filingOf(account, month) + "?review=1")
	p.do(chromedp.Click(".review-return summary"), chromedp.WaitVisible("#reason"), chromedp.SendKeys("#reason", why))
	p.press(".review-return form button", ".tone-returned")
}

// ask asks about a figure from the review of its filing.
func (p *person) ask(account kpi.ID, month, code, text string) {
	p.t.Helper()
	p.open(filingOf(account, month) + "?review=1")
	form := "#figure-" + code + " .review-ask"
	p.do(chromedp.Click(form+" summary"), chromedp.WaitVisible(form+" textarea"), chromedp.SendKeys(form+" textarea", text))
	p.press(form+" form button", "#figure-"+code+" .question")
}

// close closes a month; asked says that it is to be asked about what is
// missing.
func (p *person) close(month string, asked bool) {
	p.t.Helper()
	p.open("/months/" + month + "/closing")
	if asked {
		p.has(".closing-missing", "1 relevé manque")
		p.press(`form[action$="/close"] button`, "#confirm")
		p.has("#confirm", "1 relevé n’est pas envoyé")
		p.press("#confirm .btn-primary", `form[action$="/publish"]`)
		return
	}
	p.has(".closing-missing", "Tous les relevés attendus sont là")
	p.press(`form[action$="/close"] button`, `form[action$="/publish"]`)
}

// publish publishes the report of a month, or issues it anew for a reason.
func (p *person) publish(month, why string) {
	p.t.Helper()
	p.open("/months/" + month + "/closing")
	if why != "" {
		p.eval(`document.querySelectorAll(".card-fold").forEach((d) => { d.open = true }); ""`)
		p.do(chromedp.SendKeys(`[name="why"]`, why))
	}
	p.press(`form[action$="/publish"] [type="submit"]`, ".notice")
	p.has(".notice", "est publié")
}

// reopen opens a month again until the end of a day.
func (p *person) reopen(month, until, why string) {
	p.t.Helper()
	p.open("/months/" + month + "/closing")
	p.eval(`document.querySelectorAll(".card-fold").forEach((d) => { d.open = true }); ""`)
	p.do(chromedp.SendKeys("#reason", why))
	p.day("until", until)
	p.press(`form[action$="/reopen"] button`, `form[action$="/close"]`)
	p.has("h1", "rouvert jusqu’au")
}

// accept accepts the one correction that waits.
func (p *person) accept(why string) {
	p.t.Helper()
	p.open("/corrections")
	p.press(".correction-go a", ".correction-form")
	p.has(".correction-reason", why)
	p.press(".correction-form .btn-primary", ".notice")
	p.has(".notice", "Correction acceptée")
}

// handOver entrusts an account to somebody else from a day on.
func (p *person) handOver(account kpi.ID, email, from string) {
	p.t.Helper()
	p.open("/accounts/" + account.String() + "/holders")
	p.do(chromedp.SendKeys("#person", email), chromedp.WaitReady(".found-one input"))
	p.do(chromedp.Click(".found-one input"), chromedp.Click(`[name="role"][value="holder"]`))
	p.day("from", from)
	p.press(`.holder-form [name="go"]`, ".notice, #confirm")
	if p.eval(`String(document.querySelector("#confirm") !== null)`) == "true" {
		p.press("#confirm .btn-primary", ".notice")
	}
}

// download fetches what a link leads to, in the person's own session.
func (p *person) download(selector string) []byte {
	p.t.Helper()
	file := p.eval(fmt.Sprintf(`(async () => {
		const bytes = new Uint8Array(await (await fetch(document.querySelector(%q).href, { cache: "no-store" })).arrayBuffer());
		let text = "";
		for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
		return btoa(text);
	})()`, selector))
	data, err := base64.StdEncoding.DecodeString(file)
	p.must(err)
	return data
}

// sheets is all that a workbook says, a line for each row: "SHEET: CELL | CELL".
func sheets(t *testing.T, data []byte) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	var lines []string
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if len(row) > 0 {
				lines = append(lines, sheet+": "+strings.Join(row, " | "))
			}
		}
	}
	return plainSpaces(strings.Join(lines, "\n"))
}
