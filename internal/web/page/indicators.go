package page

import (
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// IndicatorLine is a line of the list of indicators.
type IndicatorLine struct {
	ID, Label, Code string
	Kind            string
	Asked           string
	Derived         bool
	SwitchOn        string // what one click would do; "": it is asked already
	First, Last     bool
}

// IndicatorsView is what the list of indicators shows.
type IndicatorsView struct {
	Lines []IndicatorLine
}

// IndicatorView is what the page of one indicator shows.
type IndicatorView struct {
	ID        string // "": a new one
	Form      SetUpForm
	Fixed     string // why code and kind stay; "": they don't
	Derived   bool
	Score     bool
	Asked     string
	Asks      []AskLine
	Ask       SetUpForm // of a new ask
	Platforms []Option
	Spheres   []Option
	Sources   []SourceLine
	Source    SetUpForm
	Texts     []PlatformText // of the platforms in use
	Others    []PlatformText // of the others
	TextForm  SetUpForm
}

// AskLine is a row of whom an indicator is asked.
type AskLine struct {
	Scope    string
	When     string
	Over     bool // it has ended
	Platform string
	Sphere   string
	Account  string
	Stop     string // the month proposed to stop from
}

// SourceLine is where a score comes from.
type SourceLine struct {
	From       kpi.Month
	Name, When string
}

// PlatformText is what is said of an indicator on one platform.
type PlatformText struct {
	ID, Name string
	Filled   bool
}

// AskView is what the page of the consequences shows.
type AskView struct {
	Back, Name string // the indicator's page and its name
	ID         string
	Finding    string
	Notes      []string
	Keep       []Hidden
	Confirm    string // words of the button; "": there is nothing to do
}

var kindKeys = map[kpi.Kind]string{
	kpi.KindFlow:       "indicators.kind_flow",
	kpi.KindStock:      "indicators.kind_stock",
	kpi.KindScore:      "indicators.kind_score",
	kpi.KindPosition:   "indicators.kind_position",
	kpi.KindPercentage: "indicators.kind_percentage",
	kpi.KindRatio:      "indicators.kind_ratio",
}

// KindName says a kind of indicators.
func KindName(p *i18n.Printer, k kpi.Kind) string { return p.T(kindKeys[k]) }

// kindOptions offers the kinds of what people file, and one that is set.
func kindOptions(p *i18n.Printer, set string) []Option {
	var options []Option
	for _, k := range []kpi.Kind{kpi.KindFlow, kpi.KindStock, kpi.KindScore, kpi.KindPosition, kpi.KindPercentage} {
		options = append(options, Option{string(k), KindName(p, k)})
	}
	if set == string(kpi.KindRatio) {
		options = append(options, Option{set, KindName(p, kpi.KindRatio)})
	}
	return options
}

// fixedKind offers the one kind that stays.
func fixedKind(p *i18n.Printer, set string) []Option {
	return []Option{{set, KindName(p, kpi.Kind(set))}}
}

func directionOptions(p *i18n.Printer) []Option {
	return []Option{
		{string(kpi.DirectionUp), p.T("indicators.direction_up")},
		{string(kpi.DirectionDown), p.T("indicators.direction_down")},
		{string(kpi.DirectionNeutral), p.T("indicators.direction_neutral")},
	}
}

func decimalOptions() []Option { return []Option{{"0", "0"}, {"1", "1"}, {"2", "2"}, {"3", "3"}} }

func scopeOptions(p *i18n.Printer) []Option {
	return []Option{
		{"all", p.T("indicators.scope_all")}, {"platform", p.T("indicators.scope_platform")},
		{"sphere", p.T("indicators.scope_sphere")}, {"account", p.T("indicators.scope_account")},
	}
}

func codeField(p *i18n.Printer, v IndicatorView) Field {
	one := v.Form.field("code", p.T("indicators.code"))
	one.Fixed, one.Hint = v.Fixed != "", p.T("indicators.code_hint")
	if one.Fixed {
		one.Hint = v.Fixed
	}
	return one
}

func choice(f SetUpForm, name, label string) Field {
	return Field{Name: name, Label: label, Value: f.Values[name], Error: f.Errors[name]}
}

func untilField(p *i18n.Printer, f SetUpForm) Field {
	one := f.month(p, "until", p.T("indicators.until"), true)
	one.Hint = p.T("indicators.until_hint")
	return one
}

func linkField(p *i18n.Printer, f SetUpForm, t PlatformText) Field {
	one := f.optional("link_"+t.ID, p.T("indicators.link"), p.T("indicators.link_hint"))
	one.Type = "url"
	return one
}

// Open reports whether the texts of a platform stand open: where something is
// wrong with them.
func (t PlatformText) Open(f SetUpForm) bool {
	for _, name := range t.fields() {
		if f.Errors[name] != "" {
			return true
		}
	}
	return false
}

func (t PlatformText) fields() []string {
	return []string{"label_fr_" + t.ID, "label_en_" + t.ID, "sentence_fr_" + t.ID, "sentence_en_" + t.ID, "link_" + t.ID}
}

// textFaults lists what is wrong with the texts, each with its platform.
func textFaults(v IndicatorView) []string {
	var lines []string
	for _, list := range [][]PlatformText{v.Texts, v.Others} {
		for _, t := range list {
			for _, line := range v.TextForm.faults(t.fields()...) {
				lines = append(lines, t.Name+" · "+line)
			}
		}
	}
	return lines
}
