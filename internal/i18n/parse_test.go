package i18n_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

func TestParseNumber(t *testing.T) {
	both := map[string]float64{
		"0": 0, "123": 123, "007": 7, " 42 ": 42, "\u00a042\u202f": 42,
		"123.0": 123, "2284.0": 2284, "12.0": 12, "12,0": 12, "0.123": 0.123, "0,123": 0.123,
		"12,345.6": 12345.6, "12.345,6": 12345.6, "1 234,5": 1234.5, "1 234.5": 1234.5, "1 234,567": 1234.567,
		"1.234.567": 1234567, "1,234,567": 1234567, "1,234.567": 1234.567, "1.234,567": 1234.567,
		"12\u202f345": 12345, "12\u00a0345": 12345, "12\u2009345": 12345, "12 345": 12345, "1 234 567": 1234567,
		"1234.567": 1234.567, "1234,567": 1234.567, "1,23": 1.23, "1.23": 1.23, "1.2345": 1.2345,
		"-5": -5, "\u22125": -5, "- 5": -5, "+47": 47, "\u221212\u202f345,6": -12345.6, "-0": 0,
		".5": 0.5, ",5": 0.5, "9007199254740993": 9007199254740992,
	}
	for text, want := range both {
		for _, locale := range i18n.Locales {
			got, err := i18n.For(locale).ParseNumber(text)
			if err != nil || got != want || (got == 0 && math.Signbit(got)) {
				t.Errorf("%s %q = %v, %v, want %v", locale, text, got, err, want)
			}
		}
	}
}

func TestParseNumberByLanguage(t *testing.T) {
	for _, c := range []struct {
		locale, text string
		want         float64
	}{
		{"fr", "1,234", 1.234}, {"fr", "12,345", 12.345}, {"fr", "-1,234", -1.234},
		{"en", "1,234", 1234}, {"en", "999,999", 999999}, {"en", "1.234", 1.234}, {"en", "-1,234", -1234},
	} {
		got, err := i18n.For(c.locale).ParseNumber(c.text)
		if err != nil || got != c.want {
			t.Errorf("%s %q = %v, %v, want %v", c.locale, c.text, got, err, c.want)
		}
	}
	_, err := i18n.For("fr").ParseNumber(" 1.234")
	var e *kpi.Error
	if !errors.As(err, &e) || e.Key != "number.ambiguous" || e.Code != kpi.CodeInvalid {
		t.Fatalf("1.234 in French: %v", err)
	}
	if said := i18n.For("fr").Error(err); !strings.Contains(said, "1234 ou 1,234\u00a0?") {
		t.Errorf("the question is %q", said)
	}
	if _, err := i18n.For("fr").ParseNumber("-12.345"); !errors.As(err, &e) || e.Args["whole"] != "-12345" || e.Args["decimal"] != "-12,345" {
		t.Errorf("-12.345 in French: %v", err)
	}
}

func TestParseNumberRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "+", ".", ",", "5.", "5,", "a", "12a", "1e5", "1E5", "0x10", "NaN", "nan", "Inf", "infinity",
		"1_000", "12 34", "1234 567", "1  234", "1,2,3", "1.234.56", "1,234.567.890", "1.234,567,890", "1 234.567,8",
		"12,34.5", "1,234 567", "--5", "-+5", "5-", "1'234", "٣", "１２", "😀", "12😀", "1\x00", "\ufffd", "12 %", "€5",
		strings.Repeat("9", 400), strings.Repeat(" ", 400) + "x", "1" + strings.Repeat(" 000", 20),
	} {
		for _, locale := range i18n.Locales {
			v, err := i18n.For(locale).ParseNumber(text)
			var e *kpi.Error
			if !errors.As(err, &e) || e.Key != "number.unreadable" {
				t.Errorf("%s %.20q = %v, %v", locale, text, v, err)
			}
		}
	}
}

// What the program writes, it reads back; whatever is typed, it neither
// panics nor invents a number from something that has no digit.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1.234", "12 345,6", "−12,345.6", "1e5", "0x1", "12\u202f345", "..", ",", "9,99,9"} {
		f.Add(s, 1234.5)
	}
	f.Fuzz(func(t *testing.T, text string, v float64) {
		for _, locale := range i18n.Locales {
			p := i18n.For(locale)
			got, err := p.ParseNumber(text)
			if err == nil && (math.IsNaN(got) || math.IsInf(got, 0) || !strings.ContainsAny(text, "0123456789")) {
				t.Fatalf("%s %q = %v", locale, text, got)
			}
			if math.IsNaN(v) || math.Abs(v) > 1e12 {
				continue
			}
			written := p.Number(v, 2)
			if got, err := p.ParseNumber(written); err != nil || math.Abs(got-v) > 0.0051 {
				t.Fatalf("%s %v is written %q and read %v, %v", locale, v, written, got, err)
			}
		}
	})
}
