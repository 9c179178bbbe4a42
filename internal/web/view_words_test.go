package web

import (
	"testing"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

func TestAViewInWords(t *testing.T) {
	p := i18n.For("fr")
	named := func(code, label string) kpi.Indicator {
		return kpi.Indicator{Code: code, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: label}}}
	}
	indicators := []kpi.Indicator{named(kpi.Followers, "Abonnés"), named(kpi.Interactions, "Interactions")}
	for to, want := range map[string]string{
		"/explore": "Dernier mois · par sphère · Abonnés",
		"/explore?against=year&by=range&span=latest-quarter":                          "Dernier trimestre · comparé à la même période un an avant · par gamme · Abonnés",
		"/explore?measure=interactions&span=latest-twelve&sphere=Business&state=test": "12 derniers mois · par sphère · Interactions · Business · en test",
		"/explore?span=2025-11..2026-10&against=2026-Q1&accounts=1,2&measure":         "novembre 2025 – octobre 2026 · comparé à 1er trimestre 2026 · par sphère · Abonnés · 2 comptes choisis",
		"/explore?span=latest-year&by=network&measure=nothing&q=zoé":                  "Dernière année · tous comptes ensemble · zoé",
		"/explore?span=nothing": "par sphère · Abonnés",
		"/grid?span=2026-10":    "",
		"://":                   "",
	} {
		if got := viewWords(p, indicators, to); got != want {
			t.Errorf("%s: %q, want %q", to, got, want)
		}
	}
}
