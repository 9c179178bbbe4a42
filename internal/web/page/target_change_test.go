package page

import (
	"testing"

	"portevoix/internal/i18n"
)

func TestChangesOfTargetsAreTold(t *testing.T) {
	p, labels := i18n.For("fr"), map[string]string{"followers": "Abonnés"}
	for want, c := range map[string]ChangeText{
		"Tout le réseau · objectif «\u00a0Abonnés\u00a0» pour 2026\u00a0: 38\u202f700":                        {Subject: "settings", Field: "target followers 2026-01..2026-12", New: "38700"},
		"Sphère «\u00a0RH\u00a0» · objectif «\u00a0Abonnés\u00a0» pour 2026\u00a0: 38\u202f700 → 40\u202f000": {Subject: "spheres", Name: "RH", Field: "target followers 2026-01..2026-12", Old: "38700", New: "40000"},
		"Tout le réseau · objectif «\u00a0Abonnés\u00a0» pour octobre 2026 retiré":                            {Subject: "settings", Field: "target_withdrawn followers 2026-10", Old: "3"},
	} {
		if got, is := TargetChange(p, c, labels); got != want || !is {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if text, is := TargetChange(p, ChangeText{Subject: "settings", Field: "due_day", Old: "5", New: "6"}, labels); is {
		t.Errorf("a due day is told as a target: %q", text)
	}
}
