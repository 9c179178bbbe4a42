package i18n

import (
	"testing"
	"time"

	"portevoix/internal/kpi"
)

func TestWeekdays(t *testing.T) {
	day := kpi.NewDay(2026, 11, 1)
	for locale, want := range map[string]string{"fr": "dimanche 1er novembre 2026", "en": "Sunday 1 November 2026"} {
		if got := For(locale).LongDate(day); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	p := For("fr")
	if p.LongDate(0) != "" || p.Weekday(7) != "" || p.MonthOfYear(13) != "" || p.MonthOfYear(time.August) != "août" || p.Weekday(time.Tuesday) != "mardi" {
		t.Error("a day or month that is none is nothing")
	}
}
