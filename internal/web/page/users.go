package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// UsersView is what the page of people shows.
type UsersView struct {
	Users    []kpi.User
	Text     string // searched
	Paging   Paging
	Entities []string // paths to offer
	Form     UserForm
	Link     *NewLink // made by the action before; shown this once
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
}

// UserView is what the page of one person shows.
type UserView struct {
	User     kpi.User
	Entities []string
	Form     UserForm
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

func userState(p *i18n.Printer, u kpi.User) string {
	switch {
	case !u.DisabledAt.IsZero():
		return p.T("people.state_off")
	case !u.HasPassword:
		return p.T("people.state_invited")
	}
	return p.T("people.state_on")
}
