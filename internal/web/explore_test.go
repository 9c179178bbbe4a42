package web

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

func TestAnalyseListsWhatOneMaySee(t *testing.T) {
	h := newHouse(t)
	h.as(camille).get("/analyse").want(t, 200, "Regarder et comparer", `href="/explore"`, `href="/months"`)
	h.as(camille).get("/").want(t, 200, `href="/analyse"`)
	h.as(writer).get("/analyse").want(t, 404)
}

func TestExplorePage(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/explore").want(t, 200, "octobre 2026, en comparaison avec septembre 2026", "à périmètre constant", `value="2026-10" selected`)
	b.get("/explore?span=2026-Q3&against=year&by=range").want(t, 200, "3e trimestre 2026, en comparaison avec le 3e trimestre 2025", `aria-current="page"`,
		`name="span" value="2026-Q3"`, `href="/explore?against=year&amp;by=range&amp;span=2026-Q4"`)
	// A year that is not over ends with the latest month, and so does what it is compared with.
	b.get("/explore?span=2026").want(t, 200, "Période en cours (2026)", "janvier – octobre 2026, en comparaison avec janvier – octobre 2025")
	b.get("/explore?span=2026-Q4").want(t, 200, "octobre 2026, en comparaison avec juillet 2026")
	// Two months chosen freely, in either order; spans of unequal lengths say so.
	b.get("/explore?from=2026-10&until=2026-08&against=2026-05").want(t, 200, "août – octobre 2026", "n’ont pas la même durée (3 mois et 1 mois)", `name="from"`, `name="against_from"`)
	b.get("/explore?span=2026-10&against=other").want(t, 200, `name="against_from"`, `name="against_until"`)
	b.get("/explore?span=2026-10&against=other&against_from=2026-09&against_until=2026-07").want(t, 200, "en comparaison avec le 3e trimestre 2026")
	b.get("/explore?span=2026-10&against=2026-09..2026-10").want(t, 200, "Les deux périodes ont des mois en commun")
	b.get("/explore?span=latest-quarter").want(t, 200, `name="span" value="latest-quarter"`)
	b.get("/explore?span=latest-eternity").want(t, 422)
	b.get("/explore?span=2026-10&q=nobody").want(t, 200, "Aucun chiffre connu dans ces deux périodes", "Tout afficher")
	b.get("/explore.csv?span=2026-Q3&by=sphere").want(t, 200, "2026-Q3", "2026-Q2")
	for _, role := range []string{west, eastReader} {
		if strings.Contains(h.as(role).get("/explore?by=entity").want(t, 200).body, map[string]string{west: "Groupe/Est", eastReader: "Groupe/Ouest"}[role]) {
			t.Errorf("%s sees the other part of the tree", role)
		}
	}
}

// A choice of accounts stands in the address; whoever may not see every
// account's figures chooses among their own, or could find out the others by
// adding one.
func TestAccountsAreChosenFreely(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	in, out := h.inside.String(), h.outside.String()
	b.get("/explore/accounts?find=camille").want(t, 200, "Camille de l’Atelier", `value="`+in+`"`)
	b.get("/explore/accounts?find=camille&account%5B%5D="+out).want(t, 200, `value="`+out+`" checked`)
	b.get("/explore?choose=1&account%5B%5D="+out+"&account%5B%5D="+in+"&span=2026-10").wantGo(t, "/explore?"+url.Values{"accounts": {string(kpi.ChooseAccounts(h.inside, h.outside))}, "span": {"2026-10"}}.Encode())
	b.get("/explore?accounts="+in).want(t, 200, "1 compte choisi", "Changer ce choix")
	h.as(west).get("/explore?accounts="+out).want(t, 200, "Aucun chiffre connu")
	settings, err := h.net.Settings(t.Context())
	h.must(err)
	settings.AmbassadorsSeeAll = false
	h.must(h.net.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	h.as(camille).get("/explore?accounts="+in).want(t, 200, "1 compte choisi")
	h.as(camille).get("/explore?accounts="+in+","+out).want(t, 404)
	h.as(camille).get("/explore?platform=LinkedIn").want(t, 404)
	h.as(camille).get("/explore").want(t, 200)
}

func TestViewsAreSavedRenamedAndBroughtBack(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/views").want(t, 200, "Aucune vue enregistrée")
	b.post("/views", "name", " Trimestre des Ventes ", "address", "/explore?span=latest-quarter&sphere=Sales", "shared", "1").wantGo(t, "/views")
	list := b.get("/views").want(t, 200, "Trimestre des Ventes", `href="/explore?span=latest-quarter&amp;sphere=Sales"`, "partagée", "est enregistrée")
	id := regexp.MustCompile(`action="/views/(\d+)/delete"`).FindStringSubmatch(list.body)[1]
	b.post("/views", "name", "trimestre  des ventes", "address", "/explore").want(t, 409, "Vous avez déjà une vue nommée")
	for _, elsewhere := range []string{"https://elsewhere.test/", "//elsewhere.test/", `/\elsewhere.test`, "explore", ""} {
		b.post("/views", "name", "x", "address", elsewhere).want(t, 422, "Cette adresse ne peut pas être enregistrée")
	}
	b.post("/views", "name", " ", "address", "/explore").want(t, 422)

	// Others open it, and neither change nor delete it; once it is no longer shared it is gone for them.
	h.as(camille).get("/views").want(t, 200, "Partagées par d’autres", "Trimestre des Ventes")
	h.as(camille).post("/views/"+id, "name", "à moi").want(t, 403)
	h.as(camille).post("/views/"+id+"/delete").want(t, 403)
	h.as(camille).post("/views", "name", "Trimestre des Ventes", "address", "/explore").wantGo(t, "/views")
	b.post("/views/"+id, "name", "Ventes").wantGo(t, "/views")
	h.as(camille).get("/views").want(t, 200, "Vos vues")
	if strings.Contains(h.as(camille).get("/views").body, "Partagées par d’autres") {
		t.Error("a view that is no longer shared is offered")
	}
	h.as(camille).post("/views/"+id+"/delete").want(t, 404)

	b.post("/views/"+id+"/delete").wantGo(t, "/views")
	gone := b.get("/views").want(t, 200, "Ventes\u00a0» est supprimée", "Annuler", `name="address" value="/explore?span=latest-quarter&amp;sphere=Sales"`)
	if strings.Contains(gone.body, "/delete") {
		t.Error("a deleted view is still there")
	}
	b.post("/views", "name", "Ventes", "address", "/explore?span=latest-quarter&sphere=Sales", "shared", "").wantGo(t, "/views")
	b.get("/views").want(t, 200, "Ventes", "sphere=Sales")
}

// TestChartOfManyEntitiesShowsOneLevel: a hundred sites and the group that holds
// them do not stand on one scale.
func TestChartOfManyEntitiesShowsOneLevel(t *testing.T) {
	t.Parallel()
	line := func(name string) analytics.Series {
		return analytics.Series{Group: analytics.Group{Kind: analytics.GroupEntity, ID: 1, Name: name}}
	}
	w := exploreWriter{}
	w.q.by = kpi.ScopeEntity
	w.series = []analytics.Series{line("Groupe"), line("Groupe/Est"), line("Groupe/Ouest")}
	if got := len(w.lines()); got != 3 {
		t.Errorf("%d lines of three entities", got)
	}
	for i := range 20 {
		w.series = append(w.series, line("Groupe/Est/Site "+strconv.Itoa(i)))
	}
	var names []string
	for _, s := range w.lines() {
		names = append(names, s.Group.Name)
	}
	if !slices.Equal(names, []string{"Est", "Ouest"}) {
		t.Errorf("drawn: %q", names)
	}
	w.q.by = kpi.ScopeSphere
	if got := len(w.lines()); got != 23 {
		t.Errorf("%d lines of 23 spheres", got)
	}
}
