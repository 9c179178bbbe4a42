package page

import (
	"strings"
	"testing"

	"portevoix/internal/i18n"
)

func TestChangesOfThePurposeAreTold(t *testing.T) {
	p := i18n.For("fr")
	for _, c := range []struct{ field, value, want string }{
		{"purpose_fr_why_heading", "Nos raisons", "Réglages · À quoi servent les chiffres (Titre, En français) : Nos raisons"},
		{"purpose_en_whom_text", "", "Réglages · À qui s’adresser (Texte, En anglais) : texte d’origine"},
		{"purpose_contact", "reseau@example.org", "Réglages · Adresse électronique à qui écrire : reseau@example.org"},
		{"purpose_fr_data_text", "Un\n\n" + strings.Repeat("é", 200), "Réglages · Les données personnelles (Texte, En français) : Un " + strings.Repeat("é", 117) + "…"},
	} {
		got := SetUpChange(p, ChangeText{Subject: "settings", Field: c.field, Old: "autre", New: c.value})
		if got = strings.ReplaceAll(got, "\u00a0", " "); got != c.want {
			t.Errorf("%s is told %q, want %q", c.field, got, c.want)
		}
	}
}
