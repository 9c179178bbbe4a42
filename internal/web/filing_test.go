package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// november is the form of the month under way as a browser sends it, with the
// given fields in the place of the empty ones.
func november(version string, fields ...string) []string {
	form := map[string]string{"version": version, "action": "save", "comment": ""}
	for _, code := range []string{"followers", "posts", "likes", "shares", "mentions", "influence", "search_rank"} {
		form["value."+code], form["state."+code], form["reason."+code] = "", "value", "not_shown"
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form[fields[i]] = fields[i+1]
	}
	var list []string
	for name, value := range form {
		list = append(list, name, value)
	}
	return list
}

// whole answers every figure of the form.
func whole(version, action string, more ...string) []string {
	return november(version, append([]string{
		"action", action, "value.followers", "1 251", "value.posts", "21", "value.likes", "0", "value.shares", "3",
		"state.mentions", "unavailable", "reason.mentions", "no_access", "state.influence", "na", "state.search_rank", "unavailable",
		"reason.search_rank", "own", "own.search_rank", "moteur en panne", "always.search_rank", "1",
	}, more...)...)
}

// script sends a form as the script of the page does.
func (b *browser) script(path string, fields ...string) answer {
	b.h.t.Helper()
	b.header.Set("Accept", "application/json")
	defer b.header.Del("Accept")
	return b.post(path, fields...)
}

func (h *house) novemberOf(account kpi.ID) string {
	return "/accounts/" + account.String() + "/filings/2026-11"
}

// TestFilingWithoutScript goes the whole way by plain forms.
func TestFilingWithoutScript(t *testing.T) {
	h := newHouse(t)
	b, path := h.as(camille), h.novemberOf(h.inside)
	b.get(path).want(t, 200, `<h1 class="filing-title">Camille de l’Atelier</h1>`, `inputmode="numeric"`, `data-before="1080"`,
		"Retweets", "Où trouver ce chiffre", "https://x.com/", "avant le 7 décembre 2026 au soir", `name="version" value="0"`)
	b.post(path, november("0", "value.followers", "1 204", "comment", "Salon de\r\nprintemps")...).wantGo(t, path)
	b.get(path).want(t, 200, `value="1`+"\u202f"+`204"`, "Salon de\nprintemps", "brouillon", `data-answered>1<`, "+124")
	b.post(path, november("1", "value.followers", "1204", "action", "submit")...).
		want(t, 422, "6 champs sont à corriger. Le reste est enregistré.", "Chiffre attendu", `value="1204"`)
	b.post(path, whole("2", "submit", "value.comments", "", "state.comments", "value")...).wantGo(t, path+"/thanks")
	b.get(path+"/thanks").want(t, 200, "Merci Camille", "+15,8", "votre record", "Annuler l’envoi", "Tout est envoyé pour novembre 2026")
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, kpi.NewMonth(2026, 11))
	h.must(err)
	for code, want := range map[string]kpi.Figure{
		"followers": kpi.Given(1251), "likes": kpi.Given(0), "mentions": {State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess},
		"influence": {State: kpi.StateNA}, "search_rank": {State: kpi.StateUnavailable, Reason: "moteur en panne"},
	} {
		if f.Figures[code] != want {
			t.Errorf("%s is %+v, want %+v", code, f.Figures[code], want)
		}
	}
	b.post(path+"/undo").wantGo(t, path)
	b.get(path).want(t, 200, "L’envoi est annulé", "brouillon", `value="1`+"\u202f"+`251"`)
	b.get(path+"/thanks").wantGo(t, path)
	b.post(path, whole("4", "submit")...).wantGo(t, path+"/thanks")
	h.clock.now = h.clock.now.Add(network.UndoTime + time.Second)
	if page := b.get(path+"/thanks").want(t, 200); strings.Contains(page.body, "Annuler l’envoi") {
		t.Error("a minute is over, and the button is there")
	}
	b.post(path+"/undo").want(t, 409, "la minute est passée")
}

// TestNumberForms reads numbers as people type and paste them; what cannot be
// read is named beside its field and stays there.
func TestNumberForms(t *testing.T) {
	for text, want := range map[string]float64{
		"1204": 1204, "1 204": 1204, "1\u00a0204": 1204, "1\u202f204": 1204, "1\u2009204": 1204, " 1 234 567 ": 1234567,
		"+12": 12, "0": 0, "\t1 204\n": 1204,
	} {
		h := newHouse(t)
		h.as(camille).post(h.novemberOf(h.inside), november("0", "value.followers", text)...).wantGo(t, h.novemberOf(h.inside))
		f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, kpi.NewMonth(2026, 11))
		h.must(err)
		if f.Figures["followers"] != kpi.Given(want) {
			t.Errorf("%q is read as %+v", text, f.Figures["followers"])
		}
	}
	h := newHouse(t)
	b, path := h.as(camille), h.novemberOf(h.inside)
	digits := strings.Repeat("7", 400)
	for text, words := range map[string]string{
		"🦊":                     "« 🦊 » n’est pas un nombre",
		"12 abonnés":            "n’est pas un nombre",
		digits:                  "n’est pas un nombre",
		"1.234":                 "1234 ou 1,234 ?",
		"-3":                    "Un décompte ne peut pas être négatif",
		"1 234,5":               "Un nombre entier est attendu",
		"99999999999999999":     "trop grand",
		"NaN":                   "n’est pas un nombre",
		"1e3":                   "n’est pas un nombre",
		`"><script>alert(1)<`:   "n’est pas un nombre",
		"1,2,3":                 "n’est pas un nombre",
		"\u200b12":              "n’est pas un nombre",
		strings.Repeat("9", 30): "trop grand",
	} {
		words = regexp.MustCompile(` ([?»])`).ReplaceAllString(strings.ReplaceAll(words, "« ", "«\u00a0"), "\u00a0$1")
		a := b.post(path, november("0", "value.followers", text)...)
		if a.StatusCode != 422 || !strings.Contains(a.body, words) || !strings.Contains(a.body, `aria-invalid="true"`) {
			t.Errorf("%.20q: status %d, want words %q", text, a.StatusCode, words)
		}
		if !strings.Contains(a.body, `value="`+htmlEscape(text)+`"`) {
			t.Errorf("%.20q is not given back", text)
		}
	}
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, kpi.NewMonth(2026, 11))
	h.must(err)
	if len(f.Figures) != 0 {
		t.Errorf("something was kept: %+v", f.Figures)
	}
}

func htmlEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(s)
}

// TestAnAmbiguousNumberIsChosen offers both readings as buttons.
func TestAnAmbiguousNumberIsChosen(t *testing.T) {
	h := newHouse(t)
	b, path := h.as(camille), h.novemberOf(h.inside)
	b.post(path, november("0", "value.followers", "1.234", "value.posts", "3")...).
		want(t, 422, `name="pick.followers" value="1234"`, `name="pick.followers" value="1,234"`, "Le reste est enregistré")
	b.post(path, november("1", "value.followers", "1.234", "value.posts", "3", "pick.followers", "1234", "action", "")...).wantGo(t, path)
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, kpi.NewMonth(2026, 11))
	h.must(err)
	if f.Figures["followers"] != kpi.Given(1234) || f.Figures["posts"] != kpi.Given(3) {
		t.Errorf("figures are %+v", f.Figures)
	}
}

// TestTheScriptIsToldInJSON saves what can be saved and names the rest.
func TestTheScriptIsToldInJSON(t *testing.T) {
	h := newHouse(t)
	b, path := h.as(camille), h.novemberOf(h.inside)
	var saved savedJSON
	b.script(path, november("0", "value.followers", "9 000", "value.posts", "1.234", "value.likes", "-1")...).into(t, &saved)
	if saved.Version != 1 || saved.State != "brouillon" || saved.Saved != "Enregistré à 09:30" || len(saved.Errors) != 2 ||
		len(saved.Errors["posts"].Choices) != 2 || saved.Errors["likes"].Text == "" || len(saved.Warnings["followers"]) != 1 {
		t.Errorf("told %+v", saved)
	}
	refused := b.script(path, november("1", "value.followers", "9000", "action", "submit")...).want(t, 422)
	saved = savedJSON{}
	h.must(json.Unmarshal([]byte(refused.body), &saved))
	if len(saved.Errors) != 6 || saved.Go != "" {
		t.Errorf("told %+v", saved)
	}
	saved = savedJSON{}
	b.script(path, whole("1", "next")...).into(t, &saved)
	if saved.Go != path+"/thanks" {
		t.Errorf("goes on to %q", saved.Go)
	}
	nobody := h.browse()
	nobody.script(path, november("0")...).wantProblem(t, http.StatusUnauthorized, kpi.CodeUnauthenticated)
	h.as(deniz).script(path, november("0")...).wantProblem(t, http.StatusForbidden, kpi.CodeForbidden)
	b.script("/accounts/"+h.inside.String()+"/filings/2026-12", november("0")...).want(t, 422)
}

// TestSubmitAndNext leads from one account to the next and lets the first be
// taken back there.
func TestSubmitAndNext(t *testing.T) {
	h := newHouse(t)
	h.must(h.net.AddDeputy(t.Context(), kpi.CommandLine(), h.outside, h.people[camille].ID, kpi.NewDay(2026, 10, 1), 0))
	b := h.as(camille)
	b.get("/").want(t, 200, "Une saisie à faire pour octobre 2026", "Deniz du Jardin", "en remplacement", "avant le 5 novembre 2026")
	next := "/accounts/" + h.outside.String() + "/filings/2026-11"
	b.get(h.novemberOf(h.inside)).want(t, 200, "Envoyer et passer au suivant", "Deniz du Jardin · LinkedIn")
	b.post(h.novemberOf(h.inside), whole("0", "next")...).wantGo(t, next+"?sent="+h.inside.String())
	b.get(next+"?sent="+h.inside.String()).want(t, 200, "Camille de l’Atelier (X) est envoyé", h.novemberOf(h.inside)+"/undo", "Réactions")
	b.get(next+"?sent=999").want(t, 200)
	b.post(h.novemberOf(h.inside)+"/undo").wantGo(t, h.novemberOf(h.inside))
}

// TestOnBehalf asks for a reason and tells the holder.
func TestOnBehalf(t *testing.T) {
	h := newHouse(t)
	b, path := h.as(direct), h.novemberOf(h.inside)
	b.get(path).want(t, 200, "Vous saisissez à la place d’une autre personne\u00a0: Camille Exemple", `name="on_behalf_reason"`, `data-autosave="false"`)
	b.post(path, november("0", "value.followers", "1100")...).want(t, 422, `value="1100"`, "dites pourquoi vous saisissez")
	b.post(path, november("0", "value.followers", "1100", "on_behalf_reason", "congé")...).wantGo(t, path)
	mine := h.as(camille)
	mine.get("/").want(t, 200, "La direction marketing (Direction Exemple) a modifié", "Motif\u00a0: congé", "J’ai vu")
	mine.get(path).want(t, 200, "La direction marketing (Direction Exemple) a modifié", "congé", `data-autosave="true"`)
	mine.post(path+"/seen").wantGo(t, "/")
	if page := mine.get("/").want(t, 200); strings.Contains(page.body, "congé") {
		t.Error("seen, and said again")
	}
}

// TestConflictPage shows both sides and saves what was chosen.
func TestConflictPage(t *testing.T) {
	h := newHouse(t)
	path := h.novemberOf(h.inside)
	first, second := h.as(camille), h.as(deputy)
	first.post(path, november("0", "value.followers", "1100", "value.posts", "10", "value.likes", "5")...).wantGo(t, path)
	second.post(path, november("1", "value.followers", "1111", "value.posts", "10", "value.likes", "6")...).wantGo(t, path)
	clash := first.post(path, november("1", "value.followers", "1100", "value.posts", "12", "value.likes", "7", "comment", "vu")...).
		want(t, 409, "Deputy Exemple a enregistré l’autre version", `name="version" value="2"`, `name="value.likes" value="7"`)
	for name, chosen := range map[string]string{"followers": "theirs", "posts": "mine", "likes": "", "comment": "mine"} {
		got := ""
		for _, side := range []string{"mine", "theirs"} {
			if regexp.MustCompile(`name="choice\.` + name + `" value="` + side + `" required checked`).MatchString(clash.body) {
				got = side
			}
		}
		if got != chosen {
			t.Errorf("%s: %q is chosen, want %q", name, got, chosen)
		}
	}
	if strings.Contains(clash.body, `name="choice.shares"`) {
		t.Error("what is the same on both sides is asked")
	}
	first.post(path, november("2", "value.followers", "1100", "value.posts", "12", "value.likes", "7", "comment", "vu",
		"choice.followers", "theirs", "choice.posts", "mine", "choice.likes", "theirs", "choice.comment", "mine")...).wantGo(t, path)
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, kpi.NewMonth(2026, 11))
	h.must(err)
	if f.Version != 3 || f.Figures["followers"] != kpi.Given(1111) || f.Figures["posts"] != kpi.Given(12) || f.Figures["likes"] != kpi.Given(6) || f.Comment != "vu" {
		t.Errorf("the filing is %+v", f)
	}
	first.script(path, november("1", "value.followers", "1")...).wantProblem(t, http.StatusConflict, kpi.CodeConflict)
}

// TestLockedAndLookingOn says why nothing can be changed.
func TestLockedAndLookingOn(t *testing.T) {
	h := newHouse(t)
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	path := "/accounts/" + h.inside.String() + "/filings/2026-10"
	for _, name := range []string{camille, direct, reader} {
		page := h.as(name).get(path).want(t, 200, "Ce mois est clos", "Seule la direction peut le rouvrir", "Depuis le 4 novembre 2026")
		if strings.Contains(page.body, "figure-number") || strings.Contains(page.body, `value="submit"`) {
			t.Errorf("%s may type into a closed month", name)
		}
	}
	h.as(reader).get(h.novemberOf(h.inside)).want(t, 200, "Vous pouvez voir ces chiffres, mais pas les changer")
	h.as(camille).post(path, november("1")...).want(t, 423, "Ce mois est clos")
	h.as(camille).get("/").want(t, 200, "mois clos")
}

// TestRememberedAnswersComeBack proposes in the next month what was said to
// hold always.
func TestRememberedAnswersComeBack(t *testing.T) {
	h := newHouse(t)
	b := h.as(camille)
	b.post(h.novemberOf(h.inside), whole("0", "submit")...).wantGo(t, h.novemberOf(h.inside)+"/thanks")
	h.clock.now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	december := "/accounts/" + h.inside.String() + "/filings/2026-12"
	page := h.as(camille).get(december).want(t, 200, "Réponse gardée d’un mois précédent", "moteur en panne", `data-answered>1<`)
	if n := strings.Count(page.body, "Réponse gardée"); n != 1 {
		t.Errorf("%d answers are proposed", n)
	}
}

// TestGridSavesEachRow keeps what is right beside what is wrong.
func TestGridSavesEachRow(t *testing.T) {
	h := newHouse(t)
	h.must(h.net.AddDeputy(t.Context(), kpi.CommandLine(), h.outside, h.people[camille].ID, kpi.NewDay(2026, 10, 1), 0))
	in, out := h.inside.String(), h.outside.String()
	b := h.as(camille)
	b.get("/filings/2026-11").want(t, 200, `name="cell.`+in+`.followers"`, `name="cell.`+out+`.likes"`, "Envoyer tout")
	row := func(form url.Values, id, version string, values ...string) {
		form.Set("version."+id, version)
		for i, code := range []string{"followers", "posts", "likes", "shares", "mentions", "influence", "search_rank"} {
			form.Set("cell."+id+"."+code, values[i])
		}
	}
	form := url.Values{"action": {"submit"}, "reason": {"no_access"}}
	row(form, in, "0", "1 251", "3", "12", "0", "ND", "s/o", "n/a")
	row(form, out, "0", "530", "1.234", "", "", "", "", "")
	b.do(http.MethodPost, "/filings/2026-11", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).
		want(t, 422, "1234 ou 1,234", `value="1.234"`, "Le reste est enregistré")
	f, err := h.net.Filing(t.Context(), h.who(camille), h.inside, kpi.NewMonth(2026, 11))
	h.must(err)
	if f.State != kpi.FilingSubmitted || f.Figures["mentions"] != (kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess}) || f.Figures["influence"].State != kpi.StateNA {
		t.Errorf("the first row is %+v", f)
	}
	other, err := h.net.Filing(t.Context(), h.who(camille), h.outside, kpi.NewMonth(2026, 11))
	h.must(err)
	if other.State != kpi.FilingDraft || other.Figures["followers"] != kpi.Given(530) || other.Figures["posts"].Answered() {
		t.Errorf("the second row is %+v", other)
	}
	row(form, in, "1", "1 251", "3", "12", "0", "ND", "s/o", "n/a")
	row(form, out, "0", "540", "3", "", "", "", "", "")
	b.do(http.MethodPost, "/filings/2026-11", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).
		want(t, 422, "Enregistré ailleurs pendant votre saisie", "déjà enregistré\u00a0: 530", `value="540"`, `name="version.`+out+`" value="1"`)
	row(form, out, "1", "540", "3", "1", "2", "3", "s/o", "nd")
	b.do(http.MethodPost, "/filings/2026-11", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).wantGo(t, "/filings/2026-11")
	b.get("/filings/2026-11").want(t, 200, "Merci, 2 relevés sont envoyés")
}

// TestHomeIsForThoseWhoFile leads the others on as before.
func TestHomeIsForThoseWhoFile(t *testing.T) {
	h := newHouse(t)
	h.addPerson("nova", kpi.RoleAmbassador, "")
	h.as("nova").get("/").want(t, 200, "Bonjour Nova", "Aucun compte ne vous est encore confié")
	h.as(writer).get("/").wantGo(t, "/imports")
	h.as(reader).get("/").want(t, 200, "Aucun rapport n’est encore publié", "Ce qui ressort du mois", "à périmètre constant")
	h.must(h.net.HandOver(t.Context(), kpi.CommandLine(), h.inside, h.people[direct].ID, kpi.NewDay(2026, 12, 1)))
	h.as(direct).get("/").want(t, 200, "On vous confie un compte", "J’accepte", "Les chiffres du réseau")
	h.as(direct).post("/holdings/accept", "account", h.inside.String()).wantGo(t, "/")
	if page := h.as(direct).get("/").want(t, 200, "Les chiffres du réseau"); strings.Contains(page.body, "On vous confie un compte") {
		t.Error("accepted, and still asked")
	}
	h.as(camille).get("/").want(t, 200, "Merci, tout est envoyé pour octobre 2026", "+3,8", "Commencer déjà novembre 2026")
	h.clock.now = time.Date(2026, 11, 6, 9, 0, 0, 0, time.UTC)
	h.as(deniz).get("/").want(t, 200, "Une saisie à faire pour octobre 2026", "C’était pour le 5 novembre 2026", "home-late")
}

// TestAccountLeadsToItsFiling follows the way by which direction reaches what
// it files for somebody.
func TestAccountLeadsToItsFiling(t *testing.T) {
	h := newHouse(t)
	address := "/accounts/" + h.outside.String() + "/filings/2026-10"
	for _, name := range []string{admin, direct, deniz} {
		b := h.as(name)
		b.get("/accounts/"+h.outside.String()).want(t, http.StatusOK, `href="`+address+`"`)
		b.get(address).want(t, http.StatusOK)
	}
}
