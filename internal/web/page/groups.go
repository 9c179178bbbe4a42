package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// GroupLine is a line of a list of groups.
type GroupLine struct {
	ID        string
	Name      string
	Level     int    // of an entity, from 1; 0 elsewhere
	Colour    int    // of the hue, from 1; 0: none
	Note      string // what it is for, since when it is retired, its staff
	Accounts  string // how many stand in it now
	Retired   bool
	First     bool
	Last      bool
	Headcount string
}

// GroupsView is what a list of groups shows.
type GroupsView struct {
	Base      string // address of the list
	Subtitle  string
	Lines     []GroupLine
	Ordered   bool // lines can be moved
	Form      SetUpForm
	Sphere    bool
	Entity    bool
	Parents   []Option // of a new entity
	Text      string   // searched
	Paging    Paging
	EmptyText string
}

// GroupView is what the page of one group shows.
type GroupView struct {
	Base, Back string // address and name of the list
	ID         string
	Form       SetUpForm
	Sphere     bool
	Platform   bool
	Entity     bool
	Parents    []Option
	Fault      string // of an action that was refused
	Use        string // why it can't be deleted; "": it can
	MayDelete  bool
	Headcounts []HeadcountLine
	Staff      SetUpForm // of a new headcount
}

// HeadcountLine is a headcount and from when it holds.
type HeadcountLine struct {
	From  kpi.Month
	Staff string
}

// PasteView is what the page for many entities shows.
type PasteView struct {
	Form    SetUpForm
	Lines   []PasteLine // of the preview; empty: none yet
	Summary string
	More    string // lines beyond those shown
	Faults  []string
	Ready   bool // it may be confirmed
}

// PasteLine is what a line of a paste does.
type PasteLine struct {
	Line  string
	Path  string
	Doing string
}

func audienceOptions(p *i18n.Printer) []Option {
	return []Option{{"", p.T("groups.audience_none")}, {"b2b", p.T("groups.audience_b2b")}, {"b2c", p.T("groups.audience_b2c")}}
}

// huees are the classes of the colours of series.
var huees = []string{"hue-0", "hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6", "hue-7"}

// hue is the class of a group's colour.
func (l GroupLine) hue() string { return "hue " + huees[(l.Colour-1)%len(huees)] }

// levels are the classes of an entity's place in the tree.
var levels = []string{"", "", "level-2", "level-3"}

func (l GroupLine) indent() string { return "row-name " + levels[l.Level] }

func retiredField(p *i18n.Printer, f SetUpForm) Field {
	one := f.month(p, "retired_from", p.T("groups.retired_from"), true)
	one.Hint = p.T("groups.retired_hint")
	return one
}

func pasteField(p *i18n.Printer, f SetUpForm) Field {
	one := f.field("text", p.T("groups.paste_label"))
	one.Hint = p.T("groups.paste_hint")
	return one
}
