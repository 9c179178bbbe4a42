package store

// Issued reports and their bytes. They are written once and never changed:
// nothing here updates or deletes a row of either table. Bytes are read only
// by IssuedData and CheckIssued; everything else reads no more than their size.

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"time"

	"portevoix/internal/kpi"
)

// The variants of an issued report.
const (
	VariantFull     = "full"
	VariantAccounts = "accounts" // for those who may not see the register of decisions, where the full one holds it
	VariantTotals   = "totals"   // for those who may not see each account
)

// IssuedRow is an issued report, without its bytes.
type IssuedRow struct {
	Number     kpi.ID
	Month      kpi.Month
	Locale     string
	Replaces   kpi.ID    // 0: none
	ReplacedBy kpi.ID    // 0: in force
	AsOf       time.Time // when its figures were read
	Batch      kpi.ID    // that issued it
}

// IssuedFile is the file of one variant of an issued report, without its bytes.
type IssuedFile struct {
	Report   kpi.ID `db:"report_id"`
	Variant  string `db:"variant"`
	Filename string `db:"filename"`
	SHA256   string `db:"sha256"` // in hexadecimal
	Size     int64  `db:"size"`   // in bytes
}

// NextReport is the number that the next issued report gets.
func (c Conn) NextReport(ctx context.Context) (kpi.ID, error) {
	var last kpi.ID
	err := c.get(ctx, &last, `SELECT coalesce(max(id), 0) FROM reports`)
	return last + 1, err
}

// IssuedReports reads the reports of a month (the zero month: of all), latest
// first.
func (c Conn) IssuedReports(ctx context.Context, month kpi.Month) ([]IssuedRow, error) {
	return c.issued(ctx, `? OR r.month = ?`, month.IsZero(), month)
}

// IssuedReportPage reads so many reports after some others, latest first, and
// how many there are.
func (c Conn) IssuedReportPage(ctx context.Context, limit, skip int) (list []IssuedRow, total int, err error) {
	if err = c.get(ctx, &total, `SELECT count(*) FROM reports`); err != nil {
		return nil, 0, err
	}
	list, err = c.issued(ctx, `r.id IN (SELECT id FROM reports ORDER BY id DESC LIMIT ? OFFSET ?)`, limit, skip)
	return list, total, err
}

// IssuedReport reads one report.
// Errors: kpi.CodeNotFound.
func (c Conn) IssuedReport(ctx context.Context, number kpi.ID) (IssuedRow, error) {
	list, err := c.issued(ctx, `r.id = ?`, number)
	if err != nil {
		return IssuedRow{}, err
	}
	if len(list) == 0 {
		return IssuedRow{}, kpi.NotFound("error.not_found")
	}
	return list[0], nil
}

func (c Conn) issued(ctx context.Context, where string, args ...any) ([]IssuedRow, error) {
	var rows []struct {
		Number     kpi.ID         `db:"id"`
		Month      kpi.Month      `db:"month"`
		Locale     string         `db:"locale"`
		Replaces   kpi.ID         `db:"replaces"`
		ReplacedBy kpi.ID         `db:"replaced_by"`
		AsOf       sql.NullString `db:"as_of"`
		Batch      kpi.ID         `db:"batch_id"`
	}
	if err := c.all(ctx, &rows, `SELECT r.id, r.month, r.locale, coalesce(r.replaces, 0) AS replaces,
		coalesce(n.id, 0) AS replaced_by, r.as_of, r.batch_id
		FROM reports r LEFT JOIN reports n ON n.replaces = r.id WHERE `+where+` ORDER BY r.id DESC`, args...); err != nil {
		return nil, err
	}
	list := make([]IssuedRow, len(rows))
	for i, r := range rows {
		list[i] = IssuedRow{Number: r.Number, Month: r.Month, Locale: r.Locale, Replaces: r.Replaces,
			ReplacedBy: r.ReplacedBy, AsOf: readInstant(r.AsOf), Batch: r.Batch}
	}
	return list, nil
}

// IssuedFiles reads which files there are of all reports, without their bytes.
func (c Conn) IssuedFiles(ctx context.Context, variant string) (map[kpi.ID]IssuedFile, error) {
	var rows []IssuedFile
	if err := c.all(ctx, &rows, `SELECT report_id, variant, filename, sha256, length(data) AS size
		FROM report_files WHERE variant = ?`, variant); err != nil {
		return nil, err
	}
	files := make(map[kpi.ID]IssuedFile, len(rows))
	for _, f := range rows {
		files[f.Report] = f
	}
	return files, nil
}

// IssuedData reads the bytes of a report's variant.
// Errors: kpi.CodeNotFound.
func (c Conn) IssuedData(ctx context.Context, number kpi.ID, variant string) ([]byte, error) {
	var data []byte
	err := c.get(ctx, &data, `SELECT data FROM report_files WHERE report_id = ? AND variant = ?`, number, variant)
	return data, err
}

// AddReport writes an issued report down under its number, as part of this
// act.
// Errors: kpi.CodeConflict where the number is taken, or where what it
// replaces is replaced already.
func (tx *Tx) AddReport(ctx context.Context, r IssuedRow) error {
	_, err := tx.exec(ctx, `INSERT INTO reports (id, month, locale, replaces, as_of, batch_id) VALUES (?, ?, ?, ?, ?, ?)`,
		r.Number, r.Month, r.Locale, nullID(r.Replaces), instant(r.AsOf), tx.Batch)
	return err
}

// AddReportFile keeps the bytes of a report's variant for ever, with their
// checksum.
func (tx *Tx) AddReportFile(ctx context.Context, number kpi.ID, variant, filename string, data []byte) error {
	_, err := tx.exec(ctx, `INSERT INTO report_files (report_id, variant, filename, sha256, data) VALUES (?, ?, ?, ?, ?)`,
		number, variant, filename, Checksum(data), data)
	return err
}

// Checksum is the SHA-256 of bytes, in hexadecimal.
func Checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// CheckIssued reads the bytes of every issued report, one file after another,
// and lists the files whose bytes are not what their checksum says, and the
// reports that lack one. n is how many files there are.
func (c Conn) CheckIssued(ctx context.Context) (wrong []IssuedFile, n int, err error) {
	reports, err := c.IssuedReports(ctx, 0)
	if err != nil {
		return nil, 0, err
	}
	for _, variant := range []string{VariantFull, VariantAccounts, VariantTotals} {
		files, err := c.IssuedFiles(ctx, variant)
		if err != nil {
			return nil, 0, err
		}
		for _, r := range reports {
			f, there := files[r.Number]
			if !there && variant == VariantAccounts {
				continue // the full one holds no register
			}
			if !there {
				wrong = append(wrong, IssuedFile{Report: r.Number, Variant: variant})
				continue
			}
			n++
			data, err := c.IssuedData(ctx, r.Number, variant)
			if err != nil {
				return nil, 0, err
			}
			if Checksum(data) != f.SHA256 {
				wrong = append(wrong, f)
			}
		}
	}
	return wrong, n, nil
}

// DecidedSince reports whether a correction was accepted, or a decision made or
// withdrawn, after an act.
func (c Conn) DecidedSince(ctx context.Context, act kpi.ID) (bool, error) {
	var found bool
	return found, c.get(ctx, &found, `SELECT EXISTS (SELECT 1 FROM corrections WHERE state = 'accepted' AND decided_by > ?)
		OR EXISTS (SELECT 1 FROM decisions WHERE batch_id > ? OR withdrawn_by > ?)`, act, act, act)
}

// FiguresChangedSince counts the figures of a month that were written after
// an act.
func (c Conn) FiguresChangedSince(ctx context.Context, month kpi.Month, act kpi.ID) (int, error) {
	var n int
	return n, c.get(ctx, &n, `SELECT count(*) FROM figures WHERE month = ? AND batch_id > ?`, month, act)
}

// FiguresAmendedSince counts the figures of a month that were written after an
// act otherwise than by a correction, which the next report restates.
func (c Conn) FiguresAmendedSince(ctx context.Context, month kpi.Month, act kpi.ID) (int, error) {
	var n int
	return n, c.get(ctx, &n, `SELECT count(*) FROM figures f WHERE f.month = ? AND f.batch_id > ? AND NOT EXISTS (
		SELECT 1 FROM corrections c WHERE c.decided_by = f.batch_id AND c.month = f.month
		AND c.account_id = f.account_id AND c.indicator_id = f.indicator_id)`, month, act)
}
