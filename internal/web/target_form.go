package web

// This file is the form on which a target is set or changed, and the page that
// copies those of a year.

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// targetTyped is what a form, or an address, says of a target.
type targetTyped struct {
	kpi.Target
	find, value, span string
}

// readTarget reads a target's form; what cannot be read is left for network to
// refuse.
func readTarget(values url.Values) targetTyped {
	t := targetTyped{find: values.Get("find"), value: values.Get("value"), span: values.Get("span")}
	t.Scope, t.Indicator = values.Get("scope"), values.Get("indicator")
	switch t.Scope {
	case kpi.ScopeNetwork:
	case kpi.ScopeAccount:
		if t.ScopeID = kpi.ParseID(values.Get("account")); t.ScopeID != 0 {
			t.find = "" // it is found
		} else {
			t.ScopeID = kpi.ParseID(values.Get("chosen"))
		}
		if t.ScopeID == 0 {
			t.ScopeID = kpi.ParseID(values.Get("id"))
		}
	default:
		t.ScopeID = kpi.ParseID(values.Get("id"))
	}
	if span, err := kpi.ParseSpan(t.span); err == nil {
		t.Span = span
	}
	return t
}

// newTargetPage is the form of a new target: GET /targets/new.
func (s *Server) newTargetPage(c echo.Context) error {
	return s.drawNewTarget(c, http.StatusOK, readTarget(c.QueryParams()), "", map[string]string{})
}

func (s *Server) drawNewTarget(c echo.Context, status int, t targetTyped, fault string, errors map[string]string) error {
	p, ctx := s.printer(c), c.Request().Context()
	if t.Span == (kpi.Span{}) {
		t.Span = kpi.YearOf(s.net.CurrentMonth())
	}
	if t.Indicator == "" {
		t.Indicator = kpi.Followers
	}
	offer, err := s.net.TargetForm(ctx, s.who(c), network.TargetFormQuery{Target: t.Target, Find: t.find})
	if err != nil {
		return err
	}
	if t.Scope == "" && len(offer.Scopes) > 0 {
		t.Scope = offer.Scopes[0]
		if offer, err = s.net.TargetForm(ctx, s.who(c), network.TargetFormQuery{Target: t.Target, Find: t.find}); err != nil {
			return err
		}
	}
	v := page.TargetFormView{Title: p.T("target.new"), Subtitle: p.T("target.new_text"), Action: "/targets", Scope: t.Scope, Find: t.find, Indicator: t.Indicator,
		Value: t.value, Fault: fault, Errors: errors, Period: t.Span.String(), Back: address("/targets", url.Values{"span": {t.Span.String()}})}
	for _, scope := range offer.Scopes {
		v.Scopes = append(v.Scopes, page.Option{Value: scope, Label: scopeWord(p, scope)})
	}
	scopeChoices(p, &v, t, offer)
	for _, ind := range offer.Indicators {
		v.Indicators = append(v.Indicators, page.Option{Value: ind.Code, Label: ind.Label(p.Locale(), offer.Account.PlatformID)})
	}
	listed := false
	for _, span := range offer.Periods {
		v.Periods = append(v.Periods, page.Option{Value: span.String(), Label: p.Span(span)})
		listed = listed || span == t.Span
	}
	if !listed {
		v.Periods = append(v.Periods, page.Option{Value: t.Span.String(), Label: p.Span(t.Span)})
	}
	v.Facts = targetFacts(p, t.Span, offer)
	if errors["value"] == "" { // else that is said by then
		v.Asks = asksWords(p, offer, t.value)
	}
	if offer.There != nil {
		v.There = &page.TargetThere{Href: "/targets/" + offer.There.ID.String(), Text: p.T("target.there", "value", targetFigure(p, offer.There.Of, kpi.Num(offer.There.Value)),
			"by", signedBy(p, offer.There.Set), "at", p.Date(kpi.DayOf(offer.There.Set.At)))}
	}
	chrome, err := s.chrome(c, v.Title)
	if err != nil {
		return err
	}
	return s.render(c, status, page.TargetForm(chrome, v))
}

// scopeChoices are the groups, or the accounts, that a target may be for.
func scopeChoices(p *i18n.Printer, v *page.TargetFormView, t targetTyped, offer network.TargetForm) {
	list, label := []analytics.Group(nil), ""
	switch t.Scope {
	case kpi.ScopeSphere:
		list, label = offer.Groups.Spheres, p.T("layout.filter_sphere")
	case kpi.ScopeRange:
		list, label = offer.Groups.Ranges, p.T("layout.filter_range")
	case kpi.ScopeEntity:
		list, label = offer.Groups.Entities, p.T("layout.filter_entity")
	case kpi.ScopeAccount:
		if offer.Account.ID != 0 {
			v.Account = &offer.Account
		}
		v.Accounts, v.Nobody = offer.Accounts, t.find != "" && len(offer.Accounts) == 0
		if offer.More > 0 {
			v.More = p.N("explore.choose_more", offer.More)
		}
	}
	v.ScopeLabel = label
	if len(list) > 0 {
		v.ScopeList = append(v.ScopeList, page.Option{Label: p.T("target.choose")})
	}
	for _, g := range list {
		v.ScopeList = append(v.ScopeList, page.Option{Value: g.ID.String(), Label: g.Name})
		if g.ID == t.ScopeID {
			v.ScopeID = g.ID.String()
		}
	}
}

// targetFacts are what the value is chosen beside: the same a year before, the
// month before, what there is so far.
func targetFacts(p *i18n.Printer, span kpi.Span, offer network.TargetForm) []page.Fact {
	if offer.BeforeSpan == (kpi.Span{}) {
		return nil
	}
	write := func(n kpi.Number) string { return targetFigure(p, offer.Of, n) }
	facts := []page.Fact{{Label: beforeWords(p, offer), Value: write(offer.Before)}}
	if span.Len() == 1 {
		facts = append(facts, page.Fact{Label: p.Month(span.From.Add(-1)), Value: write(offer.Previous)})
	}
	if offer.Now.Known {
		now := page.Fact{Label: p.T("target.so_far"), Value: write(offer.Now)}
		if offer.Coverage.Expected > offer.Coverage.Known {
			now.Notes = append(now.Notes, coverageWords(p, offer.Of, span, offer.Coverage))
		}
		facts = append(facts, now)
	}
	return facts
}

// beforeWords name the period a year before, which may not be over.
func beforeWords(p *i18n.Printer, offer network.TargetForm) string {
	if offer.BeforeOpen {
		return p.T("target.by_trend", "span", offer.BeforeSpan)
	}
	return p.Span(offer.BeforeSpan)
}

// asksWords say what a value asks for against the same period a year before, as
// it is typed.
func asksWords(p *i18n.Printer, offer network.TargetForm, typed string) string {
	v, err := p.ParseNumber(typed)
	if typed == "" || offer.Of.Code == "" {
		return p.T("target.value_hint")
	}
	if err != nil {
		return p.Error(err)
	}
	growth := analytics.TargetGrowth(offer.Of, offer.Before, v)
	span := beforeWords(p, offer)
	switch {
	case !growth.Known:
		return p.T("target.asks_unknown")
	case offer.Of.Summed():
		return p.T("target.asks", "growth", p.SignedPercent(growth, 1), "span", span)
	case offer.Of.Unit == "%":
		return p.T("target.asks", "growth", p.Points(growth, max(offer.Of.Decimals, 1)), "span", span)
	}
	return p.T("target.asks", "growth", p.Signed(growth, max(offer.Of.Decimals, 1)), "span", span)
}

// typedValue reads a number in the person's language.
func typedValue(p *i18n.Printer, text string, errors map[string]string) (float64, bool) {
	if text == "" {
		errors["value"] = p.T("target.value_missing")
		return 0, false
	}
	v, err := p.ParseNumber(text)
	if err != nil {
		errors["value"] = p.Error(err)
	}
	return v, err == nil
}

// setTarget sets a target: POST /targets.
func (s *Server) setTarget(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p, t, errors := s.printer(c), readTarget(form), map[string]string{}
	status, fault := http.StatusUnprocessableEntity, ""
	var readable bool
	if t.Value, readable = typedValue(p, t.value, errors); readable || !s.setsTargets(c) {
		id, err := s.net.SetTarget(c.Request().Context(), s.who(c), t.Target)
		if err == nil {
			s.leaveNotice(c, p.T("target.stored"))
			return s.goTo(c, address("/targets", url.Values{"span": {t.Span.String()}})+"#target-"+id.String())
		}
		var ok bool
		if status, ok = formFaults(p, err, errors); !ok {
			return err
		}
	}
	if fault = errors["form"]; fault == "" {
		fault = p.N("target.faults", len(errors))
	}
	return s.drawNewTarget(c, status, t, fault, errors)
}

// setsTargets reports whether to tell the person what is wrong with a target
// before network says that it is not theirs to set.
func (s *Server) setsTargets(c echo.Context) bool { return s.who(c).Is(directors.roles...) }

// targetPage is the form that changes a target: GET /targets/:id.
func (s *Server) targetPage(c echo.Context) error {
	return s.drawTarget(c, http.StatusOK, "", "", map[string]string{})
}

func (s *Server) drawTarget(c echo.Context, status int, typed, fault string, errors map[string]string) error {
	p, ctx := s.printer(c), c.Request().Context()
	t, err := s.net.Target(ctx, s.who(c), idParam(c))
	if err != nil {
		return err
	}
	if !t.MayChange {
		return kpi.Forbidden("target.forbidden")
	}
	offer, err := s.net.TargetForm(ctx, s.who(c), network.TargetFormQuery{Target: t.Target})
	if err != nil {
		return err
	}
	value := targetFigure(p, t.Of, kpi.Num(t.Value))
	v := page.TargetFormView{Title: p.T("target.change_title"), Action: "/targets/" + t.ID.String(), Value: typed, Fault: fault, Errors: errors,
		Subtitle: p.T("target.by", "by", signedBy(p, t.Set), "at", p.Date(kpi.DayOf(t.Set.At))), Facts: targetFacts(p, t.Span, offer),
		Back: address("/targets", url.Values{"span": {t.Span.String()}}) + "#target-" + t.ID.String()}
	if typed == "" {
		v.Value = p.Plain(t.Value)
	}
	if errors["value"] == "" {
		v.Asks = asksWords(p, offer, v.Value)
	}
	v.Fixed = []page.Fact{{Label: scopeWord(p, t.Scope), Value: targetName(p, t)}, {Label: p.T("target.indicator"), Value: targetIndicator(p, t)},
		{Label: p.T("target.period"), Value: p.Span(t.Span)}, {Label: p.T("target.value"), Value: value}}
	v.Hidden = []page.Hidden{{Name: "was", Value: strconv.FormatFloat(t.Value, 'g', -1, 64)}, {Name: "scope", Value: t.Scope}, {Name: "id", Value: t.ScopeID.String()},
		{Name: "indicator", Value: t.Indicator}, {Name: "span", Value: t.Span.String()}}
	chrome, err := s.chrome(c, v.Title)
	if err != nil {
		return err
	}
	return s.render(c, status, page.TargetForm(chrome, v))
}

// changeTarget changes a target's value: POST /targets/:id.
func (s *Server) changeTarget(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p, errors, typed := s.printer(c), map[string]string{}, form.Get("value")
	was, err := strconv.ParseFloat(form.Get("was"), 64)
	if err != nil {
		was = -1 // which no target has
	}
	status := http.StatusUnprocessableEntity
	if value, readable := typedValue(p, typed, errors); readable || !s.setsTargets(c) {
		err := s.net.ChangeTarget(c.Request().Context(), s.who(c), idParam(c), was, value)
		if err == nil {
			s.leaveNotice(c, p.T("target.changed_done"))
			t, err := s.net.Target(c.Request().Context(), s.who(c), idParam(c))
			if err != nil {
				return err
			}
			return s.goTo(c, address("/targets", url.Values{"span": {t.Span.String()}})+"#target-"+t.ID.String())
		}
		var ok bool
		if status, ok = formFaults(p, err, errors); !ok {
			return err
		}
	}
	fault := errors["form"]
	if fault == "" {
		fault = p.N("target.faults", len(errors))
	}
	return s.drawTarget(c, status, typed, fault, errors)
}

// withdrawTarget takes a target back: POST /targets/:id/withdraw.
func (s *Server) withdrawTarget(c echo.Context) error {
	p, ctx := s.printer(c), c.Request().Context()
	t, err := s.net.Target(ctx, s.who(c), idParam(c))
	if err != nil {
		return err
	}
	was, err := s.net.WithdrawTarget(ctx, s.who(c), idParam(c))
	if err != nil {
		return err
	}
	undo := targetUndo{Action: "/targets", Text: p.T("target.withdrawn", "name", targetName(p, t), "indicator", targetIndicator(p, t)),
		Fields: []page.Hidden{{Name: "scope", Value: was.Scope}, {Name: "id", Value: was.ScopeID.String()}, {Name: "indicator", Value: was.Indicator},
			{Name: "span", Value: was.Span.String()}, {Name: "value", Value: p.Plain(was.Value)}}}
	if err := s.leaveTarget(c, undo); err != nil {
		return err
	}
	return s.goTo(c, address("/targets", url.Values{"span": {was.Span.String()}}))
}
