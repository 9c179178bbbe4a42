package network

// This file says for how long history names a person: after the months of the
// setting it shows their role instead, and their words no more. One's own acts
// are always one's own.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// namer names who acted, for somebody who may know the people behind an
// account.
type namer struct {
	who   kpi.Who
	since kpi.Month // first month in which people are still named
	zone  *time.Location
}

func (n *Network) newNamer(ctx context.Context, c store.Conn, who kpi.Who) (namer, error) {
	settings, err := c.Settings(ctx)
	return namer{who: who, since: n.CurrentMonth().Add(-namedMonths(settings)), zone: n.location()}, err
}

// recent reports whether the person of an act is still named.
func (m namer) recent(a store.Act) bool { return kpi.MonthOf(a.At.In(m.zone)) >= m.since }

// own reports whether an act is one's own.
func (m namer) own(a store.Act) bool { return a.User != 0 && a.User == m.who.User.ID }

// acted says who acted, and when.
func (m namer) acted(a store.Act) Acted {
	if a.ID == 0 {
		return Acted{}
	}
	done := Acted{At: a.At.In(m.zone), Role: a.Role}
	if m.recent(a) || m.own(a) {
		done.By = a.Name
	}
	return done
}

// words are what a person wrote in an act, for as long as they are named.
func (m namer) words(a store.Act, text string) string {
	if m.recent(a) || m.own(a) {
		return text
	}
	return ""
}
