package analytics

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

func TestStaffOfTheTree(t *testing.T) {
	n, none := kpi.Num, kpi.Number{}
	for _, c := range []struct {
		name     string
		entities []Entity
		want     map[kpi.ID]Staff
	}{
		{"one", []Entity{{1, 0, n(40)}}, map[kpi.ID]Staff{1: {n(40), 1, 1}}},
		{"a holder stands for those below", []Entity{{1, 0, none}, {2, 1, n(30)}, {3, 1, n(20)}}, map[kpi.ID]Staff{1: {n(50), 2, 2}, 2: {n(30), 1, 1}, 3: {n(20), 1, 1}}},
		{"a holder with staff of its own adds it", []Entity{{1, 0, n(5)}, {2, 1, n(30)}}, map[kpi.ID]Staff{1: {n(35), 2, 2}, 2: {n(30), 1, 1}}},
		{"one unknown below makes the sum unknown", []Entity{{1, 0, n(5)}, {2, 1, n(30)}, {3, 1, none}}, map[kpi.ID]Staff{1: {none, 2, 3}, 2: {n(30), 1, 1}, 3: {none, 0, 1}}},
		{"nobody is known to be nobody", []Entity{{1, 0, n(0)}}, map[kpi.ID]Staff{1: {n(0), 1, 1}}},
	} {
		got := StaffOf(c.entities)
		for id, want := range c.want {
			if got[id] != want {
				t.Errorf("%s: %d has %+v, want %+v", c.name, id, got[id], want)
			}
		}
	}
}

func TestPerHundredStaff(t *testing.T) {
	for _, c := range []struct{ n, staff, want kpi.Number }{
		{kpi.Num(500), kpi.Num(250), kpi.Num(200)},
		{kpi.Num(0), kpi.Num(250), kpi.Num(0)},
		{kpi.Number{}, kpi.Num(250), kpi.Number{}},
		{kpi.Num(500), kpi.Number{}, kpi.Number{}},
		{kpi.Num(500), kpi.Num(0), kpi.Number{}},
	} {
		if got := PerHundred(c.n, c.staff); got != c.want {
			t.Errorf("%v per 100 of %v is %v, want %v", c.n, c.staff, got, c.want)
		}
	}
}

// forest draws entities, each below an earlier one or at the top, at most three
// deep.
func forest(t *rapid.T) []Entity {
	list := make([]Entity, rapid.IntRange(1, 14).Draw(t, "entities"))
	depth := map[kpi.ID]int{}
	for i := range list {
		list[i].ID = kpi.ID(i + 1)
		if above := kpi.ID(rapid.IntRange(0, i).Draw(t, "above")); above != 0 && depth[above] < 2 {
			list[i].Parent = above
			depth[list[i].ID] = depth[above] + 1
		}
		if rapid.Bool().Draw(t, "known") {
			list[i].Headcount = kpi.Num(float64(rapid.IntRange(0, 400).Draw(t, "staff")))
		}
	}
	return list
}

func TestStaffAddsUpWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := forest(t)
		got, again := StaffOf(list), StaffOf(rapid.Permutation(list).Draw(t, "order"))
		for _, e := range list {
			if got[e.ID] != again[e.ID] {
				t.Fatalf("%d: %+v, in another order %+v", e.ID, got[e.ID], again[e.ID])
			}
			want, of := e.Headcount.V, 0
			for _, below := range list {
				if below.Parent == e.ID {
					want += got[below.ID].Headcount.V
					of += got[below.ID].Of
					if got[e.ID].Headcount.Known && !got[below.ID].Headcount.Known {
						t.Fatalf("%d is known, %d below it is not", e.ID, below.ID)
					}
				}
			}
			if got[e.ID].Headcount.Known && got[e.ID].Headcount.V != want {
				t.Fatalf("%d: %v, its parts add up to %v", e.ID, got[e.ID].Headcount, want)
			}
		}
	})
}

func TestTheTreeHoldsEachEntityOnceBeneathItsHolder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := forest(t)
		var groups []GroupSpan
		for _, e := range list {
			if rapid.Bool().Draw(t, "shown") {
				groups = append(groups, GroupSpan{Group: Group{Kind: GroupEntity, ID: e.ID}})
			}
		}
		groups = append(groups, GroupSpan{Group: Group{Kind: GroupEntity}})
		tree := NewTree(groups, list, nil)
		if len(tree) != len(groups) || tree[len(tree)-1].Group.ID != 0 {
			t.Fatalf("%d branches of %d groups", len(tree), len(groups))
		}
		for i, b := range tree[:len(tree)-1] {
			if once := slices.IndexFunc(tree, func(o Branch) bool { return o.Group.ID == b.Group.ID }); once != i {
				t.Fatalf("%d stands twice", b.Group.ID)
			}
			if b.Depth > 0 && (i == 0 || tree[i-1].Depth < b.Depth-1) {
				t.Fatalf("%d stands at %d beneath nothing", b.Group.ID, b.Depth)
			}
		}
	})
}

func TestAGridHasACellForEachPair(t *testing.T) {
	sphere := func(id kpi.ID) Group { return Group{Kind: GroupSphere, ID: id} }
	rang := func(id kpi.ID) Group { return Group{Kind: GroupRange, ID: id} }
	months := []kpi.Month{kpi.NewMonth(2026, 9), kpi.NewMonth(2026, 10)}
	sizes := SizesOf(months, []kpi.Total{
		{Month: months[1], A: 1, B: 7, Known: 2, Expected: 2, Sum: 30},
		{Month: months[0], A: 2, B: 0, Known: 0, Expected: 1},
		{Month: months[1], A: 2, B: 0, Known: 1, Expected: 1},
		{Month: months[0].Add(-1), A: 1, B: 7, Known: 2, Sum: 99},
	})
	g := NewGrid(GridBasis{
		Cells:     []GroupSpan{{Group: sphere(1), Column: rang(7)}, {Group: sphere(2), Column: rang(0)}},
		Rows:      []GroupSpan{{Group: sphere(1)}, {Group: sphere(2)}},
		Columns:   []GroupSpan{{Group: rang(7)}, {Group: rang(0)}},
		CellSizes: sizes,
	})
	if len(g.Rows) != 2 || len(g.Columns) != 2 || !g.Rows[0].Cells[0].Shown || g.Rows[0].Cells[1].Shown || g.Rows[1].Cells[0].Shown || !g.Rows[1].Cells[1].Shown || g.Whole.Shown {
		t.Fatalf("%+v", g)
	}
	if line := g.Rows[0].Cells[0].Size; len(line) != 2 || line[0].Number.Known || line[1].Number != kpi.Num(30) {
		t.Errorf("the first cell's line is %+v", line)
	}
	if line := g.Rows[1].Cells[1].Size; line[0].Number.Known || line[1].Number != kpi.Num(0) {
		t.Errorf("a missing month and a month of zero: %+v", line)
	}
}
