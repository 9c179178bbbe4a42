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

const importMonths = 12

// imports measures a year of figures coming in from CSV, beside what the
// sqlite3 shell needs to take the same figures in, one a row.
func (b *bench) imports() {
	accounts, wide, long := filepath.Join(b.dir, "accounts.csv"), filepath.Join(b.dir, "wide.csv"), filepath.Join(b.dir, "long.csv")
	rows, figures := b.writeFigures(accounts, wide, long)
	fresh, ours, peak := b.ownImport(accounts, wide)
	bare := b.shellImport("bare.db", long, "")
	keyed := b.shellImport("keyed.db", long, `CREATE TABLE figures (platform TEXT, handle TEXT, month TEXT, indicator TEXT, value REAL,
		PRIMARY KEY (month, platform, handle, indicator)) WITHOUT ROWID;`)
	what := fmt.Sprintf("CSV import, %d rows, %d figures", rows, figures)
	b.add(what, seconds(ours)+", peak "+mebibytes(peak), "sqlite3 .import "+seconds(bare), times(ours, bare), "within 4 ×", ours < 4*bare)
	b.add("the same, beside a table with our key", seconds(ours), "sqlite3 .import "+seconds(keyed), times(ours, keyed), "", true)
	again, _ := b.program("import", "figures", "--db", fresh, wide)
	b.add("the same file again, nothing changes", seconds(again), "", "", "", true)
}

// ownImport is the best of three runs of our import, each into a file that has
// the accounts and no figure, and the last of these files.
func (b *bench) ownImport(accounts, wide string) (path string, best time.Duration, peak int64) {
	for i := range 3 {
		path = filepath.Join(b.dir, strconv.Itoa(i)+"import.db")
		b.program("import", "accounts", "--db", path, accounts)
		took, used := b.program("import", "figures", "--db", path, wide)
		if i == 0 || took < best {
			best = took
		}
		peak = max(peak, used)
	}
	return path, best, peak
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
	fmt.Fprintln(files[2], "platform,handle,month,indicator,value")
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
				fmt.Fprintf(files[2], "%s,%s,%s,%s,%s\n", r.Account.Platform, r.Account.Handle, r.Month, code, text)
				figures++
			}
			fmt.Fprint(files[1], ","+text)
		}
		fmt.Fprintln(files[1])
		return nil
	}))
	return rows, figures
}

// shellImport is the best of three runs of sqlite3 .import into a new file.
func (b *bench) shellImport(name, long, create string) time.Duration {
	var runs []time.Duration
	for i := range 3 {
		path := filepath.Join(b.dir, strconv.Itoa(i)+name)
		skip := ""
		if create != "" {
			skip = "--skip 1 "
		}
		command := exec.Command("sqlite3", path, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", create, ".import --csv "+skip+long+" figures")
		start := time.Now()
		if out, err := command.CombinedOutput(); err != nil {
			b.Fatalf("sqlite3: %v\n%s", err, out)
		}
		runs = append(runs, time.Since(start))
	}
	return slices.Min(runs)
}
