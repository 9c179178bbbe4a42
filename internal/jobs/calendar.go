package jobs

// This file makes calendar feeds: network reads the days, mail writes them.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/mail"
	"portevoix/internal/network"
)

// CalendarFile is a calendar feed as it is sent.
type CalendarFile struct {
	Data    []byte    // iCalendar
	Version string    // another one where Data is another
	Changed time.Time // when a day of it last changed
}

// Calendar makes the feed of a private address, in its person's language.
// Links in it are built from publicURL.
// Errors: kpi.CodeNotFound where the address is none, or no longer one.
func Calendar(ctx context.Context, n *network.Network, token, publicURL string) (CalendarFile, error) {
	feed, err := n.CalendarFeed(ctx, token)
	if err != nil {
		return CalendarFile{}, err
	}
	p := i18n.For(feed.User.Locale)
	p = p.Named(feed.Words.In(p.Locale()))
	out := mail.Feed{Name: feed.Network, URL: publicURL, Dates: feed.Dates}
	data, err := mail.Calendar(p, out)
	if err != nil {
		return CalendarFile{}, err
	}
	sum := sha256.Sum256(data)
	return CalendarFile{Data: data, Version: hex.EncodeToString(sum[:16]), Changed: out.LatestChange()}, nil
}
