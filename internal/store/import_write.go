package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// Figures and filings that were never there, as imports bring them by the
// thousand: nothing is looked up and nothing replaced.

// fixedBulk writes rows many at a time, with parameters that are the same for
// all of them bound once: binding is most of what a small row costs.
type fixedBulk struct {
	tx    *Tx
	fixed []any
	row   string // of a VALUES list; $ stands for the row's own parameters
	own   int    // how many these are
	head  string
	full  prepared
	args  []any
}

// fixedRows is how many rows one statement writes.
const fixedRows = 150

// fixedBulk begins a statement; in row, ?1, ?2… are the fixed parameters and
// each $ is one of the row's own.
func (tx *Tx) fixedBulk(head, row string, fixed ...any) *fixedBulk {
	b := &fixedBulk{tx: tx, fixed: fixed, row: row, own: strings.Count(row, "$"), head: head}
	b.full = prepared{tx: tx, text: b.text(fixedRows)}
	b.args = append(make([]any, 0, len(fixed)+fixedRows*b.own), fixed...)
	return b
}

func (b *fixedBulk) text(rows int) string {
	var text strings.Builder
	text.WriteString(b.head + " VALUES ")
	n := len(b.fixed)
	for i := range rows {
		if i > 0 {
			text.WriteByte(',')
		}
		for _, c := range b.row {
			if c == '$' {
				n++
				fmt.Fprintf(&text, "?%d", n)
			} else {
				text.WriteRune(c)
			}
		}
	}
	return text.String()
}

func (b *fixedBulk) add(ctx context.Context, values ...any) error {
	b.args = append(b.args, values...)
	if len(b.args) < len(b.fixed)+fixedRows*b.own {
		return nil
	}
	err := b.full.exec(ctx, b.args)
	b.args = b.args[:len(b.fixed)]
	return err
}

func (b *fixedBulk) flush(ctx context.Context) error {
	if err := b.full.close(); err != nil {
		return err
	}
	rows := (len(b.args) - len(b.fixed)) / b.own
	if rows == 0 {
		return nil
	}
	_, err := b.tx.exec(ctx, b.text(rows), b.args...)
	b.args = b.args[:len(b.fixed)]
	return err
}

// AddFigures writes figures of one month that were never given, in the order
// of accounts and indicators. Totals are not touched.
// Errors: kpi.CodeConflict where one was.
func (tx *Tx) AddFigures(ctx context.Context, month kpi.Month, rows []FigureRow) error {
	const head = `INSERT INTO figures (month, account_id, indicator_id, state, value, reason, note, batch_id)`
	values := tx.fixedBulk(head, `(?1,$,$,1,$,NULL,NULL,?2)`, month.String(), int64(tx.Batch))
	others := tx.fixedBulk(head, `(?1,$,$,$,$,$,$,?2)`, month.String(), int64(tx.Batch))
	for _, r := range rows {
		var err error
		if r = cleanFigure(r); r.State == kpi.StateValue && r.Note == "" {
			err = values.add(ctx, int64(r.Account), int64(r.Indicator), r.Value)
		} else {
			err = others.add(ctx, int64(r.Account), int64(r.Indicator), int64(r.State), numberArg(r.Number()), nullText(r.Reason), nullText(r.Note))
		}
		if err != nil {
			return err
		}
	}
	if err := values.flush(ctx); err != nil {
		return err
	}
	return others.flush(ctx)
}

func numberArg(n kpi.Number) any {
	if !n.Known {
		return nil
	}
	return n.V
}

// AddFilings writes filings of one month that were never saved, in the order
// of accounts. Totals are not touched.
// Errors: kpi.CodeConflict where one was.
func (tx *Tx) AddFilings(ctx context.Context, month kpi.Month, rows []FilingRow) error {
	filings := tx.fixedBulk(`INSERT INTO filings (`+filingColumns+`)`, `(?1,$,$,1,$,'',$,$,?2)`, month.String(), int64(tx.Batch))
	for _, r := range rows {
		if err := filings.add(ctx, int64(r.Account), string(r.State), r.Comment, instant(r.FirstSubmittedAt), instant(r.LastSubmittedAt)); err != nil {
			return err
		}
	}
	return filings.flush(ctx)
}

// StoredFigure is a figure of a month, without its note.
type StoredFigure struct {
	Account, Indicator kpi.ID
	State              kpi.State
	Value              float64
	Reason             string
}

// MonthFigures calls f with every figure of a month, by account and indicator.
func (c Conn) MonthFigures(ctx context.Context, month kpi.Month, f func(StoredFigure)) error {
	return c.eachRow(ctx, func(rows *sqlx.Rows) error {
		var s StoredFigure
		var account, indicator, state int64
		err := rows.Scan(&account, &indicator, &state, &s.Value, &s.Reason)
		s.Account, s.Indicator, s.State = kpi.ID(account), kpi.ID(indicator), kpi.State(state)
		f(s)
		return err
	}, `SELECT account_id, indicator_id, state, coalesce(value, 0), coalesce(reason, '') FROM figures
		WHERE month = ? ORDER BY account_id, indicator_id`, month)
}
