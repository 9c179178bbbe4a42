package exchange

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file holds what is done to the text of a cell.

// trim takes outer blanks off, which includes the no-break ones that people paste.
func trim(s string) string {
	if s == "" || (s[0] > ' ' && s[0] < utf8.RuneSelf && s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf) {
		return s
	}
	return strings.TrimFunc(s, unicode.IsSpace)
}

func blank(s string) bool { return s == "" || trim(s) == "" }

// cut shortens what a person gave, so that it can be shown beside a fault.
func cut(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) <= most {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return strings.ToValidUTF8(string([]rune(s)[:most-1]), "\ufffd") + "…"
}

// columnLetters names a column as spreadsheets do: A, B, … AA.
func columnLetters(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
