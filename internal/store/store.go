// Package store keeps everything in one SQLite file and holds all SQL of the
// project. Reading methods belong to Conn, so that they serve on the reading
// pool (DB), in a snapshot and inside a writing transaction (Tx) alike;
// writing methods belong to Tx. It checks no right and no rule of the domain.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

	"portevoix/internal/kpi"
)

// readers is how many connections read at once; one writes. Each keeps pages of
// its own, up to _cache_size KiB: 16 MiB for the one that recomputes months, and
// 4 for those that read, which the month page is no slower with.
const readers = 4

// DB is an open database file.
type DB struct {
	Conn
	path   string
	writer *sqlx.DB
	reader *sqlx.DB
}

// Conn reads, from wherever it stands.
type Conn struct {
	q      sqlx.ExtContext
	memory *memory // what was read of all accounts; nil in a writing transaction, which sees what nobody else does
	// stamped is of a snapshot, whose stamps stay the same; else nil.
	stamped *stampsRead
}

// Tx is a writing transaction: everything in it happens, or nothing.
type Tx struct {
	Conn
	tx *sqlx.Tx
	// Now is the one instant of everything written here.
	Now time.Time
	// Batch is the id of the act that everything written here belongs to; 0:
	// of none.
	Batch kpi.ID

	after   []func()
	touches map[string]bool // names of stamps
	written map[kpi.Month]*monthWrites
}

// Batch says who acts, when and how; its row is written with the first change.
type Batch struct {
	At      time.Time
	User    kpi.ID // 0: the command line or a job
	Role    string
	Channel kpi.Channel
	Reason  string
}

// Open opens the database file at path, brings an older one to today's shape,
// and makes a new one where there is none and create is set.
// Errors: kpi.CodeNotFound where there is no file, kpi.CodeInvalid where it is
// not a Porte-voix database or one of a newer program.
func Open(ctx context.Context, path string, create bool) (*DB, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if !create {
			return nil, kpi.NotFound("store.no_file", "path", path)
		}
		if err := createFile(path); err != nil {
			return nil, &kpi.Error{Code: kpi.CodeInvalid, Key: "store.cannot_open", Args: kpi.Args{"path": path}, Err: err}
		}
	}
	writer, err := connect(path, "_txlock=immediate&_cache_size=-16384", 1)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, writer); err != nil {
		return nil, errors.Join(openError(path, err), writer.Close())
	}
	reader, err := connect(path, "mode=ro&_query_only=1&_cache_size=-4096", readers)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return &DB{Conn: Conn{q: reader, memory: newMemory()}, path: path, writer: writer, reader: reader}, nil
}

// createFile makes an empty file that nobody else on the machine can read:
// SQLite gives its log the same permissions.
func createFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// connect opens a pool whose connections all carry the pragmas: without
// synchronous=FULL a power cut loses acknowledged filings in WAL mode.
func connect(path, more string, conns int) (*sqlx.DB, error) {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=1&_stmt_cache_size=100&" + more
	db, err := sqlx.Open("sqlite3", dsn)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// Close closes the file; the write-ahead log is folded into it.
func (db *DB) Close() error {
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// Path is the file's path.
func (db *DB) Path() string { return db.path }

// Write runs f in a writing transaction that belongs to one batch, and undoes
// everything if f fails.
func (db *DB) Write(ctx context.Context, batch Batch, f func(*Tx) error) error {
	sqlTx, err := db.writer.BeginTxx(ctx, nil)
	if err != nil {
		return storeError(err)
	}
	defer func() { _ = sqlTx.Rollback() }() // after Commit it does nothing
	tx := &Tx{Conn: Conn{q: sqlTx}, tx: sqlTx, Now: batch.At.UTC()}
	if batch.Role != "" {
		if tx.Batch, err = tx.addBatch(ctx, batch); err != nil {
			return err
		}
	}
	if err := f(tx); err != nil {
		return storeError(err)
	}
	if err := tx.noteWrites(ctx, db.memory); err != nil {
		return err
	}
	if err := tx.writeStamps(ctx); err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return storeError(err)
	}
	for _, done := range tx.after {
		done()
	}
	return nil
}

// Keep runs f in a writing transaction that is no act of anybody: what it
// writes has no history.
func (db *DB) Keep(ctx context.Context, at time.Time, f func(*Tx) error) error {
	return db.Write(ctx, Batch{At: at}, f)
}

// AfterCommit calls f once what is written here stands; never, if it is undone.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Snapshot runs f on one unchanging state of the database.
func (db *DB) Snapshot(ctx context.Context, f func(Conn) error) error {
	tx, err := db.reader.BeginTxx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return storeError(err)
	}
	defer func() { _ = tx.Rollback() }()
	return storeError(f(Conn{q: tx, memory: db.memory, stamped: &stampsRead{}}))
}

func (tx *Tx) addBatch(ctx context.Context, b Batch) (kpi.ID, error) {
	res, err := tx.q.ExecContext(ctx, `INSERT INTO batches (at, user_id, role, channel, reason) VALUES (?, ?, ?, ?, ?)`,
		instant(b.At), nullID(b.User), b.Role, string(b.Channel), b.Reason)
	if err != nil {
		return 0, storeError(err)
	}
	id, err := res.LastInsertId()
	return kpi.ID(id), err
}

// get reads one row into dest; sql.ErrNoRows becomes CodeNotFound.
func (c Conn) get(ctx context.Context, dest any, query string, args ...any) error {
	return storeError(sqlx.GetContext(ctx, c.q, dest, query, args...))
}

// all reads all rows into the slice dest.
func (c Conn) all(ctx context.Context, dest any, query string, args ...any) error {
	return storeError(sqlx.SelectContext(ctx, c.q, dest, query, args...))
}

// exec runs a statement and returns how many rows it changed.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := tx.q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, storeError(err)
	}
	return res.RowsAffected()
}

// insert runs an INSERT and returns the new row's id.
func (tx *Tx) insert(ctx context.Context, query string, args ...any) (kpi.ID, error) {
	res, err := tx.q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, storeError(err)
	}
	id, err := res.LastInsertId()
	return kpi.ID(id), err
}
