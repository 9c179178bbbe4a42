package i18n

import (
	"testing"

	"portevoix/internal/kpi"
)

func TestSpan(t *testing.T) {
	for text, want := range map[string][2]string{
		"2026-10":          {"octobre 2026", "October 2026"},
		"2026-Q1":          {"1er trimestre 2026", "Q1 2026"},
		"2026-Q3":          {"3e trimestre 2026", "Q3 2026"},
		"2026":             {"2026", "2026"},
		"2026-04..2026-09": {"avril – septembre 2026", "April – September 2026"},
		"2025-11..2026-10": {"novembre 2025 – octobre 2026", "November 2025 – October 2026"},
	} {
		s, err := kpi.ParseSpan(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, locale := range []string{"fr", "en"} {
			if got := For(locale).Span(s); got != want[i] {
				t.Errorf("%s in %s: %q, want %q", text, locale, got, want[i])
			}
		}
	}
}

func TestShortSpan(t *testing.T) {
	for text, want := range map[string][2]string{
		"2026-10":          {"octobre 2026", "October 2026"},
		"2026-Q3":          {"3e trimestre 2026", "Q3 2026"},
		"2026":             {"2026", "2026"},
		"2026-04..2026-09": {"avril – septembre 2026", "April – September 2026"},
		"2025-11..2026-10": {"nov. 2025 – oct. 2026", "Nov 2025 – Oct 2026"},
	} {
		s, err := kpi.ParseSpan(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, locale := range []string{"fr", "en"} {
			if got := For(locale).ShortSpan(s); got != want[i] {
				t.Errorf("%s in %s: %q, want %q", text, locale, got, want[i])
			}
		}
	}
}
