package page

import (
	"testing"

	"portevoix/internal/kpi"
)

// TestDeltaGoesAsItIsWritten: what is written as no change has no arrow and no
// colour.
func TestDeltaGoesAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change float64
		text   string
		arrow  string
		class  string
	}{
		{0.004, "0,00\u00a0pt", "=", "delta"},
		{-0.04, "0,0", "=", "delta"},
		{0, "0", "=", "delta"},
		{0.01, "+0,01\u00a0pt", "▲", "delta delta-better"},
		{-10, "−10", "▼", "delta delta-worse"},
		{100, "+100", "▲", "delta delta-better"},
	} {
		d := Delta{Change: kpi.Num(c.change), Text: c.text, Direction: kpi.DirectionUp}
		if d.arrow() != c.arrow || d.class() != c.class {
			t.Errorf("%v written %q: %s %s", c.change, c.text, d.arrow(), d.class())
		}
	}
}

// TestNotesStandOnce: charts with the notes of one before them fold theirs.
func TestNotesStandOnce(t *testing.T) {
	t.Parallel()
	figures := notesOnce([]Figure{{Notes: []string{"a"}}, {}, {Notes: []string{"a"}}, {Notes: []string{"a", "b"}}, {}})
	for i, again := range []bool{false, false, true, false, false} {
		if figures[i].Again != again {
			t.Errorf("chart %d: %t", i, figures[i].Again)
		}
	}
}
