package web

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// TestPurposeSaysWhatIsInForce reads the page before and after settings
// change.
func TestPurposeSaysWhatIsInForce(t *testing.T) {
	h := newHouse(t)
	said := func(locale string) string {
		b := h.as(camille)
		if locale == "en" {
			b.post("/locale", "locale", "en").want(t, http.StatusSeeOther)
		}
		return html.UnescapeString(b.get("/purpose").want(t, http.StatusOK).body)
	}
	page := said("fr")
	for _, piece := range []string{
		"Valable ce jour, 4 novembre 2026.", "7 chiffres par compte et par mois, à envoyer au plus tard le 5 du mois suivant",
		"J’aime (Réactions sur LinkedIn)", "Total du mois, pour tous les comptes",
		"l’administration, la direction marketing, les ambassadrices et ambassadeurs et le comité de rédaction, et vous-même",
		"l’administration et la direction marketing, et vous-même pour les comptes que vous tenez",
		"Au bout de 24 mois", "Une personne dont l’accès est limité", "Personne n’est classé dernier.",
	} {
		if !strings.Contains(page, piece) {
			t.Errorf("the page does not say %q", piece)
		}
	}
	if strings.Contains(page, "moins de 3 comptes") || strings.Contains(page, "/purpose/edit") {
		t.Error("the page says to an ambassador what is not so")
	}

	settings, err := h.net.Settings(t.Context())
	h.must(err)
	settings.AmbassadorsSeeAll, settings.DueDay = false, 1
	h.must(h.net.SaveSettings(t.Context(), h.who(admin), settings))
	for _, i := range h.indicators() {
		ask := kpi.IndicatorAsk{Indicator: i.ID, From: h.net.CurrentMonth()}
		switch i.Code {
		case kpi.Followers:
		case kpi.Comments:
			for _, scope := range []kpi.IndicatorAsk{{Account: h.inside}, {Platform: 1}, {Platform: 2}} { // X and LinkedIn
				ask.Account, ask.Platform = scope.Account, scope.Platform
				h.must(h.net.SetAsked(t.Context(), h.who(admin), ask, true))
			}
		default:
			if !i.Derived {
				h.must(h.net.SetAsked(t.Context(), h.who(admin), ask, false))
			}
		}
	}
	page = said("fr")
	for _, piece := range []string{
		"2 chiffres au plus par compte et par mois, à envoyer au plus tard le 1er du mois suivant", "Total du mois, pour les comptes X et LinkedIn et un compte en particulier",
		"l’administration, la direction marketing et le comité de rédaction, et vous-même", "moins de 3 comptes",
	} {
		if !strings.Contains(page, piece) {
			t.Errorf("after the change, the page does not say %q", piece)
		}
	}
	if english := said("en"); !strings.Contains(english, "At most 2 figures per account and month, to be sent by day 1 of the next month") {
		t.Error("the English page says something else")
	}
}

func (h *house) indicators() []kpi.Indicator {
	h.t.Helper()
	list, err := h.net.Indicators(h.t.Context())
	h.must(err)
	return list
}

func TestPurposeIsReachedFromEveryPage(t *testing.T) {
	h := newHouse(t)
	for _, name := range visitors[1:] {
		for _, path := range []string{"/accounts", "/password", "/purpose"} {
			h.as(name).get(path).want(t, http.StatusOK, `href="/purpose"`)
		}
	}
	if strings.Contains(h.browse().get("/sign-in").body, `href="/purpose"`) {
		t.Error("the page is offered to whoever is not signed in")
	}
}

func TestAdministratorsWordThePurpose(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	b.get("/purpose").want(t, http.StatusOK, `href="/purpose/edit/fr"`)
	usual := i18n.For("fr").T("purpose.never_text")
	form := b.get("/purpose/edit/fr").want(t, http.StatusOK)
	if !strings.Contains(html.UnescapeString(form.body), usual) {
		t.Error("the form does not begin with the original wording")
	}
	b.post("/purpose/edit/fr", "why_heading", "<b>Nos raisons</b>", "why_text", "Un paragraphe.\r\n\r\n- un choix",
		"never_heading", "", "never_text", strings.ReplaceAll(usual, "\n", "\r\n"), "contact", "reseau@example.org").wantGo(t, "/purpose")
	h.as(camille).get("/purpose").want(t, http.StatusOK, "&lt;b&gt;Nos raisons&lt;/b&gt;", "<li>un choix</li>", "mailto:reseau@example.org",
		"Personne n’est classé dernier.")
	purpose, err := h.net.Purpose(t.Context(), "fr")
	h.must(err)
	if purpose.Words[network.PurposeNever] != (network.PurposeText{}) {
		t.Errorf("what was left as it was is kept as one's own: %+v", purpose.Words)
	}

	b.post("/purpose/edit/fr", "why_heading", "Autre", "contact", "reseau@example.org", "default", "yes").
		want(t, http.StatusOK, i18n.For("fr").T("purpose.why_heading"), "reseau@example.org", i18n.For("fr").T("purpose.default_shown"))
	b.get("/purpose").want(t, http.StatusOK, "Nos raisons")
	b.post("/purpose/edit/fr", "contact", "").wantGo(t, "/purpose")
	if body := b.get("/purpose").body; strings.Contains(body, "Nos raisons") || strings.Contains(body, "mailto:") {
		t.Error("emptied fields do not take the original wording again")
	}
}

func TestRefusedPurposeLosesNothing(t *testing.T) {
	h := newHouse(t)
	b := h.as(admin)
	answer := b.post("/purpose/edit/en", "why_heading", "Kept as typed", "why_text", strings.Repeat("x", 4001), "contact", "not an address")
	answer.want(t, http.StatusUnprocessableEntity, "Kept as typed", strings.Repeat("x", 4001), "not an address", `id="why_text-error"`, `id="contact-error"`)
	b.get("/purpose/edit/de").want(t, http.StatusNotFound)
	b.post("/purpose/edit/de", "why_heading", "x").want(t, http.StatusNotFound)
}
