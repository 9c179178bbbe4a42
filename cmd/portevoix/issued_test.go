package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// TestReportGivesWhatWasIssued writes a month's workbook before and after it is
// published, and of a network whose figures changed since.
func TestReportGivesWhatWasIssued(t *testing.T) {
	db, dir := networkFile(t)
	report := func(name string, more ...string) (book, said string) {
		t.Helper()
		out := filepath.Join(dir, name+".xlsx")
		code, _, said := (command{env: english}).run(t, append([]string{"report", "--db", db, "--month", "2026-10", "-o", out}, more...)...)
		if code != exitDone {
			t.Fatalf("%s: %d, %s", name, code, said)
		}
		content, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(content), said
	}
	if _, said := report("draft"); !strings.Contains(said, "Workbook written to") {
		t.Errorf("a draft: %s", said)
	}

	october, system := kpi.NewMonth(2026, 10), kpi.CommandLine()
	onNetwork(t, db, func(n *network.Network) error {
		if err := n.CloseMonth(t.Context(), system, october); err != nil {
			return err
		}
		_, err := jobs.Publish(t.Context(), n, system, network.ReportOrder{Month: october, Locale: "fr"})
		return err
	})
	first, said := report("first", "--lang", "en")
	if !strings.Contains(said, "Report no.\u00a01 written to") {
		t.Errorf("an issued report: %s", said)
	}
	locked := filepath.Join(dir, "locked.csv")
	if err := os.WriteFile(locked, []byte("platform,handle,month,followers\nX,camille_b,2026-10,9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := (command{env: english}).run(t, "import", "figures", "--db", db, locked); code != exitFailed || !strings.Contains(said, "ask direction to reopen the month") {
		t.Errorf("an import into a closed month: %d, %s", code, said)
	}
	onNetwork(t, db, func(n *network.Network) error { return n.ReopenMonth(t.Context(), system, october, "a slip") })
	if code, _, said := (command{env: english}).run(t, "import", "figures", "--db", db, locked); code != exitDone {
		t.Fatalf("an import into a reopened month: %d, %s", code, said)
	}
	if again, _ := report("again"); again != first {
		t.Error("the issued report changes with the figures")
	}
	if code, said, _ := (command{env: english}).run(t, "check", "--db", db); code != exitDone || !strings.Contains(said, "files of issued reports: 2") {
		t.Errorf("check: %d, %s", code, said)
	}
}

// onNetwork does something to a database that nobody else has open.
func onNetwork(t *testing.T, db string, do func(*network.Network) error) {
	t.Helper()
	n, err := network.Open(t.Context(), db, network.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = do(n)
	if closed := n.Close(); err == nil {
		err = closed
	}
	if err != nil {
		t.Fatal(err)
	}
}
