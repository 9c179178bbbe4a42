package page

import (
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// ChangesView is what the history of the set-up pages shows.
type ChangesView struct {
	Acts []ChangeGroup
	Next string // address of what came before; "": nothing
}

// ChangeText is one thing that was changed, as it is stored.
type ChangeText struct {
	Subject, Name, Field, On, Since, Old, New string
}

// subjectKeys are the words of what was changed.
var subjectKeys = map[string]string{
	"settings": "changes.settings", "platforms": "changes.platform", "spheres": "changes.sphere", "ranges": "changes.range",
	"entities": "changes.entity", "indicators": "changes.indicator", "users": "changes.user",
}

// fieldKeys are the words of what of it was changed; a field without a word is
// told by its own name.
var fieldKeys = map[string]string{
	"created": "changes.created", "deleted": "changes.deleted", "name": "changes.name", "position": "changes.position",
	"objective": "groups.objective", "audience": "groups.audience", "retired_from": "groups.retired_from", "path": "groups.parent",
	"headcount": "groups.headcount", "network_name": "settings.network_name", "first_reporting_month": "settings.first_month_label",
	"due_day": "settings.due_day_label", "holidays": "calendar.holidays", "committee_day": "calendar.usual_title",
	"committee_without": "calendar.without", "calendar_feed": "calendar.changed_feed", "erased": "person.erased",
	"zone": "settings.zone", "ambassadors_see_all": "settings.see_all", "acceptance": "settings.acceptance", "history_named_months": "settings.named_months",
	"code": "indicators.code", "kind": "indicators.kind", "unit": "indicators.unit", "direction": "indicators.direction",
	"min": "indicators.min", "max": "indicators.max", "decimals": "indicators.decimals_label", "asked": "indicators.asks",
	"source": "indicators.source_label", "label_fr": "indicators.label_fr", "label_en": "indicators.label_en",
	"place_fr": "indicators.sentence_fr", "place_en": "indicators.sentence_en",
	"email": "auth.email", "role": "people.role_head", "entity_id": "people.entity_head", "password": "changes.password", "link": "changes.link",
	"disabled": "people.switch_off", "enabled": "people.switch_on", "checklist": "settings.tab_checklist", "demo": "layout.demo_label",
	"challenge_off": "challenge.switch_off", "influence_index": "influence.switch_on",
}

// acts are fields that say by themselves what was done.
var acts = map[string]bool{"created": true, "deleted": true, "password": true, "link": true, "disabled": true, "enabled": true}

// SetUpChange says one change in words.
func SetUpChange(p *i18n.Printer, c ChangeText) string {
	if c.Subject == "committees" {
		return committeeChange(p, c)
	}
	field := c.Field
	if key, ok := fieldKeys[c.Field]; ok {
		field = p.T(key)
	} else if strings.HasPrefix(c.Field, "word_") {
		field = p.T("changes.word", "field", strings.TrimPrefix(c.Field, "word_"))
	} else if words, ok := purposeField(p, c.Field); ok {
		field = words
	} else if words, ok := mailWordingField(p, c.Field); ok {
		field = words
	} else if strings.HasPrefix(c.Field, "checklist_") {
		field = p.T("settings.tab_checklist")
	}
	if c.On != "" {
		field += " (" + c.On + ")"
	}
	text := p.T("changes.line", "about", changedThing(p, c), "field", field)
	if month, err := kpi.ParseMonth(c.Since); err == nil && month > kpi.FirstMonth {
		text += ", " + p.T("changes.since", "month", month)
	}
	if isPurpose(c.Field) {
		return p.T("changes.value", "line", text, "new", purposeValue(p, c.Field, c.New))
	}
	if acts[c.Field] || (c.Old == "" && c.New == "") {
		return text
	}
	if c.Old == "" {
		return p.T("changes.value", "line", text, "new", changedValue(p, c.Field, c.New))
	}
	return p.T("changes.values", "line", text, "old", changedValue(p, c.Field, c.Old), "new", changedValue(p, c.Field, c.New))
}

// changedThing names what was changed.
func changedThing(p *i18n.Printer, c ChangeText) string {
	about := p.T(subjectKeys[c.Subject])
	if c.Name != "" {
		return p.T("changes.about", "subject", about, "name", c.Name)
	}
	return about
}

// changedValue says a stored value.
func changedValue(p *i18n.Printer, field, value string) string {
	if month, err := kpi.ParseMonth(value); err == nil {
		return p.Month(month)
	}
	switch {
	case value == "":
		return i18n.Unknown
	case value == "true":
		return p.T("changes.yes")
	case value == "false":
		return p.T("changes.no")
	case calendarValue(p, field, value) != "":
		return calendarValue(p, field, value)
	case field == "role" && kpi.Role(value).Valid():
		return RoleWord(p, kpi.Role(value))
	case field == "kind" && kindKeys[kpi.Kind(value)] != "":
		return KindName(p, kpi.Kind(value))
	case value == "b2b":
		return p.T("groups.audience_b2b")
	case value == "b2c":
		return p.T("groups.audience_b2c")
	case field == "asked" && value == "all":
		return p.T("indicators.scope_all")
	}
	return value
}
