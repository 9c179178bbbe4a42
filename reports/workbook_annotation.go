package reports

// The sentences at months, beneath the table month by month that the charts of
// the first sheet draw.

import "unicode/utf8"

// annotationWidth is about how many characters of a sentence stand on a line.
const annotationWidth = 130

func (b *workbook) annotations(row int) {
	if len(b.r.Annotations) == 0 {
		return
	}
	row = b.section(b.summary, row, b.p.T("report.summary.annotations"))
	for _, a := range b.r.Annotations {
		b.date(b.summary, 0, row, a.Month, look{under: true, align: "left", vertical: "top", format: monthFormat(b.p)})
		l := look{under: true, wrap: true, align: "left", vertical: "top"}
		b.text(b.summary, 1, row, a.Text, l)
		for column := 2; column <= summaryLast; column++ {
			b.text(b.summary, column, row, "", l)
		}
		b.do(b.f.MergeCell(b.summary, cellName(1, row), cellName(summaryLast, row)))
		b.do(b.f.SetRowHeight(b.summary, row, 4+14*float64(linesOf(a.Text, annotationWidth))))
		row++
	}
}

// summaryLast is the last column of the first sheet.
const summaryLast = 11

// linesOf is about how many lines a text takes.
func linesOf(text string, width int) int { return 1 + max(0, utf8.RuneCountInString(text)-1)/width }
