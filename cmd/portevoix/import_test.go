package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a file with the given text and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// wantRun runs the program and checks its exit status and what it says.
func wantRun(t *testing.T, code int, out, said []string, args ...string) (stdout, stderr string) {
	t.Helper()
	got, stdout, stderr := command{env: english}.run(t, args...)
	if got != code {
		t.Errorf("%q ends with %d, want %d: %s", args, got, code, stderr)
	}
	for _, text := range out {
		if !strings.Contains(stdout, text) {
			t.Errorf("%q: %q is not in the output\n%s", args, text, stdout)
		}
	}
	for _, text := range said {
		if !strings.Contains(stderr, text) {
			t.Errorf("%q: %q is not among the errors\n%s", args, text, stderr)
		}
	}
	return stdout, stderr
}

func TestImportCommand(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	accounts := write(t, "accounts.csv", "platform,handle,sphere,opened\nX,ada,Sales,2026-01-01\nX,bob,,2026-01-01\n")
	wantRun(t, exitDone, []string{"New sphere: “Sales”.", "Accounts read: 2; created: 2; changed: 0; unchanged: 0.", "Dry run: nothing was stored."}, nil,
		"import", "accounts", "--db", db, "--dry-run", accounts)
	wantRun(t, exitDone, []string{"created: 2"}, nil, "import", "accounts", "--db", db, accounts)
	wantRun(t, exitDone, []string{"created: 0; changed: 0; unchanged: 2"}, nil, "import", "accounts", "--db", db, accounts)

	figures := write(t, "figures.csv", "platform,handle,month,followers,posts,extra\nX,ada,2026-05,\"1,200\",3,x\nX,bob,2026-05,5,n/a,\n")
	out, said := wantRun(t, exitDone, []string{"line 1, column extra: This column is not read.", "Rows read: 2; figures added: 4; changed: 0; unchanged: 0; accounts created: 0; months: May 2026."}, nil,
		"import", "figures", "--db", db, figures)
	if said != "" || strings.Contains(out, "\r") {
		t.Errorf("out %q, said %q", out, said)
	}
	_, said = wantRun(t, exitFailed, nil, []string{"The file is refused: 3 problems. Nothing was stored.",
		"line 2, column handle, “nobody”: The account nobody (X) is not known in May 2026.", "line 3, column followers, “-1”: ",
		"line 4, column month, “soon”: “soon” is not a month."},
		"import", "figures", "--db", db, write(t, "bad.csv", "platform,handle,month,followers\nX,nobody,2026-05,1\nX,ada,2026-05,-1\nX,ada,soon,1\n"))
	if lines := strings.Count(said, "\n"); lines != 4 {
		t.Errorf("%d lines for 3 problems: %s", lines, said)
	}
	wantRun(t, exitFailed, nil, []string{"refused: 1 problem."}, "import", "figures", "--db", db, "--dry-run", "--map", "posts=nope", figures)
	wantRun(t, exitDone, []string{"months: 2026-04 – 2026-06"}, nil, "import", "figures", "--db", db, "--months-in-columns", "--set", "indicator=likes",
		"--create-accounts", "--month-shift", "-1", write(t, "months.csv", "platform,handle,2026-05,2026-06,2026-07\nX,ada,1,2,3\nX,cleo,1,2,3\n"))
	wantRun(t, exitDone, []string{"line 3: Other figures of ada for July 2026 stand on line 2; this line is the one that counts."}, nil,
		"import", "figures", "--db", db, "--cumulative", "posts", "--on-duplicate", "last", "--map", "handle=who", "--set", "platform=X",
		write(t, "twice.csv", "who,month,posts\nada,2026-07,5\nada,2026-07,6\n"))
	wantRun(t, exitDone, nil, nil, "check", "--db", db)
}

func TestImportUsersCommand(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	people := write(t, "people.csv", "email,name,role\nada@example.org,Ada,admin\nbob@example.org,Bob,reader\n")
	out, _ := wantRun(t, exitDone, []string{"People read: 2; invited: 2; known already: 0.", "ada@example.org\thttps://voices.example.org/links/"}, nil,
		"import", "users", "--db", db, "--public-url", "https://voices.example.org", people)
	if links := strings.Count(out, "/links/"); links != 2 {
		t.Errorf("%d links: %s", links, out)
	}
	wantRun(t, exitDone, []string{"line 2, column email: ada@example.org can sign in already"}, nil, "import", "users", "--db", db, people)
	wantRun(t, exitFailed, nil, []string{"line 2, column role, “boss”: "}, "import", "users", "--db", db, write(t, "bad.csv", "email,name,role\nx@example.org,X,boss\n"))
}

func TestImportUsage(t *testing.T) {
	db := filepath.Join(t.TempDir(), "t.db")
	file := write(t, "f.csv", "a,b\n1,2\n")
	for says, args := range map[string][]string{
		"write FIELD=VALUE":            {"figures", "--db", db, "--map", "handle", file},
		"gives handle twice":           {"figures", "--db", db, "--set", "handle=a", "--set", "handle=b", file},
		"“both” is not a choice":       {"figures", "--db", db, "--on-duplicate", "both", file},
		"--db is missing":              {"accounts", file},
		"FILE is missing":              {"users", "--db", db},
		"--month-shift cannot be":      {"figures", "--db", db, "--month-shift", "x", file},
		"no command “portevoix import": {"money"},
	} {
		_, _ = wantRun(t, exitUsage, nil, []string{says}, append([]string{"import"}, args...)...)
	}
	wantRun(t, exitFailed, nil, []string{"cannot be read. Check the path."}, "import", "figures", "--db", db, file+"x")
	wantRun(t, exitFailed, nil, []string{"cannot be read. Check the path."}, "import", "figures", "--db", db, t.TempDir())
	if _, err := os.Stat(db); err == nil {
		t.Error("a wrong command line makes a database")
	}
	wantRun(t, exitFailed, nil, []string{"neither CSV nor XLSX (it looks like PDF)"}, "import", "figures", "--db", db, write(t, "f.xlsx", "%PDF-1.4"))
}
