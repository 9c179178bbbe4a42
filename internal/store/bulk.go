package store

// Statements of many rows at once.

import (
	"context"
	"database/sql"
	"strings"
)

// maxParameters is about how many parameters one statement of many rows
// takes; more are no faster.
const maxParameters = 400

// bulk writes rows many at a time with one statement.
type bulk struct {
	tx         *Tx
	head, tail string // before and after VALUES (…), (…)
	columns    int
	rows       int // of a full statement
	full       prepared
	args       []any
}

// bulk begins a statement of many rows: head is such as "INSERT INTO t (a, b)",
// tail such as "ON CONFLICT … DO UPDATE …".
func (tx *Tx) bulk(head string, columns int, tail string) *bulk {
	b := &bulk{tx: tx, head: head, tail: tail, columns: columns, rows: max(1, maxParameters/columns)}
	b.full = prepared{tx: tx, text: b.text(b.rows)}
	b.args = make([]any, 0, b.rows*columns)
	return b
}

func (b *bulk) text(rows int) string {
	return b.head + " VALUES " + placeholders(rows, b.columns) + " " + b.tail
}

// add gives one row; it is written when the statement is full, or by flush.
func (b *bulk) add(ctx context.Context, values ...any) error {
	b.args = append(b.args, values...)
	if len(b.args) < b.rows*b.columns {
		return nil
	}
	err := b.full.exec(ctx, b.args)
	b.args = b.args[:0]
	return err
}

// flush writes the rows that were given and not written yet.
func (b *bulk) flush(ctx context.Context) error {
	if err := b.full.close(); err != nil {
		return err
	}
	if len(b.args) == 0 {
		return nil
	}
	_, err := b.tx.exec(ctx, b.text(len(b.args)/b.columns), b.args...)
	b.args = b.args[:0]
	return err
}

// prepared is a long statement that is read once, from its second use on:
// reading it costs as much as running it.
type prepared struct {
	tx   *Tx
	text string
	used bool
	stmt *sql.Stmt
}

func (p *prepared) exec(ctx context.Context, args []any) (err error) {
	if !p.used {
		p.used = true
		_, err = p.tx.exec(ctx, p.text, args...)
		return err
	}
	if p.stmt == nil {
		if p.stmt, err = p.tx.tx.PrepareContext(ctx, p.text); err != nil {
			return storeError(err)
		}
	}
	_, err = p.stmt.ExecContext(ctx, args...)
	return storeError(err)
}

// close lets the statement go; it is read again where it is used again.
func (p *prepared) close() error {
	stmt := p.stmt
	p.stmt = nil
	if stmt == nil {
		return nil
	}
	return storeError(stmt.Close())
}

// placeholders writes "(?, ?), (?, ?)" for the given rows and columns.
func placeholders(rows, columns int) string {
	row := "(?" + strings.Repeat(", ?", columns-1) + ")"
	return row + strings.Repeat(", "+row, rows-1)
}

// marks writes "?, ?, ?" for n values.
func marks(n int) string { return "?" + strings.Repeat(", ?", n-1) }
