package reports

// This file holds number formats that read the same whatever the language of
// the program that opens the workbook.

import (
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

const noBreak = "\u00a0"

// decimals is a format's zeros after the mark.
func decimals(n int) string {
	if n <= 0 {
		return "#,##0"
	}
	return "#,##0." + strings.Repeat("0", n)
}

// percentFormat shows 4.1 as 4,1 %: the cell holds the percentage itself, as
// the page and the API do.
func percentFormat(n int, p *i18n.Printer) string { return decimals(n) + `"` + percentSign(p) + `"` }

// percentSign stands apart from its number in French.
func percentSign(p *i18n.Printer) string {
	if p.Locale() == "fr" {
		return noBreak + "%"
	}
	return "%"
}

// growthFormat shows a growth in percent, as changeFormat does.
func growthFormat(p *i18n.Printer) string { return changeFormat(1, percentSign(p)) }

// pointsFormat shows a difference of two rates.
func pointsFormat(n int, p *i18n.Printer) string {
	return changeFormat(n, noBreak+p.T("report.points"))
}

// changeFormat shows a difference with an arrow and a sign; color alone says
// nothing.
func changeFormat(n int, unit string) string {
	if unit != "" {
		unit = `"` + unit + `"`
	}
	d := decimals(n)
	return `"▲` + noBreak + `+"` + d + unit + `;"▼` + noBreak + `−"` + d + unit + `;` + d + unit
}

// monthFormat names months in the language of the workbook.
func monthFormat(p *i18n.Printer) string {
	if p.Locale() == "en" {
		return `[$-809]mmm yyyy`
	}
	return `[$-40C]mmm yyyy`
}

// axisMonthFormat is the shorter one of an axis.
func axisMonthFormat(p *i18n.Printer) string { return strings.TrimSuffix(monthFormat(p), "yy") }

// isPercent reports whether an indicator's values are percentages.
func isPercent(ind kpi.Indicator) bool {
	return ind.Kind == kpi.KindPercentage || ind.Kind == kpi.KindRatio || ind.Unit == "%"
}

// valueFormat is that of an indicator's values; of several accounts, a median
// may lie between two whole numbers.
func valueFormat(ind kpi.Indicator, several bool, p *i18n.Printer) string {
	n := ind.Decimals
	if several && !ind.Summed() {
		n = max(n, 1)
	}
	if isPercent(ind) {
		return percentFormat(n, p)
	}
	return decimals(n)
}

// differenceFormat is that of the difference of two values of an indicator.
func differenceFormat(ind kpi.Indicator, p *i18n.Printer) string {
	if isPercent(ind) {
		return pointsFormat(max(ind.Decimals, 1), p)
	}
	return changeFormat(ind.Decimals, "")
}
