package main

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// figuresFile has one of everything that a figure can be, names that are hard
// on files, and a rename.
const figuresFile = `platform,handle,external_id,month,followers,posts,likes,shares,mentions,influence,search_rank,comment
X,@camille,11,2026-08,1200,18,210,12,4,41.125,3,"une; deux, ""trois"""
X,@camille,11,2026-09,1251,0,n/a,14,s/o,,n/a,
X,@camille_b,11,2026-10,1304,21,190,9,6,42.5,4,
LinkedIn,=1+1,,2026-09,800,4,33,2,0,,,
LinkedIn,-moins,,2026-10,500,,,,,,,=SUM(A1)
`

// networkFile makes a network from figuresFile and returns its database.
func networkFile(t *testing.T) (db, dir string) {
	t.Helper()
	dir = t.TempDir()
	db = filepath.Join(dir, "t.db")
	source := filepath.Join(dir, "figures.csv")
	if err := os.WriteFile(source, []byte(figuresFile), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := (command{env: english}).run(t, "import", "figures", "--db", db, "--create-accounts", source); code != exitDone {
		t.Fatalf("import: %d, %s", code, said)
	}
	return db, dir
}

func TestReport(t *testing.T) {
	db, dir := networkFile(t)
	for _, lang := range []string{"fr", "en"} {
		out := filepath.Join(dir, lang+".xlsx")
		if code, said, note := (command{env: english}).run(t, "report", "--db", db, "--month", "2026-10", "--lang", lang, "-o", out); code != exitDone || said != "" || !strings.Contains(note, out) {
			t.Fatalf("status %d, out %q, said %q", code, said, note)
		}
		r, err := zip.OpenReader(out)
		if err != nil {
			t.Fatal(err)
		}
		sheets := 0
		for _, f := range r.File {
			if strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
				sheets++
			}
		}
		if err := r.Close(); err != nil || sheets != 6 {
			t.Errorf("%s: %d sheets, %v", lang, sheets, err)
		}
	}
}

// TestExportComesBack exports, imports into an empty network and exports
// again: the same file, in both languages and formats.
func TestExportComesBack(t *testing.T) {
	db, dir := networkFile(t)
	for _, env := range []map[string]string{english, {"LANG": "fr_FR.UTF-8"}} {
		for _, format := range []string{"csv", "xlsx"} {
			name := filepath.Join(dir, env["LANG"])
			first, again, copied := name+"-1."+format, name+"-2."+format, name+format+".db"
			c := command{env: env}
			for _, args := range [][]string{
				{"export", "--db", db, "-o", first},
				{"import", "figures", "--db", copied, "--create-accounts", first},
				{"export", "--db", copied, "-o", again},
				{"import", "figures", "--db", copied, again},
			} {
				if code, _, said := c.run(t, args...); code != exitDone {
					t.Fatalf("%v: %d, %s", args, code, said)
				}
			}
			one, two := contents(t, first, format), contents(t, again, format)
			if one != two {
				t.Errorf("%s: exported\n%s\nthen\n%s", first, one, two)
			}
			for _, must := range []string{"41", "camille_b", "SUM(A1)"} {
				if !strings.Contains(one, must) {
					t.Errorf("%s holds no %s:\n%s", first, must, one)
				}
			}
		}
	}
}

// contents is the text of a CSV file, or of the sheet of a workbook.
func contents(t *testing.T, path, format string) string {
	t.Helper()
	if format == "csv" {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	r, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestExportOfSomeMonths(t *testing.T) {
	db, dir := networkFile(t)
	out := filepath.Join(dir, "some.csv")
	if code, _, said := (command{env: english}).run(t, "export", "--db", db, "--from", "2026-09", "--to", "2026-09", "-o", out); code != exitDone || !strings.Contains(said, "2 lines") {
		t.Fatalf("%d, %s", code, said)
	}
	if got := contents(t, out, "csv"); strings.Contains(got, "2026-10") || strings.Contains(got, "2026-08") {
		t.Errorf("other months: %s", got)
	}
}

func TestReportAndExportUsage(t *testing.T) {
	db, dir := networkFile(t)
	out := filepath.Join(dir, "out.xlsx")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no month":        {[]string{"report", "--db", db, "-o", out}, exitUsage, "--month is missing"},
		"no file":         {[]string{"report", "--db", db, "--month", "2026-10"}, exitUsage, "--out is missing"},
		"not a month":     {[]string{"report", "--db", db, "--month", "October", "-o", out}, exitUsage, "“October” is not a month"},
		"not a language":  {[]string{"report", "--db", db, "--month", "2026-10", "--lang", "de", "-o", out}, exitUsage, "“de” is not a language"},
		"no such entity":  {[]string{"report", "--db", db, "--month", "2026-10", "--entity", "Nowhere", "-o", out}, exitFailed, "no entity “Nowhere”"},
		"no such network": {[]string{"report", "--db", db + "x", "--month", "2026-10", "-o", out}, exitFailed, "There is no database"},
		"no such folder":  {[]string{"report", "--db", db, "--month", "2026-10", "-o", filepath.Join(dir, "none", "x.xlsx")}, exitFailed, "Cannot write"},
		"not a format":    {[]string{"export", "--db", db, "--format", "pdf", "-o", out}, exitUsage, "“pdf” is not a format"},
		"backwards":       {[]string{"export", "--db", db, "--from", "2026-10", "--to", "2026-09", "-o", out}, exitUsage, "is before the first"},
	} {
		code, _, said := command{env: english}.run(t, c.args...)
		if code != c.code || !strings.Contains(said, c.says) {
			t.Errorf("%s: status %d, said %q; want %d and %q", name, code, said, c.code, c.says)
		}
		if _, err := os.Stat(out); err == nil {
			t.Fatalf("%s: a file is left", name)
		}
	}
	if parts, err := filepath.Glob(filepath.Join(dir, "*.part-*")); err != nil || len(parts) > 0 {
		t.Errorf("parts are left: %v, %v", parts, err)
	}
}

// What is written to is not always a file: a device or a pipe stays what it
// is, a link goes on leading where it did.
func TestOutputThatIsNoFile(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	figures := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(figures, []byte("platform,handle,month,followers\nX,lea_example,2026-01,7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := (command{env: english}).run(t, "import", "figures", "--db", db, "--create-accounts", figures); code != exitDone {
		t.Fatal(said)
	}
	if code, _, said := (command{env: english}).run(t, "export", "--db", db, "-o", os.DevNull); code != exitDone {
		t.Errorf("to a device: %s", said)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&os.ModeDevice == 0 {
		t.Fatalf("%s is no device any more: %v", os.DevNull, err)
	}
	target, link := filepath.Join(t.TempDir(), "whole.csv"), filepath.Join(t.TempDir(), "link.csv")
	if err := errors.Join(os.WriteFile(target, []byte("old"), 0o600), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	if code, _, said := (command{env: english}).run(t, "export", "--db", db, "-o", link); code != exitDone {
		t.Errorf("through a link: %s", said)
	}
	if b, err := os.ReadFile(target); err != nil || !strings.Contains(string(b), "lea_example") {
		t.Errorf("behind the link: %q, %v", b, err)
	}
	if _, err := os.Readlink(link); err != nil {
		t.Errorf("the link is gone: %v", err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no full device here")
	}
	if code, _, said := (command{env: english}).run(t, "export", "--db", db, "-o", "/dev/full"); code != exitFailed || !strings.Contains(said, "The disk is full") {
		t.Errorf("to a full disk: %d, %s", code, said)
	}
}

func TestDatabaseIsForItsOwnerAlone(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	if code, _, said := (command{env: english}).run(t, "user", "add", "--db", db, "--email", "a@example.org", "--name", "A", "--role", "admin"); code != exitDone {
		t.Fatal(said)
	}
	info, err := os.Stat(db)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
