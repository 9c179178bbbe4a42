package web

// This file proposes corrections of figures whose month is closed.

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// proposalTyped is a proposal that was sent and not taken, shown again.
type proposalTyped struct {
	entry
	faults []kpi.FieldError
	fault  string
}

// proposalPage shows the form: GET /accounts/:id/figures/:month/:code/correct.
func (s *Server) proposalPage(c echo.Context) error {
	return s.drawProposal(c, http.StatusOK, nil)
}

func (s *Server) drawProposal(c echo.Context, status int, typed *proposalTyped) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	h, err := s.net.ProposalForm(c.Request().Context(), s.who(c), idParam(c), month, c.Param("code"))
	if kpi.CodeOf(err) == kpi.CodeConflict {
		return s.goTo(c, filingAddress(idParam(c), month)) // it is edited there
	}
	if err != nil {
		return err
	}
	if h.Waiting != nil && typed == nil {
		return s.goTo(c, page.CorrectionAddress(h.Waiting.ID))
	}
	view := s.proposalView(c, h, typed)
	chrome, err := s.chrome(c, s.printer(c).T("correction.propose"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Proposal(chrome, view))
}

func (s *Server) proposalView(c echo.Context, h network.FigureHistory, typed *proposalTyped) page.ProposalView {
	p := s.printer(c)
	var before kpi.Figure
	for _, point := range h.Line.Points {
		if point.Month == h.Month.Add(-1) {
			before = point.Figure
		}
	}
	field := network.FilingField{Indicator: h.Indicator, Figure: h.Figure, Before: before}
	at := page.FigureAddress(h.Account.ID, h.Month, h.Indicator.Code)
	v := page.ProposalView{
		Account: h.Account, Over: h.Account.Name() + " · " + h.Account.Platform, Title: figureTitle(p, h.Account, h.Indicator, h.Month),
		Now: page.FigureWords(p, h.Figure), Before: filingPast(p, h.Indicator, before), Heads: page.FilingHeads{Before: p.Month(h.Month.Add(-1))},
		Address: at + "/correct", Back: at, Field: filingField(p, h.Account.PlatformID, field),
		Reason: page.Field{Name: "why", Label: p.T("correction.reason_label"), Hint: p.T("correction.reason_hint")},
	}
	v.Field.Text = "" // what stands is shown above; the right one is typed
	if typed == nil {
		v.Field.State = page.StateValue
		return v
	}
	v.Fault = typed.fault
	v.Reason.Value = typed.form.Get("why")
	f := &v.Field
	f.Text, f.State = typed.form.Get(fieldValue+f.Code), typed.form.Get(fieldState+f.Code)
	f.Reason, f.OwnReason = typed.form.Get(fieldReason+f.Code), typed.form.Get(fieldOwn+f.Code)
	for _, fault := range typed.faults {
		switch fault.Field {
		case "reason":
			v.Reason.Error = p.Field(fault)
		default:
			f.Error, f.Choices = p.Field(fault), readings(fault)
		}
	}
	return v
}

// proposeCorrection proposes a correction: POST
// /accounts/:id/figures/:month/:code/correct.
func (s *Server) proposeCorrection(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p, code := s.printer(c), c.Param("code")
	form.Set(fieldReason+code, form.Get(page.ProposalReason))
	form.Set(fieldOwn+code, form.Get(page.ProposalOwn))
	e := readEntry(p, form, idParam(c), month)
	if len(e.unread) > 0 {
		return s.drawProposal(c, http.StatusUnprocessableEntity, &proposalTyped{entry: e, faults: e.unread})
	}
	made, err := s.net.ProposeCorrection(c.Request().Context(), s.who(c), network.CorrectionProposal{
		Account: idParam(c), Month: month, Code: code, Figure: e.change.Figures[code], Reason: lines(form.Get("why")),
	})
	var ours *kpi.Error
	switch {
	case err == nil:
		s.leaveNotice(c, p.T("correction.done_proposed"))
		return s.goTo(c, page.CorrectionAddress(made.ID))
	case errors.As(err, &ours) && ours.Code == kpi.CodeInvalid && len(ours.Fields) > 0:
		return s.drawProposal(c, http.StatusUnprocessableEntity, &proposalTyped{entry: e, faults: ours.Fields})
	case errors.As(err, &ours) && ours.Code == kpi.CodeConflict:
		return s.drawProposal(c, http.StatusConflict, &proposalTyped{entry: e, fault: p.Message(ours.Key, ours.Args)})
	}
	return err
}
