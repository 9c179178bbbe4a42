package kpi

import (
	"fmt"
	"strings"
)

// Span is consecutive months, both ends included.
type Span struct{ From, Until Month }

// SpanKind is the shape of a span.
type SpanKind string

// The kinds of spans.
const (
	SpanMonth   SpanKind = "month"
	SpanQuarter SpanKind = "quarter" // of a calendar year
	SpanYear    SpanKind = "year"    // from January to December
	SpanTwelve  SpanKind = "twelve"  // twelve months that are no calendar year
	SpanFree    SpanKind = "free"
)

// LongestSpan is how many months a span may have.
const LongestSpan = 120

// MonthOnly is the span of one month.
func MonthOnly(m Month) Span { return Span{m, m} }

// QuarterOf is the quarter of the calendar year that a month lies in.
func QuarterOf(m Month) Span {
	first := m.Add(-((int(m.Month()) - 1) % 3))
	return Span{first, first.Add(2)}
}

// YearOf is the calendar year that a month lies in.
func YearOf(m Month) Span {
	first := m.Add(1 - int(m.Month()))
	return Span{first, first.Add(11)}
}

// LastTwelve is the twelve months that end with a month.
func LastTwelve(m Month) Span { return Span{m.Add(-11), m} }

// ParseSpan reads 2026-10, 2026-Q3, 2026 or 2026-04..2026-09, the forms that
// String writes. Errors: CodeInvalid.
func ParseSpan(text string) (Span, error) {
	wrong := Invalid("span.invalid", "value", text)
	text = strings.TrimSpace(text)
	if from, until, both := strings.Cut(text, ".."); both {
		f, err := ParseMonth(from)
		if err != nil {
			return Span{}, wrong
		}
		u, err := ParseMonth(until)
		if err != nil || u < f {
			return Span{}, wrong
		}
		if s := (Span{f, u}); s.Len() <= LongestSpan {
			return s, nil
		}
		return Span{}, Invalid("span.long", "value", text, "most", LongestSpan)
	}
	if year, quarter, ok := strings.Cut(text, "-Q"); ok {
		m, err := ParseMonth(year + "-01")
		if err != nil || len(quarter) != 1 || quarter < "1" || quarter > "4" {
			return Span{}, wrong
		}
		return QuarterOf(m.Add(3 * int(quarter[0]-'1'))), nil
	}
	if m, err := ParseMonth(text + "-01"); err == nil && len(text) == 4 {
		return YearOf(m), nil
	}
	m, err := ParseMonth(text)
	if err != nil {
		return Span{}, wrong
	}
	return MonthOnly(m), nil
}

// Kind tells the shape of the span.
func (s Span) Kind() SpanKind {
	switch {
	case s.From == s.Until:
		return SpanMonth
	case s == QuarterOf(s.From):
		return SpanQuarter
	case s == YearOf(s.From):
		return SpanYear
	case s.Len() == 12:
		return SpanTwelve
	}
	return SpanFree
}

// String writes the span as it stands in addresses.
func (s Span) String() string {
	switch s.Kind() {
	case SpanMonth:
		return s.From.String()
	case SpanQuarter:
		return fmt.Sprintf("%04d-Q%d", s.From.Year(), (int(s.From.Month())+2)/3)
	case SpanYear:
		return fmt.Sprintf("%04d", s.From.Year())
	}
	return s.From.String() + ".." + s.Until.String()
}

// Len is the number of its months.
func (s Span) Len() int { return int(s.Until-s.From) + 1 }

// Months lists its months in order.
func (s Span) Months() []Month { return MonthsBetween(s.From, s.Until) }

// Has reports whether a month lies in the span.
func (s Span) Has(m Month) bool { return s.From <= m && m <= s.Until }

// Before is the span of the same length that ends where this one begins.
func (s Span) Before() Span { return Span{s.From.Add(-s.Len()), s.From.Add(-1)} }

// YearBefore is the same months a year earlier; of more than a year, as many
// years as it takes not to overlap.
func (s Span) YearBefore() Span {
	back := -12 * ((s.Len() + 11) / 12)
	return Span{s.From.Add(back), s.Until.Add(back)}
}
