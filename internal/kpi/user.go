package kpi

import "time"

// Role is what a user is in the installation; holding an account adds the
// right to file it, whatever the role.
type Role string

// The roles.
const (
	RoleAdmin       Role = "admin"
	RoleCoordinator Role = "coordinator"
	RoleAmbassador  Role = "ambassador"
	RoleContributor Role = "contributor"
	RoleReader      Role = "reader"
)

// Roles lists all roles.
var Roles = []Role{RoleAdmin, RoleCoordinator, RoleAmbassador, RoleContributor, RoleReader}

// Valid reports whether r is a role.
func (r Role) Valid() bool {
	for _, known := range Roles {
		if r == known {
			return true
		}
	}
	return false
}

// User is a person who may sign in. It is the only place where a person's
// name and address live.
type User struct {
	ID          ID
	Email       string
	Name        string
	Role        Role
	EntityID    ID     // 0: not limited to a part of the tree
	Entity      string // path
	Locale      string // "": as the browser says
	CreatedAt   time.Time
	DisabledAt  time.Time
	HasPassword bool
	// FirstSignedInAt is when they first signed in; zero: never yet.
	FirstSignedInAt time.Time
}

// Erased reports whether the person was erased: then only their number and
// role are left.
func (u User) Erased() bool { return u.ID != 0 && u.Email == "" }

// Channel is the way a change came in.
type Channel string

// The channels.
const (
	ChannelForm      Channel = "form"
	ChannelSheet     Channel = "sheet"
	ChannelImport    Channel = "import"
	ChannelAPI       Channel = "api"
	ChannelConnector Channel = "connector"
	ChannelCommand   Channel = "command line"
)

// Who is the person (or the command line) on whose behalf a domain method
// runs, and the way they came in.
type Who struct {
	User    User
	Channel Channel
	// LinkMonth is the month whose filings a message's link opened to the
	// person, and nothing else; zero: they signed in.
	LinkMonth Month
	// System is set for the command line and jobs: the file's owner, who
	// may do everything. User is then zero.
	System bool
}

// Is reports whether the person has one of the given roles; the system has
// all of them.
func (w Who) Is(roles ...Role) bool {
	if w.System {
		return true
	}
	for _, r := range roles {
		if w.User.Role == r {
			return true
		}
	}
	return false
}

// CommandLine is the person at the machine's own keyboard.
func CommandLine() Who { return Who{System: true, Channel: ChannelCommand} }
