package web

// This file is the filings of the API: the figures of one account for one
// month.

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// figureJSON is a figure as it is told.
type figureJSON struct {
	State  kpi.State  `json:"state"`
	Value  kpi.Number `json:"value"`
	Reason string     `json:"reason,omitempty"`
	Note   string     `json:"note,omitempty"`
}

func newFigureJSON(f kpi.Figure) figureJSON {
	return figureJSON{f.State, f.Number(), f.Reason, f.Note}
}

type warningJSON struct {
	Indicator string `json:"indicator"`
	Key       string `json:"key"`
	Detail    string `json:"detail"`
}

type lockJSON struct {
	Key    string     `json:"key"`
	Detail string     `json:"detail"`
	Since  *time.Time `json:"since"`
	Lifter kpi.Role   `json:"lifter"`
}

type filingJSON struct {
	Account          kpi.ID                `json:"account"`
	Month            kpi.Month             `json:"month"`
	State            kpi.FilingState       `json:"state"`
	Version          int                   `json:"version"`
	Asked            []string              `json:"asked"`
	Figures          map[string]figureJSON `json:"figures"`
	Comment          string                `json:"comment"`
	ReturnReason     string                `json:"return_reason"`
	FirstSubmittedAt *time.Time            `json:"first_submitted_at"`
	LastSubmittedAt  *time.Time            `json:"last_submitted_at"`
	Warnings         []warningJSON         `json:"warnings"`
	May              kpi.FilingMay         `json:"may"`
	Lock             *lockJSON             `json:"lock"`
}

// newFilingJSON tells a filing; an asked figure that was not given is empty.
func newFilingJSON(p *i18n.Printer, f kpi.Filing) filingJSON {
	body := filingJSON{
		Account: f.Account, Month: f.Month, State: f.State, Version: f.Version,
		Asked: f.Asked, Figures: make(map[string]figureJSON, len(f.Figures)),
		Comment: f.Comment, ReturnReason: f.ReturnReason,
		FirstSubmittedAt: instantJSON(f.FirstSubmittedAt), LastSubmittedAt: instantJSON(f.LastSubmittedAt),
		Warnings: make([]warningJSON, 0, len(f.Warnings)), May: f.May,
	}
	if body.State == "" {
		body.State = kpi.FilingEmpty
	}
	if body.Asked == nil {
		body.Asked = []string{}
	}
	for _, code := range f.Asked {
		body.Figures[code] = figureJSON{}
	}
	for code, figure := range f.Figures {
		body.Figures[code] = newFigureJSON(figure)
	}
	for _, w := range f.Warnings {
		body.Warnings = append(body.Warnings, warningJSON{w.Indicator, w.Key, p.Message(w.Key, w.Args)})
	}
	if l := f.Lock; l != nil {
		detail := p.Message(l.Key, kpi.Args{"month": f.Month, "since": l.Since, "lifter": l.Lifter})
		body.Lock = &lockJSON{l.Key, detail, instantJSON(l.Since), l.Lifter}
	}
	return body
}

// instantJSON is an instant in UTC, null where there is none.
func instantJSON(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// changeRequestJSON is what was asked for, given back in a conflict.
type changeRequestJSON struct {
	Version int                   `json:"version"`
	Figures map[string]figureJSON `json:"figures"`
	Comment *string               `json:"comment,omitempty"`
	Submit  bool                  `json:"submit"`
}

func newChangeJSON(c kpi.FilingChange) changeRequestJSON {
	body := changeRequestJSON{c.Version, make(map[string]figureJSON, len(c.Figures)), c.Comment, c.Submit}
	for code, f := range c.Figures {
		body.Figures[code] = newFigureJSON(f)
	}
	return body
}

func (s *Server) apiFiling(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	filing, err := s.net.Filing(c.Request().Context(), s.who(c), idParam(c), month)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, newFilingJSON(s.printer(c), filing))
}

func (s *Server) apiPutFiling(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	var body putFiling
	if err := readJSON(c, &body); err != nil {
		return err
	}
	change, err := body.change(idParam(c), month)
	if err != nil {
		return err
	}
	filing, err := s.net.File(c.Request().Context(), s.who(c), change)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, newFilingJSON(s.printer(c), filing))
}
