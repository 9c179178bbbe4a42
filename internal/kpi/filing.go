package kpi

import "time"

// FilingState is where a filing stands.
type FilingState string

// The states of a filing.
const (
	FilingEmpty     FilingState = "empty"
	FilingDraft     FilingState = "draft"
	FilingSubmitted FilingState = "submitted"
	FilingReturned  FilingState = "returned"
	FilingAccepted  FilingState = "accepted"
)

// Filed reports whether the filing counts as filed.
func (s FilingState) Filed() bool { return s == FilingSubmitted || s == FilingAccepted }

// Filing is the figures of one account for one month.
type Filing struct {
	Account          ID
	Month            Month
	State            FilingState
	Version          int // 0: never saved
	Comment          string
	ReturnReason     string
	FirstSubmittedAt time.Time // zero: never; written once
	LastSubmittedAt  time.Time
	Figures          map[string]Figure // by indicator code; absent is empty
	Asked            []string          // indicator codes, in order
	Warnings         []Warning
	May              FilingMay
	Lock             *Lock
	// Search is what the search rank is made from; nil where it is not asked, or
	// no query is measured.
	Search *FilingSearch
}

// FilingMay says what the person who asks may do with a filing.
type FilingMay struct {
	Edit     bool `json:"edit"`
	Submit   bool `json:"submit"`
	Accept   bool `json:"accept"`
	Return   bool `json:"return"`
	Question bool `json:"question"`
	OnBehalf bool `json:"on_behalf"` // editing needs on_behalf_reason
	Correct  bool `json:"correct"`   // propose a correction: the month is closed
}

// Lock says why a filing cannot be changed and who can lift that.
type Lock struct {
	Key    string    // message in both catalogues
	Since  time.Time // when it was locked
	Lifter Role      // who can lift it
}

// Warning is something unusual about a figure; it never blocks.
type Warning struct {
	Indicator string // code
	Key       string // message in both catalogues
	Args      Args
}

// FilingChange is what a person, a file or a script asks of a filing.
type FilingChange struct {
	Account        ID
	Month          Month
	Version        int               // the version that was seen; 0: none yet
	Figures        map[string]Figure // by indicator code; those left out stay
	Comment        *string           // nil: stays
	Submit         bool
	OnBehalfReason string
	// Places are the places by search query that were looked up; those left out
	// stay, the zero place clears. The search rank then follows from them.
	Places map[ID]SearchPlace
	// TakeRank has the search rank follow from the places although it came in by
	// a file or a script.
	TakeRank bool
	// Remember says by indicator code whether the answer "unavailable" or "does
	// not apply" also holds for the coming months; those left out stay as they are.
	Remember map[string]bool
}

// FilingConflict is the cause (Error.Err) of a CodeConflict error: somebody
// else saved in between. Both sides are given, so that a person can choose.
type FilingConflict struct {
	Mine   FilingChange
	Theirs Filing
	Base   map[string]Figure // as both sides saw it; empty figures are left out
	// BasePlaces are the places by search query as both sides saw them.
	BasePlaces map[ID]SearchPlace
	By         User      // who saved theirs, zero where one may not know
	At         time.Time // when theirs was saved
}

// Error names the conflict, for the log.
func (c *FilingConflict) Error() string {
	return "filing " + c.Theirs.Account.String() + " " + c.Theirs.Month.String() + " was saved by somebody else"
}
