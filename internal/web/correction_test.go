package web

import (
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// newCorrected is a house whose August is closed, and the address under which
// camille corrects the followers of that month.
func newCorrected(t *testing.T) (*house, string) {
	t.Helper()
	h := newHouse(t)
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseClosed))
	return h, "/accounts/" + h.inside.String() + "/figures/2026-08/followers"
}

func TestACorrectionOnItsPages(t *testing.T) {
	h, figure := newCorrected(t)
	filing := "/accounts/" + h.inside.String() + "/filings/2026-08"
	b := h.as(camille)
	b.get(filing).want(t, 200, figure+"/correct", "Proposer une correction", filing+"/history")
	b.get(figure+"/correct").want(t, 200, "Dans le relevé", "Le bon chiffre")
	b.post(figure+"/correct", "state.followers", "value", "value.followers", "1.234", "why", "lu trop vite").want(t, 422,
		"lu trop vite", `name="pick.followers" value="1234"`, `name="pick.followers" value="1,234"`)
	b.post(figure+"/correct", "state.followers", "value", "value.followers", "", "why", "").want(t, 422, "Donnez le bon chiffre", "Dites pourquoi")
	b.post(figure+"/correct", "state.followers", "value", "value.followers", "1,5", "why", "x").want(t, 422, `value="1,5"`, "is-invalid")
	b.post(figure+"/correct", "pick.followers", "1234", "state.followers", "value", "value.followers", "1.234", "why", "lu\r\ntrop vite").wantGo(t, "/corrections/1")

	b.get("/corrections/1").want(t, 200, "Correction proposée", "1\u202f234", "lu\ntrop vite", "Retirer ma proposition", "data-chart")
	b.get(filing).want(t, 200, "Correction en attente", "/corrections/1")
	b.get(figure+"/correct").wantGo(t, "/corrections/1")
	b.post(figure+"/correct", "state.followers", "value", "value.followers", "1235", "why", "x").want(t, 409, "attend déjà une décision", `value="1235"`)

	likes := strings.Replace(figure, "followers", "likes", 1) + "/correct"
	b.post(likes, "state.likes", "unavailable", "unavailable", "own", "unavailable-own", "", "why", "x").want(t, 422, "Dites pourquoi le chiffre est indisponible")
	b.post(likes, "state.likes", "unavailable", "unavailable", "own", "unavailable-own", "compte suspendu", "why", "x").wantGo(t, "/corrections/2")
	b.get("/corrections/2").want(t, 200, "indisponible (compte suspendu)")
	b.post("/corrections/2/withdraw").wantGo(t, "/corrections/2")

	d := h.as(direct)
	d.get("/").want(t, 200, "/corrections")
	d.get("/corrections").want(t, 200, "En attente (1)", "/corrections/1", "Examiner")
	page := d.get("/corrections/1").want(t, 200, "Accepter", "Refuser").body
	d.post("/corrections/1/refuse", "reason", "").want(t, 422, "Dites pourquoi la correction est refusée")
	d.post("/corrections/1/refuse", "reason", "Le relevé est juste.").wantGo(t, "/corrections/1")
	b.get("/corrections/1").want(t, 200, "refusée", "Le relevé est juste.")
	b.get(filing).want(t, 200, "Correction refusée", "Proposer une correction")
	d.post("/corrections/1/take-back").wantGo(t, "/corrections/1")
	d.post("/corrections/1/accept", "seen_state", "value", "seen_value", seenIn(t, page)).wantGo(t, "/corrections/1")
	d.get("/corrections/1").want(t, 200, "acceptée", "une nouvelle correction est à proposer", "prochain rapport")
	d.get("/corrections?show=decided").want(t, 200, "Décidées (2)", "acceptée", "retirée")
	d.get(figure).want(t, 200, "1\u202f234", "Correction acceptée", "Refus annulé", "Correction refusée", "Correction proposée", "/acts/", "Motif")
	reader := h.as(reader).get(figure).want(t, 200, "→ 1\u202f234").body
	if strings.Contains(reader, "/acts/") || strings.Contains(reader, "Correction") || strings.Contains(reader, camille) {
		t.Error("a reader is told more than the figure that changed")
	}
	h.as(direct).get(filing+"/history").want(t, 200, "Correction acceptée", "lu\ntrop vite")
}

// seenIn is the value that a decision's form says was seen.
func seenIn(t *testing.T, body string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, `name="seen_value" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("the form does not say what was seen")
	}
	return value
}

// TestAFigureThatMovedAsksAgain: between the proposal and the decision the month
// was open, and the figure typed anew.
func TestAFigureThatMovedAsksAgain(t *testing.T) {
	h, figure := newCorrected(t)
	h.as(camille).post(figure+"/correct", "state.followers", "value", "value.followers", "1234", "why", "x").wantGo(t, "/corrections/1")
	h.must(h.net.ReopenMonth(t.Context(), h.who(direct), houseClosed, "une erreur"))
	h.as(camille).get(figure+"/correct").wantGo(t, "/accounts/"+h.inside.String()+"/filings/2026-08")
	d := h.as(direct)
	seen := seenIn(t, d.get("/corrections/1").want(t, 200).body)
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, houseClosed)
	h.must(err)
	_, err = h.net.File(t.Context(), h.who(camille), kpi.FilingChange{Account: h.inside, Month: houseClosed, Version: f.Version,
		Figures: map[string]kpi.Figure{kpi.Followers: kpi.Given(1111)}})
	h.must(err)
	d.post("/corrections/1/accept", "seen_state", "value", "seen_value", seen, "reason", "d’accord").want(t, 409,
		"a changé depuis", "1\u202f111", "1\u202f234", "Accepter quand même", "d’accord")
	again := seenIn(t, d.get("/corrections/1").want(t, 200, "Quand la correction a été proposée", "Aujourd’hui").body)
	if again != "1111" {
		t.Errorf("the page says that %s was seen", again)
	}
	d.post("/corrections/1/accept", "seen_state", "value", "seen_value", again).wantGo(t, "/corrections/1")
	d.get(figure).want(t, 200, "1\u202f111 → 1\u202f234")
}

func TestTheHistoryOfAnImport(t *testing.T) {
	h := newHouse(t)
	var done struct{ ID string }
	h.api(direct).importFile(t, strings.ReplaceAll(inFile, "1080", "1090")).into(t, &done)
	list := h.as(direct).get("/imports").want(t, 200, `href="/acts/`).body
	_, rest, _ := strings.Cut(list, `href="/acts/`)
	act, _, _ := strings.Cut(rest, `"`)
	h.as(direct).get("/acts/"+act).want(t, 200, "1\u202f080 → 1\u202f090", "/imports/"+done.ID+"/undo", "Annuler", "1 compte ou relevé")
	h.as(camille).get("/acts/"+act).want(t, 200, "1\u202f080 → 1\u202f090")
	h.as(reader).get("/acts/"+act).want(t, 404)
	h.as(direct).post("/imports/"+done.ID+"/undo").want(t, 200)
	h.as(direct).get("/acts/"+act).want(t, 200, "Cet import a été annulé")
	h.as(camille).get("/").want(t, 200, "a modifié")
	h.as(direct).get("/accounts/"+h.inside.String()+"/history").want(t, 200, "1\u202f090 → 1\u202f080")
	h.as(admin).get("/accounts/"+h.inside.String()).want(t, 200, "Tout l’historique")
}
