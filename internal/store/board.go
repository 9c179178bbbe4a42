package store

// This file reads what direction's board of a month counts: every account of
// the month with its groups and its filing.

import (
	"context"
	"database/sql"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// BoardAccount is an account as it stands in a month, with its filing.
type BoardAccount struct {
	MonthAccount
	RangeID  kpi.ID // 0: in none
	EntityID kpi.ID // 0: in none
	Filing   FilingRow
}

// BoardAccounts reads the accounts of a month, by id: those that were in test,
// active or dormant on a day of it, or have a filing in it. Of the filing the
// texts and the act are left out. After and Limit of the query are not looked
// at.
func (c Conn) BoardAccounts(ctx context.Context, q AccountQuery) ([]BoardAccount, error) {
	q.After, q.Limit = 0, 0
	where, args := q.conditions()
	args["first"] = q.Month.FirstDay()
	var rows []BoardAccount
	err := c.eachNamed(ctx, func(r *sqlx.Rows) error {
		var a BoardAccount
		var first, last sql.NullString
		err := r.Scan(&a.ID, &a.PlatformID, &a.Platform, &a.SphereID, &a.Sphere, &a.RangeID, &a.EntityID, &a.State, &a.Name,
			&a.Filing.State, &a.Filing.Version, &first, &last)
		a.Filing.Month, a.Filing.Account = q.Month, a.ID
		a.Filing.FirstSubmittedAt, a.Filing.LastSubmittedAt = readInstant(first), readInstant(last)
		rows = append(rows, a)
		return err
	}, `SELECT a.id, a.platform_id, p.position, coalesce(g.sphere_id, 0), coalesce(s.position, -1), coalesce(g.range_id, 0),
		coalesce(g.entity_id, 0), coalesce(st.state, ''), CASE WHEN a.persona_key <> '' THEN a.persona_key ELSE coalesce(
			(SELECT handle_key FROM account_handles h WHERE h.account_id = a.id AND h.from_month <= :month ORDER BY h.from_month DESC LIMIT 1),
			(SELECT handle_key FROM account_handles h WHERE h.account_id = a.id ORDER BY h.from_month LIMIT 1), '') END,
		coalesce(f.state, 'empty'), coalesce(f.version, 0), f.first_submitted_at, f.last_submitted_at`+
		accountFrom+` LEFT JOIN filings f ON f.month = :month AND f.account_id = a.id`+where+`
		AND (f.version IS NOT NULL OR EXISTS (SELECT 1 FROM account_states l WHERE l.account_id = a.id
			AND l.state IN ('test', 'active', 'dormant') AND l.from_day <= :day AND (l.until_day IS NULL OR l.until_day >= :first)))
		ORDER BY a.id`, args)
	return rows, err
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
