package kpi

import "fmt"

// State is one of the four states of a figure. Missing is never zero.
type State uint8

// The states of a figure, as they are stored.
const (
	StateEmpty       State = 0 // not given yet
	StateValue       State = 1 // known; 0 is a value
	StateUnavailable State = 2 // with a reason
	StateNA          State = 3 // does not apply
)

var stateNames = [...]string{"empty", "value", "unavailable", "na"}

// String returns the state's word in files and JSON.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// MarshalText writes the state's word.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the state's word.
func (s *State) UnmarshalText(b []byte) error {
	for i, n := range stateNames {
		if n == string(b) {
			*s = State(i)
			return nil
		}
	}
	return Invalid("error.figure_state", "value", string(b))
}

// Figure is one indicator of one account for one month, without saying which.
type Figure struct {
	State  State
	Value  float64 // of StateValue, else 0
	Reason string  // of StateUnavailable: a reason code or a person's words
	Note   string  // explanation of an unusual value, never compulsory
}

// Given returns a figure in state value.
func Given(v float64) Figure { return Figure{State: StateValue, Value: v} }

// Answered reports whether the figure was answered: value, unavailable or na.
func (f Figure) Answered() bool { return f.State != StateEmpty }

// Number returns the figure's value, unknown in any other state.
func (f Figure) Number() Number {
	if f.State != StateValue {
		return Number{}
	}
	return Num(f.Value)
}

// Reasons that the short list offers for an unavailable figure; a person's
// own words are kept as they are. "from_file" is what a file's n/a becomes.
const (
	ReasonNotShown  = "not_shown"  // the platform does not show it
	ReasonNoAccess  = "no_access"  // no access this month
	ReasonTooLate   = "too_late"   // no longer shown
	ReasonFromFile  = "from_file"  // said so by a file
	ReasonNotRanked = "not_ranked" // a position that does not exist
	ReasonNoReading = "no_reading" // counter without a reading the month before
	ReasonCounter   = "counter"    // counter that went down
	ReasonErased    = "erased"     // a person's own words, erased with the person
)

// ReasonCodes lists the reasons that are nobody's own words.
var ReasonCodes = []string{ReasonNotShown, ReasonNoAccess, ReasonTooLate, ReasonFromFile, ReasonNotRanked, ReasonNoReading, ReasonCounter, ReasonErased}

// Point is a figure on an account's line.
type Point struct {
	Month Month
	Figure
}
