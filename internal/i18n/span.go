package i18n

import "portevoix/internal/kpi"

// Span writes a span of months: "octobre 2026", "3e trimestre 2026", "2026",
// "août 2025 – juillet 2026".
func (p *Printer) Span(s kpi.Span) string {
	switch s.Kind() {
	case kpi.SpanMonth:
		return p.Month(s.From)
	case kpi.SpanQuarter:
		quarter := (int(s.From.Month()) + 2) / 3
		if quarter == 1 {
			return p.T("span.first_quarter", "year", yearText(s.From))
		}
		return p.T("span.quarter", "quarter", quarter, "year", yearText(s.From))
	case kpi.SpanYear:
		return yearText(s.From)
	}
	if s.From.Year() == s.Until.Year() {
		return p.T("span.months", "from", monthNames[p.locale][s.From.Month()-1], "until", p.Month(s.Until))
	}
	return p.T("span.months", "from", s.From, "until", s.Until)
}

// ShortSpan writes a span for a menu: of months in two years, their short names,
// "août 2025 – juil. 2026".
func (p *Printer) ShortSpan(s kpi.Span) string {
	if s.Kind() == kpi.SpanYear || s.From.Year() == s.Until.Year() {
		return p.Span(s)
	}
	return p.T("span.months", "from", p.ShortMonth(s.From), "until", p.ShortMonth(s.Until))
}

// TheSpan writes a span as it stands within a sentence: "le 3e trimestre 2026".
func (p *Printer) TheSpan(s kpi.Span) string {
	if s.Kind() == kpi.SpanQuarter {
		return p.T("span.the_quarter", "quarter", p.Span(s))
	}
	return p.Span(s)
}

// yearText is a year without a space between thousands.
func yearText(m kpi.Month) string { return m.String()[:4] }
