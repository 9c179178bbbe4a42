package page

import (
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// LifeView is the page of an account's life cycle.
type LifeView struct {
	Account kpi.Account
	Entries []LifeEntry // in order of days
	Next    []kpi.AccountState
	Form    StateForm // the next state
	Correct StateForm // of the entry that is being corrected; Began "" for none
	Changes []ChangeGroup
	Confirm *Confirm
}

// LifeEntry is one state of a life.
type LifeEntry struct {
	Began string // its first day, which names it
	State kpi.AccountState
	When  string
	Note  string // why it was closed, when the test is looked at
	Now   bool
}

// StateForm is a state as it is typed.
type StateForm struct {
	Began                       string // of the entry that is corrected
	State, From, Reason, Review string
	Errors                      map[string]string
}

func (f StateForm) faults() []string { return faultsOf(f.Errors, "state", "from", "reason", "review") }

// others are the states that are not the usual next ones.
func (v LifeView) others() []kpi.AccountState {
	var rest []kpi.AccountState
	for _, s := range kpi.AccountStates {
		usual := false
		for _, n := range v.Next {
			usual = usual || n == s
		}
		if !usual && s != v.Account.State {
			rest = append(rest, s)
		}
	}
	return rest
}

// stepKeys say what a step of a life is, as a choice.
var stepKeys = map[kpi.AccountState]string{
	kpi.AccountProposed: "setup_account.step_proposed",
	kpi.AccountTest:     "setup_account.step_test",
	kpi.AccountActive:   "setup_account.step_active",
	kpi.AccountDormant:  "setup_account.step_dormant",
	kpi.AccountClosed:   "setup_account.step_closed",
}

func stepWord(p *i18n.Printer, s kpi.AccountState) string { return p.T(stepKeys[s]) }

func reasonOptions(p *i18n.Printer) []Option {
	options := []Option{{"", p.T("setup_account.choose")}}
	for _, r := range kpi.CloseReasons {
		options = append(options, Option{r, CloseWords(p, r)})
	}
	return options
}

func stateOptions(p *i18n.Printer) []Option {
	options := make([]Option, len(kpi.AccountStates))
	for i, s := range kpi.AccountStates {
		options[i] = Option{string(s), p.State(s)}
	}
	return options
}

// otherChosen reports whether the state chosen is none of the usual next ones.
func (v LifeView) otherChosen() bool {
	for _, s := range v.others() {
		if v.Form.State == string(s) {
			return true
		}
	}
	return false
}

// ActsOf writes the history of an account's set-up, one act after another;
// undo says which of them can be taken back.
func ActsOf(p *i18n.Printer, entries []analytics.Entry, zone *time.Location, undo map[kpi.ID]bool) []ChangeGroup {
	var groups []ChangeGroup
	for i, e := range entries {
		if i == 0 || entries[i-1].Act != e.Act {
			g := ChangeGroup{When: p.DateTime(e.At.In(zone)), Who: author(p, e), Reason: e.Reason}
			if undo[e.Act] {
				g.Undo = e.Act.String()
			}
			groups = append(groups, g)
		}
		last := &groups[len(groups)-1]
		last.Lines = append(last.Lines, changeText(p, e, nil))
	}
	return groups
}
