package reports

// The figures of closed months that were corrected since the last report. The
// sheet is there when there are any.

import (
	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/kpi"
)

// Columns of a corrected figure.
const (
	correctionAccount = iota
	correctionPlatform
	correctionMonth
	correctionIndicator
	correctionOld
	correctionNew
	correctionChange
	correctionAt
)

func (b *workbook) correctionSheet() {
	if b.corrections == "" {
		return
	}
	sheet, header := b.corrections, headRows+1
	b.widths(sheet, 32, 16, 16, 24, 18, 18, 14, 20)
	b.head(sheet, b.p.N("report.corrections.title", b.r.Corrected), b.p.T("report.corrections.reading"))
	if len(b.r.Restated) == 0 {
		b.text(sheet, 0, header, b.p.T("report.corrections.hidden"), look{})
		b.page(sheet, accentColor, 1, headRows-1)
		return
	}
	for i, name := range []string{
		b.p.T("report.account"), b.p.T("report.platform"), b.p.T("report.month"), b.p.T("report.indicator"),
		b.p.T("report.corrections.old"), b.p.T("report.corrections.new"), b.p.T("report.corrections.change"), b.p.T("report.corrections.at"),
	} {
		head := look{bold: true, fill: headColor, under: true, top: true, align: "left"}
		if i >= correctionOld {
			head.align = "right"
		}
		b.text(sheet, i, header, name, head)
	}
	b.do(b.f.SetRowHeight(sheet, header, 20))
	for i, one := range b.r.Restated {
		b.correctionLine(sheet, header+1+i, one)
	}
	b.do(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: header, TopLeftCell: cellName(0, header+1), ActivePane: "bottomLeft"}))
	b.page(sheet, charts.Color(4), 1, header)
}

func (b *workbook) correctionLine(sheet string, row int, one analytics.Restatement) {
	line, right := look{under: true}, look{under: true, align: "right"}
	b.text(sheet, correctionAccount, row, one.Account.Name(), look{under: true, bold: true})
	b.text(sheet, correctionPlatform, row, one.Account.Platform, line)
	month := look{under: true, align: "left", format: monthFormat(b.p)}
	b.date(sheet, correctionMonth, row, one.Month, month)
	b.text(sheet, correctionIndicator, row, one.Indicator.Label(b.p.Locale(), one.Account.PlatformID), line)
	b.figure(sheet, correctionOld, row, one.Indicator, one.Old)
	b.figure(sheet, correctionNew, row, one.Indicator, one.New)
	change := right
	change.format = changeFormat(one.Indicator.Decimals, "")
	b.number(sheet, correctionChange, row, one.New.Number().Minus(one.Old.Number()), change)
	b.text(sheet, correctionAt, row, b.p.Date(kpi.DayOf(one.At)), right)
	b.do(b.f.SetRowHeight(sheet, row, 18))
}

// figure writes a figure in any of its states: a number, or the state's word.
func (b *workbook) figure(sheet string, column, row int, i kpi.Indicator, f kpi.Figure) {
	if f.State == kpi.StateValue {
		b.number(sheet, column, row, f.Number(), look{under: true, format: decimals(i.Decimals)})
		return
	}
	b.text(sheet, column, row, figureState(f.State, b.p), look{under: true, align: "right", color: mutedColor})
}
