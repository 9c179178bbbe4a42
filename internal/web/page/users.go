package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// UserLine is a line of the list of people.
type UserLine struct {
	kpi.User
	State string // active, invited, never, off
}

// UsersView is what the page of people shows.
type UsersView struct {
	Users      []UserLine
	Filter     UserFilter
	Paging     Paging
	Entities   []string // paths to offer
	Form       UserForm
	Link       *NewLink // made by the action before; shown this once
	Unaccepted int      // people who have not yet chosen a password
}

// UserFilter is what a list of people is chosen and sorted by.
type UserFilter struct {
	Text, Role, Entity, State, Order string
}

// Empty reports whether everybody is listed.
func (f UserFilter) Empty() bool {
	f.Order = ""
	return f == UserFilter{}
}

// UserForm is the invitation as typed.
type UserForm struct {
	Email, Name, Role, Entity string
	Errors                    map[string]string // by field
}

// faults lists what is wrong, in the order of the form.
func (f UserForm) faults() []string {
	var lines []string
	for _, name := range []string{"name", "email", "role", "entity"} {
		if text := f.Errors[name]; text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// NewLink is a one-time link to hand over.
type NewLink struct {
	User kpi.User
	URL  string
	Days int // that it is good for
	// Mailed says that a message brings them a link of its own.
	Mailed bool
}

// UserView is what the page of one person shows.
type UserView struct {
	User     kpi.User
	Entities []string
	Form     UserForm
	Tools    PersonTools
	Linked   bool // the provider of single sign-on knows them
}

// InviteView is what the page to invite many people shows.
type InviteView struct {
	Form   SetUpForm
	Faults []string
	Title  string // of the faults
}

// InvitedView is what the page of a list of invitations shows: what it would
// do, its work, or the links.
type InvitedView struct {
	Address  string
	Work     *ImportWork
	Title    string
	Counts   []Fact
	Refused  string // how many lines are; "": none
	Faults   []string
	Notices  []string
	Confirm  string // words of the button; "": nothing to confirm
	Links    []NewLink
	Days     string // for how long the links are good
	Mailed   bool   // messages bring links of their own
	More     string // links beyond those shown
	Download string // address of all links
}

// roleOptions offers the roles, those with the fewest rights first.
func roleOptions(c Chrome) []Option {
	options := make([]Option, 0, len(kpi.Roles))
	for i := len(kpi.Roles) - 1; i >= 0; i-- {
		options = append(options, Option{string(kpi.Roles[i]), RoleName(c, kpi.Roles[i])})
	}
	return options
}

func entityOptions(p *i18n.Printer, paths []string) []Option {
	options := []Option{{"", p.T("people.whole_network")}}
	for _, path := range paths {
		options = append(options, Option{path, path})
	}
	return options
}

// userStateKeys are the words of the states of a person's access.
var userStateKeys = map[string]string{
	"active":  "people.state_on",
	"invited": "people.state_invited",
	"never":   "people.state_never",
	"off":     "people.state_off",
}

// userStates are the states of a person's access, in the order of the menu.
var userStates = []string{"active", "invited", "never", "off"}

func userStateOptions(p *i18n.Printer) []Option {
	options := []Option{{"", p.T("people.all_states")}}
	for _, s := range userStates {
		options = append(options, Option{s, p.T(userStateKeys[s])})
	}
	return options
}

func orderOptions(p *i18n.Printer) []Option {
	return []Option{{"", p.T("people.order_name")}, {"role", p.T("people.order_role")}, {"newest", p.T("people.order_newest")}}
}

// anyRole offers the roles, and all of them first.
func anyRole(c Chrome) []Option {
	return append([]Option{{"", c.P.T("people.all_roles")}}, roleOptions(c)...)
}

// anyEntity offers the entities, and all of them first.
func anyEntity(p *i18n.Printer, paths []string) []Option {
	options := entityOptions(p, paths)
	options[0].Label = p.T("people.all_entities")
	return options
}

func manyField(p *i18n.Printer, f SetUpForm) Field {
	return f.optional("text", p.T("people.many_label"), p.T("people.many_hint"))
}

func manyRole(p *i18n.Printer, f SetUpForm) Field {
	one := choice(f, "role", p.T("people.many_role"))
	one.Hint = p.T("people.many_role_hint")
	return one
}
