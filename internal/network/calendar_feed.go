package network

// This file is calendar feeds: a private address under which a person's
// calendar program reads until when filings are due and when the committee
// meets. It says nothing of what was filed.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// CalendarFeed is what a person's calendar program reads.
type CalendarFeed struct {
	User    kpi.User
	Network string // its name
	Words   OwnWords
	Dates   []kpi.CalendarDate // by day
}

// calendarSettings are the settings that the days of the calendar hang on.
var calendarSettings = []string{settingDueDay, settingHolidays, settingFirstMonth, settingCommitteeDay, settingCommitteeWithout}

// NewFeed makes a new private address for the feed of the person who asks;
// the one they had ends. It is shown once: only its hash is kept.
func (n *Network) NewFeed(ctx context.Context, who kpi.Who) (token string, err error) {
	if who.User.ID == 0 {
		return "", kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	}
	token, hash := newToken()
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error { return tx.AddFeed(ctx, who.User.ID, hash) })
	if err != nil {
		return "", err
	}
	return token, nil
}

// EndFeed ends the private address of the person who asks.
func (n *Network) EndFeed(ctx context.Context, who kpi.Who) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error { return tx.EndFeeds(ctx, who.User.ID) })
}

// FeedSince says since when the person who asks has a private address; zero:
// they have none.
func (n *Network) FeedSince(ctx context.Context, who kpi.Who) (time.Time, error) {
	feed, err := n.db.FeedOf(ctx, who.User.ID)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return time.Time{}, nil
	}
	return feed.CreatedAt.In(n.location()), err
}

// CalendarFeed reads the feed of a private address: the days from three months
// ago until twelve months ahead.
// Errors: CodeNotFound where the address is none, no longer one, or of
// somebody who is switched off.
func (n *Network) CalendarFeed(ctx context.Context, token string) (feed CalendarFeed, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		row, err := c.Feed(ctx, hashToken(token))
		if err != nil {
			return err
		}
		user, err := c.User(ctx, row.User)
		if err != nil {
			return err
		}
		if !user.DisabledAt.IsZero() {
			return kpi.NotFound("error.not_found")
		}
		settings, err := settingsOf(ctx, c)
		if err != nil {
			return err
		}
		feed.User, feed.Network, feed.Words = user.User, settings.NetworkName, settings.Words
		feed.Dates, err = n.feedDates(ctx, c, user.User, row.CreatedAt)
		return err
	})
	return feed, err
}

func (n *Network) feedDates(ctx context.Context, c store.Conn, user kpi.User, since time.Time) ([]kpi.CalendarDate, error) {
	months, err := n.calendarMonths(ctx, c, n.CurrentMonth().Add(-calendarBack), n.CurrentMonth().Add(calendarAhead))
	if err != nil {
		return nil, err
	}
	files, err := n.filesNow(ctx, c, user)
	if err != nil {
		return nil, err
	}
	all, committees, err := c.CalendarChanges(ctx, calendarSettings)
	if err != nil {
		return nil, err
	}
	changed := latest(since, all.Last)
	var dates []kpi.CalendarDate
	for _, m := range months {
		if files && m.Due != 0 {
			dates = append(dates, kpi.CalendarDate{Kind: kpi.DateDue, Month: m.Reports, Day: m.Due, Sequence: all.Times, Changed: changed})
		}
		if meeting, cancelled := m.meeting(); meeting != 0 {
			own := committees[m.Month]
			dates = append(dates, kpi.CalendarDate{Kind: kpi.DateCommittee, Month: m.Month, Day: meeting, Cancelled: cancelled,
				Sequence: all.Times + own.Times, Changed: latest(changed, own.Last)})
		}
	}
	return dates, nil
}

// meeting is the day of the month's committee, or the one on which it would
// have met; zero: there is none.
func (m CalendarMonth) meeting() (day kpi.Day, cancelled bool) {
	if m.Committee == 0 && m.Exception {
		return m.Usual, true
	}
	return m.Committee, false
}

// filesNow reports whether due days concern a person: direction, and whoever
// files for an account today or later.
func (n *Network) filesNow(ctx context.Context, c store.Conn, user kpi.User) (bool, error) {
	if user.Role != kpi.RoleReader && user.Role != kpi.RoleContributor {
		return true, nil
	}
	rows, err := c.HeldAccounts(ctx, user.ID)
	for _, r := range rows {
		if r.Until == 0 || r.Until >= n.Today() {
			return true, err
		}
	}
	return false, err
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
