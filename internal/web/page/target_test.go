package page

import (
	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnTargets lists the pages of targets in their states.
func drawnTargets(c Chrome) map[string]templ.Component {
	line := TargetLine{ID: "4", Name: hostileName, Account: hostileAccount(), Href: "/accounts/7", Indicator: hostileText, Value: "1 500",
		Bullet:   Bullet{Bar: 30, Mark: 94, Pace: 40, Projected: 80, Low: hostileText, High: "1 500", Label: hostileText},
		Standing: "En bonne voie", Tone: "tag-accent", Sentence: hostileText, More: []string{hostileText}, By: hostileText, Change: "/targets/4", Withdraw: "/targets/4/withdraw"}
	bare := TargetLine{ID: "5", Name: "Réseau", Indicator: "Abonnés", Bullet: Bullet{Bar: -1, Mark: -1, Pace: -1, Projected: -1, Label: "x"}, Standing: "À suivre", Tone: "tag-rest"}
	choice := BoardChoice{ListChoice: ListChoice{Label: hostileText, Href: "/targets?standing=behind", On: true}, Count: "3"}
	options := []Option{{Value: "followers", Label: hostileText}, {Label: "Tous"}}
	view := TargetsView{Title: hostileName, Subtitle: hostileText, Kinds: []ListChoice{{Label: "Année", Href: "/targets?span=2026", On: true}}, Previous: "/targets?span=2025",
		Spans: options, Span: "2026", Keep: []Hidden{{"scope", hostileText}}, Scopes: options, Standings: []BoardChoice{choice}, Indicators: options, Text: hostileText,
		Also: []Hidden{{"span", "2026"}}, Clear: "/targets", Groups: []TargetGroup{{ID: "account", Title: hostileText, Lines: []TargetLine{line, bare}}}, Count: "2 objectifs",
		Paging: Paging{Page: 1, Pages: 2, Total: 80, From: 1, To: 50, Href: func(int) string { return "/targets?page=2" }}, CSV: "/targets.csv", New: "/targets/new", Copy: "/targets/copy",
		Done: &TargetDone{Text: hostileText, Action: "/targets", Fields: []Hidden{{"value", hostileText}}}}
	found := view
	found.Groups, found.Done, found.New, found.Copy = nil, nil, "", ""
	account := hostileAccount()
	faults := map[string]string{"scope": hostileText, "value": hostileText, "indicator": hostileText, "period": hostileText}
	form := TargetFormView{Title: hostileName, Subtitle: hostileText, Action: "/targets", Scopes: options, Scope: "account", Account: &account, Find: hostileText,
		Accounts: []kpi.Account{account}, More: "Et 3 autres", Nobody: true, Indicators: options, Periods: options, Value: hostileText, Facts: []Fact{{Label: hostileText, Value: "3", Notes: []string{hostileText}}},
		Asks: hostileText, There: &TargetThere{Text: hostileText, Href: "/targets/4"}, Errors: faults, Fault: hostileText, Back: "/targets"}
	spheres := TargetFormView{Title: "x", Action: "/targets", Scopes: options, Scope: "sphere", ScopeList: options, ScopeLabel: hostileText, Indicators: options, Periods: options, Back: "/targets"}
	change := TargetFormView{Title: "x", Action: "/targets/4", Fixed: []Fact{{Label: "Pour", Value: hostileName}}, Hidden: []Hidden{{"was", "3"}}, Back: "/targets"}
	copied := TargetCopyLine{Name: hostileName, Indicator: hostileText, Period: "2027", Old: "1", New: "2", Why: hostileText}
	return map[string]templ.Component{
		"targets":                Targets(c, view),
		"targets, none found":    Targets(c, found),
		"targets, none":          Targets(c, TargetsView{Title: "Objectifs", None: true, NoneText: hostileText, New: "/targets/new", Spans: options}),
		"target form":            TargetForm(c, form),
		"target form of spheres": TargetForm(c, spheres),
		"target changed":         TargetForm(c, change),
		"targets to copy": TargetCopy(c, TargetCopyView{Years: options, Year: "2027", Percent: hostileText, Months: true, Errors: map[string]string{"percent": hostileText, "year": hostileText},
			Fault: hostileText, Shown: true, Title: hostileText, Lines: []TargetCopyLine{copied}, More: "Et 3 autres", LeftOut: []TargetCopyLine{copied}, LeftTo: hostileText, Count: 1, Back: "/targets"}),
		"targets, nothing to copy": TargetCopy(c, TargetCopyView{Years: options, Shown: true, Title: "Rien", Back: "/targets"}),
	}
}
