package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestASpanIsChosenKeptAndBroughtBack works the page of any span as a person
// does, and has axe look at each page.
func TestASpanIsChosenKeptAndBroughtBack(t *testing.T) {
	t.Parallel()
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "en")
	b.wear("light", 1280)
	b.open("/sign-in")
	b.press(`button[name="role"][value="coordinator"]`, ".top-nav")
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.wear(theme, width)
			for _, path := range []string{"/analyse", "/explore?span=2026-Q3", "/explore?pick=1&against=other&by=entity&measure=engagement_rate", "/explore/accounts", "/views"} {
				b.open(path)
				b.checked(path + " " + theme)
			}
		}
	}
	b.wear("light", 1280)
	b.open("/analyse")
	b.press(`a.analyse-line[href="/explore"]`, ".span-nav")
	b.drawn()
	b.press(`.span-nav .board-by li:nth-child(2) a`, `.span-nav .board-by li:nth-child(2) a[aria-current="page"]`)
	b.eval(`(() => { const s = document.querySelector('#against'); s.value = "year"; s.dispatchEvent(new Event("change", { bubbles: true })); return "" })()`)
	b.do(chromedp.WaitReady(`input[name="against"][value="year"]`))
	if at := b.eval(`location.search`); !strings.Contains(at, "against=year") || !strings.Contains(at, "-Q") {
		t.Errorf("the address says %s", at)
	}
	b.leave(".view-name", chromedp.Click(`button[popovertarget="save-view"]`), chromedp.SendKeys(`#view-name`, "A year before"),
		chromedp.Click(`#save-view button[type="submit"]`))
	if name := b.eval(`document.querySelector(".view-name").textContent`); name != "A year before" {
		t.Errorf("the list shows %q", name)
	}
	b.press(`form[action$="/delete"] button`, `.told form button`)
	b.press(`.told form button`, ".view-name")
	b.eval(`(() => { [...document.querySelectorAll(".view-name")].find((a) => a.textContent === "A year before").id = "brought-back"; return "" })()`)
	b.press("#brought-back", ".span-nav")
	if at := b.eval(`location.search`); !strings.Contains(at, "against=year") || !strings.Contains(at, "span=latest-quarter") {
		t.Errorf("the view leads to %s", at)
	}
}
