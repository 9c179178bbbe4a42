package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// AccountForm is an account as it is typed, new or changed.
type AccountForm struct {
	Account kpi.Account // the one that is changed; zero for a new one
	Platform, Handle, ExternalID, Persona,
	Sphere, Range, Entity, Color string
	From                  string // first month of handle and place: YYYY-MM
	State, Opened, Review string // of a new account
	TakeOver, MayTakeOver bool   // the handle is another account's
	Errors                map[string]string

	Choices Choices
	Months  []Option
	Palette []string
	Most    int // bytes of a picture
	Confirm *Confirm
}

// New reports whether the account is to be made.
func (f AccountForm) New() bool { return f.Account.ID == 0 }

// action is where the form is sent.
func (f AccountForm) action() string {
	if f.New() {
		return "/accounts/new"
	}
	return AccountAddress(f.Account.ID, "/edit")
}

// faults lists what is wrong, in the order of the form.
func (f AccountForm) faults() []string {
	return faultsOf(f.Errors, "platform", "handle", "persona", "external_id", "color", "from", "sphere", "range", "entity", "state", "opened", "review", "avatar", "form")
}

// faultsOf lists the faults of a form in the order of the given fields.
func faultsOf(faults map[string]string, fields ...string) []string {
	var lines []string
	for _, name := range fields {
		if text := faults[name]; text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// AccountAddress is the address of an account's page, or of one below it.
func AccountAddress(id kpi.ID, below string) string { return "/accounts/" + id.String() + below }

// Confirm asks once more before something is done, and says what it moves.
type Confirm struct {
	Title, Text string
	Lines       []string
	Moves       []ConfirmMove
	Action      string // the form's, with all its fields
	Fields      []Hidden
	Button      string
	Cancel      string // address
}

// ConfirmMove is a number before and after.
type ConfirmMove struct{ What, Before, After string }

// swatch is an account's avatar in one of the colours to choose from.
func (f AccountForm) swatch(color string) kpi.Account {
	return kpi.Account{Persona: f.Persona, Handle: f.Handle, Color: color}
}

// ownColor is the colour of the form where it is none of the palette's.
func (f AccountForm) ownColor() string {
	for _, c := range f.Palette {
		if c == f.Color {
			return ""
		}
	}
	return f.Color
}

// colorWords name the colours of the palette, in its order.
var colorWords = []string{
	"setup_account.color_blue", "setup_account.color_brick", "setup_account.color_green", "setup_account.color_violet",
	"setup_account.color_ochre", "setup_account.color_teal", "setup_account.color_raspberry", "setup_account.color_slate",
	"setup_account.color_indigo", "setup_account.color_rust", "setup_account.color_olive", "setup_account.color_mauve",
	"setup_account.color_fir", "setup_account.color_red", "setup_account.color_iris", "setup_account.color_taupe",
}

func colorWord(p *i18n.Printer, i int) string {
	if i < len(colorWords) {
		return p.T(colorWords[i])
	}
	return ""
}

// choiceOptions are the options of a menu of names, "none" first where one
// may be in none.
func choiceOptions(none string, names []string) []Option {
	var options []Option
	if none != "" {
		options = append(options, Option{"", none})
	}
	for _, n := range names {
		options = append(options, Option{n, n})
	}
	return options
}

// beginStates are the states in which a new account may begin, the usual one
// first.
var beginStates = []kpi.AccountState{kpi.AccountActive, kpi.AccountTest, kpi.AccountProposed}

func beginOptions(p *i18n.Printer) []Option {
	options := make([]Option, len(beginStates))
	for i, s := range beginStates {
		options[i] = Option{string(s), p.State(s)}
	}
	return options
}

// ManyView is the page on which several accounts are pasted.
type ManyView struct {
	Lines   string
	Error   string
	Outcome *ImportOutcome // what the lines would do
}

// AccountTab is the part of an account's set-up that a page shows.
type AccountTab string

// The parts of an account's set-up.
const (
	TabPage    AccountTab = ""
	TabEdit    AccountTab = "/edit"
	TabLife    AccountTab = "/life"
	TabHolders AccountTab = "/holders"
)

var accountTabs = []struct {
	tab AccountTab
	key string
}{
	{TabPage, "setup_account.tab_page"}, {TabEdit, "setup_account.tab_edit"},
	{TabLife, "setup_account.tab_life"}, {TabHolders, "setup_account.tab_holders"},
}

func tabMark(is bool) string {
	if is {
		return "page"
	}
	return "false"
}

// ownOr is one's own colour, else the one chosen, else a middle blue.
func ownOr(colors ...string) string {
	for _, c := range colors {
		if c != "" {
			return c
		}
	}
	return "#1f5fa8"
}
