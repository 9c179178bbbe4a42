package reports

import (
	"io"
	"testing"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// BenchmarkExport writes a row of twelve cells, as CSV and as XLSX.
func BenchmarkExport(b *testing.B) {
	cells := []Cell{
		Text("LinkedIn"), Text("camille-brevanne"), Text(""), Month(sampleMonth),
		Number(kpi.Num(12345)), Number(kpi.Num(18)), Number(kpi.Num(210)), Number(kpi.Num(12)), Number(kpi.Num(4)), Number(kpi.Num(41.5)),
		Figure(kpi.Figure{State: kpi.StateUnavailable}), Text("rien à dire"),
	}
	for _, format := range []string{"csv", "xlsx"} {
		b.Run(format, func(b *testing.B) {
			table, _ := NewTable(io.Discard, format, i18n.For("fr"))
			if err := table.Header("platform", "handle", "external_id", "month", "followers", "posts", "likes", "shares", "mentions", "influence", "search_rank", "comment"); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if n++; n%1_000_000 == 0 { // a sheet is full
					table, _ = NewTable(io.Discard, format, i18n.For("fr"))
					if err := table.Header("platform"); err != nil {
						b.Fatal(err)
					}
				}
				if err := table.Row(cells...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
