package reports

// What is aimed at for the year and the month, and how far it is. The sheet is
// there when there are any targets.

import (
	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/kpi"
)

// Columns of a target.
const (
	targetFor = iota
	targetIndicator
	targetPeriod
	targetStanding
	targetValue
	targetNow
	targetShare
	targetPace
	targetProjected
	targetBefore
	targetKnown
	targetSet
)

func (b *workbook) targetSheet() {
	if b.targets == "" {
		return
	}
	sheet, header := b.targets, headRows+1
	b.widths(sheet, 34, 26, 16, 18, 13, 13, 13, 13, 13, 13, 14, 18)
	good := 0
	for _, t := range b.r.Targets {
		if t.Progress.Standing == analytics.TargetReached || t.Progress.Standing == analytics.TargetOnTrack {
			good++
		}
	}
	b.head(sheet, b.p.N("report.targets.title", good, "all", len(b.r.Targets)), b.p.T("report.targets.reading"))
	for i, name := range []string{
		b.p.T("report.targets.for"), b.p.T("report.indicator"), b.p.T("report.targets.period"), b.p.T("report.targets.standing"), b.p.T("report.targets.value"),
		b.p.T("report.targets.now"), b.p.T("report.targets.share"), b.p.T("report.targets.pace"), b.p.T("report.targets.projected"), b.p.T("report.targets.before"),
		b.p.T("report.targets.known"), b.p.T("report.targets.set"),
	} {
		head := look{bold: true, fill: headColor, under: true, top: true, wrap: true, align: "left"}
		if i >= targetValue {
			head.align = "right"
		}
		b.text(sheet, i, header, name, head)
	}
	b.do(b.f.SetRowHeight(sheet, header, 32))
	row, scope := header+1, ""
	for _, t := range b.r.Targets {
		if t.Scope != scope {
			scope = t.Scope
			b.targetHeading(sheet, row, charts.TargetScopes(b.p, scope))
			row++
		}
		b.targetLine(sheet, row, t)
		row++
	}
	b.do(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: header, TopLeftCell: cellName(0, header+1), ActivePane: "bottomLeft"}))
	b.page(sheet, charts.Color(2), 1, header)
}

// targetHeading begins the targets of one kind of scope.
func (b *workbook) targetHeading(sheet string, row int, text string) {
	for i := targetFor; i <= targetSet; i++ {
		cell := ""
		if i == targetFor {
			cell = text
		}
		b.text(sheet, i, row, cell, look{bold: true, color: accentColor, under: true})
	}
	b.do(b.f.SetRowHeight(sheet, row, 22))
}

func (b *workbook) targetLine(sheet string, row int, t analytics.ReportTarget) {
	line, strong := look{under: true, wrap: true, align: "left"}, look{under: true, wrap: true, align: "left", bold: true}
	name := t.Group.Name
	switch t.Scope {
	case kpi.ScopeAccount:
		name = t.Account.Name() + " · " + t.Account.Platform
	case kpi.ScopeNetwork:
		name = b.network()
	}
	b.text(sheet, targetFor, row, name, strong)
	b.text(sheet, targetIndicator, row, t.Of.Label(b.p.Locale(), t.Account.PlatformID), line)
	b.text(sheet, targetPeriod, row, b.p.Span(t.Span), line)
	b.text(sheet, targetStanding, row, charts.TargetStanding(b.p, t.Progress.Standing), line)
	number := look{under: true, format: decimals(t.Of.Decimals)}
	if t.Of.Unit == "%" {
		number.format = percentFormat(t.Of.Decimals, b.p)
	}
	b.number(sheet, targetValue, row, kpi.Num(t.Value), look{under: true, bold: true, format: number.format})
	b.number(sheet, targetNow, row, t.Progress.Now, number)
	b.number(sheet, targetShare, row, t.Progress.Share, look{under: true, format: percentFormat(0, b.p)})
	muted := number
	muted.color = mutedColor
	b.number(sheet, targetPace, row, t.Progress.Pace, muted)
	b.number(sheet, targetProjected, row, t.Progress.Projected, number)
	b.number(sheet, targetBefore, row, t.Before, muted)
	known := ""
	if t.Progress.Expected > 0 {
		known = b.p.T("report.targets.of", "known", t.Progress.Known, "expected", t.Progress.Expected)
	}
	b.text(sheet, targetKnown, row, known, look{under: true, align: "right", color: mutedColor})
	b.text(sheet, targetSet, row, b.p.Date(t.Set), look{under: true, align: "right", color: mutedColor})
	b.do(b.f.SetRowHeight(sheet, row, 18))
}
