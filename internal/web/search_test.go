package web

import (
	"net/http"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// searchHouse is a house in which camille's account is looked up by two queries
// from September on.
func searchHouse(t *testing.T) (h *house, first, second string) {
	t.Helper()
	h = newHouse(t)
	b, path := h.as(camille), "/accounts/"+h.inside.String()+"/search"
	b.get(path).want(t, 200, "Aucune requête pour ce compte", "Requêtes, une par ligne")
	b.post(path, "queries", "atelier meubles\r\n\r\nCHAISE en bois", "from", "2026-09").wantGo(t, path)
	b.get(path).want(t, 200, "2 requêtes ajoutées", "CHAISE en bois", "suivie depuis septembre 2026", "Supprimer, jamais relevée")
	list, err := h.net.AccountSearch(t.Context(), h.who(camille), h.inside)
	h.must(err)
	return h, list.Queries[0].ID.String(), list.Queries[1].ID.String()
}

// TestPlacesAreFiledWithTheMonth goes the whole way by plain forms: a list, a
// draft with a fault, a submission, the pages that tell it, and back.
func TestPlacesAreFiledWithTheMonth(t *testing.T) {
	h, first, second := searchHouse(t)
	b, path := h.as(camille), h.novemberOf(h.inside)
	b.get(path).want(t, 200, "Places par requête", `name="places.`+first+`"`, `name="unranked.`+second+`"`, "oct. 2026\u00a0: non relevé", `readonly`)

	// What can be read is kept, and the rest is named beside its field.
	b.post(path, november("0", "value.followers", "1204", "places."+first, "12", "places."+second, "trois")...).
		want(t, 422, "«\u00a0trois\u00a0» n’est pas un nombre", `value="trois"`, `value="12"`)
	f := h.filingOf(t, kpi.NewMonth(2026, 11))
	if f.Figures[kpi.SearchRank] != kpi.Given(12) || f.Figures[kpi.Followers] != kpi.Given(1204) || len(f.Search.Places) != 1 {
		t.Fatalf("kept: %+v, %+v", f.Figures, f.Search)
	}
	for text, words := range map[string]string{"0": "commence à 1", "2,5": "entier", "-4": "commence à 1"} {
		b.post(path, november("1", "value.followers", "1204", "places."+first, "12", "places."+second, text)...).want(t, 422, words)
	}
	b.post(path, november("1", "value.followers", "1204", "places."+first, "12", "places."+second, "4", "unranked."+second, "1")...).
		want(t, 422, "pas les deux")

	answers := []string{"submit", "value.followers", "1204", "state.search_rank", "value", "places." + first, "13", "places." + second, "", "unranked." + second, "1"}
	b.post(path, whole("1", answers[0], answers[1:]...)...).wantGo(t, path+"/thanks")
	f = h.filingOf(t, kpi.NewMonth(2026, 11))
	if f.State != kpi.FilingSubmitted || f.Figures[kpi.SearchRank] != kpi.Given(13) || len(f.Search.Places) != 2 {
		t.Fatalf("submitted: %+v, %+v", f.Figures[kpi.SearchRank], f.Search)
	}
	b.get(path+"/history").want(t, 200, "Place pour «\u00a0atelier meubles\u00a0», novembre 2026\u00a0: 12 → 13", "«\u00a0CHAISE en bois\u00a0», novembre 2026\u00a0: non classé")
	b.get("/search-ranking?month=2026-11").want(t, 200, "Positions dans les moteurs", "atelier meubles", "non classé", "2 requêtes relevées sur 2")
	b.get("/accounts/"+h.inside.String()+"/search").want(t, 200, "chart-search", "En novembre 2026, 1 requête classée sur 2 relevées", "Terminer")
	b.get("/accounts/"+h.inside.String()+"/search.csv").want(t, 200, "mois;atelier meubles;CHAISE en bois", "2026-11;13;non classé", "2026-10;;")
	b.get("/search-ranking.csv?month=2026-11").want(t, 200, "camille_atelier;Camille de l’Atelier;atelier meubles;2026-11;13;;;13;2026-11")
	b.get("/accounts/"+h.inside.String()).want(t, 200, `/search"`)
	b.get("/filings/2026-11").want(t, 200, "se saisit par requête")

	b.post(path+"/undo").wantGo(t, path)
	if f = h.filingOf(t, kpi.NewMonth(2026, 11)); f.State != kpi.FilingDraft || f.Figures[kpi.SearchRank] != kpi.Given(13) {
		t.Errorf("taken back: %s, %+v", f.State, f.Figures[kpi.SearchRank])
	}
	// The script is told the same.
	b.script(path, november("3", "places."+first, "x", "places."+second, "2")...).want(t, 200, `"places.`+first+`": {`)
	b.script(path, whole("4", "submit", "places."+first, "5", "places."+second, "2", "state.search_rank", "value")...).want(t, 200, `"go": "`)
}

func (h *house) filingOf(t *testing.T, month kpi.Month) kpi.Filing {
	t.Helper()
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, month)
	h.must(err)
	return f
}

// TestTwoVersionsOfPlaces: the second save sees both sides of each place, and
// chooses.
func TestTwoVersionsOfPlaces(t *testing.T) {
	h, first, second := searchHouse(t)
	b, other, path := h.as(camille), h.as(direct), h.novemberOf(h.inside)
	b.post(path, november("0", "places."+first, "12", "places."+second, "3")...).wantGo(t, path)
	other.post(path, november("1", "places."+first, "9", "places."+second, "3")...).want(t, 422, "Pourquoi")
	other.post(path, november("1", "places."+first, "9", "places."+second, "3", "on_behalf_reason", "absente")...).wantGo(t, path)
	page := b.post(path, november("1", "places."+first, "11", "places."+second, "3")...).
		want(t, http.StatusConflict, "Place pour «\u00a0atelier meubles\u00a0»", `name="choice.places.`+first+`"`, ">11<", ">9<")
	if strings.Contains(page.body, "CHAISE") || strings.Contains(page.body, `name="choice.search_rank"`) {
		t.Error("what is the same on both sides is asked")
	}
	b.post(path, november("2", "places."+first, "11", "places."+second, "3", "choice.places."+first, "theirs")...).wantGo(t, path)
	if f := h.filingOf(t, kpi.NewMonth(2026, 11)); f.Figures[kpi.SearchRank] != kpi.Given(6) {
		t.Errorf("theirs: %+v", f.Figures[kpi.SearchRank])
	}
	b.post(path, november("2", "places."+first, "11", "places."+second, "3", "choice.places."+first, "mine")...).wantGo(t, path)
	if f := h.filingOf(t, kpi.NewMonth(2026, 11)); f.Figures[kpi.SearchRank] != kpi.Given(7) {
		t.Errorf("mine: %+v", f.Figures[kpi.SearchRank])
	}
	b.get(path).want(t, 200, "La direction marketing") // the holder is told
}

// TestTheListOfQueries: refusals stay in the form, ends and new beginnings.
func TestTheListOfQueries(t *testing.T) {
	h, first, second := searchHouse(t)
	b, path := h.as(camille), "/accounts/"+h.inside.String()+"/search"
	b.post(path, "queries", "Atelier  Meubles\nneuf", "from", "2026-10").want(t, 422, "«\u00a0atelier meubles\u00a0» est déjà dans la liste", "neuf</textarea>")
	b.post(path, "queries", "  ", "from", "2026-10").want(t, 422, "Indiquez au moins une requête")
	b.post(path, "queries", "neuf", "from", "").want(t, 422, "Choisissez un mois")
	b.post(path+"/remove", "query", second).wantGo(t, path)
	b.post(path+"/end", "query", first, "until", "2026-08").want(t, 422, "Choisissez un mois")
	b.post(path+"/end", "query", first, "until", "2026-10").wantGo(t, path)
	b.get(path).want(t, 200, "Requêtes terminées", "suivie dès septembre 2026, jusqu’en octobre 2026", "Reprendre")
	if page := b.get(h.novemberOf(h.inside)).want(t, 200); strings.Contains(page.body, "Places par requête") {
		t.Error("an ended query is asked")
	}
	b.post(path+"/again", "query", first).wantGo(t, path)
	b.get(h.novemberOf(h.inside)).want(t, 200, "Places par requête", "atelier meubles")
	if page := h.as(reader).get(path).want(t, 200, "atelier meubles"); strings.Contains(page.body, "<textarea") {
		t.Error("a reader is offered the list")
	}
	h.as(direct).get("/accounts/"+h.inside.String()+"/history").want(t, 200, "Requête ajoutée\u00a0: atelier meubles", "Requête supprimée", "Requête terminée", "Requête reprise")
}

// TestARankOfAFileIsSaidToBeOne: it stays, says where it is from, and goes where
// the places are taken.
func TestARankOfAFileIsSaidToBeOne(t *testing.T) {
	h, first, second := searchHouse(t)
	b, path := h.as(camille), h.novemberOf(h.inside)
	h.api(camille).put("/api/v1/accounts/"+h.inside.String()+"/filings/2026-11", `{"version":0,"figures":{"search_rank":{"value":44}}}`).want(t, 200)
	b.post(path, november("1", "value.search_rank", "44", "places."+first, "12", "places."+second, "14")...).wantGo(t, path)
	b.get(path).want(t, 200, "vient d’ailleurs (API) et reste telle quelle", "Les places donnent\u00a0: 13", `name="take_rank"`, `value="44"`)
	b.post(path, november("2", "value.search_rank", "44", "places."+first, "12", "places."+second, "14", "take_rank", "1")...).wantGo(t, path)
	if page := b.get(path).want(t, 200, `value="13"`); strings.Contains(page.body, "take_rank") {
		t.Error("taken already")
	}
}
