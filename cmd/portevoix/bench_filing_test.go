//go:build bench

package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the bare transaction

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

const benchFilings = 500

// filing measures corrections of one account's month over HTTP, each durable
// when it is answered, in turn with the bare transaction: the rows that each
// of them left in the database, written by hand to a copy of the file made
// before, with the same pragmas and nothing computed.
func (b *bench) filing() {
	ours, bare := filepath.Join(b.dir, "filing.db"), filepath.Join(b.dir, "bare.db")
	b.check(network.Backup(context.Background(), b.db, ours))
	b.check(network.Backup(context.Background(), b.db, bare))
	n, h := b.open(ours)
	defer func() { b.check(n.Close()) }()
	token, err := n.AddToken(context.Background(), kpi.CommandLine(), coordinatorEmail)
	b.check(err)
	server := httptest.NewServer(h)
	defer server.Close()
	copied := b.replayer(ours, bare)
	defer copied.close()
	var filed, plain []time.Duration
	rows := 0
	for i, id := range b.activeAccounts(n) {
		filed = append(filed, b.fileOverHTTP(server.URL+"/api/v1/accounts/"+id.String()+"/filings/"+b.month.String(), token, i))
		took, written := copied.replay(id)
		plain = append(plain, took)
		rows += written
	}
	rows /= max(1, len(filed))
	for _, p := range []int{50, 99} {
		a, c := percentile(filed, p), percentile(plain, p)
		target := ""
		if p == 99 {
			target = "within 3 ×"
		}
		b.add(fmt.Sprintf("filing over HTTP, p%d", p), milliseconds(a), fmt.Sprintf("bare transaction of %d rows %s", rows, milliseconds(c)), times(a, c), target, a < 3*c)
	}
}

// activeAccounts are the first ones, benchFilings at most.
func (b *bench) activeAccounts(n *network.Network) []kpi.ID {
	list, _, err := n.Accounts(context.Background(), kpi.CommandLine(), network.AccountQuery{Filter: kpi.Filter{State: kpi.AccountActive}, Limit: benchFilings})
	b.check(err)
	ids := make([]kpi.ID, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	return ids
}

// fileOverHTTP corrects a filing by the API, through a real connection.
func (b *bench) fileOverHTTP(url, token string, i int) time.Duration {
	var seen struct{ Version int }
	b.call(http.MethodGet, url, token, nil, &seen)
	figures := map[string]any{}
	for k, code := range []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Mentions, kpi.Influence, kpi.SearchRank} {
		figures[code] = map[string]any{"value": 10 + i%50 + k}
	}
	body, err := json.Marshal(map[string]any{"version": seen.Version, "figures": figures, "submit": true, "on_behalf_reason": "mesure"})
	b.check(err)
	start := time.Now()
	b.call(http.MethodPut, url, token, body, nil)
	return time.Since(start)
}

const coordinatorEmail = "bastien.orial@brevanne.example"

func (b *bench) call(method, url, token string, body []byte, into any) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	b.check(err)
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	b.check(err)
	defer func() { _ = answer.Body.Close() }()
	var text bytes.Buffer
	_, err = text.ReadFrom(answer.Body)
	b.check(err)
	if answer.StatusCode != http.StatusOK {
		b.Fatalf("%s %s: %d %s", method, url, answer.StatusCode, text.String())
	}
	if into != nil {
		b.check(json.Unmarshal(text.Bytes(), into))
	}
}

// written are the tables that a filing writes to, with the condition that
// chooses its rows: the figures and the filing as they are, what they were,
// and the totals of the account's scopes in the month, the next one and the
// one a year later.
var written = []struct{ table, where string }{
	{"batches", "id = (SELECT batch_id FROM filings WHERE month = :month AND account_id = :account)"},
	{"filing_versions", "month = :month AND account_id = :account"},
	{"filings", "month = :month AND account_id = :account"},
	{"figure_versions", "month = :month AND account_id = :account"},
	{"figures", "month = :month AND account_id = :account"},
	{"totals", scopesOfAccount},
	{"filing_totals", scopesOfAccount},
}

const scopesOfAccount = `month IN (:month, :next, :later) AND (scope, a, b) IN (
	WITH RECURSIVE g AS (SELECT * FROM account_groupings WHERE account_id = :account AND from_month <= :month AND (until_month IS NULL OR until_month >= :month)),
		up (id) AS (SELECT entity_id FROM g UNION ALL SELECT parent_id FROM entities JOIN up ON entities.id = up.id WHERE parent_id IS NOT NULL)
	SELECT 'network', 0, 0 UNION ALL SELECT 'platform', platform_id, 0 FROM accounts WHERE id = :account
	UNION ALL SELECT 'sphere', coalesce(sphere_id, 0), 0 FROM g UNION ALL SELECT 'range', coalesce(range_id, 0), 0 FROM g
	UNION ALL SELECT 'sphere_range', coalesce(sphere_id, 0), coalesce(range_id, 0) FROM g UNION ALL SELECT 'entity', id, 0 FROM up)`

// statement is a row to write.
type statement struct {
	text string
	args []any
}

// replayer writes to one file the rows that filings leave in another.
type replayer struct {
	*bench
	from, to *sql.DB
	prepared map[string]*sql.Stmt
}

func (b *bench) replayer(from, to string) *replayer {
	r := &replayer{bench: b, prepared: map[string]*sql.Stmt{}}
	var err error
	r.from, err = sql.Open("sqlite3", "file:"+from+"?mode=ro")
	b.check(err)
	r.to, err = sql.Open("sqlite3", "file:"+to+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_cache_size=-16384")
	b.check(err)
	r.to.SetMaxOpenConns(1)
	return r
}

func (r *replayer) close() {
	r.check(r.from.Close())
	r.check(r.to.Close())
}

// replay writes what a filing left, in one transaction; statements are
// prepared before the clock runs.
func (r *replayer) replay(account kpi.ID) (took time.Duration, rows int) {
	list := r.rowsOf(r.from, account)
	for _, s := range list {
		if r.prepared[s.text] == nil {
			var err error
			r.prepared[s.text], err = r.to.Prepare(s.text)
			r.check(err)
		}
	}
	start := time.Now()
	tx, err := r.to.Begin()
	r.check(err)
	for _, s := range list {
		_, err := tx.Stmt(r.prepared[s.text]).Exec(s.args...)
		r.check(err)
	}
	r.check(tx.Commit())
	return time.Since(start), len(list)
}

func (b *bench) rowsOf(source *sql.DB, account kpi.ID) []statement {
	var list []statement
	for _, w := range written {
		rows, err := source.Query("SELECT * FROM "+w.table+" WHERE "+w.where, sql.Named("account", int64(account)), sql.Named("month", b.month.String()),
			sql.Named("next", b.month.Add(1).String()), sql.Named("later", b.month.Add(12).String()))
		b.check(err)
		columns, err := rows.Columns()
		b.check(err)
		for rows.Next() {
			values, pointers := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				pointers[i] = &values[i]
			}
			b.check(rows.Scan(pointers...))
			list = append(list, statement{upsert(w.table, columns), values})
		}
		b.check(rows.Err())
		b.check(rows.Close())
	}
	return list
}

// upsert writes a row over the one with the same key.
func upsert(table string, columns []string) string {
	sets := make([]string, len(columns))
	for i, c := range columns {
		sets[i] = c + " = excluded." + c
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) +
		") ON CONFLICT DO UPDATE SET " + strings.Join(sets, ", ")
}
