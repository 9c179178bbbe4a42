package store

// Everything that is known of a person, table by table, for them to read.

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// personTable is one part of what is known of a person. Its query takes the
// person's id as every parameter; its columns are name:kind.
type personTable struct {
	name, columns, query string
}

// accountOf joins the account of a row x of a query: a, its platform p, its handle h.
const accountOf = `JOIN accounts a ON a.id = x.account_id JOIN platforms p ON p.id = a.platform_id
	LEFT JOIN account_handles h ON h.account_id = a.id AND h.until_month IS NULL`

// cellsOf are the months of accounts that acts of a person touched.
const cellsOf = `(SELECT month, account_id FROM filings WHERE batch_id IN ` + batchesOf + `
	UNION SELECT month, account_id FROM filing_versions WHERE batch_id IN ` + batchesOf + `)`

// personTables are the parts, in the order in which they are read.
var personTables = []personTable{
	{"person", "name:text email:text role:word entity:text locale:word created_at:instant first_signed_in_at:instant disabled_at:instant has_password:word",
		`SELECT u.name, u.email, u.role, coalesce(e.path, ''), u.locale, u.created_at, u.first_signed_in_at, u.disabled_at,
			CASE WHEN u.password_hash IS NULL THEN 'no' ELSE 'yes' END
		FROM users u LEFT JOIN entities e ON e.id = u.entity_id WHERE u.id = ?`},
	{"accounts", "platform:text handle:text persona:text role:word from_day:day until_day:day accepted_at:instant",
		`SELECT p.name, h.handle, a.persona, x.role, x.from_day, x.until_day, x.accepted_at FROM account_holders x ` + accountOf + `
		WHERE x.user_id = ? ORDER BY x.from_day, x.id`},
	{"filings", "at:instant channel:word platform:text handle:text month:month version:number state:word comment:text return_reason:text",
		`SELECT b.at, b.channel, p.name, h.handle, x.month, x.version, x.state, x.comment, x.return_reason FROM (
			SELECT month, account_id, batch_id, version, state, comment, return_reason FROM filings
			UNION ALL SELECT month, account_id, batch_id, version, state, comment, return_reason FROM filing_versions) x
		JOIN batches b ON b.id = x.batch_id ` + accountOf + ` WHERE b.user_id = ? ORDER BY x.batch_id, x.month, a.id`},
	{"figures", "at:instant channel:word platform:text handle:text month:month indicator:indicator state:word value:number reason:reason note:text",
		`SELECT b.at, b.channel, p.name, h.handle, x.month, i.code,
			CASE x.state WHEN 1 THEN 'value' WHEN 2 THEN 'unavailable' WHEN 3 THEN 'na' ELSE 'empty' END, x.value, x.reason, x.note
		FROM (SELECT f.month, f.account_id, f.indicator_id, f.batch_id, f.state, f.value, f.reason, f.note
				FROM ` + cellsOf + ` t JOIN figures f ON f.month = t.month AND f.account_id = t.account_id
			UNION ALL SELECT f.month, f.account_id, f.indicator_id, f.batch_id, f.state, f.value, f.reason, f.note
				FROM ` + cellsOf + ` t JOIN figure_versions f ON f.month = t.month AND f.account_id = t.account_id) x
		JOIN batches b ON b.id = x.batch_id JOIN indicators i ON i.id = x.indicator_id ` + accountOf + `
		WHERE b.user_id = ? AND b.channel NOT IN ('import', 'connector') ORDER BY x.batch_id, x.month, a.id, i.position`},
	{"questions", "asked_at:instant month:month platform:text handle:text indicator:indicator question:text answered_at:instant answer:text closed_at:instant",
		`SELECT b.at, x.month, p.name, h.handle, i.code, x.question, bb.at,
			x.answer, bc.at
		FROM questions x JOIN batches b ON b.id = x.asked_by LEFT JOIN batches bb ON bb.id = x.answered_by
			LEFT JOIN batches bc ON bc.id = x.closed_by JOIN indicators i ON i.id = x.indicator_id ` + accountOf + `
		WHERE b.user_id = ? OR bb.user_id = ? ORDER BY x.id`},
	{"corrections", "proposed_at:instant month:month platform:text handle:text indicator:indicator old_value:number new_value:number new_reason:reason reason:text state:word decided_at:instant decision_reason:text",
		`SELECT b.at, x.month, p.name, h.handle, i.code, x.old_value, x.new_value, x.new_reason, x.reason, x.state, bd.at,
			x.decision_reason
		FROM corrections x JOIN batches b ON b.id = x.proposed_by LEFT JOIN batches bd ON bd.id = x.decided_by
			JOIN indicators i ON i.id = x.indicator_id ` + accountOf + `
		WHERE b.user_id = ? OR bd.user_id = ? ORDER BY x.id`},
	{"decisions", "decided_at:instant month:month range:text platform:text handle:text verdict:word reason:text review_day:day",
		`SELECT b.at, x.month, coalesce(g.name, ''), p.name, h.handle, x.verdict, x.reason, x.review_day
		FROM decisions x JOIN batches b ON b.id = x.batch_id LEFT JOIN ranges g ON g.id = x.range_id
			LEFT JOIN accounts a ON a.id = x.account_id LEFT JOIN platforms p ON p.id = a.platform_id
			LEFT JOIN account_handles h ON h.account_id = a.id AND h.until_month IS NULL
		WHERE b.user_id = ? ORDER BY x.id`},
	{"challenge", "at:instant name:text platform:text handle:text from_month:month until_month:month",
		`SELECT b.at, s.name, p.name, h.handle, x.from_month, x.until_month FROM challenge_entries x
			JOIN batches b ON b.id = x.batch_id JOIN challenges s ON s.id = x.challenge_id ` + accountOf + `
		WHERE b.user_id = ? ORDER BY x.batch_id, a.id`},
	{"bravos", "month:month platform:text handle:text",
		`SELECT x.month, p.name, h.handle FROM bravos x ` + accountOf + ` WHERE x.user_id = ? ORDER BY x.month, a.id`},
	{"annotations", "at:instant month:month platform:text handle:text text:text",
		`SELECT b.at, x.month, p.name, h.handle, x.text FROM annotations x JOIN batches b ON b.id = x.batch_id
			LEFT JOIN accounts a ON a.id = x.account_id LEFT JOIN platforms p ON p.id = a.platform_id
			LEFT JOIN account_handles h ON h.account_id = a.id AND h.until_month IS NULL
		WHERE b.user_id = ? ORDER BY x.id`},
	{"saved_views", "name:text address:text shared:word",
		`SELECT name, address, CASE shared WHEN 1 THEN 'yes' ELSE 'no' END FROM saved_views WHERE user_id = ? ORDER BY id`},
	{"days_away", "from_day:day until_day:day", `SELECT from_day, until_day FROM days_away WHERE user_id = ? ORDER BY from_day`},
	{"acts", "at:instant channel:word role:word reason:text",
		`SELECT at, channel, role, reason FROM batches WHERE user_id = ? ORDER BY id`},
	{"changes", "at:instant channel:word subject:text subject_id:number field:text since:text old:text new:text",
		`SELECT b.at, b.channel, x.subject, x.subject_id, x.field, x.since, x.old, x.new FROM changes x JOIN batches b ON b.id = x.batch_id
		WHERE x.batch_id IN ` + batchesOf + ` OR (x.subject = 'users' AND x.subject_id = ?) ORDER BY x.id`},
	{"imports", "at:instant kind:word filename:text rows_read:number created:number changed:number",
		`SELECT b.at, x.kind, x.filename, x.rows_read, x.created, x.changed FROM imports x JOIN batches b ON b.id = x.batch_id
		WHERE b.user_id = ? ORDER BY x.id`},
	{"notices", "platform:text handle:text month:month at:instant seen_at:instant",
		`SELECT p.name, h.handle, x.month, b.at, x.seen_at FROM notices x JOIN batches b ON b.id = x.batch_id ` + accountOf + `
		WHERE x.user_id = ? ORDER BY x.month`},
	{"mails", "kind:word month:month queued_at:instant ended_at:instant state:word",
		`SELECT kind, month, queued_at, ended_at, state FROM mails WHERE user_id = ? ORDER BY id`},
	{"mail_refusals", "kind:word", `SELECT kind FROM mail_refusals WHERE user_id = ? ORDER BY kind`},
	{"access", "kind:word created_at:instant expires_at:instant ended_at:instant",
		`SELECT kind, created_at, expires_at, used_at FROM links WHERE user_id = ?
		UNION ALL SELECT 'token', created_at, NULL, revoked_at FROM api_tokens WHERE user_id = ?
		UNION ALL SELECT 'calendar', created_at, NULL, revoked_at FROM calendar_feeds WHERE user_id = ?
		UNION ALL SELECT 'mail_' || kind, created_at, expires_at, NULL FROM mail_links WHERE user_id = ? ORDER BY 2`},
	{"identities", "issuer:text subject:text", `SELECT issuer, subject FROM user_identities WHERE user_id = ?`},
}

// PersonData reads everything that is known of a person. Figures of files are
// left out: the files are named.
func (c Conn) PersonData(ctx context.Context, user kpi.ID) ([]kpi.DataTable, error) {
	tables := make([]kpi.DataTable, 0, len(personTables))
	for _, t := range personTables {
		table := kpi.DataTable{Name: t.name}
		for column := range strings.FieldsSeq(t.columns) {
			name, kind, _ := strings.Cut(column, ":")
			table.Columns = append(table.Columns, kpi.DataColumn{Name: name, Kind: kpi.DataKind(kind)})
		}
		args := make([]any, strings.Count(t.query, "?"))
		for i := range args {
			args[i] = int64(user)
		}
		err := c.eachRow(ctx, func(r *sqlx.Rows) error {
			cells, err := r.SliceScan()
			for i, cell := range cells {
				cells[i] = dataCell(cell)
			}
			table.Rows = append(table.Rows, cells)
			return err
		}, t.query, args...)
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

// dataCell is a cell as text, float64 or nil; an empty text is nil.
func dataCell(v any) any {
	switch v := v.(type) {
	case []byte:
		return dataCell(string(v))
	case string:
		if v == "" {
			return nil
		}
		return v
	case int64:
		return float64(v)
	}
	return v
}
