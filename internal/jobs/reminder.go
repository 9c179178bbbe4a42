package jobs

// This file looks for reminders that fall due: network says whom to remind of
// what, and reads the whole network for that, so it is asked once an hour.

import (
	"context"
	"time"

	"portevoix/internal/network"
)

// reminders queues the reminders of a network.
type reminders struct {
	looked time.Time // the hour in which it last did
}

// queue queues the reminders that are due, where it has not looked within this
// hour.
func (r *reminders) queue(ctx context.Context, n *network.Network) error {
	hour := n.Now().Truncate(time.Hour)
	if hour.Equal(r.looked) {
		return nil
	}
	if _, err := n.QueueReminders(ctx); err != nil {
		return err
	}
	r.looked = hour
	return nil
}
