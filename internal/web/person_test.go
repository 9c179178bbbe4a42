package web

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/reports"
)

// feedPath finds the address of a feed in a page.
var feedPath = regexp.MustCompile(`value="` + regexp.QuoteMeta(publicURL) + `(/feeds/[A-Za-z0-9_-]{43}\.ics)"`)

func (h *house) newFeed(name string) string {
	h.t.Helper()
	page := h.as(name).post("/calendar/feed").want(h.t, http.StatusCreated, "elle ne sera plus montrée")
	found := feedPath.FindStringSubmatch(page.body)
	if found == nil {
		h.t.Fatalf("no address in\n%s", head(page.body))
	}
	return found[1]
}

func TestACalendarProgramFollowsTheFeed(t *testing.T) {
	h := newHouse(t)
	settings, err := h.net.Settings(t.Context())
	h.must(err)
	settings.Committee = kpi.Committee{Week: 3, Weekday: time.Tuesday, Without: kpi.MonthsOfYear(time.August)}
	h.must(h.net.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	path := h.newFeed(camille)
	program := h.browse()
	first := program.get(path).want(t, http.StatusOK, "BEGIN:VCALENDAR\r\n", "SUMMARY:Relevés à envoyer\u00a0: octobre 2026\r\n", "DTSTART;VALUE=DATE:20261105\r\n",
		"UID:due-2026-10@porte-voix.example\r\n", "DTSTART;VALUE=DATE:20261117\r\n", "/months/2026-10\r\n")
	if got := first.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("it is of type %q", got)
	}
	tag := first.Header.Get("ETag")
	if first.Header.Get("Set-Cookie") != "" || tag == "" || strings.Contains(first.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("headers %v", first.Header)
	}
	again := func(tag string) answer {
		t.Helper()
		b := h.browse()
		b.header.Set("If-None-Match", tag)
		return b.get(path)
	}
	if a := again(tag).want(t, http.StatusNotModified); a.body != "" {
		t.Error("it is sent again")
	}
	again(`"other", W/`+tag).want(t, http.StatusNotModified)
	h.must(h.net.SetCommitteeDay(t.Context(), h.who(direct), kpi.NewMonth(2026, 11), kpi.NewDay(2026, 11, 19)))
	moved := again(tag).want(t, http.StatusOK, "DTSTART;VALUE=DATE:20261119\r\n")
	if moved.Header.Get("ETag") == tag {
		t.Error("the version stays when a day moves")
	}
	if strings.Contains(moved.body, "20261117") || strings.Contains(moved.body, "20270817") {
		t.Error("the day before stays, or August has a committee")
	}

	h.as(camille).post("/calendar/feed/end").wantGo(t, "/calendar")
	program.get(path).want(t, http.StatusNotFound)
	if strings.Contains(h.log.String(), strings.TrimSuffix(strings.TrimPrefix(path, "/feeds/"), ".ics")) {
		t.Error("the log holds the address")
	}
}

func TestGuessedFeedsAreHeldBack(t *testing.T) {
	h := newHouse(t)
	program := h.browse()
	for range 30 {
		program.get("/feeds/guess.ics").want(t, http.StatusNotFound)
	}
	program.get("/feeds/guess.ics").want(t, http.StatusTooManyRequests)
}

func TestDaysAwayOnThePage(t *testing.T) {
	h := newHouse(t)
	b := h.as(camille)
	b.get("/calendar").want(t, http.StatusOK, "Aucun jour d’absence indiqué.", "jeudi 5 novembre 2026", "Deputy Exemple")
	b.post("/calendar/away", "from", "2026-11-09", "until", "2026-11-06").want(t, http.StatusUnprocessableEntity, "avant le premier", `value="2026-11-09"`)
	b.post("/calendar/away", "from", "le 9", "until", "").want(t, http.StatusUnprocessableEntity)
	b.post("/calendar/away", "from", "2026-11-09", "until", "2026-11-13", "deputy", "other", "deputy_email", "deniz@example.org").wantGo(t, "/calendar")
	page := b.get("/calendar").want(t, http.StatusOK, "du 9 novembre 2026 au 13 novembre 2026", "Deniz Exemple")
	h.as(direct).get("/people/"+h.people[camille].ID.String()+"/away").want(t, http.StatusOK, "du 9 novembre 2026 au 13 novembre 2026", "Jours d’absence\u00a0: Camille Exemple")
	id := regexp.MustCompile(`name="days" value="(\d+)"`).FindStringSubmatch(page.body)
	if id == nil {
		t.Fatal("nothing to remove")
	}
	b.post("/calendar/away/remove", "days", id[1]).wantGo(t, "/calendar")
	if strings.Contains(b.get("/calendar").body, "9 novembre") {
		t.Error("they are still there")
	}
}

func TestSomebodyLeaves(t *testing.T) {
	h := newHouse(t)
	b, base := h.as(admin), "/users/"+h.people[camille].ID.String()
	b.get(base).want(t, http.StatusOK, base+"/off", base+"/erase", base+"/data.zip")
	holder := "holder_" + h.inside.String()
	b.get(base+"/off").want(t, http.StatusOK, "Départ\u00a0: Camille Exemple", "Un compte à confier", `name="`+holder+`"`, "Deputy Exemple (remplace déjà)")
	b.get(base+"/off?person=deniz&"+holder+"=0").want(t, http.StatusOK, "Deniz Exemple (deniz@example.org)", "Une personne trouvée")
	b.post(base+"/off", "search", "1", "person", "deniz", holder, "0").want(t, http.StatusSeeOther)
	b.post(base+"/off", "from", "2026-11-04", holder, "").want(t, http.StatusUnprocessableEntity, "laissez sans responsable")
	if a := h.as(camille).get("/"); a.StatusCode != http.StatusOK {
		t.Errorf("camille is off already: %d", a.StatusCode)
	}
	gone := h.as(camille)
	b.post(base+"/off", "from", "2026-11-04", holder, h.people[deniz].ID.String()).wantGo(t, base)
	gone.get("/").wantGo(t, "/sign-in")
	h.api(camille).get("/api/v1/accounts").want(t, http.StatusUnauthorized)
	b.get(base).want(t, http.StatusOK, "Annuler le départ")
	b.get(base+"/off").wantGo(t, base)
	b.get("/accounts/"+h.inside.String()+"/holders").want(t, http.StatusOK, "Deniz Exemple")
	b.post(base+"/off/undo").wantGo(t, base)
	b.get(base).want(t, http.StatusOK, "Le départ est annulé.")
	h.as(camille).get("/").want(t, http.StatusOK)
}

func TestAPersonsDataIsNamedInFrench(t *testing.T) {
	h := newHouse(t)
	a := h.as(camille).get("/my-data/data.zip").want(t, http.StatusOK)
	z, err := zip.NewReader(bytes.NewReader([]byte(a.body)), int64(len(a.body)))
	h.must(err)
	if len(z.File) != len(reports.PersonParts(i18n.For("fr")))+2 {
		t.Errorf("%d files", len(z.File))
	}
	raw := regexp.MustCompile(`_|\.column|\.file`)
	for _, f := range z.File {
		r, err := f.Open()
		h.must(err)
		content, err := io.ReadAll(r)
		h.must(err)
		if strings.Contains(string(content), "deniz@example.org") || raw.MatchString(f.Name) {
			t.Errorf("%s tells of others, or has no name", f.Name)
		}
		if !strings.HasSuffix(f.Name, ".csv") {
			continue
		}
		table := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), "\ufeff")))
		table.Comma = ';'
		rows, err := table.ReadAll()
		h.must(err)
		for _, name := range rows[0] {
			if raw.MatchString(name) {
				t.Errorf("%s: the column %q has no word", f.Name, name)
			}
		}
	}
	h.as(camille).get("/my-data").want(t, http.StatusOK, "/my-data/data.zip", "Vos jours d’absence")
}

func TestErasingIsConfirmedByTyping(t *testing.T) {
	h := newHouse(t)
	b, base := h.as(admin), "/users/"+h.people[writer].ID.String()
	b.get(base+"/erase").want(t, http.StatusOK, "writer@example.org", "Effacer définitivement")
	b.post(base+"/erase", "confirm", "writer").want(t, http.StatusUnprocessableEntity, "n’est pas celle de cette personne", `value="writer"`)
	b.get("/users/"+h.people[camille].ID.String()+"/erase").want(t, http.StatusOK, "tient ou remplace encore un compte")
	b.get("/users/"+h.people[admin].ID.String()+"/erase").want(t, http.StatusOK, "Vous ne pouvez pas vous effacer")
	b.post(base+"/erase", "confirm", "writer@example.org").wantGo(t, "/users")
	b.get("/users").want(t, http.StatusOK, "La personne est effacée.")
	b.get(base).want(t, http.StatusNotFound)
	if list := b.get("/users").body; strings.Contains(list, "writer@example.org") {
		t.Error("they are listed")
	}
	b.get("/settings/history").want(t, http.StatusOK, "personne effacée")
}

func TestTheCommitteeIsMovedForOneMonth(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/settings/committee").want(t, http.StatusOK, "pas de date", `name="without_8" value="yes" checked`)
	b.post("/settings/committee", "week", "3", "weekday", "2", "without_8", "yes").wantGo(t, "/settings/committee")
	b.get("/settings/committee").want(t, http.StatusOK, "mardi 17 novembre 2026", "Les dates sont enregistrées.")
	b.get("/settings/committee?edit=2026-12").want(t, http.StatusOK, `type="date" value="2026-12-15"`)
	b.post("/settings/committee/day", "month", "2026-12", "day", "2027-01-05").want(t, http.StatusUnprocessableEntity, "n’est pas du mois")
	b.post("/settings/committee/day", "month", "2026-12", "day", "2026-12-10").want(t, http.StatusSeeOther)
	b.post("/settings/committee/day", "month", "2027-01", "act", "none").want(t, http.StatusSeeOther)
	b.get("/settings/committee").want(t, http.StatusOK, "jeudi 10 décembre 2026", "pas de comité")
	h.as(west).get("/settings/committee").want(t, http.StatusOK, "celui de tout le réseau")
	b.post("/settings/committee/day", "month", "2026-12", "act", "usual").want(t, http.StatusSeeOther)
	b.get("/calendar").want(t, http.StatusOK, "mardi 15 décembre 2026")
}
