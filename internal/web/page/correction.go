package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// CorrectionsView is the list of corrections.
type CorrectionsView struct {
	Subtitle string
	Tabs     []ListChoice
	Lines    []CorrectionLine
	None     [2]string // what is said where there is none: a title and a text
	Paging   Paging
}

// CorrectionLine is a correction of the list.
type CorrectionLine struct {
	Account  kpi.Account
	What     string // indicator and month
	Old, New string
	Change   Delta
	Reason   string
	By       string
	State    kpi.CorrectionState
	More     string // where it is restated, or that the figure has changed since
	Href     string
}

// CorrectionView is the page of one correction.
type CorrectionView struct {
	Account  kpi.Account
	Over     string
	Title    string
	State    kpi.CorrectionState
	Old, New string
	Now      string // what stands, where that is neither
	Change   Delta  // from what stands to what is proposed
	Reason   string
	By       string
	Decided  string // who decided, and when; "" before
	Why      string // of the decision
	Restated string // in which report
	Undo     string // how an acceptance is undone
	Figure   Figure
	Address  string // of the page: its forms are sent beneath it
	Decide   bool
	Withdraw bool
	TakeBack bool
	Seen     kpi.Figure // what stands, as the person sees it
	Typed    string     // the reason, as it was typed
	Error    string     // what is wrong with it
	Fault    string     // what is wrong with the decision
	Ways     []Way
}

// reason is the field of the decision's reason.
func (v CorrectionView) reason(p *i18n.Printer) Field {
	return Field{Name: "reason", Label: p.T("correction.decision_reason"), Value: v.Typed, Hint: p.T("correction.decision_hint"), Error: v.Error, Optional: true}
}

// ProposalView is the page on which a correction is proposed.
type ProposalView struct {
	Account kpi.Account
	Over    string
	Title   string
	Now     string // what stands
	Before  FilingPast
	Heads   FilingHeads
	Address string
	Back    string
	Field   FilingField
	Reason  Field
	Fault   string
}

// Names of the fields that say why a figure is unavailable; they are ids too.
const (
	ProposalReason = "unavailable"
	ProposalOwn    = "unavailable-own"
)

// stateName is the field of what the figure is to become.
func (v ProposalView) stateName() string { return "state." + v.Field.Code }

func (v ProposalView) reasonField(p *i18n.Printer) (Field, []Option) {
	var options []Option
	for _, r := range v.Field.Reasons {
		options = append(options, Option{Value: r, Label: ReasonWords(p, r)})
	}
	options = append(options, Option{Value: ReasonOwn, Label: p.T("filing.reason_own")})
	return Field{Name: ProposalReason, Label: p.T("correction.why_unavailable"), Value: v.Field.Reason}, options
}

func (v ProposalView) ownField(p *i18n.Printer) Field {
	return Field{Name: ProposalOwn, Label: p.T("filing.reason_own_label", "indicator", v.Field.Label), Type: "text", Value: v.Field.OwnReason, Optional: true}
}

var correctionStateKeys = map[kpi.CorrectionState]string{
	kpi.CorrectionProposed:  "correction.state_proposed",
	kpi.CorrectionAccepted:  "correction.state_accepted",
	kpi.CorrectionRefused:   "correction.state_refused",
	kpi.CorrectionWithdrawn: "correction.state_withdrawn",
}

// CorrectionStateWord says where a correction stands.
func CorrectionStateWord(p *i18n.Printer, s kpi.CorrectionState) string {
	return p.T(correctionStateKeys[s])
}

func correctionTone(s kpi.CorrectionState) string { return "correction-" + string(s) }
