package charts

import (
	"testing"

	"pgregory.net/rapid"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

func TestBullet(t *testing.T) {
	flow := kpi.Indicator{Code: kpi.Likes, Kind: kpi.KindFlow, Direction: kpi.DirectionUp}
	rank := kpi.Indicator{Code: kpi.SearchRank, Kind: kpi.KindPosition, Direction: kpi.DirectionDown}
	for name, c := range map[string]struct {
		ind   kpi.Indicator
		value float64
		p     analytics.TargetProgress
		want  Bullet
	}{
		"half way": {flow, 100, analytics.TargetProgress{Now: kpi.Num(50), Pace: kpi.Num(60), Projected: kpi.Num(200)},
			Bullet{Bar: 23.5, Mark: 47, Pace: 28.2, Projected: 94, Low: kpi.Num(0), High: kpi.Num(200)}},
		"nothing known": {flow, 100, analytics.TargetProgress{}, Bullet{Bar: -1, Mark: 94, Pace: -1, Projected: -1, Low: kpi.Num(0), High: kpi.Num(100)}},
		"a level from its start": {kpi.Indicator{Kind: kpi.KindStock, Direction: kpi.DirectionUp}, 1100,
			analytics.TargetProgress{Start: kpi.Num(1000), Now: kpi.Num(1050)},
			Bullet{Bar: 47, Mark: 94, Pace: -1, Projected: -1, Low: kpi.Num(1000), High: kpi.Num(1100), FromStart: true}},
		"a level that fell": {kpi.Indicator{Kind: kpi.KindStock, Direction: kpi.DirectionUp}, 1100,
			analytics.TargetProgress{Start: kpi.Num(1000), Now: kpi.Num(990)},
			Bullet{Bar: 0, Mark: 94, Pace: -1, Projected: -1, Low: kpi.Num(1000), High: kpi.Num(1100), FromStart: true}},
		"a position": {rank, 4, analytics.TargetProgress{Start: kpi.Num(8), Now: kpi.Num(6)},
			Bullet{Bar: 47, Mark: 94, Pace: -1, Projected: -1, Low: kpi.Num(8), High: kpi.Num(4), FromStart: true}},
	} {
		if got := NewBullet(c.ind, c.value, c.p); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestBulletsKeepToTheirRoom(t *testing.T) {
	thousandths := func(t *rapid.T, name string) float64 { return float64(rapid.IntRange(0, 1e9).Draw(t, name)) / 1000 }
	number := rapid.Custom(func(t *rapid.T) kpi.Number {
		return kpi.Number{V: thousandths(t, "v"), Known: rapid.Bool().Draw(t, "known")}
	})
	rapid.Check(t, func(t *rapid.T) {
		ind := kpi.Indicator{Kind: kpi.KindStock, Direction: rapid.SampledFrom([]kpi.Direction{kpi.DirectionUp, kpi.DirectionDown, kpi.DirectionNeutral}).Draw(t, "direction")}
		p := analytics.TargetProgress{Now: number.Draw(t, "now"), Pace: number.Draw(t, "pace"), Projected: number.Draw(t, "projected"), Start: number.Draw(t, "start")}
		value := thousandths(t, "value")
		b := NewBullet(ind, value, p)
		for name, v := range map[string]float64{"bar": b.Bar, "mark": b.Mark, "pace": b.Pace, "projected": b.Projected} {
			if v != -1 && (v < 0 || v > 100) {
				t.Fatalf("%s at %v of %+v", name, v, b)
			}
		}
		if b.Bar >= 0 && b.Mark >= 0 && p.Now.Known && ind.Met(p.Now.V, value) != (b.Bar >= b.Mark) {
			t.Fatalf("the bar %v does not tell on which side of %v it is", b.Bar, b.Mark)
		}
	})
}
