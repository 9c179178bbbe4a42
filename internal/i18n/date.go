package i18n

import (
	"fmt"
	"strings"
	"time"

	"portevoix/internal/kpi"
)

var monthNames = map[string][]string{
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var shortMonthNames = map[string][]string{
	"fr": {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
	"en": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

// Month writes a month in full: "octobre 2026", "October 2026".
func (p *Printer) Month(m kpi.Month) string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d", monthNames[p.locale][m.Month()-1], m.Year())
}

// ShortMonth writes a month for an axis or a column: "oct. 2026", "Oct 2026".
func (p *Printer) ShortMonth(m kpi.Month) string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d", shortMonthNames[p.locale][m.Month()-1], m.Year())
}

// MonthName writes a month of the calendar, whatever the year: "octobre".
func (p *Printer) MonthName(m time.Month) string { return monthNames[p.locale][m-1] }

// ShortMonthName writes it for an axis: "oct.".
func (p *Printer) ShortMonthName(m time.Month) string { return shortMonthNames[p.locale][m-1] }

// Months writes a list of months: "août, septembre et octobre 2026".
func (p *Printer) Months(list []kpi.Month) string {
	and := map[string]string{"fr": " et ", "en": " and "}[p.locale]
	var b strings.Builder
	for i, m := range list {
		switch {
		case i > 0 && i == len(list)-1:
			b.WriteString(and)
		case i > 0:
			b.WriteString(", ")
		}
		if i+1 < len(list) && list[i+1].Year() == m.Year() && !m.IsZero() {
			b.WriteString(monthNames[p.locale][m.Month()-1])
		} else {
			b.WriteString(p.Month(m))
		}
	}
	return b.String()
}

// Date writes a day: "1er octobre 2026", "1 October 2026".
func (p *Printer) Date(d kpi.Day) string {
	if d.IsZero() {
		return ""
	}
	t := d.Time()
	day := fmt.Sprint(t.Day())
	if p.locale == "fr" && t.Day() == 1 {
		day = "1er"
	}
	return day + " " + p.Month(kpi.MonthOf(t))
}

// DateTime writes an instant in the zone it carries, to the minute.
func (p *Printer) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if p.locale == "fr" {
		return p.Date(kpi.DayOf(t)) + " à " + t.Format("15:04")
	}
	return p.Date(kpi.DayOf(t)) + ", " + t.Format("15:04")
}
