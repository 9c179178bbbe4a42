// Package demo makes example networks: a small one that shows every state a
// network can be in, and big ones to measure with. People, brand and figures
// are invented; the same seed gives the same figures.
package demo

import (
	"context"
	"errors"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// Options of Example and Generate.
type Options struct {
	Now  time.Time // decides the last month; the installation's zone applies
	Seed uint64
	// Accounts and Months are the size of a network of Generate.
	Accounts, Months int
	// Progress is called after each month, if set.
	Progress func(done, total int)
	// Publish issues the report of a month, if set: building one is not this
	// room's.
	Publish func(context.Context, *network.Network, kpi.Who, network.ReportOrder) error
}

// clock is the time at which the network's past is lived again, never later
// than the present.
type clock struct{ at, limit time.Time }

func (c *clock) now() time.Time { return c.at }

// set moves to an hour of a day, in the zone of Paris where it is known.
func (c *clock) set(d kpi.Day, hour, minute int) {
	t := d.Time()
	c.at = time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, c.limit.Location())
	if c.at.After(c.limit) {
		c.at = c.limit
	}
}

// build makes the network in a new file at path, its past at its own dates.
func build(ctx context.Context, path string, o Options, fill func(*network.Network, *clock, kpi.Month) error) (err error) {
	c := &clock{at: o.Now, limit: o.Now}
	n, err := network.Open(ctx, path, network.Options{Create: true, Now: c.now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	c.limit = n.Now() // in the installation's zone
	last := n.CurrentMonth().Add(-1)
	if err := fill(n, c, last); err != nil {
		return err
	}
	c.at = c.limit
	settings, err := n.Settings(ctx)
	if err != nil {
		return err
	}
	settings.Demo = true
	return n.SaveSettings(ctx, kpi.CommandLine(), settings)
}

// person is somebody of an example network.
type person struct {
	email, name string
	role        kpi.Role
	entity      string
}

// addPeople adds people without a password: in a demo they sign in by a
// button. It returns who they are by address.
func addPeople(ctx context.Context, n *network.Network, people []person) (map[string]kpi.User, error) {
	users := map[string]kpi.User{}
	for _, p := range people {
		added, err := n.AddUser(ctx, kpi.CommandLine(), network.NewUser{Email: p.email, Name: p.name, Role: p.role, Entity: p.entity, Arrived: true})
		if err != nil {
			return nil, err
		}
		users[p.email] = added.User
	}
	return users, nil
}

// groups makes the named platforms that are missing, spheres, ranges and
// entities with their headcounts.
type groups struct {
	spheres  []sphere
	ranges   []string
	entities []entity
}

type sphere struct{ name, objective, audience string }

type entity struct {
	path      string
	headcount int
}

func (g groups) add(ctx context.Context, n *network.Network, from kpi.Month) error {
	system := kpi.CommandLine()
	for _, s := range g.spheres {
		id, err := n.AddSphere(ctx, system, s.name)
		if err != nil {
			return err
		}
		if err := n.SetSphere(ctx, system, id, s.objective, s.audience); err != nil {
			return err
		}
	}
	for _, name := range g.ranges {
		if _, err := n.AddRange(ctx, system, name); err != nil {
			return err
		}
	}
	for _, e := range g.entities {
		id, err := n.AddEntity(ctx, system, e.path)
		if err != nil {
			return err
		}
		if err := n.SetHeadcount(ctx, system, id, from, e.headcount); err != nil {
			return err
		}
	}
	return nil
}
