package store

// This file writes and reads the history of everything: changes of accounts,
// groups and settings in their own table, figures and filings as the versions
// that were replaced.

import (
	"context"

	"portevoix/internal/kpi"
)

// Change is one thing that an act changed, figures and filings apart, which
// keep their own history. Old and New are text and never a person's name:
// persons are written as their user id.
type Change struct {
	Subject   string // the table's name
	SubjectID kpi.ID
	Field     string // column or act, such as handle, created
	Since     string // month or day from which it holds, "" for at once
	Old, New  string
}

// AddChange writes a change down in the history, as part of this act.
func (tx *Tx) AddChange(ctx context.Context, c Change) error {
	_, err := tx.exec(ctx, `INSERT INTO changes (batch_id, subject, subject_id, field, since, old, new) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		tx.Batch, c.Subject, c.SubjectID, c.Field, c.Since, c.Old, c.New)
	return err
}

// field is a column's value before and after an act.
type field struct{ name, old, new string }

// addChanges writes down those of the fields that differ; about says of what.
func (tx *Tx) addChanges(ctx context.Context, about Change, fields ...field) error {
	for _, f := range fields {
		if f.old == f.new {
			continue
		}
		about.Field, about.Old, about.New = f.name, f.old, f.new
		if err := tx.AddChange(ctx, about); err != nil {
			return err
		}
	}
	return nil
}
