package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// SignInView is what the sign-in page shows.
type SignInView struct {
	Email string // as typed
	Next  string // where signing in leads
	Error string
	Mail  bool // links can be asked for
	// ByProvider is another way in, whose name is Provider; ProviderError says
	// why somebody did not come in by it, Out that they left and are still signed
	// in there, Told something else.
	ByProvider, Out               bool
	Provider, ProviderError, Told string
	Demo                          []kpi.User // to be signed in by a button; of a demo only
}

// RoleName says what somebody is in the installation.
func RoleName(c Chrome, r kpi.Role) string { return RoleWord(c.P, r) }

// RoleWord says a role, outside a page.
func RoleWord(p *i18n.Printer, r kpi.Role) string { return p.T(roleKeys[r]) }
