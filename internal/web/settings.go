package web

// This file is the page of the general settings: names, months, rules.

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// zones are the time zones that are offered, those of French in the world
// first; one that is set already is offered too.
var zones = []string{
	"Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon", "Indian/Reunion", "Indian/Mayotte",
	"Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "Europe/Brussels", "Europe/Luxembourg", "Europe/Zurich", "Europe/Monaco",
	"America/Toronto", "Africa/Casablanca", "Africa/Tunis", "Africa/Algiers", "Africa/Dakar", "Africa/Abidjan", "Europe/London", "Europe/Dublin",
	"Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Lisbon", "America/New_York", "UTC",
}

// wordTexts are the words of the groupings by the name of their field.
func wordTexts(locale string, w *kpi.Words) map[string]*string {
	return map[string]*string{
		"word_" + locale + "_sphere": &w.Sphere, "word_" + locale + "_spheres": &w.Spheres,
		"word_" + locale + "_range": &w.Range, "word_" + locale + "_ranges": &w.Ranges,
		"word_" + locale + "_entity": &w.Entity, "word_" + locale + "_entities": &w.Entities,
	}
}

// settingsPage shows the settings: GET /settings.
func (s *Server) settingsPage(c echo.Context) error {
	settings, err := s.net.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	values := map[string]string{
		"network_name": settings.NetworkName, "first_month": settings.FirstReportingMonth.String(),
		"due_day": strconv.Itoa(settings.DueDay), "zone": settings.Zone, "holidays": string(settings.Holidays), "named_months": strconv.Itoa(settings.HistoryNamedMonths),
		"ambassadors_see_all": ticked(settings.AmbassadorsSeeAll), "acceptance": ticked(settings.AcceptanceSwitchedOn),
	}
	for locale, words := range map[string]*kpi.Words{"fr": &settings.Words.FR, "en": &settings.Words.EN} {
		for name, word := range wordTexts(locale, words) {
			values[name] = *word
		}
	}
	return s.drawSettings(c, http.StatusOK, page.SetUpForm{Values: values})
}

func ticked(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

func (s *Server) drawSettings(c echo.Context, status int, form page.SetUpForm) error {
	chrome, err := s.setUpChrome(c, s.printer(c).T("settings.title"))
	if err != nil {
		return err
	}
	view := page.SettingsView{Form: form, Zones: zones, Usual: map[string]string{}}
	if form.Values["zone"] == "" {
		form.Values["zone"] = s.net.Now().Location().String()
	}
	if zone := form.Values["zone"]; !slices.Contains(zones, zone) {
		view.Zones = append([]string{zone}, zones...)
	}
	for _, locale := range i18n.Locales {
		usual := i18n.For(locale).Words()
		for name, word := range wordTexts(locale, &usual) {
			view.Usual[name] = *word
		}
	}
	return s.render(c, status, page.Settings(chrome, view))
}

// saveSettings keeps them: POST /settings.
func (s *Server) saveSettings(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	settings, err := s.net.Settings(ctx)
	if err != nil {
		return err
	}
	names := []string{"network_name", "first_month", "due_day", "holidays", "zone", "named_months", "ambassadors_see_all", "acceptance"}
	r := formReader{form: form}
	settings.NetworkName, settings.FirstReportingMonth, settings.Zone = r.text("network_name"), r.month("first_month"), r.text("zone")
	if form.Has("holidays") {
		settings.Holidays = kpi.Holidays(r.text("holidays"))
	}
	settings.AmbassadorsSeeAll, settings.AcceptanceSwitchedOn = form.Get("ambassadors_see_all") != "", form.Get("acceptance") != ""
	if settings.DueDay, err = strconv.Atoi(r.text("due_day")); err != nil {
		settings.DueDay = 0 // which the rules refuse
	}
	if form.Has("named_months") {
		if settings.HistoryNamedMonths, err = strconv.Atoi(r.text("named_months")); err != nil {
			settings.HistoryNamedMonths = -1 // which the rules refuse
		}
	}
	for locale, words := range map[string]*kpi.Words{"fr": &settings.Words.FR, "en": &settings.Words.EN} {
		for name, word := range wordTexts(locale, words) {
			*word = r.text(name)
			names = append(names, name)
		}
	}
	if err = r.err(); err == nil {
		err = s.net.SaveSettings(ctx, who, settings)
	}
	if faults, ok := fieldErrors(p, err); ok {
		typed := typedForm(form, names...)
		typed.Errors = faults
		return s.drawSettings(c, http.StatusUnprocessableEntity, typed)
	}
	if err != nil {
		return err
	}
	return s.savedStep(c, network.StepNames, "/settings")
}

// savedStep says that changes are saved; where a step of the checklist is
// under way it is marked as done, and leads back to the list.
func (s *Server) savedStep(c echo.Context, step, address string) error {
	ctx, who := c.Request().Context(), s.who(c)
	s.leaveNotice(c, s.printer(c).T("people.changed_done"))
	if !who.Is(kpi.RoleAdmin) {
		return s.goTo(c, address)
	}
	list, err := s.net.Checklist(ctx, who)
	if err != nil || !list.Open() {
		return errOr(err, func() error { return s.goTo(c, address) })
	}
	for _, one := range list.Steps {
		if one.Name == step && !one.ByData && one.State != network.StepDone {
			if err := s.net.MarkStep(ctx, who, step, network.StepDone); err != nil {
				return err
			}
		}
	}
	return s.goTo(c, "/checklist")
}

// errOr is an error, or what is done without one.
func errOr(err error, f func() error) error {
	if err != nil {
		return err
	}
	return f()
}
