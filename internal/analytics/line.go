package analytics

// This file makes the line of one measure of one account.

import "portevoix/internal/kpi"

// NewLine makes the line of an indicator over consecutive months, with a
// figure for each. Its breaks are the months whose source is another than the
// month before's: a score is not joined across them (DOMAIN §5, series break).
func NewLine(ind kpi.Indicator, months []kpi.Month, figures []kpi.Figure) Line {
	line := Line{Indicator: ind, Points: make([]kpi.Point, len(months))}
	for i, m := range months {
		line.Points[i] = kpi.Point{Month: m, Figure: figures[i]}
		if i > 0 && ind.SourceIn(m) != ind.SourceIn(m-1) {
			line.Breaks = append(line.Breaks, m)
		}
	}
	return line
}
