package charts

import (
	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

const sampleMonth = kpi.Month(2026*12 + 9) // October 2026

// sampleDashboard is a network of four spheres with a gap, an unknown sphere
// and the given names of spheres.
func sampleDashboard(names ...string) analytics.Dashboard {
	if len(names) == 0 {
		names = []string{"Corporate", "Business", "Sales", "HR"}
	}
	d := analytics.Dashboard{
		Summary: analytics.Summary{Month: sampleMonth, Measures: []analytics.Measure{
			{Code: kpi.Followers, Value: kpi.Num(12480), Coverage: analytics.Coverage{Known: 6, Expected: 8}, LikeForLike: analytics.Change{N: 6, Before: kpi.Num(12093), Now: kpi.Num(12480), Net: kpi.Num(387), Growth: kpi.Num(3.2)}},
			{Code: kpi.Posts, Value: kpi.Num(108), Coverage: analytics.Coverage{Known: 8, Expected: 8}},
			{Code: kpi.Interactions, Value: kpi.Num(2310), Coverage: analytics.Coverage{Known: 7, Expected: 8}},
		}},
		Engagement: analytics.EngagementByAccount{Of: 7, Median: kpi.Num(4.1)},
	}
	for i, name := range names {
		g := analytics.Group{Kind: analytics.GroupSphere, ID: kpi.ID(i + 1), Name: name, Position: i}
		d.Audience = append(d.Audience, sampleSeries(g, 1800*float64(i+1), 40, i))
		d.Posts = append(d.Posts, sampleSeries(g, 18, 0.5, i))
		d.BySphere = append(d.BySphere, analytics.Share{Group: g, Interactions: kpi.Num(float64(400 + 90*i)), Share: kpi.Num(20 + 3*float64(i)), Coverage: analytics.Coverage{Known: 2, Expected: 2}})
	}
	for i, name := range []string{"Atelier", "Maison", "", "Jardin", "Voyage"} {
		g := analytics.Group{Kind: analytics.GroupRange, ID: kpi.ID(i + 1), Name: name, Position: i}
		if name == "" {
			g.ID, g.Position = 0, -1
		}
		d.ByRange = append(d.ByRange, analytics.Share{Group: g, Interactions: kpi.Num(float64(300 + 70*i)), Share: kpi.Num(18 + float64(i))})
	}
	for i, name := range []string{"Camille_Atelier", "Dominique_Maison", "Sacha_Atelier", "Camille_Atelier", "=1+1", "</script><script>alert(1)</script>", "__f__alert(1)__f__", "@number"} {
		rate := analytics.AccountRate{Account: kpi.Account{Persona: name, Platform: []string{"X", "LinkedIn"}[i%2], SphereID: kpi.ID(i/2%len(names) + 1), Sphere: names[i/2%len(names)]}, Rate: kpi.Num(2 + 0.7*float64(i))}
		if i == 2 {
			rate.Rate = kpi.Number{}
		}
		d.Engagement.Rows = append(d.Engagement.Rows, rate)
	}
	for i := range 12 {
		v := []float64{1.2, 0.8, -0.4, 0, 2.1, 3.2}[i%6]
		c := analytics.Change{N: 6, Net: kpi.Num(v * 100), Growth: kpi.Num(v)}
		if i == 2 {
			c = analytics.Change{}
		}
		d.Growth = append(d.Growth, analytics.Growth{Month: sampleMonth.Add(i - 11), Change: c})
	}
	return d
}

// sampleSeries is a line over 24 months with a gap of its own.
func sampleSeries(g analytics.Group, start, step float64, gap int) analytics.Series {
	s := analytics.Series{Group: g}
	for i := range 24 {
		v := analytics.Value{Month: sampleMonth.Add(i - 23), Number: kpi.Num(start + step*float64(i) + float64((i*7+gap*3)%5)*step/2)}
		if i == 6+gap || (gap == 2 && i == 10) {
			v.Number = kpi.Number{}
		}
		s.Values = append(s.Values, v)
	}
	return s
}

// sampleAccount is an account with a score that changes source, a handover, a
// test period and a rename.
func sampleAccount() (analytics.AccountView, []analytics.Line) {
	first := sampleMonth.Add(-59)
	line := func(ind kpi.Indicator, value func(i int) kpi.Number, breaks ...kpi.Month) analytics.Line {
		l := analytics.Line{Indicator: ind, Breaks: breaks}
		for i := range 60 {
			pt := kpi.Point{Month: first.Add(i)}
			if n := value(i); n.Known {
				pt.Figure = kpi.Given(n.V)
			}
			l.Points = append(l.Points, pt)
		}
		return l
	}
	view := analytics.AccountView{
		Account: kpi.Account{ID: 7, Persona: "Camille_Atelier", Platform: "X", PlatformID: 1},
		Month:   sampleMonth,
		Marks: []analytics.Mark{
			{Month: first.Add(30), Kind: analytics.MarkState, Detail: string(kpi.AccountActive)},
			{Month: first.Add(41), Kind: analytics.MarkHandover},
			{Month: first.Add(41), Kind: analytics.MarkRename, Detail: "camille_a"},
			{Month: first.Add(-4), Kind: analytics.MarkHandover}, // before the line
			{Month: first.Add(50), Kind: analytics.MarkGrouping, Detail: "Business"},
		},
	}
	return view, []analytics.Line{
		line(kpi.Indicator{Code: kpi.Followers, Kind: kpi.KindStock, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "Abonnés"}, {Locale: "en", Label: "Followers"}}}, func(i int) kpi.Number {
			if i == 35 || i == 36 || i == 38 {
				return kpi.Number{}
			}
			return kpi.Num(900 + 12*float64(i) + float64(i%4)*6)
		}),
		line(kpi.Indicator{Code: kpi.Influence, Kind: kpi.KindScore, Decimals: 1}, func(i int) kpi.Number { return kpi.Num(40 + float64(i%9)) }, first.Add(45)),
		line(kpi.Indicator{Code: kpi.SearchRank, Kind: kpi.KindPosition, Direction: kpi.DirectionDown}, func(i int) kpi.Number { return kpi.Num(float64(1 + (i*7)%12)) }),
	}
}
