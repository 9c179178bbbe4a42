package web

// This file writes the month page's key figures.

import (
	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// monthTiles are the five key figures of a month.
func monthTiles(p *i18n.Printer, d analytics.Dashboard) []page.Tile {
	return []page.Tile{
		audienceTile(p, d),
		growthTile(p, d),
		flowTile(p, d, kpi.Posts, kpi.DirectionNeutral, p.T("month.posts"), p.T("month.definition_posts")),
		flowTile(p, d, kpi.Interactions, kpi.DirectionUp, p.T("month.interactions"), p.T("month.definition_interactions")),
		engagementTile(p, d),
	}
}

func coverageText(p *i18n.Printer, c analytics.Coverage) string {
	return p.N("month.coverage", c.Known, "expected", c.Expected)
}

// spark draws a tile's line, with its ends in words.
func spark(p *i18n.Printer, label string, values []kpi.Number, write func(kpi.Number) string) page.Spark {
	var known []kpi.Number
	for _, v := range values {
		if v.Known {
			known = append(known, v)
		}
	}
	if len(known) == 0 {
		return page.Spark{}
	}
	return sparkOf(values, nil, p.T("month.spark", "label", label, "first", write(known[0]), "last", write(known[len(known)-1])))
}

// turned are positions upside down, for a line with the better place above.
func turned(positions []kpi.Number) []kpi.Number {
	out := make([]kpi.Number, len(positions))
	for i, n := range positions {
		out[i] = n.Times(-1)
	}
	return out
}

// sparkOfSums draws a tile's line of sums: those of incomplete months stand
// apart, so that an account that did not file does not look like a loss.
func sparkOfSums(p *i18n.Printer, label string, values []analytics.Value, write func(kpi.Number) string) page.Spark {
	whole, part := analytics.ByCoverage(values)
	s := spark(p, label, whole, write)
	n := 0
	for _, v := range part {
		if v.Known {
			n++
		}
	}
	if n == 0 || !s.Dot {
		return s
	}
	return sparkOf(whole, part, s.Label+" "+p.N("month.spark_apart", n))
}

func numbersOf(values []analytics.Value) []kpi.Number {
	numbers := make([]kpi.Number, len(values))
	for i, v := range values {
		numbers[i] = v.Number
	}
	return numbers
}

// audienceTile gives the totals of the months before as they were, and the
// raw difference without a colour: it is no finding.
func audienceTile(p *i18n.Printer, d analytics.Dashboard) page.Tile {
	m, month := d.Summary.Measure(kpi.Followers), d.Summary.Month
	write := func(n kpi.Number) string { return p.Value(n, 0) }
	label := p.T("month.audience")
	return page.Tile{
		ID: "tile-audience", Label: label, Value: write(m.Value),
		Coverage: coverageText(p, m.Coverage),
		Deltas: []page.Delta{
			{Text: write(m.Previous), Against: p.ShortMonth(month.Add(-1))},
			{Text: write(m.YearBefore), Against: p.ShortMonth(month.Add(-12))},
		},
		Spark:      sparkOfSums(p, label, d.Sparks[kpi.Followers], write),
		Definition: p.T("month.definition_audience"),
	}
}

func growthTile(p *i18n.Printer, d analytics.Dashboard) page.Tile {
	m := d.Summary.Measure(kpi.Followers)
	write := func(n kpi.Number) string { return p.SignedPercent(n, 1) }
	label := p.T("month.growth")
	values := make([]kpi.Number, len(d.Growth))
	for i, g := range d.Growth {
		values[i] = g.Growth
	}
	return page.Tile{
		ID: "tile-growth", Label: label, Value: write(m.LikeForLike.Growth),
		Coverage: p.N("month.compared", m.LikeForLike.N),
		Deltas: []page.Delta{
			{Change: m.LikeForLike.Net, Text: p.Signed(m.LikeForLike.Net, 0), Against: p.T("month.one_month"), Direction: kpi.DirectionUp},
			{Change: m.YearLikeForLike.Growth, Text: p.SignedPercent(m.YearLikeForLike.Growth, 1), Against: p.T("month.one_year"), Direction: kpi.DirectionUp},
			{Text: p.Signed(m.Raw(), 0), Against: p.T("month.raw")},
		},
		Spark:      spark(p, label, values, write),
		Definition: p.T("month.definition_growth"),
	}
}

func flowTile(p *i18n.Printer, d analytics.Dashboard, code string, direction kpi.Direction, label, definition string) page.Tile {
	m := d.Summary.Measure(code)
	write := func(n kpi.Number) string { return p.Value(n, 0) }
	change := func(c analytics.Change, against string) page.Delta {
		return page.Delta{Change: c.Growth, Text: p.SignedPercent(c.Growth, 1), Against: against, Direction: direction}
	}
	return page.Tile{
		ID: "tile-" + code, Label: label, Value: write(m.Value),
		Coverage: coverageText(p, m.Coverage),
		Deltas: []page.Delta{
			change(m.LikeForLike, p.T("month.one_month")),
			change(m.YearLikeForLike, p.T("month.one_year")),
		},
		Spark:      sparkOfSums(p, label, d.Sparks[code], write),
		Definition: definition,
	}
}

func engagementTile(p *i18n.Printer, d analytics.Dashboard) page.Tile {
	m := d.Summary.Measure(kpi.EngagementRate)
	write := func(n kpi.Number) string { return p.Percent(n, 2) }
	change := func(n kpi.Number, against string) page.Delta {
		return page.Delta{Change: n, Text: p.Points(n, 2), Against: against, Direction: kpi.DirectionUp}
	}
	label := p.T("month.engagement")
	return page.Tile{
		ID: "tile-engagement", Label: label, Value: write(m.Value),
		Coverage: coverageText(p, m.Coverage),
		Deltas: []page.Delta{
			change(m.ChangePt, p.T("month.one_month")),
			change(m.YearChangePt, p.T("month.one_year")),
		},
		Spark:      spark(p, label, numbersOf(d.Sparks[kpi.EngagementRate]), write),
		Definition: p.T("month.definition_engagement"),
	}
}
