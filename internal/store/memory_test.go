package store

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

// What is held in memory is what would be read: after every act of a random
// play, whichever months, accounts and names it touched.
func TestMemoryIsWhatIsRead(t *testing.T) {
	seeds, acts := uint64(2), 40
	if testing.Short() { // as the race detector runs it
		seeds, acts = 1, 22
	}
	for seed := range seeds {
		w := newTotalWorld(t, 100+seed)
		w.compareMemory("the beginning")
		for i := range acts {
			var what string
			act(t, w.db, func(ctx context.Context, tx *Tx) (err error) {
				if i == 20 {
					what = "a first reporting month"
					return tx.SetSetting(ctx, "first_reporting_month", "", w.first.Add(6).String())
				}
				if i%5 == 4 {
					id := w.pick(w.accounts)
					what = "a new name"
					if i%2 == 0 {
						_, err = tx.SetPersona(ctx, id, fmt.Sprintf("Nom_%d", w.random.IntN(50)))
						return err
					}
					_, err = tx.RenameAccount(ctx, id, w.month(), fmt.Sprintf("compte_%d_%d_%d", seed, i, id))
					return err
				}
				what, err = w.step(ctx, tx)
				return err
			})
			if i%7 == 0 { // reading ahead changes nothing
				if err := w.db.Warm(t.Context(), []kpi.Month{w.first.Add(6), w.first.Add(5)}); err != nil {
					t.Fatal(err)
				}
			}
			w.compareMemory(what)
			if t.Failed() {
				t.Fatalf("seed %d, act %d: %s", seed, i, what)
			}
		}
	}
}

// compareMemory sets what the memory answers against what is read afresh.
func (w *totalWorld) compareMemory(after string) {
	w.t.Helper()
	answers := func(c Conn) string {
		var text string
		must := func(err error) {
			if err != nil {
				w.t.Fatalf("after %s: %v", after, err)
			}
		}
		months := kpi.MonthsBetween(w.first, w.first.Add(w.months+12))
		for _, f := range []FilterIDs{{}, {Platform: 1}, {State: kpi.AccountActive}, {Query: "compte"}, {Entity: w.entities[1], Sphere: w.spheres[1]}} {
			for _, by := range []string{kpi.ScopeNetwork, kpi.ScopeSphereRange, kpi.ScopeEntity} {
				q := TotalQuery{Months: months, By: by, Filter: f, Cal: w.cal, Among: true}
				totals, err := c.Totals(w.t.Context(), q)
				must(err)
				filings, err := c.FilingTotals(w.t.Context(), q)
				must(err)
				text += fmt.Sprintln(f, by, totals, filings)
			}
			m := w.first.Add(5)
			accounts, err := c.MonthAccounts(w.t.Context(), m, f, 0, []FigureColumn{{m, 1}, {m - 1, 2}, {m, w.interactions(c)}})
			must(err)
			text += fmt.Sprintln(accounts)
			for _, by := range []string{kpi.ScopeNetwork, kpi.ScopeRange, kpi.ScopeEntity} {
				pairs, err := c.SpanPairs(w.t.Context(), SpanQuery{Span: kpi.Span{From: m, Until: m.Add(2)}, Against: kpi.Span{From: m.Add(-3), Until: m.Add(-1)}, By: by, Filter: f})
				must(err)
				text += fmt.Sprintln(by, pairs)
			}
			means, err := c.MeanValues(w.t.Context(), []kpi.Month{m, m.Add(1)}, m.Add(1), f, kpi.ScopeSphere, 6)
			must(err)
			text += fmt.Sprintln(means)
			board, err := c.Board(w.t.Context(), m, f)
			must(err)
			for _, place := range board.Sorted(func(int) bool { return true }) {
				text += fmt.Sprintln(board.At(place))
			}
			must(c.EachChosenMonth(w.t.Context(), m, f, func(account kpi.ID, of kpi.AccountMonth) { text += fmt.Sprintln(account, of) }))
			for _, by := range []string{kpi.ScopeSphere, kpi.ScopeEntity} {
				for _, indicator := range filed {
					values, err := c.GroupValues(w.t.Context(), m, f, by, indicator)
					must(err)
					for _, list := range values {
						slices.Sort(list)
					}
					text += fmt.Sprintln(by, indicator, values)
				}
			}
		}
		return text
	}
	if held, read := answers(w.db.Conn), answers(Conn{q: w.db.reader}); held != read {
		w.t.Errorf("after %s\nheld: %s\nread: %s", after, held, read)
	}
}

func (w *totalWorld) interactions(c Conn) kpi.ID {
	list, err := c.Indicators(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return list[slices.IndexFunc(list, func(i kpi.Indicator) bool { return i.Code == kpi.Interactions })].ID
}

// Spans compared column by column say what adding account by account does.
func TestSpanPairsAccountByAccount(t *testing.T) {
	w := newTotalWorld(t, 300)
	for i := range 20 {
		act(t, w.db, func(ctx context.Context, tx *Tx) error {
			_, err := w.step(ctx, tx)
			return err
		})
		now, before := kpi.Span{From: w.first.Add(5 + i%3), Until: w.first.Add(8)}, kpi.Span{From: w.first.Add(2), Until: w.first.Add(3)}
		pairs, err := w.db.SpanPairs(t.Context(), SpanQuery{Span: now, Against: before, By: kpi.ScopeNetwork})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]kpi.SpanPair{}
		for _, account := range w.accounts {
			then, ok := w.overSpan(account, before)
			is, known := w.overSpan(account, now)
			for code := range is {
				if !ok[code] || !known[code] {
					continue
				}
				p := want[code]
				p.Indicator, p.N, p.Before, p.Now = code, p.N+1, p.Before+then[code], p.Now+is[code]
				want[code] = p
			}
		}
		got := map[string]kpi.SpanPair{}
		for _, p := range pairs {
			if p.Indicator != kpi.Interactions && p.Indicator != kpi.EngagementRate {
				got[p.Indicator] = p
			}
		}
		for code, p := range want {
			if g := got[code]; g.N != p.N || g.Before != rounded(p.Before) || g.Now != rounded(p.Now) {
				t.Fatalf("act %d, %s: %+v, not %+v", i, code, g, p)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("act %d: %v, not %v", i, got, want)
		}
	}
}

// overSpan adds the indicators of one account up over a span, from its rows.
func (w *totalWorld) overSpan(account kpi.ID, s kpi.Span) (sums map[string]float64, known map[string]bool) {
	sums, known = map[string]float64{}, map[string]bool{}
	list, err := w.db.Indicators(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, ind := range list {
		if !ind.Summed() || ind.Derived {
			continue
		}
		months := s.Months()
		if ind.Kind == kpi.KindStock {
			months = []kpi.Month{s.Until}
		}
		known[ind.Code] = true
		for _, m := range months {
			rows, err := w.db.Figures(w.t.Context(), m, account)
			if err != nil {
				w.t.Fatal(err)
			}
			k := slices.IndexFunc(rows, func(r FigureRow) bool { return r.Indicator == ind.ID && r.State == kpi.StateValue })
			if k < 0 {
				known[ind.Code] = false
				break
			}
			sums[ind.Code] += rows[k].Value
		}
	}
	return sums, known
}

// Values that are no whole numbers, or too large, are kept as they are.
func TestColumnKeepsValues(t *testing.T) {
	values := []kpi.Number{kpi.Num(3), {}, kpi.Num(0), kpi.Num(-7), kpi.Num(1.5), kpi.Num(1 << 40), kpi.Num(2147483647), kpi.Num(-2147483648)}
	for _, order := range [][]int{{0, 1, 2, 3, 4, 5, 6, 7}, {5, 4, 3, 2, 1, 0, 7, 6}, {0, 2, 3, 1}} {
		c := &column{}
		for _, i := range order {
			c.set(i, len(values), i != 1, values[i])
		}
		for i, want := range values {
			given := slices.Contains(order, i)
			if !given {
				want = kpi.Number{}
			}
			if got := c.at(i); got != want || c.isAnswered(i) != (given && i != 1) {
				t.Errorf("order %v, place %d: %v, answered %v", order, i, got, c.isAnswered(i))
			}
		}
		if c.at(900).Known || c.isAnswered(900) {
			t.Error("a place beyond the end has a value")
		}
	}
}
