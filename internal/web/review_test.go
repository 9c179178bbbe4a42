package web

import (
	"net/url"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// TestReviewOfAFiling goes the whole way of a review by plain forms: a question
// and its answer, a return, what is completed, acceptance and its undo.
func TestReviewOfAFiling(t *testing.T) {
	h := newHouse(t)
	h.acceptance()
	holder, boss, path := h.as(camille), h.as(direct), h.novemberOf(h.inside)
	holder.post(path, whole("0", "submit", "value.followers", "9 000", "note.followers", "Salon du jardin")...).wantGo(t, path+"/thanks")

	review := path + "?review=1"
	boss.get(path).want(t, 200, `href="`+path+`?review=1"`, "Relire ce relevé")
	boss.get(review).want(t, 200, "Relecture\u00a0: Camille de l’Atelier", "dans les délais", "a plus que triplé", "Salon du jardin", "Le point cerclé est novembre 2026", "1 sur 1 à relire",
		"Accepter", "Retourner à compléter", "markPoint")
	boss.get(review+"&figure=posts").want(t, 200, `id="chart-line-posts-title"`)

	boss.post(path+"/questions", "indicator", "likes", "question", " ").want(t, 422, "Écrivez votre question")
	boss.post(path+"/questions", "indicator", "likes", "question", "Zéro,\r\nvraiment ?").wantGo(t, review)
	boss.get(review).want(t, 200, "La question est posée", "Zéro,\nvraiment ?", "En attente de réponse", "Retirer la question")
	holder.get("/").want(t, 200, "Une question sur vos chiffres", "Zéro,\nvraiment ?", `href="`+path+`#question-1"`)
	holder.get(path).want(t, 200, "1 question sur vos chiffres", `action="/questions/1/answer"`)
	holder.post("/questions/1/answer", "answer", " ", "back", path).want(t, 422, "Écrivez votre réponse", "Zéro,\nvraiment ?")
	holder.post("/questions/1/answer", "answer", "Oui, rien publié", "back", path).wantGo(t, path)
	holder.post("/questions/1/answer", "answer", "Non, trois", "back", path).want(t, 409, "déjà une réponse", "Oui, rien publié")
	holder.post("/questions/1/answer", "answer", "Oui, rien publié", "back", "https://elsewhere.example").wantGo(t, "/")
	boss.get(review).want(t, 200, "Oui, rien publié", "Clore la question")
	boss.post("/questions/1/close", "back", review).wantGo(t, review)

	boss.post(path+"/return", "version", "1", "reason", "").want(t, 422, "Dites ce qu’il faut compléter")
	boss.post(path+"/return", "version", "9", "reason", "les publications").want(t, 409, "a changé pendant votre lecture", "les publications</textarea>")
	boss.post(path+"/return", "version", "1", "reason", "les\npublications").wantGo(t, review)
	boss.get(review).want(t, 200, "à compléter", "les publications", "le relevé est retourné à compléter")
	holder.get(path).want(t, 200, "À compléter", "les publications")
	holder.post(path, whole("2", "submit", "value.posts", "22")...).wantGo(t, path+"/thanks")
	boss.get(review).want(t, 200, "Modifié depuis le retour", "<del>21</del> → <ins>22</ins>")

	boss.post(path+"/accept", "version", "3", "action", "next").wantGo(t, review) // there is no other one
	boss.get(review).want(t, 200, "accepté", "est accepté")
	holder.get(path).want(t, 200, "Ce relevé est accepté")
	boss.post(path+"/review/undo").wantGo(t, review)
	boss.get(review).want(t, 200, "de nouveau comme avant", "envoyé")
	boss.post(path+"/review/undo").want(t, 409, "ne peut plus être annulé")
}

// TestReviewGoesOn leads through the filings of the board's filter, and takes
// back what was decided about the one before.
func TestReviewGoesOn(t *testing.T) {
	h := newHouse(t)
	h.acceptance()
	h.as(camille).post(h.novemberOf(h.inside), whole("0", "submit")...).want(t, 303)
	h.as(deniz).post(h.novemberOf(h.outside), whole("0", "submit")...).want(t, 303)
	boss, first, second := h.as(direct), h.novemberOf(h.inside), h.novemberOf(h.outside)
	if !strings.Contains(boss.get(first+"?review=1").want(t, 200).body, "1 sur 2") {
		first, second = second, first
	}
	id := strings.Split(first, "/")[2]
	boss.get(first+"?review=1&choice=submitted").want(t, 200, "1 sur 2 à relire", `href="`+second+`?choice=submitted&amp;review=1"`,
		`href="/months/2026-11/board?choice=submitted"`)
	boss.post(first+"/accept?choice=submitted", "version", "1", "action", "next").wantGo(t, second+"?choice=submitted&done="+id+"&review=1")
	boss.get(second+"?choice=submitted&done="+id+"&review=1").want(t, 200, "est accepté", first+"/review/undo", "1 sur 1 à relire")
	boss.get(second+"?choice=submitted&done=999&review=1").want(t, 200, "1 sur 1 à relire")
	boss.get(second+"?"+url.Values{"review": {"1"}, "platform": {"Nowhere"}}.Encode()).want(t, 200, "0 relevé à relire")
}

// TestWarningComesWithItsLine: while one files, a warning brings the line of
// its figure, the last point marked.
func TestWarningComesWithItsLine(t *testing.T) {
	h := newHouse(t)
	b, path := h.as(camille), h.novemberOf(h.inside)
	var saved struct {
		Warnings map[string][]string
		Lines    map[string]struct{ Box, Path, Dot, Label string }
	}
	b.script(path, november("0", "value.followers", "9000")...).into(t, &saved)
	line := saved.Lines["followers"]
	if len(saved.Warnings["followers"]) == 0 || len(saved.Lines) != 1 || line.Box != "0 0 96 28" || line.Dot == "" || !strings.Contains(line.Label, "9\u202f000") {
		t.Errorf("warnings %v, lines %+v", saved.Warnings, saved.Lines)
	}
	b.get(path).want(t, 200, line.Dot, "a plus que triplé")
	saved.Lines = nil
	b.script(path, november("1", "value.followers", "1100")...).into(t, &saved)
	if len(saved.Lines) != 0 {
		t.Errorf("a usual figure brings %+v", saved.Lines)
	}
}

// TestAPIReview: what a program may do follows the filing's state.
func TestAPIReview(t *testing.T) {
	h := newHouse(t)
	h.acceptance()
	ctx, boss, november := t.Context(), h.who(direct), kpi.NewMonth(2026, 11)
	h.as(camille).post(h.novemberOf(h.inside), whole("0", "submit")...).want(t, 303)
	path := h.filing(h.inside, "2026-11")
	golden(t, "filing_to_review", h.api(direct).get(path), 200)
	golden(t, "filing_read_only", h.api(reader).get(path), 200)
	_, err := h.net.ReturnFiling(ctx, boss, h.inside, november, 1, "à compléter")
	h.must(err)
	golden(t, "filing_returned", h.api(camille).get(path), 200)
	h.api(camille).put(path, `{"version":2,"submit":true}`).want(t, 200)
	_, err = h.net.AcceptFiling(ctx, boss, h.inside, november, 3)
	h.must(err)
	golden(t, "filing_accepted", h.api(direct).get(path), 200)
	if list, err := h.net.OpenQuestions(ctx, boss); err != nil || len(list) != 0 {
		t.Errorf("questions %+v, %v", list, err)
	}
}
