package page

import (
	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnDecisions lists the arbitration grid, the register and the page on which
// a decision is made, in their states.
func drawnDecisions(c Chrome) map[string]templ.Component {
	october := kpi.NewMonth(2026, 10)
	menu := MonthMenu{Action: "/arbitration", Month: october, Choices: []kpi.Month{october}, Previous: "/arbitration?month=2026-09"}
	ranges := []PlacedRange{
		{Name: hostileName, Color: 3, Why: hostileText, Cover: hostileText, Decide: "/decisions/new?range=1", Last: hostileText, Href: "/decisions#decision-4",
			Growth: Delta{Change: kpi.Num(2), Text: "abonnés +2 %", Direction: kpi.DirectionUp}},
		{Name: "Lin", Color: -1, Why: "x", Cover: "y"},
	}
	line := DecisionLine{ID: "4", About: hostileName, Account: hostileAccount(), Verdict: "Maintenir", Tone: "tag-rest", Reason: hostileText, By: hostileText,
		Review: "à revoir", Then: hostileText, Since: hostileText, ReviewHref: "/decisions/new?replaces=4", MayUndo: true}
	gone := DecisionLine{ID: "3", About: "Lin", Verdict: "Arrêter", Tone: "tag-amber", By: "x", Gone: hostileText}
	ended := EndedTests{TestsTitle: hostileText, TestsText: hostileText,
		Tests: []EndedTestView{{Account: hostileAccount(), When: hostileText, Decide: "/decisions/new?account=7"}, {Account: hostileAccount(), When: hostileText, Given: hostileText, Life: "/accounts/7/life"}}}
	return map[string]templ.Component{
		"arbitration": Arbitration(c, ArbitrationView{Menu: menu, Title: hostileName, Subtitle: hostileText, Medians: hostileText, MayDecide: true, Unplaced: ranges[:1],
			Quadrants:  []QuadrantView{{ID: "reinforce", Name: "À renforcer", Text: "x", Ranges: ranges}, {ID: "keep", Name: "À maintenir", Text: "y"}},
			EndedTests: ended}),
		"arbitration of nothing": Arbitration(c, ArbitrationView{Menu: menu, Title: "x", Nothing: true}),
		"decisions":              Decisions(c, DecisionsView{Title: "Relevé", Subtitle: hostileText, Grid: "/arbitration", Due: []DecisionLine{line}, Lines: []DecisionLine{{ID: "5", About: "Lin", Verdict: "Maintenir"}}, Past: []DecisionLine{gone}, EndedTests: ended}),
		"decisions, none":        Decisions(c, DecisionsView{Title: "Relevé", Grid: "/arbitration"}),
		"decide": Decide(c, DecideView{Title: hostileName, Subtitle: "x", Quadrant: "À renforcer", Why: hostileText, Before: &gone,
			Facts: []DecisionFact{{Label: hostileText, Value: "3", Beside: hostileText, Spark: Spark{Path: "M0 0L1 1", X: 1, Y: 1, Dot: true, Width: 96, Height: 28, Label: hostileText}}}, Verdicts: []Option{{Value: "keep", Label: hostileText}},
			Typed: DecideForm{Verdict: "keep", Reason: hostileText, Review: hostileText, Fault: hostileText, Errors: map[string]string{"verdict": hostileText, "reason": hostileText, "review": hostileText}}}),
		"decide on an account": Decide(c, DecideView{Title: "x", Ways: []Way{{Href: "/accounts/7/life", Label: hostileText}}, Hidden: []Hidden{{"account", "7"}}}),
	}
}
