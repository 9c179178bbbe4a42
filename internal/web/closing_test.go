package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

const closingOctober = "/months/2026-10/closing"

// TestAMonthIsClosedReopenedAndPublished follows direction through the pages.
func TestAMonthIsClosedReopenedAndPublished(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/closing").wantGo(t, closingOctober)
	b.get("/closing?month=2026-09").wantGo(t, "/months/2026-09/closing")
	b.get(closingOctober).want(t, 200, "Le mois est ouvert", "Jour limite\u00a0: 5 novembre 2026. Relevés rendus\u00a0: 1 sur 2.",
		"1 relevé manque", "Deniz du Jardin", "Deniz Exemple", "Clore octobre 2026", `href="/accounts/`+h.outside.String()+`/filings/2026-10"`)
	b.get("/months/2026-10").want(t, 200, "Mois ouvert\u00a0: le classeur est un brouillon.", `href="`+closingOctober+`"`)

	asked := b.post("/months/2026-10/close").want(t, 409, "Clore octobre 2026 quand même\u00a0?", "1 relevé n’est pas envoyé", "le jour limite n’est pas passé",
		`name="missing" value="1"`, `name="early" value="true"`)
	if n := strings.Count(asked.body, "btn-primary"); n != 1 {
		t.Errorf("%d primary buttons while it asks", n)
	}
	b.post("/months/2026-10/close", "missing", "2", "early", "true").want(t, 409, `name="missing" value="1"`)
	h.lock(t, false)
	b.post("/months/2026-10/close", "missing", "1", "questions", "0", "early", "true").wantGo(t, closingOctober)
	h.lock(t, true)
	b.get(closingOctober).want(t, 200, "Pour revenir en arrière, rouvrez-le", "Le mois est clos, son rapport reste à publier", "Publier le rapport", "Rouvrir octobre 2026",
		"Mois clos", "Direction Exemple")

	b.post("/months/2026-10/reopen", "until", "2026-11-10").want(t, 422, "Dites pourquoi le mois est rouvert", `value="2026-11-10"`)
	b.post("/months/2026-10/reopen", "until", "2026-11-03", "reason", "un oubli").want(t, 422, "Choisissez un jour du 4 novembre 2026 au 5 décembre 2026", `value="un oubli"`)
	b.post("/months/2026-10/reopen", "until", "demain", "reason", "un oubli").want(t, 422)
	h.lock(t, true)
	b.post("/months/2026-10/reopen", "until", "2026-11-10", "reason", "un oubli").wantGo(t, closingOctober)
	h.lock(t, false)
	b.get(closingOctober).want(t, 200, "Le mois est rouvert jusqu’au 10 novembre 2026 inclus", "un oubli", "Changer la fin de la réouverture", "Clore octobre 2026")
	b.post("/months/2026-10/publish", "locale", "fr").want(t, 422, "Il faut le clore avant de publier son rapport")
	h.as(reader).get("/months/2026-10").want(t, 200, "Mois rouvert jusqu’au 10 novembre 2026 inclus")
	h.clock.now = time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC) // it has ended by itself
	h.lock(t, true)

	b = h.as(direct)
	b.get("/reports").want(t, 200, "Aucun rapport publié", "Clôture\u00a0: octobre 2026")
	b.post("/months/2026-10/publish", "locale", "de").want(t, 422)
	b.post("/months/2026-10/publish", "locale", "fr", "seen", "0").wantGo(t, closingOctober)
	b.get(closingOctober).want(t, 200, "Le rapport n°\u00a01 est publié", "Le mois est clos, son rapport est publié", "Annuler et remplacer", "/reports/issued/1.xlsx")
	b.post("/months/2026-10/publish", "locale", "fr", "seen", "0").want(t, 409, "Un autre rapport a été publié entre-temps (octobre 2026)")
	b.post("/months/2026-10/publish", "locale", "en", "seen", "1").want(t, 422, "Indiquez pourquoi le rapport est publié de nouveau", `<option value="en" selected`)
	b.post("/months/2026-10/publish", "locale", "en", "seen", "1", "why", "un chiffre oublié").wantGo(t, closingOctober)
	b.get("/reports").want(t, 200, "annulé et remplacé par le n°\u00a02", "Annule et remplace le n°\u00a01", "un chiffre oublié", "Direction Exemple")
	shown := h.as(reader).get("/reports").want(t, 200, "annulé et remplacé par le n°\u00a02", "/reports/issued/1.xlsx", "/reports/issued/2.xlsx")
	for _, secret := range []string{"un chiffre oublié", "Direction Exemple", "closing"} {
		if strings.Contains(shown.body, secret) {
			t.Errorf("the committee reads %q", secret)
		}
	}
	h.as(reader).get("/months/2026-10").want(t, 200, "Mois clos. Le rapport n°\u00a02 est publié.", "Rapport n°\u00a02")
}

func (h *house) lock(t *testing.T, want bool) {
	t.Helper()
	lock, err := h.net.MonthLock(t.Context(), houseMonth)
	h.must(err)
	if (lock != nil) != want {
		t.Errorf("locked: %v, want %v", lock != nil, want)
	}
}

// TestThoseWhoMayOnlyLookAtAClosing see no button.
func TestThoseWhoMayOnlyLookAtAClosing(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{admin, west} {
		page := h.as(name).get(closingOctober).want(t, 200, "elles reviennent à la direction marketing de l’ensemble")
		if strings.Contains(page.body, `action="/months/`) {
			t.Errorf("%s is offered an act", name)
		}
	}
	if page := h.as(west).get(closingOctober); strings.Contains(page.body, "Deniz") {
		t.Error("direction of the west reads who is missing in the east")
	}
	for _, act := range []string{"close", "reopen", "publish"} {
		h.as(west).post("/months/2026-10/"+act, "reason", "x", "until", "2026-11-05", "locale", "fr").want(t, 403)
	}
}

// TestAClosedMonthIsLockedOnEveryWayIn tries to change a closed month in every
// way there is: each answers 423, says which lock it is and who can lift it,
// and changes nothing.
func TestAClosedMonthIsLockedOnEveryWayIn(t *testing.T) {
	h := newHouse(t)
	in := h.inside.String()
	file := strings.ReplaceAll(inFile, "1080", "1099")
	kind, form := formWithFile(t, []byte(file))
	brought := h.as(camille).do(http.MethodPost, "/imports", kind, form).want(t, 303).Header.Get("Location")
	h.as(camille).post(brought+"/options", "column_0", "platform", "column_1", "handle", "column_2", "month", "column_3", "followers").want(t, 303)
	h.as(camille).get(brought).want(t, 200, "/confirm")
	var done struct{ ID string }
	h.api(direct).importFile(t, strings.ReplaceAll(inFile, "1080", "1081")).into(t, &done)
	sheet := h.as(camille).get("/sheets/2026-10/sheet.xlsx").want(t, 200)
	sheetKind, sheetForm := formWithFile(t, []byte(sheet.body))
	before := h.followers(t)
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))

	const closed, asks = "Seule la direction peut le rouvrir", "demandez à la direction de rouvrir ce mois"
	filing := "/accounts/" + in + "/filings/2026-10"
	for name, a := range map[string]struct {
		answer answer
		says   string
	}{
		"the form":     {h.as(camille).post(filing, "version", "2", "value.followers", "1099"), closed},
		"on behalf":    {h.as(direct).post(filing, "version", "2", "value.followers", "1099", "on_behalf_reason", "absence"), closed},
		"the grid":     {h.as(camille).post("/filings/2026-10", "action", "save", "version."+in, "2", "cell."+in+".followers", "1 099"), closed},
		"the API":      {h.api(camille).put("/api/v1"+filing, `{"version":2,"figures":{"followers":{"value":1099}}}`), closed},
		"an import":    {h.api(camille).importFile(t, file), asks},
		"its dry run":  {h.api(camille).importFile(t, file, "dry_run", "1"), asks},
		"a sheet":      {h.as(camille).do(http.MethodPost, "/sheets", sheetKind, sheetForm), closed},
		"its download": {h.as(camille).get("/sheets/2026-10/sheet.xlsx"), closed},
		"a file shown": {h.as(camille).post(brought + "/confirm"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			status := 423
			switch name {
			case "its dry run":
				status = 200 // it changes nothing: the problem is in the result
			case "a file shown":
				status = 303 // to the page that says why
			}
			a.answer.want(t, status, a.says)
		})
	}
	h.as(camille).get(brought).want(t, 423, "Le mois octobre 2026 est clos", asks)
	h.as(direct).post("/imports/"+done.ID+"/undo").want(t, 200) // what is locked since stays, and is named
	if got := h.followers(t); got != before {
		t.Errorf("the figure is %v, was %v", got, before)
	}

	h.must(h.net.ReopenMonth(t.Context(), h.who(direct), houseMonth, "un oubli"))
	h.api(camille).put("/api/v1"+filing, `{"version":2,"figures":{"followers":{"value":1099}}}`).want(t, 200)
}

// followers are those of the account inside in the house's month.
func (h *house) followers(t *testing.T) kpi.Figure {
	t.Helper()
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, houseMonth)
	h.must(err)
	return f.Figures[kpi.Followers]
}

// TestIssuedBytesStayTheSame publishes, changes figures and publishes again:
// each report is still the one that was issued.
func TestIssuedBytesStayTheSame(t *testing.T) {
	h := newHouse(t)
	publish := func(seen, why string) {
		t.Helper()
		h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
		h.as(direct).post("/months/2026-10/publish", "locale", "fr", "seen", seen, "why", why).wantGo(t, closingOctober)
	}
	draft := h.api(reader).get("/api/v1/reports/2026-10.xlsx").want(t, 200)
	if name := draft.Header.Get("Content-Disposition"); name != `attachment; filename="comite-2026-10-brouillon.xlsx"` || draft.Header.Get("ETag") != "" {
		t.Errorf("a draft is called %s, tag %q", name, draft.Header.Get("ETag"))
	}
	if text := unpacked(t, draft.body); !strings.Contains(text, "brouillon sans numéro") {
		t.Error("a draft does not say that it is one")
	}
	publish("0", "")
	first := h.api(reader).get("/api/v1/reports/2026-10.xlsx").want(t, 200)
	if text := unpacked(t, first.body); !strings.Contains(text, "rapport n°\u00a01") || strings.Contains(text, "brouillon") {
		t.Error("an issued report does not bear its number")
	}
	h.must(h.net.ReopenMonth(t.Context(), h.who(direct), houseMonth, "un oubli"))
	h.file(deniz, h.outside, houseMonth, 770)
	same := h.api(reader).get("/api/v1/reports/2026-10.xlsx?lang=en").want(t, 200)
	if same.body != first.body {
		t.Error("an issued report changes with the figures")
	}
	h.as(direct).get(closingOctober).want(t, 200, "ont changé depuis le rapport n°\u00a01")
	publish("1", "un relevé oublié")
	second := h.as(reader).get("/reports/2026-10.xlsx").want(t, 200)
	if second.body == first.body {
		t.Error("a reissue is the report that it replaces")
	}
	if text := unpacked(t, second.body); !strings.Contains(text, "rapport n°\u00a02, annule et remplace le n°\u00a01") {
		t.Error("a reissue does not say what it cancels and replaces")
	}

	var list struct {
		Items []struct {
			Number     string
			Month      string
			Replaces   *string
			ReplacedBy *string `json:"replaced_by"`
			File       struct {
				SHA256, Address, Name string
				Size                  int
			}
		}
	}
	h.api(reader).get("/api/v1/reports?month=2026-10").into(t, &list)
	if len(list.Items) != 2 || list.Items[0].Number != "2" || *list.Items[0].Replaces != "1" || *list.Items[1].ReplacedBy != "2" {
		t.Fatalf("the list is %+v", list.Items)
	}
	for i, want := range []answer{second, first} {
		item := list.Items[i]
		if tag := want.Header.Get("ETag"); tag != `"`+item.File.SHA256+`"` || len(want.body) != item.File.Size {
			t.Errorf("report %s: tag %s, size %d, listed %+v", item.Number, tag, len(want.body), item.File)
		}
	}
	h.api(reader).get("/api/v1/reports?month=2026-09").want(t, 200, `"items": []`)
	h.api(reader).get("/api/v1/reports?month=soon").wantProblem(t, 422, kpi.CodeInvalid, "month")

	for number, want := range map[string]string{"1": first.body, "2": second.body} {
		if got := h.api(reader).get("/api/v1/reports/issued/"+number+".xlsx").want(t, 200); got.body != want {
			t.Errorf("report %s is another one", number)
		}
	}
	b := h.api(reader)
	b.header.Set("If-None-Match", first.Header.Get("ETag"))
	if got := b.get("/api/v1/reports/issued/1.xlsx").want(t, 304); got.body != "" {
		t.Error("what the client has is sent again")
	}
	h.as(reader).get("/reports/issued/3.xlsx").want(t, 404)
	h.as(reader).get("/reports/issued/1.pdf").want(t, 404)
}

// TestEachPersonGetsTheReportThatTheyMaySee downloads one report as everybody.
func TestEachPersonGetsTheReportThatTheyMaySee(t *testing.T) {
	h := newHouse(t)
	settings, err := h.net.Settings(t.Context())
	h.must(err)
	settings.AmbassadorsSeeAll = false
	h.must(h.net.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	report, err := jobs.Publish(t.Context(), h.net, h.who(direct), network.ReportOrder{Month: houseMonth, Locale: "fr"})
	h.must(err)
	full := []byte(h.as(direct).get("/reports/2026-10.xlsx").want(t, 200).body)
	if report.Variant != network.VariantFull || int64(len(full)) != report.Size {
		t.Errorf("issued %+v, %d bytes", report, len(full))
	}
	for name, want := range map[string]struct {
		standing, accounts string
		same               bool
		issued             int
	}{
		admin: {"rapport n°\u00a01", "Camille Deniz", true, 200}, reader: {"rapport n°\u00a01", "Camille Deniz", true, 200},
		camille: {"rapport n°\u00a01", "", false, 200},
		west:    {"extrait sans numéro", "Camille", false, 404}, eastReader: {"extrait sans numéro", "Deniz", false, 404},
	} {
		t.Run(name, func(t *testing.T) {
			a := h.as(name).get("/reports/2026-10.xlsx").want(t, 200)
			if same := bytes.Equal([]byte(a.body), full); same != want.same {
				t.Errorf("the same bytes as direction's: %v", same)
			}
			text := unpacked(t, a.body)
			if !strings.Contains(text, want.standing) {
				t.Errorf("it nowhere says %q", want.standing)
			}
			for _, account := range []string{"Camille", "Deniz"} {
				if strings.Contains(text, account) != strings.Contains(want.accounts, account) {
					t.Errorf("it names %s: %v", account, strings.Contains(text, account))
				}
			}
			h.as(name).get("/reports/issued/1.xlsx").want(t, want.issued)
			h.as(name).get("/reports").want(t, 200, "Rapport n°\u00a01")
		})
	}
	extract := h.as(direct).get("/reports/2026-10.xlsx?entity="+url.QueryEscape("Groupe/Ouest")).want(t, 200)
	if text := unpacked(t, extract.body); !strings.Contains(text, "extrait sans numéro") {
		t.Error("a part of a published month is not called an extract")
	}
	if name := extract.Header.Get("Content-Disposition"); name != `attachment; filename="comite-2026-10-extrait.xlsx"` {
		t.Errorf("an extract is called %s", name)
	}
}
