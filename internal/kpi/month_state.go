package kpi

// MonthState is where a reporting month stands.
type MonthState string

// The states of a reporting month, in the order of its life. A closed month
// may be reopened for some days, published or not.
const (
	MonthOpen      MonthState = "open"      // takes figures, and none is late
	MonthDue       MonthState = "due"       // its due day is over; still takes figures
	MonthReopened  MonthState = "reopened"  // was closed, and takes figures again until a day
	MonthClosed    MonthState = "closed"    // its figures change no more
	MonthPublished MonthState = "published" // closed, and its report is issued
)

// Locked reports whether figures of the month cannot be changed.
func (s MonthState) Locked() bool { return s == MonthClosed || s == MonthPublished }
