package analytics

// This file finds what is unusual about the figures of one account in a
// month. A warning never blocks.

import (
	"math"

	"portevoix/internal/kpi"
)

// The bounds of DOMAIN §4.10.
const (
	outlierScore    = 3.5    // modified z-score above which a value is an outlier
	normalScale     = 0.6745 // makes the MAD of a normal law its standard deviation
	outlierMonths   = 12     // of the baseline, before the tested month
	outlierPoints   = 6      // known points that a baseline needs
	outlierJump     = 3      // times, or times less, against the last known value
	leastDifference = 10     // under which nothing is unusual
	dropShare       = 0.2    // of followers lost
)

// Keys of the warnings' messages.
const (
	warningOutlier       = "warning.outlier"        // value, median, n
	warningOutlierChange = "warning.outlier_change" // change, median, n
	warningJump          = "warning.jump"           // value, last, month
	warningNoPost        = "warning.no_post"        // value
	warningDrop          = "warning.drop"           // value, last, lost, month
)

// Check returns what is unusual in a month, in the order of the indicators.
// The history has the points of each indicator by code, in the order of
// months: at least the tested month and, to judge it well, the 13 before.
//
// A value is an outlier where its modified z-score 0.6745·|x − median| ÷ MAD is
// above 3.5 over the known points of the 12 months before, the tested month not
// being in its own baseline; a stock is tested on its month-to-month change.
// With fewer than 6 points or a MAD of 0 it is one where it is more than 3 times
// the last known value, or less than a third of it. A difference under 10
// never counts. Contradictions are reactions without a post in the month and
// the one before, and followers lower by more than 20 % and at least 10
// (DOMAIN §4.10).
func Check(indicators []kpi.Indicator, history map[string][]kpi.Point, month kpi.Month) []kpi.Warning {
	var warnings []kpi.Warning
	lines := make(map[string]pointLine, len(history))
	for code, points := range history {
		lines[code] = newPointLine(points)
	}
	for _, ind := range indicators {
		if ind.Derived {
			continue
		}
		line := lines[ind.Code]
		for _, check := range []func() *kpi.Warning{
			func() *kpi.Warning { return checkOutlier(ind, line, month) },
			func() *kpi.Warning { return checkNoPost(ind, line, lines[kpi.Posts], month) },
			func() *kpi.Warning { return checkDrop(ind, line, month) },
		} {
			if w := check(); w != nil {
				w.Indicator = ind.Code
				warnings = append(warnings, *w)
			}
		}
	}
	return warnings
}

// pointLine is the known values of one indicator by month.
type pointLine map[kpi.Month]float64

func newPointLine(points []kpi.Point) pointLine {
	line := make(pointLine, len(points))
	for _, p := range points {
		if p.State == kpi.StateValue {
			line[p.Month] = p.Value
		}
	}
	return line
}

func (l pointLine) at(m kpi.Month) kpi.Number {
	v, ok := l[m]
	return kpi.Number{V: v, Known: ok}
}

// change is the value of a month less that of the month before.
func (l pointLine) change(m kpi.Month) kpi.Number { return l.at(m).Minus(l.at(m - 1)) }

// before is the last known value before a month, and its month.
func (l pointLine) before(m kpi.Month) (last kpi.Number, when kpi.Month) {
	for known, v := range l {
		if known < m && known > when {
			last, when = kpi.Num(v), known
		}
	}
	return last, when
}

func checkOutlier(ind kpi.Indicator, line pointLine, month kpi.Month) *kpi.Warning {
	at, key, arg := line.at, warningOutlier, "value"
	if ind.Kind == kpi.KindStock {
		at, key, arg = line.change, warningOutlierChange, "change"
	}
	x := at(month)
	var baseline []float64
	for m := month - outlierMonths; m < month; m++ {
		if v := at(m); v.Known {
			baseline = append(baseline, v.V)
		}
	}
	median, mad := spread(baseline)
	if !x.Known || len(baseline) < outlierPoints || mad == 0 {
		return checkJump(line, month)
	}
	difference := math.Abs(x.V - median)
	if difference < leastDifference || normalScale*difference/mad <= outlierScore {
		return nil
	}
	return &kpi.Warning{Key: key, Args: kpi.Args{arg: x.V, "median": median, "n": len(baseline)}}
}

// spread returns the median of the values and the median of their absolute
// distances from it (MAD), 0 and 0 where there are none.
func spread(values []float64) (median, mad float64) {
	median = Median(values).V
	distances := make([]float64, len(values))
	for i, v := range values {
		distances[i] = math.Abs(v - median)
	}
	return median, Median(distances).V
}

func checkJump(line pointLine, month kpi.Month) *kpi.Warning {
	x := line.at(month)
	last, when := line.before(month)
	if !x.Known || !last.Known || math.Abs(x.V-last.V) < leastDifference {
		return nil
	}
	if x.V <= outlierJump*last.V && x.V*outlierJump >= last.V {
		return nil
	}
	return &kpi.Warning{Key: warningJump, Args: kpi.Args{"value": x.V, "last": last.V, "month": when}}
}

// checkNoPost looks for reactions of the month without a post in it or in the
// month before. A month whose posts are unknown says nothing.
func checkNoPost(ind kpi.Indicator, line, posts pointLine, month kpi.Month) *kpi.Warning {
	switch ind.Code {
	case kpi.Likes, kpi.Shares, kpi.Impressions:
	default:
		return nil
	}
	none := kpi.Num(0)
	if v := line.at(month); v.V > 0 && posts.at(month) == none && posts.at(month-1) == none {
		return &kpi.Warning{Key: warningNoPost, Args: kpi.Args{"value": v.V}}
	}
	return nil
}

func checkDrop(ind kpi.Indicator, line pointLine, month kpi.Month) *kpi.Warning {
	x := line.at(month)
	last, when := line.before(month)
	if ind.Code != kpi.Followers || !x.Known || !last.Known {
		return nil
	}
	lost := last.V - x.V
	if lost < leastDifference || lost <= dropShare*last.V {
		return nil
	}
	return &kpi.Warning{Key: warningDrop, Args: kpi.Args{
		"value": x.V, "last": last.V, "lost": lost, "month": when,
	}}
}
