package kpi

import "testing"

func TestInteractionsOf(t *testing.T) {
	tests := []struct {
		name  string
		parts []Number
		want  Number
	}{
		{"none asked", nil, Number{}},
		{"all known", []Number{Num(3), Num(4)}, Num(7)},
		{"zero is known", []Number{Num(0), Num(0)}, Num(0)},
		{"one unknown", []Number{Num(3), {}, Num(4)}, Number{}},
	}
	for _, tt := range tests {
		if got := InteractionsOf(tt.parts...); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestMeanAudience(t *testing.T) {
	tests := []struct {
		name             string
		opening, closing Number
		want             Number
		closingOnly      bool
	}{
		{"both known", Num(100), Num(201), Num(150.5), false},
		{"opening of 0 is known", Num(0), Num(200), Num(100), false},
		{"no opening", Number{}, Num(200), Num(200), true},
		{"no closing", Num(100), Number{}, Number{}, false},
	}
	for _, tt := range tests {
		if got, only := MeanAudience(tt.opening, tt.closing); got != tt.want || only != tt.closingOnly {
			t.Errorf("%s: %v %v, want %v %v", tt.name, got, only, tt.want, tt.closingOnly)
		}
	}
}
