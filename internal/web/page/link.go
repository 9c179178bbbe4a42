package page

// LinkView is what the page of a one-time link shows.
type LinkView struct {
	Kind   string // setup, invitation, password
	Token  string
	Opens  bool   // it signs in as it is, without a password
	Email  string // the person's, or as typed for setup
	Name   string
	Errors map[string]string // by field
}

// Setup reports whether the link makes the first administrator.
func (v LinkView) Setup() bool { return v.Kind == "setup" }
