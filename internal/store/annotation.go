package store

// This file keeps the sentences at months of the charts. One is never changed:
// another takes its place. Their words stand here alone, so that they can be
// erased with the person; the history names them by id.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
)

// AnnotationRow is a sentence at a month, with the acts that wrote and removed
// it.
type AnnotationRow struct {
	kpi.Annotation
	Batch   kpi.ID `db:"batch_id"`
	Removed kpi.ID `db:"removed_by"` // act; 0: it stands
	// Replaced says that the act that removed it wrote another in its place.
	Replaced bool `db:"replaced"`
}

const annotationColumns = `x.id, x.month, coalesce(x.account_id, 0) AS account_id, x.text, x.batch_id, coalesce(x.removed_by, 0) AS removed_by,
	x.removed_by IS NOT NULL AND EXISTS (SELECT 1 FROM annotations n WHERE n.batch_id = x.removed_by) AS replaced`

// The subject and the fields of annotations in the history. Of an account's the
// field stands among the account's own changes, old and new are their ids.
const (
	AnnotationSubject = "annotations"
	FieldAnnotation   = "annotation"
)

// Annotations reads the sentences that stand from one month to another, for
// everybody and for some accounts, by month and in the order of writing. Those
// whose words are erased are left out.
func (c Conn) Annotations(ctx context.Context, from, until kpi.Month, accounts []kpi.ID) ([]kpi.Annotation, error) {
	whose := `account_id IS NULL`
	if len(accounts) > 0 {
		whose = `(account_id IS NULL OR account_id IN (` + marks(len(accounts)) + `))`
	}
	var list []kpi.Annotation
	// With the plus, those of other accounts at these months are not read.
	return list, c.all(ctx, &list, `SELECT id, month, coalesce(account_id, 0) AS account_id, text FROM annotations
		WHERE `+whose+` AND +month BETWEEN ? AND ? AND removed_by IS NULL AND text <> '' ORDER BY month, id`,
		append(idArgs(accounts), from, until)...)
}

// StandingAnnotations lists the sentences that stand, latest month first.
func (c Conn) StandingAnnotations(ctx context.Context) ([]AnnotationRow, error) {
	var rows []AnnotationRow
	return rows, c.all(ctx, &rows, `SELECT `+annotationColumns+` FROM annotations x
		WHERE x.removed_by IS NULL AND x.text <> '' ORDER BY x.month DESC, x.id DESC`)
}

// Annotation reads one, standing or not. Errors: kpi.CodeNotFound.
func (c Conn) Annotation(ctx context.Context, id kpi.ID) (AnnotationRow, error) {
	var row AnnotationRow
	return row, c.get(ctx, &row, `SELECT `+annotationColumns+` FROM annotations x WHERE x.id = ?`, id)
}

// AnnotationTexts reads the words of some, by id.
func (c Conn) AnnotationTexts(ctx context.Context, ids []kpi.ID) (map[kpi.ID]kpi.Annotation, error) {
	of := make(map[kpi.ID]kpi.Annotation, len(ids))
	for chunk := range slices.Chunk(ids, maxParameters) {
		var rows []kpi.Annotation
		err := c.all(ctx, &rows, `SELECT id, month, coalesce(account_id, 0) AS account_id, text FROM annotations WHERE id IN (`+marks(len(chunk))+`)`, idArgs(chunk)...)
		if err != nil {
			return nil, err
		}
		for _, a := range rows {
			of[a.ID] = a
		}
	}
	return of, nil
}

// AddAnnotation writes a sentence at a month; it takes the place of another
// that stands, or of none for 0.
func (tx *Tx) AddAnnotation(ctx context.Context, a kpi.Annotation, instead kpi.ID) (kpi.ID, error) {
	if instead != 0 {
		if err := tx.setRemoved(ctx, instead, tx.Batch); err != nil {
			return 0, err
		}
	}
	id, err := tx.insert(ctx, `INSERT INTO annotations (month, account_id, text, batch_id) VALUES (?, ?, ?, ?)`,
		a.Month, nullID(a.Account), displayed(a.Text), tx.Batch)
	if err != nil {
		return 0, err
	}
	a.ID = id
	return id, tx.annotated(ctx, a, instead, id)
}

// RemoveAnnotation takes a sentence away; its row stays.
func (tx *Tx) RemoveAnnotation(ctx context.Context, a kpi.Annotation) error {
	if err := tx.setRemoved(ctx, a.ID, tx.Batch); err != nil {
		return err
	}
	return tx.annotated(ctx, a, a.ID, 0)
}

// RestoreAnnotation puts a sentence back that was removed.
func (tx *Tx) RestoreAnnotation(ctx context.Context, a kpi.Annotation) error {
	if err := tx.setRemoved(ctx, a.ID, 0); err != nil {
		return err
	}
	return tx.annotated(ctx, a, 0, a.ID)
}

func (tx *Tx) setRemoved(ctx context.Context, id, batch kpi.ID) error {
	_, err := tx.exec(ctx, `UPDATE annotations SET removed_by = ? WHERE id = ?`, nullID(batch), id)
	return err
}

// annotated writes down which sentence stood before and which stands now, 0:
// none.
func (tx *Tx) annotated(ctx context.Context, a kpi.Annotation, before, now kpi.ID) error {
	c := Change{Subject: AnnotationSubject, SubjectID: a.ID, Field: FieldAnnotation, Since: a.Month.String(), Old: idOrNone(before), New: idOrNone(now)}
	if a.Account != 0 {
		c.Subject, c.SubjectID = "accounts", a.Account
	}
	return tx.AddChange(ctx, c)
}

func idOrNone(id kpi.ID) string {
	if id == 0 {
		return ""
	}
	return id.String()
}
