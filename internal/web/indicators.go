package web

// This file is the set-up pages of indicators: the list, what one is, where a
// score comes from, what it is called on each platform. Whom it is asked of
// stands in indicators_ask.go.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

const indicatorsBase = "/settings/indicators"

func indicatorAddress(id kpi.ID) string { return indicatorsBase + "/" + id.String() }

// indicatorsPage lists what is counted: GET /settings/indicators.
func (s *Server) indicatorsPage(c echo.Context) error {
	p := s.printer(c)
	list, err := s.net.SetUpIndicators(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	var view page.IndicatorsView
	for i, one := range list {
		line := page.IndicatorLine{
			ID: one.ID.String(), Label: one.Label(p.Locale(), 0), Code: one.Code, Kind: page.KindName(p, one.Kind),
			Derived: one.Derived, First: i == 0, Last: i == len(list)-1,
		}
		switch {
		case one.Derived:
			line.Asked = p.T("indicators.derived")
		case askedFrom(one.Indicator, s.net.CurrentMonth()):
			line.Asked = p.N("indicators.asked_of", one.Asked)
		default:
			line.Asked = p.T("indicators.asked_nobody")
			line.SwitchOn = p.T("indicators.switch_on", "month", s.net.CurrentMonth())
		}
		view.Lines = append(view.Lines, line)
	}
	chrome, err := s.setUpChrome(c, p.T("settings.tab_indicators"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Indicators(chrome, view))
}

// askedFrom reports whether an indicator is asked of anybody in a month or
// later.
func askedFrom(i kpi.Indicator, month kpi.Month) bool {
	for _, a := range i.Asks {
		if a.Until == 0 || a.Until >= month {
			return true
		}
	}
	return false
}

// indicatorFields are the fields of an indicator's form.
var indicatorFields = []string{"label_fr", "label_en", "code", "kind", "unit", "direction", "decimals", "min", "max"}

// newIndicatorPage is where one of one's own is made: GET /settings/indicators/new.
func (s *Server) newIndicatorPage(c echo.Context) error {
	return s.drawNewIndicator(c, http.StatusOK, page.SetUpForm{Values: map[string]string{
		"kind": string(kpi.KindFlow), "direction": string(kpi.DirectionUp), "decimals": "0",
	}})
}

func (s *Server) drawNewIndicator(c echo.Context, status int, form page.SetUpForm) error {
	chrome, err := s.setUpChrome(c, s.printer(c).T("indicators.new"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Indicator(chrome, page.IndicatorView{Form: form}))
}

// indicatorForm is what the form says of an indicator.
func (r *formReader) indicatorForm(p *i18n.Printer) network.IndicatorForm {
	decimals, err := strconv.Atoi(r.text("decimals"))
	if err != nil {
		decimals = -1 // which the rules refuse
	}
	return network.IndicatorForm{
		Code: r.form.Get("code"), Kind: kpi.Kind(r.form.Get("kind")), Unit: r.form.Get("unit"),
		Direction: kpi.Direction(r.form.Get("direction")), Decimals: decimals, Min: r.number(p, "min"), Max: r.number(p, "max"),
		Labels: map[string]string{"fr": r.form.Get("label_fr"), "en": r.form.Get("label_en")},
	}
}

// number reads a field that holds a number as people write it, or nothing.
func (r *formReader) number(p *i18n.Printer, name string) kpi.Number {
	text := r.text(name)
	if text == "" {
		return kpi.Number{}
	}
	v, err := p.ParseNumber(text)
	if err != nil {
		r.faults = append(r.faults, kpi.Field(name, "indicators.number", "value", cut(text)))
		return kpi.Number{}
	}
	return kpi.Num(v)
}

// addIndicator makes one: POST /settings/indicators.
func (s *Server) addIndicator(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	r := formReader{form: form}
	what := r.indicatorForm(p)
	var id kpi.ID
	if err = r.err(); err == nil {
		id, err = s.net.AddIndicator(c.Request().Context(), s.who(c), what)
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, indicatorFields...)
		typed.Errors = faults
		return s.drawNewIndicator(c, http.StatusUnprocessableEntity, typed)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("indicators.added"))
	return s.goTo(c, indicatorAddress(id))
}

// indicatorPage shows one: GET /settings/indicators/:id.
func (s *Server) indicatorPage(c echo.Context) error {
	return s.drawIndicator(c, http.StatusOK, page.IndicatorView{})
}

// drawIndicator draws the page of an indicator around the forms that an action
// left in the view.
func (s *Server) drawIndicator(c echo.Context, status int, view page.IndicatorView) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	one, err := s.net.SetUpIndicator(ctx, who, idParam(c))
	if err != nil {
		return err
	}
	platforms, err := s.net.SetUpGroups(ctx, who, analytics.GroupPlatform)
	if err != nil {
		return err
	}
	spheres, err := s.net.SetUpGroups(ctx, who, analytics.GroupSphere)
	if err != nil {
		return err
	}
	view.ID, view.Derived, view.Score = one.ID.String(), one.Derived, one.Kind == kpi.KindScore
	switch {
	case one.BuiltIn:
		view.Fixed = p.T("indicators.fixed_built_in")
	case one.Used:
		view.Fixed = p.T("indicators.fixed_used")
	}
	if view.Form.Values == nil {
		view.Form.Values = indicatorValues(p, one)
	}
	s.addAsks(p, &view, one, platforms, spheres)
	for _, src := range one.Sources {
		view.Sources = append(view.Sources, page.SourceLine{
			From: src.From, Name: strings.TrimSpace(src.Name + " " + src.Version), When: monthSpan(p, src.From, src.Until),
		})
	}
	if view.Source.Values == nil {
		view.Source.Values = map[string]string{"source_from": s.net.CurrentMonth().String()}
	}
	addTexts(&view, one, platforms)
	chrome, err := s.setUpChrome(c, one.Label(p.Locale(), 0))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Indicator(chrome, view))
}

func indicatorValues(p *i18n.Printer, one network.SetUpIndicator) map[string]string {
	values := map[string]string{
		"code": one.Code, "kind": string(one.Kind), "unit": one.Unit, "direction": string(one.Direction), "decimals": strconv.Itoa(one.Decimals),
		"label_fr": one.Label("fr", 0), "label_en": one.Label("en", 0),
	}
	for name, bound := range map[string]kpi.Number{"min": one.Min, "max": one.Max} {
		if bound.Known {
			values[name] = p.Plain(bound.V)
		}
	}
	return values
}

// monthSpan says from when and until when something holds.
func monthSpan(p *i18n.Printer, from, until kpi.Month) string {
	switch {
	case from == kpi.FirstMonth && until.IsZero():
		return p.T("indicators.always")
	case from == kpi.FirstMonth:
		return p.T("indicators.until_month", "until", until)
	case until.IsZero():
		return p.T("indicators.since", "from", from)
	}
	return p.T("indicators.span", "from", from, "until", until)
}

// addTexts adds what is said of the indicator on each platform: first on those
// with accounts.
func addTexts(view *page.IndicatorView, one network.SetUpIndicator, platforms []network.SetUpGroup) {
	values := view.TextForm.Values
	typed := values != nil
	if !typed {
		values = map[string]string{}
		view.TextForm.Values = values
	}
	filled := map[kpi.ID]bool{}
	for _, l := range one.Labels {
		if l.Platform != 0 {
			filled[l.Platform] = true
			setUnless(typed, values, "label_"+l.Locale+"_"+l.Platform.String(), l.Label)
		}
	}
	for _, place := range one.Places {
		filled[place.Platform] = true
		setUnless(typed, values, "sentence_"+place.Locale+"_"+place.Platform.String(), place.Sentence)
		if place.Link != "" {
			setUnless(typed, values, "link_"+place.Platform.String(), place.Link)
		}
	}
	for _, g := range platforms {
		text := page.PlatformText{ID: g.ID.String(), Name: g.Name, Filled: filled[g.ID]}
		if g.Accounts > 0 {
			view.Texts = append(view.Texts, text)
		} else {
			view.Others = append(view.Others, text)
		}
	}
}

// setUnless sets a value, unless the form was typed.
func setUnless(typed bool, values map[string]string, name, value string) {
	if !typed {
		values[name] = value
	}
}

// changeIndicator changes what it is: POST /settings/indicators/:id.
func (s *Server) changeIndicator(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	r := formReader{form: form}
	what := r.indicatorForm(p)
	if err = r.err(); err == nil {
		err = s.net.ChangeIndicator(c.Request().Context(), s.who(c), idParam(c), what)
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, indicatorFields...)
		typed.Errors = faults
		return s.drawIndicator(c, http.StatusUnprocessableEntity, page.IndicatorView{Form: typed})
	}
	return s.indicatorSaved(c, err)
}

// indicatorSaved leads back to an indicator after a change.
func (s *Server) indicatorSaved(c echo.Context, err error) error {
	if err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("people.changed_done"))
	return s.goTo(c, indicatorAddress(idParam(c)))
}

// moveIndicator moves one in the list: POST /settings/indicators/:id/move.
func (s *Server) moveIndicator(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	step := stepOf(form)
	if err := s.net.MoveIndicator(c.Request().Context(), s.who(c), idParam(c), step); err != nil {
		return err
	}
	return s.goTo(c, moveAddress(indicatorsBase, idParam(c), step))
}

// addSource says where a score comes from: POST /settings/indicators/:id/sources.
func (s *Server) addSource(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	r := formReader{form: form}
	source := kpi.IndicatorSource{
		Indicator: idParam(c), Name: form.Get("source_name"), Version: form.Get("source_version"), From: r.needMonth("source_from"),
	}
	if err = r.err(); err == nil {
		err = s.net.SetSource(c.Request().Context(), s.who(c), source)
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, "source_name", "source_version", "source_from")
		typed.Errors = map[string]string{}
		for field, fault := range faults {
			typed.Errors["source_"+strings.TrimPrefix(field, "source_")] = fault
		}
		return s.drawIndicator(c, http.StatusUnprocessableEntity, page.IndicatorView{Source: typed})
	}
	return s.indicatorSaved(c, err)
}

// dropSource deletes one: POST /settings/indicators/:id/sources/drop.
func (s *Server) dropSource(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	month, err := kpi.ParseMonth(form.Get("from"))
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	return s.indicatorSaved(c, s.net.DropSource(c.Request().Context(), s.who(c), idParam(c), month))
}

// setPlatformTexts writes what it is called and where it is found on each
// platform: POST /settings/indicators/:id/platforms.
func (s *Server) setPlatformTexts(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	var list []network.PlatformTexts
	typed := page.SetUpForm{Values: map[string]string{}}
	for name := range form {
		id, found := strings.CutPrefix(name, "link_")
		if !found {
			continue
		}
		list = append(list, platformTexts(form, id))
		for _, name := range []string{"label_fr_", "label_en_", "sentence_fr_", "sentence_en_", "link_"} {
			typed.Values[name+id] = form.Get(name + id)
		}
	}
	err = s.net.SetPlatformTexts(c.Request().Context(), s.who(c), idParam(c), list)
	if faults, ok := fieldErrors(p, err); ok {
		typed.Errors = faults
		return s.drawIndicator(c, http.StatusUnprocessableEntity, page.IndicatorView{TextForm: typed})
	}
	return s.indicatorSaved(c, err)
}

func platformTexts(form url.Values, id string) network.PlatformTexts {
	line := func(name string) string { return strings.Join(strings.Fields(form.Get(name+"_"+id)), " ") }
	return network.PlatformTexts{
		Platform:  kpi.ParseID(id),
		Labels:    map[string]string{"fr": line("label_fr"), "en": line("label_en")},
		Sentences: map[string]string{"fr": line("sentence_fr"), "en": line("sentence_en")},
		Link:      line("link"),
	}
}
