package store

import (
	"context"
	"embed"
	_ "embed" // seed.sql
	"fmt"
	"io/fs"
	"sort"
	"strconv"

	"github.com/jmoiron/sqlx"

	"portevoix"
	"portevoix/internal/kpi"
)

// Migrations are named NNNN_name.sql; 0001 is the schema as first released,
// and the number of the last is the version of a new database.
//
//go:embed migration/*.sql
var migrations embed.FS

//go:embed seed.sql
var seed string

type migration struct {
	version int
	sql     string
}

func loadMigrations() ([]migration, error) {
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	list := make([]migration, 0, len(names))
	for i, name := range names {
		version, err := strconv.Atoi(name[len("migration/") : len("migration/")+4])
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("store: %s should be number %04d", name, i+1)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, migration{version, string(text)})
	}
	return list, nil
}

// migrate gives an empty database the schema and the seed, an older one the
// migrations it lacks, each in one transaction, and refuses a newer one.
func migrate(ctx context.Context, db *sqlx.DB) error {
	list, err := loadMigrations()
	if err != nil {
		return err
	}
	latest := list[len(list)-1].version
	var version, tables int
	if err := db.GetContext(ctx, &version, `PRAGMA user_version`); err != nil {
		return err
	}
	if err := db.GetContext(ctx, &tables, `SELECT count(*) FROM sqlite_schema`); err != nil {
		return err
	}
	switch {
	case version > latest:
		return kpi.Invalid("store.newer", "version", version, "latest", latest)
	case version == latest:
		return nil
	case version == 0 && tables > 0:
		return kpi.Invalid("store.foreign")
	case version == 0:
		return apply(ctx, db, latest, portevoix.Schema, seed)
	}
	for _, m := range list[version:] {
		if err := apply(ctx, db, m.version, m.sql); err != nil {
			return fmt.Errorf("migration %04d: %w", m.version, err)
		}
	}
	return nil
}

func apply(ctx context.Context, db *sqlx.DB, version int, texts ...string) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, text := range texts {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
