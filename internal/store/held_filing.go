package store

// Filings of many accounts for one month, held in little room.

import (
	"slices"
	"time"

	"portevoix/internal/kpi"
)

// heldFiling is a filing; the zero value is of none.
type heldFiling struct {
	first, last  int64 // submissions, in milliseconds since 1970; 0: never
	version, act int32 // act: the one that wrote it
	state        uint8 // in heldStates, from 1; 0: there is none
}

// heldStates are the states of filings that are there.
var heldStates = []kpi.FilingState{kpi.FilingDraft, kpi.FilingSubmitted, kpi.FilingReturned, kpi.FilingAccepted}

// filingNumber is the place of a state in heldStates, from 1.
func filingNumber(state any) uint8 {
	text, _ := state.(string)
	return uint8(slices.Index(heldStates, kpi.FilingState(text)) + 1)
}

// in is the state; "" where there is no filing.
func (f heldFiling) in() kpi.FilingState {
	if f.state == 0 {
		return ""
	}
	return heldStates[f.state-1]
}

func (f heldFiling) told() BoardFiling {
	return BoardFiling{State: f.in(), Version: int(f.version), FirstSubmittedAt: instantOf(f.first), LastSubmittedAt: instantOf(f.last)}
}

// instantOf is the instant of milliseconds since 1970; 0 is never.
func instantOf(milliseconds int64) time.Time {
	if milliseconds == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milliseconds).UTC()
}

// instants reads instants of which many in a row are the same.
type instants struct {
	text         string
	milliseconds int64
}

func (i *instants) read(value any) int64 {
	if text, _ := value.(string); text != i.text {
		i.text, i.milliseconds = text, milliseconds(text)
	}
	return i.milliseconds
}
