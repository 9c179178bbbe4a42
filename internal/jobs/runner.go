package jobs

// This file runs what happens by itself while the server is up: reminders that
// fall due, and the queue of messages. It rests where mail is switched off:
// there is no goroutine and no timer then.

import (
	"context"
	"errors"
	"sync"
	"time"

	"portevoix/internal/network"
)

// Runner does, in a network that is served, what happens by itself.
type Runner struct {
	mailer *Mailer
	net    *network.Network

	reminders reminders

	mu      sync.Mutex
	ctx     context.Context //nolint:containedctx // of the whole run: work begins long after Start
	cancel  context.CancelFunc
	wake    chan struct{}
	stopped chan struct{} // nil: nothing runs
}

// NewRunner makes the runner of a network.
func NewRunner(n *network.Network, opts MailOptions) *Runner {
	return &Runner{mailer: NewMailer(n, opts), net: n, wake: make(chan struct{}, 1)}
}

// longestRest is after how long the runner looks again whatever it knows:
// other programs queue messages in the same file, and days pass.
const longestRest = time.Minute

// Start begins the work as soon as mail is switched on, until ctx is done or
// Stop is called.
func (r *Runner) Start(ctx context.Context) error {
	r.mu.Lock()
	r.ctx, r.cancel = context.WithCancel(ctx)
	r.mu.Unlock()
	r.net.OnMail(r.wakeUp)
	on, err := r.net.SendsMail(context.WithoutCancel(ctx)) // one that is done already is no fault
	if err == nil && on {
		r.wakeUp()
	}
	return err
}

// Stop ends the work; the message that is under way is finished first.
func (r *Runner) Stop() {
	r.mu.Lock()
	r.cancel()
	stopped := r.stopped
	r.mu.Unlock()
	if stopped != nil {
		<-stopped
	}
}

// wakeUp lets the runner look at once, and begins its work where it rests.
func (r *Runner) wakeUp() {
	select {
	case r.wake <- struct{}{}:
	default: // it will look anyway
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped == nil && r.ctx.Err() == nil {
		r.stopped = make(chan struct{})
		go r.run(r.ctx, r.stopped)
	}
}

// run works until ctx is done.
func (r *Runner) run(ctx context.Context, stopped chan struct{}) {
	defer close(stopped)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-timer.C:
		}
		rest, err := r.tick(ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			r.mailer.opts.Log.Error("jobs", "error", err.Error())
		}
		timer.Reset(rest)
	}
}

// Tick does everything that is due now.
func (r *Runner) Tick(ctx context.Context) error {
	_, err := r.tick(ctx)
	return err
}

// tick is Tick; rest is for how long nothing is to be done.
func (r *Runner) tick(ctx context.Context) (rest time.Duration, err error) {
	on, err := r.net.SendsMail(ctx)
	if err != nil || !on {
		return longestRest, err
	}
	if err := r.reminders.queue(ctx, r.net); err != nil {
		return longestRest, err
	}
	done, err := r.mailer.Send(ctx)
	rest = longestRest
	if !done.Next.IsZero() {
		rest = min(rest, max(done.Next.Sub(r.net.Now()), time.Second))
	}
	return rest, err
}
