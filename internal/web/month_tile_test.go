package web

import (
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// An account that did not file is not a loss: the month that lacks it stands
// apart from a tile's line, and the line's words end at the month before.
func TestSparkOfAMonthThatIsNotFiledYet(t *testing.T) {
	p := i18n.For("en")
	write := func(n kpi.Number) string { return p.Value(n, 0) }
	value := func(sum float64, known int) analytics.Value {
		return analytics.Value{Number: kpi.Num(sum), Coverage: analytics.Coverage{Known: known, Expected: 8}}
	}
	filed := []analytics.Value{value(100, 8), value(110, 8), value(120, 8)}
	if s := sparkOfSums(p, "Audience", filed, write); s.Apart != "" || strings.Contains(s.Label, "apart") {
		t.Errorf("everything is filed: %+v", s)
	}
	s := sparkOfSums(p, "Audience", append(filed, value(60, 4)), write)
	if strings.Count(s.Apart, "M") != 1 || strings.Count(s.Path, "L") != 2 || s.X >= 93 {
		t.Errorf("half is filed: %+v", s)
	}
	if want := "Audience, last twelve months: 100 at the beginning, 120 at the end. One month with too few known accounts is drawn apart."; s.Label != want {
		t.Errorf("%q, want %q", s.Label, want)
	}
}
