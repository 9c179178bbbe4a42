package store

// This file reads what lists of accounts need: for each account what its place
// depends on, then the holders and the figures of a page of them.

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// ListedAccount is an account as it stands in a month, with what its place in
// a list depends on.
type ListedAccount struct {
	MonthAccount
	Persona string // folded; "" where it has none
	Opened  kpi.Day
}

// ListedAccounts reads all accounts that a query chooses, by id, whatever the
// state they are in; After and Limit are not looked at.
func (c Conn) ListedAccounts(ctx context.Context, q AccountQuery) ([]ListedAccount, error) {
	q.After, q.Limit = 0, 0
	where, args := q.conditions()
	v, err := c.viewOf(ctx, FilterIDs{})
	if err != nil {
		return nil, err
	}
	called, err := v.namesOf(ctx, v.crowd)
	if err != nil {
		return nil, err
	}
	var rows []ListedAccount
	place := 0
	err = c.eachNamed(ctx, func(r *sqlx.Rows) error {
		var a ListedAccount
		var opened sql.NullString
		err := r.Scan(&a.ID, &a.PlatformID, &a.Platform, &a.SphereID, &a.Sphere, &a.State, &a.Name, &a.Persona, &opened)
		if err == nil && opened.Valid {
			err = a.Opened.Scan(opened.String)
		}
		for v.crowd.ids[place] != a.ID { // both are in order
			place++
		}
		_, a.Rank = called.called(place, q.Month)
		rows = append(rows, a)
		return err
	}, `SELECT a.id, a.platform_id, p.position, coalesce(g.sphere_id, 0), coalesce(s.position, -1), coalesce(st.state, ''),
		CASE WHEN a.persona_key <> '' THEN a.persona_key ELSE coalesce(
			(SELECT handle_key FROM account_handles h WHERE h.account_id = a.id AND h.from_month <= :month ORDER BY h.from_month DESC LIMIT 1),
			(SELECT handle_key FROM account_handles h WHERE h.account_id = a.id ORDER BY h.from_month LIMIT 1), '') END,
		a.persona_key,
		(SELECT min(o.from_day) FROM account_states o WHERE o.account_id = a.id AND o.state IN ('test', 'active'))`+
		accountFrom+where+` ORDER BY a.id`, args)
	return rows, err
}

// DayHolder is who holds an account on a day.
type DayHolder struct {
	User       kpi.ID
	Name       string
	Email      string
	From       kpi.Day
	AcceptedAt time.Time
}

// HoldersOn reads who holds the given accounts on a day; one without a holder
// is missing from the answer.
func (c Conn) HoldersOn(ctx context.Context, day kpi.Day, accounts []kpi.ID) (map[kpi.ID]DayHolder, error) {
	found := make(map[kpi.ID]DayHolder, len(accounts))
	for chunk := range slices.Chunk(accounts, maxParameters) {
		err := c.eachRow(ctx, func(r *sqlx.Rows) error {
			var account kpi.ID
			var h DayHolder
			var accepted sql.NullString
			err := r.Scan(&account, &h.User, &h.Name, &h.Email, &h.From, &accepted)
			h.AcceptedAt = readInstant(accepted)
			found[account] = h
			return err
		}, `SELECT h.account_id, u.id, u.name, u.email, h.from_day, h.accepted_at
			FROM account_holders h JOIN users u ON u.id = h.user_id
			WHERE h.role = 'holder' AND h.from_day <= ? AND (h.until_day IS NULL OR h.until_day >= ?)
			AND h.account_id IN (`+marks(len(chunk))+`)`, append([]any{day, day}, idArgs(chunk)...)...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// FiledMonths lists the months from one on in which an account has a filing
// that was submitted, in order.
func (c Conn) FiledMonths(ctx context.Context, account kpi.ID, from kpi.Month) ([]kpi.Month, error) {
	kept, err := c.KeptMonths(ctx, from)
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	rows, err := c.FilingHistory(ctx, account, kept)
	var filed []kpi.Month
	for _, r := range rows {
		if r.State.Filed() {
			filed = append(filed, r.Month)
		}
	}
	slices.Sort(filed)
	return filed, err
}
