package reports

// The table of accounts: one line per indicator and account, 13 months across.

import (
	"bytes"
	"strconv"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// Columns of the table of accounts that stand before the months.
const (
	accountIndicator = iota
	accountSphere
	accountName
	accountPlatform
	accountRange
	accountState
	accountMonths // the first month
)

// accountHeader is the row of the table's header.
const accountHeader = headRows + 1

// maxSparks is the number of lines up to which each has its small bars; each
// costs memory in the program that opens the file.
const maxSparks = 4000

// accountSheet is the table of accounts, laid out, without its rows.
type accountSheet struct {
	b      *workbook
	blocks []accountBlock
	first  int // styles: the first line of an indicator, …
	text   int
	name   int
	state  int
}

// accountBlock is the lines of one indicator.
type accountBlock struct {
	ind                   kpi.Indicator
	accounts              []int // of Report.Accounts
	first                 int   // row
	label                 string
	value, change, growth int // styles
}

// mainIndicators come first in the table of accounts.
var mainIndicators = []string{kpi.Followers, kpi.Posts, kpi.Interactions, kpi.EngagementRate}

// layOutAccounts makes the sheet but for its rows.
func (b *workbook) layOutAccounts() accountSheet {
	s := accountSheet{b: b, blocks: b.accountBlocks()}
	b.widths(b.accounts, 28, 14, 24, 11, 13, 10)
	months := len(b.r.Months)
	end := accountMonths + months // first column after the months
	b.do(b.f.SetColWidth(b.accounts, columnName(accountMonths), columnName(max(end-1, accountMonths)), 9))
	b.do(b.f.SetColWidth(b.accounts, columnName(end), columnName(end+1), 12))
	b.do(b.f.SetColWidth(b.accounts, columnName(end+2), columnName(end+2), 16))
	b.head(b.accounts, b.p.N("report.accounts.title", len(b.r.Accounts)), b.p.T("report.accounts.reading"))
	b.accountHeadings(end)
	last := accountHeader
	for _, block := range s.blocks {
		last = block.first + len(block.accounts) - 1
	}
	s.first = b.use(look{under: true, bold: true, color: accentColor})
	s.text, s.name, s.state = b.use(look{under: true, color: mutedColor}), b.use(look{under: true, bold: true}), b.use(look{under: true})
	b.do(b.f.SetSheetDimension(b.accounts, "A1:"+cellName(end+2, max(last, accountHeader+1))))
	b.accountFeatures(s.blocks, end, max(last, accountHeader+1))
	b.page(b.accounts, accentColor, 1, accountHeader)
	return s
}

// accountBlocks gathers the lines there are: those of an indicator that is
// asked of the account, or known in any of the months.
func (b *workbook) accountBlocks() []accountBlock {
	var blocks []accountBlock
	row := accountHeader + 1
	for _, ind := range b.mainFirst() {
		block := accountBlock{ind: ind, first: row, label: b.label(ind)}
		for i, a := range b.r.Accounts {
			if a.Cells[ind.Code].Asked || anyKnown(a.Figures[ind.Code]) {
				block.accounts = append(block.accounts, i)
			}
		}
		if len(block.accounts) == 0 || row+len(block.accounts) > excelize.TotalRows {
			continue
		}
		block.value = b.use(look{under: true, format: valueFormat(ind, false, b.p)})
		block.change = b.use(look{under: true, format: differenceFormat(ind, b.p)})
		block.growth = b.use(look{under: true, format: growthFormat(b.p)})
		row += len(block.accounts)
		blocks = append(blocks, block)
	}
	return blocks
}

// mainFirst lists the indicators, the main ones first.
func (b *workbook) mainFirst() []kpi.Indicator {
	var list []kpi.Indicator
	main := map[string]bool{}
	for _, code := range mainIndicators {
		if ind, ok := b.indicators[code]; ok {
			list = append(list, ind)
			main[code] = true
		}
	}
	for _, ind := range b.r.Indicators {
		if !main[ind.Code] {
			list = append(list, ind)
		}
	}
	return list
}

func anyKnown(figures []kpi.Figure) bool {
	for _, f := range figures {
		if f.State == kpi.StateValue {
			return true
		}
	}
	return false
}

func (b *workbook) accountHeadings(end int) {
	names := []string{
		b.p.T("report.indicator"), b.p.T("report.sphere"), b.p.T("report.account"), b.p.T("report.platform"),
		b.p.T("report.range"), b.p.T("report.state"),
	}
	for _, m := range b.r.Months {
		names = append(names, b.p.ShortMonth(m))
	}
	names = append(names, b.p.T("report.change"), b.p.T("report.change_percent"))
	for i, n := range names {
		l := look{bold: true, fill: headColor, wrap: true, under: true, align: "left"}
		if i >= accountMonths {
			l.align = "right"
		}
		b.text(b.accounts, i, accountHeader, n, l)
	}
	b.text(b.accounts, end+2, accountHeader, b.p.T("report.trend"), look{bold: true, color: mutedColor, align: "center"})
	b.do(b.f.SetRowHeight(b.accounts, accountHeader, 34))
}

// accountFeatures adds what surrounds the rows: the table, the frozen panes,
// the bars of the last month, the colors of changes and the small bars of each line.
func (b *workbook) accountFeatures(blocks []accountBlock, end, last int) {
	no := false
	b.do(b.f.AddTable(b.accounts, &excelize.Table{Range: "A" + strconv.Itoa(accountHeader) + ":" + cellName(end+1, last), Name: "Accounts", StyleName: "TableStyleLight1", ShowRowStripes: &no}))
	b.do(b.f.SetPanes(b.accounts, &excelize.Panes{Freeze: true, XSplit: accountPlatform, YSplit: accountHeader, TopLeftCell: cellName(accountPlatform, accountHeader+1), ActivePane: "bottomRight"}))
	var at, over []string
	for _, block := range blocks {
		end1, last := end-1, block.first+len(block.accounts)-1
		if block.ind.Direction != kpi.DirectionDown { // a long bar would praise a bad rank
			b.do(b.f.SetConditionalFormat(b.accounts, cellName(end1, block.first)+":"+cellName(end1, last), []excelize.ConditionalFormatOptions{{
				Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0", MaxType: "max", BarColor: barColor, BarSolid: true,
			}}))
		}
		b.better(b.accounts, cellName(end, block.first)+":"+cellName(end+1, last), block.ind.Direction)
		for row := block.first; row <= last; row++ {
			at = append(at, cellName(end+2, row))
			over = append(over, "'"+b.accounts+"'!"+cellName(accountMonths, row)+":"+cellName(end1, row))
		}
	}
	if len(at) > 0 && len(at) <= maxSparks && len(b.r.Months) > 1 {
		b.do(b.f.AddSparkline(b.accounts, &excelize.SparklineOptions{
			Location: at, Range: over, Type: "column", SeriesColor: sparkColor, EmptyCells: "gap",
		}))
	}
}

// write streams the rows.
func (s accountSheet) write(to *splice) error {
	rows, err := to.sheet(accountsPart, accountHeader)
	if err != nil {
		return err
	}
	for _, block := range s.blocks {
		for _, i := range block.accounts {
			if err := s.line(rows, block, s.b.r.Accounts[i]); err != nil {
				return err
			}
		}
	}
	return rows.close(fromZero)
}

// fromZero lets the small bars of each line begin at zero, for which the
// library has no option that holds for 0. They are bars because LibreOffice
// does not print spark lines that are lines.
func fromZero(tail []byte) []byte {
	return bytes.Replace(tail, []byte(`<x14:sparklineGroup type="column"`), []byte(`<x14:sparklineGroup manualMin="0" type="column" minAxisType="custom"`), 1)
}

func (s accountSheet) line(rows *sheetRows, block accountBlock, a analytics.ReportAccount) error {
	if err := rows.begin(); err != nil {
		return err
	}
	label := s.text
	if rows.row == block.first {
		label = s.first
	}
	rows.text(accountIndicator, label, block.label)
	rows.text(accountSphere, s.state, orNone(a.Account.Sphere, s.b.p.T("chart.no_sphere")))
	rows.text(accountName, s.name, a.Account.Name())
	rows.text(accountPlatform, s.state, a.Account.Platform)
	rows.text(accountRange, s.state, orNone(a.Account.Range, s.b.p.T("chart.no_range")))
	rows.text(accountState, s.state, s.b.p.State(a.Account.State))
	figures := a.Figures[block.ind.Code]
	for i := range s.b.r.Months {
		var n kpi.Number
		if i < len(figures) {
			n = figures[i].Number()
		}
		rows.blankOr(accountMonths+i, block.value, n)
	}
	cell := a.Cells[block.ind.Code]
	end := accountMonths + len(s.b.r.Months)
	rows.blankOr(end, block.change, cell.Change)
	rows.blankOr(end+1, block.growth, cell.Growth)
	return rows.end()
}

func orNone(name, none string) string {
	if name == "" {
		return none
	}
	return name
}
