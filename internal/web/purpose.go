package web

// This file is the page that says what the figures are for, and the form in
// which administrators word it.

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// usualWords are the messages of a part in its original wording, and the name
// that the form gives it.
var usualWords = map[network.PurposePart]struct{ heading, text, label string }{
	network.PurposeWhy:   {"purpose.why_heading", "purpose.why_text", "purpose.part_why"},
	network.PurposeNever: {"purpose.never_heading", "purpose.never_text", "purpose.part_never"},
	network.PurposeData:  {"purpose.data_heading", "purpose.data_text", "purpose.part_data"},
	network.PurposeWhom:  {"purpose.whom_heading", "purpose.whom_text", "purpose.part_whom"},
}

// wordingOf is the installation's own wording of a part, the original one
// where it has none.
func wordingOf(p *i18n.Printer, words network.PurposeWords, part network.PurposePart) page.Wording {
	own, usual := words[part], usualWords[part]
	w := page.Wording{Heading: own.Heading, Text: own.Text}
	if w.Heading == "" {
		w.Heading = p.T(usual.heading)
	}
	if w.Text == "" {
		w.Text = p.T(usual.text)
	}
	return w
}

// purposePage says what the figures are for: GET /purpose.
func (s *Server) purposePage(c echo.Context) error {
	p, who := s.printer(c), s.who(c)
	purpose, err := s.net.Purpose(c.Request().Context(), p.Locale())
	if err != nil {
		return err
	}
	chrome, err := s.chrome(c, p.T("purpose.title"))
	if err != nil {
		return err
	}
	view := purposeView(p, purpose)
	view.Day = p.Date(kpi.DayOf(s.net.Now()))
	if who.Is(kpi.RoleAdmin) {
		view.Edit = page.PurposeEditAddress(p.Locale())
	}
	return s.render(c, http.StatusOK, page.Purpose(chrome, view))
}

func purposeView(p *i18n.Printer, purpose network.Purpose) page.PurposeView {
	v := page.PurposeView{
		Why: wordingOf(p, purpose.Words, network.PurposeWhy), Never: wordingOf(p, purpose.Words, network.PurposeNever),
		Data: wordingOf(p, purpose.Words, network.PurposeData), Whom: wordingOf(p, purpose.Words, network.PurposeWhom),
		AskedLead: askedLead(p, purpose), Contact: purpose.Contact,
		Sight:   sightLines(p, purpose.Sight),
		Sure:    []string{p.T("purpose.sure_chart"), p.T("purpose.sure_rank"), p.T("purpose.sure_late")},
		Kept:    []string{p.T("purpose.kept_figures"), p.N("purpose.kept_history", purpose.NamedMonths), p.T("purpose.kept_visits")},
		Correct: []string{p.T("purpose.correct_self"), p.T("purpose.correct_other"), p.T("purpose.correct_closed")},
	}
	for _, asked := range purpose.Asked {
		v.Asked = append(v.Asked, askedLine(p, asked))
	}
	if !purpose.AmbassadorsSeeAll {
		v.SightNotes = append(v.SightNotes, p.T("purpose.sight_ambassadors", "fewest", purpose.Fewest))
	}
	if purpose.Limited {
		v.SightNotes = append(v.SightNotes, p.T("purpose.sight_limited"))
	}
	return v
}

// askedLead says how many figures are asked, and until when.
func askedLead(p *i18n.Printer, purpose network.Purpose) string {
	due := p.Number(float64(purpose.DueDay), 0)
	if purpose.DueDay == 1 && p.Locale() == "fr" {
		due = "1er"
	}
	key := "purpose.asked_lead"
	for _, asked := range purpose.Asked {
		if !asked.OfAll() {
			key = "purpose.asked_lead_most"
		}
	}
	if len(purpose.Asked) == 0 {
		return p.T("purpose.asked_none")
	}
	if key == "purpose.asked_lead" {
		return p.N("purpose.asked_lead", len(purpose.Asked), "due", due)
	}
	return p.N("purpose.asked_lead_most", len(purpose.Asked), "due", due)
}

// kindWords say how an indicator is counted.
var kindWords = map[kpi.Kind]string{
	kpi.KindStock: "purpose.kind_stock", kpi.KindFlow: "purpose.kind_flow", kpi.KindScore: "purpose.kind_score",
	kpi.KindPosition: "purpose.kind_position", kpi.KindPercentage: "purpose.kind_percentage",
}

func askedLine(p *i18n.Printer, asked network.AskedIndicator) page.Fact {
	i := asked.Indicator
	label := i.Label(p.Locale(), 0)
	var named, of []string
	for _, there := range asked.Named {
		if own := i.Label(p.Locale(), there.PlatformID); own != label {
			named = append(named, p.T("purpose.asked_named", "label", own, "platform", there.Platform))
		}
	}
	if len(named) > 0 {
		label += " (" + p.List(named) + ")"
	}
	if platforms := wholePlatforms(asked.Of); len(platforms) > 0 {
		of = append(of, p.T("purpose.asked_platform", "platform", p.List(platforms)))
	}
	for _, scope := range asked.Of {
		if words := scopeWords(p, scope); words != "" {
			of = append(of, words)
		}
	}
	return page.Fact{Label: label, Value: p.T("purpose.asked_how", "how", p.T(kindWords[i.Kind]), "of", p.List(of))}
}

// wholePlatforms are those scopes that are a platform and nothing else.
func wholePlatforms(scopes []network.PurposeScope) []string {
	var names []string
	for _, scope := range scopes {
		if scope.Platform != "" && scope.Sphere == "" {
			names = append(names, scope.Platform)
		}
	}
	return names
}

// scopeWords name a scope, but for a whole platform.
func scopeWords(p *i18n.Printer, scope network.PurposeScope) string {
	switch {
	case scope.Accounts > 0:
		return p.N("purpose.asked_accounts", scope.Accounts)
	case scope.Platform != "" && scope.Sphere != "":
		return p.T("purpose.asked_both", "platform", scope.Platform, "sphere", scope.Sphere)
	case scope.Platform != "":
		return ""
	case scope.Sphere != "":
		return p.T("purpose.asked_sphere", "sphere", scope.Sphere)
	}
	return p.T("purpose.asked_all")
}

// purposeRoles are the roles as they stand within a sentence.
var purposeRoles = map[kpi.Role]string{
	kpi.RoleAdmin: "purpose.role_admin", kpi.RoleCoordinator: "purpose.role_coordinator", kpi.RoleAmbassador: "purpose.role_ambassador",
	kpi.RoleContributor: "purpose.role_contributor", kpi.RoleReader: "purpose.role_reader",
}

func sightLines(p *i18n.Printer, sight network.PurposeSight) []page.Fact {
	roles := func(list []kpi.Role) string {
		var names []string
		for _, role := range list {
			names = append(names, p.T(purposeRoles[role]))
		}
		return p.List(names)
	}
	own := func(list []kpi.Role) string { return p.T("purpose.sight_own", "roles", roles(list)) }
	return []page.Fact{
		{Label: p.T("purpose.sight_faces"), Value: p.T("purpose.sight_everybody")},
		{Label: p.T("purpose.sight_totals"), Value: roles(sight.Totals)},
		{Label: p.T("purpose.sight_figures"), Value: own(sight.Figures)},
		{Label: p.T("purpose.sight_persons"), Value: own(sight.Persons)},
	}
}

// localeParam reads :locale in the address. Errors: not found.
func localeParam(c echo.Context) (string, error) {
	locale := c.Param("locale")
	if !slices.Contains(i18n.Locales, locale) {
		return "", kpi.NotFound("error.not_found")
	}
	return locale, nil
}

// purposeForm shows the words of a language: GET /purpose/edit/:locale.
func (s *Server) purposeForm(c echo.Context) error {
	locale, err := localeParam(c)
	if err != nil {
		return err
	}
	purpose, err := s.net.Purpose(c.Request().Context(), locale)
	if err != nil {
		return err
	}
	return s.drawPurposeForm(c, http.StatusOK, locale, page.PurposeForm{Contact: purpose.Contact}, purpose.Words)
}

// drawPurposeForm draws the form with words in a language; where there are
// none of a part, the original ones.
func (s *Server) drawPurposeForm(c echo.Context, status int, locale string, form page.PurposeForm, words network.PurposeWords) error {
	p, in := s.printer(c), i18n.For(locale)
	form.Locale = locale
	for _, part := range network.PurposeParts {
		form.Parts = append(form.Parts, page.PurposeFormPart{
			Name: string(part), Label: p.T(usualWords[part].label), Wording: wordingOf(in, words, part),
		})
	}
	chrome, err := s.chrome(c, p.T("purpose.edit_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.PurposeEdit(chrome, form))
}

// savePurpose keeps the words of a language, or shows the original ones to be
// kept: POST /purpose/edit/:locale.
func (s *Server) savePurpose(c echo.Context) error {
	locale, err := localeParam(c)
	if err != nil {
		return err
	}
	typed, err := formOf(c)
	if err != nil {
		return err
	}
	words, form := network.PurposeWords{}, page.PurposeForm{Contact: typed.Get("contact")}
	if typed.Get("default") != "" {
		form.Default = true
		return s.drawPurposeForm(c, http.StatusOK, locale, form, words)
	}
	for _, part := range network.PurposeParts {
		words[part] = ownWords(i18n.For(locale), part, typed.Get(string(part)+"_heading"), typed.Get(string(part)+"_text"))
	}
	err = s.net.SavePurpose(c.Request().Context(), s.who(c), locale, words, form.Contact)
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		form.Errors = faults
		return s.drawPurposeForm(c, http.StatusUnprocessableEntity, locale, form, words)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("purpose.saved"))
	return s.goTo(c, "/purpose")
}

// ownWords are what was typed for a part, but for what is the original
// wording still: that one stays the program's, and is mended with it.
func ownWords(in *i18n.Printer, part network.PurposePart, heading, text string) network.PurposeText {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.TrimSpace(heading) == in.T(usualWords[part].heading) {
		heading = ""
	}
	if strings.TrimSpace(text) == in.T(usualWords[part].text) {
		text = ""
	}
	return network.PurposeText{Heading: heading, Text: text}
}
