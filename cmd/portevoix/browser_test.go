package main

// This file is the browser that tests look through: Debian's Chromium, which
// reports violations of the content security policy, requests to other
// places and faults of scripts. Tests skip where there is no Chromium.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take on a busy machine.
const patience = 60 * time.Second

// browser is a browser on one site.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
	axe  string // the checker's script

	mu     sync.Mutex
	faults []string
}

// openBrowser opens a browser that speaks a language.
func openBrowser(t *testing.T, base, locale string) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium to look through")
	}
	axe, err := os.ReadFile("../../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("no axe-core: run make assets")
	}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", locale), chromedp.Flag("accept-lang", locale)))
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx, base: base, axe: string(axe)}
	b.start(locale)
	return b
}

// beside opens a window of the same browser for somebody else, who shares
// neither session nor storage with the first.
func (b *browser) beside(locale string) *browser {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(cancel)
	other := &browser{t: b.t, ctx: ctx, base: b.base, axe: b.axe}
	other.start(locale)
	return other
}

// start opens the page, and listens.
func (b *browser) start(locale string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx)) // starts it
	b.must(chromedp.Listen(b.ctx, b.hear))
	_, err := chromedp.Call(b.ctx, log.Enable, cdp.Empty{})
	b.must(err)
	_, err = chromedp.Call(b.ctx, network.Enable, network.EnableParams{})
	b.must(err)
	_, err = chromedp.Call(b.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": locale}})
	b.must(err)
}

func (b *browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// hear notes what a page must not do.
func (b *browser) hear(event any) {
	note := func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.faults = append(b.faults, fmt.Sprintf(format, args...))
	}
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity || strings.Contains(e.Entry.Text, "Content Security Policy") {
			note("%s", e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		note("a script failed: %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.base) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") {
			note("a request leaves for %s", u)
		}
	}
}

// heard returns what pages did that they must not, and forgets it.
func (b *browser) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	faults := b.faults
	b.faults = nil
	return faults
}

// do runs steps, with patience.
func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v, on %s", err, b.eval(`location.href + "\n" + (document.body?.innerText ?? "").slice(0, 800)`))
	}
}

// eval returns the text that a script gives, awaited where it is a promise.
func (b *browser) eval(script string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%v: %s", err, script[:min(len(script), 200)])
	}
	return text
}

// open goes to a page of the site and waits until its charts are drawn.
func (b *browser) open(path string) {
	b.t.Helper()
	if !strings.HasPrefix(path, b.base) {
		path = b.base + path
	}
	b.do(chromedp.Navigate(path), chromedp.WaitReady("main"))
	b.drawn()
}

// leave takes steps that lead to another page, and waits until it has come
// whole, with what is to be found there.
func (b *browser) leave(then string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.eval(`document.documentElement.dataset.left = ""`)
	b.do(steps...)
	arrived := "html:not([data-left])"
	b.do(chromedp.WaitReady(arrived + " " + strings.ReplaceAll(then, ", ", ", "+arrived+" ")))
	b.eval(`new Promise((done) => { document.readyState === "complete" ? done("") : addEventListener("load", () => done("")) })`)
}

// press works a button or a link by keyboard, and waits for what it leads to:
// where it stands on the page does not matter, nor whether it still moves.
func (b *browser) press(selector, then string) {
	b.t.Helper()
	b.leave(then, chromedp.Focus(selector), chromedp.KeyEvent("\r"))
}

// drawn waits until every chart of the page is drawn.
func (b *browser) drawn() {
	b.t.Helper()
	b.do(chromedp.WaitNotPresent("[data-chart]:not([data-drawn])"))
}

// wear sets the appearance and the width of the window.
func (b *browser) wear(theme string, width int64) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
	})
	b.must(err)
	b.do(chromedp.EmulateViewport(width, 900))
}

// checked reports what is wrong with the page as it stands: what axe finds,
// sideways scroll, and what was heard.
func (b *browser) checked(where string) {
	b.t.Helper()
	for _, fault := range b.heard() {
		b.t.Errorf("%s: %s", where, fault)
	}
	if over := b.eval(`(() => { const r = document.documentElement; return r.scrollWidth > r.clientWidth ? r.scrollWidth + " > " + r.clientWidth : "" })()`); over != "" {
		b.t.Errorf("%s scrolls sideways: %s", where, over)
	}
	b.eval(b.axe + `; ""`)
	var findings []struct {
		ID    string
		Nodes []string
	}
	text := b.eval(`axe.run(document, { resultTypes: ["violations"] }).then((r) => JSON.stringify(
		r.violations.map((v) => ({ ID: v.id, Nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)) }))))`)
	if err := json.Unmarshal([]byte(text), &findings); err != nil {
		b.t.Fatal(err)
	}
	for _, f := range findings {
		b.t.Errorf("%s: axe finds %s: %s", where, f.ID, strings.Join(f.Nodes, " | "))
	}
}

// TestTheBrowserHearsFaults makes sure that the browser hears what the other
// tests trust it to hear.
func TestTheBrowserHearsFaults(t *testing.T) {
	t.Parallel()
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "t.db"))
	defer s.stop()
	b := openBrowser(t, s.base, "en")
	b.open("/sign-in")
	if faults := b.heard(); len(faults) > 0 {
		t.Errorf("the sign-in page is not clean: %q", faults)
	}
	b.eval(`document.body.insertAdjacentHTML("beforeend", '<p style="color: red">red</p><img src="https://elsewhere.example/x.png" alt="">'); new Promise((r) => setTimeout(() => r(""), 500))`)
	all := strings.Join(b.heard(), "\n")
	for _, want := range []string{"style", "elsewhere.example"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing was heard of %q: %q", want, all)
		}
	}
}
