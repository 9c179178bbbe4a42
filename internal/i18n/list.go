package i18n

import "strings"

// List writes things one after the other: "a, b et c", "a, b and c".
func (p *Printer) List(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	and := map[string]string{"fr": " et ", "en": " and "}[p.locale]
	return strings.Join(items[:last], ", ") + and + items[last]
}
