package i18n

// This file puts an installation's own names of the groupings into messages:
// a message says {{.sphere_word}}, {{.spheres_word}}, {{.range_word}},
// {{.ranges_word}}, {{.entity_word}} or {{.entities_word}}, and the same with a
// capital ({{.Sphere_word}}…) where it begins with the word. French messages
// are worded so that the word's gender does not matter: "par sphère".

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"portevoix/internal/kpi"
)

// wordMark is in the name of every word.
const wordMark = "_word}}"

// Named returns a printer of the same language that calls the groupings by an
// installation's own words; an empty one stays the usual word.
func (p *Printer) Named(w kpi.Words) *Printer {
	if w == (kpi.Words{}) {
		return p
	}
	named := *p
	named.words = p.wordsFor(w)
	return &named
}

// Words are the words in use for the groupings.
func (p *Printer) Words() kpi.Words {
	return kpi.Words{Sphere: p.words["sphere_word"], Spheres: p.words["spheres_word"], Range: p.words["range_word"],
		Ranges: p.words["ranges_word"], Entity: p.words["entity_word"], Entities: p.words["entities_word"]}
}

// wordsFor lists the words by the name under which messages say them.
func (p *Printer) wordsFor(own kpi.Words) map[string]string {
	words := make(map[string]string, 12)
	for _, w := range []struct{ name, own, usual string }{
		{"sphere_word", own.Sphere, "word.sphere"}, {"spheres_word", own.Spheres, "word.spheres"},
		{"range_word", own.Range, "word.range"}, {"ranges_word", own.Ranges, "word.ranges"},
		{"entity_word", own.Entity, "word.entity"}, {"entities_word", own.Entities, "word.entities"},
	} {
		text := w.own
		if text == "" {
			text = p.plain[w.usual]
		}
		words[w.name] = lowerFirst(text)
		words[upperFirst(w.name)] = upperFirst(text)
	}
	return words
}

// lowerFirst writes a word as it stands within a sentence; an acronym stays
// as it is.
func lowerFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if unicode.IsUpper(second) || unicode.IsDigit(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// saysWords reports whether a message holds one of the words.
func saysWords(text string) bool { return strings.Contains(text, wordMark) }
