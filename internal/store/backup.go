package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"

	"portevoix/internal/kpi"
)

// This file copies, inspects and replaces whole database files, without
// bringing them to today's shape: that is Open's.

// openAsIs opens a file that must be there and changes nothing about it.
func openAsIs(path string) (*sqlx.DB, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, kpi.NotFound("store.no_file", "path", path)
	}
	db, err := sqlx.Open("sqlite3", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=rw&_busy_timeout=5000&_foreign_keys=1")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// CopyFile writes what is committed in the database file at path to a new
// file, readable by its owner alone, while others read and write. The new file
// appears under its name once it is whole and on the disk.
// Errors: kpi.CodeNotFound where there is no file at path, kpi.CodeConflict
// where there is already one at out.
func CopyFile(ctx context.Context, path, out string) (err error) {
	if _, err := os.Lstat(out); err == nil {
		return kpi.NewError(kpi.CodeConflict, "store.backup_exists", "path", out)
	}
	db, err := openAsIs(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := checkKind(ctx, db); err != nil {
		return openError(path, err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(out), ".portevoix-*.part")
	if err != nil {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "store.cannot_open", Args: kpi.Args{"path": out}, Err: err}
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, temporary.Name())
	if err = errors.Join(storeError(err), temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	return publish(temporary.Name(), out)
}

// publish gives a finished file its name, unless the name is taken.
func publish(temporary, out string) error {
	err := os.Link(temporary, out)
	if errors.Is(err, fs.ErrExist) {
		return kpi.NewError(kpi.CodeConflict, "store.backup_exists", "path", out)
	}
	if err != nil { // a file system without links
		if err := os.Rename(temporary, out); err != nil {
			return err
		}
	}
	return syncFolder(filepath.Dir(out))
}

// syncFolder makes the names in a folder outlive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// checkKind refuses a database that is not a Porte-voix one, or is one of a
// newer program.
func checkKind(ctx context.Context, db *sqlx.DB) error {
	list, err := loadMigrations()
	if err != nil {
		return err
	}
	var version, tables int
	if err := db.GetContext(ctx, &version, `PRAGMA user_version`); err != nil {
		return err
	}
	if latest := len(list); version > latest {
		return kpi.Invalid("store.newer", "version", version, "latest", latest)
	}
	err = db.GetContext(ctx, &tables, `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('settings', 'accounts', 'figures')`)
	if err != nil {
		return err
	}
	if version == 0 || tables < 3 {
		return kpi.Invalid("store.foreign")
	}
	return nil
}

// Damage is what InspectFile found wrong with a file.
type Damage struct {
	Integrity   []string // what SQLite says of pages, indexes and constraints
	ForeignKeys []string // tables with rows that point to nothing
}

// None reports whether nothing was found.
func (d Damage) None() bool { return len(d.Integrity) == 0 && len(d.ForeignKeys) == 0 }

// InspectFile looks for damage in the database file at path and changes
// nothing.
// Errors: kpi.CodeNotFound where there is no file, kpi.CodeInvalid where it is
// not a Porte-voix database.
func InspectFile(ctx context.Context, path string) (d Damage, err error) {
	db, err := openAsIs(path)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := checkKind(ctx, db); err != nil {
		return d, openError(path, err)
	}
	if err := db.SelectContext(ctx, &d.Integrity, `PRAGMA integrity_check`); err != nil {
		return d, openError(path, err)
	}
	if len(d.Integrity) == 1 && d.Integrity[0] == "ok" {
		d.Integrity = nil
	}
	err = db.SelectContext(ctx, &d.ForeignKeys, `SELECT DISTINCT "table" || ' → ' || parent FROM pragma_foreign_key_check`)
	return d, openError(path, err)
}

// ReplaceFile puts a copy of the database file at backup in the place of the
// one at path, which is kept beside it under the name that is returned ("" if
// there was none). The copy is whole and on the disk before anything moves.
// Errors: kpi.CodeConflict where the file at path is in use.
func ReplaceFile(ctx context.Context, path, backup string, at time.Time) (aside string, err error) {
	incoming := path + at.UTC().Format(".20060102-150405") + ".part"
	if err := CopyFile(ctx, backup, incoming); err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(incoming) }()
	if _, err := os.Stat(path); err == nil {
		release, err := seize(ctx, path)
		if err != nil {
			return "", err
		}
		defer release()
		aside = path + at.UTC().Format(".before-restore-20060102-150405")
		if err := moveAside(path, aside); err != nil {
			return "", err
		}
	}
	if err := os.Rename(incoming, path); err != nil {
		if aside != "" {
			err = errors.Join(err, os.Rename(aside, path))
		}
		return "", err
	}
	return aside, syncFolder(filepath.Dir(path))
}

// seize makes sure that nobody has the file open, folds its log into it and
// keeps others out until released. A file too damaged to be anybody's
// database is free.
func seize(ctx context.Context, path string) (release func(), err error) {
	db, err := openAsIs(path)
	if err != nil {
		return nil, err
	}
	release = func() { _ = db.Close() }
	// Leaving WAL mode is granted to the only connection there is.
	for _, statement := range []string{`PRAGMA busy_timeout = 500`, `PRAGMA journal_mode = DELETE`, `BEGIN EXCLUSIVE`} {
		_, err := db.ExecContext(ctx, statement)
		var driver sqlite3.Error
		switch {
		case err == nil:
		case errors.As(err, &driver) && (driver.Code == sqlite3.ErrNotADB || driver.Code == sqlite3.ErrCorrupt):
			return release, nil
		case errors.As(err, &driver) && (driver.Code == sqlite3.ErrBusy || driver.Code == sqlite3.ErrLocked):
			release()
			return nil, &kpi.Error{Code: kpi.CodeConflict, Key: "store.in_use", Args: kpi.Args{"path": path}, Err: err}
		default:
			release()
			return nil, err
		}
	}
	return release, nil
}

// moveAside renames a database with what may lie beside it.
func moveAside(path, aside string) error {
	if _, err := os.Lstat(aside); err == nil {
		return kpi.NewError(kpi.CodeConflict, "store.backup_exists", "path", aside)
	}
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+part, aside+part); err != nil && (part == "" || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}
