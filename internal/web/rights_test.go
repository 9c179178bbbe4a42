package web

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portevoix/static"
)

// visit is one request to a route, and the status of the answer for each
// person, in the order of visitors.
type visit struct {
	address string // with {in}, {out}, {spare} for ids
	body    string // a form, or JSON where it begins with {
	want    string
}

// The visitors, in the order of the columns.
var visitors = []string{nobody, admin, direct, west, camille, deniz, deputy, writer, reader, eastReader}

// rights is what every route answers to everybody. The account {in} stands in
// Groupe/Ouest, is held by camille and deputised by deputy; {out} stands in
// Groupe/Est and is held by deniz. west is limited to Groupe/Ouest,
// eastReader to Groupe/Est. 303 leads nobody to the sign-in page.
//
//nolint:dupword // the columns repeat
var rights = map[string][]visit{
	//                                                                       no  adm dir wes cam den dep wri rea eas
	"GET /":                            {{"/", "", "303 200 200 200 200 200 200 303 200 200"}},
	"GET /months":                      {{"/months", "", "303 303 303 303 303 303 404 404 303 303"}},
	"GET /months/:month":               {{"/months/2026-10", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /months/:month/accounts.csv":  {{"/months/2026-10/accounts.csv", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /months/:month/accounts.xlsx": {{"/months/2026-10/accounts.xlsx", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /accounts":                    {{"/accounts", "", "303 200 200 200 200 200 200 200 200 200"}},
	"GET /accounts/:id": {
		{"/accounts/{in}", "", "303 200 200 200 200 200 200 404 200 404"},
		{"/accounts/{out}", "", "303 200 200 404 200 200 404 404 200 200"},
		{"/accounts/999", "", "303 404 404 404 404 404 404 404 404 404"},
	},

	"GET /accounts/:id/filings/:month": {
		{"/accounts/{in}/filings/2026-10", "", "303 200 200 200 200 200 200 404 200 404"},
		{"/accounts/{out}/filings/2026-10", "", "303 200 200 404 200 200 404 404 200 200"},
		{"/accounts/{in}/filings/2026-12", "", "303 422 422 422 422 422 422 404 422 404"},
		{"/accounts/{in}/filings/octobre", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/filings/:month": {
		{"/accounts/{in}/filings/2026-10", "version=1", "303 422 422 422 303 403 303 404 403 404"},
		{"/accounts/{in}/filings/2026-10", "version=1&on_behalf_reason=absente", "303 303 303 303 303 403 303 404 403 404"},
		{"/accounts/{in}/filings/2026-08", "version=1&on_behalf_reason=absente", "303 423 423 423 423 403 423 404 403 404"},
	},
	"GET /accounts/:id/filings/:month/thanks": {{"/accounts/{in}/filings/2026-10/thanks", "", "303 200 200 200 200 200 200 404 200 404"}},
	"POST /accounts/:id/filings/:month/undo":  {{"/accounts/{in}/filings/2026-09/undo", "", "303 409 409 409 409 403 409 404 403 404"}},
	"POST /accounts/:id/filings/:month/seen":  {{"/accounts/{in}/filings/2026-10/seen", "", "303 404 404 404 404 404 404 404 404 404"}},
	"GET /filings/:month":                     {{"/filings/2026-10", "", "303 404 404 404 200 200 200 404 404 404"}},
	"POST /filings/:month":                    {{"/filings/2026-10", "action=save", "303 404 404 404 303 303 303 404 404 404"}},
	"POST /holdings/accept":                   {{"/holdings/accept", "account={in}", "303 404 404 404 303 404 303 404 404 404"}},
	"POST /holdings/decline":                  {{"/holdings/decline", "account={in}", "303 404 404 404 404 404 404 404 404 404"}},

	"GET /imports": {{"/imports", "", "303 200 200 200 200 200 200 403 403 403"}},
	"POST /imports": {
		{"/imports", inFile, "303 303 303 303 303 303 303 403 403 403"},
		{"/imports", notATable, "303 422 422 422 422 422 422 403 403 403"},
	},
	"POST /imports/:id/undo": {
		{"/imports/{import}/undo", "", "303 409 409 404 404 404 404 404 404 404"},
		{"/imports/999/undo", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /imports/files/:key":          {{"/imports/files/{file}", "", "303 404 404 404 404 200 404 404 404 404"}},
	"POST /imports/files/:key/options": {{"/imports/files/{file}/options", "", "303 404 404 404 404 303 404 404 404 404"}},
	"POST /imports/files/:key/map":     {{"/imports/files/{file}/map", "", "303 404 404 404 404 303 404 404 404 404"}},
	"POST /imports/files/:key/confirm": {{"/imports/files/{file}/confirm", "", "303 404 404 404 404 303 404 404 404 404"}},
	"POST /imports/files/:key/discard": {{"/imports/files/guess/discard", "", "303 404 404 404 404 404 404 404 404 404"}},

	"GET /reports/:month.xlsx": {
		{"/reports/2026-10.xlsx", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/reports/2026-10.xlsx?entity=Groupe/Est", "", "303 200 200 404 200 200 404 404 200 200"},
		{"/reports/2026-10.csv", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /api/v1/reports/:month.xlsx": {{"/api/v1/reports/2026-10.xlsx?lang=en", "", "401 200 200 200 200 200 404 404 200 200"}},

	"GET /users":           {{"/users", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /users":          {{"/users", "name=", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /users/:id":       {{"/users/{spare}", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /users/:id":      {{"/users/{spare}", "name=", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /users/:id/link": {{"/users/{spare}/link", "", "303 201 404 404 404 404 404 404 404 404"}},
	"POST /users/:id/on":   {{"/users/{spare}/on", "", "303 303 404 404 404 404 404 404 404 404"}},

	"GET /purpose": {{"/purpose", "", "303 200 200 200 200 200 200 200 200 200"}},
	"GET /purpose/edit/:locale": {
		{"/purpose/edit/en", "", "303 200 404 404 404 404 404 404 404 404"},
		{"/purpose/edit/de", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /purpose/edit/:locale": {
		{"/purpose/edit/fr", "why_heading=Pourquoi", "303 303 404 404 404 404 404 404 404 404"},
		{"/purpose/edit/fr", "contact=nobody", "303 422 404 404 404 404 404 404 404 404"},
	},

	"GET /sign-in":         {{"/sign-in", "", "200 303 303 303 303 303 303 303 303 303"}},
	"POST /sign-in":        {{"/sign-in", "email=", "422 422 422 422 422 422 422 422 422 422"}},
	"POST /sign-in/demo":   {{"/sign-in/demo", "role=admin", "404 404 404 404 404 404 404 404 404 404"}},
	"POST /sign-out":       {{"/sign-out", "", "303 303 303 303 303 303 303 303 303 303"}},
	"POST /locale":         {{"/locale", "locale=fr", "303 303 303 303 303 303 303 303 303 303"}},
	"GET /links/:token":    {{"/links/guess", "", "404 404 404 404 404 404 404 404 404 404"}},
	"POST /links/:token":   {{"/links/guess", "password=x", "404 404 404 404 404 404 404 404 404 404"}},
	"GET /password":        {{"/password", "", "303 200 200 200 200 200 200 200 200 200"}},
	"POST /password":       {{"/password", "old=x&new=y", "303 422 422 422 422 422 422 422 422 422"}},
	"GET /static/*":        {{static.Path("app.css"), "", "200 200 200 200 200 200 200 200 200 200"}},
	"GET /healthz":         {{"/healthz", "", "200 200 200 200 200 200 200 200 200 200"}},
	"GET /readyz":          {{"/readyz", "", "200 200 200 200 200 200 200 200 200 200"}},
	"GET /api/v1/accounts": {{"/api/v1/accounts", "", "401 200 200 200 200 200 200 200 200 200"}},
	"GET /api/v1/accounts/:id/filings/:month": {
		{"/api/v1/accounts/{in}/filings/2026-10", "", "401 200 200 200 200 200 200 404 200 404"},
		{"/api/v1/accounts/{out}/filings/2026-10", "", "401 200 200 404 200 200 404 404 200 200"},
		{"/api/v1/accounts/999/filings/2026-10", "", "401 404 404 404 404 404 404 404 404 404"},
	},
	"PUT /api/v1/accounts/:id/filings/:month": {
		{"/api/v1/accounts/{in}/filings/2026-10", `{"version":1}`, "401 422 422 422 200 403 200 404 403 404"},
		{"/api/v1/accounts/{in}/filings/2026-10", `{"version":1,"on_behalf_reason":"absente"}`, "401 200 200 200 200 403 200 404 403 404"},
		{"/api/v1/accounts/{out}/filings/2026-10", `{"version":0,"on_behalf_reason":"absent"}`, "401 200 200 404 403 200 404 404 403 403"},
		{"/api/v1/accounts/{in}/filings/2026-08", `{"version":1,"on_behalf_reason":"absente"}`, "401 423 423 423 423 403 423 404 403 404"},
	},
	"GET /api/v1/accounts/:id/series": {
		{"/api/v1/accounts/{in}/series?indicator=followers", "", "401 200 200 200 200 200 200 404 200 404"},
		{"/api/v1/accounts/{out}/series?indicator=followers", "", "401 200 200 404 200 200 404 404 200 200"},
	},
	"POST /api/v1/imports/figures": {
		{"/api/v1/imports/figures", inFile, "401 200 200 200 200 422 200 403 403 403"},
		{"/api/v1/imports/figures", outFile, "401 200 200 422 422 200 422 403 403 403"},
	},
	"GET /api/v1/months/:month/summary":  {{"/api/v1/months/2026-10/summary", "", "401 200 200 200 200 200 404 404 200 200"}},
	"GET /api/v1/months/:month/accounts": {{"/api/v1/months/2026-10/accounts", "", "401 200 200 200 200 200 404 404 200 200"}},
}

// Files that touch the one account, or the other, and change nothing; and a
// picture.
const (
	notATable = "\x89PNG\r\n\x1a\n\x00"

	inFile  = "platform,handle,month,followers\nX,camille_atelier,2026-10,1080\n"
	outFile = "platform,handle,month,followers\nLinkedIn,deniz-jardin,2026-09,510\n"
)

// TestRights walks every route as everybody. A route that is not in the table
// fails, and so does a line of the table that is no route.
func TestRights(t *testing.T) {
	h := newHouse(t)
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseClosed))
	h.addPerson("spare", "reader", "")
	h.bringFiles()
	known := map[string]bool{}
	for _, r := range routes {
		name := r.method + " " + r.path
		known[name] = true
		if len(rights[name]) == 0 {
			t.Errorf("%s: nobody has said who may call it", name)
		}
		for _, v := range rights[name] {
			h.checkVisit(t, r, v)
		}
	}
	for name := range rights {
		if !known[name] {
			t.Errorf("%s is no route", name)
		}
	}
}

// bringFiles leaves an import that was undone, by direction, and a file that
// deniz has brought and not yet confirmed.
func (h *house) bringFiles() {
	h.t.Helper()
	var done struct{ ID string }
	h.api(direct).importFile(h.t, strings.ReplaceAll(inFile, "10,1080", "09,1041")).into(h.t, &done)
	h.imported = done.ID
	h.as(direct).post("/imports/"+done.ID+"/undo").want(h.t, 200)
	kind, form := formWithFile(h.t, []byte(outFile))
	brought := h.as(deniz).do(http.MethodPost, "/imports", kind, form).want(h.t, 303)
	h.brought = strings.TrimPrefix(brought.Header.Get("Location"), "/imports/files/")
	h.bringPictures()
}

func (h *house) checkVisit(t *testing.T, r route, v visit) {
	t.Helper()
	want := strings.Fields(v.want)
	if len(want) != len(visitors) {
		t.Fatalf("%s: %d statuses for %d people", v.address, len(want), len(visitors))
	}
	ids := strings.NewReplacer("{in}", h.inside.String(), "{out}", h.outside.String(), "{spare}", h.people["spare"].ID.String(),
		"{camille}", h.people[camille].ID.String(), "{deniz}", h.people[deniz].ID.String(), "{import}", h.imported, "{file}", h.brought, "{made}", h.made().String())
	v.address, v.body = h.setUpNames(v.address), h.setUpNames(v.body)
	for i, name := range visitors {
		b := h.as(name)
		if r.access.api {
			b = h.api(name)
		}
		contentType := "application/x-www-form-urlencoded"
		if strings.HasPrefix(v.body, "{") {
			contentType = "application/json"
		}
		body := []byte(ids.Replace(v.body))
		if r.limit == uploadLimit {
			kind, form := formWithFile(t, []byte(ids.Replace(v.body)))
			contentType, body = kind, form.Bytes()
		}
		a := b.do(r.method, ids.Replace(v.address), contentType, bytes.NewReader(body))
		if got := strconv.Itoa(a.StatusCode); got != want[i] {
			t.Errorf("%s %s as %q: status %s, want %s\n%s", r.method, v.address, name, got, want[i], head(a.body))
		}
		if name == nobody && a.StatusCode == http.StatusSeeOther && !r.access.public && !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
			t.Errorf("%s leads nobody to %s", v.address, a.Header.Get("Location"))
		}
	}
}

// TestListsHoldWhatOneMaySee reads the lists of everybody.
func TestListsHoldWhatOneMaySee(t *testing.T) {
	h := newHouse(t)
	both, in, out := []string{h.inside.String(), h.outside.String()}, []string{h.inside.String()}, []string{h.outside.String()}
	for name, want := range map[string][]string{
		admin: both, direct: both, west: in, camille: both, deniz: both, deputy: in, writer: nil, reader: both, eastReader: out,
	} {
		var list struct{ Items []struct{ ID string } }
		h.api(name).get("/api/v1/accounts").into(t, &list)
		var got []string
		for _, i := range list.Items {
			got = append(got, i.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s sees the accounts %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string]float64{admin: 1040, west: 1040, reader: 1040, eastReader: 510} {
		var summary struct {
			Indicators map[string]struct{ Total float64 }
		}
		h.api(name).get("/api/v1/months/2026-09/summary?platform="+map[string]string{eastReader: "LinkedIn"}[name]).into(t, &summary)
		total := summary.Indicators["followers"].Total
		if name == admin || name == reader {
			want += 510
		}
		if total != want {
			t.Errorf("%s: the network's followers are %v, want %v", name, total, want)
		}
	}
}
