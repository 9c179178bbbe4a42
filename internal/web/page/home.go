package page

import (
	"strings"

	"portevoix/internal/kpi"
)

// HomeView is the home page of whoever files for accounts.
type HomeView struct {
	Targets   *TargetsCard // nil: none
	Name      string       // first name
	Title     string       // how many filings are to be done, and for which month
	Text      string       // until when
	Late      bool
	Begin     string // where the one button leads; "": nothing to file
	Grid      string // the grid for several accounts; "": no use for one
	Sheet     string // the prefilled sheets; "": the month takes no figures
	Accounts  []HomeAccount
	Asked     []kpi.Account
	Told      []ToldView
	Questions []HomeQuestion // that wait for the person's answer
	Network   string         // the network's page; "": not open to the person
	Current   Way            // the month still going on
	Tasks     *TasksView     // what direction has to do; nil for others
	News      *NewsView      // since the last look; nil: nothing
	Committee *ReaderView    // what a reader comes for; nil for others
	Challenge *HomeChallenge // nil: none, or no account of theirs
}

// NewsView is what happened since a person last looked.
type NewsView struct {
	Until string // the act that they will have looked up to
	Lines []Way  // of the network; one without an address leads nowhere
	Own   []NewsAccount
}

// NewsAccount is what others did to an account of one's own.
type NewsAccount struct {
	Name, Identity, Href string
	Changes              []ChangeGroup
}

// ReaderView is the report and the month that the committee reads.
type ReaderView struct {
	Title, Text string
	Report      Way    // the latest report; no address: none is issued
	All         string // all reports; "": none
	Month       Way
	Found       string // above the findings
	Findings    []Finding
}

// Finding is a sentence, and what it was counted over.
type Finding struct{ Text, Coverage string }

// HomeAccount is one account of the home page.
type HomeAccount struct {
	Account   kpi.Account
	Identity  string
	Role      string // "" for the holder
	Status    string // where its filing stands, in words
	Tone      string // todo, draft, done, returned, rest
	Progress  string // figures answered
	Return    string // why it was returned
	Href      string // of its filing
	Action    string // words of the link
	Trend     TrendView
	Open      []Way // months that stayed empty
	HasFigure bool
}

// ToldView is a change of somebody else's that the holder is told of.
type ToldView struct {
	Text   string
	Reason string
	Href   string // of the filing
	Seen   string // where to say that one has seen it
}

// FirstName is the first word of a person's name.
func FirstName(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}

// HomeQuestion is a question that waits for an answer.
type HomeQuestion struct{ About, Text, Href string }
