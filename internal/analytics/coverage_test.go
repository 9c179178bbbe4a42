package analytics

import (
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

func TestIncomplete(t *testing.T) {
	value := func(known, expected int) Value {
		v := Value{Coverage: Coverage{Known: known, Expected: expected}}
		if known > 0 {
			v.Number = kpi.Num(1000 * float64(known))
		}
		return v
	}
	for name, c := range map[string]struct {
		values []Value
		want   []bool
	}{
		"nothing":                   {nil, []bool{}},
		"one of two did not file":   {[]Value{value(2, 2), value(1, 2), value(2, 2)}, []bool{false, true, false}},
		"unknown is not incomplete": {[]Value{value(2, 2), value(0, 2), value(2, 2)}, []bool{false, false, false}},
		"a new account":             {[]Value{value(2, 2), value(3, 3), value(3, 3)}, []bool{false, false, false}},
		"always half":               {[]Value{value(5, 10), value(5, 10), value(4, 10)}, []bool{false, false, true}},
		"one of twenty":             {[]Value{value(20, 20), value(19, 20), value(20, 20)}, []bool{false, false, false}},
		"known though not expected": {[]Value{value(2, 0), value(2, 2)}, []bool{false, false}},
		"all unknown":               {[]Value{value(0, 2), value(0, 2)}, []bool{false, false}},
	} {
		if got := Incomplete(c.values); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
