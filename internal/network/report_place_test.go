package network

import (
	"testing"

	"portevoix/internal/kpi"
)

// A report's figures stand where their account stood in their month: sums of
// them by sphere, range or entity are those of that month.
func TestReportedFiguresStandWhereTheyStood(t *testing.T) {
	w := newWorld(t)
	moved := 0
	for _, last := range []kpi.Month{worldLast, worldLast.Add(-9)} {
		r, err := w.n.Report(t.Context(), kpi.CommandLine(), last, "")
		ok(t, err)
		for _, a := range r.Accounts {
			if len(a.Places) > 0 {
				moved++
			}
			for _, m := range r.Months {
				stand, got := w.account(a.Account.ID).stands[m.Sub(worldFirst)], a.Place(m)
				if got.Sphere != stand.sphere || got.Range != stand.rang || got.Entity != stand.entity {
					t.Errorf("%s in %s, report of %s: %+v, want %+v", a.Account.Handle, m, last, got, stand)
				}
			}
		}
	}
	if moved < 5 {
		t.Errorf("only %d accounts were moved: the test shows nothing", moved)
	}
}
