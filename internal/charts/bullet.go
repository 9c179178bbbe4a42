package charts

// This file measures out bullets: how far a target is, as one bar. A page draws
// them by the dozen, so that they are small drawings of its own and no charts.

import (
	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// Bullet is the drawing of one target, from 0 to 100. A part that is not known
// is -1.
type Bullet struct {
	Bar       float64 // how far: the length of the bar
	Mark      float64 // the target
	Pace      float64 // where an even pace would be by now
	Projected float64 // what the trend leads to
	Low, High kpi.Number
	FromStart bool // it begins at the level of the start, and not at 0
}

// NewBullet measures out a target. What is added up over months, and rates, begin
// at 0; a level begins where it stood at the start of the period, where it is to
// rise from there or, of what is better when it is less, to fall. To the right is
// better.
func NewBullet(ind kpi.Indicator, value float64, t analytics.TargetProgress) Bullet {
	low, high := 0.0, value
	b := Bullet{Bar: -1, Mark: -1, Pace: -1, Projected: -1}
	down := ind.Direction == kpi.DirectionDown
	now := t.Now
	if t.Likely.Known { // an account that did not file is no loss
		now = t.Likely
	}
	all := []kpi.Number{now, t.Pace, t.Projected}
	if t.Start.Known && !ind.Met(t.Start.V, value) {
		low, b.FromStart = t.Start.V, true
	} else if down {
		low = value
		for _, n := range all { // from the worst
			if n.Known {
				low = max(low, n.V)
			}
		}
	}
	for _, n := range all {
		if !n.Known {
			continue
		}
		if down {
			high = min(high, n.V)
		} else {
			high = max(high, n.V)
		}
	}
	if low == high {
		low = 0
	}
	if low == high {
		return b
	}
	const room = 94 // what is left shows that there is more beyond
	at := func(n kpi.Number) float64 {
		if !n.Known {
			return -1
		}
		return min(100, max(0, (n.V-low)/(high-low)*room))
	}
	b.Low, b.High = kpi.Num(low), kpi.Num(high)
	b.Bar, b.Mark, b.Pace, b.Projected = at(now), at(kpi.Num(value)), at(t.Pace), at(t.Projected)
	return b
}
