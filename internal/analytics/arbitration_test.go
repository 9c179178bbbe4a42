package analytics

import (
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

func placed(effort, yield float64) Placement {
	return Placement{Effort: kpi.Num(effort), Return: kpi.Num(yield)}
}

func TestQuadrants(t *testing.T) {
	list := []Placement{placed(2, 9), placed(10, 8), placed(9, 1), placed(1, 2), {Effort: kpi.Num(4)}, {Return: kpi.Num(4)}}
	a := Arbitrate(kpi.Span{}, list)
	if a.Effort != kpi.Num(5.5) || a.Return != kpi.Num(5) {
		t.Errorf("medians %v and %v", a.Effort, a.Return)
	}
	for i, want := range []Quadrant{QuadrantReinforce, QuadrantKeep, QuadrantRethink, QuadrantReexamine, QuadrantUnknown, QuadrantUnknown} {
		if got := a.Placements[i].Quadrant; got != want {
			t.Errorf("%d is %q, want %q", i, got, want)
		}
	}
	for _, few := range [][]Placement{nil, {placed(3, 4)}} {
		if a := Arbitrate(kpi.Span{}, few); a.Effort.Known || (len(few) == 1 && a.Placements[0].Quadrant != QuadrantUnknown) {
			t.Errorf("%d ranges are placed: %+v", len(few), a)
		}
	}
}

// Doing better with the same effort never suggests worse, the order of ranges
// changes nothing, and one without figures moves nobody.
func TestArbitrationProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Float64Range(0, 500)
		var list []Placement
		for range rapid.IntRange(2, 9).Draw(t, "ranges") {
			list = append(list, placed(number.Draw(t, "effort"), number.Draw(t, "return")))
		}
		a := Arbitrate(kpi.Span{}, list)
		order := rapid.Permutation(list).Draw(t, "order")
		again := Arbitrate(kpi.Span{}, append(order, Placement{}))
		for i, p := range list {
			for k, other := range order {
				if other.Effort == p.Effort && other.Return == p.Return && again.Placements[k].Quadrant != a.Placements[i].Quadrant {
					t.Fatalf("%v is %q in one order and %q in another", p, a.Placements[i].Quadrant, again.Placements[k].Quadrant)
				}
			}
			better := p
			better.Return = kpi.Num(p.Return.V + number.Draw(t, "gain"))
			good := func(q Quadrant) bool { return q == QuadrantKeep || q == QuadrantReinforce }
			if q := QuadrantOf(better, a.Effort, a.Return); good(a.Placements[i].Quadrant) && !good(q) {
				t.Fatalf("%v does better and falls to %q", p, q)
			}
		}
	})
}
