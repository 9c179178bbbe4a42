package kpi

import "time"

// DateKind is what a day of a calendar is for.
type DateKind string

// The kinds of days.
const (
	DateDue       DateKind = "due"       // the filings of a month are due
	DateCommittee DateKind = "committee" // the editorial committee meets
)

// CalendarDate is one day of a calendar feed.
type CalendarDate struct {
	Kind      DateKind
	Month     Month // DateDue: whose filings; DateCommittee: in which it meets
	Day       Day
	Cancelled bool // the committee does not meet in this month, though it usually would
	// Sequence grows with every change that may have moved the day, the last
	// one of which was at Changed.
	Sequence int
	Changed  time.Time
}
