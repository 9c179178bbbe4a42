package page

import "portevoix/internal/kpi"

// SheetsView is the page from which prefilled sheets go out and to which they
// come back.
type SheetsView struct {
	Month     kpi.Month
	Previous  Way
	Next      Way
	Due       string
	Lock      string // why the month takes no figures; "": it does
	Own       string // "3 comptes"; "": none
	OwnHref   string
	Selection *SheetSelection // for direction
	Fault     *ImportFault
}

// SheetSelection chooses the accounts of a sheet for direction.
type SheetSelection struct {
	Filters Filters
	Count   string // "48 comptes"
	Href    string // of the sheet; "": nobody is chosen
	Unfiled string // of the sheet without what is filed already; "": no use for one
}

// SheetView is a sheet that came back: its preview, or what it did.
type SheetView struct {
	Address  string
	Name     string
	Subtitle string // month, and when it was downloaded
	Step     int    // 2 preview, 3 done
	Refused  string // how many cells are at fault, ""
	Title    string // what happened to what was sent, ""
	Problems []ImportLine
	Notices  []ImportLine
	More     string // of problems that are not shown
	MoreNote string
	Counts   []Fact
	Accounts []SheetAccount
	Paging   Paging
	Nothing  bool // it changes nothing
	// What the person has to decide.
	Seen        string
	Conflicts   string // how many cells somebody else changed too; "": none
	All         string // side for all conflicts: "sheet", "now" or ""
	Several     bool   // more than one conflict
	Behalf      bool
	Reason      string
	ReasonError string
	Save        string // words of the button
	Done        *SheetDone
}

// SheetDone is what a sheet did.
type SheetDone struct {
	Text   string
	Month  Way
	UndoID string
}

// SheetAccount is what a sheet changes of one account.
type SheetAccount struct {
	Account  kpi.Account
	Identity string
	From, To kpi.FilingState
	Missing  string // what stays unanswered, in words
	Behalf   bool   // the person does not file for it
	Lines    []SheetLine
}

// SheetLine is a cell that says something else than what is stored.
type SheetLine struct {
	Cell, Label        string
	Then, Now, Sheet   string
	NowNote, SheetNote string // notes beside the figures, where the sheet changes them
	Conflict           bool
	Name, Chosen       string // of the choice
	Error              string
	Warnings           []string
}

// current marks the step that the sheet is at.
func (v SheetView) current(step int) string {
	if v.Step == step {
		return "step"
	}
	return "false"
}
