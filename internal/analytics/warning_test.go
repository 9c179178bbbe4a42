package analytics

import (
	"math"
	"reflect"
	"testing"

	"portevoix/internal/kpi"
)

var gap = math.NaN()

func TestCheck(t *testing.T) {
	steady := []float64{100, 110, 90, 105, 95, 100, 102, 98, 104, 96, 101, 99} // median 100, MAD 3
	tests := []struct {
		name   string
		code   string
		values []float64 // the last is the tested month's
		want   string    // key, or none
	}{
		{"ordinary", kpi.Likes, append(steady, 103), ""},
		{"outlier above", kpi.Likes, append(steady, 116), warningOutlier},
		{"just inside", kpi.Likes, append(steady, 115), ""}, // 0.6745 × 15 ÷ 3 = 3.37
		{"outlier below", kpi.Likes, append(steady, 20), warningOutlier},
		{"not given", kpi.Likes, append(steady, gap), ""},
		{"a month 13 before is outside the baseline", kpi.Likes, append([]float64{1e9}, append(steady, 116)...), warningOutlier},
		{"six points", kpi.Likes, []float64{100, 110, 90, 105, 95, 100, 150}, warningOutlier},
		{"six points with gaps", kpi.Likes, []float64{100, gap, 110, 90, gap, 105, 95, 100, 150}, warningOutlier},
		{"five points: jump rule", kpi.Likes, []float64{110, 90, 105, 95, 100, 150}, ""},
		{"five points: more than three times", kpi.Likes, []float64{110, 90, 105, 95, 100, 301}, warningJump},
		{"exactly three times", kpi.Likes, []float64{100, 300}, ""},
		{"exactly a third", kpi.Likes, []float64{300, 100}, ""},
		{"below a third", kpi.Likes, []float64{300, 99}, warningJump},
		{"last known value, not the month before", kpi.Likes, []float64{100, gap, gap, 301}, warningJump},
		{"no value before", kpi.Likes, []float64{gap, gap, 301}, ""},
		{"from nothing", kpi.Likes, []float64{0, 10}, warningJump},
		{"difference under 10, jump", kpi.Likes, []float64{1, 10}, ""},
		{"difference under 10, outlier", kpi.Likes, []float64{5, 6, 5, 4, 5, 6, 14}, ""},
		{"difference of 10, outlier", kpi.Likes, []float64{5, 6, 5, 4, 5, 6, 15}, warningOutlier},
		{"no spread: jump rule", kpi.Likes, []float64{50, 50, 50, 50, 50, 50, 50, 100}, ""},
		{"no spread: more than three times", kpi.Likes, []float64{50, 50, 50, 50, 50, 50, 50, 151}, warningJump},
		{"a stock that grows as ever", kpi.Followers, []float64{1000, 1100, 1210, 1300, 1405, 1500, 1612, 1700}, ""},
		{"a stock that grows as never", kpi.Followers, []float64{1000, 1100, 1210, 1300, 1405, 1500, 1612, 2200}, warningOutlierChange},
		{"a stock without the month before: jump rule", kpi.Followers, []float64{1000, 1100, 1210, 1300, 1405, 1500, 1612, gap, 2200}, ""},
		{"a stock that triples after a gap", kpi.Followers, []float64{1000, gap, 3001}, warningJump},
		{"a stock that grows by the same each month", kpi.Followers, []float64{100, 200, 300, 400, 500, 600, 700, 800, 1200}, ""},
		{"followers lost, a fifth", kpi.Followers, []float64{100, 80}, ""},
		{"followers lost, more than a fifth", kpi.Followers, []float64{100, 79}, warningDrop},
		{"followers lost, fewer than 10", kpi.Followers, []float64{20, 11}, ""},
		{"followers lost, 10", kpi.Followers, []float64{20, 10}, warningDrop},
	}
	for _, tt := range tests {
		values := append([]float64(nil), tt.values...)
		got := Check(table, map[string][]kpi.Point{tt.code: points(october, values...)}, october)
		switch {
		case tt.want == "" && len(got) > 0:
			t.Errorf("%s: %+v", tt.name, got)
		case tt.want != "" && (len(got) != 1 || got[0].Key != tt.want || got[0].Indicator != tt.code):
			t.Errorf("%s: %+v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestCheckFindsReactionsWithoutPosts(t *testing.T) {
	impressions := kpi.Indicator{Code: kpi.Impressions, Kind: kpi.KindFlow}
	indicators := append([]kpi.Indicator{impressions}, table...)
	tests := []struct {
		name  string
		posts []float64
		likes float64
		want  bool
	}{
		{"no post in both months", []float64{0, 0}, 1, true},
		{"no reaction either", []float64{0, 0}, 0, false},
		{"a post in the month", []float64{0, 1}, 5, false},
		{"a post in the month before", []float64{1, 0}, 5, false},
		{"posts unknown", []float64{0, gap}, 5, false},
		{"posts of the month before unknown: missing is not zero", []float64{gap, 0}, 5, false},
	}
	for _, tt := range tests {
		for _, code := range []string{kpi.Likes, kpi.Shares, kpi.Impressions, kpi.Mentions, kpi.Comments} {
			got := Check(indicators, map[string][]kpi.Point{
				kpi.Posts: points(october, tt.posts...), code: points(october, tt.likes),
			}, october)
			want := []kpi.Warning{{Indicator: code, Key: warningNoPost, Args: kpi.Args{"value": tt.likes}}}
			if !tt.want || code == kpi.Mentions || code == kpi.Comments {
				want = nil
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: %+v, want %+v", tt.name, code, got, want)
			}
		}
	}
}

func TestCheckNamesWhatItCompares(t *testing.T) {
	got := Check(table, map[string][]kpi.Point{kpi.Followers: points(october, 400, gap, 100)}, october)
	want := []kpi.Warning{
		{Indicator: kpi.Followers, Key: warningJump, Args: kpi.Args{"value": 100.0, "last": 400.0, "month": october - 2}},
		{Indicator: kpi.Followers, Key: warningDrop, Args: kpi.Args{"value": 100.0, "last": 400.0, "lost": 300.0, "month": october - 2}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// What comes after the tested month, and the tested month itself, are not in
// its baseline.
func TestCheckLooksBackOnly(t *testing.T) {
	before := []float64{100, 110, 90, 105, 95, 100, 102}
	history := func(more ...float64) map[string][]kpi.Point {
		return map[string][]kpi.Point{kpi.Likes: points(october+kpi.Month(len(more)-1), append(append([]float64(nil), before...), more...)...)}
	}
	alone := Check(table, history(200), october)
	if followed := Check(table, history(200, 5000, 7, gap), october); !reflect.DeepEqual(alone, followed) || len(alone) != 1 {
		t.Errorf("alone %+v, followed %+v", alone, followed)
	}
}
