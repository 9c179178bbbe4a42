//go:build bench

package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"portevoix/internal/demo"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web"
)

// This file measures what the design sets targets for, on a generated network
// of 2,000 accounts over 60 months, and prints a table; nothing is asserted.
// "make bench" runs it. PORTEVOIX_BENCH_SIZE is another size, such as 8x60 or
// 85000x120; PORTEVOIX_BENCH_DB names a generated network made before, which is
// copied and stays as it is. PORTEVOIX_BENCH_ONLY chooses parts, such as
// pages,filing, and PORTEVOIX_BENCH_PAGE the pages with such a name.

const (
	benchAccounts = 2000
	benchMonths   = 60
	benchSeed     = 7
	benchFolder   = "../../bench"
	benchProgram  = "../../bin/portevoix"
)

// result is a line of the table.
type result struct {
	what, measured, beside, ratio, target, verdict string
}

// bench is a run of all measurements.
type bench struct {
	*testing.T
	dir     string // of this run's files
	db      string
	month   kpi.Month // the last whole one
	size    benchSize
	results []result
}

// benchSize is how large a network is.
type benchSize struct{ accounts, months int }

func (s benchSize) String() string { return fmt.Sprintf("%d × %d", s.accounts, s.months) }

func TestBench(t *testing.T) {
	b := &bench{T: t, dir: t.TempDir(), db: os.Getenv("PORTEVOIX_BENCH_DB"), size: benchSize{benchAccounts, benchMonths}}
	b.month = kpi.MonthOf(time.Now()).Add(-1)
	if text := os.Getenv("PORTEVOIX_BENCH_SIZE"); text != "" {
		_, err := fmt.Sscanf(text, "%dx%d", &b.size.accounts, &b.size.months)
		b.check(err)
	}
	if b.db == "" {
		b.generate()
	} else {
		b.readSize()
	}
	only := os.Getenv("PORTEVOIX_BENCH_ONLY")
	for _, part := range []struct {
		name    string
		measure func()
	}{
		{"pages", b.pages}, {"filing", b.filing}, {"filing", b.totalsOfFilings}, {"imports", b.imports},
		{"workbook", b.workbook}, {"exports", b.exports}, {"process", b.process},
	} {
		if only == "" || slices.Contains(strings.Split(only, ","), part.name) {
			part.measure()
		}
	}
	b.print()
}

// add notes a line; met says whether the target is held.
func (b *bench) add(what, measured, beside, ratio, target string, met bool) {
	verdict := "held"
	if !met {
		verdict = "NOT HELD"
	}
	if target == "" {
		verdict = ""
	}
	r := result{what, measured, beside, ratio, target, verdict}
	b.results = append(b.results, r)
	b.Logf("%s: %s %s %s", what, measured, beside, ratio)
}

func (b *bench) check(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) print() {
	var text bytes.Buffer
	fmt.Fprintf(&text, "Porte-voix, %s accounts × months, %s, %s, %d processors, %s\n\n", b.size, time.Now().Format(time.DateOnly), runtime.Version(), runtime.NumCPU(), kernel())
	w := tabwriter.NewWriter(&text, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "work\tmeasured\tbeside\tratio\ttarget\t")
	for _, r := range b.results {
		fmt.Fprintln(w, strings.Join([]string{r.what, r.measured, r.beside, r.ratio, r.target, r.verdict}, "\t"))
	}
	b.check(w.Flush())
	fmt.Println(text.String())
	b.check(os.MkdirAll(benchFolder, 0o755))
	name := "result.txt"
	if b.size != (benchSize{benchAccounts, benchMonths}) {
		name = fmt.Sprintf("result-%dx%d.txt", b.size.accounts, b.size.months)
	}
	b.check(os.WriteFile(filepath.Join(benchFolder, name), text.Bytes(), 0o644))
}

func kernel() string {
	version, err := os.ReadFile("/proc/version")
	if err != nil {
		return runtime.GOOS
	}
	return strings.Join(strings.Fields(string(version))[:3], " ")
}

func (b *bench) generate() {
	b.db = filepath.Join(b.dir, "network.db")
	start := time.Now()
	b.check(demo.Generate(context.Background(), b.db, demo.Options{Now: time.Now(), Seed: benchSeed, Accounts: b.size.accounts, Months: b.size.months}))
	info, err := os.Stat(b.db)
	b.check(err)
	b.add("generate "+b.size.String(), seconds(time.Since(start)), mebibytes(info.Size()), "", "", true)
}

// readSize asks a network made before how large it is.
func (b *bench) readSize() {
	raw, err := sql.Open("sqlite3", "file:"+b.db+"?mode=ro")
	b.check(err)
	defer func() { b.check(raw.Close()) }()
	var first, last string
	b.check(raw.QueryRow(`SELECT (SELECT count(*) FROM accounts), (SELECT min(month) FROM figures), (SELECT max(month) FROM figures)`).Scan(&b.size.accounts, &first, &last))
	from, err := kpi.ParseMonth(first)
	b.check(err)
	b.month, err = kpi.ParseMonth(last)
	b.check(err)
	b.size.months = b.month.Sub(from) + 1
}

// open opens the network and its server.
func (b *bench) open(path string) (*network.Network, http.Handler) {
	n, err := network.Open(context.Background(), path, network.Options{})
	b.check(err)
	server, err := web.New(n, web.Options{})
	b.check(err)
	return n, server.Handler()
}

// signIn returns the cookie of the person of a role.
func (b *bench) signIn(h http.Handler, role kpi.Role) *http.Cookie {
	request := httptest.NewRequest(http.MethodPost, "/sign-in/demo", strings.NewReader("role="+string(role)))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, request)
	for _, c := range answer.Result().Cookies() {
		if strings.Contains(c.Name, "portevoix") {
			return c
		}
	}
	b.Fatalf("nobody is signed in: %d %s", answer.Code, answer.Body)
	return nil
}

// workbook measures the committee's workbook, as the command line makes it.
func (b *bench) workbook() {
	out := filepath.Join(b.dir, "report.xlsx")
	took, peak := b.program("report", "--db", b.db, "--month", b.month.String(), "-o", out)
	info, err := os.Stat(out)
	b.check(err)
	b.add("committee workbook", seconds(took), "peak "+mebibytes(peak)+", file "+mebibytes(info.Size()), "", "under 2 s", took < 2*time.Second)
}

// exports measures all figures going out, an account and month a row. The
// target is set for a million rows: what is held grows with the accounts and
// not with the months.
func (b *bench) exports() {
	rows := 0
	for _, format := range []string{"csv", "xlsx"} {
		out := filepath.Join(b.dir, "export."+format)
		took, peak := b.program("export", "--db", b.db, "--format", format, "-o", out)
		info, err := os.Stat(out)
		b.check(err)
		if format == "csv" {
			text, err := os.ReadFile(out)
			b.check(err)
			rows = bytes.Count(text, []byte("\n")) - 1
		}
		b.add(fmt.Sprintf("export of all months, %d rows, %s", rows, format), seconds(took), "peak "+mebibytes(peak)+", file "+mebibytes(info.Size()), "", "under 64 MiB", peak < 64<<20)
	}
}

// program runs the built program and returns its time and its peak memory.
func (b *bench) program(args ...string) (time.Duration, int64) {
	start := time.Now()
	peak := measured(b, exec.Command(benchProgram, args...))
	return time.Since(start), peak
}

func percentile(times []time.Duration, p int) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
func mebibytes(n int64) string       { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
func times(a, b time.Duration) string {
	return fmt.Sprintf("%.1f ×", float64(a)/float64(b))
}
