package page

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnReview lists the pages of a review and of questions in all their states.
func drawnReview(c Chrome) map[string]templ.Component {
	waits := QuestionView{ID: "3", Code: "likes", Label: hostileName, Figure: "12", Text: hostileText, Asked: hostileText, Waits: true,
		AnswerTo: "/questions/3/answer", Back: "/accounts/7/filings/2026-10", Typed: hostileText, Error: hostileText}
	answered := QuestionView{ID: "4", Code: "likes", Label: hostileName, Text: hostileText, Asked: hostileText, Answer: hostileText, Answered: hostileText,
		CloseTo: "/questions/4/close", CloseWord: "Clore la question"}
	taken := QuestionView{ID: "5", Text: hostileText, Asked: hostileText, TakenBack: hostileText, Closed: true}
	since := &SinceView{Title: hostileText, Lines: []SinceLine{{Label: hostileName, Old: "1", New: hostileText, Note: hostileText}}, Comment: hostileText}
	chart := hostileFigure()
	figures := make([]ReviewFigure, len(hostileFields()))
	for i, f := range hostileFields() {
		figures[i] = ReviewFigure{FilingField: f, ShowLine: "/accounts/7/filings/2026-10?figure=posts&review=1"}
	}
	figures[3].Chart, figures[3].Questions, figures[3].ShowLine = &chart, []QuestionView{answered, taken}, ""
	figures[1].Open, figures[1].Question, figures[1].QuestionError = true, hostileText, hostileText
	full := ReviewView{
		Filing: filingFor(), Board: "/months/2026-10/board", Fault: hostileText, Figures: figures, Since: since,
		Queue: ReviewQueue{Text: "2 sur 3 à relire", Previous: Way{"/accounts/6/filings/2026-10?review=1", hostileName}, Next: Way{"/accounts/8/filings/2026-10?review=1", hostileText}},
		Done:  &ReviewUndo{Action: "/accounts/6/filings/2026-10/review/undo", Text: hostileText}, Undo: &ReviewUndo{Action: "/accounts/7/filings/2026-10/review/undo", Text: hostileText},
		Facts: []ReviewFact{{Label: hostileText, Text: hostileName, Amber: true}}, Ask: "/accounts/7/filings/2026-10/questions",
		Accept: "/accounts/7/filings/2026-10/accept", GiveBack: "/accounts/7/filings/2026-10/return",
		Return: Field{Name: "reason", Label: "Ce qu’il faut compléter", Value: hostileText, Error: hostileText, Hint: hostileText},
		Behalf: Way{"/accounts/7/filings/2026-10", hostileText}, MayReturn: true, MayAccept: true, MayAsk: true,
	}
	locked := full
	locked.Lock, locked.Done, locked.Undo, locked.Fault, locked.MayReturn, locked.MayAccept, locked.Behalf = hostileText, nil, nil, "", false, false, Way{}
	filing := filingFor()
	filing.Questions, filing.Since, filing.Accepted, filing.Review = []QuestionView{waits, answered}, since, hostileText, "/accounts/7/filings/2026-10?review=1"
	return map[string]templ.Component{
		"review": Review(c, full), "review-locked": Review(c, locked), "filing-asked": Filing(c, filing),
		"question": QuestionAlone(c, QuestionsView{Account: hostileAccount(), Month: kpi.NewMonth(2026, 10), Questions: []QuestionView{waits}}),
		"question-lost": QuestionAlone(c, QuestionsView{Account: hostileAccount(), Month: kpi.NewMonth(2026, 10), Questions: []QuestionView{answered},
			Fault: hostileText, Typed: hostileText}),
		"home-asked": Home(c, HomeView{Name: "Nova", Questions: []HomeQuestion{{About: hostileName, Text: hostileText, Href: "/accounts/7/filings/2026-10#question-3"}}}),
	}
}

// TestQuietFiguresHaveNothingToSay: what there is to read about a figure is not
// drawn as quiet.
func TestQuietFiguresHaveNothingToSay(t *testing.T) {
	for name, c := range map[string]struct {
		figure ReviewFigure
		quiet  bool
	}{
		"nothing":   {ReviewFigure{}, true},
		"a warning": {ReviewFigure{FilingField: FilingField{Warnings: []string{"x"}}}, false},
		"a note":    {ReviewFigure{FilingField: FilingField{Note: "x"}}, false},
		"asked":     {ReviewFigure{Questions: []QuestionView{{}}}, false},
		"its line":  {ReviewFigure{Chart: &Figure{}}, false},
	} {
		if c.figure.quiet() != c.quiet {
			t.Errorf("%s: quiet is %v", name, c.figure.quiet())
		}
	}
	html := render(t, Review(chromeFor("fr"), ReviewView{Filing: filingFor(), Figures: []ReviewFigure{{FilingField: FilingField{Code: "posts", Label: "Publications"}}}}))
	if !strings.Contains(html, `class="figure-row review-quiet" id="figure-posts"`) {
		t.Error("a figure without anything to say is not quiet")
	}
}
