package web

import (
	"bytes"
	command "flag" // the package has a function of that name
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

var update = command.Bool("update", false, "write the golden files anew")

// golden compares an answer with testdata/api/NAME.json.
func golden(t *testing.T, name string, a answer, status int) {
	t.Helper()
	a.want(t, status)
	path := filepath.Join("testdata", "api", name+".json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(a.body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if a.body != string(want) {
		t.Errorf("%s %s differs from %s (write it anew with -update):\n%s", a.Request.Method, a.Request.URL, path, a.body)
	}
}

func (h *house) filing(account kpi.ID, month string) string {
	return "/api/v1/accounts/" + account.String() + "/filings/" + month
}

func TestAPIAnswers(t *testing.T) {
	h := newHouse(t)
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseClosed))
	program := h.api(direct)
	for name, path := range map[string]string{
		"accounts":            "/api/v1/accounts",
		"accounts_first":      "/api/v1/accounts?limit=1",
		"accounts_filtered":   "/api/v1/accounts?platform=linkedin&sphere=SALES&range=jardin&entity=groupe&state=active&q=deniz",
		"accounts_none":       "/api/v1/accounts?platform=Viadeo",
		"filing_submitted":    h.filing(h.inside, "2026-10"),
		"filing_never":        h.filing(h.outside, "2026-10"),
		"filing_locked":       h.filing(h.inside, "2026-08"),
		"series":              "/api/v1/accounts/" + h.inside.String() + "/series?indicator=followers&from=2026-07&to=2026-11",
		"series_rate":         "/api/v1/accounts/" + h.inside.String() + "/series?indicator=engagement_rate",
		"summary":             "/api/v1/months/2026-10/summary",
		"summary_filtered":    "/api/v1/months/2026-10/summary?entity=groupe/est&sphere=Sales",
		"summary_nobody":      "/api/v1/months/2026-10/summary?sphere=Unheard+of",
		"summary_empty_month": "/api/v1/months/2031-01/summary",
		"month_accounts":      "/api/v1/months/2026-10/accounts",
		"month_accounts_page": "/api/v1/months/2026-09/accounts?sort=followers&order=desc&limit=1",
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, program.get(path), http.StatusOK) })
	}
}

func TestAPIPages(t *testing.T) {
	h := newHouse(t)
	type list struct {
		Items []struct{ ID string }
		Next  string
	}
	for _, path := range []string{"/api/v1/accounts?limit=1", "/api/v1/months/2026-10/accounts?limit=1"} {
		var seen []string
		for next := "first"; next != ""; {
			var page list
			h.api(direct).get(path+strings.TrimSuffix("&after="+next, "&after=first")).into(t, &page)
			for _, i := range page.Items {
				seen = append(seen, i.ID)
			}
			if next = page.Next; len(seen) > 2 {
				t.Fatalf("%s goes on for ever: %v", path, seen)
			}
		}
		if len(seen) != 2 || seen[0] == seen[1] {
			t.Errorf("%s, page by page: %v", path, seen)
		}
	}
}

// TestAPIFiling files a month as a script would: draft, warnings, submission,
// clearing, a conflict and both its sides, a lock.
func TestAPIFiling(t *testing.T) {
	h := newHouse(t)
	script := h.api(deniz)
	path := h.filing(h.outside, "2026-10")

	golden(t, "put_draft", script.put(path, `{"version":0,"figures":{"followers":{"value":5200},"likes":{"value":0}},"comment":"en cours"}`), 200)
	script.put(path, `{"version":1,"submit":true}`).wantProblem(t, 422, kpi.CodeInvalid,
		"figures.posts", "figures.shares", "figures.mentions", "figures.influence", "figures.search_rank")
	script.put(path, `{"version":1,"figures":{"posts":{"state":"unavailable"}}}`).wantProblem(t, 422, kpi.CodeInvalid, "figures.posts")
	golden(t, "put_submitted", script.put(path, `{
		"version": 1, "submit": true,
		"figures": {
			"posts": {"value": 12.0}, "shares": {"state": "value", "value": 4, "note": "petit mois"},
			"mentions": {"state": "unavailable", "reason": "no_access"}, "influence": {"state": "na"}, "search_rank": {"state": "na"}
		}}`), 200)
	golden(t, "put_conflict", script.put(path, `{"version":1,"figures":{"followers":{"value":530}}}`), 409)
	if p := script.put(path, `{"version":1}`).wantProblem(t, 409, kpi.CodeConflict); p.Mine == nil || p.Theirs == nil {
		t.Errorf("a conflict without its sides: %+v", p)
	}
	golden(t, "put_cleared", script.put(h.filing(h.outside, "2026-07"), `{"version":0,"figures":{"posts":{"value":3}}}`), 200)
	cleared := script.put(h.filing(h.outside, "2026-07"), `{"version":1,"figures":{"posts":{"state":"empty"}}}`)
	cleared.want(t, 200, `"state": "empty"`, `"version": 2`)
	if strings.Contains(cleared.body, `"value": 3`) {
		t.Error("a cleared figure is still there")
	}

	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	script.put(path, `{"version":2,"figures":{"posts":{"value":13}}}`).wantProblem(t, 423, kpi.CodeLocked)
	script.get(path).want(t, 200, `"edit": false`, `"lifter": "coordinator"`)
	script.put(h.filing(h.outside, "2026-12"), `{"version":0}`).wantProblem(t, 422, kpi.CodeInvalid, "month")
	script.put(h.filing(h.outside, "2026-13"), `{"version":0}`).wantProblem(t, 422, kpi.CodeInvalid)
}

// TestAPIOnBehalf files for somebody else: with a reason, and it is written
// down.
func TestAPIOnBehalf(t *testing.T) {
	h := newHouse(t)
	path := h.filing(h.inside, "2026-10")
	h.api(west).put(path, `{"version":1,"figures":{"posts":{"value":21}}}`).wantProblem(t, 422, kpi.CodeInvalid, "on_behalf_reason")
	h.api(west).put(path, `{"version":1,"figures":{"posts":{"value":21}},"on_behalf_reason":"Camille est en congé"}`).
		want(t, 200, `"version": 2`, `"value": 21`)
	h.api(reader).put(path, `{"version":2}`).wantProblem(t, 403, kpi.CodeForbidden)
}

// TestAPIBodies refuses every body that is not what was agreed, by the path
// of its fault, and stores nothing.
func TestAPIBodies(t *testing.T) {
	h := newHouse(t)
	script := h.api(camille)
	path := h.filing(h.inside, "2026-10")
	for _, c := range []struct {
		body   string
		status int
		code   kpi.Code
		fields []string
	}{
		{``, 400, "request", nil},
		{`{`, 400, "request", nil},
		{`{"version":1} {}`, 400, "request", nil},
		{`{"version":1,}`, 400, "request", nil},
		{strings.Repeat("[", 1_000_000), 400, "request", nil},
		{`{"version":1,"figures":` + strings.Repeat(`{"a":`, 100_000) + `1` + strings.Repeat(`}`, 100_000) + `}`, 400, "request", nil},
		{`null`, 422, kpi.CodeInvalid, []string{"version"}},
		{`[]`, 422, kpi.CodeInvalid, []string{""}},
		{`{}`, 422, kpi.CodeInvalid, []string{"version"}},
		{`{"version":-1}`, 422, kpi.CodeInvalid, []string{"version"}},
		{`{"version":"1"}`, 422, kpi.CodeInvalid, []string{"version"}},
		{`{"version":1.5}`, 422, kpi.CodeInvalid, []string{"version"}},
		{`{"version":1,"verson":1}`, 422, kpi.CodeInvalid, []string{"verson"}},
		{`{"version":1,"version":1}`, 422, kpi.CodeInvalid, []string{"version"}},
		{`{"version":1,"Version":1}`, 422, kpi.CodeInvalid, []string{"Version"}},
		{`{"version":1,"figures":{"posts":{"value":1},"posts":{"value":2}}}`, 422, kpi.CodeInvalid, []string{"figures.posts"}},
		{`{"version":1,"figures":{"posts":{"value":1,"value":2}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.value"}},
		{`{"version":1,"figures":[1]}`, 422, kpi.CodeInvalid, []string{"figures"}},
		{`{"version":1,"figures":{"posts":12}}`, 422, kpi.CodeInvalid, []string{"figures.posts"}},
		{`{"version":1,"figures":{"posts":null}}`, 422, kpi.CodeInvalid, []string{"figures.posts"}},
		{`{"version":1,"figures":{"posts":{}}}`, 422, kpi.CodeInvalid, []string{"figures.posts"}},
		{`{"version":1,"figures":{"posts":{"value":null}}}`, 422, kpi.CodeInvalid, []string{"figures.posts"}},
		{`{"version":1,"figures":{"posts":{"value":"12"}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.value"}},
		{`{"version":1,"figures":{"posts":{"value":1e999}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.value"}},
		{`{"version":1,"figures":{"posts":{"value":true}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.value"}},
		{`{"version":1,"figures":{"posts":{"state":"perhaps"}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.state"}},
		{`{"version":1,"figures":{"posts":{"state":"na","value":3}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.value"}},
		{`{"version":1,"figures":{"posts":{"state":"value"}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.value"}},
		{`{"version":1,"figures":{"posts":{"value":3,"colour":"red"}}}`, 422, kpi.CodeInvalid, []string{"figures.posts.colour"}},
		{`{"version":1,"figures":{"posts":{"value":-3},"likes":{"value":1.5},"followers":{"value":1e300}}}`, 422, kpi.CodeInvalid,
			[]string{"figures.followers", "figures.likes", "figures.posts"}},
		{`{"version":1,"figures":{"search_rank":{"value":0},"influence":{"value":101}}}`, 422, kpi.CodeInvalid, []string{"figures.influence", "figures.search_rank"}},
		{`{"version":1,"figures":{"retweeets":{"value":3}}}`, 422, kpi.CodeInvalid, []string{"figures.retweeets"}},
		{`{"version":1,"figures":{"engagement_rate":{"value":3}}}`, 422, kpi.CodeInvalid, []string{"figures.engagement_rate"}},
		{`{"version":1,"figures":{"posts":{"value":3,"note":"a\u0000b"}}}`, 422, kpi.CodeInvalid, []string{"figures.posts"}},
	} {
		t.Run(cut(c.body), func(t *testing.T) {
			script := *script
			script.put(path, c.body).wantProblem(t, c.status, c.code, c.fields...)
		})
	}
	for kind, body := range map[string]string{"": `{"version":1}`, "text/plain": `{"version":1}`, "application/x-www-form-urlencoded": "version=1"} {
		script.do(http.MethodPut, path, kind, strings.NewReader(body)).wantProblem(t, 415, "media_type")
	}
	script.do(http.MethodPut, path, "application/json; charset=utf-8", strings.NewReader(`{"version":1}`)).want(t, 200)
	script.get(path).want(t, 200, `"version": 1`)
}

func TestAPIQueries(t *testing.T) {
	h := newHouse(t)
	script := h.api(direct)
	account := "/api/v1/accounts/" + h.inside.String()
	for path, field := range map[string]string{
		"/api/v1/accounts?state=asleep":                 "state",
		"/api/v1/accounts?limit=501":                    "limit",
		"/api/v1/accounts?after=x":                      "after",
		"/api/v1/accounts?after=01":                     "after",
		"/api/v1/accounts?limit=many":                   "limit",
		"/api/v1/months/2026-10/accounts?order=up":      "order",
		"/api/v1/months/2026-10/accounts?after=0":       "after",
		account + "/series":                             "indicator",
		account + "/series?indicator=posts&from=soon":   "from",
		account + "/series?indicator=posts&to=2026-9":   "to",
		"/api/v1/months/2026-10/summary?state=sleeping": "state",
	} {
		script.get(path).wantProblem(t, 422, kpi.CodeInvalid, field)
	}
	for _, state := range []string{"active", "ACTIVE", "actif", "En%20sommeil"} {
		script.get("/api/v1/accounts?state="+state).want(t, 200)
	}
	for _, path := range []string{"/api/v1/months/October/summary", "/api/v1/months/2026-1/accounts", account + "/filings/now"} {
		script.get(path).wantProblem(t, 422, kpi.CodeInvalid)
	}
}

func TestAPITokens(t *testing.T) {
	h := newHouse(t)
	for name, header := range map[string]string{
		"none": "", "another scheme": "Basic YTpi", "empty": "Bearer ", "unknown": "Bearer nonsense", "of another case": "Bearer " + strings.ToUpper(h.tokens[admin]),
	} {
		b := h.api(nobody)
		b.header.Set("Authorization", header)
		if a := b.get("/api/v1/accounts"); a.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: the scheme is not named", name)
		} else {
			a.wantProblem(t, 401, kpi.CodeUnauthenticated)
		}
	}
	lower := h.api(nobody)
	lower.header.Set("Authorization", "bearer "+h.tokens[admin])
	lower.get("/api/v1/accounts").want(t, 200)
	// A session is no token, and a token no session.
	h.as(admin).get("/api/v1/accounts").want(t, 401)
	h.api(admin).get("/users").wantGo(t, "/sign-in?next=%2Fusers")
	h.must(h.net.SwitchOff(t.Context(), h.who(admin), h.people[camille].ID))
	h.api(camille).get("/api/v1/accounts").wantProblem(t, 401, kpi.CodeUnauthenticated)
}

const figuresFile = "platform,handle,month,followers,posts\nX,camille_atelier,2026-10,1090,21\nLinkedIn,deniz-jardin,2026-10,530,n/a\n"

func (b *browser) importFile(t *testing.T, content string, fields ...string) answer {
	t.Helper()
	kind, form := formWithFile(t, []byte(content), fields...)
	return b.do(http.MethodPost, "/api/v1/imports/figures", kind, form)
}

func TestAPIImport(t *testing.T) {
	h := newHouse(t)
	script := h.api(direct)
	golden(t, "import_preview", script.importFile(t, figuresFile, "dry_run", "1"), 200)
	script.get(h.filing(h.outside, "2026-10")).want(t, 200, `"version": 0`)
	golden(t, "import_done", script.importFile(t, figuresFile), 200)
	script.get(h.filing(h.outside, "2026-10")).want(t, 200, `"value": 530`, `"reason": "from_file"`)

	bad := "platform,handle,month,followers,posts\nX,camille_atelier,2026-10,many,21\nX,nobody_knows,2026-10,1,1\n"
	golden(t, "import_refused_preview", script.importFile(t, bad, "dry_run", "1"), 200)
	golden(t, "import_refused", script.importFile(t, bad), 422)

	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	script.importFile(t, strings.ReplaceAll(figuresFile, "1090", "1091")).want(t, 423, `"key": "import.closed"`, "demandez à la direction de rouvrir ce mois")
}

func TestAPIImportOptions(t *testing.T) {
	h := newHouse(t)
	script := h.api(direct)
	mapped := "compte,date,abonnés\ncamille_atelier,2026-11-01,1200\n"
	script.importFile(t, mapped, "dry_run", "true", "set", "platform=X", "map", "handle=compte", "map", "month=date", "map", "followers=abonnés", "month_shift", "-1").
		want(t, 200, `"rows": 1`, `"changed": 1`, `"from": "2026-10"`, `"problems": []`)
	script.importFile(t, figuresFile, "dry_run", "perhaps", "month_shift", "x", "on_duplicate", "any", "map", "handle", "colour", "red").
		wantProblem(t, 422, kpi.CodeInvalid, "dry_run", "map", "month_shift", "on_duplicate", "colour")
	script.importFile(t, figuresFile, "dry_run", "1", "dry_run", "0").wantProblem(t, 422, kpi.CodeInvalid, "dry_run")
	script.do(http.MethodPost, "/api/v1/imports/figures", "text/csv", strings.NewReader(figuresFile)).wantProblem(t, 415, "media_type")
	kind, form := formWithFile(t, []byte(figuresFile))
	script.do(http.MethodPost, "/api/v1/imports/figures", kind, bytes.NewReader(form.Bytes()[:form.Len()-20])).wantProblem(t, 400, "request")
	script.do(http.MethodPost, "/api/v1/imports/figures", `multipart/form-data; boundary=x`, strings.NewReader("--x--\r\n")).
		wantProblem(t, 422, kpi.CodeInvalid, "file")
	for name, content := range map[string]string{"empty": "", "binary": "\x89PNG\r\n\x1a\n\x00\x00", "only a header": "platform,handle,month\n"} {
		a := script.importFile(t, content)
		if a.StatusCode != 422 {
			t.Errorf("%s: status %d\n%s", name, a.StatusCode, head(a.body))
		}
	}
}

// TestPageAndAPIAgree finds on the month page the totals that the API tells.
func TestPageAndAPIAgree(t *testing.T) {
	h := newHouse(t)
	var summary struct {
		Indicators map[string]struct{ Total float64 }
		Rates      struct{ Engagement struct{ Value float64 } }
	}
	h.api(direct).get("/api/v1/months/2026-09/summary").into(t, &summary)
	page := h.as(direct).get("/months/2026-09").want(t, 200)
	for _, code := range []string{"followers", "posts", "interactions"} {
		total := fmt.Sprintf("%.0f", summary.Indicators[code].Total)
		if len(total) > 3 {
			total = total[:len(total)-3] + "\u202f" + total[len(total)-3:]
		}
		if !strings.Contains(page.body, total) {
			t.Errorf("%s: the page lacks %q", code, total)
		}
	}
	rate := strings.ReplaceAll(fmt.Sprintf("%.2f", summary.Rates.Engagement.Value), ".", ",")
	if summary.Rates.Engagement.Value == 0 || !strings.Contains(page.body, rate) {
		t.Errorf("the page lacks the rate %q", rate)
	}
}
