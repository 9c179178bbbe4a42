package web

import (
	"bytes"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/reports"
)

// sheetRights are the lines of the table of rights for prefilled sheets. A file
// that is none is refused to those who may bring one.
//
//nolint:dupword // the columns repeat
var sheetRights = map[string][]visit{
	//                                                              no  adm dir wes cam den dep wri rea eas
	"GET /sheets": {{"/sheets", "", "303 303 303 303 303 303 303 303 303 303"}},
	"GET /sheets/:month": {
		{"/sheets/2026-10", "", "303 200 200 200 200 200 200 403 403 403"},
		{"/sheets/2026-08", "", "303 200 200 200 200 200 200 403 403 403"},
		{"/sheets/2026-12", "", "303 422 422 422 422 422 422 422 422 422"},
		{"/sheets/octobre", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /sheets/:month/sheet.xlsx": {
		{"/sheets/2026-10/sheet.xlsx", "", "303 200 200 200 200 200 200 403 403 403"},
		{"/sheets/2026-10/sheet.xlsx?own=1", "", "303 422 422 422 200 200 200 403 403 403"},
		{"/sheets/2026-10/sheet.xlsx?entity=Groupe/Est", "", "303 200 200 422 200 200 200 403 403 403"},
		{"/sheets/2026-08/sheet.xlsx", "", "303 423 423 423 423 423 423 403 403 403"},
	},
	"POST /sheets":                    {{"/sheets", inFile, "303 422 422 422 422 422 422 403 403 403"}},
	"GET /sheets/files/:key":          {{"/sheets/files/guess", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /sheets/files/:key":         {{"/sheets/files/guess", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /sheets/files/:key/discard": {{"/sheets/files/guess/discard", "", "303 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, sheetRights) }

// sheetOf downloads a person's sheet of October and fills in cells.
func (h *house) sheetOf(name, query string, cells map[string]any) []byte {
	h.t.Helper()
	got := h.as(name).get("/sheets/2026-10/sheet.xlsx"+query).want(h.t, 200)
	if got.Header.Get("Content-Type") != workbookType || !strings.Contains(got.Header.Get("Content-Disposition"), "chiffres-2026-10.xlsx") {
		h.t.Errorf("the sheet comes as %v", got.Header)
	}
	f, err := excelize.OpenReader(strings.NewReader(got.body))
	h.must(err)
	for cell, value := range cells {
		h.must(f.SetCellValue("Chiffres", cell, value))
	}
	var b bytes.Buffer
	h.must(f.Write(&b))
	h.must(f.Close())
	return b.Bytes()
}

// bring sends a workbook to an address and returns where that leads.
func (b *browser) bring(path string, book []byte) answer {
	b.h.t.Helper()
	kind, form := formWithFile(b.h.t, book)
	return b.do(http.MethodPost, path, kind, form)
}

// seenOf is the hidden mark of what a preview showed.
func seenOf(body string) string {
	_, rest, _ := strings.Cut(body, `name="seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	return seen
}

func TestSheetThroughThePages(t *testing.T) {
	h := newHouse(t)
	b := h.as(deniz)
	b.get("/").want(t, 200, `href="/sheets/2026-10"`)
	b.get("/sheets").wantGo(t, "/sheets/2026-10")
	b.get("/sheets/2026-10").want(t, 200, "Feuille de mes comptes", "1 compte")
	book := h.sheetOf(deniz, "", map[string]any{"J7": "1\u202f234", "J8": 0, "J9": "nd", "L9": "=évident", "J10": 5000})
	for _, way := range []string{"/imports", "/sheets"} { // a sheet brought to the imports finds its way
		a := b.bring(way, book).want(t, 303)
		address := a.Header.Get("Location")
		if !strings.HasPrefix(address, "/sheets/files/") {
			t.Fatalf("%s leads to %q", way, address)
		}
		h.as(camille).get(address).want(t, 404)
		b.get(strings.Replace(address, "/sheets/files/", "/imports/files/", 1)).want(t, 404)
		page := b.get(address).want(t, 200, "J7", "1\u202f234", "indisponible", "=évident", "Enregistrer ces 4 changements", "Il manque encore 3 chiffres")
		if way == "/imports" {
			b.post(address+"/discard").wantGo(t, "/sheets")
			b.get(address).want(t, 404)
			continue
		}
		b.post(address, "seen", seenOf(page.body)).wantGo(t, address)
		b.get(address).want(t, 200, "La feuille est enregistrée pour un compte", "Annuler l’import")
		b.post(address, "seen", "again").wantGo(t, address) // sent twice, stored once
	}
	filing, err := h.net.Filing(t.Context(), h.who(deniz), h.outside, houseMonth)
	h.must(err)
	if filing.Version != 1 || filing.State != kpi.FilingDraft || filing.Figures["likes"].State != kpi.StateUnavailable || filing.Figures["likes"].Note != "=évident" {
		t.Errorf("filed %+v", filing)
	}
}

func TestSheetConflictIsChosen(t *testing.T) {
	h := newHouse(t)
	book := h.sheetOf(direct, "?platform=X", map[string]any{"J7": 1100, "J8": 21})
	filing, err := h.net.Filing(t.Context(), h.who(camille), h.inside, houseMonth)
	h.must(err)
	_, err = h.net.File(t.Context(), h.who(camille), kpi.FilingChange{Account: h.inside, Month: houseMonth, Version: filing.Version,
		Figures: map[string]kpi.Figure{"followers": kpi.Given(1090)}})
	h.must(err)
	b := h.as(direct)
	address := b.bring("/sheets", book).want(t, 303).Header.Get("Location")
	page := b.get(address).want(t, 200, "Un chiffre a aussi changé ailleurs", "1\u202f080", "1\u202f090", "1\u202f100", `name="on_behalf_reason"`)
	again := b.post(address, "seen", seenOf(page.body), "on_behalf_reason", "").want(t, 422, "Il reste 2 points à décider", "Choisissez ce qui vaut pour la case J7")
	choice := "each." + h.inside.String() + ".followers"
	again = b.post(address, "seen", seenOf(again.body), "on_behalf_reason", "relevé d’agence", choice, "sheet", "x", "y").want(t, 303)
	b.get(again.Header.Get("Location")).want(t, 200, "Changements")
	h.as(camille).get("/").want(t, 200, "relevé d’agence")

	// Another save between comparison and consent shows the comparison again.
	book = h.sheetOf(camille, "", map[string]any{"J7": 1200})
	c := h.as(camille)
	address = c.bring("/sheets", book).Header.Get("Location")
	old := seenOf(c.get(address).body)
	_, err = h.net.File(t.Context(), kpi.CommandLine(), kpi.FilingChange{Account: h.inside, Month: houseMonth, Version: filing.Version + 2, Figures: map[string]kpi.Figure{"posts": kpi.Given(30)}})
	h.must(err)
	fresh := c.post(address, "seen", old).want(t, 409, "comparaison à jour")
	c.post(address, "seen", seenOf(fresh.body)).wantGo(t, address)
	if filing, err = h.net.Filing(t.Context(), h.who(camille), h.inside, houseMonth); err != nil || filing.Figures["followers"].Value != 1200 || filing.Figures["posts"].Value != 30 {
		t.Errorf("%v, %+v", err, filing.Figures)
	}
}

func TestSheetThatIsRefusedSaysWhere(t *testing.T) {
	h := newHouse(t)
	b := h.as(deniz)
	book := h.sheetOf(deniz, "", map[string]any{"J7": -3, "J8": "x<b>"})
	address := b.bring("/sheets", book).want(t, 303).Header.Get("Location")
	page := b.get(address).want(t, 200, "2 points à corriger", "<th scope=\"row\">J7</th>", "x&lt;b&gt;", "Choisir un autre fichier")
	if strings.Contains(page.body, "Enregistrer ces") {
		t.Error("a sheet with faults can be saved")
	}
	b.post(address, "seen", seenOf(page.body)).want(t, 422, "2 points à corriger")
	b.bring("/sheets", []byte(inFile)).want(t, 422, "n’est pas une feuille préremplie")
	b.post("/sheets").want(t, 422, "Aucun fichier")
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	b.get(address).want(t, 423)
	b.bring("/sheets", book).want(t, 423, "Ce mois est clos")
	b.get("/sheets/2026-10").want(t, 200, "Ce mois est clos")
}

// TestSheetSpeaksEnglish reads the workbook of somebody who speaks English.
func TestSheetSpeaksEnglish(t *testing.T) {
	h := newHouse(t)
	sheet, err := h.net.Sheet(t.Context(), h.who(camille), network.SheetQuery{Month: houseMonth}, "en")
	h.must(err)
	var b bytes.Buffer
	h.must(reports.Prefilled(&b, sheet, i18n.For("en"), ""))
	f, err := excelize.OpenReader(&b)
	h.must(err)
	defer func() { h.must(f.Close()) }()
	for cell, want := range map[string]string{"E6": "Account", "J6": "October 2026", "G7": "Followers", "I7": "1,040", "J7": "1,080"} {
		if got, err := f.GetCellValue("Figures", cell); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", cell, got, err, want)
		}
	}
}
