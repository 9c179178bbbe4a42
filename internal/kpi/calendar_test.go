package kpi

import (
	"slices"
	"testing"
	"time"
)

func TestDue(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skip("no time zones on this machine")
	}
	tests := []struct {
		name  string
		day   int
		month Month
		want  string // in UTC
	}{
		{"a Thursday", 5, NewMonth(2026, 10), "2026-11-05T22:59:59.999Z"},
		{"the default", 0, NewMonth(2026, 10), "2026-11-05T22:59:59.999Z"},
		{"in summer time", 5, NewMonth(2026, 7), "2026-08-05T21:59:59.999Z"},
		{"a Saturday moves to Monday", 5, NewMonth(2026, 8), "2026-09-07T21:59:59.999Z"},
		{"a Sunday moves to Monday", 5, NewMonth(2026, 6), "2026-07-06T21:59:59.999Z"},
		{"into the next year", 5, NewMonth(2026, 12), "2027-01-05T22:59:59.999Z"},
		{"the 31st of a month of 30 days", 31, NewMonth(2026, 8), "2026-09-30T21:59:59.999Z"},
		{"Easter Monday moves to Tuesday", 5, NewMonth(2021, 3), "2021-04-06T21:59:59.999Z"},
		{"Ascension Day moves to Friday", 5, NewMonth(2016, 4), "2016-05-06T21:59:59.999Z"},
		{"New Year’s Day of a Friday moves over the weekend", 1, NewMonth(2026, 12), "2027-01-04T22:59:59.999Z"},
		{"a Sunday before Whit Monday moves to Tuesday", 8, NewMonth(2025, 5), "2025-06-10T21:59:59.999Z"},
		{"the 30th of February", 30, NewMonth(2027, 1), "2027-03-01T22:59:59.999Z"},
	}
	for _, tt := range tests {
		got := Calendar{Zone: paris, DueDay: tt.day}.Due(tt.month).UTC().Format("2006-01-02T15:04:05.000Z")
		if got != tt.want {
			t.Errorf("%s: due %s, want %s", tt.name, got, tt.want)
		}
	}
	if got := (Calendar{}).DueDate(NewMonth(2026, 10)); got != NewDay(2026, 11, 5) {
		t.Errorf("without a zone: %v", got)
	}
}

func TestWorkingDays(t *testing.T) {
	holidays := map[Holidays][]string{
		HolidaysFrance: {"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14",
			"2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25"},
		HolidaysAlsace: {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14",
			"2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25", "2026-12-26"},
		HolidaysNone: nil,
	}
	for _, set := range append(HolidaySets, "") {
		want := holidays[set]
		if set == "" {
			want = holidays[HolidaysFrance]
		}
		c := Calendar{Holidays: set}
		var got []string
		for d := NewDay(2026, 1, 1); d <= NewDay(2026, 12, 31); d++ {
			if c.Holiday(d) {
				got = append(got, d.String())
			}
			weekend := d.Time().Weekday() == time.Saturday || d.Time().Weekday() == time.Sunday
			if c.WorkingDay(d) == (weekend || c.Holiday(d)) {
				t.Errorf("%s: %s is a working day: %v", set, d, c.WorkingDay(d))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: holidays %v, want %v", set, got, want)
		}
	}
	if !HolidaysAlsace.Valid() || Holidays("de").Valid() {
		t.Error("the sets of holidays are those of HolidaySets")
	}
}

func TestCommitteeDays(t *testing.T) {
	third := Committee{Week: 3, Weekday: time.Tuesday, Without: MonthsOfYear(time.August, 13)}
	tests := []struct {
		name  string
		rule  Committee
		month Month
		want  string
	}{
		{"the third Tuesday", third, NewMonth(2026, 11), "2026-11-17"},
		{"none in August", third, NewMonth(2026, 8), ""},
		{"no usual day", Committee{}, NewMonth(2026, 11), ""},
		{"the first Monday of a month that begins with one", Committee{Week: 1, Weekday: time.Monday}, NewMonth(2026, 6), "2026-06-01"},
		{"the first Saturday moves to Monday", Committee{Week: 1, Weekday: time.Saturday}, NewMonth(2026, 6), "2026-06-08"},
		{"the last Friday, the fifth", Committee{Week: LastWeek, Weekday: time.Friday}, NewMonth(2026, 10), "2026-10-30"},
		{"the last Friday, the fourth", Committee{Week: LastWeek, Weekday: time.Friday}, NewMonth(2026, 11), "2026-11-27"},
		{"the second Tuesday is 14 July and moves", Committee{Week: 2, Weekday: time.Tuesday}, NewMonth(2026, 7), "2026-07-15"},
		{"Armistice Day moves", Committee{Week: 2, Weekday: time.Wednesday}, NewMonth(2026, 11), "2026-11-12"},
	}
	for _, tt := range tests {
		if got := tt.rule.Day(Calendar{}, tt.month).String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
