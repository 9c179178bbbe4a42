package web

// This file writes the page of any span of months.

import (
	"fmt"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// sparkMonths is how many months a spark line shows that says so of itself.
const sparkMonths = 12

// exploreWriter turns what network says of a span into the page.
type exploreWriter struct {
	p      *i18n.Printer
	q      exploreQuery
	months network.MonthSpan
	exploreData
	annotator annotator
}

func (w exploreWriter) view() (page.ExploreView, error) {
	q := w.q
	figure, err := w.figure()
	v := page.ExploreView{
		Nav: w.nav(), Figure: figure, Notes: w.notes(), Tiles: w.tiles(),
		Filters: page.Filters{Action: "/explore", Filter: q.Filter, Also: hidden(q.notFilter()), Clear: address("/explore", q.notFilter())},
		Choose:  address("/explore/accounts", q.values()), Unchoose: q.address("accounts", ""),
		Measure: q.measured(), Keep: hidden(q.values("measure", "")),
		Groups: w.groupTable(), Whole: w.wholeTable(), CSV: address("/explore.csv", q.values()), Views: "/views",
		Save: &page.SaveView{Action: "/views", Address: q.address(), Shared: true},
	}
	if kind := q.whole.Kind(); kind != kpi.SpanFree && q.Span.Until == q.latest {
		v.Save.Moving = q.address("span", latestSpan+string(kind), "pick", "")
	}
	if n := len(q.Filter.Accounts.IDs()); n > 0 {
		v.Chosen = w.p.N("explore.chosen", n)
	}
	v.Nothing = true
	for _, m := range w.summary.Measures {
		v.Measures = append(v.Measures, page.Option{Value: m.Code, Label: w.label(m.Code)})
		v.Nothing = v.Nothing && !m.Value.Known && !m.Before.Known
	}
	if rate := w.summary.FilingRate; rate.M > 0 {
		fill := w.summary.FillRate
		v.Filing = w.p.T("month.rates", "filed", rate.N, "expected", rate.M, "answered", fill.N, "asked", fill.M, "rate", w.p.Percent(fill.Value, 0))
	}
	v.Title = charts.SpanFinding(w.indicators[kpi.Followers], w.summary.Measure(kpi.Followers), w.p)
	if v.Nothing {
		v.Title = w.p.T("explore.menu")
	}
	v.Subtitle = w.p.T("explore.subtitle", "span", q.Span, "against", w.p.TheSpan(q.Against))
	if v.Figure.Title == v.Title { // the page has said it
		v.Figure.Title = w.label(q.measured())
	}
	return v, err
}

// notFilter is the address without its filter.
func (q exploreQuery) notFilter() map[string][]string {
	q.Filter = kpi.Filter{}
	return q.values()
}

func (w exploreWriter) label(code string) string { return w.indicators[code].Label(w.p.Locale(), 0) }

// nav chooses the span.
func (w exploreWriter) nav() page.SpanNav {
	q := w.q
	kind := q.whole.Kind()
	if q.pick {
		kind = kpi.SpanFree
	}
	n := page.SpanNav{
		Action: q.path, Span: q.whole.String(), From: q.Span.From, Until: q.Span.Until, Keep: hidden(q.values("span", "", "pick", "")),
		Against: w.againstChoices(), AgainstKind: q.against, AgainstFrom: q.Against.From, AgainstUntil: q.Against.Until,
		Other: q.other, KeepAgainst: hidden(q.values("against", "")),
	}
	if q.other {
		n.AgainstKind = againstOther
	}
	first := min(w.months.First, q.whole.From, q.Against.From)
	last := max(w.months.Last, w.months.Current, q.Span.Until)
	for m := last; m >= first; m-- {
		n.Months = append(n.Months, m)
	}
	for _, k := range []struct {
		kind  kpi.SpanKind
		label string
	}{
		{kpi.SpanMonth, w.p.T("explore.kind_month")}, {kpi.SpanQuarter, w.p.T("explore.kind_quarter")}, {kpi.SpanYear, w.p.T("explore.kind_year")},
		{kpi.SpanTwelve, w.p.T("explore.kind_twelve")}, {kpi.SpanFree, w.p.T("explore.kind_free")},
	} {
		choice := page.ListChoice{Label: k.label, On: k.kind == kind, Href: q.address("pick", "1")}
		if k.kind != kpi.SpanFree {
			choice.Href = q.address("span", kindSpan(k.kind, q.Span.Until).String(), "pick", "")
		}
		n.Kinds = append(n.Kinds, choice)
	}
	if kind != kpi.SpanFree {
		n.Choices = w.spanChoices(kind, first, last)
	}
	if previous := q.whole.Before(); previous.Until >= w.months.First && previous.From >= kpi.EarliestFigures {
		n.Previous = q.address("span", previous.String())
	}
	next := kpi.Span{From: q.whole.Until.Add(1), Until: q.whole.Until.Add(q.whole.Len())}
	if next.From <= w.months.Current {
		n.Next = q.address("span", next.String())
	}
	return n
}

// spanChoices lists the spans of a kind, latest first.
func (w exploreWriter) spanChoices(kind kpi.SpanKind, first, last kpi.Month) []page.Option {
	var options []page.Option
	for m := last; m >= first; m-- {
		s := kindSpan(kind, m)
		if kind == kpi.SpanTwelve && s.Kind() == kpi.SpanYear && s != w.q.whole {
			continue // a calendar year has its own place
		}
		if n := len(options); n == 0 || options[n-1].Value != s.String() {
			options = append(options, page.Option{Value: s.String(), Label: w.p.ShortSpan(s)})
		}
	}
	return options
}

func (w exploreWriter) againstChoices() []page.Option {
	q := w.q
	before := q
	_ = before.readAgainst(nil)
	return []page.Option{
		{Value: againstBefore, Label: w.p.T("explore.against_before", "span", w.p.ShortSpan(before.Against))},
		{Value: againstYear, Label: w.p.T("explore.against_year", "span", w.p.ShortSpan(q.Span.YearBefore()))},
		{Value: againstOther, Label: w.p.T("explore.against_other")},
	}
}

// notes are what one has to know to read the numbers.
func (w exploreWriter) notes() []string {
	var notes []string
	q := w.q
	if q.Span != q.whole {
		notes = append(notes, w.p.T("explore.cut", "whole", w.p.Span(q.whole), "until", q.Span.Until))
	}
	if from := min(q.Span.From, q.Against.From); from < w.months.First {
		notes = append(notes, w.p.T("explore.begun", "first", w.months.First))
	}
	if !w.summary.Even() {
		notes = append(notes, w.p.T("explore.uneven", "now", q.Span.Len(), "before", q.Against.Len()))
	}
	if q.Span.From <= q.Against.Until && q.Against.From <= q.Span.Until {
		notes = append(notes, w.p.T("explore.overlap"))
	}
	for _, m := range w.summary.Measures {
		if m.Source != m.BeforeSource && m.Value.Known && m.Before.Known {
			notes = append(notes, w.p.T("explore.sources", "indicator", w.label(m.Code), "now", m.Source, "before", m.BeforeSource))
		}
	}
	return notes
}

// tiles are the key figures of the span.
func (w exploreWriter) tiles() []page.Tile {
	return []page.Tile{
		w.tile(kpi.Followers, w.p.T("month.audience"), w.p.T("month.definition_audience")),
		w.growthTile(),
		w.tile(kpi.Posts, w.p.T("month.posts"), w.p.T("explore.definition_flow")),
		w.tile(kpi.Interactions, w.p.T("month.interactions"), w.p.T("explore.definition_interactions")),
		w.tile(kpi.EngagementRate, w.p.T("month.engagement"), w.p.T("explore.definition_engagement")),
	}
}

func (w exploreWriter) tile(code, label, definition string) page.Tile {
	m, ind := w.summary.Measure(code), w.indicators[code]
	write := func(n kpi.Number) string { return writeFigure(w.p, ind, n) }
	t := page.Tile{ID: "tile-" + code, Label: label, Value: write(m.Value), Coverage: w.coverage(m), Definition: definition,
		Deltas: []page.Delta{{Text: write(m.Before), Against: w.p.T("explore.then")}}}
	switch ind.Kind {
	case kpi.KindFlow:
		direction := ind.Direction
		if code == kpi.Posts { // more is not better
			direction = kpi.DirectionNeutral
		}
		t.Deltas = append(t.Deltas, page.Delta{Change: m.LikeForLike.Growth, Text: w.p.SignedPercent(m.LikeForLike.Growth, 1), Against: w.p.T("explore.like_for_like"), Direction: direction})
		if w.q.Span.Len() > 1 || w.q.Against.Len() > 1 {
			t.Deltas = append(t.Deltas, page.Delta{Text: w.p.Value(m.Monthly, 0), Against: w.p.T("explore.monthly")})
		}
	case kpi.KindRatio:
		t.Deltas = append(t.Deltas, page.Delta{Change: m.ChangePt, Text: w.p.Points(m.ChangePt, 2), Against: w.p.T("explore.change"), Direction: ind.Direction})
	default:
		t.Deltas = append(t.Deltas, page.Delta{Text: w.p.Signed(m.Raw(), 0), Against: w.p.T("month.raw")})
	}
	if lines := w.sparks[code]; len(lines) > 0 {
		if ind.Summed() {
			t.Spark = sparkOfSums(w.p, label, lines[0].Values, write)
		} else {
			t.Spark = spark(w.p, label, numbersOf(lines[0].Values), write)
		}
		if t.Spark.Dot && len(lines[0].Values) != sparkMonths {
			t.Spark.Label = w.p.T("explore.spark", "label", label, "span", w.q.Span, "last", write(m.Value))
		}
	}
	return t
}

// growthTile is the headline: the audience like for like.
func (w exploreWriter) growthTile() page.Tile {
	m := w.summary.Measure(kpi.Followers)
	t := page.Tile{
		ID: "tile-growth", Label: w.p.T("month.growth"), Value: w.p.SignedPercent(m.LikeForLike.Growth, 1),
		Coverage:   w.p.N("month.compared", m.LikeForLike.N),
		Definition: w.p.T("explore.definition_growth"),
		Deltas:     []page.Delta{{Change: m.LikeForLike.Net, Text: w.p.Signed(m.LikeForLike.Net, 0), Against: w.p.T("explore.net"), Direction: kpi.DirectionUp}},
	}
	if w.q.Span.Until.Sub(w.q.Against.Until) > 1 {
		t.Deltas = append(t.Deltas, page.Delta{Change: m.MonthlyGrowth, Text: w.p.SignedPercent(m.MonthlyGrowth, 1), Against: w.p.T("explore.monthly_rate"), Direction: kpi.DirectionUp})
	}
	return t
}

// coverage says how much of the span a measure stands on, in few words.
func (w exploreWriter) coverage(m analytics.SpanMeasure) string {
	switch w.indicators[m.Code].Kind {
	case kpi.KindFlow, kpi.KindRatio, kpi.KindScore:
		if w.q.Span.Len() > 1 {
			return w.p.N("explore.coverage_months", m.Known, "expected", m.Expected)
		}
	}
	return coverageText(w.p, m.Coverage)
}

// groupings are the ways to count by groups.
func (w exploreWriter) groupings(entities bool) []page.ListChoice {
	var list []page.ListChoice
	for _, by := range exploreBy {
		if by == kpi.ScopeEntity && !entities {
			continue
		}
		value := by
		if by == kpi.ScopeSphere {
			value = ""
		}
		label := w.p.T("explore.by_network")
		if by != kpi.ScopeNetwork {
			label = page.BoardByWord(w.p, analytics.GroupKind(by))
		}
		list = append(list, page.ListChoice{Label: label, Href: w.q.address("by", value, "open", ""), On: by == w.q.by})
	}
	return list
}

// byWords say by what the lines are: "par sphère".
func (w exploreWriter) byWords(by string) string {
	switch by {
	case kpi.ScopeRange:
		return w.p.T("explore.by_range")
	case kpi.ScopeEntity:
		return w.p.T("explore.by_entity")
	case kpi.ScopePlatform:
		return w.p.T("explore.by_platform")
	case kpi.ScopeNetwork:
		return w.p.T("explore.by_all")
	}
	return w.p.T("explore.by_sphere")
}

// groupTable has a line per group and a column per measure, the whole last.
func (w exploreWriter) groupTable() page.SpanTable {
	t := page.SpanTable{Head: w.p.T("explore.group"), Few: true}
	if w.q.by != kpi.ScopeNetwork {
		t.Head = page.BoardByWord(w.p, analytics.GroupKind(w.q.by))
	}
	for _, m := range w.summary.Measures {
		t.Columns = append(t.Columns, w.label(m.Code))
	}
	row := func(s analytics.SpanSummary) []page.SpanTableCell {
		var cells []page.SpanTableCell
		for _, m := range w.summary.Measures {
			cells = append(cells, w.cell(s.Measure(m.Code)))
		}
		return cells
	}
	tree := w.folds()
	for i, g := range w.groups {
		if tree.hidden(i) {
			continue
		}
		r := page.SpanRow{Name: g.Group.Name, Cells: row(g.Summary), Branch: tree.branch(i)}
		if g.Group.ID == 0 {
			r.Name = w.p.T("explore.in_none")
		} else {
			r.Href = w.q.address(w.q.by, g.Group.Name, "open", "")
		}
		t.Rows = append(t.Rows, r)
	}
	t.Folds = tree.ways()
	t.Rows = append(t.Rows, page.SpanRow{Name: w.p.T("explore.all"), Whole: true, Cells: row(w.summary)})
	return t
}

// folds is the tree that the groups stand in; groups of other kinds lie flat.
func (w exploreWriter) folds() folds {
	if w.q.by != kpi.ScopeEntity {
		return folds{}
	}
	var groups []analytics.Group
	for _, g := range w.groups {
		groups = append(groups, g.Group)
	}
	return foldsOf(w.p, w.q, groups)
}

// cell is a value, how it changed, and what it stands on where that is not all.
func (w exploreWriter) cell(m analytics.SpanMeasure) page.SpanTableCell {
	ind := w.indicators[m.Code]
	c := page.SpanTableCell{Text: writeFigure(w.p, ind, m.Value), Change: w.change(m), Main: phoneFigures[m.Code]}
	if !c.Change.Change.Known {
		c.Change.Text = ""
	}
	if m.Expected > m.Known {
		c.Note = w.p.T("explore.of", "known", m.Known, "expected", m.Expected)
	}
	return c
}

// change is how a measure changed, as its kind is compared.
func (w exploreWriter) change(m analytics.SpanMeasure) page.Delta {
	ind := w.indicators[m.Code]
	d := page.Delta{Direction: ind.Direction}
	switch {
	case ind.Summed():
		d.Change = m.LikeForLike.Growth
		d.Text = w.p.SignedPercent(d.Change, 1)
	case m.ChangePt.Known:
		d.Change = m.ChangePt
		d.Text = w.p.Points(d.Change, max(ind.Decimals, 1))
	default:
		d.Change = m.Difference
		d.Text = w.p.Signed(d.Change, ind.DecimalsOf(d.Change))
	}
	if m.Code == kpi.Posts {
		d.Direction = kpi.DirectionNeutral
	}
	return d
}

// wholeTable has a line per measure: now, then, like for like.
func (w exploreWriter) wholeTable() page.SpanTable {
	t := page.SpanTable{Short: true, Head: w.p.T("explore.measure"), Columns: []string{
		w.p.Span(w.q.Span), w.p.Span(w.q.Against), w.p.T("explore.head_change"), w.p.T("explore.head_compared"), w.p.T("explore.head_raw"),
	}}
	for _, m := range w.summary.Measures {
		ind := w.indicators[m.Code]
		now := page.SpanTableCell{Text: writeFigure(w.p, ind, m.Value), Note: w.coverage(m)}
		if m.Aggregate != analytics.AggregateSum {
			now.Note = fmt.Sprintf("%s · %s", w.aggregate(m.Aggregate), now.Note)
		}
		before := page.SpanTableCell{Text: writeFigure(w.p, ind, m.Before)}
		if m.BeforeCoverage.Expected > 0 {
			before.Note = w.p.T("explore.of", "known", m.BeforeCoverage.Known, "expected", m.BeforeCoverage.Expected)
		}
		compared := page.SpanTableCell{Text: i18n.Unknown}
		raw := page.SpanTableCell{Text: i18n.Unknown}
		if ind.Summed() {
			compared.Text = w.p.Number(float64(m.LikeForLike.N), 0)
			if w.summary.Even() || ind.Kind == kpi.KindStock {
				raw.Text = w.p.Signed(m.Raw(), 0)
			}
		}
		t.Rows = append(t.Rows, page.SpanRow{Name: w.label(m.Code), Href: w.q.address("measure", m.Code), Cells: []page.SpanTableCell{now, before, {Change: w.change(m)}, compared, raw}})
	}
	return t
}

func (w exploreWriter) aggregate(a analytics.Aggregate) string {
	switch a {
	case analytics.AggregateRatio:
		return w.p.T("explore.ratio")
	case analytics.AggregateWeightedMean:
		return w.p.T("explore.weighted")
	}
	return w.p.T("explore.median")
}
