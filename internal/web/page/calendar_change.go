package page

// This file tells changes of the calendar in the history of the settings.

import (
	"strconv"
	"strings"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// committeeChange says on which day of a month the committee meets now.
func committeeChange(p *i18n.Printer, c ChangeText) string {
	month, err := kpi.ParseMonth(c.Since)
	if err != nil {
		return c.Since
	}
	return p.T("calendar.changed", "month", month, "old", committeeDay(p, c.Old), "new", committeeDay(p, c.New))
}

// committeeDay is a month's committee as it is stored.
func committeeDay(p *i18n.Printer, value string) string {
	switch day, err := kpi.ParseDay(value); {
	case value == "":
		return p.T("calendar.changed_usual")
	case err != nil:
		return p.T("calendar.no_meeting")
	default:
		return p.Date(day)
	}
}

// calendarValue says a stored setting of the calendar; "": it is none.
func calendarValue(p *i18n.Printer, field, value string) string {
	switch field {
	case "holidays":
		for _, o := range holidayOptions(p) {
			if o.Value == value {
				return o.Label
			}
		}
	case "committee_day":
		week, weekday, _ := strings.Cut(value, "-")
		w, err := strconv.Atoi(week)
		d, err2 := strconv.Atoi(weekday)
		if err == nil && err2 == nil && w > 0 && w < len(weekKeys) {
			return p.T(weekKeys[w]) + " " + p.Weekday(time.Weekday(d))
		}
	case "committee_without":
		var names []string
		for text := range strings.SplitSeq(value, ",") {
			if m, err := strconv.Atoi(text); err == nil {
				names = append(names, p.MonthOfYear(time.Month(m)))
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}
