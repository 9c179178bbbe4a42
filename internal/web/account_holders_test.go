package web

import (
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

func TestAnAccountIsHandedOverOnScreen(t *testing.T) {
	h := newHouse(t)
	b, holders := h.as(direct), "/accounts/"+h.inside.String()+"/holders"
	spare := func() string { return h.people["spare"].ID.String() }
	h.addPerson("spare", kpi.RoleAmbassador, "")

	// Without scripts the search is a step of its own that keeps what was typed.
	b.post(holders, "person", "spa", "search", "1", "role", "deputy", "from", "2026-12-01").
		wantGo(t, holders+"?from=2026-12-01&person=spa&role=deputy#found")
	b.get(holders+"?from=2026-12-01&person=spa&role=deputy").want(t, 200, "Spare Exemple", `value="deputy" checked`, `value="2026-12-01"`)
	b.get(holders+"?person=zzz").want(t, 200, "Personne ne correspond")

	b.post(holders, "role", "holder", "from", "2026-11-10").want(t, 422, "Cherchez une personne")
	b.post(holders, "user", spare(), "role", "holder", "from", "demain").want(t, 422, "n’est pas une date")
	b.post(holders, "user", spare(), "role", "deputy", "from", "2026-11-10", "until", "2026-11-01").want(t, 422, "dans le mauvais ordre")
	b.post(holders, "user", spare(), "role", "holder", "from", "2026-11-10", "until", "2026-11-20").
		want(t, 409, "Camille Exemple est déjà responsable de ce compte depuis le 1er juillet 2026", "10 novembre 2026")
	asked := b.post(holders, "user", spare(), "role", "holder", "from", "2026-09-15").
		want(t, 409, "2 relevés sont déjà envoyés : septembre et octobre 2026", "l’historique garde le nom", `name="confirm"`)
	if strings.Contains(asked.body, "Spare Exemple</span>") {
		t.Error("it was handed over without asking")
	}
	b.post(holders, "user", spare(), "role", "holder", "from", "2026-11-10", "keep", "1", "keep_until", "2026-11-30").wantGo(t, holders)
	b.get(holders).want(t, 200, "Spare Exemple", "depuis le 10 novembre 2026", "à accepter", "du 10 novembre 2026 au 30 novembre 2026")
	h.as("spare").get("/").want(t, 200, "Camille de l’Atelier")
	h.must(h.net.AcceptHolding(t.Context(), h.who("spare"), h.inside))
	b.get(holders).want(t, 200, "accepté le 4 novembre 2026")
}

func TestDaysAreCorrectedOnScreen(t *testing.T) {
	h := newHouse(t)
	b, holders := h.as(direct), "/accounts/"+h.inside.String()+"/holders"
	_, list, err := h.net.Holdings(t.Context(), h.who(direct), h.inside)
	h.must(err)
	deputyID := list[1].ID.String()
	b.get(holders+"?edit="+deputyID).want(t, 200, `name="holding" value="`+deputyID+`"`)
	b.post(holders+"/days", "holding", deputyID, "days_from", "2026-12-01", "days_until", "2026-11-01").want(t, 422, "dans le mauvais ordre")
	b.post(holders+"/days", "holding", deputyID, "days_from", "2026-08-01", "days_until", "2026-12-31").wantGo(t, holders)
	b.get(holders).want(t, 200, "du 1er août 2026 au 31 décembre 2026")
	b.post(holders+"/remove", "holding", deputyID).wantGo(t, holders)
	b.post(holders+"/remove", "holding", list[0].ID.String()).want(t, 409, "3 relevés sont déjà envoyés")
	b.post(holders+"/remove", "holding", list[0].ID.String(), "confirm", "1").wantGo(t, holders)
	b.get(holders).want(t, 200, "Personne pour l’instant")
}

func TestSteppingDownOnScreen(t *testing.T) {
	h := newHouse(t)
	account := "/accounts/" + h.inside.String()
	h.as(camille).get(account).want(t, 200, "Ne plus m’en occuper")
	if strings.Contains(h.as(reader).get(account).want(t, 200).body, "step-down") {
		t.Error("a reader is offered to step down")
	}
	b := h.as(camille)
	b.get(account+"/step-down").want(t, 200, "sans avoir à dire pourquoi")
	b.post(account+"/step-down", "last", "hier").want(t, 422, "n’est pas une date")
	b.post(account+"/step-down", "last", "2026-11-03").want(t, 422, "Choisissez aujourd’hui (4 novembre 2026)")
	b.post(account+"/step-down", "last", "2026-11-04").wantGo(t, "/")
	b.get("/").want(t, 200, "Merci")
	h.as(direct).get(account+"/holders").want(t, 200, "du 1er juillet 2026 au 4 novembre 2026")
}

// TestNobodyIsNamedInTheGallery looks at it as everybody.
func TestNobodyIsNamedInTheGallery(t *testing.T) {
	h := newHouse(t)
	for _, name := range visitors[1:] {
		page := h.as(name).get("/gallery").want(t, 200).body
		_, page, _ = strings.Cut(page, "<main")
		for _, person := range h.people {
			if strings.Contains(page, person.Name) || strings.Contains(page, person.Email) {
				t.Errorf("the gallery names %s to %s", person.Name, name)
			}
		}
		trends := strings.Contains(page, "abonnés")
		if trends != (name != writer && name != deputy) && name != deputy {
			t.Errorf("%s sees trends: %v", name, trends)
		}
	}
	h.as(writer).get("/gallery").want(t, 200, "Camille de l’Atelier", "Deniz du Jardin")
	if page := h.as(writer).get("/gallery").body; strings.Contains(page, `href="/accounts/`) {
		t.Error("a contributor is led to a page that they don't see")
	}
	if page := h.as(eastReader).get("/gallery").want(t, 200, "Deniz du Jardin").body; strings.Contains(page, "Camille de l’Atelier") {
		t.Error("whoever is limited to the east sees the west")
	}
	h.as(reader).get("/gallery?all=1").want(t, 200, "Deniz du Jardin")
	h.as(reader).get("/gallery?q=zzz").want(t, 200, "Aucun compte ne correspond")
	h.as(reader).get("/gallery?in=999").want(t, 200)
	newEmptyHouse(t)
}
