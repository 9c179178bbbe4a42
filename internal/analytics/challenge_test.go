package analytics

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

func TestChallengeProgress(t *testing.T) {
	known := func(values ...float64) (list []kpi.Number) {
		for _, v := range values {
			list = append(list, kpi.Num(v))
		}
		return list
	}
	for name, c := range map[string]struct {
		before    []kpi.Number
		now, want kpi.Number
	}{
		"above":            {known(10, 20, 30), kpi.Num(25), kpi.Num(25)},
		"below":            {known(10, 20, 30), kpi.Num(5), kpi.Num(-75)},
		"a month of none":  {known(0, 0, 30), kpi.Num(20), kpi.Num(100)},
		"nothing at all":   {known(0, 0, 0), kpi.Num(20), kpi.Number{}},
		"a missing month":  {[]kpi.Number{kpi.Num(10), {}, kpi.Num(30)}, kpi.Num(20), kpi.Number{}},
		"nothing now":      {known(10, 20, 30), kpi.Number{}, kpi.Number{}},
		"zero now":         {known(10, 20, 30), kpi.Num(0), kpi.Num(-100)},
		"too few months":   {known(10, 20), kpi.Num(20), kpi.Number{}},
		"more than enough": {known(10, 20, 30, 40), kpi.Num(20), kpi.Number{}},
	} {
		if got := ChallengeProgress(c.before, c.now); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestNewChallengeEntry(t *testing.T) {
	var months []kpi.AccountMonth
	for i := range 5 {
		months = append(months, kpi.AccountMonth{Opening: kpi.Num(1000), Closing: kpi.Num(1000),
			Interactions: kpi.Num(float64(10 * (i + 1))), Shares: kpi.Num(7), Mentions: kpi.Num(0)})
	}
	e := NewChallengeEntry(4, kpi.ChallengeInteractions, months)
	if e != (ChallengeEntry{Account: 4, Size: kpi.Num(1000), Progress: Percent(kpi.Num(20), kpi.Num(30)), Before: kpi.Num(100)}) {
		t.Errorf("the entry is %+v", e)
	}
	if e := NewChallengeEntry(4, kpi.ChallengeShares, months[1:]); e.Progress != kpi.Num(0) || e.Before.Known {
		t.Errorf("of equal months: %+v", e)
	}
	if e := NewChallengeEntry(4, kpi.ChallengeMentions, months); e.Progress.Known {
		t.Errorf("of nothing: %+v", e)
	}
	if e := NewChallengeEntry(4, "posts", months); e.Progress.Known {
		t.Error("posts are a measure")
	}
	if e := NewChallengeEntry(4, kpi.ChallengeInteractions, nil); e.Progress.Known || e.Size.Known {
		t.Error("an account without months has an entry")
	}
}

func challengers(sizes ...float64) (list []ChallengeEntry) {
	for i, size := range sizes {
		list = append(list, ChallengeEntry{Account: kpi.ID(i + 1), Size: kpi.Num(size), Progress: kpi.Num(float64(100 - i))})
	}
	return list
}

func TestChallengeBrackets(t *testing.T) {
	many := func(counts ...int) (sizes []float64) {
		for i, n := range counts {
			for range n {
				sizes = append(sizes, []float64{499, 500, 5000, 50000}[i])
			}
		}
		return sizes
	}
	type bracket struct {
		from, under float64
		n           int
	}
	for name, c := range map[string]struct {
		counts []int
		want   []bracket
	}{
		"each enough":       {[]int{6, 6, 6, 6}, []bracket{{0, 500, 6}, {500, 5000, 6}, {5000, 50000, 6}, {50000, 0, 6}}},
		"too few in all":    {[]int{1, 1, 1, 2}, nil},
		"just enough":       {[]int{1, 1, 1, 3}, []bracket{{0, 0, 6}}},
		"few small":         {[]int{2, 4, 7, 0}, []bracket{{0, 5000, 6}, {5000, 0, 7}}},
		"few large":         {[]int{6, 0, 2, 3}, []bracket{{0, 0, 11}}},
		"small ones alone":  {[]int{8, 0, 0, 0}, []bracket{{0, 0, 8}}},
		"the last is short": {[]int{6, 6, 3, 2}, []bracket{{0, 500, 6}, {500, 0, 11}}},
	} {
		var got []bracket
		for _, b := range RankChallenge(challengers(many(c.counts...)...)).Brackets {
			got = append(got, bracket{b.From, b.Under, len(b.places)})
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestChallengeShowsTheBestThird(t *testing.T) {
	nobody := func(kpi.ID) bool { return false }
	shown := func(entries []ChallengeEntry) (ids []kpi.ID) {
		for _, p := range RankChallenge(entries).SeenBy(nobody).Podiums {
			for _, place := range p.Places {
				ids = append(ids, place.Account)
			}
		}
		return ids
	}
	for n, want := range map[int]int{5: 0, 6: 2, 8: 2, 9: 3, 30: 3} {
		if got := shown(challengers(make([]float64, n)...)); len(got) != want {
			t.Errorf("of %d accounts %v are shown", n, got)
		}
	}
	tied := challengers(make([]float64, 9)...)
	for i := 1; i < 6; i++ {
		tied[i].Progress = kpi.Num(98)
	}
	if got := shown(tied); !slices.Equal(got, []kpi.ID{1}) {
		t.Errorf("where places 2 to 6 are equal, %v are shown", got)
	}
	all := RankChallenge(challengers(make([]float64, 7)...)).SeenBy(func(kpi.ID) bool { return true })
	var places []int
	for _, own := range all.Own {
		places = append(places, own.Place)
	}
	if !slices.Equal(places, []int{1, 2, 3, 0, 0, 0, 0}) {
		t.Errorf("the holder of all is told the places %v", places)
	}
}

func TestMostImproved(t *testing.T) {
	entries := challengers(make([]float64, 8)...)
	for i := range entries {
		entries[i].Before = kpi.Num(entries[i].Progress.V - float64(i))
	}
	if got := RankChallenge(entries).Improved; !slices.Equal(got, []kpi.ID{8}) {
		t.Errorf("most improved is %v", got)
	}
	entries[7].Before = kpi.Number{}
	entries[6].Size = kpi.Number{}
	if got := RankChallenge(entries).Improved; !slices.Equal(got, []kpi.ID{6}) {
		t.Errorf("most improved of those known is %v", got)
	}
	for i := range entries {
		entries[i].Before = entries[i].Progress
	}
	if got := RankChallenge(entries).Improved; got != nil {
		t.Errorf("nobody improved, and %v did", got)
	}
}

// drawEntries is any month of a challenge; few values, so that there are ties.
func drawEntries(t *rapid.T) []ChallengeEntry {
	number := func(name string, low, high int) kpi.Number {
		if rapid.IntRange(0, 9).Draw(t, name+" known") == 0 {
			return kpi.Number{}
		}
		return kpi.Num(float64(rapid.IntRange(low, high).Draw(t, name)))
	}
	entries := make([]ChallengeEntry, rapid.IntRange(0, 40).Draw(t, "accounts"))
	for i := range entries {
		size := number("size", 0, 3)
		if size.Known {
			size = kpi.Num([]float64{120, 900, 9000, 90000}[int(size.V)])
		}
		entries[i] = ChallengeEntry{Account: kpi.ID(i + 1), Size: size, Progress: number("progress", -20, 20), Before: number("before", -20, 20)}
	}
	return entries
}

// TestNoLastPlaceIsDeduced looks for another month that shows a person the very
// same, in which somebody else is last: whoever is last in truth may as well not
// be.
func TestNoLastPlaceIsDeduced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		held := map[kpi.ID]bool{}
		for _, e := range entries {
			if rapid.IntRange(0, 3).Draw(t, "held") == 0 {
				held[e.Account] = true
			}
		}
		holds := func(id kpi.ID) bool { return held[id] }
		month := RankChallenge(entries)
		seen := month.SeenBy(holds)
		for _, b := range month.Brackets {
			half := b.places[len(b.best(len(b.places)/2)):]
			if len(half) < ChallengeFewest/2 {
				t.Fatalf("only %d accounts of %d have no place told", len(half), len(b.places))
			}
			last := half[len(half)-1]
			if held[last.Account] {
				own := 0
				for _, p := range half {
					if held[p.Account] {
						own++
					}
				}
				if 2*own >= len(half) {
					continue // one's own figures alone may tell of one's own account, to nobody else
				}
			}
			if half[0].Place == last.Place {
				continue // nobody is last alone
			}
			if !couldBeOtherwise(entries, half, last, held, holds, seen) {
				t.Fatalf("account %d is known to be last by the holder of %v", last.Account, held)
			}
		}
	})
}

// couldBeOtherwise moves the figures of accounts that the person does not hold
// within the half whose places are not told.
func couldBeOtherwise(entries []ChallengeEntry, half []ChallengePlace, last ChallengePlace, held map[kpi.ID]bool, holds func(kpi.ID) bool, seen ChallengeSight) bool {
	moved := func(account kpi.ID, by float64) bool {
		other := slices.Clone(entries)
		for i := range other {
			if other[i].Account == account {
				other[i].Progress.V += by
				if other[i].Before.Known {
					other[i].Before.V += by
				}
			}
		}
		month := RankChallenge(other)
		if !reflect.DeepEqual(month.SeenBy(holds), seen) {
			return false
		}
		for _, b := range month.Brackets {
			worst := b.places[len(b.places)-1]
			if i := slices.IndexFunc(b.places, func(p ChallengePlace) bool { return p.Account == last.Account }); i >= 0 {
				return b.places[i].Place != worst.Place
			}
		}
		return false
	}
	for _, p := range half { // another falls below the one that is last
		if p.Account != last.Account && !held[p.Account] && moved(p.Account, last.Progress.V-p.Progress.V-1) {
			return true
		}
	}
	if held[last.Account] {
		return false
	}
	for _, p := range half { // or it stood above another, which is last then
		up := p.Progress.V - last.Progress.V
		if p.Account != last.Account && up > 0 && (moved(last.Account, up) || moved(last.Account, up+0.5)) {
			return true
		}
	}
	return false
}

func TestChallengeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		month := RankChallenge(entries)
		everything := func(kpi.ID) bool { return true }
		shuffled := slices.Clone(entries)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if !reflect.DeepEqual(RankChallenge(shuffled).SeenBy(everything), month.SeenBy(everything)) {
			t.Fatal("the order of accounts changes what is seen")
		}
		counted := 0
		for i, b := range month.Brackets {
			counted += len(b.places)
			shown := month.SeenBy(everything).Podiums[i].Places
			if len(b.places) < ChallengeFewest || len(shown) > challengeMost || len(shown)*challengeShare > len(b.places) {
				t.Fatalf("%d of %d accounts are shown", len(shown), len(b.places))
			}
			for _, p := range shown {
				for _, other := range b.places {
					if other.Progress.V > p.Progress.V && other.Place >= p.Place {
						t.Fatalf("%v did better than %v", other, p)
					}
				}
			}
		}
		if month.Ranked >= ChallengeFewest && counted != month.Ranked {
			t.Fatalf("%d accounts in brackets, of %d", counted, month.Ranked)
		}
	})
}

// TestMissingIsNotZeroInTheChallenge turns a missing month into one of zero.
func TestMissingIsNotZeroInTheChallenge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		months := make([]kpi.AccountMonth, ChallengeMonths+1)
		for i := range months {
			months[i] = kpi.AccountMonth{Opening: kpi.Num(100), Closing: kpi.Num(100), Interactions: kpi.Num(float64(rapid.IntRange(1, 90).Draw(t, "interactions")))}
		}
		at := rapid.IntRange(0, ChallengeMonths).Draw(t, "month")
		months[at].Interactions = kpi.Number{}
		missing := NewChallengeEntry(1, kpi.ChallengeInteractions, months).Progress
		months[at].Interactions = kpi.Num(0)
		zero := NewChallengeEntry(1, kpi.ChallengeInteractions, months).Progress
		if missing.Known || !zero.Known {
			t.Fatalf("missing: %v, zero: %v", missing, zero)
		}
	})
}

func TestChallengeHonours(t *testing.T) {
	first := RankChallenge(challengers(make([]float64, 6)...))
	entries := challengers(make([]float64, 6)...)
	entries[1].Progress, entries[5].Before = kpi.Num(200), kpi.Num(0)
	got := ChallengeHonours([]ChallengeMonth{first, RankChallenge(entries), {}})
	want := []ChallengeHonour{{Account: 1, Podiums: 2, Firsts: 1}, {Account: 2, Podiums: 2, Firsts: 1}, {Account: 6, Improved: 1}}
	if !slices.Equal(got, want) {
		t.Errorf("honours are %+v", got)
	}
}
