package network

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// This file holds what is done to a whole database file rather than in it, by
// whoever owns the file.

// Backup copies the database file at path to a new file while it is in use.
// Errors: kpi.CodeConflict where out exists; as store.CopyFile.
func Backup(ctx context.Context, path, out string) error {
	return store.CopyFile(ctx, path, out)
}

// Restore puts a copy of backup in the place of the database file at path and
// returns the name under which the replaced file is kept, "" if there was none.
// Messages that waited in the backup were perhaps sent since: they wait no more.
// Errors: kpi.CodeInvalid where the backup is damaged or none of ours,
// kpi.CodeConflict where the file at path is in use.
func Restore(ctx context.Context, path, backup string, at time.Time) (aside string, err error) {
	if sameFile(path, backup) {
		return "", kpi.Invalid("store.restore_same", "path", path)
	}
	damage, err := store.InspectFile(ctx, backup)
	if err != nil {
		return "", err
	}
	if !damage.None() {
		return "", damaged(backup, damage)
	}
	if aside, err = store.ReplaceFile(ctx, path, backup, at); err != nil {
		return aside, err
	}
	return aside, dropRestoredMails(ctx, path, at)
}

func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

func damaged(path string, d store.Damage) error {
	e := kpi.Invalid("store.damaged", "path", path)
	for _, text := range d.Integrity {
		e.Fields = append(e.Fields, kpi.Field("", "store.damage_integrity", "text", text))
	}
	for _, text := range d.ForeignKeys {
		e.Fields = append(e.Fields, kpi.Field("", "store.damage_reference", "text", text))
	}
	return e
}

// Check looks for damage in the database file at path: SQLite's own checks,
// rows that point to nothing, issued reports whose bytes are not those that
// were issued, and totals that are not the sum of their figures. It works on a copy, so that people go on filing meanwhile.
// Errors: kpi.CodeInvalid with a field for each fault.
func Check(ctx context.Context, path string) (held store.Inventory, err error) {
	damage, err := store.InspectFile(ctx, path)
	if err != nil {
		return held, err
	}
	if !damage.None() {
		return held, damaged(path, damage)
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".portevoix-check-")
	if err != nil {
		return held, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	copied := filepath.Join(folder, "copy.db")
	if err := store.CopyFile(ctx, path, copied); err != nil {
		return held, err
	}
	n, err := Open(ctx, copied, Options{})
	if err != nil {
		return held, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	files, err := n.checkReports(ctx, path)
	if err != nil {
		return held, err
	}
	held, err = n.checkTotals(ctx, path)
	held.Reports = files
	return held, err
}

// checkReports compares the bytes of issued reports with their checksums, and
// returns how many files of them there are.
func (n *Network) checkReports(ctx context.Context, path string) (files int, err error) {
	wrong, files, err := n.db.CheckIssued(ctx)
	if err != nil || len(wrong) == 0 {
		return files, err
	}
	e := kpi.Invalid("store.reports_differ", "path", path)
	for _, f := range wrong {
		key := "store.damage_report"
		if f.SHA256 == "" {
			key = "store.damage_report_gone"
		}
		e.Fields = append(e.Fields, kpi.Field("", key, "number", f.Report.String(), "variant", f.Variant))
	}
	return files, e
}

func (n *Network) checkTotals(ctx context.Context, path string) (held store.Inventory, err error) {
	settings, err := n.Settings(ctx)
	if err != nil {
		return held, err
	}
	var faults []store.TotalFault
	err = n.db.Write(ctx, n.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		faults, held, err = tx.CheckTotals(ctx, settings.calendar(n.location()))
		return err
	})
	if err != nil || len(faults) == 0 {
		return held, err
	}
	e := kpi.Invalid("store.totals_differ", "path", path)
	for _, f := range faults {
		scope := f.Scope.Kind + " " + f.Scope.A.String() + " " + f.Scope.B.String()
		if f.Indicator == "" {
			e.Fields = append(e.Fields, kpi.Field("", "store.damage_filing_total", "month", f.Month.String(), "scope", scope))
			continue
		}
		e.Fields = append(e.Fields, kpi.Field("", "store.damage_total", "month", f.Month.String(), "scope", scope, "indicator", f.Indicator))
	}
	return held, e
}
