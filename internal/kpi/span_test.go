package kpi

import "testing"

func TestSpan(t *testing.T) {
	at := func(s string) Month {
		m, err := ParseMonth(s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, c := range []struct {
		text, from, until string
		kind              SpanKind
		canonical         string
		before, year      string
	}{
		{"2026-10", "2026-10", "2026-10", SpanMonth, "2026-10", "2026-09", "2025-10"},
		{"2026-Q3", "2026-07", "2026-09", SpanQuarter, "2026-Q3", "2026-Q2", "2025-Q3"},
		{"2026", "2026-01", "2026-12", SpanYear, "2026", "2025", "2025"},
		{"2026-07..2026-09", "2026-07", "2026-09", SpanQuarter, "2026-Q3", "2026-Q2", "2025-Q3"},
		{"2025-11..2026-10", "2025-11", "2026-10", SpanTwelve, "2025-11..2026-10", "2024-11..2025-10", "2024-11..2025-10"},
		{"2026-04..2026-05", "2026-04", "2026-05", SpanFree, "2026-04..2026-05", "2026-02..2026-03", "2025-04..2025-05"},
		{"2025-01..2026-02", "2025-01", "2026-02", SpanFree, "2025-01..2026-02", "2023-11..2024-12", "2023-01..2024-02"},
	} {
		s, err := ParseSpan(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if want := (Span{at(c.from), at(c.until)}); s != want || s.Kind() != c.kind || s.String() != c.canonical {
			t.Errorf("%s: %+v, %s, %s", c.text, s, s.Kind(), s)
		}
		if s.Before().String() != c.before || s.YearBefore().String() != c.year {
			t.Errorf("%s: before %s, year before %s", c.text, s.Before(), s.YearBefore())
		}
		if again, err := ParseSpan(s.String()); err != nil || again != s {
			t.Errorf("%s read again: %+v, %v", s, again, err)
		}
	}
	for _, text := range []string{"", "2026-13", "2026-Q5", "2026-Q", "26", "2026-05..2026-04", "..2026-01", "2026-01..", "2000-01..2026-01", "2026-1"} {
		if s, err := ParseSpan(text); CodeOf(err) != CodeInvalid {
			t.Errorf("%q is read as %s, %v", text, s, err)
		}
	}
}
