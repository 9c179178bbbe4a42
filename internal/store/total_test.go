package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// totalWorld is a small network on which random acts are played.
type totalWorld struct {
	t        *testing.T
	db       *DB
	random   *rand.Rand
	cal      kpi.Calendar
	accounts []kpi.ID
	spheres  []kpi.ID // 0 is none
	ranges   []kpi.ID
	entities []kpi.ID
	first    kpi.Month
	months   int
}

// filed are the ids of the indicators that worlds file: followers, posts,
// likes, shares, the influence score and comments.
var filed = []kpi.ID{1, 2, 3, 4, 6, 8}

func newTotalWorld(t *testing.T, seed uint64) *totalWorld {
	t.Helper()
	w := &totalWorld{t: t, db: openAccounts(t), random: rand.New(rand.NewPCG(seed, 1)),
		cal: kpi.Calendar{Zone: time.UTC, DueDay: 5}, first: month(t, "2025-01"), months: 15}
	w.spheres, w.ranges, w.entities = []kpi.ID{0}, []kpi.ID{0}, []kpi.ID{0}
	act(t, w.db, func(ctx context.Context, tx *Tx) error {
		for i := range 2 {
			sphere, _, err := tx.EnsureSphere(ctx, fmt.Sprintf("Sphère %d", i))
			if err != nil {
				return err
			}
			rang, _, err := tx.EnsureRange(ctx, fmt.Sprintf("Gamme %d", i))
			if err != nil {
				return err
			}
			w.spheres, w.ranges = append(w.spheres, sphere), append(w.ranges, rang)
		}
		for _, path := range []string{"Groupe", "Groupe/Ouest", "Groupe/Ouest/Brest", "Groupe/Est", "Filiale"} {
			entity, _, err := tx.EnsureEntity(ctx, path)
			if err != nil {
				return err
			}
			w.entities = append(w.entities, entity)
		}
		for i := range 6 {
			id, err := tx.AddAccount(ctx, NewAccount{Platform: kpi.ID(1 + i%2), Handle: fmt.Sprintf("compte_%d", i),
				Sphere: w.pick(w.spheres), Range: w.pick(w.ranges), Entity: w.pick(w.entities), States: w.life()})
			if err != nil {
				return err
			}
			w.accounts = append(w.accounts, id)
		}
		_, err := tx.AddEvent(ctx, Event{Kind: EventActivation, Name: "Salon", From: day(t, "2025-06-20"), Until: day(t, "2025-07-02"), Accounts: w.accounts[:3]})
		if err != nil {
			return err
		}
		if err := tx.AddAsk(ctx, kpi.IndicatorAsk{Indicator: 8, Platform: 2, From: month(t, "2025-06")}); err != nil {
			return err
		}
		if err := tx.EndAsk(ctx, kpi.IndicatorAsk{Indicator: 1, From: month(t, "2025-10")}); err != nil {
			return err
		}
		_, err = tx.AddEvent(ctx, Event{Kind: EventCampaign, Name: "Rentrée", From: day(t, "2025-09-01"), Until: day(t, "2025-10-02"), Accounts: w.accounts})
		return err
	})
	return w
}

func (w *totalWorld) pick(ids []kpi.ID) kpi.ID { return ids[w.random.IntN(len(ids))] }

func (w *totalWorld) month() kpi.Month { return w.first.Add(w.random.IntN(w.months)) }

func (w *totalWorld) life() []kpi.AccountPeriod {
	from := w.first.FirstDay().Add(w.random.IntN(200) - 60)
	return []kpi.AccountPeriod{
		{State: kpi.AccountTest, From: from},
		{State: kpi.AccountActive, From: from.Add(90)},
		{State: kpi.AccountDormant, From: from.Add(100 + w.random.IntN(150))},
	}
}

func (w *totalWorld) figure() kpi.Figure {
	switch w.random.IntN(8) {
	case 0:
		return kpi.Figure{}
	case 1:
		return kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}
	case 2:
		return kpi.Figure{State: kpi.StateNA}
	case 3:
		return kpi.Given(0)
	default:
		return kpi.Given(float64(w.random.IntN(500)))
	}
}

func (w *totalWorld) figures(m kpi.Month, account kpi.ID) []FigureRow {
	var rows []FigureRow
	for _, i := range filed {
		if w.random.IntN(4) == 0 {
			continue
		}
		f := w.figure()
		if i == 6 && f.State == kpi.StateValue {
			f.Value = float64(w.random.IntN(1000)) / 10
		}
		rows = append(rows, FigureRow{Month: m, Account: account, Indicator: i, Figure: f})
	}
	return rows
}

func (w *totalWorld) filing(m kpi.Month, account kpi.ID) FilingRow {
	states := []kpi.FilingState{kpi.FilingDraft, kpi.FilingSubmitted, kpi.FilingReturned, kpi.FilingAccepted}
	row := FilingRow{Month: m, Account: account, State: states[w.random.IntN(4)]}
	if row.State != kpi.FilingDraft {
		row.FirstSubmittedAt = w.cal.Due(m).Add(time.Duration(w.random.IntN(3)-1) * time.Millisecond)
		row.LastSubmittedAt = row.FirstSubmittedAt
	}
	return row
}

// step plays one random act and returns its name.
func (w *totalWorld) step(ctx context.Context, tx *Tx) (string, error) {
	account, m := w.pick(w.accounts), w.month()
	switch w.random.IntN(10) {
	case 0:
		return "regroup", tx.KeepTotalsFrom(ctx, w.cal, account, m, func() error {
			_, err := tx.RegroupAccount(ctx, account, m, w.pick(w.spheres), w.pick(w.ranges), w.pick(w.entities))
			return err
		})
	case 1:
		d := m.FirstDay().Add(w.random.IntN(28))
		return "state", tx.KeepTotalsFrom(ctx, w.cal, account, m, func() error {
			_, err := tx.SetAccountState(ctx, account, d, kpi.AccountStates[w.random.IntN(5)], "", 0)
			return err
		})
	case 2:
		return "ask", w.ask(ctx, tx, m)
	case 3:
		return "import", w.bulk(ctx, tx)
	default:
		return "file", tx.KeepTotals(ctx, w.cal, account, m, func() error {
			if _, _, _, err := tx.PutFigures(ctx, w.figures(m, account)); err != nil {
				return err
			}
			return tx.PutFilings(ctx, []FilingRow{w.filing(m, account)})
		})
	}
}

func (w *totalWorld) ask(ctx context.Context, tx *Tx, m kpi.Month) error {
	ask := kpi.IndicatorAsk{Indicator: w.pick([]kpi.ID{1, 3, 8}), From: m}
	switch w.random.IntN(3) {
	case 0:
		ask.Platform = 2
	case 1:
		ask.Sphere = w.spheres[1]
	case 2:
		ask.Account = w.pick(w.accounts)
	}
	change := tx.AddAsk
	if w.random.IntN(3) == 0 {
		ask.Platform, ask.Sphere, ask.Account = 0, 0, 0
		change = tx.EndAsk
	}
	if err := change(ctx, ask); err != nil {
		return err
	}
	return tx.RefreshTotalsFrom(ctx, m, w.cal)
}

func (w *totalWorld) bulk(ctx context.Context, tx *Tx) error {
	var rows []FigureRow
	var filings []FilingRow
	months := []kpi.Month{w.month(), w.month()}
	for _, m := range months {
		for _, a := range w.accounts {
			rows = append(rows, w.figures(m, a)...)
			filings = append(filings, w.filing(m, a))
		}
	}
	if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
		return err
	}
	if err := tx.PutFilings(ctx, filings); err != nil {
		return err
	}
	return tx.RefreshTotals(ctx, months, w.cal)
}

// TestTotalsKeptAreTotalsRecomputed plays random acts and compares the totals
// that are kept with those counted anew in two ways: by the same queries over
// whole months, and by the oracle.
func TestTotalsKeptAreTotalsRecomputed(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := newTotalWorld(t, seed)
			if seed%2 == 1 {
				act(t, w.db, func(ctx context.Context, tx *Tx) error {
					return tx.SetSetting(ctx, "first_reporting_month", "", "2025-04")
				})
			}
			for range 30 {
				var name string
				act(t, w.db, func(ctx context.Context, tx *Tx) (err error) {
					name, err = w.step(ctx, tx)
					return err
				})
				w.compareRecomputed(name)
			}
			w.compareOracle()
		})
	}
}

// filters lead to stored scopes and to adding up alike.
func (w *totalWorld) filters() map[FilterIDs]func(kpi.Account) bool {
	sphere, rang, top, middle := w.spheres[1], w.ranges[2], w.entities[1], w.entities[2]
	inTop := func(a kpi.Account) bool { return slices.Contains(w.entities[1:5], a.EntityID) }
	return map[FilterIDs]func(kpi.Account) bool{
		{}:                            func(kpi.Account) bool { return true },
		{Platform: 2}:                 func(a kpi.Account) bool { return a.PlatformID == 2 },
		{Sphere: sphere}:              func(a kpi.Account) bool { return a.SphereID == sphere },
		{Range: rang}:                 func(a kpi.Account) bool { return a.RangeID == rang },
		{Sphere: sphere, Range: rang}: func(a kpi.Account) bool { return a.SphereID == sphere && a.RangeID == rang },
		{Entity: top}:                 inTop,
		{Entity: middle}:              func(a kpi.Account) bool { return slices.Contains(w.entities[2:4], a.EntityID) },
		{Entity: top, Range: rang}:    func(a kpi.Account) bool { return inTop(a) && a.RangeID == rang },
		{Platform: 1, Sphere: sphere}: func(a kpi.Account) bool { return a.PlatformID == 1 && a.SphereID == sphere },
		{State: kpi.AccountDormant}:   func(a kpi.Account) bool { return a.State == kpi.AccountDormant },
		{Query: "compte_3"}:           func(a kpi.Account) bool { return a.Handle == "compte_3" },
		{Sphere: NoMatch}:             func(kpi.Account) bool { return false },
		{Platform: 1, Range: NoMatch}: func(kpi.Account) bool { return false },
	}
}

// compareRecomputed recomputes every kept month in a transaction that is then
// given up.
func (w *totalWorld) compareRecomputed(after string) {
	w.t.Helper()
	kept, filings := w.tables(w.db.Conn)
	undo := errors.New("undo")
	err := tryAct(w.t, w.db, func(ctx context.Context, tx *Tx) error {
		if err := tx.RefreshTotalsFrom(ctx, kpi.FirstMonth, w.cal); err != nil {
			return err
		}
		again, filingsAgain := w.tables(tx.Conn)
		diff(w.t, "totals after "+after, kept, again)
		diff(w.t, "filing totals after "+after, filings, filingsAgain)
		return undo
	})
	if !errors.Is(err, undo) {
		w.t.Fatal(err)
	}
	if w.t.Failed() {
		w.t.FailNow()
	}
}

// tables reads both tables of totals, without the empty rows that only say
// that a month is kept.
func (w *totalWorld) tables(c Conn) (map[string]string, map[string]string) {
	w.t.Helper()
	var totals []kpi.Total
	columns := `month, scope, a, b, expected, known, positive, sum, denominator, n1, before1, now1, n12, before12, now12, code`
	if err := c.all(w.t.Context(), &totals, `SELECT `+columns+` FROM totals JOIN indicators ON id = indicator_id`); err != nil {
		w.t.Fatal(err)
	}
	var filings []kpi.FilingTotal
	if err := c.all(w.t.Context(), &filings, `SELECT * FROM filing_totals WHERE accounts + expected > 0`); err != nil {
		w.t.Fatal(err)
	}
	return totalText(totals), filingText(filings)
}

func totalText(rows []kpi.Total) map[string]string {
	text := map[string]string{}
	for _, r := range rows {
		text[fmt.Sprintf("%s %s %d %d %s", r.Month, r.Scope, r.A, r.B, r.Indicator)] = fmt.Sprintf("%+v", r)
	}
	return text
}

func filingText(rows []kpi.FilingTotal) map[string]string {
	text := map[string]string{}
	for _, r := range rows {
		text[fmt.Sprintf("%s %s %d %d", r.Month, r.Scope, r.A, r.B)] = fmt.Sprintf("%+v", r)
	}
	return text
}

func diff(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	shown := 0
	keys := slices.Sorted(maps.Keys(want))
	for key := range got {
		if _, there := want[key]; !there {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		if got[key] != want[key] && shown < 5 {
			shown++
			t.Errorf("%s, %s:\ngot  %s\nwant %s", what, key, got[key], want[key])
		}
	}
}

// compareOracle reads totals in all ways and compares them with the oracle's.
func (w *totalWorld) compareOracle() {
	w.t.Helper()
	o := newOracle(w.t, w.db, w.cal)
	for f, keep := range w.filters() {
		totals, filings := map[string][]kpi.Total{}, map[string][]kpi.FilingTotal{}
		months := kpi.MonthsBetween(w.first.Add(-1), w.first.Add(w.months))
		for _, m := range months {
			figures, files := o.totals(m, keep)
			for _, r := range figures {
				if o.below(r.Scope, r.A, f.Entity) {
					totals[r.Scope] = append(totals[r.Scope], r)
				}
			}
			for _, r := range files {
				if o.below(r.Scope, r.A, f.Entity) {
					filings[r.Scope] = append(filings[r.Scope], r)
				}
			}
		}
		for _, by := range []string{kpi.ScopeNetwork, kpi.ScopePlatform, kpi.ScopeSphere, kpi.ScopeRange, kpi.ScopeSphereRange, kpi.ScopeEntity} {
			q := TotalQuery{Months: months, By: by, Filter: f, Cal: w.cal}
			got, err := w.db.Totals(w.t.Context(), q)
			o.must(err)
			files, err := w.db.FilingTotals(w.t.Context(), q)
			o.must(err)
			files = slices.DeleteFunc(files, func(r kpi.FilingTotal) bool { return r.Accounts+r.Expected == 0 })
			diff(w.t, fmt.Sprintf("totals by %s of %+v", by, f), totalText(got), totalText(totals[by]))
			diff(w.t, fmt.Sprintf("filings by %s of %+v", by, f), filingText(files), filingText(filings[by]))
			w.compareCodes(q, got)
		}
	}
}

// compareCodes asks for two indicators and compares with the answer for all.
func (w *totalWorld) compareCodes(q TotalQuery, all []kpi.Total) {
	w.t.Helper()
	q.Codes = []string{kpi.EngagementRate, kpi.Posts}
	some, err := w.db.Totals(w.t.Context(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(r kpi.Total) bool { return !slices.Contains(q.Codes, r.Indicator) })
	if !slices.Equal(some, all) {
		w.t.Errorf("of two indicators by %s of %+v:\ngot  %+v\nwant %+v", q.By, q.Filter, some, all)
	}
}

// TestTotalsOfOneAccount writes the definitions out with numbers.
func TestTotalsOfOneAccount(t *testing.T) {
	db := openAccounts(t)
	id := addAccount(t, db, NewAccount{Platform: 1, Handle: "a", States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: day(t, "2025-05-31")}}})
	cal := kpi.Calendar{Zone: time.UTC}
	may, june := month(t, "2025-05"), month(t, "2025-06")
	act(t, db, func(ctx context.Context, tx *Tx) error {
		if err := tx.AddAsk(ctx, kpi.IndicatorAsk{Indicator: 8, From: june}); err != nil { // comments
			return err
		}
		var rows []FigureRow
		for m, values := range map[kpi.Month]map[kpi.ID]float64{
			may:       {1: 100, 3: 10, 4: 5},
			june:      {1: 200, 3: 12, 4: 6, 8: 3},
			may + 12:  {1: 0, 3: 1, 4: 1, 8: 0},
			june + 12: {1: 0, 3: 20, 4: 1, 8: 1},
		} {
			for i, v := range values {
				rows = append(rows, FigureRow{Month: m, Account: id, Indicator: i, Figure: kpi.Given(v)})
			}
		}
		if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
			return err
		}
		return tx.RefreshTotals(ctx, []kpi.Month{may, june, may + 12, june + 12}, cal)
	})
	type sums struct {
		expected, known, n1, n12            int
		sum, denominator, before1, before12 float64
	}
	for _, tt := range []struct {
		month kpi.Month
		code  string
		want  sums
	}{
		{may, kpi.Interactions, sums{expected: 1, known: 1, sum: 15}},
		{may, kpi.EngagementRate, sums{expected: 1, known: 1, sum: 15, denominator: 100}}, // on the closing size alone
		// Comments are asked since June: in May the interactions were known without them.
		{june, kpi.Interactions, sums{expected: 1, known: 1, sum: 21, n1: 1, before1: 15}},
		{june, kpi.EngagementRate, sums{expected: 1, known: 1, sum: 21, denominator: 150}},
		{june, kpi.Comments, sums{expected: 1, known: 1, sum: 3}},
		{june, kpi.Posts, sums{expected: 1}},
		{may + 12, kpi.Interactions, sums{expected: 1, known: 1, sum: 2, n12: 1, before12: 15}},
		{may + 12, kpi.EngagementRate, sums{expected: 1}}, // no audience to divide by
		{june + 12, kpi.Interactions, sums{expected: 1, known: 1, sum: 22, n1: 1, before1: 2, n12: 1, before12: 21}},
		{june + 12, kpi.Followers, sums{expected: 1, known: 1, n1: 1, n12: 1, before12: 200}},
		{june + 12, kpi.EngagementRate, sums{expected: 1}},
	} {
		rows, err := db.Totals(t.Context(), TotalQuery{Months: []kpi.Month{tt.month}, By: kpi.ScopeNetwork, Codes: []string{tt.code}, Cal: cal})
		if err != nil || len(rows) != 1 {
			t.Fatalf("%s of %s: %d rows, %v", tt.code, tt.month, len(rows), err)
		}
		r := rows[0]
		got := sums{r.Expected, r.Known, r.N1, r.N12, r.Sum, r.Denominator, r.Before1, r.Before12}
		if got != tt.want {
			t.Errorf("%s of %s: %+v, want %+v", tt.code, tt.month, got, tt.want)
		}
	}
	// Nothing is expected before the account lives; nothing is known after.
	for m, want := range map[kpi.Month]int{may - 1: 0, june + 2: 1} {
		rows, err := db.FilingTotals(t.Context(), TotalQuery{Months: []kpi.Month{m}, By: kpi.ScopeNetwork, Cal: cal})
		if err != nil || len(rows) != want {
			t.Errorf("%s: %+v, %v", m, rows, err)
		}
	}
}
