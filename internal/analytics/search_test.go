package analytics

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

var unlooked kpi.SearchPlace

func TestSearchRank(t *testing.T) {
	notRanked := kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked}
	at := kpi.RankedAt
	for name, c := range map[string]struct {
		places []kpi.SearchPlace
		want   kpi.Figure
	}{
		"none":                       {nil, kpi.Figure{}},
		"one":                        {[]kpi.SearchPlace{at(7)}, kpi.Given(7)},
		"odd":                        {[]kpi.SearchPlace{at(9), at(1), at(4)}, kpi.Given(4)},
		"even, whole":                {[]kpi.SearchPlace{at(2), at(6)}, kpi.Given(4)},
		"even, half up":              {[]kpi.SearchPlace{at(3), at(4)}, kpi.Given(4)},
		"even, half up of four":      {[]kpi.SearchPlace{at(1), at(2), at(5), at(90)}, kpi.Given(4)},
		"not ranked counts for none": {[]kpi.SearchPlace{at(12), kpi.NotRanked, kpi.NotRanked}, kpi.Given(12)},
		"not looked up neither":      {[]kpi.SearchPlace{at(12), unlooked}, kpi.Given(12)},
		"all not ranked":             {[]kpi.SearchPlace{kpi.NotRanked, kpi.NotRanked}, notRanked},
		"some not looked up":         {[]kpi.SearchPlace{kpi.NotRanked, unlooked}, kpi.Figure{}},
		"nothing looked up":          {[]kpi.SearchPlace{unlooked, unlooked}, kpi.Figure{}},
	} {
		if got := SearchRank(c.places); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestASearchLineTellsMovesEntriesAndTheBestPlace(t *testing.T) {
	month := kpi.NewMonth(2026, 10)
	at := func(places map[int]kpi.SearchPlace) map[kpi.Month]kpi.SearchPlace {
		m := map[kpi.Month]kpi.SearchPlace{}
		for back, p := range places {
			m[month.Add(-back)] = p
		}
		return m
	}
	type want struct {
		move  kpi.Number
		event SearchEvent
		best  int
		since int // months back
	}
	for name, c := range map[string]struct {
		places map[int]kpi.SearchPlace
		want   want
	}{
		"rises":                                  {map[int]kpi.SearchPlace{1: kpi.RankedAt(9), 0: kpi.RankedAt(5)}, want{kpi.Num(-4), "", 5, 0}},
		"falls":                                  {map[int]kpi.SearchPlace{1: kpi.RankedAt(5), 0: kpi.RankedAt(9)}, want{kpi.Num(4), "", 5, 1}},
		"stays":                                  {map[int]kpi.SearchPlace{1: kpi.RankedAt(5), 0: kpi.RankedAt(5)}, want{kpi.Num(0), "", 5, 1}},
		"enters":                                 {map[int]kpi.SearchPlace{1: kpi.NotRanked, 0: kpi.RankedAt(30)}, want{kpi.Number{}, SearchEntered, 30, 0}},
		"leaves":                                 {map[int]kpi.SearchPlace{1: kpi.RankedAt(30), 0: kpi.NotRanked}, want{kpi.Number{}, SearchLeft, 30, 1}},
		"is new":                                 {map[int]kpi.SearchPlace{0: kpi.RankedAt(30)}, want{kpi.Number{}, "", 30, 0}},
		"was not looked up":                      {map[int]kpi.SearchPlace{2: kpi.RankedAt(3), 0: kpi.RankedAt(8)}, want{kpi.Number{}, "", 3, 2}},
		"stays away":                             {map[int]kpi.SearchPlace{1: kpi.NotRanked, 0: kpi.NotRanked}, want{}},
		"best of equals first":                   {map[int]kpi.SearchPlace{5: kpi.RankedAt(2), 3: kpi.RankedAt(2), 0: kpi.RankedAt(4)}, want{kpi.Number{}, "", 2, 5}},
		"best before the year":                   {map[int]kpi.SearchPlace{20: kpi.RankedAt(1), 0: kpi.RankedAt(4)}, want{kpi.Number{}, "", 1, 20}},
		"before it was measured, nothing counts": {map[int]kpi.SearchPlace{30: kpi.RankedAt(1), 0: kpi.RankedAt(4)}, want{kpi.Number{}, "", 4, 0}},
	} {
		l := NewSearchLine(kpi.SearchQuery{ID: 1, From: month.Add(-24)}, at(c.places), month, 0)
		got := want{l.Move, l.Event, l.Best.Place, 0}
		if l.Best.Ranked() {
			got.since = month.Sub(l.BestMonth)
		}
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if step := NewSearchStep(l.Query, l.Before, l.Now); step.Move != l.Move || step.Event != l.Event {
			t.Errorf("%s: a step tells %v, %q", name, step.Move, step.Event)
		}
		if len(l.Months) != 12 || l.Months[11] != month || l.Places[11] != c.places[0] {
			t.Errorf("%s: months %v, places %v", name, l.Months, l.Places)
		}
	}
}

// drawSearchPlace draws a place, not ranked, or not looked up.
func drawSearchPlace(t *rapid.T) kpi.SearchPlace {
	switch n := rapid.IntRange(-2, 60).Draw(t, "place"); {
	case n < 0:
		return unlooked
	case n == 0:
		return kpi.NotRanked
	default:
		return kpi.RankedAt(n)
	}
}

func TestSearchRankProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfN(rapid.Custom(drawSearchPlace), 1, 20).Draw(t, "places")
		rank := SearchRank(places)
		shuffled := slices.Clone(places)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if SearchRank(shuffled) != rank {
			t.Fatalf("the order matters: %v and %v", rank, SearchRank(shuffled))
		}
		better, worse, ranked := 0, 0, 0
		for _, p := range places {
			if p.Ranked() {
				ranked++
				if float64(p.Place) <= rank.Value {
					better++
				}
				if float64(p.Place) >= rank.Value {
					worse++
				}
			}
		}
		switch rank.State {
		case kpi.StateValue:
			// At least half of the places are no worse; one place of rounding apart, no better.
			if ranked == 0 || 2*better < ranked || rank.Value < 1 || rank.Value != float64(int(rank.Value)) {
				t.Fatalf("%v of %v: %d no worse, %d no better", rank, places, better, worse)
			}
		case kpi.StateUnavailable:
			if slices.ContainsFunc(places, func(p kpi.SearchPlace) bool { return p != kpi.NotRanked }) {
				t.Fatalf("%v is not ranked", places)
			}
		default:
			if ranked > 0 || !slices.Contains(places, unlooked) {
				t.Fatalf("%v is not known", places)
			}
		}
		// One query more that was not looked up, or not ranked, never moves a known rank.
		if rank.State == kpi.StateValue && (SearchRank(append(slices.Clone(places), unlooked)) != rank || SearchRank(append(slices.Clone(places), kpi.NotRanked)) != rank) {
			t.Fatalf("a query without a place moved %v", rank)
		}
	})
}

func TestWhatMovedProperties(t *testing.T) {
	month := kpi.NewMonth(2026, 10)
	rapid.Check(t, func(t *rapid.T) {
		var lines []SearchLine
		for i := range rapid.IntRange(0, 30).Draw(t, "queries") {
			q := kpi.SearchQuery{ID: kpi.ID(i + 1), Account: kpi.ID(i/4 + 1), From: month.Add(-12)}
			lines = append(lines, NewSearchLine(q, map[kpi.Month]kpi.SearchPlace{month.Add(-1): drawSearchPlace(t), month: drawSearchPlace(t)}, month, 2))
		}
		most := rapid.IntRange(1, 6).Draw(t, "most")
		moves := NewSearchMoves(month, lines, most)
		shuffled := slices.Clone(lines)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again := NewSearchMoves(month, shuffled, most)
		for k, pair := range [][2][]SearchLine{{moves.Rises, again.Rises}, {moves.Falls, again.Falls}, {moves.Entered, again.Entered}, {moves.Left, again.Left}} {
			if len(pair[0]) != len(pair[1]) || len(pair[0]) > most {
				t.Fatalf("list %d: %d and %d", k, len(pair[0]), len(pair[1]))
			}
			for i := range pair[0] {
				if pair[0][i].Query.ID != pair[1][i].Query.ID {
					t.Fatalf("list %d: the order matters", k)
				}
			}
		}
		if moves.Count != again.Count {
			t.Fatalf("%+v and %+v", moves.Count, again.Count)
		}
		for i, l := range moves.Rises {
			if l.Move.V >= 0 || i > 0 && l.Move.V < moves.Rises[i-1].Move.V {
				t.Fatalf("rises %v", moves.Rises)
			}
		}
		compared := 0
		for _, l := range lines {
			if l.Now.Looked && l.Before.Looked {
				compared++
			}
		}
		if c := moves.Count; c.Compared() != compared || c.Queries != len(lines) || c.Ranked > c.Looked || c.Looked > c.Queries {
			t.Fatalf("%+v of %d compared", c, compared)
		}
	})
}
