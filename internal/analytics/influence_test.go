package analytics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

func TestInfluenceIndex(t *testing.T) {
	accounts := make([]Influence, 10)
	for i := range accounts {
		accounts[i] = Influence{Account: kpi.ID(i + 1), Engagement: kpi.Num(float64(i)), Growth: kpi.Num(float64(-i))}
	}
	accounts[0].Engagement = kpi.Num(1) // ties with the second
	list, ranked := InfluenceIndex(accounts)
	if ranked != 10 {
		t.Errorf("%d accounts are ranked", ranked)
	}
	for i, want := range [][2]float64{{10, 95}, {10, 85}, {25, 75}} {
		got := list[i]
		if got.EngagementPercentile != kpi.Num(want[0]) || got.GrowthPercentile != kpi.Num(want[1]) || got.Index != kpi.Num(math.Sqrt(want[0]*want[1])) {
			t.Errorf("account %d: %+v", i, got)
		}
	}
	accounts[4].Growth = kpi.Number{}
	list, ranked = InfluenceIndex(accounts)
	if ranked != 9 || slices.ContainsFunc(list, func(i Influence) bool { return i.Index.Known || i.GrowthPercentile.Known }) {
		t.Errorf("%d accounts, and there is an index", ranked)
	}
	got := NewInfluence(3, kpi.AccountMonth{Opening: kpi.Num(100), Closing: kpi.Num(120), Interactions: kpi.Num(11)})
	if got.Engagement != kpi.Num(10) || got.Growth != kpi.Num(20) {
		t.Errorf("inputs are %+v", got)
	}
	if got := NewInfluence(3, kpi.AccountMonth{Closing: kpi.Num(120), Interactions: kpi.Num(12)}); got.Growth.Known {
		t.Errorf("a missing month before makes %+v", got)
	}
}

func TestInfluenceProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string) kpi.Number {
			if rapid.IntRange(0, 19).Draw(t, name+" known") == 0 {
				return kpi.Number{}
			}
			return kpi.Num(float64(rapid.IntRange(-6, 6).Draw(t, name)) / 3)
		}
		accounts := make([]Influence, rapid.IntRange(0, 40).Draw(t, "accounts"))
		for i := range accounts {
			accounts[i] = Influence{Account: kpi.ID(i + 1), Engagement: number("engagement"), Growth: number("growth")}
		}
		list, ranked := InfluenceIndex(accounts)
		of := map[kpi.ID]Influence{}
		for _, a := range list {
			of[a.Account] = a
			if a.Index.Known != (ranked >= InfluenceFewest && a.Engagement.Known && a.Growth.Known) {
				t.Fatalf("%+v of %d accounts", a, ranked)
			}
			if a.Index.Known && (a.Index.V <= 0 || a.Index.V >= 100) {
				t.Fatalf("out of bounds: %+v", a)
			}
		}
		for _, a := range list {
			for _, b := range list {
				if a.Index.Known && b.Index.Known && a.Engagement.V >= b.Engagement.V && a.Growth.V >= b.Growth.V && a.Index.V < b.Index.V {
					t.Fatalf("%+v is better than %+v throughout", a, b)
				}
			}
		}
		shuffled := slices.Clone(accounts)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, _ := InfluenceIndex(shuffled)
		for _, a := range again {
			if of[a.Account] != a {
				t.Fatalf("the order changes %+v into %+v", of[a.Account], a)
			}
		}
	})
}
