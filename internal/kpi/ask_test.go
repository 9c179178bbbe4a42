package kpi

import "testing"

func TestAskedOf(t *testing.T) {
	october := NewMonth(2026, 10)
	account := Account{ID: 7, PlatformID: 2, SphereID: 3}
	tests := []struct {
		name string
		asks []IndicatorAsk
		want bool
	}{
		{"nobody", nil, false},
		{"everybody", []IndicatorAsk{{From: FirstMonth}}, true},
		{"its platform", []IndicatorAsk{{Platform: 2, From: FirstMonth}}, true},
		{"another platform", []IndicatorAsk{{Platform: 1, From: FirstMonth}}, false},
		{"its platform in another sphere", []IndicatorAsk{{Platform: 2, Sphere: 4, From: FirstMonth}}, false},
		{"its platform in its sphere", []IndicatorAsk{{Platform: 2, Sphere: 3, From: FirstMonth}}, true},
		{"itself", []IndicatorAsk{{Account: 7, From: FirstMonth}}, true},
		{"another account", []IndicatorAsk{{Account: 8, From: FirstMonth}}, false},
		{"from this month", []IndicatorAsk{{From: october}}, true},
		{"from the next month", []IndicatorAsk{{From: october + 1}}, false},
		{"until this month", []IndicatorAsk{{From: FirstMonth, Until: october}}, true},
		{"until the month before", []IndicatorAsk{{From: FirstMonth, Until: october - 1}}, false},
		{"the second of two", []IndicatorAsk{{Platform: 1, From: FirstMonth}, {Sphere: 3, From: FirstMonth}}, true},
	}
	for _, tt := range tests {
		if got := (Indicator{Asks: tt.asks}).AskedOf(account, october); got != tt.want {
			t.Errorf("%s: asked %v, want %v", tt.name, got, tt.want)
		}
	}
	if (Indicator{Derived: true, Asks: []IndicatorAsk{{From: FirstMonth}}}).AskedOf(account, october) {
		t.Error("a derived indicator is never asked")
	}
}
