package reports

import (
	"fmt"
	"math/rand"
	"slices"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

const sampleMonth = kpi.Month(2026*12 + 9) // October 2026

var sampleZone = time.FixedZone("CET", 3600)

// sampleIndicators are those of a new installation, with what is derived.
func sampleIndicators() []kpi.Indicator {
	label := func(fr, en string) []kpi.IndicatorLabel {
		return []kpi.IndicatorLabel{{Locale: "fr", Label: fr}, {Locale: "en", Label: en}}
	}
	list := []kpi.Indicator{
		{Code: kpi.Followers, Kind: kpi.KindStock, Direction: kpi.DirectionUp, Labels: label("Abonnés", "Followers")},
		{Code: kpi.Posts, Kind: kpi.KindFlow, Direction: kpi.DirectionNeutral, Labels: label("Publications", "Posts")},
		{Code: kpi.Likes, Kind: kpi.KindFlow, Direction: kpi.DirectionUp, Labels: label("J’aime", "Likes")},
		{Code: kpi.Shares, Kind: kpi.KindFlow, Direction: kpi.DirectionUp, Labels: label("Partages", "Shares")},
		{Code: kpi.Mentions, Kind: kpi.KindFlow, Direction: kpi.DirectionUp, Labels: label("Mentions", "Mentions")},
		{Code: kpi.SearchRank, Kind: kpi.KindPosition, Direction: kpi.DirectionDown, Labels: label("Position dans les moteurs", "Search position")},
		{Code: kpi.Interactions, Kind: kpi.KindFlow, Direction: kpi.DirectionUp, Derived: true, Labels: label("Interactions", "Interactions")},
		{Code: kpi.EngagementRate, Kind: kpi.KindRatio, Direction: kpi.DirectionUp, Derived: true, Unit: "%", Decimals: 2, Labels: label("Taux d’engagement sur abonnés", "Engagement rate on followers")},
	}
	for i := range list {
		list[i].Position = i
		if !list[i].Derived {
			list[i].Asks = []kpi.IndicatorAsk{{Indicator: list[i].ID, From: kpi.FirstMonth}}
		}
	}
	return list
}

// sample makes reports of invented networks: accounts by sphere, then name.
type sample struct {
	accounts, months int
	personas         []string
	spheres          []string
	unknown          bool // nothing was filed
}

// small is a network as a brand begins with: eight personas, four spheres,
// three years, with names that are hard on files.
func small() sample {
	return sample{accounts: 8, months: 36, personas: []string{
		"Camille_Atelier", "Dominique_Maison", "=1+1", "Sacha & Fils <Jardin>", "Alix “l’été” 🌻", "</script><script>alert(1)</script>", "__f__alert(1)__f__", "_x0041_\u0001bis",
	}}
}

// report makes the report: figures first, then totals of them, then what
// analytics makes of those.
func (s sample) report() analytics.Report {
	m := sampler{sample: s, rand: rand.New(rand.NewSource(7)), indicators: sampleIndicators()}
	m.span = kpi.MonthsBetween(sampleMonth.Add(1-max(s.months, 38)), sampleMonth)
	names := s.spheres
	if names == nil {
		names = []string{"Corporate", "Business", "Commerce", "RH"}
	}
	m.spheres = groups(analytics.GroupSphere, names)
	m.ranges = groups(analytics.GroupRange, []string{"Atelier", "Maison", "Jardin", "Voyage", "Table"})
	for i := range s.accounts {
		m.ledgers = append(m.ledgers, m.ledger(i))
	}
	return m.report()
}

func groups(kind analytics.GroupKind, names []string) []analytics.Group {
	var list []analytics.Group
	for i, n := range names {
		list = append(list, analytics.Group{Kind: kind, ID: kpi.ID(i + 1), Name: n, Position: i})
	}
	return append(list, analytics.Group{Kind: kind, Position: -1})
}

type sampler struct {
	sample
	rand            *rand.Rand
	indicators      []kpi.Indicator
	span            []kpi.Month
	spheres, ranges []analytics.Group
	ledgers         []*analytics.Ledger
}

func (m *sampler) byCode() map[string]kpi.Indicator {
	codes := map[string]kpi.Indicator{}
	for _, ind := range m.indicators {
		codes[ind.Code] = ind
	}
	return codes
}

// ledger invents an account: a curve with a season, gaps, and one month
// without a search rank.
func (m *sampler) ledger(i int) *analytics.Ledger {
	sphere := m.spheres[i*(len(m.spheres)-1)/max(m.accounts, 1)]
	rng := m.ranges[i%len(m.ranges)]
	persona := fmt.Sprintf("Persona_%04d", i)
	if i < len(m.personas) {
		persona = m.personas[i]
	}
	a := kpi.Account{
		ID: kpi.ID(i + 1), Platform: []string{"X", "LinkedIn", "Instagram"}[i%3], PlatformID: kpi.ID(i%3 + 1), Handle: fmt.Sprintf("@compte_%d", i), Persona: persona,
		SphereID: sphere.ID, Sphere: sphere.Name, RangeID: rng.ID, Range: rng.Name, Entity: "Groupe/Ouest", State: kpi.AccountActive, Opened: m.span[0].FirstDay(),
	}
	if i == 3 { // opened a year before the report
		a.Opened = sampleMonth.Add(-9).FirstDay()
		a.State = kpi.AccountTest
	}
	l := analytics.NewLedger(a, m.span, m.byCode())
	size := 600 + float64(m.rand.Intn(2400))
	for k, month := range m.span {
		size = float64(int(size * (1.005 + 0.02*m.rand.Float64())))
		if m.unknown || a.Opened > month.LastDay() || (i*5+k)%23 == 4 {
			continue
		}
		posts := float64(8 + m.rand.Intn(14))
		l.Set(month, kpi.Followers, kpi.Given(size))
		l.Set(month, kpi.Posts, kpi.Given(posts))
		l.Set(month, kpi.Likes, kpi.Given(float64(int(posts*size/700*(1+m.rand.Float64())))))
		l.Set(month, kpi.Shares, kpi.Given(float64(m.rand.Intn(40))))
		l.Set(month, kpi.Mentions, kpi.Given(float64(m.rand.Intn(25))))
		switch i % 4 {
		case 0:
			l.Set(month, kpi.SearchRank, kpi.Given(float64(1+m.rand.Intn(20))))
		case 1:
			l.Set(month, kpi.SearchRank, kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked})
		case 2:
			l.Set(month, kpi.SearchRank, kpi.Figure{State: kpi.StateNA})
		}
	}
	return l
}

// total adds up one indicator of a month over the accounts of a group.
func (m *sampler) total(month kpi.Month, code string, of func(kpi.Account) bool) kpi.Total {
	t := kpi.Total{Month: month, Indicator: code}
	value := func(l *analytics.Ledger, at kpi.Month) kpi.Number {
		if code == kpi.Interactions {
			return l.Interactions(at)
		}
		return l.Figure(at, code).Number()
	}
	for _, l := range m.ledgers {
		if !of(l.Account) || l.Account.Opened > month.LastDay() {
			continue
		}
		t.Expected++
		now := value(l, month)
		if code == kpi.EngagementRate {
			rate, _ := l.Engagement(month)
			if n := l.Interactions(month); rate.Known && rate.V > 0 {
				t.Known++
				t.Sum += n.V
				t.Denominator += n.V * 100 / rate.V
			}
			continue
		}
		if !now.Known {
			continue
		}
		t.Known++
		t.Sum += now.V
		if before := value(l, month.Add(-1)); before.Known {
			t.N1, t.Before1, t.Now1 = t.N1+1, t.Before1+before.V, t.Now1+now.V
		}
		if before := value(l, month.Add(-12)); before.Known {
			t.N12, t.Before12, t.Now12 = t.N12+1, t.Before12+before.V, t.Now12+now.V
		}
	}
	return t
}

func (m *sampler) summary(month kpi.Month, of func(kpi.Account) bool) analytics.Summary {
	b := analytics.Basis{Month: month, Indicators: m.indicators}
	for _, ind := range m.indicators {
		for _, at := range []kpi.Month{month, month.Add(-1), month.Add(-12)} {
			if ind.Kind == kpi.KindPosition {
				var values []float64
				for _, l := range m.ledgers {
					if n := l.Figure(at, ind.Code).Number(); n.Known && of(l.Account) {
						values = append(values, n.V)
					}
				}
				b.Middles = append(b.Middles, analytics.Middle{Month: at, Indicator: ind.Code, Value: analytics.Median(values)})
			}
			b.Totals = append(b.Totals, m.total(at, ind.Code, of))
		}
	}
	for _, l := range m.ledgers {
		if !of(l.Account) || l.Account.Opened > month.LastDay() {
			continue
		}
		b.Filings.Expected++
		b.Filings.Asked += 6
		if l.Figure(month, kpi.Followers).Answered() {
			b.Filings.Accounts++
			b.Filings.Filed++
			b.Filings.OnTime++
			b.Filings.Answered += 6
		}
	}
	return analytics.Summarize(b)
}

func all(kpi.Account) bool { return true }

// report puts the report together.
func (m *sampler) report() analytics.Report {
	r := analytics.Report{
		Network: "Maison Brévanne & Cie", AsOf: time.Date(2026, 11, 21, 14, 2, 0, 0, sampleZone),
		Months: kpi.MonthsBetween(sampleMonth.Add(-12), sampleMonth), Indicators: m.indicators,
	}
	r.Dashboard = m.dashboard()
	for _, month := range r.Months {
		r.Monthly = append(r.Monthly, m.summary(month, all))
	}
	for _, g := range m.spheres {
		if s := m.summary(sampleMonth, func(a kpi.Account) bool { return a.SphereID == g.ID }); s.Expected > 0 {
			r.BySphere = append(r.BySphere, analytics.GroupSummary{Group: g, Summary: s})
		}
	}
	for _, g := range m.ranges {
		if s := m.summary(sampleMonth, func(a kpi.Account) bool { return a.RangeID == g.ID }); s.Expected > 0 {
			r.ByRange = append(r.ByRange, analytics.GroupSummary{Group: g, Summary: s})
		}
	}
	for _, l := range m.ledgers {
		r.Accounts = append(r.Accounts, analytics.ReportAccount{
			AccountRow: l.Row(sampleMonth, kpi.FilingSubmitted, m.indicators), Figures: l.Lines(r.Months, m.indicators),
		})
	}
	return r
}

func (m *sampler) dashboard() analytics.Dashboard {
	d := analytics.Dashboard{Summary: m.summary(sampleMonth, all)}
	months := kpi.MonthsBetween(sampleMonth.Add(-23), sampleMonth)
	d.Audience = analytics.GroupSeries(m.spheres, months, m.totals(kpi.Followers, months))
	d.Posts = analytics.GroupSeries(m.spheres, months, m.totals(kpi.Posts, months))
	d.BySphere = analytics.Shares(m.spheres, m.totals(kpi.Interactions, months[23:]))
	var byRange []kpi.Total
	for _, g := range m.ranges {
		t := m.total(sampleMonth, kpi.Interactions, func(a kpi.Account) bool { return a.RangeID == g.ID })
		t.A = g.ID
		byRange = append(byRange, t)
	}
	d.ByRange = analytics.Shares(m.ranges, byRange)
	var rates []analytics.AccountRate
	var known []float64
	for _, l := range m.ledgers {
		rate, closing := l.Engagement(sampleMonth)
		rates = append(rates, analytics.AccountRate{Account: l.Account, Rate: rate, ClosingOnly: closing})
		if rate.Known {
			known = append(known, rate.V)
		}
	}
	d.Engagement = analytics.CompareEngagement(known, slices.Values(rates), 40)
	var totals []kpi.Total
	for _, month := range months[12:] {
		totals = append(totals, m.total(month, kpi.Followers, all))
	}
	d.Growth = analytics.GrowthSeries(months[12:], totals)
	return d
}

// totals are those of every sphere.
func (m *sampler) totals(code string, months []kpi.Month) []kpi.Total {
	var list []kpi.Total
	for _, g := range m.spheres {
		for _, month := range months {
			t := m.total(month, code, func(a kpi.Account) bool { return a.SphereID == g.ID })
			t.A = g.ID
			list = append(list, t)
		}
	}
	return list
}
