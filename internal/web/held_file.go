package web

// This file keeps the files that people bring between the steps of an import:
// each for the one person who brought it, few of them, and not for long. A
// file has no name on disk once it is open, so that nothing of it is left when
// the program ends, however it ends.

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// Bounds of what is kept.
const (
	heldAge      = time.Hour
	heldAPerson  = 3
	heldTogether = 40
)

// heldFiles are the files that are kept.
type heldFiles struct {
	mu  sync.Mutex
	now func() time.Time
	all map[string]*heldFile
}

func newHeldFiles(now func() time.Time) *heldFiles {
	return &heldFiles{now: now, all: map[string]*heldFile{}}
}

// fileStage says how far a file is on its way in.
type fileStage int

const (
	stageMapping fileStage = iota // its columns are being named
	stageWorking                  // it is being read or stored
	stagePreview                  // what it would do is known
	stageDone                     // it is stored
)

// heldFile is a file on its way in. Its file is only read by whoever set it to
// work; everything below mu only with mu held.
type heldFile struct {
	key     string
	owner   kpi.ID
	kind    string // "figures", "accounts", "users" or "sheet"
	name    string
	size    int64
	added   int // lines that were put before those the person pasted
	file    *os.File
	touched time.Time // guarded by heldFiles.mu

	mu      sync.Mutex
	stage   fileStage
	storing bool // stageWorking: storing, not reading
	done    int  // rows
	total   int  // 0: not known
	options network.ImportOptions
	chosen  bool // the person has set the options
	result  network.ImportResult
	invited []network.Invitation // of a file of users that is stored
	sheet   *network.SheetResult // of a prefilled sheet that is stored
	err     error                // of the last work
	idle    chan struct{}
}

// errTooManyFiles is told when the machine keeps as many files as it may.
func errTooManyFiles() error { return kpi.NewError(kpi.CodeTooLarge, "upload.too_many") }

// keep takes a copy of a file. A person's oldest file makes room for a fourth.
func (u *heldFiles) keep(owner kpi.ID, kind, name string, content io.Reader) (*heldFile, error) {
	file, err := os.CreateTemp("", "portevoix-import-")
	if err != nil {
		return nil, fmt.Errorf("web: keep a file: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("web: keep a file: %w", err)
	}
	size, err := io.Copy(file, content)
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("web: keep a file: %w", err)
	}
	up := &heldFile{key: rand.Text(), owner: owner, kind: kind, name: name, size: size, file: file, idle: make(chan struct{})}
	close(up.idle)
	u.mu.Lock()
	defer u.mu.Unlock()
	up.touched = u.now()
	u.sweep()
	if oldest, n := u.ofPerson(owner); n >= heldAPerson {
		u.drop(oldest)
	}
	if len(u.all) >= heldTogether {
		_ = file.Close()
		return nil, errTooManyFiles()
	}
	u.all[up.key] = up
	return up, nil
}

// find returns a person's file; nobody else has it.
// Errors: CodeNotFound, key "upload.gone".
func (u *heldFiles) find(owner kpi.ID, key string) (*heldFile, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sweep()
	up := u.all[key]
	if up == nil || up.owner != owner {
		return nil, kpi.NotFound("upload.gone")
	}
	up.touched = u.now()
	return up, nil
}

// forget lets go of a file.
func (u *heldFiles) forget(up *heldFile) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.drop(up)
}

// ofPerson returns a person's oldest file and how many they have; mu is held.
func (u *heldFiles) ofPerson(owner kpi.ID) (oldest *heldFile, n int) {
	for _, up := range u.all {
		if up.owner != owner {
			continue
		}
		n++
		if oldest == nil || up.touched.Before(oldest.touched) {
			oldest = up
		}
	}
	return oldest, n
}

// sweep lets go of the files that nobody came back for; mu is held.
func (u *heldFiles) sweep() {
	for _, up := range u.all {
		if u.now().Sub(up.touched) > heldAge {
			u.drop(up)
		}
	}
}

// drop forgets a file, and closes it when the work on it has ended; mu is held.
func (u *heldFiles) drop(up *heldFile) {
	if u.all[up.key] != up {
		return
	}
	delete(u.all, up.key)
	go func() {
		<-up.ended()
		_ = up.file.Close()
	}()
}

// ended is closed when no work goes on.
func (up *heldFile) ended() <-chan struct{} {
	up.mu.Lock()
	defer up.mu.Unlock()
	return up.idle
}

// input is the file from its beginning.
func (up *heldFile) input() network.File {
	return network.File{Name: up.name, Size: up.size, ReadSeeker: io.NewSectionReader(up.file, 0, up.size)}
}

// progress is told how far the work is.
func (up *heldFile) progress(done, total int) {
	up.mu.Lock()
	defer up.mu.Unlock()
	up.done, up.total = done, total
}

// choose takes the person's reading of the file, and what is wrong with it;
// ok is false where the file is at work or stored already.
func (up *heldFile) choose(o network.ImportOptions, fault error) (ok bool) {
	up.mu.Lock()
	defer up.mu.Unlock()
	if up.stage == stageWorking || up.stage == stageDone {
		return false
	}
	up.stage, up.options, up.chosen, up.err = stageMapping, o, true, fault
	return true
}

// start sets the file to work in the background, unless it is at work already
// or done. work is given the options to work with.
func (up *heldFile) start(ctx context.Context, storing bool, work func(context.Context, network.ImportOptions) (network.ImportResult, error)) {
	up.mu.Lock()
	defer up.mu.Unlock()
	if up.stage == stageWorking || up.stage == stageDone {
		return
	}
	up.stage, up.storing, up.done, up.total = stageWorking, storing, 0, 0
	up.idle = make(chan struct{})
	o := up.options
	o.DryRun, o.Progress = !storing, up.progress
	go func() {
		defer close(up.idle)
		result, err := guarded(context.WithoutCancel(ctx), o, work)
		up.mu.Lock()
		defer up.mu.Unlock()
		up.result, up.err = result, err
		switch {
		case err == nil && storing:
			up.stage = stageDone
			_ = up.file.Close() // it has served
		case err == nil:
			up.stage = stagePreview
		case up.kind == kindFigures:
			up.stage = stageMapping
		default:
			up.stage = stagePreview
		}
	}()
}

// guarded turns a panic of background work into its error: there is no
// request around it to catch it.
func guarded(ctx context.Context, o network.ImportOptions, work func(context.Context, network.ImportOptions) (network.ImportResult, error)) (r network.ImportResult, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(errors.New("web: an import panicked"), fmt.Errorf("%v", p))
		}
	}()
	return work(ctx, o)
}

// wait gives short work the time to end before the page is drawn.
func (up *heldFile) wait(ctx context.Context, atMost time.Duration) {
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-up.ended():
	case <-timer.C:
	case <-ctx.Done():
	}
}
