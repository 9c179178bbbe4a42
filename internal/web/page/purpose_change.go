package page

// This file tells changes of the words about the use of the figures in the
// history of the settings.

import (
	"strings"

	"portevoix/internal/i18n"
)

// purposeMark begins the names of the settings that hold these words:
// purpose_contact, and purpose_LANGUAGE_PART_heading or …_text.
const purposeMark = "purpose_"

// longestTold is how many characters of a text the history shows.
const longestTold = 120

var (
	purposeParts = map[string]string{
		"why": "purpose.part_why", "never": "purpose.part_never", "data": "purpose.part_data", "whom": "purpose.part_whom",
	}
	purposeKinds = map[string]string{"heading": "purpose.heading", "text": "purpose.text"}
)

func isPurpose(field string) bool { return strings.HasPrefix(field, purposeMark) }

// purposeField says which of the words a setting holds.
func purposeField(p *i18n.Printer, field string) (string, bool) {
	name, ok := strings.CutPrefix(field, purposeMark)
	if !ok {
		return "", false
	}
	if name == "contact" {
		return p.T("purpose.contact_label"), true
	}
	parts := strings.Split(name, "_")
	if len(parts) != 3 || purposeLanguages[parts[0]] == "" || purposeParts[parts[1]] == "" || purposeKinds[parts[2]] == "" {
		return "", false
	}
	return p.T("purpose.changed", "part", p.T(purposeParts[parts[1]]), "what", p.T(purposeKinds[parts[2]]),
		"language", p.T(purposeLanguages[parts[0]])), true
}

// purposeValue is the beginning of what was written.
func purposeValue(p *i18n.Printer, field, value string) string {
	if value == "" && field == purposeMark+"contact" {
		return i18n.Unknown
	}
	if value == "" {
		return p.T("purpose.original")
	}
	text := strings.Join(strings.Fields(value), " ")
	if r := []rune(text); len(r) > longestTold {
		return string(r[:longestTold]) + "…"
	}
	return text
}
