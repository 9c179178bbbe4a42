package analytics

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/kpi"
)

var compareFirst = kpi.NewMonth(2026, 1)

// lineOf is a line of whole months; nil is a gap.
func lineOf(id kpi.ID, values ...any) Series {
	s := Series{Group: Group{Kind: GroupAccount, ID: id}}
	for i, v := range values {
		one := Value{Month: compareFirst.Add(i), Coverage: Coverage{Expected: 1}}
		if n, is := v.(int); is {
			one.Number, one.Known = kpi.Num(float64(n)), 1
		}
		s.Values = append(s.Values, one)
	}
	return s
}

func shownOf(s Series) []kpi.Number {
	var list []kpi.Number
	for _, v := range s.Values {
		list = append(list, v.Number)
	}
	return list
}

func wantNumbers(t *testing.T, name string, got []kpi.Number, want ...any) {
	t.Helper()
	for i, w := range want {
		n, known := w.(int)
		if got[i].Known != known || (known && math.Abs(got[i].V-float64(n)) > 1e-9) {
			t.Errorf("%s: month %d is %v, want %v", name, i+1, got[i], w)
		}
	}
}

func TestIndexedAtAHundred(t *testing.T) {
	lines, bases := Indexed([]Series{lineOf(1, nil, 200, 300, nil, 0), lineOf(2, 50, 0, 40, 60, 80)})
	if bases[0] != compareFirst.Add(2) || bases[1] != compareFirst.Add(2) {
		t.Errorf("the bases are %v, want the first month that both know above 0", bases)
	}
	if n := shownOf(lines[0])[1]; !n.Known || math.Abs(n.V-200/3.0) > 1e-9 {
		t.Errorf("before its base the first line is %v", n)
	}
	wantNumbers(t, "first", shownOf(lines[0])[2:], 100, nil, 0)
	wantNumbers(t, "second", shownOf(lines[1]), 125, 0, 100, 150, 200)

	lines, bases = Indexed([]Series{lineOf(1, 10, nil, nil), lineOf(2, nil, 20, 30), lineOf(3, nil, 0, nil)})
	if bases[0] != compareFirst || bases[1] != compareFirst.Add(1) || bases[2] != 0 {
		t.Errorf("without a month in common the bases are %v", bases)
	}
	wantNumbers(t, "own base", shownOf(lines[1]), nil, 100, 150)
	wantNumbers(t, "no base", shownOf(lines[2]), nil, nil, nil)
}

func TestAnIncompleteMonthIsNoBase(t *testing.T) {
	line := lineOf(1, 40, 100, 110, 120)
	for i := range line.Values {
		line.Values[i].Known, line.Values[i].Expected = 10, 10
	}
	line.Values[0].Known = 4
	_, bases := Indexed([]Series{line})
	if bases[0] != compareFirst.Add(1) {
		t.Errorf("the base is %s, in which few had filed", bases[0])
	}
}

func TestPerThousandFollowers(t *testing.T) {
	posts, sizes := lineOf(1, 5, 0, nil, 7, 9, 6), lineOf(1, nil, 1000, 500, 400, nil, 0, 1200)
	wantNumbers(t, "posts", shownOf(ThousandLines([]Series{posts}, []Series{sizes})[0]), 5, 0, nil, nil, nil, 10)
	posts.Values[0].Known = 2
	wantNumbers(t, "of other accounts", shownOf(ThousandLines([]Series{posts}, []Series{sizes})[0]), nil, 0)
	sizes.Values[1].Known = 3
	wantNumbers(t, "opening sizes of others", shownOf(ThousandLines([]Series{posts}, []Series{sizes})[0])[1:2], 0)
}

func TestInteractionsPerThousandAreTheEngagementRate(t *testing.T) {
	c := NewComparison(CompareBasis{
		Indicator: kpi.Indicator{Code: kpi.Interactions, Kind: kpi.KindFlow}, View: CompareThousand,
		Lines: []Series{lineOf(1, 40, 50)}, Sizes: []Series{lineOf(1, 800, 900, 1100)}, Rates: []Series{lineOf(1, 4, nil)},
	})
	wantNumbers(t, "interactions", []kpi.Number{c.Lines[0].Shown[0].Number, c.Lines[0].Shown[1].Number}, 40, nil)
}

func TestTheLeader(t *testing.T) {
	up := kpi.Indicator{Kind: kpi.KindRatio, Direction: kpi.DirectionUp}
	down := kpi.Indicator{Kind: kpi.KindPosition, Direction: kpi.DirectionDown}
	for _, c := range []struct {
		name  string
		c     Comparison
		place int
		found bool
	}{
		{"highest", Comparison{Indicator: up, Lines: []Compared{{Shown: lineOf(1, 3).Values}, {Shown: lineOf(2, 5).Values}}}, 1, true},
		{"lowest position", Comparison{Indicator: down, Lines: []Compared{{Shown: lineOf(1, 3).Values}, {Shown: lineOf(2, 5).Values}}}, 0, true},
		{"tie", Comparison{Indicator: up, Lines: []Compared{{Shown: lineOf(1, 5).Values}, {Shown: lineOf(2, 5).Values}}}, 0, false},
		{"alone", Comparison{Indicator: up, Lines: []Compared{{Shown: lineOf(1, 5).Values}}}, 0, false},
		{"nothing known", Comparison{Indicator: up, Lines: []Compared{{Shown: lineOf(1, nil).Values}, {}}}, 0, false},
		{"growth of sums", Comparison{Indicator: kpi.Indicator{Kind: kpi.KindStock}, View: CompareAbsolute, Lines: []Compared{
			{Shown: lineOf(1, 900).Values, Growth: Change{Growth: kpi.Num(2)}}, {Shown: lineOf(2, 5).Values, Growth: Change{Growth: kpi.Num(8)}}}}, 1, true},
	} {
		if place, found := c.c.Leader(); found != c.found || (found && place != c.place) {
			t.Errorf("%s: %d %v, want %d %v", c.name, place, found, c.place, c.found)
		}
	}
}

// someLines draws lines over the same months, with gaps and zeroes.
func someLines(t *rapid.T) []Series {
	months := rapid.IntRange(1, 12).Draw(t, "months")
	lines := make([]Series, rapid.IntRange(1, 6).Draw(t, "lines"))
	for i := range lines {
		values := make([]any, months)
		for k := range values {
			if rapid.IntRange(0, 3).Draw(t, "known") > 0 {
				values[k] = rapid.IntRange(0, 5000).Draw(t, "value")
			}
		}
		lines[i] = lineOf(kpi.ID(i+1), values...)
	}
	return lines
}

func TestIndexingKeepsGapsOrderAndProportions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := someLines(t)
		got, bases := Indexed(lines)
		scaled := make([]Series, len(lines))
		for i, l := range lines { // another unit changes nothing
			scaled[i] = Series{Group: l.Group, Values: append([]Value(nil), l.Values...)}
			for k := range scaled[i].Values {
				scaled[i].Values[k].Number = l.Values[k].Number.Times(7)
			}
		}
		again, _ := Indexed(scaled)
		order := rapid.Permutation(lines).Draw(t, "order")
		shuffled, _ := Indexed(order)
		for i, l := range lines {
			for k, v := range l.Values {
				n := got[i].Values[k].Number
				if n.Known != (v.Number.Known && bases[i] != 0) {
					t.Fatalf("line %d month %d: %v of %v", i, k, n, v.Number)
				}
				if v.Month == bases[i] && n.V != 100 {
					t.Fatalf("line %d stands at %v in its base month", i, n)
				}
				if m := again[i].Values[k].Number; m.Known != n.Known || math.Abs(m.V-n.V) > 1e-6 {
					t.Fatalf("in another unit line %d is %v, else %v", i, m, n)
				}
			}
			for j, o := range order {
				if o.Group.ID == l.Group.ID {
					for k := range l.Values {
						if shuffled[j].Values[k] != got[i].Values[k] {
							t.Fatalf("in another order line %d is %v, else %v", i, shuffled[j].Values[k], got[i].Values[k])
						}
					}
				}
			}
		}
	})
}

func TestPerThousandKeepsGapsAndAddsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := someLines(t)
		sizes := make([]Series, len(lines))
		for i, l := range lines {
			values := make([]any, len(l.Values)+1)
			for k := range values {
				if rapid.Bool().Draw(t, "size known") {
					values[k] = rapid.IntRange(0, 9000).Draw(t, "size")
				}
			}
			sizes[i] = lineOf(l.Group.ID, values...)
		}
		for i, l := range ThousandLines(lines, sizes) {
			for k, v := range l.Values {
				value, opening, closing := lines[i].Values[k].Number, sizes[i].Values[k].Number, sizes[i].Values[k+1].Number
				size := closing
				if opening.Known && closing.Known {
					size = kpi.Num((opening.V + closing.V) / 2)
				}
				if v.Number.Known != (value.Known && size.Known && size.V != 0) {
					t.Fatalf("%v of %v per 1,000 is %v", value, size, v.Number)
				}
				if v.Number.Known && math.Abs(v.Number.V*size.V/1000-value.V) > 1e-6 {
					t.Fatalf("%v per 1,000 of %v is not %v", v.Number, size, value)
				}
			}
		}
	})
}
