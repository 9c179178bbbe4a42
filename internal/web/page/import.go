package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// ImportsView is the page to bring a file to, and the files that came before.
type ImportsView struct {
	Kind  string // "figures" or "accounts": what is chosen
	Fault *ImportFault
	Past  []ImportPast
}

// ImportFault is why a file could not be taken.
type ImportFault struct {
	Title string
	Lines []string
}

// ImportPast is a file that came in.
type ImportPast struct {
	ID      string
	Name    string
	Kind    string
	When    string
	By      string
	Counts  string
	Months  string
	Undone  bool
	MayUndo bool
	Act     string // address of the act that brought it in
}

// ImportView is a file on its way in.
type ImportView struct {
	Address string // of the file, under which its steps are
	Name    string // as the person calls it
	Kind    string // "figures" or "accounts"
	Step    int    // 1 mapping, 2 preview, 3 done
	Fault   *ImportFault
	Map     *ImportMap
	Work    *ImportWork
	Outcome *ImportOutcome
}

// ImportMap is the reading of a file, as the person sets it.
type ImportMap struct {
	Rows            string // "48 lignes"
	Known           bool   // as the last file with these columns was read
	Columns         []ImportColumn
	Fields          []OptionGroup
	Set             []ImportSet
	MonthsInColumns bool
	CreateAccounts  bool
	Cumulative      []ImportCheck
	MonthShift      []Option
	Shift           string
	OnDuplicate     string
}

// ImportColumn is a column of the file and what it is taken for.
type ImportColumn struct {
	Name    string
	Input   string // the form field
	Samples []string
	Month   string // where its name is a month
	Field   string
}

// OptionGroup is a titled part of a menu.
type OptionGroup struct {
	Label   string
	Options []Option
}

// ImportSet is a value that all rows have in common.
type ImportSet struct {
	Input, Label, Value string
	Options             []Option // to choose from; nil: typed
}

// ImportCheck is an indicator whose column may be a running counter.
type ImportCheck struct {
	Value, Label string
	On           bool
}

// ImportWork is work that goes on.
type ImportWork struct {
	Done, Total int
	Storing     bool // else reading
}

// share is how far the work is, in percent.
func (w ImportWork) share() int {
	if w.Total <= 0 {
		return 0
	}
	return min(100, w.Done*100/w.Total)
}

// ImportOutcome is what a file would do, or did.
type ImportOutcome struct {
	Stored    bool
	Counts    []Fact
	Months    string
	Problems  []ImportLine
	Refused   string // how many problems there are, "" without
	More      string // of problems that are not shown
	Notices   []ImportLine
	MoreNotes string
	Month     string // address of the last month touched
	UndoID    string // of the import, "" where it can't be undone from here
	Undone    bool
}

// ImportLine is a problem or a notice: where, what was there, and why.
type ImportLine struct{ Line, Field, Value, Why string }

// current marks the step that the person is at.
func (v ImportView) current(step int) string {
	if v.Step == step {
		return "step"
	}
	return "false"
}

var importFieldKeys = map[string]string{
	"platform":    "upload.field_platform",
	"handle":      "upload.field_handle",
	"external_id": "upload.field_external_id",
	"month":       "upload.field_month",
	"indicator":   "upload.field_indicator",
	"value":       "upload.field_value",
	"comment":     "upload.field_comment",
	"persona":     "upload.field_persona",
	"sphere":      "upload.field_sphere",
	"range":       "upload.field_range",
	"entity":      "upload.field_entity",
	"state":       "upload.field_state",
	"opened":      "upload.field_opened",
	"closed":      "upload.field_closed",
	"holder":      "upload.field_holder",
}

// ImportField names a field of a file; ok is false where it is none of ours.
func ImportField(p *i18n.Printer, field string) (name string, ok bool) {
	key, ok := importFieldKeys[field]
	if !ok {
		return field, false
	}
	return p.T(key), true
}

var importKindKeys = map[string]string{
	"figures":  "upload.kind_figures",
	"accounts": "upload.kind_accounts",
	"users":    "upload.kind_users",
}

// ImportKind names what a file holds.
func ImportKind(p *i18n.Printer, kind string) string { return p.T(importKindKeys[kind]) }

// MonthRange writes the months that a file touched.
func MonthRange(p *i18n.Printer, from, until kpi.Month) string {
	switch {
	case from.IsZero():
		return ""
	case from == until:
		return p.Month(from)
	}
	return p.T("upload.months", "from", from, "until", until)
}
