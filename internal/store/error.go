package store

import (
	"database/sql"
	"errors"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"portevoix/internal/kpi"
)

// storeError turns the driver's errors into ours, by their codes; an error
// that is ours already stays as it is.
func storeError(err error) error {
	if err == nil {
		return nil
	}
	var ours *kpi.Error
	if errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &kpi.Error{Code: kpi.CodeNotFound, Key: "error.not_found", Err: err}
	}
	var driver sqlite3.Error
	if errors.As(err, &driver) {
		switch {
		case driver.Code == sqlite3.ErrFull, driver.Code == sqlite3.ErrIoErr && driver.SystemErrno == syscall.ENOSPC:
			return &kpi.Error{Code: kpi.CodeInternal, Key: "store.disk_full", Err: err}
		case driver.Code == sqlite3.ErrBusy:
			return &kpi.Error{Code: kpi.CodeInternal, Key: "store.busy", Err: err}
		case driver.ExtendedCode == sqlite3.ErrConstraintUnique, driver.ExtendedCode == sqlite3.ErrConstraintPrimaryKey:
			return &kpi.Error{Code: kpi.CodeConflict, Key: "store.taken", Err: err}
		}
	}
	return err
}

// openError says of a file that could not be opened what it is.
func openError(path string, err error) error {
	var driver sqlite3.Error
	if errors.As(err, &driver) && (driver.Code == sqlite3.ErrNotADB || driver.Code == sqlite3.ErrCorrupt) {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "store.not_a_database", Args: kpi.Args{"path": path}, Err: err}
	}
	if errors.As(err, &driver) && driver.Code == sqlite3.ErrCantOpen {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "store.cannot_open", Args: kpi.Args{"path": path}, Err: err}
	}
	return storeError(err)
}
