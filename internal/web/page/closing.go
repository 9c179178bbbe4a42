package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// ClosingView is the page on which direction closes, reopens and publishes a
// month.
type ClosingView struct {
	Month      kpi.Month
	Menu       MonthMenu
	State      kpi.MonthState
	Title      string // where the month stands
	Text       string // its due day, its filings
	Path       []MonthStep
	Confirm    *Confirm
	Fault      string // what was refused
	Missing    MissingView
	MayClose   bool
	MayReopen  bool
	MayPublish bool
	NotYours   string // why one may only look on; "": one may act
	Changed    string // what was changed since the report in force; "": nothing
	Reopen     ReopenForm
	Publish    PublishForm
	Reports    []IssuedLine
	Acts       []MonthActLine
}

// MonthStep is a step of a month's life.
type MonthStep struct {
	Label, When string
	Done, Now   bool
}

// MissingView is the list of filings that are missing.
type MissingView struct {
	Title, Text string
	Rows        []MissingRow
	Paging      Paging
	Also        []Way  // what else waits: questions, corrections
	Board       string // address of the board of the month
}

// MissingRow is a filing that is missing.
type MissingRow struct {
	Account kpi.Account
	State   kpi.FilingState
	Holder  string // "": nobody
	Href    string // of the filing
}

// ReopenForm is how a closed month is opened again.
type ReopenForm struct {
	Until, Reason string
	Hint          string // which days may be chosen
	Errors        map[string]string
}

// PublishForm is how the report of a month is issued.
type PublishForm struct {
	Locale, Reason string
	Seen           kpi.ID // the report in force; 0: none
	Text           string // what will happen
	Errors         map[string]string
}

// MonthActLine is something that was done with the month.
type MonthActLine struct{ Href, When, Who, What, Reason string }

// class is the look of a step.
func (s MonthStep) class() string {
	switch {
	case s.Now:
		return "month-step month-step-now"
	case s.Done:
		return "month-step month-step-done"
	}
	return "month-step"
}

// ClosingAddress is the address of a month's closing, or of an act below the
// month.
func ClosingAddress(m kpi.Month, act string) string { return "/months/" + m.String() + "/" + act }

// primary is the class of a button that may be the page's one main act.
func (v ClosingView) primary(main bool) string {
	if main && v.Confirm == nil {
		return "btn btn-primary"
	}
	return "btn"
}

func localeOptions(p *i18n.Printer) []Option {
	return []Option{{"fr", p.T("issued.locale_fr")}, {"en", p.T("issued.locale_en")}}
}

// republishes reports whether the report is out of date: issuing it again is
// what comes next.
func (v ClosingView) republishes() bool { return v.Changed != "" }

func reopenTitle(c Chrome, v ClosingView) string {
	if v.State == kpi.MonthReopened {
		return c.P.T("closing.prolong_title")
	}
	return c.P.T("closing.reopen_title")
}
