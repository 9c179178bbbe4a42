package analytics

// This file lays out the tree of entities over a span, and sets it against
// their staff.

import "portevoix/internal/kpi"

// Entity is a place in the tree: its own staff does not hold that of those
// below it.
type Entity struct {
	ID, Parent kpi.ID // Parent is 0 at the top
	Headcount  kpi.Number
}

// Branch is an entity with all that lies below it.
type Branch struct {
	GroupSpan
	Depth int     // 0 at the top of what is shown
	Size  []Value // followers, month by month up to the end of the span
	Staff Staff
	// FollowersPerHundred and InteractionsPerHundred are per 100 staff, the
	// interactions a month's mean over the span; unknown where the staff is not
	// known whole, or is nobody.
	FollowersPerHundred, InteractionsPerHundred kpi.Number
}

// Staff is the people of an entity and of those below it. Headcount is unknown
// where any of the Of entities that should have one has none.
type Staff struct {
	Headcount kpi.Number
	Known, Of int
}

// PerHundred returns a number per 100 staff (DOMAIN §2, headcount), unknown where
// either is, or where the staff is nobody.
func PerHundred(n, staff kpi.Number) kpi.Number { return n.Times(100).Over(staff) }

// StaffOf adds up the staff of each entity and of those below it. An entity
// that only holds others, with no staff of its own on record, stands for them;
// one with nothing below it must have its own, or the sum above is unknown.
func StaffOf(entities []Entity) map[kpi.ID]Staff {
	parent, holds := map[kpi.ID]kpi.ID{}, map[kpi.ID]bool{}
	for _, e := range entities {
		parent[e.ID] = e.Parent
		holds[e.Parent] = true
	}
	sums := make(map[kpi.ID]Staff, len(entities))
	for _, e := range entities {
		if !e.Headcount.Known && holds[e.ID] {
			continue
		}
		for at := e.ID; at != 0; at = parent[at] {
			s := sums[at]
			s.Of++
			if e.Headcount.Known {
				s.Known++
				s.Headcount.V += e.Headcount.V
			}
			sums[at] = s
		}
	}
	for id, s := range sums {
		s.Headcount.Known = s.Known == s.Of
		if !s.Headcount.Known {
			s.Headcount.V = 0
		}
		sums[id] = s
	}
	return sums
}

// NewTree lays out the entities of which something is known in the order of the
// tree, each beneath the one that holds it; groups are in the order of the
// screen, entities in any. What stands in no entity comes last.
func NewTree(groups []GroupSpan, entities []Entity, sizes map[GridKey][]Value) []Branch {
	parent := make(map[kpi.ID]kpi.ID, len(entities))
	for _, e := range entities {
		parent[e.ID] = e.Parent
	}
	shown := map[kpi.ID]bool{}
	for _, g := range groups {
		shown[g.Group.ID] = true
	}
	above := func(id kpi.ID) kpi.ID { // the nearest that is shown
		at := parent[id]
		for at != 0 && !shown[at] {
			at = parent[at]
		}
		return at
	}
	below := map[kpi.ID][]GroupSpan{}
	var none []GroupSpan
	for _, g := range groups {
		if g.Group.ID == 0 {
			none = append(none, g)
			continue
		}
		below[above(g.Group.ID)] = append(below[above(g.Group.ID)], g)
	}
	staff := StaffOf(entities)
	var list []Branch
	var walk func(id kpi.ID, depth int)
	add := func(g GroupSpan, depth int) {
		b := Branch{GroupSpan: g, Depth: depth, Size: sizes[GridKey{g.Group.ID, 0}], Staff: staff[g.Group.ID]}
		b.FollowersPerHundred = PerHundred(g.Summary.Measure(kpi.Followers).Value, b.Staff.Headcount)
		b.InteractionsPerHundred = PerHundred(g.Summary.Measure(kpi.Interactions).Monthly, b.Staff.Headcount)
		list = append(list, b)
	}
	walk = func(id kpi.ID, depth int) {
		for _, g := range below[id] {
			add(g, depth)
			walk(g.Group.ID, depth+1)
		}
	}
	walk(0, 0)
	for _, g := range none {
		add(g, 0)
	}
	return list
}
