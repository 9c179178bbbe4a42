package web

// This file saves, submits and takes back the filing of an account.

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// outcome is what became of an entry: the filing as it stands, and what could
// not be taken of what was typed.
type outcome struct {
	filing    kpi.Filing
	faults    []kpi.FieldError
	saved     bool // something of it was saved
	submitted bool
}

// saveFiling saves or submits what was typed: POST /accounts/:id/filings/:month.
// What can be read is kept in a draft even where something else is at fault.
func (s *Server) saveFiling(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), s.printer(c)
	e := readEntry(p, form, idParam(c), month)
	done, err := s.file(ctx, s.who(c), e)
	var conflict *kpi.FilingConflict
	switch {
	case errors.As(err, &conflict) && !wantsJSON(c.Request()):
		return s.conflictPage(c, e, conflict)
	case err != nil:
		return err
	case wantsJSON(c.Request()):
		return s.savedJSON(c, e, done)
	case len(done.faults) > 0:
		return s.drawFiling(c, http.StatusUnprocessableEntity, month, &typed{entry: e, outcome: done})
	case done.submitted:
		return s.goTo(c, s.afterSubmission(ctx, c, e))
	}
	return s.goTo(c, filingAddress(e.change.Account, month))
}

// file hands an entry to the network. Where some figures of a draft are at
// fault, the others are saved.
func (s *Server) file(ctx context.Context, who kpi.Who, e entry) (outcome, error) {
	before, err := s.net.Filing(ctx, who, e.change.Account, e.change.Month)
	if err != nil {
		return outcome{}, err
	}
	faults := e.unread
	if len(faults) == 0 {
		filing, err := s.net.File(ctx, who, e.change)
		if faults = faultsOf(err); len(faults) == 0 {
			return outcome{filing: filing, saved: err == nil, submitted: e.change.Submit}, err
		}
	}
	done := outcome{filing: before, faults: faults}
	if before.State.Filed() || !onFigures(faults) {
		return done, nil
	}
	filing, err := s.net.File(ctx, who, e.without(faults))
	if more := faultsOf(err); len(more) > 0 {
		done.faults = append(done.faults, more...)
		if !onFigures(more) {
			return done, nil
		}
		filing, err = s.net.File(ctx, who, e.without(done.faults))
	}
	if err != nil {
		return outcome{}, err
	}
	done.filing, done.saved = filing, true
	return done, nil
}

func filingAddress(account kpi.ID, month kpi.Month) string {
	return "/accounts/" + account.String() + "/filings/" + month.String()
}

// afterSubmission is where a person goes on to: the next account where they
// said so and there is one, else the thanks.
func (s *Server) afterSubmission(ctx context.Context, c echo.Context, e entry) string {
	here := filingAddress(e.change.Account, e.change.Month)
	if e.action == actionNext {
		form, err := s.net.FilingForm(ctx, s.who(c), e.change.Account, e.change.Month, s.printer(c).Locale())
		if err == nil && form.ToFile != nil {
			return filingAddress(form.ToFile.ID, e.change.Month) + "?sent=" + e.change.Account.String()
		}
	}
	return here + "/thanks"
}

// wantsJSON reports whether a script of a page asks, which is told in JSON.
func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), echo.MIMEApplicationJSON)
}

// savedFieldJSON is what is wrong with a field.
type savedFieldJSON struct {
	Text    string   `json:"text"`
	Choices []string `json:"choices,omitempty"`
}

// savedJSON is what the script of the page is told after a save.
type savedJSON struct {
	Version  int                       `json:"version"`
	State    string                    `json:"state"`
	Tone     string                    `json:"tone"`
	Saved    string                    `json:"saved"`
	Fault    string                    `json:"fault,omitempty"`
	Errors   map[string]savedFieldJSON `json:"errors"`   // by code, or the field's name
	Warnings map[string][]string       `json:"warnings"` // by code
	Lines    map[string]sparkJSON      `json:"lines"`    // of the figures about which there is a warning
	Go       string                    `json:"go,omitempty"`
}

// sparkJSON is a spark line as the script draws it.
type sparkJSON struct {
	Box   string `json:"box"`
	Path  string `json:"path"`
	Dot   string `json:"dot"`
	Label string `json:"label"`
}

// warnedLines are the lines of the figures about which there is a warning, by
// code.
func (s *Server) warnedLines(c echo.Context, f kpi.Filing) (map[string]sparkJSON, error) {
	lines := map[string]sparkJSON{}
	if len(f.Warnings) == 0 {
		return lines, nil
	}
	p := s.printer(c)
	form, err := s.net.FilingForm(c.Request().Context(), s.who(c), f.Account, f.Month, p.Locale())
	for _, field := range form.Fields {
		warned := slices.ContainsFunc(f.Warnings, func(w kpi.Warning) bool { return w.Indicator == field.Indicator.Code })
		if spark := fieldSpark(p, form.Account.PlatformID, field); warned && spark.Dot {
			lines[field.Indicator.Code] = sparkJSON{spark.Box(), spark.Path, spark.DotPath(), spark.Label}
		}
	}
	return lines, err
}

func (s *Server) savedJSON(c echo.Context, e entry, done outcome) error {
	p := s.printer(c)
	warned, err := s.warnedLines(c, done.filing)
	if err != nil {
		return err
	}
	body := savedJSON{
		Version: done.filing.Version, State: page.FilingStateName(p, stateOf(done.filing)), Tone: page.FilingTone(stateOf(done.filing)),
		Errors: map[string]savedFieldJSON{}, Warnings: warningWords(p, done.filing), Lines: warned,
	}
	if done.saved {
		body.Saved = p.T("filing.saved_at", "time", s.net.Now().Format("15:04"))
	}
	for _, fault := range done.faults {
		name := strings.TrimPrefix(fault.Field, "figures.")
		if _, more := body.Errors[name]; !more {
			body.Errors[name] = savedFieldJSON{p.Field(fault), readings(fault)}
		}
	}
	status := http.StatusOK
	switch {
	case len(done.faults) > 0:
		body.Fault = faultWords(p, done)
		if e.change.Submit {
			status = http.StatusUnprocessableEntity
		}
	case done.submitted:
		body.Go = s.afterSubmission(c.Request().Context(), c, e)
	}
	return writeJSON(c, status, echo.MIMEApplicationJSON, body)
}

// faultWords say how many figures could not be taken, and what became of the
// others.
func faultWords(p *i18n.Printer, done outcome) string {
	if done.saved {
		return p.N("filing.fault_rest_saved", len(done.faults))
	}
	return p.N("filing.fault", len(done.faults))
}

// warningWords are what is unusual, by code.
func warningWords(p *i18n.Printer, f kpi.Filing) map[string][]string {
	words := map[string][]string{}
	for _, w := range f.Warnings {
		words[w.Indicator] = append(words[w.Indicator], p.Message(w.Key, w.Args))
	}
	return words
}

func stateOf(f kpi.Filing) kpi.FilingState {
	if f.State == "" {
		return kpi.FilingEmpty
	}
	return f.State
}

// undoFiling takes a submission back: POST /accounts/:id/filings/:month/undo.
func (s *Server) undoFiling(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	if _, err := s.net.UndoSubmission(c.Request().Context(), s.who(c), idParam(c), month); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("filing.undone"))
	return s.goTo(c, filingAddress(idParam(c), month))
}

// seeFilingNotice says that a holder has seen what somebody else changed: POST
// /accounts/:id/filings/:month/seen.
func (s *Server) seeFilingNotice(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	if err := s.net.SeeNotice(c.Request().Context(), s.who(c), idParam(c), month); err != nil {
		return err
	}
	return s.goTo(c, "/")
}
