package kpi

import (
	"strings"
	"time"
	"unicode"
)

// AccountState is a state of an account's life cycle.
type AccountState string

// The states of an account.
const (
	AccountProposed AccountState = "proposed"
	AccountTest     AccountState = "test"
	AccountActive   AccountState = "active"
	AccountDormant  AccountState = "dormant"
	AccountClosed   AccountState = "closed"
)

// AccountStates lists the states in the order of a life.
var AccountStates = []AccountState{AccountProposed, AccountTest, AccountActive, AccountDormant, AccountClosed}

// CloseReasons are why an account may be closed: too little information,
// audience absent, holder unavailable, other.
var CloseReasons = []string{"information", "audience", "holder", "other"}

// Account is one persona on one platform, as it stands in one month.
type Account struct {
	ID         ID           `json:"id"`
	PlatformID ID           `json:"-" db:"platform_id"`
	Platform   string       `json:"platform"`
	Handle     string       `json:"handle"`
	ExternalID string       `json:"external_id" db:"external_id"`
	Persona    string       `json:"persona"`
	SphereID   ID           `json:"-" db:"sphere_id"` // 0: none
	Sphere     string       `json:"sphere"`
	RangeID    ID           `json:"-" db:"range_id"`
	Range      string       `json:"range"`
	EntityID   ID           `json:"-" db:"entity_id"`
	Entity     string       `json:"entity"` // path
	State      AccountState `json:"state"`
	Opened     Day          `json:"opened"` // first day in test or active
	Closed     Day          `json:"closed"`
	Color      string       `json:"-"` // of the avatar, #rrggbb
	Avatar     string       `json:"-"` // version of the picture, "" where there is none
}

// Name is what the account is called on screen: its persona, else its handle.
func (a Account) Name() string {
	if a.Persona != "" {
		return a.Persona
	}
	return a.Handle
}

// Initials are the one or two letters of an avatar without a picture.
func (a Account) Initials() string {
	words := strings.FieldsFunc(a.Name(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var letters []rune
	for _, w := range words {
		letters = append(letters, unicode.ToUpper([]rune(w)[0]))
		if len(letters) == 2 {
			break
		}
	}
	if len(letters) == 0 {
		return "?"
	}
	return string(letters)
}

// Filter chooses accounts, by displayed names compared without case; an empty
// field chooses all. Entity chooses the whole subtree of a path.
type Filter struct {
	Platform string
	Sphere   string
	Range    string
	Entity   string
	State    AccountState
	Query    string // text in persona or handle
	Accounts AccountChoice
}

// Empty reports whether the filter chooses everything.
func (f Filter) Empty() bool { return f == Filter{} }

// AccountHandle is a handle of an account during some months.
type AccountHandle struct {
	Handle      string
	From, Until Month // Until included; zero is open
}

// AccountGrouping is where an account stands during some months.
type AccountGrouping struct {
	Sphere, Range, Entity string // displayed names, "" for none
	From, Until           Month
}

// AccountPeriod is a state of an account during some days.
type AccountPeriod struct {
	State       AccountState
	Reason      string
	From, Until Day // Until included; zero is open
	Review      Day
}

// HolderRole tells the person who files from those who may replace them.
type HolderRole string

// The two ways to hold an account.
const (
	Holder HolderRole = "holder"
	Deputy HolderRole = "deputy"
)

// AccountHolder is a person who files for an account during some days.
type AccountHolder struct {
	User        ID
	Name        string // "" for whoever may not see it
	Role        HolderRole
	From, Until Day
	AcceptedAt  time.Time
}
