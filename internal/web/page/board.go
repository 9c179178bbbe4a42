package page

import (
	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// BoardView is direction's board of a month.
type BoardView struct {
	Month    kpi.Month
	Title    string // how many filings are there
	Subtitle string // until when, how many in time, how complete
	Menu     MonthMenu
	Figures  string // address of the month's figures
	Closing  Way    // to the page that closes, reopens or publishes the month; its Href "": none
	Locked   string // which lock applies, and who can lift it; "": none
	Reopened string // until when the month is open again; "": it is not
	Accept   *BoardAccept
	Done     *BoardDone // what was just done, to be taken back
	Sleepers *SleepersView
	Unheld   int // accounts that nobody holds today
	Filters  Filters
	Parts    []BoardPart // of the whole, for its bar; none: nothing is expected
	By       []ListChoice
	GroupBy  string // head of the groups
	Groups   []BoardGroupLine
	Whole    BoardGroupLine
	LateHead string // head of the filings that are not there
	LateTone string // late or missing: of their bars
	Accepts  bool   // filings are accepted: a column of its own
	Choices  []BoardChoice
	Views    []ListChoice
	Picture  bool // the months × accounts picture, instead of the list
	Lines    []BoardLine
	Months   []BoardMonth // columns of the picture
	Legend   []BoardMark
	Count    string
	Paging   Paging
	Empty    BoardEmpty
}

// BoardAccept is the button that accepts what there is nothing to ask about.
type BoardAccept struct {
	Action string
	Fields []Hidden
}

// BoardDone says what was done, with a button that takes it back where that is
// possible.
type BoardDone struct {
	Text    string
	Action  string
	Fields  []Hidden
	Refused bool // nothing was done: Text says why
}

func (d BoardDone) tone() string {
	if d.Refused {
		return "told-amber"
	}
	return "told-good"
}

func (d BoardDone) icon() string {
	if d.Refused {
		return "info"
	}
	return "check"
}

// SleepersView are the accounts that are proposed to be put to sleep.
type SleepersView struct {
	Title, Text string
	Action      string
	Fields      []Hidden
	Lines       []SleeperLine
	More        string // how many more there are; "": none
}

// SleeperLine is one of them.
type SleeperLine struct {
	Account kpi.Account
	Holder  string
	Button  string // its name for whoever does not see the line
}

// BoardPart is one piece of a bar, from 0 to 100.
type BoardPart struct {
	Tone     string // accepted, submitted, returned, late, missing
	From, To float64
}

// BoardGroupLine counts the filings of one group.
type BoardGroupLine struct {
	Name     string
	Href     string // the board of this group alone; "": there is no such filter
	Parts    []BoardPart
	Sentence string // the bar in words
	Expected, Accepted, Submitted,
	Returned, Missing, OnTime string
	Rate string
}

// BoardChoice is a part of the list, with how many there are.
type BoardChoice struct {
	ListChoice
	Count string
	Tone  string
}

// BoardLine is the filing of one account.
type BoardLine struct {
	Account  kpi.Account
	Identity string
	Holder   string
	State    string // where it stands, in words
	Tone     string
	Note     string // beside it: why it was returned, that a draft is begun
	Sent     string // when it was sent
	SentNote string // that this was after the due day
	Answered string
	Tags     []BoardTag
	Action   Way
	Cells    []BoardCell
}

// BoardTag is something to look at: warnings, questions.
type BoardTag struct{ Text, Tone string }

// BoardMonth is a column of the picture.
type BoardMonth struct{ Short, Year, Long string }

// BoardCell is one month of one account.
type BoardCell struct {
	Mark  string
	Href  string
	Label string // month and state, in words
}

// BoardMark is a mark of the picture and what it means.
type BoardMark struct{ Mark, Label string }

// BoardEmpty says why nothing is listed, and how to go on.
type BoardEmpty struct {
	Title, Text string
	Way         Way
}

// BoardBy are the ways to count by groups, in the order of the screen.
var BoardBy = []analytics.GroupKind{analytics.GroupSphere, analytics.GroupRange, analytics.GroupEntity, analytics.GroupPlatform}

// BoardByWord names a way to count by groups.
func BoardByWord(p *i18n.Printer, by analytics.GroupKind) string {
	switch by {
	case analytics.GroupRange:
		return p.T("layout.filter_range")
	case analytics.GroupEntity:
		return p.T("layout.filter_entity")
	case analytics.GroupPlatform:
		return p.T("layout.filter_platform")
	}
	return p.T("layout.filter_sphere")
}

var standingWords = map[analytics.Standing]string{
	analytics.StandingRests:     "board.rests",
	analytics.StandingMissing:   "board.missing",
	analytics.StandingLate:      "board.late",
	analytics.StandingReturned:  "board.returned",
	analytics.StandingSubmitted: "board.submitted",
	analytics.StandingAccepted:  "board.accepted",
}

// StandingWord says where a filing stands for direction.
func StandingWord(p *i18n.Printer, s analytics.Standing) string { return p.T(standingWords[s]) }
