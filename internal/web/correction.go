package web

// This file lists corrections, shows one, and decides it.

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

const correctionPageSize = 50

// correctionsPage lists corrections: GET /corrections.
func (s *Server) correctionsPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	waiting, decided, err := s.net.CorrectionTally(ctx, who)
	if err != nil {
		return err
	}
	q := network.CorrectionQuery{State: kpi.CorrectionProposed, Limit: correctionPageSize}
	total, done := waiting, c.QueryParam("show") == "decided"
	if done {
		q.State, q.Decided, total = "", true, decided
	}
	paging := pagingOf(c, total, correctionPageSize)
	q.Skip = max(0, paging.From-1)
	list, err := s.net.Corrections(ctx, who, q)
	if err != nil {
		return err
	}
	view := page.CorrectionsView{
		Subtitle: p.T("correction.list_subtitle"), Paging: paging,
		Tabs: []page.ListChoice{
			{Label: p.T("correction.tab_waiting", "n", waiting), Href: "/corrections", On: !done},
			{Label: p.T("correction.tab_decided", "n", decided), Href: "/corrections?show=decided", On: done},
		},
		None: [2]string{p.T("correction.none_waiting"), p.T("correction.none_text")},
	}
	if done {
		view.None[0] = p.T("correction.none_decided")
	}
	for _, one := range list {
		view.Lines = append(view.Lines, correctionLine(p, one))
	}
	chrome, err := s.chrome(c, p.T("correction.list_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Corrections(chrome, view))
}

// pagingOf is the page of a list that the address asks for, of so many lines.
func pagingOf(c echo.Context, total, size int) page.Paging {
	g := page.Paging{Pages: max(1, (total+size-1)/size), Total: total}
	g.Page, _ = strconv.Atoi(c.QueryParam("page"))
	g.Page = max(1, min(g.Page, g.Pages))
	g.From, g.To = min((g.Page-1)*size+1, total), min(g.Page*size, total)
	path, query := c.Request().URL.Path, c.Request().URL.Query()
	g.Href = func(n int) string {
		q := url.Values{}
		for name, values := range query {
			q[name] = values
		}
		q.Set("page", strconv.Itoa(n))
		return address(path, q)
	}
	return g
}

func correctionLine(p *i18n.Printer, one network.Correction) page.CorrectionLine {
	line := page.CorrectionLine{
		Account: one.Account, What: figureTitle(p, one.Account, one.Indicator, one.Month),
		Old: page.FigureWords(p, one.Old), New: page.FigureWords(p, one.New), Change: figureDelta(p, one.Indicator, one.Old, one.New),
		Reason: writtenWords(p, one.Reason), By: p.T("correction.proposed_by", "by", actorWords(p, one.Proposed), "at", p.DateTime(one.Proposed.At)),
		State: one.State, Href: page.CorrectionAddress(one.ID),
	}
	switch {
	case one.Moved():
		line.More = p.T("correction.moved_short")
	case one.Report != 0:
		line.More = p.T("correction.restated", "number", one.Report.String())
	}
	return line
}

// figureTitle names a figure: "Abonnés, octobre 2026".
func figureTitle(p *i18n.Printer, a kpi.Account, i kpi.Indicator, m kpi.Month) string {
	return p.T("correction.title", "indicator", i.Label(p.Locale(), a.PlatformID), "month", m)
}

// figureDelta is the difference that a correction makes, where both are values.
func figureDelta(p *i18n.Printer, i kpi.Indicator, old, now kpi.Figure) page.Delta {
	change := now.Number().Minus(old.Number())
	if !change.Known {
		return page.Delta{}
	}
	return page.Delta{Change: change, Text: writeChange(p, i, change), Direction: kpi.DirectionNeutral}
}

// actorWords name who acted: the person, else their role, else the command line.
func actorWords(p *i18n.Printer, a network.Acted) string {
	switch {
	case a.By != "":
		return a.By
	case kpi.Role(a.Role).Valid():
		return page.RoleWord(p, kpi.Role(a.Role))
	}
	return p.T("changes.command")
}

// correctionTyped is a decision that was sent and not taken, shown again.
type correctionTyped struct{ reason, why, fault string }

// correctionPage shows a correction: GET /corrections/:id.
func (s *Server) correctionPage(c echo.Context) error {
	return s.drawCorrection(c, http.StatusOK, correctionTyped{})
}

func (s *Server) drawCorrection(c echo.Context, status int, typed correctionTyped) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	one, err := s.net.Correction(ctx, who, idParam(c))
	if err != nil {
		return err
	}
	history, err := s.net.FigureHistory(ctx, who, one.Account.ID, one.Month, one.Indicator.Code)
	if err != nil {
		return err
	}
	view := correctionView(p, one)
	view.Typed, view.Error, view.Fault = typed.reason, typed.why, typed.fault
	var proposed kpi.Number
	if one.State != kpi.CorrectionAccepted { // that one stands on the line
		proposed = one.New.Number()
	}
	figure, err := charts.CorrectionLine(one.Account, history.Line, one.Month, proposed, p)
	if err != nil {
		return err
	}
	view.Figure = withWays(figureOf(p, figure, "correction-"+one.ID.String()), view.Ways...)
	chrome, err := s.chrome(c, p.T("correction.page_title", "account", one.Account.Name()))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Correction(chrome, view))
}

func correctionView(p *i18n.Printer, one network.Correction) page.CorrectionView {
	account := one.Account
	v := page.CorrectionView{
		Account: account, Over: account.Name() + " · " + account.Platform, Title: figureTitle(p, account, one.Indicator, one.Month), State: one.State,
		Old: page.FigureWords(p, one.Old), New: page.FigureWords(p, one.New), Change: figureDelta(p, one.Indicator, one.Old, one.New),
		Reason: writtenWords(p, one.Reason), By: p.T("correction.proposed_by", "by", actorWords(p, one.Proposed), "at", p.DateTime(one.Proposed.At)),
		Why: one.DecisionReason, Address: page.CorrectionAddress(one.ID), Decide: one.May.Decide, Withdraw: one.May.Withdraw,
		TakeBack: one.May.TakeBack, Seen: one.Now,
		Ways: []page.Way{
			{Href: page.FigureAddress(account.ID, one.Month, one.Indicator.Code), Label: p.T("history.of_figure")},
			{Href: filingAddress(account.ID, one.Month), Label: p.T("history.to_filing", "month", one.Month)},
			{Href: "/corrections", Label: p.T("correction.all")},
		},
	}
	if one.Moved() {
		v.Now, v.Change = page.FigureWords(p, one.Now), figureDelta(p, one.Indicator, one.Now, one.New)
	}
	if !one.Decided.At.IsZero() {
		v.Decided = p.T(decidedKeys[one.State], "by", actorWords(p, one.Decided), "at", p.DateTime(one.Decided.At))
	}
	if one.State == kpi.CorrectionAccepted {
		v.Undo = p.T("correction.undo_accepted")
		v.Restated = p.T("correction.restated_next")
		if one.Report != 0 {
			v.Restated = p.T("correction.restated", "number", one.Report.String())
		}
	}
	return v
}

var decidedKeys = map[kpi.CorrectionState]string{
	kpi.CorrectionAccepted:  "correction.accepted_by",
	kpi.CorrectionRefused:   "correction.refused_by",
	kpi.CorrectionWithdrawn: "correction.withdrawn_by",
}

// acceptCorrection accepts a correction: POST /corrections/:id/accept. The form
// says which figure the person saw standing.
func (s *Server) acceptCorrection(c echo.Context) error {
	return s.decideCorrection(c, s.printer(c).T("correction.done_accepted"), func(form url.Values) error {
		var seen kpi.Figure
		if err := seen.State.UnmarshalText([]byte(form.Get("seen_state"))); err != nil {
			return err
		}
		seen.Value, _ = strconv.ParseFloat(form.Get("seen_value"), 64)
		_, err := s.net.AcceptCorrectionOver(c.Request().Context(), s.who(c), idParam(c), seen, lines(form.Get("reason")))
		return err
	})
}

// refuseCorrection refuses a correction: POST /corrections/:id/refuse.
func (s *Server) refuseCorrection(c echo.Context) error {
	return s.decideCorrection(c, s.printer(c).T("correction.done_refused"), func(form url.Values) error {
		_, err := s.net.DecideCorrection(c.Request().Context(), s.who(c), idParam(c), false, lines(form.Get("reason")))
		return err
	})
}

// withdrawCorrection takes a proposal back: POST /corrections/:id/withdraw.
func (s *Server) withdrawCorrection(c echo.Context) error {
	return s.decideCorrection(c, s.printer(c).T("correction.done_withdrawn"), func(url.Values) error {
		_, err := s.net.WithdrawCorrection(c.Request().Context(), s.who(c), idParam(c))
		return err
	})
}

// takeBackRefusal makes a refused correction wait again: POST
// /corrections/:id/take-back.
func (s *Server) takeBackRefusal(c echo.Context) error {
	return s.decideCorrection(c, s.printer(c).T("correction.done_taken_back"), func(url.Values) error {
		_, err := s.net.TakeBackRefusal(c.Request().Context(), s.who(c), idParam(c))
		return err
	})
}

// decideCorrection runs an act on a correction and comes back to its page: with
// the notice where it was done, and with what is wrong where it was not.
func (s *Server) decideCorrection(c echo.Context, notice string, act func(url.Values) error) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	err = act(form)
	typed := correctionTyped{reason: form.Get("reason")}
	var ours *kpi.Error
	switch faults, invalid := fieldErrors(p, err); {
	case err == nil:
		s.leaveNotice(c, notice)
		return s.goTo(c, page.CorrectionAddress(idParam(c)))
	case invalid:
		typed.why = faults["reason"]
		return s.drawCorrection(c, http.StatusUnprocessableEntity, typed)
	case errors.As(err, &ours) && ours.Code == kpi.CodeConflict:
		typed.fault = p.Message(ours.Key, ours.Args)
		return s.drawCorrection(c, http.StatusConflict, typed)
	}
	return err
}

// addFigureWays leads from the figures of a filing that can't be changed to
// their history and to their corrections.
func (s *Server) addFigureWays(c echo.Context, form network.FilingForm, v *page.FilingView) error {
	if v.ReadOnly == "" {
		return nil
	}
	p, account, month := s.printer(c), form.Account.ID, form.Filing.Month
	list, err := s.net.Corrections(c.Request().Context(), s.who(c), network.CorrectionQuery{Account: account, Month: month})
	if err != nil {
		return err
	}
	latest := map[string]network.Correction{}
	for _, one := range list { // the latest first
		if _, later := latest[one.Indicator.Code]; !later && one.State != kpi.CorrectionWithdrawn {
			latest[one.Indicator.Code] = one
		}
	}
	for i := range v.Fields {
		f := &v.Fields[i]
		at := page.FigureAddress(account, month, f.Code)
		one, there := latest[f.Code]
		if there {
			f.Ways = append(f.Ways, page.Way{Href: page.CorrectionAddress(one.ID), Label: p.T(correctionWays[one.State])})
		}
		if form.Filing.May.Correct && (!there || one.State != kpi.CorrectionProposed) {
			f.Ways = append(f.Ways, page.Way{Href: at + "/correct", Label: p.T("correction.propose")})
		}
		if form.Filing.Version > 0 {
			f.Ways = append(f.Ways, page.Way{Href: at, Label: p.T("history.way")})
		}
	}
	return nil
}

var correctionWays = map[kpi.CorrectionState]string{
	kpi.CorrectionProposed: "correction.way_waits",
	kpi.CorrectionAccepted: "correction.way_accepted",
	kpi.CorrectionRefused:  "correction.way_refused",
}
