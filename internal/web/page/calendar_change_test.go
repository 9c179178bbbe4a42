package page

import (
	"testing"

	"portevoix/internal/i18n"
)

func TestChangesOfTheCalendarAreTold(t *testing.T) {
	p := i18n.For("fr")
	for want, c := range map[string]ChangeText{
		"Comité · décembre 2026\u00a0: jour habituel → 10 décembre 2026":    {Subject: "committees", Field: "committee", Since: "2026-12", New: "2026-12-10"},
		"Comité · janvier 2027\u00a0: jour habituel → pas de comité":        {Subject: "committees", Field: "committee", Since: "2027-01", New: "none"},
		"Réglages · Jour habituel\u00a0: troisième mardi":                   {Subject: "settings", Field: "committee_day", New: "3-2"},
		"Réglages · Mois sans comité\u00a0: août → juillet, août":           {Subject: "settings", Field: "committee_without", Old: "8", New: "7,8"},
		"Réglages · Jours fériés\u00a0: France → France, Alsace et Moselle": {Subject: "settings", Field: "holidays", Old: "fr", New: "fr-alsace"},
	} {
		if got := SetUpChange(p, c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
