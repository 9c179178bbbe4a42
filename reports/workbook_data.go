package reports

// The data sheet: every figure on a line of its own, for filters and pivots.

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Columns of the data sheet.
const (
	dataMonth = iota
	dataSphere
	dataRange
	dataEntity
	dataAccount
	dataPlatform
	dataHandle
	dataIndicator
	dataKind
	dataValue
	dataState
	dataReason
	dataColumns
)

const dataHeader = headRows + 1

// dataSheet is the data sheet, laid out, without its rows.
type dataSheet struct {
	b             *workbook
	first         int // of Report.Months: the first month that fits
	month, text   int // styles
	muted         int
	word          int
	values        map[string]int
	labels, kinds map[string]string
	noSphere      string
	noRange       string
	calculated    string
}

// layOutData makes the sheet but for its rows. Where 13 months do not fit into
// a sheet it holds the last ones, and says so.
func (b *workbook) layOutData() dataSheet {
	s := dataSheet{b: b, values: map[string]int{}, labels: map[string]string{}, kinds: map[string]string{}}
	s.noSphere, s.noRange, s.calculated = b.p.T("chart.no_sphere"), b.p.T("chart.no_range"), b.p.T("report.data.calculated")
	b.widths(b.data, 11, 16, 16, 26, 26, 13, 22, 28, 12, 13, 15, 34)
	var rows int
	s.first, rows = b.dataSpan()
	reading := b.p.T("report.data.reading")
	if s.first > 0 {
		reading = b.p.T("report.data.cut", "month", b.r.Months[s.first])
	}
	b.head(b.data, b.p.N("report.data.title", rows), reading)
	for i, n := range []string{
		b.p.T("report.month"), b.p.T("report.sphere"), b.p.T("report.range"), b.p.T("report.entity"), b.p.T("report.account"), b.p.T("report.platform"),
		b.p.T("report.handle"), b.p.T("report.indicator"), b.p.T("report.data.kind"), b.p.T("report.data.value"), b.p.T("report.data.state"), b.p.T("report.data.reason"),
	} {
		l := look{bold: true, fill: headColor, under: true, align: "left"}
		switch i {
		case dataValue:
			l.align = "right"
		case dataState:
			l.indent = 1
		}
		b.text(b.data, i, dataHeader, n, l)
	}
	b.do(b.f.SetRowHeight(b.data, dataHeader, 20))
	for _, ind := range b.r.Indicators {
		s.values[ind.Code] = b.use(look{format: valueFormat(ind, false, b.p)})
		s.labels[ind.Code], s.kinds[ind.Code] = b.label(ind), kindName(ind.Kind, b.p)
	}
	s.word = b.use(look{indent: 1, align: "left"})
	s.month, s.text, s.muted = b.use(look{format: monthFormat(b.p), align: "left"}), b.use(look{}), b.use(look{color: mutedColor})
	no := false
	last := max(dataHeader+rows, dataHeader+1)
	b.do(b.f.SetSheetDimension(b.data, "A1:"+cellName(dataColumns-1, last)))
	b.do(b.f.AddTable(b.data, &excelize.Table{Range: "A" + strconv.Itoa(dataHeader) + ":" + cellName(dataColumns-1, last), Name: "Data", StyleName: "TableStyleLight1", ShowRowStripes: &no}))
	b.do(b.f.SetPanes(b.data, &excelize.Panes{Freeze: true, YSplit: dataHeader, TopLeftCell: cellName(0, dataHeader+1), ActivePane: "bottomLeft"}))
	b.page(b.data, mutedColor, 1, dataHeader)
	return s
}

// dataSpan is the first month from which all figures fit into a sheet, and how
// many rows they take.
func (b *workbook) dataSpan() (first, rows int) {
	counts := make([]int, len(b.r.Months))
	for _, a := range b.r.Accounts {
		for _, ind := range b.r.Indicators {
			for i := range b.r.Months {
				if i < len(a.Figures[ind.Code]) && told(a.Account, b.r.Months[i], a.Figures[ind.Code][i]) {
					counts[i]++
				}
			}
		}
	}
	for i := len(counts) - 1; i >= 0; i-- {
		if dataHeader+rows+counts[i] > b.limit() {
			return i + 1, rows
		}
		rows += counts[i]
	}
	return 0, rows
}

// limit is the number of rows of a sheet.
func (b *workbook) limit() int {
	if b.maxRows > 0 {
		return b.maxRows
	}
	return excelize.TotalRows
}

// told reports whether a figure has a line: any answer has; an empty one only
// in the months in which the account was there to be asked.
func told(a kpi.Account, m kpi.Month, f kpi.Figure) bool {
	if f.Answered() {
		return true
	}
	return (a.Opened.IsZero() || a.Opened <= m.LastDay()) && (a.Closed.IsZero() || a.Closed >= m.FirstDay())
}

// write streams the rows: by month, then by the sphere of the report's month
// and name, then by indicator. Each says where the account stood in its month,
// so that sums by sphere are those of that month.
func (s dataSheet) write(to *splice) error {
	rows, err := to.sheet(dataPart, dataHeader)
	if err != nil {
		return err
	}
	for i := s.first; i < len(s.b.r.Months); i++ {
		for _, a := range s.b.r.Accounts {
			if err := s.lines(rows, i, a); err != nil {
				return err
			}
		}
	}
	return rows.close(nil)
}

// lines writes the figures of one account in one month.
func (s dataSheet) lines(rows *sheetRows, month int, a analytics.ReportAccount) error {
	m := s.b.r.Months[month]
	date, place := kpi.Num(serial(m)), a.Place(m)
	for _, ind := range s.b.r.Indicators {
		figures := a.Figures[ind.Code]
		if month >= len(figures) || !told(a.Account, m, figures[month]) {
			continue
		}
		f := figures[month]
		if err := rows.begin(); err != nil {
			return err
		}
		rows.number(dataMonth, s.month, date)
		rows.text(dataSphere, s.text, orNone(place.Sphere, s.noSphere))
		rows.text(dataRange, s.text, orNone(place.Range, s.noRange))
		rows.text(dataEntity, s.text, place.Entity)
		rows.text(dataAccount, s.text, a.Account.Name())
		rows.text(dataPlatform, s.text, a.Account.Platform)
		rows.text(dataHandle, s.text, a.Account.Handle)
		rows.text(dataIndicator, s.text, s.labels[ind.Code])
		rows.text(dataKind, s.muted, s.kinds[ind.Code])
		rows.number(dataValue, s.values[ind.Code], f.Number())
		rows.text(dataState, s.word, s.state(ind, f))
		rows.text(dataReason, s.muted, reason(f, s.b.p))
		if err := rows.end(); err != nil {
			return err
		}
	}
	return nil
}

// state says a figure's state in words; what is derived was calculated, or
// could not be.
func (s dataSheet) state(ind kpi.Indicator, f kpi.Figure) string {
	if ind.Derived && f.State == kpi.StateValue {
		return s.calculated
	}
	return figureState(f.State, s.b.p)
}

func figureState(s kpi.State, p *i18n.Printer) string {
	switch s {
	case kpi.StateValue:
		return p.T("report.figure.value")
	case kpi.StateUnavailable:
		return p.T("report.figure.unavailable")
	case kpi.StateNA:
		return p.T("report.figure.na")
	}
	return p.T("report.figure.empty")
}

// reason says why a figure is unavailable: in our words where the reason is of
// the short list, else in the person's.
func reason(f kpi.Figure, p *i18n.Printer) string {
	if f.State != kpi.StateUnavailable {
		return f.Note
	}
	words := map[string]string{
		kpi.ReasonNotShown:  p.T("report.reason.not_shown"),
		kpi.ReasonNoAccess:  p.T("report.reason.no_access"),
		kpi.ReasonTooLate:   p.T("report.reason.too_late"),
		kpi.ReasonFromFile:  p.T("report.reason.from_file"),
		kpi.ReasonNotRanked: p.T("report.reason.not_ranked"),
		kpi.ReasonNoReading: p.T("report.reason.no_reading"),
		kpi.ReasonCounter:   p.T("report.reason.counter"),
		kpi.ReasonErased:    p.T("person.words_erased"),
	}
	if text, ok := words[f.Reason]; ok {
		return text
	}
	return strings.TrimSpace(f.Reason)
}

func kindName(k kpi.Kind, p *i18n.Printer) string {
	switch k {
	case kpi.KindStock:
		return p.T("report.kind.stock")
	case kpi.KindFlow:
		return p.T("report.kind.flow")
	case kpi.KindScore:
		return p.T("report.kind.score")
	case kpi.KindPosition:
		return p.T("report.kind.position")
	case kpi.KindPercentage:
		return p.T("report.kind.percentage")
	}
	return p.T("report.kind.ratio")
}
