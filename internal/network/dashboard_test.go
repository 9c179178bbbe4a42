package network

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// worldFilters are one of each kind, and some of several at once.
var worldFilters = []kpi.Filter{
	{},
	{Platform: "linkedin"},
	{Sphere: "VENTES"},
	{Range: "Atelier"},
	{Entity: "Groupe/Ouest"},
	{Entity: "groupe"},
	{State: kpi.AccountActive},
	{State: kpi.AccountDormant},
	{Query: "émile"},
	{Query: "_neuf"},
	{Sphere: "Métiers", Range: "Bureau"},
	{Platform: "X", Sphere: "Institution"},
	{Platform: "YouTube", Entity: "Groupe/Est", State: kpi.AccountActive},
	{Sphere: "Emploi", Query: "zoé"},
	{Sphere: "Nulle part"},
}

var worldCodes = append(slices.Clone(worldFiled), "interactions", "engagement_rate")

func filterName(f kpi.Filter) string { return strings.Trim(fmt.Sprint(f), "{}") }

// agree compares a number of the product with one of the test.
func agree(got kpi.Number, want *float64) bool {
	if want == nil || !got.Known {
		return want == nil && !got.Known
	}
	return math.Abs(got.V-*want) <= 1e-9*max(1, math.Abs(*want))
}

func written(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprint(*v)
}

func knownIf(v float64, is bool) *float64 {
	if !is {
		return nil
	}
	return &v
}

func difference(a, b *float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	d := *a - *b
	return &d
}

func TestNumbersAgreeWithPlainLoops(t *testing.T) {
	w := newWorld(t)
	t.Run("summary", w.checkSummaries)
	t.Run("dashboard", w.checkDashboards)
	t.Run("table", w.checkTables)
	t.Run("report", w.checkReports)
	t.Run("export", w.checkExport)
	t.Run("partitions", w.checkPartitions)
}

func (w *world) checkSummaries(t *testing.T) {
	ctx, who := context.Background(), kpi.CommandLine()
	for _, f := range worldFilters {
		for _, m := range kpi.MonthsBetween(worldFirst.Add(-1), worldLast.Add(1)) {
			s, err := w.n.Summary(ctx, who, m, f)
			if err != nil {
				t.Fatal(err)
			}
			w.checkSummary(t, s, f, m)
		}
		if t.Failed() {
			return
		}
	}
}

func (w *world) checkSummary(t *testing.T, s analytics.Summary, f kpi.Filter, m kpi.Month) {
	t.Helper()
	at := filterName(f) + " " + m.String()
	if m <= worldLast && m >= worldFirst {
		w.checkFilings(t, s, f, m)
	}
	for _, code := range worldCodes {
		got, c := s.Measure(code), w.count(f, m, code)
		now, before, year := w.value(f, m, code), w.value(f, m-1, code), w.value(f, m-12, code)
		if !agree(got.Value, now) || !agree(got.Previous, before) || !agree(got.YearBefore, year) {
			t.Errorf("%s %s: %v, %v, %v; want %s, %s, %s", at, code, got.Value, got.Previous, got.YearBefore, written(now), written(before), written(year))
		}
		if m >= worldFirst && got.Coverage != (analytics.Coverage{Known: c.known, Expected: c.expected}) {
			t.Errorf("%s %s: coverage %+v, want %d of %d", at, code, got.Coverage, c.known, c.expected)
		}
		switch code {
		case "influence", "search_rank":
		case "engagement_rate", signedIn:
			if !agree(got.ChangePt, difference(now, before)) || !agree(got.YearChangePt, difference(now, year)) {
				t.Errorf("%s %s: %v and %v points", at, code, got.ChangePt, got.YearChangePt)
			}
		default:
			w.checkChange(t, at+" "+code, got.LikeForLike, f, m, m-1, code)
			w.checkChange(t, at+" "+code+" of a year", got.YearLikeForLike, f, m, m-12, code)
		}
	}
}

func (w *world) checkChange(t *testing.T, at string, got analytics.Change, f kpi.Filter, m, earlier kpi.Month, code string) {
	t.Helper()
	n, before, now := w.pairs(f, m, earlier, code)
	if got.N != n || !agree(got.Before, knownIf(before, n > 0)) || !agree(got.Now, knownIf(now, n > 0)) ||
		!agree(got.Net, knownIf(now-before, n > 0)) || !agree(got.Growth, knownIf(now/before*100-100, n > 0 && before != 0)) {
		t.Errorf("%s: %+v, want %d accounts, %v → %v", at, got, n, before, now)
	}
}

func (w *world) checkFilings(t *testing.T, s analytics.Summary, f kpi.Filter, m kpi.Month) {
	t.Helper()
	var want kpi.FilingTotal
	i := m.Sub(worldFirst)
	for _, a := range w.accounts {
		if !a.matches(f, m) {
			continue
		}
		for _, figure := range a.figures[i] {
			if figure.State == kpi.StateValue {
				want.Accounts++
				break
			}
		}
		if !a.expected(m) {
			continue
		}
		want.Expected++
		if a.filing[i] == kpi.FilingSubmitted || a.filing[i] == kpi.FilingAccepted {
			want.Filed++
			if a.onTime[i] {
				want.OnTime++
			}
		}
		for _, code := range worldFiled {
			if worldAsked(a, i, code) {
				want.Asked++
				if _, answered := a.figures[i][code]; answered {
					want.Answered++
				}
			}
		}
	}
	got := kpi.FilingTotal{Accounts: s.Accounts, Expected: s.Expected, Filed: s.Filed,
		OnTime: s.OnTime.N, Asked: s.FillRate.M, Answered: s.FillRate.N}
	if got != want || s.FilingRate.M != want.Expected || s.OnTime.M != want.Expected || s.FilingRate.Value.Known != (want.Expected > 0) {
		t.Errorf("%s %v: filings %+v, want %+v", filterName(f), m, got, want)
	}
}

func (w *world) checkDashboards(t *testing.T) {
	for i, f := range worldFilters {
		for _, m := range []kpi.Month{worldFirst.Add(i), worldFirst.Add(13), worldFirst.Add(14), worldLast} {
			d, err := w.n.Dashboard(context.Background(), kpi.CommandLine(), m, f)
			if err != nil {
				t.Fatal(err)
			}
			w.checkSummary(t, d.Summary, f, m)
			w.checkSeries(t, d.Audience, f, m, "followers")
			w.checkSeries(t, d.Posts, f, m, "posts")
			w.checkShares(t, d.BySphere, f, m, func(s worldStand) string { return s.sphere })
			w.checkShares(t, d.ByRange, f, m, func(s worldStand) string { return s.rang })
			if len(d.Growth) != 12 || d.Growth[11].Month != m {
				t.Fatalf("%s %v: growth of %d months", filterName(f), m, len(d.Growth))
			}
			for _, g := range d.Growth {
				w.checkChange(t, filterName(f)+" growth into "+g.Month.String(), g.Change, f, g.Month, g.Month-1, "followers")
			}
			for _, code := range []string{"followers", "posts", "interactions", "engagement_rate"} {
				for k, v := range d.Sparks[code] {
					if month := m.Add(k - 11); !agree(v.Number, w.value(f, month, code)) || v.Month != month {
						t.Errorf("%s: spark of %s in %v is %v", filterName(f), code, month, v)
					}
				}
				if len(d.Sparks[code]) != 12 {
					t.Errorf("%s: spark of %s has %d months", filterName(f), code, len(d.Sparks[code]))
				}
			}
			w.checkEngagement(t, d.Engagement, f, m)
		}
	}
}

// inGroup counts an indicator over the accounts of a filter and a group, ""
// being those in none.
func (w *world) inGroup(f kpi.Filter, m kpi.Month, code, group string, of func(worldStand) string) worldCount {
	var c worldCount
	for _, a := range w.accounts {
		s, _ := a.at(m)
		if !a.matches(f, m) || of(s) != group {
			continue
		}
		if v := a.number(m, code); v != nil {
			c.known++
			c.sum += *v
		} else if i := m.Sub(worldFirst); i >= 0 && a.expected(m) && worldAsked(a, i, code) {
			c.expected++
		}
	}
	c.expected += c.known
	return c
}

func (w *world) checkSeries(t *testing.T, series []analytics.Series, f kpi.Filter, m kpi.Month, code string) {
	t.Helper()
	drawn := map[string]bool{}
	for _, line := range series {
		drawn[line.Group.Name] = true
		if len(line.Values) != 24 || line.Values[23].Month != m || line.Values[0].Month != m-23 {
			t.Fatalf("%s %v %s: line of %d months", filterName(f), m, code, len(line.Values))
		}
		for _, v := range line.Values {
			c := w.inGroup(f, v.Month, code, line.Group.Name, func(s worldStand) string { return s.sphere })
			if !agree(v.Number, knownIf(c.sum, c.known > 0)) || v.Known != c.known || v.Expected != c.expected {
				t.Errorf("%s %s of %q in %v: %+v, want %+v", filterName(f), code, line.Group.Name, v.Month, v, c)
			}
		}
	}
	for _, group := range append([]string{""}, worldSpheres...) {
		if drawn[group] {
			continue
		}
		for _, month := range kpi.MonthsBetween(m-23, m) {
			if c := w.inGroup(f, month, code, group, func(s worldStand) string { return s.sphere }); c.expected > 0 {
				t.Errorf("%s %v: no line for %q", filterName(f), m, group)
				break
			}
		}
	}
}

func (w *world) checkShares(t *testing.T, shares []analytics.Share, f kpi.Filter, m kpi.Month, of func(worldStand) string) {
	t.Helper()
	all := w.count(f, m, "interactions")
	sum := 0.0
	for _, s := range shares {
		c := w.inGroup(f, m, "interactions", s.Group.Name, of)
		if !agree(s.Interactions, knownIf(c.sum, c.known > 0)) || !agree(s.Share, knownIf(c.sum/all.sum*100, c.known > 0 && all.sum > 0)) ||
			s.Known != c.known || s.Expected != c.expected {
			t.Errorf("%s %v: share of %q %+v, want %+v", filterName(f), m, s.Group.Name, s, c)
		}
		sum += s.Interactions.V
	}
	if sum != all.sum {
		t.Errorf("%s %v: groups add up to %v of %v", filterName(f), m, sum, all.sum)
	}
}

func (w *world) checkEngagement(t *testing.T, e analytics.EngagementByAccount, f kpi.Filter, m kpi.Month) {
	t.Helper()
	var rates []float64
	for _, a := range w.accounts {
		if v := a.number(m, "engagement_rate"); v != nil && a.matches(f, m) {
			rates = append(rates, *v)
		}
	}
	if e.Of != len(rates) || len(e.Rows) != min(e.Of, 40) {
		t.Errorf("%s %v: %d rates in %d rows, want %d", filterName(f), m, e.Of, len(e.Rows), len(rates))
	}
	if len(rates) > 0 && !agree(e.Median, knownIf(middleValue(rates), true)) {
		t.Errorf("%s %v: median %v", filterName(f), m, e.Median)
	}
	for i, r := range e.Rows {
		a := w.account(r.Account.ID)
		if v := a.number(m, "engagement_rate"); !agree(r.Rate, v) || r.ClosingOnly != (a.number(m-1, "followers") == nil) {
			t.Errorf("%s %v: %s has %+v, want %v", filterName(f), m, r.Account.Name(), r, written(v))
		}
		if i > 0 && !listedBefore(e.Rows[i-1].Account, r.Account) {
			t.Errorf("%s %v: %s comes after %s", filterName(f), m, r.Account.Name(), e.Rows[i-1].Account.Name())
		}
	}
}

func (w *world) account(id kpi.ID) *worldAccount {
	for _, a := range w.accounts {
		if a.id == id {
			return a
		}
	}
	w.t.Fatalf("no account %v", id)
	return nil
}

// inOrder is by sphere as they were added, none last, then by name without
// case and accents.
func listedBefore(a, b kpi.Account) bool {
	rank := func(a kpi.Account) int {
		if i := slices.Index(worldSpheres, a.Sphere); i >= 0 {
			return i
		}
		return len(worldSpheres)
	}
	plain := func(a kpi.Account) string {
		return strings.NewReplacer("é", "e").Replace(strings.ToLower(a.Name()))
	}
	return rank(a) < rank(b) || rank(a) == rank(b) && plain(a) <= plain(b)
}

// present are the accounts of the month's table.
func (w *world) present(f kpi.Filter, m kpi.Month) []*worldAccount {
	var list []*worldAccount
	for _, a := range w.accounts {
		lives := a.livesIn(m, kpi.AccountTest, kpi.AccountActive, kpi.AccountDormant) || f.State != ""
		for _, code := range worldFiled {
			lives = lives || a.number(m, code) != nil
		}
		if lives && a.matches(f, m) {
			list = append(list, a)
		}
	}
	return list
}

func (w *world) checkTables(t *testing.T) {
	for _, f := range worldFilters {
		for _, m := range []kpi.Month{worldFirst, worldFirst.Add(13), worldFirst.Add(20), worldLast} {
			for _, sort := range []string{"", "name", "platform", "state", "followers", "influence", "interactions", "engagement_rate"} {
				for _, desc := range []bool{false, true} {
					w.checkTable(t, f, m, TableQuery{Sort: sort, Desc: desc})
				}
			}
		}
	}
}

func (w *world) checkTable(t *testing.T, f kpi.Filter, m kpi.Month, q TableQuery) {
	t.Helper()
	at := fmt.Sprint(filterName(f), " ", m, " ", q)
	table, err := w.n.AccountTable(context.Background(), kpi.CommandLine(), m, f, q)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(w.present(f, m)); table.Total != want || len(table.Rows) != want || table.Page != 1 || table.PageSize != 100 {
		t.Fatalf("%s: %d rows of %d, want %d", at, len(table.Rows), table.Total, want)
	}
	var last kpi.Number
	for i, row := range table.Rows {
		w.checkRow(t, at, row, f, m)
		if i > 0 && q.Sort == "" && !q.Desc && !listedBefore(table.Rows[i-1].Account, row.Account) {
			t.Errorf("%s: %s comes after %s", at, row.Account.Name(), table.Rows[i-1].Account.Name())
		}
		if slices.Contains(worldCodes, q.Sort) {
			v := row.Cells[q.Sort].Value
			if i > 0 && (v.Known && !last.Known || v.Known && (q.Desc && v.V > last.V || !q.Desc && v.V < last.V)) {
				t.Errorf("%s: %v comes after %v", at, v, last)
			}
			last = v
		}
	}
}

func (w *world) checkRow(t *testing.T, at string, row analytics.AccountRow, f kpi.Filter, m kpi.Month) {
	t.Helper()
	a := w.account(row.Account.ID)
	s, figures := a.at(m)
	if got := (worldStand{row.Account.Handle, row.Account.Sphere, row.Account.Range, row.Account.Entity}); got != s || !a.matches(f, m) {
		t.Errorf("%s: account %v stands at %+v, want %+v", at, row.Account.ID, got, s)
	}
	if want := a.filing[m.Sub(worldFirst)]; row.Filing != want && (row.Filing != kpi.FilingEmpty || want != "") {
		t.Errorf("%s: filing %s, want %s", at, row.Filing, want)
	}
	for _, code := range worldCodes {
		c, now, before, year := row.Cells[code], a.number(m, code), a.number(m-1, code), a.number(m-12, code)
		if !agree(c.Value, now) || !agree(c.Previous, before) || !agree(c.YearBefore, year) || !agree(c.Change, difference(now, before)) {
			t.Errorf("%s: %s of %s is %+v, want %s, %s, %s", at, code, row.Account.Name(), c, written(now), written(before), written(year))
		}
		if c.Figure != figures[code] {
			t.Errorf("%s: figure %s of %s is %+v, want %+v", at, code, row.Account.Name(), c.Figure, figures[code])
		}
		if code == "engagement_rate" && c.ClosingOnly != (now != nil && a.number(m-1, "followers") == nil) {
			t.Errorf("%s: rate of %s on the closing size alone: %v", at, row.Account.Name(), c.ClosingOnly)
		}
	}
}

func (w *world) checkReports(t *testing.T) {
	ctx, who := context.Background(), kpi.CommandLine()
	for _, entity := range []string{"", "Groupe/Ouest"} {
		for _, m := range []kpi.Month{worldFirst.Add(14), worldLast} {
			f := kpi.Filter{Entity: entity}
			r, err := w.n.Report(ctx, who, m, entity)
			if err != nil {
				t.Fatal(err)
			}
			d, err := w.n.Dashboard(ctx, who, m, f)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(r.Dashboard, d) {
				t.Errorf("%s %v: the report and the page differ", entity, m)
			}
			if len(r.Months) != 13 || r.Months[12] != m || len(r.Monthly) != 13 || r.Entity != entity {
				t.Fatalf("%s %v: %d months, entity %q", entity, m, len(r.Months), r.Entity)
			}
			for _, s := range r.Monthly {
				w.checkSummary(t, s, f, s.Month)
			}
			w.checkGroups(t, r.BySphere, f, m, func(f kpi.Filter, g string) kpi.Filter { f.Sphere = g; return f })
			w.checkGroups(t, r.ByRange, f, m, func(f kpi.Filter, g string) kpi.Filter { f.Range = g; return f })
			w.checkReportAccounts(t, r, f, m)
		}
	}
}

// checkGroups compares the summary of each group with that of its filter; a
// summary of those in none has to make up what is missing to the whole.
func (w *world) checkGroups(t *testing.T, groups []analytics.GroupSummary, f kpi.Filter, m kpi.Month, with func(kpi.Filter, string) kpi.Filter) {
	t.Helper()
	sum, expected := 0.0, 0
	for _, g := range groups {
		sum += g.Summary.Measure("followers").Value.V
		expected += g.Summary.Expected
		if g.Group.ID != 0 {
			w.checkSummary(t, g.Summary, with(f, g.Group.Name), m)
		}
	}
	if all := w.count(f, m, "followers"); sum != all.sum {
		t.Errorf("%s %v: groups add up to %v followers of %v", filterName(f), m, sum, all.sum)
	}
	if s, err := w.n.Summary(context.Background(), kpi.CommandLine(), m, f); err != nil || s.Expected != expected {
		t.Errorf("%s %v: groups expect %d of %d (%v)", filterName(f), m, expected, s.Expected, err)
	}
}

func (w *world) checkReportAccounts(t *testing.T, r analytics.Report, f kpi.Filter, m kpi.Month) {
	t.Helper()
	want := map[kpi.ID]bool{}
	for _, month := range r.Months {
		for _, a := range w.present(kpi.Filter{}, month) {
			if a.matches(f, m) {
				want[a.id] = true
			}
		}
	}
	if len(r.Accounts) != len(want) {
		t.Errorf("%s %v: %d accounts, want %d", filterName(f), m, len(r.Accounts), len(want))
	}
	for i, row := range r.Accounts {
		a := w.account(row.Account.ID)
		w.checkRow(t, "report", row.AccountRow, f, m)
		for _, code := range worldCodes {
			for k, month := range r.Months {
				if got := row.Figures[code][k]; !agree(got.Number(), a.number(month, code)) {
					t.Errorf("%s of %s in %v is %+v, want %s", code, row.Account.Name(), month, got, written(a.number(month, code)))
				}
			}
		}
		if i > 0 && !listedBefore(r.Accounts[i-1].Account, row.Account) {
			t.Errorf("%s comes after %s", row.Account.Name(), r.Accounts[i-1].Account.Name())
		}
	}
}

func (w *world) checkExport(t *testing.T) {
	seen := map[kpi.Month]map[kpi.ID]bool{}
	err := w.n.Export(context.Background(), kpi.CommandLine(), 0, 0, func(r ExportRow) error {
		a := w.account(r.Account.ID)
		s, figures := a.at(r.Month)
		if got := (worldStand{r.Account.Handle, r.Account.Sphere, r.Account.Range, r.Account.Entity}); got != s {
			t.Errorf("%v in %v stands at %+v, want %+v", r.Account.ID, r.Month, got, s)
		}
		if r.Account.State != a.stateOn(r.Month.LastDay()) {
			t.Errorf("%v in %v is %s, want %s", r.Account.ID, r.Month, r.Account.State, a.stateOn(r.Month.LastDay()))
		}
		if !reflect.DeepEqual(r.Figures, figures) {
			t.Errorf("%v in %v has %v, want %v", r.Account.ID, r.Month, r.Figures, figures)
		}
		if seen[r.Month] == nil {
			seen[r.Month] = map[kpi.ID]bool{}
		}
		if seen[r.Month][r.Account.ID] {
			t.Errorf("%v comes twice in %v", r.Account.ID, r.Month)
		}
		seen[r.Month][r.Account.ID] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range kpi.MonthsBetween(worldFirst, worldLast) {
		for _, a := range w.accounts {
			if (len(a.figures[i]) > 0) != seen[m][a.id] {
				t.Errorf("%v in %v: exported %v of %v", a.id, m, seen[m][a.id], a.figures[i])
			}
		}
	}
}

// checkPartitions adds up what the filters of a partition leave: sums,
// coverage and accounts compared must make the whole.
func (w *world) checkPartitions(t *testing.T) {
	ctx, who := context.Background(), kpi.CommandLine()
	for _, m := range []kpi.Month{worldFirst.Add(7), worldLast} {
		whole, err := w.n.Summary(ctx, who, m, kpi.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"followers", "posts", "interactions"} {
			var sum, before float64
			var n, known int
			for _, platform := range worldPlaces {
				s, err := w.n.Summary(ctx, who, m, kpi.Filter{Platform: platform})
				if err != nil {
					t.Fatal(err)
				}
				part := s.Measure(code)
				sum, before = sum+part.Value.V, before+part.LikeForLike.Before.V
				n, known = n+part.LikeForLike.N, known+part.Known
			}
			all := whole.Measure(code)
			if sum != all.Value.V || before != all.LikeForLike.Before.V || n != all.LikeForLike.N || known != all.Known {
				t.Errorf("%v %s: parts %v, %v, %d, %d; whole %+v", m, code, sum, before, n, known, all)
			}
		}
	}
}
