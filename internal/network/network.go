// Package network holds the domain services: who may do what, the monthly
// cycle, imports, people. Every method checks rights first; what one may not
// see is CodeNotFound, what one sees but may not do is CodeForbidden. It is
// the only caller of store.
package network

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Network is an open installation.
type Network struct {
	db   *store.DB
	now  func() time.Time
	zone *time.Location                // where no setting says another
	set  atomic.Pointer[time.Location] // what the setting says; nil: nothing
	log  *slog.Logger
	memo memo

	mailPassword string // of the SMTP server, from outside the database; "": none
	ssoSecret    string // of single sign-on, likewise
	onMail       atomic.Pointer[func()]
}

// Options of Open; each has a default.
type Options struct {
	Create bool             // make the file where there is none
	Now    func() time.Time // default time.Now
	Zone   *time.Location   // default Europe/Paris
	Log    *slog.Logger     // default none
	// MailPassword is the SMTP server's, where it is not to stand in the
	// database. Default the one that stands there.
	MailPassword string
	// SignOnSecret is the secret of single sign-on, likewise.
	SignOnSecret string
}

// Open opens the installation in the database file at path.
// Errors: as store.Open.
func Open(ctx context.Context, path string, opts Options) (*Network, error) {
	db, err := store.Open(ctx, path, opts.Create)
	if err != nil {
		return nil, err
	}
	n := &Network{db: db, now: opts.Now, zone: opts.Zone, log: opts.Log, mailPassword: opts.MailPassword, ssoSecret: opts.SignOnSecret}
	if n.now == nil {
		n.now = time.Now
	}
	if n.zone == nil {
		if n.zone, err = time.LoadLocation("Europe/Paris"); err != nil {
			n.zone = time.UTC
		}
	}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	settings, err := n.Settings(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	n.setZone(settings.Zone)
	if err := n.recountMarked(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return n, nil
}

// Close closes the database file.
func (n *Network) Close() error { return n.db.Close() }

// Now is the present instant in the installation's zone.
func (n *Network) Now() time.Time { return n.now().In(n.location()) }

// location is the installation's zone.
func (n *Network) location() *time.Location {
	if zone := n.set.Load(); zone != nil {
		return zone
	}
	return n.zone
}

// CurrentMonth is the month of Now.
func (n *Network) CurrentMonth() kpi.Month { return kpi.MonthOf(n.Now()) }

// Today is the day of Now.
func (n *Network) Today() kpi.Day { return kpi.DayOf(n.Now()) }

// batch begins an act of the given person.
func (n *Network) batch(who kpi.Who, reason string) store.Batch {
	role := string(who.User.Role)
	if who.System {
		role = "system"
	}
	return store.Batch{At: n.now(), User: who.User.ID, Role: role, Channel: who.Channel, Reason: reason}
}
