package page

import "portevoix/internal/kpi"

// SignInView is what the sign-in page shows.
type SignInView struct {
	Email string // as typed
	Next  string // where signing in leads
	Error string
	Demo  []kpi.User // to be signed in by a button; of a demo only
}

// RoleName says what somebody is in the installation.
func RoleName(c Chrome, r kpi.Role) string { return c.P.T(roleKeys[r]) }
