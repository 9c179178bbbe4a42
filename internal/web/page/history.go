package page

import (
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// HistoryView is the history of one figure, one filing or one account.
type HistoryView struct {
	Account kpi.Account
	Over    string // what the title belongs to: platform and handle
	Title   string
	Text    string // how the figure stands, or how to read the list
	Note    string // the explanation that was given with the figure
	Figure  *Figure
	Waiting *Way // to the correction that waits for a decision
	Go      []Way
	Propose Way // to propose a correction; empty: one may not
	Acts    []HistoryAct
	None    string // what is said where nothing happened
	Paging  Paging
}

// HistoryAct is what one act changed.
type HistoryAct struct {
	When, Who, Reason string
	Href              string // the page of the act; "": it is not shown
	Lines             []HistoryLine
}

// HistoryLine is one thing that changed, with where to read more of it.
type HistoryLine struct{ Text, Href string }

// ActView is the page of one act.
type ActView struct {
	Over, Title, Subtitle string
	Reason                string
	File                  []Fact // of the import
	Undo                  string // where the file is taken back; "": it can't be
	UndoName              string
	Undone                *Way // to the act that took the file back
	Undid                 *Way // to the act that this one took back
	Lines                 []string
	Places                []ActPlace
	Count                 string
	Paging                Paging
}

// ActPlace is what an act changed in one place.
type ActPlace struct {
	Account kpi.Account
	Way     Way // to the place
	Lines   []HistoryLine
}

// ActAddress is the page of an act.
func ActAddress(id kpi.ID) string { return "/acts/" + id.String() }

// FigureAddress is the page of one figure.
func FigureAddress(account kpi.ID, month kpi.Month, code string) string {
	return AccountAddress(account, "/figures/"+month.String()+"/"+code)
}

// FilingHistoryAddress is the history of a filing.
func FilingHistoryAddress(account kpi.ID, month kpi.Month) string {
	return AccountAddress(account, "/filings/"+month.String()+"/history")
}

// CorrectionAddress is the page of a correction.
func CorrectionAddress(id kpi.ID) string { return "/corrections/" + id.String() }

// HistoryWriter writes the history of an account.
type HistoryWriter struct {
	P       *i18n.Printer
	Account kpi.ID
	Labels  map[string]string // of indicators on the account's platform
	Zone    *time.Location
	Acts    bool // the person may open the pages of acts
}

// Write writes entries, one act after another. Short leaves out the indicator
// and the month, on the page of one figure.
func (w HistoryWriter) Write(entries []analytics.Entry, short bool) []HistoryAct {
	var acts []HistoryAct
	var last kpi.ID
	for _, e := range entries {
		if e.Act != last || len(acts) == 0 {
			act := HistoryAct{When: w.P.DateTime(e.At.In(w.Zone)), Who: author(w.P, e), Reason: e.Reason}
			if w.Acts {
				act.Href = ActAddress(e.Act)
			}
			acts, last = append(acts, act), e.Act
		}
		one := &acts[len(acts)-1]
		one.Lines = append(one.Lines, w.Line(e, short))
	}
	return acts
}

// Line writes one entry.
func (w HistoryWriter) Line(e analytics.Entry, short bool) HistoryLine {
	line := HistoryLine{Text: changeText(w.P, e, w.Labels)}
	switch {
	case e.Field == fieldCorrection:
		line.Href = CorrectionAddress(e.Ref)
	case e.Indicator != "" && !short:
		line.Href = FigureAddress(w.Account, e.Month, e.Indicator)
	}
	if short && e.Field == "" {
		line.Text = shortChange(w.P, e)
	}
	return line
}

// shortChange says what became of a figure where one knows which it is.
func shortChange(p *i18n.Printer, e analytics.Entry) string {
	switch {
	case sameAnswer(e.Old, e.New):
		return noteText(p, e)
	case !e.Old.Answered():
		return figureText(p, e.New)
	}
	return p.T("history.from_to", "old", figureText(p, e.Old), "new", figureText(p, e.New))
}

// sameAnswer reports whether only what was said about a figure changed.
func sameAnswer(a, b kpi.Figure) bool {
	return a.State == b.State && a.Value == b.Value && a.Reason == b.Reason
}

// noteText says that the explanation of a figure changed, and to what where
// the words are still shown.
func noteText(p *i18n.Printer, e analytics.Entry) string {
	if e.New.Note == "" {
		return p.T("history.note")
	}
	return p.T("history.note_given", "note", e.New.Note)
}

// Fields of the history that questions and corrections have.
const (
	fieldQuestion   = "question"
	fieldAnswer     = "answer"
	fieldAnswered   = "question_end"
	fieldCorrection = "correction"
)

// correctionKeys say what became of a correction, by its new state.
var correctionKeys = map[string]string{
	string(kpi.CorrectionProposed):  "history.correction_proposed",
	string(kpi.CorrectionAccepted):  "history.correction_accepted",
	string(kpi.CorrectionRefused):   "history.correction_refused",
	string(kpi.CorrectionWithdrawn): "history.correction_withdrawn",
}

// talkText says what was asked, answered or proposed about a figure; false for
// any other entry.
func talkText(p *i18n.Printer, e analytics.Entry, label string) (string, bool) {
	switch e.Field {
	case fieldQuestion:
		return wordsOr(p, "history.question", "history.question_short", e, label, e.NewText), true
	case fieldAnswer:
		return wordsOr(p, "history.answer", "history.answer_short", e, label, e.NewText), true
	case fieldAnswered:
		return p.T("history.question_closed", "indicator", label, "month", e.Month), true
	case fieldCorrection:
		key := correctionKeys[e.NewText]
		if e.OldText == string(kpi.CorrectionRefused) {
			key = "history.correction_again"
		}
		return p.T(key, "indicator", label, "month", e.Month, "old", figureText(p, e.Old), "new", figureText(p, e.New)), true
	}
	return "", false
}

// wordsOr writes a person's words, or without them where they are shown no more.
func wordsOr(p *i18n.Printer, with, without string, e analytics.Entry, label, words string) string {
	if words == "" {
		return p.T(without, "indicator", label, "month", e.Month)
	}
	return p.T(with, "indicator", label, "month", e.Month, "text", words)
}

// ChannelWord is the way a change came in; "" for one without a word.
func ChannelWord(p *i18n.Printer, c kpi.Channel) string {
	if key, ok := channelWords[c]; ok {
		return p.T(key)
	}
	return ""
}

// monthActKeys say what was done with a reporting month.
var monthActKeys = map[string]string{
	"closed":    "history.month_closed",
	"reopened":  "history.month_reopened",
	"published": "history.month_published",
}

// MonthActText says what was done with a reporting month.
func MonthActText(p *i18n.Printer, act string, month kpi.Month) string {
	key, ok := monthActKeys[act]
	if !ok {
		key = "history.month_touched"
	}
	return p.T(key, "month", month)
}
