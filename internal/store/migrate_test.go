package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"portevoix"
	"portevoix/internal/kpi"
)

// shape reads what a database is made of, without comments and blanks.
func shape(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := connect(path, "mode=ro", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var rows []struct {
		Type string  `db:"type"`
		Name string  `db:"name"`
		SQL  *string `db:"sql"`
	}
	if err := db.Select(&rows, `SELECT type, name, sql FROM sqlite_schema`); err != nil {
		t.Fatal(err)
	}
	comments, blanks := regexp.MustCompile(`--[^\n]*`), regexp.MustCompile(`\s+`)
	of := map[string]string{}
	for _, r := range rows {
		text := ""
		if r.SQL != nil {
			text = blanks.ReplaceAllString(comments.ReplaceAllString(strings.ReplaceAll(*r.SQL, `"`, ""), ""), " ") // a table that was renamed has its name in quotes
		}
		of[r.Type+" "+r.Name] = text
	}
	return of
}

// build makes a database of the given statements.
func build(t *testing.T, path string, version int, texts ...string) {
	t.Helper()
	db, err := connect(path, "_txlock=immediate", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := apply(t.Context(), db, version, texts...); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestMigrationsBuildTheSchema(t *testing.T) {
	list, err := loadMigrations()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	whole, stepwise := filepath.Join(dir, "whole.db"), filepath.Join(dir, "stepwise.db")
	build(t, whole, len(list), portevoix.Schema)
	build(t, stepwise, 1, list[0].sql)
	db, err := Open(t.Context(), stepwise, false) // runs the others
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	want, got := shape(t, whole), shape(t, stepwise)
	if len(want) < 30 {
		t.Fatalf("only %d tables and indexes", len(want))
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s\nby migrations: %s\nin schema.sql: %s", name, got[name], text)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("migrations make %s, schema.sql does not", name)
		}
	}
}

func TestOpenRefusesWhatItCannotRead(t *testing.T) {
	list, err := loadMigrations()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	newer, foreign, text := filepath.Join(dir, "newer.db"), filepath.Join(dir, "foreign.db"), filepath.Join(dir, "text.db")
	build(t, newer, len(list)+1, portevoix.Schema)
	build(t, foreign, 0, `CREATE TABLE recipes (name TEXT)`)
	if err := os.WriteFile(text, []byte(strings.Repeat("month;followers\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		code kpi.Code
		key  string
	}{
		{newer, kpi.CodeInvalid, "store.newer"},
		{foreign, kpi.CodeInvalid, "store.foreign"},
		{text, kpi.CodeInvalid, "store.not_a_database"},
		{filepath.Join(dir, "missing.db"), kpi.CodeNotFound, "store.no_file"},
		{filepath.Join(dir, "nowhere", "missing.db"), kpi.CodeNotFound, "store.no_file"},
		{dir, kpi.CodeInvalid, "store.cannot_open"},
	} {
		before := contents(t, c.path)
		db, err := Open(t.Context(), c.path, false)
		if err == nil {
			_ = db.Close()
		}
		var ours *kpi.Error
		if kpi.CodeOf(err) != c.code || !errors.As(err, &ours) || ours.Key != c.key {
			t.Errorf("%s: %v, want %s", filepath.Base(c.path), err, c.key)
		}
		if contents(t, c.path) != before {
			t.Errorf("%s was written to", filepath.Base(c.path))
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "missing.db")); err == nil {
		t.Error("a missing file was made without being asked")
	}
	if db, err := Open(t.Context(), filepath.Join(dir, "nowhere", "new.db"), true); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("a file in a folder that is missing: %v, %v", db, err)
	}
}

// contents reads a file; what is no file has none.
func contents(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(b)
}

func TestAnEmptyFileBecomesADatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "réseau & co?.db") // characters that addresses give a meaning to
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and opens again
		db, err := Open(t.Context(), path, false)
		if err != nil {
			t.Fatal(err)
		}
		indicators, err := db.Indicators(t.Context())
		if err != nil || len(indicators) != 12 {
			t.Errorf("%d indicators, %v", len(indicators), err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("the write-ahead log was left behind")
	}
}

// TestAFailedMigrationLeavesTheOldState builds a database whose second
// statement fails.
func TestAFailedMigrationLeavesTheOldState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "half.db")
	db, err := connect(path, "_txlock=immediate", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := apply(t.Context(), db, 1, `CREATE TABLE a (x TEXT)`, `CREATE TABLE a (x TEXT)`); err == nil {
		t.Fatal("no error")
	}
	var tables, version int
	if err := db.Get(&tables, `SELECT count(*) FROM sqlite_schema`); err != nil {
		t.Fatal(err)
	}
	if err := db.Get(&version, `PRAGMA user_version`); err != nil {
		t.Fatal(err)
	}
	if tables != 0 || version != 0 {
		t.Errorf("%d tables and version %d stayed", tables, version)
	}
}

// TestPragmasOnEveryConnection takes all connections of both pools at once.
func TestPragmasOnEveryConnection(t *testing.T) {
	db := openAccounts(t)
	ctx := context.Background()
	check := func(pool string, i int, get func(dest any, query string) error, want map[string]string) {
		for pragma, value := range want {
			var got string
			if err := get(&got, "PRAGMA "+pragma); err != nil {
				t.Fatal(err)
			}
			if got != value {
				t.Errorf("%s connection %d: %s is %s, want %s", pool, i, pragma, got, value)
			}
		}
	}
	common := map[string]string{"synchronous": "2", "foreign_keys": "1", "journal_mode": "wal", "busy_timeout": "5000", "query_only": "0"}
	writer, err := db.writer.Connx(ctx)
	if err != nil {
		t.Fatal(err)
	}
	check("writing", 0, func(dest any, q string) error { return writer.GetContext(ctx, dest, q) }, common)
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	common["query_only"] = "1"
	for i := range readers {
		conn, err := db.reader.Connx(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		check("reading", i, func(dest any, q string) error { return conn.GetContext(ctx, dest, q) }, common)
		if _, err := conn.ExecContext(ctx, `DELETE FROM settings`); err == nil {
			t.Errorf("reading connection %d writes", i)
		}
	}
	if n := db.reader.Stats().MaxOpenConnections; n != readers {
		t.Errorf("%d reading connections at most, want %d", n, readers)
	}
	if n := db.writer.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d writing connections at most, want 1", n)
	}
}

var (
	tableLine  = regexp.MustCompile(`^CREATE TABLE (\w+) \($`)
	columnLine = regexp.MustCompile(`^    (\w+) +(TEXT|INTEGER|REAL|BLOB)\b`)
)

// TestTheSchemaIsCommented wants a comment before every table and on the line
// of every column.
func TestTheSchemaIsCommented(t *testing.T) {
	lines := strings.Split(portevoix.Schema, "\n")
	table, tables, columns := "", 0, 0
	for i, line := range lines {
		if m := tableLine.FindStringSubmatch(line); m != nil {
			table = m[1]
			tables++
			if i == 0 || !strings.HasPrefix(lines[i-1], "--") {
				t.Errorf("table %s has no comment", table)
			}
		}
		m := columnLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		columns++
		if !strings.Contains(line, "-- ") {
			t.Errorf("%s.%s has no comment", table, m[1])
		}
	}
	db := openAccounts(t)
	var realTables, realColumns int
	if err := db.get(t.Context(), &realTables, `SELECT count(*) FROM sqlite_schema WHERE type = 'table'`); err != nil {
		t.Fatal(err)
	}
	if err := db.get(t.Context(), &realColumns, `SELECT count(*) FROM sqlite_schema s JOIN pragma_table_info(s.name) WHERE s.type = 'table'`); err != nil {
		t.Fatal(err)
	}
	if tables != realTables || columns != realColumns {
		t.Errorf("the test saw %d tables and %d columns of %d and %d", tables, columns, realTables, realColumns)
	}
}

func TestTheSeedIsSane(t *testing.T) {
	db := openAccounts(t)
	ctx := t.Context()
	indicators, err := db.Indicators(ctx)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, i := range indicators {
		for _, locale := range []string{"fr", "en"} {
			if label := i.Label(locale, 0); label == "" || label == i.Code {
				t.Errorf("%s has no name in %s", i.Code, locale)
			}
		}
		asked[i.Code] = len(i.Asks) > 0
		if i.Derived && asked[i.Code] {
			t.Errorf("%s is derived and asked", i.Code)
		}
	}
	want := map[string]bool{"followers": true, "posts": true, "likes": true, "shares": true, "mentions": true, "influence": true, "search_rank": true,
		"comments": false, "impressions": false, "clicks": false, "interactions": false, "engagement_rate": false}
	if fmt.Sprint(asked) != fmt.Sprint(want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
	groups, err := db.Groups(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range groups.Platforms {
		var key string
		if err := db.get(ctx, &key, `SELECT name_key FROM platforms WHERE id = ?`, p.ID); err != nil {
			t.Fatal(err)
		}
		if key != kpi.Fold(p.Name) || p.Position != i {
			t.Errorf("platform %s has key %q and position %d", p.Name, key, p.Position)
		}
	}
	var broken int
	if err := db.get(ctx, &broken, `SELECT count(*) FROM pragma_foreign_key_check`); err != nil || broken != 0 {
		t.Errorf("%d broken references, %v", broken, err)
	}
}

// TestAnOlderFileIsMarked finds the mark that has its totals counted again when
// the program opens it; a new file has none.
func TestAnOlderFileIsMarked(t *testing.T) {
	list, err := loadMigrations()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "older.db")
	build(t, path, 1, list[0].sql)
	older, err := Open(t.Context(), path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = older.Close() }()
	set, err := older.Settings(t.Context())
	if err != nil || set["recount"] != "due_dates" {
		t.Errorf("an older file: %v, %v", set, err)
	}
	if set, err = openAccounts(t).Settings(t.Context()); err != nil || set["recount"] != "" {
		t.Errorf("a new file: %v, %v", set, err)
	}
}
