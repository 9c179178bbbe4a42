package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// These tests set accounts up as direction does, and look at the gallery as a
// newcomer does.

// openDemo signs in to the example network as somebody of a role.
func openDemo(t *testing.T, role string, args ...string) *browser {
	t.Helper()
	if len(args) == 0 {
		args = []string{"--db", filepath.Join(t.TempDir(), "demo.db"), "--demo"}
	}
	s := serve(t, english, args...)
	t.Cleanup(func() { s.stop() })
	b := openBrowser(t, s.base, "fr")
	b.wear("light", 1280)
	b.open("/sign-in")
	b.press(`button[name="role"][value="`+role+`"]`, ".top-nav")
	return b
}

// TestSettingAccountsUpIsForEverybody looks at the pages of accounts and at
// the gallery, light and dark, wide and on a telephone.
func TestSettingAccountsUpIsForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	b := openDemo(t, "coordinator")
	pages := []string{"/accounts", "/accounts?sort=opened&held=none", "/accounts/new", "/accounts/many", "/accounts/1/edit", "/accounts/1/life", "/accounts/1/life?edit=2023-11-01",
		"/accounts/1/holders", "/accounts/1/holders?person=e", "/gallery", "/gallery?all=1", "/gallery?q=zzz"}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.wear(theme, width)
			for _, path := range pages {
				b.open(path)
				b.checked(path + " " + theme + " " + strconv.FormatInt(width, 10))
			}
			b.open("/accounts/1/holders?person=gaspard&from=2026-01-10")
			b.press(`button[name="go"]`, "#confirm")
			b.checked("a handover in the past, " + theme)
			b.open("/accounts/1/edit")
			b.eval(`(() => { const s = document.getElementById("sphere"); s.value = s.options[3].value; return "" })()`)
			b.press(`main form .btn-primary`, "#confirm .moves")
			b.checked("a move before it is made, " + theme)
		}
	}
}

// TestHandingOverByTyping finds a person by typing a part of their name, on a
// telephone, and hands an account over to them.
func TestHandingOverByTyping(t *testing.T) {
	t.Parallel()
	b := openDemo(t, "coordinator")
	b.wear("light", 390)
	b.open("/accounts/1/holders")
	b.do(chromedp.SendKeys("#person", "gaspard"), chromedp.WaitReady(`#found input[name="user"]`))
	if found := b.eval(`document.querySelector("#found").innerText`); !strings.Contains(found, "Gaspard Louvel") {
		t.Errorf("typing finds %q", found)
	}
	if kept := b.eval(`document.getElementById("person").value + document.activeElement.id`); kept != "gaspardperson" {
		t.Errorf("what is being typed is disturbed: %q", kept)
	}
	b.eval(`(() => { document.getElementById("from").value = new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10); return "" })()`)
	b.leave(".notice", chromedp.Click(`input[name="keep"]`), chromedp.WaitVisible("#keep_until"), chromedp.Click(`button[name="go"]`))
	held := b.eval(`document.querySelector(".line").innerText`)
	if !strings.Contains(held, "Gaspard Louvel") || !strings.Contains(held, "à accepter") || strings.Count(held, "Tristan Beaulac") != 3 {
		t.Errorf("it is held by %q", held)
	}
	b.checked("after a handover")
}

// bigPicture is a picture file of a size in bytes or more.
func bigPicture(t *testing.T, pixels, bytesAtLeast int) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, pixels, pixels))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i * i >> 3)
	}
	picture.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	if missing := bytesAtLeast - b.Len(); missing > 0 {
		b.Write(make([]byte, missing))
	}
	path := filepath.Join(t.TempDir(), "picture.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAPictureIsBroughtInTheBrowser refuses one that is too large before it is
// sent, and shows one that is not.
func TestAPictureIsBroughtInTheBrowser(t *testing.T) {
	t.Parallel()
	b := openDemo(t, "coordinator")
	b.open("/accounts/1/edit")
	b.do(chromedp.SetUploadFiles("#picture", []string{bigPicture(t, 10, 2<<20)}), chromedp.Click(`#avatar button[type="submit"]`))
	if told := b.eval(`document.getElementById("picture").validationMessage`); !strings.Contains(told, "1") || !strings.Contains(told, "Mo") {
		t.Errorf("a picture of 2 MB is refused with %q", told)
	}
	b.leave(".notice", chromedp.SetUploadFiles("#picture", []string{bigPicture(t, 300, 0)}), chromedp.Click(`#avatar button[type="submit"]`))
	for _, path := range []string{"/accounts/1/edit", "/accounts", "/gallery", "/months"} {
		b.open(path)
		seen := b.eval(`(async () => { const i = document.querySelector("main img.face-picture"); i.loading = "eager"; i.scrollIntoView(); await i.decode(); return i.naturalWidth + " " + (i.getBoundingClientRect().width <= 96) })()`)
		if seen != "256 true" {
			t.Errorf("%s shows the picture as %q", path, seen)
		}
	}
	b.checked("the month with a picture")
	b.open("/accounts/1/edit")
	b.press(`form[action$="/avatar/remove"] button`, ".notice")
	if left := b.eval(`String(document.querySelectorAll("img.face-picture").length)`); left != "0" {
		t.Errorf("%s pictures are left", left)
	}
}

// TestGalleryGrowsWithoutJumps shows more faces of a sphere: what was there
// stays where it was.
func TestGalleryGrowsWithoutJumps(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "big.db")
	if code, _, said := (command{env: english}).run(t, "demo", "--accounts", "600", "--months", "2", "--db", path); code != 0 {
		t.Fatalf("no big network: %s", said)
	}
	b := openDemo(t, "reader", "--demo", "--db", path)
	for _, width := range []int64{1280, 390} {
		b.wear("light", width)
		b.open("/gallery")
		places := `JSON.stringify([...document.querySelectorAll(".gallery")[0].querySelectorAll(".face")].slice(0, 12).map((f) => [f.offsetLeft, f.offsetTop, f.offsetWidth]))`
		names := `JSON.stringify([...document.querySelectorAll(".gallery")[0].querySelectorAll(".face-name")].map((n) => n.innerText))`
		before, faces := b.eval(places), strings.Count(b.eval(names), ",")+1
		b.do(chromedp.Click(".gallery-more a"), chromedp.WaitReady(".gallery:first-of-type .face:nth-child(13)"))
		after, all := b.eval(places), b.eval(names)
		if before != after {
			t.Errorf("at %d px the faces moved from %s to %s", width, before, after)
		}
		if now := strings.Count(all, ",") + 1; faces != 12 || now <= faces {
			t.Errorf("%d faces became %d", faces, now)
		}
		if doubles := b.eval(`(() => { const n = JSON.parse('` + strings.ReplaceAll(all, `'`, `\'`) + `'); return String(n.length - new Set(n).size) })()`); doubles != "0" {
			t.Errorf("%s faces are there twice", doubles)
		}
		b.checked("the gallery of a big network")
	}
}
