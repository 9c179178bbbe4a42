package store

// This file holds the arithmetic of dated rows: rows of one account that hold
// from a month or a day until another, and never overlap.

import (
	"slices"

	"portevoix/internal/kpi"
)

// dated is a value that holds From until Until, both included; Until 0 is
// open. P is a month or a day.
type dated[P kpi.Month | kpi.Day, V comparable] struct {
	From, Until P
	Value       V
}

// setFrom returns the rows with the value in force from row.From on, until
// row.Until (0 for no end) or the next row that began later, whichever comes
// first: later rows stay as they are. Rows are in order.
func setFrom[P kpi.Month | kpi.Day, V comparable](rows []dated[P, V], row dated[P, V]) []dated[P, V] {
	before, after := splitAt(rows, row.From)
	if len(after) > 0 && (row.Until == 0 || row.Until >= after[0].From) {
		row.Until = after[0].From - 1
	}
	return joined(slices.Concat(before, []dated[P, V]{row}, after))
}

// endAt returns the rows with nothing in force from a point on, until the next
// row that began later.
func endAt[P kpi.Month | kpi.Day, V comparable](rows []dated[P, V], from P) []dated[P, V] {
	before, after := splitAt(rows, from)
	return slices.Concat(before, after)
}

// splitAt returns what begins before a point, cut to end before it, and what
// begins after it.
func splitAt[P kpi.Month | kpi.Day, V comparable](rows []dated[P, V], at P) (before, after []dated[P, V]) {
	for _, r := range rows {
		switch {
		case r.From > at:
			after = append(after, r)
		case r.From < at:
			if r.Until == 0 || r.Until >= at {
				r.Until = at - 1
			}
			before = append(before, r)
		}
	}
	return before, after
}

// joined makes one row of neighbours with the same value.
func joined[P kpi.Month | kpi.Day, V comparable](rows []dated[P, V]) []dated[P, V] {
	var out []dated[P, V]
	for _, r := range rows {
		if last := len(out) - 1; last >= 0 && out[last].Value == r.Value && out[last].Until != 0 && out[last].Until+1 == r.From {
			out[last].Until = r.Until
			continue
		}
		out = append(out, r)
	}
	return out
}

// inForce returns the row that holds at a point.
func inForce[P kpi.Month | kpi.Day, V comparable](rows []dated[P, V], at P) (dated[P, V], bool) {
	for _, r := range rows {
		if r.From <= at && (r.Until == 0 || at <= r.Until) {
			return r, true
		}
	}
	return dated[P, V]{}, false
}
