package store

// The calendar: meetings of the committee that are not on the usual day, and
// the private addresses of calendar feeds.

import (
	"context"
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// Committees reads the days of the committee that were settled by hand, by
// month; the zero day is no committee in that month.
func (c Conn) Committees(ctx context.Context) (map[kpi.Month]kpi.Day, error) {
	var rows []struct {
		Month kpi.Month `db:"month"`
		Day   kpi.Day   `db:"day"`
	}
	if err := c.all(ctx, &rows, `SELECT month, day FROM committees`); err != nil {
		return nil, err
	}
	days := make(map[kpi.Month]kpi.Day, len(rows))
	for _, r := range rows {
		days[r.Month] = r.Day
	}
	return days, nil
}

// noCommittee is written in the history for a month without committee, and
// usualCommittee for one with its usual day.
const (
	noCommittee    = "none"
	usualCommittee = ""
)

func committeeText(day kpi.Day, settled bool) string {
	switch {
	case !settled:
		return usualCommittee
	case day == 0:
		return noCommittee
	}
	return day.String()
}

// PutCommittee settles the committee's day of a month; the zero day is none.
func (tx *Tx) PutCommittee(ctx context.Context, month kpi.Month, day kpi.Day) error {
	return tx.changeCommittee(ctx, month, committeeText(day, true), func() error {
		_, err := tx.exec(ctx, `INSERT INTO committees (month, day) VALUES (?, ?) ON CONFLICT (month) DO UPDATE SET day = excluded.day`, month, day)
		return err
	})
}

// RemoveCommittee gives a month its usual committee again.
func (tx *Tx) RemoveCommittee(ctx context.Context, month kpi.Month) error {
	return tx.changeCommittee(ctx, month, usualCommittee, func() error {
		_, err := tx.exec(ctx, `DELETE FROM committees WHERE month = ?`, month)
		return err
	})
}

// changeCommittee changes a month's committee, unless it is so already, and
// writes that down.
func (tx *Tx) changeCommittee(ctx context.Context, month kpi.Month, text string, write func() error) error {
	days, err := tx.Committees(ctx)
	if err != nil {
		return err
	}
	day, settled := days[month]
	before := committeeText(day, settled)
	if before == text {
		return nil
	}
	if err := write(); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "committees", Field: "committee", Since: month.String(), Old: before, New: text})
}

// CalendarChange is how often something that the calendar hangs on was changed,
// and when it was last.
type CalendarChange struct {
	Times int
	Last  time.Time // zero: never
}

// CalendarChanges counts the changes of settings that all dates hang on, and
// those of single months' committees.
func (c Conn) CalendarChanges(ctx context.Context, settings []string) (all CalendarChange, committees map[kpi.Month]CalendarChange, err error) {
	args := make([]any, len(settings))
	for i, s := range settings {
		args[i] = s
	}
	var rows []struct {
		Since string         `db:"since"`
		Times int            `db:"times"`
		Last  sql.NullString `db:"last"`
	}
	err = c.all(ctx, &rows, `SELECT c.since, count(*) AS times, max(b.at) AS last FROM changes c JOIN batches b ON b.id = c.batch_id
		WHERE c.subject IN ('settings', 'committees') AND c.subject_id = 0
			AND (c.subject = 'committees' OR c.field IN (`+marks(len(settings))+`)) GROUP BY c.since`, args...)
	committees = map[kpi.Month]CalendarChange{}
	for _, r := range rows {
		change := CalendarChange{r.Times, readInstant(r.Last)}
		if r.Since == "" {
			all = change
		} else if month, err := kpi.ParseMonth(r.Since); err == nil {
			committees[month] = change
		}
	}
	return all, committees, err
}

// Feed is the private address of a calendar feed that is in force.
type Feed struct {
	User      kpi.ID
	CreatedAt time.Time
}

// Feed reads the feed of a token's hash that is in force.
// Errors: kpi.CodeNotFound.
func (c Conn) Feed(ctx context.Context, hash []byte) (Feed, error) {
	return c.feed(ctx, `token_hash = ?`, hash)
}

// FeedOf reads the feed of a person that is in force.
// Errors: kpi.CodeNotFound.
func (c Conn) FeedOf(ctx context.Context, user kpi.ID) (Feed, error) {
	return c.feed(ctx, `user_id = ?`, user)
}

func (c Conn) feed(ctx context.Context, where string, arg any) (Feed, error) {
	var row struct {
		User      kpi.ID         `db:"user_id"`
		CreatedAt sql.NullString `db:"created_at"`
	}
	err := c.get(ctx, &row, `SELECT user_id, created_at FROM calendar_feeds WHERE `+where+` AND revoked_at IS NULL
		ORDER BY created_at DESC LIMIT 1`, arg)
	return Feed{row.User, readInstant(row.CreatedAt)}, err
}

// AddFeed gives a person a feed; the one they had ends.
func (tx *Tx) AddFeed(ctx context.Context, user kpi.ID, hash []byte) error {
	if _, err := tx.endFeeds(ctx, user); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `INSERT INTO calendar_feeds (token_hash, user_id, created_at) VALUES (?, ?, ?)`, hash, user, instant(tx.Now)); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: "calendar_feed", New: "true"})
}

// EndFeeds ends the feed of a person, where there is one.
func (tx *Tx) EndFeeds(ctx context.Context, user kpi.ID) error {
	ended, err := tx.endFeeds(ctx, user)
	if err != nil || ended == 0 {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "users", SubjectID: user, Field: "calendar_feed", New: "false"})
}

func (tx *Tx) endFeeds(ctx context.Context, user kpi.ID) (int64, error) {
	return tx.exec(ctx, `UPDATE calendar_feeds SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL`, instant(tx.Now), user)
}
