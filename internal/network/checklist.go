package network

// This file is the list of what an administrator does first: from the names of
// the groupings to the first reporting month. What is done is read from the
// data where the data tells, else from a mark that the administrator leaves.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// StepState is where a step of the checklist stands.
type StepState string

// The states of a step.
const (
	StepTodo    StepState = "todo"
	StepDone    StepState = "done"
	StepSkipped StepState = "skipped" // to be come back to, or not
)

// The steps of the checklist.
const (
	StepNames      = "names"      // the network's name and the words for its groupings
	StepPlatforms  = "platforms"  // those in use
	StepIndicators = "indicators" // what is asked
	StepAccounts   = "accounts"   // and their history, from Excel
	StepPeople     = "people"     // invitations
	StepMonth      = "month"      // the first reporting month
)

// checklistSteps are the steps in their order.
var checklistSteps = []string{StepNames, StepPlatforms, StepIndicators, StepAccounts, StepPeople, StepMonth}

// ChecklistStep is one step.
type ChecklistStep struct {
	Name  string
	State StepState
	Count int       // of accounts or people
	Month kpi.Month // the first reporting month; zero: none
	First kpi.Month // of StepAccounts: the first month with figures; zero: none
	// ByData says that the state is read from the data: no mark changes it.
	ByData bool
}

// Checklist is the whole list.
type Checklist struct {
	Steps     []ChecklistStep
	Dismissed bool // by the administrator
	Done      bool // no step is left to do, skipped ones apart
}

// Open reports whether the list is worth leading an administrator to.
func (c Checklist) Open() bool { return !c.Dismissed && !c.Done }

// Next is the first step to do, "" where there is none.
func (c Checklist) Next() string {
	for _, s := range c.Steps {
		if s.State == StepTodo {
			return s.Name
		}
	}
	return ""
}

// The names of settings that keep the marks: checklist_STEP and checklist.
const (
	settingChecklist  = "checklist"
	checklistPrefix   = "checklist_"
	checklistHidden   = "dismissed"
	checklistFollowed = "open"
)

// Checklist reads the list. A network that files already has settled its
// names, platforms and indicators, marked or not; an example has nothing to do.
// Errors: CodeForbidden but for admins.
func (n *Network) Checklist(ctx context.Context, who kpi.Who) (list Checklist, err error) {
	if !who.Is(admins...) {
		return Checklist{}, kpi.Forbidden("people.admins_only")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		list, err = n.checklist(ctx, c)
		return err
	})
	return list, err
}

func (n *Network) checklist(ctx context.Context, c store.Conn) (list Checklist, err error) {
	marks, err := c.Settings(ctx)
	if err != nil {
		return list, err
	}
	settings, err := settingsOf(ctx, c)
	if err != nil {
		return list, err
	}
	accounts, err := c.CountAllAccounts(ctx)
	if err != nil {
		return list, err
	}
	users, err := c.CountUsers(ctx, "")
	if err != nil {
		return list, err
	}
	first, _, err := c.FigureSpan(ctx)
	if err != nil {
		return list, err
	}
	files := !first.IsZero() && !settings.FirstReportingMonth.IsZero()
	known := map[string]ChecklistStep{
		StepNames:      {ByData: files},
		StepPlatforms:  {ByData: files},
		StepIndicators: {ByData: files},
		StepAccounts:   {ByData: accounts > 0, Count: accounts, First: first},
		StepPeople:     {ByData: users > 1, Count: users - 1},
		StepMonth:      {ByData: !settings.FirstReportingMonth.IsZero(), Month: settings.FirstReportingMonth},
	}
	for _, name := range checklistSteps {
		step := known[name]
		step.Name, step.State = name, StepTodo
		switch mark := StepState(marks[checklistPrefix+name]); {
		case step.ByData:
			step.State = StepDone
		case mark == StepDone || mark == StepSkipped:
			step.State = mark
		}
		list.Steps = append(list.Steps, step)
	}
	list.Dismissed = marks[settingChecklist] == checklistHidden
	list.Done = settings.Demo || list.Next() == ""
	return list, nil
}

// MarkStep marks a step as done, skipped or still to do, for admins.
// Errors: CodeForbidden; CodeNotFound for a step that there is not;
// CodeInvalid for another state.
func (n *Network) MarkStep(ctx context.Context, who kpi.Who, step string, state StepState) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		if !slices.Contains(checklistSteps, step) {
			return kpi.NotFound("error.not_found")
		}
		if !slices.Contains([]StepState{StepTodo, StepDone, StepSkipped}, state) {
			return invalidField("state", "checklist.state_unknown", "value", cutText(string(state)))
		}
		return markStep(ctx, tx, step, state)
	})
}

func markStep(ctx context.Context, tx *store.Tx, step string, state StepState) error {
	marks, err := tx.Settings(ctx)
	if err != nil {
		return err
	}
	before := marks[checklistPrefix+step]
	if before == string(state) {
		return nil
	}
	return tx.SetSetting(ctx, checklistPrefix+step, before, string(state))
}

// ShowChecklist puts the whole list away, or brings it back, for admins.
// Errors: CodeForbidden.
func (n *Network) ShowChecklist(ctx context.Context, who kpi.Who, shown bool) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		marks, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		value := checklistHidden
		if shown {
			value = checklistFollowed
		}
		if marks[settingChecklist] == value {
			return nil
		}
		return tx.SetSetting(ctx, settingChecklist, marks[settingChecklist], value)
	})
}
