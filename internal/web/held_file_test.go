package web

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

func keep(t *testing.T, u *heldFiles, owner kpi.ID, content string) *heldFile {
	t.Helper()
	up, err := u.keep(owner, kindFigures, "relevé.csv", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { u.forget(up) })
	return up
}

func TestAFileIsKeptForItsPersonAlone(t *testing.T) {
	u := newHeldFiles(time.Now)
	up := keep(t, u, 1, "a;b\n1;2\n")
	if _, err := u.find(2, up.key); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("somebody else finds it: %v", err)
	}
	found, err := u.find(1, up.key)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // each step reads it from the beginning
		text, err := io.ReadAll(found.input())
		if err != nil || string(text) != "a;b\n1;2\n" {
			t.Errorf("it reads %q, %v", text, err)
		}
	}
	u.forget(up)
	if _, err := u.find(1, up.key); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a forgotten file is found: %v", err)
	}
}

func TestFilesAreFewAndNotKeptForLong(t *testing.T) {
	clock := houseNow
	u := newHeldFiles(func() time.Time { return clock })
	first := keep(t, u, 1, "first")
	for range heldAPerson {
		clock = clock.Add(time.Minute)
		keep(t, u, 1, "next")
	}
	if _, err := u.find(1, first.key); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a person's oldest file does not make room: %v", err)
	}
	last := keep(t, u, 2, "another's")
	clock = clock.Add(heldAge + time.Second)
	if _, err := u.find(2, last.key); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a file is kept beyond its time: %v", err)
	}
	for owner := range heldTogether {
		keep(t, u, kpi.ID(100+owner), "many")
	}
	if _, err := u.keep(9, kindFigures, "x.csv", strings.NewReader("x")); kpi.CodeOf(err) != kpi.CodeTooLarge {
		t.Errorf("there is no end of files: %v", err)
	}
}

func TestNothingIsLeftOnDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	up := keep(t, newHeldFiles(time.Now), 1, "secret figures")
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the file has a name on disk: %v, %v", left, err)
	}
	if _, err := os.Stat(up.file.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file can be found: %v", err)
	}
}

// work runs a piece of work on a file to its end.
func work(t *testing.T, up *heldFile, storing bool, f func(context.Context, network.ImportOptions) (network.ImportResult, error)) {
	t.Helper()
	up.start(t.Context(), storing, f)
	<-up.ended()
}

func TestStepsOfAFile(t *testing.T) {
	up := keep(t, newHeldFiles(time.Now), 1, "x")
	fault := kpi.Invalid("import.refused")
	work(t, up, false, func(context.Context, network.ImportOptions) (network.ImportResult, error) {
		return network.ImportResult{}, fault
	})
	if up.stage != stageMapping || !errors.Is(up.err, fault) {
		t.Errorf("after a fault the file is at %d with %v", up.stage, up.err)
	}
	work(t, up, false, func(context.Context, network.ImportOptions) (network.ImportResult, error) { panic("oh") })
	if up.stage != stageMapping || kpi.CodeOf(up.err) != kpi.CodeInternal {
		t.Errorf("after a panic the file is at %d with %v", up.stage, up.err)
	}
	if !up.choose(network.ImportOptions{MonthShift: -1}, nil) {
		t.Error("the options can't be chosen")
	}
	work(t, up, false, func(_ context.Context, o network.ImportOptions) (network.ImportResult, error) {
		if !o.DryRun || o.MonthShift != -1 {
			t.Errorf("a preview runs with %+v", o)
		}
		o.Progress(3, 8)
		return network.ImportResult{Rows: 8}, nil
	})
	if up.stage != stagePreview || up.result.Rows != 8 || up.done != 3 || up.total != 8 {
		t.Errorf("after a preview the file is at %d: %+v", up.stage, up.result)
	}
	calls := 0
	store := func(_ context.Context, o network.ImportOptions) (network.ImportResult, error) {
		calls++
		if o.DryRun {
			t.Error("nothing is stored")
		}
		return network.ImportResult{ID: 5}, nil
	}
	work(t, up, true, store)
	work(t, up, true, store)
	if up.stage != stageDone || calls != 1 {
		t.Errorf("a file is stored %d times, and is at %d", calls, up.stage)
	}
	if up.choose(network.ImportOptions{}, nil) {
		t.Error("a stored file can be read anew")
	}
}

func TestWorkOutlivesItsRequest(t *testing.T) {
	up := keep(t, newHeldFiles(time.Now), 1, "x")
	ctx, cancel := context.WithCancel(t.Context())
	begun, goOn := make(chan struct{}), make(chan struct{})
	up.start(ctx, false, func(ctx context.Context, _ network.ImportOptions) (network.ImportResult, error) {
		close(begun)
		<-goOn
		return network.ImportResult{}, ctx.Err()
	})
	<-begun
	cancel()
	up.wait(ctx, time.Hour) // returns: the client has left
	close(goOn)
	<-up.ended()
	if up.err != nil {
		t.Errorf("the work ended with its request: %v", up.err)
	}
}
