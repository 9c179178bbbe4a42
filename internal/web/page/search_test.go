package page

import (
	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnSearch lists the pages of search ranking in all their states.
func drawnSearch(c Chrome) map[string]templ.Component {
	a := hostileAccount()
	delta := Delta{Change: kpi.Num(4), Text: "4 places gagnées", Direction: kpi.DirectionUp}
	board := SearchBoardView{
		Title: hostileText, Subtitle: hostileName, Month: "octobre 2026", Previous: "/search-ranking?month=2026-09", Next: "/search-ranking?month=2026-11",
		Filters: filtersFor("/search-ranking"), MovesText: hostileText, Count: "1 compte", CSV: "/search-ranking.csv", How: hostileText,
		Moves:  []SearchMoveList{{ID: "search-rises", Title: "1 montée", More: "et 2 autres", Lines: []SearchMoveLine{{Account: a, Href: "/accounts/7/search", Query: hostileName, Text: hostileText, Move: delta}}}},
		Paging: Paging{Page: 1, Pages: 3, Total: 60, From: 1, To: 25, Href: func(int) string { return "/search-ranking" }},
		Accounts: []SearchAccountView{{Account: a, Href: "/accounts/7/search", Rank: hostileText, Lines: []SearchLineView{
			{Query: hostileName, Now: "4", Before: "8", Move: delta, Best: "2", BestMonth: "mai 2026", Spark: Spark{Path: "M1 1L2 2", X: 2, Y: 2, Dot: true, Width: 96, Height: 28, Label: hostileText}},
			{Query: hostileText, Now: "non classé", Before: "non relevé", Quiet: true, Move: Delta{Text: "sortie"}, Best: "–"},
		}}},
	}
	still, none := board, board
	still.Moves, still.Still, still.Previous, still.Next = nil, hostileText, "", ""
	none.Nothing, none.NoneTitle, none.NoneText, none.NoneWay = true, hostileText, hostileName, Way{"/accounts", "Comptes"}
	figure := hostileFigure()
	figure.ID = "chart-search"
	months := []Option{{Value: "2026-10", Label: "octobre 2026"}}
	query := SearchQueryView{ID: "3", Query: hostileName, Since: hostileText, Now: hostileText, Removable: true, Until: months, Last: "2026-10"}
	one := AccountSearchView{
		Account: a, Identity: hostileText, Figure: &figure, CSV: "/accounts/7/search.csv", NotAsked: hostileText, Queries: []SearchQueryView{query},
		Ended: []SearchQueryView{{ID: "4", Query: hostileText, Since: hostileText}}, Action: "/accounts/7/search", Fault: hostileText, Faults: []string{hostileName},
		Add: &SearchAdd{Text: hostileText, Error: true, Room: hostileText, Months: months, From: Field{Name: "from", Label: "Mois", Value: "2026-10", Hint: hostileText, Error: hostileText}},
	}
	read, full := one, one
	read.Add, read.Figure, read.None, read.Fault, read.Faults = nil, nil, hostileText, "", nil
	full.Add = &SearchAdd{Full: true, Room: hostileText}
	filing, locked := filingFor(), filingFor()
	filing.Fields, locked.Fields = searchFields(), searchFields()
	locked.ReadOnly = hostileText
	return map[string]templ.Component{
		"search ranking": SearchBoard(c, board), "search ranking, still": SearchBoard(c, still), "search ranking, none": SearchBoard(c, none),
		"search of an account": AccountSearch(c, one), "search of an account, read": AccountSearch(c, read), "search of an account, full": AccountSearch(c, full),
		"filing with places": Filing(c, filing), "filing with places, locked": Filing(c, locked),
	}
}

// searchFields are fields of which the last is made from places.
func searchFields() []FilingField {
	fields := hostileFields()
	f := fields[len(fields)-1]
	f.Code, f.State = "search_rank", StateValue
	f.Search = &SearchPlaces{How: hostileText, Stays: hostileText, Take: true, List: "/accounts/7/search", Places: []SearchPlaceField{
		{ID: "3", Query: hostileName, Text: "12", Before: "sept.: 9", Shown: "12"},
		{ID: "4", Query: hostileText, Unranked: true, Before: hostileText, Error: hostileName, Shown: "non classé"},
	}}
	return append(fields, f)
}
