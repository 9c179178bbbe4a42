package page

import (
	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnChallenge lists the pages of the challenge and of the influence index.
func drawnChallenge(c Chrome) map[string]templ.Component {
	a := hostileAccount()
	face := ChallengeFace{Account: a, Href: "/accounts/7", Place: hostileText, First: true, Progress: hostileText, Bravos: "2", Names: hostileName, Own: true}
	other, given := face, face
	other.Account.ID, other.Own, other.Names, other.Href = 8, false, "", ""
	given.Account.ID, given.Own, given.Given, given.Place = 9, false, true, ""
	tabs := []ListChoice{{Label: hostileText, Href: "/challenge?season=2", On: true}, {Label: "x", Href: "/challenge?season=1"}}
	choices := []Option{{Value: "shares", Label: hostileText}}
	form := &SeasonForm{ID: 3, Title: hostileText, Fault: hostileText, Measures: choices, Months: []Option{{Value: "2026-10", Label: "octobre 2026"}},
		Name: Field{Name: "name", Label: hostileText, Type: "text", Value: hostileName, Error: hostileText}, Measure: Field{Name: "measure", Label: "x", Hint: hostileText},
		From: Field{Name: "from", Label: "x"}, Until: Field{Name: "until", Label: "x", Error: hostileText}}
	full := ChallengeView{MayRun: true, Season: 3, Month: kpi.NewMonth(2026, 10), Title: hostileName, Subtitle: hostileText, How: hostileText, Seasons: tabs,
		Previous: "/challenge?month=2026-09", Next: "/challenge?month=2026-11", MonthName: "octobre 2026", Projection: "/challenge/projection",
		Podiums:  []ChallengePodium{{ID: "podium-1", Title: hostileText, Faces: []ChallengeFace{face, other}}, {ID: "podium-2", Title: "x"}},
		Improved: []ChallengeFace{given}, Own: []ChallengeOwn{{Account: a, Text: hostileText, In: true, May: true}, {Account: a, Text: "x", May: true}, {Account: a}},
		Join: hostileText, Honours: []ChallengeHonour{{Account: a, Text: hostileText}}, Form: form, Another: "/challenge?new=1"}
	none := ChallengeView{Season: 3, Title: hostileName, None: hostileText, MonthName: "octobre 2026"}
	line := InfluenceLine{Account: a, Href: "/accounts/7", Engagement: "1", EngagementPercentile: hostileText, Growth: "+1", GrowthPercentile: "3", IndexValue: hostileText}
	return map[string]templ.Component{
		"challenge": Challenge(c, full), "challenge-none": Challenge(c, none), "challenge-off": Challenge(c, ChallengeView{Off: true, MayRun: true, Title: hostileText}),
		"challenge-empty":      Challenge(c, ChallengeView{Title: "x"}),
		"challenge-projection": ChallengeProjection(c, full), "challenge-projection-none": ChallengeProjection(c, none),
		"influence": Influence(c, InfluenceView{MayRun: true, Subtitle: hostileText, MonthName: "octobre 2026", Explained: hostileText, Previous: "/influence", Next: "/influence",
			Platforms: tabs, Few: hostileText, Count: hostileText, Rows: []InfluenceLine{line}, Paging: Paging{Page: 2, Pages: 3, Total: 203, From: 101, To: 200,
				Href: func(int) string { return "/influence?page=2" }}}),
		"influence-off":  Influence(c, InfluenceView{Off: true, MayRun: true}),
		"influence-none": Influence(c, InfluenceView{None: true, MonthName: "x"}),
	}
}
