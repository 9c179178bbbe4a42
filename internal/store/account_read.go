package store

// This file reads accounts as they stand in a month.

import (
	"context"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// accountSelect reads accounts as they stand in :month, whose last day is
// :day. A handle that is not known in the month is the latest before it, else
// the first after it.
const accountSelect = `SELECT a.id, a.platform_id, p.name AS platform, coalesce(a.external_id, '') AS external_id, a.persona, a.color,
	coalesce((SELECT version FROM account_avatars v WHERE v.account_id = a.id), '') AS avatar,
	coalesce(
		(SELECT handle FROM account_handles h WHERE h.account_id = a.id AND h.from_month <= :month ORDER BY h.from_month DESC LIMIT 1),
		(SELECT handle FROM account_handles h WHERE h.account_id = a.id ORDER BY h.from_month LIMIT 1), '') AS handle,
	coalesce(g.sphere_id, 0) AS sphere_id, coalesce(s.name, '') AS sphere,
	coalesce(g.range_id, 0) AS range_id, coalesce(r.name, '') AS range,
	coalesce(g.entity_id, 0) AS entity_id, coalesce(e.path, '') AS entity,
	coalesce(st.state, '') AS state,
	(SELECT min(o.from_day) FROM account_states o WHERE o.account_id = a.id AND o.state IN ('test', 'active')) AS opened,
	CASE WHEN st.state = 'closed' THEN st.from_day END AS closed` + accountFrom

const accountFrom = `
	FROM accounts a
	JOIN platforms p ON p.id = a.platform_id
	LEFT JOIN account_groupings g ON g.account_id = a.id AND g.from_month <= :month AND (g.until_month IS NULL OR g.until_month >= :month)
	LEFT JOIN spheres s ON s.id = g.sphere_id
	LEFT JOIN ranges r ON r.id = g.range_id
	LEFT JOIN entities e ON e.id = g.entity_id
	LEFT JOIN account_states st ON st.account_id = a.id AND st.from_day <= :day AND (st.until_day IS NULL OR st.until_day >= :day)`

// entityTree chooses the rows whose g.entity_id is the given one or below it;
// it takes the entity's id three times.
func entityTree(name string) string {
	return `g.entity_id IN (SELECT id FROM entities WHERE id = :` + name + ` OR parent_id = :` + name + `
		UNION ALL SELECT c.id FROM entities c JOIN entities b ON b.id = c.parent_id WHERE b.parent_id = :` + name + `)`
}

// AccountQuery chooses accounts as they stand in a month.
type AccountQuery struct {
	Month  kpi.Month
	Filter FilterIDs
	Within kpi.ID // entity that the person is limited to, with all below it; 0: none
	// Held are accounts that are chosen even outside Within; with HeldOnly no
	// others are. The filter holds for them too.
	Held     []kpi.ID
	HeldOnly bool
	After    kpi.ID // only accounts with a greater id
	Limit    int    // 0: all
	// NoHolderOn chooses the accounts that nobody holds on a day, but for those
	// that are closed; UnacceptedOn those whose holder on a day has not accepted
	// yet. Zero: all.
	NoHolderOn, UnacceptedOn kpi.Day
}

// heldOn is the condition that somebody holds account a on the day of an
// argument.
func heldOn(day string) string {
	return `EXISTS (SELECT 1 FROM account_holders h WHERE h.account_id = a.id AND h.role = 'holder'
		AND h.from_day <= :` + day + ` AND (h.until_day IS NULL OR h.until_day >= :` + day + `)`
}

// conditions are the query's WHERE and its named arguments.
func (q AccountQuery) conditions() (string, map[string]any) {
	args := map[string]any{"month": q.Month, "day": q.Month.LastDay(), "after": q.After}
	where := []string{"a.id > :after"}
	for _, c := range []struct {
		set  bool
		name string
		sql  string
		arg  any
	}{
		{q.Filter.Platform != 0, "platform", `a.platform_id = :platform`, q.Filter.Platform},
		{q.Filter.Sphere != 0, "sphere", `g.sphere_id = :sphere`, q.Filter.Sphere},
		{q.Filter.Range != 0, "range", `g.range_id = :range`, q.Filter.Range},
		{q.Filter.Entity != 0, "entity", entityTree("entity"), q.Filter.Entity},
		{q.Filter.State != "", "state", `st.state = :state`, string(q.Filter.State)},
		{q.Filter.Query != "", "like", `(a.persona_key LIKE :like ESCAPE '\' OR EXISTS (SELECT 1 FROM account_handles h
			WHERE h.account_id = a.id AND h.from_month <= :month AND (h.until_month IS NULL OR h.until_month >= :month)
			AND h.handle_key LIKE :like ESCAPE '\'))`, likePattern(q.Filter.Query)},
		{q.NoHolderOn != 0, "unheld", `st.state <> 'closed' AND NOT ` + heldOn("unheld") + `)`, q.NoHolderOn},
		{q.UnacceptedOn != 0, "unaccepted", heldOn("unaccepted") + ` AND h.accepted_at IS NULL)`, q.UnacceptedOn},
	} {
		if c.set {
			where = append(where, c.sql)
			args[c.name] = c.arg
		}
	}
	if q.Filter.Accounts != "" {
		where = append(where, isOneOf(q.Filter.Accounts.IDs()))
	}
	if q.Within != 0 || q.HeldOnly {
		where = append(where, q.reach(args))
	}
	return " WHERE " + strings.Join(where, " AND "), args
}

// reach is the condition that keeps to the accounts a person sees.
func (q AccountQuery) reach(args map[string]any) string {
	held := isOneOf(q.Held)
	if q.HeldOnly {
		return held
	}
	args["within"] = q.Within
	return "(" + entityTree("within") + " OR " + held + ")"
}

// isOneOf is the condition that account a is one of some.
func isOneOf(ids []kpi.ID) string {
	if len(ids) == 0 {
		return "FALSE"
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return "a.id IN (" + strings.Join(texts, ", ") + ")"
}

// likePattern finds a text anywhere, taken literally.
func likePattern(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// Accounts reads accounts as they stand in a month, by id.
func (c Conn) Accounts(ctx context.Context, q AccountQuery) ([]kpi.Account, error) {
	where, args := q.conditions()
	query := accountSelect + where + " ORDER BY a.id"
	if q.Limit > 0 {
		query += " LIMIT :limit"
		args["limit"] = q.Limit
	}
	return c.accounts(ctx, query, args)
}

func (c Conn) accounts(ctx context.Context, query string, args map[string]any) ([]kpi.Account, error) {
	query, list, err := sqlx.Named(query, args)
	if err != nil {
		return nil, err
	}
	var rows []kpi.Account
	return rows, c.all(ctx, &rows, query, list...)
}

// Account reads one account as it stands in a month.
// Errors: kpi.CodeNotFound.
func (c Conn) Account(ctx context.Context, id kpi.ID, month kpi.Month) (kpi.Account, error) {
	rows, err := c.accounts(ctx, accountSelect+` WHERE a.id = :id`, map[string]any{"month": month, "day": month.LastDay(), "id": id})
	if err != nil {
		return kpi.Account{}, err
	}
	if len(rows) == 0 {
		return kpi.Account{}, kpi.NotFound("error.not_found")
	}
	return rows[0], nil
}

// AccountsByID reads accounts as they stand in a month; ids that nothing has
// are missing from the answer.
func (c Conn) AccountsByID(ctx context.Context, month kpi.Month, ids []kpi.ID) (map[kpi.ID]kpi.Account, error) {
	found := make(map[kpi.ID]kpi.Account, len(ids))
	for chunk := range slices.Chunk(ids, maxParameters) {
		query, list, err := sqlx.Named(accountSelect+` WHERE a.id IN (:ids)`, map[string]any{"month": month, "day": month.LastDay(), "ids": chunk})
		if err != nil {
			return nil, err
		}
		if query, list, err = sqlx.In(query, list...); err != nil {
			return nil, err
		}
		var rows []kpi.Account
		if err := c.all(ctx, &rows, query, list...); err != nil {
			return nil, err
		}
		for _, a := range rows {
			found[a.ID] = a
		}
	}
	return found, nil
}
