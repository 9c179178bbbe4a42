package network

// This file hands a person everything that is known of them.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// PersonData is everything that is known of a person.
type PersonData struct {
	User   kpi.User
	At     time.Time // at which it was read
	Tables []kpi.DataTable
	// Indicators name those that stand in the tables by their codes.
	Indicators []kpi.Indicator
}

// PersonData reads everything that is known of a person: for themselves, and
// for administrators.
// Errors: CodeNotFound for anybody else, and for whoever is erased.
func (n *Network) PersonData(ctx context.Context, who kpi.Who, user kpi.ID) (data PersonData, err error) {
	if who.User.ID != user && !who.Is(admins...) {
		return PersonData{}, kpi.NotFound("error.not_found")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		u, err := present(c.User(ctx, user))
		if err != nil {
			return err
		}
		data.User, data.At = u.User, n.Now()
		if data.Indicators, err = c.Indicators(ctx); err != nil {
			return err
		}
		data.Tables, err = c.PersonData(ctx, user)
		return err
	})
	return data, err
}
