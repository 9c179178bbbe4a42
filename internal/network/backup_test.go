package network_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // to damage files from outside

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

var backupTime = time.Date(2026, time.November, 21, 9, 30, 0, 0, time.UTC)

// newFile makes a network with one person, called as told, and closes it.
func newFile(t *testing.T, path, person string) {
	t.Helper()
	n := openFile(t, path, true)
	_, err := n.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: person + "@example.org", Name: person, Role: kpi.RoleAdmin})
	if err := errors.Join(err, n.Close()); err != nil {
		t.Fatal(err)
	}
}

func openFile(t *testing.T, path string, create bool) *network.Network {
	t.Helper()
	n, err := network.Open(t.Context(), path, network.Options{Create: create, Now: func() time.Time { return backupTime }})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// namesIn lists the people of a file, read from outside.
func namesIn(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var names string
	if err := db.QueryRowContext(t.Context(), `SELECT group_concat(name) FROM users`).Scan(&names); err != nil {
		t.Fatal(err)
	}
	return names
}

// alter runs a statement on a file from outside.
func alter(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err error, code kpi.Code, key string) {
	t.Helper()
	var known *kpi.Error
	if !errors.As(err, &known) || known.Code != code || known.Key != key {
		t.Fatalf("got %v, want %s %s", err, code, key)
	}
}

func TestBackupWhileInUse(t *testing.T) {
	dir := t.TempDir()
	path, out := filepath.Join(dir, "network.db"), filepath.Join(dir, "copy.db")
	newFile(t, path, "Ariane")
	n := openFile(t, path, false) // its log is not folded in yet
	defer func() { _ = n.Close() }()
	if _, err := n.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: "b@example.org", Name: "Brune", Role: kpi.RoleReader}); err != nil {
		t.Fatal(err)
	}
	if err := network.Backup(t.Context(), path, out); err != nil {
		t.Fatal(err)
	}
	if got := namesIn(t, out); got != "Ariane,Brune" {
		t.Errorf("the copy holds %q", got)
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has mode %v: others may read it (%v)", info.Mode(), err)
	}
	before, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, network.Backup(t.Context(), path, out), kpi.CodeConflict, "store.backup_exists")
	if after, err := os.ReadFile(out); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file that was in the way has changed (%v)", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".portevoix-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestBackupOfWhatIsNone(t *testing.T) {
	dir := t.TempDir()
	missing, text, foreign := filepath.Join(dir, "none.db"), filepath.Join(dir, "text.db"), filepath.Join(dir, "foreign.db")
	if err := os.WriteFile(text, []byte("a long enough text that is no database at all, whatever its name says it is\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	alter(t, foreign, `CREATE TABLE birds (name TEXT)`)
	out := filepath.Join(dir, "out.db")
	wantError(t, network.Backup(t.Context(), missing, out), kpi.CodeNotFound, "store.no_file")
	wantError(t, network.Backup(t.Context(), text, out), kpi.CodeInvalid, "store.not_a_database")
	wantError(t, network.Backup(t.Context(), foreign, out), kpi.CodeInvalid, "store.foreign")
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused backup leaves a file")
	}
}

func TestRestore(t *testing.T) {
	dir := t.TempDir()
	path, backup := filepath.Join(dir, "network.db"), filepath.Join(dir, "copy.db")
	newFile(t, path, "Ariane")
	if err := network.Backup(t.Context(), path, backup); err != nil {
		t.Fatal(err)
	}
	n := openFile(t, path, false)
	if _, err := n.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: "b@example.org", Name: "Brune", Role: kpi.RoleReader}); err != nil {
		t.Fatal(err)
	}
	_, err := network.Restore(t.Context(), path, backup, backupTime)
	wantError(t, err, kpi.CodeConflict, "store.in_use")
	if users, err := n.Users(t.Context(), kpi.CommandLine(), network.UserQuery{Page: 1, PageSize: 10}); err != nil || users.Total != 2 {
		t.Fatalf("a refused restore hurts the one in use: %+v, %v", users, err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	aside, err := network.Restore(t.Context(), path, backup, backupTime)
	if err != nil {
		t.Fatal(err)
	}
	if got := namesIn(t, path); got != "Ariane" {
		t.Errorf("restored: %q", got)
	}
	if got := namesIn(t, aside); got != "Ariane,Brune" {
		t.Errorf("kept aside: %q", got)
	}
	if err := openFile(t, path, false).Close(); err != nil {
		t.Errorf("the restored file does not open: %v", err)
	}
}

func TestRestoreWithoutAFileThere(t *testing.T) {
	dir := t.TempDir()
	backup, path := filepath.Join(dir, "copy.db"), filepath.Join(dir, "network.db")
	newFile(t, backup, "Ariane")
	aside, err := network.Restore(t.Context(), path, backup, backupTime)
	if err != nil || aside != "" {
		t.Fatalf("aside %q, %v", aside, err)
	}
	if got := namesIn(t, path); got != "Ariane" {
		t.Errorf("restored: %q", got)
	}
}

func TestRestoreOverADamagedFile(t *testing.T) {
	dir := t.TempDir()
	backup, path := filepath.Join(dir, "copy.db"), filepath.Join(dir, "network.db")
	newFile(t, backup, "Ariane")
	rubbish := bytes.Repeat([]byte("rubbish "), 4096)
	if err := os.WriteFile(path, rubbish, 0o600); err != nil {
		t.Fatal(err)
	}
	aside, err := network.Restore(t.Context(), path, backup, backupTime)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(aside); err != nil || !bytes.Equal(kept, rubbish) {
		t.Errorf("the damaged file is not kept: %v", err)
	}
}

func TestRestoreRefusesBadBackups(t *testing.T) {
	dir := t.TempDir()
	path, damaged, newer := filepath.Join(dir, "network.db"), filepath.Join(dir, "damaged.db"), filepath.Join(dir, "newer.db")
	newFile(t, path, "Ariane")
	newFile(t, damaged, "Brune")
	newFile(t, newer, "Céleste")
	alter(t, damaged, `PRAGMA foreign_keys = 0; INSERT INTO links (token_hash, kind, user_id, created_at, expires_at) VALUES (x'00', 'password', 4711, '', '')`)
	alter(t, newer, `PRAGMA user_version = 999`)
	_, err := network.Restore(t.Context(), path, damaged, backupTime)
	wantError(t, err, kpi.CodeInvalid, "store.damaged")
	_, err = network.Restore(t.Context(), path, newer, backupTime)
	wantError(t, err, kpi.CodeInvalid, "store.newer")
	_, err = network.Restore(t.Context(), path, path, backupTime)
	wantError(t, err, kpi.CodeInvalid, "store.restore_same")
	if got := namesIn(t, path); got != "Ariane" {
		t.Errorf("after refused restores: %q", got)
	}
}

func TestCheckFindsDamagedPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "network.db")
	newFile(t, path, "Ariane")
	if _, err := network.Check(t.Context(), path); err != nil {
		t.Fatalf("a sound file: %v", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteAt(bytes.Repeat([]byte{0xff}, 4096), 3*4096)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := network.Check(context.WithoutCancel(t.Context()), path); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("damaged pages: %v", err)
	}
}

func TestCheckRecomputesTotals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "network.db")
	n := openFile(t, path, true)
	month := kpi.NewMonth(2026, time.October)
	id, err := n.AddAccount(t.Context(), kpi.CommandLine(), network.NewAccount{Platform: "X", Handle: "ariane",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: month.FirstDay()}}})
	if err != nil {
		t.Fatal(err)
	}
	change := kpi.FilingChange{Account: id, Month: month, Figures: map[string]kpi.Figure{kpi.Followers: kpi.Given(120), kpi.Posts: kpi.Given(0)}}
	_, err = n.File(t.Context(), kpi.CommandLine(), change)
	if err := errors.Join(err, n.Close()); err != nil {
		t.Fatal(err)
	}
	held, err := network.Check(t.Context(), path)
	if err != nil || held.Figures != 2 || held.Months != 1 || held.Totals == 0 {
		t.Fatalf("a sound file: %+v, %v", held, err)
	}
	alter(t, path, `UPDATE totals SET sum = sum + 1 WHERE scope = 'network' AND indicator_id = 1`)
	alter(t, path, `UPDATE filing_totals SET accounts = 7 WHERE scope = 'platform'`)
	_, err = network.Check(t.Context(), path)
	wantError(t, err, kpi.CodeInvalid, "store.totals_differ")
	var known *kpi.Error
	if errors.As(err, &known) && (len(known.Fields) != 2 || known.Fields[0].Args["indicator"] != kpi.Followers || known.Fields[1].Key != "store.damage_filing_total") {
		t.Errorf("faults: %+v", known.Fields)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".portevoix-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}
