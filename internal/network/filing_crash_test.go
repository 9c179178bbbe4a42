package network

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// The test binary starts itself as a process that writes, and kills it (the
// signal that cannot be caught) in the middle.

const (
	crashFile = "PORTEVOIX_CRASH_FILE" // database of the child
	crashMany = "PORTEVOIX_CRASH_MANY" // set: the child writes whole months
	crashCrew = 40                     // accounts
)

// crashMonth is the month that is written over and over.
var crashMonth = kpi.NewMonth(2026, 10)

// crashCodes get the same value in one write.
var crashCodes = []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Mentions}

func openCrash(ctx context.Context, path string) (*Network, error) {
	now := func() time.Time { return time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC) }
	return Open(ctx, path, Options{Create: true, Now: now, Zone: time.UTC})
}

func crashFigures(v int) map[string]kpi.Figure {
	figures := map[string]kpi.Figure{}
	for _, code := range crashCodes {
		figures[code] = kpi.Given(float64(v))
	}
	return figures
}

// TestCrashChild is not a test of its own: it is the process that is killed.
// It says each value once it is acknowledged.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashFile)
	if path == "" {
		t.Skip("only started by TestKilledWhileWriting")
	}
	n, err := openCrash(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for v := 1; ; v++ {
		if os.Getenv(crashMany) != "" {
			changes := make([]kpi.FilingChange, crashCrew)
			for i := range changes {
				changes[i] = kpi.FilingChange{Account: kpi.ID(i + 1), Figures: crashFigures(v)}
			}
			err = n.FileMany(t.Context(), kpi.CommandLine(), crashMonth, changes)
		} else {
			_, err = n.File(t.Context(), kpi.CommandLine(), kpi.FilingChange{Account: 1, Month: crashMonth, Version: v - 1, Figures: crashFigures(v)})
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("\nwritten %d\n", v)
	}
}

func TestKilledWhileWriting(t *testing.T) {
	for _, many := range []string{"", "many"} {
		for _, writes := range []int{1, 7, 23} {
			t.Run(fmt.Sprintf("%s after %d", many, writes), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "crash.db")
				crew(t, path)
				last := killed(t, path, many, writes)
				checkCrash(t, path, many != "", last)
			})
		}
	}
}

// crew makes the accounts.
func crew(t *testing.T, path string) {
	t.Helper()
	n, err := openCrash(t.Context(), path)
	ok(t, err)
	list := make([]NewAccount, crashCrew)
	for i := range list {
		list[i] = NewAccount{Platform: "X", Handle: fmt.Sprintf("compte_%d", i),
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}}}
	}
	some[[]kpi.ID](t)(n.AddAccounts(t.Context(), kpi.CommandLine(), list))
	ok(t, n.Close())
}

// killed starts the child, kills it after some acknowledged writes, while the
// next is under way, and returns the last value acknowledged.
func killed(t *testing.T, path, many string, writes int) (last int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashChild$", "-test.count=1")
	child.Env = append(os.Environ(), crashFile+"="+path, crashMany+"="+many)
	out, err := child.StdoutPipe()
	ok(t, err)
	ok(t, child.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		value, found := strings.CutPrefix(lines.Text(), "written ")
		if !found {
			continue
		}
		last = some[int](t)(strconv.Atoi(value))
		if last == writes {
			ok(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); err == nil || last < writes {
		t.Fatalf("the child ended by itself after %d: %v", last, err)
	}
	return last
}

// checkCrash finds every acknowledged write whole, at most the one under way
// beyond it, and totals that are what the figures add up to.
func checkCrash(t *testing.T, path string, many bool, last int) {
	t.Helper()
	n, err := openCrash(t.Context(), path)
	ok(t, err)
	defer func() { ok(t, n.Close()) }()
	accounts := 1
	if many {
		accounts = crashCrew
	}
	first := 0.0
	for id := kpi.ID(1); id <= kpi.ID(accounts); id++ {
		f := some[kpi.Filing](t)(n.Filing(t.Context(), kpi.CommandLine(), id, crashMonth))
		v := f.Figures[kpi.Followers].Value
		if v < float64(last) || v > float64(last+1) || float64(f.Version) != v {
			t.Fatalf("account %d has %v at version %d, acknowledged %d", id, v, f.Version, last)
		}
		for _, code := range crashCodes {
			if f.Figures[code] != kpi.Given(v) {
				t.Errorf("account %d: written by half: %+v", id, f.Figures)
			}
		}
		if first == 0 {
			first = v
		}
		if v != first {
			t.Errorf("account %d has %v, the first %v", id, v, first)
		}
		versions := some[[]store.FigureVersion](t)(n.db.FigureVersions(t.Context(), id, []kpi.Month{crashMonth}))
		if want := (int(v) - 1) * len(crashCodes); len(versions) != want {
			t.Errorf("account %d: %d replaced versions, want %d", id, len(versions), want)
		}
	}
	checkRecount(t, n)
}

// checkRecount compares the totals that are kept with a recount.
func checkRecount(t *testing.T, n *Network) {
	t.Helper()
	q := store.TotalQuery{Months: []kpi.Month{crashMonth, crashMonth + 1}, By: kpi.ScopeSphereRange}
	kept, filings := some[[]kpi.Total](t)(n.db.Totals(t.Context(), q)), some[[]kpi.FilingTotal](t)(n.db.FilingTotals(t.Context(), q))
	ok(t, n.db.Write(t.Context(), n.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error { return n.RefreshAllTotals(t.Context(), tx) }))
	again, filingsAgain := some[[]kpi.Total](t)(n.db.Totals(t.Context(), q)), some[[]kpi.FilingTotal](t)(n.db.FilingTotals(t.Context(), q))
	if len(kept) == 0 || !slices.Equal(kept, again) || !slices.Equal(filings, filingsAgain) {
		t.Errorf("totals kept %+v %+v\nrecounted %+v %+v", kept, filings, again, filingsAgain)
	}
}
