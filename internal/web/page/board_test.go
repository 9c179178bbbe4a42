package page

import (
	"regexp"
	"testing"

	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// boardFor is a board of everything that there can be.
func boardFor() BoardView {
	parts := []BoardPart{{Tone: "accepted", To: 40}, {Tone: "submitted", From: 40, To: 60}, {Tone: "returned", From: 60, To: 70}, {Tone: "late", From: 70, To: 100}}
	group := BoardGroupLine{Name: hostileName, Href: "/months/2026-10/board?sphere=x", Parts: parts, Sentence: hostileText,
		Expected: "10", Accepted: "4", Submitted: "2", Returned: "1", Missing: "3", OnTime: "6 sur 10", Rate: "60 %"}
	choice := func(label, tone string, on bool) BoardChoice {
		return BoardChoice{ListChoice: ListChoice{Label: label, Href: "/months/2026-10/board?choice=x#filings", On: on}, Count: "3", Tone: tone}
	}
	return BoardView{
		Month: kpi.NewMonth(2026, 10), Title: hostileText, Subtitle: hostileName, Figures: "/months/2026-10", Closing: Way{Href: "/months/2026-10/closing", Label: "Clôture"},
		Menu: MonthMenu{Action: "/board", Month: kpi.NewMonth(2026, 10), Choices: []kpi.Month{kpi.NewMonth(2026, 10), kpi.NewMonth(2026, 9)},
			Keep: []Hidden{{Name: "by", Value: hostileText}}, Previous: "/months/2026-09/board"},
		Accept: &BoardAccept{Action: "/months/2026-10/board/accept", Fields: []Hidden{{Name: "x", Value: hostileText}}},
		Done:   &BoardDone{Text: hostileText, Action: "/months/2026-10/board/accept/undo", Fields: []Hidden{{Name: "batch", Value: "7"}}},
		Sleepers: &SleepersView{Title: hostileText, Text: hostileName, Action: "/months/2026-10/board/sleep", More: hostileText,
			Lines: []SleeperLine{{Account: hostileAccount(), Holder: hostileName, Button: hostileText}, {Account: kpi.Account{ID: 8, Handle: "seul"}, Button: "Mettre en sommeil"}}},
		Filters: filtersFor("/months/2026-10/board"), Parts: parts, By: []ListChoice{{Label: hostileText, Href: "/months/2026-10/board", On: true}, {Label: "Gamme", Href: "/months/2026-10/board?by=range"}},
		GroupBy: hostileText, Groups: []BoardGroupLine{group, {Name: "Sans", Rate: "s. o."}}, Whole: group, LateHead: "En retard", LateTone: "late", Accepts: true,
		Choices: []BoardChoice{choice("Tous", "rest", true), choice(hostileText, "amber", false)},
		Views:   []ListChoice{{Label: "Liste", Href: "/months/2026-10/board#filings", On: true}, {Label: "Douze mois", Href: "/months/2026-10/board?view=months#filings"}},
		Lines: []BoardLine{
			{Account: hostileAccount(), Identity: hostileHandle, Holder: hostileName, State: "à compléter", Tone: "returned", Note: hostileText, Sent: "2 novembre 2026",
				SentNote: hostileText, Answered: "6 sur 7", Tags: []BoardTag{{Text: hostileText, Tone: "amber"}, {Text: "1 réponse à lire", Tone: "accent"}},
				Action: Way{Href: "/accounts/7/filings/2026-10?review=1", Label: hostileText}},
			{Account: kpi.Account{ID: 8, Handle: "seul", Platform: "X"}, Identity: "X · seul", State: "en retard", Tone: "returned", Answered: "0 sur 7",
				Action: Way{Href: "/accounts/8/filings/2026-10", Label: "Saisir à la place"}},
		},
		Count: "2 relevés", Paging: Paging{Page: 1, Pages: 3, Total: 250, From: 1, To: 100, Href: func(int) string { return "/months/2026-10/board?page=2#filings" }},
	}
}

func drawnBoard(c Chrome) map[string]templ.Component {
	picture, locked, empty := boardFor(), boardFor(), boardFor()
	picture.Picture, picture.Legend = true, []BoardMark{{Mark: "late", Label: hostileText}}
	picture.Months = []BoardMonth{{Short: "sept.", Year: "2026", Long: "septembre 2026"}, {Short: "oct.", Year: "2026", Long: hostileText}}
	for i := range picture.Lines {
		picture.Lines[i].Cells = []BoardCell{{Mark: "accepted", Href: "/accounts/7/filings/2026-09", Label: hostileText}, {Mark: "late", Href: "/accounts/7/filings/2026-10", Label: hostileName}}
	}
	locked.Locked, locked.Accept, locked.Sleepers, locked.Done = hostileText, nil, nil, &BoardDone{Text: hostileName, Refused: true}
	empty.Lines, empty.Groups, empty.Sleepers, empty.Done, empty.Accept, empty.Reopened = nil, nil, nil, nil, nil, hostileText
	empty.Empty = BoardEmpty{Title: hostileText, Text: hostileName, Way: Way{Href: "/months/2026-10/board", Label: hostileText}}
	empty.Paging = Paging{Page: 1, Pages: 1, Href: func(int) string { return "" }}
	tasks := TasksView{Title: hostileText, Text: hostileName, Go: Way{Href: "/months/2026-10/board", Label: hostileText}, List: []Task{
		{Label: hostileText, Href: "/months/2026-10/board?choice=late#filings", Note: hostileName}, {Label: hostileName, Done: true}, {Label: "Clore octobre 2026", Note: hostileText}}}
	return map[string]templ.Component{
		"board": Board(c, boardFor()), "board-picture": Board(c, picture), "board-locked": Board(c, locked), "board-empty": Board(c, empty),
		"home-direction": Home(c, HomeView{Name: "Bastien", Network: "/months", Tasks: &tasks}),
	}
}

var primaryButton = regexp.MustCompile(`class="btn btn-primary`)

// TestOnePrimaryButton leaves the page of whoever files and directs one.
func TestOnePrimaryButton(t *testing.T) {
	c := chromeFor("fr")
	tasks := TasksView{Title: "À faire", Go: Way{Href: "/board", Label: "Ouvrir le suivi"}}
	both := HomeView{Name: "Bastien", Tasks: &tasks, Begin: "/accounts/7/filings/2026-10", Accounts: []HomeAccount{{Account: hostileAccount(), Tone: "todo"}}}
	for name, v := range map[string]HomeView{"direction": {Name: "Bastien", Tasks: &tasks}, "both": both} {
		if n := len(primaryButton.FindAllString(render(t, Home(c, v)), -1)); n != 1 {
			t.Errorf("%s: %d primary buttons", name, n)
		}
	}
}
