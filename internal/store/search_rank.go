package store

// The queries by which accounts' places in search engines are measured, and the
// places that were found.

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

const searchQueryColumns = `id, account_id, query, from_month, until_month`

// searchPlaceSubject is what changes of places are written down under; their
// subject is the query, and they hold from their month.
const searchPlaceSubject = "search_positions"

// Fields of the history that are about search ranking.
const (
	FieldSearchPlace   = "search_place"   // of a query in a month
	FieldSearchQuery   = "search_query"   // a query was added
	FieldSearchEnd     = "search_end"     // is measured no longer than until a month
	FieldSearchAgain   = "search_again"   // is measured again
	FieldSearchRemoved = "search_removed" // was taken out, never having been looked up
)

// SearchQueries reads the queries of accounts, those that are measured no more
// included, by account, in the order in which they were added.
func (c Conn) SearchQueries(ctx context.Context, accounts ...kpi.ID) ([]kpi.SearchQuery, error) {
	var list []kpi.SearchQuery
	for chunk := range slices.Chunk(slices.Sorted(slices.Values(accounts)), maxParameters) {
		var more []kpi.SearchQuery
		if err := c.all(ctx, &more, `SELECT `+searchQueryColumns+` FROM search_queries
			WHERE account_id IN (`+marks(len(chunk))+`) ORDER BY account_id, id`, idArgs(chunk)...); err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// SearchQueriesIn reads the queries of all accounts that are measured in a month,
// by account, in the order in which they were added.
func (c Conn) SearchQueriesIn(ctx context.Context, month kpi.Month) ([]kpi.SearchQuery, error) {
	var list []kpi.SearchQuery
	return list, c.eachRow(ctx, func(r *sqlx.Rows) error {
		var q kpi.SearchQuery
		err := r.Scan(&q.ID, &q.Account, &q.Query, &q.From, &q.Until)
		list = append(list, q)
		return err
	}, `SELECT `+searchQueryColumns+` FROM search_queries
		WHERE from_month <= ? AND (until_month IS NULL OR until_month >= ?) ORDER BY account_id, id`, month, month)
}

// AnySearchQuery reports whether there is any query.
func (c Conn) AnySearchQuery(ctx context.Context) (any bool, err error) {
	return any, c.get(ctx, &any, `SELECT EXISTS (SELECT 1 FROM search_queries)`)
}

// EachSearchPlace calls f with every place of a month.
func (c Conn) EachSearchPlace(ctx context.Context, month kpi.Month, f func(query kpi.ID, p kpi.SearchPlace)) error {
	return c.eachRow(ctx, func(r *sqlx.Rows) error {
		var query int64
		var place sql.NullInt64
		err := r.Scan(&query, &place)
		f(kpi.ID(query), kpi.RankedAt(int(place.Int64)))
		return err
	}, `SELECT query_id, position FROM search_positions WHERE month = ? ORDER BY query_id`, month)
}

// SearchPlaces reads the places of queries in consecutive months, by query and
// month; those that were not looked up are left out.
func (c Conn) SearchPlaces(ctx context.Context, months []kpi.Month, queries []kpi.ID) (map[kpi.ID]map[kpi.Month]kpi.SearchPlace, error) {
	all := make(map[kpi.ID]map[kpi.Month]kpi.SearchPlace, len(queries))
	for span := range slices.Chunk(months, maxParameters/2) {
		for chunk := range slices.Chunk(queries, maxParameters/2) {
			err := c.eachRow(ctx, func(r *sqlx.Rows) error {
				var month kpi.Month
				var query kpi.ID
				var place sql.NullInt64
				err := r.Scan(&month, &query, &place)
				if all[query] == nil {
					all[query] = map[kpi.Month]kpi.SearchPlace{}
				}
				all[query][month] = kpi.RankedAt(int(place.Int64))
				return err
			}, `WITH wanted (m) AS (VALUES `+placeholders(len(span), 1)+`)
				SELECT month, query_id, position FROM wanted CROSS JOIN search_positions ON month = m AND query_id IN (`+marks(len(chunk))+`)`,
				slices.Concat(monthArgs(span), idArgs(chunk))...)
			if err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// SearchPlacesOf reads the places of queries in one month.
func (c Conn) SearchPlacesOf(ctx context.Context, month kpi.Month, queries []kpi.SearchQuery) (map[kpi.ID]kpi.SearchPlace, error) {
	places := map[kpi.ID]kpi.SearchPlace{}
	if len(queries) == 0 {
		return places, nil
	}
	ids := make([]kpi.ID, len(queries))
	for i, q := range queries {
		ids[i] = q.ID
	}
	all, err := c.SearchPlaces(ctx, []kpi.Month{month}, ids)
	for id, of := range all {
		places[id] = of[month]
	}
	return places, err
}

// SearchPlacesAt reads the places of queries in a month as an act left them.
func (c Conn) SearchPlacesAt(ctx context.Context, month kpi.Month, queries []kpi.SearchQuery, act kpi.ID) (map[kpi.ID]kpi.SearchPlace, error) {
	places, err := c.SearchPlacesOf(ctx, month, queries)
	if err != nil || len(queries) == 0 {
		return places, err
	}
	args := []any{month.String(), int64(act)}
	for _, q := range queries {
		args = append(args, int64(q.ID))
	}
	// What the first later act replaced stood until then: the latest goes first,
	// so that the first has the last word.
	return places, c.eachRow(ctx, func(r *sqlx.Rows) error {
		var query kpi.ID
		var old string
		err := r.Scan(&query, &old)
		if places[query] = kpi.ParseSearchPlace(old); !places[query].Looked {
			delete(places, query)
		}
		return err
	}, `SELECT subject_id, old FROM changes WHERE subject = '`+searchPlaceSubject+`' AND since = ? AND batch_id > ?
		AND subject_id IN (`+marks(len(queries))+`) ORDER BY id DESC`, args...)
}

// PutSearchPlaces writes the places of queries in a month that differ from those
// that stand, and writes them down; the zero place is deleted. Totals are not
// touched.
func (tx *Tx) PutSearchPlaces(ctx context.Context, month kpi.Month, stand, places map[kpi.ID]kpi.SearchPlace) error {
	for _, query := range slices.Sorted(maps.Keys(places)) {
		p, was := places[query], stand[query]
		if p == was {
			continue
		}
		var err error
		if p.Looked {
			var place any
			if p.Ranked() {
				place = p.Place
			}
			_, err = tx.exec(ctx, `INSERT INTO search_positions (month, query_id, position, batch_id) VALUES (?, ?, ?, ?)
				ON CONFLICT (month, query_id) DO UPDATE SET position = excluded.position, batch_id = excluded.batch_id`, month, query, place, tx.Batch)
		} else {
			_, err = tx.exec(ctx, `DELETE FROM search_positions WHERE month = ? AND query_id = ?`, month, query)
		}
		if err != nil {
			return err
		}
		if err := tx.AddChange(ctx, Change{Subject: searchPlaceSubject, SubjectID: query, Field: "position", Since: month.String(),
			Old: was.String(), New: p.String()}); err != nil {
			return err
		}
	}
	return nil
}

// searchChanges are the places by search queries of an account in some months.
func (c Conn) searchChanges(ctx context.Context, account kpi.ID, months []kpi.Month) ([]HistoryEntry, error) {
	var entries []HistoryEntry
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		e := HistoryEntry{Field: FieldSearchPlace}
		err := r.Scan(&e.Batch, &e.Month, &e.Ref, &e.About, &e.OldText, &e.NewText, &e.Indicator)
		if slices.Contains(months, e.Month) {
			entries = append(entries, e)
		}
		return err
	}, `SELECT h.batch_id, h.since, q.id, q.query, h.old, h.new, coalesce((SELECT id FROM indicators WHERE code = ?), 0)
		FROM search_queries q CROSS JOIN changes h ON h.subject = '`+searchPlaceSubject+`' AND h.subject_id = q.id
		WHERE q.account_id = ? ORDER BY h.id`, kpi.SearchRank, account)
	return entries, err
}

// SearchQueryUsed tells the last month in which a query was looked up (zero:
// none that stands), and whether it ever was: a query that was, and of which
// history speaks, stays.
func (c Conn) SearchQueryUsed(ctx context.Context, query kpi.ID) (last kpi.Month, ever bool, err error) {
	if err = c.get(ctx, &ever, `SELECT EXISTS (SELECT 1 FROM changes WHERE subject = '`+searchPlaceSubject+`' AND subject_id = ?)`, query); err != nil || !ever {
		return 0, ever, err
	}
	return last, ever, c.get(ctx, &last, `SELECT max(h.since) FROM changes h JOIN search_positions p ON p.month = h.since AND p.query_id = h.subject_id
		WHERE h.subject = '`+searchPlaceSubject+`' AND h.subject_id = ?`, query)
}

// AddSearchQuery adds a query. Errors: kpi.CodeConflict where there is one of
// the same folded words.
func (tx *Tx) AddSearchQuery(ctx context.Context, q kpi.SearchQuery) (kpi.ID, error) {
	id, err := tx.insert(ctx, `INSERT INTO search_queries (account_id, query, query_key, from_month, until_month, batch_id) VALUES (?, ?, ?, ?, NULL, ?)`,
		q.Account, q.Query, kpi.Fold(q.Query), q.From, tx.Batch)
	if err != nil {
		return 0, err
	}
	return id, tx.searchChange(ctx, q, FieldSearchQuery, q.From, "", q.Query)
}

// EndSearchQuery measures a query until a month and no longer.
func (tx *Tx) EndSearchQuery(ctx context.Context, q kpi.SearchQuery, until kpi.Month) error {
	if _, err := tx.exec(ctx, `UPDATE search_queries SET until_month = ?, batch_id = ? WHERE id = ?`, until, tx.Batch, q.ID); err != nil {
		return err
	}
	return tx.searchChange(ctx, q, FieldSearchEnd, until.Add(1), q.Query, "") // from then on it is not measured
}

// ResumeSearchQuery measures a query again.
func (tx *Tx) ResumeSearchQuery(ctx context.Context, q kpi.SearchQuery, from kpi.Month) error {
	if _, err := tx.exec(ctx, `UPDATE search_queries SET until_month = NULL, batch_id = ? WHERE id = ?`, tx.Batch, q.ID); err != nil {
		return err
	}
	return tx.searchChange(ctx, q, FieldSearchAgain, from, "", q.Query)
}

// RemoveSearchQuery takes out a query that was never looked up.
func (tx *Tx) RemoveSearchQuery(ctx context.Context, q kpi.SearchQuery) error {
	if _, err := tx.exec(ctx, `DELETE FROM search_queries WHERE id = ?`, q.ID); err != nil {
		return err
	}
	return tx.searchChange(ctx, q, FieldSearchRemoved, 0, q.Query, "")
}

// searchChange writes down in the account's history what became of a query.
func (tx *Tx) searchChange(ctx context.Context, q kpi.SearchQuery, field string, since kpi.Month, old, now string) error {
	change := Change{Subject: "accounts", SubjectID: q.Account, Field: field, Old: old, New: now}
	if since != 0 {
		change.Since = since.String()
	}
	return tx.AddChange(ctx, change)
}
