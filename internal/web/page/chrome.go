// Package page holds the pages and their parts as templ components: typed
// arguments in, HTML out; no query, no rule.
package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Chrome is what every page needs around its own content.
type Chrome struct {
	P       *i18n.Printer
	Who     kpi.Who // zero User: nobody is signed in
	Title   string  // in the person's language
	Path    string  // of the request, to mark the menu
	Network string  // name of the installation
	Demo    bool
	// PasswordsOff says that nobody signs in with a password.
	PasswordsOff bool
	Notice       string     // one message after an action, in the person's language
	Steps        *StepsBand // how far an administrator's first steps are; nil: not shown
}

// SignedIn reports whether somebody is.
func (c Chrome) SignedIn() bool { return c.Who.User.ID != 0 }
