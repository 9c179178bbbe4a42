package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// StepsBand says on the set-up pages how far the first steps are.
type StepsBand struct {
	Done, Total int
}

var (
	forAdmins       = []kpi.Role{kpi.RoleAdmin}
	forCoordinators = []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator}
)

// setUpMenu are the set-up pages, in the order of their menu.
var setUpMenu = []menuItem{
	{"settings.tab_general", "/settings", "", forAdmins, []string{"/settings"}},
	{"settings.tab_spheres", "/settings/spheres", "", forCoordinators, []string{"/settings/spheres"}},
	{"settings.tab_ranges", "/settings/ranges", "", forCoordinators, []string{"/settings/ranges"}},
	{"calendar.tab", "/settings/committee", "", forCoordinators, []string{"/settings/committee"}},
	{"settings.tab_entities", "/settings/entities", "", forAdmins, []string{"/settings/entities"}},
	{"settings.tab_platforms", "/settings/platforms", "", forAdmins, []string{"/settings/platforms"}},
	{"settings.tab_indicators", "/settings/indicators", "", forAdmins, []string{"/settings/indicators"}},
	{"settings.tab_people", "/users", "", forAdmins, []string{"/users"}},
	{"single_sign_on.tab", SingleSignOnAddress, "", forAdmins, []string{SingleSignOnAddress}},
	{"mail.tab", "/settings/mail", "", forAdmins, []string{"/settings/mail"}},
	{"mail.tab", "/settings/mail/wordings", "", []kpi.Role{kpi.RoleCoordinator}, []string{"/settings/mail"}},
	{"purpose.tab", "/purpose/edit/fr", "", forAdmins, []string{"/purpose/edit"}},
	{"changes.title", "/settings/history", "", forAdmins, []string{"/settings/history"}},
	{"settings.tab_checklist", "/checklist", "", forAdmins, []string{"/checklist"}},
}

// setUpMenu lists the set-up pages that the person's role opens.
func (c Chrome) setUpMenu() []menuItem {
	var items []menuItem
	for _, i := range setUpMenu {
		if c.Who.Is(i.roles...) {
			items = append(items, i)
		}
	}
	return items
}

// markSetUp is "page" for the set-up page in sight; the general one is only
// itself.
func (c Chrome) markSetUp(i menuItem) string {
	if i.href == "/settings" && c.Path != "/settings" {
		return "false"
	}
	return c.mark(i)
}

// SetUpForm is a form as typed, and what is wrong with it.
type SetUpForm struct {
	Values map[string]string
	Errors map[string]string // by field
}

// field is a line of the form.
func (f SetUpForm) field(name, label string) Field {
	return Field{Name: name, Label: label, Type: "text", Value: f.Values[name], Error: f.Errors[name]}
}

// optional is a line of the form that may stay empty.
func (f SetUpForm) optional(name, label, hint string) Field {
	one := f.field(name, label)
	one.Optional, one.Hint = true, hint
	return one
}

// month is a line of the form for a month.
func (f SetUpForm) month(p *i18n.Printer, name, label string, optional bool) Field {
	one := f.field(name, label)
	one.Type, one.Optional, one.Hint = "month", optional, p.T("settings.month_hint")
	return one
}

// faults lists what is wrong with the form, in the order of the given fields.
func (f SetUpForm) faults(order ...string) []string {
	var lines []string
	for _, name := range order {
		if text := f.Errors[name]; text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// SettingsView is what the general settings show.
type SettingsView struct {
	Form  SetUpForm
	Zones []string
	Usual map[string]string // the usual word of each word's field
}

// wordFields are the fields of the groupings' words in one language.
func wordFields(locale string) [][2]string {
	return [][2]string{
		{"word_" + locale + "_sphere", "word_" + locale + "_spheres"},
		{"word_" + locale + "_range", "word_" + locale + "_ranges"},
		{"word_" + locale + "_entity", "word_" + locale + "_entities"},
	}
}

var wordLanguages = map[string]string{"fr": "settings.words_fr", "en": "settings.words_en"}

var wordTitles = []string{"settings.word_sphere", "settings.word_range", "settings.word_entity"}

// zoneOptions offers time zones.
func zoneOptions(v SettingsView) []Option {
	options := make([]Option, len(v.Zones))
	for i, z := range v.Zones {
		options[i] = Option{z, z}
	}
	return options
}

func firstMonthField(p *i18n.Printer, f SetUpForm) Field {
	one := f.month(p, "first_month", p.T("settings.first_month_label"), true)
	one.Hint = p.T("settings.first_month_hint")
	return one
}

func dueDayField(p *i18n.Printer, f SetUpForm) Field {
	one := f.field("due_day", p.T("settings.due_day_label"))
	one.Type, one.Hint = "number", p.T("settings.due_day_hint")
	return one
}

func namedMonthsField(p *i18n.Printer, f SetUpForm) Field {
	one := f.field("named_months", p.T("settings.named_months"))
	one.Type, one.Hint = "number", p.T("settings.named_months_hint")
	return one
}

// otherWordsWrong reports whether a word in the language that is not the
// page's has a fault, which must be seen.
func (v SettingsView) otherWordsWrong(p *i18n.Printer) bool {
	for _, locale := range i18n.Locales {
		if locale == p.Locale() {
			continue
		}
		for _, pair := range wordFields(locale) {
			if v.Form.Errors[pair[0]] != "" || v.Form.Errors[pair[1]] != "" {
				return true
			}
		}
	}
	return false
}
