package page

import (
	"maps"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// The addresses of the pages of mail.
const (
	MailAddress         = "/settings/mail"
	MailWordingsAddress = "/settings/mail/wordings"
	MailLogAddress      = "/settings/mail/log"
)

func init() {
	maps.Copy(fieldKeys, map[string]string{
		"mail_on": "mail.on", "mail_host": "mail.host", "mail_port": "mail.port", "mail_security": "mail.security", "mail_user": "mail.user",
		"mail_password": "mail.password_label", "mail_from": "mail.from", "mail_from_name": "mail.from_name", "mail_reply_to": "mail.reply_to",
		"mail_approved": "mail.approved_change",
	})
}

// mailTabs lead from one page of mail to the others.
var mailTabs = []menuItem{
	{"mail.tab_server", MailAddress, "", forAdmins, []string{MailAddress}},
	{"mail.tab_wordings", MailWordingsAddress, "", forCoordinators, []string{MailWordingsAddress}},
	{"mail.tab_log", MailLogAddress, "", forCoordinators, []string{MailLogAddress}},
}

// mailTab is a tab, and whether it is the one in sight.
type mailTab struct{ label, href, mark string }

func (c Chrome) mailTabs() []mailTab {
	var tabs []mailTab
	for _, i := range mailTabs {
		if !c.Who.Is(i.roles...) {
			continue
		}
		mark := c.mark(i)
		if i.href == MailAddress && c.Path != MailAddress {
			mark = "false"
		}
		tabs = append(tabs, mailTab{c.P.T(i.key), i.href, mark})
	}
	return tabs
}

// mailNames and mailTimes say what messages of a kind are, and when they go
// out.
var (
	mailNames = map[kpi.MailKind]string{
		kpi.MailInvitation: "mail.kind_invitation", kpi.MailPassword: "mail.kind_password", kpi.MailSignIn: "mail.kind_sign_in",
		kpi.MailBefore: "mail.kind_before", kpi.MailAfter: "mail.kind_after", kpi.MailReturned: "mail.kind_returned",
		kpi.MailQuestion: "mail.kind_question", kpi.MailAnswer: "mail.kind_answer", kpi.MailChanged: "mail.kind_changed",
		kpi.MailCorrection: "mail.kind_correction", kpi.MailHandover: "mail.kind_handover", kpi.MailClosed: "mail.kind_closed",
		kpi.MailReadBack: "mail.kind_read_back",
	}
	mailTimes = map[kpi.MailKind]string{
		kpi.MailInvitation: "mail.when_invitation", kpi.MailPassword: "mail.when_password", kpi.MailSignIn: "mail.when_sign_in",
		kpi.MailBefore: "mail.when_before", kpi.MailAfter: "mail.when_after", kpi.MailReturned: "mail.when_returned",
		kpi.MailQuestion: "mail.when_question", kpi.MailAnswer: "mail.when_answer", kpi.MailChanged: "mail.when_changed",
		kpi.MailCorrection: "mail.when_correction", kpi.MailHandover: "mail.when_handover", kpi.MailClosed: "mail.when_closed",
		kpi.MailReadBack: "mail.when_read_back",
	}
	mailStates = map[kpi.MailState]string{
		kpi.MailQueued: "mail.state_queued", kpi.MailSending: "mail.state_sending", kpi.MailSent: "mail.state_sent",
		kpi.MailFailed: "mail.state_failed", kpi.MailDropped: "mail.state_dropped",
	}
	mailSecurities = map[kpi.MailSecurity]string{
		kpi.MailStartTLS: "mail.security_starttls", kpi.MailTLS: "mail.security_tls", kpi.MailPlain: "mail.security_none",
	}
	mailPlaces = map[kpi.MailPlace]string{
		kpi.PlaceName: "mail.place_name", kpi.PlaceNetwork: "mail.place_network", kpi.PlaceMonth: "mail.place_month", kpi.PlaceDue: "mail.place_due",
		kpi.PlaceBy: "mail.place_by", kpi.PlaceUntil: "mail.place_until", kpi.PlaceAccount: "mail.place_account",
		kpi.PlaceAccounts: "mail.place_accounts", kpi.PlaceReason: "mail.place_reason", kpi.PlaceFigures: "mail.place_figures",
		kpi.PlaceTrend: "mail.place_trend", kpi.PlaceLink: "mail.place_link",
	}
)

// MailName says what messages of a kind are.
func MailName(p *i18n.Printer, k kpi.MailKind) string { return p.T(mailNames[k]) }

// MailProblem says why a message did not go out: the key of a message, and
// what the server answered.
func MailProblem(p *i18n.Printer, problem string) string {
	key, answer, _ := strings.Cut(problem, " ")
	text := p.T(key)
	if text == key { // not a key
		return problem
	}
	if answer == "" {
		return text
	}
	return p.T("mail.problem_with", "problem", text, "answer", answer)
}

// MailView is the page on which mail is set up.
type MailView struct {
	Form            SetUpForm
	On, Approved    bool
	PasswordSet     bool
	PasswordOutside bool
	Base            string // where links lead
	BaseIsLocal     bool   // which nobody reaches from elsewhere
	Problem         string // what the server said last; "": nothing is wrong
	Tried           string // what trying the server came to; "": it was not tried, or went well
	NetworkName     string
}

func securityOptions(p *i18n.Printer) []Option {
	options := make([]Option, len(kpi.MailSecurities))
	for i, s := range kpi.MailSecurities {
		options[i] = Option{string(s), p.T(mailSecurities[s])}
	}
	return options
}

// typed is a field of the form with a type and a hint of its own.
func (f SetUpForm) typed(name, label, kind, hint string) Field {
	one := f.optional(name, label, hint)
	one.Type = kind
	if kind == "password" {
		one.Autocomplete = "new-password"
	}
	return one
}

func (v MailView) passwordHint(p *i18n.Printer) string {
	switch {
	case v.PasswordOutside:
		return p.T("mail.password_outside")
	case v.PasswordSet:
		return p.T("mail.password_kept")
	}
	return p.T("mail.password_hint")
}

// MailWordingsView is the page of all wordings.
type MailWordingsView struct {
	On, Approved, MayEdit bool
	Waiting               int
	Kinds                 []MailWordingLine
}

// MailWordingLine is a kind of messages, and its wording in each language.
type MailWordingLine struct {
	Kind     kpi.MailKind
	Subject  string // in the language of the page
	Own      bool   // in any language
	Security bool
}

// WordingAddress is where a wording is edited.
func WordingAddress(kind kpi.MailKind, locale string) string {
	return MailWordingsAddress + "/" + string(kind) + "/" + locale
}

// group are the lines of security messages, or the others.
func (v MailWordingsView) group(security bool) []MailWordingLine {
	var list []MailWordingLine
	for _, k := range v.Kinds {
		if k.Security == security {
			list = append(list, k)
		}
	}
	return list
}

// MailWordingView is the page of one wording.
type MailWordingView struct {
	Kind    kpi.MailKind
	Locale  string
	Form    SetUpForm
	MayEdit bool
	Usual   bool   // the usual wording is shown, and not kept yet
	Unsaved bool   // what is shown is not kept yet
	Subject string // as it reads in the example
	Preview string // address of the example
	Places  []PlaceLine
}

// PlaceLine says what a place holds.
type PlaceLine struct {
	Name string // with its braces
	Text string
	Must bool
}

// PlaceLines lists the places of a kind.
func PlaceLines(p *i18n.Printer, kind kpi.MailKind) []PlaceLine {
	may, must := kpi.MailPlaces(kind)
	needed := map[kpi.MailPlace]bool{}
	for _, place := range must {
		needed[place] = true
	}
	lines := make([]PlaceLine, len(may))
	for i, place := range may {
		lines[i] = PlaceLine{"{" + string(place) + "}", p.T(mailPlaces[place]), needed[place]}
	}
	return lines
}

// mark is "page" for the language in sight.
func (v MailWordingView) mark(locale string) string {
	if locale == v.Locale {
		return "page"
	}
	return "false"
}

func (v MailWordingView) subjectField(p *i18n.Printer) Field {
	f := v.Form.field("subject", p.T("mail.subject"))
	f.Fixed = !v.MayEdit
	return f
}

func (v MailWordingView) bodyField(p *i18n.Printer) Field {
	f := v.Form.field("body", p.T("mail.body"))
	f.Hint = p.T("mail.body_hint")
	return f
}

func (v MailWordingView) bodyRows() string {
	return PurposeFormPart{Wording: Wording{Text: v.Form.Values["body"]}}.rows()
}

// MailLogView is the log of messages.
type MailLogView struct {
	On, Approved bool
	Problem      string
	Filter       MailLogFilter
	Counts       map[kpi.MailState]int
	Lines        []MailLogLine
	Paging       Paging
}

// MailLogFilter is what the log is chosen by.
type MailLogFilter struct{ State, Kind, Text string }

// Empty reports whether it chooses everything.
func (f MailLogFilter) Empty() bool { return f == MailLogFilter{} }

// MailLogLine is a message of the log.
type MailLogLine struct {
	ID      string
	When    string // it was queued
	Name    string // to whom
	What    string // kind
	About   string // month and account; "": none
	State   string
	Tone    string // of the state: sent, late or nothing
	Note    string // when, and why
	MaySend bool
}

func mailStateOptions(p *i18n.Printer, counts map[kpi.MailState]int) []Option {
	options := []Option{{"", p.T("mail.any_state")}}
	for _, s := range kpi.MailStates {
		options = append(options, Option{string(s), p.T("mail.state_count", "state", p.T(mailStates[s]), "count", counts[s])})
	}
	return options
}

func mailKindOptions(p *i18n.Printer) []Option {
	options := []Option{{"", p.T("mail.any_kind")}}
	for _, k := range kpi.MailKinds {
		options = append(options, Option{string(k), MailName(p, k)})
	}
	return options
}

// noneText says why the log is empty.
func (v MailLogView) noneText() string {
	if v.On {
		return "mail.log_none_text"
	}
	return "mail.off_text"
}

// MailState says where a message stands.
func MailState(p *i18n.Printer, s kpi.MailState) string { return p.T(mailStates[s]) }

// OwnMailView is where people choose which messages they get.
type OwnMailView struct {
	On    bool
	Kinds []OwnMailLine
}

// OwnMailLine is a kind of messages, and whether the person gets it.
type OwnMailLine struct {
	Kind kpi.MailKind
	Gets bool
}

// MailStopView is where a message's link leads that stops its kind.
type MailStopView struct {
	Token   string
	Kind    kpi.MailKind
	Stopped bool
}

// mailWordingField says which wording a change of the history is about; ok is
// false for any other field.
func mailWordingField(p *i18n.Printer, field string) (words string, ok bool) {
	key := "mail.subject_of"
	rest, found := strings.CutPrefix(field, "mail_subject_")
	if !found {
		if rest, found = strings.CutPrefix(field, "mail_body_"); !found {
			return "", false
		}
		key = "mail.body_of"
	}
	at := strings.LastIndex(rest, "_")
	if at < 0 {
		return "", false
	}
	if key == "mail.subject_of" {
		return p.T("mail.subject_of", "kind", MailName(p, kpi.MailKind(rest[:at])), "locale", rest[at+1:]), true
	}
	return p.T("mail.body_of", "kind", MailName(p, kpi.MailKind(rest[:at])), "locale", rest[at+1:]), true
}
