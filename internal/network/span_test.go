package network

import (
	"testing"

	"portevoix/internal/kpi"
)

// A span of one month, compared with the month before or the same of last year,
// says what the month's own summary says.
func TestASpanOfOneMonthIsTheMonth(t *testing.T) {
	w := newWorld(t)
	ctx, who := t.Context(), kpi.CommandLine()
	compared := 0
	for _, f := range []kpi.Filter{{}, {State: kpi.AccountActive}, {Sphere: "Métiers"}} {
		for m := worldFirst.Add(13); m <= worldLast; m++ {
			month, err := w.n.Summary(ctx, who, m, f)
			ok(t, err)
			for _, back := range []int{1, 12} {
				span, err := w.n.SpanSummary(ctx, who, SpanQuery{Span: kpi.MonthOnly(m), Against: kpi.MonthOnly(m.Add(-back)), Filter: f})
				ok(t, err)
				if span.FilingRate != month.FilingRate || span.FillRate != month.FillRate {
					t.Errorf("%s %+v: rates %+v %+v, want %+v %+v", m, f, span.FilingRate, span.FillRate, month.FilingRate, month.FillRate)
				}
				for _, got := range span.Measures {
					want := month.Measure(got.Code)
					before, like, pt := want.Previous, want.LikeForLike, want.ChangePt
					if back == 12 {
						before, like, pt = want.YearBefore, want.YearLikeForLike, want.YearChangePt
					}
					if got.Value != want.Value || got.Coverage != want.Coverage || got.Before != before || got.LikeForLike != like || got.ChangePt != pt {
						t.Errorf("%s %+v −%d %s: %+v, want %+v", m, f, back, got.Code, got, want)
					}
					compared++
				}
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d measures compared", compared)
	}
}
