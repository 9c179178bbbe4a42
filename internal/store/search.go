package store

// This file holds the form under which names are searched, sorted and told
// apart where accents must not matter.

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"portevoix/internal/kpi"
)

// ligatures are letters that no decomposition takes apart.
var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae", "ß", "ss", "ø", "o", "ł", "l", "đ", "d", "’", "'")

// SearchKey returns the folded form of a name, without accents: "Éloïse  LE
// Cœur" is "eloise le coeur".
func SearchKey(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(kpi.Fold(name)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return ligatures.Replace(b.String())
}

// SearchWords cuts what somebody searches into the words to be found, each
// anywhere; ten at most.
func SearchWords(text string) []string {
	words := strings.Fields(SearchKey(text))
	const most = 10
	return words[:min(len(words), most)]
}
