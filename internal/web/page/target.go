package page

import (
	"strconv"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// TargetsView is the targets of a period.
type TargetsView struct {
	Title, Subtitle string
	Kinds           []ListChoice // year or month
	Previous, Next  string       // "": none
	Spans           []Option
	Span            string
	Keep            []Hidden // sent along with a period
	Scopes          []Option
	Scope           string
	Standings       []BoardChoice
	Indicators      []Option
	Indicator       string
	Text            string
	Also            []Hidden // sent along with the other choices
	Clear           string   // address without them; "": there are none
	Groups          []TargetGroup
	Count           string
	Paging          Paging
	CSV             string
	New, Copy       string // "": one may not
	Done            *TargetDone
	None            bool // the period has none
	NoneText        string
}

// TargetDone says what was just done, with a button that takes it back.
type TargetDone struct {
	Text   string
	Action string
	Fields []Hidden
}

// TargetGroup is the targets of one kind of scope.
type TargetGroup struct {
	ID, Title, Text string
	Told            string // of what they are, where a picture of them leaves the page
	File            string // name under which they are saved
	Lines           []TargetLine
}

// TargetsHere is the ID of the one group of a TargetsCard.
const TargetsHere = "here"

// numbers is the table of the figures of its targets.
func (g TargetGroup) numbers(p *i18n.Printer) Figure {
	f := Figure{Head: []string{p.T("target.for"), p.T("target.indicator"), p.T("target.value"), p.T("target.so_far"), p.T("target.pace"), p.T("target.projected"), p.T("target.standing")}}
	for _, l := range g.Lines {
		f.Rows = append(f.Rows, append([]TableCell{{Text: l.Name}, {Text: l.Indicator, Word: true}}, append(l.Numbers, TableCell{Text: l.Standing, Word: true})...))
	}
	return f
}

// TargetLine is a target and how far it is.
type TargetLine struct {
	ID        string
	Name      string // whom it is for
	Account   kpi.Account
	Href      string // the figures of the same scope and period; "": none yet
	Indicator string // on pages of several periods, with its period
	Value     string
	Bullet    Bullet
	Numbers   []TableCell // target, so far, at an even pace, what the trend leads to
	Standing  string
	Tone      string
	Sentence  string   // how far it is
	More      []string // what the trend leads to, what is missing
	By        string   // who set it, and when
	Change    string   // address; "": one may not
	Withdraw  string
}

// Bullet is the drawing of a target, from 0 to 100; -1: not there.
type Bullet struct {
	Bar, Mark, Pace, Projected float64
	Low, High                  string // what is written at its ends
	Label                      string // in words
}

// at writes a place of the drawing.
func (b Bullet) at(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

// TargetsCard is the targets of an account, or of a person's home page.
type TargetsCard struct {
	TargetGroup
	All Way // to all of them; empty: none
}

// TargetFormView is the form of a target.
type TargetFormView struct {
	Title, Subtitle string
	Action          string
	Fixed           []Fact // what is aimed at, where it is there already
	Hidden          []Hidden
	Scopes          []Option
	Scope           string
	ScopeList       []Option // spheres, ranges or entities
	ScopeLabel      string
	ScopeID         string
	Account         *kpi.Account // that was chosen
	Find            string
	Accounts        []kpi.Account
	More            string
	Nobody          bool // a text finds none
	Indicators      []Option
	Indicator       string
	Periods         []Option
	Period          string
	Value           string
	Facts           []Fact // what was reached before
	Asks            string // what the value asks for
	There           *TargetThere
	Errors          map[string]string
	Fault           string
	Back            string
}

// Accountable reports whether the target is for an account.
func (v TargetFormView) Accountable() bool { return v.Scope == kpi.ScopeAccount }

// TargetThere is a target that stands already for the same thing.
type TargetThere struct{ Text, Href string }

// TargetCopyView is the page that copies a year's targets.
type TargetCopyView struct {
	Years   []Option
	Year    string
	Percent string
	Months  bool
	Errors  map[string]string
	Fault   string
	Shown   bool // what would be set was asked for
	Title   string
	Lines   []TargetCopyLine
	More    string // "": all are shown
	LeftOut []TargetCopyLine
	LeftTo  string
	Count   int // to be set
	Back    string
}

// TargetCopyLine is a target to be copied, or why it is not.
type TargetCopyLine struct{ Name, Indicator, Period, Old, New, Why string }

// targetField cuts a field of the history into its parts: whether the target was
// withdrawn, its indicator's code and its span.
func targetField(field string) (withdrawn bool, code string, span kpi.Span, is bool) {
	parts := strings.Fields(field)
	if len(parts) != 3 || (parts[0] != "target" && parts[0] != "target_withdrawn") {
		return false, "", kpi.Span{}, false
	}
	span, err := kpi.ParseSpan(parts[2])
	return parts[0] == "target_withdrawn", parts[1], span, err == nil
}

// targetWords say of which target a change is.
func targetWords(p *i18n.Printer, field string, labels map[string]string) string {
	withdrawn, code, span, _ := targetField(field)
	label := code
	if labels[code] != "" {
		label = labels[code]
	}
	if withdrawn {
		return p.T("target.field_withdrawn", "indicator", label, "span", span)
	}
	return p.T("target.field", "indicator", label, "span", span)
}

// targetText says a change of an account's target; false for any other.
func targetText(p *i18n.Printer, field, old, now string, labels map[string]string) (string, bool) {
	withdrawn, _, _, is := targetField(field)
	if !is {
		return "", false
	}
	what := targetWords(p, field, labels)
	switch {
	case withdrawn:
		return what, true
	case old == "":
		return p.T("changes.value", "line", what, "new", plainNumber(p, now)), true
	}
	return p.T("changes.values", "line", what, "old", plainNumber(p, old), "new", plainNumber(p, now)), true
}

// TargetChange says a change of a target of the network or a group; false for any
// other change.
func TargetChange(p *i18n.Printer, c ChangeText, labels map[string]string) (string, bool) {
	text, is := targetText(p, c.Field, c.Old, c.New, labels)
	if !is {
		return "", false
	}
	about := p.T("target.network_all") // whose targets stand among the settings
	if c.Subject != "settings" {
		about = changedThing(p, c)
	}
	return p.T("changes.line", "about", about, "field", text), true
}

// plainNumber writes a stored number in the person's language.
func plainNumber(p *i18n.Printer, text string) string {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return p.Plain(v)
}

// formatCount writes a number as a form sends it.
func formatCount(n int) string { return strconv.Itoa(n) }
