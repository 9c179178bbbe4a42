package analytics

// This file sets the same month of several years side by side.

import "portevoix/internal/kpi"

// SeasonYear is one year of a line.
type SeasonYear struct {
	Year   int
	Months [12]kpi.Number // from January to December, no later than the season's month
	Value  kpi.Number     // in the season's month of the calendar
	// Change is Value less that of the year before, in points of percentages
	// and rates; unknown across two sources of a score. Growth is it in %, of
	// what is added up.
	Change, Growth kpi.Number
}

// Season is the same month of the calendar over the years of one line.
type Season struct {
	Indicator kpi.Indicator
	Month     kpi.Month // the latest, which names it
	Years     []SeasonYear
}

// Known counts the years in which the month is known.
func (s Season) Known() (n int) {
	for _, y := range s.Years {
		if y.Value.Known {
			n++
		}
	}
	return n
}

// NewSeason sets the years of a line side by side, up to and including a month,
// each with the same month of the calendar. Years before the first known month
// are left out; one without a figure in between stays, as a gap.
func NewSeason(line Line, until kpi.Month) Season {
	s := Season{Indicator: line.Indicator, Month: until}
	for _, pt := range line.Points {
		v := pt.Number()
		if pt.Month > until || len(s.Years) == 0 && !v.Known {
			continue
		}
		for len(s.Years) == 0 || s.Years[len(s.Years)-1].Year < pt.Month.Year() {
			year := pt.Month.Year()
			if n := len(s.Years); n > 0 {
				year = s.Years[n-1].Year + 1
			}
			s.Years = append(s.Years, SeasonYear{Year: year})
		}
		s.Years[len(s.Years)-1].Months[pt.Month.Month()-1] = v
	}
	for i := range s.Years {
		y := &s.Years[i]
		y.Value = y.Months[until.Month()-1]
		month := kpi.NewMonth(y.Year, until.Month())
		if i == 0 || line.Indicator.SourceIn(month) != line.Indicator.SourceIn(month.Add(-12)) {
			continue
		}
		before := s.Years[i-1].Value
		y.Change = y.Value.Minus(before)
		if line.Indicator.Summed() {
			y.Growth = GrowthRate(before, y.Value)
		}
	}
	return s
}

// Seasons are those of the lines of which at least two years are known.
func Seasons(lines []Line, until kpi.Month) []Season {
	var list []Season
	for _, line := range lines {
		if s := NewSeason(line, until); s.Known() >= 2 {
			list = append(list, s)
		}
	}
	return list
}
