package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestATargetIsSetAsOneTypes works the page and the form of targets as a person
// does, and has axe look at each.
func TestATargetIsSetAsOneTypes(t *testing.T) {
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
			for _, path := range []string{"/targets", "/targets/new?scope=account&find=cam", "/targets/copy?show=1&percent=10"} {
				b.open(path)
				b.checked(path + " " + theme)
			}
		}
	}
	b.wear("light", 1280)
	b.open("/targets/new")
	// Another scope brings its own choice, a text finds accounts, and the value
	// says at once what it asks for.
	b.eval(`(() => { const s = document.querySelector('#scope'); s.value = "account"; s.dispatchEvent(new Event("change", { bubbles: true })); return "" })()`)
	b.do(chromedp.WaitReady(`#find`), chromedp.SendKeys(`#find`, "maël"),
		chromedp.Poll[chromedp.Void](`document.querySelectorAll('#target-found input[name="account"]').length === 2`))
	b.do(chromedp.Click(`#target-found input[name="account"]`), chromedp.WaitReady(`input[name="chosen"]`))
	b.do(chromedp.WaitReady(`.target-before`), chromedp.SendKeys(`#value`, "9,000"), chromedp.WaitReady(`#value-hint[data-asks]`))
	b.leave(".targets", chromedp.Click(`.target-form .btn-primary`))
	if text := b.eval(`document.querySelector("main").textContent`); !strings.Contains(text, "9,000") {
		t.Errorf("the target is not on the page: %s", text)
	}
	b.press(`form[action$="/withdraw"] button`, `.told form button`)
	b.press(`.told form button`, ".targets")
}
