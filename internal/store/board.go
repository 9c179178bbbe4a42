package store

// This file reads what direction's board of a month counts: every account of
// the month with its groups and its filing.

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// BoardAccount is an account as it stands in a month, with its filing.
type BoardAccount struct {
	ID         kpi.ID
	PlatformID kpi.ID
	SphereID   kpi.ID // 0: in none
	RangeID    kpi.ID // 0: in none
	EntityID   kpi.ID // 0: in none
	Expected   bool   // a filing is expected of it
	BoardFiling
}

// BoardFiling is what a board knows of a filing; the zero value is of none.
type BoardFiling struct {
	State            kpi.FilingState
	Version          int
	FirstSubmittedAt time.Time
	LastSubmittedAt  time.Time
}

// Board is the accounts of a month that a filter chooses: those that were in
// test, active or dormant on a day of it, or have a filing in it.
type Board struct {
	placed
	month *monthColumns
}

// At is the account at a place; boards of other months that were read from the
// same state of the database have it at the same place.
func (b Board) At(place int) BoardAccount {
	at := b.in.at(b.crowd, place)
	return BoardAccount{ID: b.crowd.ids[place], PlatformID: b.crowd.platforms[place], SphereID: at.sphere, RangeID: at.rang, EntityID: at.entity,
		Expected: b.in.expected.has(place), BoardFiling: b.month.filing(place).told()}
}

// Filing is the filing of the account at a place, and whether it is expected.
func (b Board) Filing(place int) (f BoardFiling, expected bool) {
	return b.month.filing(place).told(), b.in.expected.has(place)
}

// Only leaves the accounts that keep says.
func (b Board) Only(keep func(account kpi.ID) bool) Board {
	present := newBits(len(b.crowd.ids))
	for place := range b.Places() {
		if keep(b.crowd.ids[place]) {
			present.put(place)
		}
	}
	b.present = present
	return b
}

// Board reads the board of a month over a filter.
func (c Conn) Board(ctx context.Context, m kpi.Month, f FilterIDs) (Board, error) {
	v, err := c.viewOf(ctx, f)
	if err != nil {
		return Board{}, err
	}
	p, _, err := v.placed(ctx, m)
	if err != nil {
		return Board{}, err
	}
	held, err := v.month(ctx, v.crowd, m)
	if err != nil {
		return Board{}, err
	}
	picked := v.chosen(m)
	p.present = newBits(len(v.crowd.ids))
	for i := range v.crowd.ids {
		if (picked == nil || picked.has(i)) && (p.in.lived.has(i) || held.filing(i).state != 0) {
			p.present.put(i)
		}
	}
	return Board{placed: p, month: held}, nil
}

// AccountIDs lists the accounts that a query chooses, by id.
func (c Conn) AccountIDs(ctx context.Context, q AccountQuery) ([]kpi.ID, error) {
	where, args := q.conditions()
	var ids []kpi.ID
	err := c.eachNamed(ctx, func(r *sqlx.Rows) error {
		var id kpi.ID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT a.id`+accountFrom+where+` ORDER BY a.id`, args)
	return ids, err
}

// FilingsOver reads the filings of the given accounts over some months, by
// month and account.
func (c Conn) FilingsOver(ctx context.Context, months []kpi.Month, accounts []kpi.ID) (map[kpi.Month]map[kpi.ID]FilingRow, error) {
	found := make(map[kpi.Month]map[kpi.ID]FilingRow, len(months))
	for _, m := range months {
		found[m] = map[kpi.ID]FilingRow{}
	}
	for chunk := range slices.Chunk(accounts, maxParameters) {
		err := c.eachFiling(ctx, func(r FilingRow) { found[r.Month][r.Account] = r },
			`WITH wanted (m) AS (VALUES `+placeholders(len(months), 1)+`)
			SELECT `+filingColumns+` FROM wanted CROSS JOIN filings ON month = m AND account_id IN (`+marks(len(chunk))+`)`,
			append(monthArgs(months), idArgs(chunk)...)...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
