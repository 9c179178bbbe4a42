package web

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// TestAnnotatingAChart follows a sentence from the chart that one was looking
// at to the chart and back again.
func TestAnnotatingAChart(t *testing.T) {
	h := newHouse(t)
	b, in := h.as(direct), h.inside.String()
	place := "/months/2026-10?platform=X"
	way := wayToAnnotate(t, b.get(place).want(t, 200, "Annoter ce graphique").body)
	if way.Query().Get("back") != place || way.Query().Get("month") != "2026-10" {
		t.Errorf("the way is %s", way)
	}
	b.get(way.String()).want(t, 200, `name="back" value="/months/2026-10?platform=X"`, `value="2026-10" selected`, "Pour tout le réseau")
	b.post("/annotations", "text", " ", "month", "2026-10", "back", place).want(t, 422, "Écrivez ce qui s’est passé.", `aria-invalid="true"`, `name="back" value="/months/2026-10?platform=X"`)
	b.post("/annotations", "text", strings.Repeat("é", 201), "month", "2026-10").want(t, 422, "200 caractères au plus")
	b.post("/annotations", "text", "</script><b>ici</b>", "month", "2026-10", "back", place).wantGo(t, place)
	month := b.get(place).want(t, 200, "L’annotation est inscrite en octobre 2026.", "&lt;/script&gt;&lt;b&gt;ici&lt;/b&gt;", "1 annotation.").body
	if strings.Contains(month, "</script><b>") {
		t.Error("the sentence is part of the page")
	}
	for _, elsewhere := range []string{"https://elsewhere.example/", "//elsewhere.example", `/\elsewhere.example`, ""} {
		b.post("/annotations", "text", "ailleurs "+elsewhere, "month", "2026-09", "back", elsewhere).wantGo(t, "/annotations")
	}

	own := h.as(camille)
	if strings.Contains(own.get(place).want(t, 200, "ici&lt;/b&gt;").body, "Annoter ce graphique") {
		t.Error("a holder is offered to write on charts of a whole")
	}
	page := "/accounts/" + in
	way = wayToAnnotate(t, own.get(page).want(t, 200).body)
	own.get(way.String()).want(t, 200, "Pour Camille de l’Atelier")
	own.post("/annotations", "text", "une émission", "month", "2026-10", "for", in, "back", page).wantGo(t, page)
	own.get(page).want(t, 200, "une émission")
	for _, whole := range []string{place, "/explore?accounts=" + in, "/compare?by=sphere"} {
		if strings.Contains(h.as(direct).get(whole).want(t, 200).body, "une émission") {
			t.Errorf("%s shows a sentence on one account", whole)
		}
	}
	both := in + "," + h.outside.String()
	h.as(direct).get("/annotations/new?account="+in).want(t, 200, `<option value="`+in+`" selected>`, `<option value="0">`)
	h.as(direct).post("/annotations", "text", "", "month", "2026-10", "for", "0", "account", in).want(t, 422, `<option value="0" selected>`, `<option value="`+in+`">`)
	h.as(direct).get("/compare?by=account&accounts="+both).want(t, 200, "Camille de l’Atelier\u00a0: une émission")
	if strings.Contains(h.as(eastReader).get("/annotations").want(t, 200, "ici&lt;/b&gt;").body, "une émission") {
		t.Error("another part of the tree reads it")
	}

	list := own.get("/annotations?month=2026-10").want(t, 200, "une émission", "octobre 2026")
	id := regexp.MustCompile(`action="/annotations/(\d+)/remove"`).FindStringSubmatch(list.body)[1]
	own.get("/annotations/"+id+"?back="+url.QueryEscape(page)).want(t, 200, "une émission", "Pour Camille de l’Atelier", "Retirer cette annotation")
	h.as(deniz).get("/annotations/"+id).want(t, 403)
	h.as(west).post("/annotations/"+id, "text", "une grande émission", "month", "2026-09", "back", page).wantGo(t, page)
	if notes := chartNotes(own.get(page).want(t, 200).body); !strings.Contains(notes, "une grande émission") || strings.Contains(notes, "une émission") {
		t.Errorf("the charts say %s", notes)
	}
	own.post("/annotations/"+id+"/remove").want(t, 409, "déjà été modifiée")
	list = own.get("/annotations").want(t, 200, "une grande émission")
	id = regexp.MustCompile(`action="/annotations/(\d+)/remove"`).FindStringSubmatch(list.body)[1]
	own.post("/annotations/"+id+"/remove", "back", "/annotations?month=2026-09").wantGo(t, "/annotations?month=2026-09")
	own.get("/annotations?month=2026-09").want(t, 200, "est retirée des graphiques", `action="/annotations/`+id+`/restore"`)
	if strings.Contains(chartNotes(own.get(page).want(t, 200).body), "une grande émission") {
		t.Error("a removed sentence still stands")
	}
	own.post("/annotations/"+id+"/restore", "back", "/annotations").wantGo(t, "/annotations")
	act := regexp.MustCompile(`href="(/acts/\d+)"[^>]*aria-label="Tout ce changement\x{a0}: «\x{a0}une grande`).FindStringSubmatch(own.get("/annotations").want(t, 200, "une grande émission").body)
	if act == nil {
		t.Fatal("no act to open")
	}
	own.get(act[1]).want(t, 200, "«\u00a0une émission\u00a0» devient «\u00a0une grande émission\u00a0»")
}

// chartNotes is what stands beneath the charts of a page.
func chartNotes(body string) string {
	return strings.Join(regexp.MustCompile(`(?s)<ol class="chart-notes">.*?</ol>`).FindAllString(body, -1), "\n")
}

// wayToAnnotate is the first way from a chart to the form.
func wayToAnnotate(t *testing.T, body string) *url.URL {
	t.Helper()
	found := regexp.MustCompile(`class="chart-annotate"><a href="([^"]+)"`).FindStringSubmatch(body)
	if found == nil {
		t.Fatal("no chart can be annotated")
	}
	way, err := url.Parse(html.UnescapeString(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return way
}
