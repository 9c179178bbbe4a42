package store

// This file holds the settings of the installation, as text by name.

import "context"

// Settings reads all settings that are set.
func (c Conn) Settings(ctx context.Context) (map[string]string, error) {
	var rows []struct {
		Name  string `db:"name"`
		Value string `db:"value"`
	}
	if err := c.all(ctx, &rows, `SELECT name, value FROM settings`); err != nil {
		return nil, err
	}
	m := make(map[string]string, len(rows))
	for _, r := range rows {
		m[r.Name] = r.Value
	}
	return m, nil
}

// DropSetting takes a mark off that the program left for itself; nothing of it
// is written down.
func (tx *Tx) DropSetting(ctx context.Context, name string) error {
	_, err := tx.exec(ctx, `DELETE FROM settings WHERE name = ?`, name)
	return err
}

// SetSetting keeps a setting and writes the change down; old is what it was
// in force before, set or by default.
func (tx *Tx) SetSetting(ctx context.Context, name, old, value string) error {
	tx.touch(crowdStamp)
	_, err := tx.exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "settings", Field: name, Old: old, New: value})
}

// SetSecret keeps a setting that stands in no history; hidden is written down
// in its place.
func (tx *Tx) SetSecret(ctx context.Context, name, value, hidden string) error {
	_, err := tx.exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return err
	}
	change := Change{Subject: "settings", Field: name, Old: hidden}
	if value != "" {
		change.Old, change.New = "", hidden
	}
	return tx.AddChange(ctx, change)
}
