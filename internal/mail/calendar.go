package mail

// This file writes calendar feeds, as iCalendar (RFC 5545).

import (
	"bytes"
	"fmt"
	"net/url"
	"time"

	ics "github.com/arran4/golang-ical"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Feed is a calendar feed.
type Feed struct {
	Name  string // of the network
	URL   string // where browsers find the server, without a slash at the end; "": not known
	Dates []kpi.CalendarDate
}

// feedRefresh is how often a calendar program is asked to look again.
const feedRefresh = "PT12H"

// Calendar writes a feed in the printer's language. Equal feeds are equal
// bytes. A day keeps its UID whatever becomes of it; its SEQUENCE grows when it
// may have moved, so that a program that knows it moves it.
func Calendar(p *i18n.Printer, f Feed) ([]byte, error) {
	c := ics.NewCalendar()
	name := p.T("calendar.feed_name", "network", f.Name)
	c.SetProductId("-//Porte-voix//" + p.Locale() + "//")
	c.SetCalscale("GREGORIAN")
	c.SetMethod(ics.MethodPublish)
	c.SetXWRCalName(name)
	c.SetXPublishedTTL(feedRefresh)
	c.SetRefreshInterval(feedRefresh, ics.WithValue(string(ics.ValueDataTypeDuration)))
	for _, d := range f.Dates {
		addDate(p, c, f, d)
	}
	var b bytes.Buffer
	err := c.SerializeTo(&b, ics.WithNewLineWindows)
	return b.Bytes(), err
}

func addDate(p *i18n.Printer, c *ics.Calendar, f Feed, d kpi.CalendarDate) {
	e := c.AddEvent(fmt.Sprintf("%s-%s@%s", d.Kind, d.Month, feedHost(f.URL)))
	e.SetDtStampTime(d.Changed)
	e.SetModifiedAt(d.Changed)
	e.SetSequence(d.Sequence)
	e.SetAllDayStartAt(d.Day.Time())
	e.SetAllDayEndAt(d.Day.Add(1).Time())
	e.SetTimeTransparency(ics.TransparencyTransparent)
	summary, text, path := p.T("calendar.due_summary", "month", d.Month), p.T("calendar.due_text", "month", d.Month), "/"
	if d.Kind == kpi.DateCommittee {
		summary, text, path = p.T("calendar.committee_summary"), p.T("calendar.committee_text", "month", d.Month.Add(-1)), "/months/"+d.Month.Add(-1).String()
	}
	if d.Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
		summary = p.T("calendar.committee_cancelled")
	} else {
		e.SetStatus(ics.ObjectStatusConfirmed)
	}
	e.SetSummary(summary)
	e.SetDescription(text)
	if f.URL != "" {
		e.SetURL(f.URL + path)
	}
}

// feedHost makes the days' numbers the server's own.
func feedHost(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "porte-voix.invalid"
}

// LatestChange is when anything of a feed last changed; zero: it is empty.
func (f Feed) LatestChange() time.Time {
	var latest time.Time
	for _, d := range f.Dates {
		if d.Changed.After(latest) {
			latest = d.Changed
		}
	}
	return latest
}
