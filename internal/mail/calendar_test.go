package mail

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

func sampleFeed() Feed {
	changed := time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)
	return Feed{Name: "Marque, filiales; « Ouest » — réseau des ambassadrices et ambassadeurs de l’entreprise toute entière", URL: "https://porte-voix.example",
		Dates: []kpi.CalendarDate{
			{Kind: kpi.DateDue, Month: kpi.NewMonth(2026, 10), Day: kpi.NewDay(2026, 11, 5), Sequence: 2, Changed: changed},
			{Kind: kpi.DateCommittee, Month: kpi.NewMonth(2026, 11), Day: kpi.NewDay(2026, 11, 17), Changed: changed.Add(time.Hour)},
			{Kind: kpi.DateCommittee, Month: kpi.NewMonth(2026, 12), Day: kpi.NewDay(2026, 12, 31), Cancelled: true, Sequence: 3, Changed: changed},
		}}
}

func property(t *testing.T, e *ics.VEvent, name ics.ComponentProperty) string {
	t.Helper()
	p := e.GetProperty(name)
	if p == nil {
		t.Errorf("%s has no %s", e.Id(), name)
		return ""
	}
	return p.Value
}

func TestFeedIsReadByACalendarProgram(t *testing.T) {
	f := sampleFeed()
	for _, locale := range i18n.Locales {
		data, err := Calendar(i18n.For(locale), f)
		if err != nil {
			t.Fatal(err)
		}
		c, err := ics.ParseCalendar(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v\n%s", locale, err, data)
		}
		events := c.Events()
		if len(events) != len(f.Dates) {
			t.Fatalf("%d events", len(events))
		}
		seen := map[string]bool{}
		for i, e := range events {
			d := f.Dates[i]
			if seen[e.Id()] || !strings.HasSuffix(e.Id(), "@porte-voix.example") {
				t.Errorf("UID %q", e.Id())
			}
			seen[e.Id()] = true
			start, err := e.GetAllDayStartAt()
			if err != nil || kpi.DayOf(start) != d.Day {
				t.Errorf("%s begins %v, %v", e.Id(), start, err)
			}
			if end, err := e.GetAllDayEndAt(); err != nil || kpi.DayOf(end) != d.Day.Add(1) {
				t.Errorf("%s ends %v, %v", e.Id(), end, err)
			}
			if stamp, err := e.GetDtStampTime(); err != nil || !stamp.Equal(d.Changed) {
				t.Errorf("%s is stamped %v, %v", e.Id(), stamp, err)
			}
		}
		if s := property(t, events[0], ics.ComponentPropertySequence); s != "2" {
			t.Errorf("sequence %q", s)
		}
		if s := property(t, events[2], ics.ComponentPropertyStatus); s != "CANCELLED" {
			t.Errorf("the committee that does not meet is %q", s)
		}
		want := map[string]string{"fr": "Relevés à envoyer\u00a0: octobre 2026", "en": "Figures due: October 2026"}[locale]
		if s := property(t, events[0], ics.ComponentPropertySummary); s != want {
			t.Errorf("%q, want %q", s, want)
		}
		name := ""
		for _, p := range c.CalendarProperties {
			if p.IANAToken == "X-WR-CALNAME" {
				name = p.Value
			}
		}
		if !strings.HasPrefix(name, f.Name) {
			t.Errorf("it is called %q", name)
		}
	}
}

// TestFeedLinesAreAsTheStandardSays looks at the bytes: CRLF, 75 octets a line
// at most, no letter cut in two.
func TestFeedLinesAreAsTheStandardSays(t *testing.T) {
	data, err := Calendar(i18n.For("fr"), sampleFeed())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(data), "\n") != strings.Count(string(data), "\r\n") {
		t.Error("a line ends without CR")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || line == "" {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	again, err := Calendar(i18n.For("fr"), sampleFeed())
	if err != nil || !bytes.Equal(data, again) {
		t.Error("the same feed is other bytes")
	}
}

func TestAnEmptyFeedIsACalendar(t *testing.T) {
	data, err := Calendar(i18n.For("en"), Feed{Name: "N"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil || len(c.Events()) != 0 {
		t.Errorf("%v, %v", c, err)
	}
}
