package store

import (
	"context"
	"slices"
	"strconv"
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
	row   string // one or more of a VALUES list, with its own parameters
	own   int    // how many these are
	rows  int    // that one statement writes
	head  string
	full  prepared
	args  []any
}

// fixedRows is about how many rows one statement writes.
const fixedRows = 150

// fixedBulk begins a statement; in row, ?1, ?2… are the fixed parameters, each
// $ is one of the row's own, and @ is the first of these again.
func (tx *Tx) fixedBulk(head, row string, fixed ...any) *fixedBulk {
	b := &fixedBulk{tx: tx, fixed: fixed, row: row, own: strings.Count(row, "$"), head: head}
	b.rows = max(1, fixedRows/strings.Count(row, "("))
	b.full = prepared{tx: tx, text: b.text(b.rows)}
	b.args = append(make([]any, 0, len(fixed)+b.rows*b.own), fixed...)
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
		first := n + 1
		for _, c := range b.row {
			switch c {
			case '$':
				n++
				text.WriteString("?" + strconv.Itoa(n))
			case '@':
				text.WriteString("?" + strconv.Itoa(first))
			default:
				text.WriteRune(c)
			}
		}
	}
	return text.String()
}

func (b *fixedBulk) add(ctx context.Context, values ...any) error {
	b.args = append(b.args, values...)
	if len(b.args) < len(b.fixed)+b.rows*b.own {
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
	tx.touchMonth(month)
	a := figureAdder{tx: tx, fixed: []any{month.String(), int64(tx.Batch)}}
	a.others = tx.fixedBulk(figuresHead, `(?1,$,$,$,$,$,$,?2)`, a.fixed...)
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Account == rows[0].Account {
			n++
		}
		if err := a.account(ctx, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	for _, s := range a.shapes {
		if err := s.flush(ctx); err != nil {
			return err
		}
	}
	return a.others.flush(ctx)
}

const figuresHead = `INSERT INTO figures (month, account_id, indicator_id, state, value, reason, note, batch_id)`

// figureAdder writes the figures of a month account by account. Most accounts
// have plain values of the same indicators: those have a statement of their
// own, to which each gives its id and the values.
type figureAdder struct {
	tx     *Tx
	fixed  []any // month and batch
	shapes []figureShape
	others *fixedBulk
	args   []any
}

// figureShape writes accounts with plain values of these indicators.
type figureShape struct {
	indicators []kpi.ID
	*fixedBulk
}

// maxShapes is how many statements of their own there are at most.
const maxShapes = 8

func (a *figureAdder) account(ctx context.Context, rows []FigureRow) error {
	special := func(r FigureRow) bool { return r.State != kpi.StateValue || r.Note != "" }
	var shape *fixedBulk
	if !slices.ContainsFunc(rows, special) {
		shape = a.shapeOf(rows)
	}
	if shape == nil {
		return a.other(ctx, rows)
	}
	a.args = append(a.args[:0], int64(rows[0].Account))
	for _, r := range rows {
		a.args = append(a.args, r.Value)
	}
	return shape.add(ctx, a.args...)
}

// shapeOf is the statement for the indicators of some rows, nil where there
// are too many statements already.
func (a *figureAdder) shapeOf(rows []FigureRow) *fixedBulk {
	same := func(id kpi.ID, r FigureRow) bool { return id == r.Indicator }
	for _, s := range a.shapes {
		if slices.EqualFunc(s.indicators, rows, same) {
			return s.fixedBulk
		}
	}
	if len(a.shapes) == maxShapes {
		return nil
	}
	s := figureShape{}
	fixed := slices.Clone(a.fixed)
	var text []string
	for i, r := range rows {
		s.indicators = append(s.indicators, r.Indicator)
		fixed = append(fixed, int64(r.Indicator))
		account := "$"
		if i > 0 {
			account = "@"
		}
		text = append(text, `(?1,`+account+`,?`+strconv.Itoa(len(fixed))+`,1,$,NULL,NULL,?2)`)
	}
	s.fixedBulk = a.tx.fixedBulk(figuresHead, strings.Join(text, ","), fixed...)
	a.shapes = append(a.shapes, s)
	return s.fixedBulk
}

func (a *figureAdder) other(ctx context.Context, rows []FigureRow) error {
	for _, r := range rows {
		r = cleanFigure(r)
		if err := a.others.add(ctx, int64(r.Account), int64(r.Indicator), int64(r.State), numberArg(r.Number()), nullText(r.Reason), nullText(r.Note)); err != nil {
			return err
		}
	}
	return nil
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
	tx.touchMonth(month)
	const head = `INSERT INTO filings (` + filingColumns + `)`
	fixed := []any{month.String(), int64(tx.Batch), instant(tx.Now)}
	submitted := tx.fixedBulk(head, `(?1,$,'submitted',1,'','',?3,?3,?2)`, fixed...)
	drafts := tx.fixedBulk(head, `(?1,$,'draft',1,'','',NULL,NULL,?2)`, fixed[:2]...)
	others := tx.fixedBulk(head, `(?1,$,$,1,$,'',$,$,?2)`, fixed[:2]...)
	for _, r := range rows {
		var err error
		switch now := tx.Now; {
		case r.Comment == "" && r.State == kpi.FilingSubmitted && r.FirstSubmittedAt.Equal(now) && r.LastSubmittedAt.Equal(now):
			err = submitted.add(ctx, int64(r.Account))
		case r.Comment == "" && r.State == kpi.FilingDraft && r.FirstSubmittedAt.IsZero() && r.LastSubmittedAt.IsZero():
			err = drafts.add(ctx, int64(r.Account))
		default:
			err = others.add(ctx, int64(r.Account), string(r.State), r.Comment, instant(r.FirstSubmittedAt), instant(r.LastSubmittedAt))
		}
		if err != nil {
			return err
		}
	}
	for _, b := range []*fixedBulk{submitted, drafts, others} {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	return nil
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
