package analytics

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

var (
	flowAimed  = kpi.Indicator{Code: kpi.Likes, Kind: kpi.KindFlow, Direction: kpi.DirectionUp}
	stockAimed = kpi.Indicator{Code: kpi.Followers, Kind: kpi.KindStock, Direction: kpi.DirectionUp}
	rateAimed  = kpi.Indicator{Code: kpi.EngagementRate, Kind: kpi.KindRatio, Direction: kpi.DirectionUp, Unit: "%", Derived: true}
	placeAimed = kpi.Indicator{Code: kpi.SearchRank, Kind: kpi.KindPosition, Direction: kpi.DirectionDown}
	scoreAimed = kpi.Indicator{Code: kpi.Influence, Kind: kpi.KindScore, Direction: kpi.DirectionUp, Sources: []kpi.IndicatorSource{
		{Name: "ancien", From: kpi.NewMonth(2020, 1), Until: kpi.NewMonth(2026, 3)}, {Name: "nouveau", From: kpi.NewMonth(2026, 4)}}}
	year2026  = kpi.YearOf(kpi.NewMonth(2026, 1))
	october26 = kpi.NewMonth(2026, 10)
)

// aimedMonths are the months from January 2026 on: of one account, a value each;
// NaN is not known.
func aimedMonths(ind kpi.Indicator, values ...float64) (totals []kpi.Total, middles []Middle) {
	before := math.NaN()
	for i, v := range values {
		m := kpi.NewMonth(2026, 1).Add(i)
		t := kpi.Total{Month: m, Indicator: ind.Code, Expected: 1}
		if !math.IsNaN(v) {
			t.Known, t.Sum = 1, v
			if ind.Kind == kpi.KindRatio {
				t.Sum, t.Denominator = v, 100
			}
			if !math.IsNaN(before) && ind.Summed() {
				t.N1, t.Before1, t.Now1 = 1, before, v
			}
			if !ind.Summed() && ind.Kind != kpi.KindRatio {
				middles = append(middles, Middle{Month: m, Indicator: ind.Code, Value: kpi.Num(v)})
			}
		}
		before = v
		totals = append(totals, t)
	}
	return totals, middles
}

func TestProgress(t *testing.T) {
	none := math.NaN()
	ten := func(v float64) []float64 { return []float64{v, v, v, v, v, v, v, v, v, v} }
	for name, c := range map[string]struct {
		ind       kpi.Indicator
		span      kpi.Span
		value     float64
		last      kpi.Month
		values    []float64
		now       kpi.Number
		pace      kpi.Number
		projected kpi.Number
		known     int
		standing  TargetStanding
		why       TargetWhy
	}{
		"a flow on track":                  {flowAimed, year2026, 1200, october26, ten(100), kpi.Num(1000), kpi.Num(1000), kpi.Num(1200), 10, TargetOnTrack, ""},
		"a flow behind":                    {flowAimed, year2026, 1300, october26, ten(100), kpi.Num(1000), kpi.Num(1300. / 12 * 10), kpi.Num(1200), 10, TargetBehind, ""},
		"a flow reached":                   {flowAimed, year2026, 900, october26, ten(100), kpi.Num(1000), kpi.Num(750), kpi.Num(1200), 10, TargetReached, ""},
		"a missing month is usual":         {flowAimed, year2026, 1200, october26, []float64{100, 100, none, 100, 100, 100, 100, 100, 100, 100}, kpi.Num(900), kpi.Num(1000), kpi.Num(1200), 9, TargetOnTrack, ""},
		"a zero month is zero":             {flowAimed, year2026, 1200, october26, []float64{100, 100, 0, 100, 100, 100, 100, 100, 100, 100}, kpi.Num(900), kpi.Num(1000), kpi.Num(1100), 10, TargetBehind, ""},
		"too few months":                   {flowAimed, year2026, 1200, kpi.NewMonth(2026, 2), []float64{100, 100}, kpi.Num(200), kpi.Num(200), kpi.Number{}, 2, TargetUnknown, TargetFewMonths},
		"nothing known":                    {flowAimed, year2026, 1200, kpi.NewMonth(2026, 2), []float64{none, none}, kpi.Number{}, kpi.Number{}, kpi.Number{}, 0, TargetUnknown, TargetNothing},
		"missed":                           {flowAimed, year2026, 1200, kpi.NewMonth(2026, 12), append(ten(90), 90, 90), kpi.Num(1080), kpi.Num(1200), kpi.Num(1080), 12, TargetMissed, ""},
		"over, what is missing may decide": {flowAimed, year2026, 1150, kpi.NewMonth(2026, 12), append(ten(100), 100, none), kpi.Num(1100), kpi.Num(1150. / 12 * 11), kpi.Num(1200), 11, TargetUnknown, TargetIncomplete},
		"over, whatever is missing":        {flowAimed, year2026, 2000, kpi.NewMonth(2026, 12), append(ten(100), 100, none), kpi.Num(1100), kpi.Num(2000. / 12 * 11), kpi.Num(1200), 11, TargetMissed, ""},
		"a month to come":                  {flowAimed, kpi.MonthOnly(kpi.NewMonth(2027, 1)), 100, october26, ten(100), kpi.Number{}, kpi.Number{}, kpi.Num(100), 0, TargetUnknown, TargetNotBegun},
		"the month going on":               {flowAimed, kpi.MonthOnly(kpi.NewMonth(2026, 11)), 120, october26, append(ten(100), 50), kpi.Num(50), kpi.Number{}, kpi.Num(100), 1, TargetBehind, ""},
		"a month that is over":             {flowAimed, kpi.MonthOnly(october26), 100, october26, ten(100), kpi.Num(100), kpi.Num(100), kpi.Num(100), 1, TargetReached, ""},

		"a level that grows": {stockAimed, year2026, 1300, october26, []float64{1000, 1020, 1040.4, 1061.208, 1082.43216, 1104.0808, 1126.1624, 1148.6857, 1171.6594, 1195.0926},
			kpi.Num(1195.0926), kpi.Number{}, kpi.Num(1195.0926 * 1.02 * 1.02), 1, TargetBehind, ""},
		"a level reached": {stockAimed, year2026, 1100, october26, ten(1100), kpi.Num(1100), kpi.Number{}, kpi.Num(1100), 1, TargetReached, ""},
		"a level of a month that is not known": {stockAimed, kpi.MonthOnly(october26), 1100, october26, append(ten(1000)[:9], none),
			kpi.Number{}, kpi.Number{}, kpi.Num(1000), 0, TargetUnknown, TargetIncomplete},
		"a level, its last month known": {stockAimed, year2026, 1200, october26, append(ten(1000)[:9], none),
			kpi.Num(1000), kpi.Number{}, kpi.Num(1000), 1, TargetBehind, ""},

		"a position on track":      {placeAimed, year2026, 5, october26, []float64{9, 9, 8, 8, 7, 7, 6, 5, 4, 5}, kpi.Num(5), kpi.Number{}, kpi.Num(14. / 3), 1, TargetReached, ""},
		"a position behind":        {placeAimed, year2026, 4, october26, []float64{9, 9, 8, 8, 7, 7, 6, 5, 5, 5}, kpi.Num(5), kpi.Number{}, kpi.Num(5), 1, TargetBehind, ""},
		"a rate on track":          {rateAimed, year2026, 4, october26, []float64{3, 3, 3, 3, 4, 5, 5, 5, 5, 5}, kpi.Num(4.1), kpi.Num(4), kpi.Num(51. / 12), 10, TargetOnTrack, ""},
		"a rate that lags":         {rateAimed, year2026, 5, october26, ten(4), kpi.Num(4), kpi.Num(5), kpi.Num(4), 10, TargetBehind, ""},
		"a score, its last source": {scoreAimed, year2026, 50, october26, []float64{90, 90, 90, 40, 40, 40, 40, 55, 55, 55}, kpi.Num(325. / 7), kpi.Num(50), kpi.Num((325 + 110) / 9.), 7, TargetBehind, ""},
	} {
		totals, middles := aimedMonths(c.ind, c.values...)
		p := Progress(TargetBasis{Indicator: c.ind, Span: c.span, Value: c.value, Last: c.last, Totals: totals, Middles: middles})
		near := func(a, b kpi.Number) bool { return a.Known == b.Known && math.Abs(a.V-b.V) < 1e-3 }
		if !near(p.Now, c.now) || !near(p.Pace, c.pace) || !near(p.Projected, c.projected) || p.Known != c.known || p.Standing != c.standing || p.Why != c.why {
			t.Errorf("%s: now %v pace %v projected %v known %d of %d %s %s", name, p.Now, p.Pace, p.Projected, p.Known, p.Expected, p.Standing, p.Why)
		}
	}
}

func TestProgressOfSeveralAccounts(t *testing.T) {
	month := func(n, known, expected int, sum float64) kpi.Total {
		return kpi.Total{Month: kpi.NewMonth(2026, time.Month(n)), Indicator: kpi.Likes, Known: known, Expected: expected, Sum: sum}
	}
	totals := []kpi.Total{month(1, 4, 4, 400), month(2, 2, 4, 200), month(3, 4, 4, 400), month(4, 3, 4, 300)}
	p := Progress(TargetBasis{Indicator: flowAimed, Span: year2026, Value: 5000, Last: kpi.NewMonth(2026, 4), Totals: totals})
	if p.Now != kpi.Num(1300) || p.Coverage != (Coverage{Known: 13, Expected: 16}) || !p.AtLeast(flowAimed) {
		t.Errorf("so far %+v", p)
	}
	if p.Projected != kpi.Num(4800) { // 16 + 8 × 4 account-months at 100
		t.Errorf("leads to %v", p.Projected)
	}
	if p.Missing != kpi.Num(3700) || p.Left != 8 || p.Monthly != kpi.Num(462.5) {
		t.Errorf("missing %v, %v a month for %d", p.Missing, p.Monthly, p.Left)
	}

	// One account of eight has filed the last month: the level of the network is
	// that of the month before, not the account's.
	levels := []kpi.Total{
		{Month: kpi.NewMonth(2026, 1), Indicator: kpi.Followers, Known: 8, Expected: 8, Sum: 8000},
		{Month: kpi.NewMonth(2026, 2), Indicator: kpi.Followers, Known: 8, Expected: 8, Sum: 8080, N1: 8, Before1: 8000, Now1: 8080},
		{Month: kpi.NewMonth(2026, 3), Indicator: kpi.Followers, Known: 1, Expected: 8, Sum: 900, N1: 1, Before1: 1000, Now1: 900},
	}
	known := kpi.Total{Month: kpi.NewMonth(2026, 4), Indicator: kpi.Followers, Known: 6, Expected: 8, Sum: 6300, N1: 4, Before1: 4000, Now1: 4400}
	p = Progress(TargetBasis{Indicator: stockAimed, Span: year2026, Value: 9000, Last: kpi.NewMonth(2026, 4), Totals: append(levels[:2:2], known)})
	if p.Now != kpi.Num(6300) || !p.Likely.Known || p.Likely.V < 8900 || p.Standing != TargetUnknown {
		t.Errorf("two accounts that did not file look like a loss: %+v", p)
	}
	p = Progress(TargetBasis{Indicator: stockAimed, Span: year2026, Value: 9000, Last: kpi.NewMonth(2026, 3), Totals: levels})
	if p.Now != kpi.Num(8080) || p.Through != kpi.NewMonth(2026, 2) || p.Trend != 1 || p.Why != TargetFewMonths {
		t.Errorf("the level %+v", p)
	}
}

// aimDrawn draws a target and its months.
func aimDrawn(t *rapid.T) TargetBasis {
	ind := rapid.SampledFrom([]kpi.Indicator{flowAimed, stockAimed, rateAimed, placeAimed, scoreAimed}).Draw(t, "indicator")
	values := make([]float64, 12)
	for i := range values {
		values[i] = math.NaN()
		if rapid.IntRange(0, 4).Draw(t, "known") > 0 {
			values[i] = float64(rapid.IntRange(1, 1000).Draw(t, "value"))
		}
	}
	last := kpi.NewMonth(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "last")))
	span := year2026
	if rapid.Bool().Draw(t, "month") {
		span = kpi.MonthOnly(kpi.NewMonth(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "of"))))
	}
	totals, middles := aimedMonths(ind, values...)
	return TargetBasis{Indicator: ind, Span: span, Value: float64(rapid.IntRange(1, 6000).Draw(t, "aim")), Last: last, Totals: totals, Middles: middles}
}

func TestOrderOfMonthsChangesNoTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := aimDrawn(t)
		mixed := b
		mixed.Totals, mixed.Middles = rapid.Permutation(b.Totals).Draw(t, "totals"), rapid.Permutation(b.Middles).Draw(t, "middles")
		if a, c := Progress(b), Progress(mixed); a != c {
			t.Fatalf("%+v is %+v in another order", a, c)
		}
	})
}

// better is a change for the better: what is added in a month that counts.
func better(ind kpi.Indicator) float64 {
	if ind.Direction == kpi.DirectionDown {
		return -0.5
	}
	return 50
}

func TestMoreNeverUnreaches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := aimDrawn(t)
		if Progress(b).Standing != TargetReached {
			return
		}
		raised := b
		raised.Totals, raised.Middles = append([]kpi.Total(nil), b.Totals...), append([]Middle(nil), b.Middles...)
		m := rapid.SampledFrom(b.Span.Months()).Draw(t, "month")
		for i := range raised.Totals {
			if raised.Totals[i].Month == m && raised.Totals[i].Known > 0 {
				raised.Totals[i].Sum += better(b.Indicator)
			}
		}
		for i := range raised.Middles {
			if raised.Middles[i].Month == m {
				raised.Middles[i].Value.V += better(b.Indicator)
			}
		}
		if p := Progress(raised); p.Standing != TargetReached {
			t.Fatalf("with more in %s it is %+v", m, p)
		}
		easier := b
		easier.Value -= 2 * better(b.Indicator) / 100
		if p := Progress(easier); p.Standing != TargetReached {
			t.Fatalf("an easier target is %+v", p)
		}
	})
}

func TestAMissingMonthIsNotAZeroMonth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := aimDrawn(t)
		i := rapid.IntRange(0, int(b.Last-kpi.NewMonth(2026, 1))).Draw(t, "month")
		if b.Indicator.Kind != kpi.KindFlow || !b.Span.Has(b.Totals[i].Month) {
			return
		}
		with := func(known int) TargetProgress {
			c := b
			c.Totals = append([]kpi.Total(nil), b.Totals...)
			c.Totals[i].Known, c.Totals[i].Sum = known, 0
			return Progress(c)
		}
		missing, zero := with(0), with(1)
		if missing.Known != zero.Known-1 || missing.Expected != zero.Expected || missing == zero {
			t.Fatalf("missing %+v, zero %+v", missing, zero)
		}
		if missing.Projected.Known && zero.Projected.Known && missing.Projected.V < zero.Projected.V-1e-9 {
			t.Fatalf("a missing month leads to %v, a zero month to %v", missing.Projected, zero.Projected)
		}
		if missing.Now.Known && !missing.AtLeast(b.Indicator) {
			t.Fatal("a sum that lacks a month is not said to be at least that")
		}
	})
}

func TestRaisedTarget(t *testing.T) {
	share := kpi.Indicator{Kind: kpi.KindPercentage, Direction: kpi.DirectionUp, Unit: "%", Decimals: 1}
	for _, c := range []struct {
		ind            kpi.Indicator
		value, percent float64
		want           float64
	}{
		{flowAimed, 1250, 10, 1375}, {flowAimed, 1255, 10, 1381}, {placeAimed, 10, 25, 8}, {placeAimed, 1, 900, 1}, {share, 80, 50, 100}, {share, 33.3, 10, 36.6},
		{kpi.Indicator{Kind: kpi.KindRatio, Unit: "%", Decimals: 2, Direction: kpi.DirectionUp}, 4.2, 10, 4.62},
	} {
		if got := RaisedTarget(c.ind, c.value, c.percent); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v raised by %v %% is %v, want %v", c.value, c.percent, got, c.want)
		}
	}
}

func TestTargetGrowth(t *testing.T) {
	if g := TargetGrowth(flowAimed, kpi.Num(1000), 1150); g != kpi.Num(15) {
		t.Errorf("a flow grows by %v", g)
	}
	if g := TargetGrowth(rateAimed, kpi.Num(4), 4.5); g != kpi.Num(0.5) {
		t.Errorf("a rate grows by %v points", g)
	}
	if g := TargetGrowth(placeAimed, kpi.Num(9), 5); g != kpi.Num(-4) {
		t.Errorf("a position changes by %v", g)
	}
	if g := TargetGrowth(flowAimed, kpi.Number{}, 5); g.Known {
		t.Errorf("against nothing known it grows by %v", g)
	}
}

func TestAccountTotals(t *testing.T) {
	indicators := map[string]kpi.Indicator{}
	for _, code := range []string{kpi.Followers, kpi.Likes, kpi.Shares} {
		kind := kpi.KindFlow
		if code == kpi.Followers {
			kind = kpi.KindStock
		}
		indicators[code] = kpi.Indicator{Code: code, Kind: kind, Asks: []kpi.IndicatorAsk{{From: kpi.FirstMonth}}}
	}
	months := kpi.MonthsBetween(kpi.NewMonth(2026, 1), kpi.NewMonth(2026, 3))
	l := NewLedger(kpi.Account{ID: 1}, months, indicators)
	l.Set(months[0], kpi.Followers, kpi.Given(100))
	l.Set(months[1], kpi.Followers, kpi.Given(300))
	l.Set(months[1], kpi.Likes, kpi.Given(6))
	l.Set(months[1], kpi.Shares, kpi.Given(4))
	always := func(kpi.Month) bool { return true }
	rates, _ := AccountTotals(l, rateAimed, months, always)
	if rates[1].Sum != 10 || rates[1].Denominator != 200 || rates[1].Known != 1 || rates[2].Known != 0 || rates[2].Expected != 1 {
		t.Errorf("rates %+v", rates)
	}
	sizes, _ := AccountTotals(l, indicators[kpi.Followers], months, always)
	if sizes[1].N1 != 1 || sizes[1].Before1 != 100 || sizes[1].Now1 != 300 || sizes[0].N1 != 0 {
		t.Errorf("sizes %+v", sizes)
	}
}
