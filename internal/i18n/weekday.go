package i18n

import (
	"fmt"
	"time"

	"portevoix/internal/kpi"
)

var weekdayNames = map[string][]string{
	"fr": {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// Weekday writes a day of the week: "mardi", "Tuesday".
func (p *Printer) Weekday(d time.Weekday) string {
	if d < time.Sunday || d > time.Saturday {
		return ""
	}
	return weekdayNames[p.locale][d]
}

// LongDate writes a day with its weekday: "mardi 17 novembre 2026", "Tuesday
// 17 November 2026".
func (p *Printer) LongDate(d kpi.Day) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %s", p.Weekday(d.Time().Weekday()), p.Date(d))
}

// MonthOfYear writes a month without its year: "août", "August".
func (p *Printer) MonthOfYear(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return monthNames[p.locale][m-1]
}
