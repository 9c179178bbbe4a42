package kpi

import (
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
