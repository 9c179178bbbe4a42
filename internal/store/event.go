package store

// This file holds operations and activations: dated windows over accounts.

import (
	"context"

	"portevoix/internal/kpi"
)

// The kinds of events.
const (
	EventCampaign   = "campaign"
	EventActivation = "activation"
)

// Event is an operation or an activation over some accounts.
type Event struct {
	ID          kpi.ID  `db:"id"`
	Kind        string  `db:"kind"` // EventCampaign or EventActivation
	Name        string  `db:"name"`
	From, Until kpi.Day // both included
	Accounts    []kpi.ID
}

// AddEvent makes an event over its accounts.
func (tx *Tx) AddEvent(ctx context.Context, e Event) (kpi.ID, error) {
	tx.touch(crowdStamp)
	id, err := tx.insert(ctx, `INSERT INTO events (kind, name, from_day, until_day) VALUES (?, ?, ?, ?)`,
		e.Kind, displayed(e.Name), e.From, e.Until)
	if err != nil {
		return 0, err
	}
	rows := tx.bulk(`INSERT INTO event_accounts (event_id, account_id)`, 2, `ON CONFLICT DO NOTHING`)
	for _, account := range e.Accounts {
		if err := rows.add(ctx, id, account); err != nil {
			return 0, err
		}
	}
	if err := rows.flush(ctx); err != nil {
		return 0, err
	}
	return id, tx.AddChange(ctx, Change{Subject: "events", SubjectID: id, Field: "created", Since: e.From.String(), New: displayed(e.Name)})
}

// AccountEvents reads the events that touch an account, in order of days,
// without their accounts.
func (c Conn) AccountEvents(ctx context.Context, account kpi.ID) ([]Event, error) {
	var rows []struct {
		Event
		From  kpi.Day `db:"from_day"`
		Until kpi.Day `db:"until_day"`
	}
	if err := c.all(ctx, &rows, `SELECT e.id, e.kind, e.name, e.from_day, e.until_day FROM events e
		JOIN event_accounts t ON t.event_id = e.id WHERE t.account_id = ? ORDER BY e.from_day, e.id`, account); err != nil {
		return nil, err
	}
	list := make([]Event, len(rows))
	for i, r := range rows {
		list[i] = r.Event
		list[i].From, list[i].Until = r.From, r.Until
	}
	return list, nil
}
