package kpi

// Working days and public holidays.

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/fr"
)

// Holidays says which public holidays a calendar knows.
type Holidays string

// The sets of public holidays. The zero Holidays is HolidaysFrance.
const (
	HolidaysFrance Holidays = "fr"        // the eleven of the labour code
	HolidaysAlsace Holidays = "fr-alsace" // those, Good Friday and 26 December: Alsace and Moselle
	HolidaysNone   Holidays = "none"      // weekends only
)

// HolidaySets lists all sets, in the order of the screen.
var HolidaySets = []Holidays{HolidaysFrance, HolidaysAlsace, HolidaysNone}

// Valid reports whether h is a set of holidays.
func (h Holidays) Valid() bool {
	_, known := working[h]
	return known
}

// working are the calendars of working days by set; they are only read.
var working = map[Holidays]*cal.BusinessCalendar{
	"":             workingDays(fr.Holidays),
	HolidaysFrance: workingDays(fr.Holidays),
	HolidaysAlsace: workingDays(fr.Holidays, aa.GoodFriday, aa.ChristmasDay2),
	HolidaysNone:   workingDays(nil),
}

func workingDays(holidays []*cal.Holiday, more ...*cal.Holiday) *cal.BusinessCalendar {
	c := cal.NewBusinessCalendar()
	c.AddHoliday(holidays...)
	c.AddHoliday(more...)
	return c
}

// Holiday reports whether a day is a public holiday.
func (c Calendar) Holiday(d Day) bool {
	holiday, _, _ := c.working().IsHoliday(d.Time())
	return holiday
}

// WorkingDay reports whether a day is neither in a weekend nor a public
// holiday.
func (c Calendar) WorkingDay(d Day) bool { return c.working().IsWorkday(d.Time()) }

// NextWorkingDay is the day itself, or the first working day after it.
func (c Calendar) NextWorkingDay(d Day) Day {
	for !c.WorkingDay(d) {
		d = d.Add(1)
	}
	return d
}

func (c Calendar) working() *cal.BusinessCalendar {
	if w, known := working[c.Holidays]; known {
		return w
	}
	return working[HolidaysFrance]
}

// Committee says on which day of a month the editorial committee usually
// meets, such as the third Tuesday.
type Committee struct {
	Week    int // 1 to 4, LastWeek; 0: no usual day
	Weekday time.Weekday
	Without YearMonths // months of the year without a committee
}

// YearMonths is a set of months of the year.
type YearMonths uint16

// MonthsOfYear makes a set; what is no month of the year is left out.
func MonthsOfYear(months ...time.Month) YearMonths {
	var set YearMonths
	for _, m := range months {
		if m >= time.January && m <= time.December {
			set |= 1 << m
		}
	}
	return set
}

// Has reports whether a month of the year is in the set.
func (s YearMonths) Has(m time.Month) bool {
	return m >= time.January && m <= time.December && s&(1<<m) != 0
}

// List returns the months of the set, in order.
func (s YearMonths) List() []time.Month {
	var months []time.Month
	for m := time.January; m <= time.December; m++ {
		if s.Has(m) {
			months = append(months, m)
		}
	}
	return months
}

// LastWeek is the Committee.Week of the last such weekday of a month.
const LastWeek = 5

// Day is the usual day of a month, moved to the next working day of the
// calendar; zero where there is no usual day, or none in this month.
func (r Committee) Day(c Calendar, m Month) Day {
	if r.Week < 1 || r.Week > LastWeek {
		return 0
	}
	if r.Without.Has(m.FirstDay().Time().Month()) {
		return 0
	}
	first := m.FirstDay()
	day := first.Add((int(r.Weekday)-int(first.Time().Weekday())+7)%7 + 7*(r.Week-1))
	if day > m.LastDay() { // the last one is the fourth
		day = day.Add(-7)
	}
	return c.NextWorkingDay(day)
}
