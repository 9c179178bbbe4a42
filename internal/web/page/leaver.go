package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// LeaverView is what the page on which somebody leaves shows.
type LeaverView struct {
	User      kpi.User
	Base      string // address of the forms
	From      Field
	Person    string   // searched
	Found     string   // what the search found, in words; "": nothing searched
	Kept      []string // ids of people who stay among the choices
	All       string   // chosen for all accounts: id, "0" or ""
	Others    []Option // people who were found
	Accounts  []LeaverLine
	Deputised []string // names of accounts whose deputising ends
	Away      bool
	Faults    []string
}

// LeaverLine is one account to hand over.
type LeaverLine struct {
	Account  kpi.Account
	ToFile   string // months still to be filed, in words
	Chosen   string // id, "0" for nobody or "": as for all
	Deputies []Option
	Error    string
}

// field is the name of the line's choice.
func (l LeaverLine) field() string { return "holder_" + l.Account.ID.String() }

// several reports whether one choice for all accounts is worth offering.
func (v LeaverView) several() bool { return len(v.Accounts) > 1 }

func (v LeaverView) allOptions(p *i18n.Printer) []Option {
	options := []Option{{"", p.T("succession.choose_one")}}
	options = append(options, v.Others...)
	return append(options, Option{"0", p.T("succession.nobody")})
}

func (v LeaverView) lineOptions(p *i18n.Printer, l LeaverLine) []Option {
	first := p.T("succession.choose_one")
	if v.several() {
		first = p.T("succession.as_above")
	}
	options := append([]Option{{"", first}}, l.Deputies...)
	for _, o := range v.Others {
		if !hasOption(l.Deputies, o.Value) {
			options = append(options, o)
		}
	}
	return append(options, Option{"0", p.T("succession.nobody")})
}

func hasOption(options []Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// goWords is the text of the button.
func (v LeaverView) goWords(p *i18n.Printer) string {
	if len(v.Accounts) > 0 {
		return p.T("succession.go_accounts")
	}
	return p.T("succession.go")
}

// PersonTools are what can be done with a person beside changing them.
type PersonTools struct {
	Off     bool // is switched off
	Self    bool // the one who looks
	CanUndo bool // leaving can be undone
	Files   bool // still files for accounts
}

// DataView is what the page of one's own data shows.
type DataView struct {
	Parts []string // what the file holds
}

// EraseView is what the page on which a person is erased shows.
type EraseView struct {
	User    kpi.User
	Base    string
	Holds   int
	Barred  string // why they cannot be erased; "": they can
	Confirm Field
	Faults  []string
}
