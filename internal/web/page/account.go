package page

import (
	"strings"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// AccountsView is the list of accounts as they stand now.
type AccountsView struct {
	Filters Filters
	Held    []ListChoice // by who holds them, for direction
	Columns []ListColumn
	Lines   []AccountLine
	Paging  Paging
	Count   string // how many, by state
	CSV     string // address of the whole list as a file
	Knows   bool   // who holds accounts is shown
	Begin   bool   // there is no account at all: how to begin
	MayFill bool
}

// AccountLine is an account of the list.
type AccountLine struct {
	Account kpi.Account
	Holder  string
	Asked   bool // the holder has not accepted yet
}

// ListColumn is a header; one with an address sorts.
type ListColumn = MonthColumn

// ListChoice leads to a part of a list.
type ListChoice struct {
	Label, Href string
	On          bool
}

// AccountView is the page of one account.
type AccountView struct {
	Account   kpi.Account
	Month     kpi.Month // of the facts
	FactsText string    // what they are
	Facts     []Fact
	Measures  []Fact      // made from the figures
	Season    *SeasonView // nil: not two years yet
	Figures   []Figure
	Life      []LifeList
	Changes   []ChangeGroup
	Nothing   bool // no figure was ever filed
	MayFill   bool
	MayEdit   bool   // the account's set-up is open to the person
	Own       bool   // the person files for it
	Filing    Way    // to the filing of the month before the current one
	Search    Way    // to its places in search engines; empty: not asked of it
	Identity  string // platform and handle
	Standing  string // sphere, range, entity
	Targets   *TargetsCard
}

// Fact is one indicator, or measure, in the month of the page.
type Fact struct {
	ID         string // of the element
	Label      string
	Definition string // "": none beside it
	Value      string
	Change     Delta
	Notes      []string // its best month, and what else stands beneath it
}

// SeasonView is the same month over the years: a chart, and a small table.
type SeasonView struct {
	Title, Text string
	Figure      Figure
	Columns     []string
	Years       []SeasonYear // latest first
}

// SeasonYear is a line of that table.
type SeasonYear struct {
	Year  string
	Cells []SeasonCell
}

// SeasonCell is a number of a year, and its change on the year before.
type SeasonCell struct {
	Value  string
	Change Delta
}

// LifeList is one side of an account's life: handles, states, …
type LifeList struct {
	Title string
	Lines []LifeLine
}

// LifeLine is what held from one date to another.
type LifeLine struct{ What, When string }

// ChangeGroup is what one act changed of the account.
type ChangeGroup struct {
	When, Who, Reason string
	Lines             []string
	Undo              string // the act, where it can be taken back
}

var roleWords = map[kpi.HolderRole]string{
	kpi.Holder: "account.holder",
	kpi.Deputy: "account.deputy",
}

// HolderWord says in which way a person holds an account.
func HolderWord(p *i18n.Printer, r kpi.HolderRole) string { return p.T(roleWords[r]) }

var reasonWords = map[string]string{
	kpi.ReasonNotShown:  "account.reason_not_shown",
	kpi.ReasonNoAccess:  "account.reason_no_access",
	kpi.ReasonTooLate:   "account.reason_too_late",
	kpi.ReasonFromFile:  "account.reason_from_file",
	kpi.ReasonNotRanked: "account.reason_not_ranked",
	kpi.ReasonNoReading: "account.reason_no_reading",
	kpi.ReasonCounter:   "account.reason_counter",
	kpi.ReasonErased:    "person.words_erased",
}

// ReasonWords says why a figure is unavailable: a reason of the short list, or
// the person's own words.
func ReasonWords(p *i18n.Printer, reason string) string {
	if key, ok := reasonWords[reason]; ok {
		return p.T(key)
	}
	return reason
}

// closeWords say why an account was closed, by kpi.CloseReasons.
var closeWords = map[string]string{
	"information": "account.close_information",
	"audience":    "account.close_audience",
	"holder":      "account.close_holder",
	"other":       "account.close_other",
}

// CloseWords says why an account was closed.
func CloseWords(p *i18n.Printer, reason string) string {
	if key, ok := closeWords[reason]; ok {
		return p.T(key)
	}
	return reason
}

var channelWords = map[kpi.Channel]string{
	kpi.ChannelForm:      "account.channel_form",
	kpi.ChannelSheet:     "account.channel_sheet",
	kpi.ChannelImport:    "account.channel_import",
	kpi.ChannelAPI:       "account.channel_api",
	kpi.ChannelConnector: "account.channel_connector",
	kpi.ChannelCommand:   "account.channel_command",
}

// changeKeys say what became of a side of an account, by the history's field.
var changeKeys = map[string]string{
	"created":       "account.change_created",
	"persona":       "account.change_persona",
	"external_id":   "account.change_external_id",
	"color":         "account.change_color",
	"avatar":        "setup_account.change_avatar",
	"state_from":    "setup_account.change_state_from",
	"holder_from":   "setup_account.change_holder_from",
	"holder_until":  "setup_account.change_holder_until",
	"deputy_from":   "setup_account.change_deputy_from",
	"deputy_until":  "setup_account.change_deputy_until",
	"handle":        "account.change_handle",
	"holder":        "account.change_holder",
	"deputy":        "account.change_deputy",
	"accepted":      "account.change_accepted",
	"sphere":        "account.change_sphere",
	"range":         "account.change_range",
	"entity":        "account.change_entity",
	"grouping":      "account.change_grouping",
	"state":         "account.change_state",
	"state_reason":  "account.change_state_reason",
	"review":        "account.change_review",
	"comment":       "account.change_comment",
	"return_reason": "account.change_return_reason",

	"search_query":   "search.change_added",
	"search_end":     "search.change_ended",
	"search_again":   "search.change_again",
	"search_removed": "search.change_removed",
}

// stateCounts say how many accounts are in a state.
var stateCounts = map[kpi.AccountState]string{
	kpi.AccountProposed: "setup_account.count_proposed",
	kpi.AccountTest:     "setup_account.count_test",
	kpi.AccountActive:   "setup_account.count_active",
	kpi.AccountDormant:  "setup_account.count_dormant",
	kpi.AccountClosed:   "setup_account.count_closed",
}

// StateCount says how many accounts are in a state: "2 actifs".
func StateCount(p *i18n.Printer, s kpi.AccountState, n int) string { return p.N(stateCounts[s], n) }

var filingWords = map[string]string{
	string(kpi.FilingEmpty):     "account.filing_empty",
	string(kpi.FilingDraft):     "account.filing_draft",
	string(kpi.FilingSubmitted): "account.filing_submitted",
	string(kpi.FilingReturned):  "account.filing_returned",
	string(kpi.FilingAccepted):  "account.filing_accepted",
}

// ChangesOf writes the history, one act after another; instants are shown in
// the installation's zone.
func ChangesOf(p *i18n.Printer, entries []analytics.Entry, labels map[string]string, zone *time.Location) []ChangeGroup {
	var groups []ChangeGroup
	for _, e := range entries {
		g := ChangeGroup{When: p.DateTime(e.At.In(zone)), Who: author(p, e), Reason: e.Reason}
		if n := len(groups); n == 0 || groups[n-1].When != g.When || groups[n-1].Who != g.Who || groups[n-1].Reason != g.Reason {
			groups = append(groups, g)
		}
		last := &groups[len(groups)-1]
		last.Lines = append(last.Lines, changeText(p, e, labels))
	}
	return groups
}

// author says who made a change, as far as one may see it, and by which way.
func author(p *i18n.Printer, e analytics.Entry) string {
	who := e.By
	if key, ok := roleKeys[kpi.Role(e.Role)]; ok && who == "" {
		who = p.T(key)
	}
	key, ok := channelWords[e.Channel]
	if !ok {
		return who
	}
	if who == "" {
		return p.T(key)
	}
	return who + ", " + p.T(key)
}

// changeText says what became of one thing.
func changeText(p *i18n.Printer, e analytics.Entry, labels map[string]string) string {
	if e.Field == fieldSearchPlace {
		return searchPlaceText(p, e)
	}
	if e.Indicator != "" {
		label := labels[e.Indicator]
		if label == "" {
			label = e.Indicator
		}
		if text, talk := talkText(p, e, label); talk {
			return text
		}
		if sameAnswer(e.Old, e.New) {
			return p.T("history.note_of", "indicator", label, "month", e.Month, "note", noteText(p, e))
		}
		if !e.Old.Answered() {
			return p.T("account.figure_given", "indicator", label, "month", e.Month, "new", figureText(p, e.New))
		}
		return p.T("account.change_figure", "indicator", label, "month", e.Month, "old", figureText(p, e.Old), "new", figureText(p, e.New))
	}
	if text, is := targetText(p, e.Field, e.OldText, e.NewText, labels); is {
		return text
	}
	if e.Field == "filing" {
		return p.T("account.change_filing", "month", e.Month, "new", side(p, e.Field, e.NewText))
	}
	if e.Field == "remembered" {
		return rememberedText(p, e, labels)
	}
	if e.Field == "annotation" {
		return AnnotationAct(p, e.Since, e.OldText, e.NewText)
	}
	key := changeKey(e.Field)
	if named, ok := namedKeys[e.Field]; ok && e.OldText+e.NewText != "" {
		key = named
	}
	text := p.T(key, "old", side(p, e.Field, e.OldText), "new", side(p, e.Field, e.NewText))
	if !e.Month.IsZero() {
		return text + " (" + p.Month(e.Month) + ")"
	}
	since := sinceWords(p, e.Since)
	if _, err := kpi.ParseDay(e.Since); err == nil {
		return p.T("setup_account.change_since_day", "change", text, "since", since)
	}
	if since != "" {
		return p.T("account.change_since", "change", text, "since", since)
	}
	return text
}

// namedKeys say who came and went, where the reader may know it.
var namedKeys = map[string]string{
	string(kpi.Holder): "setup_account.change_holder_to",
	string(kpi.Deputy): "setup_account.change_deputy_to",
}

// rememberedText says of which figure an answer is kept for the coming months,
// or no longer.
func rememberedText(p *i18n.Printer, e analytics.Entry, labels map[string]string) string {
	key, code := "account.change_remembered", e.NewText
	if code == "" {
		key, code = "account.change_forgotten", e.OldText
	}
	if label := labels[code]; label != "" {
		code = label
	}
	return p.T(key, "indicator", code, "since", sinceWords(p, e.Since))
}

// sinceWords writes the month or day from which a change holds, "" where it
// holds at once or since always.
func sinceWords(p *i18n.Printer, since string) string {
	if m, err := kpi.ParseMonth(since); err == nil && m > kpi.FirstMonth {
		return p.Month(m)
	}
	if d, err := kpi.ParseDay(since); err == nil {
		return p.Date(d)
	}
	return ""
}

func changeKey(field string) string {
	if key, ok := changeKeys[field]; ok {
		return key
	}
	return "account.change_other"
}

// side writes one side of a change, a dash where there is nothing.
func side(p *i18n.Printer, field, text string) string {
	switch {
	case text == "":
		return i18n.Unknown
	case field == "state":
		return p.State(kpi.AccountState(text))
	case field == "state_reason":
		return CloseWords(p, text)
	case field == "review", strings.HasSuffix(field, "_from"), strings.HasSuffix(field, "_until"):
		return sinceWords(p, text)
	case field == "filing" && filingWords[text] != "":
		return p.T(filingWords[text])
	}
	return text
}

// FigureText writes a figure in any of its states.
// FigureText writes a figure in whichever state it is.
func FigureText(p *i18n.Printer, f kpi.Figure) string { return figureText(p, f) }

func figureText(p *i18n.Printer, f kpi.Figure) string {
	switch f.State {
	case kpi.StateValue:
		return p.Plain(f.Value)
	case kpi.StateUnavailable:
		if f.Reason == "" {
			return p.T("month.unavailable")
		}
		return p.T("account.unavailable_because", "reason", ReasonWords(p, f.Reason))
	case kpi.StateNA:
		return p.T("month.na")
	}
	return i18n.Unknown
}
