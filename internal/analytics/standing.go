package analytics

// This file says where the filings of a month stand, and counts them.

import (
	"time"

	"portevoix/internal/kpi"
)

// Standing is where the filing of one account for one month stands for
// direction: what is there, and whether it should have been.
type Standing string

// The standings. Each filing has one of them.
const (
	StandingRests     Standing = "rests"     // not expected, and not submitted
	StandingMissing   Standing = "missing"   // expected, not submitted; the due day is not over
	StandingLate      Standing = "late"      // the same once the due day is over
	StandingReturned  Standing = "returned"  // came back with a reason
	StandingSubmitted Standing = "submitted" // waits for a review, where filings are accepted
	StandingAccepted  Standing = "accepted"
)

// FilingMark is what the standing of a filing is told from.
type FilingMark struct {
	State            kpi.FilingState // "" as empty
	Expected         bool            // a filing is expected of the account in the month (DOMAIN §4.2)
	FirstSubmittedAt time.Time       // zero: never
}

// Standing says where a filing stands; overdue says that its month's due day is
// over.
func (f FilingMark) Standing(overdue bool) Standing {
	switch f.State {
	case kpi.FilingReturned:
		return StandingReturned
	case kpi.FilingSubmitted:
		return StandingSubmitted
	case kpi.FilingAccepted:
		return StandingAccepted
	}
	switch {
	case !f.Expected:
		return StandingRests
	case overdue:
		return StandingLate
	}
	return StandingMissing
}

// OnTime reports whether a filing counts as on time: it is submitted or
// accepted, and its first submission came by the due instant (DOMAIN §4.5).
func (f FilingMark) OnTime(due time.Time) bool {
	return f.State.Filed() && !f.FirstSubmittedAt.IsZero() && !f.FirstSubmittedAt.After(due)
}

// FilingTally counts the filings of a month over some accounts. All numbers but
// Unexpected are of expected filings: Expected = Missing + Late + Returned +
// Submitted + Accepted.
type FilingTally struct {
	Expected   int
	Missing    int // not submitted, the due day is not over
	Late       int // not submitted, the due day is over
	Begun      int // of the missing and the late, those with a draft
	Returned   int
	Submitted  int
	Accepted   int
	OnTime     int // of the submitted and accepted
	Unexpected int // submitted, returned or accepted without being expected
}

// Add counts one more filing; due is the last instant at which it is on time.
func (t *FilingTally) Add(f FilingMark, due time.Time, overdue bool) {
	standing := f.Standing(overdue)
	if !f.Expected {
		if standing != StandingRests {
			t.Unexpected++
		}
		return
	}
	t.Expected++
	if f.OnTime(due) {
		t.OnTime++
	}
	switch standing {
	case StandingMissing:
		t.Missing++
	case StandingLate:
		t.Late++
	case StandingReturned:
		t.Returned++
	case StandingSubmitted:
		t.Submitted++
	case StandingAccepted:
		t.Accepted++
	}
	if f.State == kpi.FilingDraft {
		t.Begun++
	}
}

// Filed is how many of the expected filings are submitted or accepted.
func (t FilingTally) Filed() int { return t.Submitted + t.Accepted }

// FilingRate is filed of expected (DOMAIN §4.3).
func (t FilingTally) FilingRate() NofM { return Rate(t.Filed(), t.Expected) }

// OnTimeRate is filed on time of expected.
func (t FilingTally) OnTimeRate() NofM { return Rate(t.OnTime, t.Expected) }

// SilentMonths is after how many silent months in a row the program proposes to
// put an account to sleep (DOMAIN §4.2).
const SilentMonths = 3

// Silent reports whether nothing at all came for an account of which a filing
// was expected, though the due day is over: a draft is a sign of life.
func (f FilingMark) Silent(overdue bool) bool {
	return f.Expected && overdue && (f.State == kpi.FilingEmpty || f.State == "")
}
