package web

// This file reads what was typed into the form of a filing.

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// Names of the form's fields; those of a figure end in its code.
const (
	fieldValue  = "value."
	fieldState  = "state."
	fieldReason = "reason."
	fieldOwn    = "own."
	fieldAlways = "always."
	fieldNote   = "note."
	fieldPick   = "pick."
	fieldChoice = "choice."
)

// Words of the buttons.
const (
	actionSave   = "save"
	actionSubmit = "submit"
	actionNext   = "next" // submit, and go on to the next account
)

// mineOrTheirs are the choices of a conflict.
const (
	choiceMine   = "mine"
	choiceTheirs = "theirs"
)

// entry is a filing as typed: what it asks for, and what could not be read.
type entry struct {
	form   url.Values
	change kpi.FilingChange
	unread []kpi.FieldError
	action string
}

// readEntry reads a form in a person's language. A figure whose number cannot
// be read is left out of the change and named among the faults.
func readEntry(p *i18n.Printer, form url.Values, account kpi.ID, month kpi.Month) entry {
	e := entry{form: form, action: form.Get("action"), change: kpi.FilingChange{
		Account: account, Month: month, Figures: map[string]kpi.Figure{}, Remember: map[string]bool{},
		OnBehalfReason: form.Get("on_behalf_reason"),
	}}
	e.change.Version, _ = strconv.Atoi(form.Get("version"))
	if form.Has("comment") && form.Get(fieldChoice+"comment") != choiceTheirs {
		comment := strings.ReplaceAll(form.Get("comment"), "\r\n", "\n")
		e.change.Comment = &comment
	}
	for name := range form {
		if code, picked := strings.CutPrefix(name, fieldPick); picked {
			form.Set(fieldValue+code, form.Get(name))
			form.Set(fieldState+code, page.StateValue)
			e.action = actionSave
		}
	}
	e.change.Submit = e.action == actionSubmit || e.action == actionNext
	e.change.Places, e.unread = readPlaces(p, form)
	e.change.TakeRank = form.Get(fieldTakeRank) != ""
	for _, code := range e.codes() {
		if form.Get(fieldChoice+code) == choiceTheirs {
			continue
		}
		figure, err := e.figure(p, code)
		if err != nil {
			e.unread = append(e.unread, numberFault(code, err))
			continue
		}
		e.change.Figures[code] = figure
		if figure.Answered() {
			e.change.Remember[code] = figure.State != kpi.StateValue && form.Get(fieldAlways+code) != ""
		}
	}
	return e
}

// codes lists the figures that the form holds.
func (e entry) codes() []string {
	var codes []string
	for name := range maps.Keys(e.form) {
		if code, found := strings.CutPrefix(name, fieldState); found {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

func (e entry) figure(p *i18n.Printer, code string) (kpi.Figure, error) {
	figure := kpi.Figure{Note: e.form.Get(fieldNote + code)}
	switch e.form.Get(fieldState + code) {
	case page.StateUnavailable:
		figure.State = kpi.StateUnavailable
		if figure.Reason = e.form.Get(fieldReason + code); figure.Reason == page.ReasonOwn {
			figure.Reason = e.form.Get(fieldOwn + code)
		}
		return figure, nil
	case page.StateNA:
		figure.State = kpi.StateNA
		return figure, nil
	}
	text := strings.TrimSpace(e.form.Get(fieldValue + code))
	if text == "" {
		return kpi.Figure{}, nil
	}
	value, err := p.ParseNumber(text)
	figure.State, figure.Value = kpi.StateValue, value
	return figure, err
}

// numberFault is the fault of a number that could not be read.
func numberFault(code string, err error) kpi.FieldError {
	fault := kpi.FieldError{Field: "figures." + code, Key: "number.unreadable"}
	var ours *kpi.Error
	if errors.As(err, &ours) {
		fault.Key, fault.Args = ours.Key, ours.Args
	}
	return fault
}

// readings are the numbers that an ambiguous one could be, as one may type them.
func readings(fault kpi.FieldError) []string {
	if fault.Key != "number.ambiguous" {
		return nil
	}
	var list []string
	for _, name := range []string{"whole", "decimal"} {
		if text, ok := fault.Args[name].(string); ok {
			list = append(list, text)
		}
	}
	return list
}

// without is the change less the figures and the comment that are at fault.
func (e entry) without(faults []kpi.FieldError) kpi.FilingChange {
	change := e.change
	change.Submit = false
	change.Figures, change.Remember = maps.Clone(change.Figures), maps.Clone(change.Remember)
	change.Places = maps.Clone(change.Places)
	for _, fault := range faults {
		if fault.Field == "comment" {
			change.Comment = nil
		}
		if id, place := strings.CutPrefix(fault.Field, fieldPlace); place {
			delete(change.Places, kpi.ParseID(id))
		}
		code := strings.TrimPrefix(fault.Field, "figures.")
		delete(change.Figures, code)
		delete(change.Remember, code)
	}
	return change
}

// onFigures reports whether faults are about figures, places and the comment alone, so
// that the rest can be saved.
func onFigures(faults []kpi.FieldError) bool {
	for _, fault := range faults {
		if fault.Field != "comment" && !strings.HasPrefix(fault.Field, "figures.") && !strings.HasPrefix(fault.Field, fieldPlace) {
			return false
		}
	}
	return true
}

// faultsOf are the fields at fault of an error about fields alone.
func faultsOf(err error) []kpi.FieldError {
	var ours *kpi.Error
	if errors.As(err, &ours) && ours.Code == kpi.CodeInvalid {
		return ours.Fields
	}
	return nil
}
