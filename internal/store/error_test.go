package store

import (
	"errors"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"

	"portevoix/internal/kpi"
)

// A disk without room is said in the same words wherever it stops the work:
// while writing, while opening, while making the shared memory of a log.
func TestAFullDiskIsSaidAlike(t *testing.T) {
	for name, err := range map[string]error{
		"writing":       storeError(sqlite3.Error{Code: sqlite3.ErrFull}),
		"opening":       openError("t.db", sqlite3.Error{Code: sqlite3.ErrFull}),
		"shared memory": openError("t.db", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.ENOSPC}),
	} {
		var ours *kpi.Error
		if !errors.As(err, &ours) || ours.Key != "store.disk_full" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := storeError(sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EIO}); kpi.CodeOf(err) != kpi.CodeInternal || errors.As(err, new(*kpi.Error)) {
		t.Errorf("a broken disk is not a full one: %v", err)
	}
}
