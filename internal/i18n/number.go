package i18n

import (
	"math"
	"strconv"
	"strings"

	"portevoix/internal/kpi"
)

// Signs of well-set numbers.
const (
	narrowSpace = "\u202f" // between thousands in French
	noBreak     = "\u00a0"
	minus       = "\u2212"
	// Unknown stands where a number is not known.
	Unknown = "–"
)

// Number writes v with the given decimals: 12 345,6 in French, 12,345.6 in
// English.
func (p *Printer) Number(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(text, "0.") != "" {
		b.WriteString(minus)
	}
	group, point := narrowSpace, ","
	if p.locale == "en" {
		group, point = ",", "."
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(c)
	}
	if fraction != "" {
		b.WriteString(point + fraction)
	}
	return b.String()
}

// Plain writes v with as many decimals as it has, at most 4.
func (p *Printer) Plain(v float64) string {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64), ".")
	return p.Number(v, len(fraction))
}

// Value writes a number, or a dash where it is unknown.
func (p *Printer) Value(n kpi.Number, decimals int) string {
	if !n.Known {
		return Unknown
	}
	return p.Number(n.V, decimals)
}

// Signed writes a difference with its sign: +47, −3, 0.
func (p *Printer) Signed(n kpi.Number, decimals int) string {
	text := p.Value(n, decimals)
	if n.Known && n.V > 0 && strings.Trim(text, "0.,") != "" {
		return "+" + text
	}
	return text
}

// Percent writes a percentage (4.1 is "4,1 %" in French, "4.1%" in English).
func (p *Printer) Percent(n kpi.Number, decimals int) string {
	return p.unit(p.Value(n, decimals), n, "%")
}

// SignedPercent writes a growth in percent with its sign.
func (p *Printer) SignedPercent(n kpi.Number, decimals int) string {
	return p.unit(p.Signed(n, decimals), n, "%")
}

// Points writes a difference of two rates, in points, with its sign.
func (p *Printer) Points(n kpi.Number, decimals int) string {
	if !n.Known {
		return Unknown
	}
	return p.Signed(n, decimals) + noBreak + "pt"
}

func (p *Printer) unit(text string, n kpi.Number, unit string) string {
	if !n.Known {
		return text
	}
	if p.locale == "fr" {
		return text + noBreak + unit
	}
	return text + unit
}
