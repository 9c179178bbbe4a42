package analytics

import (
	"reflect"
	"testing"

	"portevoix/internal/kpi"
)

func ledger() *Ledger {
	byCode := map[string]kpi.Indicator{}
	for _, ind := range table {
		byCode[ind.Code] = ind
	}
	months := []kpi.Month{october - 13, october - 12, october - 2, october - 1, october}
	return NewLedger(kpi.Account{ID: 7, SphereID: 2}, months, byCode)
}

func TestRow(t *testing.T) {
	l := ledger()
	for m, figures := range map[kpi.Month]map[string]float64{
		october - 12: {kpi.Followers: 50, kpi.Likes: 5, kpi.Shares: 0},
		october - 2:  {kpi.Followers: 100},
		october - 1:  {kpi.Followers: 100, kpi.Likes: 8, kpi.Shares: 2, "signed_in": 40},
		october:      {kpi.Followers: 120, kpi.Likes: 9, kpi.Shares: 2, "signed_in": 44, kpi.Comments: 1000},
	} {
		for code, v := range figures {
			l.Set(m, code, kpi.Given(v))
		}
	}
	l.Set(october, kpi.Posts, kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess})
	l.Set(october-5, kpi.Posts, kpi.Given(1)) // not a month of the ledger
	row := l.Row(october, kpi.FilingDraft, table)
	want := map[string]Cell{
		kpi.Followers: {
			Figure: kpi.Given(120), Value: kpi.Num(120), Previous: kpi.Num(100), YearBefore: kpi.Num(50),
			Change: kpi.Num(20), Growth: kpi.Num(20), Asked: true,
		},
		kpi.Posts:    {Figure: kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess}, Asked: true},
		kpi.Comments: {Figure: kpi.Given(1000), Value: kpi.Num(1000)}, // not asked, so no part of the interactions
		kpi.Interactions: {
			Value: kpi.Num(11), Previous: kpi.Num(10), YearBefore: kpi.Num(5), Change: kpi.Num(1), Growth: kpi.Num(10), Asked: true,
		},
		kpi.EngagementRate: {
			Value: kpi.Num(10), Previous: kpi.Num(10), YearBefore: kpi.Num(10), Change: kpi.Num(0), Asked: true,
		},
		"signed_in": {Figure: kpi.Given(44), Value: kpi.Num(44), Previous: kpi.Num(40), Change: kpi.Num(4), Asked: true},
	}
	for code, cell := range want {
		if got := row.Cells[code]; !reflect.DeepEqual(got, cell) {
			t.Errorf("%s:\n got %+v\nwant %+v", code, got, cell)
		}
	}
	if row.Filing != kpi.FilingDraft || row.Account.ID != 7 {
		t.Errorf("row of %+v, %s", row.Account, row.Filing)
	}
}

func TestRowSaysWhenTheRateIsOnTheClosingSizeAlone(t *testing.T) {
	l := ledger()
	for code, v := range map[string]float64{kpi.Followers: 100, kpi.Likes: 3, kpi.Shares: 0} {
		l.Set(october, code, kpi.Given(v))
	}
	c := l.Row(october, kpi.FilingEmpty, table).Cells[kpi.EngagementRate]
	if !near(c.Value, kpi.Num(3)) || !c.ClosingOnly {
		t.Errorf("got %+v", c)
	}
}

func TestInteractionsFollowWhatWasAskedInTheSphereOfTheMonth(t *testing.T) {
	l := ledger()
	comments := l.indicators[kpi.Comments]
	comments.Asks = []kpi.IndicatorAsk{{Sphere: 2, From: kpi.FirstMonth}}
	l.indicators[kpi.Comments] = comments
	l.Stay(2, kpi.FirstMonth, october-2)
	l.Stay(1, october-1, october-1) // the account stood elsewhere the month before
	l.Stay(2, october, 0)
	for _, m := range l.Months {
		l.Set(m, kpi.Likes, kpi.Given(1))
		l.Set(m, kpi.Shares, kpi.Given(1))
	}
	l.Set(october, kpi.Comments, kpi.Given(5))
	c := l.Row(october, kpi.FilingEmpty, table).Cells[kpi.Interactions]
	if c.Value != kpi.Num(7) || c.Previous != kpi.Num(2) || c.YearBefore.Known {
		t.Errorf("got %+v, want 7 (three parts), 2 (two parts), unknown (one of three missing)", c)
	}
}

func TestLinesKeepStates(t *testing.T) {
	l := ledger()
	l.Set(october, kpi.Followers, kpi.Given(10))
	l.Set(october, kpi.Likes, kpi.Given(1))
	l.Set(october, kpi.Shares, kpi.Given(0))
	l.Set(october-1, kpi.Posts, kpi.Figure{State: kpi.StateNA})
	got := l.Lines([]kpi.Month{october - 1, october}, table)
	if got[kpi.Posts][0].State != kpi.StateNA || got[kpi.Posts][1].State != kpi.StateEmpty {
		t.Errorf("posts: %+v", got[kpi.Posts])
	}
	if want := []kpi.Figure{{}, kpi.Given(1)}; !reflect.DeepEqual(got[kpi.Interactions], want) {
		t.Errorf("interactions: %+v, want %+v", got[kpi.Interactions], want)
	}
	if r := got[kpi.EngagementRate]; r[0].State != kpi.StateEmpty || !near(r[1].Number(), kpi.Num(10)) {
		t.Errorf("engagement: %+v", r)
	}
}

func TestInteractionsOfEveryState(t *testing.T) {
	unavailable, na := kpi.Figure{State: kpi.StateUnavailable}, kpi.Figure{State: kpi.StateNA}
	tests := []struct {
		name          string
		likes, shares kpi.Figure
		want          kpi.Number
	}{
		{"both known", kpi.Given(3), kpi.Given(4), kpi.Num(7)},
		{"zeros", kpi.Given(0), kpi.Given(0), kpi.Num(0)},
		{"one empty", kpi.Given(3), kpi.Figure{}, none},
		{"one unavailable", unavailable, kpi.Given(4), none},
		{"one that does not apply", kpi.Given(4), na, none},
	}
	for _, tt := range tests {
		l := ledger()
		l.Set(october, kpi.Likes, tt.likes)
		l.Set(october, kpi.Shares, tt.shares)
		if got := l.Interactions(october); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	l := ledger()
	l.indicators = map[string]kpi.Indicator{}
	l.Set(october, kpi.Likes, kpi.Given(3))
	if got := l.Interactions(october); got.Known {
		t.Errorf("no part asked: %v", got)
	}
}
