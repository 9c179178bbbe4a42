package kpi

// CorrectionState is where a correction stands.
type CorrectionState string

// The states of a correction.
const (
	CorrectionProposed  CorrectionState = "proposed"
	CorrectionAccepted  CorrectionState = "accepted"
	CorrectionRefused   CorrectionState = "refused"
	CorrectionWithdrawn CorrectionState = "withdrawn" // by whoever proposed it
)

// CorrectionStates lists all states, in the order of the screen.
var CorrectionStates = []CorrectionState{CorrectionProposed, CorrectionAccepted, CorrectionRefused, CorrectionWithdrawn}
