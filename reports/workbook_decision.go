package reports

// The register of decisions, for those who see it. The sheet is there when there
// are any.

import (
	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Columns of a decision.
const (
	decisionOn = iota
	decisionVerdict
	decisionWhy
	decisionAt
	decisionMonth
	decisionReview
	decisionThen
	decisionNow
	decisionChange
)

// whyWidth is about how many characters of a reason stand on a line.
const whyWidth = 56

func (b *workbook) decisionSheet() {
	if b.decisions == "" {
		return
	}
	sheet, header := b.decisions, headRows+1
	b.widths(sheet, 24, 18, 52, 17, 13, 17, 13, 14, 13)
	b.head(sheet, b.p.N("report.decisions.title", len(b.r.Decisions)), b.p.T("report.decisions.reading"))
	for i, name := range []string{
		b.p.T("report.decisions.on"), b.p.T("report.decisions.verdict"), b.p.T("report.decisions.why"), b.p.T("report.decisions.at"), b.p.T("report.decisions.month"),
		b.p.T("report.decisions.review"), b.p.T("report.decisions.then"), b.p.T("report.decisions.now", "month", b.p.ShortMonth(b.month())), b.p.T("report.decisions.change"),
	} {
		head := look{bold: true, fill: headColor, under: true, top: true, wrap: true, align: "left"}
		if i >= decisionThen {
			head.align = "right"
		}
		b.text(sheet, i, header, name, head)
	}
	b.do(b.f.SetRowHeight(sheet, header, 32))
	for i, d := range b.r.Decisions {
		b.decisionLine(sheet, header+1+i, d)
	}
	last := header + len(b.r.Decisions)
	b.better(sheet, cellName(decisionChange, header+1)+":"+cellName(decisionChange, last), kpi.DirectionUp)
	b.do(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: header, TopLeftCell: cellName(0, header+1), ActivePane: "bottomLeft"}))
	b.page(sheet, charts.Color(3), 1, header)
}

func (b *workbook) decisionLine(sheet string, row int, d analytics.ReportDecision) {
	line := look{under: true, vertical: "top", wrap: true, align: "left"}
	if !d.InForce {
		line.color = mutedColor
	}
	strong, number := line, look{under: true, vertical: "top", color: line.color, format: decimals(1)}
	strong.bold = d.InForce
	on := d.Range.Name
	if d.Account.ID != 0 {
		on = d.Account.Name() + " · " + d.Account.Platform
	}
	verdict := verdictWord(d.Verdict, b.p)
	if !d.InForce {
		verdict = b.p.T("report.decisions.reviewed", "verdict", verdict)
	}
	b.text(sheet, decisionOn, row, on, strong)
	b.text(sheet, decisionVerdict, row, verdict, strong)
	b.text(sheet, decisionWhy, row, d.Reason, line)
	b.text(sheet, decisionAt, row, b.p.Date(d.Decided), line)
	b.text(sheet, decisionMonth, row, b.p.ShortMonth(d.Month), line)
	review := ""
	if !d.Review.IsZero() && d.InForce {
		review = b.p.Date(d.Review)
	}
	b.text(sheet, decisionReview, row, review, line)
	b.number(sheet, decisionThen, row, d.Then, number)
	b.number(sheet, decisionNow, row, d.Now, number)
	number.format = growthFormat(b.p)
	b.number(sheet, decisionChange, row, d.Change, number)
	b.do(b.f.SetRowHeight(sheet, row, 4+14*float64(linesOf(d.Reason, whyWidth))))
}

// verdictWord names what was decided.
func verdictWord(verdict string, p *i18n.Printer) string {
	switch verdict {
	case "reinforce":
		return p.T("decision.reinforce")
	case "keep":
		return p.T("decision.keep")
	case "test":
		return p.T("decision.test")
	}
	return p.T("decision.stop")
}
