package page

import "portevoix/internal/kpi"

// HoldersView is the page on which an account is entrusted to people.
type HoldersView struct {
	Account  kpi.Account
	Holdings []HoldingLine // latest first
	Holder   string        // today's, "" where there is none
	Form     HolderForm
	Found    []FoundPerson
	More     bool   // there are more than are shown
	Searched bool   // something was searched
	Editing  string // id of the holding whose days are being corrected
	Days     DaysForm
	Error    string // a refusal that belongs to no field
	Confirm  *Confirm
}

// HoldingLine is a holder or deputy, past, present or to come.
type HoldingLine struct {
	Away                 string // address of their days away; "": their time is over
	ID, Name, Role, When string
	Accepted             string // "accepté le …"; "" where it is not asked
	Asked                bool   // has not accepted yet
	Now                  bool
}

// FoundPerson is a person to choose.
type FoundPerson struct{ ID, Name, Email, Role string }

// HolderForm is who is to file for an account, as typed.
type HolderForm struct {
	Text        string // searched
	User        string
	Role        string
	From, Until string
	Keep        bool
	KeepUntil   string
	Errors      map[string]string
}

func (f HolderForm) faults() []string {
	return faultsOf(f.Errors, "user", "role", "from", "until", "deputy_until")
}

// DaysForm is the days of a holding, as typed.
type DaysForm struct {
	From, Until string
	Errors      map[string]string
}

// StepDownView is the page on which somebody stops filing for an account.
type StepDownView struct {
	Account kpi.Account
	Deputy  bool
	Last    string // day
	Error   string
}
