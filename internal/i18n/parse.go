package i18n

import "portevoix/internal/kpi"

// ParseNumber reads a number as people write it in the printer's language,
// see DOMAIN §6: blanks of any kind between thousands, both decimal marks
// where unambiguous.
// Errors: CodeInvalid; "number.ambiguous" with both readings where it could
// be two numbers (1.234 in French), "number.unreadable" otherwise.
func (p *Printer) ParseNumber(text string) (float64, error) {
	return 0, kpi.Invalid("number.unreadable", "value", text)
}
