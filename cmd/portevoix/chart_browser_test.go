package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// saved is a file that a chart was saved as.
type saved struct{ Name, Type, Text string }

// saves presses buttons of the page's first chart and returns the files they
// would have brought, pictures as their first bytes alone.
func (b *browser) saves(kinds ...string) map[string]saved {
	b.t.Helper()
	list, err := json.Marshal(kinds)
	b.must(err)
	text := b.eval(`(async () => {
		const files = [], make = URL.createObjectURL;
		let blob;
		URL.createObjectURL = (one) => { blob = one; return make(one); };
		HTMLAnchorElement.prototype.click = function () { files.push({ Name: this.download, Type: blob.type, blob }); };
		const kinds = ` + string(list) + `;
		for (const kind of kinds) {
			document.querySelector('[data-save="' + kind + '"]').dispatchEvent(new MouseEvent("click", { bubbles: true }));
			for (let i = 0; i < 300 && files.length <= kinds.indexOf(kind); i++) await new Promise((r) => setTimeout(r, 50));
		}
		URL.createObjectURL = make;
		const bytes = async (one) => new Uint8Array(await one.arrayBuffer());
		return JSON.stringify(await Promise.all(files.map(async (f) => ({ Name: f.Name, Type: f.Type,
			Text: f.Type === "image/png" ? String.fromCharCode(...(await bytes(f.blob)).slice(1, 4)) : new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytes(f.blob)) }))));
	})()`)
	var files []saved
	b.must(json.Unmarshal([]byte(text), &files))
	all := map[string]saved{}
	for _, f := range files {
		all[strings.TrimPrefix(filepath.Ext(f.Name), ".")] = f
	}
	return all
}

// TestAChartIsWorkedByKeyboardAndSaved hides a series and chooses months by
// keyboard, in French and in the dark, and reads what the chart is saved as.
func TestAChartIsWorkedByKeyboardAndSaved(t *testing.T) {
	t.Parallel()
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "fr")
	b.wear("dark", 390)
	b.open("/sign-in")
	b.press(`button[name="role"][value="coordinator"]`, ".top-nav")
	b.open("/explore?pick=1&from=2021-01&until=2026-10")
	first := `[data-legend] .legend-item:first-child`
	name := b.eval(`document.querySelector("` + first + `").textContent`)
	paths := `String(document.querySelectorAll("[data-chart] path").length)`
	before := b.eval(paths)
	b.do(chromedp.Focus(first), chromedp.KeyEvent(" "), chromedp.WaitReady(first+`[aria-pressed="false"]`))
	if after := b.eval(paths); after == before {
		t.Errorf("%s is hidden and %s paths are drawn as before", name, after)
	}
	if focus := b.eval(`document.activeElement.textContent`); focus != name {
		t.Errorf("the focus is on %q", focus)
	}
	b.do(chromedp.Focus(`[data-zoom-months="12"]`), chromedp.KeyEvent("\r"), chromedp.WaitReady(`[data-zoom-months="12"][aria-pressed="true"]`))
	if shown := b.eval(`document.querySelector("[data-zoom] [role=status]").textContent`); shown != "nov. 2025 – oct. 2026" {
		t.Errorf("the months shown are %q", shown)
	}
	b.do(chromedp.Focus(`[data-zoom-step="-1"]`), chromedp.KeyEvent("\r"))
	if shown := b.eval(`document.querySelector("[data-zoom] [role=status]").textContent`); shown != "nov. 2024 – oct. 2025" {
		t.Errorf("a year earlier the months shown are %q", shown)
	}
	b.checked("a chart with a hidden series")

	files := b.saves("svg", "csv", "png")
	svg, csv := files["svg"].Text, files["csv"].Text
	if files["png"].Text != "PNG" || !strings.HasPrefix(files["svg"].Type, "image/svg+xml") || files["svg"].Name != "followers-2021-01..2026-10.svg" {
		t.Errorf("saved as %+v and %+v", files["png"], saved{files["svg"].Name, files["svg"].Type, ""})
	}
	texts := svgTexts(t, svg)
	for _, want := range []string{"Abonnés", "15\u202f000", "oct. 2025"} {
		if !strings.Contains(texts, want) {
			t.Errorf("the drawing does not say %q: %s", want, texts)
		}
	}
	for _, fault := range []string{"var(--", "<style", "NaN", "undefined", "#182433", name} {
		if strings.Contains(svg, fault) {
			t.Errorf("the drawing has %q", fault)
		}
	}
	if !strings.Contains(svg, `fill="#ffffff"`) || !strings.Contains(svg, "#c87a1c") {
		t.Error("the drawing has not the light colors")
	}
	if !regexp.MustCompile(`^\x{feff}Mois;`+name+`;.*\r\n`).MatchString(csv) || !strings.Contains(csv, "\r\noct. 2026;") {
		t.Errorf("the numbers begin %q", csv[:min(len(csv), 200)])
	}
	b.open("/explore?measure=engagement_rate")
	if csv := b.saves("csv")["csv"].Text; !strings.Contains(csv, " (%);") || !regexp.MustCompile(`;\d+,\d+`).MatchString(csv) {
		t.Errorf("rates are written as %q", csv[:min(len(csv), 200)])
	}
	if faults := b.heard(); len(faults) > 0 {
		t.Errorf("heard %q", faults)
	}
}

// svgTexts are the texts of a drawing, which must be well formed.
func svgTexts(t *testing.T, svg string) string {
	t.Helper()
	var all []string
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(all, "|")
		}
		if err != nil {
			t.Fatalf("the drawing is not well formed: %v", err)
		}
		if text, ok := token.(xml.CharData); ok && strings.TrimSpace(string(text)) != "" {
			all = append(all, string(text))
		}
	}
}

// TestAChartIsReadByKeyboard goes through the values of charts with the arrow
// keys: each is spoken in the words of the table and shown on the chart.
func TestAChartIsReadByKeyboard(t *testing.T) {
	t.Parallel()
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "fr")
	b.wear("light", 1280)
	b.open("/sign-in")
	b.press(`button[name="role"][value="coordinator"]`, ".top-nav")
	b.open("/explore?pick=1&from=2021-01&until=2026-10")
	spoken := func() string { return b.eval(`document.querySelector(".chart-reader").getAttribute("aria-valuetext")`) }
	shown := func(month string) {
		b.do(chromedp.Poll[chromedp.Void](`[...document.querySelectorAll("[data-chart]")][0].textContent.includes(` + "`" + month + "`" + `)`))
	}
	b.do(chromedp.Focus(`.chart-reader`), chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowLeft))
	if text := spoken(); !strings.HasPrefix(text, "août 2026, ") || !regexp.MustCompile(`\d`).MatchString(strings.TrimPrefix(text, "août 2026, ")) {
		t.Errorf("two months before the last %q is spoken", text)
	}
	shown("août 2026")
	b.do(chromedp.KeyEvent(kb.Home))
	if text := spoken(); !strings.HasPrefix(text, "janv. 2021, ") {
		t.Errorf("at the beginning %q is spoken", text)
	}
	b.do(chromedp.Focus(`[data-zoom-months="12"]`), chromedp.KeyEvent("\r"), chromedp.Focus(`.chart-reader`))
	if text := spoken(); !strings.HasPrefix(text, "nov. 2025, ") {
		t.Errorf("with twelve months shown %q is spoken", text)
	}
	shown("nov. 2025")
	b.checked("a chart that is read")
	b.open("/months/2026-10")
	bars := b.eval(`(() => { const all = [...document.querySelectorAll(".chart-reader")].map((one) => one.getAttribute("aria-valuetext")); return all.find((text) => text.includes(" · X")) ?? all.join("|") })()`)
	if !regexp.MustCompile(`^\S+.*, .*\d+,\d+`).MatchString(bars) {
		t.Errorf("of the first bar %q is spoken", bars)
	}
	if faults := b.heard(); len(faults) > 0 {
		t.Errorf("heard %q", faults)
	}
}

// TestTargetsAreSaved reads what a card of targets is saved as.
func TestTargetsAreSaved(t *testing.T) {
	t.Parallel()
	s := serve(t, english, "--db", filepath.Join(t.TempDir(), "demo.db"), "--demo")
	defer s.stop()
	b := openBrowser(t, s.base, "fr")
	b.wear("dark", 1280)
	b.open("/sign-in")
	b.press(`button[name="role"][value="coordinator"]`, ".top-nav")
	b.open("/targets?span=2026")
	name := b.eval(`document.querySelector(".targets .target-name").textContent.trim()`)
	files := b.saves("svg", "csv", "png")
	svg, csv := files["svg"].Text, files["csv"].Text
	if files["png"].Text != "PNG" || !strings.HasPrefix(files["svg"].Name, "objectifs-2026-") {
		t.Errorf("saved as %+v and %s", files["png"], files["svg"].Name)
	}
	if texts := svgTexts(t, svg); !strings.Contains(texts, name) || !strings.Contains(texts, "à rythme égal") {
		t.Errorf("the drawing says %s", texts)
	}
	for _, fault := range []string{"var(--", "NaN", "undefined", "#182433"} {
		if strings.Contains(svg, fault) {
			t.Errorf("the drawing has %q", fault)
		}
	}
	if !strings.Contains(svg, `fill="#ffffff"`) || strings.Count(svg, "<rect") < 4 {
		t.Error("the drawing has no bullets, or not on a light ground")
	}
	if !strings.HasPrefix(csv, "\ufeffPour;Indicateur;Objectif;") || !strings.Contains(csv, "\r\n"+name+";") {
		t.Errorf("the numbers begin %q", csv[:min(len(csv), 200)])
	}
	if faults := b.heard(); len(faults) > 0 {
		t.Errorf("heard %q", faults)
	}
}
