package store

// Days on which people are away: dates only, never why. They are no part of
// the history: nothing here writes a change.

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Away is some days on which a person is away, both included.
type Away struct {
	ID          kpi.ID
	User        kpi.ID
	From, Until kpi.Day
	Deputy      kpi.ID // who was named to stand in; 0: nobody
}

// On reports whether the person is away on a day.
func (a Away) On(day kpi.Day) bool { return a.From <= day && day <= a.Until }

// DaysAway reads the days away of people, in order of days; whoever has none
// is not in the map.
func (c Conn) DaysAway(ctx context.Context, users []kpi.ID) (map[kpi.ID][]Away, error) {
	found := map[kpi.ID][]Away{}
	for chunk := range slices.Chunk(users, maxParameters) {
		err := c.eachRow(ctx, func(r *sqlx.Rows) error {
			var a Away
			err := r.Scan(&a.ID, &a.User, &a.From, &a.Until, &a.Deputy)
			found[a.User] = append(found[a.User], a)
			return err
		}, `SELECT id, user_id, from_day, until_day, coalesce(deputy_id, 0) FROM days_away WHERE user_id IN (`+marks(len(chunk))+`)
			ORDER BY user_id, from_day, id`, idArgs(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// AwayByID reads one row of days away.
// Errors: kpi.CodeNotFound.
func (c Conn) AwayByID(ctx context.Context, id kpi.ID) (Away, error) {
	var row struct {
		ID     kpi.ID  `db:"id"`
		User   kpi.ID  `db:"user_id"`
		From   kpi.Day `db:"from_day"`
		Until  kpi.Day `db:"until_day"`
		Deputy kpi.ID  `db:"deputy_id"`
	}
	err := c.get(ctx, &row, `SELECT id, user_id, from_day, until_day, coalesce(deputy_id, 0) AS deputy_id FROM days_away WHERE id = ?`, id)
	return Away(row), err
}

// AddDaysAway writes down that a person is away from one day until another,
// both included.
func (tx *Tx) AddDaysAway(ctx context.Context, a Away) (kpi.ID, error) {
	return tx.insert(ctx, `INSERT INTO days_away (user_id, from_day, until_day, deputy_id) VALUES (?, ?, ?, ?)`,
		a.User, a.From, a.Until, nullID(a.Deputy))
}

// DeleteDaysAway takes days away off again.
func (tx *Tx) DeleteDaysAway(ctx context.Context, id kpi.ID) error {
	_, err := tx.exec(ctx, `DELETE FROM days_away WHERE id = ?`, id)
	return err
}

// DeleteDaysAwayOf takes all days away of a person off.
func (tx *Tx) DeleteDaysAwayOf(ctx context.Context, user kpi.ID) error {
	_, err := tx.exec(ctx, `DELETE FROM days_away WHERE user_id = ?`, user)
	return err
}

// DeleteDaysAwayBefore deletes the days away of everybody that were over
// before a day: nobody needs to know of them any more once their month is
// closed.
func (tx *Tx) DeleteDaysAwayBefore(ctx context.Context, day kpi.Day) error {
	_, err := tx.exec(ctx, `DELETE FROM days_away WHERE until_day < ?`, day)
	return err
}
