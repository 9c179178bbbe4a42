package page

// LinkView is what the page of a one-time link shows.
type LinkView struct {
	Kind   string // setup, invitation, password
	Token  string
	Email  string // the person's, or as typed for setup
	Name   string
	Errors map[string]string // by field
}

// Setup reports whether the link makes the first administrator.
func (v LinkView) Setup() bool { return v.Kind == "setup" }
