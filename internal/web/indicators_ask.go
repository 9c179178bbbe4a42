package web

// This file is whom an indicator is asked of: the list, what a change would do,
// and the change.

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// askFields are the fields of a new ask.
var askFields = []string{"act", "scope", "platform", "sphere", "account", "account_id", "from", "until"}

// addAsks adds to the page of an indicator of whom it is asked.
func (s *Server) addAsks(p *i18n.Printer, view *page.IndicatorView, one network.SetUpIndicator, platforms, spheres []network.SetUpGroup) {
	current := s.net.CurrentMonth()
	view.Asked = p.T("indicators.asked_nobody")
	if one.Asked > 0 {
		view.Asked = p.N("indicators.asked_of", one.Asked)
	}
	names := map[kpi.ID]string{}
	for _, g := range platforms {
		names[g.ID] = g.Name
		view.Platforms = append(view.Platforms, page.Option{Value: g.ID.String(), Label: g.Name})
	}
	sphereNames := map[kpi.ID]string{}
	for _, g := range spheres {
		sphereNames[g.ID] = g.Name
		view.Spheres = append(view.Spheres, page.Option{Value: g.ID.String(), Label: g.Name})
	}
	for _, a := range one.Asks {
		line := page.AskLine{
			When: monthSpan(p, a.From, a.Until), Over: a.Until != 0 && a.Until < current, Stop: current.String(),
			Platform: a.Platform.String(), Sphere: a.Sphere.String(), Account: a.Account.String(),
		}
		var parts []string
		if a.Platform != 0 {
			parts = append(parts, names[a.Platform])
		}
		if a.Sphere != 0 {
			parts = append(parts, sphereNames[a.Sphere])
		}
		if a.Account != 0 {
			parts = append(parts, p.T("indicators.one_account", "id", a.Account.String()))
		}
		if line.Scope = strings.Join(parts, " · "); line.Scope == "" {
			line.Scope = p.T("indicators.scope_all")
		}
		view.Asks = append(view.Asks, line)
	}
	if view.Ask.Values == nil {
		view.Ask.Values = map[string]string{"scope": "all", "from": current.String()}
	}
}

// askOf is what the form asks.
func (s *Server) askOf(c echo.Context, r *formReader) (kpi.IndicatorAsk, error) {
	ask := kpi.IndicatorAsk{Indicator: idParam(c), From: r.needMonth("from"), Until: r.month("until")}
	if r.form.Get("act") == "stop" {
		ask.Platform, ask.Sphere, ask.Account = kpi.ParseID(r.form.Get("platform")), kpi.ParseID(r.form.Get("sphere")), kpi.ParseID(r.form.Get("account_id"))
		return ask, r.err()
	}
	switch r.form.Get("scope") {
	case "platform":
		ask.Platform = kpi.ParseID(r.form.Get("platform"))
	case "sphere":
		ask.Sphere = kpi.ParseID(r.form.Get("sphere"))
	case "account":
		id, err := s.net.AccountNamed(c.Request().Context(), s.who(c), 0, r.text("account"))
		if err != nil {
			return ask, err
		}
		ask.Account = id
	case "all":
	default:
		r.faults = append(r.faults, kpi.Field("scope", "indicators.scope_unknown"))
	}
	return ask, r.err()
}

// changeAsks shows what asking, or asking no more, would do, and does it when
// it is sure: POST /settings/indicators/:id/asks.
func (s *Server) changeAsks(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	stop, sure := form.Get("act") == "stop", form.Get("sure") != ""
	var effect network.AskEffect
	ask, err := s.askOf(c, &formReader{form: form})
	if err == nil {
		effect, err = s.net.AskEffect(ctx, who, ask)
	}
	if err == nil && sure {
		err = s.net.SetAsked(ctx, who, ask, !stop)
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, askFields...)
		typed.Errors = faults
		return s.drawIndicator(c, http.StatusUnprocessableEntity, page.IndicatorView{Ask: typed})
	}
	if err != nil {
		return err
	}
	if sure {
		s.leaveNotice(c, askFinding(p, effect, stop))
		return s.goTo(c, indicatorAddress(ask.Indicator))
	}
	return s.drawAsk(c, form, effect, stop)
}

func (s *Server) drawAsk(c echo.Context, form url.Values, effect network.AskEffect, stop bool) error {
	p := s.printer(c)
	one, err := s.net.SetUpIndicator(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	view := page.AskView{
		Back: indicatorAddress(one.ID), Name: one.Label(p.Locale(), 0), ID: one.ID.String(), Finding: askFinding(p, effect, stop),
		Confirm: p.T("indicators.ask_confirm"),
	}
	title := p.T("indicators.ask_title")
	if stop {
		title, view.Confirm = p.T("indicators.stop_title"), p.T("indicators.stop_confirm")
		view.Notes = append(view.Notes, p.T("indicators.stop_keeps"))
	}
	if effect.Past {
		view.Notes = append(view.Notes, p.T("indicators.ask_past", "from", effect.Ask.From))
	}
	if effect.Account != "" {
		view.Notes = append(view.Notes, effect.Account)
	}
	if effect.Already && !stop {
		view.Finding, view.Confirm, view.Notes = p.T("indicators.ask_already"), "", nil
	}
	for _, name := range askFields {
		if value := form.Get(name); value != "" {
			view.Keep = append(view.Keep, page.Hidden{Name: name, Value: value})
		}
	}
	chrome, err := s.setUpChrome(c, title)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Ask(chrome, view))
}

// askFinding says what a change of asks does.
func askFinding(p *i18n.Printer, e network.AskEffect, stop bool) string {
	switch {
	case stop:
		return p.N("indicators.stop_effect", e.Accounts, "from", e.Ask.From)
	case e.Ask.Until != 0:
		return p.N("indicators.ask_effect_until", e.Accounts, "from", e.Ask.From, "until", e.Ask.Until)
	}
	return p.N("indicators.ask_effect", e.Accounts, "from", e.Ask.From)
}

// switchIndicatorOn asks an indicator of everybody from this month on, in one
// click: POST /settings/indicators/:id/switch-on.
func (s *Server) switchIndicatorOn(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	ask := kpi.IndicatorAsk{Indicator: idParam(c), From: s.net.CurrentMonth()}
	effect, err := s.net.AskEffect(ctx, who, ask)
	if err != nil {
		return err
	}
	if err := s.net.SetAsked(ctx, who, ask, true); err != nil {
		return err
	}
	s.leaveNotice(c, askFinding(p, effect, false))
	return s.goTo(c, indicatorsBase)
}
