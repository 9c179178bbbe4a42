package page

import (
	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

func spanFrameFor(path string) SpanFrame {
	explore := exploreFor()
	nav := explore.Nav
	nav.Action = path
	return SpanFrame{Title: hostileText, Subtitle: hostileName, Nav: nav, Filters: filtersFor(path), Notes: []string{hostileText}, CSV: path + ".csv?q=x",
		TableTitle: hostileName, TableText: hostileText}
}

// drawnCompare is the pages that set groups and accounts side by side, with
// everything that there can be on them.
func drawnCompare(c Chrome) map[string]templ.Component {
	delta := Delta{Change: kpi.Num(-2), Text: "−2 %", Direction: kpi.DirectionUp}
	spark := Spark{Path: "M0 0L1 1", X: 1, Y: 1, Dot: true, Apart: "M0 0h.01", Width: 96, Height: 28, Label: hostileText}
	cell := SpanGridCell{Column: hostileText, Href: "/explore?sphere=x", Link: hostileName, Size: "1 204", Growth: delta, Note: hostileText, Spark: spark,
		Facts: []GridFact{{Label: hostileText, Text: "3"}}, Whole: true}
	grid := SpanGridView{SpanFrame: spanFrameFor("/grid"), Head: hostileText, Columns: []GridHead{{Name: hostileName, Href: "/explore?range=x"}, {Name: "Sans"}},
		Rows: []GridLine{{Name: hostileText, Href: "/explore?sphere=x", Cells: []SpanGridCell{cell, {None: true, Why: hostileText, Column: "Sans"}}},
			{Name: "Ensemble", Whole: true, Cells: []SpanGridCell{{Size: "–"}, cell}}}}
	tree := TreeView{SpanFrame: spanFrameFor("/tree"), Head: hostileText, Columns: []string{hostileName}, Rows: []TreeRow{
		{Name: hostileText, Href: "/explore?entity=x", Cells: []SpanTableCell{{Text: "3", Change: delta, Note: hostileText}}, Spark: spark,
			Branch: Branch{Anchor: "entity-1", Below: hostileText, Twist: "/tree?open=none#entity-1", Act: hostileText, Open: true}},
		{Name: "Sans/" + hostileText, Href: "/explore?entity=y", Cells: []SpanTableCell{{Text: "–"}}, Branch: Branch{Anchor: "entity-2", Short: hostileText, Depth: 1}},
		{Name: "Sans/a/b", Cells: []SpanTableCell{{Text: "–"}}, Branch: Branch{Anchor: "entity-3", Depth: 2}}},
		Folds: []Way{{Href: "/tree?open=all", Label: hostileText}}}
	treeless := TreeView{SpanFrame: spanFrameFor("/tree"), Setup: "/settings/entities"}
	gridless := SpanGridView{SpanFrame: spanFrameFor("/grid")}
	gridless.Nothing = true
	choice := []ListChoice{{Label: hostileText, Href: "/compare", On: true}, {Label: "x", Href: "/compare?by=range"}}
	explore := exploreFor()
	compare := CompareView{SpanFrame: spanFrameFor("/compare"), Measures: []Option{{Value: "followers", Label: hostileText}}, Measure: "followers",
		Keep: []Hidden{{Name: "q", Value: hostileText}}, Views: choice, By: choice, Figures: []Figure{hostileFigure()}, Table: explore.Whole,
		Choose: CompareChoose{Open: true, Text: hostileText, Name: "with[]", Boxes: []CompareBox{{Value: hostileText, On: true}, {Value: "b"}}, Keep: []Hidden{{Name: "by", Value: hostileText}}}}
	compare.Nav.Against = nil
	many := compare
	second := hostileFigure()
	second.ID = "chart-second"
	many.Figures = []Figure{hostileFigure(), second}
	many.Choose = CompareChoose{Text: hostileText, Name: "account[]", Find: true, Looked: hostileText, More: hostileText,
		Accounts: []ChooseLine{{Account: hostileAccount(), On: true}, {Account: kpi.Account{ID: 8, Handle: "seul"}}}}
	none := compare
	none.Nothing, none.Choose = true, CompareChoose{}
	return map[string]templ.Component{
		"grid": SpanGrid(c, grid), "grid-nothing": SpanGrid(c, gridless), "tree": Tree(c, tree), "tree-none": Tree(c, treeless),
		"compare": Compare(c, compare), "compare-many": Compare(c, many), "compare-none": Compare(c, none),
	}
}
