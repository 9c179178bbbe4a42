package i18n

import (
	"strings"
	"time"
)

// monthsByName holds the names of months in both languages, folded: lower
// case, no accent, no final point.
var monthsByName = func() map[string]time.Month {
	m := map[string]time.Month{"fev": time.February, "juill": time.July, "sep": time.September}
	for _, names := range []map[string][]string{monthNames, shortMonthNames} {
		for _, list := range names {
			for i, name := range list {
				m[foldMonthName(name)] = time.Month(i + 1)
			}
		}
	}
	return m
}()

var withoutAccents = strings.NewReplacer("é", "e", "û", "u", "e\u0301", "e", "u\u0302", "u")

func foldMonthName(name string) string {
	return strings.TrimSuffix(withoutAccents.Replace(strings.ToLower(strings.TrimSpace(name))), ".")
}

// MonthNamed returns the month that a name means in French or English, in
// full or shortened, with or without accents: octobre, oct., Oct, aout.
func MonthNamed(name string) (time.Month, bool) {
	m, ok := monthsByName[foldMonthName(name)]
	return m, ok
}
