//go:build bench

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

const (
	importMonths = 12
	importRuns   = 5
)

// imports measures a year of figures coming in from CSV, beside what the
// sqlite3 shell needs to take the same figures in, one a row, as durably as we
// do. The target is judged against the plainest table: the same five columns,
// no key. Ours has a key and so refuses the same figure twice; what the key
// alone costs the shell is the second line. Times are of processor, user and
// system, of the whole processes, the best of the runs of each taken in turn:
// on a machine that others use, the time on the clock says more about them.
func (b *bench) imports() {
	accounts, wide, long := filepath.Join(b.dir, "accounts.csv"), filepath.Join(b.dir, "wide.csv"), filepath.Join(b.dir, "long.csv")
	rows, figures := b.writeFigures(accounts, wide, long)
	const columns = `month TEXT, platform TEXT, handle TEXT, indicator TEXT, value REAL`
	var ours, bare, keyed []time.Duration
	var fresh string
	var peak int64
	for i := range importRuns {
		fresh = filepath.Join(b.dir, strconv.Itoa(i)+"import.db")
		b.program("import", "accounts", "--db", fresh, accounts)
		used, memory := b.processor(benchProgram, "import", "figures", "--db", fresh, wide)
		ours, peak = append(ours, used), max(peak, memory)
		bare = append(bare, b.shellImport(strconv.Itoa(i)+"bare.db", long, `CREATE TABLE figures (`+columns+`)`))
		keyed = append(keyed, b.shellImport(strconv.Itoa(i)+"keyed.db", long,
			`CREATE TABLE figures (`+columns+`, PRIMARY KEY (month, platform, handle, indicator)) WITHOUT ROWID`))
	}
	best, plain, withKey := slices.Min(ours), slices.Min(bare), slices.Min(keyed)
	what := fmt.Sprintf("CSV import, %d rows, %d figures", rows, figures)
	b.add(what, seconds(best)+" of processor, peak "+mebibytes(peak), "sqlite3 .import "+seconds(plain), times(best, plain), "within 4 ×", best < 4*plain)
	b.add("the same, beside a table with our key", seconds(best), "sqlite3 .import "+seconds(withKey), times(best, withKey), "", true)
	b.totalsOfImport(fresh, best)
	again, _ := b.processor(benchProgram, "import", "figures", "--db", fresh, wide)
	b.add("the same file again, nothing changes", seconds(again), "", "", "", true)
}

// writeFigures writes the last year of the network as an accounts file, a
// figures file, and one figure a row.
func (b *bench) writeFigures(accounts, wide, long string) (rows, figures int) {
	n, err := network.Open(context.Background(), b.db, network.Options{})
	b.check(err)
	defer func() { b.check(n.Close()) }()
	codes := []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Mentions, kpi.Influence, kpi.SearchRank}
	files := make([]*bufio.Writer, 3)
	for i, path := range []string{accounts, wide, long} {
		file, err := os.Create(path)
		b.check(err)
		defer func() { b.check(file.Close()) }()
		files[i] = bufio.NewWriter(file)
		defer func() { b.check(files[i].Flush()) }()
	}
	fmt.Fprintln(files[0], "platform,handle,persona,sphere,range,entity,state,opened")
	fmt.Fprint(files[1], "platform,handle,month")
	for _, code := range codes {
		fmt.Fprint(files[1], ","+code)
	}
	fmt.Fprintln(files[1])
	fmt.Fprintln(files[2], "month,platform,handle,indicator,value")
	known := map[kpi.ID]bool{}
	b.check(n.Export(context.Background(), kpi.CommandLine(), b.month.Add(1-importMonths), b.month, func(r network.ExportRow) error {
		if !known[r.Account.ID] {
			known[r.Account.ID] = true
			a := r.Account
			fmt.Fprintf(files[0], "%s,%s,%s,%s,%s,%s,active,%s\n", a.Platform, a.Handle, a.Persona, a.Sphere, a.Range, a.Entity, a.Opened)
		}
		rows++
		fmt.Fprintf(files[1], "%s,%s,%s", r.Account.Platform, r.Account.Handle, r.Month)
		for _, code := range codes {
			text := ""
			if f := r.Figures[code]; f.State == kpi.StateValue {
				text = strconv.FormatFloat(f.Value, 'f', -1, 64)
				fmt.Fprintf(files[2], "%s,%s,%s,%s,%s\n", r.Month, r.Account.Platform, r.Account.Handle, code, text)
				figures++
			}
			fmt.Fprint(files[1], ","+text)
		}
		fmt.Fprintln(files[1])
		return nil
	}))
	return rows, figures
}

// shellImport is the processor time of sqlite3 .import into a new file.
func (b *bench) shellImport(name, long, create string) time.Duration {
	used, _ := b.processor("sqlite3", filepath.Join(b.dir, name), "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", create,
		".import --csv --skip 1 "+long+" figures")
	return used
}

// processor runs a program and returns the processor time that it used, user
// and system, and its peak memory.
func (b *bench) processor(program string, args ...string) (time.Duration, int64) {
	command := exec.Command(program, args...)
	peak := measured(b, command)
	return command.ProcessState.UserTime() + command.ProcessState.SystemTime(), peak
}
