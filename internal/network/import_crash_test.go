package network

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// The test binary starts itself as a process that imports, and kills it in the
// middle: what was there stays whole, and nothing of the file is there.

const importCrashFile = "PORTEVOIX_IMPORT_CRASH_FILE" // database of the child

// importCrashText is a file of 12 months of 400 accounts.
func importCrashText() string {
	var text strings.Builder
	text.WriteString("platform,handle,month,followers,posts,likes\n")
	for m := 1; m <= 10; m++ {
		for i := range 400 {
			fmt.Fprintf(&text, "X,a%d,2026-%02d,%d,%d,%d\n", i, m, 100*i+m, 10*m, i)
		}
	}
	return text.String()
}

// TestImportCrashChild is not a test of its own: it is the process that is
// killed. It says after each month that it has written it, and waits.
func TestImportCrashChild(t *testing.T) {
	path := os.Getenv(importCrashFile)
	if path == "" {
		t.Skip("only started by TestKilledWhileImporting")
	}
	n, err := openCrash(t.Context(), path)
	ok(t, err)
	in := bufio.NewReader(os.Stdin)
	_, err = n.ImportFigures(t.Context(), kpi.CommandLine(), textFile("x", importCrashText()), ImportOptions{
		CreateAccounts: true, Cumulative: []string{"posts"},
		Progress: func(done, total int) {
			if total > 0 {
				fmt.Printf("\nwritten %d\n", done)
				if _, err := in.ReadString('\n'); err != nil {
					os.Exit(3)
				}
			}
		},
	})
	ok(t, err)
	fmt.Print("\nall in\n")
}

// killedAt starts the child and kills it once it has written so many rows;
// 0 lets it finish.
func killedAt(t *testing.T, path string, rows int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestImportCrashChild$", "-test.count=1")
	child.Env = append(os.Environ(), importCrashFile+"="+path)
	out, err := child.StdoutPipe()
	ok(t, err)
	in, err := child.StdinPipe()
	ok(t, err)
	ok(t, child.Start())
	lines := bufio.NewScanner(out)
	finished := false
	for lines.Scan() {
		finished = finished || lines.Text() == "all in"
		if lines.Text() == fmt.Sprintf("written %d", rows) {
			ok(t, child.Process.Kill())
			break
		}
		if strings.HasPrefix(lines.Text(), "written ") {
			_, err := fmt.Fprintln(in)
			ok(t, err)
		}
	}
	if err := child.Wait(); (err == nil) != (rows == 0) || finished != (rows == 0) {
		t.Fatalf("killed at %d: finished %v, %v", rows, finished, err)
	}
}

func TestKilledWhileImporting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crash.db")
	n, err := openCrash(t.Context(), path)
	ok(t, err)
	takeIn(t, n, "platform,handle,month,followers,posts\nX,a1,2026-03,7,70\nX,old,2026-03,8,80\n", counters)
	before := contents(t, n)
	ok(t, n.Close())
	for _, rows := range []int{400, 2000, 4000} {
		killedAt(t, path, rows)
		n, err := openCrash(t.Context(), path)
		ok(t, err)
		if after := contents(t, n); !slices.Equal(before, after) {
			t.Errorf("killed after %d rows: %d lines instead of %d", rows, len(after), len(before))
		}
		wantTotals(t, n)
		if list := some[[]PastImport](t)(n.Imports(t.Context(), kpi.CommandLine())); len(list) != 1 {
			t.Errorf("killed after %d rows: %d files", rows, len(list))
		}
		ok(t, n.Close())
	}
	killedAt(t, path, 0)
	n, err = openCrash(t.Context(), path)
	ok(t, err)
	wantTotals(t, n)
	if months := len(stored(t, n)); months != 4001 {
		t.Errorf("%d filings once it came in", months)
	}
	ok(t, n.Close())
}
