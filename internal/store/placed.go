package store

// Some of all accounts in a month, without a copy of them: each has a place, and
// is looked up there.

import (
	"context"
	"iter"

	"portevoix/internal/kpi"
)

// placed is some of all accounts in a month. It is read only, and shared in
// part. To go through them by id, as they lie in memory, is many times faster
// than in the order of the screen.
type placed struct {
	crowd   *Crowd
	in      *crowdMonth
	names   *names
	spheres map[kpi.ID]int // positions
	present bits
}

// placed is everybody in a month, and the groups that say where; who is present
// is left to the caller.
func (v view) placed(ctx context.Context, m kpi.Month) (placed, Groups, error) {
	called, err := v.namesOf(ctx, v.crowd)
	if err != nil {
		return placed{}, Groups{}, err
	}
	groups, err := v.c.Groups(ctx)
	return placed{crowd: v.crowd, in: v.crowd.in(m), names: called, spheres: positionsOf(groups.Spheres)}, groups, err
}

// Len is how many accounts there are.
func (p placed) Len() int { return p.present.count() }

// ID is the account at a place.
func (p placed) ID(place int) kpi.ID { return p.crowd.ids[place] }

// Places are those of the accounts, by id.
func (p placed) Places() iter.Seq[int] {
	return func(yield func(int) bool) {
		for place := range p.crowd.ids {
			if p.present.has(place) && !yield(place) {
				return
			}
		}
	}
}

// Ordered are the places of the accounts by sphere (those in none last), name
// and id.
func (p placed) Ordered() iter.Seq[int] { return p.inOrder(p.present) }

// Sorted are those that keep says.
func (p placed) Sorted(keep func(place int) bool) []int {
	kept, n := newBits(len(p.crowd.ids)), 0
	for place := range p.Places() {
		if keep(place) {
			kept.put(place)
			n++
		}
	}
	places := make([]int, 0, n)
	for place := range p.inOrder(kept) {
		places = append(places, place)
	}
	return places
}

func (p placed) inOrder(some bits) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, place := range p.names.order(p.crowd, p.in.month, p.spheres).places {
			if some.has(int(place)) && !yield(int(place)) {
				return
			}
		}
	}
}

// Ranks are, by place, where each account is in the order of the screen.
func (p placed) Ranks() []int32 { return p.names.order(p.crowd, p.in.month, p.spheres).ranks }
