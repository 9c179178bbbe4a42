package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// afterDue is after the due day of the house's month, which deniz has not filed.
var afterDue = time.Date(2026, 11, 6, 9, 0, 0, 0, time.UTC)

const octoberBoard = "/months/2026-10/board"

func TestBoardPage(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/board").wantGo(t, octoberBoard)
	b.get("/board?month=2026-09&by=range").wantGo(t, "/months/2026-09/board?by=range")
	b.get(octoberBoard).want(t, 200, "1 relevé sur 2 est arrivé pour octobre 2026", "À rendre avant le 5 novembre 2026", "À temps\u00a0: 1 sur 2.",
		"Pas encore là", "Deniz Exemple", "Saisir à la place", "Relire", `href="/months/2026-10"`, `href="/months/2026-10/closing"`)
	h.clock.now = afterDue
	late := b.get(octoberBoard+"?choice=late").want(t, 200, "L’échéance du 5 novembre 2026 est passée", "en retard", "Deniz du Jardin")
	if strings.Contains(late.body, "Camille de l’Atelier") {
		t.Error("who filed is shown as late")
	}
	b.get(octoberBoard+"?by=entity").want(t, 200, "Groupe/Ouest", "Groupe/Est", "Ensemble", `href="/months/2026-10/board?by=entity&amp;entity=Groupe%2FEst"`)
	b.get(octoberBoard+"?by=platform&platform=LinkedIn").want(t, 200, "Aucun relevé n’est encore arrivé pour octobre 2026", `name="by" value="platform"`)
	b.get(octoberBoard+"?view=months").want(t, 200, "filing-mark-submitted", "filing-mark-late", "octobre 2026\u00a0: en retard", "septembre 2026\u00a0: envoyé", "rien d’attendu")
	b.get(octoberBoard+"?choice=returned").want(t, 200, "Aucun relevé dans ce cas", "Tout afficher")
	b.get(octoberBoard+"?q=personne").want(t, 200, "Aucun compte ne correspond")
	b.get("/months/2026-06/board").want(t, 200, "Aucun relevé n’est attendu pour juin 2026", "Rien à suivre pour juin 2026")
	h.as(west).get(octoberBoard).want(t, 200, "Le relevé attendu pour octobre 2026 est arrivé")
	if strings.Contains(h.as(west).get(octoberBoard).body, "Deniz") {
		t.Error("a coordinator of the west sees the east")
	}
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	b.get("/months/2026-10?sphere=Sales").want(t, 200, `href="/months/2026-10/board?sphere=Sales"`, "Suivi des relevés")
	b.get(octoberBoard).want(t, 200, "Ce mois est clos depuis le 6 novembre 2026")
}

// acceptance switches it on.
func (h *house) acceptance() {
	h.t.Helper()
	settings, err := h.net.Settings(h.t.Context())
	h.must(err)
	settings.AcceptanceSwitchedOn = true
	h.must(h.net.SaveSettings(h.t.Context(), kpi.CommandLine(), settings))
}

func TestBoardAcceptsAndTakesBack(t *testing.T) {
	h := newHouse(t)
	h.acceptance()
	b := h.as(direct)
	b.get(octoberBoard).want(t, 200, "Accepter ce qui est clair", "Acceptés")
	b.post(octoberBoard+"/accept?sphere=Sales").wantGo(t, octoberBoard+"?sphere=Sales")
	b.get(octoberBoard).want(t, 200, "Aucun relevé accepté")
	b.post(octoberBoard+"/accept?choice=submitted").wantGo(t, octoberBoard+"?choice=submitted")
	page := b.get(octoberBoard).want(t, 200, "1 relevé accepté.", "Annuler", "accepté")
	if strings.Contains(page.body, "Accepter ce qui est clair") {
		t.Error("nothing is left to accept, and the button is there")
	}
	if strings.Contains(b.get(octoberBoard).body, "1 relevé accepté.") {
		t.Error("what was done is told twice")
	}
	batch := regexp.MustCompile(`name="batch" value="(\d+)"`).FindStringSubmatch(page.body)
	if batch == nil {
		t.Fatal("there is no act to take back")
	}
	h.as(west).get(octoberBoard).want(t, 200)
	b.post(octoberBoard+"/accept/undo", "batch", batch[1]).wantGo(t, octoberBoard)
	b.get(octoberBoard).want(t, 200, "1 relevé est de nouveau à relire.", "Accepter ce qui est clair")
	b.post(octoberBoard+"/accept/undo", "batch", batch[1]).wantGo(t, octoberBoard)
	if again := b.get(octoberBoard).want(t, 200, "told-amber"); strings.Contains(again.body, "de nouveau à relire") {
		t.Error("taken back twice")
	}
	if page := h.as(admin).get(octoberBoard).want(t, 200); strings.Contains(page.body, "Accepter ce qui est clair") {
		t.Error("an administrator is offered to accept")
	}
}

func TestBoardPutsSilentAccountsToSleep(t *testing.T) {
	h := newHouse(t)
	h.clock.now = time.Date(2027, 1, 8, 9, 0, 0, 0, time.UTC) // deniz filed September last
	b := h.as(direct)
	december := "/months/2026-12/board"
	b.get(december).want(t, 200, "Un compte est silencieux depuis trois mois", "Mettre en sommeil\u00a0: Deniz du Jardin, LinkedIn", "octobre 2026")
	b.get("/").want(t, 200, "1 compte silencieux pourrait être mis en sommeil")
	b.post(december+"/sleep", "account", h.outside.String()).wantGo(t, december)
	page := b.get(december).want(t, 200, "Deniz du Jardin est en sommeil dès janvier 2027.")
	if strings.Contains(page.body, "silencieux") {
		t.Error("asleep, and proposed again")
	}
	form := regexp.MustCompile(`(?s)board/sleep/undo".*?name="account" value="(\d+)".*?name="batch" value="(\d+)"`).FindStringSubmatch(page.body)
	if form == nil {
		t.Fatal("there is no undo")
	}
	b.post(december+"/sleep/undo", "account", form[1], "batch", form[2]).wantGo(t, december)
	b.get(december).want(t, 200, "Deniz du Jardin n’est plus en sommeil.", "Un compte est silencieux")
}

// TestHomeOfDirection says what is to be done next, and each thing leads to it.
func TestHomeOfDirection(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/").want(t, 200, "Les relevés arrivent pour octobre 2026", "1 relevé n’est pas encore là", "À partir du 6 novembre 2026", `href="/board"`)
	h.clock.now = afterDue
	h.acceptance()
	_, err := h.net.AskQuestion(t.Context(), h.who(direct), h.inside, houseMonth, kpi.Likes, "Vraiment\u00a0?")
	h.must(err)
	page := b.get("/").want(t, 200, "À faire pour octobre 2026", "1 relevé est en retard", "1 relevé est à relire", "1 question attend sa réponse",
		"Clore octobre 2026", "Encore ouvert\u00a0: août 2026", "et 1 mois depuis")
	for _, link := range regexp.MustCompile(`(?s)<ul class="task-list">.*?</ul>`).FindAllString(page.body, -1) {
		for _, href := range regexp.MustCompile(`href="([^"#]+)`).FindAllStringSubmatch(link, -1) {
			b.get(strings.ReplaceAll(href[1], "&amp;", "&")).want(t, 200)
		}
	}
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	b.get("/").want(t, 200, "Publier le rapport pour octobre 2026")
	h.as(west).get("/").want(t, 200, "Le mois est clos")
	if look := h.as(admin).get("/").want(t, 200, "Le mois est clos"); strings.Contains(look.body, "à lire") || strings.Contains(look.body, "à relire") {
		t.Error("an administrator is sent to review")
	}
}

// TestBoardOfNothing has something sensible to say before anything is there.
func TestBoardOfNothing(t *testing.T) {
	h := newEmptyHouse(t)
	h.addPerson(direct, kpi.RoleCoordinator, "")
	b := h.as(direct)
	b.get("/").wantGo(t, "/months")
	b.get("/board").wantGo(t, octoberBoard)
	for _, query := range []string{"", "?view=months", "?by=entity&choice=late", "?page=9"} {
		b.get(octoberBoard+query).want(t, 200, "Aucun relevé n’est attendu pour octobre 2026", "à partir du premier mois de relevé")
	}
}

// lateness is any word of a page that would tell who is late.
var lateness = regexp.MustCompile(`(?i)en retard|retardataire|après l’échéance|jour passé|C’était pour|\blate\b|overdue|home-late|filing-late|/board|/closing|relance`)

// TestLatenessIsNobodyElsesBusiness walks all pages that the committee and other
// ambassadors may see, on the day after the due day, and finds no word of it.
func TestLatenessIsNobodyElsesBusiness(t *testing.T) {
	h := newHouse(t)
	h.clock.now = afterDue
	h.bringFiles()
	_, err := h.net.AskQuestion(t.Context(), h.who(direct), h.outside, houseMonth, kpi.Likes, "Et octobre\u00a0?")
	h.must(err)
	// Filed late, too: neither is anybody's business.
	h.file(deniz, h.outside, houseMonth, 530)
	h.clock.now = afterDue.AddDate(0, 0, 1)
	pages := 0
	for _, r := range routes {
		if r.method != "GET" || r.access.public || r.path == "/purpose" { // which says who sees lateness
			continue
		}
		for _, v := range rights[r.method+" "+r.path] {
			for _, name := range []string{reader, camille, deputy, writer, eastReader} {
				b := h.as(name)
				if r.access.api {
					b = h.api(name)
				}
				address := strings.NewReplacer("{in}", h.inside.String(), "{out}", h.outside.String(), "{spare}", "1", "{import}", h.imported, "{file}", h.brought,
					"{made}", h.made().String()).Replace(h.setUpNames(v.address))
				if strings.Contains(address, "{") {
					continue
				}
				a := b.get(address)
				if a.StatusCode != 200 {
					continue
				}
				pages++
				if said := lateness.FindString(withoutScripts(a.body)); said != "" {
					t.Errorf("%s reads %q at %s", name, said, address)
				}
			}
		}
	}
	if pages < 50 {
		t.Errorf("only %d pages were read", pages)
	}
	for _, name := range []string{reader, camille} {
		for _, q := range []url.Values{{"sort": {"state"}}, {"q": {"deniz"}}} {
			if said := lateness.FindString(h.as(name).get("/months/2026-10?" + q.Encode()).body); said != "" {
				t.Errorf("%s reads %q on the month page", name, said)
			}
		}
	}
	if _, err := h.net.Board(t.Context(), h.who(reader), houseMonth, network.BoardQuery{}); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a reader has a board: %v", err)
	}
}

// withoutScripts is what a person reads of a page.
func withoutScripts(body string) string {
	return regexp.MustCompile(`(?s)<script.*?</script>|<style.*?</style>`).ReplaceAllString(body, "")
}
