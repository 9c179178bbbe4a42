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
