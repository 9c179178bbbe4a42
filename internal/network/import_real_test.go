package network

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// These tests read real figures that others published; they are not part of
// the project and the tests skip where they are not there.

// realFile opens one of them.
func realFile(t *testing.T, name string) File {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name))
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("no ../shared/data beside the project: %s is not read", name)
	}
	t.Cleanup(func() { ok(t, f.Close()) })
	info, err := f.Stat()
	ok(t, err)
	return File{Name: filepath.Base(name), Size: info.Size(), ReadSeeker: f}
}

func panelFile(t *testing.T, year int) File {
	return realFile(t, fmt.Sprintf("parlementaires-fr/panel_monthly_%d.csv", year))
}

// panelOptions are those under which the panel is read.
func panelOptions(onDuplicate string) ImportOptions {
	return ImportOptions{CreateAccounts: true, OnDuplicate: onDuplicate, Cumulative: []string{"posts"}, Set: map[string]string{"platform": "X"},
		Map: map[string]string{"external_id": "twitter_id", "handle": "handle", "month": "month", "followers": "followers",
			"posts": "tweets_total", "persona": "nom", "sphere": "chamber"}}
}

// panelRow is a row of the panel, read without the program.
type panelRow struct {
	line             int
	id, month        string
	followers, total float64
}

func panelRows(t *testing.T, year int) []panelRow {
	t.Helper()
	f := panelFile(t, year)
	records, err := csv.NewReader(f).ReadAll()
	ok(t, err)
	at := map[string]int{}
	for i, name := range records[0] {
		at[name] = i
	}
	var rows []panelRow
	for i, r := range records[1:] {
		row := panelRow{line: i + 2, id: r[at["twitter_id"]], month: r[at["month"]]}
		row.followers = some[float64](t)(strconv.ParseFloat(r[at["followers"]], 64))
		row.total = some[float64](t)(strconv.ParseFloat(r[at["tweets_total"]], 64))
		rows = append(rows, row)
	}
	return rows
}

func keys(list []kpi.FieldError, key string) (lines []int) {
	for _, f := range list {
		if f.Key == key {
			lines = append(lines, f.Line)
		}
	}
	return lines
}

// twiceIn lists the lines of a year that repeat an account and month, with the
// same figures and with others than the line that counts (the first of them,
// since each contradiction is measured against it).
func twiceIn(rows []panelRow) (same, different []int) {
	first := map[[2]string]panelRow{}
	for _, r := range rows {
		key := [2]string{r.id, r.month}
		f, seen := first[key]
		switch {
		case !seen:
			first[key] = r
		case f.followers == r.followers && f.total == r.total:
			same = append(same, r.line)
		default:
			different = append(different, r.line)
		}
	}
	return same, different
}

func TestRealPanel(t *testing.T) {
	n := openSetUp(t)
	ctx, system := t.Context(), kpi.CommandLine()
	ids := map[string]string{} // to the first month
	for _, year := range []int{2015, 2016, 2017} {
		rows := panelRows(t, year)
		same, different := twiceIn(rows)
		if year == 2015 && (len(same) != 8 || len(different) != 0) {
			t.Fatalf("2015 has %d and %d lines twice", len(same), len(different))
		}
		r, err := n.ImportFigures(ctx, system, panelFile(t, year), panelOptions(""))
		if got := keys(r.Problems, "import.twice_differs"); fmt.Sprint(got) != fmt.Sprint(different) || len(got) != len(r.Problems) {
			t.Errorf("%d: contradictions on %v, want %v", year, got, different)
		}
		if len(different) > 0 {
			wantRefusal(t, err, kpi.CodeInvalid, "import.refused")
			r, err = n.ImportFigures(ctx, system, panelFile(t, year), panelOptions("last"))
		}
		ok(t, err)
		wantTotals(t, n)
		if got := keys(r.Notices, "import.twice_same"); year == 2015 && fmt.Sprint(got) != fmt.Sprint(same) {
			t.Errorf("%d: the same on %v, want %v", year, got, same)
		}
		if got := keys(r.Notices, "import.twice_last"); len(got) != len(different) {
			t.Errorf("%d: %v count, want %v", year, got, different)
		}
		for _, row := range rows {
			if ids[row.id] == "" || row.month < ids[row.id] {
				ids[row.id] = row.month
			}
		}
	}
	checkPanelAccounts(t, n, ids)
	checkPanelMonth(t, n, ids, "2017-06")
	checkPanelMonth(t, n, ids, "2015-06")
	checkPanelMonth(t, n, ids, "2017-12")
}

// checkPanelAccounts finds one account for each id, active from its first
// month, and the handle that changed hands.
func checkPanelAccounts(t *testing.T, n *Network, ids map[string]string) {
	t.Helper()
	accounts := some[[]store.AccountIdentity](t)(n.db.AccountIdentities(t.Context()))
	if len(accounts) != len(ids) {
		t.Errorf("%d accounts for %d ids", len(accounts), len(ids))
	}
	byID := map[kpi.ID]string{}
	for _, a := range accounts {
		byID[a.ID] = a.ExternalID
		if a.First.String() != ids[a.ExternalID]+"-01" {
			t.Errorf("%s is active from %s, first seen in %s", a.ExternalID, a.First, ids[a.ExternalID])
		}
	}
	var passed []string
	for _, h := range some[[]store.HandleRow](t)(n.db.AllHandles(t.Context())) {
		if kpi.FoldHandle(h.Handle) == "fdc3403" {
			passed = append(passed, fmt.Sprintf("%s %s %s", byID[h.Account], h.From, h.Until))
		}
	}
	wantText(t, passed, "474789922 2015-05 2015-09", "4188268108 2015-11 ")
}

// checkPanelMonth computes a month from the files by itself.
func checkPanelMonth(t *testing.T, n *Network, ids map[string]string, month string) {
	t.Helper()
	m := monthOf(t, month)
	before := m.Add(-1).String()
	followers, totals := map[[2]string]float64{}, map[[2]string]float64{}
	for _, year := range []int{2015, 2016, 2017} {
		for _, r := range panelRows(t, year) { // the last one counts
			followers[[2]string{r.id, r.month}], totals[[2]string{r.id, r.month}] = r.followers, r.total
		}
	}
	var sum, was, now, posts float64
	var known, both, postsKnown, expected int
	for id, first := range ids {
		if first <= month {
			expected++
		}
		f, there := followers[[2]string{id, month}]
		if !there {
			continue
		}
		known, sum = known+1, sum+f
		if g, there := followers[[2]string{id, before}]; there {
			both, was, now = both+1, was+g, now+f
		}
		if a, there := totals[[2]string{id, before}]; there && totals[[2]string{id, month}] >= a {
			postsKnown, posts = postsKnown+1, posts+totals[[2]string{id, month}]-a
		}
	}
	s, err := n.Summary(t.Context(), kpi.CommandLine(), m, kpi.Filter{})
	ok(t, err)
	if s.Expected != expected {
		t.Errorf("%s: %d expected, want %d", month, s.Expected, expected)
	}
	got := s.Measure(kpi.Followers)
	if got.Value.V != sum || got.Known != known || got.Expected != expected {
		t.Errorf("%s: followers %+v, want %v of %d", month, got, sum, known)
	}
	if l := got.LikeForLike; l.N != both || l.Before.V != was || l.Now.V != now {
		t.Errorf("%s: like for like %+v, want %d from %v to %v", month, l, both, was, now)
	}
	if got := s.Measure(kpi.Posts); got.Value.V != posts || got.Known != postsKnown {
		t.Errorf("%s: posts %+v, want %v of %d", month, got, posts, postsKnown)
	}
	t.Logf("%s: followers %v of %d accounts, %d expected; like for like over %d: %v to %v; posts %v of %d",
		month, sum, known, expected, both, was, now, posts, postsKnown)
}

func TestRealMonthlyTable(t *testing.T) {
	const name = "ropensci/twitter_metrics_monthly_rOpenSci.csv"
	n := openSetUp(t)
	o := ImportOptions{CreateAccounts: true, MonthShift: -1, Map: map[string]string{"month": "date", "posts": "tweets", "impressions": "tweet_impressions"},
		Set: map[string]string{"platform": "X", "handle": "rOpenSci"}}
	r, err := n.ImportFigures(t.Context(), kpi.CommandLine(), realFile(t, name), o)
	wantRefusal(t, err, kpi.CodeInvalid, "import.refused")
	wantText(t, told(r.Problems), `14  "" import.twice_differs`)
	if r.Problems[0].Args["line"] != "3" || r.Problems[0].Args["month"] != monthOf(t, "2020-12") {
		t.Errorf("%+v", r.Problems[0])
	}
	o.OnDuplicate = "last"
	r, err = n.ImportFigures(t.Context(), kpi.CommandLine(), realFile(t, name), o)
	ok(t, err)
	wantTotals(t, n)
	months, unavailable := 0, 0
	ok(t, n.Export(t.Context(), kpi.CommandLine(), 0, 0, func(row ExportRow) error {
		months++
		if row.Month == monthOf(t, "2021-11") {
			t.Errorf("2021-11 has %v", row.Figures)
		}
		if row.Figures[kpi.Followers].State == kpi.StateUnavailable {
			unavailable++
		}
		return nil
	}))
	if months != 71 || unavailable != 22 || r.From != monthOf(t, "2016-01") || r.Until != monthOf(t, "2021-12") {
		t.Errorf("%d months, %d without followers, %+v", months, unavailable, r)
	}
	line := stored(t, n)
	if !strings.HasPrefix(line[59], "2020-12 rOpenSci followers=31155 impressions=172000 mentions=163 posts=26") {
		t.Errorf("the later line counts: %s", line[59])
	}
}

// A workbook of formulas has no figure that anybody noted.
func TestRealFormulas(t *testing.T) {
	n := openSetUp(t)
	file := realFile(t, "linkedin-creator/manuel-rr/stats_example.xlsx")
	i := some[Inspection](t)(n.InspectFigures(t.Context(), kpi.CommandLine(), file))
	if i.Rows < 100 || i.Options.Map["impressions"] != "Impressions" {
		t.Fatalf("%+v", i)
	}
	r, err := n.ImportFigures(t.Context(), kpi.CommandLine(), file, ImportOptions{CreateAccounts: true,
		Map: map[string]string{"impressions": "Impressions"}, Set: map[string]string{"platform": "LinkedIn", "handle": "exemple", "month": "2026-10"}})
	wantRefusal(t, err, kpi.CodeInvalid, "import.refused")
	if formulas := keys(r.Problems, "import.formula"); len(formulas) != i.Rows {
		t.Errorf("%d of %d cells are formulas", len(formulas), i.Rows)
	}
}

// Exports with counts as floats, ids as floats and texts of several lines are
// read cell by cell.
func TestRealShapes(t *testing.T) {
	n := openSetUp(t)
	for _, name := range []string{
		"ropensci/tweet_activity_metrics_rOpenSci_20161201_20170101_en.csv", "gc-socials/sm.csv", "leeds-digital-festival/daily/twitter.csv",
		"parlementaires-fr/raw/deputes_2015-05-31.csv", "meta-business-suite/oigetit/Follows.csv", "meta-business-suite/oigetit/Audience.csv",
		"linkedin-page/header-templates-2020/Linkedin_followers.xlsx", "linkedin-creator/arpita-deb/LinkedIn_Contents(2023-08-07 - 2024-08-05) Original.xlsx",
	} {
		i, err := n.InspectFigures(t.Context(), kpi.CommandLine(), realFile(t, name))
		if err != nil || len(i.Columns) == 0 {
			t.Errorf("%s: %d columns, %v", name, len(i.Columns), err)
		}
	}
}
