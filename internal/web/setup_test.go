package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// TestWordsReachEveryPage renames the groupings and finds the names where the
// usual words stood.
func TestWordsReachEveryPage(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	form := []string{
		"network_name", "Voix d’ici", "first_month", "2026-07", "due_day", "5", "zone", "Europe/Paris", "ambassadors_see_all", "yes",
		"word_fr_sphere", "Pôle", "word_fr_spheres", "Pôles", "word_fr_range", "BU", "word_fr_ranges", "BU",
	}
	b.post("/settings", form...).want(t, http.StatusSeeOther)
	b.get("/settings").want(t, 200, `value="Pôle"`, "Voix d’ici")
	b.get("/months/2026-10").want(t, 200, "Audience par pôle", `<span class="filter-label">Pôle</span>`, `<span class="filter-label">BU</span>`, "Pôle, BU")
	b.get("/settings/spheres").want(t, 200, "<h1>Pôles</h1>")
	b.get("/settings/history").want(t, 200, "Voix d’ici", "mot fr_sphere", "Admin Exemple")
	if a := h.as(camille).get("/months/2026-10"); strings.Contains(a.body, "sphère") {
		t.Error("the month page still speaks of spheres")
	}
	english := h.as(reader)
	english.post("/locale", "locale", "en")
	english.get("/months/2026-10").want(t, 200, "Audience by sphere")
}

func TestSettingsPageRefuses(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	a := b.post("/settings", "network_name", strings.Repeat("é", 10_000), "first_month", "2026-13", "due_day", "soon", "zone", "Local").want(t, 422)
	for _, want := range []string{"2026-13", "first_month-error"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	b.post("/settings", "network_name", "x", "first_month", "", "due_day", "40", "zone", "Local", "word_fr_sphere", "seul").want(t, 422,
		"due_day-error", "zone-error", "word_fr_spheres-error")
	b.post("/settings", "network_name", "x", "due_day", "5", "zone", "Europe/Paris", "word_en_sphere", "alone").want(t, 422,
		`<details class="other-words" open>`, "word_en_spheres-error")
}

// TestGroupsOnScreen adds, orders, renames and deletes, and is refused.
func TestGroupsOnScreen(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.post("/settings/spheres", "name", "Éditorial 🌻", "objective", "Raconter", "audience", "b2c").wantGo(t, "/settings/spheres")
	list := b.get("/settings/spheres").want(t, 200, "Éditorial 🌻", "Grand public (B2C) · Raconter")
	id := regexp.MustCompile(`/settings/spheres/(\d+)">Éditorial`).FindStringSubmatch(list.body)
	if id == nil {
		t.Fatal("the new sphere is not in the list")
	}
	one := "/settings/spheres/" + id[1]
	b.post(one+"/move", "to", "up").wantGo(t, "/settings/spheres#up-"+id[1])
	b.post("/settings/spheres", "name", "EDITORIAL 🌻").want(t, 422, "existe déjà")
	b.post(one, "name", strings.Repeat("x", 10_000)).want(t, 422, "name-error")
	b.post(one, "name", "Récits").wantGo(t, "/settings/spheres")
	b.post(one+"/delete").wantGo(t, "/settings/spheres")
	b.get(one).want(t, 404)

	used := "/settings/spheres/" + h.groupNamed(analytics.GroupSphere, "Business").String()
	b.get(used).want(t, 200, "1 compte s’y trouve", "juillet 2026")
	b.post(used+"/delete").want(t, 409, "ne peut pas se supprimer", "juillet 2026", "Déplacez-le ailleurs")

	b = h.as(admin)
	entity := "/settings/entities/" + h.groupNamed(analytics.GroupEntity, "Ouest").String()
	group := h.groupNamed(analytics.GroupEntity, "Ouest").String()
	b.post(entity, "name", "Ouest", "parent", group).want(t, 422, "ne peut pas se placer sous")
	b.post(entity+"/headcount", "headcount", "1 240", "from", "2026-10").want(t, 303)
	b.get(entity).want(t, 200, "1\u202f240 personnes", "octobre 2026")
	b.post(entity+"/headcount/drop", "from", "2026-10").want(t, 303)
	b.post(entity+"/headcount", "headcount", "beaucoup", "from", "2026-1").want(t, 422, "headcount-error", "from-error")
	b.post("/settings/entities", "name", "Nantes", "parent", group, "headcount", "12").wantGo(t, "/settings/entities")
	b.get("/settings/entities?q=NANTES").want(t, 200, "Nantes", "12 personnes")
	b.post("/settings/entities/paste", "text", "Groupe/Sud;10\nGroupe/Sud/Pau;x", "from", "2026-11").want(t, 422, "Ligne 2")
	b.post("/settings/entities/paste", "text", "Groupe/Sud;10\nGroupe/Sud/Pau", "from", "2026-11").want(t, 200, "2 nouveaux noms", "name=\"sure\"")
	b.post("/settings/entities/paste", "text", "Groupe/Sud;10\nGroupe/Sud/Pau", "from", "2026-11", "sure", "yes").wantGo(t, "/settings/entities")
	b.get("/settings/entities").want(t, 200, "Pau")
	b.post("/settings/platforms/1", "name", "X", "retired_from", "2026-12").wantGo(t, "/settings/platforms")
	b.get("/settings/platforms").want(t, 200, "Retirée dès décembre 2026")
}

// TestIndicatorsOnScreen makes an indicator of one's own, and says what asking
// it would do before it is done.
func TestIndicatorsOnScreen(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	made := b.post("/settings/indicators", "label_fr", "Téléchargements", "label_en", "Downloads", "code", "downloads", "kind", "flow",
		"direction", "up", "decimals", "0").want(t, 303)
	one := made.Header.Get("Location")
	asks := one + "/asks"
	b.post(asks, "act", "ask", "scope", "all", "from", "2026-11").want(t, 200, "demandé à 2 comptes", "novembre 2026", `name="sure"`)
	b.get(one).want(t, 200, "demandé à personne")
	b.post(asks, "act", "ask", "scope", "account", "account", "@Camille_Atelier", "from", "2026-09", "until", "2026-12").want(t, 200,
		"demandé à 1 compte", "Camille de l’Atelier", "sont recomptés")
	b.post(asks, "act", "ask", "scope", "all", "from", "2026-11", "sure", "yes").wantGo(t, one)
	b.get(one).want(t, 200, "demandé à 2 comptes ce mois-ci", "Tous les comptes")
	b.post(asks, "act", "ask", "scope", "all", "from", "2026-12").want(t, 200, "rien ne change")
	b.post(asks, "act", "stop", "from", "2026-12").want(t, 200, "ne sera plus demandé à 2 comptes")
	b.post(asks, "act", "stop", "from", "2026-12", "sure", "yes").wantGo(t, one)
	for _, bad := range [][]string{
		{"act", "ask", "scope", "all", "from", "12/2026"}, {"act", "ask", "scope", "all"}, {"act", "ask", "scope", "moon", "from", "2026-11"},
		{"act", "ask", "scope", "account", "account", strings.Repeat("a", 10_000), "from", "2026-11"},
		{"act", "ask", "scope", "all", "from", "2026-11", "until", "2026-10"}, {"act", "ask", "scope", "all", "from", "9999-12"},
	} {
		b.post(asks, bad...).want(t, 422)
	}
	b.post("/settings/indicators", "label_fr", "x", "label_en", "x", "code", "X Y", "kind", "score", "direction", "up", "decimals", "1",
		"min", "dix").want(t, 422, "min-error")
	score := h.indicatorCalled(kpi.Influence).String()
	b.post("/settings/indicators/"+score+"/sources", "source_name", "Maison", "source_from", "2026-11").want(t, 303)
	b.get("/settings/indicators/"+score).want(t, 200, "Maison", "Klout")
	b.post("/settings/indicators/"+score+"/platforms", "link_2", "javascript:alert(1)").want(t, 422, "link_2-error")
	b.post("/settings/indicators/"+score+"/platforms", "link_2", "https://exemple.fr/", "sentence_fr_2", "Ici").want(t, 303)
	b.post("/settings/indicators/8/switch-on").wantGo(t, indicatorsBase)
	b.get(indicatorsBase).want(t, 200, "il sera demandé à 2 comptes")
}

// TestInvitationsInBulk pastes a list, confirms it, hands out the links and
// follows one: once.
func TestInvitationsInBulk(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	bring := func(text string) answer {
		t.Helper()
		return b.post("/users/invitations", "text", text, "role", "ambassador")
	}
	bring(" \n ").want(t, 422, "Collez au moins une ligne")
	faulty := bring("lou@exemple.fr;Lou\n\nnobody;Ine;roi\n").want(t, 303).Header.Get("Location")
	b.get(faulty).want(t, 200, "Ligne 3", "Personne n’est invité")
	b.post(faulty+"/confirm").want(t, 303)
	b.get(faulty+"/links.csv").want(t, 404)

	list := bring("lou@exemple.fr;=Lou Exemple\ncamille@example.org;Camille\n").want(t, 303).Header.Get("Location")
	b.get(list).want(t, 200, "1 personne à inviter", "Inviter 1 personne")
	h.as(direct).get(list).want(t, 404)
	b.get(strings.Replace(list, invitationsBase, "/imports/files", 1)).want(t, 404)
	b.post(list+"/confirm").wantGo(t, list)
	found := regexp.MustCompile(publicURL + `(/links/[^"]+)"`).FindStringSubmatch(b.get(list).want(t, 200, "1 invitation est prête").body)
	if found == nil {
		t.Fatal("the page has no link")
	}
	csv := b.get(list+"/links.csv").want(t, 200, found[1], "'=Lou Exemple")
	if kind := csv.Header.Get("Content-Type"); kind != csvType {
		t.Errorf("the file is %s", kind)
	}
	other := h.browse()
	other.post(found[1], "password", "une phrase pour Lou seule").wantGo(t, "/")
	h.browse().get(found[1]).want(t, 404)
	h.browse().post(found[1], "password", "une autre phrase longue").want(t, 404)
	b.get("/users?q=LOU+exemple&state=active").want(t, 200, "lou@exemple.fr")
	b.get("/users?state=invited&role=ambassador&order=newest&page=900").want(t, 200, "deniz@example.org")
	b.get("/users?state=moon&role=king&order=up&entity=nowhere").want(t, 200, "Personne ne correspond")

	late := regexp.MustCompile(publicURL + `(/links/[^"]+)"`).FindStringSubmatch(b.get(b.post("/users/invitations/renew").Header.Get("Location")).body)
	h.clock.mu.Lock()
	h.clock.now = h.clock.now.AddDate(0, 0, network.LinkDays)
	h.clock.mu.Unlock()
	h.browse().get(late[1]).want(t, 404)
}

// TestChecklistLeadsHome leads an administrator to the steps that are left, and
// nobody else.
func TestChecklistLeadsHome(t *testing.T) {
	h := newEmptyHouse(t)
	h.addPerson(admin, kpi.RoleAdmin, "")
	b := h.as(admin)
	b.get("/").wantGo(t, "/checklist")
	b.get("/checklist").want(t, 200, "Encore 6 étapes", `aria-current="step"`)
	b.get("/settings/platforms").want(t, 200, "steps-band")
	b.post("/checklist/platforms", "state", "done").wantGo(t, "/checklist#step-platforms")
	b.post("/checklist", "shown", "no").wantGo(t, "/months")
	b.get("/").wantGo(t, "/months")
	b.get("/checklist").want(t, 200, "Suivre de nouveau cette liste")
	b.post("/checklist", "shown", "yes").wantGo(t, "/checklist")
	b.get("/").wantGo(t, "/checklist")
}
