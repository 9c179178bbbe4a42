package analytics

// This file sets lines side by side: as they are, indexed at 100, or per 1,000
// followers.

import "portevoix/internal/kpi"

// CompareView is how lines are set side by side.
type CompareView string

// The views.
const (
	CompareAbsolute CompareView = "absolute"
	CompareIndexed  CompareView = "indexed"  // 100 in a base month
	CompareThousand CompareView = "thousand" // per 1,000 followers
)

// CompareViews lists them, in the order of the screen.
var CompareViews = []CompareView{CompareAbsolute, CompareIndexed, CompareThousand}

// Comparable reports whether a measure can be seen in a view: a position and a
// score have no zero to be indexed from, and only what is done over a month is
// set against followers.
func Comparable(ind kpi.Indicator, view CompareView) bool {
	switch view {
	case CompareIndexed:
		return ind.Kind != kpi.KindPosition && ind.Kind != kpi.KindScore
	case CompareThousand:
		return ind.Kind == kpi.KindFlow
	}
	return true
}

// Compared is one of the lines.
type Compared struct {
	Group  Group
	Values []Value // as measured
	Shown  []Value // in the view
	// Base is the month that stands at 100; zero in other views, and where there
	// is none.
	Base kpi.Month
	// Growth compares the last month with the first, like for like, of what is
	// added up; Difference the two values of other kinds, in points of rates, of
	// a score within one source.
	Growth     Change
	Difference kpi.Number
}

// Comparison is lines side by side over the months of a span.
type Comparison struct {
	Span      kpi.Span
	Indicator kpi.Indicator
	View      CompareView
	Lines     []Compared
	// Base is the month in which all lines stand at 100; zero where each has its
	// own, or none.
	Base kpi.Month
}

// CompareBasis is what a comparison is made from; Sizes and Rates are lines of
// followers, which begin a month earlier, and of the engagement rate, in the
// order of Lines. They are needed per 1,000 followers alone.
type CompareBasis struct {
	Span                kpi.Span
	Indicator           kpi.Indicator
	View                CompareView
	Lines, Sizes, Rates []Series
	Growth              []Change // of the last month against the first, in the order of Lines
}

// NewComparison sets lines side by side.
func NewComparison(b CompareBasis) Comparison {
	c := Comparison{Span: b.Span, Indicator: b.Indicator, View: b.View}
	shown, bases := b.Lines, make([]kpi.Month, len(b.Lines))
	switch {
	case b.View == CompareIndexed:
		shown, bases = Indexed(b.Lines)
	case b.View == CompareThousand && b.Indicator.Code == kpi.Interactions:
		shown = thousandOfRates(b.Rates)
	case b.View == CompareThousand:
		shown = ThousandLines(b.Lines, b.Sizes)
	}
	for i, line := range b.Lines {
		one := Compared{Group: line.Group, Values: line.Values, Shown: shown[i].Values, Base: bases[i], Difference: endsOf(b.Indicator, line.Values)}
		if i < len(b.Growth) {
			one.Growth = b.Growth[i]
		}
		if i == 0 {
			c.Base = one.Base
		} else if c.Base != one.Base {
			c.Base = 0
		}
		c.Lines = append(c.Lines, one)
	}
	return c
}

// endsOf is the last value less the first, of kinds that are not added up.
func endsOf(ind kpi.Indicator, values []Value) kpi.Number {
	if ind.Summed() || len(values) == 0 {
		return kpi.Number{}
	}
	first, last := values[0], values[len(values)-1]
	if ind.Kind == kpi.KindScore && ind.SourceIn(first.Month) != ind.SourceIn(last.Month) {
		return kpi.Number{}
	}
	return last.Number.Minus(first.Number)
}

// Indexed sets lines at 100 in a base month, so that their movements can be
// compared whatever their sizes: 100 × value ÷ base. The base is the first month
// in which all lines are known, above 0 and not incomplete (see Incomplete);
// where there is none, each line has its own such month, and one without any is
// unknown throughout. A gap stays a gap, and coverage stays what it was.
func Indexed(lines []Series) (indexed []Series, bases []kpi.Month) {
	good := make([][]bool, len(lines))
	for i, l := range lines {
		good[i] = make([]bool, len(l.Values))
		for k, incomplete := range Incomplete(l.Values) {
			v := l.Values[k].Number
			good[i][k] = v.Known && v.V > 0 && !incomplete
		}
	}
	common := commonBase(good)
	indexed, bases = make([]Series, len(lines)), make([]kpi.Month, len(lines))
	for i, l := range lines {
		at := common
		for k := 0; at < 0 && k < len(good[i]); k++ {
			if good[i][k] {
				at = k
			}
		}
		indexed[i] = Series{Group: l.Group, Values: make([]Value, len(l.Values))}
		base := kpi.Number{}
		if at >= 0 {
			base, bases[i] = l.Values[at].Number, l.Values[at].Month
		}
		for k, v := range l.Values {
			indexed[i].Values[k] = Value{Month: v.Month, Coverage: v.Coverage, Number: Percent(v.Number, base)}
		}
	}
	return indexed, bases
}

// commonBase is the first place at which all are good, -1 where there is none.
func commonBase(good [][]bool) int {
	if len(good) == 0 {
		return -1
	}
	for k := range good[0] {
		all := true
		for _, g := range good {
			all = all && k < len(g) && g[k]
		}
		if all {
			return k
		}
	}
	return -1
}

// ThousandLines sets each line against its followers, per 1,000 of the month's
// mean audience (DOMAIN §5, "per 1,000 followers"): 1000 × Σ value ÷ Σ audience.
// Sizes begin a month earlier, for the opening sizes. A month in which value and
// followers are not known of equally many accounts is a gap: a ratio of sums over
// other accounts says nothing; where only the opening sizes are others', the
// closing ones stand alone.
func ThousandLines(lines, sizes []Series) []Series {
	thousand := make([]Series, len(lines))
	for i, l := range lines {
		thousand[i] = Series{Group: l.Group, Values: make([]Value, len(l.Values))}
		for k, v := range l.Values {
			shown := Value{Month: v.Month, Coverage: v.Coverage}
			opening, closing := sizes[i].Values[k], sizes[i].Values[k+1]
			if opening.Known != closing.Known {
				opening.Number = kpi.Number{}
			}
			if closing.Known == v.Known {
				shown.Number = PerThousand(v.Number, opening.Number, closing.Number)
			}
			thousand[i].Values[k] = shown
		}
	}
	return thousand
}

// thousandOfRates are interactions per 1,000 followers: the engagement rate,
// which is the ratio of sums over the accounts that have both, in per thousand.
func thousandOfRates(rates []Series) []Series {
	thousand := make([]Series, len(rates))
	for i, l := range rates {
		thousand[i] = Series{Group: l.Group, Values: make([]Value, len(l.Values))}
		for k, v := range l.Values {
			thousand[i].Values[k] = Value{Month: v.Month, Coverage: v.Coverage, Number: v.Number.Times(10)}
		}
	}
	return thousand
}

// Last is the last month of the span, as shown.
func (c Compared) Last() Value {
	if len(c.Shown) == 0 {
		return Value{}
	}
	return c.Shown[len(c.Shown)-1]
}

// Leader is the place of the line that does best: of sums, as they are or
// indexed, the one that grew most like for like, since a group's line also moves
// with those who join and leave it; else the one whose last month is best. None
// where found is false, or where two do equally.
func (c Comparison) Leader() (place int, found bool) {
	var best kpi.Number
	tie := false
	for i, l := range c.Lines {
		n := l.Last().Number
		if c.View != CompareThousand && c.Indicator.Summed() {
			n = l.Growth.Growth
		}
		if c.Indicator.Direction == kpi.DirectionDown {
			n = n.Times(-1)
		}
		switch {
		case !n.Known:
		case !best.Known || n.V > best.V:
			place, found, best, tie = i, true, n, false
		case n.V == best.V:
			tie = true
		}
	}
	return place, found && !tie && len(c.Lines) > 1
}
