package store

// Kept totals held in memory, by month: a page reads those of many months, of
// which a write changes one.

import (
	"context"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// keptRow is a row of totals, or of filing_totals: its indicator is then 0, and
// the first of sums are those of filings.
type keptRow struct {
	a, b, indicator kpi.ID
	sums            figureSums
}

// keptKey names the rows of a month of one kind of scope.
type keptKey struct {
	table, scope string
	month        kpi.Month
}

// keptRows are rows as acts left them.
type keptRows struct {
	rows  []keptRow
	acts  [3]kpi.ID // on M, M−1, M−12
	crowd kpi.ID
}

// heldTotals are the rows that are held.
type heldTotals struct {
	rows  map[keptKey]keptRows
	heavy int // rows in them
}

// heaviestTotals is how many rows are held, of about 120 bytes each.
const heaviestTotals = 200_000

// keptTotals are the kept rows of months for one kind of scope, by scope and in
// the order of the screen.
func (c Conn) keptTotals(ctx context.Context, t totalTable, scope string, months []kpi.Month) (map[kpi.Month][]keptRow, error) {
	r, err := c.recall(ctx)
	if err != nil {
		return nil, err
	}
	rows := make(map[kpi.Month][]keptRow, len(months))
	var missing []kpi.Month
	r.mu.Lock()
	for _, m := range months {
		held, there := r.totals.rows[keptKey{t.name, scope, m}]
		if !there || held.acts != r.actsOf(m) || held.crowd != r.acts[crowdStamp] {
			missing = append(missing, m)
			continue
		}
		rows[m] = held.rows
	}
	r.mu.Unlock()
	if len(missing) == 0 {
		return rows, nil
	}
	if err := c.readKept(ctx, t, scope, missing, rows); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range missing {
		r.holdKept(keptKey{t.name, scope, m}, keptRows{rows[m], r.actsOf(m), r.acts[crowdStamp]})
	}
	return rows, nil
}

// holdKept holds rows; where they are too many, those before go.
func (r recall) holdKept(key keptKey, kept keptRows) {
	h := &r.memory.totals
	more := len(kept.rows) - len(h.rows[key].rows)
	if h.rows == nil || h.heavy+more > heaviestTotals {
		h.rows, h.heavy, more = map[keptKey]keptRows{}, 0, len(kept.rows)
	}
	h.rows[key] = kept
	h.heavy += more
}

// readKept reads rows of months.
func (c Conn) readKept(ctx context.Context, t totalTable, scope string, months []kpi.Month, into map[kpi.Month][]keptRow) error {
	indicator, join, order := `0`, ``, ``
	if len(t.extra) > 0 {
		indicator, join, order = `t.indicator_id`, ` CROSS JOIN indicators i ON i.id = t.indicator_id`, `, i.position, i.id`
	}
	columns := t.columns()
	// There may be many: scanning into any does without reflection.
	values := make([]any, 4+len(columns))
	dest := make([]any, len(values))
	for i := range values {
		dest[i] = &values[i]
	}
	lastText, month := "", kpi.Month(0)
	for chunk := range slices.Chunk(months, maxParameters) {
		err := c.eachRow(ctx, func(rows *sqlx.Rows) error {
			if err := rows.Scan(dest...); err != nil {
				return err
			}
			if text, _ := values[0].(string); text != lastText {
				at, err := kpi.ParseMonth(text)
				if err != nil {
					return err
				}
				lastText, month = text, at
			}
			row := keptRow{a: kpi.ID(integer(values[1])), b: kpi.ID(integer(values[2])), indicator: kpi.ID(integer(values[3]))}
			for i := range columns {
				switch v := values[4+i].(type) {
				case int64:
					row.sums[i] = float64(v)
				case float64:
					row.sums[i] = v
				}
			}
			into[month] = append(into[month], row)
			return nil
		}, `SELECT t.month, t.a, t.b, `+indicator+`, t.`+strings.Join(columns, ", t.")+` FROM `+t.name+` t`+join+`
			WHERE t.month IN (`+marks(len(chunk))+`) AND t.scope = ? ORDER BY t.month, t.a, t.b`+order, append(monthArgs(chunk), scope)...)
		if err != nil {
			return err
		}
	}
	return nil
}
