// Package i18n says things in French and English: messages from the
// catalogues in locale/, plural rules, numbers and dates written and read.
package i18n

import (
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"portevoix/internal/kpi"
)

//go:embed locale/*.toml
var catalogues embed.FS

// Locales are the languages there are; the first is the default.
var Locales = []string{"fr", "en"}

// Printer says things in one language.
type Printer struct {
	locale    string
	localizer *goi18n.Localizer
	plain     map[string]string // messages without arguments and plural forms
	worded    map[string]bool   // messages that name a grouping
	words     map[string]string // the groupings' names, by the name they have in messages
}

var printers = loadPrinters()

// For returns the printer of a language, French where there is no such one.
func For(locale string) *Printer {
	if p, ok := printers[locale]; ok {
		return p
	}
	return printers["fr"]
}

// Match chooses the best language for an Accept-Language header, French where
// it names neither.
func Match(acceptLanguage string) *Printer {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return printers["fr"]
	}
	for _, t := range tags {
		base, _ := t.Base()
		if p, ok := printers[base.String()]; ok {
			return p
		}
	}
	return printers["fr"]
}

func loadPrinters() map[string]*Printer {
	bundle := goi18n.NewBundle(language.French)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	m := map[string]*Printer{}
	for _, l := range Locales {
		m[l] = &Printer{locale: l, plain: map[string]string{}, worded: map[string]bool{}}
	}
	files, err := catalogues.ReadDir("locale")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		file, err := bundle.LoadMessageFileFS(catalogues, "locale/"+f.Name())
		if err != nil {
			panic(fmt.Errorf("i18n: %s: %w", f.Name(), err))
		}
		p := m[file.Tag.String()]
		for _, msg := range file.Messages {
			if msg.One == "" && !strings.Contains(msg.Other, "{{") {
				p.plain[msg.ID] = msg.Other
			}
			if saysWords(msg.One) || saysWords(msg.Other) {
				p.worded[msg.ID] = true
			}
		}
	}
	for l, p := range m {
		p.localizer = goi18n.NewLocalizer(bundle, l)
		p.words = p.wordsFor(kpi.Words{})
	}
	return m
}

// Locale returns "fr" or "en".
func (p *Printer) Locale() string { return p.locale }

// T says the message of a key; args are name, value, name, value… Numbers,
// months, days and lists among them are written in the printer's language. A key without a
// message is said as itself.
func (p *Printer) T(key string, args ...any) string {
	if len(args) == 0 {
		if text, ok := p.plain[key]; ok {
			return text
		}
	}
	return p.localize(key, nil, pairs(args))
}

// N says the message of a key in the plural form of n; the message knows n
// as {{.n}}.
func (p *Printer) N(key string, n int, args ...any) string {
	m := pairs(args)
	m["n"] = n
	return p.localize(key, n, m)
}

// Message says a key with named values, as errors and warnings carry them; a
// value named "n" chooses the plural form.
func (p *Printer) Message(key string, args kpi.Args) string {
	m := make(map[string]any, len(args))
	for k, v := range args {
		m[k] = v
	}
	if n, ok := args["n"].(int); ok {
		return p.localize(key, n, m)
	}
	return p.localize(key, nil, m)
}

// Error says what a person may know of an error: the message of a kpi.Error,
// and "error.internal" for any other.
func (p *Printer) Error(err error) string {
	var e *kpi.Error
	if errors.As(err, &e) && e.Key != "" {
		return p.Message(e.Key, e.Args)
	}
	return p.T("error.internal")
}

// Field says what is wrong with one field.
func (p *Printer) Field(f kpi.FieldError) string { return p.Message(f.Key, f.Args) }

func (p *Printer) localize(key string, count any, args map[string]any) string {
	for k, v := range args {
		args[k] = p.format(v)
	}
	if p.worded[key] {
		for name, word := range p.words {
			args[name] = word
		}
	}
	say := goi18n.LocalizeConfig{MessageID: key, PluralCount: count, TemplateData: args}
	text, err := p.localizer.Localize(&say)
	if err != nil && count != nil { // the French form for whole millions, which reads as for any number
		say.PluralCount = 2
		text, err = p.localizer.Localize(&say)
	}
	if err != nil {
		return key
	}
	return text
}

// format writes an argument in the printer's language.
func (p *Printer) format(v any) any {
	switch v := v.(type) {
	case int:
		return p.Number(float64(v), 0)
	case float64:
		return p.Plain(v)
	case kpi.Number:
		return p.Value(v, 0)
	case kpi.Month:
		return p.Month(v)
	case kpi.Span:
		return p.Span(v)
	case kpi.Day:
		return p.Date(v)
	case []kpi.Month:
		return p.Months(v)
	}
	return v
}

func pairs(args []any) map[string]any {
	m := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}
