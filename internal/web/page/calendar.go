package page

import (
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// DatesView is what the page of dates and days away shows.
type DatesView struct {
	Dates []DateLine // coming ones, in order
	Away  AwayView
	Feed  FeedView
}

// datesShown is how many dates are shown at once; the others unfold.
const datesShown = 4

// first are the dates shown at once, rest the others.
func (v DatesView) first() []DateLine { return v.Dates[:min(datesShown, len(v.Dates))] }
func (v DatesView) rest() []DateLine  { return v.Dates[min(datesShown, len(v.Dates)):] }

// DateLine is one date.
type DateLine struct {
	When, What, Note string
}

// FeedView is what is shown of a person's calendar feed.
type FeedView struct {
	Since string // day it was made; "": there is none
	URL   string // just made, shown this once
}

// AwayView is what is shown of somebody's days away.
type AwayView struct {
	Base     string // address of the forms
	Name     string // of the person
	Own      bool   // the person's own
	Lines    []AwayLine
	Accounts bool // they hold accounts, which somebody may file for meanwhile
	Deputies []Option
	Form     AwayForm
}

// AwayLine is some days away.
type AwayLine struct {
	ID, Days, Deputy string
}

// AwayForm is days away as typed.
type AwayForm struct {
	From, Until, Deputy, Email string
	Errors                     map[string]string // by field
}

func (f AwayForm) faults() []string {
	var lines []string
	for _, name := range []string{"from", "until", "deputy", "deputy_email", "form"} {
		if text := f.Errors[name]; text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// text says what days away are for, to whoever reads it.
func (v AwayView) text(p *i18n.Printer) string {
	if v.Own {
		return p.T("away.own_text")
	}
	return p.T("away.their_text")
}

// deputyOptions offers who files for the accounts already, and anybody else.
func (v AwayView) deputyOptions(p *i18n.Printer) []Option {
	options := []Option{{"", p.T("away.deputy_none")}}
	options = append(options, v.Deputies...)
	return append(options, Option{"other", p.T("away.deputy_other")})
}

// CommitteeView is what the page of the committee's days shows.
type CommitteeView struct {
	Fixed   bool // may only be looked at
	Form    SetUpForm
	Without kpi.YearMonths
	Months  []CommitteeLine
	Editing string // month whose day is being moved
	Day     Field  // of it
}

// CommitteeLine is the committee of one month.
type CommitteeLine struct {
	Month     kpi.Month
	Day       string // "": none
	Exception bool
}

var weekKeys = []string{"calendar.week_none", "calendar.week_1", "calendar.week_2", "calendar.week_3", "calendar.week_4", "calendar.week_5"}

func weekOptions(p *i18n.Printer) []Option {
	var options []Option
	for week, key := range weekKeys {
		options = append(options, Option{string(rune('0' + week)), p.T(key)})
	}
	return options
}

// weekdayOptions offers the working days of a week.
func weekdayOptions(p *i18n.Printer) []Option {
	var options []Option
	for d := time.Monday; d <= time.Friday; d++ {
		options = append(options, Option{string(rune('0' + int(d))), p.Weekday(d)})
	}
	return options
}

// monthsOfYear lists the months of a year.
func monthsOfYear() []time.Month {
	return kpi.MonthsOfYear(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12).List()
}

// holidayOptions offers the sets of public holidays.
func holidayOptions(p *i18n.Printer) []Option {
	words := map[kpi.Holidays]string{kpi.HolidaysFrance: p.T("calendar.holidays_fr"), kpi.HolidaysAlsace: p.T("calendar.holidays_alsace"),
		kpi.HolidaysNone: p.T("calendar.holidays_none")}
	var options []Option
	for _, set := range kpi.HolidaySets {
		options = append(options, Option{string(set), words[set]})
	}
	return options
}
