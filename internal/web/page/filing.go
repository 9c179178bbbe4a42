package page

import (
	"slices"
	"strconv"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// FilingView is the page on which the figures of an account for a month are
// filed.
type FilingView struct {
	Account  kpi.Account
	Month    kpi.Month
	Identity string // platform and handle
	Address  string // of the page; the form is sent there too
	Draft    string // key under which the browser keeps what was typed
	Version  int
	State    kpi.FilingState
	Answered int // asked figures that have an answer
	Asked    int
	Due      string // until when, in words; "" where nothing is expected any more
	Late     bool
	Heads    FilingHeads
	Fields   []FilingField
	More     []FilingField // that could be given besides
	First    bool          // nothing to compare with
	Comment  Field
	Behalf   *Field // the reason of whoever files on behalf of the holder
	Holders  string // whom they file for
	ReadOnly string // why nothing can be changed; "": it can
	Return   string // why direction returned the filing
	Accepted string // what a change of an accepted filing does
	Review   string // address of its review; "": not this person's
	Told     string // what somebody else changed
	Seen     string // where the holder says that they have seen it; "": they have
	Fault    string // what is wrong with what was sent
	Unsaved  bool   // what is shown was typed and is not saved
	Undo     *UndoView
	Ways     FilingWays
	SendNext string // the account that is still to be filed, to go on to

	Questions []QuestionView
	Since     *SinceView // what changed since the filing was accepted or returned
}

// FilingHeads name the three columns of figures.
type FilingHeads struct{ Before, YearBefore, Now string }

// FilingWays lead on from a filing; an empty one leads nowhere.
type FilingWays struct {
	PreviousMonth, NextMonth     Way
	PreviousAccount, NextAccount Way
	Grid                         string // address of the grid for all of one's accounts
	History                      string // address of the filing's history
}

// Way is a link with its words.
type Way struct{ Href, Label string }

// UndoView is the means to take a submission back.
type UndoView struct {
	Action  string
	Seconds int // left
	Text    string
}

// The choices of a figure's state in the form.
const (
	StateValue       = "value"
	StateUnavailable = "unavailable"
	StateNA          = "na"
	ReasonOwn        = "own" // the person's own words
)

// FilingField is one figure of the form.
type FilingField struct {
	Code, Label string
	Text        string // the number as typed, or as it stands
	State       string
	Reasons     []string // offered for an unavailable figure
	Reason      string   // one of Reasons, or ReasonOwn
	OwnReason   string
	Always      bool
	Remembered  string // what was kept for the coming months, in words
	Before      FilingPast
	YearBefore  FilingPast
	Change      Delta
	Direction   kpi.Direction
	Decimals    int
	Whole       bool
	Percent     bool
	Error       string
	Choices     []string // the readings of a number that could be two
	Warnings    []string
	Spark       Spark // of the figure, where there is a warning
	Note        string
	Place       kpi.Place
	Asked       bool
	Shown       string        // the figure in words, where it can't be changed
	Ways        []Way         // to its history and its correction, where it can't be changed
	Search      *SearchPlaces // what the search rank is made from; nil of others
}

// FilingPast is a figure of an earlier month beside the field.
type FilingPast struct {
	Text  string
	Value kpi.Number
}

// data is the number for the script, "" where there is none.
func (f FilingPast) data() string {
	if !f.Value.Known {
		return ""
	}
	return strconv.FormatFloat(f.Value.V, 'f', -1, 64)
}

// FilingReasons are the reasons that the form offers for an unavailable figure;
// the first one is chosen until another is. A position may not exist.
func FilingReasons(kind kpi.Kind) []string {
	reasons := []string{kpi.ReasonNotShown, kpi.ReasonNoAccess, kpi.ReasonTooLate}
	if kind == kpi.KindPosition {
		reasons = append([]string{kpi.ReasonNotRanked}, reasons...)
	}
	return reasons
}

// id is the field's place on the page, name what the form calls it.
func (f FilingField) id() string   { return "value-" + f.Code }
func (f FilingField) name() string { return "value." + f.Code }

func (f FilingField) inputMode() string {
	if f.Whole {
		return "numeric"
	}
	return "decimal"
}

// describedBy names what a screen reader reads after the label.
func (f FilingField) describedBy() string {
	ids := "past-" + f.Code + " warnings-" + f.Code
	if f.Error != "" {
		return "fault-" + f.Code + " " + ids
	}
	return ids
}

func (f FilingField) invalid() string {
	if f.Error != "" {
		return "true"
	}
	return "false"
}

// answered reports whether the field has an answer.
func (f FilingField) answered() bool { return f.State != StateValue || f.Text != "" }

// noted reports whether there is reason to show the room for a word.
func (f FilingField) noted() bool { return f.Note != "" || len(f.Warnings) > 0 }

// Autosave reports whether the page saves as one goes: a draft, in one's own
// name. What was submitted, and what is filed for somebody else, is saved when
// one says so.
func (v FilingView) autosave() string {
	if v.Behalf == nil && !v.State.Filed() && v.ReadOnly == "" {
		return "true"
	}
	return "false"
}

// autofocus is the field to begin with: the first one at fault, else the first
// without an answer.
func (v FilingView) autofocus(code string) bool {
	for _, f := range v.Fields {
		if f.Error != "" {
			return f.Code == code
		}
	}
	for _, f := range v.Fields {
		if !f.answered() {
			return f.Code == code
		}
	}
	return false
}

var filingStateWords = map[kpi.FilingState]string{
	kpi.FilingEmpty:     "filing.state_empty",
	kpi.FilingDraft:     "filing.state_draft",
	kpi.FilingSubmitted: "filing.state_submitted",
	kpi.FilingReturned:  "filing.state_returned",
	kpi.FilingAccepted:  "filing.state_accepted",
}

// FilingStateName says where a filing stands.
func FilingStateName(p *i18n.Printer, s kpi.FilingState) string { return p.T(filingStateWords[s]) }

// ThanksView is the page after a submission.
type ThanksView struct {
	Account  kpi.Account
	Month    kpi.Month
	Identity string
	Trend    TrendView
	Undo     *UndoView
	Next     *Way // the next account that is still to be filed
	Left     string
	Again    string // address of the filing
}

// TrendView is one's own line.
type TrendView struct {
	Label    string // of the indicator
	Value    string
	When     string // month of the value
	Sentence string // "+3,9 % sur un mois, votre record"; "" where there is nothing to say
	Record   bool
	Spark    Spark
}

// ConflictView is where a person chooses between two versions of a filing.
type ConflictView struct {
	Account  kpi.Account
	Month    kpi.Month
	Identity string
	Address  string
	Draft    string
	Version  int    // of theirs, on top of which is saved
	By       string // who saved theirs, and when
	Mine     string // heads of the two sides
	Theirs   string
	Lines    []ConflictLine
	Hidden   []Hidden // what is sent along, whatever is chosen
	Submit   bool     // the person wanted to submit
}

// ConflictLine is one figure, or the comment, that differs.
type ConflictLine struct {
	Name         string // of the choice's field
	Label        string
	Base         string // what both began from
	Mine, Theirs string
	Chosen       string // "mine", "theirs", or "" where both changed it
}

var filingTones = map[kpi.FilingState]string{
	kpi.FilingEmpty:     "todo",
	kpi.FilingDraft:     "draft",
	kpi.FilingSubmitted: "done",
	kpi.FilingReturned:  "returned",
	kpi.FilingAccepted:  "done",
}

// FilingTone is the colour of a filing's state.
func FilingTone(s kpi.FilingState) string { return filingTones[s] }

// savedWords say whether what is shown is kept.
func savedWords(p *i18n.Printer, v FilingView) string {
	switch {
	case v.Unsaved:
		return p.T("filing.unsaved")
	case v.Version > 0:
		return p.T("filing.saved")
	}
	return ""
}

// submitWords are those of the button that submits.
func submitWords(p *i18n.Printer, v FilingView) string {
	if v.State.Filed() {
		return p.T("filing.submit_again")
	}
	return p.T("filing.submit")
}

// FigureWords write a figure in any of its states.
func FigureWords(p *i18n.Printer, f kpi.Figure) string { return figureText(p, f) }

// FigureShort is an answer without a number in few words.
func FigureShort(p *i18n.Printer, f kpi.Figure) string {
	switch f.State {
	case kpi.StateUnavailable:
		return p.T("month.unavailable")
	case kpi.StateNA:
		return p.T("month.na")
	}
	return i18n.Unknown
}

// SetReason chooses the reason of an unavailable figure: one of the list, to
// which other reasons of the program's are added, or the person's own words.
func (f *FilingField) SetReason(reason string) {
	_, known := reasonWords[reason]
	switch {
	case slices.Contains(f.Reasons, reason):
		f.Reason = reason
	case known:
		f.Reasons, f.Reason = append(slices.Clone(f.Reasons), reason), reason
	default:
		f.Reason, f.OwnReason = ReasonOwn, reason
	}
}
