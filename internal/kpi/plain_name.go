package kpi

// This file puts names in the order of dictionaries.

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// PlainName is a folded name as dictionaries sort it: accents do not count.
func PlainName(name string) string {
	if isASCII(name) {
		return name
	}
	if plain, ok := plainLatin(name); ok {
		return plain
	}
	return withoutMarks(name)
}

func withoutMarks(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name))
}

// latin holds what withoutMarks makes of the letters up to U+017F, which is
// all that most names need.
var latin = sync.OnceValue(func() [0x180]string {
	var plain [0x180]string
	for r := range plain {
		plain[r] = withoutMarks(string(rune(r)))
	}
	return plain
})

func plainLatin(name string) (string, bool) {
	plain := latin()
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range name {
		if int(r) >= len(plain) {
			return "", false
		}
		b.WriteString(plain[r])
	}
	return b.String(), true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
