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
	Mail  bool       // links can be asked for
	Demo  []kpi.User // to be signed in by a button; of a demo only
}

// RoleName says what somebody is in the installation.
func RoleName(c Chrome, r kpi.Role) string { return RoleWord(c.P, r) }

// RoleWord says a role, outside a page.
func RoleWord(p *i18n.Printer, r kpi.Role) string { return p.T(roleKeys[r]) }
