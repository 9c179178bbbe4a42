package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestClosingAMonthIsForEverybody closes, publishes and reopens a month in the
// browser, and looks at each page on the way, light and dark, wide and on a
// telephone.
func TestClosingAMonthIsForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	b := openDemo(t, "coordinator")
	everywhere := func(path, where string) {
		t.Helper()
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				b.wear(theme, width)
				b.open(path)
				b.checked(where + " " + theme + " " + strconv.FormatInt(width, 10))
			}
		}
	}
	b.open("/closing")
	closing := b.eval("location.pathname")
	if !strings.HasSuffix(closing, "/closing") {
		t.Fatalf("the menu leads to %s", closing)
	}
	everywhere(closing, "before closing")
	everywhere("/reports", "issued reports")

	for _, theme := range []string{"dark", "light"} {
		b.wear(theme, 390)
		b.open(closing)
		b.press(`form[action$="/close"] button`, "#confirm")
		b.checked("asked before closing, " + theme)
	}
	b.press("#confirm .btn-primary", `form[action$="/publish"]`)
	b.checked("after closing")
	b.press(`form[action$="/publish"] .btn-primary`, ".report-line")
	if text := b.eval(`document.querySelector(".notice").innerText`); !strings.Contains(text, "est publié") {
		t.Errorf("after publishing it says %q", text)
	}
	everywhere(closing, "published")

	b.open(closing)
	b.eval(`document.querySelectorAll(".card-fold").forEach((d) => { d.open = true }); ""`)
	b.checked("all unfolded")
	b.press(`form[action$="/reopen"] button`, "#reason-error")
	b.checked("reopened without a reason")
	b.do(chromedp.SendKeys("#reason", "Un relevé avait été oublié."))
	b.press(`form[action$="/reopen"] button`, `form[action$="/close"]`)
	if text := b.eval(`document.querySelector("h1").innerText`); !strings.Contains(text, "rouvert jusqu’au") {
		t.Errorf("after reopening it says %q", text)
	}
	everywhere(closing, "reopened")
}
