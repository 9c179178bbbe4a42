package i18n

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"portevoix/internal/kpi"
)

// maxNumberLength is how many characters a number may have: far more than any
// count, so that nonsense is refused before it is read.
const maxNumberLength = 32

// ParseNumber reads a number as people write it in the printer's language:
// blanks of any kind between thousands, both decimal marks where unambiguous.
// A lone mark before exactly three digits is the language's own: in French
// 1,234 is a decimal number and 1.234 could be two, in English 1,234 is whole
// and 1.234 is a decimal number.
// Errors: CodeInvalid; "number.ambiguous" with both readings (value, whole,
// decimal) where it could be two numbers, "number.unreadable" otherwise.
func (p *Printer) ParseNumber(text string) (float64, error) {
	if v, ok := plainNumber(text); ok {
		return v, nil
	}
	sign, body := cutSign(strings.TrimFunc(text, isBlank))
	if len(body) > maxNumberLength*utf8.UTFMax || utf8.RuneCountInString(body) > maxNumberLength {
		return 0, unreadable(text)
	}
	whole, fraction, marks := cutMarks(body)
	if marks == bothReadings {
		switch {
		case p.locale == "en" && strings.Contains(body, ","):
			whole, fraction = whole+fraction, ""
		case p.locale == "fr" && strings.Contains(body, "."):
			return 0, kpi.Invalid("number.ambiguous", "value", strings.TrimFunc(text, isBlank),
				"whole", sign+whole+fraction, "decimal", sign+whole+","+fraction)
		}
	}
	if marks == noReading {
		return 0, unreadable(text)
	}
	v, err := strconv.ParseFloat(sign+whole+"."+fraction, 64)
	if err != nil {
		return 0, unreadable(text)
	}
	return v + 0, nil // −0 becomes 0
}

// plainNumber reads the commonest form, a whole number in ASCII digits.
func plainNumber(text string) (float64, bool) {
	if len(text) == 0 || len(text) > 15 {
		return 0, false
	}
	n := 0
	for i := range len(text) {
		c := text[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int(c)
	}
	return float64(n), true
}

func unreadable(text string) error {
	if r := []rune(text); len(r) > 80 {
		text = string(r[:80]) + "…"
	}
	return kpi.Invalid("number.unreadable", "value", text)
}

// isBlank reports the blanks that people type or paste between thousands:
// space, no-break space, narrow no-break space, thin space.
func isBlank(r rune) bool {
	return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009'
}

func cutSign(s string) (sign, rest string) {
	for _, m := range []string{"-", minus} {
		if after, ok := strings.CutPrefix(s, m); ok {
			return "-", strings.TrimLeftFunc(after, isBlank)
		}
	}
	return "", strings.TrimLeftFunc(strings.TrimPrefix(s, "+"), isBlank)
}

// readings says how many numbers a text could be.
type readings int

const (
	noReading readings = iota
	oneReading
	bothReadings // one mark before exactly three digits
)

// cutMarks cuts an unsigned number at its decimal mark into digits.
func cutMarks(s string) (whole, fraction string, r readings) {
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case dots == 0 && commas == 0:
		whole, ok := joinThousands(s, isBlank)
		return whole, "", one(ok)
	case dots > 0 && commas > 0: // the last one is the decimal mark
		group, point := ',', "."
		if strings.LastIndex(s, ",") > strings.LastIndex(s, ".") {
			group, point = '.', ","
		}
		before, fraction, _ := strings.Cut(s, point)
		whole, ok := joinThousands(before, func(r rune) bool { return r == group })
		return whole, fraction, one(ok && isDigits(fraction))
	case dots > 1 || commas > 1: // none is
		whole, ok := joinThousands(s, func(r rune) bool { return r == '.' || r == ',' })
		return whole, "", one(ok)
	}
	before, fraction, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if before == "" {
		before = "0"
	}
	whole, ok := joinThousands(before, isBlank)
	if !ok || !isDigits(fraction) {
		return "", "", noReading
	}
	if len(fraction) == 3 && len(before) <= 3 && before[0] != '0' {
		return whole, fraction, bothReadings
	}
	return whole, fraction, oneReading
}

func one(ok bool) readings {
	if ok {
		return oneReading
	}
	return noReading
}

// joinThousands returns the digits of a whole number whose thousands are
// separated throughout, or not at all.
func joinThousands(s string, separator func(rune) bool) (string, bool) {
	groups := strings.FieldsFunc(s, separator)
	if len(groups) == 0 || !isDigits(groups[0]) || (len(groups) > 1 && len(groups[0]) > 3) {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 || !isDigits(g) {
			return "", false
		}
	}
	joined := strings.Join(groups, "")
	// One separator between two groups and none outside.
	return joined, utf8.RuneCountInString(s) == len(joined)+len(groups)-1
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
