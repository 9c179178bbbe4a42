package page

import (
	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// exploreFor is a span of everything that there can be.
func exploreFor() ExploreView {
	october, september := kpi.NewMonth(2026, 10), kpi.NewMonth(2026, 9)
	table := SpanTable{Head: hostileText, Columns: []string{hostileName, "Publications"}, Rows: []SpanRow{
		{Name: hostileName, Href: "/explore?sphere=x", Cells: []SpanTableCell{
			{Text: "1 204", Change: Delta{Change: kpi.Num(-2), Text: "−2 %", Direction: kpi.DirectionUp}, Note: hostileText}, {Text: "–"}}},
		{Name: "Ensemble", Whole: true, Cells: []SpanTableCell{{Text: "1 204"}, {Text: "3"}}},
	}}
	return ExploreView{
		Title: hostileText, Subtitle: hostileName,
		Nav: SpanNav{
			Action: "/explore", Kinds: []ListChoice{{Label: "Mois", Href: "/explore?span=2026-10", On: true}, {Label: hostileText, Href: "/explore?pick=1"}},
			Previous: "/explore?span=2026-09", Next: "/explore?span=2026-11", Choices: []Option{{Value: "2026-10", Label: hostileText}}, Span: "2026-10",
			Months: []kpi.Month{october, september}, From: september, Until: october, Keep: []Hidden{{Name: "q", Value: hostileText}},
			Against: []Option{{Value: "before", Label: hostileText}, {Value: "other", Label: "Autre"}}, AgainstKind: "before",
			AgainstFrom: september, AgainstUntil: september, KeepAgainst: []Hidden{{Name: "q", Value: hostileText}},
		},
		Filters: filtersFor("/explore"), Choose: "/explore/accounts?q=x", Unchoose: "/explore", Chosen: hostileText, Notes: []string{hostileText, hostileName},
		Tiles:  []Tile{{ID: "tile-followers", Label: hostileText, Value: "1 204", Coverage: hostileName, Definition: hostileText, Deltas: []Delta{{Text: "1", Against: hostileText}}}},
		Filing: hostileText, By: []ListChoice{{Label: hostileText, Href: "/explore", On: true}, {Label: "Gamme", Href: "/explore?by=range"}},
		Measures: []Option{{Value: "followers", Label: hostileText}}, Measure: "followers", Keep: []Hidden{{Name: "q", Value: hostileText}},
		Figure: hostileFigure(), Groups: table, Whole: table, CSV: "/explore.csv", Views: "/views",
		Save: &SaveView{Action: "/views", Address: "/explore?q=" + hostileText, Moving: "/explore?span=latest-month&q=" + hostileText, Shared: true},
	}
}

func drawnExplore(c Chrome) map[string]templ.Component {
	free, none := exploreFor(), exploreFor()
	free.Nav.Choices, free.Nav.Other, free.Nav.Previous, free.Nav.Next, free.Chosen, free.Save.Moving = nil, true, "", "", "", ""
	none.Nothing, none.Notes, none.Save = true, nil, nil
	line := func(id string, own bool) ViewLine {
		return ViewLine{ID: id, Name: hostileName, Text: hostileText, Href: "/explore?q=x", Own: own, Shared: true, MayDelete: true}
	}
	return map[string]templ.Component{
		"analyse": Analyse(c, AnalyseView{Parts: []AnalysePart{{ID: "analyse-look", Title: hostileText, Lines: []AnalyseLine{{Href: "/explore", Icon: "chart", Title: hostileName, Text: hostileText}}}}}),
		"explore": Explore(c, exploreFor()), "explore-free": Explore(c, free), "explore-nothing": Explore(c, none),
		"choose": Choose(c, ChooseView{Text: hostileText, Lines: []ChooseLine{{Account: hostileAccount(), On: true}, {Account: kpi.Account{ID: 8, Handle: "seul"}}},
			More: hostileText, Most: 200, Keep: []Hidden{{Name: "by", Value: hostileText}}, Back: "/explore"}),
		"choose-none": Choose(c, ChooseView{Most: 200, Back: "/explore"}),
		"views": Views(c, ViewsView{Own: []ViewLine{line("1", true)}, Shared: []ViewLine{line("2", false)}, Refused: hostileText,
			Deleted: &ViewDeleted{Text: hostileName, Fields: []Hidden{{Name: "name", Value: hostileText}}}}),
		"views-none": Views(c, ViewsView{}),
	}
}
