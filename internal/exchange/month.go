package exchange

import (
	"math"
	"strconv"
	"strings"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Days that a spreadsheet's date may be: 1954-10 to 2119-01. Another number in
// a month's place is a mistake.
const (
	firstSerial = 20000
	lastSerial  = 80000
)

// parseMonth reads a month as people and programs write it: 2026-10,
// 2026-10-31, 31/10/2026, 10/2026, octobre 2026, oct. 2026, Oct 2026, oct-26,
// or a spreadsheet's date. Days come before months, as in France and Britain.
func parseMonth(text string, kind CellKind, date1904 bool) (kpi.Month, bool) {
	if kind == CellNumber || kind == CellDate {
		return serialMonth(text, date1904)
	}
	if m, err := kpi.ParseMonth(text); err == nil {
		return m, true
	}
	if d, ok := parseDay(text, CellText, false); ok {
		return d.Month(), true
	}
	if m, ok := splitMonth(text, "/"); ok {
		return m, true
	}
	return namedMonth(text)
}

// parseDay reads a day written in figures, or a spreadsheet's date.
func parseDay(text string, kind CellKind, date1904 bool) (kpi.Day, bool) {
	if kind == CellNumber || kind == CellDate {
		return serialDay(text, date1904)
	}
	// A date may carry a time, which does not matter here.
	if i := strings.IndexAny(text, "T "); i >= 8 && len(text) > i+1 && strings.Contains(text[i:], ":") {
		text = text[:i]
	}
	for _, form := range []string{"2006-01-02", "2006/01/02", "2/1/2006", "2.1.2006", "2-1-2006"} {
		if t, err := time.Parse(form, text); err == nil && t.Year() >= 1900 {
			return kpi.DayOf(t), true
		}
	}
	return 0, false
}

func serialMonth(text string, date1904 bool) (kpi.Month, bool) {
	d, ok := serialDay(text, date1904)
	if !ok {
		return 0, false
	}
	return d.Month(), true
}

// serialDay reads a spreadsheet's date: days since 1899-12-30, or since
// 1904-01-01 in books of old Macintoshes.
func serialDay(text string, date1904 bool) (kpi.Day, bool) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v < firstSerial || v > lastSerial {
		return 0, false
	}
	origin := kpi.NewDay(1899, time.December, 30)
	if date1904 {
		origin = kpi.NewDay(1904, time.January, 1)
	}
	return origin.Add(int(math.Floor(v))), true
}

// splitMonth reads 10/2026.
func splitMonth(text, mark string) (kpi.Month, bool) {
	month, year, ok := strings.Cut(text, mark)
	m, err1 := strconv.Atoi(month)
	y, err2 := strconv.Atoi(year)
	if !ok || err1 != nil || err2 != nil || m < 1 || m > 12 || len(month) > 2 || len(year) != 4 || y < 1900 {
		return 0, false
	}
	return kpi.NewMonth(y, time.Month(m)), true
}

// namedMonth reads a month with its name: "octobre 2026", "1er octobre 2026",
// "Oct 2026", "oct.-26".
func namedMonth(text string) (kpi.Month, bool) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '-' || r == '/' })
	if len(words) == 3 && dayOfMonth(words[0]) {
		words = words[1:]
	}
	if len(words) != 2 {
		return 0, false
	}
	month, ok := i18n.MonthNamed(words[0])
	year, err := strconv.Atoi(words[1])
	if !ok || err != nil || year < 0 {
		return 0, false
	}
	// Two figures only as spreadsheets write them, so that "oct 26" stays a day.
	if len(words[1]) == 2 && strings.Contains(text, "-") {
		year += 2000
	} else if len(words[1]) != 4 || year < 1900 {
		return 0, false
	}
	return kpi.NewMonth(year, month), true
}

func dayOfMonth(word string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(word, "er"))
	return err == nil && n >= 1 && n <= 31
}
