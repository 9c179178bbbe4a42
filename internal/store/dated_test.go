package store

import (
	"math/rand/v2"
	"testing"

	"portevoix/internal/kpi"
)

// datedMonths are as many as the random changes below fall in.
const datedMonths = 60

// TestDatedRowsNeverOverlap runs random changes and compares the rows with a
// plain table of what holds in each month.
func TestDatedRowsNeverOverlap(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var rows []dated[kpi.Month, int]
		var begins [datedMonths]bool // a change begins in the month
		var truth [datedMonths]int   // 0: nothing holds
		first := kpi.FirstMonth
		for range 12 {
			from, value := rng.IntN(datedMonths), 1+rng.IntN(4)
			until := 0 // none
			switch rng.IntN(4) {
			case 0:
				value = 0
				rows = endAt(rows, first+kpi.Month(from))
			case 1:
				until = from + rng.IntN(datedMonths-from)
				rows = setFrom(rows, dated[kpi.Month, int]{From: first + kpi.Month(from), Until: first + kpi.Month(until), Value: value})
				until++
			default:
				rows = setFrom(rows, dated[kpi.Month, int]{From: first + kpi.Month(from), Value: value})
			}
			holdFrom(&truth, begins, from, until, value)
			wantRows(t, seed, rows, truth[:])
			// What the rows say of beginnings is what later changes go by.
			begins = [datedMonths]bool{}
			for _, r := range rows {
				begins[r.From-first] = true
			}
		}
	}
}

// holdFrom changes the plain table from a month on, until the next beginning.
func holdFrom(truth *[datedMonths]int, begins [datedMonths]bool, from, until, value int) {
	for m := from; m < datedMonths; m++ {
		if m > from && begins[m] {
			break
		}
		truth[m] = value
		if until != 0 && m >= until {
			truth[m] = 0
		}
	}
}

func wantRows(t *testing.T, seed uint64, rows []dated[kpi.Month, int], truth []int) {
	t.Helper()
	for i, r := range rows {
		if r.Until != 0 && r.Until < r.From {
			t.Fatalf("seed %d: a row ends before it begins: %v", seed, rows)
		}
		if i > 0 && (rows[i-1].Until == 0 || rows[i-1].Until >= r.From) {
			t.Fatalf("seed %d: rows overlap: %v", seed, rows)
		}
		if i > 0 && rows[i-1].Until+1 == r.From && rows[i-1].Value == r.Value {
			t.Fatalf("seed %d: two rows say the same: %v", seed, rows)
		}
	}
	for m, want := range truth {
		row, found := inForce(rows, kpi.FirstMonth+kpi.Month(m))
		if found != (want != 0) || row.Value != want {
			t.Fatalf("seed %d: month %d has %v, want %d: %v", seed, m, row.Value, want, rows)
		}
	}
}
