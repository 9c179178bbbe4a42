package web

// This file writes the page that sets accounts or groups side by side.

import (
	"maps"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// page writes the page; accounts to choose are not on it yet.
func (v compared) page(groups network.Groups) (page.CompareView, error) {
	c := v.comparison
	view := page.CompareView{
		SpanFrame: v.compareFrame(groups), Measure: v.q.measure, Keep: hidden(v.values("measure", "")),
		Views: v.views(), By: v.groupings(groups), Table: v.table(), Choose: v.choose(groups),
	}
	for _, code := range v.measures() {
		view.Measures = append(view.Measures, page.Option{Value: code, Label: v.label(code)})
	}
	view.Nothing = !slices.ContainsFunc(c.Lines, func(l analytics.Compared) bool {
		return slices.ContainsFunc(l.Shown, func(one analytics.Value) bool { return one.Number.Known })
	})
	if view.Nothing {
		view.Choose.Open = true
		return view, nil
	}
	figures, err := charts.Compare(v.named(), network.CompareTogether, v.p)
	drawn := v.drawn()
	for i, f := range figures {
		of := drawn
		if len(figures) > 1 && len(drawn) > 0 { // one each
			of = drawn[i : i+1]
		}
		figure, err := v.annotator.figure(f, strings.TrimPrefix(f.ID, "chart-")+"-"+v.q.Span.String(), of...)
		if err != nil {
			return view, err
		}
		figure.Wide = len(figures) == 1
		view.Figures = append(view.Figures, withWays(figure,
			page.Way{Href: v.address("span", latestSpan+string(kpi.SpanTwelve), "pick", ""), Label: v.p.T("chart.do_twelve")}))
	}
	if len(view.Figures) == 1 {
		view.Title = view.Figures[0].Title
		view.Figures[0].Title = v.label(v.q.measure)
	}
	return view, err
}

// named is the comparison with its lines called as on the page.
func (v compared) named() analytics.Comparison {
	c := v.comparison
	if v.by != analytics.GroupEntity {
		return c
	}
	var groups []analytics.Group
	for _, l := range c.Lines {
		groups = append(groups, l.Group)
	}
	short := withoutRoot(groups)
	c.Lines = slices.Clone(c.Lines)
	for i := range c.Lines {
		c.Lines[i].Group.Name = short(c.Lines[i].Group.Name)
	}
	return c
}

// compareFrame is the span, the filter and the finding.
func (v compared) compareFrame(groups network.Groups) page.SpanFrame {
	f := v.frame(groups, "/compare.csv")
	f.Title, f.Subtitle = charts.CompareFinding(v.named(), v.p), v.p.Span(v.q.Span)
	f.Title = strings.ReplaceAll(f.Title, " · ", "\u00a0· ") // no line begins with the dot
	if len(v.comparison.Lines) == 0 {
		f.Title = v.p.T("compare.title")
	}
	f.CSV = address("/compare.csv", v.values())
	f.TableTitle = v.p.T("compare.table")
	f.TableText = v.p.T("compare.table_text_one", "first", v.q.Span.From, "last", v.q.Span.Until)
	if v.by != analytics.GroupAccount {
		f.TableText = v.p.T("compare.table_text", "first", v.q.Span.From, "last", v.q.Span.Until) + " " + v.p.T("compare.moves")
	}
	f.Nav.Against, f.Notes = nil, nil
	f.Nav.Keep = hidden(v.values("span", "", "pick", "", "against", ""))
	for i := range f.Nav.Kinds {
		kind := []kpi.SpanKind{kpi.SpanMonth, kpi.SpanQuarter, kpi.SpanYear, kpi.SpanTwelve, kpi.SpanFree}[i]
		f.Nav.Kinds[i].Href = v.address("pick", "1")
		if kind != kpi.SpanFree {
			f.Nav.Kinds[i].Href = v.address("span", kindSpan(kind, v.q.Span.Until).String(), "pick", "")
		}
	}
	f.Nav.Kinds = f.Nav.Kinds[1:] // one month is no line
	if f.Nav.Previous != "" {
		f.Nav.Previous = v.address("span", v.q.whole.Before().String())
	}
	if f.Nav.Next != "" {
		f.Nav.Next = v.address("span", kpi.Span{From: v.q.whole.Until.Add(1), Until: v.q.whole.Until.Add(v.q.whole.Len())}.String())
	}
	without := v
	without.q.Filter = kpi.Filter{}
	if v.by == analytics.GroupAccount {
		without.q.Filter.Accounts = v.q.Filter.Accounts
	}
	f.Filters.Also, f.Filters.Clear = hidden(without.values()), without.address()
	if v.by == analytics.GroupAccount { // what is compared is no filter
		f.Filters.Filter.Accounts = ""
	}
	if v.comparison.View != v.view && len(v.comparison.Lines) > 0 {
		f.Notes = append(f.Notes, v.p.T("compare.no_view", "indicator", v.label(v.q.measure)))
	}
	if asked := max(len(v.with), len(v.q.Filter.Accounts.IDs())); asked > network.CompareMost && (v.by == analytics.GroupAccount || len(v.with) > 0) {
		f.Notes = append(f.Notes, v.p.T("compare.too_many", "most", network.CompareMost))
	}
	return f
}

// measures are what can be compared, in the order of the screen.
func (v compared) measures() []string {
	list := slices.Collect(maps.Values(v.indicators))
	slices.SortFunc(list, func(a, b kpi.Indicator) int { return a.Position - b.Position })
	codes := make([]string, len(list))
	for i, ind := range list {
		codes[i] = ind.Code
	}
	return codes
}

func (v compared) viewWord(view analytics.CompareView) string {
	switch view {
	case analytics.CompareIndexed:
		return v.p.T("compare.view_indexed")
	case analytics.CompareThousand:
		return v.p.T("compare.view_thousand")
	}
	return v.p.T("compare.view_absolute")
}

// views are the views that the measure has.
func (v compared) views() []page.ListChoice {
	var list []page.ListChoice
	for _, view := range analytics.CompareViews {
		if !analytics.Comparable(v.indicators[v.q.measure], view) {
			continue
		}
		value := string(view)
		if view == analytics.CompareAbsolute {
			value = ""
		}
		list = append(list, page.ListChoice{Label: v.viewWord(view), Href: v.address("view", value), On: view == v.view})
	}
	return list
}

// groupings lead to what else can be compared.
func (v compared) groupings(groups network.Groups) []page.ListChoice {
	var list []page.ListChoice
	for _, by := range compareBy {
		if by == analytics.GroupEntity && len(groups.Entities) == 0 {
			continue
		}
		other := v
		other.by, other.with = by, nil
		other.q.Filter.Accounts = ""
		label := v.p.T("compare.by_account")
		if by != analytics.GroupAccount {
			label = page.BoardByWord(v.p, by)
		}
		list = append(list, page.ListChoice{Label: label, Href: other.address(), On: by == v.by})
	}
	return list
}

// choose offers the groups with their boxes.
func (v compared) choose(groups network.Groups) page.CompareChoose {
	choose := page.CompareChoose{Name: groupBox, Text: v.p.T("compare.choose_text", "together", network.CompareTogether, "most", network.CompareMost),
		Open: v.find != "", Looked: v.find, Keep: hidden(v.values(groupBox, ""))}
	if v.by == analytics.GroupAccount {
		other := v
		other.q.Filter.Accounts = ""
		choose.Name, choose.Find, choose.Keep = accountBox, true, hidden(other.values())
		return choose
	}
	on := map[string]bool{}
	for _, l := range v.comparison.Lines {
		on[l.Group.Name] = true
	}
	list := map[analytics.GroupKind][]analytics.Group{
		analytics.GroupSphere: groups.Spheres, analytics.GroupRange: groups.Ranges, analytics.GroupEntity: groups.Entities, analytics.GroupPlatform: groups.Platforms,
	}[v.by]
	for _, g := range list {
		choose.Boxes = append(choose.Boxes, page.CompareBox{Value: g.Name, On: on[g.Name]})
	}
	return choose
}

// table has a line for each: the first month, the last, the change, and where
// it ends in the view.
func (v compared) table() page.SpanTable {
	c := v.comparison
	t := page.SpanTable{Head: v.p.T("compare.name"), Columns: []string{v.p.ShortMonth(v.q.Span.From), v.p.ShortMonth(v.q.Span.Until), v.p.T("explore.head_change")}}
	counted := v.by != analytics.GroupAccount && c.Indicator.Summed() // one account is itself
	if counted {
		t.Columns = append(t.Columns, v.p.T("explore.head_compared"))
	}
	if c.View != analytics.CompareAbsolute {
		t.Columns = append(t.Columns, v.viewWord(c.View))
	}
	called := v.named().Lines
	for i, l := range c.Lines {
		if len(l.Values) == 0 {
			continue
		}
		row := page.SpanRow{Name: called[i].Group.Name, Href: v.lineHref(l.Group)}
		for _, value := range []analytics.Value{l.Values[0], l.Values[len(l.Values)-1]} {
			cell := page.SpanTableCell{Text: writeFigure(v.p, c.Indicator, value.Number)}
			if value.Expected > value.Known {
				cell.Note = v.p.T("explore.of", "known", value.Known, "expected", value.Expected)
			}
			row.Cells = append(row.Cells, cell)
		}
		change, compared := page.SpanTableCell{Text: i18n.Unknown}, page.SpanTableCell{Text: i18n.Unknown}
		switch {
		case c.Indicator.Summed():
			compared.Text = v.p.Number(float64(l.Growth.N), 0)
			if l.Growth.Growth.Known {
				change = page.SpanTableCell{Change: page.Delta{Change: l.Growth.Growth, Text: v.p.SignedPercent(l.Growth.Growth, 1), Direction: v.direction()}}
			}
		case l.Difference.Known:
			change = page.SpanTableCell{Change: page.Delta{Change: l.Difference, Text: writeChange(v.p, c.Indicator, l.Difference), Direction: c.Indicator.Direction}}
		}
		row.Cells = append(row.Cells, change)
		if counted {
			row.Cells = append(row.Cells, compared)
		}
		if c.View != analytics.CompareAbsolute {
			row.Cells = append(row.Cells, v.ending(l))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// ending is where a line ends in its view. The index of a sum to which accounts
// are missing would tell of a loss that nobody had.
func (v compared) ending(l analytics.Compared) page.SpanTableCell {
	if v.comparison.View == analytics.CompareIndexed && v.comparison.Indicator.Summed() {
		if incomplete := analytics.Incomplete(l.Shown); incomplete[len(incomplete)-1] {
			return page.SpanTableCell{Text: i18n.Unknown, Note: v.p.T("compare.incomplete")}
		}
	}
	return page.SpanTableCell{Text: charts.CompareWrite(v.comparison, l.Last().Number, v.p)}
}

// direction is which way is better; more posts are not.
func (v compared) direction() kpi.Direction {
	if v.q.measure == kpi.Posts {
		return kpi.DirectionNeutral
	}
	return v.comparison.Indicator.Direction
}

// lineHref is where one of the lines is looked at by itself.
func (v compared) lineHref(g analytics.Group) string {
	if g.Kind == analytics.GroupAccount {
		return "/accounts/" + g.ID.String()
	}
	return v.explore(string(g.Kind), g.Name, "measure", v.q.measure)
}
