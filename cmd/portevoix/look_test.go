package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPagesAreForEverybody looks at every page of the example network, light
// and dark, wide and on a phone: axe finds nothing, nothing scrolls sideways,
// no request leaves and the content security policy holds.
func TestPagesAreForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "fr")
	for _, width := range []int64{390, 1280} {
		b.wear("light", width)
		for _, path := range []string{"/reset", "/reset/sent", "/filing-links/gone", "/sign-in"} {
			b.open(path)
			b.checked(path)
		}
	}
	b.press(`button[name="role"][value="admin"]`, ".board-tasks")
	pages := []string{"/", "/analyse", "/explore", "/explore?by=entity&span=latest-quarter&against=year",
		"/explore?by=range&accounts=1,3,5&from=2026-04&until=2026-09&pick=1", "/explore/accounts", "/views", "/compare?by=account&accounts=1,2,3,4,5,6,7,8", "/months", "/accounts/13",
		"/board", "/board?view=months&by=entity", "/grid", "/tree", "/compare?by=account&view=indexed", "/annotations", "/annotations/new?account=1&month=2026-10&back=/accounts/1",
		"/challenge", "/challenge/projection", "/influence", "/arbitration", "/decisions", "/targets", "/targets?span=2026-10", "/targets/new", "/targets/1", "/targets/copy?show=1&year=2027&percent=10&months=1",
		"/search-ranking?month=2026-06", "/accounts/7/filings/2026-10?review=1", "/months/2019-01", "/accounts", "/accounts/1", "/search-ranking", "/accounts/1/search", "/accounts/1/filings/2026-11", "/imports", "/users", "/password", "/purpose", "/purpose/edit/fr", "/nowhere",
		"/reports", "/gallery", "/gallery?q=zzz", "/targets?q=zzz", "/targets?span=2027", "/search-ranking?q=zzz", "/annotations?month=2024-02", "/annotations/1", "/months/2026-10?sphere=Business"}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.wear(theme, width)
			for _, path := range pages {
				b.open(path)
				b.checked(path + " " + theme)
			}
		}
	}
	b.wear("light", 1280)
	b.open("/")
	b.press(`form[action="/locale"] button`, "main")
	for _, path := range pages {
		b.open(path)
		b.checked(path + " in English")
	}
}

// TestPagesOfDirectionAreForEverybody looks at what direction alone decides
// from, and folds the tree of entities with the keyboard.
func TestPagesOfDirectionAreForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "fr")
	b.wear("light", 1280)
	b.open("/sign-in")
	b.press(`button[name="role"][value="coordinator"]`, ".board-tasks")
	pages := []string{"/arbitration", "/decisions", "/decisions/new?account=14", "/decisions/new?range=1", "/challenge?new=1", "/views",
		"/compare?by=sphere&measure=interactions&view=thousand", "/compare?by=entity", "/explore?span=2020-01", "/compare?by=sphere&span=2020", "/tree?open=none", "/influence?platform=TikTok"}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.wear(theme, width)
			for _, path := range pages {
				b.open(path)
				b.checked(path + " " + theme)
			}
		}
	}
	b.wear("light", 1280)
	b.open("/arbitration")
	b.press(`.placed-head a[href*="account=14"]`, ".decision-facts .spark")
	b.open("/tree")
	rows := `String(document.querySelectorAll(".tree-table tbody tr").length)`
	if n := b.eval(rows); n != "3" {
		t.Errorf("%s entities lie open", n)
	}
	b.do(chromedp.Focus(".twist-open"), chromedp.KeyEvent(kb.Enter), chromedp.WaitReady(`.twist[aria-expanded="false"]`))
	if n, at := b.eval(rows), b.eval(`location.search + location.hash`); n != "1" || at != "?open=1&span="+b.eval(`new URLSearchParams(location.search).get("span")`)+"#entity-1" {
		t.Errorf("folded: %s lines at %s", n, at)
	}
	b.do(chromedp.KeyEvent(kb.Tab))
	if on := b.eval(`document.activeElement.className`); on != "twist" {
		t.Errorf("after folding the keyboard goes on at %q", on)
	}
	if faults := b.heard(); len(faults) > 0 {
		t.Errorf("heard %q", faults)
	}
}

// TestEveryHomeIsForEverybody looks at the pages of those who are not direction,
// as TestPagesAreForEverybody does.
func TestEveryHomeIsForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	for role, pages := range map[string][]string{
		"ambassador":  {"/", "/accounts", "/targets", "/annotations", "/challenge"},
		"contributor": {"/", "/gallery", "/targets"},
		"reader":      {"/", "/months", "/reports", "/targets"},
	} {
		b := openBrowser(t, s.base, "fr")
		b.wear("light", 1280)
		b.open("/sign-in")
		b.press(`button[name="role"][value="`+role+`"]`, ".top-nav")
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				b.wear(theme, width)
				for _, path := range pages {
					b.open(path)
					b.checked(role + " " + path + " " + theme)
				}
			}
		}
	}
}

// TestFiltersAndOrderChangeThePage works the month page as a person does.
func TestFiltersAndOrderChangeThePage(t *testing.T) {
	t.Parallel()
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "en")
	b.wear("light", 1280)
	b.open("/sign-in")
	b.press(`button[name="role"][value="reader"]`, ".top-nav")
	b.open("/months")
	b.do(chromedp.WaitReady("[data-month]"))
	b.drawn()
	rows := `String(document.querySelectorAll(".month-table tbody tr").length)`
	before := b.eval(rows)
	b.eval(`(() => { const s = document.querySelector('select[name="sphere"]'); s.value = s.options[1].value; s.dispatchEvent(new Event("change", { bubbles: true })); return "" })()`)
	b.do(chromedp.WaitReady(`.filter-set select[name="sphere"]`))
	b.drawn()
	if after := b.eval(rows); after == before || after == "0" {
		t.Errorf("a sphere leaves %s of %s accounts", after, before)
	}
	if address := b.eval(`location.search`); !strings.Contains(address, "sphere=") || strings.Contains(address, "range=") {
		t.Errorf("the filter does not stand in the address: %s", address)
	}
	b.do(chromedp.Click(`.month-table thead th.num a`), chromedp.WaitReady(`.month-table th[aria-sort="descending"]`))
	sorted := b.eval(`(() => { const n = [...document.querySelectorAll(".month-table tbody tr")].map((r) => Number(r.querySelector("td.num").firstChild.textContent.replace(/\D/g, ""))); return String(n.every((v, i) => i === 0 || n[i - 1] >= v)) })()`)
	if sorted != "true" {
		t.Error("the table is not in the order of its first figure")
	}
	saved := b.eval(`(async () => {
		const kept = [], names = [], make = URL.createObjectURL;
		URL.createObjectURL = (blob) => { kept.push(blob); return make(blob); };
		HTMLAnchorElement.prototype.click = function () { names.push(this.download); };
		for (const kind of ["csv", "png"]) document.querySelector('[data-save="' + kind + '"]').dispatchEvent(new MouseEvent("click", { bubbles: true }));
		for (let i = 0; i < 100 && names.length < 2; i++) await new Promise((r) => setTimeout(r, 100));
		const head = new Uint8Array(await kept.at(-1).slice(0, 4).arrayBuffer());
		return [...names, String.fromCharCode(...head.slice(1)), (await kept[0].text()).split("\n")[0]].join("|");
	})()`)
	if !regexp.MustCompile(`^audience-\d{4}-\d\d\.csv\|audience-\d{4}-\d\d\.png\|PNG\|Month,`).MatchString(saved) {
		t.Errorf("the first chart is saved as %q", saved)
	}
	if faults := b.heard(); len(faults) > 0 {
		t.Errorf("heard %q", faults)
	}
}
