package web

import (
	"regexp"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

func TestTargetsAreSetChangedAndWithdrawn(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	in := h.inside.String()
	b.get("/analyse").want(t, 200, `href="/targets"`)
	b.get("/targets").want(t, 200, "Pas encore d’objectif", "Fixer un objectif")
	h.as(reader).get("/targets").want(t, 200, "La direction marketing fixe les objectifs")

	// The form finds an account by a text, and says what was reached before and what the value asks for.
	b.get("/targets/new?scope=account&find=camille").want(t, 200, `name="account" value="`+in+`"`)
	b.get("/targets/new?scope=account&id="+in+"&indicator=followers&span=2026&value=1+500,5").want(t, 200, "Camille de l’Atelier", `name="chosen" value="`+in+`"`)
	b.get("/targets/new?scope=network&indicator=followers&span=2026&value=1.234").want(t, 200, "1234 ou 1,234")
	b.get("/targets/new?scope=network&indicator=followers&span=2026&value=9000").want(t, 200, "2025")

	b.post("/targets", "scope", "account", "account", in, "indicator", "followers", "span", "2026", "value", "").want(t, 422, "Indiquez l’objectif")
	b.post("/targets", "scope", "account", "account", in, "indicator", "followers", "span", "2026", "value", "1,5").want(t, 422, `value="1,5"`, `aria-invalid="true"`)
	b.post("/targets", "scope", "account", "indicator", "followers", "span", "2026", "value", "15").want(t, 422, "Choisissez un compte")
	b.post("/targets", "scope", "account", "account", in, "indicator", "followers", "span", "2026-Q3", "value", "15").want(t, 422)
	b.post("/targets", "scope", "account", "account", in, "indicator", "followers", "span", "2026", "value", "9\u202f000").want(t, 303)
	list := b.get("/targets").want(t, 200, "L’objectif est enregistré", "9\u202f000", "Fixé par", "Camille de l’Atelier", `class="bullet"`)
	id := regexp.MustCompile(`action="/targets/(\d+)/withdraw"`).FindStringSubmatch(list.body)[1]
	b.post("/targets", "scope", "account", "account", in, "indicator", "followers", "span", "2026", "value", "8000").want(t, 409, "Il y a déjà un objectif", "/targets/"+id)

	// Somebody else's change in between is told of.
	b.get("/targets/"+id).want(t, 200, `name="was" value="9000"`)
	b.post("/targets/"+id, "was", "8500", "value", "8000").want(t, 409, "Quelqu’un a changé cet objectif")
	b.post("/targets/"+id, "was", "9000", "value", "8\u00a0000").want(t, 303)
	h.as(reader).get("/targets/"+id).want(t, 403)
	h.as(reader).post("/targets/"+id, "was", "8000", "value", "7000").want(t, 403)
	h.as(camille).post("/targets/"+id+"/withdraw").want(t, 403)
	h.as(eastReader).get("/targets/"+id).want(t, 404)

	// It stands on the account's page, the holder's home and in the file.
	b.get("/accounts/"+in).want(t, 200, `id="targets-here"`, "8\u202f000", "objectif «\u00a0Abonnés\u00a0» pour 2026")
	h.as(camille).get("/").want(t, 200, `id="targets-here"`)
	h.as(reader).get("/targets.csv").want(t, 200, "Camille de l’Atelier", "8000")
	h.as(reader).get("/targets?standing=reached&scope=sphere&q=nobody").want(t, 200, "Aucun objectif ne correspond")

	b.post("/targets/"+id+"/withdraw").wantGo(t, "/targets?span=2026")
	gone := b.get("/targets").want(t, 200, "est retiré", `name="value" value="8`)
	if strings.Contains(gone.body, `id="target-`+id+`"`) {
		t.Error("a withdrawn target is still there")
	}
	b.post("/targets", "scope", "account", "id", in, "indicator", "followers", "span", "2026", "value", "8\u202f000").want(t, 303)
	b.get("/targets").want(t, 200, "8\u202f000")
}

func TestTargetsAreCopiedFromYearToYear(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	_, err := h.net.SetTarget(t.Context(), kpi.CommandLine(), kpi.Target{Indicator: kpi.Likes, Scope: kpi.ScopeNetwork, Span: kpi.YearOf(kpi.NewMonth(2026, 1)), Value: 1000})
	h.must(err)
	b.get("/targets/copy?show=1&year=2027&percent=12,5").want(t, 200, "1 objectif serait enregistré pour 2027", "1\u202f125", `name="seen" value="1"`)
	b.get("/targets/copy?show=1&year=2027&percent=beaucoup").want(t, 422)
	b.get("/targets/copy?show=1&year=2026").want(t, 200, "pas d’objectif à reprendre de 2025")
	b.post("/targets/copy", "year", "2027", "percent", "12,5", "seen", "7").want(t, 409, "ont changé entre-temps")
	b.post("/targets/copy", "year", "2027", "percent", "12,5", "seen", "1").wantGo(t, "/targets?span=2027")
	list := b.get("/targets?span=2027").want(t, 200, "1 objectif est enregistré", "1\u202f125", "La période n’a pas commencé")
	act := regexp.MustCompile(`name="act" value="(\d+)"`).FindStringSubmatch(list.body)[1]
	b.post("/targets/copy/undo", "act", act).wantGo(t, "/targets")
	b.get("/targets?span=2027").want(t, 200, "Pas encore d’objectif")
}
