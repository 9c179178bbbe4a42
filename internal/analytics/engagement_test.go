package analytics

import (
	"math/rand/v2"
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

func TestEngagementRate(t *testing.T) {
	tests := []struct {
		name                           string
		interactions, opening, closing kpi.Number
		want                           kpi.Number
		closingOnly                    bool
	}{
		{"mean of both sizes", kpi.Num(11), kpi.Num(100), kpi.Num(120), kpi.Num(10), false},
		{"closing size alone", kpi.Num(12), none, kpi.Num(120), kpi.Num(10), true},
		{"no closing size", kpi.Num(12), kpi.Num(100), none, none, false},
		{"no interactions known", none, kpi.Num(100), kpi.Num(120), none, false},
		{"no interactions known, closing alone", none, none, kpi.Num(120), none, false},
		{"no interactions", kpi.Num(0), kpi.Num(100), kpi.Num(120), kpi.Num(0), false},
		{"nobody follows", kpi.Num(3), kpi.Num(0), kpi.Num(0), none, false},
		{"the first followers", kpi.Num(3), kpi.Num(0), kpi.Num(60), kpi.Num(10), false},
	}
	for _, tt := range tests {
		got, closingOnly := EngagementRate(tt.interactions, tt.opening, tt.closing)
		if !near(got, tt.want) || closingOnly != tt.closingOnly {
			t.Errorf("%s: %v %v, want %v %v", tt.name, got, closingOnly, tt.want, tt.closingOnly)
		}
	}
}

func TestTotalEngagementIsARatioOfSums(t *testing.T) {
	total := kpi.Total{Known: 2, Sum: 10 + 10, Denominator: 100 + 1900}
	if got := TotalEngagement(total); !near(got, kpi.Num(1)) {
		t.Errorf("got %v, want 1: the mean of 10 %% and 0.53 %% flatters the small account", got)
	}
	if got := TotalEngagement(kpi.Total{}); got.Known {
		t.Errorf("nobody known: %v", got)
	}
	if got := TotalEngagement(kpi.Total{Known: 1, Sum: 3}); got.Known {
		t.Errorf("nobody follows: %v", got)
	}
}

// The network's rate is between the lowest and the highest of its accounts,
// whatever they weigh.
func TestTotalEngagementIsBetweenItsAccounts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var total kpi.Total
		lowest, highest := 1e18, -1e18
		for range 1 + r.IntN(12) {
			interactions, audience := float64(r.IntN(500)), float64(1+r.IntN(5000))
			rate, _ := EngagementRate(kpi.Num(interactions), kpi.Num(audience), kpi.Num(audience))
			lowest, highest = min(lowest, rate.V), max(highest, rate.V)
			total.Known++
			total.Sum += interactions
			total.Denominator += audience
		}
		got := TotalEngagement(total)
		if !got.Known || got.V < lowest-1e-9 || got.V > highest+1e-9 {
			t.Fatalf("%v is not between %v and %v", got, lowest, highest)
		}
	}
}

func TestCompareEngagement(t *testing.T) {
	rates := []AccountRate{{Rate: kpi.Num(9)}, {}, {Rate: kpi.Num(0)}, {Rate: kpi.Num(2)}}
	for i := range rates {
		rates[i].Account.ID = kpi.ID(i + 1)
	}
	got := CompareEngagement([]float64{2, 9, 0}, slices.Values(rates), 2)
	if got.Of != 3 || got.Median != kpi.Num(2) {
		t.Errorf("median %v of %d, want 2 of 3: an unknown rate is not 0", got.Median, got.Of)
	}
	if len(got.Rows) != 2 || got.Rows[0].Account.ID != 1 || got.Rows[1].Account.ID != 3 {
		t.Errorf("rows %+v, want the first two known in the order given", got.Rows)
	}
	if got := CompareEngagement(nil, slices.Values([]AccountRate{{}}), 40); got.Of != 0 || got.Median.Known {
		t.Errorf("of nobody: %+v", got)
	}
}
