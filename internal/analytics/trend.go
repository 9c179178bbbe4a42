package analytics

// This file says how one measure of one account has gone, for the person who
// files it.

import "portevoix/internal/kpi"

// trendMonths is how many months a trend shows; recordPoints how many earlier
// values a record has to beat.
const (
	trendMonths  = 12
	recordPoints = 3
)

// Trend is the last months of one indicator of one account.
type Trend struct {
	Indicator kpi.Indicator
	Months    []kpi.Month  // twelve, the last one being that of Now where it is known
	Values    []kpi.Number // of Months
	Month     kpi.Month    // of the latest known value; zero where there is none
	Now       kpi.Number   // the latest known value
	Before    kpi.Number   // of the month before it
	Growth    kpi.Number   // from Before to Now, in %; unknown but for counts
	Record    bool         // Now is better than every one of at least three earlier values
}

// NewTrend makes the trend of an indicator from its points, in any order, up to
// and including a month. A record is better by the indicator's direction than
// all that came before it; one that has no direction has no record.
func NewTrend(ind kpi.Indicator, points []kpi.Point, until kpi.Month) Trend {
	t := Trend{Indicator: ind}
	line := newPointLine(points)
	t.Now, t.Month = line.before(until + 1)
	last := until
	if t.Now.Known {
		last = t.Month
		t.Before = line.at(t.Month - 1)
		if ind.Summed() {
			t.Growth = GrowthRate(t.Before, t.Now)
		}
		t.Record = isRecord(ind.Direction, line, t.Month)
	}
	for m := last - trendMonths + 1; m <= last; m++ {
		t.Months = append(t.Months, m)
		t.Values = append(t.Values, line.at(m))
	}
	return t
}

func isRecord(direction kpi.Direction, line pointLine, month kpi.Month) bool {
	earlier, now := 0, line[month]
	for m, v := range line {
		if m >= month {
			continue
		}
		earlier++
		if direction == kpi.DirectionUp && v >= now || direction == kpi.DirectionDown && v <= now {
			return false
		}
	}
	return earlier >= recordPoints && direction != kpi.DirectionNeutral
}
