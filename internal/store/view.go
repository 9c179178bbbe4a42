package store

// This file keeps the views that people save.

import (
	"context"

	"portevoix/internal/kpi"
)

const viewColumns = `id, user_id, name, address, shared`

// Views reads the views of a person and those that others share, by name.
func (c Conn) Views(ctx context.Context, user kpi.ID) ([]kpi.SavedView, error) {
	var views []kpi.SavedView
	return views, c.all(ctx, &views, `SELECT `+viewColumns+` FROM saved_views WHERE user_id = ? OR shared = 1 ORDER BY name_key, id`, user)
}

// View reads one. Errors: CodeNotFound.
func (c Conn) View(ctx context.Context, id kpi.ID) (kpi.SavedView, error) {
	var v kpi.SavedView
	return v, c.get(ctx, &v, `SELECT `+viewColumns+` FROM saved_views WHERE id = ?`, id)
}

// AddView keeps a view. Errors: CodeConflict where its owner has another of that
// name.
func (tx *Tx) AddView(ctx context.Context, v kpi.SavedView) (kpi.ID, error) {
	var id kpi.ID
	err := tx.get(ctx, &id, `INSERT INTO saved_views (user_id, name, name_key, address, shared, batch_id) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		v.Owner, v.Name, kpi.Fold(v.Name), v.Address, v.Shared, tx.Batch)
	if err != nil {
		return 0, err
	}
	return id, tx.AddChange(ctx, Change{Subject: "saved_views", SubjectID: id, Field: "created"})
}

// SetView writes the name of a view and whether it is shared. Errors: as AddView.
func (tx *Tx) SetView(ctx context.Context, v kpi.SavedView) error {
	_, err := tx.exec(ctx, `UPDATE saved_views SET name = ?, name_key = ?, shared = ?, batch_id = ? WHERE id = ?`,
		v.Name, kpi.Fold(v.Name), v.Shared, tx.Batch, v.ID)
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "saved_views", SubjectID: v.ID, Field: "changed"})
}

// DeleteView forgets a view.
func (tx *Tx) DeleteView(ctx context.Context, id kpi.ID) error {
	if _, err := tx.exec(ctx, `DELETE FROM saved_views WHERE id = ?`, id); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "saved_views", SubjectID: id, Field: "deleted"})
}
