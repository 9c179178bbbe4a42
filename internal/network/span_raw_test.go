package network

// This file checks spans against plain SQL over the raw rows, written for it:
// not the product's queries, not its totals, not its arithmetic.

import (
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// rawFigures asks the file itself.
type rawFigures struct {
	t  *testing.T
	db *sql.DB
}

// rawTables are what every question below is asked of: where each account
// stood in each month, and each known value, interactions and the two sides of
// the engagement rate among them.
const rawTables = `
CREATE TEMP TABLE stood AS
	WITH RECURSIVE m (month) AS (SELECT min(month) FROM figures UNION ALL
		SELECT strftime('%Y-%m', month || '-01', '+1 month') FROM m WHERE month < (SELECT max(month) FROM figures))
	SELECT m.month, a.id AS account, a.platform_id AS platform, a.persona_key AS persona, g.sphere_id AS sphere, g.range_id AS rang, g.entity_id AS entity,
		(SELECT s.state FROM account_states s WHERE s.account_id = a.id AND s.from_day <= date(m.month || '-01', '+1 month', '-1 day')
			AND coalesce(s.until_day, '9999') >= date(m.month || '-01', '+1 month', '-1 day')) AS state
	FROM m CROSS JOIN accounts a LEFT JOIN account_groupings g ON g.account_id = a.id AND m.month BETWEEN g.from_month AND coalesce(g.until_month, '9999');
CREATE UNIQUE INDEX temp.stood_key ON stood (month, account);
CREATE TEMP TABLE given AS
	SELECT f.month, f.account_id AS account, i.code, f.value, NULL AS audience FROM figures f JOIN indicators i ON i.id = f.indicator_id WHERE f.state = 1;
CREATE INDEX temp.given_first ON given (code, month, account);
INSERT INTO given
	SELECT w.month, w.account, 'interactions', sum(g.value), NULL
	FROM (SELECT s.month, s.account, i.code FROM stood s JOIN indicators i ON i.code IN ('likes', 'shares', 'comments')
		WHERE EXISTS (SELECT 1 FROM indicator_asks k WHERE k.indicator_id = i.id AND (k.platform_id IS NULL OR k.platform_id = s.platform)
			AND (k.sphere_id IS NULL OR k.sphere_id = s.sphere) AND (k.account_id IS NULL OR k.account_id = s.account)
			AND s.month BETWEEN k.from_month AND coalesce(k.until_month, '9999'))) w
	LEFT JOIN given g ON g.month = w.month AND g.account = w.account AND g.code = w.code
	GROUP BY w.month, w.account HAVING count(g.value) = count(*);
INSERT INTO given
	SELECT i.month, i.account, 'engagement_rate', i.value, CASE WHEN b.value IS NULL THEN f.value ELSE (b.value + f.value) / 2 END AS mean
	FROM given i JOIN given f ON f.code = 'followers' AND f.month = i.month AND f.account = i.account
	LEFT JOIN given b ON b.code = 'followers' AND b.account = i.account AND b.month = strftime('%Y-%m', i.month || '-01', '-1 month')
	WHERE i.code = 'interactions' AND CASE WHEN b.value IS NULL THEN f.value ELSE (b.value + f.value) / 2 END > 0;
CREATE UNIQUE INDEX temp.given_key ON given (account, month, code);`

func openRaw(t *testing.T, path string) rawFigures {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	ok(t, err)
	db.SetMaxOpenConns(1) // temporary tables are a connection's own
	t.Cleanup(func() { ok(t, db.Close()) })
	_, err = db.Exec(rawTables)
	ok(t, err)
	return rawFigures{t, db}
}

// rawChoice is the filter as a condition on stood.
func rawChoice(f kpi.Filter) string {
	var all []string
	name := func(table, column, value string) {
		if value != "" {
			all = append(all, fmt.Sprintf("%s = (SELECT id FROM %s WHERE lower(name) = '%s')", column, table, strings.ToLower(value)))
		}
	}
	name("platforms", "platform", f.Platform)
	name("spheres", "sphere", f.Sphere)
	name("ranges", "rang", f.Range)
	if f.Entity != "" {
		all = append(all, fmt.Sprintf("entity IN (SELECT id FROM entities WHERE path = '%[1]s' OR path LIKE '%[1]s/%%')", f.Entity))
	}
	if f.State != "" {
		all = append(all, "state = '"+string(f.State)+"'")
	}
	if f.Query != "" {
		all = append(all, "persona LIKE '%"+f.Query+"%'")
	}
	if f.Accounts != "" {
		all = append(all, "account IN ("+string(f.Accounts)+")")
	}
	return strings.Join(append(all, "1"), " AND ")
}

// rawMeasure is what the raw rows say of one measure.
type rawMeasure struct {
	value, before    sql.NullFloat64
	known, knownThen int
	n                int
	was, now         float64
}

func (r rawFigures) one(query string, dest ...any) {
	r.t.Helper()
	if err := r.db.QueryRow(query).Scan(dest...); err != nil {
		r.t.Fatalf("%v in\n%s", err, query)
	}
}

const (
	rawMedian = `SELECT avg(v) FROM (SELECT v, row_number() OVER (ORDER BY v) AS place, count(*) OVER () AS many FROM (%s)) WHERE place * 2 BETWEEN many AND many + 2`
	rawKnown  = `SELECT g.* FROM given g JOIN stood s USING (month, account) WHERE g.code = '%s' AND %s AND g.month BETWEEN '%s' AND '%s'`
)

// measure asks for one measure of a span and of the one it is compared with.
func (r rawFigures) measure(ind kpi.Indicator, f kpi.Filter, s, against kpi.Span) (m rawMeasure) {
	r.t.Helper()
	m.value, m.known = r.side(ind, f, s, against)
	m.before, m.knownThen = r.side(ind, f, against, s)
	months := func(s kpi.Span) (from, until string, many int) {
		if ind.Kind == kpi.KindStock {
			return s.Until.String(), s.Until.String(), 1
		}
		return s.From.String(), s.Until.String(), s.Len()
	}
	if ind.Kind == kpi.KindStock || ind.Kind == kpi.KindFlow {
		f1, u1, n1 := months(s)
		f2, u2, n2 := months(against)
		whole := `SELECT account, sum(value) AS v FROM given WHERE code = '%s' AND month BETWEEN '%s' AND '%s' GROUP BY account HAVING count(*) = %d`
		r.one(fmt.Sprintf(`SELECT count(*), coalesce(sum(b.v), 0), coalesce(sum(a.v), 0) FROM (`+whole+`) a JOIN (`+whole+`) b USING (account)
			WHERE account IN (SELECT account FROM stood WHERE month = '%s' AND %s)`,
			ind.Code, f1, u1, n1, ind.Code, f2, u2, n2, s.Until, rawChoice(f)), &m.n, &m.was, &m.now)
	}
	return m
}

// side is the value of a span, and how many figures it is made from.
func (r rawFigures) side(ind kpi.Indicator, f kpi.Filter, s, other kpi.Span) (v sql.NullFloat64, known int) {
	r.t.Helper()
	all := fmt.Sprintf(rawKnown, ind.Code, rawChoice(f), s.From, s.Until)
	last := fmt.Sprintf(rawKnown, ind.Code, rawChoice(f), s.Until, s.Until)
	switch ind.Kind {
	case kpi.KindFlow:
		r.one(`SELECT sum(value), count(*) FROM (`+all+`)`, &v, &known)
	case kpi.KindStock:
		r.one(`SELECT sum(value), count(*) FROM (`+last+`)`, &v, &known)
	case kpi.KindRatio:
		r.one(`SELECT 100 * sum(value) / sum(audience), count(*) FROM (`+all+`)`, &v, &known)
	case kpi.KindPosition:
		r.one(`SELECT count(*) FROM (`+last+`)`, &known)
		r.one(fmt.Sprintf(rawMedian, `SELECT value AS v FROM (`+last+`)`), &v)
	case kpi.KindScore:
		source := fmt.Sprintf(`SELECT min(rowid) FROM (SELECT s.name || ' ' || s.version AS rowid FROM indicator_sources s JOIN indicators i ON i.id = s.indicator_id
			WHERE i.code = '%s' AND %%s BETWEEN s.from_month AND coalesce(s.until_month, '9999'))`, ind.Code)
		same := fmt.Sprintf(`(`+source+`) IS (`+source+`)`, "g.month", "'"+s.Until.String()+"'")
		counted := fmt.Sprintf(rawKnown, ind.Code, rawChoice(f)+" AND "+same, s.From, s.Until)
		r.one(`SELECT count(*) FROM (`+counted+`)`, &known)
		r.one(fmt.Sprintf(rawMedian, fmt.Sprintf(`SELECT avg(g.value) AS v FROM given g WHERE g.code = '%s' AND g.month BETWEEN '%s' AND '%s' AND %s
			AND g.account IN (SELECT account FROM stood WHERE month = '%s' AND %s) GROUP BY g.account`,
			ind.Code, s.From, s.Until, same, s.Until, rawChoice(f))), &v)
	case kpi.KindPercentage:
		r.one(`SELECT count(*) FROM (`+last+`)`, &known)
		v = r.percentage(ind, f, s, other)
	}
	return v, known
}

// percentage weighs entities by their staff where every account of both last
// months stands in one whose staff is known, else it is the median.
func (r rawFigures) percentage(ind kpi.Indicator, f kpi.Filter, s, other kpi.Span) (v sql.NullFloat64) {
	r.t.Helper()
	staffed := `SELECT s.month, s.entity, g.value, (SELECT h.headcount FROM entity_headcounts h WHERE h.entity_id = s.entity AND h.from_month <= s.month
		ORDER BY h.from_month DESC LIMIT 1) AS staff FROM given g JOIN stood s USING (month, account) WHERE g.code = '` + ind.Code + `' AND ` + rawChoice(f) + ` AND s.month `
	var without int
	r.one(fmt.Sprintf(`SELECT count(*) FROM (%s IN ('%s', '%s')) WHERE coalesce(staff, 0) = 0`, staffed, s.Until, other.Until), &without)
	here := fmt.Sprintf(`%s = '%s'`, staffed, s.Until)
	if without > 0 {
		r.one(fmt.Sprintf(rawMedian, `SELECT value AS v FROM (`+here+`)`), &v)
	} else {
		r.one(`SELECT sum(mean * staff) / sum(staff) FROM (SELECT entity, avg(value) AS mean, staff FROM (`+here+`) GROUP BY entity)`, &v)
	}
	return v
}

// checkSpan compares every measure of a span with the raw rows, and returns how
// many had anything to compare.
func (r rawFigures) checkSpan(indicators []kpi.Indicator, q SpanQuery, got analytics.SpanSummary) (checked int) {
	r.t.Helper()
	near := func(a kpi.Number, b sql.NullFloat64) bool {
		return a.Known == b.Valid && (!b.Valid || math.Abs(a.V-b.Float64) <= 1e-6*max(1, math.Abs(b.Float64)))
	}
	for _, ind := range indicators {
		want, m := r.measure(ind, q.Filter, q.Span, q.Against), got.Measure(ind.Code)
		if !near(m.Value, want.value) || m.Known != want.known || !near(m.Before, want.before) || m.BeforeCoverage.Known != want.knownThen {
			r.t.Errorf("%s against %s %+v, %s: %v of %d, before %v of %d; the raw rows say %+v",
				q.Span, q.Against, q.Filter, ind.Code, m.Value, m.Known, m.Before, m.BeforeCoverage.Known, want)
		}
		if l := m.LikeForLike; ind.Summed() {
			was, now := want.was, want.now
			if ind.Kind == kpi.KindFlow && q.Span.Len() != q.Against.Len() {
				was, now = was/float64(q.Against.Len()), now/float64(q.Span.Len())
			}
			known := want.n > 0
			if l.N != want.n || !near(l.Before, sql.NullFloat64{Float64: was, Valid: known}) || !near(l.Now, sql.NullFloat64{Float64: now, Valid: known}) ||
				!near(l.Growth, sql.NullFloat64{Float64: 100 * (now - was) / was, Valid: known && was != 0}) {
				r.t.Errorf("%s against %s %+v, %s like for like: %+v; the raw rows say %d from %v to %v", q.Span, q.Against, q.Filter, ind.Code, l, want.n, was, now)
			}
		}
		if want.value.Valid || want.before.Valid {
			checked++
		}
	}
	return checked
}

// spanPairsOf are spans of every kind up to a month, each with those that it is
// compared with.
func spanPairsOf(last kpi.Month) []SpanQuery {
	var list []SpanQuery
	for _, s := range []kpi.Span{kpi.MonthOnly(last), kpi.QuarterOf(last.Add(-3)), kpi.YearOf(last.Add(-12)), kpi.LastTwelve(last),
		{From: last.Add(-4), Until: last.Add(-1)}, {From: last.Add(-7), Until: last}} {
		for _, against := range []kpi.Span{s.Before(), s.YearBefore(), {From: s.From.Add(-6), Until: s.From.Add(-2)}} {
			list = append(list, SpanQuery{Span: s, Against: against})
		}
	}
	return list
}

func TestSpansAgreeWithRawRowsOfAGeneratedNetwork(t *testing.T) {
	w := newWorld(t)
	raw := openRaw(t, w.n.db.Path())
	_, err := raw.db.Exec(`DELETE FROM indicator_sources;
		INSERT INTO indicator_sources (indicator_id, from_month, until_month, name, version) SELECT id, '2024-01', '2025-11', 'Indice', '1' FROM indicators WHERE code = 'influence';
		INSERT INTO indicator_sources (indicator_id, from_month, until_month, name, version) SELECT id, '2025-12', NULL, 'Indice', '2' FROM indicators WHERE code = 'influence'`)
	ok(t, err)
	indicators := some[[]kpi.Indicator](t)(w.n.Indicators(t.Context()))
	checked := 0
	for _, f := range []kpi.Filter{
		{}, {Platform: "LinkedIn"}, {Sphere: "Métiers"}, {Range: "Atelier"}, {Entity: "Groupe/Ouest"}, {Sphere: "Ventes", Range: "Bureau"},
		{State: kpi.AccountActive}, {Query: "camille"}, {Platform: "X", Entity: "Groupe"},
		{Accounts: kpi.ChooseAccounts(w.accounts[1].id, w.accounts[4].id, w.accounts[8].id, w.accounts[22].id, w.accounts[31].id)},
		{Accounts: kpi.ChooseAccounts(w.accounts[2].id, w.accounts[3].id, w.accounts[10].id), State: kpi.AccountActive},
	} {
		for _, q := range spanPairsOf(worldLast) {
			q.Filter = f
			got := some[analytics.SpanSummary](t)(w.n.SpanSummary(t.Context(), kpi.CommandLine(), q))
			checked += raw.checkSpan(indicators, q, got)
		}
	}
	for _, q := range spanPairsOf(worldLast) {
		for by, of := range map[string]func(name string) kpi.Filter{
			kpi.ScopePlatform: func(name string) kpi.Filter { return kpi.Filter{Platform: name} },
			kpi.ScopeSphere:   func(name string) kpi.Filter { return kpi.Filter{Sphere: name} },
			kpi.ScopeRange:    func(name string) kpi.Filter { return kpi.Filter{Range: name} },
			kpi.ScopeEntity:   func(name string) kpi.Filter { return kpi.Filter{Entity: name} },
		} {
			for _, g := range some[[]analytics.GroupSpan](t)(w.n.SpanGroups(t.Context(), kpi.CommandLine(), q, by)) {
				if g.Group.Name != "" {
					alone := q
					alone.Filter = of(g.Group.Name)
					checked += raw.checkSpan(indicators, alone, g.Summary)
				}
			}
		}
	}
	t.Logf("%d measures agree with the raw rows", checked)
	if checked < 1000 {
		t.Errorf("only %d measures were checked", checked)
	}
}

func TestSpansAgreeWithRawRowsOfThePanel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "panel.db")
	n, err := Open(t.Context(), path, Options{Create: true, Now: func() time.Time { return time.Date(2018, 1, 20, 9, 0, 0, 0, time.UTC) }})
	ok(t, err)
	t.Cleanup(func() { ok(t, n.Close()) })
	if _, err := os.Stat(filepath.Join("..", "..", "..", "shared", "data")); err != nil {
		t.Skip("no ../shared/data beside the project: the parliament panel is not checked")
	}
	for year := 2015; year <= 2017; year++ {
		r, err := n.ImportFigures(t.Context(), kpi.CommandLine(), panelFile(t, year), panelOptions("last"))
		ok(t, err)
		if len(r.Problems) > 0 {
			t.Fatalf("%d: %v", year, r.Problems[:1])
		}
	}
	raw := openRaw(t, path)
	var indicators []kpi.Indicator
	for _, ind := range some[[]kpi.Indicator](t)(n.Indicators(t.Context())) {
		if ind.Code == kpi.Followers || ind.Code == kpi.Posts {
			indicators = append(indicators, ind)
		}
	}
	var free []kpi.ID
	for id := kpi.ID(3); len(free) < 120; id += 7 {
		free = append(free, id)
	}
	checked := 0
	for _, f := range []kpi.Filter{{}, {Sphere: "deputes"}, {Sphere: "senateurs"}, {Query: "jean"}, {Accounts: kpi.ChooseAccounts(free...)}, {Sphere: "deputes", Query: "marie"}} {
		for _, last := range []string{"2016-08", "2017-06", "2017-12"} {
			for _, q := range spanPairsOf(monthOf(t, last)) {
				q.Filter = f
				got := some[analytics.SpanSummary](t)(n.SpanSummary(t.Context(), kpi.CommandLine(), q))
				checked += raw.checkSpan(indicators, q, got)
			}
		}
	}
	t.Logf("%d measures of the panel agree with the raw rows", checked)
	if checked < 400 {
		t.Errorf("only %d measures were checked", checked)
	}
}
