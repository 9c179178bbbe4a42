package network

// This file queues the reminders of a day. Whom to remind of what is read
// again when a reminder is sent, so that nobody is who has filed since.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// QueueReminders queues the reminders that are due now, each once, and says
// how many. There are none where the installation sends no mail, outside the
// hours of work and on days off, and none of a closed month.
func (n *Network) QueueReminders(ctx context.Context) (int, error) {
	now := n.Now()
	if now.Hour() < remindFromHour || now.Hour() >= remindUntilHour {
		return 0, nil
	}
	if on, err := n.SendsMail(ctx); err != nil || !on {
		return 0, err
	}
	cal, err := n.calendarOf(ctx, n.db.Conn)
	if err != nil {
		return 0, err
	}
	queued := 0
	for _, r := range remindersOn(cal, kpi.DayOf(now)) {
		users, err := n.newlyReminded(ctx, r)
		if err != nil || len(users) == 0 {
			if err != nil {
				return queued, err
			}
			continue
		}
		if err := n.queueReminder(ctx, r, users); err != nil {
			return queued, err
		}
		queued += len(users)
	}
	return queued, nil
}

// newlyReminded lists who is to be reminded today and was not yet.
func (n *Network) newlyReminded(ctx context.Context, r reminder) (users []kpi.ID, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		remind, err := n.remindedOn(ctx, c, n.Today(), r.Month, nil)
		if err != nil || len(remind) == 0 {
			return err
		}
		told, err := c.Told(ctx, r.Kind, r.Month)
		if err != nil {
			return err
		}
		refusers, err := c.RefusersOf(ctx, r.Kind)
		if err != nil {
			return err
		}
		for _, u := range slices.Sorted(maps.Keys(remind)) {
			if !told[u] && !refusers[u] {
				users = append(users, u)
			}
		}
		return nil
	})
	return users, err
}

// queueReminder queues a reminder to people; it is worth sending for as long
// as it may come.
func (n *Network) queueReminder(ctx context.Context, r reminder, users []kpi.ID) error {
	y, month, d := r.Until.Add(1).Time().Date()
	expires := time.Date(y, month, d, 0, 0, 0, 0, n.location())
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error {
		tx.AfterCommit(n.wakeMail)
		for _, u := range users {
			m := kpi.Mail{Key: fmt.Sprintf("%s/%s/%s", r.Kind, r.Month, u), Kind: r.Kind, User: u, Month: r.Month}
			if err := tx.QueueMail(ctx, m, tx.Now, expires); err != nil {
				return err
			}
		}
		return nil
	})
}

// remindedOn says whom to remind on a day of which filings of a month, among
// the given accounts; nil is all of them. Nobody is reminded of a month that
// is locked.
func (n *Network) remindedOn(ctx context.Context, c store.Conn, today kpi.Day, month kpi.Month, accounts []kpi.ID) (map[kpi.ID][]kpi.ID, error) {
	row, err := c.Month(ctx, month)
	if err != nil || n.lockOf(row) != nil {
		return nil, err
	}
	open, err := openFilings(ctx, c, month, accounts)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	away, err := c.DaysAway(ctx, filersOf(open))
	if err != nil {
		return nil, err
	}
	return whomToRemind(today, open, away), nil
}

// openFilings lists the filings of a month that are expected, were never
// submitted, and have somebody to file them: whoever held or deputised the
// account on the month's last day.
func openFilings(ctx context.Context, c store.Conn, month kpi.Month, accounts []kpi.ID) ([]openFilingOf, error) {
	filers, err := c.FilersOn(ctx, month.LastDay(), accounts)
	if err != nil {
		return nil, err
	}
	var ids []kpi.ID
	by := map[kpi.ID][]store.Filer{}
	for _, f := range filers {
		if len(by[f.Account]) == 0 {
			ids = append(ids, f.Account)
		}
		by[f.Account] = append(by[f.Account], f)
	}
	crowd, err := c.Crowd(ctx, accounts)
	if err != nil {
		return nil, err
	}
	filings, err := c.FilingsOf(ctx, month, ids)
	if err != nil {
		return nil, err
	}
	var open []openFilingOf
	for _, id := range ids {
		f := filings[id]
		if crowd.Expected(id, month) && !f.State.Filed() && f.FirstSubmittedAt.IsZero() {
			open = append(open, openFilingOf{id, by[id]})
		}
	}
	return open, nil
}

func filersOf(open []openFilingOf) []kpi.ID {
	seen := map[kpi.ID]bool{}
	for _, o := range open {
		for _, f := range o.Filers {
			seen[f.User] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
