package page

import (
	"strconv"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// ArbitrationView is the arbitration grid of three months.
type ArbitrationView struct {
	Menu            MonthMenu
	Title, Subtitle string
	Medians         string
	Quadrants       []QuadrantView
	Unplaced        []PlacedRange
	EndedTests
	MayDecide bool
	Nothing   bool
}

// EndedTests are the accounts whose tests have come to their review.
type EndedTests struct {
	Tests      []EndedTestView
	TestsTitle string
	TestsText  string
}

// QuadrantView is one of the four quadrants, with the ranges in it.
type QuadrantView struct {
	ID, Name, Text string
	Ranges         []PlacedRange
}

// PlacedRange is a range, with the reason for its place.
type PlacedRange struct {
	Name   string
	Color  int    // of the series; -1: none
	Why    string // in words and numbers
	Growth Delta
	Cover  string
	Decide string // address of the decision; "": the person does not decide
	Last   string // the decision in force, "" for none
	Href   string // of that decision
}

// EndedTestView is an account whose test asks for its verdict.
type EndedTestView struct {
	Account kpi.Account
	When    string
	Given   string // the verdict; "": none yet
	Decide  string // address; "": not offered
	Life    string // address where its state is changed; "": not offered
}

// pastOpen is how many decisions of the past lie open.
const pastOpen = 3

// DecisionsView is the register of decisions.
type DecisionsView struct {
	Title, Subtitle string
	EndedTests
	Due   []DecisionLine
	Lines []DecisionLine
	Past  []DecisionLine // withdrawn or replaced
	Grid  string         // address of the grid
}

// linesTitle names the decisions that are not due.
func (v DecisionsView) linesTitle(p *i18n.Printer) string {
	if len(v.Due) > 0 {
		return p.T("decision.others")
	}
	return p.T("decision.all")
}

// DecisionLine is a line of the register.
type DecisionLine struct {
	ID          string
	About       string // the range, or the account's name
	Account     kpi.Account
	Verdict     string
	Tone        string // of the verdict's tag
	Reason      string
	By          string
	Review      string
	Then, Since string
	Gone        string // withdrawn or replaced: how; "": in force
	ReviewHref  string
	MayUndo     bool
}

// DecideView is the page on which a decision is made: the evidence, then the
// form.
type DecideView struct {
	Title, Subtitle string
	Quadrant, Why   string
	Facts           []DecisionFact
	Ways            []Way         // to more about it
	Before          *DecisionLine // that is reviewed
	Verdicts        []Option
	Typed           DecideForm
	Hidden          []Hidden
	Months          []kpi.Month
}

// DecisionFact is a number of the evidence, with what it is set against and the
// months that led to it.
type DecisionFact struct {
	Label, Value, Beside string
	Spark                Spark
}

// DecideForm is what was typed.
type DecideForm struct {
	Verdict, Reason, Review string
	Fault                   string
	Errors                  map[string]string
}

// seriesDot is the class of a series' colour.
func seriesDot(position int) string {
	if position < 0 {
		return "series-none"
	}
	return "series-" + strconv.Itoa(position%8)
}
