package analytics

import (
	"math"
	"math/rand/v2"
	"testing"

	"portevoix/internal/kpi"
)

func TestGroupSeriesKeepsGapsAndLeavesOutTheAbsent(t *testing.T) {
	groups := []Group{{GroupSphere, 1, "Métier", 0}, {GroupSphere, 2, "Ventes", 1}, {GroupSphere, 0, "", -1}}
	months := kpi.MonthsBetween(october-2, october)
	got := GroupSeries(groups, months, []kpi.Total{
		{Month: october - 2, A: 1, Known: 2, Expected: 3, Sum: 30},
		{Month: october - 1, A: 1, Known: 0, Expected: 3},
		{Month: october, A: 1, Known: 1, Expected: 3, Sum: 0},
		{Month: october, A: 0, Known: 0, Expected: 0},
	})
	if len(got) != 1 || got[0].Group != groups[0] {
		t.Fatalf("got %+v", got)
	}
	v := got[0].Values
	if v[0].Number != kpi.Num(30) || v[1].Number.Known || v[2].Number != kpi.Num(0) || v[1].Coverage != (Coverage{0, 3}) {
		t.Errorf("got %+v", v)
	}
}

func TestSharesAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		var groups []Group
		var totals []kpi.Total
		all, sum, share := 0.0, 0.0, 0.0
		for id := range kpi.ID(1 + r.IntN(6)) {
			groups = append(groups, Group{Kind: GroupRange, ID: id})
			total := kpi.Total{A: id, Expected: 3, Known: r.IntN(3)}
			if total.Known > 0 {
				total.Sum = float64(1 + r.IntN(1000))
				all += total.Sum
			}
			totals = append(totals, total)
		}
		for i, s := range Shares(groups, totals) {
			if s.Interactions.Known != (totals[i].Known > 0) || s.Share.Known != s.Interactions.Known {
				t.Fatalf("group %d: %+v of %+v", i, s, totals[i])
			}
			sum += s.Interactions.V
			share += s.Share.V
		}
		if sum != all || all > 0 && math.Abs(share-100) > 1e-9 {
			t.Fatalf("groups add up to %v of %v, %v %%", sum, all, share)
		}
	}
}

func TestSharesOfNothing(t *testing.T) {
	groups := []Group{{GroupSphere, 1, "Métier", 0}, {GroupSphere, 2, "Ventes", 1}, {GroupSphere, 3, "Vide", 2}}
	got := Shares(groups, []kpi.Total{{A: 1, Known: 1, Expected: 1}, {A: 2, Expected: 2}})
	if len(got) != 2 || got[0].Interactions != kpi.Num(0) || got[0].Share.Known || got[1].Interactions.Known {
		t.Errorf("got %+v", got)
	}
}

func TestAddTotalsMakesTheWholeOfItsParts(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	of := func() kpi.Total {
		v := func() float64 { return float64(r.IntN(1000)) }
		return kpi.Total{Expected: r.IntN(9), Known: r.IntN(9), Positive: r.IntN(9), Sum: v(), Denominator: v(),
			N1: r.IntN(9), Before1: v(), Now1: v(), N12: r.IntN(9), Before12: v(), Now12: v()}
	}
	a, b, c, other := of(), of(), of(), of()
	for i, total := range []*kpi.Total{&a, &b, &c} {
		total.Month, total.Indicator, total.A = october, kpi.Posts, kpi.ID(i)
	}
	other.Month, other.Indicator = october, kpi.Likes
	whole := AddTotals([]kpi.Total{a, other, b, c})
	if len(whole) != 2 || whole[0].Scope != kpi.ScopeNetwork || whole[0].A != 0 {
		t.Fatalf("got %+v", whole)
	}
	if again := AddTotals([]kpi.Total{c, b, a, other}); again[0] != whole[0] || again[1] != whole[1] {
		t.Errorf("in another order %+v, %+v", again, whole)
	}
	nested := AddTotals(append(AddTotals([]kpi.Total{a, b}), c, other))
	if nested[0] != whole[0] || nested[1] != whole[1] {
		t.Errorf("parts of parts %+v, %+v", nested, whole)
	}
	fields := []float64{float64(whole[0].Known), whole[0].Sum, whole[0].Before1, whole[0].Now12, float64(whole[0].N12)}
	want := []float64{float64(a.Known + b.Known + c.Known), a.Sum + b.Sum + c.Sum, a.Before1 + b.Before1 + c.Before1,
		a.Now12 + b.Now12 + c.Now12, float64(a.N12 + b.N12 + c.N12)}
	for i := range fields {
		if fields[i] != want[i] {
			t.Errorf("field %d is %v, want %v", i, fields[i], want[i])
		}
	}
}
