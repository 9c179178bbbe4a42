package kpi

import "testing"

// The table of common letters says what the general rule says.
func TestPlainNames(t *testing.T) {
	for r := rune(0); r < 0x250; r++ {
		name := "a" + string(r) + "b"
		if got, want := PlainName(name), withoutMarks(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{"éloïse_brévanne": "eloise_brevanne", "e\u0301loi": "eloi", "αβγ": "αβγ", "\xffé": withoutMarks("\xffé")} {
		if got := PlainName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
