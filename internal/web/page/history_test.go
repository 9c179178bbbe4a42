package page

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// drawnHistory lists the pages of history and corrections, in all their states.
func drawnHistory(c Chrome) map[string]templ.Component {
	figure, account := hostileFigure(), hostileAccount()
	way := Way{Href: "/corrections/3", Label: hostileText}
	acts := []HistoryAct{
		{When: "hier", Who: hostileText, Reason: hostileName, Href: "/acts/3", Lines: []HistoryLine{{Text: hostileText, Href: "/corrections/3"}, {Text: hostileName}}},
		{When: "avant", Lines: []HistoryLine{{Text: "12"}}},
	}
	paging := Paging{Page: 2, Pages: 3, Total: 120, From: 51, To: 100, Href: func(int) string { return "/acts/3?page=1" }}
	one := CorrectionView{Account: account, Over: hostileText, Title: hostileName, State: kpi.CorrectionProposed, Old: "12", New: hostileText,
		Change: Delta{Change: kpi.Num(3), Text: "+3"}, Reason: hostileText, By: hostileName, Figure: figure, Address: "/corrections/3", Ways: []Way{way}}
	moved := one
	moved.Now, moved.Decide, moved.Typed, moved.Error, moved.Fault, moved.Seen = "13", true, hostileName, hostileText, hostileText, kpi.Given(13)
	decided := one
	decided.State, decided.Decided, decided.Why, decided.Restated, decided.Undo = kpi.CorrectionAccepted, hostileText, hostileName, hostileText, "x"
	refused := one
	refused.State, refused.Withdraw, refused.TakeBack = kpi.CorrectionRefused, true, true
	field := FilingField{Code: "likes", Label: hostileText, Text: hostileName, State: StateValue, Reasons: []string{kpi.ReasonNotShown}, Reason: ReasonOwn,
		OwnReason: hostileText, Error: hostileText, Choices: []string{"1234", hostileText}}
	unavailable := field
	unavailable.State, unavailable.Choices = StateUnavailable, nil
	proposal := func(f FilingField) ProposalView {
		return ProposalView{Account: account, Over: hostileText, Title: hostileName, Now: "12", Before: FilingPast{Text: "11"}, Address: "/x", Back: "/y",
			Heads: FilingHeads{Before: "sept."}, Field: f, Fault: hostileText, Reason: Field{Name: "why", Label: "Pourquoi", Value: hostileName, Error: hostileText}}
	}
	line := CorrectionLine{Account: account, What: hostileText, Old: "12", New: hostileName, Change: Delta{Change: kpi.Num(-3), Text: "−3"}, Reason: hostileText,
		By: hostileName, State: kpi.CorrectionProposed, More: hostileText, Href: "/corrections/3"}
	done := line
	done.State = kpi.CorrectionWithdrawn
	tabs := []ListChoice{{Label: hostileText, Href: "/corrections", On: true}, {Label: "x", Href: "/corrections?show=decided"}}
	return map[string]templ.Component{
		"history": History(c, HistoryView{Account: account, Over: hostileText, Title: hostileName, Text: hostileText, Note: hostileText, Figure: &figure,
			Waiting: &way, Go: []Way{way}, Propose: way, Acts: acts, Paging: paging}),
		"history-none": History(c, HistoryView{Account: account, Title: "x", None: hostileText}),
		"act": Act(c, ActView{Over: hostileText, Title: hostileName, Subtitle: hostileText, Reason: hostileText, File: []Fact{{Label: hostileText, Value: "3"}},
			Undo: "/imports/3/undo", UndoName: hostileName, Undone: &way, Undid: &way, Lines: []string{hostileText}, Count: "2", Paging: paging,
			Places: []ActPlace{{Account: account, Way: way, Lines: []HistoryLine{{Text: hostileText, Href: "/x"}}}}}),
		"corrections":      Corrections(c, CorrectionsView{Subtitle: hostileText, Tabs: tabs, Lines: []CorrectionLine{line, done}, Paging: paging}),
		"corrections-none": Corrections(c, CorrectionsView{Tabs: tabs, None: [2]string{hostileText, hostileName}}),
		"correction":       Correction(c, one), "correction-moved": Correction(c, moved), "correction-decided": Correction(c, decided),
		"correction-refused": Correction(c, refused), "proposal": Proposal(c, proposal(field)), "proposal-unavailable": Proposal(c, proposal(unavailable)),
	}
}

func TestHistorySaysWhatWasSaidOfAFigure(t *testing.T) {
	w := HistoryWriter{P: i18n.For("fr"), Account: 7, Labels: map[string]string{kpi.Likes: "J’aime"}, Zone: time.UTC, Acts: true}
	october := kpi.NewMonth(2026, 10)
	entry := func(field, old, text string, was, is kpi.Figure) analytics.Entry {
		return analytics.Entry{Act: 3, Indicator: kpi.Likes, Month: october, Field: field, OldText: old, NewText: text, Old: was, New: is, Ref: 5}
	}
	noted := kpi.Given(12)
	noted.Note = "vu deux fois"
	for want, e := range map[string]analytics.Entry{
		"Question, J’aime, octobre 2026\u00a0: «\u00a0Combien ?\u00a0»": entry("question", "", "Combien ?", kpi.Figure{}, kpi.Figure{}),
		"Question, J’aime, octobre 2026":                                entry("question", "", "", kpi.Figure{}, kpi.Figure{}),
		"Réponse, J’aime, octobre 2026\u00a0: «\u00a0Douze.\u00a0»":     entry("answer", "Combien ?", "Douze.", kpi.Figure{}, kpi.Figure{}),
		"Question close, J’aime, octobre 2026":                          entry("question_end", "Combien ?", "", kpi.Figure{}, kpi.Figure{}),
		"Correction proposée, J’aime, octobre 2026\u00a0: 12 → 15":      entry("correction", "", "proposed", kpi.Given(12), kpi.Given(15)),
		"Refus annulé, J’aime, octobre 2026\u00a0: 12 → 15":             entry("correction", "refused", "proposed", kpi.Given(12), kpi.Given(15)),
		"12 → 15": entry("", "", "", kpi.Given(12), kpi.Given(15)),
		"12":      entry("", "", "", kpi.Figure{}, kpi.Given(12)),
		"Explication\u00a0: «\u00a0vu deux fois\u00a0»": entry("", "", "", kpi.Given(12), noted),
		"Explication retirée ou modifiée":               entry("", "", "", noted, kpi.Given(12)),
	} {
		if got := w.Line(e, true).Text; got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	acts := w.Write([]analytics.Entry{entry("", "", "", kpi.Figure{}, kpi.Given(12)), entry("correction", "", "proposed", kpi.Given(12), kpi.Given(15))}, false)
	if len(acts) != 1 || acts[0].Href != "/acts/3" || acts[0].Lines[0].Href != "/accounts/7/figures/2026-10/likes" || acts[0].Lines[1].Href != "/corrections/5" ||
		!strings.HasPrefix(acts[0].Lines[0].Text, "J’aime, octobre 2026") {
		t.Errorf("one act: %+v", acts)
	}
}
