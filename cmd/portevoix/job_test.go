package main

// This file does the main job as a person does it, in a browser: from the
// printed link to the committee's workbook.

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
)

// jobFile is what a person keeps by hand: columns of their own names, and
// names that would break a careless page.
const jobFile = "Canal;Pseudonyme;Prénom affiché;Famille;Période;Suiveurs;Messages;Cœurs;Relais\n" +
	"X;camille_test;</script><script>alert(1)</script>;Conseil;2026-09;1 200;18;210;40\n" +
	"X;camille_test;</script><script>alert(1)</script>;Conseil;2026-10;1 252;21;190;45\n" +
	"LinkedIn;__f__alert(1)__f__;=1+1;Vente;2026-09;800;7;s/o;3\n" +
	"LinkedIn;__f__alert(1)__f__;=1+1;Vente;2026-10;812;nd;44;4\n"

// jobMeaning is what each column of it is.
var jobMeaning = []string{"platform", "handle", "persona", "sphere", "month", "followers", "posts", "likes", "shares"}

func TestMainJob(t *testing.T) {
	for _, locale := range i18n.Locales {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			doMainJob(t, locale)
		})
	}
}

func doMainJob(t *testing.T, locale string) {
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "t.db"))
	defer s.stop()
	link := regexp.MustCompile(`(?m)^http://\S+/links/\S+$`).FindString(s.said)
	b := openBrowser(t, s.base, locale)
	b.wear("light", 1280)
	p := i18n.For(locale)

	b.open(link)
	b.checked("the first link")
	b.leave(`a[href="/imports"]`,
		chromedp.SendKeys(`input[name="name"]`, "Ariane Exemple"),
		chromedp.SendKeys(`input[name="email"]`, "ariane@example.org"),
		chromedp.SendKeys(`input[name="password"]`, "une phrase que nul ne devine"),
		chromedp.Submit(`form[action^="/links/"]`),
	)
	if got := b.eval(`document.documentElement.lang`); got != locale {
		t.Errorf("the page speaks %s to a browser that speaks %s", got, locale)
	}
	bringJobFile(t, b)
	b.open("/months/2026-10")
	b.checked("the month page")
	looksAtTheMonth(t, b, p)
	b.leave(".account-head", chromedp.Evaluate[chromedp.Void](`document.querySelector(".who").click()`))
	b.drawn()
	b.checked("the account page")
	b.open("/months/2026-10")
	readsTheWorkbook(t, b, p)
}

// bringJobFile brings the file, names its columns on screen and stores it.
func bringJobFile(t *testing.T, b *browser) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "relevé.csv")
	b.must(os.WriteFile(path, []byte(jobFile), 0o600))
	b.open("/imports")
	b.checked("the imports page")
	b.leave(".map-table", chromedp.SetUploadFiles(`input[type="file"]`, []string{path}), chromedp.Submit(`form[action="/imports"]`))
	b.checked("the columns")
	for i, meaning := range jobMeaning {
		b.do(chromedp.SetValue(fmt.Sprintf(`select[name="column_%d"]`, i), meaning))
	}
	b.press(`form[action$="/options"] button.btn-primary`, "#problems")
	if rows := b.eval(`String(document.querySelectorAll(".lines-table tbody tr").length)`); rows == "0" {
		t.Error("a file about unknown accounts has no problem")
	}
	b.checked("the problems")
	b.press(`form[action$="/map"] button`, ".map-table")
	kept := b.eval(`[...document.querySelectorAll(".map-table select")].map((s) => s.value).join(" ")`)
	if kept != strings.Join(jobMeaning, " ") {
		t.Errorf("the columns were forgotten: %s", kept)
	}
	b.leave(`form[action$="/confirm"]`,
		chromedp.Click(`input[name="create_accounts"]`),
		chromedp.Click(`form[action$="/options"] button.btn-primary`),
	)
	if counts := b.eval(`[...document.querySelectorAll(".counts dd")].map((e) => e.textContent).join(" ")`); counts != "4 16 0 0 2" {
		t.Errorf("the preview counts %q, not 4 rows, 16 new figures and 2 accounts", counts)
	}
	b.checked("the preview")
	b.press(`form[action$="/confirm"] button`, `a[href="/months/2026-10"]`)
	b.checked("the result")
}

// looksAtTheMonth finds the file's figures on the page, and drawn.
func looksAtTheMonth(t *testing.T, b *browser, p *i18n.Printer) {
	t.Helper()
	if value := b.eval(`document.querySelector(".tile-value").textContent.trim()`); value != p.Number(2064, 0) {
		t.Errorf("the audience is %q, not %s", value, p.Number(2064, 0))
	}
	// 64 more of 2000, both accounts known in both months.
	if title := b.eval(`document.querySelector("h1").textContent`); !strings.Contains(title, p.Number(3.2, 1)) {
		t.Errorf("the title says %q", title)
	}
	charts := b.eval(`JSON.stringify([...document.querySelectorAll("[data-chart]")].map((e) => e.querySelectorAll("svg path").length))`)
	var paths []int
	b.must(json.Unmarshal([]byte(charts), &paths))
	if len(paths) < 5 || slices.Min(paths) == 0 {
		t.Errorf("the charts have %v strokes", paths)
	}
	text := b.eval(`document.querySelector(".month-table").textContent`)
	for _, name := range []string{"</script><script>alert(1)</script>", "=1+1", "__f__alert(1)__f__"} {
		if !strings.Contains(text, name) {
			t.Errorf("the table does not name %s", name)
		}
	}
}

// readsTheWorkbook downloads the workbook by the page's button and finds the
// figures in its cells.
func readsTheWorkbook(t *testing.T, b *browser, p *i18n.Printer) {
	t.Helper()
	file := b.eval(`(async () => {
		const bytes = new Uint8Array(await (await fetch(document.querySelector('a[href$=".xlsx"].btn').href)).arrayBuffer());
		let text = "";
		for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
		return btoa(text);
	})()`)
	data, err := base64.StdEncoding.DecodeString(file)
	b.must(err)
	book, err := excelize.OpenReader(bytes.NewReader(data))
	b.must(err)
	defer func() { b.must(book.Close()) }()
	if n := len(book.GetSheetList()); n < 6 {
		t.Errorf("the workbook has %d sheets", n)
	}
	found := map[string]bool{"1252": false, "812": false, "2064": false, "</script><script>alert(1)</script>": false, "=1+1": false}
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		b.must(err)
		for _, row := range rows {
			for _, cell := range row {
				if _, wanted := found[cell]; wanted {
					found[cell] = true
				}
			}
		}
	}
	for cell, there := range found {
		if !there {
			t.Errorf("no cell of the workbook in %s holds %s", p.Locale(), cell)
		}
	}
}
